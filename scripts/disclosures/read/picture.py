"""A scanned page made ready to be read: grey, without stamps, upright and straight.

Needs the optional packages of requirements-ocr.in, so it is imported only when there is a scan to read. Pictures are
arrays of bytes, rows × columns (grey) or rows × columns × 3 (red, green, blue); 0 is black, 255 white.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Picture: TypeAlias = npt.NDArray[np.uint8]
PixelBox: TypeAlias = tuple[int, int, int, int]  # left, top, right, bottom

# An official seal is a ring of 38 to 45 mm; half hidden or on a reduced copy still more than 12. Red words are wide.
_SEAL_MM = 12.0
_SEAL_SHAPE = 2.5
_RED = 25  # by how much the red of a pixel outweighs its green and blue, of 255
_PALE = 110  # red ink on paper keeps its red above this; black print under a seal falls below
_PURE = 0.8  # and above this share of what the seal itself has there: less is print that shows through it
_SPECK = 30  # how much darker than the paper dirt must be to be mistaken for print, of 255
_BESIDE_MM = 1.0  # nearer to print than this, a spot may be part of it
_ONE_SHADE = 16  # by which the grain of paper makes a line of one shade vary, of 255
_LARGEST_LETTER_MM = 9.0
_SMALLEST_LETTER_MM = 0.9
_DASH_MM = 0.45  # thinner is a dash, as in broken lines
_FEW_LETTERS = 20  # fewer say nothing about the way a page was laid on the glass
_CLEAR = 0.75  # letters run together into so many fewer spots along the lines than against them
_SURER = 0.1  # a page is turned on its head only if it reads better by so much
_CERTAIN = 0.9  # no line upside down is read with this confidence
_MOST_SKEW = 3.0  # degrees
_STRAIGHT = 0.02  # degrees: half a pixel over the width of a page


def grey(picture: Picture, per_mm: float) -> Picture:
    """A colour picture in grey, with red seals taken out and red words kept. `per_mm`: pixels a millimetre."""
    plain: Picture = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    signed = picture.astype(np.int16)
    reddish = signed[:, :, 0] - np.maximum(signed[:, :, 1], signed[:, :, 2]) > _RED
    for left, top, right, bottom in _seals(reddish, per_mm):
        # Print under a seal is as dark in the red channel as elsewhere, and the seal itself almost white.
        part = picture[top:bottom, left:right, 0].copy()
        inside = reddish[top:bottom, left:right]
        part[inside & (part > max(_PALE, _PURE * float(np.median(part[inside]))))] = 255
        plain[top:bottom, left:right] = part
    return plain


def _seals(reddish: npt.NDArray[np.bool_], per_mm: float) -> list[PixelBox]:
    """Red spots as large and as round as a seal."""
    if not reddish.any():
        return []
    joined = cv2.dilate(reddish.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=max(1, round(per_mm)))
    found = []
    for left, top, width, height, _ in components(joined):
        if min(width, height) >= _SEAL_MM * per_mm and max(width, height) <= _SEAL_SHAPE * min(width, height):
            found.append((left, top, left + width, top + height))
    return found


def components(mask: npt.NDArray[Any]) -> list[tuple[int, int, int, int, int]]:
    """Every connected spot of a mask: left, top, width, height and area, in pixels."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    return [(int(a), int(b), int(c), int(d), int(e)) for a, b, c, d, e in stats[1:]]


def ink(paper: Picture, per_mm: float, contrast: int = 20) -> Picture:
    """255 where a grey picture is darker than its surroundings by `contrast`, the grain of the paper smoothed away."""
    return darker(cv2.GaussianBlur(paper, (3, 3), 0).astype(np.uint8), per_mm, contrast)


def darker(paper: Picture, per_mm: float, contrast: int) -> Picture:
    """255 where a pixel is darker than the mean of the 6 mm around it by `contrast` of 255."""
    block = int(6 * per_mm) | 1
    kind, sense = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    made: Picture = cv2.adaptiveThreshold(paper, 255, kind, sense, block, contrast).astype(np.uint8)
    return made


