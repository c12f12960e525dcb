"""Cells that cover several columns or rows, put on one grid: what Word, web pages and workbooks have in common."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosures.errors import DocumentError
from disclosures.model import Cell, Place, Row

# A table of a disclosure has some thousand positions. What needs more than this is damaged or means harm.
MOST_POSITIONS = 1_000_000
_BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Span:
    """A cell: its first row and column from 0, how many of each it covers, its text on one line."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    reference: str | None = None


def too_large(shown: str) -> DocumentError:
    """The refusal of a table that no budget needs."""
    return DocumentError(shown, f"表格过大（超过 {MOST_POSITIONS} 格）", remedy="请确认是否为部门预算公开文件")


def gridded(spans: Sequence[Span], places: Mapping[int, Place], shown: str) -> list[Row]:
    """The rows that print something, in order, each on the same columns; the first has `after_break`.

    `places` tells where each row with text stands. Spans must not overlap. A column in which no span begins is no
    column (a finer grid than the table has), nor is a row in which no text begins; a row left out that no span
    crosses was a blank line, so the row after it has `after_break`. Raises DocumentError for a table without bounds.
    """
    columns = sorted({s.column for s in spans})
    rows = sorted({s.row for s in spans if s.text})
    if len(columns) * len(rows) > MOST_POSITIONS:
        raise too_large(shown)
    number = {row: index for index, row in enumerate(rows)}
    texts = [[""] * len(columns) for _ in rows]
    cells: list[list[Cell | None]] = [[_BLANK] * len(columns) for _ in rows]
    covered = 0
    for span in sorted(spans, key=lambda s: (s.row, s.column)):
        across = range(bisect_left(columns, span.column), bisect_left(columns, span.column + span.columns))
        down = range(bisect_left(rows, span.row), bisect_left(rows, span.row + span.rows))
        if not down:
            continue
        covered += len(down) * len(across)
        if covered > 2 * MOST_POSITIONS:  # spans that overlap again and again
            raise too_large(shown)
        for row in down:
            for column in across:
                cells[row][column] = None
        # A blank cell that begins in a blank row still covers what stands below it.
        own = Cell(len(across), len(down), reference=span.reference)
        cells[down[0]][across[0]] = _BLANK if own == _BLANK else own
        if span.text:
            texts[number[span.row]][across[0]] = span.text
    broken = set(_after_blank(rows, spans))
    return [Row(tuple(texts[i]), places[row], not i or row in broken, tuple(cells[i])) for i, row in enumerate(rows)]


def _after_blank(rows: Sequence[int], spans: Sequence[Span]) -> Iterator[int]:
    """The rows that a blank line stands above: not even a span from higher up reaches down to them."""
    ends: dict[int, int] = {}
    for span in spans:
        if span.text:
            ends[span.row] = max(ends.get(span.row, 0), span.row + span.rows)
    reach = 0
    for above, row in pairwise(rows):
        reach = max(reach, ends[above])
        if reach < row:
            yield row
