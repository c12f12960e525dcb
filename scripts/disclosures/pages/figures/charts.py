"""Static SVG: x in percent, y in pixels, no viewBox, so that text stays readable at any width.

A mark is drawn only from a number that the table beside it shows. Stacks and bars refuse negative amounts; lines
don't join years that nobody published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from markupsafe import Markup, escape

from disclosures.pages import numbers

Height = Literal[8, 12, 14, 16]  # px, each a class of the style sheet
_GAP = Decimal("0.25")
_NARROW = 330  # px; a label must fit its segment on a phone, or it is left to the key
_GLYPH = 13


@dataclass(frozen=True)
class Part:
    """A segment or bar: its label, amount, and series 1–5 (the meaning is fixed: see the design's tokens)."""

    label: str
    value: Decimal
    series: int = 1
    short: str = ""


@dataclass(frozen=True)
class Point:
    """A year's amount; `derived` where it was worked out from the next year's document."""

    year: int
    value: Decimal
    derived: bool = False


def _width(text: str) -> int:
    """Roughly the pixels that 13 px text takes."""
    return sum(_GLYPH if ord(c) > 0x2E7F else 8 for c in text)


def _pct(value: Decimal) -> str:
    return f"{value:.2f}%"


def stack(parts: Sequence[Part], total: Decimal, name: str, scale: Decimal | None = None) -> Markup:
    """One bar of segments; `total` (or `scale`, to compare bars) is the full width."""
    full = scale or total
    spoken = "，".join(f"{p.label} {numbers.amount(p.value)} 万元" for p in parts)
    marks = [Markup('<svg class="ch" style="height:34px" role="img" aria-label="{}：{}">').format(name, spoken)]
    left = Decimal(0)
    for part in parts:
        width = part.value / full * 100
        marks.append(_segment(part, left, width))
        left += width
    return Markup("").join([*marks, Markup("</svg>")])


def _segment(part: Part, left: Decimal, width: Decimal) -> Markup:
    shown = max(width - _GAP, Decimal("0.15"))
    rect = Markup('<rect class="f{}" x="{}" width="{}" y="0" height="34"/>').format(
        part.series, _pct(left), _pct(shown)
    )
    label, value = part.short or part.label, numbers.brief(part.value)
    room = int(width * _NARROW / 100) - 14
    wide = int(width * 800 / 100) - 14
    text = Markup('<text class="on" x="{}" dx="8" y="22">{}</text>')
    if room >= _width(f"{label} {value}"):
        return rect + text.format(_pct(left), f"{label} {value}")
    if room >= _width(label) and wide >= _width(f"{label} {value}"):
        return rect + text.format(_pct(left), escape(label) + Markup('<tspan class="wide"> {}</tspan>').format(value))
    if wide >= _width(f"{label} {value}"):
        return rect + text.format(_pct(left), Markup('<tspan class="wide">{} {}</tspan>').format(label, value))
    return rect


def bar(value: Decimal, full: Decimal, series: int = 1, height: Height = 14, *, hatched: bool = False) -> Markup:
    """A bar on its track; decoration to the figure printed beside it, hence hidden from screen readers.

    Its height is the style sheet's: a page has dozens of them.
    """
    width = min(Decimal(100), value / full * 100) if full > 0 and value > 0 else Decimal(0)
    shape = "hat f0" if hatched else f"f{series}"
    return Markup(
        '<svg class="ch b{}" aria-hidden="true"><rect class="trk" /><rect class="{}" width="{}" /></svg>'
    ).format(height, shape, _pct(width))


def growth(previous: Decimal, value: Decimal) -> Markup:
    """This year's bar, split into last year and what was added; a plain bar where it shrank."""
    if not 0 < previous < value:
        return bar(value, max(value, previous), 1, 8)
    old = previous / value * 100
    label = f"上年 {numbers.amount(previous)}，增加 {numbers.amount(value - previous)}"
    return Markup(
        '<svg class="ch" style="height:8px" role="img" aria-label="{}"><rect class="f0" width="{}" height="8"/>'
        '<rect class="f1" x="{}" width="{}" height="8"/></svg>'
    ).format(label, _pct(old), _pct(old + _GAP), _pct(100 - old - _GAP))


_BASE, _TOP = 112, 34


def series(points: Sequence[Point], years: Sequence[int], top: Decimal, name: str) -> Markup:
    """A line over years: full dots printed, hollow ones derived, dashes over years that aren't held."""
    spoken = "，".join(f"{p.year} 年 {numbers.amount(p.value)}{'（倒推）' if p.derived else ''}" for p in points)
    out = [Markup('<svg class="ch" style="height:136px" role="img" aria-label="{}：{} 万元">').format(name, spoken)]
    out.append(Markup('<line class="ax2" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(_BASE))
    step = Decimal(100) / max(len(years), 1)
    x = {year: step * index + step / 2 for index, year in enumerate(years)}
    y = {p.year: _BASE - int(p.value / top * (_BASE - _TOP)) if top > 0 else _BASE for p in points}
    for year in years:
        out.append(
            Markup('<text class="ts t2" x="{}" y="129" text-anchor="middle">{}</text>').format(_pct(x[year]), year)
        )
    for a, b in pairwise(points):
        kind = "ln" if b.year - a.year == 1 else "gap"
        out.append(
            Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
                kind, _pct(x[a.year]), y[a.year], _pct(x[b.year]), y[b.year]
            )
        )
    out += [_dot(p, x[p.year], y[p.year]) for p in points]
    return Markup("").join([*out, Markup("</svg>")])


def _dot(point: Point, x: Decimal, y: int) -> Markup:
    mark, size, text = ("hol", "4.5", "t2 ts") if point.derived else ("f1", "5", "tb")
    return Markup(
        '<circle class="{}" cx="{}" cy="{}" r="{}"/><text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>'
    ).format(mark, _pct(x), y, size, text, _pct(x), y - 10, numbers.brief(point.value))
