"""Which lines of a page may be a table without vertical lines.

Cheap and cautious: a page of prose has hardly a line of several pieces, and is left at the first look. Contents pages,
titles, labels of the form, notes and sentences end a region. What is no table in the end is told by its columns.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from disclosures.read.margins import is_label, is_note, is_title
from disclosures.read.page import Grid, Page, Rule
from disclosures.read.pieces import Piece

_FEWEST = 2  # lines of several pieces on a page with a table
_LEADER = re.compile(r"[.．·…_]{4,}|…{2,}|(?:[.·] ){4,}")
_INDENT = 2.5  # signs: a paragraph begins no farther in
_CLOSE = 1.9  # heights from line to line: nearer lines belong together
_SENTENCE = re.compile("[，。；]")
_CLAUSE = re.compile("[，。；,;=]")  # no title has it: the text of a cell may end a line in 表 (…即决算报表)
_CROWDED = 5  # cells of a table that stand so close that no wide gap parts them
_GAP = 1.0  # heights of a line: white as wide parts columns
_WORDS_APART = 0.6  # heights of a line: no two words of a sentence stand so far apart
_COLUMN = 4  # lines in which something begins where a column does
_WIDE = 0.5  # of the page: a text as wide is a sentence
_SIZE = 0.1  # share that letters of one table may differ in height
_LARGER = 0.4  # share that those of two rows may differ
_FAR = 8.0  # heights of a line: white as high ends a table
_NEAR = 3.0  # heights: how near a line of one piece stands to the table that it begins or ends
_BESIDE = 3  # lines: so many of other cells may stand between two lines of one
_CROSSES = 1.5  # points that a text may reach over the border of its column
_MARGIN = 0.07  # of the page: where running heads and page numbers stand
_PITCH = 1.1  # of the distance between two rows: the next one stands no farther off
_MOST_LINES = 500  # of one region: more is no page for readers
_MOST_PIECES = 60  # in one line


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that may be one table. `titled`: a title or a label of the form stands right above; `first`: at the top."""

    lines: tuple[tuple[Piece, ...], ...]
    rules: tuple[Rule, ...]
    titled: bool
    first: bool

    @property
    def pieces(self) -> list[Piece]:
        """All pieces from the top down."""
        return [piece for line in self.lines for piece in line]


def regions(
    lines: Sequence[Sequence[Piece]], rules: Sequence[Rule], page: Page, grids: Sequence[Grid], above: Grid | None
) -> Iterator[Region]:
    """The regions of a page from the top down; in: the lines and horizontal rules outside of its grids.

    A grid ends a region, and what is drawn outside of the paper is in none. `above` is the table that the page before
    ends with: lines at the top that stand in its columns are a region, few as they may be.
    """
    if above is None and sum(map(_is_parted, lines)) < _FEWEST:
        return
    lines = [line for line in lines if line[0].bottom > 0 and line[0].top < page.height]
    while lines and _in_margin(lines[0], lines[1:3], page):
        lines = lines[1:]
    while lines and _in_margin(lines[-1], lines[-2:-4:-1], page):
        lines = lines[:-1]
    left = min((line[0].left for line in lines), default=0.0)
    ends = [grid.ys[0] for grid in grids]
    starts = _starts(lines)
    found: list[Sequence[Piece]] = []
    titled, first = False, True
    for line in lines:
        if found and (_far(found[-1], line, ends) or not _same_size(found, line)):
            yield from _region(found, rules, titled, first, above)
            found, titled, first = [], titled and len(found) == 1, False
        if _ends(line, page, left, starts) and not _goes_on(found[-_BESIDE:], line, left):
            yield from _region(found, rules, titled, first, above)
            found, titled, first = [], _heads(line), False
        else:
            found.append(line)
    yield from _region(found, rules, titled, first, above)


def _region(
    lines: Sequence[Sequence[Piece]], rules: Sequence[Rule], titled: bool, first: bool, above: Grid | None
) -> Iterator[Region]:
    goes_on = first and above is not None and _stand_in(lines, above.xs)
    if not goes_on:
        lines = _trimmed(lines)
    if not lines or len(lines) > _MOST_LINES or max(map(len, lines)) > _MOST_PIECES:
        return
    several = sum(map(_is_parted, lines))
    if not goes_on and several < (1 if titled or first else _FEWEST):
        return
    size = lines[0][0].line
    top, bottom = lines[0][0].top - size, lines[-1][0].bottom + size
    yield Region(tuple(map(tuple, lines)), tuple(r for r in rules if top <= r.top <= bottom), titled, first)


def _stand_in(lines: Sequence[Sequence[Piece]], xs: Sequence[float]) -> bool:
    """Whether all pieces stand within columns between `xs`, and in more than one of them."""
    columns = {(bisect_right(xs, p.left + _CROSSES), bisect_left(xs, p.right - _CROSSES)) for one in lines for p in one}
    return len(columns) > 1 and all(0 < left == right < len(xs) for left, right in columns)


