"""Printing “三公”经费 as places do: one row, years side by side, a row a year with sources across, or turned round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ..budget import ZERO, Atom, Budget, Unit
from ..dice import Dice
from ..document import Fact, Line
from .cells import Ways
from .forms import Form, leaves
from .measures import chosen, measures, travel

# Amounts of another year or of a source that the budget doesn't know are made up here, the same for every table.
OPEN = ("*",)
FREE = dict.fromkeys(("row_kind", "unit_code", "unit_name", "period", "source"), OPEN)


def three_public(form: Form, budget: Budget, ways: Ways) -> list[Line]:
    """The rows of the table in the form's shape: `row`, `years` or `turned`."""
    if form.shape == "years":
        return _years(form, budget, ways)
    return _turned(form, budget, ways) if form.shape == "turned" else [_row(form, budget, ways)]


def _sums(budget: Budget, atoms: Sequence[Atom], year: int) -> dict[str, Decimal]:
    """The parts of one year: this year's from the atoms, another's a little more or less; sums always hold."""
    this = travel(atoms)
    parts = {name: this[name] for name in ("overseas_travel", "vehicle_purchase", "vehicle_operation", "hospitality")}
    if year:
        dice = Dice(budget.seed).branch(f"travel {year} {len(atoms)}")
        parts = {name: dice.amount(0.2, 3.0) if amount else ZERO for name, amount in parts.items()}
    sums = {**parts, "vehicles": parts["vehicle_purchase"] + parts["vehicle_operation"]}
    sums["total"] = sums["vehicles"] + sums["overseas_travel"] + sums["hospitality"]
    sums["operating_funds"] = measures(atoms, {p.code: p for p in budget.projects})["basic_public"]
    return sums


def _split(leaf: str) -> tuple[str, str, str]:
    """Field, period (0 this year, -1 the last, `change`) and source of a leaf `field@period/source`."""
    field, _, rest = leaf.partition("@")
    period, _, source = rest.partition("/")
    return field, period or "0", source


def _row(form: Form, budget: Budget, ways: Ways) -> Line:
    """One row; columns of different years are facts of their own."""
    cells: list[str] = []
    facts: dict[str, dict[str, str]] = {}
    for leaf in leaves(form.columns):
        field, period, _ = _split(leaf)
        if field == "unit.name":
            cells.append(budget.name)
            continue
        amount = _sums(budget, budget.atoms, int(period))[field]
        cells.append(ways.money(amount))
        facts.setdefault(period, {})[field] = ways.stated(cells[-1])
    several = len(facts) > 1
    stated = tuple(
        Fact("three_public", ({"period": str(budget.year + int(period))} if several else {}) | values, FREE)
        for period, values in facts.items()
    )
    return Line(tuple(cells), stated)


def _years(form: Form, budget: Budget, ways: Ways) -> list[Line]:
    """Three rows a unit: last year, this year and the change; sources across, each year a fact a source.

    The changes of a source are stated with those of this year, as measures of their own.
    """
    lines: list[Line] = []
    for unit, name in _payers(budget):
        atoms = [atom for atom in budget.atoms if unit is None or atom.unit == unit.code]
        both = [_sums(budget, atoms, 0), _sums(budget, atoms, -1)]
        change = {field: both[0][field] - both[1][field] for field in both[0]}
        last = _year(form, ways, name, name, f"{budget.year - 1}年", both[1])
        this = _year(form, ways, "", name, f"{budget.year}年", both[0])
        changed = _year(form, ways, "", name, "增减变化金额", change)
        lines += [last, Line(this.cells, tuple(map(_with_change, this.facts, changed.facts))), Line(changed.cells)]
    return lines


def _payers(budget: Budget) -> list[tuple[Unit | None, str]]:
    whole: list[tuple[Unit | None, str]] = [(None, budget.name)]
    return whole + ([(unit, unit.name) for unit in budget.units] if len(budget.units) > 1 else [])


def _year(form: Form, ways: Ways, printed: str, unit: str, label: str, sums: Mapping[str, Decimal]) -> Line:
    cells: list[str] = []
    facts: dict[str, dict[str, str]] = {}
    for leaf in leaves(form.columns):
        field, _, source = _split(leaf)
        if "." in field:
            cells.append(printed if field == "unit.name" else label)
            continue
        amount = sums[field] if source == "一般公共预算" else ZERO
        cells.append(ways.money(amount))
        facts.setdefault(source, {})[field] = ways.stated(cells[-1])
    stated = tuple(
        Fact(
            "three_public",
            {"unit_name": unit, "period": label.removesuffix("年"), **values},
            {**FREE, "unit_name": (unit,)},
        )
        for values in facts.values()
    )
    return Line(tuple(cells), stated)


def _with_change(this: Fact, change: Fact) -> Fact:
    named = {f"{field}_change": value for field, value in change.values.items() if field not in FREE}
    return Fact(this.resource, {**this.values, **named}, this.also)


def _turned(form: Form, budget: Budget, ways: Ways) -> list[Line]:
    """A line a measure, a column a source: the facts stand in the columns, so the first line carries them all."""
    sources = [leaf for leaf in leaves(form.columns) if "." not in leaf]
    sums = _sums(budget, chosen(budget.atoms, "general", "all"), 0)
    facts: dict[str, dict[str, str]] = {source: {} for source in sources}
    rows: list[tuple[str, ...]] = []
    for label, field in form.halves["lines"]:
        cells = [label]
        for source in sources:
            amount = sums[field] if source in ("合计", "一般公共预算") else ZERO
            cells.append(ways.money(amount))
            facts[source][field] = ways.stated(cells[-1])
        rows.append(tuple(cells))
    stated = tuple(Fact("three_public", {"source": source, **values}, FREE) for source, values in facts.items())
    return [Line(cells, stated if number == 0 else ()) for number, cells in enumerate(rows)]
