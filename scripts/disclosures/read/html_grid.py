"""The cells of an HTML table on one grid, by the rules that browsers place them by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from disclosures.read.spans import MOST_POSITIONS, Span, too_large
from disclosures.read.web_page import name_of

_MOST_COLUMNS, _MOST_ROWS = 1000, 65_534  # what browsers grant a span
_A_CELL = 4  # what a cell costs besides the columns that it covers
_APART = frozenset({"br", "p", "div", "li", "ul", "ol", "tr", "td", "th", "table", "hr", "section"})


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its cells; `left`: how many rows its group (`tbody`) has from here on, where every `rowspan` ends."""

    element: etree._Element
    cells: tuple[etree._Element, ...]
    left: int


def table_rows(table: etree._Element) -> list[TableRow]:
    """The rows of a table, not those of tables in its cells."""
    found: list[TableRow] = []
    loose: list[etree._Element] = []

    def close(rows: Sequence[etree._Element]) -> None:
        for number, row in enumerate(rows):
            cells = tuple(cell for cell in row if name_of(cell) in ("td", "th"))
            found.append(TableRow(row, cells, len(rows) - number))

    for child in table:
        if name_of(child) == "tr":
            loose.append(child)
        elif name_of(child) in ("thead", "tbody", "tfoot"):
            close(loose)
            loose = []
            close([row for row in child if name_of(row) == "tr"])
    close(loose)
    return found


def spans(rows: Sequence[TableRow], shown: str) -> Iterator[Span]:
    """Every cell at its place; a span is cut where it would run into a cell from above, or out of the table."""
    free_from: list[int] = []  # the first row that is free, a column
    work = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row.cells:
            while column < len(free_from) and free_from[column] > number:
                column += 1
            most = _span(cell, "colspan", 1, _MOST_COLUMNS)
            end = column + 1
            while end - column < most and (end >= len(free_from) or free_from[end] <= number):
                end += 1
            down = _span(cell, "rowspan", 0, _MOST_ROWS) or row.left
            down = min(down, row.left, len(rows) - number)
            free_from += [0] * (end - len(free_from))
            free_from[column:end] = [number + down] * (end - column)
            yield Span(number, column, down, end - column, text_of(cell))
            work += end - column + _A_CELL
            column = end
        work += column
        if work > 4 * MOST_POSITIONS:
            raise too_large(shown)


def _span(cell: etree._Element, name: str, least: int, most: int) -> int:
    """`colspan` or `rowspan`; what is no number is 1, and so is a `colspan` of 0."""
    text = cell.get(name, "1").strip()
    number = int(text) if text.isdecimal() and len(text) < 9 else 1
    return min(number, most) if number >= least else 1


def text_of(element: etree._Element) -> str:
    """What an element prints, on one line; blocks and line breaks in it keep words apart."""
    parts: list[str] = []

    def gather(one: etree._Element) -> None:
        apart = " " if name_of(one) in _APART else ""
        parts.extend((apart, one.text or ""))
        for child in one:
            gather(child)
            parts.append(child.tail or "")
        parts.append(apart)

    gather(element)
    return " ".join("".join(parts).split())
