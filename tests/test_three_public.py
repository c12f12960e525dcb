"""The “三公” table in the forms that places print it: every figure in its field, a record a unit, year and source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.check.sums.equations import Amounts, within
from disclosures.kinds import by_name, kinds
from disclosures.model import Cell, Document, Match, Paragraph, Place, Row, Table, Value
from disclosures.normalise import Normalised, dated, normalise
from disclosures.normalise.facets import CURRENT, PREVIOUS, column_role, facets_of
from disclosures.normalise.three_public import three_public
from disclosures.recognise import recognise

_CELL = re.compile(r"(.*?)(?:<(\d+)x(\d+)>)?", re.DOTALL)
SIX = """
    合计<1x2>|因公出国（境）费<1x2>|公务用车购置及运行费<3x1>|~|~|公务接待费<1x2>
    ~|~|小计|公务用车购置费|公务用车运行费|~
"""


def _row(line: str, number: int) -> Row:
    """`|` between cells, `~` covered by a merged cell, `<columns x rows>` after the text of a merged one."""
    cells: list[str] = []
    grid: list[Cell | None] = []
    for part in line.strip().split("|"):
        text, columns, rows = (_CELL.fullmatch(part) or pytest.fail(part)).groups()
        cells.append("" if part == "~" else text)
        grid.append(None if part == "~" else Cell(int(columns or 1), int(rows or 1)))
    return Row(tuple(cells), Place(page=1, line=number), number == 1, tuple(grid))


def _normalised(text: str, unit: str = "万元", stated: str = "") -> Normalised:
    lines = [line for line in text.splitlines() if line.strip()]
    above = ["2026年“三公”经费支出预算表", f"单位名称：{stated}" if stated else "", f"单位：{unit}"]
    paragraphs = tuple(Paragraph(words, Place(page=1)) for words in above if words)
    rows = tuple(_row(line, number) for number, line in enumerate(lines, 1))
    document = Document(Path("x.pdf"), "0" * 64, "application/pdf", (*paragraphs, *rows))
    (match,) = recognise(document, kinds()).matches
    assert match.kind == "three_public"
    return normalise(by_name()["three_public"], match)


def _table(text: str, unit: str = "万元", stated: str = "") -> Table:
    (table,) = _normalised(text, unit, stated).tables
    table = dated(table, 2026)
    amounts = Amounts({table.resource: table})
    outcomes = [(e.words, amounts.outcome(e)) for e in within({table.resource: table}) if not amounts.empty(e)]
    assert all(outcome == "pass" for _, outcome in outcomes), outcomes
    return table


def _told(table: Table, *names: str) -> list[tuple[str | None, ...]]:
    def text(value: Value) -> str | None:
        return str(value) if value is not None else None

    return [tuple(text(record.get(name)) for name in names) for record in table.records]


def _six(record: Mapping[str, Value]) -> list[Value]:
    names = ("total", "overseas_travel", "vehicles", "vehicle_purchase", "vehicle_operation", "hospitality")
    return [record.get(name) for name in names]


def _amounts(*printed: str) -> list[Value]:
    return [Decimal(text) if text else None for text in printed]


def test_one_row_of_six_cells() -> None:
    table = _table(f"{SIX}\n 10.00|2.00|5.00|1.00|4.00|3.00")
    assert table.fields == ("row", "row_kind", "total", "overseas_travel", "vehicles", "vehicle_purchase",
                            "vehicle_operation", "hospitality", "source_page", "source_line")  # fmt: skip
    (record,) = table.records
    assert _six(record) == _amounts("10.00", "2.00", "5.00", "1.00", "4.00", "3.00")
    assert record["row_kind"] == "item"


def test_amounts_in_yuan_become_ten_thousands() -> None:
    (record,) = _table(f"{SIX}\n 100000|20000|50000|10000|40000|30000", "元").records
    assert _six(record) == _amounts("10", "2", "5", "1", "4", "3")


def test_a_blank_table_has_no_rows() -> None:
    table = _table(f"{SIX}\n|||||")
    assert table.records == ()
    assert "hospitality" in table.fields


def test_a_blank_is_no_zero() -> None:
    (record,) = _table(f"{SIX}\n 3.00||0.00|||3.00").records
    assert _six(record) == _amounts("3.00", "", "0.00", "", "", "3.00")


def test_last_year_beside() -> None:
    header = """
        2025年预算数<6x1>|~|~|~|~|~|2026年预算数<6x1>|~|~|~|~|~
        合计<1x2>|因公出国（境）经费<1x2>|公务用车购置及运行维护费<3x1>|~|~|公务接待费<1x2>|合计<1x2>|因公出国（境）经费<1x2>|公务用车购置及运行维护费<3x1>|~|~|公务接待费<1x2>
        ~|~|小计|公务用车购置经费|公务用车运行维护费|~|~|~|小计|公务用车购置经费|公务用车运行维护费|~
    """
    table = _table(f"{header}\n 11.90|8.50||||3.40|3.40|||||3.40")
    assert _told(table, "period", "total", "overseas_travel", "hospitality") == [
        ("2025", "11.90", "8.50", "3.40"),
        ("2026", "3.40", None, "3.40"),
    ]


@pytest.mark.parametrize(
    ("before", "now"), [("上年预算数", "本年预算数"), ("上年执行数", "2026年预算数"), ("2025年", "预算数")]
)
def test_years_said_in_words(before: str, now: str) -> None:
    table = _table(f"""
        单位名称<1x2>|{before}<2x1>|~|{now}<2x1>|~
        ~|“三公”经费合计|公务接待费|“三公”经费合计|公务接待费
        某某局|1.00|1.00|2.00|2.00
    """)
    assert _told(table, "unit_name", "period", "total") == [("某某局", "2025", "1.00"), ("某某局", "2026", "2.00")]


YEARS_DOWN = """
    预算单位<1x3>|年度<1x3>|总计<3x2>|~|~|因公出国(境)费<3x2>|~|~|公务接待费<3x2>|~|~|公务用车购置及运行维护费<9x1>|~|~|~|~|~|~|~|~
    ~|~|~|~|~|~|~|~|~|~|~|小计<3x1>|~|~|公务用车购置费<3x1>|~|~|公务用车运行维护费<3x1>|~|~
    ~|~|一般公共预算|政府性基金预算|国有资本经营预算|一般公共预算|政府性基金预算|国有资本经营预算|一般公共预算|政府性基金预算|国有资本经营预算|一般公共预算|政府性基金预算|国有资本经营预算|一般公共预算|政府性基金预算|国有资本经营预算|一般公共预算|政府性基金预算|国有资本经营预算
