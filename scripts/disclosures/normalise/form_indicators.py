"""The indicators of forms: levels filled down, targets put together from their cells, rows cut by a page break joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from disclosures.forms import dimension_of
from disclosures.model import Finding, Place, Positions, Record, Repair, Row, Value
from disclosures.normalise.form_columns import OVERALL, YEAR, Heading
from disclosures.normalise.form_reader import Event, Line
from disclosures.normalise.positions import cell_place, spanning, with_rest
from disclosures.text import key, parse_amount, parse_target

_QUALITATIVE = "定性"
_OPERATORS = frozenset("≥≤><=") | {
    ">=",
    "<=",
    "≧",
    "≦",
    "⩾",
    "⩽",
    "大于",
    "小于",
    "等于",
    "大于等于",
    "小于等于",
    _QUALITATIVE,
}
_MISREAD = 0.2  # share of a column of operators on a scan that may be something else
_BRACKETED = re.compile(r"[(（](.+)[)）]")
_IN_ONE = re.compile(r"([^指]{2,4}指标)([^指]{2,8}指标)(.+)", re.DOTALL)
_PARSED = ("target_operator", "target_value", "target_unit")
_TEXTS = ("weight", "core", "explanation", "scoring_standard", "activity", "note")


def place_of(row: Row) -> dict[str, Value]:
    """Where a row stands, as every record says it."""
    return {"source_page": row.place.page, "source_line": row.place.line}


def number_of(target: str) -> tuple[str, Decimal, str] | None:
    """A target as (operator, value, unit), a unit in brackets bare: `≥95.00(%)` → (≥, 95.00, %). None for words."""
    parsed = parse_target(target)
    if parsed is None:
        return None
    sign, number, unit = parsed
    bracketed = _BRACKETED.fullmatch(unit)
    return sign, number, bracketed[1] if bracketed else unit


def target_of(texts: Mapping[str, str], joined: bool) -> dict[str, Value]:
    """The target fields of one indicator. `joined`: its 性质 is an operator or 定性, part of the target as printed."""
    nature, value, unit = (texts.get(name, "") for name in ("nature", "target", "measure"))
    found: dict[str, Value] = {} if joined or not nature else {"target_nature": nature}
    text = f"{nature if joined else ''}{value}{unit}"
    amount = parse_amount(value)
    sign = parse_target(f"{nature}1") if joined and nature and nature != _QUALITATIVE else None
    misread = joined and bool(nature) and sign is None
    if amount is not None and (sign or unit) and not misread and nature != _QUALITATIVE:
        parsed: tuple[str, Decimal, str] | None = (sign[0] if sign else "=", amount, unit)
    else:
        parsed = number_of(text)
    operator, number, rest = parsed or (None, None, None)
    return found | {
        "target": text or None, "target_operator": operator, "target_value": number, "target_unit": rest or None,
    }  # fmt: skip


def natures_are_joined(events: Sequence[Event]) -> bool:
    """Whether the column 指标性质 prints operators (or 定性) only, so that it is the beginning of the target.

    On a scan (≥ read as W) a few others are operators that were misread.
    """
    every = list(_natures(events))
    strange = [line for line, text in every if key(text) not in _OPERATORS]
    return all(_is_recognised(line.row) for line in strange) and len(strange) <= _MISREAD * len(every)


def misread_natures(events: Sequence[Event], resource: str) -> Iterator[Finding]:
    """One warning for each operator that was misread on a scan: it stays as read, and its target is no number."""
    for line, text in _natures(events) if natures_are_joined(events) else ():
        if key(text) not in _OPERATORS:
            named = next((t for h, t in zip(line.headings, line.texts, strict=True) if h.field == "indicator"), "")
            message = f"第 {line.row.place.page} 页指标“{named}”的比较符号读作“{text}”，没有作为比较符号，请对照原文"
            yield Finding("X-OCR", "warning", "extraction", message, resource, None, "target", text)


def _natures(events: Sequence[Event]) -> Iterator[tuple[Line, str]]:
    for event in events:
        if isinstance(event, Line):
            for heading, text in zip(event.headings, event.texts, strict=True):
                if heading.field == "nature" and text:
                    yield event, text


def _is_recognised(row: Row) -> bool:
    return any(cell is not None and cell.recognised for cell in row.grid)


@dataclass
class Indicators:
    """The records of one resource of indicators. `leaf` is the field that holds the indicator itself."""

    resource: str
    leaf: str
    joined: bool
    name_of: Callable[[str], str]
    records: list[dict[str, Value]] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    places: list[dict[str, Place]] = field(default_factory=list)
    level1: str | None = None
    levels2: dict[str, str] = field(default_factory=dict)
    at_levels: dict[str, Place] = field(default_factory=dict)

    @property
    def positions(self) -> Positions:
        """Where the values of the records are printed."""
        return {(row, name): place for row, own in enumerate(self.places, 1) for name, place in own.items()}

    def restart(self) -> None:
        """Another form begins: no level is filled down into it."""
        self.level1 = None
        self.levels2.clear()
        self.at_levels.clear()

    def line(self, line: Line, about: Record) -> None:
        """Add the indicators of a row; `about` are the fields that say whose they are."""
        if line.rest:
            self._append(self.leaf, line.rest, _whole(line.row))
            return
        groups = dict.fromkeys(h.group for h in line.headings if h.part == "indicator")
        shared = "" if {OVERALL, YEAR} & groups.keys() else None  # columns that both sets of indicators have
        if shared is not None:
            groups.pop(shared, None)
        extras = {h.title: t for h, t in zip(line.headings, line.texts, strict=True) if h.field == "?" and t}
        for group in groups:
            texts = {
                h.field: text
                for h, text in zip(line.headings, line.texts, strict=True)
                if h.part == "indicator" and h.group in (group, shared)
            }
            cells = {
                h.field: place
                for h, at in zip(line.headings, line.cells, strict=False)
                if h.part == "indicator" and h.group in (group, shared) and (place := cell_place(line.row, at))
            }
            if self._one(line, group, texts, about, cells):
                self.records[-1] |= {self.name_of(title): text for title, text in extras.items()}
                self.places[-1] |= _printed_at(line, {title: self.name_of(title) for title in extras})
                extras = {}

    def _one(self, line: Line, group: str, texts: dict[str, str], about: Record, cells: Mapping[str, Place]) -> bool:
        """Add one indicator, `cells` say where its texts are printed; whether there was one."""
        if not {"level1", "level2"} & texts.keys() and not group:
            texts = _parted(texts)
        self._levels(group, texts, cells)
        own = {name: text for name, text in texts.items() if text and name not in ("level1", "level2")}
        if not own:
            return False
        if self._is_rest(line, texts, own):
            for name, text in own.items():
                self._append(self.leaf if name == "indicator" else name, text, cells.get(name))
            return False
        self.places.append(self._places(cells, group))
        record: dict[str, Value] = {**about}
        record |= {"level1": self.level1, "level2": self.levels2.get(group), self.leaf: texts.get("indicator") or None}
        if group in (OVERALL, YEAR):
            record["horizon"] = group
            group = ""
        record["dimension"] = group or (dimension_of(self.level1) if self.level1 else None)
        record |= {name: texts[name] or None for name in _TEXTS if name in texts}
        record |= target_of(texts, self.joined)
        self.records.append(record | place_of(line.row))
        return True

    def _levels(self, group: str, texts: Mapping[str, str], cells: Mapping[str, Place]) -> None:
        """The levels that a row prints hold for the rows below it, and so do their places."""
        if texts.get("level1"):
            if texts["level1"] != self.level1:
                self.levels2.clear()
            self.level1 = texts["level1"]
        if texts.get("level2"):
            self.levels2[group] = texts["level2"]
        for level, key_ in (("level1", "level1"), ("level2", f"level2 {group}")):
            if texts.get(level) and (place := cells.get(level) or cells.get("indicator")):
                self.at_levels[key_] = place

    def _places(self, cells: Mapping[str, Place], group: str) -> dict[str, Place]:
        """Where the fields of an indicator are printed, the levels where they were."""
        found = {name: cells[name] for name in _TEXTS if name in cells}
        levels = {"level1": self.at_levels.get("level1"), "level2": self.at_levels.get(f"level2 {group}")}
        found |= {name: place for name, place in levels.items() if place}
        if "indicator" in cells:
            found[self.leaf] = cells["indicator"]
        if "nature" in cells and not self.joined:
            found["target_nature"] = cells["nature"]
        parts = ("nature", "target", "measure") if self.joined else ("target", "measure")
        if target := spanning([cells[part] for part in parts if part in cells]):
            found |= dict.fromkeys(("target", *_PARSED), target)
        return found

    def _is_rest(self, line: Line, texts: Mapping[str, str], own: Mapping[str, str]) -> bool:
        """The first row of a page that has only half of what an indicator is."""
        if not line.row.after_break or not self.records or texts.get("level1") or texts.get("level2"):
            return False
        return set(own) in ({"indicator"}, {"target"}, {"explanation"}) and len(texts) > 1

    def _append(self, name: str, rest: str, place: Place | None) -> None:
        if not self.records:
            return
        above = self.records[-1]
        with_rest(self.places[-1], name, place)
        printed = str(above.get(name) or "")
        above[name] = printed + rest
        if name == "target":
            self.places[-1] |= dict.fromkeys(_PARSED, self.places[-1][name]) if name in self.places[-1] else {}
            sign, number, unit = number_of(printed + rest) or (None, None, None)
            above |= {"target_operator": sign, "target_value": number, "target_unit": unit or None}
        evidence = "下一行只有这一格的后半段"
        self.repairs.append(
            Repair(self.resource, len(self.records), name, printed, printed + rest, "X-SPLIT", evidence)
        )


def _whole(row: Row) -> Place | None:
    """All cells of a row that prints one text."""
    places = (cell_place(row, at) for at, text in enumerate(row.cells) if text)
    return spanning([place for place in places if place is not None])


def _printed_at(line: Line, names: Mapping[str, str]) -> dict[str, Place]:
    """Where columns of no known meaning are printed in a line; `names` are their fields by title."""
    found = {}
    for heading, at in zip(line.headings, line.cells, strict=False):
        place = cell_place(line.row, at) if heading.field == "?" and heading.title in names else None
        if place is not None:
            found[names[heading.title]] = place
    return found


def _parted(texts: dict[str, str]) -> dict[str, str]:
    """`产出指标质量指标来信扫描完成率` in one cell is three levels."""
    parts = _IN_ONE.fullmatch(texts.get("indicator", ""))
    if parts is None or dimension_of(parts[1]) is None:
        return texts
    return {**texts, "level1": parts[1], "level2": parts[2], "indicator": parts[3]}


def headed(events: Sequence[Event]) -> list[Heading]:
    """All headings of the tables in the forms."""
    return [heading for event in events if isinstance(event, Line) for heading in event.headings]
