"""Where repairs are made: the tables' records while they may still change, and the list of what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.model import Address, Finding, Place, Record, Repair, Row, Table, Value
from disclosures.money import UNITS, printed_text
from disclosures.text import parse_amount, squeeze


class Desk:
    """Holds records by resource; `set` changes a cell and writes down why.

    `unread`: the findings of texts that were no amounts or codes; those that a repair `answered` are none any more.
    """

    def __init__(self, tables: Sequence[Table], rows: Iterable[Row] = ()) -> None:
        rows = tuple(rows)
        self._rows = {row.place: row for row in rows}
        self._read = {
            (row.place.document, row.place.page, cell.box): (squeeze(text), cell.raw)
            for row in rows
            for text, cell in zip(row.cells, row.grid, strict=False)
            if cell is not None and cell.recognised
        }
        self._tables = {table.resource: table for table in tables}
        self._records: dict[str, list[dict[str, Value]]] = {t.resource: [dict(r) for r in t.records] for t in tables}
        self.repairs: list[Repair] = []
        self.findings: list[Finding] = []
        self.placed: set[tuple[str | None, int | None]] = set()
        self.unread: list[Finding] = []
        self.answered: set[Finding] = set()

    def records(self, resource: str) -> list[dict[str, Value]]:
        """The records of a resource; none where the document lacks it."""
        return self._records.get(resource, [])

    def named(self, *resources: str) -> Iterator[tuple[str, dict[str, Value]]]:
        """(resource, record) over several resources."""
        for resource in resources:
            for record in self.records(resource):
                yield resource, record

    @property
    def recognised(self) -> bool:
        """Whether any value was recognised from a picture."""
        return any(place.confidence is not None for t in self._tables.values() for place in t.positions.values())

    def place(self, resource: str, row: int, field: str) -> Place | None:
        """Where a value stands and how surely it was recognised there; None where nothing tells."""
        return self._tables[resource].positions.get((row, field))

    def doubtful(self, resource: str, row: int, field: str) -> str:
        """The characters of a value that were recognised without certainty."""
        place = self.place(resource, row, field)
        return place.doubtful if place is not None else ""

    def pointed(self) -> Iterator[tuple[Address, str]]:
        """The amounts whose commas and points had to be told apart, and how they were recognised."""
        for resource, table in self._tables.items():
            for (row, field), at in table.positions.items():
                raw = self._read.get((at.document, at.page, at.box), (None, None))[1]
                if raw is not None and isinstance(self._records[resource][row - 1].get(field), Decimal):
                    yield Address(resource, row, field), raw

    def has(self, resource: str, field: str) -> bool:
        """Whether a resource is there and prints that field."""
        return resource in self._tables and field in self._tables[resource].fields

    def set(
        self, resource: str, row: int, field: str, value: Value, rule: str, evidence: str, text: str | None = None
    ) -> None:
        """Change one cell and record it. What was printed, `text` where the cell holds nothing of it, is kept in the repair."""
        record = self._records[resource][row - 1]
        printed = text
        if printed is None and isinstance(record.get(field), Decimal) and (at := self.place(resource, row, field)):
            text, raw = self._read.get((at.document, at.page, at.box), (None, None))
            printed = raw or text
        if printed is None:
            printed = self._printed(record, record.get(field))
        record[field] = value
        self.repairs.append(Repair(resource, row, field, printed, printed_text(value), rule, evidence))

    def _printed(self, record: Record, value: Value) -> str:
        """A cell's text as the document has it: an amount with the commas that it was printed with."""
        page, line, document = (_number(record.get(f"source_{part}")) for part in ("page", "line", "document"))
        place = Place(page, line, document)
        row = self._rows.get(place)
        if isinstance(value, Decimal) and row is not None:
            for cell in row.cells:
                if (amount := parse_amount(cell)) is not None and amount in (value, value * UNITS["元"]):
                    return squeeze(cell)
        return printed_text(value)

    def settled(self, finding: Finding) -> bool:
        """Whether a repair settled a doubt: of a row's placement, or of a text in a column of amounts."""
        placed = finding.rule == "X-SHIFT" and (finding.resource, finding.row) in self.placed
        return placed or finding in self.answered

    def tables(self) -> Mapping[str, Table]:
        """The tables as they stand now."""
        return {name: replace(t, records=tuple(self._records[name])) for name, t in self._tables.items()}


def merged(desk: Desk) -> tuple[Repair, ...]:
    """One repair a cell: what was printed first, what is published last, the last proof first. No change, no repair."""
    found: dict[tuple[str, int, str], Repair] = {}
    for repair in desk.repairs:
        where = (repair.resource, repair.row, repair.field)
        before = found.get(where)
        if before is not None:
            evidence = f"{before.evidence}；{repair.evidence}"
            repair = replace(repair, printed=before.printed, evidence=evidence)
        found[where] = repair
    settled = [replace(r, published=_published(desk, r)) for r in found.values()]
    kept = [r for r in settled if r.printed != r.published]
    order = {name: index for index, name in enumerate(desk.tables())}
    return tuple(sorted(kept, key=lambda r: (order.get(r.resource, 99), r.row, r.field)))


def _published(desk: Desk, repair: Repair) -> str:
    """What the cell holds in the end: what follows a repair (a unit's code filled down) belongs to it."""
    return printed_text(desk.records(repair.resource)[repair.row - 1].get(repair.field))


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None
