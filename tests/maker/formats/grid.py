"""Where the rows and columns of a drawn table stand: widths by content, heights by the lines that cells need."""

from __future__ import annotations

import unicodedata
from itertools import accumulate

from ..layout import Layout
from ..sheet import Box, Sheet

NARROW_SIGN = 0.5
MOST = 24


def measured(text: str, size: float) -> float:
    """The width of a text in points: ideographs are square, other signs half as wide."""
    return sum(size if unicodedata.east_asian_width(sign) in "WFA" else size * NARROW_SIGN for sign in text)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The text in lines no wider than `width` points, broken anywhere; a line has one sign at least."""
    lines = []
    for part in text.split("\n"):
        line, used = "", 0.0
        for sign in part:
            wide = measured(sign, size)
            if line and used + wide > width:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + sign, used + wide
        lines.append(line)
    return lines


class Grid:
    """A sheet on a page `width` points wide: left edges of its columns, heights of its rows."""

    def __init__(self, sheet: Sheet, width: float, chosen: Layout) -> None:
        self.sheet, self.size = sheet, chosen.size
        self.pad, self.leading = chosen.padding / 2 + 1, chosen.size * 1.2
        self._lefts = [0.0, *accumulate(self._widths(width, chosen.narrow))]
        self._tops = [0.0, *accumulate(self._heights(chosen.padding))]

    def left(self, column: int) -> float:
        """Points from the table's left edge to this column's; one past the last is the right edge."""
        return self._lefts[column]

    def height(self, first: int, last: int) -> float:
        """Points from the upper edge of a row to that of another."""
        return self._tops[last] - self._tops[first]

    def fitting(self, first: int, room: float) -> int:
        """The row after the last that fits, at least one row; a header is not parted from the row below it."""
        last = first + 1
        while last < self.sheet.rows and (self.height(first, last + 1) <= room or last <= self.sheet.head):
            last += 1
        return last

    def lines(self, box: Box) -> list[str]:
        """The text of a box in the lines that its width allows."""
        room = self.left(box.column + box.columns) - self.left(box.column) - 2 * self.pad
        return wrapped(box.text, self.size, room)

    def _widths(self, width: float, narrow: bool) -> list[float]:
        """Columns share the page by their longest text; all alike where they are to be too narrow."""
        wants = [4.0] * self.sheet.columns
        for box in self.sheet.boxes:
            if box.columns == 1 and not (narrow and box.role == "amount"):
                long = measured(box.text, 1.0) / (1 if box.role == "amount" else 2)
                wants[box.column] = max(wants[box.column], min(long, MOST))
        return [width * want / sum(wants) for want in wants]

    def _heights(self, padding: float) -> list[float]:
        heights = [self.leading + 2 * padding] * self.sheet.rows
        for box in sorted(self.sheet.boxes, key=lambda box: box.rows):
            need = len(self.lines(box)) * self.leading + 2 * padding
            have = sum(heights[box.row : box.row + box.rows])
            if need > have:
                heights[box.row + box.rows - 1] += need - have
        return heights
