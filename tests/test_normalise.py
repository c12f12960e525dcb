"""Printed rows become records by the conventions of the data model."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from disclosures.kinds import by_name, kinds
from disclosures.model import Document, Record, Table
from disclosures.normalise import normalise
from disclosures.pipeline import convert
from disclosures.read import plain
from disclosures.recognise import recognise
from maker.document import render
from maker.text import made

EXPENDITURE = """部门支出总体情况表

单位：{unit}

科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t
类\t款\t项\t\t\t\t小计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t小计\t其他运转类\t特定目标类
{rows}
"""
TOTAL = "\t\t\t\t合计\t30.00\t30.00\t20.00\t\t10.00\t\t\t\t"
UNIT = "\t\t\t008\t某某局\t30.00\t30.00\t20.00\t\t10.00\t\t\t\t"
ITEM = "201\t31\t01\t008\t行政运行\t30.00\t30.00\t20.00\t\t10.00\t\t\t\t"


def _tables(text: str) -> dict[str, Table]:
    document = Document(Path("x.txt"), "0" * 64, "text/plain", plain.blocks(text.encode(), "x.txt"))
    found: dict[str, Table] = {}
    for match in recognise(document, kinds()).matches:
        assert match.kind
        found |= {table.resource: table for table in normalise(by_name()[match.kind], match).tables}
    return found


def _spent(*rows: str, unit: str = "万元") -> tuple[Record, ...]:
    return _tables(EXPENDITURE.format(unit=unit, rows="\n".join(rows)))["expenditure"].records


def test_rows_are_told_apart() -> None:
    records = _spent(TOTAL, UNIT, ITEM)
    assert [r["row_kind"] for r in records] == ["total", "unit", "item"]
    assert [r["row"] for r in records] == [1, 2, 3]
    assert [r["name"] for r in records] == ["合计", "某某局", "行政运行"]
    assert [r["functional_code"] for r in records] == [None, None, "2013101"]


def test_units_are_filled_down_and_not_up() -> None:
    records = _spent(TOTAL, UNIT, ITEM)
    assert [r["unit_code"] for r in records] == [None, "008", "008"]
    assert [r["unit_name"] for r in records] == [None, "某某局", "某某局"]


def test_a_blank_is_no_zero_and_a_zero_no_blank() -> None:
    (record,) = _spent(ITEM.replace("20.00\t\t10.00", "20.00\t0.00\t10.00"))
    assert record["basic_individuals_families"] == Decimal("0.00")
    assert record["basic_capital"] is None
    assert record["project_total"] is None


@pytest.mark.parametrize(("unit", "value"), [("万元", "30.00"), ("元", "0.003"), ("千元", "3")])
def test_amounts_are_in_ten_thousands_exactly(unit: str, value: str) -> None:
    (record,) = _spent(ITEM, unit=unit)
    assert record["total"] == Decimal(value)


def test_a_roll_up_row_is_a_subtotal() -> None:
    rows = (
        "201\t\t\t\t一般公共服务支出\t30.00\t30.00\t20.00\t\t10.00\t\t\t\t",
        "201\t31\t\t\t党委办公厅事务\t30.00\t30.00\t20.00\t\t10.00\t\t\t\t",
        ITEM,
    )
    records = _spent(TOTAL, *rows)
    assert [(r["functional_code"], r["row_kind"]) for r in records[1:]] == [
        ("201", "subtotal"),
        ("20131", "subtotal"),
        ("2013101", "item"),
    ]


@pytest.mark.parametrize("rows", [(), ("\t\t\t\t合计\t\t\t\t\t\t\t\t\t",)])
def test_a_blank_table_has_no_rows(rows: tuple[str, ...]) -> None:
    assert _spent(*rows) == ()


def test_printed_zeros_are_a_row() -> None:
    assert len(_spent("\t\t\t\t合计\t0.00\t0.00\t\t\t\t\t\t\t")) == 1


def test_headers_printed_again_and_column_numbers_are_no_rows() -> None:
    head = EXPENDITURE.format(unit="万元", rows="").strip().split("\n")[-2:]
    numbers = "\t".join(str(n) for n in range(1, 15))
    stars = "**\t**\t**\t**\t**\t" + "\t".join(str(n) for n in range(1, 10))
    assert [r["name"] for r in _spent(numbers, stars, TOTAL, UNIT, *head, ITEM)] == ["合计", "某某局", "行政运行"]


def test_layout_in_cells_is_taken_out() -> None:
    (record,) = _spent("２０１\t31\t 01\t00 8\t行 政\u3000运行\t3 0.00\t30.00\t20.00\t\t1 0.00\t\t\t\t")
    assert (record["functional_code"], record["unit_code"], record["name"]) == ("2013101", "008", "行政运行")
    assert (record["total"], record["basic_goods_services"]) == (Decimal("30.00"), Decimal("10.00"))


def test_every_record_has_every_field_and_its_line() -> None:
    for table in _tables(EXPENDITURE.format(unit="万元", rows=f"{TOTAL}\n{UNIT}\n{ITEM}")).values():
        assert table.fields[0] == "row"
        assert table.fields[-2:] == ("source_page", "source_line")
        for record in table.records:
            assert set(table.fields) <= set(record)
            assert isinstance(record["source_line"], int)


BALANCE = """2024年部门收支总体情况表

