"""One sentence, its figures: what each is, its sign, its unit, its class."""

from __future__ import annotations

from decimal import Decimal

import pytest

from disclosures.model import Paragraph, Place
from disclosures.prose import read_prose

Figure = tuple[str, str]


def figures(heading: str, *texts: str, year: int = 2024) -> list[Figure]:
    """(measure, value) of every figure below a heading."""
    lines = [Paragraph(text, Place(line=number)) for number, text in enumerate((heading, *texts), 1)]
    found = {table.resource: table for table in read_prose(lines, year)}
    return [(str(r["measure"]), str(r["value"])) for r in found["statements"].records] if "statements" in found else []


TOTALS, ASSETS, THREE = "一、收支预算总体情况说明", "（四）国有资产占用情况说明", "七、“三公”经费支出情况说明"
OTHER, TARGETS, BUYING = "九、其他重要事项情况说明", "（三）绩效目标设置情况", "（二）政府采购支出情况"


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        (
            TOTALS,
            "某局2024年收入总计10.50万元，支出总计10.50万元，与2023年预算相比，收入减少2万元，下降16.00%，主要原因：项目支出减少。",
            "income_total=10.50 expenditure_total=10.50 income_total_change=-2 income_total_change_percent=-16.00",
        ),
        (
            TOTALS,
            "与2023年相比，收、支总计各减少4万元，下降1.5%。",
            "income_total_change=-4 expenditure_total_change=-4 "
            "income_total_change_percent=-1.5 expenditure_total_change_percent=-1.5",
        ),
        (TOTALS, "2024年收支总预算1,234.5万元。", "income_total=1234.5 expenditure_total=1234.5"),
        (
            TOTALS,
            "2024年度收入预算90万元，比2023年年初预算数100万元减少10万元，下降10%。",
            "income_total=90 income_total_previous=100 income_total_change=-10 income_total_change_percent=-10",
        ),
        (
            TOTALS,
            "收入合计5万元，其中：一般公共预算5万元；上年结转结余0万元；单位资金结余(结转)0.00万元。",
            "income_total=5 income_source=5 income_source=0 income_source=0.00",
        ),
        (
            TOTALS,
            "支出合计10万元，其中：基本支出6万元，占60.00 %；项目支出4万元，占本年支出预算的40%。",
            "expenditure_total=10 basic_total=6 basic_total_share_percent=60.00 "
            "project_total=4 project_total_share_percent=40",
        ),
        (
            THREE,
            "（二）公务接待费3万元，主要用于会议费、培训费等支出。预算数比2023年增加1万元，增幅50%。",
            "hospitality=3 hospitality_change=1 hospitality_change_percent=50",
        ),
        (THREE, "因公出国（境）费预算数与2023年持平，均为0万元。", "overseas_travel=0 overseas_travel_previous=0"),
        (THREE, "预算数与2023年持平。", ""),
        (THREE, "公务接待费预算数比2023年增加/减少0万元。", "hospitality_change=0"),
        (THREE, "公务接待费预算数比2023年增加/减少5万元。", ""),
        (THREE, "（一）因公出国（境）费用。2024年预算数14.85万元，主要用于学习。", "overseas_travel=14.85"),
        (THREE, "公务车购置及运行费2万元，其中购置0辆。比上年上升1万元。", "vehicles=2 vehicles_change=1"),
        (
            OTHER,
            "机构运转经费支出预算5万元，主要保障办公费、差旅费等支出，较上年提高1万元，提高25%，主要原因：人员较去年年底增加5人。",
            "operating_funds=5 operating_funds_change=1 operating_funds_change_percent=25 staff_count_change=5",
        ),
        (OTHER, "委托业务费50000元。", "entrusted_services=5"),
        (
            OTHER,
            "我单位负责管理的专项转移支付项目共有0项，主要是：0项目0万元，0项目0万元等。",
            "transfer_project_count=0",
        ),
        (
            BUYING,
            "2024年安排9.9万元，其中：货物类采购预算9.9万元、工程类采购预算0万元、服务类采购预算0万元。",
            "procurement_total=9.9 procurement_goods=9.9 procurement_works=0 procurement_services=0",
        ),
        (
            ASSETS,
            "2023年期末，共有车辆27辆，其中：一般公务用车26辆、其他用车1辆；单价50万元以上通用设备7套，单位价值100万元（含）以上专用设备0台（套）。",
            "vehicle_count=27 vehicle_count=26 vehicle_count=1 equipment_over_500k=7 equipment_over_1m=0",
        ),
        (ASSETS, "2024年拟购置车辆1辆，购置单价20万元以上设备2台。", "vehicle_purchase_count=1"),
        (
            TARGETS,
            "填报绩效目标的预算项目7个，公开项目占全部预算项目的100%，涉及项目预算资金20万元。",
            "performance_project_count=7 performance_project_count_share_percent=100 performance_amount=20",
        ),
        (TARGETS, "设置并编报6个项目绩效目标。", "performance_project_count=6"),
        (TOTALS, "会议室改造项目经费30万元，增长10%。", ""),
        (TOTALS, "教育支出、卫生支出共2项。", ""),
    ],
)
def test_figures(heading: str, text: str, expected: str) -> None:
    assert " ".join(f"{measure}={value}" for measure, value in figures(heading, text)) == expected


