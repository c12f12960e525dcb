"""The rules on performance targets: what must be found besides their own examples, and above all what must not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import rule_examples
from disclosures.check import check
from disclosures.check.performance.department import functions
from disclosures.model import Finding
from disclosures.text import parse_target


def found(rule: str, tables: Mapping[str, str], **more: Any) -> list[str]:
    """The messages of a rule's findings."""
    given = rule_examples.subject({"tables": tables, **more})
    return [one.message for one in check(given) if isinstance(one, Finding) and one.rule == rule]


def project(name: str, total: str, *caps: tuple[str, str]) -> Mapping[str, str]:
    """One project with these cost indicators and targets."""
    rows = "project_row,dimension,indicator,target,target_operator,target_value,target_unit\n"
    for indicator, target in caps:
        operator, value, unit = parse_target(target) or ("", "", "")
        rows += f"1,cost,{indicator},{target},{operator},{value},{unit}\n"
    return {
        "performance_projects": f"row_kind,name,total\nitem,{name},{total}\n",
        "performance_indicators": rows,
    }


@pytest.mark.parametrize(
    ("caps", "wrong"),
    [
        ([("项目总成本", "≤9.87万元")], True),
        ([("项目总成本", "≤9.88万元")], False),
        ([("项目总成本", "≤9.8849万元")], False),  # rounds to the amount
        ([("项目总成本", "≤98800元")], False),
        ([("项目总成本", "≤98800万元")], True),  # 元 written as 万元
        ([("项目总成本", "≤20万元")], False),  # may hold other years
        ([("工装费", "≤9.8万元")], True),  # the project's own name
        ([("每套单价", "≤800元")], False),
        ([("人均标准", "≤800元/人")], False),
        ([("印刷成本", "≤2万元")], False),  # a part of the project
        ([("项目总成本", "≤9.9万元")], False),
        ([("项目总成本", "≤9万元")], True),
        ([("印刷成本", "≤98800万元")], True),  # no part is ten thousand times as dear as the whole
        ([("印刷成本", "≤98800万元"), ("每套单价", "≤800元")], True),
        ([("预算成本控制数", "≤9.8万元")], True),
        ([("年度预算控制数", "≤9.8万元")], True),
        ([("审计项目成本控制数", "≤9.8万元")], False),  # says of what
        ([("项目总成本", "≤5万元"), ("培训总费用", "≤4.88万元")], False),  # two caps: neither is for all
        ([("项目总成本", "≥5万元")], False),  # no cap
    ],
)
def test_only_a_cap_on_the_whole_project_is_held_against_its_amount(caps: list[tuple[str, str]], wrong: bool) -> None:
    assert bool(found("R-P-COST", project("工装费", "9.88", *caps))) == wrong


def targets(indicator: str, target: str) -> Mapping[str, str]:
    operator, value, unit = parse_target(target) or ("", "", "")
    head = "indicator,target,target_operator,target_value,target_unit\n"
    return {"performance_indicators": f"{head}{indicator},{target},{operator},{value},{unit}\n"}


@pytest.mark.parametrize(
    ("indicator", "target", "wrong"),
    [
        ("服务对象满意度", "≤95%", True),
        ("服务对象满意度", "≥120%", True),
        ("服务对象满意度", "100%", False),
        ("满意度调查样本单价", "≤0.1元", False),
        ("投诉率", "≥5%", True),
        ("投诉率", "≥0%", False),
        ("投诉率", "=0%", False),
        ("投诉办结率", "≥95%", False),
        ("系统故障修复率", "≥99%", False),
        ("终端无故障运行率", "≥95%", False),
        ("事故下降率", "≥5%", False),
        ("群众投诉次数", "0次", False),
    ],
)
def test_only_a_target_that_is_surely_turned_round_is_said(indicator: str, target: str, wrong: bool) -> None:
    assert bool(found("R-P-TARGET", targets(indicator, target))) == wrong


@pytest.mark.parametrize(
    ("weights", "wrong"), [("40 60", False), ("50 40", False), ("40% 60%", False), ("40 50 20", True), ("40 -", False)]
)
def test_weights(weights: str, wrong: bool) -> None:
    rows = "".join(f"甲,{one.strip('-')}\n" for one in weights.split())
    assert bool(found("R-P-WEIGHT", {"department_indicators": "level3,weight\n" + rows})) == wrong


