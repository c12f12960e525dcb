"""Amounts that lost their last digits at the border of a narrow column.

A cell is suspect where an equation fails and the value that would close it begins with the printed text. Values are
taken over from equation to equation until nothing changes; what is taken over is kept only if every equation that it
stands in then holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.check.between import between
from disclosures.check.equations import Amounts, Cell, Equation, Tables, within
from disclosures.model import Record
from disclosures.repair.desk import Desk
from disclosures.text import plain

_ROUNDS = 6
Completed = dict[Cell, tuple[Decimal, Equation]]


def clipped_amounts(desk: Desk) -> None:
    """Complete clipped amounts where the identities leave one value."""
    tables = desk.tables()
    equations = [e for e in (*within(tables), *between(tables)) if e.relation == "="]
    amounts = Amounts(tables)
    if all(amounts.outcome(e) == "pass" for e in equations):
        return
    by_cell: dict[Cell, list[Equation]] = defaultdict(list)
    for equation in equations:
        for cell in equation.cells:
            by_cell[cell].append(equation)
    found: Completed = {}
    now = amounts
    for _ in range(_ROUNDS):
        more = _round(equations, now, amounts, found)
        if not more:
            break
        found |= more
        now = Amounts(_with(tables, found))
    for cell, (value, proof) in _proven(found, by_cell, now).items():
        left, right = now.sides(proof)
        evidence = f"{proof.words}：{plain(left)} = {plain(right)}；印出的“{_shown(amounts.of(cell))}”是其前几位"
        desk.set(cell.resource, cell.row, cell.field, value, proof.rule, evidence)


def _round(equations: Sequence[Equation], now: Amounts, printed: Amounts, found: Completed) -> Completed:
    """Cells that one failing equation determines, every other cell of it being whole."""
    options: dict[Cell, dict[Decimal, Equation]] = defaultdict(dict)
    for equation in equations:
        if now.outcome(equation) == "pass":
            continue
        possible = [
            (c, v)
            for c in equation.cells
            if c not in found
            for v in [_completing(equation, c, now, printed)]
            if v is not None
        ]
        if len(possible) == 1:
            cell, value = possible[0]
            options[cell].setdefault(value, equation)
    return {cell: next(iter(values.items())) for cell, values in options.items() if len(values) == 1}


def _completing(equation: Equation, cell: Cell, now: Amounts, printed: Amounts) -> Decimal | None:
    """The value of `cell` that closes the equation, if the printed text is the beginning of it."""
    before = printed.printed(cell)
    if before is None:
        return None
    left, right = now.sides(equation)
    own = now.of(cell)
    value = right if cell == equation.left else left - (right - own * equation.right.count(cell))
    return value if _begins(before, value) else None


def _begins(printed: Decimal, whole: Decimal) -> bool:
    """Whether a printed amount is what a border leaves of `whole`: fewer decimals, the same digits before."""
    cents = whole.quantize(Decimal("0.01"))
    shown, full = plain(printed), plain(cents if whole == cents else whole)
    return len(shown) < len(full) and full.startswith(shown if "." in shown else f"{shown}.")


def _with(tables: Tables, found: Completed) -> Tables:
    """The tables with completed values put in."""
    changed: dict[str, dict[int, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for cell, (value, _) in found.items():
        changed[cell.resource][cell.row][cell.field] = value

    def record(resource: str, one: Record) -> Record:
        return {**one, **changed[resource][int(str(one["row"]))]} if resource in changed else one

    return {name: replace(t, records=tuple(record(name, r) for r in t.records)) for name, t in tables.items()}


def _proven(found: Completed, by_cell: dict[Cell, list[Equation]], now: Amounts) -> Completed:
    """Only values under which every equation that they stand in holds."""
    kept = dict(found)
    while True:
        wrong = [c for c in kept if any(now.outcome(e) == "fail" for e in by_cell[c])]
        if not wrong:
            return kept
        for cell in wrong:
            del kept[cell]
        return {c: v for c, v in kept.items() if not any(set(e.cells) & set(wrong) for e in by_cell[c])}


def _shown(amount: Decimal) -> str:
    return plain(amount)
