"""The rules on codes: what must be found besides their own examples, and above all what must not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

import rule_examples
from disclosures.check import check
from disclosures.codes import listed, pairs
from disclosures.model import Check, Finding


def said(rule: str, tables: Mapping[str, str], **more: Any) -> list[Check | Finding]:
    """All that a rule says of some tables."""
    return [one for one in check(rule_examples.subject({"tables": tables, **more})) if one.rule == rule]


def found(rule: str, tables: Mapping[str, str], **more: Any) -> list[str]:
    """The messages of a rule's findings."""
    return [one.message for one in said(rule, tables, **more) if isinstance(one, Finding)]


def reasons(rule: str, tables: Mapping[str, str], **more: Any) -> list[str]:
    return [
        one.reason or ""
        for one in said(rule, tables, **more)
        if isinstance(one, Check) and one.outcome == "not_evaluable"
    ]


def by_function(code: str, name: str) -> Mapping[str, str]:
    return {"expenditure": f"row_kind,functional_code,name,total\nitem,{code},{name},1.00\n"}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2080505", "机关事业单位基本养老保险缴费支出"),
        ("2080505", "机关事业单位基本养老保险"),  # clipped by its cell
        ("20103", "政府办公厅(室)及相关机构事务"),  # brackets of another width
        ("2010350", "事业运行（政府办公厅）"),  # a place's own addition
    ],
)
def test_a_usual_wording_is_no_other_name(code: str, name: str) -> None:
    assert found("R-C-FUNC", by_function(code, name)) == []
    assert {one.outcome for one in said("R-C-FUNC", by_function(code, name)) if isinstance(one, Check)} == {"pass"}


def test_what_the_partial_lists_do_not_know_is_never_called_wrong() -> None:
    assert found("R-C-FUNC", by_function("2999901", "住房公积金")) == []
    assert "所附科目表不全" in reasons("R-C-FUNC", by_function("2999901", "住房公积金"))[0]
    assert found("R-C-FUNC", by_function("2210201", "职工住房补助金")) == []
    assert "不能断定有误" in reasons("R-C-FUNC", by_function("2210201", "职工住房补助金"))[0]


def test_a_name_from_one_source_only_accuses_nobody() -> None:
    """The name belongs to another code of the list, but the printed code is not verified."""
    weak = next(one for one in listed("functional").values() if not one.verified and len(one.code) == 7)
    assert found("R-C-FUNC", by_function(weak.code, "住房公积金")) == []


@pytest.mark.parametrize(
    ("code", "name", "beside"),
    [
        ("2040410", "其他检察支出", "2040499"),  # of one source, but 99 is 其他 in every 款
        ("2040401", "一般行政管理事务", "2040402"),
        ("2040450", "查办和预防职务犯罪", None),  # of one source, and its number may have moved
        ("2040410", "其他审计事务支出", None),  # of another 款
    ],
)
def test_a_name_numbered_alike_in_every_class_is_that_of_its_number(code: str, name: str, beside: str | None) -> None:
    messages = found("R-C-FUNC", by_function(code, name))
    assert len(messages) == bool(beside)
    assert all(message.endswith(f"“{name}”是 {beside} 的名称") for message in messages)


def test_the_name_of_the_class_above_is_no_other_name() -> None:
    assert found("R-C-FUNC", by_function("2210201", "住房改革支出")) == []
    assert len(found("R-C-FUNC", by_function("2210201", "行政单位医疗"))) == 1


def test_before_the_reform_of_the_classes_nothing_is_said() -> None:
    basic = {"basic_expenditure": "row_kind,dept_economic_code,dept_economic_name,total\nitem,30211,培训费,1.00\n"}
    assert len(found("R-C-ECON-D", basic, year=2019)) == 1
    assert found("R-C-ECON-D", basic, year=2016) == []


def test_a_place_that_divides_a_class_further_is_unknown() -> None:
    basic = {"basic_expenditure": "row_kind,dept_economic_code,dept_economic_name,total\nitem,3021101,培训费,1.00\n"}
    assert found("R-C-ECON-D", basic) == []


