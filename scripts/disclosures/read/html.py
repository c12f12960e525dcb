"""Web pages (HTML), and the web pages that programs call `.xls` or `.doc`."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from disclosures.errors import DocumentError
from disclosures.model import Block, Paragraph, Place, Row
from disclosures.read.html_grid import TableRow, spans, table_rows, text_of
from disclosures.read.margins import split
from disclosures.read.numbering import figure
from disclosures.read.spans import gridded
from disclosures.read.web_page import (
    SUBJECT,
    article,
    attachments,
    decoded,
    drop_hidden,
    headline,
    line_of,
    name_of,
    parsed,
)
from disclosures.text import is_amount, key

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
        "nav", "ol", "p", "pre", "section", "td", "th", "tr", "ul",
    }
)  # fmt: skip
_AROUND = frozenset({"nav", "footer", "aside"})  # of the site, not of the document
_FIGURES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_FEWEST_ROWS = 2
_NAMED = 5
_COVER = 8  # blocks


def blocks(data: bytes, shown: str) -> tuple[Block, ...]:
    """Paragraphs and rows, each with its line of the source. Raises DocumentError for a page that only links to files.

    A table of one column, or whose cells hold tables, is layout: what its cells print stands on its own.
    """
    root, main = _parts(data, shown)
    flow = _Flow(shown)
    flow.read(main)
    flow.flush()
    if (above := headline(root, main)) and not _has_own_title(flow.found):
        flow.found.insert(0, Paragraph(above[0], Place(line=above[1])))
    if not any(isinstance(block, Row) for block in flow.found) and (files := attachments(root)):
        named = "、".join(files[:_NAMED]) + (f" 等 {len(files)} 个" if len(files) > _NAMED else "")
        raise DocumentError(shown, f"网页里没有表格，只有附件：{named}", remedy="请下载这些附件，分别提交")
    return tuple(flow.found)


def title(data: bytes, shown: str) -> str:
    """What a page is called outside of its article, where that names a budget, else `""`."""
    found = headline(*_parts(data, shown))
    return found[0] if found else ""


def _parts(data: bytes, shown: str) -> tuple[etree._Element, etree._Element]:
    """The page, and in it the article as a browser prints it."""
    root = parsed(decoded(data, shown), shown)
    body = root.find("body")
    page = root if body is None else body
    drop_hidden(page)
    return root, article(page)


def _has_own_title(found: Sequence[Block]) -> bool:
    """Whether the article says itself what it is: then the page's title, often shortened, must not stand before it."""
    return any(isinstance(block, Paragraph) and SUBJECT in key(block.text) for block in found[:_COVER])


class _Flow:
    """A page while it is read: the blocks so far, and the line of text that is being put together."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.found: list[Block] = []
        self._parts: list[str] = []
        self._line: int | None = None
        self._tight = False
        self._counts: dict[etree._Element, int] = {}

    def read(self, element: etree._Element) -> None:
        """Everything that an element prints, in order. (The parser allows no more than 256 levels.)"""
        name = name_of(element)
        if not name or (name in _AROUND and element.find(".//table") is None):
            return
        if name == "table":
            self._table(element)
            return
        if name == "br":
            self.flush(tight=True)
        if name in _BLOCKS:
            self.flush()
        if name == "li":
            self._number(element)
        self._text(element.text, element)
        for child in element:
            self.read(child)
            self._text(child.tail, child)
        if name in _BLOCKS:
            self.flush()

    def flush(self, tight: bool = False) -> None:
        """End the line; `tight`: the next one follows it without a blank line."""
        text = " ".join("".join(self._parts).split())
        if text:
            self.found.append(Paragraph(text, Place(line=self._line), self._tight))
        self._parts, self._line = [], None
        self._tight = tight and (bool(text) or self._tight)

    def _text(self, text: str | None, element: etree._Element) -> None:
        if text:
            self._parts.append(text)
            if self._line is None and text.strip():
                self._line = line_of(element)

    def _number(self, item: etree._Element) -> None:
        """The number that the browser prints before an item of a numbered list."""
        parent = item.getparent()
        if parent is None or name_of(parent) != "ol":
            return
        start = parent.get("start", "1")
        count = self._counts.get(parent, int(start) - 1 if start.isdecimal() and len(start) < 6 else 0) + 1
        self._counts[parent] = count
        self._parts.append(f"{figure(count, _FIGURES.get(parent.get('type', '1'), 'decimal'))}.")

    # --- tables ----------------------------------------------------------------------------------------------------

    def _table(self, table: etree._Element) -> None:
        self.flush()
        for caption in table.iterfind("caption"):
            self.read(caption)
        rows = table_rows(table)
        if max((len(row.cells) for row in rows), default=0) <= 1:
            self._cells(rows)
        elif table.find(".//table") is None:
            self._rows(rows)
        else:
            self._parts_of_layout(rows)
        self.flush()

    def _parts_of_layout(self, rows: Sequence[TableRow]) -> None:
        """Rows with tables in their cells are layout; several rows with amounts between them are a table."""
        run: list[TableRow] = []
        for row in [*rows, None]:
            if row is not None and not any(cell.find(".//table") is not None for cell in row.cells):
                run.append(row)
                continue
            amounts = any(is_amount(text_of(cell)) for one in run for cell in one.cells)
            if len(run) >= _FEWEST_ROWS and amounts:
                self._rows(run)
            else:
                self._cells(run)
            run = []
            self._cells([row] if row else [])

    def _cells(self, rows: Sequence[TableRow]) -> None:
        for row in rows:
            for cell in row.cells:
                self.read(cell)

    def _rows(self, rows: Sequence[TableRow]) -> None:
        places = {number: Place(line=line_of(row.element)) for number, row in enumerate(rows)}
        above, kept, notes = split(gridded(list(spans(rows, self.shown)), places, self.shown))
        self.found += [*above, *kept, *notes]
