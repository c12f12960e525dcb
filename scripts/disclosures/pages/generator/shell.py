"""What stands around an article: a generator renders its page once with marks in it, and each page is put in by text.

A generator needs 4 ms for a page, filling in a mark 0.05 ms; and it need not know of the pages at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from disclosures.pages.output import BARE, Heading, Page, Rendered

DEPTHS = (1, 2, 3)  # how many folders deep a page may stand
HIDES = (("navigation",), BARE)
STYLES = "assets/styles.css"  # all styles in one file: one request for the first view, one address on each page
TITLE, DESCRIPTION, HEADING_ID, HEADING = "obtitlemark", "obdescriptionmark", "obheadingid", "obheadingmark"
_MARKS = re.compile("|".join((TITLE, DESCRIPTION, HEADING_ID, HEADING)))
# The comment holds "<h1" because Material prints the title once more where it finds none in the content.
ARTICLE = Markup("<!-- article <h1 -->")
# What a browser keeps as it is written. A pattern without nesting: the text is the generator's own, not a document's.
_KEPT = re.compile(r"(<(?:script|style|pre|textarea)\b.*?</(?:script|style|pre|textarea)>)", re.DOTALL)
_SPACE = re.compile(r"\s+")
_XMLNS = ' xmlns="http://www.w3.org/2000/svg"'  # HTML knows what an svg is
# HTML, 13.1.2.4: those that the next tag implies
_ENDS = re.compile(r"</(?:td|th|tr|tbody|li|dd|dt)>|</p>(?=\s*</?(?:p|div|dl|ul|ol|li|details|section|h[1-6])\b)")
# HTML, 13.1.2.3. Addresses keep their quotes: simple programs that look for links expect them.
_PLAIN = re.compile(r' (?!href|src)([a-z][a-zA-Z0-9-]*)="([A-Za-z0-9._%-]+)"(?=[ >])')
_LISTED = re.compile(rf"<li[^>]*>(?:(?!</?li).)*{HEADING_ID}(?:(?!</?li).)*</li>", re.DOTALL)


@dataclass(frozen=True)
class Shell:
    """A page of the generator with marks where title, description, headings and article go; `address` is its own."""

    address: str
    text: str

    def fill(self, page: Page, rendered: Rendered) -> str:
        """The whole page. Marks are looked for in the shell only, never in what is put in."""
        values = {
            TITLE: escape(page.title),
            DESCRIPTION: escape(page.description),
            ARTICLE: compact(rendered.html),
            self.address: escape(page.path),
            HEADING_ID: page.headings[0].id if page.headings else "",  # where “skip to the content” leads
            "</head>": rendered.head + Markup("</head>"),
        }
        text = _LISTED.sub(lambda found: _listed(found.group(), page.headings), self.text)
        marks = re.compile("|".join(map(re.escape, values)))
        return marks.sub(lambda found: str(values[found.group()]), text)


def _listed(item: str, headings: tuple[Heading, ...]) -> str:
    """The generator's entry of a page's own contents, once a heading."""
    return "\n".join(item.replace(HEADING_ID, h.id).replace(HEADING, str(escape(h.title))) for h in headings)


def slim(text: str) -> str:
    """The generator's page without quotes round plain values, every run of spaces and lines as one: half of a shell.

    Only what a browser shows the same: where spaces count (`pre`, scripts), they stay.
    """
    pieces = _KEPT.split(text.replace(_XMLNS, ""))
    return "".join(
        one if at % 2 else _PLAIN.sub(_unquoted, _SPACE.sub(_one_space, one)) for at, one in enumerate(pieces)
    )


def _unquoted(found: re.Match[str]) -> str:
    """A mark keeps its quotes: what is put in its place isn't plain."""
    name, value = found.groups()
    return found.group() if _MARKS.search(value) else f" {name}={value}"


def _one_space(found: re.Match[str]) -> str:
    return "\n" if "\n" in found.group() else " "


def compact(article: str) -> Markup:
    """An article without what HTML lets out: end tags of cells, rows and entries, quotes round plain values.

    A third of a page of tables. Safe, because none of it is in what documents say: there `<` and `"` are escaped.
    """
    return Markup(_PLAIN.sub(r" \1=\2", _ENDS.sub("", article)))  # noqa: S704 - as escaped as it was


Kind = tuple[int, tuple[str, ...]]
Shells = Mapping[Kind, Shell]


def kind(page: Page) -> Kind:
    """Which shell a page needs: how deep it stands, because links in the shell are relative, and which bars it hides."""
    return page.path.count("/"), page.hide


def address(depth: int, hide: tuple[str, ...]) -> str:
    """Where the shell of a kind would stand."""
    return "shells/" * depth + "-".join(hide) + ".html"


def pattern(depth: int, hide: tuple[str, ...]) -> Page:
    """The page that a generator renders to get a shell."""
    headings = (Heading(HEADING_ID, HEADING),)
    return Page(address(depth, hide), TITLE, DESCRIPTION, headings, lambda: Rendered(ARTICLE), hide)


def patterns() -> tuple[Page, ...]:
    """One of each kind."""
    return tuple(pattern(depth, hide) for depth in DEPTHS for hide in HIDES)