def test_a_parent_that_does_not_sum_its_rows_says_nothing() -> None:
    """A row between them may not have been read."""
    rows = "row_kind,functional_code,name,total\nsubtotal,20103,甲,{}\nitem,2010301,行政运行,10.00\nitem,2210201,住房公积金,2.00\n"
    assert len(found("R-C-FUNC-PARENT", {"expenditure": rows.format("12.00")})) == 1
    assert found("R-C-FUNC-PARENT", {"expenditure": rows.format("15.00")}) == []


KIND = "row_kind,functional_code,name,total,basic_total,project_total\n"


def test_projects_among_basic_running_are_said_once() -> None:
    rows = (
        KIND
        + "item,2010301,行政运行,12.00,10.00,2.00\nitem,2010301,行政运行,6.00,5.00,1.00\nitem,2010350,事业运行,4.00,,4.00\n"
    )
    (one,) = [
        f for f in said("R-C-FUNC-KIND", {"expenditure": rows, "general_public_budget": rows}) if isinstance(f, Finding)
    ]
    assert "2010301 行政运行 3.00 万元（2 行）、2010350 事业运行 4.00 万元列为项目支出" in one.message
    assert [cell.row for cell in one.cells] == [1, 2, 3]


def test_what_speaks_of_several_rows_is_laid_to_the_one_that_is_torn() -> None:
    rows = KIND + "item,2010301,行政运行,12.00,10.00,2.00\nitem,2010350,事业运行,4.00,,4.00\n"
    given = rule_examples.subject({"tables": {"expenditure": rows}})
    for damaged, origin in ((frozenset(), "disclosure"), (frozenset({("expenditure", 2)}), "extraction")):
        (one,) = (
            f for f in check(replace(given, damaged=damaged)) if isinstance(f, Finding) and f.rule == "R-C-FUNC-KIND"
        )
        assert one.origin == origin


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        ("行政运行,12.00,10.00,2.00,2.00,", "info"),
        ("行政运行,12.00,10.00,2.00,,", "info"),
        ("行政运行,12.00,10.00,2.00,,2.00", "warning"),
        ("一般行政管理事务,12.00,2.00,10.00,10.00,", "warning"),
    ],
)
def test_running_costs_managed_as_projects_are_practice(row: str, severity: str) -> None:
    head = KIND.strip() + ",project_other_operating,project_specific_target\n"
    (one,) = [
        f for f in said("R-C-FUNC-KIND", {"expenditure": f"{head}item,2010301,{row}\n"}) if isinstance(f, Finding)
    ]
    assert one.severity == severity


def test_a_class_of_another_name_may_hold_both() -> None:
    assert (
        found(
            "R-C-FUNC-KIND",
            {"expenditure": KIND + "item,2010301,行政运行,1.00,1.00,\nitem,2013199,其他支出,3.00,1.00,2.00\n"},
        )
        == []
    )


def test_social_charges_in_running_alone_are_information() -> None:
    basic = (
        "row_kind,dept_economic_code,dept_economic_name,total\n"
        "item,30101,基本工资,7.00\nitem,30108,养老保险缴费,2.00\nitem,30113,住房公积金,1.00\n"
    )
    tables = {"expenditure": KIND + "item,2010301,行政运行,10.00,10.00,\n", "basic_expenditure": basic}
    (one,) = [f for f in said("R-C-FUNC-KIND", tables) if isinstance(f, Finding)]
    assert one.severity == "info"
    usual = {**tables, "expenditure": tables["expenditure"] + "item,2210201,住房公积金,1.00,1.00,\n"}
    assert found("R-C-FUNC-KIND", usual) == []


def economic(*rows: str) -> Mapping[str, str]:
    head = "row_kind,dept_economic_code,dept_economic_name,gov_economic_code,gov_economic_name,total\n"
    return {"basic_expenditure": head + "\n".join(f"item,{row}" for row in rows) + "\n"}


def test_an_unlisted_pair_is_unverified_and_no_error() -> None:
    given = economic("30212,因公出国（境）费用,50207,因公出国（境）费用,10.00")
    assert ("30212", "50207") not in pairs()
    assert found("R-C-ECON-PAIR", given) == []
    assert "未核实，不是错误" in reasons("R-C-ECON-PAIR", given)[0]


