"""The Table Schema of every resource, put together from `fields.yaml`, `resources.yaml` and the kinds' field lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.definitions import read_yaml
from disclosures.errors import DefinitionError
from disclosures.kinds import kinds

_HERE = Path(__file__).parent
_ABOUT_PLACE = ("source_document", "source_page", "source_line")
# What a row of a resource cannot be without; in every other field a blank is a blank.
_REQUIRED = frozenset({"row_kind", "side", "item"})
# Resources about the conversion: their rows are no printed rows.
RECORDS = frozenset({"findings", "repairs", "checks", "corrections", "finding_cells", "positions"})


@cache
def fields() -> Mapping[str, Mapping[str, Any]]:
    """The dictionary of fields: name → type, title, title_en and what else it says."""
    found: Mapping[str, Mapping[str, Any]] = read_yaml(_HERE / "fields.yaml")
    return found


# The siblings of a measure: how its Chinese and English titles and its type differ.
_SIBLINGS = {
    "_previous": ("上年", "previous year"),
    "_change": ("增减", "change"),
    "_change_percent": ("增减（%）", "change in percent"),
    "_current": ("本年拨款", "current appropriation"),
    "_carryover": ("上年结转", "carried over"),
}


def field(name: str) -> Mapping[str, Any] | None:
    """What the dictionary says of a field; of a sibling (`total_previous`) what follows from its measure."""
    if name in fields():
        return fields()[name]
    for suffix, (title, title_en) in reversed(_SIBLINGS.items()):
        measure = fields().get(name.removesuffix(suffix), {}) if name.endswith(suffix) else {}
        if measure.get("amount"):
            amount = not suffix.endswith("percent")
            return {
                **measure,
                "title": f"{measure['title']}：{title}",
                "title_en": f"{measure['title_en']}: {title_en}",
                "amount": amount,
            }
    return None


@cache
def _others() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = read_yaml(_HERE / "resources.yaml")
    return found


@cache
def field_order(resource: str) -> tuple[str, ...]:
    """All fields that a resource may have, in the contract's order, `row` first and the place last."""
    for kind in kinds():
        if resource in kind.resources:
            return ("row", *kind.resources[resource], *_ABOUT_PLACE)
    if resource not in _others():
        raise DefinitionError("resources.yaml", f"没有定义资源 {resource}")
    tail = () if resource in RECORDS else _ABOUT_PLACE
    return ("row", *_others()[resource]["fields"], *tail)


@cache
def resource_names() -> tuple[str, ...]:
    """Every known resource in the order in which a package lists them: tables, prose, records of the conversion."""
    return (*(name for kind in kinds() for name in kind.resources), *_others())


@cache
def descriptor(resource: str, name: str, title: str | None = None) -> Mapping[str, Any]:
    """The Table Schema descriptor of one field in one resource."""
    known = field(name) or {"type": "string", "title": title or name}
    found: dict[str, Any] = {"name": name, "type": known["type"], "title": title or known["title"]}
    if "title_en" in known:
        found["titleEn"] = known["title_en"]
    if "description" in known:
        found["description"] = known["description"]
    if known.get("amount"):
        found["unit"] = "万元"
    constraints: dict[str, Any] = {}
    if name == "row" or name in _required(resource):
        constraints["required"] = True
    if name == "row":
        constraints |= {"unique": True, "minimum": 1}
    constraints |= {key: known[key] for key in ("enum", "pattern") if key in known}
    if resource == "statements" and name == "measure":
        constraints["enum"] = list(_measures())
    if constraints:
        found["constraints"] = constraints
    return found


def _measures() -> tuple[str, ...]:
    known = read_yaml(_HERE / "measures.yaml")
    return tuple(known["measures"])


def _required(resource: str) -> Iterable[str]:
    return _others()[resource].get("required", ()) if resource in _others() else _REQUIRED


def schema(resource: str, names: Iterable[str], titles: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The Table Schema of a resource with just these fields."""
    found: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [dict(descriptor(resource, name, (titles or {}).get(name))) for name in names],
        "missingValues": [""],
        "primaryKey": ["row"],
    }
    return found


def resource_title(resource: str) -> str:
    """The Chinese name of a resource."""
    for kind in kinds():
        if resource in kind.resources:
            return kind.title
    return str(_others()[resource]["title"])


@cache
def resource_schemas() -> Mapping[str, Mapping[str, Any]]:
    """For the data dictionary: every resource with all fields that it may have."""
    return {name: {"title": resource_title(name), **schema(name, field_order(name))} for name in resource_names()}


@cache
def field_title(name: str) -> str:
    """The Chinese name of a field, for messages; the name itself where the dictionary has none."""
    return str((field(name) or {}).get("title", name))