def _trimmed(lines: Sequence[Sequence[Piece]]) -> Sequence[Sequence[Piece]]:
    """Without lines of one piece before and after that stand too far off to belong to the table."""
    several = [index for index, line in enumerate(lines) if _is_parted(line)]
    if not several:
        return []
    first, last = several[0], several[-1]
    while first > 0 and lines[first][0].bottom - lines[first - 1][0].bottom <= _NEAR * lines[first][0].line:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1][0].bottom - lines[last][0].bottom <= _NEAR * lines[last][0].line:
        last += 1
    return lines[first : last + 1]


def _stretches(line: Sequence[Piece], gap: float = _GAP) -> list[list[Piece]]:
    """The pieces of a line between gaps of so many heights of a line."""
    found = [[line[0]]]
    for before, piece in pairwise(line):
        if piece.left - before.right > gap * piece.line:
            found.append([])
        found[-1].append(piece)
    return found


def _is_parted(line: Sequence[Piece]) -> bool:
    return len(_stretches(line)) > 1


def _in_margin(line: Sequence[Piece], beside: Sequence[Sequence[Piece]], page: Page) -> bool:
    """Whether a line of one piece stands in the margin, away from the lines next to it (the nearest first).

    It is near where it stands as close as the lines of a cell, or begins in a line with the next one and stands no
    farther from it than that from the one after it: so do rows.
    """
    outside = line[0].bottom < _MARGIN * page.height or line[0].top > (1 - _MARGIN) * page.height
    if not outside or len(line) > 1:
        return False
    if not beside:
        return True
    away = [abs(a[0].bottom - b[0].bottom) for a, b in pairwise([line, *beside])]
    aligned = any(abs(piece.left - line[0].left) <= _CROSSES for piece in beside[0])
    return not (away[0] < _CLOSE * line[0].line or (aligned and away[0] <= _PITCH * away[-1] and len(away) > 1))


def _far(above: Sequence[Piece], line: Sequence[Piece], ends: Sequence[float]) -> bool:
    """Whether two lines are not of one table: much white or a grid between them."""
    between = any(above[0].middle < end < line[0].middle for end in ends)
    return between or line[0].bottom - above[0].bottom > _FAR * line[0].line


def _same_size(above: Sequence[Sequence[Piece]], line: Sequence[Piece]) -> bool:
    """Whether a line may stand in one table with those above by its letters: larger ones head it or stress a total."""
    size = median(piece.line for one in above[-3:] for piece in one)
    most = _LARGER if _is_parted(above[-1]) and _is_parted(line) else _SIZE
    return abs(line[0].line - size) <= most * min(size, line[0].line)


def _starts(lines: Sequence[Sequence[Piece]]) -> frozenset[int]:
    """The points where columns begin: pieces do in several lines, in some of them beside another piece."""
    every = Counter(round(piece.left) for line in lines for piece in line)
    beside = {round(piece.left) for line in lines for piece in line[1:]}
    return frozenset(start for start in beside if every[start] >= _COLUMN)


def _cells(part: Sequence[Piece], starts: frozenset[int]) -> list[list[Piece]]:
    """A stretch of pieces cut where a column begins."""
    found = [[part[0]]]
    for piece in part[1:]:
        if round(piece.left) in starts:
            found.append([])
        found[-1].append(piece)
    return found


def _ends(line: Sequence[Piece], page: Page, left: float, starts: frozenset[int]) -> bool:
    """Whether a line can be no part of a table."""
    text = " ".join(piece.text for piece in line)
    parts = [cell for part in _stretches(line, _WORDS_APART) for cell in _cells(part, starts)]
    if _LEADER.search(text) or any(_is_sentence(part, page, left) for part in parts):
        return True
    return is_note(line[0].text) or _heads(line)


def _goes_on(above: Sequence[Sequence[Piece]], line: Sequence[Piece], left: float) -> bool:
    """Whether what reads like a title is the next line of a cell: it begins right below another one (…即决算报表)."""
    piece = line[0]
    if len(line) > 1 or not is_title(piece.text) or piece.left - left <= _INDENT * _sign(piece):
        return False
    near = [p for one in above for p in one if piece.bottom - p.bottom <= _CLOSE * piece.line]
    return any(abs(p.left - piece.left) <= _CROSSES and abs(p.line - piece.line) <= _SIZE * p.line for p in near)


def _is_sentence(part: Sequence[Piece], page: Page, left: float) -> bool:
    """Whether words without a wide gap run from the left margin over most of the page: no cells but numbers do."""
    if part[-1].right - part[0].left <= _WIDE * page.width or part[0].left - left > _INDENT * _sign(part[0]):
        return False
    return len(part) < _CROWDED or any(_SENTENCE.search(piece.text) for piece in part)


def _sign(piece: Piece) -> float:
    """The width of a Chinese sign; others are about half as wide."""
    return (piece.right - piece.left) / sum(0.5 if sign.isascii() else 1.0 for sign in piece.text)


def _heads(line: Sequence[Piece]) -> bool:
    if len(line) == 1 and is_title(line[0].text) and not _CLAUSE.search(line[0].text):
        return True
    return all(is_label(piece.text) for piece in line)
