"""A table as it stands on the page: which of its rows are header, which are data. For rows read off a grid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosures.headings import is_heading
from disclosures.labels import is_known, is_total_label
from disclosures.model import Block, Paragraph, Row
from disclosures.text import code, is_amount, key, ordinal

_HEADED = 0.3  # share of known words from which a row of words is a header
_DEEPEST = 6
_READ_AGAIN = 0.75  # share of the words of a header that a scan reads alike on two pages
_MANY_COLUMNS = 3
_COLUMN_NUMBER = re.compile(r"\d{1,2}|[A-Z]|[一二三四五六七八九十]|\*+|\d{1,2}=[\d+\-=]+|栏次|行次")
_COLUMN_NUMBER_READ = re.compile(rf"{_COLUMN_NUMBER.pattern}|.?\*+.?")  # a scan's: ** may be read as 六*
_YEAR_HEADING = re.compile(r"(?:19|20)\d\d年?")


@dataclass(frozen=True, slots=True)
class Physical:
    """Header and data rows of one table on one page; column numbers (栏次) and blank rows are neither."""

    header: tuple[Row, ...]
    rows: tuple[Row, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The header for comparing: the same words mean that the same table goes on."""
        return tuple(key(cell) for row in self.header for cell in row.cells if cell)

    def repeats(self, header: Sequence[Row]) -> bool:
        """Whether the header is one of an earlier page printed again; of a scan a few words may be read otherwise."""
        before = Physical(tuple(header), ()).words
        if self.words == before or not any(cell and cell.recognised for row in self.header for cell in row.grid):
            return self.words == before
        same = (Counter(self.words) & Counter(before)).total()
        return same >= _READ_AGAIN * max(len(self.words), len(before))


def parts(blocks: Sequence[Block]) -> Iterator[Paragraph | Row | list[Row]]:
    """The blocks, with rows that were read off one grid together."""
    table: list[Row] = []
    for block in blocks:
        gridded = isinstance(block, Row) and bool(block.grid)
        if table and (not gridded or (isinstance(block, Row) and block.after_break)):
            yield table
            table = []
        if isinstance(block, Row) and gridded:
            table.append(block)
        else:
            yield block
    if table:
        yield table


def is_merged(rows: Sequence[Row]) -> bool:
    """Whether a grid tells what its cells cover: one is merged, or none of the first row is blank.

    A form without a merged cell whose first row has blanks was flattened before it was put into its grid.
    """
    merged = any(cell is not None and (cell.columns > 1 or cell.rows > 1) for row in rows for cell in row.grid)
    return merged or all(rows[0].cells)


def physical(rows: Sequence[Row], known: frozenset[str]) -> Physical:
    """Split the rows of one table; `known` are the words that stand in any known header."""
    depth = _depth(rows, known)
    body = [row for row in rows[depth:] if any(row.cells)]
    while body and _is_column_numbers(body[0]):
        body = body[1:]
    return Physical(tuple(row for row in rows[:depth] if any(row.cells)), tuple(body))


def without_headers(rows: Sequence[Row], header: Sequence[Row]) -> list[Row]:
    """The data rows without the header printed again among them, as where pages were set anew."""
    heads = {_words(row) for row in header}
    again = [_words(row) in heads for row in rows]
    surely = [same and len(_words(row)) > 1 for same, row in zip(again, rows, strict=True)]
    beside = [any(surely[max(0, at - 1) : at + 2]) for at in range(len(rows))]
    return [row for row, same, near in zip(rows, again, beside, strict=True) if not (same and near)]


def _words(row: Row) -> tuple[str, ...]:
    return tuple(key(cell) for cell in row.cells if cell)


