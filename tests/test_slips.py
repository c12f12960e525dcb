"""Slips that no sum shows, and blank tables: what must not be said of a document that is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import rule_examples
from disclosures.check import check
from disclosures.model import Check, Finding

STATEMENT = "第二部分 预算情况说明\n\n一、收入支出预算总体情况说明\n\n{}\n"


def results(rule: str, **one: Any) -> list[Check | Finding]:
    return [result for result in check(rule_examples.subject(one)) if result.rule == rule]


def found(rule: str, **one: Any) -> list[str]:
    """The messages of a rule's findings."""
    return [result.message for result in results(rule, **one) if isinstance(result, Finding)]


BALANCE = "side,row_kind,label,amount\nincome,total,收入总计,{0}\nexpenditure,total,支出总计,{0}\n"


@pytest.mark.parametrize(
    ("said", "total", "wrong"),
    [
        ("1234500万元", "123.45", True),
        ("1,234,500万元", "123.45", True),
        ("123.45万元", "123.45", False),
        ("1234500元", "123.45", False),
        ("1234600万元", "123.45", False),  # no printed amount times ten thousand
        ("1234500万元", "1234500", False),  # a rich department
        ("50000万元", "5.00", False),  # many figures are ten thousand times such an amount
    ],
)
def test_only_ten_thousand_times_a_printed_amount_is_a_wrong_unit(said: str, total: str, wrong: bool) -> None:
    prose = STATEMENT.format(f"2024年收入总计{said}。")
    assert bool(found("R-TXT-UNIT", prose=prose, tables={"balance": BALANCE.format(total)})) == wrong


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("公务接待费预算2万元，比2023年增加2万元，增长100%。", True),
        ("公务接待费预算2万元，比2023年增加1万元，增长100%。", False),
        ("公务接待费预算0万元，比2023年增加0万元，增长0%。", False),
        ("公务接待费预算2万元，增长100%。", False),
        ("公务接待费预算2万元，比2023年增加2万元；公务接待费另安排3万元，增长100%。", False),  # which of the two?
    ],
)
def test_growth_needs_a_base(sentence: str, wrong: bool) -> None:
    assert bool(found("R-TXT-GROWTH", prose=STATEMENT.format(sentence))) == wrong


FUND = {"government_fund": "row_kind,name,total\n"}


@pytest.mark.parametrize(
    ("note", "wrong"),
    [
        ("说明：无国有资本经营预算支出，故本表无数据。", True),
        ("说明：无政府性基金预算支出。", False),
        ("说明：无政府性基金和国有资本经营预算支出。", False),
        ("说明：本表无数据。", False),
        ("注：国有资本经营预算另表列示。", False),
    ],
)
def test_a_note_speaks_of_its_own_table(note: str, wrong: bool) -> None:
    assert bool(found("R-TXT-NOTE", tables=FUND, notes={"government_fund": [note]})) == wrong


def test_a_row_that_the_total_counts_twice_is_two_rows() -> None:
    rows = "row_kind,project_name,total\ntotal,合计,{}\nitem,甲,5.00\nitem,乙,5.00\nitem,乙,5.00\n"
    assert len(found("R-TXT-TWICE", tables={"projects": rows.format("10.00")})) == 1
    assert found("R-TXT-TWICE", tables={"projects": rows.format("15.00")}) == []
    assert found("R-TXT-TWICE", tables={"projects": rows.format("12.00")}) == []


def test_rows_of_one_amount_and_two_names_are_two_rows() -> None:
    rows = "row_kind,project_name,total\ntotal,合计,10.00\nitem,甲,5.00\nitem,乙,5.00\nitem,丙,5.00\n"
    assert found("R-TXT-TWICE", tables={"projects": rows}) == []


