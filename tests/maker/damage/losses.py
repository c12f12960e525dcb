"""What is gone for good: a table, rows, a label, amounts. The truth loses what nothing else proves."""

from __future__ import annotations

from dataclasses import replace

from ..dice import Dice
from ..document import Block, Fact, Line, Table
from .change import AMOUNT, data_lines, opened, recelled, with_lines


def lost_table(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The table is gone though the contents list it: nothing may be published in its place."""
    del table, dice
    return ()


def lost_rows(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """One to three rows in the middle are gone; the rest stays as printed."""
    places = [number for number in data_lines(table)[2:] if number < len(table.lines) - 1]
    if not places:
        return None
    start = dice.pick(places)
    return with_lines(table, table.lines[:start] + table.lines[start + dice.whole(1, 3) :])


def lost_total_row(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The total row is gone; what its rows add up to is derived, not printed."""
    del dice
    totals = [number for number in data_lines(table) if table.lines[number].facts[0].values.get("row_kind") == "total"]
    return with_lines(table, (line for number, line in enumerate(table.lines) if number not in totals))


def lost_last_row(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The last line of a balance, its grand total, is gone."""
    del dice
    return with_lines(table, table.lines[:-1])


def lost_label(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The label 合计 is gone from the total row."""
    del dice
    return with_lines(table, (_unlabelled(line) for line in table.lines))


def lost_total_amounts(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The total row loses its amounts: blank is as printed, the sum of the rows is proven; both are right."""
    del dice
    return with_lines(table, (_emptied(line) if _is_total(line) else line for line in table.lines))


def lost_part_amounts(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Balance lines keep their 合计 and lose the budgets it consists of: blank is as printed, the total proves one."""
    del dice
    return with_lines(
        table, (_without_parts(line) if line.facts and any(line.cells[4:]) else line for line in table.lines)
    )


def _is_total(line: Line) -> bool:
    return "合计" in line.cells and any(fact.values.get("row_kind") == "total" for fact in line.facts)


def _emptied(line: Line) -> Line:
    cells = tuple("" if AMOUNT.fullmatch(cell) else cell for cell in line.cells)
    facts = tuple(opened(fact, _numeric(fact)) for fact in line.facts)
    return replace(line, cells=cells, facts=facts)


def _numeric(fact: Fact) -> list[str]:
    return [field for field, value in fact.values.items() if AMOUNT.fullmatch(value)]


def _without_parts(line: Line) -> Line:
    parts = ("general_public_budget", "general_public_budget_appropriation", "government_fund", "state_capital")
    facts = tuple(opened(fact, parts) if fact.values["side"] == "expenditure" else fact for fact in line.facts)
    return replace(line, cells=(*line.cells[:4], "", "", "", ""), facts=facts)


def _unlabelled(line: Line) -> Line:
    """The line without 合计; a line that would then be blank keeps it, being no row otherwise."""
    if not any(map(AMOUNT.fullmatch, line.cells)):
        return line
    return recelled(line, tuple("" if cell == "合计" else cell for cell in line.cells))
