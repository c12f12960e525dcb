"""Glyphs and grids to rows of a table, and tables that go on over a page break."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from disclosures.model import Cell, Place, Row
from disclosures.read.lines import in_lines, text_of
from disclosures.read.page import Glyphs, Grid, GridCell, Page, doubtful_of, least_sure
from disclosures.text import is_amount, ordinal, squeeze

_ALIGNED = 4.0  # points from a border within which a text that is too long for its cell begins or ends
_SAME_COLUMN = 6.0  # points that a border may stand apart on the next page
_FULL = 1.3  # heights of a line: a cell's text that ends nearer than this to its border may go on elsewhere
_RUN_GAP = 0.6  # heights: within one run a wider gap leads to another cell
_PARTED = 0.12  # heights: the same where a border stands in a gap that is so much wider than all others of the run


@dataclass(frozen=True, slots=True)
class RawTable:
    """The part of a table on one page. `full` marks, for the last row, cells whose last line fills their width."""

    grid: Grid
    rows: tuple[Row, ...]
    full: frozenset[int]

    @property
    def page(self) -> int | None:
        """The page that it stands on."""
        return self.rows[0].place.page if self.rows else None


def read_tables(page: Page, grids: Sequence[Grid]) -> tuple[list[RawTable], list[Glyphs]]:
    """The tables of a page with their text, and the glyphs outside of them."""
    maps = [_Map(grid) for grid in grids]
    texts: list[dict[int, list[Glyphs]]] = [{} for _ in grids]
    rest: list[Glyphs] = []
    for run in (part for whole in _runs(page.glyphs) for part in _parted(whole, maps)):
        home = _home(run, maps)
        for glyph in run:
            at = home or _cell_at(glyph, maps)
            if at is None:
                rest.append(glyph)
            else:
                texts[at[0]].setdefault(at[1], []).append(glyph)
    tables = [_table(grid, own, page) for grid, own in zip(grids, texts, strict=True)]
    return tables, rest


class _Map:
    """Finds the cell at a point of a grid."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.at = [[-1] * (len(grid.xs) - 1) for _ in grid.ys[1:]]
        for index, cell in enumerate(grid.cells):
            for row in range(cell.row, cell.row + cell.rows):
                self.at[row][cell.column : cell.column + cell.columns] = [index] * cell.columns

    def find(self, x: float, y: float) -> int | None:
        """The index of the cell at that point, None outside."""
        xs, ys = self.grid.xs, self.grid.ys
        if not (xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]):
            return None
        return self.at[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]


def _runs(glyphs: Sequence[Glyphs]) -> list[list[Glyphs]]:
    """Glyphs drawn in one go on one line without a gap that leads to another cell."""
    found: list[list[Glyphs]] = []
    for _, drawn in groupby(glyphs, key=lambda g: g.run):
        run: list[Glyphs] = []
        for glyph in drawn:
            gap = _RUN_GAP * (glyph.bottom - glyph.top)
            if run and not -gap <= glyph.left - run[-1].right <= gap:
                found.append(run)
                run = []
            run.append(glyph)
        found.append(run)
    return found


def _parted(run: list[Glyphs], maps: Sequence[_Map]) -> list[list[Glyphs]]:
    """A run cut at the borders that stand in a gap of it: some writers draw a row of cells in one go.

    A text that is drawn past its cell has no gap there, or (set wide) gaps like that everywhere.
    """
    words = [glyph for glyph in run if glyph.text.strip()]
    if not words or _cell_at(words[0], maps) == _cell_at(words[-1], maps):
        return [run]
    gaps = [(after.left - before.right) / (before.bottom - before.top) for before, after in pairwise(words)]
    crossing = [_cell_at(before, maps) != _cell_at(after, maps) for before, after in pairwise(words)]
    inside = [gap for gap, crosses in zip(gaps, crossing, strict=True) if not crosses]
    least = max(inside, default=0.0) + _PARTED
    starts = [
        words[0],
        *(word for word, gap, crosses in zip(words[1:], gaps, crossing, strict=True) if crosses and gap > least),
    ]
    found: list[list[Glyphs]] = []
    for glyph in run:
        if not found or any(glyph is start for start in starts[1:]):
            found.append([])
        found[-1].append(glyph)
    return found


def _cell_at(glyph: Glyphs, maps: Sequence[_Map]) -> tuple[int, int] | None:
    x, y = glyph.middle
    for number, one in enumerate(maps):
        index = one.find(x, y)
        if index is not None:
            return number, index
    return None


def _home(run: Sequence[Glyphs], maps: Sequence[_Map]) -> tuple[int, int] | None:
    """The one cell of a run drawn past its borders: where it begins or ends at a border, else where most of it is."""
    words = [glyph for glyph in run if glyph.text.strip()]
    if not words:
        return None
    first, last = _cell_at(words[0], maps), _cell_at(words[-1], maps)
    if first == last:
        return first
    for at, inset in ((first, _inset(first, maps, words[0].left, 0)), (last, _inset(last, maps, words[-1].right, 2))):
        if at is not None and inset <= _ALIGNED:
            return at
    counts: dict[tuple[int, int], int] = {}
    for glyph in words:
        at = _cell_at(glyph, maps)
        if at is not None:
            counts[at] = counts.get(at, 0) + 1
    return max(counts, key=lambda one: counts[one], default=None)


