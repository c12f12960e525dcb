"""What a page prints, whichever way it was read: pieces of text and ruled lines, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from disclosures.model import Box


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A piece of text that belongs together: a character of a PDF, a line of a scan. Points from the page's top left.

    `run` is the same for characters that were drawn in one go, and so stand in one cell.
    `confidence`: how sure the recogniser is of a piece of a scan, 0 to 1; 0 with an empty `text` is ink that could not
    be read. None for text that was not recognised but stands in the file. `doubtful`: its characters that were read
    without certainty.
    `raw`: a number as it was recognised, where its commas and points had to be told apart.
    `seen`: what of a digit's `text` is printed, where more digits of its number stand in the file but are clipped away.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    run: int = 0
    confidence: float | None = None
    doubtful: str = ""
    seen: str | None = None
    raw: str | None = None

    @property
    def middle(self) -> tuple[float, float]:
        """The centre, which decides the cell that the text belongs to."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruled line: horizontal (`top` and `bottom` all but equal) or vertical."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid: its first row and column, how many of each it covers, and its box."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as its rules draw it: the x of every column border, the y of every row border, and its cells.

    `open_above`, `open_below`: rules part its rows, but none stands above the first or below the last one.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    open_above: bool = False
    open_below: bool = False

    @property
    def box(self) -> Box:
        """The outline."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


@dataclass(frozen=True, slots=True)
class Page:
    """One page upright, `number` from 1; `recognised`: its text was recognised from a picture.

    `quarters`: by how many quarters it was turned to the left to stand upright, beyond what the file itself says.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyphs, ...]
    rules: tuple[Rule, ...]
    recognised: bool = False
    quarters: int = 0

    def as_laid(self, box: Box) -> Box:
        """Where a box of this page stands before it was turned."""
        back = Page(self.number, self.width, self.height, (), ())
        return _turned_box(box, back, -self.quarters % 4)


def turned(page: Page, quarters: int) -> Page:
    """A page turned to the left by so many quarters, 0 to 3."""
    if not quarters:
        return page
    glyphs = []
    for glyph in page.glyphs:
        left, top, right, bottom = _turned_box((glyph.left, glyph.top, glyph.right, glyph.bottom), page, quarters)
        glyphs.append(replace(glyph, left=left, top=top, right=right, bottom=bottom))
    rules = (Rule(*_turned_box((r.left, r.top, r.right, r.bottom), page, quarters)) for r in page.rules)
    width, height = (page.height, page.width) if quarters % 2 else (page.width, page.height)
    return Page(page.number, width, height, tuple(glyphs), tuple(rules), page.recognised, quarters)


def _turned_box(box: Box, page: Page, quarters: int) -> Box:
    left, top, right, bottom = box
    if quarters == 1:
        return top, page.width - right, bottom, page.width - left
    if quarters == 2:
        return page.width - right, page.height - bottom, page.width - left, page.height - top
    if quarters == 3:
        return page.height - bottom, left, page.height - top, right
    return box


def least_sure(glyphs: Iterable[Glyphs]) -> float | None:
    """How sure the recogniser is of the least sure of some pieces, None where none was recognised."""
    return min((glyph.confidence for glyph in glyphs if glyph.confidence is not None), default=None)


def doubtful_of(glyphs: Iterable[Glyphs]) -> str:
    """The characters of some pieces that were recognised without certainty."""
    return "".join(glyph.doubtful for glyph in glyphs)
