"""Where the published values and the cells that findings speak of stand in the documents, as rows of the package."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from disclosures.model import Address, Finding, Place, Record, Sheet, Table, Value
from disclosures.schemas import field

Role = Literal["left", "right", "cell"]
# What a record says of itself, not what is printed in it.
_UNPRINTED = frozenset({"row", "row_kind", "project_row", "source_document", "source_page", "source_line"})
_NONE: Mapping[Address, int] = {}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cell that a finding speaks of: `role` in its sum, the value as published (None: blank), where it stands."""

    address: Address
    role: Role
    value: Value
    place: Place


def positions(
    tables: Sequence[Table], scanned: Collection[Sheet] = (), sums: Mapping[Address, int] = _NONE
) -> Iterator[dict[str, Value]]:
    """One row for each published value of which more is known than its page or line, in the order of the tables.

    On the pages that are `scanned` that is every value: each has its mark, also where its cell is not known. `sums`:
    how many sums that hold an amount stands in.
    """
    for table in tables:
        for record in table.records if table.positions or table.recognised else ():
            row = _integer(record["row"]) or 0
            for name in table.fields:
                place = table.positions.get((row, name)) or _of_scan(record, name, scanned)
                if place is not None and record.get(name) is not None and name not in _UNPRINTED:
                    address = Address(table.resource, row, name)
                    yield {
                        "resource": table.resource, "row_ref": row, "field": name,
                        "source_document": place.document, "source_page": place.page, **edges(place),
                        **_mark(place, scanned, sums.get(address)),
                    }  # fmt: skip


def _of_scan(record: Record, name: str, scanned: Collection[Sheet]) -> Place | None:
    """The page of a value whose cell is not known, where its text was recognised; a word of a closed list is ours."""
    place = _of_record(record)
    return place if (place.document, place.page) in scanned and "enum" not in (field(name) or {}) else None


def _mark(place: Place, scanned: Collection[Sheet], sums: int | None) -> dict[str, Value]:
    """How a value was read. The per cent is rounded down: a reading is never said to be surer than it is."""
    if (place.document, place.page) not in scanned:
        return {"read_by": "text", "confidence": None, "sums_holding": None}
    sure = None if place.confidence is None else floor(place.confidence * 100)
    return {"read_by": "ocr", "confidence": sure, "sums_holding": sums}


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
    return table.positions.get((row, name)) or _of_record(record)


def _of_record(record: Record) -> Place:
    """The page and line of a row."""
    page, line, document = (_integer(record.get(f"source_{part}")) for part in ("page", "line", "document"))
    return Place(page, line, document)


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
