"""From a number to its place, projects, comparison, what is held: the pages and what their scripts load."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from disclosures import facsimile
from disclosures.catalogue import Catalogue, Disclosure, Row, read_catalogue
from disclosures.pages import evidence, links, site, source
from disclosures.pages.articles import compare, coverage, project
from disclosures.pages.figures import unit_price
from disclosures.pages.files import project_records
from disclosures.pages.output import Page, Rendered
from disclosures.pages.pictures import with_pictures
from disclosures.pages.projects import matched_projects
from disclosures.pages.shelves import shelve
from explore_package import NAME, box, digest, numbered, script_value, tables, write
from site_package import OFFICE, Table, office_tables, write_package
from test_site_pages import HOSTILE, RULES, SCHEMAS

OFFICE_NAME = "410702-office-2026"


def pictured(tmp_path: Path, found: Mapping[str, Table] | None = None) -> Catalogue:
    """The PDF's package with its page drawn."""
    file = write(tmp_path, tmp_path / "packages", found)
    cache = tmp_path / "cache"
    facsimile.draw([facsimile.Wanted(file, digest(file), (2,))], cache)
    held = with_pictures(read_catalogue(tmp_path / "packages", tmp_path), cache)
    assert held.problems == ()
    return held


def made(held: Catalogue) -> dict[str, Page]:
    return {page.path: page for page in site.plan(held, SCHEMAS, RULES).pages()}


def assets(rendered: Rendered) -> dict[str, bytes]:
    return {asset.path: asset.content for asset in rendered.assets}


def office(tmp_path: Path, *years: int, **changed: Table) -> Catalogue:
    for year in years or (2026,):
        about = {**OFFICE, "year": year}
        write_package(tmp_path, f"410702-office-{year}", about, {**office_tables(), **changed})
    return read_catalogue(tmp_path, tmp_path)


# ── from a number to its place ──


def scanned() -> dict[str, Table]:
    """The package as if its page were a scan: one amount in doubt, one as much that a sum bears out."""
    found = tables()
    title, fields, rows = found["positions"]
    marks = {("1", "project_name"): "97 ", ("2", "project_name"): "99 ", ("1", "total"): "96 0", ("2", "total"): "96 2"}
    marked = [[*row, "ocr", *marks.get((row[2], row[3]), "99 1").split(" ")] for row in rows]
    return {**found, "positions": (title, f"{fields} read_by confidence sums_holding", marked)}


def test_a_value_of_a_scan_says_so_wherever_it_is_shown(tmp_path: Path) -> None:
    file = write(tmp_path, tmp_path / "packages", scanned(), recognised_pages=[2])
    cache = tmp_path / "cache"
    facsimile.draw([facsimile.Wanted(file, digest(file), (2,))], cache)
    pages = made(with_pictures(read_catalogue(tmp_path / "packages", tmp_path), cache))
    rendered = pages[links.disclosure(NAME)].render()
    html = str(rendered.html)
    assert "原文第 2 页是扫描的图片：这份数据里有 6 个值由程序从图片识别，其中 2 个没有把握" in html
    assert "4 个金额中 3 个经合计关系证实" in html
    assert html.count('<b class="dim"></b>') == 1  # the legend says it with the mark
    drawn = re.findall(r'<t[dh][^>]* class="([^"]*dim[^"]*)"[^>]*>([^<]*)<', html)
    assert [text for _, text in drawn] == ["信创工程", "49.11"]
    every: Any = script_value(assets(rendered)[links.evidence(NAME)])
    said = every["projects"]
    cells = said["rows"]["1"]["c"]
    assert said["words"][cells["total"][5]] == "识别自扫描图片，把握 96%"
    sheet = str(pages[links.facsimile(NAME, 0, 2)].render().html)
    assert "合计：49.11，识别自扫描图片，把握 96%" in sheet
    assert re.search(r'<b id="t-projects-1--total" class="bad dim"', sheet)


def test_a_value_of_a_scan_says_so_also_where_no_picture_of_the_page_is_kept(tmp_path: Path) -> None:
    write(tmp_path, tmp_path / "packages", scanned(), recognised_pages=[2])
    rendered = made(read_catalogue(tmp_path / "packages", tmp_path))[links.disclosure(NAME)].render()
    every: Any = script_value(assets(rendered)[links.evidence(NAME)])
    said = every["projects"]
    assert said["words"][said["rows"]["1"]["c"]["total"]] == "识别自扫描图片，把握 96%"


