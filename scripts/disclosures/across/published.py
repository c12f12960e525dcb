"""What a disclosure published for its own year, by measure: its tables' totals and its statement's figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.catalogue import Disclosure, Row

_THREE_PUBLIC = {
    "three_public_total": "total", "overseas_travel": "overseas_travel", "vehicles": "vehicles", "vehicle_purchase": "vehicle_purchase",
    "vehicle_operation": "vehicle_operation", "hospitality": "hospitality", "operating_funds": "operating_funds",
}  # fmt: skip
# Measure → the tables whose grand total has it, and the column.
_TOTALS: dict[str, Sequence[tuple[str, str]]] = {
    "income_total": (("income", "total"),),
    "expenditure_total": (
        ("expenditure", "total"), ("general_public_budget", "total"), ("government_fund", "total"),
        ("state_capital", "total"), ("fiscal_appropriation_expenditure", "total"),
    ),
    "basic_total": (("expenditure", "basic_total"), ("general_public_budget", "basic_total"), ("basic_expenditure", "total")),
    "project_total": (
        ("expenditure", "project_total"), ("general_public_budget", "project_total"), ("projects", "total"),
        ("government_fund", "project_total"),
    ),
    "personnel": (("basic_expenditure", "personnel"),),
    "public": (("basic_expenditure", "public"),),
    "operating_funds": (("operating_expenditure", "total"), ("basic_expenditure", "public")),
    "procurement_total": (("procurement", "total"),),
}  # fmt: skip
_SIDES = {"income_total": "income", "expenditure_total": "expenditure"}


@dataclass(frozen=True, slots=True)
class Published:
    """An amount in 万元, what it is called, and where it stands."""

    words: str
    value: Decimal
    resource: str
    row: int


def published(disclosure: Disclosure, measure: str, functional_code: str) -> list[Published]:
    """Every amount of that measure (of that class); none where the disclosure has none.

    A section may speak of one budget or of all, so each of them counts.
    """
    found = [*_statement(disclosure, measure, functional_code)]
    if functional_code:
        return [*found, *_classes(disclosure, functional_code)]
    for resource, field in _TOTALS.get(measure, ()):
        found += _cells(disclosure, resource, field, lambda row: row.text("row_kind") == "total")
    if side := _SIDES.get(measure):
        found += _cells(
            disclosure, "balance", "amount", lambda r: (r.text("side"), r.text("row_kind")) == (side, "total")
        )
        for field in ("total", "general_public_budget", "government_fund", "state_capital"):
            found += _cells(disclosure, "fiscal_appropriation", field,
                            lambda r: (r.text("side"), r.text("row_kind")) == (side, "total"))  # fmt: skip
    if column := _THREE_PUBLIC.get(measure):
        found += _cells(disclosure, "three_public", column,
                        lambda r: r.text("period") in ("", str(disclosure.year)), blank=Decimal(0))  # fmt: skip
    return found


def _statement(disclosure: Disclosure, measure: str, functional_code: str) -> Iterator[Published]:
    for row in disclosure.rows("statements"):
        value = row.amount("value")
        if value is not None and (row.text("measure"), row.text("functional_code")) == (measure, functional_code):
            yield Published("预算情况说明", value, "statements", int(row.text("row") or 0))


def _cells(
    disclosure: Disclosure, resource: str, field: str, wanted: Callable[[Row], bool], blank: Decimal | None = None
) -> Iterator[Published]:
    known = disclosure.resources.get(resource)
    if known is None or not known.has(field):
        return
    for row in known.rows():
        value = row.amount(field)
        value = blank if value is None else value
        if wanted(row) and value is not None:
            yield Published(f"《{known.title}》", value, resource, int(row.text("row") or 0))


def _classes(disclosure: Disclosure, code: str) -> Iterator[Published]:
    """A functional class: its line in the balance, and the sum of its rows in the tables of expenditure."""
    yield from _cells(disclosure, "balance", "amount", lambda row: row.text("functional_code") == code)
    for resource in ("expenditure", "general_public_budget"):
        rows = [
            r
            for r in disclosure.rows(resource)
            if r.text("row_kind") == "item" and r.text("functional_code").startswith(code)
        ]
        if rows:
            yield Published(
                f"《{disclosure.resources[resource].title}》", _sum(rows), resource, int(rows[0].text("row") or 0)
            )


def _sum(rows: Sequence[Row]) -> Decimal:
    return sum((row.amount("total") or Decimal(0) for row in rows), Decimal(0))
