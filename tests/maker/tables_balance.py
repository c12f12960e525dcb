"""Printing the two balances, 收支总体情况表 and 财政拨款收支总体情况表: two lists side by side, income left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest

from .budget import CARRIED, FISCAL, GENERAL, ZERO, Atom, Budget, from_sources, funding, total
from .document import Cells, Fact, Line, Table
from .heads import amounts, framed
from .lists import tree
from .style import Style

Half = tuple[Cells, Fact] | None
FISCAL_COLUMNS = (
    "total",
    "general_public_budget",
    "general_public_budget_appropriation",
    "government_fund",
    "state_capital",
)


def balance(budget: Budget, style: Style) -> Table:
    """部门收支总体情况表, four columns."""
    sums = funding(budget.atoms)
    sums["rest_of_general"] = sums.get("general_public_budget", ZERO) - sums.get(
        "general_public_budget_appropriation", ZERO
    )
    labels = tree("labels")["income_divided" if style.form == "jiyuan" else "income"]
    income = [_income(style, label, sums.get(key)) for label, key in labels]
    spent = [
        _spent(style, f"{entry[0]}、{entry[1]}", entry[3], _of_class(budget, entry[3]))
        for entry in tree("labels")["classes"]
    ]
    lines = _side_by_side(income, spent, ("", ""), ("", ""))
    ends = (
        ("本年收入合计", "本年支出合计", "total", sums.get("current_total"), sums.get("total")),
        ("上年结转结余", "年终结转结余", "carryover", sums.get("carryover_total"), None),
        ("收入总计", "支出总计", "total", sums.get("total"), sums.get("total")),
    )
    for left, right, kind, got, paid in ends:
        lines += _side_by_side(
            [_end(style, "income", left, kind, got)],
            [_end(style, "expenditure", right, kind, paid)],
            ("", ""),
            ("", ""),
        )
    return framed(style, "balance", lines)


def _income(style: Style, label: str, amount: Decimal | None) -> Half:
    kind = "item" if label[1:2] == "、" else "of_which"
    return _end(style, "income", label, kind, amount)


def _end(style: Style, side: str, label: str, kind: str, amount: Decimal | None) -> Half:
    cells, values = amounts(style, {"amount": amount or ZERO}, ("amount",))
    facts = {"side": side, "row_kind": kind, "label": label, **values}
    also = {"classification": ("functional",)} if side == "expenditure" else {}
    return (label, *cells), Fact("balance", facts, also)


def _spent(style: Style, label: str, code: str, sums: Mapping[str, Decimal]) -> Half:
    cells, values = amounts(style, {"amount": sums.get("total", ZERO)}, ("amount",))
    facts = {
        "side": "expenditure",
        "classification": "functional",
        "row_kind": "item",
        "label": label,
        "functional_code": code,
    }
    return (label, *cells), Fact("balance", {**facts, **values})


def _of_class(budget: Budget, code: str, sources: frozenset[str] | None = None) -> dict[str, Decimal]:
    atoms = [atom for atom in budget.atoms if atom.function.startswith(code)]
    return _fiscal_sums(atoms) if sources else {"total": total(atoms)}


def _fiscal_sums(atoms: Sequence[Atom]) -> dict[str, Decimal]:
    fiscal = from_sources(atoms, FISCAL)
    return {
        "total": total(fiscal),
        "general_public_budget": total(from_sources(fiscal, GENERAL)),
        "general_public_budget_appropriation": total(from_sources(fiscal, GENERAL - {"general_other"})),
        "government_fund": total(from_sources(fiscal, ("fund", "carried_fund"))),
        "state_capital": total(from_sources(fiscal, ("state",))),
    }


def _side_by_side(left: Sequence[Half], right: Sequence[Half], no_left: Cells, no_right: Cells) -> list[Line]:
    lines = []
    for one, other in zip_longest(left, right):
        cells = (one[0] if one else no_left) + (other[0] if other else no_right)
        lines.append(Line(cells, tuple(half[1] for half in (one, other) if half)))
    return lines


def fiscal_appropriation(budget: Budget, style: Style) -> Table:
    """财政拨款收支总体情况表, eight columns."""
    whole = _fiscal_sums(budget.atoms)
    spent = [_fiscal_spent(style, "一、本年支出", "total", whole)]
    for ordinal, _, name, code in tree("labels")["classes"]:
        known = "" if name == tree("labels")["obsolete"] else code
        sums = _of_class(budget, code, FISCAL)
        spent.append(_fiscal_spent(style, f"{_bracketed(style, ordinal)}{name}", "item", sums, known))
    spent.append(_fiscal_spent(style, "二、年终结转结余", "carryover", {}))
    lines = _side_by_side(_fiscal_income(budget, style), spent, ("", ""), ("",) * 6)
    left, right = style.fiscal_total.split("|")
    ends = [_fiscal_got(style, left, "total", whole["total"])], [_fiscal_spent(style, right, "total", whole)]
    return framed(style, "fiscal_appropriation", lines + _side_by_side(*ends, ("", ""), ("",) * 6))


def _bracketed(style: Style, ordinal: str) -> str:
    return f"({ordinal}) " if style.mixed_brackets and len(ordinal) > 1 else f"（{ordinal}）"


def _fiscal_income(budget: Budget, style: Style) -> list[Half]:
    now = _fiscal_sums([atom for atom in budget.atoms if atom.source not in CARRIED])
    before = _fiscal_sums(from_sources(budget.atoms, CARRIED))
    names = (
        ("（一）一般公共预算拨款", "general_public_budget"),
        ("（二）政府性基金预算拨款", "government_fund"),
        ("（三）国有资本经营预算拨款", "state_capital"),
    )
    rows = [_fiscal_got(style, label, "item", now[key]) for label, key in names]
    carried = [_fiscal_got(style, label, "carryover", before[key]) for label, key in names]
    of_which = _fiscal_got(style, "其中：财政拨款", "of_which", now["general_public_budget_appropriation"])
    start = _fiscal_got(style, "一、本年收入", "total", now["total"])
    return [
        start,
        rows[0],
        of_which,
        *rows[1:],
        _fiscal_got(style, "二、上年结转", "carryover", before["total"]),
        *carried,
    ]


def _fiscal_got(style: Style, label: str, kind: str, amount: Decimal) -> Half:
    cells, values = amounts(style, {"total": amount}, ("total",))
    text = style.cell("fiscal_appropriation", label)
    return (text, *cells), Fact("fiscal_appropriation", {"side": "income", "row_kind": kind, "label": label, **values})


def _fiscal_spent(style: Style, label: str, kind: str, sums: Mapping[str, Decimal], code: str = "") -> Half:
    cells, values = amounts(style, sums, FISCAL_COLUMNS)
    facts = {"side": "expenditure", "row_kind": kind, "label": label, "functional_code": code, **values}
    also: dict[str, tuple[str, ...]] = {}
    if kind == "item":
        facts["classification"] = "functional"
    else:
        also["classification"] = ("functional",)
    return (style.cell("fiscal_appropriation", label), *cells), Fact("fiscal_appropriation", facts, also)
