"""The picture of a page: what is marked as what, the HTML that is safe and can be walked with keys, the PNG."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from PIL import Image

import explain
from disclosures.errors import DocumentError
from disclosures.inventory import Item
from disclosures.picture import drawing, picture_of_page, pictures
from disclosures.picture.marks import Mark, PageMarks, Reading, seen
from handmade_pdf import Sheet, pdf
from maker.browser import CHROMIUM, browser

EVIL = "<script>x()</script>\"'&"
HEAD = ["单位名称", "合计", "一般公共预算", EVIL]
INCOME = [HEAD, ["1", "2", "3", "4"], ["合计", "9.50", "6.00", "3.50"], ["某某县水利局", "9.50", "6.00", EVIL]]
BALANCE = [
    ["收入", "", "支出", ""],
    ["项目", "预算数", "项目", "预算数"],
    ["一、一般公共预算", "9.50", "一、一般公共服务支出", "9.50"],
]
DESCRIPTION = 'department: 某某县水利局\ndivision_code: "410702"\nyear: 2026\n'


def income(rows: list[list[str]] = INCOME) -> Sheet:
    page = Sheet().text(200, 60, "部门收入总体情况表", 14).text(450, 85, "单位：万元").table(50, 100, [120] * 4, rows)
    return page.text(50, 100 + 20 * len(rows) + 10, "注：本表含下属单位。")


def balance() -> Sheet:
    return (
        Sheet().text(200, 60, "部门收支总体情况表", 14).text(450, 85, "单位：万元").table(50, 100, [120] * 4, BALANCE)
    )


@pytest.fixture
def item(tmp_path: Path) -> Item:
    """A cover, an income table over two pages with a column of no known meaning, a balance, a page of prose."""
    more = [HEAD, ["某某县水文站", "1.00", "1.00", ""]]
    pages = [Sheet().text(150, 300, "某某县水利局2026年部门预算公开", 14), income(),
             Sheet().table(50, 100, [120] * 4, more), balance(), Sheet().text(50, 100, "一、主要职责。")]  # fmt: skip
    return write(tmp_path, *pages)


def write(folder: Path, *pages: Sheet) -> Item:
    path = folder / "预算.pdf"
    path.write_bytes(pdf(*pages))
    path.with_name("预算.pdf.yaml").write_text(DESCRIPTION, "utf-8")
    return Item(path, path.name)


def page_of(item: Item, number: int) -> PageMarks:
    return Reading(seen(item.path, item.shown)).page(None, number)


def roles(found: PageMarks) -> dict[str, list[Mark]]:
    return {mark.role: [one for one in found.marks if one.role == mark.role] for mark in found.marks}


# --- what is marked ------------------------------------------------------------------------------------------------


def test_every_cell_and_line_of_a_table_has_its_role(item: Item) -> None:
    found = roles(page_of(item, 2))
    [title] = found["title"]
    assert title.hint == "表题：部门收入总体情况表"
    assert title.box[:2] == pytest.approx((200, 60))
    assert [mark.hint for mark in found["above"]] == ["表上的文字（单位、编制部门、表号等）：单位：万元"]
    assert [mark.hint for mark in found["note"]] == ["表下的说明：注：本表含下属单位。"]
    assert [mark.label for mark in found["known"]] == ["unit_name", "total", "general_public_budget"]
    [unknown] = found["unknown"]
    assert unknown.label == "extra_01"
    assert unknown.box == pytest.approx((410, 100, 530, 120))
    assert len(found["unused"]) == 4  # the column numbers
    assert len(found["data"]) == 6
    assert len(found["stray"]) == 2


def test_a_data_cell_says_its_field_and_its_record(item: Item) -> None:
    [total] = [mark for mark in page_of(item, 2).marks if mark.box[:2] == pytest.approx((170, 140))]
    [budget] = [mark for mark in page_of(item, 2).marks if mark.box[:2] == pytest.approx((290, 160))]
    assert total.hint.startswith("total（合计）：9.50：income 第 1 行，row_kind = total；发现：")
    assert budget.hint == "general_public_budget（一般公共预算）：6.00：income 第 2 行，row_kind = item"


def test_a_header_printed_again_has_the_names_too(item: Item) -> None:
    found = roles(page_of(item, 3))
    assert [mark.label for mark in found["known"]] == ["unit_name", "total", "general_public_budget"]
    assert [mark.label for mark in found["unknown"]] == ["extra_01"]
    assert len(found["data"]) == 3


def test_a_balance_tells_what_each_side_became(item: Item) -> None:
    hints = [mark.hint for mark in page_of(item, 4).marks if mark.role == "data"]
    assert (
        hints[0]
        == "income.label（项目）：一、一般公共预算：balance 第 1 行，row_kind = item；balance 第 2 行，row_kind = item"
    )
    assert {mark.label for mark in page_of(item, 4).marks if mark.role == "known"} == {
        "income.label", "income.amount", "expenditure.label", "expenditure.amount",
    }  # fmt: skip


def test_a_table_says_why_and_who_taught_each_column(item: Item) -> None:
    [table] = page_of(item, 2).tables
    assert (table.kind, table.resources, table.standing) == ("部门收入总体情况表", ("income",), "title")
    known, unknown = table.columns[1], table.columns[3]
    assert [(line.file.rpartition("/")[2], line.text) for line in known.taught] == [("headers.csv", "total,合计,")]
    assert unknown.lesson is not None
    assert unknown.lesson.line is not None
    assert unknown.lesson.line.file == "scripts/disclosures/tables/income/headers.csv"
    assert ("superior_subsidy", "上级补助收入") in unknown.lesson.choices
    assert any("含义未知" in text for text in table.findings)


def test_a_form_without_columns_is_shown_as_one(tmp_path: Path) -> None:
    form = Sheet().text(200, 60, "部门整体绩效目标表", 14)
    form.table(
        50, 100, [120] * 2, [["部门名称", "某某县水利局"], ["年度目标", "保障供水"], ["预算总额（万元）", "9.50"]]
    )
    [table] = page_of(write(tmp_path, income(), balance(), form), 3).tables
    assert table.columns == ()


def test_too_many_cells_are_said(item: Item, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("disclosures.picture.marks.MOST_MARKS", 10)
    assert page_of(item, 2).left_out == 6
    assert "另有 6 格没有画" in pictures(item, None, 2).decode()


# --- HTML ----------------------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_from_elsewhere_and_every_link_leads_somewhere(item: Item) -> None:
    html = pictures(item, None, None).decode()
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", html)
    assert not re.search(r"url\(|@import|https?:|<script", html)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'id="([^"]+)"', html))
    assert len(re.findall(r'id="([^"]+)"', html)) == len(set(re.findall(r'id="([^"]+)"', html)))
    assert re.findall(r'section id="p1-(\d+)"', html) == ["2", "3", "4"]


def test_the_text_of_a_document_is_only_text(item: Item) -> None:
    html = pictures(item, None, 2).decode()
    assert "&lt;script&gt;x()&lt;/script&gt;" in html
    assert EVIL not in html


def test_a_page_without_tables_is_shown_and_says_so(item: Item) -> None:
    assert "这一页没有读出表格" in pictures(item, None, 5).decode()
    with Image.open(io.BytesIO(picture_of_page(item, None, 5))) as image:
        assert image.size == (1200, 1600)


def test_only_so_many_pages_are_drawn(item: Item, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_PAGES", 2)
    html = pictures(item, None, None).decode()
    assert html.count("<section") == 2
    assert "还有 1 页有表" in html


def test_a_refused_document_is_shown_with_its_refusal(tmp_path: Path) -> None:
    html = pictures(write(tmp_path, income()), None, None).decode()
    assert "这份文件被拒绝" in html
    assert '<code class="line">字段名,' in html


@pytest.mark.skipif(CHROMIUM is None, reason="没有找到 chromium：apt-get install chromium fonts-noto-cjk")
def test_a_browser_shows_it_without_complaint_and_keys_reach_every_box(item: Item, tmp_path: Path) -> None:
    path = tmp_path / "图.html"
    path.write_bytes(pictures(item, None, 2))
    page = browser().new_page(viewport={"width": 1200, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    mark = page.locator("a.mark.unknown").first
    sheet, box = page.locator(".sheet").bounding_box(), mark.bounding_box()
    mark.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    tip = mark.locator(".tip").is_visible()
    violations = Axe().run(page).response["violations"]
    page.close()
    assert sheet is not None
    assert box is not None
    assert (box["x"] - sheet["x"]) / sheet["width"] == pytest.approx(410 / 600, abs=0.01)
    assert (box["y"] - sheet["y"]) / sheet["height"] == pytest.approx(100 / 800, abs=0.01)
    assert tip
    assert said == []
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in violations] == []


# --- PNG -----------------------------------------------------------------------------------------------------------


def test_the_boxes_lie_on_the_rules_of_a_turned_and_cropped_page(tmp_path: Path) -> None:
    """Print that stood elsewhere than the boxes would show beside the outline of the table, on one side or the other."""
    turned = Sheet(800, 600, rotate=90)
    turned.raw("q 0 1 -1 0 800 0 cm").raw("\n".join(income().drawn)).raw("Q")
    turned.boxes = "/CropBox [40 30 780 560]"
    with Image.open(io.BytesIO(picture_of_page(write(tmp_path, turned, balance()), None, 1))) as image:
        assert image.size == (1060, 1480)
        beside = [image.crop((0, 125, 37, 200)), image.crop((1004, 125, 1060, 200))]
        outline = image.crop((38, 125, 42, 200))
    assert all(part.convert("L").getextrema() == (255, 255) for part in beside)
    assert outline.convert("L").getextrema()[0] == 0


def test_a_huge_page_makes_no_huge_picture(tmp_path: Path) -> None:
    huge = Sheet(14_000, 14_000).text(150, 300, "图")
    with Image.open(io.BytesIO(picture_of_page(write(tmp_path, huge, income(), balance()), None, 1))) as image:
        assert max(image.size) <= 2_600


# --- what cannot be drawn ------------------------------------------------------------------------------------------


def test_a_page_that_is_not_there(item: Item) -> None:
    with pytest.raises(DocumentError, match=r"没有第 9 页。这份文件有 5 页，请写 --page 1 到 5"):
        pictures(item, None, 9)


def test_a_text_has_no_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "预算.txt").write_text("收支总表", "utf-8")
    assert explain.main([str(tmp_path / "预算.txt"), "--picture", str(tmp_path / "图.html")]) == 1
    assert "不是 PDF，没有页面可画" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["图.html", "图.png"])
def test_the_command_writes_the_picture(item: Item, tmp_path: Path, name: str) -> None:
    assert explain.main([str(item.path), "--page", "2", "--picture", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_bytes().startswith(b"\x89PNG" if name.endswith("png") else b"<!doctype html>")


def test_a_picture_that_cannot_be_written(item: Item, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.main([str(item.path), "--page", "2", "--picture", str(tmp_path / "没有" / "图.html")]) == 1
    assert "图.html：写不进去" in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [
        ["--page", "2"],
        ["--picture", "图.png"],
        ["--picture", "图.pdf"],
        ["--picture", "图.html", "--page", "0"],
        ["--picture", "图.html", "--page", "二"],
        ["--picture", "图.html", "--find", "1"],
    ],
)
def test_options_that_make_no_sense(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        explain.main(["预算.pdf", *given])
    assert end.value.code == 2
    assert re.search(r"[\u4e00-\u9fff]", capsys.readouterr().err)
