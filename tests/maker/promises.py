"""What a made-up department promises: goals, tasks, duties and performance indicators with their targets."""

from __future__ import annotations

from decimal import Decimal

from .budget import Indicator
from .dice import Dice
from .lists import table, tree

DIMENSIONS = ("cost", "output", "benefit", "satisfaction")


def project_indicators(dice: Dice, name: str, amount: Decimal, year: int) -> tuple[Indicator, ...]:
    """One project's indicators: mostly one of cost, several of output, one or two of benefit, one of satisfaction."""
    counts = (
        dice.weighted((0, 1, 2), (1, 14, 1)),
        dice.weighted((1, 2, 3, 4, 6), (1, 4, 8, 2, 1)),
        dice.weighted((1, 2), (5, 1)),
        1,
    )
    lines: list[Indicator] = []
    for dimension, count in zip(DIMENSIONS, counts, strict=True):
        for entry in dice.some(tree("projects")[dimension], count):
            target = _target(dice, entry["target"], amount, year)
            lines.append(Indicator(entry["name"].format(project=name), target, dimension))
    return tuple(lines)


def _target(dice: Dice, pattern: str, amount: Decimal, year: int) -> str:
    plain = f"{amount.normalize():f}"
    return pattern.format(
        amount=plain, yuan=f"{amount * 10000:.0f}", n=dice.whole(1, 60), p=dice.pick((85, 90, 95, 98)), year=year
    )


def whole_indicators(dice: Dice, names: list[str]) -> tuple[Indicator, ...]:
    """The indicators of the whole department: the standard form, then its own tasks and benefits."""
    lines = [_standard(dice, row) for row in table("whole_indicators")]
    words = tree("promises")
    note = dice.pick(("", words["note"]))
    for name in (names or words["tasks"])[:4]:
        lines.append(Indicator(f"{name}完成率", "≥95%", "", "产出指标", "重点工作任务完成", note))
    for goal in dice.some(words["achievements"], dice.whole(1, 3)):
        lines.append(
            Indicator(goal, dice.pick(("≥95%", "≥90%", "=100%", "100%")), "", "产出指标", "履职目标实现", note)
        )
    lines.append(
        Indicator(dice.pick(words["benefits"]), dice.pick(("提升", "≥95%", "保障")), "", "效益指标", "履职效益", note)
    )
    for name in dice.some(words["satisfied"], dice.whole(1, 2)):
        lines.append(Indicator(name, dice.pick(("≥95%", "≥90%", "100%")), "", "效益指标", "满意度", note))
    return tuple(lines)


def _standard(dice: Dice, row: dict[str, str]) -> Indicator:
    target = row["target"]
    if target.startswith(("≥", "≤")):
        target = target[0] + dice.pick(("90%", "95%", "99%") if target[0] == "≥" else ("5%", "10%", "15%", "100%"))
    return Indicator(row["level3"], target, "", row["level1"], row["level2"], row["explanation"])


def goals(dice: Dice, name: str) -> tuple[str, ...]:
    """The goals of the year, one to four."""
    return tuple(text.format(name=name) for text in dice.some(tree("promises")["goals"], dice.whole(1, 4)))


def tasks(dice: Dice, names: list[str]) -> tuple[tuple[str, str], ...]:
    """The tasks of the year with what they contain; mostly named after projects."""
    words = tree("promises")
    chosen = dice.some(names or words["tasks"], dice.whole(1, 5))
    return tuple((name, dice.pick(words["contents"]).format(task=name)) for name in chosen)


def duties(dice: Dice, place: str) -> tuple[str, ...]:
    """The department's duties, in words that fit any department."""
    chosen = dice.some(tree("promises")["duties"], dice.whole(3, 9))
    last = f"完成{place}委、{place}政府交办的其他任务。"
    return (*(text.format(place=place) for text in chosen), last)
