"""Tables whose columns are ruled and whose rows are not: one tall cell a column that prints a line for every row.

The lines are rows where columns of amounts prove it: several amounts stand one below the other in one cell, each on the
height of one in another cell. What stands above the first of them is left one row, as are several lines of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from disclosures.read.bands import Band, bands, borders
from disclosures.read.page import Glyphs, Grid, GridCell
from disclosures.read.pieces import Piece, joined, printed_lines, texts

_FEWEST = 2  # cells of a row with amounts one below the other, and such amounts in each
_MOST = 60  # cells of a row: more is no table for readers
_MOST_TALL = 100  # rows of a page: more are not as high as two lines that can be read
_LINES = 2.5  # heights of a letter: a row of a table that is less high prints no two amounts


def split_rows(grid: Grid, glyphs: Sequence[Glyphs]) -> Grid:
    """The grid with a row for each row of texts, where its own rows hold several."""
    size = min((g.bottom - g.top for g in glyphs if g.text.strip()), default=0.0)
    tall = [row for row, (top, bottom) in enumerate(pairwise(grid.ys)) if bottom - top > _LINES * size]
    if len(tall) > _MOST_TALL:
        return grid
    inner = {row: ys for row in tall if (ys := _heights(grid, row, glyphs))}
    return _divided(grid, inner) if inner else grid


def _heights(grid: Grid, row: int, glyphs: Sequence[Glyphs]) -> list[float]:
    """The heights between the rows that the cells of a row of the grid print; none where nothing proves them."""
    cells = [cell for cell in grid.cells if cell.row == row and cell.rows == 1]
    if not _FEWEST <= len(cells) <= _MOST:
        return []
    top, bottom = grid.ys[row], grid.ys[row + 1]
    inside = [glyph for glyph in glyphs if top <= glyph.middle[1] < bottom]
    own = [texts(_lines(cell, inside)) for cell in cells]
    if sum(sum(word.is_amount for word in words) >= _FEWEST for words in own) < _FEWEST:
        return []
    first = min(word.middle for words in own for word in words if word.is_amount)
    head = [word for words in own for word in words if word.bottom <= first]
    body = [[word for word in words if word.bottom > first] for words in own]
    rows = bands([word for words in body for word in words])
    if len(rows) < _FEWEST or any(not _fit(words, rows) for words in body):
        return []
    upper = (max(word.bottom for word in head) + rows[0].top) / 2 if head else top
    return borders(rows, upper, bottom)[0 if head else 1 : -1]


def _lines(cell: GridCell, glyphs: Sequence[Glyphs]) -> list[Piece]:
    """The lines of a cell from the top down, one piece each."""
    left, top, right, bottom = cell.box
    inside = [g for g in glyphs if left <= g.middle[0] < right and top <= g.middle[1] < bottom and g.text.strip()]
    return [joined(line) for line in printed_lines(inside)]


def _fit(words: Sequence[Piece], rows: Sequence[Band]) -> bool:
    """Whether each text of a cell stands in a row of its own."""
    places = [[number for number, row in enumerate(rows) if row.top <= w.middle <= row.bottom] for w in words]
    return all(len(at) == 1 for at in places) and len({at[0] for at in places}) == len(words)


def _divided(grid: Grid, inner: dict[int, list[float]]) -> Grid:
    """The grid with more borders inside of some rows: cells of one such row are cut, others cover the more rows."""
    starts, ys = [], list[float]()
    for row, top in enumerate(grid.ys[:-1]):
        starts.append(len(ys))
        ys += [top, *inner.get(row, [])]
    starts.append(len(ys))
    ys.append(grid.ys[-1])
    cells: list[GridCell] = []
    for cell in grid.cells:
        first, past = starts[cell.row], starts[cell.row + cell.rows]
        left, _, right, _ = cell.box
        parts = [(at, at + 1) for at in range(first, past)] if cell.rows == 1 else [(first, past)]
        cells += [GridCell(a, cell.column, b - a, cell.columns, (left, ys[a], right, ys[b])) for a, b in parts]
    return Grid(grid.xs, tuple(ys), tuple(sorted(cells, key=lambda one: (one.row, one.column))))
