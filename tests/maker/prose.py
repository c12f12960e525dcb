"""Printing what stands around the tables: cover, contents, duties, units, statement, glossary."""

from __future__ import annotations

from .budget import Budget
from .dice import Dice
from .document import Fact, Line, Prose
from .heads import TITLES, title
from .lists import tree
from .style import Style

ORDINALS = "一二三四五六七八九十"
DIGITS = "〇一二三四五六七八九"


def front(budget: Budget, style: Style) -> Prose:
    """Cover and contents."""
    dice, year = Dice(budget.seed).branch("cover"), budget.year
    written = "".join(DIGITS[int(digit)] for digit in str(year)) + "年" + ORDINALS[budget.month - 1] + "月"
    covers = (
        [f"{budget.name}\n{year}年度部门预算公开说明", written],
        [f"{year}年{budget.name} 部门预算公开"],
        [f"{year}年度\n{budget.name}\n部门预算", written],
    )
    cover = [text.replace("部门预算", "单位预算") if style.unit_level else text for text in dice.pick(covers)]
    texts = [
        *cover,
        "目 录",
        f"第一部分 {budget.name}概况",
        f"{style.dash}一、主要职责",
        f"{style.dash}二、部门所属预算单位构成情况",
    ]
    texts += [
        f"第二部分 {budget.name}{year}年部门 预算情况说明",
        "第三部分 名词解释",
        f"附件：{budget.name}{year}年部门预算表",
    ]
    texts += [
        f"{style.dash}{_ordinal(number)}、{style.title_year}{name}" for number, name in enumerate(_titles(style), 1)
    ]
    return _paragraphs(style, texts)


def _titles(style: Style) -> list[str]:
    return [title(style, kind) for kind in TITLES if kind != "state_capital" or style.form == "jiyuan"]


def _ordinal(number: int) -> str:
    return ORDINALS[number - 1] if number <= 10 else "十" + ORDINALS[number - 11]


def _paragraphs(style: Style, texts: list[str]) -> Prose:
    return Prose(tuple(Line((style.spaced(text),)) for text in texts))


def overview(budget: Budget, style: Style) -> Prose:
    """第一部分: duties and units, each a fact."""
    mark = Dice(budget.seed).branch("marks").pick(("（{o}）", "（{o}）", "({o}) ", "{n}. "))
    lines = [Line(("第一部分",)), Line((f"{budget.name}概况",)), Line((f"一、{budget.name}主要职责",))]
    for number, duty in enumerate(budget.duties, 1):
        text = mark.format(o=_ordinal(number), n=number) + duty
        lines.append(Line((style.spaced(text),), (Fact("duties", {"duty": duty}),)))
    lines.append(Line((f"二、{budget.name}所属预算单位构成情况",)))
    return Prose((*lines, *_units(budget, style)))


def _units(budget: Budget, style: Style) -> list[Line]:
    first = budget.units[0].name
    fact = Fact("units", {"unit_name": first, "unit_level": "main"})
    if len(budget.units) == 1:
        text = f"纳入本部门{budget.year}年度部门预算编制范围的单位共一个：{first}，无二级预算单位。"
        return [Line((style.spaced(text),), (fact,))]
    lines = [
        Line((f"{budget.name}部门预算包括机关本级预算和所属单位预算。",)),
        Line((f"机关本级预算包括：{first}",), (fact,)),
        Line(("所属单位包括：",)),
    ]
    for number, unit in enumerate(budget.units[1:], 1):
        lines.append(
            Line((f"{number}. {unit.name}",), (Fact("units", {"unit_name": unit.name, "unit_level": "subordinate"}),))
        )
    return lines


def glossary(budget: Budget, style: Style) -> Prose:
    """第三部分: terms and what they mean."""
    lines = [Line((Dice(budget.seed).branch("glossary").pick(("第三部分 名词解释", "第三部分\n\n名词解释")),))]
    for number, (term, meaning) in enumerate(glossary_of(budget.division_name), 1):
        lines.append(
            Line(
                (f"{_ordinal(number)}、{term}：{meaning}",), (Fact("glossary", {"term": term, "definition": meaning}),)
            )
        )
    lines += [Line(("附件：",)), Line((style.spaced(f"{budget.name}{budget.year}年部门预算表"),))]
    return Prose(tuple(lines))


def glossary_of(place: str) -> list[tuple[str, str]]:
    """The terms and their meanings, the treasury being that of the place: 县级财政 in a county."""
    level = place[-1] if place[-1] in "省市区县" else "同"
    return [(term, meaning.replace("区级财政", f"{level}级财政")) for term, meaning in tree("prose")["glossary"]]
