"""The columns of a form without vertical lines: where its texts begin, in whatever part of the form they stand.

A form is several tables one below the other on one set of columns, and texts of one part lie over the columns of
another, so there is no white from top to bottom. But all texts of a column begin on one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from disclosures.read.pieces import Piece

_SAME = 1.0  # points within which texts of one column begin, or its amounts end
_FEWEST = 2  # texts that begin at one line, amounts that end at one
_ROW = 3  # texts on known lines in a row that tells another
_LEVEL = 0.3  # heights of a line that texts of one row may differ in height
_STRAY = 0.04  # share of the texts that may begin elsewhere
_BEFORE = 1.0  # points between the border and the texts of its column
_PADDING = 2.0  # points around the table


def by_edges(texts: Sequence[Piece]) -> tuple[float, ...] | None:
    """The borders of the columns, None where the texts do not all begin on a few lines."""
    words = [text for text in texts if not text.is_amount]
    lines = _lines([word.left for word in words])
    ranged = [text.left for text in texts if text.is_amount]  # numbers may begin where the words do
    shared = [(line[0], len(line) + sum(abs(left - line[0]) <= _SAME for left in ranged)) for line in lines]
    starts = [start for start, count in shared if count >= _FEWEST]
    beside = _beside(words, starts)
    stray = sum(count for start, count in shared if count < _FEWEST and not _is_on(start, beside))
    if len(starts) < 2 or stray > _STRAY * len(words):
        return None
    starts += beside
    amounts = [t for t in texts if t.is_amount and not any(abs(t.left - start) <= _SAME for start in starts)]
    starts += [left for left in _amount_columns(amounts) if not _is_in_column(left, starts, words, amounts)]
    inner = [start - _BEFORE for start in sorted(starts)[1:]]
    return min(t.left for t in texts) - _PADDING, *inner, max(t.right for t in texts) + _PADDING


def _is_on(place: float, lines: Sequence[float]) -> bool:
    return any(abs(place - line) <= _SAME for line in lines)


def _beside(words: Sequence[Piece], starts: Sequence[float]) -> list[float]:
    """Where else the texts of a row begin that has many of them: a row of headings at the foot of a page."""
    found: list[float] = []
    for word in words:
        level = [w for w in words if abs(w.middle - word.middle) <= _LEVEL * word.line]
        known = [w for w in level if any(abs(w.left - start) <= _SAME for start in starts)]
        if word not in known and len(known) >= _ROW:
            found.append(word.left)
    return found


def _lines(places: Sequence[float]) -> list[list[float]]:
    """Places by the line that they stand on."""
    found: list[list[float]] = []
    for place in sorted(places):
        if found and place - found[-1][0] <= _SAME:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _amount_columns(amounts: Sequence[Piece]) -> list[float]:
    """Where columns of amounts begin that all end on one line."""
    ends = [line for line in _lines([amount.right for amount in amounts]) if len(line) >= _FEWEST]
    return [min(a.left for a in amounts if line[0] <= a.right <= line[-1]) for line in ends]


def _is_in_column(left: float, starts: Sequence[float], words: Sequence[Piece], amounts: Sequence[Piece]) -> bool:
    """Whether amounts that begin there stand in a column of words: below these, or in no row beside them."""
    start = max((s for s in starts if s <= left + _SAME), default=None)
    own = [w for w in words if start is not None and start - _SAME <= w.left < left]
    if any(abs(w.left - (start or 0.0)) <= _SAME and w.right > left for w in own):
        return True
    beside = any(abs(w.middle - a.middle) <= _LEVEL * a.line for a in amounts if a.left >= left - _SAME for w in own)
    return bool(own) and not beside


def widened(used: Sequence[frozenset[int]], width: int) -> list[list[tuple[int, int]]]:
    """For each row of a form its cells (first column, past the last), given the columns that its texts begin in.

    A part of the form begins with the row that prints in another column. In a part, columns that no row uses belong to
    those on their left.
    """
    found: list[list[tuple[int, int]]] = []
    part: frozenset[int] = frozenset()
    for row in used:
        if not row <= part:
            part = row
        starts = sorted(part | {0})
        found.append(list(pairwise([*starts, width])))
    return found