@pytest.mark.parametrize("name", ["机关事业单位基本养老保险", "机关事业单位基本养老保险缴费"])
def test_a_clipped_name_is_no_second_name(name: str) -> None:
    rows = "row_kind,functional_code,name,total\nitem,2080505,{},12.00\n"
    whole = rows.format("机关事业单位基本养老保险缴费支出")
    assert found("R-TXT-CODE", tables={"expenditure": whole, "general_public_budget": rows.format(name)}) == []


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("我部门没有使用政府性基金预算安排的支出。", "pass"),
        ("政府性基金预算拨款收入0万元。", "pass"),
        ("政府性基金预算拨款收入10万元。", "fail"),
        ("没有国有资本经营预算支出。", "fail"),
        ("附表8为空表。", "pass"),
    ],
)
def test_a_blank_table_may_be_explained_in_the_statement(sentence: str, outcome: str) -> None:
    given = results("R-EMPTY-NOTE", tables=FUND, prose=STATEMENT.format(sentence))
    assert {one.outcome for one in given if isinstance(one, Check)} == {outcome}


@pytest.mark.parametrize(
    "given", [{}, {"prose": "第三部分 名词解释\n\n一、财政拨款收入：是指本级财政当年拨付的资金。\n"}]
)
def test_without_a_statement_nobody_can_tell_whether_a_blank_table_is_explained(given: dict[str, str]) -> None:
    (one,) = results("R-EMPTY-NOTE", tables=FUND, **given)
    assert isinstance(one, Check)
    assert one.outcome == "not_evaluable"


@pytest.mark.parametrize(("amount", "wrong"), [("0.00", False), ("3.00", True)])
def test_rows_of_zeros_may_be_called_blank(amount: str, wrong: bool) -> None:
    fund: Mapping[str, str] = {"government_fund": f"row_kind,name,total\ntotal,合计,{amount}\n"}
    notes = {"government_fund": ["注：本表本年无发生额。"]}
    assert bool(found("R-EMPTY-NOTE", tables=fund, notes=notes, prose=STATEMENT.format("收入总计1万元。"))) == wrong


def test_another_order_than_the_contents_is_said_of_the_table_that_comes_too_soon() -> None:
    income = "row_kind,name,total\ntotal,合计,1.00\n"
    tables = {"income": income, "balance": BALANCE.format("1.00")}
    (message,) = found("R-TOC-EXTRA", tables=tables, listed=["部门收支总体情况表", "部门收入总体情况表"])
    assert message == "正文中《部门收入总体情况表》在《部门收支总体情况表》之前，次序与目录不同"


def test_a_class_among_the_units_is_said_once() -> None:
    rows = "row_kind,unit_code,name,total\nunit,201,公共服务,1.00\n"
    assert len(found("R-UNITROW", tables={"expenditure": rows, "general_public_budget": rows})) == 1
    assert found("R-UNITROW", tables={"expenditure": rows.replace("公共服务", "示例局")}) == []


ROWS = "row_kind,functional_code,name,total\ntotal,,合计,{}\nitem,2080505,养老,{}\nitem,2210201,公积金,{}\n"


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        (("20.00", "12.00", "8.00"), "pass"),
        (("20.00", "12.01", "7.99"), "pass"),  # left by converting units
        (("20.00", "8.00", "12.00"), "fail"),
        (("18.00", "10.00", "8.00"), "not_evaluable"),  # of another total, so of other money
        (("20.00", "8.00", "11.00"), "not_evaluable"),  # a row may be lost
    ],
)
def test_one_code_has_one_amount_in_tables_of_one_total(other: tuple[str, ...], outcome: str) -> None:
    tables = {"expenditure": ROWS.format("20.00", "12.00", "8.00"), "general_public_budget": ROWS.format(*other)}
    given = results("R-TXT-AMOUNT", tables=tables)
    assert {one.outcome for one in given if isinstance(one, Check)} == {outcome}
    said = [one.message for one in given if isinstance(one, Finding)]
    assert all("2080505 养老 12.00 和 8.00" in message for message in said)
    assert bool(said) == (outcome == "fail")