def even(paper: Picture, strokes: Picture, length: int, upright: bool) -> Picture:
    """The parts of strokes that have one shade over `length` pixels: a pale rule has, a row of letters has not."""
    size = (1, length) if upright else (length, 1)
    shade = cv2.blur(paper, size).astype(np.int16)
    fine = cv2.blur(paper, tuple(max(1, side // 6) for side in size)).astype(np.int16)
    same = np.where((np.abs(fine - shade) <= _ONE_SHADE) & (strokes > 0), 255, 0).astype(np.uint8)
    made: Picture = cv2.morphologyEx(same, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8)).astype(np.uint8)
    return made


def without_specks(paper: Picture, letter: float, per_mm: float) -> Picture:
    """The page without dirt in the open: spots smaller than half a decimal point, which is a ninth of a letter wide.

    `letter`: the usual height of a letter in pixels. A spot beside print stays whatever its size: in a small label it
    is a decimal point, and a point too many is found out by the sums, while one too few makes a hundred times as much.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(darker(paper, per_mm, _SPECK), connectivity=8)
    specks = stats[:, cv2.CC_STAT_AREA] <= (letter / 9) ** 2 / 2
    specks[0] = False
    if not specks.any():
        return paper
    printed = ~specks
    printed[0] = False
    reach = 2 * round(_BESIDE_MM * per_mm) + 1
    beside = cv2.dilate(printed[labels].astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    mask = cv2.dilate((specks[labels] & ~beside).astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(mask > 0, cv2.medianBlur(paper, 5), paper).astype(np.uint8)


def turned(paper: Picture, quarters: int) -> Picture:
    """A picture turned by so many quarters to the left."""
    return np.ascontiguousarray(np.rot90(paper, quarters))


def upright(paper: Picture, per_mm: float, confidence: Callable[[Sequence[Picture]], float]) -> int:
    """By how many quarters a page must be turned to the left to have its lines across and its letters on their feet.

    `confidence` says how well some pictures of lines can be read, 0 to 1: which end is up is found by trying.
    """
    letters = _letters(paper, per_mm)
    across, down = _spots(letters, 0, per_mm), _spots(letters, 1, per_mm)
    ways = [0, 2] if across <= down else [1, 3]  # a page with hardly a letter stays as it is
    if min(across, down) > _CLEAR * max(across, down):
        ways = [0, 2, 1, 3]
    best, surest = ways[0], 0.0
    for way in ways:
        sure = confidence(_samples(turned(paper, way), turned(letters, way), per_mm))
        if sure > surest + _SURER:
            best, surest = way, sure
        if sure > _CERTAIN:
            break
    return best


def _letters(paper: Picture, per_mm: float) -> Picture:
    """The ink of what has the size of a letter: no rules, frames or specks."""
    found = ink(paper, per_mm)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] / per_mm
    wanted = (sides.max(axis=1) <= _LARGEST_LETTER_MM) & (sides.max(axis=1) >= _SMALLEST_LETTER_MM)
    wanted &= sides.min(axis=1) >= _DASH_MM
    wanted[0] = False
    if int(wanted.sum()) < min(_FEW_LETTERS, count):
        return np.zeros_like(found)
    return np.where(wanted[labels], 255, 0).astype(np.uint8)


def _smeared(letters: Picture, axis: int, per_mm: float) -> Picture:
    """Letters run together with their neighbours across (`axis` 0) or down (1): letters stand closer than lines."""
    reach = round(1.5 * per_mm)
    kernel = np.ones((1, reach) if axis == 0 else (reach, 1), np.uint8)
    made: Picture = cv2.morphologyEx(letters, cv2.MORPH_CLOSE, kernel).astype(np.uint8)
    return made


def _spots(letters: Picture, axis: int, per_mm: float) -> int:
    return len(components(_smeared(letters, axis, per_mm)))


def _samples(paper: Picture, letters: Picture, per_mm: float, wanted: int = 5) -> list[Picture]:
    """A few lines, not too short to tell which end is up and not so long as to cost time."""
    lines = [
        (min(width, 40 * per_mm), left, top, min(width, round(40 * per_mm)), height)
        for left, top, width, height, _ in components(_smeared(letters, 0, per_mm))
        if 1.8 * per_mm <= height <= _LARGEST_LETTER_MM * per_mm and width >= 2 * height
    ]
    margin = round(0.5 * per_mm)
    return [
        paper[max(0, top - margin) : top + height + margin, max(0, left - margin) : left + width + margin]
        for _, left, top, width, height in sorted(lines, reverse=True)[:wanted]
    ]


def straightened(paper: Picture, per_mm: float) -> Picture:
    """The page turned about its centre so that its lines and rules run level (up to 3 degrees)."""
    angle = _skew(paper, per_mm)
    if abs(angle) < _STRAIGHT:
        return paper
    return _rotated(paper, angle, cv2.INTER_CUBIC, 255)


def _skew(paper: Picture, per_mm: float) -> float:
    """The turn in degrees that makes the rows of ink stand out most, searched in ever finer steps."""
    factor = min(1.0, 4 / per_mm)  # 100 dpi are enough
    small = cv2.resize(ink(paper, per_mm), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.uint8)
    best = 0.0
    for reach, step in ((_MOST_SKEW, 0.25), (0.2, 0.05), (0.04, _STRAIGHT / 2)):
        turns = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(turns, key=lambda turn: _contrast_of_rows(small, float(turn))))
    return best


def _contrast_of_rows(small: Picture, angle: float) -> float:
    sums = _rotated(small, angle, cv2.INTER_LINEAR, 0).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(sums)).sum())


def _rotated(paper: Picture, angle: float, interpolation: int, edge: int) -> Picture:
    height, width = paper.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    made: Picture = cv2.warpAffine(paper, matrix, (width, height), flags=interpolation, borderValue=(edge,)).astype(
        np.uint8
    )
    return made


def runs(part: Picture) -> list[tuple[int, int]]:
    """The columns of a mask with ink: first and one past the last of each stretch."""
    inked = (part > 0).any(axis=0).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inked, [0]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def lengths(mask: Picture) -> npt.NDArray[np.int32]:
    """For each pixel of a mask the length of the whole stroke that it is part of, in pixels; 0 where there is none."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    lengths = stats[:, cv2.CC_STAT_WIDTH].astype(np.int32)
    lengths[0] = 0
    made: npt.NDArray[np.int32] = lengths[labels]
    return made
