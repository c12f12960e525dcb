"""Names cut at the border of a narrow cell, completed from the same row of another table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.model import Value
from disclosures.repair.desk import Desk
from disclosures.text import key

_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class _Same:
    """Two resources whose rows say the same of the same thing: how a row is told and where its name stands."""

    rule: str
    left: str
    right: str
    by: tuple[str, ...]
    left_name: str
    right_name: str


_PAIRS = (
    _Same("R-X-T05-T03", "general_public_budget", "expenditure", ("row_kind", "functional_code", "unit_code", "total"), "name", "name"),
    _Same("R-X-T12-T10", "projects", "performance_projects", ("row_kind", "total"), "project_name", "name"),
    _Same("R-X-T07-T06", "economic_classification", "basic_expenditure", ("row_kind", "dept_economic_code"), "dept_economic_name", "dept_economic_name"),
    _Same("R-X-T07-T06", "economic_classification", "basic_expenditure", ("row_kind", "gov_economic_code"), "gov_economic_name", "gov_economic_name"),
)  # fmt: skip


def clipped_names(desk: Desk) -> None:
    """A name that is a proper beginning of the one name that the same row bears elsewhere is completed."""
    for pair in _PAIRS:
        for one in (pair, _Same(pair.rule, pair.right, pair.left, pair.by, pair.right_name, pair.left_name)):
            for record in desk.records(one.left):
                _complete(desk, one, record)
    for resource in ("expenditure", "general_public_budget"):
        _spread(desk, resource)


def _complete(desk: Desk, pair: _Same, record: dict[str, Value]) -> None:
    name = str(record.get(pair.left_name) or "")
    if len(name) < _SHORTEST:
        return
    longer = {str(twin[pair.right_name]) for twin in _twins(desk, pair, record) if twin.get(pair.right_name)}
    if any(key(other) == key(name) for other in longer):
        return
    begun = {other for other in longer if key(other).startswith(key(name))}
    if len(begun) == 1:
        whole = begun.pop()
        evidence = f"同一行在另一张表中的名称为“{whole}”，本格只印出前 {len(name)} 字"
        desk.set(pair.left, int(str(record["row"])), pair.left_name, whole, pair.rule, evidence)


def _twins(desk: Desk, pair: _Same, record: dict[str, Value]) -> Iterator[dict[str, Value]]:
    for twin in desk.records(pair.right):
        if all(twin.get(field) == record.get(field) for field in pair.by) and any(record.get(f) for f in pair.by[1:]):
            yield twin


def _spread(desk: Desk, resource: str) -> None:
    """A unit's completed name is the one that its rows carry."""
    name: Value = None
    for record in desk.records(resource):
        if record["row_kind"] == "unit":
            name = record.get("name")
        carried = str(record.get("unit_name") or "")
        if carried and isinstance(name, str) and name.startswith(carried):
            record["unit_name"] = name
