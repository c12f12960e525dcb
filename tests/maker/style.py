"""How a place prints: the choices in which the five real documents differ, made once a document."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from .budget import Budget
from .dice import Dice
from .lists import tree

HAN = "一-鿿"


@dataclass(frozen=True)
class Style:
    """One document's ways. `printed`: for formats that have merged cells, so that headers are sound and unmarked."""

    form: str
    year: int
    department: str
    title_year: str
    heading: str
    number: str
    number_first: bool
    name_label: str
    unit_label: str
    period_line: bool
    total_label: str
    thousands: bool
    zero: str
    header: int
    note: str
    gap: str
    rows: str
    group_row: bool
    wrap: int
    tables_wrapped: tuple[str, ...]
    dash: str
    mixed_brackets: bool
    parallel_pairs: bool
    fiscal_total: str
    other_titles: tuple[str, ...]
    yuan: bool
    unit_level: bool
    rollups: bool
    swapped: bool
    printed: bool = False

    def title(self, text: str) -> str:
        """A table's title line, with the year and heading mark of this document."""
        return self.heading.format(self.title_year + text)

    def money(self, amount: Decimal | None) -> str:
        """An amount as printed; nothing is a blank or 0.00."""
        if not amount:
            return self.zero
        printed = amount * 10000 if self.yuan else amount
        return f"{printed:,.2f}" if self.thousands else f"{printed:.2f}"

    def spaced(self, text: str) -> str:
        """The gaps that some readers of PDFs leave between ideographs and numbers."""
        if not self.gap:
            return text
        text = re.sub(rf"(?<=[{HAN}])(?=[0-9])", self.gap, text)
        return re.sub(rf"(?<=[0-9])(?=[{HAN}])", self.gap, text)

    def cell(self, kind: str, text: str) -> str:
        """A cell's text with the spaces that the line breaks of a narrow cell leave behind."""
        if not self.wrap or kind not in self.tables_wrapped or len(text) <= self.wrap:
            return text
        return " ".join(text[start : start + self.wrap] for start in range(0, len(text), self.wrap))


def style(budget: Budget) -> Style:
    """The ways of the place that discloses this budget, as a text pulled out of its document shows them."""
    dice = Dice(budget.seed).branch("style")
    year, gap = budget.year, dice.pick(("", " ", " "))
    yuan = dice.chance(0.04)
    wrapped = ("fiscal_appropriation", "projects", "income", "performance_projects", "economic_classification")
    return Style(
        form=dice.weighted(("xinxiang", "jiyuan"), (3, 1)),
        year=year,
        department=dice.weighted((budget.name, "本级", budget.name[:-2]), (8, 2, 1)),
        title_year=dice.pick(("", f"{year}{gap}年", f"{year}年")),
        heading=dice.weighted(("{}", "## {}", "**{}**"), (8, 2, 1)),
        number=dice.pick(("", "", "预算{:02d}表", "预算 {:02d} 表")),
        number_first=dice.chance(0.4),
        name_label=dice.pick(("部门名称：", "部门名称：", "部门：", "单位名称：")),
        unit_label=dice.pick(("单位：{}", "单位：{}", "金额单位：{}")).format("元" if yuan else "万元"),
        period_line=dice.chance(0.25),
        total_label=dice.pick(("合计", "合计", "")),
        thousands=dice.chance(0.4),
        zero=dice.weighted(("", "0.00"), (9, 1)),
        header=dice.whole(0, 11),
        note=dice.pick(
            (
                "",
                "",
                "注：本表反映本部门{}情况。本表金额转换为万元时，因四舍五入可能存在尾差。",
                "备注：本表仅含当年财政拨款安排的支出",
            )
        ),
        gap=gap,
        rows=dice.weighted(("department", "both", "units"), (6, 2, 1)),
        group_row=dice.chance(0.1),
        wrap=dice.weighted((0, 5, 8, 11), (4, 1, 1, 1)),
        tables_wrapped=tuple(dice.some(wrapped, dice.whole(1, 3))),
        dash=dice.pick(("", "", "- ")),
        mixed_brackets=dice.chance(0.4),
        parallel_pairs=dice.chance(0.3),
        other_titles=tuple(dice.some(tuple(tree("titles")), dice.weighted((0, 1, 2), (5, 2, 1)))),
        yuan=yuan,
        unit_level=len(budget.units) == 1 and dice.chance(0.15),
        rollups=dice.chance(0.07),
        swapped=Dice(budget.seed).branch("order").chance(0.15),
        fiscal_total=dice.pick(
            ("收入合计|支出合计", "收入合计：|支出合计", "收 入 总 计|支 出 总 计", "收入总计|支出总计")
        ),
    )


def printed(ways: Style) -> Style:
    """The same ways where the document itself is made: nothing flattened, no marks, breaks and gaps of a conversion."""
    return replace(ways, heading="{}", gap="", wrap=0, printed=True)


def faultless(ways: Style, department: str) -> Style:
    """The same ways without the mistakes of departments that real documents taught: names that are none, another order."""
    return replace(ways, department=department, group_row=False, swapped=False)
