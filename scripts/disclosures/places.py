"""Where the published values and the cells that findings speak of stand in the documents, as rows of the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from disclosures.model import Address, Finding, Place, Record, Table, Value

Role = Literal["left", "right", "cell"]
# What a record says of itself, not what is printed in it.
_UNPRINTED = frozenset({"row", "row_kind", "source_document", "source_page", "source_line"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cell that a finding speaks of: `role` in its sum, the value as published (None: blank), where it stands."""

    address: Address
    role: Role
    value: Value
    place: Place


def positions(tables: Sequence[Table]) -> Iterator[dict[str, Value]]:
    """One row for each published value of which more is known than its page or line, in the order of the tables."""
    for table in tables:
        for record in table.records if table.positions else ():
            row = _integer(record["row"])
            for name in table.fields:
                place = table.positions.get((row or 0, name))
                if place is not None and record.get(name) is not None and name not in _UNPRINTED:
                    yield {
                        "resource": table.resource, "row_ref": row, "field": name,
                        "source_document": place.document, "source_page": place.page, **edges(place),
                    }  # fmt: skip


def finding_cells(findings: Sequence[Finding], tables: Mapping[str, Table]) -> Iterator[dict[str, Value]]:
    """The cells of every finding; `finding` is its number from 1."""
    for number, finding in enumerate(findings, 1):
        for cell in spoken(finding, tables):
            at = cell.address
            yield {
                "finding": number, "resource": at.resource, "row_ref": at.row, "field": at.field, "role": cell.role,
                **cell.place.fields(), **edges(cell.place),
            }  # fmt: skip


def spoken(finding: Finding, tables: Mapping[str, Table]) -> Iterator[Spoken]:
    """The cells that a finding speaks of, the total first; of one without a sum the cells that it lists or names."""
    addresses = finding.cells
    if not addresses and finding.resource and finding.row and finding.field:
        addresses = (Address(finding.resource, finding.row, finding.field),)
    for index, address in enumerate(addresses):
        table = tables.get(address.resource)
        if table is None or not 1 <= address.row <= len(table.records) or address.field not in table.fields:
            continue
        record = table.records[address.row - 1]
        alone = len(addresses) == 1 or finding.difference is None
        role: Role = "cell" if alone else "right" if index else "left"
        yield Spoken(address, role, record.get(address.field), place_of(table, record, address.field))


def place_of(table: Table, record: Record, name: str) -> Place:
    """Where a value stands; where its cell is not known, the page and line of its row."""
    row = _integer(record["row"]) or 0
    page, line, document = (_integer(record.get(f"source_{part}")) for part in ("page", "line", "document"))
    return table.positions.get((row, name)) or Place(page, line, document)


def edges(place: Place) -> dict[str, Value]:
    """The edges of a cell in whole points from the top left corner of the page, around the cell, and its reference.

    Whole, so that no program that looks for amounts in a package takes a place for one.
    """
    names = ("left", "top", "right", "bottom")
    found: dict[str, Value] = dict.fromkeys(names)
    if place.box is not None:
        left, top, right, bottom = place.box
        found |= zip(names, (floor(left), floor(top), ceil(right), ceil(bottom)), strict=True)
    return {**found, "reference": place.reference}


def _integer(value: Value) -> int | None:
    return value if isinstance(value, int) else None
