"""Codes and percentages of a list table read off a grid: completed or moved only where the rows themselves prove it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from disclosures.headings import vocabulary
from disclosures.kinds import by_name, kinds
from disclosures.model import Match, Place, Record
from disclosures.normalise import normalise
from disclosures.physical import physical
from grids import grid


def _records(kind: str, header: str, *rows: str, unit: str = "万元") -> Sequence[Record]:
    depth = len(header.strip().splitlines())
    lines = grid("\n".join([header.strip(), *rows]))
    match = Match(kind, "表", "按标题", lines[:depth], lines[depth:], unit, place=Place(page=1))
    return normalise(by_name()[kind], match).tables[0].records


CLASSES = "科目编码|科目名称|合计"


def test_a_class_by_its_own_digits_is_completed_from_the_rows_around_it() -> None:
    records = _records("expenditure", CLASSES, "213|农林水支出|5", "03|水利|5", "2130301|行政运行|5")
    assert [r["functional_code"] for r in records] == ["213", "21303", "2130301"]
    assert [r["row_kind"] for r in records] == ["subtotal", "subtotal", "item"]


def test_two_digits_that_no_row_explains_are_no_class() -> None:
    records = _records("expenditure", CLASSES, "213|农林水支出|5", "03|水利|5", "2080505|养老|5")
    assert records[1].get("functional_code") is None


@pytest.mark.parametrize(
    ("codes", "field"),
    [(("501", "50101"), "gov_economic_code"), (("301", "30101"), "dept_economic_code")],
)
def test_classes_belong_to_the_list_that_their_codes_are_of(codes: tuple[str, str], field: str) -> None:
    records = _records("basic_expenditure", CLASSES, f"{codes[0]}|工资福利|5", f"{codes[1]}|工资|5")
    assert [r[field] for r in records] == list(codes)


def test_classes_of_functions_are_not_published_as_economic_ones() -> None:
    records = _records("basic_expenditure", CLASSES, "2010301|行政运行|5", "2080505|养老|5")
    assert [r.get("dept_economic_code") for r in records] == [None, None]
    assert [r["extra_01"] for r in records] == ["2010301", "2080505"]


@pytest.mark.parametrize("printed", ["5.26", "5.26%"])
def test_a_percentage_has_no_unit_and_may_print_its_sign(printed: str) -> None:
    header = "科目编码|科目名称|2023年预算数|2024年预算数|增减额|增减%"
    (record,) = _records("general_public_budget", header, f"2010301|行政运行|9500|10000|500|{printed}", unit="元")
    assert record["total"] == Decimal("1")
    assert record["total_change"] == Decimal("0.05")
    assert record["total_change_percent"] == Decimal("5.26")


@pytest.mark.parametrize(
    ("second", "depth"),
    [("合计|~|||", 1), ("|合计|||", 1), ("^|^|合计|基本支出|项目支出", 2), ("^|^|合计|~|~", 2)],
)
def test_a_blank_total_is_no_header(second: str, depth: int) -> None:
    """合计 over columns that the header names is the only row; below a merged heading it is a heading."""
    first = "科目编码|科目名称|本年支出|~|~" if depth > 1 else "科目编码|科目名称|合计|基本支出|项目支出"
    found = physical(grid(f"{first}\n{second}"), vocabulary(kinds()))
    assert (len(found.header), len(found.rows)) == (depth, 2 - depth)


def test_goods_works_and_services_are_categories_with_the_codes_of_their_catalogue() -> None:
    header = "项目编号|项目|总计|一般公共预算拨款收入"
    _, goods, bought = _records("procurement", header, "|合计|5|5", "A|货物类|3|3", "C012|档案服务|2|2")
    assert (goods["category"], goods["catalogue_code"], goods["project_name"]) == ("货物类", "A", None)
    assert (bought["project_code"], bought["project_name"]) == ("C012", "档案服务")


UNITS = "单位编码|单位（项目）名称|合计"


def test_in_one_column_of_units_and_projects_each_name_is_its_own() -> None:
    records = _records("projects", UNITS, "|合计|5", "201|某局|5", "|普查|3", "|调查|2")
    assert [(r["row_kind"], r["unit_name"], r["project_name"]) for r in records] == [
        ("total", None, "合计"), ("unit", "某局", None), ("item", "某局", "普查"), ("item", "某局", "调查"),
    ]  # fmt: skip


def test_projects_with_the_code_of_their_unit_are_projects() -> None:
    records = _records("projects", "单位编码|项目名称|合计", "|合计|5", "201|普查|3", "201|调查|2")
    assert [(r["row_kind"], r["unit_code"], r["project_name"]) for r in records] == [
        ("total", None, "合计"), ("item", "201", "普查"), ("item", "201", "调查"),
    ]  # fmt: skip
