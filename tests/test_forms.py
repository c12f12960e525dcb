"""Performance forms read off a grid: one form a project, lists of projects, the department's own form."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.forms import dimension_of, form_of, label_of, unit_in
from disclosures.kinds import TABLES, by_name, kinds
from disclosures.model import Block, Document, Paragraph, Place, Record, Row
from disclosures.normalise import Normalised, normalise
from disclosures.recognise import recognise
from disclosures.schemas import field_order, fields
from grids import grid, match

Tables = Mapping[str, tuple[Record, ...]]

FORM = """
项目名称           | ~ | 审计业务经费 | ~         | 项目类别 | 特定目标类
主管部门及代码     | ~ | 231_甲市审计局 | ~       | 实施单位 | 甲市审计局
项目资金（元）     | ~ | 年度资金总额： | 310,000 | ~        | ~
^                  | ^ | 其中：财政拨款 | 300000  | ~        | ~
^                  | ^ | 其他资金       | 10000   | ~        | ~
总体目标           | 完成审计项目 | ~ | ~         | ~        | ~
绩效指标           | 一级指标 | 二级指标 | 三级指标 | 指标值 | ~
^                  | 产出指标 | 数量指标 | 审计项目个数 | ≥3个 | ~
^                  | ^        | ^        | 审计报告个数 | 3个  | ~
^                  | 效益指标 | 社会效益指标 | 政策落实 | 有效促进 | ~
"""
LIST = """
项目名称 | 项目总额 | 其中： | ~ | 绩效目标 | 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 本年绩效指标值 | 绩效度量单位
^ | ^ | 财政资金 | 其他资金 | ^ | ^ | ^ | ^ | ^ | ^ | ^
11000021Y000000390843-运维 | 689.15 | 689.15 | | 保障运行 | 产出指标 | 数量指标 | 维护数量 | ＝ | 2 | 个
^ | ^ | ^ | ^ | ^ | 成本指标 | 经济成本指标 | 人均成本 | ≤ | 1.5 | 元/人·次
^ | ^ | ^ | ^ | ^ | 效益指标 | 社会效益指标 | 保障 | 定性 | 优 |
"""


def made(kind: str, *tables: tuple[Row, ...], unit: str | None = "万元") -> tuple[Tables, Normalised]:
    """The records by resource of tables of one kind."""
    found = normalise(by_name()[kind], match(kind, *tables, unit=unit))
    return {t.resource: t.records for t in found.tables}, found


# --- one form a project --------------------------------------------------------------------------------------------


def test_a_form_is_a_project_and_its_indicators() -> None:
    tables, found = made("project_performance", grid(FORM))
    (project,) = tables["performance_projects"]
    assert (project["name"], project["project_type"], project["unit_name"]) == (
        "审计业务经费",
        "特定目标类",
        "甲市审计局",
    )
    assert (project["department_code"], project["department_name"]) == ("231", "甲市审计局")
    assert (project["total"], project["government_funds"], project["other_funds"]) == (31, 30, 1)
    assert project["goal"] == "完成审计项目"
    assert [
        (r["project_row"], r["dimension"], r["level2"], r["indicator"]) for r in tables["performance_indicators"]
    ] == [
        (1, "output", "数量指标", "审计项目个数"),
        (1, "output", "数量指标", "审计报告个数"),
        (1, "benefit", "社会效益指标", "政策落实"),
    ]
    first, _, last = tables["performance_indicators"]
    assert (first["target"], first["target_operator"], first["target_value"], first["target_unit"]) == (
        "≥3个",
        "≥",
        3,
        "个",
    )
    assert (last["target"], last["target_operator"]) == ("有效促进", None)
    assert found.tables[0].unit == "元"
    assert not found.findings


def test_forms_follow_each_other_and_go_on_over_a_page() -> None:
    first, second = grid(FORM)[:8], grid(FORM)[8:]
    moved = tuple(Row(r.cells, r.place, i == 0, r.grid) for i, r in enumerate(second))
    other = grid(FORM.replace("审计业务经费", "印刷费"), page=2)
    tables, _ = made("project_performance", first, moved, other)
    assert [p["name"] for p in tables["performance_projects"]] == ["审计业务经费", "印刷费"]
    assert [r["project_row"] for r in tables["performance_indicators"]] == [1, 1, 1, 2, 2, 2]


def test_the_whole_period_is_told_from_the_year() -> None:
    text = """
    项目名称 | ~ | 新建中心 | ~ | 项目性质 | 阶段性项目
    项目资金（元） | ~ | 项目资金总额 | 4,100,000.00 | 年度资金申请总额 | 2,000,000.00
    ^ | ^ | 其中：财政资金 | 4,000,000.00 | 其中：当年财政拨款 | 1,900,000.00
    ^ | ^ | 其他资金 | 100,000.00 | 其他资金 | 100,000.00
    项目绩效目标 | 项目总目标 | ~ | ~ | 年度总体目标 | ~
    ^ | 全部建成 | ~ | ~ | 完成主体 | ~
    """
    (project,) = made("project_performance", grid(text))[0]["performance_projects"]
    assert (project["total"], project["government_funds"], project["other_funds"]) == (200, 190, 10)
    assert (project["overall_total"], project["overall_government_funds"], project["overall_other_funds"]) == (
        410,
        400,
        10,
    )
    assert (project["overall_goal"], project["goal"]) == ("全部建成", "完成主体")


def test_the_only_total_is_the_years() -> None:
    text = "项目名称 | 维修\n项目资金总额（万元） | 12.5\n其中：财政拨款 | 12.5\n中期目标 | 修好"
    (project,) = made("project_performance", grid(text))[0]["performance_projects"]
    assert (project["total"], project["government_funds"], project["goal"]) == (
        Decimal("12.5"),
        Decimal("12.5"),
        "修好",
    )


def test_a_blank_form_is_no_project() -> None:
    text = """
    项目名称 |  | ~ | 主管部门 |  | ~
    当年预算 |  | ~ | 市级支出 |  | ~
    项目概况 |  | ~ | ~ | ~ | ~
    绩效指标 | 指标名称 | 指标性质 | 指标值 | 计量单位 | 指标权重(%)
    """
    assert not made("project_performance", grid(text))[0]["performance_projects"]


def test_contacts_are_not_published_and_unknown_labels_are() -> None:
    text = "项目名称 | 维修 | ~ | ~\n联系人 | 张三 | 联系电话 | 12345678\n风险等级 | 二级 | 年度资金总额 | 3"
    tables, found = made("project_performance", grid(text))
    (project,) = tables["performance_projects"]
    assert "张三" not in project.values()
    assert "12345678" not in project.values()
    assert (project["extra_01"], project["total"]) == ("二级", 3)
    assert found.tables[0].titles == {"extra_01": "风险等级"}
    assert [f.rule for f in found.findings] == ["X-OTHER"]


def test_an_amount_that_is_no_number_is_said() -> None:
    _, found = made("project_performance", grid("项目名称 | 维修\n年度资金总额 | 约3万"))
    assert [(f.rule, f.printed) for f in found.findings] == [("X-UNREAD", "约3万")]


# --- lists ---------------------------------------------------------------------------------------------------------


def test_a_list_of_projects_with_targets_in_three_cells() -> None:
    tables, _ = made("project_performance", grid(LIST))
    (project,) = tables["performance_projects"]
    assert (project["project_code"], project["name"]) == ("11000021Y000000390843", "运维")
    assert (project["total"], project["government_funds"], project["other_funds"]) == (
        Decimal("689.15"),
        Decimal("689.15"),
        None,
    )
    rows = tables["performance_indicators"]
    assert [r["target"] for r in rows] == ["＝2个", "≤1.5元/人·次", "定性优"]
    assert [(r["target_operator"], r["target_value"], r["target_unit"]) for r in rows] == [
        ("=", 2, "个"), ("≤", Decimal("1.5"), "元/人·次"), (None, None, None),
    ]  # fmt: skip
    assert [r["dimension"] for r in rows] == ["output", "cost", "benefit"]


def test_a_project_cut_by_a_page_break_is_one() -> None:
    rest = "类项目 | | | | 和质量 | 满意度指标 | 满意度 | 用户满意度 | ≥ | 95 | %"
    following = "11000021Y000000390849-采购 | 2 | 2 | | 采购 | 产出指标 | 数量指标 | 台数 | ＝ | 5 | 台"
    tables, found = made("project_performance", grid(LIST), grid(f"{rest}\n{following}", page=2))
    assert [(p["name"], p["goal"]) for p in tables["performance_projects"]] == [
        ("运维类项目", "保障运行和质量"),
        ("采购", "采购"),
    ]
    assert [r["project_row"] for r in tables["performance_indicators"]] == [1, 1, 1, 1, 2]
    assert {(r.field, r.rule) for r in found.repairs} == {("name", "X-SPLIT"), ("goal", "X-SPLIT")}


def test_a_project_whose_name_stands_on_the_next_page_begins_above_it() -> None:
    begun = LIST + " | | | | 做好 | 产出指标 | 时效指标 | 按时 | ＝ | 100 | %\n"
    named = "11000021Y000000390850-宣传 | 3 | 3 | | 宣传 | 产出指标 | 数量指标 | 次数 | ≥ | 2 | 次"
    tables, _ = made("project_performance", grid(begun), grid(named, page=2))
    assert [(p["name"], p["goal"]) for p in tables["performance_projects"]] == [
        ("运维", "保障运行"),
        ("宣传", "做好宣传"),
    ]
    assert [r["project_row"] for r in tables["performance_indicators"]] == [1, 1, 1, 2, 2]


def test_blank_cells_on_the_next_page_belong_to_the_project_above() -> None:
    header, page = LIST.strip().splitlines()[:2], " | | | | | 产出指标 | 数量指标 | 次数 | ≥ | 2 | 次"
    tables, _ = made("project_performance", grid(LIST), grid("\n".join([*header, page, page]), page=2))
    assert len(tables["performance_projects"]) == 1
    assert [r["project_row"] for r in tables["performance_indicators"]] == [1] * 5


def test_a_list_in_the_prose() -> None:
    text = "二级预算单位名称 | 一级项目名称 | 预算数（万元） | 绩效目标\n甲局 | 社工服务 | 498.82 | 规范参与\n甲局 | 大厅 | 3 | 运行"
    assert form_of(grid(text)) == "project_performance"
    tables, _ = made("project_performance", grid(text), unit=None)
    assert [(p["unit_name"], p["name"], p["total"], p["goal"]) for p in tables["performance_projects"]] == [
        ("甲局", "社工服务", Decimal("498.82"), "规范参与"), ("甲局", "大厅", 3, "运行"),
    ]  # fmt: skip
    assert "performance_indicators" not in tables


def test_four_dimensions_side_by_side() -> None:
    text = """
    单位编码（项目编码） | 项目单位（项目名称） | 项目金额（万元） | ~ | 绩效指标 | ~ | ~ | ~
    ^ | ^ | 资金总额 | 政府预算资金 | 成本指标 | ~ | 产出指标 | ~
    ^ | ^ | ^ | ^ | 三级指标 | 指标值 | 三级指标 | 指标值
    001 | 甲局 | 8 | 8 | | | |
    410702260000000000001 | 印刷 | 8 | 8 | 成本 | ≤8万元 | 册数 | ≥100册
     | | | | | | 及时率 | 100%
    """
    tables, _ = made("project_performance", grid(text))
    assert [(p["row_kind"], p["project_code"], p["total"]) for p in tables["performance_projects"]] == [
        ("unit", "001", 8), ("item", "410702260000000000001", 8),
    ]  # fmt: skip
    assert [(r["project_row"], r["dimension"], r["indicator"], r["target"]) for r in tables["performance_indicators"]] == [
        (2, "cost", "成本", "≤8万元"), (2, "output", "册数", "≥100册"), (2, "output", "及时率", "100%"),
    ]  # fmt: skip


# --- the department's own form -------------------------------------------------------------------------------------


def test_the_departments_form() -> None:
    text = """
    部门名称 | ~ | 甲市信访局 | ~ | ~ | ~ | ~ | ~ | ~
    总体资金情况（万元） | ~ | 预算支出总额 | 财政拨款 | ~ | ~ | 其他资金 | ~ | ~
    ^ | ^ | ^ | 合计 | 基本支出 | 项目支出 | 合计 | 基本支出 | 项目支出
    ^ | ^ | 96 | 90 | 70 | 20 | 6 | | 6
    整体绩效目标 | 整体绩效目标 | 做好信访工作 | ~ | ~ | ~ | ~ | ~ | ~
    ^ | 其他说明 |  | ~ | ~ | ~ | ~ | ~ | ~
    ^ | 活动 | ~ | 绩效指标 | ~ | 指标性质 | 指标值 | ~ | 度量单位
    ^ | 信访业务 | ~ | 产出指标质量指标来信扫描完成率 | ~ | ＝ | 100 | ~ | %
    """
    tables, _ = made("department_performance", grid(text))
    assert [(r["item"], r["amount"]) for r in tables["department_funding"]] == [
        ("budget_total", 96), ("government_funds", 90), ("government_funds_basic", 70), ("government_funds_project", 20),
        ("other_funds", 6), ("other_funds_project", 6),
    ]  # fmt: skip
    assert [r["goal"] for r in tables["department_goals"]] == ["做好信访工作"]
    (indicator,) = tables["department_indicators"]
    assert [indicator[f] for f in ("activity", "level1", "level2", "level3", "target")] == [
        "信访业务", "产出指标", "质量指标", "来信扫描完成率", "＝100%",
    ]  # fmt: skip


def test_the_departments_tasks_and_goals() -> None:
    text = """
    部门（单位）名称 | 甲县教育局 | ~ | ~ | ~
    年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元） | ~
    ^ | ^ | ^ | 总额 | 财政拨款
    ^ | 义务教育 | 保障运转 | 20 | 18
    ^ | 金额合计 | | 20 | 18
    年度总体目标 | 1.办好学校；2.培训教师 | ~ | ~ | ~
    年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
    ^ | 产出指标 | 数量指标 | 学校数 | ≥12所
    """
    tables, _ = made("department_performance", grid(text))
    assert [(r["task"], r["content"], r["total"], r["government_funds"]) for r in tables["department_tasks"]] == [
        ("义务教育", "保障运转", 20, 18), ("金额合计", None, 20, 18),
    ]  # fmt: skip
    assert [r["goal"] for r in tables["department_goals"]] == ["办好学校；", "培训教师"]
    assert [(r["level1"], r["level3"], r["target_value"]) for r in tables["department_indicators"]] == [
        ("产出指标", "学校数", 12)
    ]


# --- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("项目名称", "name"), ("1.项目支出名称：", "name"), ("主管部门及代码", "department_name"), ("实施单位", "unit_name"),
        ("年度资金总额（万元）", "total"), ("其中：财政拨款", "government_funds"), ("其他资金", "other_funds"),
        ("年度总体目标", "goal"), ("年度目标（2026年度）", "goal"), ("项目总目标", "overall_goal"), ("实施期目标", "overall_goal"),
        ("三级指标", "indicator"), ("年度指标值", "target"), ("分值权重", "weight"), ("项目概况", "overview"),
    ],
)  # fmt: skip
def test_labels_in_whatever_wording(text: str, field: str) -> None:
    label = label_of("project", text)
    assert label is not None
    assert label.field == field


@pytest.mark.parametrize("text", ["甲市审计局", "审计业务经费", "完成审计项目", "≥95%", "特定目标类", ""])
def test_values_are_no_labels(text: str) -> None:
    assert label_of("project", text) is None


def test_every_label_fills_a_field_of_its_form() -> None:
    known = {"nature", "measure", "indicator"}  # cells of a target, and the indicator itself in both resources
    for name in ("project_performance", "department_performance"):
        known |= {f for resource in by_name()[name].resources for f in field_order(resource)}
    known |= set(fields()["item"]["enum"])
    with (TABLES / "form_labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            re.compile(row["label"])
            assert row["form"] in ("", "project", "department")
            assert not row["field"] or row["field"] in known, row["field"]


def test_units_and_dimensions() -> None:
    assert (unit_in("预算数（万元）"), unit_in("项目资金（元）"), unit_in("预算数")) == ("万元", "元", None)
    assert [dimension_of(w) for w in ("成本指标", "产出指标", "效益指标", "满意度指标", "管理指标")] == [
        "cost", "output", "benefit", "satisfaction", None,
    ]  # fmt: skip


def test_what_is_no_form() -> None:
    assert form_of(grid("科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 3")) is None
    assert form_of(grid("项目名称 | 合计 | 一般公共预算\n维修 | 3 | 3")) is None


# --- more layouts --------------------------------------------------------------------------------------------------


def test_indicators_of_the_whole_period_and_of_the_year_side_by_side() -> None:
    text = """
    项目名称 | 维修 | ~ | ~ | ~ | ~ | ~
    一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
    产出指标 | 数量指标 | 台数 | ≥3台 | 数量指标 | 台数 | ≥1台
    """
    rows = made("project_performance", grid(text))[0]["performance_indicators"]
    assert [(r["horizon"], r["dimension"], r["target"]) for r in rows] == [
        ("overall", "output", "≥3台"),
        ("year", "output", "≥1台"),
    ]


def test_a_form_repeated_at_the_head_of_the_next_page_is_the_same_project() -> None:
    head = "项目名称 | 维修 | ~ | ~\n年度资金总额（万元） | 3 | ~ | ~\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
    first, second = head + "产出指标 | 数量指标 | 台数 | 3", head + "产出指标 | 时效指标 | 及时率 | 90%"
    tables, _ = made("project_performance", grid(first), grid(second, page=2))
    assert len(tables["performance_projects"]) == 1
    assert [r["project_row"] for r in tables["performance_indicators"]] == [1, 1]


def test_a_spoilt_header_is_still_the_header() -> None:
    header = LIST.strip().splitlines()[:2]
    spoilt = [header[0].replace("绩效目标 |", "稳定和安全绩效目 |").replace("二级指标", "信二级息"), header[1]]
    rest = " | | | | | 产出指标 | 数量指标 | 次数 | ≥ | 2 | 次"
    tables, _ = made("project_performance", grid(LIST), grid("\n".join([*spoilt, rest]), page=2))
    assert [p["goal"] for p in tables["performance_projects"]] == ["保障运行稳定和安全绩效目"]
    assert [r["project_row"] for r in tables["performance_indicators"]] == [1] * 4


def test_units_merged_over_projects_are_filled_down() -> None:
    text = """
    单位名称 | 项目名称 | 年度目标 | 三级指标 | 指标性质 | 指标值 | 度量单位
    甲局 | 办公 | 保障 | 人数 | ≥ | 20 | 人
    ^ | 差旅 | 出差 | 次数 | 定性 | 高 |
    """
    tables, _ = made("project_performance", grid(text))
    assert [(p["unit_name"], p["name"]) for p in tables["performance_projects"]] == [("甲局", "办公"), ("甲局", "差旅")]


def test_a_nature_in_words_is_a_field_of_its_own() -> None:
    text = "项目名称 | 三级指标 | 指标性质 | 指标值\n办公 | 人数 | 正向指标 | ≥20人"
    (row,) = made("project_performance", grid(text))[0]["performance_indicators"]
    assert (row["target_nature"], row["target"], row["target_value"]) == ("正向指标", "≥20人", 20)


def test_money_with_its_sources_named_in_one_line() -> None:
    text = """
    预算情况 | 部门预算总额（万元） | 100
    ^ | 1、资金来源：（1）政府预算资金 | 90
    ^ | （2）单位资金 | 10
    年度履职目标 | 1.目标一 2.目标二 | ~
    """
    tables, _ = made("department_performance", grid(text))
    assert [(r["item"], r["amount"]) for r in tables["department_funding"]] == [
        ("budget_total", 100),
        ("government_funds", 90),
        ("unit_funds", 10),
    ]
    assert [r["goal"] for r in tables["department_goals"]] == ["目标一", "目标二"]


# --- recognising ---------------------------------------------------------------------------------------------------


def _recognised(*blocks: Block) -> list[tuple[str | None, int]]:
    document = Document(Path("a.pdf"), "", "application/pdf", blocks)
    return [(m.kind, len(m.rows)) for m in recognise(document, kinds()).matches]


def _line(text: str, page: int = 1) -> Paragraph:
    return Paragraph(text, Place(page=page))


def test_a_form_is_recognised_by_its_title_and_kept_whole() -> None:
    assert _recognised(_line("政策和项目预算绩效目标表"), _line("（2026年度）"), *grid(FORM)) == [
        ("project_performance", 10)
    ]


def test_a_form_without_a_title_is_recognised_by_its_words() -> None:
    assert _recognised(_line("项目情况如下："), *grid(FORM)) == [("project_performance", 10)]


def test_the_next_page_of_a_list_goes_on_whatever_stands_between() -> None:
    rest = " | | | | | 产出指标 | 数量指标 | 次数 | ≥ | 2 | 次"
    blocks: tuple[Block, ...] = (_line("项目支出绩效目标表"), *grid(LIST), _line("与质量", 2), *grid(rest, page=2))
    assert _recognised(*blocks) == [("project_performance", 6)]


def test_lines_between_the_title_and_the_grid_are_part_of_the_form() -> None:
    table = grid("绩效指标 | 指标名称 | 指标性质 | 指标值 | 计量单位\n^ | 办结率 | ≥ | 90 | %")
    lines = (_line("2026年部门整体绩效目标表"), _line("单位名称：甲局"), _line("当年整体绩效目标"), _line("做好工作"))
    document = Document(Path("a.pdf"), "", "application/pdf", (*lines, *table))
    (found,) = recognise(document, kinds()).matches
    tables = {t.resource: t.records for t in normalise(by_name()["department_performance"], found).tables}
    assert [r["goal"] for r in tables["department_goals"]] == ["做好工作"]
    assert [(r["level3"], r["target"]) for r in tables["department_indicators"]] == [("办结率", "≥90%")]
