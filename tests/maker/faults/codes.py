"""Faults in codes and in what projects promise: another code's name, a code of another place, a cost above the amount."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from ..dice import Dice
from ..document import Cells, Document, Fact
from ..lists import function_names, table
from .change import Change, Injected, Spot, spots, with_block, with_line

Work = Callable[[Document, Dice], Injected | None]


def _with_cell(document: Document, spot: Spot, was: str, now: str, field: str) -> Injected | None:
    """The document with other words in the one cell of a row that prints them."""
    line = document.blocks[spot.block].lines[spot.line]
    at = [number for number, cell in enumerate(line.cells) if cell.replace(" ", "") == was]
    if len(at) != 1:
        return None
    cells: Cells = (*line.cells[: at[0]], now, *line.cells[at[0] + 1 :])
    fact = replace(spot.fact, values={**spot.fact.values, field: now})
    facts: tuple[Fact, ...] = (*line.facts[: spot.number], fact, *line.facts[spot.number + 1 :])
    block = with_line(document.blocks[spot.block], spot.line, replace(line, cells=cells, facts=facts))
    return Injected(with_block(document, spot.block, block), (Change(spot.fact.resource, field, was, now),))


def _first(
    document: Document, rows: list[Spot], new: Callable[[Spot], tuple[str, str] | None], field: str
) -> Injected | None:
    for row in rows:
        words = new(row)
        done = _with_cell(document, row, *words, field) if words else None
        if done:
            return done
    return None


def function_name(document: Document, dice: Dice) -> Injected | None:
    """A functional code with the name of the code beside it in the list."""
    names = function_names()
    codes = sorted(code for code in names if len(code) == 7)

    def new(row: Spot) -> tuple[str, str] | None:
        code = row.fact.values["functional_code"]
        at = codes.index(code) if code in codes else 0
        other = next((one for one in codes[at + 1 :] if names[one] != names[code] and one[:5] == code[:5]), None)
        return (names[code], names[other]) if other else None

    rows = dice.shuffled(spots(document, "expenditure", row_kind="item"))
    return _first(document, rows, new, "name")


def economic_name(document: Document, dice: Dice) -> Injected | None:
    """An economic code with the name of another."""
    names = {row["dept"]: row["dept_name"] for row in table("economics")}

    def new(row: Spot) -> tuple[str, str] | None:
        was = row.fact.values["dept_economic_name"]
        others = [
            name
            for code, name in names.items()
            if code[:3] == row.fact.values["dept_economic_code"][:3] and name != was
        ]
        return (was, dice.pick(others)) if others else None

    return _first(
        document, dice.shuffled(spots(document, "basic_expenditure", row_kind="item")), new, "dept_economic_name"
    )


def economic_code(document: Document, dice: Dice) -> Injected | None:
    """Two digits of an economic code are exchanged: a code that is none."""

    def new(row: Spot) -> tuple[str, str] | None:
        code = row.fact.values["dept_economic_code"]
        return (code, code[:3] + code[4] + code[3]) if code[3] != code[4] else None

    return _first(
        document, dice.shuffled(spots(document, "basic_expenditure", row_kind="item")), new, "dept_economic_code"
    )


def _project_code(change: Callable[[str, Dice], str]) -> Work:
    def work(document: Document, dice: Dice) -> Injected | None:
        def new(row: Spot) -> tuple[str, str] | None:
            code = row.fact.values["project_code"]
            return code, change(code, dice)

        rows = dice.shuffled(spots(document, "performance_projects", row_kind="item"))
        return _first(document, rows, new, "project_code")

    return work


def _foreign_division(code: str, dice: Dice) -> str:
    others = [row["code"] for row in table("divisions") if row["code"] != code[:6]]
    return dice.pick(others) + code[6:]


def _later_year(code: str, dice: Dice) -> str:
    return code[:6] + str(dice.whole(28, 31)) + code[8:]


def _lost_digit(code: str, dice: Dice) -> str:
    at = dice.whole(17, 20)
    return code[:at] + code[at + 1 :]


project_division = _project_code(_foreign_division)
project_year = _project_code(_later_year)
project_digit = _project_code(_lost_digit)


def cost_above_amount(document: Document, dice: Dice) -> Injected | None:
    """A project may cost more than it gets: the target was set before the amount was cut."""
    costs = []
    for number, block in enumerate(document.blocks):
        project = Decimal(0)
        for at, line in enumerate(block.lines):
            for fact in line.facts:
                if fact.resource == "performance_projects":
                    project = Decimal(fact.values.get("total") or 0)
                match = re.fullmatch(r"≤(\d+(?:\.\d+)?)(万元|元)", fact.values.get("target", "").replace(" ", ""))
                if fact.values.get("dimension") == "cost" and match and project:
                    whole = project if match[2] == "万元" else project * 10000
                    if Decimal(match[1]) == whole:
                        costs.append((number, at, fact, match))
    if not costs:
        return None
    number, at, fact, match = dice.pick(costs)
    was = fact.values["target"]
    now = f"≤{Decimal(match[1]) * dice.pick((2, 3)):f}{match[2]}"
    spot = Spot(number, at, document.blocks[number].lines[at].facts.index(fact), fact)
    return _with_cell(document, spot, was.replace(" ", ""), now, "target")


def no_satisfaction(document: Document, dice: Dice) -> Injected | None:
    """A project without an indicator of satisfaction."""
    rows = spots(document, "performance_indicators", dimension="satisfaction")
    if not rows:
        return None
    row = dice.pick(rows)
    line = document.blocks[row.block].lines[row.line]
    texts = (row.fact.values["indicator"], row.fact.values["target"].replace(" ", ""))
    cells = (*line.cells[:12], *("" if cell.replace(" ", "") in texts else cell for cell in line.cells[12:]))
    facts = tuple(fact for fact in line.facts if fact is not row.fact)
    block = with_line(document.blocks[row.block], row.line, replace(line, cells=cells, facts=facts))
    change = Change("performance_indicators", "indicator", row.fact.values["indicator"], "")
    return Injected(with_block(document, row.block, block), (change,))
