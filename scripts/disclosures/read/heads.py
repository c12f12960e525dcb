"""The header of a table without vertical lines: which headings head one column, and how far the others reach.

A heading over several columns stands in the middle over them, on a line above theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.read.pieces import Piece

_BESIDE = 0.5  # heights of a line: headings whose middles differ by less stand on one line
_TIED = 3.0  # points: of spans whose middles differ by less the widest is taken
_DEARER = 12.0  # points that a span may be off the middle rather than cover a column beside the group
_OFF = 0.4  # heights of a line that a heading may stand off the middle of its cell
_CENTRED = 0.3  # heights of a line that a heading may stand off the middle of its columns
_OFF_CENTRE = 0.7  # heights of a line
_GAP = 0.2  # heights of a line between a heading and the border below it


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading over columns `first` up to `past`, in header lines `top` up to `bottom` (counted from 0)."""

    first: int
    past: int
    top: int
    bottom: int


def leaves(headings: Sequence[Piece]) -> list[Piece]:
    """From left to right the headings that head one column: nothing of the header stands below them.

    A heading above the middle of the header with nothing below it stands over the gap between two others, if it has
    such neighbours on a lower line.
    """
    top, bottom = min(h.top for h in headings), max(h.bottom for h in headings)
    lone = [h for h in headings if not any(_is_below(other, h) for other in headings)]
    found = [
        h
        for h in lone
        if h.middle >= (top + bottom) / 2 - _BESIDE * h.line or not _is_over_gap(h, [o for o in lone if o is not h])
    ]
    return sorted(found, key=lambda h: h.centre)


def _is_below(low: Piece, high: Piece) -> bool:
    return low.over(high) and low.top > high.middle


def _is_over_gap(high: Piece, others: Sequence[Piece]) -> bool:
    """Whether the nearest headings on both sides stand lower and no wider apart on one side than on the other."""
    left = max((o for o in others if o.right <= high.left), key=lambda o: o.right, default=None)
    right = min((o for o in others if o.left >= high.right), key=lambda o: o.left, default=None)
    low = high.middle + _BESIDE * high.line
    return left is not None and right is not None and left.middle > low and right.middle > low


def without_gap_groups(own: Sequence[Piece]) -> list[Piece]:
    """The headings of columns but those that may head the two on a lower line beside them.

    科目编码 stands in the middle between 类 and 款 where these are far apart. Whether it does head them is told by the
    headings above: `arranged` refuses a group that lies across others.
    """
    return [h for h in own if not _is_gap_group(h, [o for o in own if o is not h])]


def _is_gap_group(high: Piece, others: Sequence[Piece]) -> bool:
    left = max((o for o in others if o.right <= high.left), key=lambda o: o.right, default=None)
    right = min((o for o in others if o.left >= high.right), key=lambda o: o.left, default=None)
    if left is None or right is None or min(left.top, right.top) < high.middle + _BESIDE * high.line:
        return False
    centred = abs(left.centre + right.centre - 2 * high.centre) <= 2 * _CENTRED * high.line
    level = abs(left.middle - right.middle) <= _BESIDE * high.line
    return centred and level


def without_line_groups(own: Sequence[Piece], headings: Sequence[Piece]) -> list[Piece]:
    """The headings of columns but those between two lower ones that stand on a line with headings over several columns.

    效益指标 stands over the seam of 三级指标 and 指标值 where these are of different width, and overlaps neither.
    """
    leaf = {id(piece) for piece in own}
    lines = [h.middle for h in headings if id(h) not in leaf]

    def is_group(high: Piece) -> bool:
        others = [o for o in own if o is not high]
        left = max((o for o in others if o.right <= high.left), key=lambda o: o.right, default=None)
        right = min((o for o in others if o.left >= high.right), key=lambda o: o.left, default=None)
        low = high.middle + _BESIDE * high.line
        between = left is not None and right is not None and min(left.middle, right.middle) > low
        return between and any(abs(high.middle - line) <= _BESIDE * high.line for line in lines)

    return [h for h in own if not is_group(h)]


def off_centre(headings: Sequence[Piece], own: Sequence[Piece], header: tuple[list[Heading], list[float]]) -> int:
    """How many headings of columns do not stand in the middle of their cells' height, in a header as `arranged`."""
    found, ys = header
    heights = [min(h.top for h in headings), *ys, max(h.bottom for h in headings)]
    cells = {cell.first: cell for cell in found if cell.bottom == len(heights) - 1 and cell.past == cell.first + 1}
    middles = [(heights[cells[at].top] + heights[-1]) / 2 if at in cells else h.middle for at, h in enumerate(own)]
    return sum(abs(h.middle - middle) > _OFF_CENTRE * h.line for h, middle in zip(own, middles, strict=True))


