"""From ruled lines to grids: which borders meet, which cells they enclose, and what a merged cell covers.

A grid may be open: where verticals run on past the last horizontal (a table cut by a page break) or horizontals past
the last vertical (a table without outer borders), their ends are its outline.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from disclosures.read.page import Grid, GridCell, Rule

_SNAP = 2.5  # points: borders nearer than this are one: a double line, two cells drawn side by side
_REACH = 3.5  # points: a rule that ends this near to another one meets it
_OVERHANG = 12.0  # points: a rule that runs on farther than this past the last border opens a column or row of its own
_COVERED = 0.6  # share of a cell's side that a border must cover
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


def _grid(across: Sequence[_Line], down: Sequence[_Line]) -> Grid | None:
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
    return _without_idle_borders(xs, ys, spans)


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
