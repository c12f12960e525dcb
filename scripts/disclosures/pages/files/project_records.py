"""All projects of all disclosures as the explorer lists them: light records, their CSV, their index."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.catalogue import Disclosure, Row
from disclosures.pages import links
from disclosures.pages.figures import unit_price
from disclosures.pages.projects import Matched, matched_projects, project_key
from disclosures.pages.shelves import Department, Entry
from disclosures.text import inert

_MOST_QUANTITIES = 2
COLUMNS = (
    "package", "division_code", "division", "department", "level", "year", "unit_name", "project_type", "project_code",
    "project_name", "total", "unit_price", "quantity", "goal", "source_document", "source_page", "source_line", "page",
)  # fmt: skip


@dataclass(frozen=True)
class Record:
    """A project in lists.

    `key`: its name as names are compared; `price`, `quantity`: the unit prices and the first quantities that its
    targets state, as printed; `place`: document, page and line of the original, as the package has them.
    """

    page: str
    name: str
    key: str
    amount: Decimal | None
    type: str
    unit: str
    code: str
    price: str
    quantity: str
    goal: str
    place: tuple[str, ...]
    entry: Entry
    department: Department

    @property
    def year(self) -> int:
        return self.entry.item.year

    @property
    def part(self) -> str:
        """The unit, where it is another than the department itself (its 本级 is not)."""
        return "" if self.entry.item.department in self.unit else self.unit


def records(departments: Iterable[Department]) -> tuple[Record, ...]:
    """Every project of some departments, largest amount first, blank amounts last."""
    found = [
        _record(m, targets.get(m.goal.text("row"), []) if m.goal else [], entry, department)
        for department in departments
        for entry in department.entries
        for targets in [targets_by_project(entry.item)]
        for m in matched_projects(entry.item)
    ]
    return tuple(sorted(found, key=_by_amount))


def _by_amount(record: Record) -> tuple[bool, Decimal, str]:
    return record.amount is None, -(record.amount or Decimal(0)), record.page


def _record(m: Matched, targets: Sequence[Row], entry: Entry, department: Department) -> Record:
    code = m.row.text("project_code") or (m.goal.text("project_code") if m.goal else "")
    return Record(
        page=links.project(entry.item.name, m.id),
        name=m.name,
        key=project_key(m.name),
        amount=m.row.amount("total"),
        type=m.row.text("project_type"),
        unit=m.row.text("unit_name"),
        code=code,
        price=words_of(unit_price.stated(targets)),
        quantity=words_of(unit_price.quantities(targets)[:_MOST_QUANTITIES]),
        goal=m.row.text("goal") or (m.goal.text("goal") if m.goal else ""),
        place=tuple(m.row.text(name) for name in ("source_document", "source_page", "source_line")),
        entry=entry,
        department=department,
    )


def targets_by_project(item: Disclosure) -> dict[str, list[Row]]:
    """The rows of the targets by the row of their project, in printed order."""
    found: dict[str, list[Row]] = {}
    for row in item.rows("performance_indicators"):
        found.setdefault(row.text("project_row"), []).append(row)
    return found


def words_of(targets: Sequence[Row]) -> str:
    """Targets as printed, in one line."""
    return "；".join(map(target_words, targets))


def target_words(row: Row) -> str:
    """A target with what it is for: 文件印刷每页单价 ≤0.5元."""
    return f"{row.text('indicator')} {row.text('target')}".strip()


def csv_of(listed: Iterable[Record]) -> bytes:
    """The listed projects, one a row; text that would be a formula gets an apostrophe, amounts stay numbers."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for record in listed:
        item = record.entry.item
        texts = [item.name, item.division_code, item.division, item.department, item.level, str(item.year),
                 record.unit, record.type, record.code, record.name]  # fmt: skip
        amount = "" if record.amount is None else f"{record.amount:f}"
        writer.writerow(
            [
                *map(inert, texts),
                amount,
                *map(inert, [record.price, record.quantity, record.goal, *record.place, record.page]),
            ]
        )
    return buffer.getvalue().encode()


def grouped(listed: Sequence[Record]) -> dict[tuple[str, int], list[Record]]:
    """By (division code, year), in the order of places and of years, latest first."""
    found: dict[tuple[str, int], list[Record]] = {}
    for record in listed:
        found.setdefault((record.department.division_code, record.year), []).append(record)
    return dict(sorted(found.items(), key=lambda pair: (pair[0][0], -pair[0][1])))
