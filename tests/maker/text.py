"""A budget as the document that a county puts on its site: prose, then the tables in their usual order."""

from __future__ import annotations

from dataclasses import replace

from .budget import Budget
from .content import budget
from .document import Block, Document
from .prose import front, glossary, overview
from .statements import statement
from .style import Style, faultless, printed, style
from .tables_balance import balance, fiscal_appropriation
from .tables_economic import basic_expenditure, economic_classification, three_public
from .tables_expenditure import by_function, income
from .tables_project import performance, projects
from .tables_whole import whole_performance


def made(seed: str, for_print: bool = False, without_fault: bool = False) -> Document:
    """The undamaged document of this seed, its facts attached to its lines.

    `for_print`: with sound headers; `without_fault`: the department itself printed nothing wrong.
    """
    money = budget(seed)
    ways = printed(style(money)) if for_print else style(money)
    ways = faultless(ways, money.name) if without_fault else ways
    name = f"{money.year}年{money.short}部门预算公开"
    prose: tuple[Block, ...] = (
        front(money, ways),
        overview(money, ways),
        statement(money, ways),
        glossary(money, ways),
    )
    return Document(name, prose + tables(money, ways), about=about(money, ways.unit_level))


def about(money: Budget, unit_level: bool) -> dict[str, str]:
    """What the package's `disclosure` says: whose budget, of which year, of a department or of a unit."""
    level = "unit" if unit_level else "department"
    return {
        "department": money.name,
        "year": str(money.year),
        "level": level,
        "division_code": money.division,
    }


def tables(money: Budget, ways: Style) -> tuple[Block, ...]:
    """The tables in printed order; some documents print 一般公共预算支出 behind 基本支出."""
    by_general, by_basic = by_function(money, ways, "general_public_budget"), basic_expenditure(money, ways)
    # The two forms of performance print 万元 in their own text, whatever the other tables do.
    in_ten_thousands = replace(ways, yuan=False)
    return (
        balance(money, ways),
        income(money, ways),
        by_function(money, ways, "expenditure"),
        fiscal_appropriation(money, ways),
        *((by_basic, by_general) if ways.swapped else (by_general, by_basic)),
        economic_classification(money, ways),
        three_public(money, ways),
        by_function(money, ways, "government_fund"),
        *((by_function(money, ways, "state_capital"),) if ways.form == "jiyuan" else ()),
        projects(money, ways),
        whole_performance(money, in_ten_thousands),
        performance(money, in_ten_thousands),
    )
