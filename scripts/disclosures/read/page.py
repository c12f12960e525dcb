"""What a page prints, whichever way it was read: pieces of text and ruled lines, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
    """One page as shown (turned upright), `number` from 1; `recognised`: its text was recognised from a picture."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyphs, ...]
    rules: tuple[Rule, ...]
    recognised: bool = False


def least_sure(glyphs: Iterable[Glyphs]) -> float | None:
    """How sure the recogniser is of the least sure of some pieces, None where none was recognised."""
    return min((glyph.confidence for glyph in glyphs if glyph.confidence is not None), default=None)


def doubtful_of(glyphs: Iterable[Glyphs]) -> str:
    """The characters of some pieces that were recognised without certainty."""
    return "".join(glyph.doubtful for glyph in glyphs)
