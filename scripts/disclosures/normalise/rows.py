"""What each row of a list table is: the grand total, a unit, a subtotal, an item, a part of the row above."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from disclosures.align import Aligned
from disclosures.codes import codes_of, is_class_of
from disclosures.kinds import Kind
from disclosures.labels import is_of_which, is_total_label
from disclosures.model import Value
from disclosures.normalise.outline import Entry, heads, outline, tree
from disclosures.normalise.sides import is_one_side, lines_of
from disclosures.text import code, key

CODES = ("functional_code", "dept_economic_code", "gov_economic_code")
_FUNCTIONAL = re.compile(r"[12]\d{2}(?:\d{2}){0,2}")
# What a procurement table by kinds of goods prints where others print the project.
_CATEGORY = re.compile(r"(?:政府采购)?(?:货物|工程|服务)(?:类|支出|采购|项目)?")
_CATALOGUE = re.compile(r"[ABC]\d*")  # the catalogue's own codes of 货物, 工程, 服务
_AMOUNTS = ("total", "amount")


@dataclass
class Line:
    """A record being made, with the row that it came from."""

    aligned: Aligned
    values: dict[str, Value]
    kind: str = "item"


def classify(kind: Kind, names: Sequence[str], lines: list[Line]) -> None:
    """Give each row its `row_kind`, with 合计, units' codes and names in their own fields. `names` are the columns."""
    label = _label(kind, names)
    for line in lines:
        _settle_label(kind, label, line)
    labelled = any(line.kind == "total" for line in lines)
    for index, line in enumerate(lines):
        if line.kind == "item":
            line.kind = _kind_of(kind, label, line.values, index == 0 and not labelled, len(lines))
    if not any(line.values.get(field) for line in lines for field in (*CODES, "unit_code", "project_code")):
        _outlined(label, lines)
    if kind.label == "project_name":
        _name_units_of_projects(lines)
    _rollups(lines)
    _one_side(kind, label, lines)
    _headed(label, lines)
    if kind.lowest_unit_is_item or kind.unlabelled_row_is == "item":
        _lowest_units(lines)
    if label == "unit_name":
        _name_units(lines)


def _label(kind: Kind, names: Sequence[str]) -> str:
    """The field in which 合计 and the rows' names stand: the kind's own, else the first text that the table prints."""
    if kind.label in names or not any(names):
        return kind.label
    texts = (n for n in names if (spec := kind.spec(n)) and spec.type in ("text", "name") and n != "note")
    return next(texts, kind.label)


def _settle_label(kind: Kind, label: str, line: Line) -> None:
    """Put 合计 into the name column wherever it was printed; a unit's code and name into their own fields."""
    values = line.values
    for field, found in list(values.items()):
        if isinstance(found, str) and is_total_label(found):
            line.kind = "total"
            if field != label:
                values[field] = None
                values[label] = found
    name = values.get(label)
    if (
        kind.spec("category")
        and isinstance(name, str)
        and not values.get("category")
        and _CATEGORY.fullmatch(key(name))
    ):
        values["category"], values[label] = name, None
        if _CATALOGUE.fullmatch(str(values.get("project_code") or "")):
            values["catalogue_code"], values["project_code"] = values["project_code"], None
    elif kind.label == "project_name" and isinstance(name, str):
        if code(name).isdigit():
            values["unit_code"], values["project_name"] = code(name), None
        elif _is_unit_among_projects(values):
            values["unit_name"], values["project_name"] = name, None
    economic = values.get("dept_economic_code")
    lone = isinstance(economic, str) and label == "dept_economic_name" and not values.get("gov_economic_code")
    if lone and len(str(economic)) in (3, 6) and not is_class_of("department", str(economic), str(name or "")):
        values["unit_code"], values["dept_economic_code"] = economic, None
    functional = values.get("functional_code")
    placed = bool(line.aligned.row.grid)  # else a code may have lost its first cells
    if placed and isinstance(functional, str) and not _FUNCTIONAL.fullmatch(functional) and not values.get("unit_code"):
        values["unit_code"], values["functional_code"] = functional, None


def _is_unit_among_projects(values: Mapping[str, Value]) -> bool:
    """A row with a unit's code but neither type nor code of a project, where projects have one."""
    told = "project_type" in values or "project_code" in values
    return told and bool(values.get("unit_code")) and not values.get("project_type") and not values.get("project_code")


def _kind_of(kind: Kind, label: str, values: Mapping[str, Value], opens: bool, rows: int) -> str:
    """What one row is by itself. `opens`: it is the first of a table that labels no grand total."""
    name = str(values.get(label) or "")
    coded = any(values.get(field) for field in CODES)
    if is_of_which(name):
        return "of_which"
    if coded:
        return "item"
    project = values.get("project_name") and (values.get("project_type") or values.get("unit_name"))
    if values.get("unit_code") and not project:
        return "unit"
    if opens and rows > 1 and label != "unit_name" and values.get("unit_name") and not name:
        return "total"  # the first row is the department by its name
    if opens and not name and not values.get("project_name"):
        return kind.unlabelled_row_is
    if opens and rows > 1 and label == "unit_name" and values.get("unit_name"):
        return "total"
    if values.get("unit_name") and not name and label != "unit_name":
        return "unit"
    return "item"


