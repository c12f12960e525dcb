"""The original as text, line by line: what the page holds is what the file holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from disclosures.pages import source
from disclosures.pages.generator.shell import compact


class _Pre(HTMLParser):
    """The text of the one `pre` of a page, as a browser has it: a line end right after the tag isn't part of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside, self.text = False, ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.inside = self.inside or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        self.text += data if self.inside else ""


@given(st.lists(st.text(st.sampled_from("甲1 \t<>&\"'#;b\u3000"), max_size=12), max_size=8))
def test_the_numbered_original_is_the_file_letter_by_letter(lines: list[str]) -> None:
    html = str(compact(Markup('<pre class="lines">\n{}</pre>').format(source.marked_up(lines))))
    assert _Pre(html).text.removeprefix("\n") == "\n".join(lines)
    numbered = [int(n) for n in re.findall(r"<b id=(\d+)>", html)]
    assert numbered == [n for n, line in enumerate(lines, start=1) if line.strip()]


def test_a_run_of_tabs_is_one_element() -> None:
    assert source.marked_up(["甲\t\t1.00\t", ""]) == "<b id=1>甲<i>\t\t</i>1.00<i>\t</i></b>\n"
