"""A sheet of a workbook, whichever version wrote it, as paragraphs and rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from disclosures.errors import DocumentError
from disclosures.model import Block, Paragraph, Place, Row
from disclosures.read.margins import is_title, split
from disclosures.read.spans import MOST_POSITIONS, Span, gridded, too_large
from disclosures.text import is_amount


class Area(NamedTuple):
    """Merged cells: first and last row and column, from 0, all of them covered."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet prints: text by (row, column) from 0, blank cells left out; `number` counts the tabs from 1."""

    name: str
    number: int
    cells: Mapping[tuple[int, int], str]
    merged: Sequence[Area]
    hidden: bool = False


def blocks(sheets: Iterable[Sheet], shown: str) -> tuple[Block, ...]:
    """Every sheet in the order of the tabs: `Place.page` is its number, `Place.line` the row of the sheet.

    Hidden rows and columns are read: they hold the codes and figures that others are computed from. Of the hidden
    sheets those are left out that print no amount (lists for drop-down boxes, the marks of a template).
    """
    found: list[Block] = []
    for sheet in sheets:
        if sheet.cells and not (sheet.hidden and not any(is_amount(text) for text in sheet.cells.values())):
            found += _blocks(sheet, shown)
    if not found:
        raise DocumentError(shown, "工作簿里没有内容", remedy="请确认文件是否完整，或重新导出后再提交")
    return tuple(found)


def _blocks(sheet: Sheet, shown: str) -> Iterator[Block]:
    places = {row: Place(sheet.number, row + 1) for row, _ in sheet.cells}
    rows = gridded(list(_spans(sheet, shown)), places, shown)
    tables = [split(part) for part in _tables(rows)]
    above = tables[0][0]
    if is_title(sheet.name) and not any(is_title(paragraph.text) for paragraph in above):
        yield Paragraph(sheet.name, above[0].place if above else rows[0].place)
    for over, kept, notes in tables:
        yield from over
        yield from kept
        yield from notes


def _spans(sheet: Sheet, shown: str) -> Iterator[Span]:
    """Only cells that print something: what a sheet styles beyond its table has no end.

    A text under a merged cell is kept by the workbook and shown nowhere; it is no cell.
    """
    areas = {(area.top, area.left): area for area in sheet.merged}
    last_column = max(column for _, column in sheet.cells)
    until: dict[int, int] = {}  # column → the last row that a merged cell covers there
    laid = 0
    for row, column in sorted(sheet.cells):
        if until.get(column, -1) >= row:
            continue
        area = areas.get((row, column), Area(row, column, row, column))
        if area.bottom > row or area.right > column:
            right = min(area.right, last_column)
            until.update(dict.fromkeys(range(column, right + 1), area.bottom))
            laid += right - column
            if laid > MOST_POSITIONS:
                raise too_large(shown)
        text = sheet.cells[row, column]
        yield Span(row, column, area.bottom - row + 1, area.right - column + 1, text, reference(row, column))


def _tables(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The tables that stand one below another: each begins, after a blank row, with its title."""
    start = 0
    for index in range(1, len(rows)):
        printed = [text for text in rows[index].cells if text]
        if rows[index].after_break and len(printed) == 1 and is_title(printed[0]):
            yield list(rows[start:index])
            start = index
    yield list(rows[start:])


def reference(row: int, column: int) -> str:
    """The name of a cell, from its row and column from 0: (6, 1) → `B7`."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"
