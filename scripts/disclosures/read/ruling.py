"""The ruled lines of a scanned page: found through noise, faintness and gaps, and put on one grid.

Lengths are millimetres of the paper until the very end, because that is what a typist's table is made of: rows are at
least 3 mm high and columns at least 6 wide, so lines that stand closer than that are one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from disclosures.read.page import Rule
from disclosures.read.picture import Picture, components, darker, even, lengths, runs

POINTS_PER_MM = 72 / 25.4
_LETTERS = {False: 2.2, True: 1.15}  # a stroke of so many heights of a letter (across, down) is more than a letter's
_SHORTEST = {False: (6.0, 14.0), True: (3.5, 8.0)}  # the same, at least and at most
_WHOLE = {False: 15.0, True: 8.0}  # a line this long has one unbroken stretch of it; a row of letters has not
_BESIDE = (0.3, 0.8)  # where letters have ink beside their strokes, and rules seldom
_MUCH_BESIDE = 0.5
_SHORT = {False: 20.0, True: 12.0}  # a shorter line could still be made of letters, so it must have less beside it
_LITTLE_BESIDE = 0.3
_SOLID = 0.93  # share of a dark rule's length that is inked
_LETTER = 6.0  # no stroke of a letter is longer
_PARTED = 0.3  # white between a letter and a rule in line with it
_MOSTLY = 0.5  # the share of its longest unbroken part in a stroke that goes on into letters
_PALE = 0.4  # of a faint rule's; strokes between are patchy: dark rules that broke, or letters averaged along a row
_PALE_BESIDE = {False: 0.2, True: 0.3}  # what a faint rule may have beside it (across, down)
_PATCHY_BESIDE = 0.1  # a patchy one: brackets one below the other have twice as much
_UNEVEN_BESIDE = 0.2  # what a stroke of many shades may have beside it: bold letters in a row have more
_THIN = 1.0  # what is thinner and solid, and long as a whole, is a rule whatever is printed beside it
_UNBROKEN = 3.0  # ink of such a length belongs to a rule: it is no letter beside another one
_SMALLEST = (20.0, 6.0)  # a table is wider and higher than this; the character 田 in a title is not
_THICKEST = 2.0  # more is a filled area
_PIECE = 25.0  # lines are followed piece by piece, because paper bulges
_CUT = 1.3  # between two pieces of one stroke: what averaging made longer is taken off at either side of a cut
_SAME = 1.3  # two lines closer than this are one, printed double or wavering
_MEET = 2.5  # a line that ends so close to another was meant to meet it
# But of a short one this share must be drawn, as a rule between two others runs through both: an upright of 目 is not,
# in a row of its own height, nor is [ in a narrow one.
_DRAWN = 0.95
_GAP = {False: 5.0, True: 2.5}  # a break in a line: below the narrowest column (across), the lowest row (down)
_ALONG = 1.0  # strokes are averaged along themselves over this length
_SOFT = 0.25  # how far the edge of a rule fades into the paper
_BESIDE_IT = 25  # how much darker than what is right beside it a thin line is at least, of 255
_FAINT = 7  # how much darker than the paper a line must be, of 255, when averaged along itself


@dataclass(frozen=True, slots=True)
class _Line:
    """A line along one direction: `at` across it, from `start` to `end` along it, millimetres."""

    at: float
    start: float
    end: float

    def reaches(self, place: float, tolerance: float = _MEET) -> bool:
        """Whether it passes `place`, give or take the tolerance."""
        return self.start - tolerance <= place <= self.end + tolerance


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules of a page in points, and a mask of the pixels that they cover."""

    rules: tuple[Rule, ...]
    covered: Picture