def test_text_says_nothing_of_recognising(tmp_path: Path) -> None:
    pages = made(pictured(tmp_path))
    rendered = pages[links.disclosure(NAME)].render()
    assert "识别" not in str(rendered.html).split('id="download"')[0].replace("识别号", "")
    every: Any = script_value(assets(rendered)[links.evidence(NAME)])
    assert every["projects"]["rows"]
    assert not [words for words in every["projects"]["words"] if "识别自" in words]


def test_every_value_is_marked_where_it_is_printed(tmp_path: Path) -> None:
    pages = made(pictured(tmp_path))
    rendered = pages[links.facsimile(NAME, 0, 2)].render()
    html = str(rendered.html)
    left, top, right, bottom = box(1, 1)
    row = re.search(r'<a href="../index.html#t-projects-1"><i id="t-projects-1"[^>]*>.*?</a>', html)
    assert row is not None
    assert "》信创工程" in row.group()
    mark = re.search(r'<b id="t-projects-1--total"[^>]*>', row.group())
    assert mark is not None
    place = re.search(r'style="inset:(\S+)% (\S+)% (\S+)% (\S+)%"', mark.group())
    assert place is not None
    expected = [top / 8, 100 - right / 6, 100 - bottom / 8, left / 6]
    assert [float(edge) for edge in place.groups()] == pytest.approx(expected, abs=0.02)
    assert "合计：49.11" in mark.group()
    assert 'class="bad"' in mark.group()
    assert "合计不符。" in html
    assert "读到“5.0”，发布“5.00”" in html
    assert list(assets(rendered)) == [links.picture(NAME, 0, 2)]
    disclosure = str(pages[links.disclosure(NAME)].render().html)
    assert 'href="source/p2.html#t-projects-1"' in disclosure


@pytest.mark.parametrize("edges", ["-50,10,20,30", "10,10,900,30", "30,10,10,30", "a,b,c,d", ",,,"])
def test_a_box_that_is_not_on_the_page_is_not_drawn(tmp_path: Path, edges: str) -> None:
    title, fields, _ = tables()["positions"]
    row = ["1", "projects", "1", "total", "2", *edges.split(","), ""]
    html = str(made(pictured(tmp_path, {**tables(), "positions": (title, fields, [row])}))[
        links.facsimile(NAME, 0, 2)].render().html)  # fmt: skip
    assert "t-projects-1--total" not in html
    assert '<li id="t-projects-1">' in html  # the row is listed, and can be linked to


def test_the_panel_gets_boxes_checks_findings_and_repairs_of_a_row(tmp_path: Path) -> None:
    [item] = pictured(tmp_path).disclosures
    address, [asset] = evidence.scripts(evidence.Evidence(item), {"R-T10-ROW": "合计 = 各列之和"})
    assert address == asset.path == links.evidence(NAME)
    every: Any = script_value(asset.content)
    value = every["projects"]
    to = links.Links(links.disclosure(NAME)).to
    assert value["sheets"] == [[to(links.facsimile(NAME, 0, 2)), to(links.picture(NAME, 0, 2)), 0.75]]
    first, second = value["rows"]["1"], value["rows"]["2"]
    left, top, right, bottom = box(1, 1)
    expected = [0, round(left / 6, 2), round(top / 8, 2), round((right - left) / 6, 2), round((bottom - top) / 8, 2)]
    assert first["c"]["total"] == expected
    assert value["rules"][0] == "合计 = 各列之和"
    assert value["outcomes"][0] == ["pass", "相符"]
    assert first["k"] == [[0, 0, "49.11"]]  # the other side is the same
    assert first["f"] == [["total", "等式的左边", value["words"].index("合计不符。")]]
    assert second["f"] == [["total", "等式的右边", value["words"].index("合计不符。")]]
    assert second["r"] == [["total", "5.0", "5.00", value["words"].index("合计 5.00 = 财政拨款 5.00")]]
    assert value["whole"] == [["fail", "不符", 1]]


def test_where_there_is_much_the_panel_loads_a_table_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [item] = pictured(tmp_path).disclosures
    _, [whole] = evidence.scripts(evidence.Evidence(item), {})
    monkeypatch.setattr(evidence, "_MUCH", len(whole.content) - 1)
    address, found = evidence.scripts(evidence.Evidence(item), {})
    every: Any = script_value(whole.content)
    assert {a.path: script_value(a.content) for a in found} == {
        f"{address}/{name}.js": table for name, table in every.items()
    }


