"""Where the columns of a table without vertical lines stand: from the white between its texts, and from its headings.

Every heading heads one column; what stands below belongs to the heading in whose cell it fits. A heading stands in
the middle of its cell, so each border is as far to its left as the next is to its right: that places the borders
beside columns that print nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from disclosures.read.pieces import Piece

Span = tuple[float, float]  # from left to right, in points

_FEWEST = 3  # texts: a stretch of white crossed only by a text over as many columns is still white
_APART = 20.0  # how much dearer it is that texts of two columns overlap than that their cells would
_TWO_CELLS = 40.0  # points that cells may overlap rather than hold two texts of one row
_COMPACT = 0.03  # how dear the width of cells is: of two divisions the one with the narrower cells
_MOST_MERGED = 4  # stretches of text that may stand below one heading
_ROUNDS = 60
_LEVEL = 0.3  # heights of a line that texts of one row may differ in height
_EDGE = 2.0  # points within which texts of one column begin
_WIDER = 0.5  # of its width that the first or last column may be wider than what it prints
_PADDING = 2.0  # points between text and border, where nothing else tells


def stretches(texts: Sequence[Piece]) -> list[Span]:
    """What the texts fill from left to right, parted by white; a wide text over several columns does not join them."""
    found: list[tuple[float, float, int]] = []
    for text in sorted(texts, key=lambda t: t.right - t.left):
        touched = [one for one in found if one[0] < text.right and text.left < one[1]]
        if len(touched) > 1 and sum(one[2] >= _FEWEST for one in touched) > 1:
            continue
        kept = [one for one in found if one not in touched]
        left, right = min([text.left, *(one[0] for one in touched)]), max([text.right, *(one[1] for one in touched)])
        found = [*kept, (left, right, 1 + sum(one[2] for one in touched))]
    return [(left, right) for left, right, _ in sorted(found)]


def by_white(texts: Sequence[Piece]) -> tuple[float, ...]:
    """The borders of columns where no heading tells: between two columns runs white from top to bottom."""
    filled = stretches(_within_columns(texts))
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(filled)]
    return filled[0][0] - _PADDING, *inner, filled[-1][1] + _PADDING


def _within_columns(texts: Sequence[Piece]) -> list[Piece]:
    """The texts but those that lie over two columns which other rows show side by side."""
    lefts: dict[int, list[float]] = {}  # left edge of a text → where the text before it in its row ends
    for before, text in pairwise(sorted(texts, key=lambda t: (round(t.middle), t.left))):
        if abs(before.middle - text.middle) < _LEVEL * text.line and before.right < text.left:
            lefts.setdefault(round(text.left / _EDGE), []).append(before.right)
    seams = [(edge * _EDGE, median(ends)) for edge, ends in lefts.items() if len(ends) >= _FEWEST]
    return [
        text
        for text in texts
        if not any(text.left < end - _EDGE and text.right > start + _EDGE for start, end in seams)
    ] or list(texts)


def _cut_at_columns(texts: Sequence[Piece]) -> list[Piece]:
    """The texts, those that begin in a column and reach into one which other rows print beside it cut off there."""
    pairs = Counter(
        (round(before.left / _EDGE), round(text.left / _EDGE))
        for before, text in pairwise(sorted(texts, key=lambda t: (round(t.middle), t.left)))
        if abs(before.middle - text.middle) < _LEVEL * text.line and before.right < text.left
    )
    starts: dict[int, int] = {}
    for (left, right), count in pairs.items():
        if count >= _FEWEST:
            starts[left] = min(right, starts.get(left, right))
    ends = [(starts.get(round(text.left / _EDGE), 0)) * _EDGE - _EDGE for text in texts]
    return [replace(t, right=end) if t.left < end < t.right else t for t, end in zip(texts, ends, strict=True)]


def by_headings(headings: Sequence[Piece], body: Sequence[Piece], outline: Span) -> tuple[float, ...]:
    """The borders of one column for each heading (from left to right), placed by what stands below it."""
    below = stretches(_cut_at_columns(body))
    heights = [{round(text.middle) for text in body if left <= text.centre <= right} for left, right in below]
    groups = _assigned(headings, below, heights, outline)
    filled = tuple(
        (min([h.left, *(s[0] for s in own)]), max([h.right, *(s[1] for s in own)]))
        for h, own in zip(headings, groups, strict=True)
    )
    return _placed(headings, filled, body, outline)


def _assigned(
    headings: Sequence[Piece], below: Sequence[Span], heights: Sequence[set[int]], outline: Span
) -> list[list[Span]]:
    """For each heading the stretches below it: the division with which cells overlap least.

    Two stretches that print side by side in one row (at the same of the `heights`) are hardly one cell.
    """
    # best[n][k]: cost of giving the first n stretches to the headings so far, the last of them k stretches.
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, 0): (0.0, ())}
    for index, heading in enumerate(headings):
        following: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}
        for (done, last), (cost, counts) in best.items():
            before = _reach(headings[index - 1], below[done - last : done]) if index else None
            for count in range(min(_MOST_MERGED, len(below) - done) + 1):
                own = _reach(heading, below[done : done + count])
                merged = sum(bool(a & b) for a, b in pairwise(heights[done : done + count]))
                wide = _COMPACT * (own[1][1] - own[1][0])
                total = cost + _between(before, own) + _outside(own, outline) + _TWO_CELLS * merged + wide
                at = (done + count, count)
                if at not in following or total < following[at][0]:
                    following[at] = (total, (*counts, count))
        best = following
    whole = [(cost, counts) for (done, _), (cost, counts) in best.items() if done == len(below)]
    if not whole:
        return [[] for _ in headings]
    found: list[list[Span]] = []
    start = 0
    for count in min(whole)[1]:
        found.append(list(below[start : start + count]))
        start += count
    return found


def _reach(heading: Piece, own: Sequence[Span]) -> tuple[Span, Span]:
    """What heading and texts fill, and the cell that has the heading in its middle."""
    left = min([heading.left, *(one[0] for one in own)])
    right = max([heading.right, *(one[1] for one in own)])
    half = max(heading.centre - left, right - heading.centre)
    return (left, right), (heading.centre - half, heading.centre + half)


def _between(before: tuple[Span, Span] | None, own: tuple[Span, Span]) -> float:
    if before is None:
        return 0.0
    return _APART * max(0.0, before[0][1] - own[0][0]) + max(0.0, before[1][1] - own[1][0])


def _outside(own: tuple[Span, Span], outline: Span) -> float:
    return max(0.0, outline[0] - own[1][0]) + max(0.0, own[1][1] - outline[1])


def _placed(
    headings: Sequence[Piece], filled: Sequence[Span], body: Sequence[Piece], outline: Span
) -> tuple[float, ...]:
    """The borders: between what neighbours fill, each heading as near as can be to the middle of its cell."""
    left, right = min(outline[0], filled[0][0]) - _PADDING, max(outline[1], filled[-1][1]) + _PADDING
    room = [
        (left, filled[0][0]),
        *((min(a[1], b[0]), max(a[1], b[0])) for a, b in pairwise(filled)),
        (filled[-1][1], right),
    ]
    xs = [(low + high) / 2 for low, high in room]
    xs[0], xs[-1] = left, right
    hints = _hints(filled, body)
    last = len(xs) - 1
    for _ in range(_ROUNDS):
        for at in range(len(xs)):
            wanted = list(hints[at])
            if at > 0:
                wanted.append(2 * headings[at - 1].centre - xs[at - 1])
            if at < last:
                wanted.append(2 * headings[at].centre - xs[at + 1])
            low, high = room[at]
            xs[at] = min(max(sum(wanted) / len(wanted), low), high)
    return (_as_wide(xs[0], xs[1], headings[0]), *xs[1:-1], _as_wide(xs[-1], xs[-2], headings[-1]))


def _as_wide(outer: float, inner: float, heading: Piece) -> float:
    """The outer border of the first or last column: texts need not reach it, but it has its heading in the middle."""
    wanted = 2 * heading.centre - inner
    beyond = abs(wanted - inner) > abs(outer - inner) and (wanted > inner) == (outer > inner)
    return wanted if beyond and abs(wanted - outer) <= _WIDER * abs(outer - inner) else outer


def _hints(filled: Sequence[Span], body: Sequence[Piece]) -> list[list[float]]:
    """For each border where amounts end before it and texts begin after it."""
    hints: list[list[float]] = [[] for _ in range(len(filled) + 1)]
    for column, (left, right) in enumerate(filled):
        own = [text for text in body if left <= text.centre <= right]
        amounts = [(text.right, text.left) for text in own if text.is_amount]
        if _is_edge(amounts):
            hints[column + 1] += [max(amounts)[0] + _PADDING] * 2
        words = [(text.left, text.right) for text in own if not text.is_amount]
        if _is_edge(words):
            hints[column] += [min(words)[0] - _PADDING] * 2
    return hints


def _is_edge(sides: Sequence[Span]) -> bool:
    """Whether texts stand at their first side: most of them on one line there, and their other sides not."""
    near = [one[0] for one in sides]
    far = [one[1] for one in sides]
    if len(sides) < 2 or max(far) - min(far) < _EDGE:
        return False
    return abs(median(near) - (max(near) if near[0] > far[0] else min(near))) < _EDGE / 2
