"""Each sum rule with an example that holds and one that does not, and the law of tolerance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.check.between import between
from disclosures.check.sums.equations import verdict, within
from disclosures.check.sums.evaluate import check_placements, check_sums
from disclosures.check.sums.lookup import Book
from disclosures.kinds import kinds
from disclosures.model import Check, Finding, Repair, Table
from disclosures.rulebook import rules
from disclosures.schemas import fields

Cells = Mapping[str, str]


def table(resource: str, *rows: str, headless: bool = False) -> Table:
    """A table from rows like `row_kind=total name=合计 total=3.00`; fields are those that some row names."""
    cells = [dict(part.split("=", 1) for part in row.split()) for row in rows]
    names = list(dict.fromkeys(name for row in cells for name in row))
    owner = next(kind for kind in kinds() if resource in kind.resources)
    records = tuple(
        {"row": number, **{name: _value(name, row.get(name, "")) for name in names}, "source_line": number + 100}
        for number, row in enumerate(cells, 1)
    )
    return Table(resource, owner.name, owner.title, ("row", *names, "source_line"), records, "万元", headless=headless)


def _value(name: str, text: str) -> str | Decimal | None:
    if not text:
        return None
    return Decimal(text) if fields()[name].get("amount") else text


def looked_at(tables: Iterable[Table], repairs: Iterable[Repair] = ()) -> list[Check | Finding]:
    """Every check and finding of some tables."""
    known = {one.resource: one for one in tables}
    equations = [*within(known), *between(known)]
    return [*check_sums(Book(known), equations, repairs), *check_placements(known)]


def checks(tables: Iterable[Table], rule: str, row: int | None = None) -> list[Check]:
    """The checks of a rule, at one row or all."""
    found = [one for one in looked_at(tables) if isinstance(one, Check)]
    return [one for one in found if one.rule == rule and (row is None or one.row == row)]


def findings(tables: Iterable[Table]) -> list[Finding]:
    """The findings of some tables."""
    return [one for one in looked_at(tables) if isinstance(one, Finding)]


def changed(one: Table, row: int, field: str, value: str) -> Table:
    """The table with another amount in one cell."""
    records = tuple({**r, field: _value(field, value)} if r["row"] == row else r for r in one.records)
    return replace(one, records=records)


@dataclass(frozen=True)
class Example:
    """A table for which a rule holds, and the cell whose change breaks it at `row`."""

    rule: str
    holds: Table
    cell: tuple[int, str, str]
    row: int


BALANCE = table(
    "balance",
    "side=income row_kind=item label=一、一般公共预算 amount=90.00",
    "side=income row_kind=of_which label=其中：财政拨款 amount=80.00",
    "side=income row_kind=item label=二、其他收入 amount=10.00",
    "side=income row_kind=total label=本年收入合计 amount=100.00",
    "side=income row_kind=carryover label=上年结转结余 amount=5.00",
    "side=income row_kind=total label=收入总计 amount=105.00",
    "side=expenditure row_kind=item label=一、一般公共服务 functional_code=201 amount=60.00",
    "side=expenditure row_kind=item label=二、卫生健康 functional_code=210 amount=45.00",
    "side=expenditure row_kind=total label=本年支出合计 amount=105.00",
    "side=expenditure row_kind=carryover label=年终结转结余",
    "side=expenditure row_kind=total label=支出总计 amount=105.00",
)
INCOME = table(
    "income",
    "row_kind=total name=合计 total=30.00 current_total=25.00 general_public_budget=20.00"
    " general_public_budget_appropriation=18.00 other=5.00 carryover_total=5.00 carryover_government_fund=5.00",
    "row_kind=unit unit_code=008 name=局 total=30.00 current_total=25.00 general_public_budget=20.00"
    " general_public_budget_appropriation=18.00 other=5.00 carryover_total=5.00 carryover_government_fund=5.00",
    "row_kind=item unit_code=008001 name=本级 total=20.00 current_total=15.00 general_public_budget=15.00"
    " general_public_budget_appropriation=13.00 carryover_total=5.00 carryover_government_fund=5.00",
    "row_kind=item unit_code=008002 name=中心 total=10.00 current_total=10.00 general_public_budget=5.00"
    " general_public_budget_appropriation=5.00 other=5.00",
)
_SPENT = (
    "row_kind=total name=合计 total=10.00 basic_total=7.00 basic_wages_benefits=4.00 basic_goods_services=3.00"
    " project_total=3.00 project_other_operating=1.00 project_specific_target=2.00",
    "row_kind=unit unit_code=008 name=局 total=10.00 basic_total=7.00 basic_wages_benefits=4.00"
    " basic_goods_services=3.00 project_total=3.00 project_other_operating=1.00 project_specific_target=2.00",
    "row_kind=item functional_code=2010101 unit_code=008 name=行政运行 total=7.00 basic_total=7.00"
    " basic_wages_benefits=4.00 basic_goods_services=3.00",
    "row_kind=item functional_code=2010102 unit_code=008 name=事务 total=3.00 project_total=3.00"
    " project_other_operating=1.00 project_specific_target=2.00",
)
FISCAL = table(
    "fiscal_appropriation",
    "side=income row_kind=total label=一、本年收入 total=9.00",
    "side=income row_kind=item label=（一）一般公共预算拨款 total=8.00",
    "side=income row_kind=item label=（二）政府性基金预算拨款 total=1.00",
    "side=income row_kind=total label=收入总计 total=9.00",
    "side=expenditure row_kind=total label=一、本年支出 total=9.00 general_public_budget=8.00 government_fund=1.00",
    "side=expenditure row_kind=item label=（一）一般公共服务 functional_code=201 total=8.00 general_public_budget=8.00",
    "side=expenditure row_kind=item label=（二）城乡社区 functional_code=212 total=1.00 government_fund=1.00",
    "side=expenditure row_kind=total label=支出总计 total=9.00 general_public_budget=8.00 government_fund=1.00",
)
BASIC = table(
    "basic_expenditure",
    "row_kind=total dept_economic_name=合计 total=9.00 personnel=6.00 public=3.00",
    "row_kind=subtotal dept_economic_code=301 dept_economic_name=工资福利支出 total=6.00 personnel=6.00",
    "row_kind=item dept_economic_code=30101 dept_economic_name=基本工资 total=4.00 personnel=4.00",
    "row_kind=item dept_economic_code=30102 dept_economic_name=津贴补贴 total=2.00 personnel=2.00",
    "row_kind=item dept_economic_code=30201 dept_economic_name=办公费 total=3.00 public=3.00",
)
ECONOMIC = table(
    "economic_classification",
    "row_kind=total dept_economic_name=合计 total=9.00 general_public_budget=8.00"
    " general_public_budget_appropriation=7.00 other=1.00",
    "row_kind=unit unit_code=008 dept_economic_name=局 total=9.00 general_public_budget=8.00"
    " general_public_budget_appropriation=7.00 other=1.00",
    "row_kind=item dept_economic_code=30101 dept_economic_name=基本工资 total=5.00 general_public_budget=5.00"
    " general_public_budget_appropriation=5.00",
    "row_kind=item dept_economic_code=30201 dept_economic_name=办公费 total=4.00 general_public_budget=3.00"
    " general_public_budget_appropriation=2.00 other=1.00",
)
THREE = table(
    "three_public",
    "row_kind=item total=6.00 overseas_travel=1.00 vehicles=3.00 vehicle_purchase=1.00 vehicle_operation=2.00"
    " hospitality=2.00",
)
PROJECTS = table(
    "projects",
    "row_kind=total project_name=合计 total=7.00 general_public_budget=5.00 unit_funds=2.00",
    "row_kind=unit unit_code=008 unit_name=局 total=7.00 general_public_budget=5.00 unit_funds=2.00",
    "row_kind=item project_type=特定目标类 project_name=甲 total=4.00 general_public_budget=2.00 unit_funds=2.00",
    "row_kind=item project_type=其他运转类 project_name=乙 total=3.00 general_public_budget=3.00",
)
PERFORMANCE = table(
    "performance_projects",
    "row_kind=unit project_code=008 name=局 total=7.00 government_funds=5.00 unit_funds=2.00",
    "row_kind=unit project_code=008001 name=本级 total=7.00 government_funds=5.00 unit_funds=2.00",
    "row_kind=item project_code=410702240000000000001 name=甲 total=4.00 government_funds=2.00 unit_funds=2.00",
    "row_kind=item project_code=410702240000000000002 name=乙 total=3.00 government_funds=3.00",
)
FUNDING = table(
    "department_funding",
    "item=budget_total amount=10.00",
    "item=government_funds amount=8.00",
    "item=special_account",
    "item=unit_funds amount=2.00",
    "item=basic amount=7.00",
    "item=project amount=3.00",
)


def _by_function(resource: str, id_: str) -> list[Example]:
    one = table(resource, *_SPENT)
    return [
        Example(f"R-{id_}-ROW", one, (3, "total", "8.00"), 3),
        Example(f"R-{id_}-ROW", one, (3, "basic_goods_services", "1.00"), 3),
        Example(f"R-{id_}-ROW", one, (4, "project_specific_target", "9.00"), 4),
        Example(f"R-{id_}-SUM", one, (4, "project_total", "4.00"), 1),
        Example(f"R-{id_}-SUM", one, (4, "project_total", "4.00"), 2),
    ]


def _by_source(resource: str, id_: str, name: str) -> list[Example]:
    """A table of funding sources that prints 财政拨款 beside its budgets, and 其中：财政拨款 of one of them."""
    one = table(
        resource,
        f"row_kind=total {name}=合计 total=9.00 fiscal_appropriation=7.00 general_public_budget=5.00"
        " general_public_budget_appropriation=4.00 government_fund=2.00 unit_funds=2.00 other=2.00",
        f"row_kind=item {name}=甲 total=6.00 fiscal_appropriation=5.00 general_public_budget=3.00"
        " general_public_budget_appropriation=3.00 government_fund=2.00 unit_funds=1.00 other=1.00",
        f"row_kind=item {name}=乙 total=3.00 fiscal_appropriation=2.00 general_public_budget=2.00"
        " general_public_budget_appropriation=1.00 unit_funds=1.00 other=1.00",
    )
    return [
        Example(f"R-{id_}-ROW", one, (2, "total", "7.00"), 2),
        Example(f"R-{id_}-ROW", one, (2, "fiscal_appropriation", "6.00"), 2),
        Example(f"R-{id_}-ROW", one, (2, "government_fund", "1.00"), 2),
        Example(f"R-{id_}-ROW", one, (3, "other", "2.00"), 3),
        Example(f"R-{id_}-ROW", one, (3, "general_public_budget_appropriation", "2.50"), 3),
        Example(f"R-{id_}-SUM", one, (3, "total", "4.00"), 1),
    ]


def _by_class(resource: str, id_: str) -> list[Example]:
    one = table(
        resource,
        "row_kind=total dept_economic_name=合计 total=9.00 basic_total=9.00 personnel=6.00 public=3.00",
        "row_kind=subtotal dept_economic_code=301 dept_economic_name=工资福利支出 total=6.00 basic_total=6.00 personnel=6.00",
        "row_kind=item dept_economic_code=30101 dept_economic_name=基本工资 total=6.00 basic_total=6.00 personnel=6.00",
        "row_kind=item dept_economic_code=30201 dept_economic_name=办公费 total=3.00 basic_total=3.00 public=3.00",
    )
    return [
        Example(f"R-{id_}-ROW", one, (3, "total", "5.00"), 3),
        Example(f"R-{id_}-ROW", one, (3, "personnel", "5.00"), 3),
        Example(f"R-{id_}-SUM", one, (3, "total", "5.00"), 2),
        Example(f"R-{id_}-SUM", one, (4, "public", "4.00"), 1),
    ]


def _crossed(resource: str, id_: str, name: str, first: str, second: str) -> list[Example]:
    """A table with economic classes as its columns."""
    one = table(
        resource,
        f"row_kind=total {name}=合计 total=9.00 {first}=6.00 {second}=3.00",
        f"row_kind=item {name}=甲 total=6.00 {first}=6.00",
        f"row_kind=item {name}=乙 total=3.00 {second}=3.00",
    )
    return [
        Example(f"R-{id_}-ROW", one, (2, first, "5.00"), 2),
        Example(f"R-{id_}-ROW", one, (3, "total", "4.00"), 3),
        Example(f"R-{id_}-SUM", one, (3, second, "4.00"), 1),
    ]


FUNCTIONAL = table(
    "basic_expenditure_functional",
    "row_kind=total name=合计 total=7.00 basic_personnel=4.00 basic_public=3.00",
    "row_kind=item functional_code=2010101 name=行政运行 total=7.00 basic_personnel=4.00 basic_public=3.00",
)
EXAMPLES: list[Example] = [
    Example("R-T01-BAL", BALANCE, (11, "amount", "106.00"), 6),
    Example("R-T01-INC", BALANCE, (1, "amount", "91.00"), 4),
    Example("R-T01-INC", BALANCE, (5, "amount", "4.00"), 6),
    Example("R-T01-EXP", BALANCE, (7, "amount", "61.00"), 9),
    Example("R-T01-EXP", BALANCE, (10, "amount", "1.00"), 11),
    Example("R-T01-OF", BALANCE, (2, "amount", "90.01"), 2),
    Example("R-T02-ROW", INCOME, (3, "carryover_total", "4.00"), 3),
    Example("R-T02-ROW", INCOME, (4, "other", "6.00"), 4),
    Example("R-T02-ROW", INCOME, (4, "general_public_budget_appropriation", "5.01"), 4),
    Example("R-T02-COL", INCOME, (4, "total", "11.00"), 1),
    Example("R-T02-COL", INCOME, (4, "total", "11.00"), 2),
    *_by_function("expenditure", "T03"),
    Example("R-T04-BAL", FISCAL, (8, "total", "10.00"), 4),
    Example("R-T04-BAL", FISCAL, (2, "total", "7.00"), 1),
    Example("R-T04-BAL", FISCAL, (6, "total", "7.00"), 5),
    Example("R-T04-BAL", FISCAL, (7, "government_fund", "2.00"), 7),
    *_by_function("general_public_budget", "T05"),
    Example("R-T06-ROW", BASIC, (3, "personnel", "5.00"), 3),
    Example("R-T06-SUM", BASIC, (5, "total", "5.00"), 1),
    Example("R-T06-SUM", BASIC, (4, "personnel", "1.00"), 2),
    Example("R-T07-ROW", ECONOMIC, (4, "other", "2.00"), 4),
    Example("R-T07-ROW", ECONOMIC, (4, "general_public_budget_appropriation", "3.50"), 4),
    Example("R-T07-SUM", ECONOMIC, (4, "total", "5.00"), 1),
    Example("R-T07-SUM", ECONOMIC, (4, "total", "5.00"), 2),
    Example("R-T08-SUM", THREE, (1, "hospitality", "3.00"), 1),
    Example("R-T08-SUM", THREE, (1, "vehicle_purchase", "3.00"), 1),
    *_by_function("government_fund", "T09"),
    *_by_function("state_capital", "TSC"),
    *_by_function("fiscal_appropriation_expenditure", "TFA"),
    Example("R-T10-ROW", PROJECTS, (3, "unit_funds", "1.00"), 3),
    Example("R-T10-SUM", PROJECTS, (4, "total", "4.00"), 1),
    Example("R-T10-SUM", PROJECTS, (4, "total", "4.00"), 2),
    *_by_source("basic_expenditure_by_source", "TBS", "dept_economic_name"),
    *_by_source("procurement", "TPR", "project_name"),
    *_by_source("purchased_services", "TPS", "project_name"),
    *_by_source("transfers", "TTR", "project_name"),
    *_by_source("asset_purchases", "TAS", "project_name"),
    *_by_class("fiscal_appropriation_basic", "TFB"),
    *_by_class("general_public_budget_economic", "TGE"),
    *_by_class("operating_expenditure", "TOP"),
    *_crossed("expenditure_dept_economic", "TXD", "name", "wages_benefits", "project_goods_services"),
    *_crossed("expenditure_gov_economic", "TXG", "name", "gov_wages_benefits", "gov_other_spending"),
    *_crossed("general_public_budget_projects", "TGP", "project_name", "goods_services", "capital"),
    Example("R-TBF-ROW", FUNCTIONAL, (2, "basic_public", "2.00"), 2),
    Example("R-TBF-SUM", FUNCTIONAL, (2, "total", "8.00"), 1),
    Example("R-T11-SUM", FUNDING, (2, "amount", "9.00"), 1),
    Example("R-T11-SUM", FUNDING, (6, "amount", "4.00"), 1),
    Example("R-T12-SUM", PERFORMANCE, (3, "unit_funds", "1.00"), 3),
    Example("R-T12-SUM", PERFORMANCE, (4, "total", "4.00"), 2),
    Example("R-T12-SUM", PERFORMANCE, (2, "total", "8.00"), 1),
]
BY_NAME = {f"{one.rule} row {one.row} {one.cell[1]} #{n}": one for n, one in enumerate(EXAMPLES)}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_rule_holds(name: str) -> None:
    example = BY_NAME[name]
    found = checks([example.holds], example.rule, example.row)
    assert found
    assert {one.outcome for one in found} == {"pass"}
    assert findings([example.holds]) == []


@pytest.mark.parametrize("name", BY_NAME)
def test_a_rule_is_broken(name: str) -> None:
    example = BY_NAME[name]
    broken = changed(example.holds, *example.cell)
    assert "fail" in {one.outcome for one in checks([broken], example.rule, example.row)}
    told = findings([broken])
    found = [one for one in told if (one.rule, one.row) == (example.rule, example.row)]
    assert found
    assert "error" in {one.severity for one in told}
    for one in found:
        assert one.severity == rules()[example.rule].severity == "error" or "同一原因" in one.message
        assert one.origin == "disclosure"
        assert one.difference is not None
        assert one.difference != 0
        assert str(one.printed) in one.message
        assert f"第 {example.row + 100} 行" in one.message
        assert "\n" not in one.message


def test_every_sum_rule_has_an_example() -> None:
    named = {s.rule for k in kinds() for s in k.row_sums} | {s.rule for k in kinds() for s in k.row_limits}
    named |= {k.column_sum for k in kinds() if k.column_sum} | {r for k in kinds() for r in k.rules.values()}
    own = {example.rule for example in EXAMPLES}
    assert named == own


# --- tolerance -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("residual", "addends", "outcome"),
    [
        ("0", 1, "pass"), ("0.00", 9, "pass"), ("0.01", 2, "rounding"), ("-0.02", 2, "rounding"), ("0.03", 2, "fail"),
        ("-0.03", 2, "fail"), ("0.0001", 2, "rounding"), ("0.09", 9, "rounding"), ("0.0901", 9, "fail"), ("1", 50, "fail"),
    ],
)  # fmt: skip
def test_the_law_of_tolerance(residual: str, addends: int, outcome: str) -> None:
    assert verdict(Decimal(residual), addends) == outcome


@settings(deadline=None, derandomize=True)
@given(st.decimals(-5, 5, places=4), st.integers(2, 60))
def test_the_law_is_the_same_both_ways(residual: Decimal, addends: int) -> None:
    assert verdict(residual, addends) == verdict(-residual, addends)
    assert (verdict(residual, addends) == "pass") == (residual == 0)
    assert (verdict(residual, addends) == "fail") == (abs(residual) > Decimal("0.01") * addends)


@pytest.mark.parametrize(("value", "outcome"), [("7.02", "rounding"), ("6.98", "rounding"), ("7.03", "fail")])
def test_a_residue_of_rounding_is_no_finding(value: str, outcome: str) -> None:
    one = table("expenditure", *_SPENT)
    for row in (1, 2, 3):
        one = changed(one, row, "basic_total", value)
    (found,) = [c for c in checks([one], "R-T03-ROW", 3) if c.right == Decimal("7.00")]
    assert (found.outcome, found.difference) == (outcome, Decimal(value) - 7)
    assert bool([f for f in findings([one]) if f.row == 3 and f.field == "basic_total"]) == (outcome == "fail")


# --- blanks --------------------------------------------------------------------------------------------------------


def test_a_blank_in_a_row_is_nothing_and_a_printed_zero_too() -> None:
    one = table("expenditure", *_SPENT)
    zeros = changed(changed(one, 3, "project_total", "0.00"), 3, "project_other_operating", "0")
    assert findings([zeros]) == []
    assert {c.outcome for c in checks([zeros], "R-T03-ROW")} == {"pass"}


def test_nothing_on_either_side_is_no_check() -> None:
    one = table(
        "expenditure", "row_kind=total name=合计 total=5.00 basic_total=5.00 project_total= project_specific_target="
    )
    assert all(c.left or c.right for c in checks([one], "R-T03-ROW"))
    assert len(checks([one], "R-T03-ROW")) == 1


def test_a_total_that_prints_nothing_is_not_a_failure() -> None:
    """A blank total over rows with amounts: lost or never printed, but no wrong sum."""
    one = BASIC
    for field in ("total", "personnel", "public"):
        one = changed(one, 1, field, "")
    found = checks([one], "R-T06-SUM", 1)
    assert found
    assert {c.outcome for c in found} == {"not_evaluable"}
    assert all(c.reason for c in found)
    (told,) = [f for f in findings([one]) if f.row == 1]
    assert (told.rule, told.severity, told.origin, told.field, told.expected) == (
        "X-LOSTROW", "warning", "extraction", "total", "9.00",
    )  # fmt: skip
    assert {cell.field for cell in told.cells} == {"total", "personnel", "public"}
    assert told.message.endswith("合计 9.00、人员经费 6.00、公用经费 3.00")


def test_one_blank_column_of_a_total_is_told() -> None:
    """The total row is there and one of its columns blank although rows below have amounts."""
    found = checks([changed(BASIC, 1, "public", "")], "R-T06-SUM", 1)
    assert "pass" in {c.outcome for c in found}
    assert {c.outcome for c in found} != {"pass"}


# --- what is added and what is not -----------------------------------------------------------------------------------


def test_subtotals_units_and_parts_are_never_added_twice() -> None:
    """合计 is the sum of the items; the 类 row above them, the unit row and 其中 lines are sums or parts themselves."""
    sums = [c for c in checks([BASIC], "R-T06-SUM", 1) if c.left == Decimal("9.00")]
    assert [(c.left, c.right) for c in sums] == [(Decimal("9.00"), Decimal("9.00"))]
    for rolled in (3, 5):
        code = "2010101"[:rolled]
        one = table(
            "expenditure", *_SPENT[:2],
            f"row_kind=subtotal functional_code={code} unit_code=008 name=类 total=10.00 basic_total=7.00"
            " basic_wages_benefits=4.00 basic_goods_services=3.00 project_total=3.00 project_other_operating=1.00"
            " project_specific_target=2.00",
            *_SPENT[2:],
        )  # fmt: skip
        assert findings([one]) == []
        assert {c.outcome for c in checks([one], "R-T03-SUM")} == {"pass"}


def test_a_subtotal_is_checked_against_its_own_rows() -> None:
    broken = changed(BASIC, 2, "total", "7.00")
    failed = [c for c in checks([broken], "R-T06-SUM") if c.outcome == "fail"]
    assert [(c.row, c.left, c.right) for c in failed] == [(2, Decimal("7.00"), Decimal("6.00"))]


def test_a_line_of_which_is_not_added() -> None:
    (found,) = checks([BALANCE], "R-T01-INC", 4)
    assert found.right == Decimal("100.00")


def test_units_of_two_levels_are_added_by_level() -> None:
    found = [c for c in checks([INCOME], "R-T02-COL", 1) if c.left == Decimal("30.00")]
    assert {c.right for c in found} == {Decimal("30.00")}
    broken = changed(INCOME, 2, "total", "31.00")
    assert {c.row for c in checks([broken], "R-T02-COL") if c.outcome == "fail"} == {1, 2}


# --- damage --------------------------------------------------------------------------------------------------------


def test_a_table_without_its_beginning_fails_by_extraction() -> None:
    one = replace(changed(table("expenditure", *_SPENT), 4, "project_total", "4.00"), headless=True)
    assert {f.origin for f in findings([one])} == {"extraction"}


def test_a_sum_that_proved_a_repair_is_not_counted() -> None:
    one = table("expenditure", *_SPENT)
    repair = Repair("expenditure", 3, "basic_goods_services", "", "3.00", "R-T03-ROW", "4 + 3 = 7")
    found = [c for c in looked_at([one], [repair]) if isinstance(c, Check) and c.rule == "R-T03-ROW"]
    assert {c.outcome for c in found if c.row == 3} == {"not_evaluable"}
    assert {c.outcome for c in found if c.row != 3} == {"pass"}
    assert all(c.reason for c in found if c.row == 3)


@pytest.mark.parametrize(
    ("code", "field", "outcome"),
    [("30101", "personnel", "pass"), ("30101", "public", "fail"), ("30301", "public", "fail"), ("30201", "public", "pass"),
     ("30201", "personnel", "fail"), ("31002", "personnel", "fail"), ("31002", "public", "pass")],
)  # fmt: skip
def test_an_economic_class_belongs_in_its_column(code: str, field: str, outcome: str) -> None:
    other = "public" if field == "personnel" else "personnel"
    one = table(
        "basic_expenditure",
        f"row_kind=item dept_economic_code={code} dept_economic_name=某项 total=2.00 {field}=2.00 {other}=",
    )
    found = checks([one], "R-T06-KIND")
    assert [c.outcome for c in found] == [outcome]
    assert len([f for f in findings([one]) if f.rule == "R-T06-KIND"]) == (outcome == "fail")


# --- between tables --------------------------------------------------------------------------------------------------


def _pair() -> tuple[Table, Table]:
    balance = table(
        "balance",
        "side=income row_kind=total label=收入总计 amount=10.00",
        "side=expenditure row_kind=item label=一、一般公共服务 functional_code=201 amount=10.00",
        "side=expenditure row_kind=total label=本年支出合计 amount=10.00",
        "side=expenditure row_kind=total label=支出总计 amount=10.00",
    )
    return balance, table("expenditure", *_SPENT)


def _total(resource: str, name: str, amounts: str) -> Table:
    """A table of which only the grand total matters."""
    return table(resource, f"row_kind=total {name}=合计 {amounts}")


SPENT = table("expenditure", *_SPENT)
GENERAL = table("general_public_budget", *_SPENT)
BASIC_TOTAL = _total("basic_expenditure", "dept_economic_name", "total=7.00 personnel=4.00 public=3.00")
BETWEEN: dict[str, tuple[Sequence[Table], tuple[int, int, str, str]]] = {
    "R-X-T01-T03": (_pair(), (0, 2, "amount", "11.00")),
    "R-X-T05-T03": ((SPENT, GENERAL), (1, 4, "project_total", "2.00")),
    "R-X-T06-T05": ((GENERAL, BASIC_TOTAL), (1, 1, "total", "8.00")),
    "R-X-T07-T03": ((SPENT, _total("economic_classification", "dept_economic_name", "total=10.00")), (1, 1, "total", "9.00")),
    "R-X-T10-T03": ((SPENT, _total("projects", "project_name", "total=3.00")), (1, 1, "total", "4.00")),
    "R-X-T11": ((SPENT, FUNDING), (1, 5, "amount", "6.00")),
    "R-X-T12-T10": ((PROJECTS, PERFORMANCE), (1, 3, "total", "5.00")),
}  # fmt: skip


@pytest.mark.parametrize("rule", BETWEEN)
def test_tables_agree_or_not(rule: str) -> None:
    tables, (index, row, field, value) = BETWEEN[rule]
    assert {c.outcome for c in checks(tables, rule)} == {"pass"}
    broken = [changed(one, row, field, value) if n == index else one for n, one in enumerate(tables)]
    assert "fail" in {c.outcome for c in checks(broken, rule)}
    assert rule in {f.rule for f in findings(broken)}


def test_no_equation_between_tables_that_are_not_there() -> None:
    for name, (tables, _) in BETWEEN.items():
        for one in tables:
            assert checks([one], name) == []
