"""Horizontal rules that are drawn cell by cell: where pieces end stand the borders of columns, and which cells go on.

A table with horizontal rules only may still tell all of its grid: each cell has drawn its own upper and lower edge. So
the pieces meet where columns do, and beside a cell that covers several rows there is no rule.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosures.read.bands import Band, bands, ruled_bands
from disclosures.read.page import Rule
from disclosures.read.pieces import Piece

_SAME = 2.0  # points: ends or heights that are nearer are one
_GAP = 1.0  # points: pieces that meet stand no farther apart
_DASH = 6.0  # points: pieces with such gaps are a dashed line
_NARROWEST = 5.0  # points of a column
_LEVELS = 2  # heights at which pieces end on one border
_COVERED = 0.6  # share of a cell's side that a rule must cover
_THROUGH = 0.3  # heights of a line that a text may reach over a rule

Span = tuple[int, int, int, int]  # first row and column, past the last ones


@dataclass(frozen=True, slots=True)
class _Level:
    """The pieces of rules at one height, from left to right."""

    at: float
    pieces: tuple[tuple[float, float], ...]


def column_joints(rules: Sequence[Rule]) -> tuple[float, ...] | None:
    """The borders of columns where the pieces of horizontal rules end; None where these are no cells' edges."""
    levels = _levels(rules)
    if any(_GAP < b[0] - a[1] < _DASH for level in levels for a, b in pairwise(level.pieces)):
        return None
    ends = sorted((x, number) for number, level in enumerate(levels) for piece in level.pieces for x in piece)
    groups: list[list[tuple[float, int]]] = []
    for end in ends:
        if groups and end[0] - groups[-1][0][0] <= _SAME:
            groups[-1].append(end)
        else:
            groups.append([end])
    kept = [one for one in groups if one in (groups[0], groups[-1]) or len({number for _, number in one}) >= _LEVELS]
    xs = tuple(_middle([x for x, _ in one]) for one in kept)
    if len(xs) < 3 or any(b - a < _NARROWEST for a, b in pairwise(xs)):
        return None
    return xs


def _levels(rules: Sequence[Rule]) -> list[_Level]:
    """The rules by height from the top down."""
    found: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.top + one.bottom):
        if found and _height(rule) - _height(found[-1][0]) <= _SAME:
            found[-1].append(rule)
        else:
            found.append([rule])
    return [
        _Level(_middle([_height(one) for one in level]), tuple(sorted({(one.left, one.right) for one in level})))
        for level in found
    ]


def _height(rule: Rule) -> float:
    return (rule.top + rule.bottom) / 2


def _middle(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def ruled_cells(
    rules: Sequence[Rule], xs: Sequence[float], body: Sequence[Piece]
) -> tuple[list[Band], list[Span]] | None:
    """The rows between the rules, and the cells that cover several of them because no rule parts these.

    None where the rules do not part all rows: one has amounts above one another, or goes through a text.
    """
    top, bottom = min(text.top for text in body), max(text.bottom for text in body)
    inner = [level for level in _levels(rules) if top < level.at < bottom]
    ys = [top - 1.0, *(level.at for level in inner), bottom + 1.0]
    if (
        (not inner and len(bands(body)) > 1)
        or not ruled_bands(body, ys)
        or any(_is_cut(text, inner, xs) for text in body)
    ):
        return None
    drawn = [[_covers(level, a, b) for a, b in pairwise(xs)] for level in inner]
    rows = [
        Band(upper, lower, tuple(text for text in body if upper <= text.middle < lower))
        for upper, lower in pairwise(ys)
    ]
    spans = [_downward([sides[column] for sides in drawn]) for column in range(len(xs) - 1)]
    wide = [span for text in body for span in _sideways(text, rows, xs, spans)]
    high = [(a, at, b, at + 1) for at, column in enumerate(spans) for a, b in column if b - a > 1]
    return rows, [*wide, *high]


def _downward(sides: Sequence[bool]) -> list[tuple[int, int]]:
    """The cells of a column (first row, past the last), given below which rows but the last one a rule runs."""
    starts = [0, *(number for number, drawn in enumerate(sides, 1) if drawn), len(sides) + 1]
    return list(pairwise(starts))


def _sideways(
    text: Piece, rows: Sequence[Band], xs: Sequence[float], spans: Sequence[Sequence[tuple[int, int]]]
) -> list[Span]:
    """The cell of a text that lies over several columns, where these have a cell each at its height."""
    first, last = _column(text.left + _SAME, xs), _column(text.right - _SAME, xs)
    if first == last:
        return []
    row = max(bisect_right(rows, text.middle, key=lambda band: band.top) - 1, 0)
    found = {next(span for span in spans[column] if span[0] <= row < span[1]) for column in range(first, last + 1)}
    return [(a, first, b, last + 1) for a, b in found] if len(found) == 1 else []


def _column(x: float, xs: Sequence[float]) -> int:
    return min(max(bisect_right(xs, x) - 1, 0), len(xs) - 2)


def _covers(level: _Level, left: float, right: float) -> bool:
    reached = left
    covered = 0.0
    for start, end in level.pieces:
        covered += max(0.0, min(end, right) - max(start, reached))
        reached = max(reached, min(end, right))
    return covered >= _COVERED * (right - left)


def _is_cut(text: Piece, levels: Sequence[_Level], xs: Sequence[float]) -> bool:
    """Whether a rule goes through the first column of a text."""
    column = _column(text.left + _SAME, xs)
    reach = _THROUGH * text.line
    return any(
        text.top + reach < level.at < text.bottom - reach and _covers(level, xs[column], xs[column + 1])
        for level in levels
    )