@pytest.mark.parametrize(
    ("text", "measure", "functional", "economic"),
    [
        ("一般公共服务（类）支出598.45万元", "functional_expenditure", "201", None),
        ("主要用于以下方面：社会保障和就业支出65.45万元", "functional_expenditure", "208", None),
        ("城乡社区事务支出1万元", "functional_expenditure", "212", None),
        (
            "“一般公共服务支出（类）统计信息事务（款）专项普查活动（项）”25.77万元",
            "functional_expenditure",
            "2010507",
            None,
        ),
        ("其中：对个人和家庭的补助766.57万元", "economic_expenditure", None, "303"),
        ("工资福利支出1万元", "economic_expenditure", None, "301"),
    ],
)
def test_classes(text: str, measure: str, functional: str | None, economic: str | None) -> None:
    lines = [Paragraph("五、支出预算情况说明", Place(line=1)), Paragraph(text + "。", Place(line=2))]
    record = read_prose(lines, 2024)[0].records[0]
    assert (record["measure"], record["functional_code"], record["economic_code"]) == (measure, functional, economic)


def test_a_class_that_is_only_part_of_the_words_is_none() -> None:
    assert figures("五、支出预算情况说明", "其他教育支出15万元。") == []


def test_sentence_section_and_line() -> None:
    lines = [
        Paragraph("（一） 机关运行经费支出情况。", Place(line=7)),
        Paragraph("说明。某局 2024 年机关运行经费支出预算 151.10 万元，比 2023", Place(line=9)),
        Paragraph("年减少 2.80 万元，下降 1.82%。再说。", Place(line=11)),
    ]
    records = read_prose(lines, 2024)[0].records
    assert {r["section"] for r in records} == {"（一）机关运行经费支出情况。"}
    assert {r["sentence"] for r in records} == {
        "某局2024年机关运行经费支出预算151.10万元，比2023年减少2.80万元，下降1.82%。"
    }
    assert [(r["value"], r["value_unit"]) for r in records] == [
        (Decimal("151.10"), "万元"),
        (Decimal("-2.80"), "万元"),
        (Decimal("-1.82"), "%"),
    ]
    assert {r["source_line"] for r in records} == {9}


def test_a_comparison_after_several_figures_belongs_to_none() -> None:
    text = "其中：基本支出6万元，项目支出4万元。比上年增加1万元。"
    assert figures(TOTALS, text) == [("basic_total", "6"), ("project_total", "4")]


def test_the_reason_does_not_change_what_is_spoken_of() -> None:
    text = "机关运行经费5万元，主要原因是人员经费增加2万元；比上年减少1万元。"
    assert figures(OTHER, text) == [
        ("operating_funds", "5"),
        ("personnel_change", "2"),
        ("operating_funds_change", "-1"),
    ]


def test_broken_and_wide_numbers() -> None:
    assert figures(TOTALS, "收入总计 1,235. 05 万元。", "支出总计 １２３", "５．０５万元。") == [
        ("income_total", "1235.05"),
        ("expenditure_total", "1235.05"),
    ]


