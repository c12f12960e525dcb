"""What was checked, what the document contradicts itself in, what was repaired in reading: never mixed.

Each outcome has its list. Lists are bounded; what is left out is in the CSV of the same name, and said to be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from disclosures.catalogue import Disclosure, Resource, Row
from disclosures.pages import labels, links, numbers, source, tables
from disclosures.scans import sheet_words
from disclosures.terms import OUTCOME

SHOWN = 200  # entries of a list; the rest is in its CSV
_CLIP = 48
_CELLS = 12  # cells of one finding's sum
_SIDES = {"left": "左边", "right": "右边"}


@dataclass(frozen=True)
class Where:
    """Links from a finding to its place: the row on this page, its name, the line in the original, the rule."""

    row: str
    table: str
    name: str
    place: source.Place | None
    rule: str


@dataclass(frozen=True)
class SumCell:
    """A value of a finding's sum: its side (左边 the total), column, value, and its row on this page ("" if not shown)."""

    side: str
    title: str
    value: str
    row: str


@dataclass(frozen=True)
class Fault:
    """A finding in plain words; `id` is its permanent fragment, `cells` are the values of its sum."""

    id: str
    severity: str
    message: str
    printed: str
    expected: str
    difference: str
    where: Where
    cells: tuple[SumCell, ...]


@dataclass(frozen=True)
class Rounded:
    """A sum that is off by no more than rounding explains: both sides and their difference, as numbers are written."""

    left: str
    right: str
    difference: str
    where: Where


@dataclass(frozen=True)
class Held:
    """How often a rule held in this document; in which table, row by row, is in the CSV of the checks."""

    rule: str
    count: int


@dataclass(frozen=True)
class Mended:
    """One cell: what was read, what is published."""

    field: str
    read: str
    published: str
    where: Where


@dataclass(frozen=True)
class Repair:
    """Cells that were mended for one reason."""

    table: str
    evidence: str
    rule: str
    cells: tuple[Mended, ...]


@dataclass(frozen=True)
class Reason:
    """Why some checks couldn't be evaluated: each rule that this is said of, and how often."""

    reason: str
    rules: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Quality:
    """The section's content. `faults` are the document's own; `remarks` too, but of no weight; `damage` is none of it."""

    outcomes: Mapping[str, int]
    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...]
    damage: tuple[Fault, ...]
    repairs: tuple[Repair, ...]
    rounded: tuple[Rounded, ...]
    held: tuple[Held, ...]
    reasons: tuple[Reason, ...]
    recognised: str
    corrections: int  # what people put right or said of a finding

    @property
    def checked(self) -> int:
        return sum(self.outcomes.values())


def quality(item: Disclosure) -> Quality:
    """All that the tables about the conversion say."""
    find = _Finder(item)
    checks = item.rows("checks")
    sums = _sum_cells(item, find)
    faults = [(r, _fault(r, find, sums.get(r.text("row"), ()))) for r in item.rows("findings")]
    own = [(r, f) for r, f in faults if r.text("origin") != "extraction"]
    return Quality(
        outcomes=Counter(row.text("outcome") for row in checks),
        faults=tuple(f for r, f in own if r.text("severity") != "info"),
        remarks=tuple(f for r, f in own if r.text("severity") == "info"),
        damage=tuple(f for r, f in faults if r.text("origin") == "extraction"),
        repairs=_repairs(item.rows("repairs"), find),
        rounded=_rounded(checks, find),
        held=_held(checks),
        reasons=_reasons(checks),
        recognised=sheet_words(item.recognised),
        corrections=len(item.rows("corrections")),
    )


def _rounded(checks: Sequence[Row], find: _Finder) -> tuple[Rounded, ...]:
    """The first sums that rounding explains, in the order of the checks; the same sum of the same row once."""
    found: dict[tuple[str, ...], Rounded] = {}
    for row in checks:
        if row.text("outcome") != "rounding":
            continue
        sides = [_number(row, name) for name in ("left", "right", "difference")]
        key = (row.text("rule"), row.text("resource"), row.text("row_ref"), *sides)
        if key not in found and len(found) < SHOWN:
            where = find.where(row.text("resource"), row.text("row_ref"), row.text("rule"))
            found[key] = Rounded(sides[0], sides[1], sides[2], where)
    return tuple(found.values())


def _number(row: Row, name: str) -> str:
    value = row.amount(name)
    if value is None:
        return row.text(name)
    return numbers.signed(value) if name == "difference" else numbers.amount(value)


def _held(checks: Sequence[Row]) -> tuple[Held, ...]:
    counts = Counter(r.text("rule") for r in checks if r.text("outcome") == "pass")
    return tuple(Held(rule, count) for rule, count in sorted(counts.items()))


