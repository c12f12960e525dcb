"""Glyphs to lines of text, inside a cell and outside of tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosures.model import Box
from disclosures.read.page import Glyphs

_WORD_GAP = 0.25  # of the line's height: a wider gap between letters is a space
_STRAY = 0.15  # of a line's height: signs of another font may overlap it as little
_TOUCH = 0.25  # of a line's height: so much neighbours may run into one another
_SAME_LINE = 0.5  # of the lower of two glyphs: they overlap so much where they stand in one line


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line (or the part of one up to a wide gap) with its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    @property
    def height(self) -> float:
        """The height of its highest glyph."""
        return self.bottom - self.top


def in_lines(glyphs: Iterable[Glyphs]) -> list[list[Glyphs]]:
    """Glyphs by printed line from the top down, each line from left to right."""
    found: list[list[Glyphs]] = []
    top = bottom = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.top + g.bottom):
        overlap = min(bottom, glyph.bottom) - max(top, glyph.top)
        if found and overlap >= _SAME_LINE * min(bottom - top, glyph.bottom - glyph.top):
            found[-1].append(glyph)
            top, bottom = min(top, glyph.top), max(bottom, glyph.bottom)
        else:
            found.append([glyph])
            top, bottom = glyph.top, glyph.bottom
    for line in found:
        line.sort(key=lambda g: g.left)
    return _with_strays(found)


def _with_strays(lines: list[list[Glyphs]]) -> list[list[Glyphs]]:
    """Lines with what was set a little above or below them: signs of another font that fill the gaps of their words."""
    found: list[list[Glyphs]] = []
    for line in lines:
        if found and _interleave(found[-1], line):
            found[-1] = sorted((*found[-1], *line), key=lambda g: g.left)
        else:
            found.append(line)
    return found


def _interleave(above: Sequence[Glyphs], below: Sequence[Glyphs]) -> bool:
    """Whether two lines stand nearly on one height and nowhere over one another."""
    top, bottom = max(g.top for g in above[:1]), max(g.bottom for g in above[:1])
    height = bottom - top
    if min(bottom, below[0].bottom) - max(top, below[0].top) < _STRAY * height:
        return False
    edges = sorted((g.left, g.right) for g in (*above, *below) if g.text.strip())
    return all(second[0] >= first[1] - _TOUCH * height for first, second in pairwise(edges))


def text_of(line: Sequence[Glyphs]) -> str:
    """One line as text: a space where a gap is as wide as one."""
    parts: list[str] = []
    right = None
    for glyph in line:
        if right is not None and glyph.left - right > _WORD_GAP * (glyph.bottom - glyph.top):
            parts.append(" ")
        parts.append(glyph.text)
        right = glyph.right if right is None else max(right, glyph.right)
    return "".join(parts).strip()


def segments(line: Sequence[Glyphs], gap: float) -> list[Line]:
    """A line cut where a gap is wider than `gap` times its height; blank parts are left out."""
    parts: list[list[Glyphs]] = []
    right = 0.0
    for glyph in line:
        if not glyph.text.strip():
            continue
        if parts and glyph.left - right <= gap * (glyph.bottom - glyph.top):
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
        right = max(right, glyph.right) if parts[-1][:-1] else glyph.right
    return [
        Line(
            text_of(part),
            part[0].left,
            min(g.top for g in part),
            max(g.right for g in part),
            max(g.bottom for g in part),
        )
        for part in parts
    ]


def without_doubles(glyphs: Sequence[Glyphs]) -> Sequence[Glyphs]:
    """Each glyph once: bold is faked by drawing a text twice, a fraction of a point apart."""
    seen: dict[tuple[str, int, int], list[Glyphs]] = {}
    kept: list[Glyphs] = []
    for glyph in glyphs:
        place = round(glyph.left / 4), round(glyph.top / 4)
        near = [
            g
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for g in seen.get((glyph.text, place[0] + dx, place[1] + dy), ())
        ]
        reach = 0.25 * (glyph.bottom - glyph.top)
        if any(abs(g.left - glyph.left) < reach and abs(g.top - glyph.top) < reach for g in near):
            continue
        seen.setdefault((glyph.text, *place), []).append(glyph)
        kept.append(glyph)
    return kept if len(kept) < len(glyphs) else glyphs
