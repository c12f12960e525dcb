"""Faults between tables: each table adds up, but one of them is of another draft than the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from ..dice import Dice
from ..document import Document
from .change import Change, Injected, Spot, amount_fields, columns, spots, with_amounts, with_block, with_line

Work = Callable[[Document, Dice], Injected | None]
# Lines of a balance whose amounts people put a line too high or too low.
LINES = ("balance", "fiscal_appropriation")


def class_moved(resource: str) -> Work:
    """The amounts of one class stand on the line of another; the sums of the table still hold."""

    def work(document: Document, dice: Dice) -> Injected | None:
        rows = spots(document, resource, side="expenditure", row_kind="item")
        full = [
            at for at, row in enumerate(rows) if amount_fields(document, row) and row.fact.values["functional_code"]
        ]
        empty = {at for at, row in enumerate(rows) if not amount_fields(document, row)}
        pairs = [(at, other) for at in full for other in (at - 1, at + 1) if other in empty]
        if not pairs:
            return None
        at, other = dice.pick(pairs)
        moved = {field: rows[at].amount(field) for field in amount_fields(document, rows[at])}
        return with_amounts(document, [(rows[at], dict.fromkeys(moved, Decimal(0))), (rows[other], moved)])

    return work


def income_moved(document: Document, dice: Dice) -> Injected | None:
    """The income of one source stands on the line of another in 收支总表."""
    rows = spots(document, "balance", side="income", row_kind="item")
    full = [row for row in rows if row.amount("amount")]
    empty = [row for row in rows if not row.amount("amount")]
    if not full or not empty:
        return None
    row = full[-1]
    amount = row.amount("amount")
    return with_amounts(document, [(row, {"amount": Decimal(0)}), (dice.pick(empty), {"amount": amount})])


def function_moved(document: Document, dice: Dice) -> Injected | None:
    """In 一般公共预算支出表 part of one line is booked under another of the same unit; 支出总表 has it right."""
    rows = [
        row
        for row in spots(document, "general_public_budget", row_kind="item")
        if row.amount("project_total") >= 1 and not spots(document, "general_public_budget", row_kind="subtotal")
    ]
    others = spots(document, "general_public_budget", row_kind="item")
    for row in dice.shuffled(rows):
        near = [one for one in others if abs(one.line - row.line) == 1]
        if near:
            fields = [field for field in amount_fields(document, row) if field.startswith("project")]
            part = {field: row.amount(field) for field in ("total", *fields)}
            part["total"] = row.amount("project_total")
            less = {field: row.amount(field) - amount for field, amount in part.items()}
            more = {field: near[0].amount(field) + amount for field, amount in part.items()}
            return with_amounts(document, [(row, less), (near[0], more)])
    return None


def another_draft(resource: str, fields: Sequence[str], totals: Sequence[str] = ("total", "unit", "subtotal")) -> Work:
    """One item of a table, and all that it counts in, is of another draft: the table adds up, its sisters differ."""

    def work(document: Document, dice: Dice) -> Injected | None:
        rows = [row for row in spots(document, resource, row_kind="item") if row.amount("total") >= 10]
        if not rows:
            return None
        row = dice.pick(rows)
        held = [field for field in amount_fields(document, row) if row.amount(field) == row.amount("total")]
        if not any(field in held for field in fields):
            return None
        more = dice.amount(1, 9, dice.pick((0, 1, 2)))
        changed = [row, *(one for kind in totals for one in _holding(document, row, kind))]
        present = set(columns(document, row))
        held = [field for field in held if field in present]
        return with_amounts(document, [(one, {field: one.amount(field) + more for field in held}) for one in changed])

    return work


def _holding(document: Document, row: Spot, kind: str) -> list[Spot]:
    """The rows of this kind that the row counts in."""
    rows = [one for one in spots(document, row.fact.resource, row_kind=kind) if one.block == row.block]
    if kind == "total":
        return rows
    if kind == "unit":
        above = [one for one in rows if one.line < row.line]
        code = (
            above[-1].fact.values.get("unit_code") or above[-1].fact.values.get("project_code") or "" if above else ""
        )
        wider = [one for one in above[:-1] if code.startswith(_code(one)) and len(_code(one)) < len(code)]
        return [*above[-1:], *wider]
    code = row.fact.values.get("dept_economic_code") or row.fact.values.get("functional_code") or ""
    below = [one for one in rows if code.startswith(_class(one))]
    units = [one for one in spots(document, row.fact.resource, row_kind="unit") if one.line < row.line]
    return [one for one in below if not units or one.line > units[-1].line]


def _code(row: Spot) -> str:
    return row.fact.values.get("unit_code") or row.fact.values.get("project_code") or ""


def _class(row: Spot) -> str:
    return row.fact.values.get("dept_economic_code") or row.fact.values.get("functional_code") or ""


def project_missing(document: Document, dice: Dice) -> Injected | None:
    """A project of 项目支出表 has no goals: 项目绩效目标表 was added up without it."""
    rows = spots(document, "performance_projects", row_kind="item")
    if len(rows) < 2:
        return None
    row = dice.pick(rows)
    fields = amount_fields(document, row)
    above = _holding(document, row, "unit")
    less = with_amounts(
        document, [(one, {field: one.amount(field) - row.amount(field) for field in fields}) for one in above]
    )
    if less is None:
        return None
    table = less.document.blocks[row.block]
    last = next((one.line for one in rows if one.line > row.line), None)
    units = [one.line for one in spots(document, "performance_projects", row_kind="unit") if one.line > row.line]
    end = min((at for at in (last, *units) if at is not None), default=len(table.lines))
    for at in reversed(range(row.line, end)):
        table = with_line(table, at)
    change = Change("performance_projects", "name", row.fact.values["name"], "")
    return Injected(with_block(less.document, row.block, table), (change, *less.changes))


def funding_of_another_draft(document: Document, dice: Dice) -> Injected | None:
    """The money in 整体绩效目标表 adds up but is of another draft than 支出总表."""
    rows = {row.fact.values["item"]: row for row in spots(document, "department_funding")}
    wanted = [rows[item] for item in ("budget_total", "government_funds", "basic") if item in rows]
    if len(wanted) < 3 or not all(row.amount("amount") > 1 for row in wanted):
        return None
    more = dice.amount(1, 9, 2)
    return with_amounts(document, [(row, {"amount": row.amount("amount") + more}) for row in wanted])