def _reasons(checks: Sequence[Row]) -> tuple[Reason, ...]:
    """Each reason once, in the order of the checks, with all rules that it keeps from being checked."""
    found: dict[str, Counter[str]] = {}
    for row in checks:
        if row.text("outcome") == "not_evaluable":
            found.setdefault(row.text("reason"), Counter())[row.text("rule")] += 1
    return tuple(Reason(reason, tuple(rules.items())) for reason, rules in found.items())


def _sum_cells(item: Disclosure, find: _Finder) -> Mapping[str, tuple[SumCell, ...]]:
    """The cells of each finding's sum by the finding's row, where the package says them (`finding_cells`)."""
    found: dict[str, list[SumCell]] = {}
    for row in item.rows("finding_cells"):
        side, cells = _SIDES.get(row.text("role")), found.setdefault(row.text("finding"), [])
        if side and len(cells) < _CELLS:
            resource = row.text("resource")
            title = find.field_title(resource, row.text("field"))
            value = _clip(numbers.written(find.value(resource, row.text("row_ref"), row.text("field")))) or "空白"
            cells.append(SumCell(side, title, value, find.where(resource, row.text("row_ref"), "").row))
    return {finding: tuple(cells) for finding, cells in found.items()}


class _Finder:
    """Finds rows by number, each table indexed once."""

    def __init__(self, item: Disclosure) -> None:
        self.item = item
        self._titles = tables.display_titles(item)
        self._index: dict[str, dict[str, tuple[int, Row]]] = {}

    def where(self, resource: str, row_ref: str, rule: str) -> Where:
        table = self.item.resources.get(resource)
        if table is None:
            return Where("", "", "", None, rule)
        position, row = self._row(table, row_ref)
        shown = row is not None and position < tables.SHOWN_ROWS
        fragment = tables.row_id(resource, row_ref) if shown else f"t-{resource}"
        return Where(
            fragment,
            self._titles[resource],
            _clip(tables.row_name(row)) if row else "",
            source.place(self.item, row, tables.place_id(resource, row_ref)) if row else None,
            rule,
        )

    def _row(self, table: Resource, row_ref: str) -> tuple[int, Row | None]:
        """The row of this number and where it stands in its table."""
        if table.name not in self._index:
            self._index[table.name] = {r.text("row"): (i, r) for i, r in enumerate(table.rows())}
        return self._index[table.name].get(row_ref, (tables.SHOWN_ROWS, None))

    def value(self, resource: str, row_ref: str, name: str) -> str:
        """The published text of a cell, `""` where there is none."""
        table = self.item.resources.get(resource)
        row = self._row(table, row_ref)[1] if table else None
        return row.text(name) if row else ""

    def field_title(self, resource: str, name: str) -> str:
        table = self.item.resources.get(resource)
        return next((f.title for f in table.fields if f.name == name), name) if table else name


def _fault(row: Row, find: _Finder, cells: tuple[SumCell, ...]) -> Fault:
    difference = row.amount("difference")
    return Fault(
        id=tables.row_id("findings", links.anchor(row.text("row"))),
        severity=row.text("severity"),
        message=row.text("message"),
        printed=numbers.written(row.text("printed")) if difference is not None else row.text("printed"),
        expected=numbers.written(row.text("expected")) if difference is not None else row.text("expected"),
        difference=numbers.signed(difference) if difference is not None else "",
        where=find.where(row.text("resource"), row.text("row_ref"), row.text("rule")),
        cells=cells,
    )


def _repairs(rows: Sequence[Row], find: _Finder) -> tuple[Repair, ...]:
    """Neighbouring repairs with one reason are one entry."""
    groups: dict[tuple[str, str, str], list[Mended]] = {}
    for row in rows:
        resource = row.text("resource")
        where = find.where(resource, row.text("row_ref"), row.text("rule"))
        title = find.field_title(resource, row.text("field"))
        cell = Mended(title, _clip(row.text("printed")), _clip(row.text("published")), where)
        groups.setdefault((where.table or resource, row.text("evidence"), row.text("rule")), []).append(cell)
    return tuple(Repair(table, evidence, rule, tuple(cells)) for (table, evidence, rule), cells in groups.items())


def _clip(text: str) -> str:
    """Enough of a long cell to know it by; the whole is in the table of repairs."""
    return text if len(text) <= _CLIP else f"{text[: _CLIP - 1]}…"


def outcome_words(outcomes: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(mark, words, count) of each outcome that occurs, in fixed order."""
    return [
        (labels.OUTCOME_MARK[name], f"{outcomes[name]} 项{words}", outcomes[name])
        for name, words in OUTCOME.items()
        if outcomes.get(name)
    ]
