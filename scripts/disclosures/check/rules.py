"""The catalogue of rules: what `rules.yaml` says of each id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from disclosures.definitions import read_yaml
from disclosures.model import Severity

PATH = Path(__file__).parent.parent / "rules.yaml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id is for ever, its severity that of a failure; `tables` are the kinds that it compares."""

    id: str
    severity: Severity
    group: str
    title: str
    formula: str
    basis: str
    tables: tuple[str, ...] = ()


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id, in the order of the file."""
    raw = read_yaml(PATH)
    return {one["id"]: Rule(**{**one, "tables": tuple(one.get("tables", ()))}) for one in raw}
