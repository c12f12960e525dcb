"""Printing what a whole department promises: its goal above, its indicators below without levels, with weights."""

from __future__ import annotations

from ..budget import Budget
from ..dice import Dice
from ..document import Fact, Line
from ..targets import split_target

HEADINGS = ("指标名称", "指标性质", "指标值", "计量单位", "指标权重（%）", "是否核心指标")
MOST = 12


def whole_form(budget: Budget) -> list[Line]:
    """The form, six columns: department, goal, then an indicator a line."""
    dice = Dice(budget.seed).branch("whole form of the place")
    width = len(HEADINGS)
    goals = " ".join(f"目标{number}：{goal}" for number, goal in enumerate(budget.goals, 1))
    shown = goals if len(budget.goals) > 1 else budget.goals[0]
    lines = [
        Line(("部门(单位)名称", budget.name, *("",) * (width - 2))),
        Line(
            ("当年整体绩效目标", shown, *("",) * (width - 2)),
            tuple(Fact("department_goals", {"goal": goal}) for goal in budget.goals),
        ),
        Line(HEADINGS),
    ]
    for one in budget.indicators[:MOST]:
        parts = split_target(one.target)
        operator, unit = parts.get("target_operator", "定性"), parts.get("target_unit", "")
        value, weight = parts.get("target_value", one.target), str(dice.pick((5, 10, 15)))
        core = dice.pick(("是", "否"))
        joined = operator + value + unit
        fact = Fact(
            "department_indicators",
            {"level3": one.name, "weight": weight, "core": core, **parts},
            {"target": (joined,), "level1": (one.level1,), "level2": (one.level2,)},
        )
        lines.append(Line((one.name, operator, value, unit, weight, core), (fact,), (3,)))
    return lines
