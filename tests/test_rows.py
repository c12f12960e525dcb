"""Which row sums which: rows told by codes, by names, by sums; merged cells; no item counted twice in real documents."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.errors import DocumentError
from disclosures.header import layout
from disclosures.headings import columns
from disclosures.kinds import by_name
from disclosures.model import Cell, Match, Place, Record, Row, Table
from disclosures.normalise import normalise
from disclosures.normalise.outline import Entry, outline
from disclosures.pipeline import trace
from grids import grid

CORPUS = os.environ.get("DISCLOSURES_CORPUS")
_CENT = Decimal("0.01")


def row(*texts: str, spans: dict[int, tuple[int, int]] | None = None, gone: tuple[int, ...] = ()) -> Row:
    """A row of a grid: `spans` gives columns and rows of merged cells, `gone` the positions that others cover."""
    cells = (None if i in gone else Cell(*(spans or {}).get(i, (1, 1))) for i in range(len(texts)))
    return Row(texts, Place(1), grid=tuple(cells))


def normalised(kind: str, header: Row | tuple[Row, ...], *rows: Row, unit: str = "万元") -> Table:
    """The first resource of a table read off a grid."""
    head = header if isinstance(header, tuple) else (header,)
    match = Match(kind, by_name()[kind].title, "按标题", head, rows, unit)
    return normalise(by_name()[kind], match).tables[0]


def kinds_of(table: Table) -> list[str]:
    """The `row_kind` of each record."""
    return [str(record["row_kind"]) for record in table.records]


def entries(*rows: tuple[str, str]) -> list[Entry]:
    """Rows of an outline: name and amount, 合计 as a total."""
    return [Entry(name, Decimal(amount), name == "合计") for name, amount in rows]


# --- rows without codes --------------------------------------------------------------------------------------------


def test_classes_are_told_by_their_names_and_units_by_what_follows() -> None:
    rows = entries(
        ("某局", "9"), ("某局（本级）", "6"), ("工资福利支出", "4"), ("基本工资", "4"), ("商品和服务支出", "2"), ("办公费", "2"),
        ("某中心", "3"), ("工资福利支出", "3"), ("奖金", "3"),
    )  # fmt: skip
    assert outline(rows, economic=True) == [
        "total", "unit", "subtotal", "item", "subtotal", "item", "unit", "subtotal", "item",
    ]  # fmt: skip


def test_a_class_without_rows_below_is_an_item() -> None:
    rows = entries(("合计", "6"), ("某局", "6"), ("工资福利支出", "4"), ("对个人和家庭的补助", "2"))
    assert outline(rows, economic=True) == ["total", "unit", "item", "item"]


def test_units_among_projects_are_those_that_the_sums_say() -> None:
    rows = entries(("某局", "9"), ("本级", "6"), ("甲", "2"), ("乙", "4"), ("中心", "3"), ("丙", "3"))
    assert outline(rows, economic=False) == ["total", "unit", "item", "item", "unit", "item"]


def test_a_total_over_projects_alone() -> None:
    assert outline(entries(("某局", "6"), ("甲", "2"), ("乙", "4")), economic=False) == ["total", "item", "item"]


def test_what_the_sums_do_not_say_stays_an_item() -> None:
    rows = entries(("甲", "5"), ("乙", "2"), ("丙", "4"))
    assert outline(rows, economic=False) == ["item", "item", "item"]


# --- columns -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "printed", "meant"),
    [
        ("expenditure", "预算单位 科目编码 科目名称 支出总计", "unit_name functional_code name total"),
        ("expenditure", "单位名称 总计 基本支出 项目支出", "name total basic_total project_total"),
        ("basic_expenditure", "科目编码 科目名称 合计", "dept_economic_code dept_economic_name total"),
        (
            "basic_expenditure", "科目编码 科目名称 科目编码 科目名称 合计",
            "dept_economic_code dept_economic_name gov_economic_code gov_economic_name total",
        ),
        ("projects", "支出项目类别 总计 绩效目标", "project_name total goal"),
        ("projects", "项目类别 项目名称 总计", "project_type project_name total"),
        ("projects", "一级项目 二级项目 金额", "parent_project project_name total"),
        ("procurement", "采购类别 金额", "category total"),
        (
            "procurement", "项目名称 采购目录 计量单位 数量 采购预算金额 采购方式",
            "project_name item_name measurement_unit quantity total purchase_method",
        ),
        ("income", "科目编码 科目名称 合计 财政拨款收入 上年结转", "functional_code name total fiscal_appropriation carryover_total"),
    ],
)  # fmt: skip
def test_columns_by_their_headings(kind: str, printed: str, meant: str) -> None:
    found = columns(by_name()[kind], (row(*printed.split()),))
    assert [column.name for column in found] == meant.split()


def test_the_years_of_one_measure_are_siblings() -> None:
    head = (
        row("科目名称", "2025年预算数", "2026年预算数", "本年拨款", "上年结转"),
    )  # fmt: skip
    found = [column.name for column in columns(by_name()["general_public_budget"], head)]
    assert found[:3] == ["name", "total_previous", "total"]


def test_a_name_merged_over_rows_stands_in_each() -> None:
    table = normalised(
        "purchased_services",
        row("一级目录", "三级目录", "预算金额"),
        row("公共服务", "法律援助", "2.00", spans={0: (1, 2)}),
        row("", "心理健康", "3.00", gone=(0,)),
    )
    assert [(r["level1"], r["level3"]) for r in table.records] == [("公共服务", "法律援助"), ("公共服务", "心理健康")]


def test_codes_in_parts_are_filled_down() -> None:
    table = normalised(
        "basic_expenditure",
        row("类", "款", "科目名称", "合计"),
        row("301", "", "工资福利支出", "9"),
        row("", "02", "津贴补贴", "9"),
    )
    assert [r["dept_economic_code"] for r in table.records] == ["301", "30102"]
    assert kinds_of(table) == ["subtotal", "item"]


def test_a_units_code_in_the_column_of_classes() -> None:
    table = normalised(
        "expenditure",
        row("科目编码", "科目名称", "合计"),
        row("", "合计", "9"),
        row("125001", "某局", "9"),
        row("2010101", "行政运行", "9"),
    )
    assert kinds_of(table) == ["total", "unit", "item"]
    assert [r.get("unit_code") for r in table.records] == [None, "125001", "125001"]


def test_what_stands_in_a_column_of_codes_is_never_lost() -> None:
    table = normalised(
        "expenditure",
        row("科目编码", "科目名称", "合计"),
        row("合计", "", "9"),
        row("某局机关", "", "9"),
        row("2010101", "行政运行", "9"),
    )
    assert [r["name"] for r in table.records] == ["合计", "某局机关", "行政运行"]


# --- real documents ------------------------------------------------------------------------------------------------

DOCUMENTS = sorted(Path(CORPUS).glob("*/*.pdf")) if CORPUS else []


def _amount(record: Record, field: str) -> Decimal:
    found = record.get(field)
    return found if isinstance(found, Decimal) else Decimal(0)


@pytest.mark.skipif(not CORPUS, reason="DISCLOSURES_CORPUS names no folder of real documents")
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_items_are_never_counted_twice(path: Path) -> None:
    """In a list table with one grand total the items do not exceed it; less than it the document itself may print."""
    try:
        disclosure = trace(path, path.name).disclosure
    except DocumentError:
        pytest.skip("not a disclosure, or one that does not say its year")
    for table in disclosure.tables:
        kind = by_name().get(table.kind)
        if kind is None or kind.shape != "list" or "total" not in table.fields or table.resource == "three_public":
            continue
        totals = [r for r in table.records if r["row_kind"] == "total"]
        items = [r for r in table.records if r["row_kind"] == "item"]
        if len(totals) == 1 and items:
            rest = sum((_amount(r, "total") for r in items), Decimal(0)) - _amount(totals[0], "total")
            assert rest <= _CENT * len(items), (table.resource, rest)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [("1", "2", []), ("一、", "", []), ("A01", "A02", ["A01", "A02"])],
)
def test_only_serial_numbers_are_left_out_under_a_heading_for_them(first: str, second: str, kept: list[str]) -> None:
    rows = grid(f"编号|科目编码|科目名称|合计\n{first}|2010301|行政运行|1.00\n{second}|2010302|机关服务|2.00")
    found = layout(by_name()["general_public_budget"], rows[:1], rows[1:], lambda _: 0)
    extras = [i for i, column in enumerate(found.columns) if column.name.startswith("extra_")]
    assert [row.cells[i] for i in extras for row in rows[1:]] == kept
