"""Project performance forms read off a grid: one form a project, or lists of projects with their indicators."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import repeat

from disclosures.forms import unit_in
from disclosures.kinds import Kind
from disclosures.labels import is_total_label
from disclosures.model import Finding, Match, Place, Positions, Record, Repair, Row, Table, Value
from disclosures.money import UNITS, in_ten_thousands
from disclosures.normalise.form_indicators import Indicators, misread_natures, natures_are_joined, place_of
from disclosures.normalise.form_reader import Entry, Line, read_form
from disclosures.normalise.positions import cell_place, going_on, with_rest
from disclosures.normalise.result import ABOUT_PLACE, Normalised, table
from disclosures.schemas import field as field_of
from disclosures.schemas import field_order
from disclosures.text import code, is_blank_mark, parse_amount

_OPENING = frozenset({"name", "project_code", "unit_name", "department_name", "project_type"})
_TOTALS = {"total": "", "overall_total": "overall_"}
_JOINED = ("name", "goal", "overall_goal", "overview", "basis", "plan", "necessity", "feasibility", "note")
_CODED = re.compile(r"([0-9A-Z]{12,30})\s*[-－—_]\s*(.+)", re.DOTALL)
_CODED_DEPARTMENT = re.compile(r"(\d{3,12})\s*[-－—_]?\s*(\D.*)", re.DOTALL)
_WITH_UNIT = re.compile(r"(.*?)(万元|千元|元)")
_UNIT_CODE = (3, 6)
_OF_UNIT = frozenset({"unit_name", "department_name", "project_type"})


@dataclass(frozen=True, slots=True)
class _Text:
    """A value as printed, the unit of money beside it, and where it stands."""

    text: str
    unit: str | None = None
    place: Place | None = None


@dataclass
class _Project:
    """A project being read. `listed`: it is a row of a list. `indicated`: indicators of it were seen."""

    row: Row
    listed: bool = False
    indicated: bool = False
    texts: dict[str, _Text] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)
    extras_at: dict[str, Place] = field(default_factory=dict)
    totals: list[tuple[str, int]] = field(default_factory=list)
    joins: list[tuple[str, str, str]] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The printed text of a field, `""` where there is none."""
        return self.texts[name].text if name in self.texts else ""

    def place(self, name: str) -> Place | None:
        """Where a field is printed, of a text in several cells the first one."""
        return self.texts[name].place if name in self.texts else None

    def append(self, name: str, rest: _Text) -> None:
        """Add what a page break cut off."""
        printed = self.text(name)
        self.texts[name] = _Text(printed + rest.text, place=going_on(self.place(name), rest.place))
        self.joins.append((name, printed, printed + rest.text))


def project_forms(kind: Kind, match: Match) -> Normalised:
    """`performance_projects` and `performance_indicators` of the rows of a grid."""
    return _Made(kind, match).run()


