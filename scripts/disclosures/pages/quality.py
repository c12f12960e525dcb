"""What was checked, what the document contradicts itself in, what was repaired in reading: never mixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from disclosures.catalogue import Disclosure, Row
from disclosures.pages import labels, numbers, source, tables
from disclosures.scans import page_words

_CLIP = 48


@dataclass(frozen=True)
class Where:
    """Links from a finding to its place: the row on this page, the line in the original, the rule."""

    row: str
    table: str
    place: source.Place | None
    rule: str


@dataclass(frozen=True)
class Fault:
    """A finding in plain words."""

    severity: str
    message: str
    printed: str
    expected: str
    difference: str
    where: Where


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
    """Why some checks couldn't be evaluated, and how many."""

    rule: str
    reason: str
    count: int


@dataclass(frozen=True)
class Quality:
    """The section's content."""

    outcomes: Mapping[str, int]
    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...]
    damage: tuple[Fault, ...]
    repairs: tuple[Repair, ...]
    reasons: tuple[Reason, ...]
    by_rule: tuple[tuple[str, Mapping[str, int]], ...]
    recognised: str

    @property
    def checked(self) -> int:
        return sum(self.outcomes.values())


def quality(item: Disclosure) -> Quality:
    """All that the three tables about the conversion say."""
    find = _Finder(item)
    checks = item.rows("checks")
    faults = [(r, _fault(r, find)) for r in item.rows("findings")]
    own = [(r, f) for r, f in faults if r.text("origin") != "extraction"]
    by_rule: dict[str, Counter[str]] = {}
    for row in checks:
        by_rule.setdefault(row.text("rule"), Counter())[row.text("outcome")] += 1
    reasons = Counter((r.text("rule"), r.text("reason")) for r in checks if r.text("outcome") == "not_evaluable")
    return Quality(
        outcomes=Counter(row.text("outcome") for row in checks),
        faults=tuple(f for r, f in own if r.text("severity") != "info"),
        remarks=tuple(f for r, f in own if r.text("severity") == "info"),
        damage=tuple(f for r, f in faults if r.text("origin") == "extraction"),
        repairs=_repairs(item.rows("repairs"), find),
        reasons=tuple(Reason(rule, reason, count) for (rule, reason), count in reasons.items()),
        by_rule=tuple(sorted(by_rule.items())),
        recognised=page_words(item.recognised_pages) if item.recognised_pages else "",
    )


class _Finder:
    """Finds rows by number, each table indexed once."""

    def __init__(self, item: Disclosure) -> None:
        self.item = item
        self._titles = tables.display_titles(item)
        self._index: dict[str, dict[str, tuple[int, Row]]] = {}

    def where(self, resource: str, row_ref: str, rule: str) -> Where:
        table = self.item.resources.get(resource)
        if table is None:
            return Where("", "", None, rule)
        if resource not in self._index:
            self._index[resource] = {r.text("row"): (i, r) for i, r in enumerate(table.rows())}
        position, row = self._index[resource].get(row_ref, (tables.SHOWN_ROWS, None))
        shown = row is not None and position < tables.SHOWN_ROWS
        fragment = tables.row_id(resource, row_ref) if shown else f"t-{resource}"
        return Where(
            fragment,
            self._titles[resource],
            source.place(self.item, row, tables.place_id(resource, row_ref)) if row else None,
            rule,
        )

    def field_title(self, resource: str, name: str) -> str:
        table = self.item.resources.get(resource)
        return next((f.title for f in table.fields if f.name == name), name) if table else name


def _fault(row: Row, find: _Finder) -> Fault:
    difference = row.amount("difference")
    return Fault(
        severity=row.text("severity"),
        message=row.text("message"),
        printed=row.text("printed"),
        expected=row.text("expected"),
        difference=numbers.signed(difference) if difference is not None else "",
        where=find.where(row.text("resource"), row.text("row_ref"), row.text("rule")),
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
        for name, words in labels.OUTCOME.items()
        if outcomes.get(name)
    ]