def _depth(rows: Sequence[Row], known: frozenset[str]) -> int:
    """How many rows the header has: what its merged cells cover, then further rows of words over columns."""
    if not rows or not _may_head(rows[0]) or not _is_header(rows, 0, known):
        return 0
    depth = 1
    while depth < min(len(rows), _DEEPEST):
        covered = any(
            cell is not None and index + cell.rows > depth
            for index, row in enumerate(rows[:depth])
            for text, cell in zip(row.cells, row.grid, strict=True)
            if text
        )
        grouped = any(
            cell is not None and cell.columns > 1 and text
            for text, cell in zip(rows[depth - 1].cells, rows[depth - 1].grid, strict=True)
        )
        open_ = grouped or not _is_complete(rows[depth - 1])
        if not _may_head(rows[depth]) or not (covered or (open_ and (grouped or _share(rows[depth], known) > 0.5))):
            break
        depth += 1
    return depth if _heads_most(rows[:depth]) else 0


def _heads_most(header: Sequence[Row]) -> bool:
    """Whether words stand over more than half of the columns: fewer are data whose first amounts follow farther down."""
    named = {
        column + reach
        for row in header
        for column, (text, cell) in enumerate(zip(row.cells, row.grid, strict=True))
        if text and cell is not None
        for reach in range(cell.columns)
    }
    return 2 * len(named) > len(header[0].cells)


def _is_complete(row: Row) -> bool:
    """Whether a row of headings has one for every column, so that none can stand below it but under merged ones."""
    cells = [text for text, cell in zip(row.cells, row.grid, strict=True) if cell is not None]
    return all(cells) and not any(a == b for a, b in pairwise(cells))


def _is_line(row: Row) -> bool:
    """Whether a row of words is a line of a balance without amounts (上年结转 │ │ 结转下年 │ ), as a page may begin with."""
    blank = [cell is not None and not text for text, cell in zip(row.cells, row.grid, strict=True)] + [False]
    filled = [at for at, text in enumerate(row.cells) if text]
    lines = any(is_known(row.cells[at]) or ordinal(row.cells[at]) is not None for at in filled)
    return lines and all(blank[at + 1] for at in filled)


def _is_header(rows: Sequence[Row], index: int, known: frozenset[str]) -> bool:
    row = rows[index]
    if _share(row, known) >= _HEADED:
        return True
    depth = max((cell.rows for cell in row.grid if cell is not None), default=1)
    below = rows[index + 1 : index + 1 + depth]
    full = all(text or cell is None for text, cell in zip(row.cells, row.grid, strict=True))
    return full and any(is_amount(cell) for line in below for cell in line.cells)


def _may_head(row: Row) -> bool:
    """Words in several cells, no amounts, codes or grand total."""
    filled = [cell for cell in row.cells if cell]
    if len(filled) < 2 and not any(cell and cell.columns > 1 for cell in row.grid):
        return False
    if any(is_total_label(cell) for cell in filled[:1]) and any(is_amount(cell) for cell in filled):
        return False
    if _is_line(row):
        return False
    if len(filled) == 1 and is_total_label(filled[0]) and row.grid[0] is not None:
        return False  # the grand total of a blank table; a heading 合计 stands under others, right of merged ones
    return bool(filled) and not any(
        (is_amount(cell) or code(cell).isdigit()) and not _YEAR_HEADING.fullmatch(key(cell)) for cell in filled
    )


def _share(row: Row, known: frozenset[str]) -> float:
    filled = [cell for cell in row.cells if cell]
    return sum(is_heading(cell, known) for cell in filled) / len(filled) if filled else 0.0


def _is_column_numbers(row: Row) -> bool:
    """A row that numbers its columns: 栏次 and figures that rise; of two columns, both numbered one after the other."""
    filled = [code(cell) for cell in row.cells if cell]
    pattern = _COLUMN_NUMBER_READ if any(cell is not None and cell.recognised for cell in row.grid) else _COLUMN_NUMBER
    if not all(pattern.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(cell) for cell in filled if cell.isdigit()]
    if len(filled) >= _MANY_COLUMNS:
        return all(a < b for a, b in pairwise(numbers))
    return len(filled) == len(row.cells) and (filled == ["1", "2"] or filled[:1] in (["栏次"], ["**"]))