class _Made:
    """Collects projects and indicators while walking down labels and lines."""

    def __init__(self, kind: Kind, match: Match) -> None:
        self.kind, self.match = kind, match
        self.events = list(read_form("project", match.rows))
        self.extras: dict[str, dict[str, str]] = {"performance_projects": {}, "performance_indicators": {}}
        joined = natures_are_joined(self.events)
        self.indicators = Indicators(
            "performance_indicators", "indicator", joined, lambda title: self._extra("performance_indicators", title)
        )
        self.projects: list[_Project] = []
        self.current: _Project | None = None
        self.tentative: _Project | None = None
        self.owners: list[_Project | None] = []
        self.unit: str | None = match.unit
        self.last: str | None = None
        self.findings: list[Finding] = list(misread_natures(self.events, "performance_indicators"))
        self.positions: dict[tuple[int, str], Place] = {}  # of the projects

    def run(self) -> Normalised:
        """Walk down the rows and make the two tables."""
        for event in self.events:
            if isinstance(event, Entry):
                self._entry(event)
            else:
                self._line(event)
            self.owners += [self.tentative or self.current] * (len(self.indicators.records) - len(self.owners))
        kept = self._merged()
        rows = {id(project): number for number, project in enumerate(kept, 1)}
        records = [self._record(number, project) for number, project in enumerate(kept, 1)]
        made = self._projects_table(records)
        indicators = self._indicators_table(rows, records)
        tables = (made, indicators) if indicators.records else (made,)
        repairs = [
            Repair("performance_projects", rows[id(p)], name, printed, whole, "X-SPLIT", "跨页的一格，下一页只有后半段")
            for p in kept
            for name, printed, whole in p.joins
        ]
        return Normalised(tables, (*repairs, *self.indicators.repairs), (*self.findings, *self._said()))

    # --- labels and values -----------------------------------------------------------------------------------------

    def _entry(self, entry: Entry) -> None:
        if entry.label is None and not entry.title:
            self._loose(entry)
            return
        if entry.label is not None and entry.label.part == "ignore":
            return
        name = entry.label.field if entry.label else ""
        if self._opens(name) or (self.current is None and entry.text):
            self.current = _Project(entry.row)
            self.projects.append(self.current)
            self.indicators.restart()
        project = self.current
        if project is None:
            return
        unit = unit_in(entry.title) or unit_in(entry.section)
        if name in _TOTALS:
            project.totals.append((name, entry.column))
        name = self._governed(project, name, entry.column)
        if not entry.text or (name and project.text(name) == entry.text):
            return
        place = cell_place(entry.row, entry.cell)
        if not name or (project.text(name) and name not in _JOINED):
            self._keep(project, entry.title, entry.text, place)
        else:
            self.last = name
            before = f"{project.text(name)}\n" if project.text(name) else ""  # several goals below each other
            project.texts[name] = _Text(before + entry.text, unit, going_on(project.place(name), place))

    def _opens(self, name: str) -> bool:
        """Whether a label begins the form of another project."""
        project = self.current
        if project is None or project.listed:
            return bool(name)
        return name in _OPENING and (project.indicated or (name == "name" and bool(project.text("name"))))

    def _governed(self, project: _Project, name: str, column: int) -> str:
        """An amount belongs to the total printed above it: that of the year, or that of the whole project."""
        if not name or name in _TOTALS or not _is_amount_field(name):
            return name
        over = [(at, -index, total) for index, (total, at) in enumerate(reversed(project.totals)) if at <= column]
        total = max(over)[2] if over and len({t for t, _ in project.totals}) > 1 else "total"
        named = f"{_TOTALS[total]}{name}"
        return named if named in field_order("performance_projects") else ""

    def _loose(self, entry: Entry) -> None:
        """A text without a label: the rest of the one above, else kept for itself."""
        if self.current is None:
            return
        if entry.rest and self.last in _JOINED and not self.current.indicated:
            self.current.append(self.last, _Text(entry.text, place=cell_place(entry.row, entry.cell)))
        else:
            self._keep(self.current, entry.title or "其他内容", entry.text, cell_place(entry.row, entry.cell))

    def _keep(self, project: _Project, title: str, text: str, place: Place | None) -> None:
        before = project.extras.get(title)
        with_rest(project.extras_at, title, place)
        if text != before:
            project.extras[title] = f"{before}；{text}" if before else text

    # --- lines -----------------------------------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
        if any(h.part == "project" for h in line.headings):
            self._listed(line)
        project = self.tentative or self.current
        if project is not None and any(h.part == "indicator" for h in line.headings):
            project.indicated = project.indicated or any(
                t for h, t in zip(line.headings, line.texts, strict=True) if h.part == "indicator"
            )
        self.indicators.line(line, {})

    def _listed(self, line: Line) -> None:
        """The project cells of a line: those of another project, of the one above, or the rest of it."""
        cells = {
            h.field: _Text(text, h.unit, cell_place(line.row, at))
            for h, text, at in zip(line.headings, line.texts, line.cells or repeat(None), strict=False)
            if h.part == "project" and text
        }
        own = any(o for h, o in zip(line.headings, line.own, strict=True) if h.field == "name")
        named = "name" in cells or "project_code" in cells
        paid = any(_is_amount_field(name) for name in cells)
        project = self.tentative or self.current
        if line.row.after_break and project is not None and (project.listed or not (named or paid)):
            if self._goes_on(project, cells, line):
                self._continue(project, cells)
                self._extra_cells(project, line)
                return
        elif not named and not paid:
            if own and line.merged:
                self._start(line, cells, tentative=True)
            elif project is not None:
                self._extra_cells(project, line)
                for name, value in cells.items():
                    project.texts[name] = _Text(
                        project.text(name) + value.text, value.unit, going_on(project.place(name), value.place)
                    )
            return
        self._start(line, cells, tentative=False)

    def _start(self, line: Line, cells: Mapping[str, _Text], tentative: bool) -> None:
        if tentative and self.tentative is not None:
            return
        if not cells and not tentative:
            return
        project = _Project(line.row, listed=True, texts=dict(cells))
        self._extra_cells(project, line)
        self._fill_down(project, line)
        self.indicators.restart()
        if tentative:
            self.tentative = project
            return
        self.tentative, self.current = None, project
        self.projects.append(project)

    def _fill_down(self, project: _Project, line: Line) -> None:
        """A unit's cell that is merged over several projects belongs to each of them."""
        if self.current is None or not self.current.listed:
            return
        for heading, own in zip(line.headings, line.own, strict=True):
            if heading.field in _OF_UNIT and not own and heading.field in self.current.texts:
                project.texts.setdefault(heading.field, self.current.texts[heading.field])

    def _extra_cells(self, project: _Project, line: Line) -> None:
        """Columns of no known meaning are the project's where they stand left of the indicators."""
        if any(h.part == "indicator" for h in line.headings):
            return
        for heading, text, at in zip(line.headings, line.texts, line.cells or repeat(None), strict=False):
            if heading.field == "?" and text:
                self._keep(project, heading.title, text, cell_place(line.row, at))

    def _goes_on(self, project: _Project, cells: Mapping[str, _Text], line: Line) -> bool:
        """Whether the first project cells of a page belong to the last ones of the page before."""
        if project is self.tentative:
            return True
        if not any(name in cells for name in ("name", "project_code")):
            return not any(_is_amount_field(name) for name in cells)
        same = all(project.text(name) == value.text for name, value in cells.items() if name != "goal")
        amounts = [h.field for h in line.headings if h.part == "project" and _is_amount_field(h.field)]
        torn = any(project.text(n) for n in amounts) and not any(n in cells for n in amounts)
        return same or (torn and not _CODED.fullmatch(cells["name"].text) if "name" in cells else same)

    def _continue(self, project: _Project, cells: Mapping[str, _Text]) -> None:
        for name, value in cells.items():
            if not project.text(name):
                project.texts[name] = value
            elif project.text(name) != value.text:
                project.append(name, value)
        if project is self.tentative:
            self.projects.append(project)
            self.current, self.tentative = project, None

    # --- the tables ------------------------------------------------------------------------------------------------

    def _merged(self) -> list[_Project]:
        """The projects that print something; a form repeated on the next page is the one before it."""
        if self.tentative is not None:  # nothing told whose these rows are: they stay with the project above
            self.owners = [self.current if o is self.tentative else o for o in self.owners]
        kept: list[_Project] = []
        for project in self.projects:
            before = kept[-1] if kept else None
            if before and not project.listed and project.text("name") and _repeats(before, project):
                self.owners = [before if owner is project else owner for owner in self.owners]
            elif project.texts or project.extras or any(owner is project for owner in self.owners):
                kept.append(project)
        return kept

    def _record(self, number: int, project: _Project) -> dict[str, Value]:
        texts = dict(project.texts)
        if "total" not in texts and "overall_total" in texts:  # the only total is the year's
            texts = {n.removeprefix("overall_") if _is_amount_field(n) else n: t for n, t in texts.items()}
        if "goal" not in texts and "overall_goal" in texts:
            texts["goal"] = texts.pop("overall_goal")
        values: dict[str, Value] = {}
        for name, value in texts.items():
            own = self._value(number, name, value)
            values |= own
            if value.place is not None:
                self.positions |= {(number, one): value.place for one in own}
        label = str(values.get("project_code") or "")
        whole = is_total_label(str(values.get("name") or "")) or is_total_label(label)
        row_kind = "total" if whole else "unit" if len(label) in _UNIT_CODE and label.isdigit() else "item"
        extras = {self._extra("performance_projects", title): text for title, text in project.extras.items()}
        at = project.extras_at.items()
        self.positions |= {(number, self._extra("performance_projects", title)): place for title, place in at}
        return {"row": number, "row_kind": row_kind, **values, **extras, **place_of(project.row)}

    def _value(self, number: int, name: str, value: _Text) -> dict[str, Value]:
        text = value.text
        if _is_amount_field(name):
            return {name: self._amount(number, name, value)}
        if name == "name" and (parts := _CODED.fullmatch(text)):
            return {"project_code": code(parts[1]), "name": parts[2].strip()}
        if name == "department_name" and (parts := _CODED_DEPARTMENT.fullmatch(text)):
            return {"department_code": parts[1], "department_name": parts[2].strip()}
        return {name: code(text) if name == "project_code" and not is_total_label(text) else text}

    def _amount(self, number: int, name: str, value: _Text) -> Decimal | None:
        with_unit = _WITH_UNIT.fullmatch(code(value.text))
        text, own = (with_unit[1], with_unit[2]) if with_unit else (value.text, None)
        amount = parse_amount(text)
        unit = own or value.unit or self.match.unit or "万元"
        if amount is not None:
            self.unit = self.unit if own else unit
            return in_ten_thousands(amount, UNITS[unit])
        if not is_blank_mark(value.text):
            message = f"{self.kind.title}第 {number} 行金额栏中的“{value.text[:60]}”不是数字，没有作为金额发布"
            self.findings.append(
                Finding("X-UNREAD", "warning", "extraction", message, "performance_projects", number, name, value.text)
            )
        return None

    def _projects_table(self, records: list[dict[str, Value]]) -> Table:
        fields = {name for record in records for name, value in record.items() if value is not None} | {"row_kind"}
        printed = {h.field for e in self.events if isinstance(e, Line) for h in e.headings if h.part == "project"}
        fields |= printed - ({"overall_total", "overall_goal"} - fields)
        return self._table("performance_projects", fields, records, self.positions)

    def _indicators_table(self, rows: Mapping[int, int], projects: list[dict[str, Value]]) -> Table:
        codes = {record["row"]: record.get("project_code") for record in projects}
        records = []
        positions = dict(self.indicators.positions)
        for number, (record, owner) in enumerate(zip(self.indicators.records, self.owners, strict=True), 1):
            at = rows.get(id(owner))
            records.append({"row": number, "project_row": at, "project_code": codes.get(at), **record})
            if at is not None and (place := self.positions.get((at, "project_code"))):
                positions[number, "project_code"] = place
        named = all(r["dimension"] for r in records if r.get("level1"))
        printed = {name for r in records for name, value in r.items() if value is not None}
        fields = (printed - ({"level1"} if named else set())) | {
            "project_row", "dimension", "indicator", "target", "target_operator", "target_value", "target_unit",
        }  # fmt: skip
        return self._table("performance_indicators", fields, records, positions)

    def _table(self, resource: str, fields: set[str], records: list[dict[str, Value]], positions: Positions) -> Table:
        fields -= {"", "?"}
        complete: list[Record] = [{f: r.get(f) for f in ("row", *fields, *ABOUT_PLACE)} for r in records]
        titles = {name: title for title, name in self.extras[resource].items()}
        return replace(table(self.kind, self.match, resource, fields, complete, titles, positions), unit=self.unit)

    def _extra(self, resource: str, title: str) -> str:
        known = self.extras[resource]
        return known.setdefault(title, f"extra_{len(known) + 1:02}")

    def _said(self) -> list[Finding]:
        """Labels and columns of no known meaning are published under their printed words, which is said."""
        found = []
        for resource, titles in self.extras.items():
            if titles:
                words = "、".join(f"“{title}”" for title in titles)
                message = f"《{self.match.title or self.kind.title}》的 {words} 含义未知，照原样发布为 {'、'.join(titles.values())}"
                found.append(Finding("X-OTHER", "info", "extraction", message, resource))
        return found


def _is_amount_field(name: str) -> bool:
    return bool((field_of(name) or field_of(name.removeprefix("overall_")) or {}).get("amount"))


def _repeats(before: _Project, project: _Project) -> bool:
    return all(before.text(name) == value.text for name, value in project.texts.items())
