"""Printing 部门整体绩效目标表: a form with goals, tasks and money above, a table of indicators below."""

from __future__ import annotations

from .budget import FISCAL, Budget, basic, from_sources, total
from .dice import Dice
from .document import Fact, Line, Table
from .heads import title
from .style import Style
from .targets import split_target

# Label, the item of the contract; the first line of 资金来源 and of 资金结构 carries the heading.
MONEY = (
    ("部门预算总额(万元)", "", "budget_total"),
    ("1、资金来源：", "(1)政府预算资金", "government_funds"),
    ("", "(2)财政专户管理资金", "special_account"),
    ("", "(3)单位资金", "unit_funds"),
    ("2、资金结构：", "(1)基本支出", "basic"),
    ("", "(2)项目支出", "project"),
)


def whole_performance(budget: Budget, style: Style) -> Table:
    """The form in one of three widths: five columns with the label apart, five with it joined, or three."""
    shape = Dice(budget.seed).branch("whole form").pick(("apart", "joined", "narrow"))
    if style.printed and shape == "narrow":
        shape = "joined"  # the narrow form comes of a conversion: its indicators stand in another number of columns
    width = 3 if shape == "narrow" else 5
    lines = [_padded(("部门(单位)名称", "", budget.name), width)]
    lines.append(_goals(budget, shape, width))
    lines.append(_padded(("年度主要任务", "任务名称", *_middle(shape), "主要内容"), width))
    for name, content in budget.tasks:
        fact = Fact("department_tasks", {"task": name, "content": content})
        lines.append(_padded(("", name, *_middle(shape), content), width, (fact,)))
    lines += [_money(budget, style, shape, width, number) for number in range(len(MONEY))]
    lines += [Line(())] if shape == "narrow" else []
    lines.append(Line(("一级指标", "二级指标", "三级指标", "指标值", "指标值说明")))
    above = (style.heading.format(title(style, "department_indicators")), style.spaced(f"（{budget.year}年度）"))
    return Table("department_indicators", above, (), (*lines, *_indicators(budget, style)), form=True)


def _middle(shape: str) -> tuple[str, ...]:
    return ("",) if shape == "joined" else ()


def _padded(cells: tuple[str, ...], width: int, facts: tuple[Fact, ...] = ()) -> Line:
    """The line filled up to the width; the cell of a blank amount, the last given, stays a cell."""
    kept = (len(cells) - 1,) if cells and not cells[-1] else ()
    return Line(cells + ("",) * (width - len(cells)), facts, kept)


def _goals(budget: Budget, shape: str, width: int) -> Line:
    facts = tuple(Fact("department_goals", {"goal": goal}) for goal in budget.goals)
    if len(budget.goals) == 1:
        text = budget.goals[0]
    elif shape == "narrow":
        text = " ".join(f"<p>目标 {number}: {goal}</p>" for number, goal in enumerate(budget.goals, 1))
    else:
        mark = "{}. {}" if shape == "apart" else "目标{}:{}"
        text = " ".join(mark.format(number, goal) for number, goal in enumerate(budget.goals, 1))
    return _padded(("年度履职目标", text), width, facts)


def _money(budget: Budget, style: Style, shape: str, width: int, number: int) -> Line:
    heading, label, item = MONEY[number]
    fiscal = total(from_sources(budget.atoms, FISCAL))
    special, own = (
        total(from_sources(budget.atoms, ("special",))),
        total(from_sources(budget.atoms, ("service", "other"))),
    )
    every, running = total(budget.atoms), total(basic(budget.atoms))
    sums = {"budget_total": every, "government_funds": fiscal, "special_account": special, "unit_funds": own}
    cell = style.money({**sums, "basic": running, "project": every - running}[item])
    fact = Fact("department_funding", {"item": item, "amount": cell.replace(",", "")})
    left = "预算情况" if number == 0 else ""
    if not label:
        return _padded((left, heading, *(("",) if shape != "narrow" else ()), cell), width, (fact,))
    if shape == "apart":
        return _padded((left, heading, label, cell), width, (fact,))
    return _padded((left, heading + label, *_middle(shape), cell), width, (fact,))


def _indicators(budget: Budget, style: Style) -> list[Line]:
    lines = []
    last = ("", "")
    for entry in budget.indicators:
        first = entry.level1 if entry.level1 != last[0] else ""
        second = entry.level2 if (entry.level1, entry.level2) != last else ""
        last = (entry.level1, entry.level2)
        target = style.spaced(entry.target)
        values = {
            "level1": entry.level1,
            "level2": entry.level2,
            "level3": entry.name,
            "explanation": entry.explanation,
        }
        fact = Fact("department_indicators", {**values, **split_target(target)})
        lines.append(Line((first, second, entry.name, target, entry.explanation), (fact,)))
    return lines
