"""What one page of a PDF draws: its characters and ruled lines, as a reader sees them.

A device of our own beside pdfplumber's, because its objects cost four fifths of the time, and because it passes over
what a reader sees: `/ActualText`, the colour of a rule, clipping, and which characters were drawn in one go.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from disclosures.model import Box
from disclosures.read.glyphs import LEFT_HALF, RIGHT_HALF, readable
from disclosures.read.operators import operations
from disclosures.read.page import Glyphs, Page, Rule, turned

_THIN = 3.0  # points: a filled rectangle as thin as this is a rule
_SHORTEST = 4.0  # points: a shorter line is part of a letter or an ornament
_STRAIGHT = 0.6  # points that a rule may lean
# How far every glyph's box reaches below its baseline. What fonts say of themselves is often wrong, and signs of two
# fonts in one line have one baseline, so this is what puts them in one line.
_BELOW = -0.15
MOST_GLYPHS = 200_000  # on one page
_OUTSIDE = 0.05  # heights that a letter's strokes may reach out of its box
_NEAR = 40.0  # points: letters are looked for in squares of this size
_NUMBER = frozenset("0123456789.,-")
_TOUCH = 0.25  # heights of a digit that neighbours in one number stand apart or overlap
_EVERYWHERE = (float("-inf"), float("-inf"), float("inf"), float("inf"))


class Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter, which passes over clipping: what is clipped away is not printed."""

    def __init__(self, resources: Any, device: Drawing) -> None:
        super().__init__(resources, device)
        self.drawing = device
        self.clips: list[Box] = []

    def execute(self, streams: Sequence[object]) -> None:
        """Run the operators of a page or form, as pdfminer does but with a faster parser (`operators`)."""
        self.stream_ids.clear()
        parts: list[bytes] = []
        for stream in map(stream_value, streams):
            if stream.objid in self.parent_stream_ids:
                continue  # a form that draws itself
            if stream.objid is not None:
                self.stream_ids.add(stream.objid)
            parts.append(stream.get_data())
        for name, operands in operations(b"\n".join(parts)):
            if name == "EI":
                self.drawing.render_image("", None)
                continue
            method = _OPERATORS.get(name)
            if method is None:
                continue
            count = method.__code__.co_argcount - 1
            self.argstack = operands
            if not count:
                method(self)
            elif len(operands) >= count:
                method(self, *self.pop(count))

    def do_q(self) -> None:
        """Save the clipping with the rest of the state."""
        self.clips.append(self.drawing.clip)
        super().do_q()

    def do_Q(self) -> None:  # noqa: N802 (the operator's name)
        """Restore it."""
        if self.clips:
            self.drawing.clip = self.clips.pop()
        super().do_Q()

    def do_W(self) -> None:  # noqa: N802
        """Clip to the box of the path."""
        points = [apply_matrix_pt(self.ctm, part[-2:]) for part in self.curpath if len(part) > 2]
        if points:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            self.drawing.clip = _shared(self.drawing.clip, (min(xs), min(ys), max(xs), max(ys)))

    def do_W_a(self) -> None:  # noqa: N802
        """The same by the other rule."""
        self.do_W()

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        """What a form clips ends with it."""
        clip = self.drawing.clip
        super().do_Do(xobjid_arg)
        self.drawing.clip = clip


# The operators by name, and the methods that carry them out (`*`, `'` and `"` cannot stand in a method's name).
_OPERATORS = {
    name.removeprefix("do_").replace("_a", "*").replace("_q", "'").replace("_w", '"'): getattr(Interpreter, name)
    for name in dir(Interpreter)
    if name.startswith("do_")
}