def test_a_workbook_cell_is_named_and_a_page_without_picture_still_has_its_number(tmp_path: Path) -> None:
    title, fields, _ = tables()["positions"]
    place = (title, fields, [["1", "projects", "1", "total", "2", "", "", "", "", "B7"]])
    write(tmp_path, tmp_path / "packages", {**tables(), "positions": place})
    [item] = read_catalogue(tmp_path / "packages", tmp_path).disclosures
    value: Any = script_value(evidence.scripts(evidence.Evidence(item), {})[1][0].content)
    assert value["projects"]["rows"]["1"]["c"] == {"total": "B7"}
    place_of_row = source.place(item, item.rows("projects")[0], "t-projects-1")
    assert place_of_row is not None
    assert place_of_row.words == "原文第 2 页"
    assert place_of_row.target.endswith(".pdf#page=2")


def test_a_row_of_a_workbook_is_named_by_its_sheet(tmp_path: Path) -> None:
    [item] = pictured(tmp_path).disclosures
    book = replace(item, sources=(replace(item.sources[0], path="originals/310107/预算.xlsx", sheets={}),))
    place = source.place(book, Row({"source_page": "2", "source_line": "7"}), "t-projects-1")
    assert place is not None
    assert (place.words, place.number, place.target) == ("原文第 2 张工作表第 7 行", "7", links.original(book, 0))


def test_only_pages_with_tables_are_worth_a_picture(tmp_path: Path) -> None:
    write(tmp_path, tmp_path / "packages")
    office_held = office(tmp_path / "office")
    [item] = read_catalogue(tmp_path / "packages", tmp_path).disclosures
    assert evidence.wanted_pages(item) == {0: (2,)}
    assert evidence.wanted_pages(office_held.disclosures[0]) == {}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_on_pictures_and_in_scripts(tmp_path: Path, text: str) -> None:
    text = text.replace("\u0000", "")
    found = tables()
    title, fields, rows = found["projects"]
    found["projects"] = (text, fields, [[*row[:3], text, *row[4:]] for row in rows])
    title, fields, rows = found["findings"]
    found["findings"] = (title, fields, [[*row[:-1], text] for row in rows])
    held = pictured(tmp_path, found)
    for path, page in made(held).items():
        rendered = page.render()
        assert "<script>alert" not in rendered.html, path
        assert "<img src=x" not in rendered.html, path
        for asset in rendered.assets:
            if asset.path.endswith(".js"):
                assert b"</" not in asset.content, asset.path
                assert b"\xe2\x80\xa8" not in asset.content


# ── projects ──


def test_a_project_keeps_its_address_when_rows_move(tmp_path: Path) -> None:
    fields = "row row_kind unit_name project_name total"
    rows = [["item", "甲", "工作 经费", "1"], ["item", "乙", "工作经费", "2"], ["item", "甲", "工作经费", "3"]]
    first = office(tmp_path / "a", projects=("项目", fields, numbered(rows)))
    moved = [["total", "", "合计", "6"], rows[1], rows[0], ["item", "丙", "慰问", "4"], rows[2]]
    second = office(tmp_path / "b", projects=("项目", fields, numbered(moved)))
    by_amount = [{m.row.text("total"): m.id for m in matched_projects(h.disclosures[0])} for h in (first, second)]
    assert by_amount[0].items() <= by_amount[1].items()
    assert len(set(by_amount[1].values())) == 4
    assert by_amount[0]["3"] == f"{by_amount[0]['1']}-2"  # namesakes of one unit are counted


def test_the_page_of_a_project_tells_money_targets_years_and_repairs(tmp_path: Path) -> None:
    pages = made(office(tmp_path, 2024, 2026))
    [path] = [p for p, page in pages.items() if page.title.startswith("信创工程") and "2026" in p]
    html = str(pages[path].render().html)
    assert "<b>49.11 万元</b>" in html
    assert "替换设备单位数量" in html
    assert "≥25家" in html
    assert "代码相同" in html
    assert "<del>41070226000000024405</del>" in html
    assert "本站计算" not in html  # 49.11 ÷ 25 offices would be no price of anything
    other = next(p for p, page in pages.items() if page.title.startswith("信创工程") and "2024" in p)
    assert other.rpartition("/")[2] == path.rpartition("/")[2]
    assert f'href="../../{other.removeprefix("disclosures/")}"' in html