"""


def _eighteen(total: str, travel: str, hospitality: str, vehicles: str, purchase: str, operation: str) -> str:
    parts = (total, travel, hospitality, vehicles, purchase, operation)
    return "|".join(f"{part}|0.00|0.00" for part in parts)


def test_years_down_and_sources_across() -> None:
    rows = [
        f"某某局|2025年|{_eighteen('9.00', '1.00', '2.00', '6.00', '4.00', '2.00')}",
        f"|2026年|{_eighteen('11.00', '4.00', '1.00', '6.00', '4.00', '2.00')}",
        f"|增减变化金额|{_eighteen('2.00', '3.00', '-1.00', '0.00', '0.00', '0.00')}",
        f"某某局（本级）|2025年|{_eighteen('9.00', '1.00', '2.00', '6.00', '4.00', '2.00')}",
        f"|2026年|{_eighteen('11.00', '4.00', '1.00', '6.00', '4.00', '2.00')}",
        f"|增减变化金额|{_eighteen('2.00', '3.00', '-1.00', '0.00', '0.00', '0.00')}",
    ]
    table = _table(YEARS_DOWN + "\n".join(rows))
    assert len(table.records) == 12  # two units × two years × three sources
    general = [r for r in table.records if r["source"] == "general_public_budget"]
    assert [(r["unit_name"], r["period"], r["row_kind"]) for r in general] == [
        ("某某局", 2025, "total"), ("某某局", 2026, "total"),
        ("某某局（本级）", 2025, "item"), ("某某局（本级）", 2026, "item"),
    ]  # fmt: skip
    assert [r.get("total_change") for r in general] == _amounts("", "2.00", "", "2.00")
    assert general[1]["hospitality_change"] == Decimal("-1.00")
    assert [r["row"] for r in table.records] == list(range(1, 13))


def test_a_merged_unit_cell_goes_on_over_the_page() -> None:
    rows = [
        f"某某局<1x2>|2025年|{_eighteen('9.00', '1.00', '2.00', '6.00', '4.00', '2.00')}",
        f"~|2026年|{_eighteen('9.00', '1.00', '2.00', '6.00', '4.00', '2.00')}",
    ]
    table = _table(YEARS_DOWN + "\n".join(rows))
    assert {r["unit_name"] for r in table.records} == {"某某局"}
    assert {r["row_kind"] for r in table.records} == {"item"}


ITEMS = """
    {header}
    行政经费|{0}
    “三公”经费|{1}
    其中：（一）因公出国（境）支出|{2}
    （二）公务用车购置及运行维护支出|{3}
    1.公务用车购置费|{4}
    2.公务用车运行维护费|{5}
    （三）公务接待费支出|{6}
