"""Names cut at the border of a narrow cell, completed from the same row of another table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.codes import names as listed_names
from disclosures.model import Record, Value
from disclosures.repair.desk import Desk
from disclosures.text import key

_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Same:
    """Two resources whose rows say the same of the same thing: how a row is told and where its name stands."""

    rule: str
    left: str
    right: str
    by: tuple[str, ...]
    left_name: str
    right_name: str


_ECONOMIC = ("economic_classification", "basic_expenditure")
PAIRS = (
    Same("R-X-T05-T03", "general_public_budget", "expenditure", ("row_kind", "functional_code", "unit_code", "total"), "name", "name"),
    Same("R-X-T12-T10", "projects", "performance_projects", ("row_kind", "total"), "project_name", "name"),
    Same("R-X-T07-T06", *_ECONOMIC, ("row_kind", "dept_economic_code"), "dept_economic_name", "dept_economic_name"),
    Same("R-X-T07-T06", *_ECONOMIC, ("row_kind", "gov_economic_code"), "gov_economic_name", "gov_economic_name"),
)  # fmt: skip


def clipped_names(desk: Desk) -> None:
    """A name that is a proper beginning of the one name that the same row bears elsewhere is completed."""
    for pair in PAIRS:
        for one in (pair, Same(pair.rule, pair.right, pair.left, pair.by, pair.right_name, pair.left_name)):
            for record in desk.records(one.left):
                _complete(desk, one, record)
    for resource in ("expenditure", "general_public_budget"):
        _spread(desk, resource)


def _complete(desk: Desk, pair: Same, record: dict[str, Value]) -> None:
    name = str(record.get(pair.left_name) or "")
    if len(name) < _SHORTEST:
        return
    longer = {str(twin[pair.right_name]) for twin in twins(desk, pair, record) if twin.get(pair.right_name)}
    if any(key(other) == key(name) for other in longer):
        return
    begun = {other for other in longer if key(other).startswith(key(name))}
    if len(begun) == 1 and not re.search(r"[。；;！？]", next(iter(begun))):
        whole = begun.pop()
        evidence = f"同一行在另一张表中的名称为“{whole}”，本格只印出前 {len(name)} 字"
        desk.set(pair.left, int(str(record["row"])), pair.left_name, whole, pair.rule, evidence)


def twins(desk: Desk, pair: Same, record: Record) -> Iterator[dict[str, Value]]:
    """The rows of the other table that say the same of the same thing."""
    for twin in desk.records(pair.right):
        if all(twin.get(field) == record.get(field) for field in pair.by) and any(record.get(f) for f in pair.by[1:]):
            yield twin


# The name column and the code list of each kind of code (X-GLYPH: one PDF library moves the thin glyph 一 to the end).
_LISTED = (
    ("functional_code", "name", "functional"),
    ("dept_economic_code", "dept_economic_name", "department"),
    ("gov_economic_code", "gov_economic_name", "government"),
)


def moved_glyphs(desk: Desk) -> None:
    """A name whose 一 stands at the end instead of where the code list, or the same row elsewhere, has it."""
    for resource in (
        "expenditure",
        "general_public_budget",
        "government_fund",
        "basic_expenditure",
        "economic_classification",
    ):
        for record in desk.records(resource):
            for code, field, which in _LISTED:
                name = str(record.get(field) or "")
                if not name.endswith("一") or not record.get(code):
                    continue
                known = {listed_names(which).get(str(record[code]), "")}
                known |= {str(t.get(field) or "") for _, t in desk.named("expenditure", "general_public_budget")
                          if t.get(code) == record[code]}  # fmt: skip
                whole = {k for k in known if k != name and k.replace("一", "", 1) == name[:-1] and "一" in k}
                if len(whole) == 1:
                    evidence = f"编码 {record[code]} 的名称是“{next(iter(whole))}”，“一”字被移到了末尾"
                    desk.set(resource, int(str(record["row"])), field, whole.pop(), "R-C-FUNC", evidence)


def clipped_units(desk: Desk) -> None:
    """A project's unit, cut at the border, is the one unit of this document whose name begins so."""
    whole = {str(r.get(f) or "") for resource, f in _UNIT_NAMES for r in desk.records(resource)
             if r.get("row_kind") in ("unit", "item") and (resource != "performance_projects" or r.get("row_kind") == "unit")}  # fmt: skip
    for record in desk.records("projects"):
        name = str(record.get("unit_name") or "")
        longer = {w for w in whole if w.startswith(name) and w != name}
        longest = {w for w in longer if not any(o != w and w.startswith(o) for o in longer)}
        if len(name) >= _SHORTEST and name not in whole and len(longest) == 1 and record["row_kind"] == "item":
            full = longest.pop()
            evidence = f"本文件各单位中只有“{full}”以这几个字开头"
            desk.set("projects", int(str(record["row"])), "unit_name", full, "R-UNITROW", evidence)


_UNIT_NAMES = (
    ("income", "unit_name"),
    ("expenditure", "unit_name"),
    ("general_public_budget", "unit_name"),
    ("performance_projects", "name"),
)


def _spread(desk: Desk, resource: str) -> None:
    """A unit's completed name is the one that its rows carry."""
    name: Value = None
    for record in desk.records(resource):
        if record["row_kind"] == "unit":
            name = record.get("name")
        carried = str(record.get("unit_name") or "")
        if carried and isinstance(name, str) and name.startswith(carried):
            record["unit_name"] = name