def test_amounts_of_two_tables_stand_side_by_side(tmp_path: Path) -> None:
    goals = [["1", "item", "信创工程", "49.12", "49.12", "0", "", "525"]]
    fields = "row row_kind name total personnel public source_page source_line"
    held = office(tmp_path, performance_projects=("绩效", fields, goals))
    [found] = [m for m in matched_projects(held.disclosures[0]) if m.name == "信创工程"]
    assert found.goal is None  # another amount: not the same project for certain
    found = replace(found, goal=held.disclosures[0].rows("performance_projects")[0])
    funds = project._funds(held.disclosures[0], found)
    assert [(c.table, c.place.words if c.place else "") for c in funds.columns] == [
        ("项目支出表", "原文第 457 行"), ("绩效", "原文第 525 行")
    ]  # fmt: skip
    assert {label: [(c.value, c.printed) for c in cells] for label, cells in funds.lines} == {
        "合计": [(Decimal("49.11"), True), (Decimal("49.12"), True)],
        "一般公共预算": [(Decimal("49.11"), True), (None, False)],
        "人员经费": [(None, False), (Decimal("49.12"), True)],
    }
    assert funds.nil == ("公用经费",)


def stands(*found: tuple[str, str, str] | None) -> list[source.Place | None]:
    return [source.Place(*p) if p else None for p in found]


def test_a_place_is_a_number_below_the_heading_and_neighbours_share_it() -> None:
    lines = stands(("原文第 5 行", "5", "s#5"), ("原文第 5 行", "5", "s#5"), None, ("原文第 6 行", "6", "s#6"))
    spot = project.Spot
    assert project.spots(lines) == (
        "原文行", [spot(2, "5", "s#5"), None, spot(1, "", ""), spot(1, "6", "s#6")]
    )  # fmt: skip
    sheets = stands(("原文第 2 页", "2", "p#a"), ("原文第 2 页", "2", "p#b"))
    assert project.spots(sheets) == ("原文页", [spot(1, "2", "p#a"), spot(1, "2", "p#b")])


@pytest.mark.parametrize(
    "words", ["《附件1》第 5 行", "原文第 1 张工作表第 5 行"], ids=["of several originals", "of a sheet of a workbook"]
)
def test_a_place_that_its_number_does_not_tell_is_said_whole(words: str) -> None:
    found = stands((words, "5", ""), ("原文第 5 行", "5", ""))
    assert project.spots(found) == ("原文", [project.Spot(1, words, ""), project.Spot(1, "原文第 5 行", "")])


def test_the_lists_are_complete_and_no_page_grows_without_bound(tmp_path: Path) -> None:
    rows = [["item", f"项目{n}", f"{n}.10"] for n in range(450)]
    held = office(tmp_path, projects=("项目", "row row_kind project_name total", numbered(rows)))
    pages = made(held)
    lists = [str(pages[links.project_list("410702", 2026, n)].render().html) for n in (1, 2, 3)]
    assert links.project_list("410702", 2026, 4) not in pages
    names = [name for html in lists for name in re.findall(r">(项目\d+)</a>", html)]
    assert names == [f"项目{n}" for n in reversed(range(450))]
    assert max(html.count("<tr>") for html in lists) <= 202
    explorer = str(pages[links.PROJECTS].render().html)
    assert explorer.count('<th scope="row">') < 60


def test_csv_and_index_have_exact_amounts_and_no_formula(tmp_path: Path) -> None:
    texts = [text.replace("\u0000", "") for text in HOSTILE]
    rows = [["item", text, "-0.123456"] for text in texts]
    held = office(tmp_path, projects=("项目", "row row_kind project_name total", numbered(rows)))
    pages = made(held)
    found = assets(pages[links.PROJECTS].render()) | assets(pages[links.project_list("410702", 2026)].render())
    lines = list(csv.DictReader(io.StringIO(found[links.projects_csv(2026)].decode())))
    assert tuple(lines[0]) == project_records.COLUMNS
    assert {line["total"] for line in lines} == {"-0.123456"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for k, cell in line.items() if k != "total")
    assert {line["project_name"].removeprefix("'") for line in lines} == set(texts)
    assert found[links.projects_csv(2026)] == found[links.projects_csv()]
    index: Any = script_value(found[links.project_index("410702", 2026)])
    assert {row[3] for row in index["rows"]} == {"-0.123456"}
    words: Any = script_value(found[links.project_index("410702", 2026, words=True)])
    assert len(words) == len(index["rows"])


def target(indicator: str, operator: str, value: str, unit: str, dimension: str = "output") -> Row:
    return Row({"indicator": indicator, "target": f"{operator}{value}{unit}", "target_operator": operator,
                "target_value": value, "target_unit": unit, "dimension": dimension})  # fmt: skip


