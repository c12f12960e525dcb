"""Printing the tables by function, 支出总体情况表 and its sisters, and the income table: rows of units and 类款项."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .budget import GENERAL, Atom, Budget, Project, Unit, expenditure, from_sources, funding
from .document import Fact, Line, Table
from .heads import amounts, framed, total_fact
from .lists import function_names
from .style import Style

BASIC = ("total", "basic_total", "basic_wages_benefits", "basic_individuals_families")
PROJECT = ("project_total", "project_other_operating", "project_specific_target")
DIVIDED = (*BASIC, "basic_goods_services", "basic_capital", *PROJECT)
UNDIVIDED = (*BASIC, "basic_public", *PROJECT)
INCOME = (
    "total",
    "current_total",
    "general_public_budget",
    "general_public_budget_appropriation",
    "government_fund",
    "state_capital",
    "special_account",
    "institution_service",
    "institution_business",
    "superior_subsidy",
    "affiliate_remittance",
    "other",
    "carryover_total",
    "carryover_general_public_budget",
    "carryover_government_fund",
    "carryover_state_capital",
    "carryover_special_account",
    "carryover_unit_funds",
)
# Which money a table by function shows; null is all of it.
SHOWN: dict[str, frozenset[str] | None] = {
    "expenditure": None,
    "general_public_budget": GENERAL,
    "government_fund": frozenset({"fund", "carried_fund"}),
    "state_capital": frozenset({"state"}),
}
EMPTY = {
    "government_fund": ("说明：我部门没有政府性基金收入，也没有使用政府性基金安排的支出，故本表无数据。",),
    "state_capital": ("说明：我部门{year}年无国有资本经营预算支出，故此表无数据。",),
}


@dataclass(frozen=True)
class Payer:
    """A printed unit row: the department, a unit of it, or the group of functions that some places print instead."""

    code: str
    name: str
    atoms: tuple[Atom, ...]


def by_function(budget: Budget, style: Style, kind: str) -> Table:
    """A table of functional lines, with 14 columns, or 13 where 公用经费 is undivided."""
    shown = SHOWN[kind]
    atoms = list(budget.atoms) if shown is None else from_sources(budget.atoms, shown)
    head = "expenditure_undivided" if style.form == "jiyuan" else "expenditure"
    if not atoms:
        blank = Line(("", "", "", "", style.total_label, *("",) * len(_columns(style))))
        note = tuple(text.format(year=style.year) for text in EMPTY.get(kind, ()))
        return framed(style, kind, (blank,), head, note)
    lines = [_total(budget, style, kind, atoms)]
    for payer, detailed in _payers(budget, style, atoms):
        lines.append(_unit(budget, style, kind, payer))
        lines += _functions(budget, style, kind, payer) if detailed else []
    return framed(style, kind, lines, head)


def _columns(style: Style) -> tuple[str, ...]:
    return UNDIVIDED if style.form == "jiyuan" else DIVIDED


def _payers(budget: Budget, style: Style, atoms: Sequence[Atom]) -> list[tuple[Payer, bool]]:
    """The unit rows in printed order, each with whether functional lines stand below it."""
    if style.group_row:
        return [(Payer("201", "公共服务", tuple(atoms)), True)]
    whole = Payer(budget.code, budget.name, tuple(atoms))
    if style.rows == "department":
        return [(whole, True)]
    units = [(unit, tuple(atom for atom in atoms if atom.unit == unit.code)) for unit in budget.units]
    above = [(whole, False)] if style.rows == "both" else []
    return [*above, *((Payer(unit.code, unit.name, part), True) for unit, part in units if part)]


def _total(budget: Budget, style: Style, kind: str, atoms: Sequence[Atom]) -> Line:
    cells, values = amounts(style, expenditure(atoms, _projects(budget)), _columns(style))
    fact = total_fact(kind, values, "name", "unit_name")
    return Line(("", "", "", "", style.total_label, *cells), (fact,))


def _unit(budget: Budget, style: Style, kind: str, payer: Payer) -> Line:
    cells, values = amounts(style, expenditure(payer.atoms, _projects(budget)), _columns(style))
    facts = {"row_kind": "unit", "unit_code": payer.code, "unit_name": payer.name, **values}
    fact = Fact(kind, facts, {"name": (payer.name,)})
    return Line(("", "", "", payer.code, style.cell(kind, payer.name), *cells), (fact,))


def _functions(budget: Budget, style: Style, kind: str, payer: Payer) -> list[Line]:
    """The functional lines below a unit; some places print their 类 and 款 with the sums above them."""
    codes = list(dict.fromkeys(atom.function for atom in payer.atoms))
    if style.header % 2 or style.rollups:
        codes.sort()
    if style.rollups:
        codes = sorted({code[:digits] for code in codes for digits in (3, 5, 7)})
    return [_function(budget, style, kind, payer, code) for code in codes]


def _function(budget: Budget, style: Style, kind: str, payer: Payer, code: str) -> Line:
    part = [atom for atom in payer.atoms if atom.function.startswith(code)]
    cells, values = amounts(style, expenditure(part, _projects(budget)), _columns(style))
    name = function_names()[code]
    row_kind = "item" if len(code) == 7 else "subtotal"
    facts = {"row_kind": row_kind, "functional_code": code, "unit_name": payer.name, "name": name, **values}
    fact = Fact(kind, facts, {"unit_code": (payer.code,)})
    return Line((code[:3], code[3:5], code[5:], "", style.cell(kind, name), *cells), (fact,))


def _projects(budget: Budget) -> dict[str, Project]:
    return {project.code: project for project in budget.projects}


def income(budget: Budget, style: Style) -> Table:
    """部门收入总体情况表, 20 columns: a row a unit, the lowest level being the items."""
    label = style.total_label or "合计"
    cells, values = amounts(style, funding(budget.atoms), INCOME)
    lines = [Line(("", label, *cells), (total_fact("income", values, "name", "unit_name"),))]
    several = len(budget.units) > 1 or style.rows != "department"
    whole = Unit(budget.code, budget.name, False)
    if not several or style.rows != "units":
        lines.append(_receiver(style, whole, budget.atoms, "unit" if several else "item"))
    for unit in budget.units if several else ():
        lines.append(_receiver(style, unit, [atom for atom in budget.atoms if atom.unit == unit.code], "item"))
    return framed(style, "income", lines)


def _receiver(style: Style, unit: Unit, atoms: Sequence[Atom], kind: str) -> Line:
    cells, values = amounts(style, funding(atoms), INCOME)
    facts = {"row_kind": kind, "unit_code": unit.code, "unit_name": unit.name, **values}
    return Line((unit.code, style.cell("income", unit.name), *cells), (Fact("income", facts, {"name": (unit.name,)}),))
