"""Lines outside of tables to paragraphs: which line goes on the one above, which are only furniture of the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from disclosures.model import Paragraph, Place
from disclosures.read.lines import Line
from disclosures.text import ordinal, squeeze

_PAGE_NUMBER = re.compile(r"^\d{1,4}(?:\s*/\s*\d{1,4})?$")
_MARKED_NUMBER = re.compile(
    r"^(?:[-−—–－·~]+\s*\d{1,4}\s*[-−—–－·~]+|第\s*\d{1,4}\s*页(?:[，,/\s]*共\s*\d{1,4}\s*页)?)$"
)
# What begins anew below a finished sentence: a part of the document, an attachment.
_PART = re.compile(r"^(?:第[一二三四五六七八九十]{1,3}部分|附[件表]\s*\d{0,2}(?:[-—－]\d{1,2})?\s*(?:[：:]|$))")
_INDENT = 0.8  # heights of a line: what begins farther in begins a paragraph
_FIRST_LINE = 4.0  # heights of a line: no first line of a paragraph is indented farther
_SAME_SIZE = 0.8  # of the height: lines of one paragraph differ less
_SAME_SIZE_SEEN = 0.6  # the same of lines of a scan, round which the detector leaves more or less white
_FULL = 2.5  # heights of a line: what ends nearer to the margin goes on in the next line
_WIDE = 0.55  # of the page: a text block is at least as wide
_LEADING = 1.6  # heights of a line: a wider gap between two lines parts paragraphs
_BESIDE = 0.5  # heights of a line: what begins less far below stands in the same line
_MARGIN = 0.09  # of the page: where running heads and page numbers stand
_FEWEST_HEADS = 3
_BUDGET = "预算"


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with the page that it stands on; `confidence` and `doubtful` as a Paragraph says them."""

    line: Line
    page: int
    width: float
    height: float
    confidence: float | None = None
    doubtful: str = ""

    @property
    def in_margin(self) -> bool:
        """Whether it stands where running heads and page numbers do."""
        return self.line.bottom < _MARGIN * self.height or self.line.top > (1 - _MARGIN) * self.height


def without_furniture(lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """The lines without page numbers and running heads (the same words in the margin of most pages).

    A head that names the budget stays where it stands first: nothing else may say whose it is.
    """
    margin = [one for one in lines if one.in_margin]
    pages = len({one.page for one in lines})
    heads = Counter(map(_words, margin))  # wherever in the margin: no two sheets of a scan lie alike
    common = {words for words, times in heads.items() if times >= max(_FEWEST_HEADS, pages / 2) and "表" not in words}
    named = {_words(one): one for one in reversed(margin) if _BUDGET in _words(one)}
    return [one for one in lines if one is named.get(_words(one)) or not _is_furniture(one, common)]


def _is_furniture(one: PlacedLine, heads: Collection[str]) -> bool:
    """Whether a line is a page number, or one of the running heads in the margin."""
    if _MARKED_NUMBER.match(one.line.text):
        return True
    return one.in_margin and (_PAGE_NUMBER.match(one.line.text) is not None or _words(one) in heads)


def _words(one: PlacedLine) -> str:
    return re.sub(r"\d+", "", one.line.text)


def paragraphs(lines: Sequence[PlacedLine]) -> Iterator[Paragraph]:
    """Lines that follow one another without a table between, as paragraphs."""
    margins = {page: _margins([one for one in lines if one.page == page]) for page in {one.page for one in lines}}
    text, sure, doubtful = "", None, ""
    start: PlacedLine | None = None
    before: PlacedLine | None = None
    gap_above = True
    for one in lines:
        if before is not None and _goes_on(before, one, margins):
            text += " " + one.line.text
            sure = min((c for c in (sure, one.confidence) if c is not None), default=None)
            doubtful += one.doubtful
        else:
            if start is not None:
                yield Paragraph(squeeze(text), Place(page=start.page), not gap_above, start.line.box, sure, doubtful)
            gap_above = before is None or before.page != one.page or _gap(before, one) > _LEADING * one.line.height
            text, start, sure, doubtful = one.line.text, one, one.confidence, one.doubtful
        before = one
    if start is not None:
        yield Paragraph(squeeze(text), Place(page=start.page), not gap_above, start.line.box, sure, doubtful)


def _margins(lines: Sequence[PlacedLine]) -> tuple[float, float]:
    return min(one.line.left for one in lines), max(one.line.right for one in lines)


def _gap(above: PlacedLine, below: PlacedLine) -> float:
    return below.line.top - above.line.bottom


def _goes_on(above: PlacedLine, below: PlacedLine, margins: dict[int, tuple[float, float]]) -> bool:
    """Whether a line is full and the one below neither indented nor numbered nor set apart."""
    left, right = margins[above.page]
    if right - left < _WIDE * above.width or right - above.line.right > _FULL * above.line.height:
        return False
    sizes = sorted((above.line.height, below.line.height))
    same = _SAME_SIZE if below.confidence is None else _SAME_SIZE_SEEN
    if above.line.left - left > _FIRST_LINE * above.line.height or sizes[0] < same * sizes[1]:
        return False  # centred, or a heading in larger type
    if below.line.left - margins[below.page][0] > _INDENT * below.line.height or ordinal(below.line.text) is not None:
        return False
    if above.line.text.endswith("。") and _PART.match(below.line.text):
        return False
    if above.page == below.page:
        beside = below.line.top < above.line.top + _BESIDE * above.line.height
        return not beside and _gap(above, below) <= _LEADING * above.line.height
    return below.page == above.page + 1
