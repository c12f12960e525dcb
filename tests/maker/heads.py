"""What stands above and below a table, and the cells of its amounts: the same for every kind of table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .document import Fact, Line, Table
from .lists import header, tree
from .style import Style

# The table's number, its titles in the Xinxiang and in the Jiyuan form, and what its note says it shows.
TITLES: dict[str, tuple[int, str, str, str]] = {
    "balance": (1, "部门收支总体情况表", "部门收支预算表", "收支总体"),
    "income": (2, "部门收入总体情况表", "部门收入预算表", "收入总体"),
    "expenditure": (3, "部门支出总体情况表", "部门支出预算表", "支出总体"),
    "fiscal_appropriation": (4, "财政拨款收支总体情况表", "财政拨款收支总体情况表", "财政拨款收支总体"),
    "general_public_budget": (5, "一般公共预算支出情况表", "一般公共预算支出预算表", "一般公共预算支出"),
    "basic_expenditure": (6, "一般公共预算基本支出表", "一般公共预算基本支出表", "一般公共预算基本支出"),
    "economic_classification": (7, "支出经济分类汇总表", "支出经济分类汇总表", "支出经济分类汇总"),
    "three_public": (8, "一般公共预算“三公”经费支出情况表", "一般公共预算“三公”经费预算表", "“三公”经费支出"),
    "government_fund": (9, "政府性基金预算支出情况表", "政府性基金预算支出预算表", "政府性基金支出"),
    "state_capital": (10, "国有资本经营预算支出情况表", "国有资本经营预算支出预算表", "国有资本经营预算支出"),
    "projects": (10, "项目支出表", "项目支出预算表", "项目预算支出"),
    "department_indicators": (11, "部门（单位）整体绩效目标表", "部门(单位)整体绩效目标表", "整体绩效目标"),
    "performance_projects": (12, "部门预算项目绩效目标汇总表", "部门预算项目绩效目标表", "项目绩效目标"),
}


def title(style: Style, kind: str) -> str:
    """The table's title in this form, without year; some documents call single tables otherwise."""
    _, xinxiang, jiyuan, _ = TITLES[kind]
    usual = jiyuan if style.form == "jiyuan" else xinxiang
    text = str(tree("titles")[kind]) if kind in style.other_titles else usual
    return "单位" + text.removeprefix("部门") if style.unit_level and text.startswith(("部门收", "部门支")) else text


def above(style: Style, kind: str) -> tuple[str, ...]:
    """Number, title, department, year and unit, as this document orders them."""
    number = [style.number.format(_number(style, kind))] if style.number else []
    name = style.title(title(style, kind))
    lines = [*number, name] if style.number_first else [name, *number]
    if kind != "performance_projects" or style.form == "jiyuan":
        lines.append(style.name_label + style.department)
    if style.period_line:
        lines.append(style.spaced(f"{style.year}年度"))
    return (*lines, style.unit_label) if kind != "performance_projects" else tuple(lines)


def _number(style: Style, kind: str) -> int:
    """The printed number: 国有资本经营 stands tenth where it is printed, and moves those behind it."""
    behind = style.form == "jiyuan" and kind in ("projects", "department_indicators", "performance_projects")
    return TITLES[kind][0] + behind


def framed(style: Style, kind: str, lines: Sequence[Line], head: str = "", below: tuple[str, ...] = ()) -> Table:
    """The table with what stands above and below it."""
    note = (style.note.format(TITLES[kind][3]),) if style.note.startswith("注") else ()
    if style.note.startswith("备注") and kind == "general_public_budget":
        note = (style.note,)
    return Table(
        kind, above(style, kind), header(head or kind, 0 if style.printed else style.header), tuple(lines), note + below
    )


def amounts(
    style: Style, sums: Mapping[str, Decimal], columns: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The cells of the columns in printed order and the values they state."""
    cells = tuple(style.money(sums.get(column)) for column in columns)
    stated = (f"{sums.get(column) or 0:.2f}" if cell else "" for column, cell in zip(columns, cells, strict=True))
    return cells, dict(zip(columns, stated, strict=True))


def total_fact(resource: str, values: Mapping[str, str], *names: str) -> Fact:
    """A 总计 row: its label may be read into any of the name columns, or be blank where nothing is printed."""
    return Fact(resource, {"row_kind": "total", **values}, dict.fromkeys(names, ("合计",)))
