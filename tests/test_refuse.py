"""What is no departmental budget is refused for what it is; what is one is not, whatever words stand on its cover."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from disclosures.errors import DocumentError
from disclosures.model import Match, Paragraph, Place, Row
from disclosures.refuse import refuse

BUDGET = (("balance", "收支总表"), ("expenditure", "支出总表"))
PRINTED = (("2010301", "行政运行", "10.00"),)


def _refused(cover: Sequence[str], tables: Sequence[tuple[str | None, str]], rows: Sequence[tuple[str, ...]]) -> str:
    paragraphs = [Paragraph(text, Place(line=n)) for n, text in enumerate([*cover, "目录", "第一部分 概况"], 1)]
    lines = tuple(Row(cells, Place(line=9)) for cells in rows)
    matches = [Match(kind, title, "按标题", (), lines, "万元") for kind, title in tables]
    try:
        refuse("x.pdf", paragraphs, matches)
    except DocumentError as error:
        return error.line
    return ""


@pytest.mark.parametrize(
    ("cover", "tables", "says"),
    [
        ("红旗区民政局2024年度部门决算", BUDGET, "部门决算"),
        ("红旗区民政局2024年度部门决算公开（含预算执行情况）", BUDGET, "部门决算"),
        ("红旗区民政局", [(None, "收入支出决算总表"), (None, "收入决算表"), ("balance", "收支总表")], "部门决算"),
        (
            "红旗区2024年政府预算公开",
            [(None, "一般公共预算收入表"), ("general_public_budget", "一般公共预算支出表"),
             ("government_fund", "政府性基金预算支出表")],
            "政府预算",
        ),
        ("红旗区2024年预算", [(None, "一般公共预算收入表"), (None, "政府一般债务限额和余额情况表"), *BUDGET], "政府预算"),
        ("关于红旗区2025年预算（草案）的报告", [("general_public_budget", "一般公共预算支出表")], "不像部门预算|政府预算"),
        ("红旗区民政局2024年部门预算", [("project_performance", "项目支出绩效目标表")], "只有绩效目标表"),
        ("红旗区民政局2024年部门预算", [("balance", "收支总表")], "只找到 1 张"),
    ],
)  # fmt: skip
def test_other_documents_are_named(cover: str, tables: Sequence[tuple[str | None, str]], says: str) -> None:
    assert any(words in _refused([cover], tables, PRINTED) for words in says.split("|"))


@pytest.mark.parametrize(
    "cover",
    [
        "红旗区财政局2024年部门预算公开", "红旗区人民政府办公室2024年单位预算", "红旗区统计局2024年部门综合预算",
        "红旗区财政局2024年部门预算（含2023年部门决算）", "红旗区民政局2024年预算公开说明",
    ],
)  # fmt: skip
def test_a_budget_is_not_refused(cover: str) -> None:
    assert _refused([cover], BUDGET, PRINTED) == ""


@pytest.mark.parametrize("row", [("2010301", "行政运行", ""), ("301", "01", "基本工资", "", ""), ("合计", "", "")])
def test_codes_are_no_amounts_of_a_template(row: tuple[str, ...]) -> None:
    assert "空白模板" in _refused(["红旗区民政局2024年部门预算"], BUDGET, [row])


@pytest.mark.parametrize(
    "row", [("行政运行", "10"), ("2010301", "行政运行", "", "0.00"), ("301", "01", "基本工资", "5")]
)
def test_an_amount_is_one_right_of_words(row: tuple[str, ...]) -> None:
    assert _refused(["红旗区民政局2024年部门预算"], BUDGET, [row]) == ""
