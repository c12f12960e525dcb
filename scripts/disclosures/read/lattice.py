"""From ruled lines to grids: which borders meet, which cells they enclose, and what a merged cell covers.

A grid may be open: where verticals run on past the last horizontal (a table cut by a page break) or horizontals past
the last vertical (a table without outer borders), their ends are its outline. Within a grid it is alike: where
several verticals begin or end in the open at one height, as below titles that share the frame of their table, so do the
cells beside them, and the titles are no row.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from disclosures.read.page import Grid, GridCell, Rule

_SNAP = 2.5  # points: borders nearer than this are one: a double line, two cells drawn side by side
_REACH = 3.5  # points: a rule that ends this near to another one meets it
_OVERHANG = 12.0  # points: a rule that runs on farther than this past the last border opens a column or row of its own
_COVERED = 0.6  # share of a cell's side that a border must cover
_FEWEST = 2  # verticals that end in the open at one height: a single one may be a slip of the pen
_MOST_REGIONS = 250_000  # a page with more is a drawing, no table


@dataclass(frozen=True, slots=True)
class _Line:
    """A border: its position across its direction, and where it runs from and to."""

    at: float
    start: float
    end: float


def grids(rules: Sequence[Rule]) -> list[Grid]:
    """Every table that the rules of one page draw, from the top down. A box with one cell only is none."""
    across = _lines(((r.top + r.bottom) / 2, r.left, r.right) for r in rules if r.right - r.left >= r.bottom - r.top)
    down = _lines(((r.left + r.right) / 2, r.top, r.bottom) for r in rules if r.right - r.left < r.bottom - r.top)
    found = (_grid(h, v) for h, v in _components(across, down))
    kept = [grid for grid in found if grid is not None and len(grid.cells) > 1]
    return sorted(kept, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _lines(pieces: Iterable[tuple[float, float, float]]) -> list[_Line]:
    """Pieces (at, start, end) that continue one another as single lines."""
    found: list[_Line] = []
    cluster: list[tuple[float, float, float]] = []
    for piece in sorted(pieces):
        if cluster and piece[0] - cluster[0][0] > _SNAP:
            found += _joined(cluster)
            cluster = []
        cluster.append(piece)
    return found + _joined(cluster) if cluster else found


def _joined(cluster: Sequence[tuple[float, float, float]]) -> list[_Line]:
    at = sum(piece[0] for piece in cluster) / len(cluster)
    found: list[_Line] = []
    for _, start, end in sorted(cluster, key=lambda piece: piece[1]):
        if found and start - found[-1].end <= _REACH:
            found[-1] = _Line(at, found[-1].start, max(end, found[-1].end))
        else:
            found.append(_Line(at, start, end))
    return found


def _components(across: Sequence[_Line], down: Sequence[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Lines that meet, directly or through others: the horizontals and verticals of each table."""
    owner = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    heights = [line.at for line in across]
    for number, line in enumerate(down, len(across)):
        for index in range(bisect_left(heights, line.start - _REACH), len(across)):
            other = across[index]
            if other.at > line.end + _REACH:
                break
            if other.start - _REACH <= line.at <= other.end + _REACH:
                owner[root(index)] = root(number)
    parts: dict[int, tuple[list[_Line], list[_Line]]] = {}
    for index in range(len(owner)):
        side = index >= len(across)
        line = down[index - len(across)] if side else across[index]
        parts.setdefault(root(index), ([], []))[side].append(line)
    found = [part for part in parts.values() if part[0] and part[1]]
    for part in parts.values():
        for line in part[1] if not part[0] else ():
            beside = next((one for one in found if _runs_along(line, one[1])), None)
            if beside is not None:
                beside[1].append(line)
    return found


def _runs_along(line: _Line, down: Sequence[_Line]) -> bool:
    """Whether a vertical that meets no horizontal borders a table all the same: it is as long as the table is high.

    So a cell that goes on from the page before and to the next one is drawn.
    """
    top, bottom = min(one.start for one in down), max(one.end for one in down)
    return abs(line.start - top) <= _OVERHANG and abs(line.end - bottom) <= _OVERHANG


def _positions(lines: Sequence[_Line], others: Sequence[_Line]) -> list[float]:
    """Where borders stand, with the outline that the ends of the other lines show where no border closes it."""
    found: list[float] = []
    for line in sorted(lines, key=lambda one: one.at):
        if not found or line.at - found[-1] > _SNAP:
            found.append(line.at)
    first, last = min(o.start for o in others), max(o.end for o in others)
    if first < found[0] - _OVERHANG:
        found.insert(0, first)
    if last > found[-1] + _OVERHANG:
        found.append(last)
    return found


class _Borders:
    """Which sides between neighbouring positions are drawn, for the lines of one direction."""

    def __init__(self, lines: Sequence[_Line], positions: Sequence[float], others: Sequence[float]) -> None:
        self.drawn: list[list[bool]] = []
        for at in positions:
            own = [line for line in lines if abs(line.at - at) <= _SNAP]
            self.drawn.append([_covers(own, start, end) for start, end in itertools.pairwise(others)])


def _covers(lines: Sequence[_Line], start: float, end: float) -> bool:
    return sum(max(0.0, min(line.end, end) - max(line.start, start)) for line in lines) >= _COVERED * (end - start)


def _implied(across: Sequence[_Line], down: Sequence[_Line]) -> list[_Line]:
    """The horizontals that nobody drew, where verticals begin or end together inside of a row: they close its cells."""
    if len(down) * (len(across) + len(down)) > _MOST_REGIONS:
        return []
    above = _at_open_starts(across, down)
    below = _at_open_starts(_upside_down(across, True), _upside_down(down, False))
    return above + _upside_down(below, True)


