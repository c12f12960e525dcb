"""The words that the rules on the statement's figures know, from `narrative.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.definitions import read_yaml

PATH = Path(__file__).parent / "words.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """A source of income: its line in the balance tables and its column in the income table, where they have one."""

    name: str
    words: re.Pattern[str]
    line: str
    column: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything in `narrative.yaml`; see there."""

    scopes: tuple[tuple[str, re.Pattern[str], bool], ...]
    sources: tuple[Source, ...]
    parents: Mapping[str, tuple[str, ...]]
    wholes: tuple[tuple[re.Pattern[str], str], ...]
    own: str
    aside: re.Pattern[str]
    purchases: re.Pattern[str]
    no_purchases: re.Pattern[str]
    some_projects: re.Pattern[str]
    all_projects: re.Pattern[str]
    other_figures: re.Pattern[str]
    adjusted: re.Pattern[str]
    counted_otherwise: re.Pattern[str]
    shared_vehicles: re.Pattern[str]


@cache
def words() -> Words:
    """The project's own. Raises DefinitionError where the file is no YAML."""
    raw: Mapping[str, Any] = read_yaml(PATH)
    return Words(
        scopes=tuple((s["scope"], re.compile(s["words"]), bool(s.get("exact"))) for s in raw["scopes"]),
        sources=tuple(
            Source(s["name"], re.compile(s["words"]), s.get("line", ""), s.get("column", "")) for s in raw["sources"]
        ),
        parents={name: tuple(found) for name, found in raw["parents"].items()},
        wholes=tuple((re.compile(one["words"]), one["measure"]) for one in raw["wholes"]),
        own=raw["own"],
        aside=re.compile(raw["aside"]),
        purchases=re.compile(raw["purchases"]),
        no_purchases=re.compile(raw["no_purchases"]),
        some_projects=re.compile(raw["some_projects"]),
        all_projects=re.compile(raw["all_projects"]),
        other_figures=re.compile(raw["other_figures"]),
        adjusted=re.compile(raw["adjusted"]),
        counted_otherwise=re.compile(raw["counted_otherwise"]),
        shared_vehicles=re.compile(raw["shared_vehicles"]),
    )


def scope_of(text: str) -> str | None:
    """The budget that a text speaks of; `""` where it speaks of several, None where of none."""
    found = [(scope, exact) for scope, pattern, exact in words().scopes if pattern.search(text)]
    if sum(exact for _, exact in found) > 1:
        return ""
    return found[0][0] if found else None


def source_of(text: str) -> Source | None:
    """The source of income that a clause names, None where it is none of those that the tables have."""
    return next((source for source in words().sources if source.words.search(text)), None)


def buys(text: str) -> bool:
    """Whether a project's name or indicator speaks of buying equipment."""
    return bool(words().purchases.search(text)) and not words().no_purchases.search(text)
