"""The rules on the statement's figures: what is wrong is found with its sum, what only looks wrong is not accused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

import cases
from cases import Case
from disclosures.check.narrative import narrative
from disclosures.kinds import kinds
from disclosures.model import Check, Finding, Identity, Paragraph, Place, Record, Subject, Table
from disclosures.pipeline import Packed
from disclosures.prose import read_prose

DEPARTMENT = "某市某区财政局"
IDENTITY = Identity(DEPARTMENT, "410702-x", "department", None, "410702", "河南省某市某区", 2024, None)
TOTALS = "三、支出预算总体情况说明"
GENERAL = "五、一般公共预算支出预算情况说明"
# The truth of the five originals (findings of 4.4): row of `statements`, what is printed, what it should be.
TRUTH: Mapping[str, set[tuple[str, str, str, str]]] = {
    "410702-quweiban-2023": {
        ("R-N-YOY", "4", "57.00", "56.98"), ("R-N-YOY", "6", "57.00", "56.98"), ("R-N-YOY", "20", "57.00", "56.98"),
        ("R-N-PROC-PLAUS", "45", "0", ""),
    },
    "410702-zhengwufuwu-2024": {
        ("R-N-YOY", "4", "39.94", "66.50"), ("R-N-YOY", "6", "39.94", "66.50"), ("R-N-YOY", "21", "39.94", "66.50"),
        ("R-N-SHARE", "30", "48.32", "92.53"), ("R-N-SHARE", "32", "3.9", "7.5"), ("R-N-SHARE100", "30", "52.22", "100.00"),
        ("R-N-ORGCOST", "45", "219.42", "17.92"), ("R-N-PROC-PLAUS", "46", "0", ""),
    },
    "410702-quweiban-2026": {("R-N-PROC-PLAUS", "58", "0", "")},
    "410711-quweiban-2024": {("R-N-YOY", "62", "-17.91", "-12.21")},
    "419001-danggongweiban-2023": set(),
}  # fmt: skip


def table(resource: str, *rows: str) -> Table:
    """A table from rows of `field=value`; blank where a field is not given."""
    cells = [dict(cell.split("=", 1) for cell in row.split()) for row in rows]
    names = ("row", *dict.fromkeys(name for row in cells for name in row))
    records: list[Record] = [
        {"row": n, **{name: _value(name, row.get(name)) for name in names[1:]}} for n, row in enumerate(cells, 1)
    ]
    kind = next(kind for kind in kinds() if resource in kind.resources)
    return Table(resource, kind.name, kind.title, names, tuple(records), "万元")


def _value(name: str, text: str | None) -> str | Decimal | None:
    words = name.endswith(("_name", "_kind", "_code", "period", "source", "label", "side")) or name == "name"
    return text if text is None or words else Decimal(text)


SPENT = table(
    "expenditure",
    "row_kind=total name=合计 total=500.00 basic_total=320.00 project_total=180.00",
    "row_kind=item functional_code=2010301 name=行政运行 total=320.00 basic_total=320.00",
    "row_kind=item functional_code=2050803 name=培训支出 total=180.00 project_total=180.00",
)
BASIC = table(
    "basic_expenditure",
    "row_kind=total dept_economic_name=合计 total=320.00 personnel=240.00 public=80.00",
)
THREE = table("three_public", "row_kind=item total=7.50 vehicle_operation=7.50")


def subject(heading: str, text: str, *tables: Table, damaged: frozenset[tuple[str, int]] = frozenset()) -> Subject:
    """A disclosure with one section in its statement."""
    prose = tuple(
        Paragraph(t, Place(line=n)) for n, t in enumerate(("第二部分 预算情况说明", heading, *text.split("\n")), 1)
    )
    every = {t.resource: t for t in (*read_prose(prose, IDENTITY.year), *tables)}
    return Subject(IDENTITY, (), every, prose, (), damaged=damaged)


def findings(given: Subject, rule: str = "") -> Sequence[Finding]:
    return [r for r in narrative(given) if isinstance(r, Finding) and r.rule.startswith(rule)]


def outcomes(given: Subject, rule: str) -> list[str]:
    return [r.outcome for r in narrative(given) if isinstance(r, Check) and r.rule == rule]


def reasons(given: Subject, rule: str) -> list[str | None]:
    return [r.reason for r in narrative(given) if isinstance(r, Check) and r.rule == rule and r.reason]


def test_the_truth_of_the_originals(case: Case, packed: Packed) -> None:
    found = [f for f in cases.tables(packed)["findings"] if f["rule"].startswith("R-N-")]
    assert {(f["rule"], f["row_ref"], f["printed"], f["expected"]) for f in found} == TRUTH[case.name]
    assert {(f["origin"], f["resource"], f["field"]) for f in found} <= {("disclosure", "statements", "value")}


def test_every_rule_says_at_least_what_it_could_not_look_at() -> None:
    empty = subject(TOTALS, "本部门没有需要说明的事项。")
    every = [r for r in narrative(empty) if isinstance(r, Check)]
    assert len({r.rule for r in every}) == 9
    assert {r.outcome for r in every} == {"not_evaluable"}
    assert all(r.reason for r in every)


# --- amounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [("500.00万元", "pass"), ("500万元", "pass"), ("5000000元", "pass"), ("0.05亿元", "pass"), ("0.1亿元", "rounding"), ("0.2亿元", "fail"),
     ("500.01万元", "rounding"), ("500.6万元", "fail"), ("501万元", "fail"), ("0万元", "fail")],
)  # fmt: skip
def test_an_amount_is_compared_in_the_unit_and_precision_that_is_printed(printed: str, outcome: str) -> None:
    given = subject(TOTALS, f"某市某区财政局2024年支出合计{printed}。", SPENT)
    assert outcomes(given, "R-N-AMT") == [outcome]


def test_a_rounded_amount_may_be_cut_off() -> None:
    spent = table("expenditure", "row_kind=total name=合计 total=500.49")
    assert outcomes(subject(TOTALS, "2024年支出合计500万元。", spent), "R-N-AMT") == ["rounding"]
    assert outcomes(subject(TOTALS, "2024年支出合计500.4万元。", spent), "R-N-AMT") == ["rounding"]


def test_a_wrong_amount_names_what_it_equals() -> None:
    (found,) = findings(subject(TOTALS, "2024年支出合计500.00万元，其中：基本支出180.00万元。", SPENT), "R-N-AMT")
    assert (found.printed, found.expected, found.difference) == ("180.00", "320.00", Decimal("-140.00"))
    assert "180.00 等于《部门支出总体情况表》项目支出" in found.message
    assert [(c.resource, c.row, c.field) for c in found.cells] == [
        ("statements", 2, "value"),
        ("expenditure", 1, "basic_total"),
    ]


@pytest.mark.parametrize(
    ("heading", "text", "reason"),
    [
        ("二、某市某区财政投资评审中心", "2024年支出合计90.00万元。", "一个单位"),
        (TOTALS, "某市某区财政投资评审中心2024年支出合计90.00万元。", "另一个单位"),
        (TOTALS, "某市某区财政局本级2024年支出合计90.00万元。", "另一个单位"),
        (TOTALS, "某市某区财政局评审中心2024年支出合计90.00万元。", "另一个单位"),
        (TOTALS, "2024年上级专项转移支付支出预算90.00万元。", "不只是支出总计"),
        (TOTALS, "2022年支出合计90.00万元。", "不是本年预算数"),
        (TOTALS, "2024年支出合计执行数90.00万元。", "不是本年预算数"),
        (TOTALS, "2024年支出合计500.00万元，主要用于：基本支出90.00万元。", "用途"),
        (TOTALS, "教育支出（类）180.00万元，其中：基本支出90.00万元。", "某一类"),
    ],
)
def test_a_doubtful_figure_is_not_called_wrong(heading: str, text: str, reason: str) -> None:
    given = subject(heading, text, SPENT)
    assert findings(given, "R-N-AMT") == []
    assert any(reason in str(r) for r in reasons(given, "R-N-AMT")), reasons(given, "R-N-AMT")


def test_a_figure_that_may_be_of_two_budgets_is_either() -> None:
    general = table(
        "general_public_budget", "row_kind=total name=合计 total=400.00 basic_total=300.00 project_total=100.00"
    )
    for value, outcome in (("300.00", "pass"), ("320.00", "pass"), ("310.00", "not_evaluable")):
        assert outcomes(subject("三、情况说明", f"基本支出{value}万元。", SPENT, general), "R-N-AMT") == [outcome]
    assert outcomes(subject(GENERAL, "基本支出320.00万元。", SPENT, general), "R-N-AMT") == ["fail"]


def test_a_damaged_row_accuses_nobody() -> None:
    given = subject(TOTALS, "2024年支出合计510.00万元。", SPENT, damaged=frozenset({("expenditure", 1)}))
    assert outcomes(given, "R-N-AMT") == ["not_evaluable"]


YEARS = table(
    "three_public", "row_kind=item period=2023 total=5.50 vehicle_operation=5.50",
    "row_kind=item period=2024 total=7.50 vehicle_operation=7.50",
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("比2023年增加2.00万元", ["pass", "pass"]),
        ("比2023年增加3.00万元", ["pass", "fail"]),
        ("比2023年预算执行数增加3.00万元", ["pass", "not_evaluable"]),
        ("比2023年减少2.00万元", ["pass", "fail"]),
    ],
)
def test_a_change_against_the_two_years_of_the_table(words: str, outcome: list[str]) -> None:
    given = subject("七、“三公”经费支出情况说明", f"2024年“三公”经费预算为7.50万元，{words}。", YEARS)
    assert outcomes(given, "R-N-AMT") == outcome


def test_parts_in_a_later_sentence_are_of_the_only_total_named() -> None:
    general = table(
        "general_public_budget", "row_kind=total name=合计 total=400.00 basic_total=300.00 project_total=100.00"
    )
    given = subject("三、情况说明", "2024年支出合计500.00万元。基本支出300.00万元。", SPENT, general)
    assert outcomes(given, "R-N-AMT") == ["pass", "fail"]


def test_a_source_of_income_may_be_said_with_what_was_carried_over() -> None:
    balance = table(
        "balance", "side=income row_kind=item label=一、一般公共预算 amount=90.00",
        "side=income row_kind=carryover label=上年结转结余 amount=10.00", "side=income row_kind=total label=收入总计 amount=100.00",
    )  # fmt: skip
    text = "2024年收入合计100.00万元，其中：一般公共预算{}万元。"
    for value, outcome in (("90.00", "pass"), ("100.00", "not_evaluable")):
        assert outcomes(subject("二、收入预算总体情况说明", text.format(value), balance), "R-N-AMT") == [
            "pass",
            outcome,
        ]


def test_an_amount_that_was_not_read_accuses_nobody() -> None:
    lost = table("expenditure", "row_kind=total name=合计 total=0 basic_total=0 project_total=0")
    lost = replace(
        lost, records=tuple({**r, "total": None, "basic_total": None, "project_total": None} for r in lost.records)
    )
    balance = table("balance", "side=income row_kind=item label=一、一般公共预算 amount=0")
    balance = replace(balance, records=tuple({**r, "amount": None} for r in balance.records))
    text = "2024年支出合计500.00万元，其中：一般公共预算拨款收入500.00万元。"
    assert set(outcomes(subject(TOTALS, text, lost, balance), "R-N-AMT")) == {"not_evaluable"}


# --- rates -----------------------------------------------------------------------------------------------------------


def growth(words: str) -> Subject:
    return subject("一、收入支出预算总体情况说明", f"2024年收入总计500.00万元，与2023年预算相比，{words}。")


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("收入增加100.00万元，增长25.00%", "pass"),
        ("收入增加100.00万元，增长25.01%", "rounding"),
        ("收入增加100.00万元，增长25%", "pass"),
        ("收入增加100.00万元，增长20.00%", "fail"),
        ("收入减少100.00万元，下降16.67%", "pass"),
        ("收入减少100.00万元，增长16.67%", "fail"),
        ("收入增加100.00万元", "not_evaluable"),
        ("收入增长25.00%", "not_evaluable"),
        ("收入增加100.00万元，剔除新增单位后增长3.00%", "not_evaluable"),
        ("收入增加500.00万元，增长0%", "pass"),
        ("收入增加500.00万元，增长100.00%", "not_evaluable"),
    ],
)
def test_growth(words: str, outcome: str) -> None:
    assert outcomes(growth(words), "R-N-YOY")[0] == outcome


@pytest.mark.parametrize(
    ("words", "explained"),
    [
        ("收入增加100.00万元，增长20.00%", "误以本年数为分母"),
        ("收入增加100.00万元，增长125.00%", "没有减去 100%"),
        ("收入增加110.00万元，增长28.00%", "先取整再补零"),
        ("收入增加100.00万元，增长31.00%", None),
    ],
)
def test_only_a_slip_that_gives_the_printed_figure_is_named(words: str, explained: str | None) -> None:
    (found,) = findings(growth(words), "R-N-YOY")
    assert (explained in found.message) if explained else ("；" not in found.message)


def test_last_years_figure_where_it_is_stated() -> None:
    text = "2024年收入总计500.00万元，比2023年年初预算数400.00万元增加{}万元，增长25.00%。"
    assert outcomes(subject("一、情况说明", text.format("100.00")), "R-N-YOY") == ["pass", "pass"]
    assert "fail" in outcomes(subject("一、情况说明", text.format("101.00")), "R-N-YOY")


def test_a_missing_word_before_a_figure_is_not_read_as_last_year() -> None:
    text = "2024年机关运行经费210.32万元，比上年1.43万元，增加0.68%。"
    assert findings(subject("三、机关运行经费情况", text), "R-N-YOY") == []


def test_two_totals_may_have_two_prior_years() -> None:
    text = (
        "2024年收入总计500.00万元，支出总计500.00万元，收入增加100.00万元，增长25.00%；支出增加50.00万元，增长11.11%。"
    )
    assert findings(subject("一、收入支出预算总体情况说明", text), "R-N-YOY") == []


# --- shares ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("支出合计500.00万元，其中：基本支出320.00万元，占64.00%。", "pass"),
        ("支出合计500.00万元。其中：基本支出320.00万元，占64.01%。", "rounding"),
        ("支出合计500.00万元，其中：基本支出320.00万元，占36.00%。", "fail"),
        ("基本支出320.00万元，占64.00%。", "not_evaluable"),
        ("支出合计500.00万元，其中：基本支出320.00万元，占全市同类支出的3.00%。", "not_evaluable"),
        ("支出合计500.00万元，其中：基本支出320.00万元，人员经费240.00万元，占48.00%。", "pass"),
        ("支出合计500.00万元，其中：一般公共预算支出400.00万元，政府性基金支出100.00万元，项目支出180.00万元，占36.00%。", "pass"),
        ("支出合计500.00万元，其中：一般公共预算支出400.00万元，政府性基金支出100.00万元，项目支出180.00万元，占37.00%。", "not_evaluable"),
    ],
)  # fmt: skip
def test_a_share_is_of_the_total_in_its_sentence(text: str, outcome: str) -> None:
    assert outcomes(subject(TOTALS, text), "R-N-SHARE") == [outcome]


def test_the_wrong_denominator_is_named() -> None:
    text = "一般公共预算基本支出320.00万元，其中：人员经费240.00万元，占48.00%；公用经费80.00万元，占16.00%。"
    found = findings(subject("六、一般公共预算基本支出情况说明", text, SPENT, BASIC), "R-N-SHARE")
    assert [f.rule for f in found] == ["R-N-SHARE", "R-N-SHARE", "R-N-SHARE100"]
    assert "48.00% 等于 240.00 ÷ 500.00，误以支出总计为分母" in found[0].message


def test_shares_of_some_parts_need_not_make_a_hundred() -> None:
    text = "支出合计500.00万元，其中：教育支出180.00万元，占36.00%；住房保障支出20.00万元，占4.00%。"
    assert outcomes(subject(TOTALS, text), "R-N-SHARE100") == ["not_evaluable"]


# --- running costs, purchases, vehicles, projects ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "outcome"),
    [("80.00", "pass"), ("60.00", "pass"), ("180.00", "fail"), ("320.00", "fail"), ("900.00", "fail"), ("70.00", "not_evaluable")],
)  # fmt: skip
def test_running_costs_by_either_definition(value: str, outcome: str) -> None:
    basic = table(
        "basic_expenditure",
        "row_kind=total dept_economic_name=合计 gov_economic_code= total=320.00 personnel=240.00 public=80.00",
        "row_kind=item dept_economic_name=办公费 gov_economic_code=50201 total=60.00 public=60.00",
        "row_kind=item dept_economic_name=办公费 gov_economic_code=50502 total=20.00 public=20.00",
    )
    given = subject("（一）机关运行经费", f"2024年机关运行经费支出预算{value}万元。", SPENT, basic)
    assert outcomes(given, "R-N-ORGCOST") == [outcome]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("政府采购预算9.30万元，其中：政府采购货物预算4.30万元、政府采购工程预算0万元、政府采购服务预算5万元", "pass"),
        ("政府采购预算9.30万元，其中：政府采购货物预算4.30万元、政府采购工程预算0万元、政府采购服务预算6万元", "fail"),
        ("政府采购预算0万元，其中：政府采购货物预算0万元、政府采购工程预算2万元、政府采购服务预算0万元", "fail"),
        ("政府采购预算9.30万元，其中：政府采购货物预算4.30万元", "not_evaluable"),
        ("政府采购预算9.30万元", "not_evaluable"),
    ],
)  # fmt: skip
def test_purchases_are_of_three_kinds(text: str, outcome: str) -> None:
    assert outcomes(subject("（二）政府采购支出情况", f"2024年{text}。"), "R-N-PROC") == [outcome]


def test_purchases_against_their_table() -> None:
    kinds_of = table(
        "procurement", "row_kind=total project_name=合计 total=9.30 general_public_budget=4.30",
        "row_kind=item project_name=货物 total=9.30 general_public_budget=4.30",
    )  # fmt: skip
    text = "2024年政府采购预算{}万元，其中：政府采购货物预算{}万元、政府采购工程预算0万元、政府采购服务预算0万元。"
    for value, outcome in (("9.30", "pass"), ("4.30", "pass"), ("9.50", "fail")):
        given = subject("（二）政府采购支出情况", text.format(value, value), kinds_of)
        assert set(outcomes(given, "R-N-PROC")) == ({"pass"} if outcome == "pass" else {"pass", "fail"})


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("共有车辆5辆，其中：一般公务用车3辆、其他用车2辆", "pass"),
        ("共有车辆5辆，其中：一般公务用车3辆、其他用车1辆", "fail"),
        ("共有车辆5辆，其中：一般公务用车3辆（其中新能源用车1辆）、其他用车2辆", "pass"),
        ("共有车辆5辆，其中：一般公务用车3辆、其他用车2辆，其他用车主要是机要通信用车2辆", "pass"),
        ("共有车辆5辆，其中：一般公务用车3辆、其他用车2辆、大型客车1辆、小型轿车4辆", "pass"),
        ("车辆编制8辆，实有车辆5辆，其中：一般公务用车3辆、其他用车2辆", "pass"),
        ("共有车辆5辆，其中：一般公务用车3辆等", "not_evaluable"),
        ("共有车辆5辆", "not_evaluable"),
    ],
)
def test_vehicles_are_the_sum_of_their_kinds(text: str, outcome: str) -> None:
    given = subject("（四）国有资产占用情况", f"2023年期末，我单位{text}；单价50万元以上通用设备0台（套）。", THREE)
    assert outcomes(given, "R-N-CARS")[0] == outcome


def test_running_vehicles_without_any_is_asked_about() -> None:
    text = "2023年期末，我单位共有车辆0辆，其中：一般公务用车0辆。"
    (found,) = findings(subject("（四）国有资产占用情况", text, THREE), "R-N-CARS")
    assert found.severity == "warning"
    assert "7.50 万元" in found.message


@pytest.mark.parametrize(
    ("name", "asked"),
    [("实施公车统管费用", False), ("公务用车租赁服务", False), ("公务用车购置", True), ("数据平台用车", True)],
)
def test_vehicles_that_another_keeps_cost_something_to_run(name: str, asked: bool) -> None:
    text = "2023年期末，我单位共有车辆0辆，其中：一般公务用车0辆。公务用车运行维护费7.50万元，包括租用费、燃料费。"
    projects = table("projects", f"row_kind=item project_name={name} total=7.50")
    assert bool(findings(subject("（四）国有资产占用情况", text, THREE, projects), "R-N-CARS")) == asked


PROJECTS = table(
    "performance_projects", "row_kind=item name=会议保障 total=80.00", "row_kind=item name=档案整理 total=100.00"
)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("填报绩效目标的预算项目2个", "pass"),
        ("填报绩效目标的预算项目7个", "fail"),
        ("选取重点项目开展评价，涉及一级预算项目1个", "not_evaluable"),
        ("所有项目支出纳入绩效管理，涉及预算资金180.00万元", "pass"),
        ("所有项目支出纳入绩效管理，涉及预算资金190.00万元", "fail"),
        ("重点项目纳入绩效管理，涉及预算资金90.00万元", "not_evaluable"),
    ],
)
def test_projects_with_goals(text: str, outcome: str) -> None:
    assert outcomes(subject("（三）绩效目标设置情况", f"2024年，{text}。", SPENT, PROJECTS), "R-N-PROJ") == [outcome]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("纳入绩效目标管理的预算项目2个，涉及金额180.00万元", "pass"),
        ("纳入绩效目标管理的预算项目2个，涉及金额190.00万元", "fail"),
        ("纳入绩效目标管理的预算项目1个，涉及金额190.00万元", "not_evaluable"),  # of which, nobody knows
        ("纳入绩效目标管理的一级项目2个，涉及金额190.00万元", "not_evaluable"),
        ("纳入绩效目标管理的预算项目2个，涉及财政拨款190.00万元", "not_evaluable"),
    ],
)
def test_an_amount_beside_the_count_of_all_projects_is_of_all(text: str, outcome: str) -> None:
    given = subject("（三）绩效目标设置情况", f"我单位2024年{text}。", SPENT, PROJECTS)
    assert [r.outcome for r in narrative(given) if isinstance(r, Check) and r.rule == "R-N-PROJ"][-1] == outcome


def test_an_amount_of_one_source_is_a_sum_of_all_projects_too() -> None:
    funded = table(
        "performance_projects",
        "row_kind=item name=会议保障 total=80.00 government_funds=70.00",
        "row_kind=item name=档案整理 total=100.00 government_funds=100.00",
    )
    text = "我单位2024年纳入绩效目标管理的预算项目2个，涉及金额170.00万元。"
    assert outcomes(subject("（三）绩效目标设置情况", text, SPENT, funded), "R-N-PROJ") == ["pass", "pass"]


def test_a_goal_for_some_projects_only_says_nothing_of_the_count() -> None:
    some = table("performance_projects", "row_kind=item name=会议保障 total=80.00")
    given = subject("（三）绩效目标设置情况", "2024年，填报绩效目标的预算项目7个。", SPENT, some)
    assert outcomes(given, "R-N-PROJ") == ["not_evaluable"]


@pytest.mark.parametrize(
    ("name", "asked"),
    [("办公设备购置", True), ("信创工程", True), ("办公用品购置", False), ("设备维修维护", False), ("会议保障", False)],
)
def test_no_purchases_while_a_project_buys(name: str, asked: bool) -> None:
    text = "2024年政府采购预算安排0万元，其中：政府采购货物预算0万元、政府采购工程预算0万元、政府采购服务预算0万元。"
    given = subject("（二）政府采购支出情况", text, table("projects", f"row_kind=item project_name={name} total=60.00"))
    assert bool(findings(given, "R-N-PROC-PLAUS")) is asked


# --- a list that adds up to its total --------------------------------------------------------------------------------

INCOME = table("income", "row_kind=total name=合计 total=500.00 general_public_budget=440.00 carryover_total=60.00")
BALANCE = table(
    "balance",
    "side=income row_kind=item label=一、一般公共预算 amount=440.00",
    "side=income row_kind=carryover label=上年结转结余 amount=60.00",
    "side=income row_kind=total label=收入总计 amount=500.00",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入合计500.00万元，其中：一般公共预算440.00万元；上年结转60.00万元", None),
        ("收入合计500.00万元，其中：一般公共预算404.00万元；上年结转60.00万元", "440.00"),
        ("收入合计500.00万元，其中：一般公共预算404.00万元", None),  # no list
        ("收入合计500.00万元，其中：一般公共预算404.00万元；上年结转96.00万元", None),  # two differ
        ("收入合计500.00万元，其中：一般公共预算404.00万元；事业收入36.00万元；上年结转60.00万元", None),
        ("收入合计464.00万元，其中：一般公共预算404.00万元；上年结转60.00万元", None),  # adds up to what is said
    ],
)
def test_a_list_of_sources_proves_which_of_them_is_wrong(text: str, expected: str | None) -> None:
    given = subject("二、收入预算总体情况说明", f"某市某区财政局2024年{text}。", INCOME, BALANCE)
    found = [f for f in findings(given, "R-N-AMT") if "一般公共预算" in f.message]
    assert [f.expected for f in found] == ([expected] if expected else [])


@pytest.mark.parametrize(("general", "outcome"), [("500.00", "fail"), ("450.00", "not_evaluable")])
def test_a_blank_budget_is_nothing_where_another_pays_for_all(general: str, outcome: str) -> None:
    paid = table("general_public_budget", f"row_kind=total name=合计 total={general}")
    line = "side=expenditure row_kind=total label=支出合计 total=500.00 government_fund=0"
    blank = table("fiscal_appropriation", line)
    blank = replace(blank, records=({**blank.records[0], "government_fund": None},))
    given = subject("八、政府性基金预算支出情况说明", "2024年政府性基金预算支出30.00万元。", SPENT, paid, blank)
    assert outcomes(given, "R-N-AMT") == [outcome]


@pytest.mark.parametrize(("general", "outcome"), [("500.00", "fail"), ("450.00", "not_evaluable")])
def test_a_blank_budget_is_nothing_where_another_is_all_appropriation(general: str, outcome: str) -> None:
    line = (
        f"side=expenditure row_kind=total label=支出合计 total=500.00 general_public_budget={general} government_fund=0"
    )
    fiscal = table("fiscal_appropriation", line)
    fiscal = replace(fiscal, records=({**fiscal.records[0], "government_fund": None},))
    given = subject("八、政府性基金预算支出情况说明", "2024年政府性基金预算支出30.00万元。", fiscal)
    assert outcomes(given, "R-N-AMT") == [outcome]


# --- what it costs to run the office ---------------------------------------------------------------------------------

ORGAN = table(
    "basic_expenditure",
    "row_kind=total dept_economic_name=合计 total=80.00 public=80.00",
    "row_kind=item dept_economic_code=30201 gov_economic_code=50201 total=47.00 public=47.00",
    "row_kind=item dept_economic_code=30211 gov_economic_code=50201 total=20.00 public=20.00",
    "row_kind=item dept_economic_code=30228 gov_economic_code=50201 total=13.00 public=13.00",
)
BOTH = table(
    "basic_expenditure",
    "row_kind=total dept_economic_name=合计 total=80.00 public=80.00",
    "row_kind=item dept_economic_code=30201 gov_economic_code=50201 total=47.00 public=47.00",
    "row_kind=item dept_economic_code=30211 gov_economic_code=50502 total=33.00 public=33.00",
)
ONE_UNIT = Table("units", "units", "", ("row", "unit_name"), ({"row": 1, "unit_name": DEPARTMENT},))
TWO_UNITS = replace(ONE_UNIT, records=(*ONE_UNIT.records, {"row": 2, "unit_name": "某市某区国库中心"}))


@pytest.mark.parametrize(
    ("said", "basic", "units", "severities"),
    [
        ("80.00", ORGAN, ONE_UNIT, []),
        ("51.00", ORGAN, ONE_UNIT, ["error"]),
        ("51.00", ORGAN, TWO_UNITS, ["warning"]),
        ("67.00", ORGAN, ONE_UNIT, []),  # without 工会经费
        ("47.00", ORGAN, ONE_UNIT, []),  # without two classes
        ("95.00", ORGAN, ONE_UNIT, []),  # projects may pay for the office
        ("300.00", ORGAN, ONE_UNIT, ["warning"]),  # more than all projects could add
        ("47.00", BOTH, TWO_UNITS, []),
        ("55.00", BOTH, TWO_UNITS, []),  # some of the institutions
        ("55.00", BOTH, ONE_UNIT, ["warning"]),
        ("30.00", BOTH, ONE_UNIT, ["warning"]),
    ],
)
def test_running_costs_by_neither_definition(said: str, basic: Table, units: Table, severities: list[str]) -> None:
    text = f"某市某区财政局2024年机构运转经费支出预算{said}万元，主要保障机构正常运转。"
    given = subject("（一）行政（事业）单位机构运转经费", text, SPENT, basic, units)
    assert [f.severity for f in findings(given, "R-N-ORGCOST")] == severities


def test_running_costs_of_one_unit_are_its_own() -> None:
    spent = table(
        "expenditure",
        "row_kind=total name=合计 total=500.00 basic_public=80.00 project_total=180.00",
        "row_kind=unit name=某局本级 total=300.00 basic_public=51.00",
    )
    text = "2024年机构运转经费支出预算51.00万元。"
    given = subject("（一）行政（事业）单位机构运转经费", text, spent, ORGAN, ONE_UNIT)
    assert outcomes(given, "R-N-ORGCOST") == ["not_evaluable"]
