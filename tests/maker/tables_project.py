"""Printing what projects cost and promise: 项目支出表 and 项目绩效目标汇总表 with indicators beside projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import zip_longest

from .budget import FISCAL, Atom, Budget, Indicator, Project, from_sources, funding, total
from .dice import Dice
from .document import Fact, Line, Table
from .heads import amounts, framed, total_fact
from .promises import DIMENSIONS
from .style import Style
from .targets import split_target

PROJECT_COLUMNS = (
    "total",
    "general_public_budget",
    "government_fund",
    "state_capital",
    "carryover_general_public_budget",
    "carryover_government_fund",
    "carryover_state_capital",
    "special_account",
    "unit_funds",
)
GOAL_COLUMNS = ("total", "government_funds", "special_account", "unit_funds")


def projects(budget: Budget, style: Style) -> Table:
    """项目支出表: by type, name and unit, or by code, name and type; a blank total where there are no projects."""
    head = "projects_by_code" if style.form == "jiyuan" else "projects"
    spent = [atom for atom in budget.atoms if atom.project is not None]
    cells, values = amounts(style, _project_sums(spent), PROJECT_COLUMNS)
    first = ("", style.total_label, "") if style.form == "jiyuan" else ("", "", "")
    total_line = Line((*first, *cells), (total_fact("projects", values, "project_name", "unit_name"),))
    if not spent:
        below = (f"说明：我部门{style.year}年没有项目支出，故本表无数据。",)
        return framed(style, "projects", (Line((*first, *("",) * len(PROJECT_COLUMNS))),), head, below)
    units = _spending_units(budget, style)
    listed = Dice(budget.seed).branch("listed").shuffled(budget.projects) if style.header % 3 else list(budget.projects)
    lines = [] if style.header % 5 == 0 and style.form != "jiyuan" else [total_line]
    for code, name in units:
        part = (
            spent
            if not code.startswith(budget.code) or len(code) == 3
            else [atom for atom in spent if atom.unit == code]
        )
        lines.append(_unit_row(style, code, name, part))
        lines += [_project_row(budget, style, project) for project in listed if _below(code, project, units)]
    return framed(style, "projects", lines, head)


def _project_sums(atoms: Sequence[Atom]) -> dict[str, Decimal]:
    sums = funding(atoms)
    sums["unit_funds"] = total(from_sources(atoms, ("service", "other")))
    return sums


def _spending_units(budget: Budget, style: Style) -> list[tuple[str, str]]:
    if style.group_row and style.form != "jiyuan":
        return [("201", "公共服务")]
    spending = [
        (unit.code, unit.name) for unit in budget.units if any(project.unit == unit.code for project in budget.projects)
    ]
    return [(budget.code, budget.name), *(spending if style.form == "jiyuan" or style.rows != "department" else [])]


def _below(code: str, project: Project, units: list[tuple[str, str]]) -> bool:
    return project.unit == code or len(units) == 1


def _unit_row(style: Style, code: str, name: str, atoms: Sequence[Atom]) -> Line:
    cells, values = amounts(style, _project_sums(atoms), PROJECT_COLUMNS)
    texts = (code, name, "") if style.form == "jiyuan" else ("", code, style.cell("projects", name))
    facts = {"row_kind": "unit", "unit_code": code, "unit_name": name, **values}
    return Line((*texts, *cells), (Fact("projects", facts, {"project_name": (name,)}),))


def _project_row(budget: Budget, style: Style, project: Project) -> Line:
    cells, values = amounts(
        style, _project_sums([atom for atom in budget.atoms if atom.project == project.code]), PROJECT_COLUMNS
    )
    unit = next(unit for unit in budget.units if unit.code == project.unit)
    facts = {"row_kind": "item", "project_type": project.kind, "project_name": project.name, **values}
    also = {"project_code": (project.code,)}
    if style.form == "jiyuan":
        texts = (unit.code, style.cell("projects", project.name), project.kind)
        return Line(
            (*texts, *cells),
            (Fact("projects", {**facts, "unit_code": unit.code}, {**also, "unit_name": (unit.name, budget.name)}),),
        )
    texts = (project.kind, style.cell("projects", project.name), style.cell("projects", unit.name))
    free = {**also, "unit_code": (unit.code, budget.code, "201")}
    return Line((*texts, *cells), (Fact("projects", {**facts, "unit_name": unit.name}, free),))


def performance(budget: Budget, style: Style) -> Table:
    """项目绩效目标汇总表: department, units and projects with their amounts, indicators in four pairs of columns."""
    lines = []
    spent = [atom for atom in budget.atoms if atom.project is not None]
    if spent:
        lines.append(_goal_unit(style, budget.code, budget.name if style.header % 2 else "", spent))
    for unit in budget.units:
        part = [atom for atom in spent if atom.unit == unit.code]
        if part:
            lines.append(_goal_unit(style, unit.code, unit.name, part))
        for project in budget.projects:
            if project.unit == unit.code:
                lines += _goal_rows(budget, style, project, (unit.name, budget.name))
    return replace(framed(style, "performance_projects", lines), merged=((0, 6),))


def _goal_sums(atoms: Sequence[Atom]) -> dict[str, Decimal]:
    special, own = total(from_sources(atoms, ("special",))), total(from_sources(atoms, ("service", "other")))
    return {
        "total": total(atoms),
        "government_funds": total(from_sources(atoms, FISCAL)),
        "special_account": special,
        "unit_funds": own,
    }


def _goal_unit(style: Style, code: str, name: str, atoms: Sequence[Atom]) -> Line:
    cells, values = amounts(style, _goal_sums(atoms), GOAL_COLUMNS)
    facts = {"row_kind": "unit", "project_code": code, "name": name, **values}
    return Line((code, name, *cells, *("",) * 8), (Fact("performance_projects", facts, {"unit_name": (name,)}),))


def _goal_rows(budget: Budget, style: Style, project: Project, unit_names: tuple[str, ...]) -> list[Line]:
    cells, values = amounts(
        style, _goal_sums([atom for atom in budget.atoms if atom.project == project.code]), GOAL_COLUMNS
    )
    facts = {"row_kind": "item", "project_code": project.code, "name": project.name, **values}
    left = (project.code, style.cell("performance_projects", project.name), *cells)
    by_dimension = [[line for line in project.indicators if line.dimension == dimension] for dimension in DIMENSIONS]
    lines = []
    for number, four in enumerate(zip_longest(*by_dimension)):
        right = tuple(cell for line in four for cell in _indicator_cells(style, line))
        found = tuple(_indicator_fact(style, line) for line in four if line)
        if number == 0:
            lines.append(Line(left + right, (Fact("performance_projects", facts, {"unit_name": unit_names}), *found)))
        else:
            lines.append(Line(("",) * 6 + right, found))
    return lines


def _indicator_cells(style: Style, line: Indicator | None) -> tuple[str, str]:
    if line is None:
        return "", ""
    return style.cell("performance_projects", line.name), style.spaced(line.target)


def _indicator_fact(style: Style, line: Indicator) -> Fact:
    values = {"dimension": line.dimension, "indicator": line.name, **split_target(style.spaced(line.target))}
    return Fact("performance_indicators", values)
