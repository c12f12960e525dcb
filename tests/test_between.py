"""The identities between tables: what their own examples do not show, above all when nothing can be said, and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal

import pytest

from disclosures.check import check
from disclosures.check.between import between, identities
from disclosures.check.between.totals import PATH
from disclosures.check.sums.lookup import Book
from disclosures.definitions import read_yaml
from disclosures.kinds import kinds
from disclosures.model import Check, Finding, Identity, Record, Subject, Table
from disclosures.rulebook import read_rules, rules
from disclosures.schemas import fields

SPENT = "row_kind,functional_code,name,total,basic_total,project_total\n"
BASIC = "row_kind,dept_economic_code,dept_economic_name,gov_economic_code,total\n"
GENERAL = (
    SPENT
    + "total,,合计,100.00,80.00,20.00\nitem,2010301,行政运行,80.00,80.00,\nitem,2010302,一般行政管理事务,20.00,,20.00"
)


def subject(texts: Mapping[str, str], notes: Mapping[str, str] | None = None, headless: str = "") -> Subject:
    """A disclosure with these tables, as CSV."""
    tables = {}
    for name, text in texts.items():
        rows: list[Record] = []
        for number, row in enumerate(csv.DictReader(io.StringIO(text)), 1):
            amounts = {f: Decimal(v) if fields()[f].get("amount") else v for f, v in row.items() if v}
            rows.append({"row": number, **dict.fromkeys(row), **amounts})
        kind = next(k for k in kinds() if name in k.resources)
        named = ("row", *text.splitlines()[0].split(","))
        tables[name] = Table(
            name, kind.name, kind.title, named, tuple(rows), "万元", (notes or {}).get(name), headless=name == headless
        )
    return Subject(Identity("示例局", "example", "department", None, "410702", None, 2024, None), (), tables, (), ())


def looked_at(one: Subject, rule: str) -> list[Check]:
    """The checks of a rule."""
    return [c for c in check(one) if isinstance(c, Check) and c.rule == rule]


def reasons(one: Subject, rule: str) -> str:
    """Why a rule could not be looked at; a rule that was looked at as well fails here."""
    found = looked_at(one, rule)
    assert {c.outcome for c in found} == {"not_evaluable"}
    return "；".join(c.reason or "" for c in found)


def test_every_line_of_totals_names_a_rule_and_what_tables_have() -> None:
    known = {r: fields_ for kind in kinds() for r, fields_ in kind.resources.items()}
    for line in read_yaml(PATH):
        assert line["rule"] in rules()
        for name in (line["left"], *line["right"], *line.get("unless", ())):
            resource, field = name.split(".")
            assert field in known[resource], name


def test_every_rule_between_tables_is_looked_at_somewhere() -> None:
    """A rule whose own example gives no equation and no result would be a word only."""
    for rule in read_rules("between"):
        example = rule.example or {}
        one = subject({name: text.strip() for name, text in example["tables"].items()})
        assert {c.outcome for c in looked_at(one, rule.id)} & {"pass", "rounding"}, rule.id


def test_what_practice_bends_proves_no_repair() -> None:
    one = subject(
        {
            "basic_expenditure": BASIC + "total,,合计,,20.00\nitem,30108,养老保险,50102,20.00",
            "general_public_budget": SPENT + "total,,合计,20.00,20.00,\nitem,2080505,养老保险,20.00,20.00,",
        }
    )
    every = {e.rule for e in identities(Book(one.tables))}
    assert "R-X-FUNC-ECON" in every
    assert "R-X-FUNC-ECON" not in {e.rule for e in between(one.tables)}


@pytest.mark.parametrize(("code", "outcome"), [("2010301", "not_evaluable"), ("2080505", "pass")])
def test_charges_booked_to_running_costs_are_practice(code: str, outcome: str) -> None:
    one = subject(
        {
            "basic_expenditure": BASIC + "total,,合计,,20.00\nitem,30108,养老保险,50102,20.00",
            "general_public_budget": SPENT + f"total,,合计,20.00,20.00,\nitem,{code},某项,20.00,20.00,",
        }
    )
    found = looked_at(one, "R-X-FUNC-ECON")
    assert {c.outcome for c in found} == {outcome}
    assert all("按惯例" in (c.reason or "") for c in found if c.outcome == "not_evaluable")


def test_a_summary_without_its_beginning_accuses_nobody() -> None:
    one = subject(
        {
            "economic_classification": BASIC + "item,30201,办公费,50201,5.00",
            "basic_expenditure": BASIC
            + "total,,合计,,85.00\nitem,30101,基本工资,50101,80.00\nitem,30201,办公费,50201,5.00",
            "expenditure": GENERAL,
        },
        headless="economic_classification",
    )
    assert "没有读到" in reasons(one, "R-X-T07-T06")
    assert "没有读到" in reasons(one, "R-X-T07-T03")


def test_a_pair_that_stands_in_two_rows_is_added_up_first() -> None:
    rows = "total,,合计,,30.00\nitem,30101,基本工资,50101,10.00\nitem,30101,基本工资,50101,20.00"
    one = subject({"economic_classification": BASIC + rows, "basic_expenditure": BASIC + rows})
    assert {c.outcome for c in looked_at(one, "R-X-T07-T06")} == {"pass"}


def test_a_total_that_is_not_printed_is_that_of_its_units() -> None:
    text = "row_kind,unit_code,unit_name,project_name,total\nunit,008,某局,,20.00\nitem,008001,某局,信创工程,20.00"
    assert {c.outcome for c in looked_at(subject({"projects": text, "expenditure": GENERAL}), "R-X-T10-T03")} == {
        "pass"
    }


@pytest.mark.parametrize(("carried", "outcome"), [("", "pass"), ("5.00", "not_evaluable")])
def test_projects_with_carryover_are_not_held_against_the_budget(carried: str, outcome: str) -> None:
    text = f"row_kind,project_name,total,general_public_budget,carryover_total\ntotal,合计,20.00,20.00,{carried}"
    one = subject({"projects": text, "general_public_budget": GENERAL})
    assert {c.outcome for c in looked_at(one, "R-X-T10-T05")} == {outcome}


def test_money_left_for_next_year_parts_income_from_expenditure() -> None:
    one = subject(
        {
            "balance": "side,classification,row_kind,label,amount\nexpenditure,,carryover,结转下年,5.00",
            "income": "row_kind,unit_code,unit_name,total\ntotal,,合计,105.00",
            "expenditure": GENERAL,
        }
    )
    assert "年终结转" in reasons(one, "R-X-T02-T03")


FUND = {
    "fiscal_appropriation": "side,classification,row_kind,label,total,government_fund\nexpenditure,,total,本年支出,9.00,9.00"
}


@pytest.mark.parametrize(("note", "outcome"), [("本部门无政府性基金，故为空表", "fail"), (None, "not_evaluable")])
def test_an_empty_table_contradicts_only_if_it_says_so(note: str | None, outcome: str) -> None:
    notes = {"government_fund": note} if note else {}
    one = subject({**FUND, "government_fund": SPENT}, notes)
    assert {c.outcome for c in looked_at(one, "R-X-T09")} == {outcome}


LISTED = "row_kind,project_name,total\ntotal,合计,30.00\nitem,党政专用电视会议系统维,10.00\nitem,信创工程,20.00"


@pytest.mark.parametrize(
    ("goals", "severities"),
    [
        ("unit,某局,30.00\nitem,党政专用电视会议系统维修维护经费,10.00\nitem,信创 工程,20.00", []),
        ("unit,某局,30.00\nitem,党政专用电视会议系统维修维护经费,10.00\nitem,档案整理,20.00", ["warning"]),
        ("unit,某局,10.00\nitem,党政专用电视会议系统维修维护经费,10.00", ["error"]),
        ("item,党政专用电视会议系统维修维护经费,10.00", []),
    ],
    ids=["clipped and spaced", "another name", "a project lacks", "only key projects have goals"],
)
def test_projects_are_told_by_their_names(goals: str, severities: list[str]) -> None:
    one = subject({"projects": LISTED, "performance_projects": f"row_kind,name,total\n{goals}"})
    found = [f for f in check(one) if isinstance(f, Finding) and f.rule == "R-X-T12-T10"]
    assert [f.severity for f in found] == severities


def test_part_of_a_class_may_cost_less_than_the_class() -> None:
    """Where other money pays too, no cell of 一般公共预算 exceeds the same cell of all expenditure."""
    more = GENERAL.replace("total,,合计,100.00,80.00", "total,,合计,110.00,90.00").replace("80.00,80.00", "90.00,90.00")
    held = subject({"expenditure": more, "general_public_budget": GENERAL})
    assert {c.outcome for c in looked_at(held, "R-X-T05-T03")} == {"pass"}
    turned = subject({"expenditure": GENERAL, "general_public_budget": more})
    assert "fail" in {c.outcome for c in looked_at(turned, "R-X-T05-T03")}


def test_several_lists_on_one_side_each_add_up() -> None:
    rows = (
        "side,classification,row_kind,label,functional_code,amount\nexpenditure,functional,item,一般公共服务支出,201,100.00\n"
        "expenditure,purpose,item,基本支出,,80.00\nexpenditure,purpose,item,项目支出,,{}\nexpenditure,,total,支出总计,,100.00"
    )
    assert {c.outcome for c in looked_at(subject({"balance": rows.format("20.00")}), "R-T01-EXP")} == {"pass"}
    assert "fail" in {c.outcome for c in looked_at(subject({"balance": rows.format("21.00")}), "R-T01-EXP")}


def test_numbered_lines_add_up_to_the_line_above() -> None:
    rows = (
        "side,classification,row_kind,label,amount\nincome,,item,财政拨款,30.00\n"
        "income,,of_which,1.一般公共预算拨款,{}\nincome,,of_which,2.政府性基金预算拨款,20.00\n"
    )
    assert {c.outcome for c in looked_at(subject({"balance": rows.format("10.00")}), "R-T01-INC")} == {"pass"}
    assert {c.outcome for c in looked_at(subject({"balance": rows.format("9.00")}), "R-T01-INC")} == {"fail"}


@pytest.mark.parametrize(
    ("note", "outcome"), [("本表金额转换为万元时，因四舍五入可能存在尾差。", "rounding"), (None, "fail")]
)
def test_a_note_that_announces_residues_makes_a_small_one_rounding(note: str | None, outcome: str) -> None:
    tables = {"expenditure": GENERAL, "economic_classification": "row_kind,total\ntotal,100.02"}
    one = subject(tables, {"economic_classification": note} if note else {})
    assert {c.outcome for c in looked_at(one, "R-X-T07-T03")} == {outcome}


# --- blanks that are nothing for certain -----------------------------------------------------------------------------

LINES = "side,row_kind,label,functional_code,amount\n"
BY_CLASS = (
    "row_kind,functional_code,name,total\n"
    "total,,合计,100.00\nitem,2010301,行政运行,80.00\nitem,2080505,机关事业单位基本养老保险缴费支出,20.00"
)


@pytest.mark.parametrize(
    ("social", "other", "outcome"),
    [
        ("20.00", "", "pass"),
        ("", "20.00", "fail"),  # one line too low: the table adds up without the blank, so nothing was lost there
        ("", "", "not_evaluable"),  # the table does not add up: the amount may have been lost
    ],
)
def test_a_blank_that_its_own_table_does_without_contradicts_an_amount(social: str, other: str, outcome: str) -> None:
    balance = (
        f"{LINES}expenditure,item,一、一般公共服务,201,80.00\nexpenditure,item,八、社会保障和就业,208,{social}\n"
        f"expenditure,item,九、卫生健康,210,{other}\nexpenditure,total,本年支出合计,,100.00\n"
    )
    found = looked_at(subject({"balance": balance, "expenditure": BY_CLASS}), "R-X-T01-T03")
    assert [c.outcome for c in found if c.row == 2] == [outcome]


def test_what_projects_spend_on_a_class_is_told_once_and_only_above_all_of_them() -> None:
    summary = "row_kind,dept_economic_code,dept_economic_name,gov_economic_code,total\n"
    spent = f"{summary}total,,合计,,100.00\nitem,30201,办公费,50201,{{}}\nitem,30211,差旅费,50201,{{}}"
    basic = f"{summary}total,,合计,,10.00\nitem,30201,办公费,50201,5.00\nitem,30211,差旅费,50201,5.00"
    listed = "row_kind,project_name,total\ntotal,合计,40.00\nitem,会议,10.00\nitem,培训,30.00"
    for amounts, outcomes, told in (
        (("15.00", "35.00"), ["pass", "pass"], 0),
        (("20.00", "25.00"), ["not_evaluable"] * 2, 0),  # a project spends on both
        (("50.00", "60.00"), ["fail"], 1),
    ):
        one = subject({
            "economic_classification": spent.format(*amounts), "basic_expenditure": basic, "projects": listed,
        })  # fmt: skip
        assert [c.outcome for c in looked_at(one, "R-X-T07-T10")] == outcomes
        assert sum(isinstance(f, Finding) and f.rule == "R-X-T07-T10" for f in check(one)) == told