def _upside_down(lines: Iterable[_Line], across: bool) -> list[_Line]:
    if across:
        return [replace(line, at=-line.at) for line in lines]
    return [replace(line, start=-line.end, end=-line.start) for line in lines]


def _at_open_starts(across: Sequence[_Line], down: Sequence[_Line]) -> list[_Line]:
    """A horizontal where each vertical begins that begins in the open, from the vertical beside it to the next one."""
    found: list[_Line] = []
    level: list[_Line] = []
    top = min(one.start for one in down)
    for line in sorted((one for one in down if _starts_in_the_open(one, across, top)), key=lambda one: one.start):
        if level and line.start - level[0].start > _SNAP:
            found += _closing(level, down)
            level = []
        level.append(line)
    return found + _closing(level, down)


def _starts_in_the_open(line: _Line, across: Sequence[_Line], top: float) -> bool:
    """Whether a vertical begins between two horizontals, too near to the lower one to be a border up to the upper.

    `top` is where the highest vertical begins, which closes the grid where no horizontal does.
    """
    met = [one.at for one in across if one.start - _REACH <= line.at <= one.end + _REACH]
    above = max((at for at in met if at <= line.start + _REACH), default=top)
    below = min((at for at in met if line.start + _REACH < at <= line.end + _REACH), default=line.start)
    return _OVERHANG < below - line.start < _COVERED * (below - above)


def _closing(level: Sequence[_Line], down: Sequence[_Line]) -> list[_Line]:
    """The horizontals along the top of the cells on both sides of verticals that begin at one height."""
    if len(level) < _FEWEST:
        return []
    at = sum(line.start for line in level) / len(level)
    xs = sorted(line.at for line in down if line.start <= at + _SNAP and line.end > at + _REACH)
    places = [bisect_left(xs, line.at) for line in level]
    return [_Line(at, xs[max(place - 1, 0)], xs[min(place + 1, len(xs) - 1)]) for place in places]


def _grid(across: Sequence[_Line], down: Sequence[_Line]) -> Grid | None:
    implied = _implied(across, down)
    across = [*across, *implied]
    xs, ys = _positions(down, across), _positions(across, down)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MOST_REGIONS:
        return None
    right = _Borders(down, xs, ys).drawn  # right[x][row]: a border at xs[x] beside that row
    below = _Borders(across, ys, xs).drawn  # below[y][column]: a border at ys[y] beside that column
    width, height = len(xs) - 1, len(ys) - 1
    taken = [[False] * width for _ in range(height)]
    spans: list[tuple[int, int, int, int]] = []
    for row in range(height):
        for column in range(width):
            if taken[row][column]:
                continue
            end = column + 1
            while end < width and not right[end][row] and not taken[row][end]:
                end += 1
            bottom = row + 1
            while bottom < height and _continues(taken[bottom], below[bottom], right, bottom, column, end):
                bottom += 1
            for line in taken[row:bottom]:
                line[column:end] = [True] * (end - column)
            spans.append((row, column, bottom, end))
    return _without_titles(_without_idle_borders(xs, ys, spans), implied)


def _continues(
    taken: Sequence[bool], below: Sequence[bool], right: Sequence[Sequence[bool]], row: int, start: int, end: int
) -> bool:
    """Whether a cell over columns `start` to `end` goes on in `row`: nothing drawn above it, nor inside it."""
    free = not any(taken[start:end]) and not any(below[start:end])
    return free and not any(right[x][row] for x in range(start + 1, end))


def _without_idle_borders(xs: Sequence[float], ys: Sequence[float], spans: Sequence[tuple[int, int, int, int]]) -> Grid:
    """The grid on the borders at which some cell begins: others split nothing."""
    columns = sorted({span[1] for span in spans})
    rows = sorted({span[0] for span in spans})
    column_of = {old: new for new, old in enumerate(columns)}
    row_of = {old: new for new, old in enumerate(rows)}
    cells = []
    for top, left, bottom, right in spans:
        last_row = bisect_left(rows, bottom)
        last_column = bisect_left(columns, right)
        box = (xs[left], ys[top], xs[right], ys[bottom])
        cells.append(GridCell(row_of[top], column_of[left], last_row - row_of[top], last_column - column_of[left], box))
    return Grid((*tuple(xs[c] for c in columns), xs[-1]), (*tuple(ys[r] for r in rows), ys[-1]), tuple(cells))


def _without_titles(grid: Grid, implied: Sequence[_Line]) -> Grid:
    """The grid without a cell over its whole width that only an implied border parts from the rows below or above it.

    What stands in it are the lines of titles or notes within the frame of the table, each a line of its own.
    """
    first, last = grid.cells[0], grid.cells[-1]
    start, end = 0, len(grid.ys) - 1
    if _is_whole_width(first, grid) and _is_any_at(implied, first.box[3]):
        start = first.rows
    if _is_whole_width(last, grid) and _is_any_at(implied, last.box[1]):
        end = last.row
    cells = (replace(cell, row=cell.row - start) for cell in grid.cells if start <= cell.row < end)
    return replace(grid, ys=grid.ys[start : end + 1], cells=tuple(cells)) if start < end else grid


def _is_whole_width(cell: GridCell, grid: Grid) -> bool:
    return cell.columns == len(grid.xs) - 1


def _is_any_at(lines: Sequence[_Line], at: float) -> bool:
    return any(abs(line.at - at) <= _SNAP for line in lines)
