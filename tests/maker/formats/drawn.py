"""A document as a PDF drawn line by line, as office programs and report generators do, not as a browser does.

Rules are strokes or thin filled boxes, the font is named and not embedded, words may run past their cell, a cell that a
page break cuts is closed or left open. What Chromium prints has none of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ..dice import Dice
from ..document import Document
from ..layout import WIDE, Layout, is_number, is_side, sheets
from ..sheet import Box, Sheet
from .grid import Grid, measured, wrapped

FONT = "STSong-Light"
MARGIN = 42.0
THIN = 0.5
PROSE_SIZE = 11.0
TITLE_SIZE = 15.0
SIDE_SIZE = 9.0
Pen = Literal["cells", "lines", "filled"]


@dataclass(frozen=True)
class Hand:
    """How rules and words are drawn: a box a cell, a stroke an edge or a thin filled box an edge.

    `past`: words may run past their cell. `hidden`: white rules, which nobody sees, go through the rows.
    """

    pen: Pen
    past: bool
    hidden: bool


def drawn(document: Document, chosen: Layout) -> bytes:
    """The PDF of the document in this layout."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    dice = Dice(document.name).branch("hand")
    hand = Hand(dice.pick(("cells", "lines", "filled")), dice.chance(0.3) and not chosen.narrow, dice.chance(0.15))
    out = BytesIO()
    paper = Paper(Canvas(out, invariant=1), chosen, hand, document.name)
    for block in sheets(document, chosen):
        if isinstance(block, Sheet):
            _sheet(paper, block)
        else:
            paper.turn(chosen.sides == "all")
            for text in block:
                paper.paragraph(text, PROSE_SIZE)
    paper.close()
    return out.getvalue()


class Paper:
    """The page being drawn: where the next line goes, and what stands on every page."""

    def __init__(self, canvas: Canvas, chosen: Layout, hand: Hand, name: str) -> None:
        self.canvas, self.chosen, self.hand, self.name = canvas, chosen, hand, name
        self.width, self.height = A4
        self.y = 0.0
        self.started = False

    def turn(self, wide: bool) -> None:
        """A new page of this orientation."""
        if self.started:
            self._finish()
        self.width, self.height = (A4[1], A4[0]) if wide else A4
        self.canvas.setPageSize((self.width, self.height))
        self.y, self.started = self.height - MARGIN, True

    def again(self) -> None:
        """A new page like this one."""
        self.turn(self.width > self.height)

    def close(self) -> None:
        """The last page and the end of the file."""
        self._finish()
        self.canvas.save()

    def _finish(self) -> None:
        if self.chosen.running_head:
            self.write(self.width - MARGIN, self.height - 24, self.name, 8, "right")
        if self.chosen.page_numbers:
            text = self.chosen.page_numbers.format(self.canvas.getPageNumber())
            self.write(self.width / 2, 24, text, 9, "middle")
        self.canvas.showPage()

    def write(self, x: float, y: float, text: str, size: float, side: str = "left", twice: bool = False) -> None:
        """A run of text at its baseline; `twice` draws it again a hair to the right."""
        self.canvas.setFont(FONT, size)
        width = measured(text, size)
        start = x - (width if side == "right" else width / 2 if side == "middle" else 0)
        for shift in (0.0, 0.3) if twice else (0.0,):
            self.canvas.drawString(start + shift, y, text)

    def paragraph(self, text: str, size: float, side: str = "left", twice: bool = False) -> None:
        """Text over the width of the page, on as many lines and pages as it needs."""
        for line in wrapped(text, size, self.width - 2 * MARGIN):
            if self.y < MARGIN + size * 2:
                self.again()
            self.y -= size * 1.5
            x = {"left": MARGIN, "middle": self.width / 2, "right": self.width - MARGIN}[side]
            self.write(x, self.y, line, size, side, twice)


