"""Where the cells of a Word table stand: spans, vertical merges, and grids finer than the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from lxml import etree

from disclosures.read.archive import local, value_of
from disclosures.read.spans import Span

# Content controls, custom XML, and what was put in while changes were tracked: they print what they hold.
_CONTAINERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
_MOST_COLUMNS = 1000
_SAME_BORDER = 100  # twentieths of a point: borders nearer than 5 points are one, no cell is so narrow
_UNKNOWN_WIDTH = 10 * _SAME_BORDER


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with its first column of the file's grid; `continues`: the cell above goes on in it; `nests`: a table."""

    element: etree._Element
    column: int
    columns: int
    continues: bool
    nests: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row's cells from left to right; `gridBefore` may leave columns out before them."""

    cells: tuple[TableCell, ...]


def members(element: etree._Element, wanted: tuple[str, ...] = ("p", "tbl")) -> Iterator[etree._Element]:
    """The paragraphs and tables (or what else is wanted) of a story, out of whatever holds them."""
    for child in element:
        if local(child) in wanted:
            yield child
        elif local(child) in _CONTAINERS:
            yield from members(child, wanted)
        elif local(child) == "AlternateContent":
            chosen = child.find("{*}Choice")
            yield from members(chosen if chosen is not None else child, wanted)


def table_rows(table: etree._Element) -> list[TableRow]:
    """The rows of a table without those whose deletion was tracked."""
    rows = (row for row in members(table, ("tr",)) if row.find("{*}trPr/{*}del") is None)
    return [TableRow(tuple(_cells(row))) for row in rows]


def _cells(row: etree._Element) -> list[TableCell]:
    column = _count(row.find("{*}trPr/{*}gridBefore"), 0)
    found: list[TableCell] = []
    for element in members(row, ("tc",)):
        properties = element.find("{*}tcPr")
        columns, vertical, horizontal = 1, None, None
        if properties is not None:
            columns = _count(properties.find("{*}gridSpan"), 1)
            vertical, horizontal = properties.find("{*}vMerge"), properties.find("{*}hMerge")
        if horizontal is not None and value_of(horizontal, "continue") == "continue" and found:
            found[-1] = replace(found[-1], columns=found[-1].columns + columns)
        else:
            continues = vertical is not None and value_of(vertical, "continue") == "continue"
            nests = next(members(element, ("tbl",)), None) is not None
            found.append(TableCell(element, column, columns, continues, nests))
        column += columns
    return found


def _count(element: etree._Element | None, default: int) -> int:
    text = value_of(element, str(default))
    return min(int(text), _MOST_COLUMNS) if text.isdecimal() and len(text) < 6 and int(text) >= default else default


def spans(rows: Sequence[TableRow], texts: Sequence[Sequence[str]], table: etree._Element) -> Iterator[Span]:
    """The cells of `rows` with their `texts`, those merged downwards as one."""
    snapped = _snapped(rows, _borders(table))
    open_: dict[int, Span] = {}  # first column → the merged cell that may go on in the next row
    for number, (row, printed) in enumerate(zip(rows, texts, strict=True)):
        goes_on: dict[int, Span] = {}
        for cell, text in zip(row.cells, printed, strict=True):
            left, right = snapped[cell.column], snapped[cell.column + cell.columns]
            above = open_.pop(left, None)
            if cell.continues and above:
                goes_on[left] = replace(above, rows=above.rows + 1)
            else:
                if above:
                    yield above
                goes_on[left] = Span(number, left, 1, right - left, text)
        yield from open_.values()
        open_ = goes_on
    yield from open_.values()


def _borders(table: etree._Element) -> list[int]:
    """The x of each border of the file's grid, in twentieths of a point."""
    grid = table.find("{*}tblGrid")
    widths = [] if grid is None else [_width(one) for one in grid.iterfind("{*}gridCol")]
    return list(accumulate(widths[:_MOST_COLUMNS], initial=0))


def _width(column: etree._Element) -> int:
    text = next((str(v) for k, v in column.attrib.items() if str(k).rpartition("}")[2] == "w"), "")
    return int(text) if text.isdecimal() and 0 < len(text) < 6 else _UNKNOWN_WIDTH


def _snapped(rows: Sequence[TableRow], borders: Sequence[int]) -> Mapping[int, int]:
    """Each border that a cell uses → the one that it is taken for: a converter's rounding sets them a little apart."""
    cells = [cell for row in rows for cell in row.cells]
    used = sorted({cell.column for cell in cells} | {cell.column + cell.columns for cell in cells})
    last = borders[-1] if borders else 0

    def at(index: int) -> int:
        beyond = index - len(borders) + 1
        return borders[index] if beyond <= 0 else last + beyond * _UNKNOWN_WIDTH

    found: dict[int, int] = {}
    kept = -1
    for index in used:
        if kept < 0 or at(index) - at(kept) >= _SAME_BORDER:
            kept = index
        found[index] = kept
    narrow = any(found[cell.column] == found[cell.column + cell.columns] for cell in cells)
    return {index: index for index in used} if narrow else found
