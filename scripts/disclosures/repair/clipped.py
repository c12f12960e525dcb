"""Amounts that lost their last digits at the border of a narrow column.

A cell is suspect where an equation fails and the value that would close it begins with the printed text. Values are
taken over from equation to equation until nothing changes; what is taken over is kept only if every equation that it
stands in then holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.check.between import between
from disclosures.check.sums.equations import Amounts, Equation, Tables, amount_fields, within
from disclosures.model import Address, Record
from disclosures.money import UNITS
from disclosures.repair.desk import Desk
from disclosures.text import plain

_ROUNDS = 6
Completed = dict[Address, tuple[Decimal, Equation]]


def clipped_amounts(desk: Desk) -> None:
    """Complete clipped amounts where the identities leave one value."""
    tables = desk.tables()
    equations = [e for e in (*within(tables), *between(tables)) if e.relation == "="]
    amounts = Amounts(tables)
    if all(amounts.outcome(e) == "pass" for e in equations):
        return
    by_cell: dict[Address, list[Equation]] = defaultdict(list)
    for equation in equations:
        for cell in equation.cells:
            by_cell[cell].append(equation)
    found: Completed = {}
    now = amounts
    printing = _printing(tables)
    for _ in range(_ROUNDS):
        more = _round(equations, now, amounts, found, printing)
        if not more:
            break
        found |= more
        now = Amounts(with_values(tables, {cell: value for cell, (value, _) in found.items()}))
    for cell, (value, proof) in _proven(found, by_cell, now).items():
        left, right = now.sides(proof)
        evidence = f"{proof.words}：{plain(left)} = {plain(right)}；印出的“{_shown(amounts.of(cell))}”是其前几位"
        desk.set(cell.resource, cell.row, cell.field, value, proof.rule, evidence)


@dataclass(frozen=True, slots=True)
class _Printing:
    """How a resource prints amounts: units of it in a 万元, and the decimals that its unit has in this document."""

    factor: Decimal
    decimals: int


def _printing(tables: Tables) -> dict[str, _Printing]:
    """The commonest number of decimals in each unit of money: a whole table may be clipped, but not all of them."""
    seen: dict[str, Counter[int]] = defaultdict(Counter)
    for table in tables.values():
        factor = UNITS.get(table.unit or "万元", Decimal(1))
        for record in table.records:
            for name in amount_fields(table):
                value = record.get(name)
                if isinstance(value, Decimal) and value:
                    seen[table.unit or "万元"][_decimals(value * factor)] += 1
    usual = {unit: max(counts) if unit == "元" else counts.most_common(1)[0][0] for unit, counts in seen.items()}
    return {
        name: _Printing(UNITS.get(table.unit or "万元", Decimal(1)), usual.get(table.unit or "万元", 2))
        for name, table in tables.items()
    }


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _round(
    equations: Sequence[Equation], now: Amounts, printed: Amounts, found: Completed, printing: Mapping[str, _Printing]
) -> Completed:
    """Cells that one failing equation determines, every other cell of it being whole."""
    options: dict[Address, dict[Decimal, Equation]] = defaultdict(dict)
    for equation in equations:
        if now.outcome(equation) == "pass":
            continue
        possible = [
            (c, v)
            for c in equation.cells
            if c not in found
            for v in [_completing(equation, c, now, printed, printing[c.resource])]
            if v is not None
        ]
        if len(possible) == 1:
            cell, value = possible[0]
            options[cell].setdefault(value, equation)
    return {cell: next(iter(values.items())) for cell, values in options.items() if len(values) == 1}


def _completing(equation: Equation, cell: Address, now: Amounts, printed: Amounts, how: _Printing) -> Decimal | None:
    """The value of `cell` that closes the equation, if the printed text is the beginning of it."""
    before = printed.printed(cell)
    if before is None:
        return None
    value = closing(equation, cell, now)
    return value if _begins(before, value, how) else None


def closing(equation: Equation, cell: Address, amounts: Amounts) -> Decimal:
    """The value of one cell of an equation that makes both sides equal."""
    left, right = amounts.sides(equation)
    own = amounts.of(cell)
    return own + right - left if cell in equation.lefts else own + left - right


def _begins(printed: Decimal, whole: Decimal, how: _Printing) -> bool:
    """Whether a printed amount is what a border leaves of `whole`: the same digits, fewer decimals than are usual."""
    full = (whole * how.factor).quantize(Decimal(1).scaleb(-how.decimals))
    if full != whole * how.factor:
        return False
    shown, text = plain(printed * how.factor), plain(full)
    if how.factor != 1:
        shown = plain((printed * how.factor).normalize() + 0)
    return len(shown) < len(text) and text.startswith(shown if "." in shown else f"{shown}.")


def with_values(tables: Tables, found: Mapping[Address, Decimal]) -> Tables:
    """The tables with these values put in."""
    changed: dict[str, dict[int, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for cell, value in found.items():
        changed[cell.resource][cell.row][cell.field] = value

    def record(resource: str, one: Record) -> Record:
        return {**one, **changed[resource][int(str(one["row"]))]} if resource in changed else one

    return {name: replace(t, records=tuple(record(name, r) for r in t.records)) for name, t in tables.items()}


def _proven(found: Completed, by_cell: dict[Address, list[Equation]], now: Amounts) -> Completed:
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