def test_what_follows_a_bracket_goes_on_with_what_stood_before_it() -> None:
    text = (
        "其中：公务用车购置及运行维护费9万元（公务用车购置费3万元，比上年增加0万元；公务用车运行维护费6万元，比上年减少2万元。）"
        "比上年减少2万元，下降18.2%；公务接待费1万元。"
    )
    assert figures(THREE, text) == [
        ("vehicles", "9"),
        ("vehicle_purchase", "3"),
        ("vehicle_purchase_change", "0"),
        ("vehicle_operation", "6"),
        ("vehicle_operation_change", "-2"),
        ("vehicles_change", "-2"),
        ("vehicles_change_percent", "-18.2"),
        ("hospitality", "1"),
    ]


def test_a_bracket_that_was_never_opened_goes_on_with_nothing() -> None:
    assert figures(THREE, "公务接待费1万元。）比上年减少2万元。") == [("hospitality", "1")]


def test_a_word_missing_before_a_figure_makes_it_unclear() -> None:
    assert figures(OTHER, "机关运行经费210.32万元，比上年1.43万元，增加0.68%。") == [
        ("operating_funds", "210.32"),
        ("operating_funds_change_percent", "0.68"),
    ]
    assert ("operating_funds_previous", "200") in figures(OTHER, "机关运行经费210万元，比上年200万元增加10万元。")


def test_words_between_a_name_and_its_figure() -> None:
    path = "一般公共服务支出（类）统计信息事务（款）专项普查活动（项）"
    assert figures(TOTALS, f"1.“{path}”科目43.83万元。") == [("functional_expenditure", "43.83")]
    assert figures(OTHER, "2024年委托业务费涉及财拨资金13万元。") == [("entrusted_services", "13")]
    assert figures(TOTALS, "按支出功能分类，包括一般公共服务支出22万元，教育支出9万元。") == [
        ("functional_expenditure", "22"),
        ("functional_expenditure", "9"),
    ]


def reasons(*texts: str) -> list[tuple[str, str | None]]:
    """(measure, reason stated) of every change below the heading of the totals, rates left out."""
    lines = [Paragraph(text, Place(line=number)) for number, text in enumerate((TOTALS, *texts), 1)]
    records = {table.resource: table for table in read_prose(lines, 2024)}["statements"].records
    found = [(str(r["measure"]), r["stated_reason"]) for r in records]
    return [(m.removesuffix("_change"), None if why is None else str(why)) for m, why in found if m.endswith("_change")]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ("收入增加4万元，增长5.00%，主要原因：拨款增加；支出增加3万元，主要原因：项目支出增加。",),
            [("income_total", "拨款增加"), ("expenditure_total", "项目支出增加")],
        ),
        (
            ("收、支总计各减少4万元，下降1.5%。主要原因是：项目支出减少。",),
            [("income_total", "项目支出减少"), ("expenditure_total", "项目支出减少")],
        ),
        (
            ("支出预算9万元，比上年增加2万元，主要原因是一是人员增加；二是项目增加；收入预算9万元，与上年持平。",),
            [("expenditure_total", "一是人员增加；二是项目增加")],
        ),
        (
            ("1.支出预算减少5万元，其中项目支出减少5万元。", "2.收支预算减少的主要原因，一是甲。二是乙。三、说明"),
            [("expenditure_total", "一是甲。二是乙"), ("project_total", None)],
        ),
        (("支出总计增加5万元，增长2%。", "预算收支减少主要原因说明：压减经费。"), [("expenditure_total", None)]),
        (("支出总计增加5万元，公务接待费与上年持平，主要原因是无接待任务。",), [("expenditure_total", None)]),
        (("支出总计增加5万元。财政拨款收入支出增加的主要原因是项目调整。",), [("expenditure_total", None)]),
        (
            ("财政拨款支出总计增加5万元。财政拨款收入支出增加的主要原因是项目调整。",),
            [("expenditure_total", "项目调整")],
        ),
    ],
)
def test_the_reason_of_a_change(texts: tuple[str, ...], expected: list[tuple[str, str | None]]) -> None:
    assert reasons(*texts) == expected
