"""In which unit of money a table is read: the nearest word to the amounts wins, and what is inferred is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosures.kinds import by_name
from disclosures.model import Match, Place, Row
from disclosures.pipeline import understood
from disclosures.units import said_units, with_units


def printed(kind: str | None, unit: str | None, *cells: str) -> Match:
    title = by_name()[kind].title if kind else "某表"
    return Match(kind, title, "按标题", (Row(cells, Place()),), (Row(("合计", "12.50"), Place()),), unit=unit)


@pytest.mark.parametrize(
    ("matches", "units"),
    [
        ([printed("income", "元"), printed("expenditure", "万元")], ["元", "万元"]),
        ([printed("income", "元"), printed("expenditure", None)], ["元", "元"]),
        ([printed("income", "元"), printed("expenditure", "万元"), printed("projects", None)], ["元", "万元", None]),
        ([printed("income", "元"), printed("projects", "元", "项目金额（万元）")], ["元", "万元"]),
        ([printed("income", None), printed("projects", None, "项目金额（万元）")], [None, "万元"]),
        ([printed("income", "元"), printed("project_performance", None)], ["元", "万元"]),
        ([printed("income", "元"), printed(None, None)], ["元", "元"]),
    ],
    ids=["own", "others", "others_disagree", "header", "header_is_not_for_others", "form", "unknown_kind"],
)
def test_the_nearest_unit_counts(matches: list[Match], units: list[str | None]) -> None:
    assert [match.unit for match in with_units(matches)] == units


def test_an_inferred_unit_is_said() -> None:
    [finding] = said_units(
        [printed("income", "元"), printed("expenditure", None), printed("project_performance", None)]
    )
    assert (finding.rule, finding.severity) == ("X-UNIT", "warning")
    assert by_name()["expenditure"].title in finding.message


def test_nothing_is_said_where_every_table_is_in_the_form_s_own_unit() -> None:
    assert not list(said_units([printed("income", "万元"), printed("expenditure", None)]))


@pytest.mark.parametrize(
    "others", [[], [printed("income", "元"), printed("projects", "万元")]], ids=["none_says", "others_disagree"]
)
def test_where_nothing_tells_the_unit_it_is_said_that_the_form_s_own_is_taken(others: list[Match]) -> None:
    [finding] = said_units([*others, printed("expenditure", None)])
    assert (finding.rule, finding.severity) == ("X-UNIT", "warning")
    assert "按“万元”读" in finding.message


def test_a_table_without_amounts_needs_no_unit() -> None:
    blank = Match("expenditure", "支出总表", "按标题", (), (Row(("合计", ""), Place()),))
    assert not list(said_units([blank]))


TABLE = (
    "功能科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t30000.00\t10000.00\t20000.00\n"
    "2010301\t行政运行\t30000.00\t10000.00\t20000.00"
)
STRAY = "姓名\t职务\n张三\t局长\n\n"


def units_of(text: str, tmp_path: Path) -> list[tuple[str | None, str | None]]:
    path = tmp_path / "某局.txt"
    path.write_text(text, "utf-8")
    return [(match.kind, match.unit) for match, _ in understood(path, "某局.txt")[2]]


def test_a_title_that_is_only_listed_takes_no_unit_away(tmp_path: Path) -> None:
    """元 read as 万元 makes ten thousand times as much."""
    listed = "附：一、部门支出总体情况表\n\n二、部门收入总体情况表\n\n" + "本局内设科室若干。\n\n" * 3
    text = f"{STRAY}{listed}部门支出总体情况表\n\n单位：元\n\n{TABLE}\n"
    assert ("expenditure", "元") in units_of(text, tmp_path)


def test_stretches_in_two_units_are_two_tables(tmp_path: Path) -> None:
    first, second = (f"部门支出总体情况表\n\n单位：{unit}\n\n{TABLE}\n\n" for unit in ("万元", "元"))
    between = "部门收入总体情况表\n\n单位：万元\n\n科目名称\t合计\n合计\t3.00\n\n"
    found = units_of(first + between + second, tmp_path)
    assert [unit for kind, unit in found if kind == "expenditure"] == ["万元"]
    assert (None, "元") in found
