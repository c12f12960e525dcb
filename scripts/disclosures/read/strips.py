"""The lines of text inside a cell of a scanned page, by looking for rows of pixels without ink."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from disclosures.read.picture import Picture, PixelBox, components

_ONE_LINE = 1.2  # letters of one line, with what hangs below and stands above, in heights of a letter
_TWO_LINES = 1.7  # higher than this, two lines touch
_STROKE = 0.2  # the lower stroke of ≥ is no higher than this,
_BELOW = 0.45  # and no farther below, in heights of a letter; a dash in the next line is
_VALLEY = 0.3  # where they touch there is less than this share of their usual ink
_MARGIN = 0.2  # white left round a line, in heights of a letter
_MARK = 0.25  # a dash or a hyphen is at least so long, in heights of a letter
_DOT = 9.0  # a full stop is such a part of a letter wide


def letter_height(ink: Picture, per_mm: float) -> float:
    """The usual height in pixels of the letters on a page, 3.5 mm where there are none."""
    heights = [h for _, _, w, h, _ in components(ink) if 1.2 * per_mm <= h <= 9 * per_mm and w <= 9 * per_mm]
    return float(np.percentile(heights, 75)) if heights else 3.5 * per_mm


def text_lines(ink: Picture, cell: PixelBox, letter: float) -> list[PixelBox]:
    """The boxes of the lines of text in a cell, from the top, with a margin but inside the cell.

    `ink` is the ink of the page without its rules, `letter` the usual height of a letter in pixels.
    """
    left, top, right, bottom = cell
    part = _without_specks(ink[top:bottom, left:right], letter)
    profile = (part > 0).sum(axis=1)
    if not profile.any():
        return []
    runs = _runs(profile > 0)
    tallest = max(end - start for start, end in runs)
    height = tallest if 0.6 * letter <= tallest <= _TWO_LINES * letter else letter
    lines = _parted(_gathered(runs, height), profile, height)
    found = []
    for index, (start, end) in enumerate(lines):
        columns = np.flatnonzero(part[start:end].any(axis=0))
        above = (lines[index - 1][1] + start) // 2 if index else 0
        below = (end + lines[index + 1][0] + 1) // 2 if index + 1 < len(lines) else bottom - top
        room = left, top + above, right, top + below
        place = left + int(columns[0]), top + start, left + int(columns[-1]) + 1, top + end
        found.append(_with_margin(place, height, room))
    return found


def _without_specks(part: Picture, letter: float) -> Picture:
    """The ink of letters, and of the small marks that stand beside one: dirt in the open is left out."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    large = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= _MARK * letter
    small = ~large & (stats[:, cv2.CC_STAT_AREA] > (letter / _DOT) ** 2 / 2)
    large[0] = small[0] = False
    reach = np.ones((max(1, round(0.5 * letter)), max(1, round(1.6 * letter))), np.uint8)
    beside = cv2.dilate(large[labels].astype(np.uint8), reach) > 0
    return np.where(large[labels] | (small[labels] & beside), 255, 0).astype(np.uint8)


def _runs(marked: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where a row of flags is set: first and one past the last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _gathered(runs: Sequence[tuple[int, int]], height: float) -> list[tuple[int, int]]:
    """Runs that make one line together, such as the three strokes of 三 or the two parts of ≥."""
    lines: list[tuple[int, int]] = []
    for start, end in runs:
        stroke = end - start <= _STROKE * height
        if lines and (end - lines[-1][0] <= _ONE_LINE * height or (stroke and start - lines[-1][1] <= _BELOW * height)):
            lines[-1] = (lines[-1][0], end)
        else:
            lines.append((start, end))
    return lines


def _parted(lines: Sequence[tuple[int, int]], profile: npt.NDArray[np.int_], height: float) -> list[tuple[int, int]]:
    """Lines that touch, cut where there is least ink between them; large letters have no such place."""
    found: list[tuple[int, int]] = []
    for start, end in lines:
        if end - start <= _TWO_LINES * height:
            found.append((start, end))
            continue
        first, last = start + round(0.6 * height), min(end - round(0.4 * height), start + round(1.6 * height))
        cut = first + int(profile[first:last].argmin())
        if profile[cut] < _VALLEY * profile[start:end].mean():
            found += [(start, cut), *_parted([(cut, end)], profile, height)]
        else:
            found.append((start, end))
    return found


def _with_margin(place: PixelBox, height: float, room: PixelBox) -> PixelBox:
    """The box of a line with its margin, as far as there is room.

    A dash or a dot keeps the white that tells it from a large letter.
    """
    left, top, right, bottom = place
    margin = max(2, round(_MARGIN * height))
    missing = max(0, round((height - (bottom - top)) / 2))
    return (
        max(room[0], left - margin),
        max(room[1], top - margin - missing),
        min(room[2], right + margin),
        min(room[3], bottom + margin + missing),
    )
