"""Scanned pages: a picture to ruled lines and recognised text.

The rules are found first; then each line of text in each cell is recognised by itself, because a recogniser that sees
one cell at a time cannot run two together. Only what stands outside of tables is looked for with a detector. No digit
is corrected here: whoever sums the amounts finds the one that was read wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from disclosures.read.lattice import grids
from disclosures.read.page import Glyphs, Grid, Page
from disclosures.read.picture import (
    Picture,
    PixelBox,
    components,
    grey,
    ink,
    straightened,
    turned,
    upright,
    without_specks,
)
from disclosures.read.recogniser import LEADING, Reading, confidence, detected, recognised
from disclosures.read.ruling import POINTS_PER_MM, ruling
from disclosures.read.strips import letter_height, text_lines

_DETECT_PER_MM = 4.0  # 100 dpi: enough to see where lines are, at a sixth of the time
_STRIP_MARGIN = 4.0  # millimetres of white that the detector wants round a text
_STRIP_MM = 70.0  # a strip higher than this is cut at the next gap
_LEADING_MM = 1.0  # between two lines of text
_CUT = 0.35  # of the height of a detected line: so much of its letters the detector may have cut off
_NEXT = 0.45  # of the same height: what stands nearer to an end of a line belongs to it
_SIGN = 0.8  # so much the detector may have left out at an end: a full stop, the 一 of a date
_STROKE = (4.0, 3.0)  # heights of a letter: a straight stroke as long (across, down) is none of a letter's
_THICKEST = 2.0  # millimetres: what is thicker is a filled area
_WHITE = 0.15  # of the same height: white above and below that the recogniser wants
_INSET = 0.2  # millimetres inside a cell that belong to its rules
_UNREADABLE = 0.3  # square millimetres of ink (a dash has more) that must not vanish though nothing was recognised
_SPOT = 6.0  # square millimetres of ink (two letters have more) outside of tables in which no line was found
_ONE_SPOT = 4.0  # millimetres: nearer ink is one spot
_BESIDE_LINE = 1.0  # millimetres round a line of text: what stands there belongs to it
_EDGE = 6.0  # millimetres of the paper
_NUMBER = re.compile(r"[\d０-９,，.．\-－−%％ ]*[\d０-９][\d０-９,，.．\-－−%％ ]*")
_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[，,]\d{3})+\.\d", re.ASCII)
_MARKED = re.compile(r"(?P<whole>-?(?:\d+|\d{1,3}(?:[,.]\d{3})+))(?P<mark>[,.])(?P<decimals>\d{1,6})", re.ASCII)
_DECIMALS = (2, 6)
_AMONG_WORDS = re.compile(r"(?<=[\u4e00-\u9fff）”》])[,:;](?=[\u4e00-\u9fff（“《\d]|$)")
_ONE_WIDE = re.compile(r"(?:\((?=[^()（）]*）)|（(?=[^()（）]*\)))([^()（）]*)[)）]")
_WIDE = str.maketrans(",:;", "，：；")
_NARROW = str.maketrans("０１２３４５６７８９，．－％", "0123456789,.-%")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page ready to be read: without its rules, its ink, and pixels a millimetre."""

    paper: Picture
    ink: Picture
    per_mm: float

    @property
    def per_point(self) -> float:
        return self.per_mm / POINTS_PER_MM


def scanned_page(image: Image.Image, dpi: float, number: int) -> Page:
    """Read a picture of a page. `dpi`: its pixels an inch.

    Boxes are points from the top left of the page once it stands upright and straight. A piece of text with
    `confidence` 0 and no letters marks ink that could not be read.
    """
    per_mm = dpi / 25.4
    paper = grey(np.asarray(image.convert("RGB")), per_mm)
    letter = letter_height(ink(paper, per_mm), per_mm)
    paper = without_specks(paper, letter, per_mm)  # before turning, which would spread them
    quarters = upright(paper, per_mm, confidence)
    paper = straightened(turned(paper, quarters), per_mm)
    found = ruling(paper, ink(paper, per_mm), letter, per_mm)
    sheet = _without_rules(paper, found.covered, letter, per_mm)
    tables = grids(found.rules)
    inside = [line for cell in _cells(tables, sheet) for line in text_lines(sheet.ink, cell, letter)]
    outside = _outside(sheet, tables)
    height, width = paper.shape[:2]
    return Page(
        number,
        width / sheet.per_point,
        height / sheet.per_point,
        tuple(_read(sheet, inside) + _read_words(sheet, outside) + _unread(sheet, tables, outside)),
        found.rules,
        recognised=True,
        quarters=quarters,
    )


