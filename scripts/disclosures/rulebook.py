"""The catalogue of rules: what `rules/*.yaml` says of each id. Loaded by both sides: a rule is explained where it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.definitions import read_yaml
from disclosures.model import Severity

FOLDER = Path(__file__).parent / "rules"
# In the order of rules.md, which is also that of the site.
FILES = (
    "structure", "wording", "within", "between", "narrative", "codes", "performance", "years", "reading",
)  # fmt: skip


_FOLD = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id is for ever, its severity that of a failure; `tables` are the kinds that it compares.

    `example` is a small disclosure that passes, and what is changed in it to make it fail; `explanation` says in
    plain words why the rule is there, what looks like a failure and is none, and what is not checked.
    """

    id: str
    severity: Severity
    group: str
    title: str
    formula: str
    basis: str
    tables: tuple[str, ...] = ()
    explanation: str = ""
    example: Mapping[str, Any] | None = None


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id, in the order of the files and of the lines in them."""
    return {rule.id: rule for name in FILES for rule in read_rules(name)}


def read_rules(name: str) -> Sequence[Rule]:
    """The rules of one file, in its order."""
    raw: Sequence[dict[str, Any]] = read_yaml(FOLDER / f"{name}.yaml") or []
    return [
        Rule(**{**one, "tables": tuple(one.get("tables", ())), "explanation": _unfolded(one.get("explanation", ""))})
        for one in raw
    ]


def _unfolded(text: str) -> str:
    """A text written over several lines without the spaces that YAML puts between them: Chinese has none."""
    return _FOLD.sub("", text)
