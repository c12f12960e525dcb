"""R-Y-UNITS: a department's own rows of its units against the totals that each unit published for itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from disclosures.across.names import is_own, same_name
from disclosures.across.result import AcrossResult, Held, outcome_of
from disclosures.catalogue import Disclosure, Row
from disclosures.text import plain

RULE = "R-Y-UNITS"
_TABLES = (
    ("income", "收入总表"), ("expenditure", "支出总表"), ("general_public_budget", "一般公共预算支出表"),
    ("government_fund", "政府性基金预算支出表"), ("three_public", "“三公”经费表"),
)  # fmt: skip
_CENT = Decimal("0.01")


def units(department: Disclosure, unit: Disclosure) -> Iterator[AcrossResult]:
    """One check for each table in which the department prints a row of that unit."""
    pair = (department, unit)
    compared = False
    for resource, title in _TABLES:
        own, whole = _row_of(department, resource, unit.department), _total(unit, resource)
        if own is None or whole is None:
            continue
        printed, expected = own.amount("total"), whole.amount("total")
        if printed is None or expected is None:
            continue
        compared = True
        place: Held = {"resource": resource, "row": int(own.text("row") or 0), "field": "total", "other_resource": resource,
                 "other_row": int(whole.text("row") or 0), "printed": plain(printed), "expected": plain(expected),
                 "difference": printed - expected}  # fmt: skip
        if abs(printed - expected) <= _CENT:
            yield outcome_of(RULE, pair, "pass" if printed == expected else "rounding", **place)
            continue
        message = (
            f"部门的{title}中“{unit.department}”是 {plain(printed)} 万元，该单位自己公开的合计是 {plain(expected)} 万元，"
            f"相差 {plain(printed - expected)} 万元"
        )
        yield outcome_of(RULE, pair, "fail", message, **place)
    if not compared:
        yield outcome_of(RULE, pair, "not_evaluable", "部门的表没有按单位分列，或单位的表没有合计")


def _row_of(department: Disclosure, resource: str, name: str) -> Row | None:
    """The one row that sums up a unit; None where there is none, or where it may be the whole department's.

    The office itself (某局本级) has the department's name: only a row that says 本级 is the unit's.
    """
    rows = [r for r in department.rows(resource) if same_name(r.text("unit_name"), name)]
    if same_name(name, department.department):
        rows = [r for r in rows if is_own(r.text("unit_name"))]
    sums = [r for r in rows if r.text("row_kind") == "unit"] or [r for r in rows if not r.text("functional_code")]
    return sums[0] if len(sums) == 1 else None


def _total(unit: Disclosure, resource: str) -> Row | None:
    rows = unit.rows(resource)
    total = next((r for r in rows if r.text("row_kind") == "total"), None)
    return total or (rows[0] if len(rows) == 1 else None)
