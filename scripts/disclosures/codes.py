"""The official code lists that ship with the project (`reference/`). They are partial: unknown is never invalid."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from disclosures.text import key

REFERENCE = Path(__file__).parent / "reference"
_ALIKE = 0.6  # 对个人和家庭的补助 and 对个人和家庭补助支出 are one
# What wordings of one name differ by: 对个人和家庭补助 and 对个人和家庭的补助支出 are one.
_FILLING = re.compile(r"[的和及与、,，()]|支出$")
_FILES = {
    "functional": "functional_classes.csv",
    "department": "economic_classes_department.csv",
    "government": "economic_classes_government.csv",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A class of an official list. `verified`: two independent sources agree on its name.

    `years` are those of the disclosures it was read in, empty where the list does not say.
    """

    code: str
    name: str
    verified: bool
    years: frozenset[int]


@cache
def listed(which: str) -> Mapping[str, Listed]:
    """The classes of one list by code: `functional`, `department` or `government`."""
    with (REFERENCE / _FILES[which]).open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Listed(
                row["code"],
                row["name"],
                row["status"] == "verified",
                frozenset(map(int, row.get("observed_years", "").split())),
            )
            for row in csv.DictReader(file)
        }


@cache
def names(which: str) -> Mapping[str, str]:
    """Code → name of one list: `functional`, `department` or `government`."""
    return {code: one.name for code, one in listed(which).items()}


@cache
def pairs() -> Mapping[tuple[str, str], str]:
    """(department class, government class) → how far the pair is verified, as `reference/README.md` words it."""
    with (REFERENCE / "economic_class_mapping.csv").open(encoding="utf-8", newline="") as file:
        return {(row["department_code"], row["government_code"]): row["status"] for row in csv.DictReader(file)}


def is_class_of(which: str, code: str, name: str) -> bool:
    """Whether `code` is a class of that list under that name (brackets and spaces aside)."""
    known = names(which).get(code)
    return known is not None and SequenceMatcher(None, key(known), key(name)).ratio() > _ALIKE


def same_name(one: str, other: str) -> bool:
    """Whether two wordings name one class: brackets, filling words and the end of a clipped cell aside."""
    first, second = (_FILLING.sub("", key(text)) for text in (one, other))
    return bool(first and second) and (first.startswith(second) or second.startswith(first))


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division of GB/T 2260."""

    code: str
    name: str
    parent: str


@cache
def divisions() -> Mapping[str, Division]:
    """All divisions down to the county, by code."""
    with (REFERENCE / "divisions.csv").open(encoding="utf-8", newline="") as file:
        return {r["code"]: Division(r["code"], r["name"], r["parent"]) for r in csv.DictReader(file)}


_PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def full_name(code: str) -> str | None:
    """`410702` → `河南省新乡市红旗区`; None for an unknown code."""
    division = divisions().get(code)
    if division is None:
        return None
    above = full_name(division.parent) if division.parent else ""
    own = "" if division.name in _PLACEHOLDERS else division.name
    return (above or "") + own
