"""Faults inside a table: a total that is not the sum of its rows, a row whose columns do not add up."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ..dice import Dice
from ..document import Document
from .change import (
    Change,
    Injected,
    Spot,
    amount_fields,
    columns,
    mistyped,
    spots,
    transposed,
    with_amounts,
    with_block,
    with_line,
)

Work = Callable[[Document, Dice], Injected | None]


def total_mistyped(resource: str, field: str = "total") -> Work:
    """One digit of the grand total of a table is wrong."""

    def work(document: Document, dice: Dice) -> Injected | None:
        rows = [spot for spot in spots(document, resource, row_kind="total") if spot.amount(field) > 1]
        rows = rows if any(spot.kind == "item" for spot in spots(document, resource)) else []
        if not rows:
            return None
        return with_amounts(document, [(rows[0], {field: mistyped(rows[0].amount(field), dice)})])

    return work


def item_transposed(resource: str) -> Work:
    """Two digits of one amount are exchanged, in a row that a person typed."""

    def work(document: Document, dice: Dice) -> Injected | None:
        rows = spots(document, resource, row_kind="item")
        cells = [(row, field) for row in rows for field in amount_fields(document, row) if row.amount(field) >= 10]
        for row, field in dice.shuffled(cells):
            new = transposed(row.amount(field), dice)
            if new is not None:
                return with_amounts(document, [(row, {field: new})])
        return None

    return work


def row_left_out(resource: str) -> Work:
    """The totals were added up without one of the rows."""

    def work(document: Document, dice: Dice) -> Injected | None:
        totals = spots(document, resource, row_kind="total")
        rows = [row for row in spots(document, resource, row_kind="item") if row.amount("total") >= 1]
        if len(rows) < 2 or not totals or not _plain(document, resource):
            return None
        present = columns(document, totals[0])
        for left in dice.shuffled(rows):
            fields = [field for field in amount_fields(document, left) if field in present]
            less = {field: totals[0].amount(field) - left.amount(field) for field in fields}
            if all(less.values()):
                return with_amounts(document, [(totals[0], less)])
        return None

    return work


def _plain(document: Document, resource: str) -> bool:
    """Whether the rows are items below units and one total: no roll-ups that would have to be added up anew."""
    return not spots(document, resource, row_kind="subtotal")


def basic_mistyped(document: Document, dice: Dice) -> Injected | None:
    """基本支出 of a row is not what its columns add up to, so that with 项目支出 it makes no 合计."""
    rows = [row for row in spots(document, "expenditure", row_kind="item") if row.amount("basic_total") >= 1]
    if not rows:
        return None
    row = dice.pick(rows)
    return with_amounts(document, [(row, {"basic_total": mistyped(row.amount("basic_total"), dice)})])


def unbalanced(document: Document, dice: Dice) -> Injected | None:
    """支出总计 is not 收入总计."""
    ends = [row for row in spots(document, "balance", side="expenditure", row_kind="total") if row.amount("amount") > 1]
    return with_amounts(document, [(ends[-1], {"amount": mistyped(ends[-1].amount("amount"), dice)})]) if ends else None


def fiscal_unbalanced(document: Document, dice: Dice) -> Injected | None:
    """The last line of 财政拨款收支总表: 支出 is not 收入."""
    ends = spots(document, "fiscal_appropriation", side="income", row_kind="total")
    if not ends or ends[-1].amount("total") <= 1:
        return None
    return with_amounts(document, [(ends[-1], {"total": mistyped(ends[-1].amount("total"), dice)})])


def three_public_mistyped(document: Document, dice: Dice) -> Injected | None:
    """“三公”经费 is not the sum of its kinds."""
    rows = [row for row in spots(document, "three_public") if row.amount("total") >= 1]
    return with_amounts(document, [(rows[0], {"total": mistyped(rows[0].amount("total"), dice)})]) if rows else None


def public_in_personnel(document: Document, dice: Dice) -> Injected | None:
    """A 款 of 商品和服务支出 stands in the column 人员经费, and the totals were added up so."""
    rows = [
        row
        for row in spots(document, "basic_expenditure", row_kind="item")
        if row.fact.values["dept_economic_code"].startswith("302") and row.amount("public") >= 1
    ]
    if not rows:
        return None
    row = dice.pick(rows)
    return with_amounts(document, [(one, _moved(one, row.amount("public"))) for one in _above(document, row)])


def _moved(row: Spot, amount: Decimal) -> dict[str, Decimal]:
    return {"personnel": row.amount("personnel") + amount, "public": row.amount("public") - amount}


def _above(document: Document, row: Spot) -> list[Spot]:
    """The row itself and those that it counts in: its 类 and the grand total."""
    group = row.fact.values["dept_economic_code"][:3]
    return [
        row,
        *spots(document, "basic_expenditure", row_kind="subtotal", dept_economic_code=group),
        *spots(document, "basic_expenditure", row_kind="total"),
    ]


def project_left_out(document: Document, dice: Dice) -> Injected | None:
    """资金总额 of a unit in 项目绩效目标表 was added up without one of its projects."""
    rows = spots(document, "performance_projects")
    units = [row for row in rows if row.kind == "unit"]
    items = [row for row in rows if row.kind == "item" and row.amount("total") >= 1]
    if not units or len(items) < 2:
        return None
    left = dice.pick(items)
    unit = [row for row in units if row.line < left.line][-1]
    fields = [field for field in amount_fields(document, left) if field in columns(document, unit)]
    less = {field: unit.amount(field) - left.amount(field) for field in fields}
    return with_amounts(document, [(unit, less)]) if all(less.values()) else None


def funding_mistyped(document: Document, dice: Dice) -> Injected | None:
    """项目支出 in 整体绩效目标表 is last year's: with 基本支出 it makes no 总额."""
    rows = [row for row in spots(document, "department_funding", item="project") if row.amount("amount") >= 1]
    return with_amounts(document, [(rows[0], {"amount": mistyped(rows[0].amount("amount"), dice)})]) if rows else None


def doubled_row(resource: str) -> Work:
    """The last row before a page break is printed again behind it."""

    def work(document: Document, dice: Dice) -> Injected | None:
        rows = [row for row in spots(document, resource, row_kind="item") if row.amount("total") >= 1]
        if len(rows) < 2:
            return None
        row = dice.pick(rows)
        line = document.blocks[row.block].lines[row.line]
        block = with_line(document.blocks[row.block], row.line, line, line)
        change = Change(resource, "total", "", row.fact.values["total"])
        return Injected(with_block(document, row.block, block), (change,))

    return work
