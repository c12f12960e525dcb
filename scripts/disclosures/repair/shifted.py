"""Amounts that a lost blank cell moved into the column beside theirs, where the row's own sum cannot tell.

A row that prints one project amount closes its sum in either project column. The column's total, or the same row of
another table, can still say where it stood: a shift is made only where exactly one makes more equations hold and
none fail that held before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain

from disclosures.check.between import between
from disclosures.check.sums.equations import Amounts, Equation, Tables, amount_fields, within
from disclosures.model import Address, Record, Table, Value
from disclosures.repair.desk import Desk

_MOST_REPAIRS = 12
Options = Mapping[tuple[str, int], Sequence[Record]]
Changes = Mapping[tuple[str, int], Mapping[str, Value]]


def shifted_amounts(desk: Desk, options: Options) -> None:
    """Move amounts back by one column, in blocks or single rows, or into one of the placements that a row could have."""
    for _ in range(_MOST_REPAIRS):
        tables = desk.tables()
        equations = [e for e in (*within(tables), *between(tables)) if e.relation == "="]
        amounts = Amounts(tables)
        failing = [e for e in equations if amounts.outcome(e) == "fail"]
        if not failing:
            return
        best = _best(tables, equations, amounts, failing, options)
        if best is None:
            return
        _apply(desk, *best)


def _best(
    tables: Tables, equations: Sequence[Equation], amounts: Amounts, failing: Sequence[Equation], options: Options
) -> tuple[Changes, Equation, str] | None:
    """The one shift that mends most, with an equation that it mends and that sum written out."""
    ranked: dict[int, list[tuple[Changes, Equation, str]]] = defaultdict(list)
    suspects = {cell.resource for e in failing for cell in e.cells}
    by_cell: dict[Address, list[Equation]] = defaultdict(list)
    for equation in equations:
        for cell in equation.cells:
            by_cell[cell].append(equation)
    for resource in sorted(suspects):
        table = tables[resource]
        if "row_kind" not in table.fields or "side" in table.fields:
            continue
        suspect = {c.row for e in failing for c in e.cells if c.resource == resource}
        for changes in chain(_placements(table, options), _shifts(table, suspect)):
            gain = _gain(changes, by_cell, amounts)
            if gain is not None:
                ranked[gain[0]].append((changes, gain[1], gain[2]))
    if not ranked:
        return None
    top = ranked[max(ranked)]
    return top[0] if len(top) == 1 else None


def _placements(table: Table, options: Options) -> Iterator[Changes]:
    """The placements of doubtful rows, as what they change."""
    for (resource, row), found in options.items():
        if resource != table.resource:
            continue
        record = table.records[row - 1]
        for values in found:
            change = {f: v for f, v in values.items() if f in table.fields and record.get(f) != v}
            if change:
                yield {(resource, row): change}


def _shifts(table: Table, rows: set[int]) -> Iterator[Changes]:
    """Every block, and every suspect row, with its amounts from some column on moved one to the right."""
    fields = amount_fields(table)
    for start in range(1, len(fields) - 1):
        block = {r["row"]: _moved(r, fields, start) for r in table.records}
        if all(change is not None for change in block.values()):
            changes = {(table.resource, int(str(row))): change for row, change in block.items() if change}
            if len(changes) > 1:
                yield changes
        sums = {r["row"]: _moved(r, fields, start) for r in table.records if r["row_kind"] != "item"}
        if len(sums) > 1 and all(change is not None for change in sums.values()):
            changes = {(table.resource, int(str(row))): change for row, change in sums.items() if change}
            if len(changes) > 1:
                yield changes
        for record in table.records:
            row = int(str(record["row"]))
            change = _moved(record, fields, start) if row in rows else None
            if change:
                yield {(table.resource, row): change}


def _moved(record: Record, fields: Sequence[str], start: int) -> Mapping[str, Value] | None:
    """The cells that differ after the shift; None where the last column is taken, empty where nothing moves."""
    if record.get(fields[-1]) is not None:
        return None
    old = [record.get(f) for f in fields[start:]]
    new: list[Value] = [None, *old[:-1]]
    return {f: n for f, o, n in zip(fields[start:], old, new, strict=True) if o != n}


def _gain(
    changes: Changes, by_cell: Mapping[Address, list[Equation]], before: Amounts
) -> tuple[int, Equation, str] | None:
    """How many more equations hold after the changes; None where one that held fails, or none is mended."""
    cells = [Address(resource, row, field) for (resource, row), change in changes.items() for field in change]
    touched = {id(e): e for cell in cells for e in by_cell.get(cell, ())}.values()
    after = _Changed(before, changes)
    mended: list[Equation] = []
    for equation in touched:
        was, now = before.outcome(equation), after.outcome(equation)
        if was != "fail" and now == "fail":
            return None
        if was == "fail" and now != "fail":
            mended.append(equation)
    if not mended:
        return None
    left, right = after.sides(mended[0])
    return len(mended), mended[0], f"{mended[0].words}：{left} = {right}"


class _Changed(Amounts):
    """Amounts with some cells changed, without copying the tables."""

    def __init__(self, base: Amounts, changes: Changes) -> None:
        self._records = base._records
        self._units = base._units
        self._announced = base._announced
        self._changes = changes

    def printed(self, cell: Address) -> Decimal | None:
        change = self._changes.get((cell.resource, cell.row))
        if change is not None and cell.field in change:
            found = change[cell.field]
            return found if isinstance(found, Decimal) else None
        return super().printed(cell)


def _apply(desk: Desk, changes: Changes, proof: Equation, evidence: str) -> None:
    for (resource, row), change in changes.items():
        desk.placed.add((resource, row))
        for field, value in change.items():
            desk.set(resource, row, field, value, proof.rule, evidence)
