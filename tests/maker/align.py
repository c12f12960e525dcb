"""Pairing two ordered lists so that the likeness of the pairs adds up to the most; what has no partner stands alone."""

from __future__ import annotations

from collections.abc import Callable

Pair = tuple[int | None, int | None]
Likeness = Callable[[int, int], float]
LEAST = 0.25


def aligned(left: int, right: int, likeness: Likeness) -> list[Pair]:
    """Pairs of indexes in order, null where an index has no partner; below `LEAST` two rows are strangers."""
    start = 0
    while start < min(left, right) and likeness(start, start) == 1.0:
        start += 1
    tail = _best(start, left, right, likeness)
    return [(index, index) for index in range(start)] + tail


def _best(start: int, left: int, right: int, likeness: Likeness) -> list[Pair]:
    """The rest by dynamic programming from the end: `gain[i][j]` is the best sum for the rows from i and j on."""
    gain = [[0.0] * (right + 1) for _ in range(left + 1)]
    like = [[0.0] * (right + 1) for _ in range(left + 1)]
    for one in range(left - 1, start - 1, -1):
        for other in range(right - 1, start - 1, -1):
            like[one][other] = likeness(one, other)
            paired = gain[one + 1][other + 1] + like[one][other] if like[one][other] >= LEAST else -1.0
            gain[one][other] = max(paired, gain[one + 1][other], gain[one][other + 1])
    return _walk(gain, like, start, left, right)


def _walk(gain: list[list[float]], like: list[list[float]], start: int, left: int, right: int) -> list[Pair]:
    pairs: list[Pair] = []
    one = other = start
    while one < left and other < right:
        near = like[one][other]
        if near >= LEAST and gain[one][other] == gain[one + 1][other + 1] + near:
            pairs.append((one, other))
            one, other = one + 1, other + 1
        elif gain[one][other] == gain[one + 1][other]:
            pairs.append((one, None))
            one += 1
        else:
            pairs.append((None, other))
            other += 1
    return pairs + [(index, None) for index in range(one, left)] + [(None, index) for index in range(other, right)]