"""


def test_items_down_and_sources_across() -> None:
    cells = [f"{n}|{n}|0.00|0.00" for n in ("80.00", "12.00", "5.00", "4.00", "0.00", "4.00", "3.00")]
    header = "项目|合计|一般公共预算|政府性基金预算|国有资本经营预算"
    table = _table(ITEMS.format(*cells, header=header))
    assert _told(table, "source", "total", "operating_funds") == [
        ("total", "12.00", "80.00"),
        ("general_public_budget", "12.00", "80.00"),
        ("government_fund", "0.00", "0.00"),
        ("state_capital", "0.00", "0.00"),
    ]
    assert _six(table.records[0]) == _amounts("12.00", "5.00", "4.00", "0.00", "4.00", "3.00")


@pytest.mark.parametrize(
    "header",
    ["项目|2025年预算数|2026年预算数|增减额|增减%", "经费项目|上年预算数|本年预算数|比上年增减额|增减比例（%）"],
)
def test_items_down_and_years_across(header: str) -> None:
    cells = [
        "|||",
        "10.00|12.00|2.00|20.00%",
        "5.00|5.00|0.00|0.00",
        "4.00|4.00||",
        "|||",
        "4.00|4.00||",
        "1.00|3.00|2.00|200.00",
    ]
    table = _table(ITEMS.format(*cells, header=header))
    assert _told(table, "period", "total", "total_change", "total_change_percent") == [
        ("2025", "10.00", None, None),
        ("2026", "12.00", "2.00", "20.00"),
    ]
    assert _told(table, "hospitality", "hospitality_change_percent") == [("1.00", None), ("3.00", "200.00")]
    assert "extra_01" not in table.fields


def test_items_down_in_two_columns_of_labels() -> None:
    table = _table("""
        项目<2x1>|~|2026年预算数
        合计<2x1>|~|12.00
        因公出国（境）费<2x1>|~|5.00
        公务接待费<2x1>|~|3.00
        公务用车购置及运行费<1x3>|小计|4.00
        ~|公务用车购置费|1.00
        ~|公务用车运行费|3.00
    """)
    (record,) = table.records
    assert _six(record) == _amounts("12.00", "5.00", "4.00", "1.00", "3.00", "3.00")
    assert record["period"] == 2026


def test_one_column_of_amounts_whatever_stands_over_it() -> None:
    table = _table("""
        序号|项目|申报控制数
        1|“三公”经费合计|3.00
        2|因公出国（境）费用|1.00
        3|公务接待费|2.00
    """)
    assert _told(table, "total", "overseas_travel", "hospitality") == [("3.00", "1.00", "2.00")]


def test_operating_funds_beside() -> None:
    table = _table("""
        “三公”经费预算数<6x1>|~|~|~|~|~|机关运行经费预算数<1x3>
        合计<1x2>|因公出国(境)费<1x2>|公务接待费<1x2>|公务用车购置及运行费<3x1>|~|~|~
        ~|~|~|小计|购置费|运行费|~
        3.00|1.00|1.00|1.00||1.00|171.01
    """)
    assert _told(table, "total", "vehicle_operation", "operating_funds") == [("3.00", "1.00", "171.01")]


def test_units_down_with_codes() -> None:
    table = _table("""
        序号|单位编码|单位名称|“三公”经费合计|因公出国（境）费用|公务用车购置及运行费|公务接待费|备注
        合计<3x1>|~|~|5.00|1.00|1.00|3.00|
        1|101|某某局|5.00|1.00|1.00|3.00|
        2|101001|某某局本级|3.00|1.00||2.00|含下属
        3|101002|某某中心|2.00||1.00|1.00|
    """)
    assert _told(table, "row_kind", "unit_code", "unit_name", "total", "note") == [
        ("total", None, "合计", "5.00", None),
        ("unit", "101", "某某局", "5.00", None),
        ("item", "101001", "某某局本级", "3.00", "含下属"),
        ("item", "101002", "某某中心", "2.00", None),
    ]


@pytest.mark.parametrize(
    ("header", "cells", "told"),
    [
        ("单位名称", "[101001]某某局", ("101001", "某某局")),
        ("单位编码|单位名称", "101001-某某局|", ("101001", "某某局")),
        ("单位编码|单位名称", "〔甲〕|某某局", (None, "〔甲〕 某某局")),
    ],
)
def test_code_and_name_of_a_unit(header: str, cells: str, told: tuple[str | None, str]) -> None:
    table = _table(f"{header}|合计|因公出国（境）费|公务接待费\n{cells}|3.00|1.00|2.00")
    assert _told(table, "unit_code", "unit_name") == [told]


def test_totals_with_and_without_meetings_and_training() -> None:
    table = _table("""
        单位名称<1x2>|合计<1x2>|“三公”经费<4x1>|~|~|~|会议费<1x2>|培训费<1x2>
        ~|~|小计|因公出国（境）费|公务用车购置及运行费|公务接待费|~|~
        某某局|10.00|6.00|1.00|2.00|3.00|3.00|1.00
    """)
    assert _told(table, "total", "total_with_meeting_training", "meeting") == [("6.00", "10.00", "3.00")]


@pytest.mark.parametrize(("printed", "field"), [("10.00", "total_with_meeting_training"), ("6.00", "total")])
def test_the_sum_tells_what_a_bare_total_sums(printed: str, field: str) -> None:
    table = _table(f"""
        合计|因公出国（境）费|公务用车购置及运行费|公务接待费|会议费|培训费
        {printed}|1.00|2.00|3.00|3.00|1.00
    """)
    (record,) = table.records
    assert record[field] == Decimal(printed)
    assert len({"total", "total_with_meeting_training"} & set(table.fields)) == 1


def test_numbers_of_people_and_visits_are_kept() -> None:
    found = _normalised("""
        合计<1x2>|因公出国（境）费<3x1>|~|~|公务接待费<3x1>|~|~
        ~|小计|团组数（个）|人数（人）|小计|批次|人次
        3.00|1.00|2|5|2.00|10|80
    """)
    (table,) = found.tables
    assert _told(table, "total", "overseas_travel", "hospitality") == [("3.00", "1.00", "2.00")]
    assert sorted(table.titles.values()) == [
        "公务接待费/人次", "公务接待费/批次", "因公出国（境）费/人数（人）", "因公出国（境）费/团组数（个）",
    ]  # fmt: skip
    assert {table.records[0][name] for name in table.titles} == {"2", "5", "10", "80"}
    assert [f.rule for f in found.findings] == ["X-OTHER"]


def test_years_down_the_rows_of_one_department() -> None:
    table = _table("""
        项目|合计|因公出国（境）费|公务用车购置及运行费|公务接待费
        2025年预算数|3.00|1.00|1.00|1.00
        2026年预算数|4.00|2.00|1.00|1.00
        增减额|1.00|1.00||
        增减率（%）|33.33|100.00||
    """)
    assert _told(table, "period", "total", "total_change", "total_change_percent") == [
        ("2025", "3.00", None, None),
        ("2026", "4.00", "1.00", "33.33"),
    ]


def test_sources_down() -> None:
    table = _table("""
        单位名称|资金来源|合计|因公出国（境）费|公务接待费
        甲局<1x3>|小计|5.00|2.00|3.00
        ~|一般公共预算拨款|4.00|1.00|3.00
        ~|政府性基金预算拨款|1.00|1.00|
    """)
    assert _told(table, "unit_name", "source", "total") == [
        ("甲局", "total", "5.00"), ("甲局", "general_public_budget", "4.00"), ("甲局", "government_fund", "1.00"),
    ]  # fmt: skip


def test_this_years_appropriation_over_all_columns_is_the_whole() -> None:
    table = _table("""
        单位编码<1x3>|单位名称<1x3>|当年财政拨款预算安排<6x1>|~|~|~|~|~
        ~|~|合计<1x2>|因公出国（境）费用<1x2>|公务用车购置及运行费（含租车费）<3x1>|~|~|公务接待费<1x2>
        ~|~|~|~|小计|公务用车购置费|公务用车运行费|~
        101001|甲局|10.00|2.00|5.00|1.00|4.00|3.00
    """)
    assert _six(table.records[0]) == _amounts("10.00", "2.00", "5.00", "1.00", "4.00", "3.00")


def test_this_years_and_what_was_carried_over() -> None:
    table = _table("""
        单位名称<1x2>|“三公”经费合计<3x1>|~|~|公务接待费<3x1>|~|~
        ~|小计|当年财政拨款|上年结转|小计|当年财政拨款|上年结转
        甲局|3.00|2.00|1.00|3.00|2.00|1.00
    """)
    assert _told(table, "total", "total_current", "total_carryover", "hospitality_carryover") == [
        ("3.00", "2.00", "1.00", "1.00")
    ]


def test_two_tables_side_by_side_are_not_mixed() -> None:
    found = _normalised("""
        项目|预算数|项目|预算数
        “三公”经费|3.00|公务用车购置费|1.00
        公务接待费|2.00|会议费|4.00
    """)
    assert "meeting" not in found.tables[0].fields


def test_no_note_is_lost() -> None:
    table = _table("""
        项目|2026年预算数|备注
        “三公”经费|3.00|
        因公出国（境）费|1.00|一个团组
        公务接待费|2.00|按标准
    """)
    assert _told(table, "total", "note") == [("3.00", "一个团组；按标准")]
    table = _table("""
        单位名称|年度|合计|公务接待费|备注
        甲局<1x2>|2025年|3.00|3.00|上年
        ~|2026年|2.00|2.00|压减
    """)
    assert _told(table, "period", "note") == [("2025", "上年"), ("2026", "压减")]


def test_an_unknown_line_among_items_is_kept() -> None:
    table = _table("""
        项目|2025年预算数|2026年预算数
        “三公”经费|2.00|3.00
        公务接待费|2.00|3.00
        国内公务接待批次（次）|20|30
    """)
    assert list(table.titles.values()) == ["国内公务接待批次（次）"]
    assert _told(table, "period", "extra_01") == [("2025", "20"), ("2026", "30")]


def test_execution_beside_the_budget_of_the_same_year() -> None:
    table = _table("""
        项目|2025年预算数|2025年执行数|2026年预算数
        “三公”经费|2.00|1.50|3.00
        公务接待费|2.00|1.50|3.00
    """)
    assert _told(table, "period", "total", "extra_01") == [("2025", "2.00", "1.50"), ("2026", "3.00", None)]
    assert table.titles == {"extra_01": "“三公”经费/2025年执行数", "extra_02": "公务接待费/2025年执行数"}


def test_words_in_a_cell_of_amounts_are_said() -> None:
    found = _normalised(f"{SIX}\n 3.00|无||||3.00")
    assert [f.rule for f in found.findings] == ["X-UNREAD"]
    assert found.tables[0].records[0]["overseas_travel"] is None


def test_a_note_in_the_grid_is_the_description() -> None:
    table = _table(f"{SIX}\n 3.00|||||3.00\n 注：本表按一般公共预算口径填列。<6x1>|~|~|~|~|~")
    assert len(table.records) == 1
    assert table.description == "注：本表按一般公共预算口径填列。"


def test_two_units_without_a_total_stay_items() -> None:
    table = _table("""
        单位名称|合计|公务接待费
        甲局|3.00|3.00
        乙局|2.00|2.00
    """)
    assert _told(table, "row_kind", "unit_name") == [("item", "甲局"), ("item", "乙局")]


_HEADS = ("合计", "“三公”经费", "公务接待费", "会议费", "2025年预算数", "上年预算数", "预算数", "一般公共预算", "增减额",
          "增减%", "上年结转", "人数", "备注", "")  # fmt: skip
_OVER = ("单位名称", "单位编码", "项目", "年度", "资金来源", "")
_BESIDE = (
    "合计",
    "公务接待费",
    "因公出国（境）费",
    "批次",
    "2025年",
    "本年",
    "增减",
    "一般公共预算",
    "甲局",
    "小计",
    "",
)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.data())
def test_no_figure_is_lost_however_the_table_is_printed(data: st.DataObject) -> None:
    """Every amount of any table of such words is in some record: under a measure or as it was printed."""
    labels, width, height = data.draw(st.integers(0, 2)), data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    header = data.draw(st.lists(st.sampled_from(_OVER), min_size=labels, max_size=labels))
    header += data.draw(st.lists(st.sampled_from(_HEADS), min_size=width, max_size=width))
    rows, printed = [_row("|".join(header), 1)], set()
    for number in range(height):
        beside = data.draw(st.lists(st.sampled_from(_BESIDE), min_size=labels, max_size=labels))
        figures = [f"{number + 1}{at}.{number}7" for at in range(width)]
        printed |= set(figures)
        rows.append(_row("|".join([*beside, *figures]), number + 2))
    match = Match("three_public", "", "", (rows[0],), tuple(rows[1:]))
    found = three_public(by_name()["three_public"], match)
    if found is None:
        return
    (table,) = found.tables
    held = "；".join(str(value) for record in table.records for value in record.values())
    assert printed <= set(held.split("；"))
    assert {name for record in table.records for name in record} <= set(table.fields)


@pytest.mark.parametrize(
    ("path", "measure", "period", "source", "suffix"),
    [
        (["“三公”经费财政拨款预算总额"], "total", None, None, ""),
        (["公务用车购置及运行维护费", "小计"], "vehicles", None, None, ""),
        (["公务用车购置和运行经费", "购置费"], "vehicle_purchase", None, None, ""),
        (["其中：公务用车运行维护费"], "vehicle_operation", None, None, ""),
        (["2026年一般公共预算“三公”经费预算数"], "total", 2026, "general_public_budget", ""),
        (["上年预算数", "公务接待费"], "hospitality", PREVIOUS, None, ""),
        (["当年政府性基金预算拨款", "1.因公出国（境）费用（万元）"], "overseas_travel", CURRENT, "government_fund", ""),
        (["公务接待费", "2026年比2025年增减"], "hospitality", None, None, "_change"),
        (["增减情况", "增减率"], "", None, None, "_change_percent"),
        (["机关运行经费"], "operating_funds", None, None, ""),
        (["会议费"], "meeting", None, None, ""),
    ],
)
def test_headings_in_their_wordings(
    path: Sequence[str], measure: str, period: int | None, source: str | None, suffix: str
) -> None:
    found = facets_of(path)
    assert (found.measure, found.period, found.source, found.suffix) == (measure, period, source, suffix)
    assert found.known


@pytest.mark.parametrize(
    "path", [["公务接待费", "批次"], ["因公出国（境）人数"], ["公务用车保有量（辆）"], ["甲乙丙" * 100]]
)
def test_other_words_are_not_taken_for_money(path: Sequence[str]) -> None:
    assert not facets_of(path).known


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("单位编码", "unit_code"),
        ("部门（单位）名称", "unit_name"),
        ("序号", "serial"),
        ("备注", "note"),
        ("年度", "label"),
    ],
)
def test_columns_beside_the_figures(heading: str, role: str) -> None:
    assert column_role([heading]) == role