def _inset(at: tuple[int, int] | None, maps: Sequence[_Map], x: float, side: int) -> float:
    """How far a text begins (side 0) or ends (side 2) from the border of its cell."""
    return abs(x - maps[at[0]].grid.cells[at[1]].box[side]) if at is not None else float("inf")


def _table(grid: Grid, texts: dict[int, list[Glyphs]], page: Page) -> RawTable:
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    words = [[""] * width for _ in range(height)]
    cells: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    full: set[int] = set()
    for index, cell in enumerate(grid.cells):
        lines = in_lines(texts.get(index, ()))
        words[cell.row][cell.column] = squeeze("\n".join(map(text_of, lines)))
        cells[cell.row][cell.column] = Cell(
            cell.columns,
            cell.rows,
            cell.box,
            recognised=page.recognised,
            confidence=least_sure(texts.get(index, ())),
            doubtful=doubtful_of(texts.get(index, ())),
            seen=_seen(lines),
            raw=next((glyph.raw for line in lines for glyph in line if glyph.raw is not None), None),
        )
        if cell.row + cell.rows == height and lines and _fills(lines[-1], cell):
            full.add(cell.column)
    place = Place(page=page.number)
    rows = tuple(Row(tuple(w), place, grid=tuple(c)) for w, c in zip(words, cells, strict=True))
    return RawTable(grid, rows, frozenset(full))


def _seen(lines: Sequence[Sequence[Glyphs]]) -> str | None:
    """What of a cell's text the page shows, where that is not all of it."""
    if all(glyph.seen is None for line in lines for glyph in line):
        return None
    printed = [[g if g.seen is None else replace(g, text=g.seen) for g in line] for line in lines]
    return squeeze("\n".join(map(text_of, printed)))


def _fills(line: Sequence[Glyphs], cell: GridCell) -> bool:
    last = line[-1]
    return cell.box[2] - last.right <= _FULL * (last.bottom - last.top)


# --- over the page break -------------------------------------------------------------------------------------------


def on_same_columns(table: RawTable, above: Grid) -> RawTable:
    """The table with the columns of the page before, where each of its own borders is one of theirs."""
    places = [_nearest(x, above.xs) for x in table.grid.xs]
    if len(table.grid.xs) == len(above.xs) or None in places or places[0] != 0 or places[-1] != len(above.xs) - 1:
        return table
    starts = [place for place in places[:-1] if place is not None]
    width = len(above.xs) - 1
    rows = []
    for row in table.rows:
        words = [""] * width
        cells: list[Cell | None] = [None] * width
        for column, (word, cell) in enumerate(zip(row.cells, row.grid, strict=True)):
            if cell is not None:
                end = places[column + cell.columns] or width
                words[starts[column]] = word
                cells[starts[column]] = replace(cell, columns=end - starts[column])
        rows.append(replace(row, cells=tuple(words), grid=tuple(cells)))
    full = frozenset(starts[column] for column in table.full)
    return RawTable(replace(table.grid, xs=above.xs), tuple(rows), full)


def _nearest(x: float, xs: Sequence[float]) -> int | None:
    best = min(range(len(xs)), key=lambda i: abs(xs[i] - x))
    return best if abs(xs[best] - x) <= _SAME_COLUMN else None


def rest_of(above: Row, full: frozenset[int], row: Row) -> Row | None:
    """`above` with the text of `row`, where `row` is only what a page break cut off it; else None.

    Then each of its texts goes on one that fills its cell to the end, and it holds no amount and begins no list entry.
    """
    filled = [i for i, word in enumerate(row.cells) if word]
    if not filled or len(row.cells) != len(above.cells) or not set(filled) <= full:
        return None
    if any(is_amount(row.cells[i]) or not above.cells[i] or is_amount(above.cells[i]) for i in filled):
        return None
    if all(ordinal(row.cells[i]) is not None for i in filled):
        return None
    if any(_covers(row.grid[i]) != _covers(above.grid[i]) for i in filled):
        return None
    cells = tuple(squeeze(a + b) for a, b in zip(above.cells, row.cells, strict=True))
    return replace(above, cells=cells, grid=tuple(map(_as_sure_as_both, above.grid, row.grid)))


def _as_sure_as_both(above: Cell | None, below: Cell | None) -> Cell | None:
    if above is None or below is None or below.confidence is None:
        return above
    sure = min(below.confidence, above.confidence or below.confidence)
    return replace(above, confidence=sure, doubtful=above.doubtful + below.doubtful)


def _covers(cell: Cell | None) -> int:
    return cell.columns if cell is not None and cell.rows == 1 else 0


def same_outline(one: Grid, other: Grid) -> bool:
    """Whether two tables stand between the same margins, as the parts of one table on two pages do."""
    return all(abs(a - b) <= _SAME_COLUMN for a, b in ((one.xs[0], other.xs[0]), (one.xs[-1], other.xs[-1])))