def arranged(
    headings: Sequence[Piece], own: Sequence[Piece], xs: Sequence[float], upward: bool = False
) -> tuple[list[Heading], list[float]] | None:
    """Where each heading stands over the columns between `xs`, and the heights between the header's lines.

    `own` are the headings of the columns in order. None where the headings fit no header. What a heading covers is told
    from the top down or `upward`: the upper ones tell where the lower end, or these, over two or more columns each,
    what those cover.
    """
    leaf = {id(piece) for piece in own}
    groups = sorted((h for h in headings if id(h) not in leaf), key=lambda h: h.middle)
    spans = _spans(groups[::-1] if upward else groups, own, xs)
    ys = _heights(groups)
    floor = [0] * len(own)  # the header line where the next heading over each column begins
    found: list[Heading] = []
    for group in groups:
        first, past = spans[id(group)]
        bottom = sum(y <= group.bottom + _GAP * group.line + 0.01 for y in ys)
        top = max(floor[first:past])
        if top >= bottom or (past - first == 1 and (upward or not own[first].over(group))):
            return None
        found.append(Heading(first, past, top, bottom))
        floor[first:past] = [bottom] * (past - first)
    if any(one.first < other.first < one.past < other.past for one in found for other in found):
        return None
    last = len(ys) + 1
    found += [Heading(column, column + 1, floor[column], last) for column in range(len(own))]
    return found, ys


def _heights(groups: Sequence[Piece]) -> list[float]:
    """The heights below headings over several columns, near ones taken for one."""
    found: list[float] = []
    for group in sorted(groups, key=lambda h: h.bottom):
        at = group.bottom + _GAP * group.line
        if found and at - found[-1] < _BESIDE * group.line:
            continue
        found.append(at)
    return found


def _spans(groups: Sequence[Piece], own: Sequence[Piece], xs: Sequence[float]) -> dict[int, tuple[int, int]]:
    """For each group the columns that it is centred over: no farther than one above it that is known, nor across one."""
    spans: dict[int, tuple[int, int]] = {}
    lower: list[tuple[Piece, tuple[int, int]]] = []
    width = len(own)
    bottom = max(piece.bottom for piece in own)
    for group in groups:
        # A heading beside the group, not below it, stands in the middle of the height from the group's top on.
        beside_it = (group.top + bottom) / 2 + _OFF * group.line
        inside = [
            spans[id(other)]
            for other in groups
            if id(other) in spans and other.bottom <= group.middle and _within(group, spans[id(other)], xs)
        ]
        low, high = (max(s[0] for s in inside), min(s[1] for s in inside)) if inside else (0, width)
        beside = [o for o in groups if o is not group and abs(o.middle - group.middle) < _BESIDE * o.line]
        free = [
            low <= column < high
            and own[column].top > group.middle
            and not any(
                o.left < xs[column + 1] and xs[column] < o.right and _nearer(o, group, xs, column) for o in beside
            )
            for column in range(width)
        ]
        strange = [one.middle < beside_it and one.bottom < bottom - _GAP * one.line for one in own]
        below = [span for one, span in lower if one.top >= group.middle]
        spans[id(group)] = _centred(group, free, strange, xs, below)
        lower.append((group, spans[id(group)]))
    return spans


def _within(group: Piece, span: tuple[int, int], xs: Sequence[float]) -> bool:
    return xs[span[0]] <= group.centre < xs[span[1]]


def _nearer(other: Piece, group: Piece, xs: Sequence[float], column: int) -> bool:
    """Whether more of a column's head belongs to another heading on the line."""

    def covered(one: Piece) -> float:
        return min(one.right, xs[column + 1]) - max(one.left, xs[column])

    return covered(other) > covered(group)


def _centred(
    group: Piece,
    free: Sequence[bool],
    strange: Sequence[bool],
    xs: Sequence[float],
    below: Sequence[tuple[int, int]],
) -> tuple[int, int]:
    """The columns around the group whose middle is nearest to its own, with few that seem to stand beside it.

    What it covers of the groups `below` it, it covers whole.
    """
    at = max((column for column in range(len(free)) if xs[column] <= group.centre), default=0)
    start = past = at
    while start > 0 and free[start - 1]:
        start -= 1
    while past + 1 < len(free) and free[past + 1]:
        past += 1
    every = [(first, end + 1) for first in range(start, at + 1) for end in range(at, past + 1)]
    spans = [span for span in every if not any(_crosses(span, one) for one in below)] or every

    def off(span: tuple[int, int]) -> float:
        return abs((xs[span[0]] + xs[span[1]]) / 2 - group.centre) + _DEARER * sum(strange[span[0] : span[1]])

    best = min(map(off, spans))
    return max((span for span in spans if off(span) <= best + _TIED), key=lambda span: span[1] - span[0])


def _crosses(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two ranges of columns share some, and neither holds the other."""
    shared = max(one[0], other[0]), min(one[1], other[1])
    return shared[0] < shared[1] and shared not in (one, other)
