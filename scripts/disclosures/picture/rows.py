"""Which records of the package a printed row became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from disclosures.align import Aligned
from disclosures.model import Box, Record, Row, Table
from disclosures.normalise import Normalised
from disclosures.text import squeeze

# Where a row stands: which file, which page, the box of its first cell. Stages replace rows, never their place.
Spot = tuple[int | None, int | None, Box]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record that came of a row: `row` of `resource`, and what the row was taken for."""

    resource: str
    row: int
    kind: str

    @property
    def told(self) -> str:
        """In words."""
        return f"{self.resource} 第 {self.row} 行" + (f"，row_kind = {self.kind}" if self.kind else "")


def spot(row: Row) -> Spot | None:
    """The place of a row read off a grid, None where it has none."""
    box = next((cell.box for cell in row.grid if cell is not None and cell.box is not None), None)
    return (row.place.document, row.place.page, box) if box is not None else None


def recorded(normalised: Normalised) -> Mapping[Spot, tuple[Recorded, ...]]:
    """The records of each row of one printed table; rows of forms, which mix many resources, are left out."""
    if len(normalised.tables) != 1 or not normalised.aligned:
        return {}
    table = normalised.tables[0]
    names = normalised.layout.names if normalised.layout else ()
    pairs = (
        _of_sides(names, normalised.aligned, table) if "side" in table.fields else _one_each(normalised.aligned, table)
    )
    found: dict[Spot, tuple[Recorded, ...]] = {}
    for aligned, record in pairs:
        place = spot(aligned.row)
        if place is not None:
            one = Recorded(table.resource, int(str(record["row"])), str(record.get("row_kind") or ""))
            found[place] = (*found.get(place, ()), one)
    return found


def _one_each(rows: Sequence[Aligned], table: Table) -> Iterator[tuple[Aligned, Record]]:
    return zip(rows, table.records, strict=True) if len(rows) == len(table.records) else iter(())


def _of_sides(names: Sequence[str], rows: Sequence[Aligned], table: Table) -> Iterator[tuple[Aligned, Record]]:
    """A balance has a record for each label of a row, side after side."""
    labels = [at for at, name in enumerate(names) if name.endswith(".label")]
    printed = {name.partition(".")[0] for name in names if "." in name}
    order: list[str] = [side for side in ("income", "expenditure") if side in printed]
    order += [names[at].partition(".")[0] for at in labels if names[at].partition(".")[0] not in order]
    places = [at for side in order for at in labels if names[at] == f"{side}.label"]
    filled = [(row, row.cells[at]) for at in places for row in rows if at < len(row.cells) and row.cells[at]]
    if len(filled) == len(table.records):
        for (row, text), record in zip(filled, table.records, strict=True):
            if squeeze(text) == record.get("label"):
                yield row, record