def test_a_pair_across_the_structure_of_both_lists_is_odd() -> None:
    assert len(found("R-C-ECON-PAIR", economic("30101,基本工资,50201,办公经费,10.00"))) == 1


def test_both_sides_with_base_pay_are_two_groups_of_staff() -> None:
    two = economic(
        "30101,基本工资,50101,工资奖金津补贴,6.00", "30102,津贴补贴,50101,工资奖金津补贴,2.00", "30103,奖金,50101,工资奖金津补贴,2.00",
        "30101,基本工资,50501,工资福利支出,3.00", "30107,绩效工资,50501,工资福利支出,1.00",
    )  # fmt: skip
    assert found("R-C-ECON-MIX", two) == []


def test_pay_of_temporary_staff_may_stand_alone() -> None:
    alone = economic(
        "30101,基本工资,50101,工资奖金津补贴,6.00", "30102,津贴补贴,50101,工资奖金津补贴,2.00", "30103,奖金,50101,工资奖金津补贴,2.00",
        "30199,其他工资福利支出,50501,工资福利支出,3.00",
    )  # fmt: skip
    assert found("R-C-ECON-MIX", alone) == []


def test_medical_insurance_on_one_side_needs_staff_on_the_other() -> None:
    functions = {"general_public_budget": "row_kind,functional_code,name,total\nitem,2101102,事业单位医疗,1.00\n"}
    administrative = economic("30101,基本工资,50101,工资奖金津补贴,6.00", "30110,医疗保险缴费,50102,社会保障缴费,2.00")
    both = economic(
        "30101,基本工资,50101,工资奖金津补贴,6.00",
        "30110,医疗保险缴费,50102,社会保障缴费,2.00",
        "30101,基本工资,50501,工资福利支出,3.00",
    )
    assert found("R-C-ECON-MIX", {**administrative, **functions}) == []
    assert len(found("R-C-ECON-MIX", {**both, **functions})) == 1


def projects(*codes: str) -> Mapping[str, str]:
    return {
        "performance_projects": "row_kind,project_code,name,total\n"
        + "".join(f"item,{code},甲,1.00\n" for code in codes)
    }


WHOLE = "410702240000000012850"


def test_a_place_with_other_project_codes_is_left_alone() -> None:
    given = projects("55A0001", "55A0002", WHOLE)
    for rule in ("R-C-PROJ", "R-C-PROJ-DIV", "R-C-PROJ-YEAR"):
        assert found(rule, given) == []
        assert reasons(rule, given) == ["本地的项目编码不是 21 位的形式"]


@pytest.mark.parametrize(
    ("start", "right"),
    [("410702", True), ("410700", True), ("410000", True), ("410711", False), ("110000", False), ("999999", False)],
)
def test_the_division_of_a_project(start: str, right: bool) -> None:
    assert bool(found("R-C-PROJ-DIV", projects(WHOLE, start + WHOLE[6:]))) != right


def test_a_code_without_a_department_above_is_no_unit_of_it() -> None:
    income = "row_kind,unit_code,name,total\n{}item,009001,甲,1.00\n"
    assert found("R-C-UNIT", {"income": income.format("")}) == []
    assert len(found("R-C-UNIT", {"income": income.format("unit,008,局,1.00\n")})) == 1


def test_a_serial_may_begin_with_a_letter() -> None:
    given = projects("11000022T000000462347", "11000024T000002917351")
    assert found("R-C-PROJ", given, division="110000") == []
    assert len(found("R-C-PROJ-YEAR", given, division="110000", year=2023)) == 1


def test_what_stands_in_a_doubtful_row_is_not_laid_to_the_department() -> None:
    given = rule_examples.subject({"tables": {"expenditure": KIND + "item,2010301,行政运行,12.00,10.00,2.00\n"}})
    for damaged, origin in (
        (frozenset[tuple[str, int]](), "disclosure"),
        (frozenset({("expenditure", 1)}), "extraction"),
    ):
        (one,) = [
            f for f in check(replace(given, damaged=damaged)) if isinstance(f, Finding) and f.rule == "R-C-FUNC-KIND"
        ]
        assert one.origin == origin
