"""Printing the tables by economic class: 基本支出表, 支出经济分类汇总表 and the one row of “三公”经费."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .budget import CARRIED, GENERAL, ZERO, Atom, Budget, basic, from_sources, funding, of_class, total
from .dice import Dice
from .document import Fact, Line, Table
from .heads import amounts, framed, total_fact
from .lists import tree
from .style import Style

Pair = tuple[str, str, str, str]
CLASSES = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助", "310": "资本性支出"}
BASIC_COLUMNS = ("total", "personnel", "public")
SOURCE_COLUMNS = (
    "total",
    "general_public_budget",
    "general_public_budget_appropriation",
    "government_fund",
    "state_capital",
    "carryover",
    "special_account",
    "institution_service",
    "superior_subsidy",
    "affiliate_remittance",
    "institution_business",
    "other",
)


def basic_expenditure(budget: Budget, style: Style) -> Table:
    """一般公共预算基本支出表, seven columns; the Jiyuan form adds a row for every 类."""
    atoms = from_sources(basic(budget.atoms), GENERAL)
    cells, values = amounts(style, _kinds(atoms), BASIC_COLUMNS)
    label = (style.total_label, "") if style.header % 4 == 0 else ("", style.total_label)
    lines = [Line((*label, "", "", *cells), (total_fact("basic_expenditure", values, "dept_economic_name"),))]
    last = ""
    for part in _rows(budget, style, atoms):
        code = part[0].dept[:3]
        if style.form == "jiyuan" and code != last:
            lines.append(_class_row(style, code, of_class(atoms, code)))
            last = code
        lines.append(_pair_row(style, part))
    return framed(style, "basic_expenditure", lines)


def _kinds(atoms: Sequence[Atom]) -> dict[str, Decimal]:
    return {
        "total": total(atoms),
        "personnel": total(of_class(atoms, "301", "303")),
        "public": total(of_class(atoms, "302", "310")),
    }


def _rows(budget: Budget, style: Style, atoms: Sequence[Atom]) -> list[list[Atom]]:
    """The atoms row by row: a row a pair, or a row a pair and unit where a place doesn't add units up."""
    rows: dict[tuple[str, ...], list[Atom]] = {}
    for atom in atoms:
        extra = (atom.unit,) if style.parallel_pairs else ()
        rows.setdefault((atom.dept, atom.gov, *extra), []).append(atom)
    if style.form == "jiyuan" or style.header % 3 == 0:
        return [rows[key] for key in sorted(rows)]
    return Dice(budget.seed).branch("pairs").shuffled(list(rows.values()))


def _class_row(style: Style, code: str, atoms: Sequence[Atom]) -> Line:
    cells, values = amounts(style, _kinds(atoms), BASIC_COLUMNS)
    facts = {"row_kind": "subtotal", "dept_economic_code": code, "dept_economic_name": CLASSES[code], **values}
    return Line((code, CLASSES[code], "", "", *cells), (Fact("basic_expenditure", facts),))


def _pair_row(style: Style, atoms: Sequence[Atom]) -> Line:
    cells, values = amounts(style, _kinds(atoms), BASIC_COLUMNS)
    code, name, gov, gov_name = pair = _pair(atoms[0])
    named = {
        "dept_economic_code": code,
        "dept_economic_name": name,
        "gov_economic_code": gov,
        "gov_economic_name": gov_name,
    }
    return Line((*pair, *cells), (Fact("basic_expenditure", {"row_kind": "item", **named, **values}),))


def _pair(atom: Atom) -> Pair:
    return atom.dept, atom.dept_name, atom.gov, atom.gov_name


def economic_classification(budget: Budget, style: Style) -> Table:
    """支出经济分类汇总表, 18 columns: basic expenditure and projects together."""
    kind = "economic_classification"
    cells, values = amounts(style, _sources(budget.atoms), SOURCE_COLUMNS)
    lines = [Line(("", "", style.total_label, "", "", "", *cells), (total_fact(kind, values, "dept_economic_name"),))]
    unit = {"row_kind": "unit", "unit_code": budget.code, "dept_economic_name": budget.name}
    lines.append(
        Line((budget.code, "", style.cell(kind, budget.name), "", "", "", *cells), (Fact(kind, {**unit, **values}),))
    )
    grouped = _rows(budget, style, basic(budget.atoms))
    for atom in budget.atoms:
        if atom.project is not None:
            same = [row for row in grouped if _pair(row[0]) == _pair(atom)]
            same[0].append(atom) if same else grouped.append([atom])
    return framed(style, kind, lines + [_source_row(style, row) for row in grouped])


def _source_row(style: Style, atoms: Sequence[Atom]) -> Line:
    kind = "economic_classification"
    cells, values = amounts(style, _sources(atoms), SOURCE_COLUMNS)
    code, name, gov, gov_name = _pair(atoms[0])
    named = {
        "dept_economic_code": code,
        "dept_economic_name": name,
        "gov_economic_code": gov,
        "gov_economic_name": gov_name,
    }
    texts = (code[:3], code[3:], style.cell(kind, name), gov[:3], gov[3:], style.cell(kind, gov_name))
    return Line((*texts, *cells), (Fact(kind, {"row_kind": "item", **named, **values}),))


def _sources(atoms: Sequence[Atom]) -> dict[str, Decimal]:
    sums = funding([atom for atom in atoms if atom.source not in CARRIED])
    sums["carryover"] = total(from_sources(atoms, CARRIED))
    sums["total"] = total(atoms)
    return sums


def three_public(budget: Budget, style: Style) -> Table:
    """“三公”经费支出情况表: one row of six cells, or no row and an explanation."""
    parts = {
        "overseas_travel": "30212",
        "vehicle_purchase": "31013",
        "vehicle_operation": "30231",
        "hospitality": "30217",
    }
    sums = {name: total(of_class(budget.atoms, code)) for name, code in parts.items()}
    sums["vehicles"] = sums["vehicle_purchase"] + sums["vehicle_operation"]
    sums["total"] = sums["vehicles"] + sums["overseas_travel"] + sums["hospitality"]
    if sums["total"] == ZERO and not style.zero:
        return framed(style, "three_public", (), below=("注：我单位无三公经费支出",))
    columns = ("total", "overseas_travel", "vehicles", "vehicle_purchase", "vehicle_operation", "hospitality")
    cells, values = amounts(style, sums, columns)
    free = dict.fromkeys(("row_kind", "unit_code", "unit_name", "period", "source"), ("*",))
    line = Line(cells, (Fact("three_public", values, free),))
    return framed(style, "three_public", (line,), below=(tree("prose")["three_public_note"],))