class Drawing(PDFLayoutAnalyzer):
    """Collects what one page draws, in points from the top left corner of the page as shown."""

    def __init__(self, resources: Any) -> None:
        super().__init__(resources)
        self.width = self.height = self.left = self.top = 0.0
        self.clip = _EVERYWHERE
        self.pictured = 0.0  # share of the page that pictures cover
        self.glyphs: list[Glyphs] = []
        self.rules: list[Rule] = []
        self.run = 0
        self.ways: Counter[int] = Counter()  # glyphs by the quarters that they lie turned to the right
        self.drawn = Glyphs("", 0.0, 0.0, 0.0, 0.0), _EVERYWHERE  # the last sign, printed or clipped away, and its clip
        self.hidden = ""  # what was clipped away right before
        self.is_printed = False  # whether the number that was drawn last has a printed digit
        self.actual: list[tuple[str | None, int]] = []  # marked content that is open: its /ActualText, first glyph

    def page(self, number: int) -> Page:
        """What was drawn, turned so that most of its text runs across: a wide table may be printed along the sheet."""
        page = Page(number, self.width, self.height, tuple(self.glyphs), without_strokes(self.rules, self.glyphs))
        way, times = max(self.ways.items(), key=lambda pair: pair[1], default=(0, 0))
        return turned(page, way) if 2 * times > len(self.glyphs) else page

    # --- called by the interpreter -------------------------------------------------------------------------------

    def begin_page(self, page: Any, ctm: Any) -> None:
        sheet = apply_matrix_rect(ctm, page.mediabox)
        shown = _shared(sheet, apply_matrix_rect(ctm, page.cropbox or page.mediabox))  # beyond the sheet is nothing
        left, bottom, right, top = shown if shown[0] < shown[2] and shown[1] < shown[3] else sheet
        self.left, self.top = left, top
        self.width, self.height = right - left, top - bottom
        self.clip = (left, bottom, right, top)

    def end_page(self, page: Any) -> None:
        """Nothing to close."""

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """A drawing within the page: what it draws belongs to the page."""

    def end_figure(self, _: str) -> None:
        """See begin_figure."""

    def render_image(self, name: str, stream: Any) -> None:  # noqa: ARG002
        """A picture has no text, but may be one."""
        left, bottom, right, top = _shared(apply_matrix_rect(self.ctm, (0, 0, 1, 1)), self.clip)
        area = max(0.0, right - left) * max(0.0, top - bottom)
        self.pictured += area / (self.width * self.height) if self.width * self.height else 0.0

    def begin_tag(self, tag: Any, props: Any = None) -> None:  # noqa: ARG002 (pdfminer's signature)
        actual = props.get("ActualText") if isinstance(props, dict) else None
        self.actual.append((_decoded(actual) if isinstance(actual, bytes) else None, len(self.glyphs)))

    def end_tag(self) -> None:
        if not self.actual:
            return
        text, first = self.actual.pop()
        own = self.glyphs[first:]
        if text is None or not own:
            return
        parts = list(text) if len(text) == len(own) else [text, *[""] * (len(own) - 1)]
        self.glyphs[first:] = [
            replace(glyph, text=readable(part)) for part, glyph in zip(parts, own, strict=True) if part
        ]

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self.run += 1
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,  # noqa: ARG002
        graphicstate: Any,  # noqa: ARG002
    ) -> float:
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = "\ufffd"
        width = font.char_width(cid)
        advance = float(width * fontsize * scaling)
        if font.is_vertical():
            across, up = font.char_disp(cid)
            across = fontsize * 0.5 if across is None else across * fontsize * 0.001
            up = (1000 - up) * fontsize * 0.001
            corners = (-across, up + rise + advance, -across + fontsize, up + rise)
        else:
            below = _BELOW * fontsize + rise
            corners = (0, below, advance, below + fontsize)
        left, bottom, right, top = apply_matrix_rect(matrix, corners)
        if text and len(self.glyphs) < MOST_GLYPHS:
            way = _quarters(matrix[0], matrix[1])
            self.ways[way] += 1
            x, y = self.left, self.top
            glyph = Glyphs(readable(text), left - x, y - top, right - x, y - bottom, self.run)
            self._draw(glyph, _inside(left + _ink(text) * (right - left), (bottom + top) / 2, self.clip), way)
        return advance

    def _draw(self, glyph: Glyphs, printed: bool, way: int) -> None:
        """Keep a glyph that is printed. What is clipped away is not, but half a number would be another one:

        its hidden digits go with the printed ones beside them.
        """
        goes_on = (
            (self.hidden or not printed) and self.drawn[1] == self.clip and _is_one_number(self.drawn[0], glyph, way)
        )
        hidden = self.hidden if goes_on else ""
        self.drawn = glyph, self.clip
        if printed:
            found = replace(glyph, text=hidden + glyph.text, seen=glyph.text) if hidden else glyph
            self.glyphs.append(found)
            self.hidden, self.is_printed = "", True
        elif goes_on and self.is_printed:
            last = self.glyphs[-1]
            self.glyphs[-1] = replace(
                last, text=last.text + glyph.text, seen=last.text if last.seen is None else last.seen
            )
        else:
            self.hidden, self.is_printed = hidden + glyph.text, False

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:  # noqa: ARG002
        stroke = stroke and not _is_white(gstate.scolor)
        fill = fill and not _is_white(gstate.ncolor)
        if not stroke and not fill:
            return
        points: list[tuple[float, float]] = []
        for command, *numbers in path:
            if command == "m":
                self._outline(points, stroke)
                points = []
            if command == "h":
                points.append(points[0]) if points else None
            else:
                x, y = apply_matrix_pt(self.ctm, numbers[-2:])
                points.append((x - self.left, self.top - y))
        self._outline(points, stroke)

    def _outline(self, points: Sequence[tuple[float, float]], stroke: bool) -> None:
        """The rules of one subpath: a thin filled shape is one rule, else each straight side that is drawn."""
        if len(points) < 2:
            return
        left, right = min(p[0] for p in points), max(p[0] for p in points)
        top, bottom = min(p[1] for p in points), max(p[1] for p in points)
        if min(right - left, bottom - top) <= _THIN:
            if max(right - left, bottom - top) >= _SHORTEST:
                self.rules.append(_centred(left, top, right, bottom))
            return
        if not stroke and len(points) != 5:
            return  # a filled shape that is no rectangle
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            if min(abs(x1 - x0), abs(y1 - y0)) <= _STRAIGHT and max(abs(x1 - x0), abs(y1 - y0)) >= _SHORTEST:
                self.rules.append(Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _quarters(across: float, up: float) -> int:
    """By how many quarters a line that runs in this direction is turned to the right."""
    if abs(across) >= abs(up):
        return 0 if across >= 0 else 2
    return 1 if up < 0 else 3


def _ink(text: str) -> float:
    """Where from the left of its box, as a share of it, a sign prints: full-width punctuation in one half of it."""
    return 0.25 if text in LEFT_HALF else 0.75 if text in RIGHT_HALF else 0.5


def without_strokes(rules: Sequence[Rule], glyphs: Sequence[Glyphs]) -> tuple[Rule, ...]:
    """The rules but the strokes of letters that are drawn as outlines: those that lie within the box of one letter.

    Printers draw bold titles so, over or under the text itself.
    """
    places: dict[tuple[int, int], list[Glyphs]] = defaultdict(list)
    for glyph in glyphs:
        for column in range(int(glyph.left // _NEAR), int(glyph.right // _NEAR) + 1):
            for row in range(int(glyph.top // _NEAR), int(glyph.bottom // _NEAR) + 1):
                places[column, row].append(glyph)
    return tuple(
        rule
        for rule in rules
        if not any(_is_stroke(rule, g) for g in places.get((int(rule.left // _NEAR), int(rule.top // _NEAR)), ()))
    )


def _is_stroke(rule: Rule, glyph: Glyphs) -> bool:
    slack = _OUTSIDE * (glyph.bottom - glyph.top)
    across = glyph.left - slack <= rule.left and rule.right <= glyph.right + slack
    return across and glyph.top - slack <= rule.top and rule.bottom <= glyph.bottom + slack


def _centred(left: float, top: float, right: float, bottom: float) -> Rule:
    """The middle line of a thin rectangle."""
    if right - left >= bottom - top:
        return Rule(left, (top + bottom) / 2, right, (top + bottom) / 2)
    return Rule((left + right) / 2, top, (left + right) / 2, bottom)


def _is_one_number(left: Glyphs, right: Glyphs, way: int) -> bool:
    """Whether two glyphs stand side by side in one number; `way`: the quarters that their line is turned."""
    if way:
        sheet = Page(1, 0.0, 0.0, (left, right), ())
        left, right = turned(sheet, way).glyphs
    height = right.bottom - right.top
    level = abs(left.bottom - right.bottom) + abs(left.top - right.top) < _TOUCH * height
    return level and abs(right.left - left.right) <= _TOUCH * height and set(left.text + right.text) <= _NUMBER


def _decoded(text: bytes) -> str:
    """A PDF text string: UTF-16 with its mark, else one byte a character."""
    return text[2:].decode("utf-16-be", "ignore") if text[:2] == b"\xfe\xff" else text.decode("latin-1")


def _is_white(colour: Any) -> bool:
    """Whether a colour of one (grey), three (RGB) or four (CMYK) numbers is paper white."""
    values = colour if isinstance(colour, tuple | list) else (colour,)
    if not all(isinstance(v, int | float) for v in values):
        return False
    return all(v <= 0.01 for v in values) if len(values) == 4 else all(v >= 0.99 for v in values)


def _shared(one: Box, other: Box) -> Box:
    """The box that two boxes share; it may be void."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _inside(x: float, y: float, box: Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