def _sheet(paper: Paper, one: Sheet) -> None:
    """A table on pages of its own, continued with its header or without."""
    chosen = paper.chosen
    paper.turn(chosen.sides == "all" or one.columns > WIDE)
    grid = Grid(one, paper.width - 2 * MARGIN, chosen)
    _above(paper, one)
    row = 0
    while row < one.rows:
        last = grid.fitting(row, paper.y - MARGIN - SIDE_SIZE * 2)
        paper.y -= 4
        _rows(paper, grid, row, last)
        row = last
        if row < one.rows:
            paper.again()
            if chosen.repeat_titles:
                _above(paper, one)
            if chosen.repeat_header and one.head < row:
                paper.y -= 4
                _rows(paper, grid, 0, one.head)
                paper.y += 4
    for text in one.below:
        paper.paragraph(text, SIDE_SIZE)


def _above(paper: Paper, one: Sheet) -> None:
    side = [text for text in one.above if is_side(text)]
    for text in one.above:
        if is_number(text):
            paper.paragraph(text, SIDE_SIZE, "right" if paper.chosen.number_right else "left")
        elif text not in side:
            paper.paragraph(text, TITLE_SIZE, "middle", paper.chosen.doubled)
    if side:
        paper.paragraph(side[0], SIDE_SIZE)
        if len(side) > 1:
            paper.write(paper.width - MARGIN, paper.y, side[-1], SIDE_SIZE, "right")


def _rows(paper: Paper, grid: Grid, first: int, last: int) -> None:
    """Rows from `first` up to `last`: of a cell that begins or ends on another page the part that stands here."""
    top = paper.y
    if paper.hand.hidden:
        _hide(paper, top - grid.height(first, last), top)
    for box in grid.sheet.boxes:
        start, end = max(box.row, first), min(box.row + box.rows, last)
        if start >= end:
            continue
        upper, lower = top - grid.height(first, start), top - grid.height(first, end)
        left = MARGIN + grid.left(box.column)
        right = MARGIN + grid.left(box.column + box.columns)
        _edges(paper, (left, lower, right, upper), start > box.row, end < box.row + box.rows)
        if start == box.row:
            _words(paper, grid, box, (left, lower, right, upper))
    paper.y = top - grid.height(first, last)


def _hide(paper: Paper, lower: float, upper: float) -> None:
    """White rules through the middle of the part of the table between these heights."""
    paper.canvas.setStrokeColorRGB(1, 1, 1)
    paper.canvas.line(MARGIN, (lower + upper) / 2, paper.width - MARGIN, (lower + upper) / 2)
    paper.canvas.line(paper.width / 2, lower, paper.width / 2, upper)
    paper.canvas.setStrokeColorRGB(0, 0, 0)


def _edges(paper: Paper, frame: tuple[float, float, float, float], cut_above: bool, cut_below: bool) -> None:
    left, lower, right, upper = frame
    rules, canvas = paper.chosen.rules, paper.canvas
    if rules == "none":
        return
    canvas.setLineWidth(THIN)
    if rules == "ruled" and paper.hand.pen == "cells":
        canvas.rect(left, lower, right - left, upper - lower)
        return
    edges = []
    if not (cut_above and rules == "open"):
        edges.append((left, upper, right, upper))
    if not (cut_below and rules == "open"):
        edges.append((left, lower, right, lower))
    if rules != "horizontal":
        edges += [(left, lower, left, upper), (right, lower, right, upper)]
    for x, y, to_x, to_y in edges:
        if paper.hand.pen == "filled":
            canvas.rect(x, y, max(to_x - x, THIN), max(to_y - y, THIN), stroke=0, fill=1)
        else:
            canvas.line(x, y, to_x, to_y)


def _words(paper: Paper, grid: Grid, box: Box, frame: tuple[float, float, float, float]) -> None:
    left, lower, right, upper = frame
    size, pad = paper.chosen.size, grid.pad
    whole = measured(box.text, size)
    past = paper.hand.past and box.role == "text" and right - left < whole < 1.3 * (right - left)
    lines = [box.text] if past else grid.lines(box)
    y = (upper + lower) / 2 + len(lines) * grid.leading / 2 - size * 0.9
    for line in lines:
        if box.role == "amount":
            paper.write(right - pad, y, line, size, "right")
        elif box.role == "head":
            paper.write((left + right) / 2, y, line, size, "middle", paper.chosen.doubled)
        else:
            paper.write(left + pad, y, line, size)
        y -= grid.leading
