"""Holding a package against the truth cell by cell: rows by best match, numbers as numbers, text without layout."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from .align import aligned
from .document import Fact, Truth

Row = Mapping[str, str]
Rows = Mapping[str, Sequence[Row]]
ANYTHING = "*"
# Where a row stood and what the converter says about its own work is no cell of a table.
BOOKKEEPING = frozenset({"row", "source_page", "source_line", "note"})
# The keys of `disclosure` that are compared, as if they were one row of a resource.
ABOUT = ("department", "year", "level", "division_code")
NOT_PRINTED = frozenset({"findings", "repairs", "checks", "finding_cells", "positions"})
# Sentences state more figures than the maker knows the meaning of: what it doesn't know is no invention.
PARTLY_KNOWN = frozenset({"statements"})
_SAME = str.maketrans({"（": "(", "）": ")", "：": ":", "，": ",", "；": ";", "％": "%", "＝": "="})


@dataclass(frozen=True)
class Difference:
    """One cell that is not as it should be; `verdict` is wrong, missing or invented."""

    resource: str
    row: int
    field: str
    expected: str
    got: str
    verdict: str


@dataclass(frozen=True)
class Comparison:
    """Resource → verdict → number of cells, and the cells that differ."""

    counts: Mapping[str, Counter[str]]
    differences: tuple[Difference, ...]

    def total(self) -> Counter[str]:
        """The verdicts of all resources together."""
        return sum(self.counts.values(), Counter())

    def share(self) -> float:
        """Right cells among those that the truth states; 1 where it states none."""
        return right_share(self.total())


def right_share(counts: Counter[str]) -> float:
    """Right cells among right, wrong and missing ones."""
    stated = counts["right"] + counts["wrong"] + counts["missing"]
    return counts["right"] / stated if stated else 1.0


def package_rows(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Resource → rows of `data/<resource>.csv` of a package; blank and absent are the same."""
    rows = {}
    for path in sorted((folder / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows[path.stem] = [{name: cell or "" for name, cell in row.items()} for row in csv.DictReader(file)]
    return rows


def package_about(folder: Path) -> dict[str, str]:
    """What the descriptor of a package says of the disclosure; blank and absent are the same."""
    said = json.loads((folder / "datapackage.json").read_text(encoding="utf-8")).get("disclosure", {})
    return {key: str(said.get(key) or "") for key in ABOUT}


def as_rows(facts: Truth) -> dict[str, list[dict[str, str]]]:
    """The truth as a package would state it: what a perfect converter gives."""
    return {resource: [dict(fact.values) for fact in rows] for resource, rows in facts.items()}


def compare(rows: Rows, facts: Truth) -> Comparison:
    """The verdict on every cell that the truth states or the package invents."""
    counts: dict[str, Counter[str]] = {}
    differences: list[Difference] = []
    resources = [name for name in {**facts, **rows} if name not in NOT_PRINTED and not name.startswith("other_")]
    for resource in resources:
        found = _resource(resource, facts.get(resource, []), rows.get(resource, []))
        counts[resource] = Counter(verdict.verdict for verdict in found)
        differences += [verdict for verdict in found if verdict.verdict != "right"]
    return Comparison(counts, tuple(differences))


def _resource(resource: str, facts: Sequence[Fact], rows: Sequence[Row]) -> list[Difference]:
    verdicts = []
    for one, other in aligned(len(facts), len(rows), lambda i, j: _likeness(facts[i], rows[j])):
        fact = facts[one] if one is not None else Fact(resource, {})
        row = rows[other] if other is not None else {}
        number = (one if one is not None else other or 0) + 1
        for field in {**fact.values, **row}:
            if field in BOOKKEEPING or (one is None and not row[field]):
                continue
            verdict = _verdict(fact, field, row.get(field, ""))
            if verdict and not (verdict == "invented" and resource in PARTLY_KNOWN):
                verdicts.append(
                    Difference(resource, number, field, fact.values.get(field, ""), row.get(field, ""), verdict)
                )
    return verdicts


def _verdict(fact: Fact, field: str, got: str) -> str:
    """What to say of one cell; nothing where both are blank or the contract leaves the cell open."""
    expected, open_to = fact.values.get(field, ""), fact.also.get(field, ())
    if same(field, expected, got):
        return "right" if expected else ""
    if ANYTHING in open_to or any(same(field, other, got) for other in open_to):
        return "right" if expected else ""
    if not expected:
        return "invented"
    return "wrong" if got else "missing"


def _likeness(fact: Fact, row: Row) -> float:
    """How surely the row is the fact, from 0 to 1; kinds and groups that many rows share say little."""
    weights = {field: (0.1 if field in COMMON else 1.0) for field, value in fact.values.items() if value}
    matched = sum(weight for field, weight in weights.items() if _verdict(fact, field, row.get(field, "")) == "right")
    return matched / (sum(weights.values()) or 1.0)


COMMON = frozenset(
    {
        "row_kind",
        "side",
        "classification",
        "dimension",
        "level1",
        "level2",
        "project_row",
        "unit_name",
        "target_operator",
    }
)


def same(field: str, one: str, other: str) -> bool:
    """Whether two cells say the same."""
    if one == other:
        return True
    if not one or not other:
        return False
    left, right = plain(one), plain(other)
    if left == right:
        return True
    return not field.endswith("code") and _number(left) is not None and _number(left) == _number(right)


@cache
def plain(text: str) -> str:
    """Text without white space, one form of brackets and colons, no colon at the end."""
    return "".join(text.split()).translate(_SAME).rstrip(":")


@cache
def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