def ruling(paper: Picture, marks: Picture, letter: float, per_mm: float) -> Ruling:
    """Find the rules of tables on a straight grey page. Frames of a single box and stray lines are left out.

    `marks` is the ink of the page, `letter` the usual height of its letters in pixels.
    """
    strokes = [_strokes(paper, letter, per_mm, upright) for upright in (False, True)]
    shades = [even(paper, drawn, round(_UNBROKEN * per_mm), bool(upright)) for upright, drawn in enumerate(strokes)]
    marks = marks | shades[0] | shades[1]  # a pale rule is as good as ink
    across_pieces, across_mask = _pieces(strokes[0], marks, shades[0], per_mm, False)
    down_pieces, down_mask = _pieces(strokes[1].T, marks.T, shades[1].T, per_mm, True)
    across, down = _joined(across_pieces, False), _joined(down_pieces, True)
    across, down = _level(across), _level(down)
    across, down = _met(across, down), _met(down, across)
    across, down = _without_strays(across, down)
    rules = [_rule(line, False) for line in across] + [_rule(line, True) for line in down]
    covered = _covered(across_mask, across, per_mm) | _covered(down_mask, down, per_mm).T
    return Ruling(tuple(rules), np.ascontiguousarray(covered))


def _strokes(paper: Picture, letter: float, per_mm: float, upright: bool) -> Picture:
    """The ink of long thin strokes in one direction. Averaging along the stroke lifts faint ones out of the noise."""
    along = max(3, round(_ALONG * per_mm))
    blurred = cv2.blur(paper, (1, along) if upright else (along, 1)).astype(np.uint8)
    mask = darker(blurred, per_mm, _FAINT)
    # Among bold print a pale rule is lighter than the mean around it, but it has one shade and is darker than beside it.
    across = round(_THICKEST * per_mm)
    beside = cv2.morphologyEx(blurred, cv2.MORPH_BLACKHAT, np.ones((1, across) if upright else (across, 1), np.uint8))
    thin = np.where(beside >= _BESIDE_IT, 255, 0).astype(np.uint8)
    mask |= even(paper, thin, round(_UNBROKEN * per_mm), upright)
    least, most = (value * per_mm for value in _SHORTEST[upright])
    length = round(min(most, max(least, _LETTERS[upright] * letter)))
    kernel = np.ones((length, 1) if upright else (1, length), np.uint8)
    made: Picture = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel).astype(np.uint8)
    # What is filled, such as a bundle of rules across, would else take the rules that end in it with it.
    square = np.ones((round(_THICKEST * per_mm) + 1,) * 2, np.uint8)
    filled: Picture = cv2.morphologyEx(made, cv2.MORPH_OPEN, square).astype(np.uint8)
    return made & ~filled


