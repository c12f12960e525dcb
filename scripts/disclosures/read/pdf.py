"""PDF with text: characters and ruled lines of each page, as shown.

pdfplumber opens the file and hands out its pages; the page itself is interpreted by a device of our own, because its
objects cost four fifths of the time, and because it passes over what a reader sees: `/ActualText`, the colour of a
rule, which characters were drawn in one go.
"""

from __future__ import annotations

import io
import itertools
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from disclosures.errors import DocumentError
from disclosures.model import Block
from disclosures.read.glyphs import readable
from disclosures.read.layout import blocks_of
from disclosures.read.page import Glyphs, Page, Rule

_THIN = 3.0  # points: a filled rectangle as thin as this is a rule
_SHORTEST = 4.0  # points: a shorter line is part of a letter or an ornament
_STRAIGHT = 0.6  # points that a rule may lean
# How far every glyph's box reaches below its baseline. What fonts say of themselves is often wrong, and signs of two
# fonts in one line have one baseline, so this is what puts them in one line.
_BELOW = -0.15
_MOST_PAGES = 1000
_AGAIN = "请重新下载或重新导出后再提交"
_MOST_GLYPHS = 200_000  # on one page


def blocks(data: bytes, shown: str) -> tuple[Block, ...]:
    """Paragraphs and rows of a PDF in reading order, with page and box."""
    return tuple(blocks_of(pages(data, shown)))


# pdfminer warns of every oddity of a font; what matters of them shows in the text.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def pages(data: bytes, shown: str) -> Iterator[Page]:
    """Every page as shown, one at a time: nothing of a page is kept once the next is asked for."""
    _check(data, shown)
    number = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                number = page.page_number
                device = _Device(pdf.rsrcmgr)
                PDFPageInterpreter(pdf.rsrcmgr, device).process_page(page.page_obj)
                yield device.page(number)
                page.close()
    except MemoryError:
        raise
    except Exception as error:  # what a malformed file may raise is not to be told beforehand
        place = f"第 {number} 页" if number else ""
        raise DocumentError(shown, "PDF 已损坏，内容读不出来", place, remedy=_AGAIN) from error


def _check(data: bytes, shown: str) -> None:
    """Raise DocumentError for what no reader opens: encrypted, truncated, no PDF, far too long."""
    if b"%PDF-" not in data[:1024]:
        raise DocumentError(shown, "扩展名是 .pdf，内容却不是 PDF", remedy=_AGAIN)
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
        document.close()
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise DocumentError(shown, "PDF 有密码保护，打不开", remedy="请用密码打开后另存为没有密码的 PDF") from error
        raise DocumentError(shown, "PDF 不完整或已损坏，打不开", remedy=_AGAIN) from error
    if not count:
        raise DocumentError(shown, "PDF 没有一页", remedy=_AGAIN)
    if count > _MOST_PAGES:
        raise DocumentError(
            shown, f"PDF 有 {count} 页，超过上限 {_MOST_PAGES} 页", remedy="请确认是否为一个部门的预算公开文件"
        )


class _Device(PDFLayoutAnalyzer):
    """Collects what one page draws, in points from the top left corner of the page as shown."""

    def __init__(self, resources: Any) -> None:
        super().__init__(resources)
        self.width = self.height = 0.0
        self.glyphs: list[Glyphs] = []
        self.rules: list[Rule] = []
        self.run = 0
        self.actual: list[tuple[str | None, int]] = []  # marked content that is open: its /ActualText, first glyph

    def page(self, number: int) -> Page:
        """What was drawn."""
        return Page(number, self.width, self.height, tuple(self.glyphs), tuple(self.rules))

    # --- called by the interpreter -------------------------------------------------------------------------------

    def begin_page(self, page: Any, ctm: Any) -> None:
        left, bottom, right, top = apply_matrix_rect(ctm, page.mediabox)
        self.width, self.height = abs(right - left), abs(top - bottom)

    def end_page(self, page: Any) -> None:
        """Nothing to close."""

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """A drawing within the page: what it draws belongs to the page."""

    def end_figure(self, _: str) -> None:
        """See begin_figure."""

    def render_image(self, name: str, stream: Any) -> None:
        """Pictures have no text."""

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
        except KeyError:  # PDFUnicodeNotDefined
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
        if text and len(self.glyphs) < _MOST_GLYPHS:
            self.glyphs.append(Glyphs(readable(text), left, self.height - top, right, self.height - bottom, self.run))
        return advance

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
                points.append((x, self.height - y))
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


def _centred(left: float, top: float, right: float, bottom: float) -> Rule:
    """The middle line of a thin rectangle."""
    if right - left >= bottom - top:
        return Rule(left, (top + bottom) / 2, right, (top + bottom) / 2)
    return Rule((left + right) / 2, top, (left + right) / 2, bottom)


def _decoded(text: bytes) -> str:
    """A PDF text string: UTF-16 with its mark, else one byte a character."""
    return text[2:].decode("utf-16-be", "ignore") if text[:2] == b"\xfe\xff" else text.decode("latin-1")


def _is_white(colour: Any) -> bool:
    """Whether a colour of one (grey), three (RGB) or four (CMYK) numbers is paper white."""
    values = colour if isinstance(colour, tuple | list) else (colour,)
    if not all(isinstance(v, int | float) for v in values):
        return False
    return all(v <= 0.01 for v in values) if len(values) == 4 else all(v >= 0.99 for v in values)
