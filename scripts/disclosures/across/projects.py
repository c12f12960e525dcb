"""R-Y-PROJ: projects that go on from the year before, told by their code, else by their name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.across.result import AcrossResult, Held, outcome_of
from disclosures.catalogue import Disclosure
from disclosures.text import key, plain

RULE = "R-Y-PROJ"
_TABLES = (("performance_projects", "name"), ("projects", "project_name"))
_SHORTEST_CODE = 8  # shorter ones number units and rows
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class _Project:
    code: str
    name: str
    total: Decimal | None
    resource: str
    row: int
    field: str


def projects(this: Disclosure, before: Disclosure) -> Iterator[AcrossResult]:
    """One check for each project that both years have: the same name, and no jump of more than half."""
    now, then = _projects(this), _projects(before)
    by_code = {one.code: one for one in then if one.code}
    by_name = {key(one.name): one for one in _unique(then)}
    unique = {key(one.name) for one in _unique(now)}
    matched = 0
    for one in now:
        old = by_code.get(one.code) if one.code else None
        if old is None and key(one.name) in unique:
            old = by_name.get(key(one.name))
        if old is not None:
            matched += 1
            yield from _compared((this, before), one, old)
    if not matched:
        yield outcome_of(RULE, (this, before), "not_evaluable", "两年没有代码或名称相同的项目")


def _projects(disclosure: Disclosure) -> Sequence[_Project]:
    """The projects of the first of the tables that has any."""
    for resource, field in _TABLES:
        found = [
            _Project(
                row.text("project_code") if len(row.text("project_code")) >= _SHORTEST_CODE else "",
                row.text(field), row.amount("total"), resource, int(row.text("row") or 0), field,
            )
            for row in disclosure.rows(resource)
            if row.text("row_kind") == "item" and row.text(field)
        ]  # fmt: skip
        if found:
            return found
    return ()


def _unique(found: Sequence[_Project]) -> Sequence[_Project]:
    counts = Counter(key(one.name) for one in found)
    return [one for one in found if counts[key(one.name)] == 1]


def _compared(pair: tuple[Disclosure, Disclosure], one: _Project, old: _Project) -> Iterator[AcrossResult]:
    place: Held = {"resource": one.resource, "row": one.row, "other_resource": old.resource, "other_row": old.row}
    named: Held = {**place, "field": one.field, "printed": one.name, "expected": old.name}
    if key(one.name) != key(old.name):
        message = f"项目代码 {one.code} 在 {pair[1].year} 年叫“{old.name}”，{pair[0].year} 年叫“{one.name}”"
        yield outcome_of(RULE, pair, "fail", message, **named)
    if one.total is None or not old.total:
        return
    change = one.total - old.total
    sums: Held = {
        **place,
        "field": "total",
        "printed": plain(one.total),
        "expected": plain(old.total),
        "difference": change,
    }
    if abs(change) > abs(old.total) * _HALF:
        share = (100 * change / abs(old.total)).quantize(Decimal("0.1"))
        message = (
            f"项目“{one.name}”{pair[1].year} 年 {plain(old.total)} 万元，{pair[0].year} 年 {plain(one.total)} 万元，"
            f"{'增加' if change > 0 else '减少'} {plain(abs(share))}%"
        )
        yield outcome_of(RULE, pair, "fail", message, **sums)
    elif key(one.name) == key(old.name):
        yield outcome_of(RULE, pair, "pass", **sums)