def number_as_printed(text: str) -> str:
    """A number with digits and punctuation of one width (`１，２34.5` is `1,234.5`), words as they are.

    Between Chinese words punctuation is wide. Otherwise only what can be nothing else is touched: in a number the first
    of two points parts thousands (`1.131.60`) and a comma before two digits is a point (`4,84`); within words the wide
    comma of an amount with decimals parts thousands (`收入1，234.56万元`).
    """
    if _NUMBER.fullmatch(text):
        return _pointed(text.translate(_NARROW))
    text = _AMONG_WORDS.sub(
        lambda mark: mark[0].translate(_WIDE), _GROUPED.sub(lambda one: one[0].replace("，", ","), text)
    )
    return _ONE_WIDE.sub(r"（\1）", text)


def _pointed(number: str) -> str:
    """A number with the commas and the point that only its digits leave: thousands have three, decimals two or six."""
    found = _MARKED.fullmatch(number)
    if found is None or (found["mark"] == "," and len(found["decimals"]) not in _DECIMALS):
        return number
    return f"{found['whole'].replace('.', ',')}.{found['decimals']}"


def _without_rules(paper: Picture, covered: Picture, letter: float, per_mm: float) -> _Sheet:
    """The page with paper where its rules were, so that no rule is read as 1 or 一.

    So are strokes that are no rule of a table, but too long for a letter: rows of no height, lines to write on.
    """
    covered = covered | _long_strokes(ink(paper, per_mm), letter, per_mm)
    small = cv2.resize(paper, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    ground = cv2.medianBlur(small.astype(np.uint8), 9)
    ground = cv2.resize(ground, (paper.shape[1], paper.shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    bare: Picture = np.where(covered > 0, ground, paper).astype(np.uint8)
    marks = ink(bare, per_mm)
    marks[covered > 0] = 0
    return _Sheet(bare, marks, per_mm)


def _long_strokes(marks: Picture, letter: float, per_mm: float) -> Picture:
    """The straight thin strokes of some ink that are longer than those of any letter, with the blur round them."""
    across, down = (max(3, round(times * letter)) for times in _STROKE)
    found = np.zeros_like(marks)
    for kernel in (np.ones((1, across), np.uint8), np.ones((down, 1), np.uint8)):
        found |= cv2.morphologyEx(marks, cv2.MORPH_OPEN, kernel).astype(np.uint8)
    filled = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((round(_THICKEST * per_mm) + 1,) * 2, np.uint8))
    made: Picture = cv2.dilate(found & ~filled.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.uint8)
    return made


def _cells(tables: Sequence[Grid], sheet: _Sheet) -> list[PixelBox]:
    """The inside of every cell, in pixels of the page."""
    inset = max(1, round(_INSET * sheet.per_mm))
    height, width = sheet.paper.shape[:2]
    found = []
    for cell in (cell for grid in tables for cell in grid.cells):
        left, top, right, bottom = (round(value * sheet.per_point) for value in cell.box)
        box = max(0, left + inset), max(0, top + inset), min(width, right - inset), min(height, bottom - inset)
        if box[2] - box[0] > inset and box[3] - box[1] > inset:
            found.append(box)
    return found


def _outside(sheet: _Sheet, tables: Sequence[Grid]) -> list[PixelBox]:
    """The lines of text that stand in no table."""
    paper, marks = sheet.paper.copy(), sheet.ink.copy()
    for place in _places(tables, sheet):
        paper[place], marks[place] = 255, 0
    # Eroding takes out what is too thin for a letter; then only strips with ink are looked at, because the detector
    # costs as much as it sees paper.
    inked = cv2.erode(marks, np.ones((2, 2), np.uint8)).any(axis=1)
    strips = _strips(np.flatnonzero(inked), sheet)
    boxes = [_whole(box, marks) for top, bottom in strips for box in _found(paper, top, bottom, sheet)]
    return [_with_ends(box, boxes, marks) for box in boxes]


def _places(tables: Sequence[Grid], sheet: _Sheet) -> list[tuple[slice, slice]]:
    """Where the tables stand: their rows and columns of pixels."""
    boxes = [tuple(round(value * sheet.per_point) for value in grid.box) for grid in tables]
    return [(slice(max(0, top), low + 1), slice(max(0, left), right + 1)) for left, top, right, low in boxes]


def _unread(sheet: _Sheet, tables: Sequence[Grid], lines: Sequence[PixelBox]) -> list[Glyphs]:
    """Ink outside of tables where no line was found: pictures, writing by hand, letters too large or too faint."""
    marks = sheet.ink.copy()
    for place in _places(tables, sheet):
        marks[place] = 0
    near = round(_BESIDE_LINE * sheet.per_mm)
    for left, top, right, bottom in lines:
        marks[max(0, top - near) : bottom + near, max(0, left - near) : right + near] = 0
    edge = round(_EDGE * sheet.per_mm)  # where scanners leave shadows
    inner = np.zeros_like(marks)
    inner[edge:-edge, edge:-edge] = marks[edge:-edge, edge:-edge]
    joined = cv2.dilate(inner, np.ones((round(_ONE_SPOT * sheet.per_mm),) * 2, np.uint8))
    found = []
    for left, top, width, height, _ in components(joined):
        inked = int((inner[top : top + height, left : left + width] > 0).sum()) / sheet.per_mm**2
        if inked >= _SPOT:
            point = sheet.per_point
            box = left / point, top / point, (left + width) / point, (top + height) / point
            found.append(Glyphs("", *box, confidence=0.0))
    return found


def _whole(box: PixelBox, marks: Picture) -> PixelBox:
    """A detected line with all its ink: the detector cuts letters, and a 门 without its dot is 内."""
    left, top, right, bottom = box
    inked = _inked_rows(marks[:, left:right])
    reach = round(_CUT * (bottom - top))
    return left, _end_of_ink(inked, top, -1, reach), right, _end_of_ink(inked, bottom - 1, 1, reach) + 1


def _with_ends(box: PixelBox, boxes: Sequence[PixelBox], marks: Picture) -> PixelBox:
    """A detected line with the sign that stands right before or behind it, such as a full stop, unless another has it."""
    left, top, right, bottom = box
    beside = [other for other in boxes if other is not box and other[1] < bottom and top < other[3]]
    first = max((other[2] for other in beside if other[2] <= left), default=0)
    last = min((other[0] for other in beside if other[0] >= right), default=marks.shape[1])
    gap, reach = round(_NEXT * (bottom - top)), round(_SIGN * (bottom - top))
    inked = np.asarray((marks[top:bottom] > 0).any(axis=0))
    before = np.flatnonzero(inked[max(first, left - reach) : left])[::-1]
    behind = np.flatnonzero(inked[right : min(last, right + reach)])
    start = left - _reached(left - max(first, left - reach) - 1 - before, gap)
    return start, top, right + _reached(behind, gap), bottom


def _reached(inked: npt.NDArray[np.intp], gap: int) -> int:
    """How far ink goes on from an edge, at these distances from it, without white wider than `gap`."""
    end = 0
    for distance in inked:
        if distance - end > gap:
            break
        end = int(distance) + 1
    return end


def _inked_rows(marks: Picture) -> npt.NDArray[np.bool_]:
    return np.asarray((marks > 0).any(axis=1))


def _end_of_ink(inked: npt.NDArray[np.bool_], row: int, step: int, reach: int) -> int:
    """From an edge of a line outwards the last row of the ink that it cuts; the edge where two lines touch."""
    start = row
    while 0 < row < len(inked) - 1 and inked[row] and inked[row + step]:
        row += step
        if abs(row - start) > reach:
            return start
    return row


def _with_white(box: PixelBox, ink: Picture) -> PixelBox:
    """A line with some of the white above and below it, as far as there is any."""
    left, top, right, bottom = box
    inked = _inked_rows(ink[:, left:right])
    margin = max(1, round(_WHITE * (bottom - top)))
    above, below = np.flatnonzero(inked[max(0, top - margin) : top]), np.flatnonzero(inked[bottom : bottom + margin])
    upper = max(0, top - margin) + (int(above[-1]) + 1 if above.size else 0)
    return left, upper, right, bottom + (int(below[0]) if below.size else margin)


def _strips(rows: npt.NDArray[np.intp], sheet: _Sheet) -> list[tuple[int, int]]:
    """Rows with ink as strips (first and one past the last) that stand well apart, with some white round them.

    A page full of text is cut between two lines, because the memory of the detector goes with the paper that it sees.
    """
    if not rows.size:
        return []
    margin = round(_STRIP_MARGIN * sheet.per_mm)
    found: list[tuple[int, int]] = []
    start, above = int(rows[0]), margin
    for row, following in zip(rows, [*rows[1:], rows[-1] + 100 * margin], strict=True):
        gap = int(following - row) - 1
        high = row - start > _STRIP_MM * sheet.per_mm
        if gap > 4 * margin or (high and gap > _LEADING_MM * sheet.per_mm):
            below = min(margin, gap // 2)
            found.append((max(0, start - above), int(row) + 1 + below))
            start, above = int(following), below
    return found


def _found(paper: Picture, top: int, bottom: int, sheet: _Sheet) -> list[PixelBox]:
    """The lines of text in one strip of the page, in pixels of the page."""
    scale = min(1.0, _DETECT_PER_MM / sheet.per_mm)
    small = cv2.resize(paper[top:bottom], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
    found = []
    for left, upper, right, lower in detected(small):
        found.append(
            (round(left / scale), top + round(upper / scale), round(right / scale), top + round(lower / scale))
        )
    return found


def _read(sheet: _Sheet, boxes: Sequence[PixelBox]) -> list[Glyphs]:
    """The lines of cells, each recognised from its box."""
    return _printed(sheet, boxes, recognised([sheet.paper[b[1] : b[3], b[0] : b[2]] for b in boxes]))


def _read_words(sheet: _Sheet, boxes: Sequence[PixelBox]) -> list[Glyphs]:
    """The lines outside of tables, recognised with white around them."""
    parts = [_with_white(box, sheet.ink) for box in boxes]
    return _printed(sheet, boxes, recognised([sheet.paper[b[1] : b[3], b[0] : b[2]] for b in parts], LEADING))


def _printed(sheet: _Sheet, boxes: Sequence[PixelBox], texts: Sequence[Reading]) -> list[Glyphs]:
    """Every box with what was recognised in it; a box of a speck in which nothing was is left out."""
    found = []
    for run, (box, (text, sure, doubtful)) in enumerate(zip(boxes, texts, strict=True), 1):
        left, top, right, bottom = box
        read, text = text.strip(), number_as_printed(text.strip())
        raw = None if text == read or text == read.translate(_NARROW) or not _NUMBER.fullmatch(read) else read
        inked = int((sheet.ink[top:bottom, left:right] > 0).sum()) / sheet.per_mm**2
        if text or inked >= _UNREADABLE:
            left_at, top_at, right_at, bottom_at = (value / sheet.per_point for value in box)
            found.append(
                Glyphs(text, left_at, top_at, right_at, bottom_at, run, sure if text else 0.0, doubtful, raw=raw)
            )
    return found
