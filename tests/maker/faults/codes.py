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

COST = re.compile(r"≤(\d+(?:\.\d+)?)(万元|元)")
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


def _project_code(change: Callable[[str, Dice], tuple[str, str, str]]) -> Work:
    """A fault in a part of a project code: `change` gives the new code, and what its part was and is now."""

    def work(document: Document, dice: Dice) -> Injected | None:
        rows = spots(document, "performance_projects", row_kind="item")
        for row in dice.shuffled(rows):
            code = row.fact.values.get("project_code")
            if not code:  # the forms of some places print none
                continue
            new, was, now = change(code, dice)
            done = _with_cell(document, row, code, new, "project_code")
            if done:
                return replace(done, changes=(replace(done.changes[0], was=was, now=now),))
        return None

    return work


def _foreign_division(code: str, dice: Dice) -> tuple[str, str, str]:
    other = dice.pick([row["code"] for row in table("divisions") if row["code"] != code[:6]])
    return other + code[6:], code[:6], other


def _later_year(code: str, dice: Dice) -> tuple[str, str, str]:
    year = str(dice.whole(28, 31))
    return code[:6] + year + code[8:], f"20{code[6:8]} 年", f"20{year} 年"


project_division = _project_code(_foreign_division)
project_year = _project_code(_later_year)


def cost_below_amount(document: Document, dice: Dice) -> Injected | None:
    """A project may cost less than it gets: its target was not raised with its amount."""

    def less(figure: Decimal, unit: str) -> str:
        return f"≤{(figure * dice.pick((Decimal('0.5'), Decimal('0.8')))).normalize():f}{unit}"

    return _with_cost(document, dice, less)


def cost_in_yuan(document: Document, dice: Dice) -> Injected | None:
    """The target of the cost is a number of 元 before 万元."""

    def scaled(figure: Decimal, unit: str) -> str:
        return f"≤{(figure * 10000 if unit == '万元' else figure).normalize():f}万元"

    return _with_cost(document, dice, scaled)


def _with_cost(document: Document, dice: Dice, new: Callable[[Decimal, str], str]) -> Injected | None:
    """The document with another target where one states the whole cost of its project."""
    found = []
    for project in spots(document, "performance_projects", row_kind="item"):
        amount = project.amount("total")
        for spot in spots(document, "performance_indicators", dimension="cost"):
            match = COST.fullmatch(spot.fact.values["target"].replace(" ", ""))
            if (spot.block, spot.line) == (project.block, project.line) and match and amount:
                figure = Decimal(match[1])
                if figure == amount * (1 if match[2] == "万元" else 10000):
                    found.append((spot, match.group(), new(figure, match[2])))
    if not found:
        return None
    return _with_cell(document, *dice.pick(found), "target")


def no_satisfaction(document: Document, dice: Dice) -> Injected | None:
    """A project without an indicator of satisfaction."""
    rows = spots(document, "performance_indicators", dimension="satisfaction")
    if not rows:
        return None
    row = dice.pick(rows)
    above = [one for one in spots(document, "performance_projects", row_kind="item") if one.line <= row.line]
    line = document.blocks[row.block].lines[row.line]
    texts = (row.fact.values["indicator"], row.fact.values["target"].replace(" ", ""))
    cells = (*line.cells[:12], *("" if cell.replace(" ", "") in texts else cell for cell in line.cells[12:]))
    facts = tuple(fact for fact in line.facts if fact is not row.fact)
    block = with_line(document.blocks[row.block], row.line, replace(line, cells=cells, facts=facts))
    change = Change("performance_indicators", "indicator", above[-1].fact.values["name"], "")
    return Injected(with_block(document, row.block, block), (change,))
