"""The “三公” table read off a grid, in whatever way a place turns it: one record a unit, year and source of funds.

Measures, years and sources of funds may each stand across or down. Every cell gets its facets from the headings above
it and the labels beside it; cells of the same unit, year and source make a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from disclosures.header import Layout
from disclosures.kinds import Kind
from disclosures.labels import is_total_label
from disclosures.model import Column, Finding, Match, Paragraph, Place, Positions, Row, Table, Value
from disclosures.normalise.crossed import Axis, Crossed, crossed, measuring
from disclosures.normalise.facets import CURRENT, Facets
from disclosures.normalise.positions import cell_place
from disclosures.normalise.result import ABOUT_PLACE, Normalised, table, unit_of, value
from disclosures.normalise.three_public_sums import BESIDE, sums_others, tell_totals
from disclosures.text import code, is_blank_mark, key, parse_amount, squeeze

RESOURCE = "three_public"
_OF_EVERY = ("unit_code", "unit_name", "period", "source", *ABOUT_PLACE)
_WHOLE = "whole"  # a 合计 of which only the rest of the table tells what it sums
_MOST_EXTRAS = 60  # beyond, this is no 三公 table, whatever its title says
_NOTE = re.compile(r"[（(]?(?:注|说明|备注)(?:\d|[一二三])?[:：.、]")
_CODE = re.compile(r"[0-9A-Za-z]{1,24}")  # as `fields.yaml` has it
_CODED = re.compile(r"[\[（(【]?\s*(\d{3,9})\s*[\])）】]?\s*[-－—_ ]?\s*(?=[^\d\s.,，年])(.+)")
Slot = tuple[int | None, str | None]  # year and source of funds
Key = tuple[str, int | None, str | None]  # and before them the field


@dataclass(frozen=True, slots=True)
class _Figure:
    """A cell with what it is. `measure` is empty for one of no known meaning, `title` then says what is printed.

    `words` are all those above and beside it; `column` is the one that it stands in.
    """

    measure: str
    facets: Facets
    title: str
    words: str
    text: str
    row: Row
    column: int


@dataclass
class _Unit:
    """The figures of one unit. `total`: it is printed as 合计. `taken`, `filled`: which it has, and not blank.

    `places` say where its code and name are printed.
    """

    code: str = ""
    name: str = ""
    total: bool = False
    figures: list[_Figure] = field(default_factory=list)
    notes: list[tuple[Row, str]] = field(default_factory=list)
    taken: set[Key] = field(default_factory=set)
    filled: set[Key] = field(default_factory=set)
    places: Mapping[str, Place] = field(default_factory=dict)


def three_public(kind: Kind, match: Match) -> Normalised | None:
    """The records of a table whose rows were read off a grid; None where its words name none of the measures."""
    notes = tuple(row for row in match.rows if _is_note(row))
    if notes:
        said = tuple(Paragraph(next(c for c in row.cells if c), row.place) for row in notes)
        match = replace(match, rows=tuple(r for r in match.rows if r not in notes), notes=(*match.notes, *said))
    grid = crossed(match)
    if (
        grid.side_by_side
        or not grid.columns
        or not any(axis.facets.known and axis.facets.measure for axis in measuring(grid))
    ):
        return None
    return _Made(kind, match, grid).run()


def dated(found: Table, year: int) -> Table:
    """The same table with 本年 and 上年 as the years that they are in a budget of `year`."""
    if "period" not in found.fields:
        return found
    records = tuple(
        {**r, "period": year + r["period"]} if isinstance(r["period"], int) and r["period"] <= CURRENT else r
        for r in found.records
    )
    return replace(found, records=records)


def _is_note(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell]
    return len(filled) == 1 and _NOTE.match(filled[0]) is not None


# --- records -------------------------------------------------------------------------------------------------------


class _Made:
    """Collects figures by unit, then makes records of them."""

    def __init__(self, kind: Kind, match: Match, grid: Crossed) -> None:
        self.kind, self.match, self.grid = kind, match, grid
        self.unit = unit_of(match)
        self.units: list[_Unit] = []
        self.extras: dict[str, str] = {}
        self.findings: list[Finding] = []
        self.places: list[dict[str, Place]] = []  # of each record, by field
        said = {a.facets.measure for a in measuring(grid) if a.facets.known}
        self.beside = bool(said & set(BESIDE))
        self.explicit = "total" in said

    def run(self) -> Normalised | None:
        """The table, None where it has too much that means nothing."""
        for row, axis in self.grid.rows:
            self._row(row, axis)
        figures = [figure for unit in self.units for figure in unit.figures]
        settled = _settled(figures)
        made = [record for unit in self.units for record in self._records(unit, settled)]
        if len(self.extras) > _MOST_EXTRAS:
            return None
        tell_totals(made, self.beside and not self.explicit)
        self._classify(made)
        if not any(_says(record) for record in made):
            made = made if len(self.units) > 1 else []
        fields = self._fields(figures, settled, made)
        records = [{f: record.get(f) for f in (*fields, *ABOUT_PLACE)} | {"row": i} for i, record in enumerate(made, 1)]
        self._say_extras()
        titles = {name: title for title, name in self.extras.items()}
        found = table(self.kind, self.match, RESOURCE, fields, records, titles, self._positions(records))
        return Normalised((found,), (), tuple(self.findings), self._layout())

    def _positions(self, records: Sequence[Mapping[str, Value]]) -> Positions:
        """Where the values of the records are printed; a 合计 that was told to sum all keeps its cell."""
        found: dict[tuple[int, str], Place] = {}
        for number, (record, places) in enumerate(zip(records, self.places, strict=False), 1):
            named = {"total_with_meeting_training": places["total"], **places} if "total" in places else places
            found |= {(number, name): place for name, place in named.items() if name in record}
        return found

    def _row(self, row: Row, axis: Axis | None) -> None:
        texts = {role: row.cells[at] for at, role in enumerate(self.grid.roles) if row.cells[at]}
        figures = list(self._figures(row, axis))
        unit = self._unit(texts, axis, figures)
        unit.places = unit.places or self._named_at(row)
        for figure in figures:
            again = figure.measure and _place(figure) in unit.taken
            unit.figures.append(replace(figure, measure="", title=figure.words) if again else figure)
            unit.taken.add(_place(figure))
            if figure.measure and figure.text:
                unit.filled.add(_place(figure))
        if note := texts.get("note"):
            unit.notes.append((row, squeeze(note)))

    def _figures(self, row: Row, axis: Axis | None) -> Iterator[_Figure]:
        beside = axis or Axis(Facets(), "")
        for at, column in self.grid.columns.items():
            across, down = column.facets, beside.facets
            decides = down if self.grid.lines else across
            period = across.period if down.period is None else down.period
            facets = Facets(decides.measure, period, down.source or across.source, across.suffix or down.suffix)
            known = across.known and (down.known or not axis)
            measure = self._measure(decides if decides.measure or self.grid.lines else down, decides) if known else ""
            title = "/".join(w for w in (beside.words, "" if self.grid.lines and across.known else column.words) if w)
            if self.grid.roles[at] == "extra":
                measure, title = "", column.words
            words = "/".join(w for w in (beside.words, column.words) if w)
            yield _Figure(measure, facets, title or column.words, words, row.cells[at], row, at)

    def _measure(self, named: Facets, decides: Facets) -> str:
        """The measure; for a mere 合计 what it sums: all that is printed, where 三公 has a total of its own."""
        if named.measure:
            return named.measure
        if self.explicit and (decides.whole or self.grid.lines):
            return "total_with_meeting_training" if self.beside else ""
        return "total" if decides.whole or not self.grid.lines else ""

    def _unit(self, texts: Mapping[str, str], axis: Axis | None, figures: Sequence[_Figure]) -> _Unit:
        """The unit that a row speaks of: the one above where the row only goes on with its years, sources or items."""
        number, name = _named(texts.get("unit_code", ""), texts.get("unit_name", ""))
        total = any(is_total_label(texts.get(role, "")) for role in ("serial", "unit_code", "unit_name"))
        if total:
            number, name = "", "合计"
        above = self.units[-1] if self.units else None
        if above is not None and axis is not None:
            same = (number, name) in (("", ""), (above.code, above.name))
            again = any(_place(f) in above.filled for f in figures if f.measure and f.text)
            restarts = again and not (self.grid.lines and not axis.facets.measure)
            if same and not restarts:
                return above
            if same:
                number, name, total = above.code, above.name, above.total
        places = above.places if above is not None and (number, name) == (above.code, above.name) else {}
        self.units.append(_Unit(number, name, total, places=places))
        return self.units[-1]

    def _named_at(self, row: Row) -> Mapping[str, Place]:
        """Where a row prints code and name of its unit; one cell may print both."""
        at = {role: i for i, role in enumerate(self.grid.roles) if role in ("unit_code", "unit_name") and row.cells[i]}
        every = {role: place for role, i in at.items() if (place := cell_place(row, i)) is not None}
        return {role: every.get(role) or next(iter(every.values())) for role in ("unit_code", "unit_name") if every}

    def _records(self, unit: _Unit, settled: _Settled) -> Iterator[dict[str, Value]]:
        """One record for each year and source; changes stand with the current year, other cells with the whole."""
        found: dict[Slot, dict[str, Value]] = {}
        places: dict[Slot, dict[str, Place]] = {}
        slots: dict[int, Slot] = {}
        for figure in sorted(unit.figures, key=lambda f: not f.measure or bool(f.facets.suffix)):
            slot = slots[id(figure)] = settled.slot(figure, found)
            if slot not in found:
                place = {"source_page": figure.row.place.page, "source_line": figure.row.place.line}
                found[slot] = {"unit_code": unit.code or None, "unit_name": unit.name or None,
                               "period": slot[0], "source": slot[1], **place}  # fmt: skip
            name = self._set(found[slot], figure)
            if place_of := cell_place(figure.row, figure.column):
                places.setdefault(slot, dict(unit.places)).setdefault(name, place_of)
        for row, note in unit.notes:
            own = next((slots[id(f)] for f in unit.figures if f.row is row and id(f) in slots), None)
            if own in found:
                found[own]["note"] = f"{found[own]['note']}；{note}" if found[own].get("note") else note
        for slot, record in found.items():
            alone = [r for s, r in found.items() if s[0] == slot[0]]
            if _says(record) or (record is alone[0] and not any(map(_says, alone))):
                self.places.append(places.get(slot, {}))
                yield {"row": 0, "row_kind": "total" if unit.total else "item", **record}

    def _set(self, record: dict[str, Value], figure: _Figure) -> str:
        """Put a figure into its record; the field that it is in, `""` for one that is not published."""
        name = f"{figure.measure}{figure.facets.suffix}"
        if figure.measure and name not in record:
            record[name] = self._amount(name, figure)
            return name
        if not figure.text and not figure.title:
            return ""
        extra = self.extras.setdefault(figure.title, f"extra_{len(self.extras) + 1:02}")
        printed = squeeze(figure.text) or None
        record[extra] = f"{record[extra]}；{printed}" if record.get(extra) and printed else printed or record.get(extra)
        return extra

    def _amount(self, name: str, figure: _Figure) -> Value:
        text = figure.text
        if name.endswith("_percent"):
            text = key(text).replace("%", "")
        amount = parse_amount(text)
        if amount is None:
            if text and not is_blank_mark(text):
                message = f"{self.kind.title}金额栏中的“{text[:60]}”不是数字，没有作为金额发布"
                self.findings.append(
                    Finding(
                        "X-UNREAD",
                        "warning",
                        "extraction",
                        figure.row.place.words + message,
                        RESOURCE,
                        None,
                        name,
                        figure.text,
                    )
                )
            return None
        return amount if name.endswith("_percent") else value(self.kind, name, text, self.unit)

    def _classify(self, made: Sequence[dict[str, Value]]) -> None:
        """合计 is total already; a unit whose code others extend sums them; a first row that sums all is the total."""
        codes = sorted({str(r["unit_code"]) for r in made if r["unit_code"]})
        sums = {own for own, following in pairwise(codes) if following.startswith(own)}
        for record in made:
            if record["unit_code"] in sums:
                record["row_kind"] = "unit"
            elif key(str(record["unit_name"] or "")) == "小计":
                record["row_kind"] = "subtotal"
        names = list(dict.fromkeys((r["unit_code"], r["unit_name"]) for r in made))
        if len(names) < 2 or codes or any(r["row_kind"] != "item" for r in made):
            return
        first = [r for r in made if (r["unit_code"], r["unit_name"]) == names[0]]
        stated = key(str(names[0][1] or "")) == key(self.match.stated_name or "")
        if stated or sums_others(first, [r for r in made if r not in first]):
            for record in first:
                record["row_kind"] = "total"

    def _fields(self, figures: Sequence[_Figure], settled: _Settled, made: Sequence[dict[str, Value]]) -> list[str]:
        """What the table prints: its columns and measures, blank or not; years and sources where it tells them apart."""
        printed = {"row_kind"} | {r for r in self.grid.roles if r in ("unit_code", "unit_name", "note")}
        printed |= {f.measure + f.facets.suffix for f in figures if f.measure}
        printed |= {name for record in made for name in record if name not in _OF_EVERY or record[name] is not None}
        if made and not any("total" in record for record in made):  # it turned out to be that of all five
            printed.discard("total")
        printed -= {"row", "period", "source", *ABOUT_PLACE}
        printed |= {name for name, told in (("period", settled.periods), ("source", settled.sources)) if told}
        return sorted(printed)

    def _say_extras(self) -> None:
        if self.extras:
            words = "、".join(f"“{title}”" for title in self.extras)
            names = "、".join(self.extras.values())
            message = f"《{self.match.title or self.kind.title}》的 {words} 含义未知，照原样发布为 {names}"
            self.findings.append(Finding("X-OTHER", "info", "extraction", message, RESOURCE))

    def _layout(self) -> Layout:
        """The columns as they were taken, for explaining."""
        names = []
        for at, role in enumerate(self.grid.roles):
            axis = self.grid.columns.get(at)
            names.append(self._named_column(axis) if axis else role)
        return Layout(tuple(Column(n, "/".join(p)) for n, p in zip(names, self.grid.over, strict=True)), "header")

    def _named_column(self, axis: Axis) -> str:
        """The field of a column of figures, `""` where the labels of its rows tell."""
        extra = self.extras.get(axis.words, "")
        if extra or self.grid.lines or not axis.facets.known:
            return extra or (f"{axis.facets.measure}{axis.facets.suffix}" if axis.facets.known else "")
        return f"{self._measure(axis.facets, axis.facets)}{axis.facets.suffix}"


def _named(number: str, name: str) -> tuple[str, str]:
    """Code and name of a unit, also where one cell prints both. What is no code stays with the name, as printed."""
    number, name = code(number), squeeze(name)
    if number and not _CODE.fullmatch(number):
        number, name = "", f"{number} {name}".strip()
    parts = _CODED.fullmatch(name) if not number else None
    return (parts[1], parts[2]) if parts else (number, name)


def _place(figure: _Figure) -> Key:
    return figure.measure + figure.facets.suffix, figure.facets.period, figure.facets.source


def _says(record: Mapping[str, Value]) -> bool:
    """Whether a record holds any figure, or anything of no known meaning."""
    return any(isinstance(v, Decimal) or (v and n.startswith("extra_")) for n, v in record.items())


# --- years and sources ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Settled:
    """The years and sources that a table tells apart. `split`: measures printed both with a source and without."""

    periods: tuple[int, ...]
    sources: tuple[str, ...]
    dated: frozenset[str]
    split: bool

    @property
    def now(self) -> int | None:
        """The latest year."""
        return max(self.periods, key=lambda p: 9999 if p == CURRENT else p, default=None)

    def slot(self, figure: _Figure, found: Mapping[Slot, object]) -> Slot:
        """Year and source of a figure; what names none belongs to the current year and to the whole."""
        period, source = figure.facets.period, figure.facets.source
        source = source if source in self.sources else "total" if self.split else None
        if period is None or (figure.facets.suffix and period not in {slot[0] for slot in found}):
            again = figure.measure in self.dated and not figure.facets.suffix
            period = CURRENT if again and len(self.periods) == 1 else self.now
        if not figure.measure and (period, source) not in found:
            known = [s for s in found if s[0] == period] or list(found)
            return known[0] if known else (period, source)
        return period, source


def _settled(figures: Sequence[_Figure]) -> _Settled:
    plain = [f for f in figures if f.measure and not f.facets.suffix]
    periods = list(dict.fromkeys(f.facets.period for f in plain))
    sources = list(dict.fromkeys(f.facets.source for f in plain if f.facets.source))
    if sources == ["fiscal_appropriation"]:  # that is what the whole table is about
        sources = []
    divided = {(f.measure, f.facets.period) for f in plain if f.facets.source in sources}
    split = any((f.measure, f.facets.period) in divided for f in plain if f.facets.source not in sources)
    if len(sources) == 1 and not split and any(f.facets.source is None for f in plain):
        sources = []  # a heading over some measures only, none of which is printed otherwise
    dated_measures = frozenset(f.measure for f in plain if f.facets.period is not None)
    years = tuple(p for p in periods if p is not None)
    bare = years and any(f.facets.period is None and f.measure in dated_measures for f in plain)
    if bare and CURRENT not in years and len(years) == 1:
        years = (*years, CURRENT)
    return _Settled(years, tuple(sources), dated_measures, split)