@pytest.mark.parametrize(
    ("name", "amount", "targets", "price"),
    [
        ("公务用车购置", "36", [target("购置公务用车数量", "=", "2", "辆")], ("180000.00", False)),
        (
            "购置办公电脑经费",
            "5",
            [target("办公电脑数量", "≥", "10", "台"), target("满意度", "≥", "9", "%")],
            ("5000.00", True),
        ),
        # the thing that is counted is not what the project is named after
        ("信创工程", "49.11", [target("替换设备单位数量", "≥", "25", "家")], None),
        ("办公室工作经费", "5", [target("办公电脑数量", "=", "10", "台")], None),
        # it buys more than one thing
        ("购置办公电脑", "5", [target("办公电脑数量", "=", "10", "台"), target("打印机数量", "=", "1", "台")], None),
        ("慰问", "7.5", [target("慰问人次", "=", "7", "人次")], None),
        ("购置办公电脑", "5", [target("办公电脑数量", "≤", "10", "台")], None),
        ("购置办公电脑", "0", [target("办公电脑数量", "=", "10", "台")], None),
        ("购置办公电脑", "-5", [target("办公电脑数量", "=", "10", "台")], None),
        ("购置办公电脑", "5", [target("办公电脑数量", "=", "0", "台")], None),
    ],
)
def test_a_price_is_worked_out_only_of_the_same_thing(
    name: str, amount: str, targets: list[Row], price: tuple[str, bool] | None
) -> None:
    found = unit_price.of_project(name, Decimal(amount), targets)
    assert (None if found is None else (str(found.amount), found.most)) == price


@pytest.mark.parametrize(
    ("total", "quantity", "price"),
    [("1.2", "3台", "4000.00"), ("1.2", "3", "4000.00"), ("1.2", "", None), ("1.2", "一批", None), ("", "3", None),
     ("1.2", "0", None), ("1.2", "2.5", None)],
)  # fmt: skip
def test_the_price_of_a_purchase_is_of_one_row(total: str, quantity: str, price: str | None) -> None:
    found = unit_price.of_purchase(Row({"total": total, "quantity": quantity}))
    assert (None if found is None else str(found.amount)) == price


def test_stated_prices_are_told_from_totals() -> None:
    rows = [target("文件印刷每页单价", "≤", "0.5", "元", "cost"), target("人均补助标准", "=", "140", "元/人/天", "cost"),
            target("项目总成本", "≤", "31", "万元", "cost"), target("单价控制", "", "", "", "cost")]  # fmt: skip
    assert [row.text("indicator") for row in unit_price.stated(rows)] == ["文件印刷每页单价", "人均补助标准"]


# ── comparison and what is held ──


def item_of(held: Catalogue) -> Disclosure:
    return held.disclosures[0]


def test_what_is_compared_is_exact_and_leads_to_its_row(tmp_path: Path) -> None:
    [entry] = shelve(office(tmp_path)).entries
    value = compare.comparable(entry)
    totals = {row[0]: row[2:] for row in value["groups"][0][2]}
    assert totals["expenditure"] == ["702.77", "t-balance-14"]
    functional = {row[0]: row[2] for row in value["groups"][1][2]}
    assert functional["2013101"] == "366.38"
    assert sum(map(Decimal, functional.values())) == Decimal("702.77")
    assert value["tables"]["政府性基金预算支出情况表"] == "empty"


def test_a_table_is_there_empty_missing_or_never_listed(tmp_path: Path) -> None:
    found = office_tables()
    del found["income"]
    title, fields, rows = found["checks"]
    lost = ["R-TOC-MISSING", "income", "", "fail", "", "", "", ""]
    found["checks"] = (title, fields, numbered([*(row[1:] for row in rows), lost]))
    write_package(tmp_path, OFFICE_NAME, OFFICE, found)
    held = read_catalogue(tmp_path, tmp_path)
    html = str(made(held)[links.coverage("410702")].render().html)
    assert 'class="n lost">缺' in html
    assert 'class="n mut">空表' in html
    [entry] = shelve(held).entries
    states = coverage.all_held(entry)
    assert states["部门收入总体情况表"] == "missing"
    assert states["政府采购预算表"] == "none"
    assert states["部门支出总体情况表"] == "rows"


def test_nothing_held_still_gives_every_page(tmp_path: Path) -> None:
    pages = made(read_catalogue(tmp_path, tmp_path))
    for path in (links.PROJECTS, links.COMPARE, links.COVERAGE):
        assert pages[path].render().html
