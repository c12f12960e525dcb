"""The catalogue of rules: what `rules.yaml` says of each id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from disclosures.model import Severity

PATH = Path(__file__).parent.parent / "rules.yaml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id is for ever, its severity that of a failure."""

    id: str
    severity: Severity
    group: str
    title: str
    formula: str
    basis: str


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id, in the order of the file."""
    raw = yaml.load(PATH.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {one["id"]: Rule(**one) for one in raw}