def test_a_dimension_that_the_form_lacks_is_not_asked_for() -> None:
    three = {
        "performance_projects": "row_kind,name,total\nitem,甲,1.00\nitem,乙,1.00\nitem,丙,1.00\n",
        "performance_indicators": "project_row,dimension,indicator\n1,output,子\n2,output,丑\n3,output,寅\n1,cost,卯\n",
    }
    assert found("R-P-COMPLETE", three) == []


def test_projects_that_lack_the_same_dimension_are_one_remark() -> None:
    names = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"
    projects = "row_kind,name,total\n" + "".join(f"item,{name},1.00\n" for name in names)
    indicators = "project_row,dimension,indicator\n" + "".join(
        f"{row},output,数量\n" + (f"{row},cost,费用\n" if row > 7 else "") for row in range(1, len(names) + 1)
    )
    (message,) = found("R-P-COMPLETE", {"performance_projects": projects, "performance_indicators": indicators})
    assert message.startswith("项目“甲”“乙”“丙”“丁”“戊”“己”等 7 个项目没有成本指标")


WHOLE = {
    "duties": "duty\n负责文件起草和会议服务\n",
    "department_tasks": "task,content\n文件起草,起草各类文件\n会议服务,筹备会议\n",
}


def copied(*indicators: str, department: str = "红旗区示例局", **more: str) -> list[str]:
    rows = "level2,level3\n" + "".join(f"履职目标实现,{one}\n" for one in indicators)
    return found("R-P-COPIED", {**WHOLE, **more, "department_indicators": rows}, department=department)


def test_two_terms_of_another_departments_duties_are_copied() -> None:
    (message,) = copied("社区矫正管理率", "法律援助办结率", "文件起草完成率")
    assert message.startswith("“社区矫正管理率”“法律援助办结率”指标写有“社区矫正、法律援助”，属司法行政部门的职责")


def test_one_term_alone_is_not_sure() -> None:
    assert copied("社区矫正管理率", "文件起草完成率") == []


def test_a_term_that_the_department_itself_uses_is_its_own() -> None:
    assert copied("社区矫正管理率", "法律援助办结率", duties="duty\n协调社区矫正和法律援助工作\n") == []


@pytest.mark.parametrize("department", ["红旗区司法局", "向阳街道办事处", "红旗区人民政府"])
def test_the_department_of_these_duties_and_those_of_all_duties_are_left_alone(department: str) -> None:
    assert copied("社区矫正管理率", "法律援助办结率", department=department) == []


def test_without_duties_to_compare_nothing_is_copied() -> None:
    rows = {"department_indicators": "level2,level3\n履职,社区矫正管理率\n履职,法律援助办结率\n"}
    assert found("R-P-COPIED", rows) == []


def test_a_term_belongs_to_one_field_of_duties() -> None:
    known, _ = functions()
    terms = [term for one in known for term in (*one.terms, *one.also)]
    assert len(terms) == len(set(terms))
    assert all(len(one.terms) >= 3 for one in known)


def test_an_explanation_that_spells_its_own_rate_otherwise_is_its_own() -> None:
    """绩效目标编制完成率 explained as 部门目标编制完成率=…"""
    rows = "level3,explanation\n绩效目标编制完成率,部门目标编制完成率=已完成/总数*100%\n目标编制率,无\n"
    assert found("R-P-NOTE", {"department_indicators": rows}) == []


@pytest.mark.parametrize(("dimensions", "lacking"), [((1, 2), []), ((1,), ["满意度"]), ((), [])])
def test_of_two_projects_one_is_the_pattern_of_the_other(dimensions: tuple[int, ...], lacking: list[str]) -> None:
    rows = "".join(f"{n},{which}\n" for n in (1, 2) for which in ("cost", "output", "benefit"))
    rows += "".join(f"{n},satisfaction\n" for n in dimensions)
    tables = {
        "performance_projects": "row_kind,name,total\nitem,档案整理,1.00\nitem,会议保障,2.00\n",
        "performance_indicators": f"project_row,dimension\n{rows}",
    }
    messages = found("R-P-COMPLETE", tables)
    assert len(messages) == len(lacking)
    assert all("“会议保障”没有满意度指标，本表另一个项目有" in message for message in messages)


def test_a_cap_rounded_more_roughly_than_the_amount_is_no_less() -> None:
    assert found("R-P-COST", project("工装费", "53.001652", ("项目总成本", "≤53万元"))) == []
    assert found("R-P-COST", project("工装费", "53.601652", ("项目总成本", "≤53万元")))
