"""Identities between the grand totals of two tables: those of `totals.yaml`, which need no code of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.check.sums.equations import Equation, Undecided
from disclosures.check.sums.lookup import Book, Cells, named
from disclosures.definitions import read_yaml
from disclosures.schemas import field_title

PATH = Path(__file__).parent / "totals.yaml"


def totals(book: Book) -> Iterator[Equation | Undecided]:
    """One equation for each line of the file whose two tables are there and print these columns."""
    for one in _lines():
        resource, field = one["left"].split(".")
        other = one["right"][0].split(".")[0]
        fields = [name.split(".")[1] for name in one["right"]]
        tables = [book.table(name) for name in (resource, other)]
        if any(t is None for t in tables) or not _printed(book, resource, [field]) or not _printed(book, other, fields):
            continue
        left = book.whole(resource, field)
        right = _right(book, other, fields)
        lost = next((name for name, cells in ((resource, left), (other, right)) if not cells), None)
        if lost is not None:
            yield Undecided(one["rule"], resource, f"《{named(lost)}》的开头和合计行没有读到")
            continue
        if any(book.any(book.whole(*name.split("."))) for name in one.get("unless", ())):
            yield Undecided(one["rule"], resource, f"《{named(other)}》有上年结转，各地是否计入不一，无法核对")
            continue
        relation = one.get("relation", "=")
        sign = "≤" if relation == "<=" else "="
        shown = " + ".join(dict.fromkeys(field_title(c.field) for c in right))
        words = f"{named(resource)}{field_title(field)} {sign} {named(other)}{shown}"
        yield Equation(one["rule"], left[0], right, words, relation, left[1:])


@cache
def _lines() -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = read_yaml(PATH)
    return found


def _printed(book: Book, resource: str, fields: Sequence[str]) -> bool:
    table = book.table(resource)
    return table is not None and fields[0] in table.fields and _has(book, resource, fields)


def _has(book: Book, resource: str, fields: Sequence[str]) -> bool:
    """Whether any of the columns holds anything: one that a form names and leaves blank throughout says nothing."""
    table = book.table(resource)
    return table is not None and any(record.get(f) is not None for record in table.records for f in fields)


def _right(book: Book, resource: str, fields: Sequence[str]) -> Cells:
    return tuple(cell for field in fields for cell in book.whole(resource, field))
