"""The rows of a table without lines between them: texts that stand on one height, and what lies beside several rows.

Cells of a row share the middle, the top or the bottom of their texts, whichever the table was set with. Texts that
share it are a row; a text that overlaps rows without being on the height of one belongs to a cell beside them all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosures.read.pieces import Piece

_LEVEL = 0.3  # heights of a line that texts of one row may differ in height
_SHRUNK = 0.03  # heights of a line: boxes of letters may reach a little into the next row
_SQUEEZED = 0.8  # of the least white between texts one below the other
_EQUAL = 0.2  # points that equal distances may differ
_CENTRED = 0.6  # heights of a line that a text may stand off the middle of its rows
_ROUNDS = 20  # after so many, parts of levels are no rows
_TIED = 0.4  # heights of a line: a span that is better centred by less is not better


@dataclass(frozen=True, slots=True)
class Band:
    """A row: where its texts begin and end, in points from the top."""

    top: float
    bottom: float
    texts: tuple[Piece, ...]

    @property
    def middle(self) -> float:
        """The middle from top to bottom."""
        return (self.top + self.bottom) / 2


_ANCHORS: tuple[Callable[[Piece], float], ...] = (
    lambda text: text.middle,
    lambda text: text.top,
    lambda text: text.bottom,
)


def bands(texts: Sequence[Piece]) -> list[Band]:
    """The rows of these texts from the top down; they do not overlap, and texts beside several rows are in none."""
    found = [_rows_with_parts(_levels(texts, anchor)) for anchor in _ANCHORS]
    best = max(found, key=lambda rows: (sum(len(row.texts) for row in rows), -len(rows)))
    return _without_between(best, _least_white(texts))


def _least_white(texts: Sequence[Piece]) -> float:
    """The least points of white that there are, more than once, between a text and the next one below it."""
    ordered = sorted(texts, key=lambda text: text.top)
    found: list[float] = []
    for index, text in enumerate(ordered):
        below = next((o for o in ordered[index + 1 :] if o.top >= text.middle and o.over(text)), None)
        if below is not None:
            found.append(below.top - text.bottom)
    return next((one for one, other in pairwise(sorted(found)) if one > 0 and other - one < _EQUAL), 0.0)


def _without_between(rows: Sequence[Band], white: float) -> list[Band]:
    """The rows but for texts squeezed in between two, few or in columns of their own: they stand beside both."""
    found = list(rows[:1])
    for row, below in pairwise(rows[1:]):
        near = max(row.top - found[-1].bottom, below.top - row.bottom) < _SQUEEZED * white
        few = len(row.texts) < min(len(found[-1].texts), len(below.texts))
        aside = not any(text.over(other) for text in row.texts for other in (*found[-1].texts, *below.texts))
        if not (near and (few or aside)):
            found.append(row)
    return [*found, *rows[1:][-1:]]


def _levels(texts: Sequence[Piece], anchor: Callable[[Piece], float]) -> list[Band]:
    """Texts of one height together."""
    found: list[list[Piece]] = []
    for text in sorted(texts, key=anchor):
        if found and anchor(text) - anchor(found[-1][0]) <= _LEVEL * text.line:
            found[-1].append(text)
        else:
            found.append([text])
    return [Band(min(t.top for t in one), max(t.bottom for t in one), tuple(one)) for one in found]


@dataclass(frozen=True, slots=True)
class _Part:
    """A level without its `first` texts from the left, which may stand beside several rows: the `rest`."""

    first: tuple[Piece, ...]
    rest: Band

    def stands_beside(self, rows: Sequence[Band]) -> bool:
        """Whether all rows that the first texts reach into print something to the right of them."""
        return all(
            any(other.left >= text.right for other in row.texts)
            for text in self.first
            for row in rows
            if row.top < text.bottom - _SHRUNK * text.line and text.top + _SHRUNK * text.line < row.bottom
        )


def _rows_with_parts(levels: Sequence[Band]) -> list[Band]:
    """The rows out of levels and parts of them; what a part leaves out stands beside rows with texts to its right."""
    parts = [part for level in levels for part in _parts(level)]
    for _ in range(_ROUNDS):
        rows = _rows([*levels, *(part.rest for part in parts)])
        taken = {id(row) for row in rows}
        kept = [part for part in parts if id(part.rest) not in taken or part.stands_beside(rows)]
        if len(kept) == len(parts):
            return rows
        parts = kept
    return _rows(levels)


def _parts(level: Band) -> list[_Part]:
    """What is left of a level without its first texts, where these are higher than all others of it."""
    ordered = sorted(level.texts, key=lambda text: text.left)
    found: list[_Part] = []
    last = level
    for start in range(1, len(ordered)):
        kept = tuple(ordered[start:])
        top, bottom = min(t.top for t in kept), max(t.bottom for t in kept)
        if top > last.top and bottom < last.bottom:
            last = Band(top, bottom, kept)
            found.append(_Part(tuple(ordered[:start]), last))
    return found


def _rows(levels: Sequence[Band]) -> list[Band]:
    """Of levels that overlap those with the most texts, and the more rows, in all (weighted interval scheduling)."""
    ordered = sorted(levels, key=lambda one: one.bottom)
    ends = [one.bottom for one in ordered]
    best: list[tuple[float, int, int]] = [(0.0, -1, -1)]  # weight, level taken last, state before it
    for index, one in enumerate(ordered):
        before = bisect_right(ends, one.top + 2 * _SHRUNK * one.texts[0].line, 0, index)
        weight = best[before][0] + len(one.texts) + 1  # more rows are finer ones
        best.append((weight, index, before) if weight > best[index][0] else (best[index][0], -1, index))
    taken: list[Band] = []
    state = len(ordered)
    while state > 0:
        _, index, before = best[state]
        if index >= 0:
            taken.append(ordered[index])
        state = before
    return taken[::-1]


def ruled_bands(texts: Sequence[Piece], ys: Sequence[float]) -> list[Band]:
    """The rows between ruled lines at the heights `ys`; a band with two amounts in one place is no row: then none."""
    found: dict[int, list[Piece]] = {}
    for text in texts:
        found.setdefault(bisect_right(ys, text.middle), []).append(text)
    for row in found.values():
        amounts = sorted((text.left, text.right) for text in row if text.is_amount)
        if any(one[1] > other[0] for one, other in pairwise(amounts)):
            return []
    rows = [found[at] for at in sorted(found)]
    return [Band(min(t.top for t in row), max(t.bottom for t in row), tuple(row)) for row in rows]


def borders(rows: Sequence[Band], top: float, bottom: float) -> list[float]:
    """The heights between rows, with `top` and `bottom` around them."""
    return [top, *((a.bottom + b.top) / 2 for a, b in pairwise(rows)), bottom]


def beside(text: Piece, ys: Sequence[float], free: range) -> tuple[int, int]:
    """The rows (first, past the last) of a cell whose text stands between `ys`, out of the `free` ones.

    It covers the rows that the text overlaps, and has the text in its middle.
    """
    first = min(max(bisect_right(ys, text.top + _SHRUNK * text.line) - 1, free.start), free.stop - 1)
    past = max(min(bisect_left(ys, text.bottom - _SHRUNK * text.line), free.stop), first + 1)
    spans = [(start, end) for start in range(free.start, first + 1) for end in range(past, free.stop + 1)]
    step = _TIED * text.line

    def cost(span: tuple[int, int]) -> tuple[int, int, int]:
        off = abs((ys[span[0]] + ys[span[1]]) / 2 - text.middle)
        return round(off / step), span[0] - free.start, span[1] - span[0]

    return min(spans, key=cost)


def one_after_another(texts: Sequence[Piece], ys: Sequence[float]) -> list[tuple[int, int]] | None:
    """The rows (first, past the last) of cells between `ys` that follow one another, each with its text in the middle.

    The first may begin below rows of a cell of the page before. The last ends with the rows: a page may break it, so
    that after others it may stand off its middle. None where any other text does.
    """
    height = len(ys) - 1
    # best[row]: the cost of cells that end before that row, and the cells
    best: dict[int, tuple[int, list[tuple[int, int]]]] = {row: (row > 0, []) for row in range(height)}
    for number, text in enumerate(texts):
        following: dict[int, tuple[int, list[tuple[int, int]]]] = {}
        last = number == len(texts) - 1
        for start, (cost, cells) in best.items():
            wanted, reach = 2 * text.middle - ys[start], 2 * _CENTRED * text.line
            near = range(max(bisect_left(ys, wanted - reach), start + 1), min(bisect_right(ys, wanted + reach), height))
            for past in (height,) if last else near:
                off = abs((ys[start] + ys[past]) / 2 - text.middle)
                if not ys[start] <= text.middle <= ys[past] or (off > _CENTRED * text.line and not (last and number)):
                    continue
                total = cost + round(off / (_TIED * text.line))
                if past not in following or total < following[past][0]:
                    following[past] = total, [*cells, (start, past)]
        best = following
    return best[height][1] if height in best else None