def _outlined(label: str, lines: list[Line]) -> None:
    """Rows told by their names alone: units, classes and items in one column, apart by their names and sums."""
    if label not in ("project_name", "dept_economic_name") or any(line.kind not in ("item", "total") for line in lines):
        return
    entries = [Entry(str(line.values.get(label) or ""), _amount(line), is_total=line.kind == "total") for line in lines]
    for line, found in zip(lines, outline(entries, economic=label == "dept_economic_name"), strict=True):
        was, line.kind = line.kind, "subtotal" if found == "unit" and not line.values.get(label) else found
        if line.kind == "unit" or (found == "total" and was != "total"):
            line.values["unit_name"], line.values[label] = line.values.get(label), None


def _one_side(kind: Kind, label: str, lines: list[Line]) -> None:
    """A table of income or of expenditure that prints its lines as the balance does, without codes and units."""
    texts = [str(line.values.get(label) or line.values.get("name") or "") for line in lines]
    told = any(line.values.get(field) for line in lines for field in (*CODES, "unit_code"))
    if kind.name not in ("income", "expenditure") or told or not all(texts) or not is_one_side(texts, kind.name):
        return
    for line, found in zip(lines, lines_of(texts, [_amount(line) for line in lines], kind.name), strict=True):
        line.kind = found


def _headed(label: str, lines: list[Line]) -> None:
    """Rows that say less than those below them and sum them: of a unit, or of a project printed with its parts below.

    Only where the grand total proves it: it is the sum of all other rows, and would be passed with them.
    """
    total = next((_amount(line) for line in lines if line.kind == "total"), None)
    items = [line for line in lines if line.kind == "item"]
    amounts = [_amount(line) for line in items]
    if not total or sum((amount or Decimal(0) for amount in amounts), Decimal(0)) == total:
        return
    coded = [any(line.values.get(field) for field in CODES) for line in items]
    said = [sum(isinstance(value, str) for value in line.values.values()) for line in items]
    without_code = [at for at, one in enumerate(coded) if not one]
    saying_less = [at for at, one in enumerate(said) if one < max(said)]
    for candidates in (without_code, saying_less):
        if 0 < len(candidates) < len(items) and heads(total, amounts, candidates):
            for at in candidates:
                items[at].kind = "subtotal" if label == "project_name" else "unit"
            return
    if not any(coded):
        for at in tree(total, amounts):
            items[at].kind = "subtotal" if _is_class(items[at], label) or label == "project_name" else "unit"


def _is_class(line: Line, label: str) -> bool:
    """Whether a row without a code bears the name of a functional class."""
    return key(str(line.values.get(label) or "")) in codes_of("functional")


def _amount(line: Line) -> Decimal | None:
    found = next((line.values[field] for field in _AMOUNTS if line.values.get(field) is not None), None)
    return found if isinstance(found, Decimal) else None


def _rollups(lines: list[Line]) -> None:
    """类 and 款 rows that sum rows below them are subtotals."""
    departmental = any(line.values.get("dept_economic_code") for line in lines)
    for field in CODES[:2] if departmental else CODES:
        codes = [(line, str(line.values[field])) for line in lines if line.kind == "item" and line.values.get(field)]
        for (line, own), (_, following) in pairwise(codes):
            if len(own) in (3, 5) and following.startswith(own) and len(following) > len(own):
                line.kind = "subtotal"


def _lowest_units(lines: list[Line]) -> None:
    """Where rows are units only, those that no following row's code extends are items."""
    if any(line.values.get(field) for line in lines for field in CODES):
        return
    codes = [str(line.values.get("unit_code") or "") for line in lines]
    for line, own in zip(lines, codes, strict=True):
        if line.kind == "unit" and not any(other != own and other.startswith(own) for other in codes if own):
            line.kind = "item"


def _name_units_of_projects(lines: list[Line]) -> None:
    """In one column of units and projects the name on a unit's row is the unit's; of projects only, each is a project's."""
    units = [one for one in lines if one.kind == "unit" and not one.values.get("unit_name")]
    mixed = any(one.kind == "item" for one in lines)
    for line in units:
        if mixed:
            line.values["unit_name"], line.values["project_name"] = line.values.get("project_name"), None
        elif line.values.get("project_name"):
            line.kind = "item"


def _name_units(lines: list[Line]) -> None:
    """In a table of units the name of each row is its unit's; of rows of classes among them it is the class's."""
    coded = any(one.values.get("functional_code") for one in lines)
    for line in (one for one in lines if one.values.get("name") is None):
        if coded and line.kind == "item" and not line.values.get("functional_code"):
            line.kind = "unit"
        if line.kind == "total" or line.values.get("functional_code"):
            line.values["name"], line.values["unit_name"] = line.values.get("unit_name"), None
        else:
            line.values["name"] = line.values.get("unit_name")


def is_blank(lines: Sequence[Line]) -> bool:
    """A table whose only row is a 合计 without any amount says nothing."""
    return len(lines) == 1 and not any(isinstance(v, Decimal) for v in lines[0].values.values())


def spread_units(fields: Sequence[str], lines: Sequence[Line]) -> None:
    """Fill a unit's code and name down to the rows that stand below it."""
    coded = "functional_code" in fields and "unit_code" in fields
    if not coded and not ("unit_name" in fields and all(line.aligned.row.grid for line in lines)):
        return
    number = name = None
    for line in lines:
        if line.kind == "unit":
            number = line.values.get("unit_code")
            name = line.values.get("unit_name") or line.values.get("name")
            line.values["unit_name"] = name
        elif line.kind in ("item", "subtotal"):
            if coded or not line.values.get("unit_code"):  # a row that prints its unit's code needs no other word
                line.values["unit_name"] = line.values.get("unit_name") or name
            if coded:
                line.values["unit_code"] = line.values.get("unit_code") or number
