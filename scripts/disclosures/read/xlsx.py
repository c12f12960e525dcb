"""Excel workbooks (XLSX), sheet by sheet as a stream.

The XML is read directly: a library's objects for every styled blank cell of a blown-up sheet do not fit into memory,
and one pass must tell a formula that was never calculated from a blank cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from disclosures.errors import DocumentError
from disclosures.model import Block
from disclosures.read.archive import REPAIR, Archive, attribute, local
from disclosures.read.sheet import Area, Sheet, reference
from disclosures.read.sheet import blocks as blocks_of
from disclosures.read.shown_numbers import BUILT_IN, shown_number, shown_text

MOST_CELLS = 1_000_000
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WANTED = frozenset({"row", "mergeCell", "sheetView"})


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share: the texts by number, a format by style number, how days are counted."""

    texts: Sequence[str]
    formats: Sequence[str]
    since_1904: bool


def blocks(data: bytes, shown: str) -> tuple[Block, ...]:
    """Paragraphs and rows of every sheet. Raises DocumentError for what is damaged, boundless or not calculated."""
    archive = Archive(data, shown)
    main = archive.related_as("", "officeDocument") or "xl/workbook.xml"
    root = archive.tree(main)
    days = root.find("{*}workbookPr")
    book = _Book(
        _texts(archive, archive.related_as(main, "sharedStrings")),
        _formats(archive, archive.related_as(main, "styles")),
        days is not None and days.get("date1904") in ("1", "true"),
    )
    return blocks_of(_sheets(archive, main, root, book), shown)


def _sheets(archive: Archive, main: str, root: etree._Element, book: _Book) -> Iterator[Sheet]:
    parts = archive.related(main)
    for number, tab in enumerate(root.iterfind("{*}sheets/{*}sheet"), 1):
        name = tab.get("name", "")
        kind, path = parts.get(_relation(tab), ("", ""))
        if kind != "worksheet":  # a chart or a dialogue has no cells
            continue
        if path not in archive:
            raise DocumentError(archive.shown, f"缺少工作表“{name}”的内容", remedy=REPAIR)
        cells, merged = _Content(archive, path, name, book).read()
        yield Sheet(name, number, cells, merged, tab.get("state", "visible") != "visible")


def _relation(tab: etree._Element) -> str:
    return next((str(v) for k, v in tab.attrib.items() if str(k).endswith("}id")), "")


class _Content:
    """One sheet while it is read."""

    def __init__(self, archive: Archive, path: str, name: str, book: _Book) -> None:
        self.archive, self.path, self.name, self.book = archive, path, name, book
        self.cells: dict[tuple[int, int], str] = {}
        self.merged: list[Area] = []
        self.zeros = True
        self.row, self.column = -1, -1  # of the cell read last

    def read(self) -> tuple[dict[tuple[int, int], str], list[Area]]:
        take: Mapping[str, Callable[[etree._Element], None]] = {
            "row": self._row, "mergeCell": self._merge, "sheetView": self._view,
        }  # fmt: skip
        for element in self.archive.elements(self.path, _WANTED):
            take[local(element)](element)
        return self.cells, self.merged

    def _view(self, element: etree._Element) -> None:
        self.zeros = element.get("showZeros", "1") not in ("0", "false")

    def _row(self, element: etree._Element) -> None:
        given = element.get("r", "")
        self.row = int(given) - 1 if given.isdecimal() else self.row + 1
        counted = len(element) > 0 and element[0].get("r") is None  # some writers leave all positions out
        for column, cell in enumerate(element):
            if len(cell):  # a cell without content is only styled
                self.row, self.column = (self.row, column) if counted else self._position(cell)
                self._cell(cell)

    def _cell(self, element: etree._Element) -> None:
        text = self._text(element)
        if not text:
            return
        self.cells[self.row, self.column] = text
        if len(self.cells) > MOST_CELLS:
            raise self._error(f"有内容的单元格超过 {MOST_CELLS} 个", "请确认是否为部门预算公开文件")

    def _position(self, element: etree._Element) -> tuple[int, int]:
        given = element.get("r", "")
        position = _position(given)
        if position is None:
            raise self._error(f"单元格编号“{given[:20]}”有误", REPAIR)
        return position

    def _text(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find("{*}is")
            return _line(_rich(inline)) if inline is not None else ""
        value = cell.findtext("{*}v")
        if value is None or (value == "" and kind != "str"):
            if cell.find("{*}f") is not None:
                raise self._error("公式没有计算结果", "请用 Excel 或 WPS 打开该文件，重新计算并保存后再提交")
            return ""
        code = self._format(cell)
        if kind == "s":
            return _line(shown_text(self._shared(value), code))
        if kind in ("str", "e", "d"):
            return _line(shown_text(value, code))
        number = self._number(value)
        if kind == "b":
            return "TRUE" if number else "FALSE"
        return "" if number == 0 and not self.zeros else _line(shown_number(number, code, self.book.since_1904))

    def _shared(self, value: str) -> str:
        if not value.strip().isdecimal() or int(value) >= len(self.book.texts):
            raise self._error("引用了不存在的文字", REPAIR)
        return self.book.texts[int(value)]

    def _format(self, cell: etree._Element) -> str:
        style = cell.get("s", "0")
        return self.book.formats[int(style)] if style.isdecimal() and int(style) < len(self.book.formats) else "General"

    def _number(self, value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if number != number or abs(number) == float("inf"):
            raise self._error(f"数字“{value[:20]}”有误", REPAIR)
        return number

    def _merge(self, element: etree._Element) -> None:
        first, _, last = element.get("ref", "").partition(":")
        start, end = _position(first), _position(last or first)
        if start and end:
            top, bottom = sorted((start[0], end[0]))
            left, right = sorted((start[1], end[1]))
            self.merged.append(Area(top, left, bottom, right))

    def _error(self, message: str, remedy: str) -> DocumentError:
        place = f"工作表“{self.name}”{reference(max(self.row, 0), max(self.column, 0))}"
        return DocumentError(self.archive.shown, message, place=place, remedy=remedy)


def _position(given: str) -> tuple[int, int] | None:
    """`B7` → (6, 1); None for what names no cell."""
    match = _REFERENCE.fullmatch(given)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row - 1, column - 1) if 0 < row <= _MOST_ROWS and column <= _MOST_COLUMNS else None


def _texts(archive: Archive, path: str | None) -> list[str]:
    return [_rich(element) for element in archive.elements(path, frozenset({"si"}))] if path else []


def _rich(element: etree._Element) -> str:
    """The text of a string and its runs, without the readings printed above characters (`rPh`)."""
    texts = (t.text or "" for t in element.iter("{*}t") if local(_parent(t)) != "rPh")
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), "".join(texts))


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def _formats(archive: Archive, path: str | None) -> list[str]:
    """The number format of each style by its number."""
    if path is None:
        return []
    root = archive.tree(path)
    own = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iterfind("{*}numFmts/{*}numFmt")}
    used = (attribute(one, "numFmtId", "0") for one in root.iterfind("{*}cellXfs/{*}xf"))
    return [own.get(n) or BUILT_IN.get(int(n) if n.isdecimal() else 0, "General") for n in used]


def _line(text: str) -> str:
    return " ".join(text.split())