单位：万元

收入\t\t支出\t
项目\t金额\t项目\t金额
一、一般公共预算\t90.00\t一、一般公共服务\t60.00
其中：财政拨款\t80.00\t二、外交\t
二、其他收入\t10.00\t三、卫生健康支出\t45.00
本年收入合计\t100.00\t本年支出合计\t105.00
上年结转结余\t5.00\t年终结转结余\t
收 入 总 计\t105.00\t支 出 总 计\t105.00
"""


def test_a_balance_is_two_lists_income_first() -> None:
    records = _tables(BALANCE)["balance"].records
    assert [(r["side"], r["row_kind"], r["label"]) for r in records] == [
        ("income", "item", "一、一般公共预算"), ("income", "of_which", "其中：财政拨款"), ("income", "item", "二、其他收入"),
        ("income", "total", "本年收入合计"), ("income", "carryover", "上年结转结余"), ("income", "total", "收入总计"),
        ("expenditure", "item", "一、一般公共服务"), ("expenditure", "item", "二、外交"), ("expenditure", "item", "三、卫生健康支出"),
        ("expenditure", "total", "本年支出合计"), ("expenditure", "carryover", "年终结转结余"), ("expenditure", "total", "支出总计"),
    ]  # fmt: skip


def test_classes_are_told_by_their_words_not_their_numbers() -> None:
    records = _tables(BALANCE)["balance"].records
    classes = {str(r["label"]): r["functional_code"] for r in records if r["side"] == "expenditure"}
    known = {"一、一般公共服务": "201", "二、外交": "202", "三、卫生健康支出": "210"}
    assert classes == {**known, "本年支出合计": None, "年终结转结余": None, "支出总计": None}
    assert {r["functional_code"] for r in records if r["side"] == "income"} == {None}
    assert {r["classification"] for r in records if r["side"] == "income"} == {None}


def test_an_empty_line_of_the_balance_is_kept() -> None:
    records = _tables(BALANCE)["balance"].records
    assert next(r for r in records if r["label"] == "二、外交")["amount"] is None


# --- documents of every style ------------------------------------------------------------------------------------------


@cache
def _made(seed: str) -> dict[str, Table]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.txt"
        path.write_text(render(made(seed)), "utf-8")
        return {table.resource: table for table in convert(path, "x.txt").disclosure.tables}


@pytest.mark.parametrize("seed", [str(seed) for seed in range(600, 612)])
def test_items_add_up_and_rows_are_numbered_in_every_style(seed: str) -> None:
    added = 0
    for name, table in _made(seed).items():
        assert [r["row"] for r in table.records] == list(range(1, len(table.records) + 1)), name
        if "row_kind" not in table.fields or "total" not in table.fields or name == "fiscal_appropriation":
            continue
        totals = [r["total"] for r in table.records if r["row_kind"] == "total" and r["total"] is not None]
        items = [r["total"] for r in table.records if r["row_kind"] == "item" and r["total"] is not None]
        if totals and items:
            assert sum(Decimal(str(v)) for v in items) == totals[0], name
            added += 1
    assert added >= 4


@pytest.mark.parametrize("seed", [str(seed) for seed in range(600, 612)])
def test_indicators_belong_to_a_project(seed: str) -> None:
    tables = _made(seed)
    projects = {r["row"]: r for r in tables["performance_projects"].records}
    for record in tables["performance_indicators"].records:
        owner = projects[record["project_row"]]
        assert owner["row_kind"] == "item"
        assert owner["project_code"] == record["project_code"]
        assert record["dimension"] in {"cost", "output", "benefit", "satisfaction"}
        assert (record["target_operator"] is None) == (record["target_value"] is None)


FORM = """部门整体绩效目标表

一级指标\t二级指标\t三级指标\t指标值\t指标值说明
{rows}
"""


def _levels(*rows: str) -> list[tuple[object, object]]:
    records = _tables(FORM.format(rows="\n".join(rows)))["department_indicators"].records
    return [(r["level1"], r["level2"]) for r in records]


def test_levels_torn_off_are_restored_in_a_table_of_the_standard_form() -> None:
    assert _levels(
        "\t工作目标管理\t工作任务科学性\t科学\t说明",
        "\t\t预算执行率\t≥95%\t说明",
        "投入管理指标\t绩效管理\t绩效自评完成率\t100%\t说明",
    ) == [
        ("投入管理指标", "工作目标管理"),
        ("投入管理指标", "预算和财务管理"),
        ("投入管理指标", "绩效管理"),
    ]


def test_levels_of_another_form_are_filled_down_as_they_stand() -> None:
    assert _levels(
        "投入指标\t预算执行\t预算编制完整性\t完整\t说明",
        "\t\t预算执行率\t≥95%\t说明",
        "产出指标\t数量指标\t培训次数\t≥3次\t说明",
    ) == [("投入指标", "预算执行"), ("投入指标", "预算执行"), ("产出指标", "数量指标")]
