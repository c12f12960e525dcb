"""Where the cells of a form stand, and what the columns of a table inside a form mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from disclosures.forms import Form, Label, Part, dimension_of, heads_indicators, label_of, meanings, unit_in
from disclosures.model import Row
from disclosures.text import is_amount, squeeze

OVERALL, YEAR = "overall", "year"
_DEEPEST = 4
_PAIR = 2
_SUMS = ("budget_total", "total")
_SHARED = frozenset({"basic", "project"})


@dataclass(frozen=True, slots=True)
class Spot:
    """A printed cell: its text (maybe blank), first column, and how many columns and rows it covers."""

    text: str
    column: int
    width: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Heading:
    """What the columns `start` to `end` (not included) mean; `field` is `""` where nothing is known.

    `group` tells headings of one meaning apart that stand below different ones: a dimension of the indicators, or a
    number. `unit` is the unit of money printed in the heading.
    """

    start: int
    end: int
    part: Part
    field: str
    title: str
    group: str = ""
    unit: str | None = None


def spots(row: Row) -> list[Spot]:
    """The cells of a row that no merged cell covers, from left to right, with their texts."""
    return [
        Spot(squeeze(text), column, cell.columns, cell.rows)
        for column, (text, cell) in enumerate(zip(row.cells, row.grid, strict=True))
        if cell is not None
    ]


def header_depth(form: Form, rows: Sequence[Row], index: int) -> int:
    """How many rows the header that begins at `index` has: as far as its merged headings reach, or groups are divided.

    A heading beside the table (绩效指标, merged over all of its lines) does not count.
    """
    depth = 1
    while index + depth < len(rows) and depth < _DEEPEST:
        below = rows[index + depth]
        if below.after_break or not _may_head(form, below):
            break
        over = [s for row in rows[index : index + depth] for s in spots(row) if s.text]
        reach = any(
            s.rows > depth - at and _is_column(form, s.text)
            for at, row in enumerate(rows[index : index + depth])
            for s in spots(row)
        )
        if not reach and not any(s.width > 1 and dimension_of(s.text) for s in over):
            break
        depth += 1
    return depth


def _may_head(form: Form, row: Row) -> bool:
    filled = [s.text for s in spots(row) if s.text]
    return bool(filled) and not any(is_amount(t) for t in filled) and all(_is_column(form, t) for t in filled)


def _is_column(form: Form, text: str) -> bool:
    return any(m.part != "section" for m in meanings(form, text)) or _groups(form, text)


def _groups(form: Form, text: str) -> bool:
    label = label_of(form, text)
    return label is not None or (dimension_of(text) is not None and len(text) < 8)


def headings(form: Form, rows: Sequence[Row]) -> tuple[Heading, ...]:
    """The columns below some header rows, each with the meaning of its heading and of those above it."""
    leaves: dict[int, list[Spot]] = {}
    for at, row in enumerate(rows):
        for spot in spots(row):
            if at + spot.rows > len(rows):  # merged over lines below: it stands beside them, not above
                spot = replace(spot, text="")
            for column in range(spot.column, spot.column + spot.width):
                leaves.setdefault(column, []).append(spot)
    indicators = any(heads_indicators(form, row) for row in rows)
    found: list[Heading] = []
    previous: Spot | None = None
    for column in sorted(leaves):
        path = [s for s in leaves[column] if s.text]
        if path and path[-1] is previous:
            found[-1] = replace(found[-1], end=column + 1)
            continue
        previous = path[-1] if path else None
        found.append(_heading(form, column, path, found, indicators))
    return _settled(found)


def _heading(form: Form, column: int, path: Sequence[Spot], before: Sequence[Heading], indicators: bool) -> Heading:
    if not path:
        return Heading(column, column + 1, "section", "", "")
    leaf = path[-1].text
    known = [m for m in meanings(form, leaf) if m.part != "section"]
    inside = any(h.part == "indicator" for h in before)
    if inside:  # right of the first heading over indicators, 单位 and 备注 are theirs
        known.sort(key=lambda m: m.part != "indicator")
        if leaf == "单位":
            known = [Label("indicator", "measure")]
    elif not indicators:
        known = [m for m in known if m.part != "indicator"] or known
    part, field = (known[0].part, known[0].field) if known else _unknown(form, leaf)
    above = [m for s in path[:-1] if (m := label_of(form, s.text)) and m.field]
    if part == "funding" and above and above[-1].part == "funding":
        field = _under(above[-1].field, field)
    elif field == "total" and above and above[-1].part == "project":
        field = above[-1].field
    group = next((d for s in path[:-1] if (d := dimension_of(s.text))), "")
    unit = next((u for s in reversed(path) if (u := unit_in(s.text))), None)
    title = "/".join(dict.fromkeys(s.text for s in path))
    return Heading(column, column + 1, part, field, title, group, unit)


def _unknown(form: Form, text: str) -> tuple[Part, str]:
    return ("section", "") if label_of(form, text) else ("ignore", "?")


def _under(above: str, field: str) -> str:
    """An amount below another: 合计 is that itself, 基本支出 and 项目支出 are parts of it."""
    if field in _SUMS:
        return above
    return f"{above}_{field}" if field in _SHARED and above not in _SUMS else field


def _settled(found: Sequence[Heading]) -> tuple[Heading, ...]:
    """绩效指标 heads the indicators where nothing else does; a meaning printed twice counts once in each group."""
    found = _horizons(found)
    kept: list[Heading] = []
    named = any(h.field == "indicator" for h in found)
    seen: set[tuple[str, str]] = set()
    for heading in found:
        if not named and heading.part == "section" and "指标" in heading.title:
            heading, named = replace(heading, part="indicator", field="indicator"), True
        place = (heading.field, heading.group)
        if heading.field not in ("", "?") and place in seen:
            heading = replace(heading, field="?")
        seen.add(place)
        kept.append(heading)
    return tuple(kept)


def _horizons(found: Sequence[Heading]) -> Sequence[Heading]:
    """Two sets of indicators side by side: those of the whole period, then those of the year."""
    places = [i for i, h in enumerate(found) if h.field == "indicator" and not h.group]
    if len(places) != _PAIR:
        return found
    repeated = {h.field for i, h in enumerate(found) if i > places[0] and h.part == "indicator"}
    repeated = {f for f in repeated if sum(h.field == f for h in found) == _PAIR}
    if "target" not in repeated:  # 三级指标 and 指标内容 of one set
        return found
    seen: set[str] = set()
    kept = []
    for heading in found:
        if heading.field in repeated:
            heading = replace(heading, group=YEAR if heading.field in seen else OVERALL)
            seen.add(heading.field)
        kept.append(heading)
    return kept
