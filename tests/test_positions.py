"""Where published values are printed: each position is held against what stands there, by other means than ours."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pdfplumber
import pytest

import drafts
import office_files
from disclosures.check.sums.equations import within
from disclosures.check.sums.evaluate import check_sums
from disclosures.check.sums.lookup import Book
from disclosures.inventory import Item
from disclosures.kinds import by_name
from disclosures.model import Address, Cell, Finding, Match, Paragraph, Place, Positions, Record, Row, Table
from disclosures.normalise import normalise
from disclosures.normalise.positions import going_on, spanning
from disclosures.pipeline import convert
from disclosures.places import edges, finding_cells, positions, spoken
from disclosures.prose import read_prose
from grids import grid
from handmade_pdf import Sheet

Rows = list[dict[str, str]]
EDGES = ("left", "top", "right", "bottom")
FORM = [
    ["项目支出绩效目标表", "", "", "", "", ""],
    ["项目名称", "水库维修", "", "项目金额", "120.00", ""],
    ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"],
    ["产出指标", "数量指标", "维修水库", "≥", "3", "座"],
]


def package(item: Item) -> Mapping[str, Rows]:
    """The tables of a package that a draft becomes, read as anybody would."""
    made = convert(item.path, item.shown).files
    return {
        Path(name).stem: list(csv.DictReader(io.StringIO(data.decode(), newline="")))
        for name, data in made.items()
        if name.endswith(".csv")
    }


def placed(rows: tuple[Row, ...], page: int = 1) -> tuple[Row, ...]:
    """The same rows with a box for each cell that shows its column and row."""
    return tuple(
        Row(row.cells, Place(page=page), row.after_break, tuple(_boxed(cell, x, y) for x, cell in enumerate(row.grid)))
        for y, row in enumerate(rows)
    )


def _boxed(cell: Cell | None, x: int, y: int) -> Cell | None:
    if cell is None:
        return None
    return Cell(cell.columns, cell.rows, (x * 10, y * 10, (x + cell.columns) * 10, (y + cell.rows) * 10))


def listed(kind: str, header: str, rows: str) -> Table:
    """A list table of that kind."""
    head = placed(grid(header))
    body = placed(grid(rows))
    return normalise(by_name()[kind], Match(kind, "表", "按标题", head, body, "万元")).tables[0]


def corner(places: Positions, row: int, field: str) -> tuple[float, float] | None:
    """Column and row of the cell that a value came from."""
    place = places.get((row, field))
    return (place.box[0] / 10, place.box[1] / 10) if place is not None and place.box is not None else None


# --- read back -----------------------------------------------------------------------------------------------------


def words_in(path: Path, row: Mapping[str, str]) -> str:
    """The characters that a PDF shows inside a box."""
    left, top, right, bottom = (float(row[edge]) for edge in EDGES)
    with pdfplumber.open(path) as pdf:
        inside = pdf.pages[int(row["source_page"]) - 1].crop((left - 1, top - 1, right + 1, bottom + 1), strict=False)
        return "".join(inside.extract_text().split())


def printed_as_is(rows: Rows) -> Rows:
    """The positions of values that stand in the document letter by letter: not of a class that words name."""
    return [row for row in rows if (row["resource"], row["field"]) != ("balance", "functional_code")]


def test_each_box_of_a_pdf_holds_what_is_published(tmp_path: Path) -> None:
    path = drafts.put(tmp_path)
    found = package(drafts.item(path))
    assert len(found["positions"]) >= 10
    for row in printed_as_is(found["positions"]):
        record = found[row["resource"]][int(row["row_ref"]) - 1]
        assert record[row["field"]] in words_in(path, row), row


def test_every_amount_of_a_pdf_has_its_box(tmp_path: Path) -> None:
    found = package(drafts.item(drafts.put(tmp_path)))
    there = {(row["resource"], row["row_ref"], row["field"]) for row in found["positions"]}
    amounts = [
        (resource, row["row"], field)
        for resource, field in (("income", "total"), ("income", "general_public_budget"), ("balance", "amount"))
        for row in found[resource]
        if row[field]
    ]
    assert len(amounts) >= 8
    assert set(amounts) <= there


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_each_reference_of_a_workbook_holds_what_is_published(suffix: str, tmp_path: Path) -> None:
    found = package(drafts.item(drafts.put(tmp_path, suffix)))
    book = openpyxl.load_workbook(io.BytesIO(office_files.as_xlsx(drafts.blocks())))  # both have the same cells
    assert len(found["positions"]) >= 10
    for row in printed_as_is(found["positions"]):
        assert not any(row[edge] for edge in EDGES)
        printed = book.worksheets[int(row["source_page"]) - 1][row["reference"]].value
        assert found[row["resource"]][int(row["row_ref"]) - 1][row["field"]] in printed, row


@pytest.mark.parametrize("suffix", [".txt", ".html", ".docx"])
def test_a_format_without_pages_or_cells_has_no_positions(suffix: str, tmp_path: Path) -> None:
    found = package(drafts.item(drafts.put(tmp_path, suffix)))
    assert found["positions"] == []
    assert found["income"]


def test_a_row_says_nothing_of_what_is_not_printed(tmp_path: Path) -> None:
    fields = {row["field"] for row in package(drafts.item(drafts.put(tmp_path)))["positions"]}
    assert not fields & {"row", "row_kind", "source_page", "source_line", "side"}


# --- the way from a record to its cell -----------------------------------------------------------------------------


def test_a_code_in_parts_spans_its_cells_and_one_filled_down_has_its_own() -> None:
    table = listed(
        "expenditure",
        "类 | 款 | 项 | 科目名称 | 合计",
        "201 | 31 | 01 | 行政运行 | 5.00\n^ | ^ | 02 | 一般行政管理 | 3.00",
    )
    assert [record["functional_code"] for record in table.records] == ["2013101", "2013102"]
    first = table.positions[1, "functional_code"].box
    assert first == (0, 0, 30, 20)
    assert corner(table.positions, 2, "functional_code") == (2, 1)
    assert corner(table.positions, 2, "total") == (4, 1)


def test_a_name_merged_over_rows_points_at_the_merged_cell() -> None:
    table = listed("projects", "项目类型 | 项目名称 | 合计", "特定目标类 | 水库维修 | 5.00\n^ | 河道清淤 | 3.00")
    assert [record["project_type"] for record in table.records] == ["特定目标类", "特定目标类"]
    assert corner(table.positions, 2, "project_type") == (0, 0)
    assert corner(table.positions, 2, "project_name") == (1, 1)


def test_a_code_printed_with_its_name_stands_where_the_name_does() -> None:
    table = listed("expenditure", "科目名称 | 合计", "[2013101]行政运行 | 5.00\n[2013102]一般行政管理 | 3.00")
    assert table.records[1]["functional_code"] == "2013102"
    assert corner(table.positions, 2, "functional_code") == corner(table.positions, 2, "name") == (0, 1)


def test_a_unit_filled_down_points_at_its_own_row() -> None:
    rows = "合计 | | | 8.00\n101 | 水利局 | | 8.00\n | | 2013101 | 5.00\n | | 2013102 | 3.00"
    table = listed("expenditure", "单位代码 | 单位名称 | 科目编码 | 合计", rows)
    assert [r["unit_name"] for r in table.records][2:] == ["水利局", "水利局"]
    assert corner(table.positions, 4, "unit_name") == (1, 1)


def test_the_target_of_a_form_spans_its_cells() -> None:
    rows = placed(grid("\n".join(" | ".join(line) for line in FORM)))
    match = Match("project_performance", "项目支出绩效目标表", "按标题", (), rows, "万元")
    tables = {t.resource: t for t in normalise(by_name()["project_performance"], match).tables}
    indicators = tables["performance_indicators"]
    assert indicators.records[0]["target"] == "≥3座"
    assert indicators.positions[1, "target"].box == (30, 30, 60, 40)
    assert corner(indicators.positions, 1, "level1") == (0, 3)
    assert corner(tables["performance_projects"].positions, 1, "total") == (4, 1)


def test_cells_without_a_box_are_not_spanned() -> None:
    there, not_there = Place(1, box=(0, 0, 1, 1)), Place(1, reference="B7")
    assert spanning([there, not_there]) == there
    assert spanning([]) is None


def test_a_figure_of_the_prose_stands_in_the_line_where_its_sentence_begins() -> None:
    box = (72.0, 100.0, 500.0, 112.0)
    texts = ["第三部分 部门预算情况说明", "一、收支总体情况说明", "2026年收入总计950万元，支出总计950万元。"]
    paragraphs = [Paragraph(text, Place(page=4), box=(72, 60, 200, 72)) for text in texts[:2]]
    found = {t.resource: t for t in read_prose([*paragraphs, Paragraph(texts[2], Place(page=4), box=box)], 2026)}
    assert found["statements"].positions[1, "value"].box == box


# --- what findings speak of ----------------------------------------------------------------------------------------


def tables() -> Mapping[str, Table]:
    """A list table with a wrong total."""
    return {
        "expenditure": listed(
            "expenditure", "科目编码 | 科目名称 | 合计", " | 合计 | 9.00\n2013101 | 甲 | 5.00\n2013102 | 乙 | 3.00"
        )
    }


def sums(found: Mapping[str, Table]) -> Iterator[Finding]:
    return (one for one in check_sums(Book(found), within(found), ()) if isinstance(one, Finding))


def test_the_cells_of_a_sum_come_total_first() -> None:
    [finding] = sums(tables())
    rows = list(finding_cells([finding], tables()))
    assert [(r["role"], r["row_ref"], r["field"], r["top"]) for r in rows] == [
        ("left", 1, "total", 0), ("right", 2, "total", 10), ("right", 3, "total", 20),
    ]  # fmt: skip
    assert {r["finding"] for r in rows} == {1}


def test_a_finding_that_names_one_cell_speaks_of_that() -> None:
    finding = Finding("X-UNREAD", "warning", "extraction", "…", "expenditure", 2, "name")
    [cell] = spoken(finding, tables())
    assert (cell.role, cell.value, cell.place.box) == ("cell", "甲", (10, 10, 20, 20))


def test_a_finding_that_lists_several_places_is_no_sum() -> None:
    cells = tuple(Address("expenditure", row, "name") for row in (2, 3))
    finding = Finding("R-P-COPIED", "warning", "disclosure", "…", "expenditure", 2, "name", cells=cells)
    assert [(one.role, one.value) for one in spoken(finding, tables())] == [("cell", "甲"), ("cell", "乙")]


@pytest.mark.parametrize(
    "finding",
    [
        Finding("R", "info", "disclosure", "…"),
        Finding("R", "info", "disclosure", "…", "expenditure", 2),
        Finding("R", "info", "disclosure", "…", "expenditure", 99, "name"),
        Finding("R", "info", "disclosure", "…", "nothing", 1, "name"),
        Finding("R", "info", "disclosure", "…", cells=(Address("expenditure", 1, "no_such_field"),)),
    ],
)
def test_what_names_no_cell_has_none(finding: Finding) -> None:
    assert list(finding_cells([finding], tables())) == []


def test_a_package_says_which_cells_its_findings_speak_of(tmp_path: Path) -> None:
    path = drafts.put(tmp_path)
    found = package(drafts.item(path))
    wrong = {str(n) for n, row in enumerate(found["findings"], 1) if row["rule"] == "R-T02-COL"}
    cells = [row for row in found["finding_cells"] if row["finding"] in wrong]
    values = [found[c["resource"]][int(c["row_ref"]) - 1][c["field"]] for c in cells]
    assert [(c["role"], value) for c, value in zip(cells, values, strict=True)] == [
        ("left", drafts.PRINTED), ("right", drafts.RIGHT),
    ]  # fmt: skip
    assert [float(cells[0][edge]) for edge in EDGES] == pytest.approx(drafts.WRONG_CELL, abs=1)


def test_edges_are_whole_points_around_the_cell() -> None:
    found = edges(Place(1, box=(1.25, 2.04999, 3, 4.96)))
    assert [found[name] for name in ("left", "top", "right", "bottom")] == [1, 2, 3, 5]
    assert edges(Place(1, reference="B7")) == {**dict.fromkeys(EDGES), "reference": "B7"}


def test_a_value_of_a_scan_says_how_it_was_read() -> None:
    at = {(1, "name"): Place(2, confidence=0.9799), (1, "total"): Place(2), (2, "name"): Place(3)}
    fields = ("row", "row_kind", "name", "total", "extra_01", "source_page")
    records: tuple[Record, ...] = (
        {"row": 1, "row_kind": "item", "name": "甲", "total": Decimal(1), "extra_01": "丙", "source_page": 2},
        {"row": 2, "row_kind": "item", "name": "乙", "total": Decimal(2), "extra_01": "丁", "source_page": 3},
    )
    table = Table("income", "income", "收入", fields, records, positions=at, recognised=((None, 2),))
    found = list(positions([table], {(None, 2)}, {Address("income", 1, "total"): 3}))
    marks = {(row["row_ref"], row["field"]): (row["read_by"], row["confidence"], row["sums_holding"]) for row in found}
    assert marks == {
        (1, "name"): ("ocr", 97, None),  # rounded down
        (1, "total"): ("ocr", None, 3),  # put into a cell that was read as blank
        (1, "extra_01"): ("ocr", None, None),  # nothing tells its cell: the page is known
        (2, "name"): ("text", None, None),
    }


def test_a_value_of_several_cells_is_no_surer_than_the_least_sure() -> None:
    first, second = Place(1, box=(0, 0, 1, 1), confidence=0.9), Place(1, box=(1, 0, 2, 1), confidence=0.8)
    whole = spanning([first, second])
    assert whole is not None
    assert (whole.box, whole.confidence) == ((0, 0, 2, 1), 0.8)
    assert going_on(first, second) == first
    assert [place and place.confidence for place in (going_on(first, second), going_on(None, second))] == [0.8, 0.8]
    assert first.least_sure(Place(1), None).confidence == 0.9


def test_recognised_prose_is_marked_word_for_word_and_text_is_not() -> None:
    def read(*confidences: float | None) -> dict[str, Table]:
        texts = ["一、主要职责", "1.拟订规划；2.组织", "实施。", "二、名词解释", "基本支出：指人员支出。"]
        box = (72.0, 100.0, 500.0, 112.0)
        return {
            t.resource: t
            for t in read_prose(
                [Paragraph(x, Place(page=4), True, box, c) for x, c in zip(texts, confidences, strict=True)], 2026
            )
        }

    found = read(0.99, 0.98, 0.7, 0.99, 0.9)
    duties, glossary = found["duties"], found["glossary"]
    assert [r["duty"] for r in duties.records] == ["拟订规划；", "组织实施。"]
    assert [duties.positions[row, "duty"].confidence for row in (1, 2)] == [0.98, 0.7]
    assert {name for _, name in glossary.positions} == {"term", "definition"}
    assert all(not table.positions for table in read(*[None] * 5).values())


def test_no_positions_of_a_table_read_as_text() -> None:
    table = Table("income", "income", "收入", ("row", "total"), ({"row": 1, "total": Decimal(1)},))
    assert list(positions([table])) == []


def test_a_turned_page_gives_places_as_it_is_shown(tmp_path: Path) -> None:
    page: Sheet = drafts.turned(drafts.sheet(), 90)
    found = package(drafts.item(drafts.put(tmp_path, data=drafts.as_pdf(page))))
    [total] = [r for r in found["positions"] if (r["resource"], r["row_ref"], r["field"]) == ("income", "1", "total")]
    assert [float(total[edge]) for edge in EDGES] == pytest.approx(drafts.WRONG_CELL, abs=1)
