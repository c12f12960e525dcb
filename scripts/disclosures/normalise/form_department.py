"""The department's own performance form read off a grid: its money, goals, tasks and indicators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat

from disclosures.forms import unit_in
from disclosures.kinds import Kind
from disclosures.model import Finding, Match, Place, Row, Table, Value
from disclosures.money import UNITS, in_ten_thousands
from disclosures.normalise.department import numbered_goals
from disclosures.normalise.form_columns import Heading
from disclosures.normalise.form_indicators import Indicators, misread_natures, natures_are_joined, place_of
from disclosures.normalise.form_reader import Entry, Line, read_form
from disclosures.normalise.positions import cell_place, with_rest
from disclosures.normalise.result import Normalised, table
from disclosures.schemas import field_order
from disclosures.schemas import fields as dictionary
from disclosures.text import is_blank_mark, parse_amount

_TASKS = "任务"


def department_form(kind: Kind, match: Match) -> Normalised:
    """`department_funding`, `_goals`, `_tasks` and `_indicators` of the rows of a grid."""
    return _Made(kind, match).run()


class _Made:
    """Collects the four resources while walking down labels and lines."""

    def __init__(self, kind: Kind, match: Match) -> None:
        self.kind, self.match = kind, match
        self.events = list(read_form("department", match.rows))
        self.records: dict[str, list[dict[str, Value]]] = {name: [] for name in kind.resources}
        self.places: dict[str, list[dict[str, Place]]] = {name: [] for name in kind.resources}
        self.extras: dict[str, dict[str, str]] = {name: {} for name in kind.resources}
        self.indicators = Indicators(
            "department_indicators", "level3", natures_are_joined(self.events),
            lambda title: self._extra("department_indicators", title),
        )  # fmt: skip
        self.findings: list[Finding] = list(misread_natures(self.events, "department_indicators"))
        self.items = frozenset(dictionary()["item"]["enum"])
        self.last = ""

    def run(self) -> Normalised:
        """Walk down the rows and make the tables that have rows."""
        for event in self.events:
            if isinstance(event, Entry):
                self._entry(event)
            else:
                self._line(event)
        self.records["department_indicators"] = self.indicators.records
        self.places["department_indicators"] = self.indicators.places
        tables = tuple(self._table(name) for name, records in self.records.items() if records)
        return Normalised(tables, tuple(self.indicators.repairs), (*self.findings, *self._said()))

    # --- labels and values -----------------------------------------------------------------------------------------

    def _entry(self, entry: Entry) -> None:
        part, field = (entry.label.part, entry.label.field) if entry.label else ("", "")
        if part == "funding" and field in self.items and not entry.text:
            self._add("department_funding", {"item": field, "amount": None}, entry.row, entry.cell)
        if part in ("ignore", "department") or not entry.text:
            return
        amount = parse_amount(entry.text) is not None
        if part == "goal":
            self.last = "department_goals"
            self._goal(field, entry.text, entry.row, entry.cell)
        elif part == "task" and field == "task":
            self.last = "department_tasks"
            self._add("department_tasks", {"task": entry.text}, entry.row, entry.cell)
        elif part == "task":
            self._content(entry)
        elif not entry.title:
            self._loose(entry)
        elif part == "funding" or (amount and _TASKS not in entry.section):
            unit = unit_in(entry.title) or unit_in(entry.section)
            self._fund(field, entry.title, entry.text, unit, entry.row, entry.cell)
        elif _TASKS in entry.section:
            self.last = "department_tasks"
            self._add("department_tasks", {"task": entry.title, "content": entry.text}, entry.row, entry.cell)
        else:
            self._remark(entry.title, entry.text, entry.row, entry.cell)

    def _content(self, entry: Entry) -> None:
        tasks = self.records["department_tasks"]
        if tasks and not tasks[-1].get("content"):
            tasks[-1]["content"] = entry.text
            self._place("department_tasks", -1, ("content",), entry.row, entry.cell)
        else:
            self._add("department_tasks", {"content": entry.text}, entry.row, entry.cell)

    def _goal(self, field: str, text: str, row: Row, cell: int | None) -> None:
        if field == "goal":
            for goal in numbered_goals(text):
                self._add("department_goals", {"goal": goal}, row, cell)
        else:
            self._remark("", text, row, cell, field)

    def _loose(self, entry: Entry) -> None:
        """A text without a label goes on with the goal or task above it, else it is a remark."""
        records = self.records.get(self.last) or []
        name = "goal" if self.last == "department_goals" else "content"
        if entry.rest and records and not self.indicators.records:
            records[-1][name] = f"{records[-1].get(name) or ''}{entry.text}"
            self._place(self.last, -1, (name,), entry.row, entry.cell)
        else:
            self._remark("其他内容", entry.text, entry.row, entry.cell)

    def _remark(self, title: str, text: str, row: Row, cell: int | None, field: str = "") -> None:
        """What the form prints besides stands with its first goal, under its printed label."""
        if not self.records["department_goals"]:
            self._add("department_goals", {}, row, None)
        name = field or self._extra("department_goals", title)
        first = self.records["department_goals"][0]
        first[name] = f"{first[name]}；{text}" if first.get(name) else text
        self._place("department_goals", 0, (name,), row, cell)

    def _fund(self, item: str, title: str, text: str, unit: str | None, row: Row, cell: int | None) -> None:
        amount = parse_amount(text)
        if amount is None:
            if not is_blank_mark(text):
                self._remark(title, text, row, cell)
            return
        known = item in self.items
        record: dict[str, Value] = {"item": item if known else "other", "label": None if known else title}
        exact = in_ten_thousands(amount, UNITS[unit or self.match.unit or "万元"])
        self._add("department_funding", {**record, "amount": exact}, row, cell)

    # --- lines -----------------------------------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
        parts = {h.part for h in line.headings}
        columns = line.cells or repeat(None)
        cells = [(h, text, at) for h, text, at in zip(line.headings, line.texts, columns, strict=False) if text]
        if "indicator" in parts and "task" not in parts:
            self.indicators.line(line, {})
        elif "task" in parts:
            self._task(cells, line)
        elif "funding" in parts:
            for heading, text, at in cells:
                if heading.part == "funding" or heading.field == "?":
                    self._fund(heading.field, heading.title, text, heading.unit, line.row, at)
        else:
            for heading, text, at in cells:
                if heading.part == "goal":
                    self._goal(heading.field, text, line.row, at)
                elif heading.field or heading.part != "section":
                    self._remark(heading.title, text, line.row, at)

    def _task(self, cells: Sequence[tuple[Heading, str, int | None]], line: Line) -> None:
        values: dict[str, Value] = {}
        columns: dict[str, int | None] = {}
        for heading, text, at in cells:
            amount = parse_amount(text)
            name = "total" if heading.field == "budget_total" else heading.field
            if heading.part == "funding" and amount is not None and name in field_order("department_tasks"):
                values[name] = in_ten_thousands(amount, UNITS[heading.unit or self.match.unit or "万元"])
            elif heading.part == "task":
                values[name] = text
            elif heading.part not in ("section", "ignore") or heading.field == "?":
                name = self._extra("department_tasks", heading.title)
                values[name] = text
            columns[name] = at
        tasks = self.records["department_tasks"]
        if line.row.after_break and tasks and set(values) == {"content"}:
            tasks[-1]["content"] = f"{tasks[-1].get('content') or ''}{values['content']}"
            self._place("department_tasks", -1, ("content",), line.row, columns["content"])
        elif values:
            self._add("department_tasks", values, line.row, None)
            for name, at in columns.items():
                self._place("department_tasks", -1, (name,), line.row, at)

    # --- the tables ------------------------------------------------------------------------------------------------

    def _add(self, resource: str, values: dict[str, Value], row: Row, cell: int | None) -> None:
        """A record, all of whose values stand in one cell."""
        self.records[resource].append({**values, **place_of(row)})
        self.places[resource].append({})
        self._place(resource, -1, values, row, cell)

    def _place(self, resource: str, at: int, names: Iterable[str], row: Row, cell: int | None) -> None:
        """Say where fields of a record are printed, the first cell where they stand in several."""
        for name in names:
            with_rest(self.places[resource][at], name, cell_place(row, cell))

    def _extra(self, resource: str, title: str) -> str:
        known = self.extras[resource]
        return known.setdefault(title, f"extra_{len(known) + 1:02}")

    def _table(self, resource: str) -> Table:
        records = self.records[resource]
        always = {
            "item",
            "amount",
            "goal",
            "task",
            "level3",
            "target",
            "target_operator",
            "target_value",
            "target_unit",
        }
        fields = {name for record in records for name, value in record.items() if value is not None}
        fields |= always & set(self.kind.resources[resource])
        complete = [{"row": i, **{f: r.get(f) for f in fields}} for i, r in enumerate(records, 1)]
        titles = {name: title for title, name in self.extras[resource].items()}
        places = enumerate(self.places[resource], 1)
        positions = {(row, name): place for row, own in places for name, place in own.items()}
        return table(self.kind, self.match, resource, fields, complete, titles, positions)

    def _said(self) -> list[Finding]:
        """Labels and columns of no known meaning are published under their printed words, which is said."""
        found = []
        for resource, titles in self.extras.items():
            if titles:
                words = "、".join(f"“{title}”" for title in titles)
                names = "、".join(titles.values())
                message = f"《{self.match.title or self.kind.title}》的 {words} 含义未知，照原样发布为 {names}"
                found.append(Finding("X-OTHER", "info", "extraction", message, resource))
        return found
