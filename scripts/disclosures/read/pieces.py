"""Printed lines cut into pieces, and pieces one below the other joined to what one cell prints.

A table without vertical lines shows its columns by the white between them alone. A piece is what cannot belong to
two cells: signs without a wide gap, drawn in one go. The pieces of a cell that prints several lines become one again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from disclosures.read.glyphs import LEFT_HALF, RIGHT_HALF
from disclosures.read.lines import text_of
from disclosures.read.page import Glyphs, Rule
from disclosures.text import is_amount

_GAP = 1.1  # heights of a line: text beyond a wider gap is a piece of its own
_RUN_GAP = 0.25  # heights: the same for text that was drawn by itself
_LAPPED = 0.3  # heights: two signs that overlap by more stand in two cells
_BASELINE = 0.2  # heights that the baselines of signs in one line may differ
_CLOSE = 1.9  # heights from line to line: what stands farther apart is not the text of one cell
_UNTOLD = 1.45  # heights from line to line in a cell, where no two rows tell how near rows stand
_NEARER = 0.06  # heights that the lines of a cell stand nearer than rows at least
_NO_NEARER = 0.9  # of the distance between the lines of a cell: rows stand no nearer
_USUAL = 0.2  # share of distances from which on one is usual
_SAME_SIZE = 0.1  # share that the heights of letters in one table may differ
_SAME_DISTANCE = 0.2  # points that equal distances may differ
_SHARED = 0.2  # heights that two texts lie over one another at least
_RUNS_BETWEEN = 2  # text drawn next, spaces that are not seen between
_SET_WIDE = frozenset(
    ("收入", "支出", "项目", "合计", "总计", "小计", "金额", "科目", "单位", "名称", "编码", "备注", "类型", "类别")
)
_WIDEST = 8.0  # heights: no word is set wider
_FEWEST_EDGES = 3  # lines in which amounts end and words begin at the same places
_SAME_EDGE = 1.5  # points that these places may differ
_UNITS = frozenset("万亿元千个人辆台套％")  # that follow an amount in a sentence
_WITH_POINT = re.compile(r"-?\d[\d,]*\.\d+")
_CUT = re.compile(r"-?[\d,]+\.\d?")  # an amount whose last digits stand on the next line
_REST = re.compile(r"\d{1,2}")
_DIGITS = re.compile(r"\d{2,}")
_BROKEN = re.compile(r"\d{1,3}")  # beside words rather a piece of a date than an amount (2025年12月3|1|日前)
_LONG_CODE = re.compile(r"\d{9,}")  # no amount prints as many digits, and no code of a classification


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with its box in points; `first` and `last` are the runs that it was drawn in, `line` the height of a line."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    line: float
    first: int = 0
    last: int = 0

    @property
    def centre(self) -> float:
        """The middle from left to right."""
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        """The middle from top to bottom."""
        return (self.top + self.bottom) / 2

    @property
    def is_number(self) -> bool:
        """Whether it prints an amount or a code: what the rows of a table have and its header has not."""
        return self.is_amount or _DIGITS.fullmatch(self.text) is not None

    @property
    def is_amount(self) -> bool:
        """Whether it prints an amount (`1.` is the number of a list)."""
        return not self.text.endswith(".") and is_amount(self.text)

    def over(self, other: Piece) -> bool:
        """Whether both stand above one another somewhere."""
        return self.left < other.right and other.left < self.right


def printed_lines(glyphs: Iterable[Glyphs]) -> list[list[Piece]]:
    """The pieces of every printed line, from the top down and from left to right.

    Lines are told apart strictly by their baseline: in a header of centred cells, lines of neighbouring cells overlap.
    """
    found: list[list[Glyphs]] = []
    for glyph in sorted(glyphs, key=lambda g: g.bottom):
        reach = _BASELINE * (glyph.bottom - glyph.top)
        if found and glyph.bottom - found[-1][0].bottom <= reach:
            found[-1].append(glyph)
        else:
            found.append([glyph])
    lines = _parted_at_edges([_with_wide_words(_cut(sorted(line, key=lambda g: g.left))) for line in found])
    return [[_piece(part) for part in line] for line in lines if line]


def _with_wide_words(parts: list[list[Glyphs]]) -> list[list[Glyphs]]:
    """The pieces of a line with words that are set wide (收    入) in one: two signs alone that are such a word."""
    found: list[list[Glyphs]] = []
    for part in parts:
        before = found[-1] if found else []
        near = bool(before) and part[0].left - before[-1].right <= _WIDEST * (part[0].bottom - part[0].top)
        if near and len(before) == len(part) == 1 and before[0].text + part[0].text in _SET_WIDE:
            found[-1] = [*before, *part]
        else:
            found.append(part)
    return found


def _parted_at_edges(lines: Sequence[list[list[Glyphs]]]) -> list[list[list[Glyphs]]]:
    """Pieces parted where amounts of several lines end, and words drawn apart from them begin, on one height of the page.

    A column of amounts may touch the words of the next column: no white tells them apart, but both edges are straight.
    """
    edges = Counter(_edge(part, at) for line in lines for part in line for at in _amount_ends(part))
    parted: list[list[list[Glyphs]]] = []
    for line in lines:
        parted.append([])
        for part in line:
            cuts = [at for at in _amount_ends(part) if edges[_edge(part, at)] >= _FEWEST_EDGES]
            parted[-1] += [part[start:end] for start, end in pairwise([0, *cuts, len(part)])]
    return parted


def _amount_ends(part: Sequence[Glyphs]) -> list[int]:
    """Where in a piece an amount with decimals ends right before words that were drawn by themselves and are no unit of it."""
    return [
        at
        for at in range(1, len(part))
        if part[at].run != part[at - 1].run
        and part[at].text not in _UNITS
        and not part[at].text.isascii()
        and _WITH_POINT.fullmatch("".join(g.text for g in part[:at]))
    ]


def _edge(part: Sequence[Glyphs], at: int) -> tuple[int, int]:
    return round(part[at - 1].right / _SAME_EDGE), round(part[at].left / _SAME_EDGE)


def _cut(line: Sequence[Glyphs]) -> list[list[Glyphs]]:
    """The pieces of one line. Signs with a printed space between are one text: a heading set wide (合 计)."""
    parts: list[list[Glyphs]] = []
    spaced = False
    for glyph in line:
        if not glyph.text.strip():
            spaced = True
            continue
        if parts and (under := _overflowing(parts, glyph)):
            parts = under
            spaced = False
            continue
        gap = glyph.left - parts[-1][-1].right if parts else 0.0
        near = _GAP if parts and (spaced or glyph.run == parts[-1][-1].run) else _RUN_GAP
        if not parts or gap > near * (glyph.bottom - glyph.top):
            parts.append([])
        parts[-1].append(glyph)
        spaced = False
    return parts


def _overflowing(parts: Sequence[list[Glyphs]], glyph: Glyphs) -> list[list[Glyphs]] | None:
    """The pieces with a sign that overlaps the last one: a text drawn past its cell, and that of the next cell.

    None where it overlaps nothing. Signs of both lie between each other, each goes on its own run.
    """
    last, lapped = parts[-1], _LAPPED * (glyph.bottom - glyph.top)
    if glyph.run == last[-1].run:
        return None
    if len(parts) > 1 and parts[-2][-1].run == glyph.run and parts[-2][-1].right - last[0].left > 0:
        return [*parts[:-2], last, [*parts[-2], glyph]]
    return [*parts, [glyph]] if _overlap(last[-1], glyph) > lapped else None


def _overlap(sign: Glyphs, following: Glyphs) -> float:
    """How far a sign reaches over the following one, in points, negative for a gap.

    Full-width punctuation prints in one half of its box. Typesetting takes the white half out where two such signs follow
    one another (标点挤压, CLREQ 3.1.6: `（单位）：`), so boxes overlap there though nothing is printed over anything.
    """
    white = 0.0
    before, after = sign.text[-1], following.text[0]
    if before in LEFT_HALF + RIGHT_HALF and after in LEFT_HALF + RIGHT_HALF:
        white += (sign.right - sign.left) / 2 if before in LEFT_HALF else 0.0
        white += (following.right - following.left) / 2 if after in RIGHT_HALF else 0.0
    return sign.right - following.left - white


def _piece(part: Sequence[Glyphs]) -> Piece:
    top, bottom = min(g.top for g in part), max(g.bottom for g in part)
    runs = [g.run for g in part]
    left, right = part[0].left, max(g.right for g in part)
    return Piece(text_of(part), left, top, right, bottom, bottom - top, min(runs), max(runs))


def joined(pieces: Sequence[Piece]) -> Piece:
    """Several pieces as one: the words from the top down, the box around all."""
    return Piece(
        "".join(p.text for p in pieces),
        min(p.left for p in pieces),
        min(p.top for p in pieces),
        max(p.right for p in pieces),
        max(p.bottom for p in pieces),
        pieces[0].line,
        min(p.first for p in pieces),
        max(p.last for p in pieces),
    )


def texts(pieces: Sequence[Piece], rules: Sequence[Rule] = ()) -> list[Piece]:
    """The pieces with the lines of each cell joined; in: from the top down, and the horizontal rules between them.

    Lines of one cell were drawn one after the other, no rule parts them, and they stand nearer to each other than those
    of two rows anywhere in the table. An amount is a cell's whole text, but where its decimals are cut.
    """
    heights = sorted(rules, key=lambda rule: rule.top)
    pairs = [
        (above, below, _separate(above, below) or _is_parted(above, below, heights))
        for above, below in _stacked(pieces)
    ]
    limit = _line_limit(pairs)
    owner: dict[int, list[Piece]] = {id(piece): [piece] for piece in pieces}
    for above, below, apart in pairs:
        if apart or below.bottom - above[0].bottom >= limit:
            continue
        for piece in above:
            one, other = owner[id(piece)], owner[id(below)]
            if one is not other:
                one += other
                owner.update((id(each), one) for each in other)
    return [joined(group) for piece in pieces if (group := owner[id(piece)])[0] is piece]


def _stacked(pieces: Sequence[Piece]) -> Iterator[tuple[list[Piece], Piece]]:
    """Pieces with what stands over them on the nearest line above, at most as far as lines of a cell."""
    for index, below in enumerate(pieces):
        found: list[Piece] = []
        for at in range(index - 1, -1, -1):
            above = pieces[at]
            if below.bottom - above.bottom > _CLOSE * below.line:
                break
            if found and found[0].bottom - above.bottom > _BASELINE * below.line:
                break
            same = abs(above.line - below.line) <= _SAME_SIZE * below.line
            if same and below.bottom - above.bottom > 0.5 * below.line and above.over(below):
                found.append(above)
        if found:
            yield found, below


def _line_limit(pairs: Sequence[tuple[list[Piece], Piece, bool]]) -> float:
    """The distance in points from which on two lines are two cells: nearer to that of rows than to that in cells.

    No rows stand nearer than the lines of a cell; texts of other columns that are drawn past their cells may.
    """
    if not pairs:
        return 0.0
    line = median(below.line for _, below, _ in pairs)
    inside = _usual_least([below.bottom - above[0].bottom for above, below, apart in pairs if not apart])
    parted = [below.bottom - above[0].bottom for above, below, apart in pairs if apart]
    rows = _least_told(_without_stray([d for d in parted if d > _NO_NEARER * inside], inside, pairs))
    if rows is None:
        return (_UNTOLD - _NEARER) * line
    nearest = rows - _NEARER * line
    return min(nearest, (inside + rows) / 2) if 0 < inside < nearest else nearest


def _without_stray(
    parted: Sequence[float], inside: float, pairs: Sequence[tuple[list[Piece], Piece, bool]]
) -> Sequence[float]:
    """The distances between cells but those few that are as small as many within cells."""
    same = sum(
        not apart and abs(below.bottom - above[0].bottom - inside) <= _SAME_DISTANCE for above, below, apart in pairs
    )
    small = sum(d <= inside + _SAME_DISTANCE for d in parted)
    return [d for d in parted if d > inside + _SAME_DISTANCE] if small < _USUAL * same else parted


def _usual_least(distances: Sequence[float]) -> float:
    """The least of the distances that are usual, 0 where there are none."""
    ordered = sorted(distances)
    for one in ordered:
        near = bisect_right(ordered, one + _SAME_DISTANCE) - bisect_left(ordered, one - _SAME_DISTANCE)
        if near >= _USUAL * len(ordered):
            return one
    return ordered[0] if ordered else 0.0


def _least_told(distances: Iterable[float]) -> float | None:
    """The least distance that occurs twice, else the least."""
    ordered = sorted(distances)
    told = (one for one, other in pairwise(ordered) if other - one <= _SAME_DISTANCE)
    return next(told, ordered[0] if ordered else None)


def _separate(above: Sequence[Piece], below: Piece) -> bool:
    """Whether a piece is another cell than those above it: amounts, or drawn at another time."""
    drawn_on = below.first == 0 or any(0 <= below.first - piece.last <= _RUNS_BETWEEN for piece in above)
    amounts = [piece for piece in (*above, below) if piece.is_amount]
    broken = len(amounts) <= len(above) and all(_BROKEN.fullmatch(piece.text) for piece in amounts)
    if amounts and not (drawn_on and broken):
        return not (drawn_on and len(above) == 1 and _is_cut(above[0].text, below.text))
    return not drawn_on


def without_overflow(words: Sequence[Piece]) -> list[Piece]:
    """The texts, those that were drawn past their cells over other texts cut off where these begin."""
    return [replace(word, right=min([word.right, *_covered(word, words)])) for word in words]


def _covered(word: Piece, words: Sequence[Piece]) -> Iterator[float]:
    for other in words:
        shared = min(word.bottom, other.bottom) - max(word.top, other.top)
        begins_inside = word.left + word.line < other.left < word.right - _SHARED * word.line
        if begins_inside and shared > _SHARED * min(word.line, other.line):
            yield other.left - 1.0


def _is_parted(above: Sequence[Piece], below: Piece, rules: Sequence[Rule]) -> bool:
    """Whether a rule runs between a piece and those above it, where these stand above one another."""
    left = max(below.left, min(piece.left for piece in above))
    right = min(below.right, max(piece.right for piece in above))
    after = bisect_left(rules, max(piece.middle for piece in above), key=lambda rule: rule.top)
    before = bisect_left(rules, below.middle, key=lambda rule: rule.top)
    return any(rule.left <= (left + right) / 2 <= rule.right for rule in rules[after:before])


def _is_cut(above: str, below: str) -> bool:
    """Whether two lines of digits are one number: an amount without its last decimals, or a long code."""
    if _CUT.fullmatch(above):
        return _REST.fullmatch(below) is not None
    return _LONG_CODE.fullmatch(above) is not None and below.isdecimal()
