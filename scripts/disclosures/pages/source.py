"""From a row to the place in the original: the text shown line by line, or the page of a PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from disclosures.catalogue import Disclosure, Row, Source
from disclosures.pages import links
from disclosures.pages.output import BARE, Heading, Page, Rendered
from disclosures.pages.render import render

_TEXT = (".txt", ".md", ".text")
_TABS = re.compile(r"\t+")
_WORKBOOK = (".xlsx", ".xlsm", ".xls")
_ACTIVE = (".html", ".htm", ".xhtml", ".svg", ".xml", ".mht", ".mhtml", ".shtml", ".js")


@dataclass(frozen=True)
class Place:
    """Where a row stands: its words (原文第 12 行), its number, and a link where the original can be opened there."""

    words: str
    number: str
    target: str


def is_text(source: Source) -> bool:
    """Whether the original can be shown line by line."""
    return source.file is not None and source.path.lower().endswith(_TEXT)


def published_name(item: Disclosure, index: int) -> str:
    """The address of the original; a type that browsers execute is given as plain text."""
    address = links.original(item, index)
    return f"{address}.txt" if address.lower().endswith(_ACTIVE) else address


def place(item: Disclosure, row: Row, anchor: str = "") -> Place | None:
    """The printed place of a row, with a link where its original is known and can be opened there.

    `anchor` names the row on the page that shows a picture of the original.
    """
    line, page = row.text("source_line"), row.text("source_page")
    if not (line or page):
        return None
    index, original = original_of(item, row)
    several = sum(1 for s in item.sources if s.file) > 1
    name = f"《{original.title}》" if original and several else "原文"
    if page:
        if anchor and original is not None and page.isdecimal() and int(page) in original.sheets:
            return Place(f"{name}第 {page} 页", page, f"{links.facsimile(item.name, index, int(page))}#{anchor}")
        if original is not None and original.path.lower().endswith(_WORKBOOK):
            words = f"{name}第 {page} 张工作表" + (f"第 {line} 行" if line else "")
            return Place(words, line or page, published_name(item, index))  # no address leads into a workbook
        pdf = original is not None and original.path.lower().endswith(".pdf")
        return Place(f"{name}第 {page} 页", page, f"{published_name(item, index)}#page={page}" if pdf else "")
    text = original is not None and is_text(original)
    return Place(f"{name}第 {line} 行", line, f"{links.source(item.name, index)}#{line}" if text else "")


def original_of(item: Disclosure, row: Row) -> tuple[int, Source | None]:
    """The original that a row was read from: the one that it names, else the only one; its index in `sources`."""
    there = {index: source for index, source in enumerate(item.sources) if source.file}
    named = row.text("source_document")
    if named.isdecimal():
        return int(named) - 1, there.get(int(named) - 1)
    return next(iter(there.items())) if len(there) == 1 else (0, None)


def read_lines(file: Path) -> list[str]:
    """The lines of a text original, numbered as the converter numbers them; GB18030 is right and common."""
    octets = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return octets.decode(encoding).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        except UnicodeDecodeError:
            continue
    return octets.decode("utf-8", "replace").split("\n")


def marked_up(lines: Sequence[str]) -> Markup:
    """The text letter by letter, for a `pre`: each line with words in an element whose id is its number.

    A style draws the number, and a rule for each tab of a run: neither is there when the text is copied.
    """
    marked = (f"<b id={n}>{_ruled(line)}</b>" if line.strip() else line for n, line in enumerate(lines, start=1))
    return Markup("\n".join(marked))  # noqa: S704 - each line is escaped, a blank one holds nothing to escape


def _ruled(line: str) -> str:
    return _TABS.sub(r"<i>\g<0></i>", str(escape(line)))


def source_page(item: Disclosure, index: int) -> Page:
    """The page that shows a text original with a link for every line."""
    path = links.source(item.name, index)
    source, address = item.sources[index], published_name(item, index)

    part = f"（{source.title}）" if sum(1 for s in item.sources if s.file) > 1 else ""

    def body() -> Rendered:
        text = marked_up(read_lines(source.file)) if source.file else Markup("")
        return Rendered(render("source.html", path, item=item, source=source, text=text, address=address))

    return Page(
        path=path,
        title=f"原文：{item.title}{part}",
        description=f"{item.title}的原文{part}，逐行编号",
        headings=(Heading("text", "原文"),),
        render=body,
        hide=BARE,
    )