def _pieces(
    mask: Picture, marks: Picture, shades: Picture, per_mm: float, upright: bool
) -> tuple[list[_Line], Picture]:
    """The strokes of a mask that are lines, and the mask of these alone; `shades`: the parts of strokes of one shade.

    All masks lie so that the strokes run across; `upright` says that they are transposed for it.
    """
    wholes = lengths(mask)
    every = max(2, round(_PIECE * per_mm))
    cut = mask.copy()
    cut[:, ::every][wholes[:, ::every] > every] = 0  # a short stroke keeps its ends, which tell it from a letter
    unbroken = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((1, round(_UNBROKEN * per_mm)), np.uint8))
    others = marks & ~cv2.dilate(unbroken, np.ones((3, 3), np.uint8)).astype(
        np.uint8
    )  # the twin of a double rule is none
    blur = _ALONG * 0.5  # by which averaging made a stroke longer at either end
    found = []
    kept = np.zeros_like(mask)
    for left, top, width, height, _ in components(cut):
        if height > _THICKEST * per_mm or width < height:
            continue
        if upright:
            left, width = _without_letters(marks, (left, top, width, height), per_mm)
        left, width = _without_words(marks, others, (left, top, width, height), per_mm)
        whole = wholes[top + height // 2, left : left + width].max() / per_mm
        inked = _inked(marks[top : top + height, left : left + width], round(blur * per_mm))
        if inked < _SOLID:
            least = _CUT if whole >= _WHOLE[upright] else _SHORTEST[upright][0]  # of a long one a cut leaves short ends
            left, width = _drawn_part(marks, (left, top, width, height), blur * per_mm, least * per_mm)
            inked = _inked(marks[top : top + height, left : left + width], round(blur * per_mm))
        limit = _MUCH_BESIDE if whole >= _SHORT[upright] else _LITTLE_BESIDE
        if not shades[top : top + height, left : left + width].any():
            limit = min(limit, _UNEVEN_BESIDE)
        if inked < _SOLID:
            limit = min(limit, _PALE_BESIDE[upright] if inked < _PALE else _PATCHY_BESIDE)
        sure = limit > _UNEVEN_BESIDE and inked >= _SOLID and whole >= _WHOLE[upright] and height <= _THIN * per_mm
        if sure or _beside(others, left, top, width, height, per_mm) <= limit:
            start, end = left / per_mm + blur, (left + width) / per_mm - blur
            found.append(_Line((top + height / 2) / per_mm, start, end))
            place = slice(top, top + height), slice(max(0, left - 1), left + width + 1)
            kept[place] |= mask[place]
    return found, kept


def _inked(part: Picture, blur: int) -> float:
    """The share of a stroke's length that is inked, 0 to 1, without what averaging added at its ends."""
    inner = part[:, blur:-blur] if part.shape[1] > 4 * blur > 0 else part
    return float((inner > 0).any(axis=0).mean())


def _without_letters(marks: Picture, stroke: tuple[int, int, int, int], per_mm: float) -> tuple[int, int]:
    """Where a stroke (left, top, width, height; pixels) starts and how long it is without letters at its ends.

    The upright of 目 or 门 may stand in line with the rule below it, so near that averaging joins them. Unlike what a
    scratch parted from a rule, it ends at no crossing rule.
    """
    left, top, width, height = stroke
    found = runs(marks[top : top + height, left : left + width])
    start, end = 0, width
    blur, most, gap = (round(value * per_mm) for value in (_ALONG * 0.5, _LETTER, _PARTED))
    if len(found) < 2:
        return left, width
    (first, after), (before, last) = found[:2], found[-2:]
    if _is_letter(first, after, most, gap) and not _crossed(marks, left + first[0], top, height, per_mm):
        start = max(0, after[0] - blur)
    if _is_letter(last, before, most, gap) and not _crossed(marks, left + last[1], top, height, per_mm):
        end = min(width, before[1] + blur)
    return left + start, end - start


def _without_words(
    marks: Picture, others: Picture, stroke: tuple[int, int, int, int], per_mm: float
) -> tuple[int, int]:
    """The same without words at its ends: short strokes in line with the rule, with the rest of the letters beside."""
    left, top, width, height = stroke
    found = runs(marks[top : top + height, left : left + width])
    blur, most = round(_ALONG * 0.5 * per_mm), round(_LETTER * per_mm)
    drawn = [(start, end) for start, end in found if end - start > most]
    if not drawn:
        return left, width
    first, last = max(0, drawn[0][0] - blur), min(width, drawn[-1][1] + blur)
    before, behind = found[0][0], found[-1][1]
    start = first if _reads(others, left + before, first - before, top, height, per_mm) else 0
    end = last if _reads(others, left + last, behind - last, top, height, per_mm) else width
    return left + start, end - start


def _reads(others: Picture, left: int, width: int, top: int, height: int, per_mm: float) -> bool:
    """Whether a part of a stroke is long enough for a letter and has ink beside it as letters have."""
    return width >= per_mm and _beside(others, left, top, width, height, per_mm) > _LITTLE_BESIDE


def _is_letter(outer: tuple[int, int], inner: tuple[int, int], most: int, gap: int) -> bool:
    """Whether a stretch of ink is short and stands apart from a long one; a faint rule is broken into short ones."""
    white = max(inner[0] - outer[1], outer[0] - inner[1])
    return outer[1] - outer[0] <= most < inner[1] - inner[0] and white >= gap


def _crossed(marks: Picture, column: int, top: int, height: int, per_mm: float) -> bool:
    """Whether a rule crosses a stroke at a column: there is ink on both sides all the way."""
    near, far = (round(value * per_mm) for value in _BESIDE)
    reach = round(_PARTED * per_mm) + 1
    columns = slice(max(0, column - reach), column + reach)
    sides = (
        marks[max(0, top - far) : max(0, top - near), columns],
        marks[top + height + near : top + height + far, columns],
    )
    return all(side.size > 0 and bool((side > 0).any(axis=1).all()) for side in sides)


def _drawn_part(marks: Picture, stroke: tuple[int, int, int, int], blur: float, least: float) -> tuple[int, int]:
    """Where a stroke (left, top, width, height) starts and how long it is without letters that stand in line with it.

    A stroke without an unbroken part of the length `least`, or mostly without ink, stays as it is. All in pixels.
    """
    left, top, width, height = stroke
    found = sorted((end - start, start) for start, end in runs(marks[top : top + height, left : left + width]))
    if not found or found[-1][0] < max(least, _MOSTLY * width):
        return left, width
    long, first = found[-1]
    start, end = max(0, first - round(blur)), min(width, first + long + round(blur))
    return left + start, end - start


def _beside(marks: Picture, left: int, top: int, width: int, height: int, per_mm: float) -> float:
    """The share of a stroke that has ink right above or below it: the mean of both sides, 0 to 1."""
    near, far = (round(value * per_mm) for value in _BESIDE)
    shares = []
    for start, end in ((top - far, top - near), (top + height + near, top + height + far)):
        side = marks[max(0, start) : max(0, end), left : left + width]
        shares.append(float((side > 0).any(axis=0).mean()) if side.size else 0.0)
    return sum(shares) / 2


def _joined(pieces: Iterable[_Line], upright: bool) -> list[_Line]:
    """Pieces of one line put together over small breaks; `at` becomes their mean weighted by length."""
    lines: list[list[_Line]] = []
    for piece in sorted(pieces, key=lambda p: p.start):
        for line in lines:
            if abs(line[-1].at - piece.at) <= _SAME and piece.start - max(p.end for p in line) <= _GAP[upright]:
                line.append(piece)
                break
        else:
            lines.append([piece])
    lines = [_without_loose_ends(line, _WHOLE[upright]) for line in lines]
    whole = [_Line(_mean(line), min(p.start for p in line), max(p.end for p in line)) for line in lines]
    return [w for w, line in zip(whole, lines, strict=True) if _solid(w, line, _WHOLE[upright])]


def _without_loose_ends(line: Sequence[_Line], enough: float) -> list[_Line]:
    """A line without short strokes that stand apart at its ends: letters that happen to be in line with it."""
    kept = sorted(line, key=lambda p: p.start)
    while len(kept) > 1 and kept[-1].end - kept[-1].start < enough and kept[-1].start - kept[-2].end > _CUT:
        kept.pop()
    while len(kept) > 1 and kept[0].end - kept[0].start < enough and kept[1].start - kept[0].end > _CUT:
        kept.pop(0)
    return kept


def _solid(whole: _Line, pieces: Iterable[_Line], enough: float) -> bool:
    """Whether a line has one unbroken stretch, as no row of letters has."""
    longest, start, end = 0.0, whole.start, whole.start
    for piece in sorted(pieces, key=lambda p: p.start):
        start = start if piece.start - end <= _CUT else piece.start
        end = max(end, piece.end)
        longest = max(longest, end - start)
    return longest > 0.0 and longest >= min(enough, 0.75 * (whole.end - whole.start))


def _mean(lines: Sequence[_Line]) -> float:
    """The mean place of lines, the longer counting for more."""
    return sum(p.at * (p.end - p.start) for p in lines) / max(sum(p.end - p.start for p in lines), 1e-6)


def _level(lines: Iterable[_Line]) -> list[_Line]:
    """Lines at all but the same place put on exactly one, and united where they overlap: double lines become one."""
    groups: list[list[_Line]] = []
    for line in sorted(lines, key=lambda p: p.at):
        if groups and line.at - _mean(groups[-1]) <= _SAME:
            groups[-1].append(line)
        else:
            groups.append([line])
    found = []
    for group in groups:
        place = _mean(group)
        found += [replace(line, at=place) for line in _united(group)]
    return found


def _united(group: Iterable[_Line]) -> list[_Line]:
    united: list[_Line] = []
    for line in sorted(group, key=lambda p: p.start):
        if united and line.start <= united[-1].end + 0.5:
            united[-1] = replace(united[-1], end=max(united[-1].end, line.end))
        else:
            united.append(line)
    return united


def _met(lines: Iterable[_Line], others: Sequence[_Line]) -> list[_Line]:
    """Lines drawn on, or cut back, to the crossing line that they all but end at."""
    found = []
    for line in lines:
        crossing = [o.at for o in others if o.reaches(line.at)]
        start = min(crossing, key=lambda at: abs(at - line.start), default=line.start)
        end = min(crossing, key=lambda at: abs(at - line.end), default=line.end)
        start = start if abs(start - line.start) <= _MEET else line.start
        end = end if abs(end - line.end) <= _MEET else line.end
        drawn = line.end - line.start
        if end > start and (drawn >= _SHORT[True] or drawn >= _DRAWN * (end - start)):
            found.append(replace(line, start=start, end=end))
    return found


def _without_strays(across: list[_Line], down: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Only lines that are part of a table: each crosses two others, together they are more than one box, and large."""
    while True:
        kept_across = [line for line in across if _crossings(line, down) > 1]
        kept_down = [line for line in down if _crossings(line, kept_across) > 1]
        if (len(kept_across), len(kept_down)) == (len(across), len(down)):
            break
        across, down = kept_across, kept_down
    wanted_across: set[_Line] = set()
    wanted_down: set[_Line] = set()
    for some_across, some_down in _connected(across, down):
        if len(some_across) + len(some_down) > 4 and _is_large(some_across, _SMALLEST[0], some_down, _SMALLEST[1]):
            wanted_across |= some_across
            wanted_down |= some_down
    return [line for line in across if line in wanted_across], [line for line in down if line in wanted_down]


def _is_large(across: Iterable[_Line], width: float, down: Iterable[_Line], height: float) -> bool:
    return max(a.end - a.start for a in across) >= width and max(d.end - d.start for d in down) >= height


def _crossings(line: _Line, others: Iterable[_Line]) -> int:
    return sum(_cross(line, other) for other in others)


def _cross(line: _Line, other: _Line) -> bool:
    return line.reaches(other.at, 0.1) and other.reaches(line.at, 0.1)


def _connected(across: Iterable[_Line], down: Iterable[_Line]) -> list[tuple[set[_Line], set[_Line]]]:
    """Lines in groups that hang together."""
    left_across, left_down = set(across), set(down)
    groups = []
    while left_across:
        waiting: list[tuple[_Line, bool]] = [(left_across.pop(), False)]
        group: tuple[set[_Line], set[_Line]] = (set(), set())
        while waiting:
            line, upright = waiting.pop()
            group[upright].add(line)
            rest = left_across if upright else left_down
            met = {other for other in rest if _cross(line, other)}
            rest -= met
            waiting += [(other, not upright) for other in met]
        groups.append(group)
    return groups


def _rule(line: _Line, upright: bool) -> Rule:
    at, start, end = (value * POINTS_PER_MM for value in (line.at, line.start, line.end))
    return Rule(at, start, at, end) if upright else Rule(start, at, end, at)


def _covered(strokes: Picture, lines: Iterable[_Line], per_mm: float) -> Picture:
    """The pixels of the rules themselves: strokes that lie along a rule, with the blur round them."""
    along = np.zeros_like(strokes)
    reach = max(2, round(_SAME * 0.7 * per_mm))
    for line in lines:
        middle = round(line.at * per_mm)
        place = (
            slice(max(0, middle - reach), middle + reach + 1),
            slice(round(line.start * per_mm), round(line.end * per_mm) + 1),
        )
        along[place] = 255
    softness = max(1, round(_SOFT * per_mm))
    made: Picture = cv2.dilate(strokes & along, np.ones((3, 3), np.uint8), iterations=softness).astype(np.uint8)
    return made
