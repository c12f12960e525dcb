"""Pages from packages: what is shown, what is left out, and that nothing in a package can do harm."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from disclosures.catalogue import Disclosure, Field, read_catalogue
from disclosures.pages import links, names, numbers, site, tables
from disclosures.pages.figures import charts, cuts, years
from disclosures.pages.figures.facts import read_facts
from disclosures.pages.figures.three_public import three_public
from disclosures.pages.files import downloads
from disclosures.pages.generator import shell
from disclosures.pages.output import Page
from disclosures.pages.projects import projects
from disclosures.pages.shelves import shelve
from site_package import OFFICE, Table, office_tables, write_package

SCHEMAS = {"balance": {"title": "收支表", "fields": [{"name": "row", "type": "integer", "title": "行"}]}}
RULES = [
    {"id": "R-T03-ROW", "severity": "error", "title": "横加", "formula": "合计 = 基本 + 项目", "unheard_of": ["甲"]}
]


def one(tmp_path: Path, about: Mapping[str, object], found: Mapping[str, Table]) -> Disclosure:
    """One package as the catalogue reads it."""
    write_package(tmp_path, "410702-office-2026", about, found)
    held = read_catalogue(tmp_path, tmp_path)
    assert held.problems == ()
    return held.disclosures[0]


def made(tmp_path: Path) -> dict[str, Page]:
    """All pages of the packages in tmp_path."""
    return {page.path: page for page in site.plan(read_catalogue(tmp_path, tmp_path), SCHEMAS, RULES).pages()}


def article(tmp_path: Path) -> str:
    return str(made(tmp_path)[links.disclosure("410702-office-2026")].render().html)


@pytest.fixture
def office(tmp_path: Path) -> Disclosure:
    return one(tmp_path, OFFICE, office_tables())


def test_the_lede_says_how_much_more_and_why_in_the_documents_words(tmp_path: Path, office: Disclosure) -> None:
    html = article(tmp_path)
    lede = html[html.index('class="lede"') :].partition("</p>")[0]
    assert "收支各 <b>702.77 万元</b>" in lede
    assert "<b>158.83 万元（+29.20%）</b>" in lede
    assert "“人员较去年年底增加5人，一般公共预算收入增加”" in lede
    assert office.year == 2026


def test_facts_name_the_row_that_prints_them(office: Disclosure) -> None:
    facts = read_facts(office)
    assert (facts.figures["expenditure"].resource, facts.figures["expenditure"].row) == ("balance", "14")
    assert facts.value("project") == Decimal("58.11")
    assert facts.previous("three_public") == Decimal("5.50")
    assert facts.value("operating_funds") is None
    assert facts.outcomes == {"pass": 7, "rounding": 1, "fail": 1, "not_evaluable": 1}


def test_every_table_has_caption_scopes_permanent_ids_and_its_csv(tmp_path: Path, office: Disclosure) -> None:
    html = article(tmp_path)
    for name in office.resources:
        assert f'id="t-{name}"' in html, name
        assert f"data/{name}.csv" in html, name
    assert '<tr id="t-expenditure-3"' in html
    assert html.count("<table") == html.count("<caption>")
    assert not re.findall(r"<th(?![^>]*scope=)[ >]", html)


def test_a_blank_cell_a_printed_zero_and_a_column_blank_all_through_are_told_apart(tmp_path: Path) -> None:
    rows = [["1", "item", "甲", "0", "", ""], ["2", "item", "乙", "-1.50", "", "3.10"]]
    found = {"other_01": ("某表", "row row_kind name total basic_capital personnel", rows)}
    item = one(tmp_path, {}, found)
    view = tables.table_view(item, item.resources["other_01"], tables.read_marks(item), "某表")
    assert view.hidden == ("基本支出：资本性支出",)
    cells = [[(c.text, c.css) for c in r.cells] for r in view.bodies[0].rows]
    assert cells == [[("0", "z"), ("", "")], [("−1.50", ""), ("3.10", "")]]
    assert (view.numbers, view.codes) == ((2, 3), ())


def test_a_column_is_drawn_by_its_place_and_an_empty_cell_is_empty(tmp_path: Path) -> None:
    """The style sheet tells numbers, codes and blanks by these: nothing else on the page does."""
    rows = [["1", "item", "甲", "201", "1.50", "", "9"], ["2", "item", "乙", "", "", "说明", "9"]]
    found = {"other_01": ("某表", "row row_kind name functional_code total note source_line", rows)}
    item = one(tmp_path, {}, found)
    html = shell.compact(article(tmp_path))
    table = html.partition("id=t-other_01 ")[2].partition("</table>")[0]
    assert "data-n=3 data-c=2" in table.partition(">")[0]
    assert (
        "<tr id=t-other_01-1><th scope=row>甲<td>201<td>1.50<td><td>9<tr id=t-other_01-2><th scope=row>乙<td><td><td>说明<td>9"
        in table
    )
    styles = (Path(__file__).parents[1] / "docs" / "assets" / "site.css").read_text("utf-8")
    for at in range(2, 31):
        assert f'[data-n~="{at}"] td:nth-child({at})' in styles
        assert f'[data-c~="{at}"] td:nth-child({at})' in styles
    assert '[data-cols] td:empty::after{content:"·";content:"·"/"空白"' in styles
    assert item.name


def test_unknown_resources_and_columns_are_shown_under_their_printed_titles(tmp_path: Path) -> None:
    folder = write_package(
        tmp_path, "410702-office-2026", {}, {"other_07": ("会议费明细", "row extra_01", [["1", "x"]])}
    )
    file = folder / "datapackage.json"
    text = file.read_text("utf-8").replace('"title": "extra_01"', '"title": "主办处室"')
    file.write_text(text, "utf-8")
    html = article(tmp_path)
    assert "会议费明细" in html
    assert "主办处室" in html.replace("<br>", "")


def test_repaired_and_doubted_cells_are_marked_and_explained(tmp_path: Path, office: Disclosure) -> None:
    html = article(tmp_path)
    assert 'class="fixd" data-raw="41070226000000024405"' in html
    assert '<td class="bad">' in html
    faults, repairs = html.index("文件自身的矛盾"), html.index("读取时的修复")
    assert faults < html.index("项目支出与另一张表不符。") < repairs < html.index("<del>41070226000000024405</del>")
    assert "医疗保险列在 201 类之下" in html
    assert "收到的文件受损、没有修复的 1 处" in html
    assert office.name in html


def test_a_cut_that_does_not_add_up_is_not_drawn(tmp_path: Path) -> None:
    found = dict(office_tables())
    title, fields, rows = found["balance"]
    found["balance"] = (title, fields, [["599.45" if c == "598.45" else c for c in row] for row in rows])
    item = one(tmp_path / "one", OFFICE, found)
    kinds = [c.kind for c in (cuts.cuts(item, read_facts(item)) or pytest.fail("no cuts")).cuts]
    # the classes of the expenditure table still add up; once they don't either, there is nothing to draw
    assert kinds == ["资金来源", "各单位", "功能分类", "基本与项目", "经济分类"]
    title, fields, rows = found["expenditure"]
    found["expenditure"] = (title, fields, [["367.38" if c == "366.38" else c for c in row] for row in rows])
    item = one(tmp_path / "two", OFFICE, found)
    kinds = [c.kind for c in (cuts.cuts(item, read_facts(item)) or pytest.fail("no cuts")).cuts]
    assert kinds == ["资金来源", "各单位", "基本与项目", "经济分类"]


def test_charts_say_the_same_as_the_tables(office: Disclosure) -> None:
    facts = read_facts(office)
    drawn = cuts.cuts(office, facts)
    assert drawn is not None
    assert all(sum(line.value for line in cut.lines) == Decimal("702.77") for cut in drawn.cuts)
    ranking = cuts.function_ranking(office)
    assert ranking is not None
    assert [line.share for line in ranking.lines] == ["52.13%", "24.75%", "8.27%", "7.61%", "7.23%"]
    public = three_public(office, facts)
    assert public is not None
    assert public.message == "“三公”只有一项：公务用车运行维护费 7.50 万元，比上年多 2.00 万元"


THREE_PUBLIC = "row row_kind unit_name period source total vehicles vehicle_operation source_page source_line"


@pytest.mark.parametrize(
    ("lines", "total", "previous"),
    [
        (["item||2025||6.00|6.00|6.00", "item||2026||7.00|7.00|7.00"], "7.00", "6.00"),
        (["item||2026|total|7.00|7.00|7.00", "item||2026|general_public_budget|6.50|6.50|6.50",
          "item||2026|government_fund|0.50|0.50|0.50"], "7.00", "5.00"),
        (["item||2026|general_public_budget|7.00|7.00|7.00", "item||2026|government_fund|0.00|0.00|0.00"], "7.00", "5.00"),
        (["total|甲局|2026||7.00|7.00|7.00", "item|甲局（本级）|2026||4.00|4.00|4.00", "item|中心|2026||3.00|3.00|3.00"],
         "7.00", "5.00"),
    ],
)  # fmt: skip
def test_the_figure_of_several_rows_is_this_years_of_the_whole(
    tmp_path: Path, lines: list[str], total: str, previous: str
) -> None:
    rows = [[str(i), *line.split("|"), "", "425"] for i, line in enumerate(lines, 1)]
    title = "“三公”经费支出表"
    found = one(tmp_path, OFFICE, {**office_tables(), "three_public": (title, THREE_PUBLIC, rows)})
    facts = read_facts(found)
    assert facts.value("three_public") == Decimal(total)
    public = three_public(found, facts)
    assert public is not None
    assert (public.previous, public.derived) == (Decimal(previous), "2025" not in lines[0])
    assert {p.label: p.value for p in public.parts}["公务用车运行维护费"] == Decimal(total)


def test_projects_get_their_targets_by_code_or_by_name_and_amount(office: Disclosure) -> None:
    found = projects(office)
    assert found is not None
    first, second, *rest = found.projects
    assert (first.name, first.amount, len(first.targets)) == ("信创工程", Decimal("49.11"), 3)
    assert [t.target for t in second.targets] == ["2026年春节前"]
    assert all(not p.targets for p in rest)


def test_negative_amounts_are_printed_but_never_drawn(tmp_path: Path) -> None:
    rows = [["1", "item", "甲", "-5.00"], ["2", "item", "乙", "7.00"], ["3", "item", "丙", "0.00"]]
    one(tmp_path, {}, {"projects": ("项目支出表", "row row_kind project_name total", rows)})
    html = article(tmp_path)
    assert "−5.00" in html
    assert "合计 2.00" in html
    assert 'width="-' not in html


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    "[点我](javascript:alert(1)) **粗** `码`",
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "../../../etc/passwd",
    "\u202e反转\u0000\u0007",
    "名" * 200,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_package_stays_text(tmp_path: Path, text: str) -> None:
    text = text.replace("\u0000", "")
    about = {"department": text, "department_id": text, "division": text, "published": text, "tables_listed": [text]}
    found: dict[str, Table] = {
        "expenditure": (text, "row row_kind name total extra_01", [["1", "item", text, text, text]]),
        "projects": ("项目", "row row_kind project_name total", [["1", "item", text, "1.00"]]),
        "glossary": ("名词", "row term definition", [["1", text, text]]),
        "statements": ("数", "row section measure value value_unit sentence", [["1", text, text, "1", text, text]]),
        "findings": (
            "发现",
            "row rule severity origin resource row_ref field printed expected difference message",
            [["1", text, text, text, text, text, text, text, text, text, text]],
        ),
        "repairs": ("修复", "row resource row_ref field printed published rule evidence", [["1", *[text] * 7]]),
        "checks": ("核对", "row rule resource row_ref outcome left right difference reason", [["1", *[text] * 8]]),
    }
    one(tmp_path, about, found)
    for path, page in made(tmp_path).items():
        rendered = page.render()
        html = str(rendered.html)
        assert "<script>" not in html, path
        assert "<img" not in html, path
        assert not re.search(r"""(?:href|src|action)=["']?\s*javascript:""", html), path
        assert "49{%" not in html, path
        assert ".." not in path
        assert all(".." not in asset.path.split("/") for asset in rendered.assets)


def test_a_workbook_holds_no_formula_and_keeps_codes_as_text(tmp_path: Path) -> None:
    rows = [["1", "item", "0012345", text, "1.10"] for text in HOSTILE if "\u0000" not in text]
    item = one(tmp_path, {}, {"projects": ("表[1]:*?/\\", "row row_kind project_code project_name total", rows)})
    with zipfile.ZipFile(io.BytesIO(downloads.workbook(item))) as book:
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
        assert all(not n.startswith("xl/externalLinks") for n in book.namelist())
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower()
    assert "=HYPERLINK" in strings
    assert "0012345" in strings
    assert "<v>1.1</v>" in sheet
    assert 'topLeftCell="A2"' in sheet
    assert 'state="frozen"' in sheet


def test_downloads_are_the_same_bytes_on_every_run_and_the_zip_is_a_package(office: Disclosure) -> None:
    first = downloads.files(office)
    assert [(a.path, a.content) for a in first] == [(a.path, a.content) for a in downloads.files(office)]
    with zipfile.ZipFile(io.BytesIO(downloads.archive(office))) as archive:
        listed = archive.namelist()
        assert f"{office.name}/datapackage.json" in listed
        assert f"{office.name}/data/expenditure.csv" in listed
        assert {i.date_time for i in archive.infolist()} == {downloads.EPOCH}


def test_an_empty_package_still_has_a_page(tmp_path: Path) -> None:
    one(tmp_path, {}, {})
    html = article(tmp_path)
    assert "没有印出收支总额" in html
    assert "收到的表不足以作图" in html
    assert made(tmp_path)[links.HOME].render().html


def test_nothing_held_is_said_so(tmp_path: Path) -> None:
    pages = made(tmp_path)
    assert "还没有收录任何文件" in pages[links.HOME].render().html
    assert "还没有收录任何文件" in pages[links.DIVISIONS].render().html


def test_a_long_table_is_cut_on_the_page_and_says_so(tmp_path: Path) -> None:
    rows = [[str(n), "item", f"项目{n}", f"{n}.00"] for n in range(1, 5001)]
    one(tmp_path, {}, {"projects": ("项目支出表", "row row_kind project_name total", rows)})
    html = article(tmp_path)
    assert "全部 5,000 行在 CSV 里" in html
    assert 'id="t-projects-1000"' in html
    assert 'id="t-projects-1001"' not in html


@pytest.mark.usefixtures("office")
def test_the_dictionary_and_the_rules_show_whatever_keys_there_are(tmp_path: Path) -> None:
    pages = made(tmp_path)
    assert 'id="d-balance"' in pages[links.DICTIONARY].render().html
    rules = str(pages[links.RULES].render().html)
    assert 'id="R-T03-ROW"' in rules
    assert "相符 7" in rules
    assert 'id="X-ZERO"' in rules  # named by a repair, not in the list
    rule = str(pages[links.rule("R-T03-ROW")].render().html)
    assert "unheard_of" in rule
    assert "没有发现" in rule


def test_years_that_are_not_held_are_said_to_be_missing(tmp_path: Path, office: Disclosure) -> None:
    write_package(tmp_path, "410702-office-2023", {**OFFICE, "year": 2023}, office_tables())
    html = str(made(tmp_path)[links.department(office.department_id)].render().html)
    assert "2024 <small>未收录</small>" in html
    assert "都是 <b>702.77 万元</b>" in html
    assert 'class="gap"' in html


def test_addresses_are_relative_and_plain() -> None:
    to = links.Links(links.disclosure("a")).to
    assert to("index.html") == "../../index.html"
    assert to("disclosures/a/data/x.csv") == "data/x.csv"
    assert to(f"{links.disclosure('a')}#t-x") == "#t-x"
    assert to("disclosures/a/original/年 1.txt") == "original/%E5%B9%B4%201.txt"
    assert links.slug("410702-quwei") == "410702-quwei"
    assert re.fullmatch(r"x[0-9a-f]{16}", links.slug("../部门"))


@pytest.mark.parametrize(
    ("full", "division", "short"),
    [
        ("中国共产党新乡市红旗区委员会办公室", "河南省新乡市红旗区", "红旗区委办公室"),
        ("新乡市红旗区政务服务和大数据管理局", "河南省新乡市红旗区", "红旗区政务服务和大数据管理局"),
        ("北京市海淀区教育委员会", "北京市海淀区", "海淀区教育委员会"),
        ("财政部", "", "财政部"),
    ],
)
def test_short_names(full: str, division: str, short: str) -> None:
    assert names.short_department(full, division) == short


def test_numbers_as_readers_write_them() -> None:
    assert numbers.amount(Decimal("1235.05")) == "1,235.05"
    assert numbers.amount(Decimal("0.123400")) == "0.1234"
    assert numbers.signed(Decimal("-5")) == "−5.00"
    assert numbers.percent(Decimal(1), Decimal(0)) == ""
    assert numbers.plain("43") == "43"


@pytest.mark.parametrize(
    ("text", "shown"), [("-1234.5", "−1,234.5"), ("1e999999", "1e999999"), ("NaN", "NaN"), ("八", "八")]
)
def test_a_cell_never_grows_beyond_what_it_says(text: str, shown: str) -> None:
    assert tables._number_cell(Field("total", "number", "合计", "", ""), text).text == shown


@pytest.mark.parametrize("title", ["\ufffe表\uffff", "a[b]:*?/\\c", "\x00\x1f"])
def test_a_workbook_opens_whatever_its_sheets_are_called(title: str, tmp_path: Path) -> None:
    write_package(tmp_path, "a-2026", OFFICE, {"other_01": (title, "row column_01", [["1", title]])})
    (item,) = read_catalogue(tmp_path, tmp_path).disclosures
    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook(item)))
    assert len(book.sheetnames) == 2


def test_a_stack_draws_what_it_is_given() -> None:
    svg = charts.stack([charts.Part("甲", Decimal(3)), charts.Part("乙<", Decimal(1), 2)], Decimal(4), "分法")
    assert "甲 3.00 万元，乙&lt; 1.00 万元" in svg
    assert svg.count("<rect") == 2
    assert 'width="74.75%"' in svg


def test_an_original_is_published_under_its_name_and_never_as_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "originals" / "410702"
    folder.mkdir(parents=True)
    for name in ("a#1?.txt", "b.html"):
        (folder / name).write_bytes("第一行\n第二行\n".encode("gb18030"))
    package = write_package(tmp_path, "410702-office-2026", OFFICE, office_tables(), folder / "a#1?.txt")
    text = (package / "datapackage.json").read_text("utf-8")
    second = '"sources": [{"path": "originals/410702/b.html"},'
    (package / "datapackage.json").write_text(text.replace('"sources": [', second), "utf-8")
    item = read_catalogue(tmp_path, tmp_path).disclosures[0]
    paths = [a.path for a in downloads.files(item) if "/original/" in a.path]
    assert paths == [f"disclosures/{item.name}/original/{p}" for p in ("b.html.txt", "2/a＃1？.txt")]
    source = made(tmp_path)[links.source(item.name, 1)].render().html
    assert "<b id=2>第二行</b>" in source


def test_a_growth_rate_that_its_own_amounts_contradict_is_given_as_the_documents_words(tmp_path: Path) -> None:
    found = dict(office_tables())
    title, fields, rows = found["statements"]
    found["statements"] = (title, fields, [["22.60" if c == "29.20" else c for c in row] for row in rows])
    one(tmp_path, OFFICE, found)
    assert "158.83 万元（文件写 +22.60%）" in article(tmp_path)


def test_projects_of_one_name_are_told_apart_by_their_unit(tmp_path: Path) -> None:
    printed = [("运维", "甲中心", "7.00"), ("运维", "乙中心", "5.00"), ("差旅", "甲中心", "1.00")]
    rows = [[str(number), "item", *cells] for number, cells in enumerate(printed, start=1)]
    found = projects(one(tmp_path, {}, {"projects": ("项目支出表", "row row_kind project_name unit_name total", rows)}))
    assert found is not None
    assert [p.told_apart for p in found.projects] == ["甲中心的运维", "乙中心的运维", "差旅"]
    assert [label for _, label, *_ in found.key] == ["甲中心的运维", "乙中心的运维", "差旅"]


def test_two_documents_of_a_year_are_told_apart_by_their_level(tmp_path: Path) -> None:
    for name, level in (("office-2026", "department"), ("office-2026-unit", "unit")):
        write_package(tmp_path, f"410702-{name}", {**OFFICE, "level": level}, office_tables())
    write_package(tmp_path, "410702-office-2025", {**OFFICE, "year": 2025}, office_tables())
    [department] = shelve(read_catalogue(tmp_path, tmp_path)).departments
    assert [department.told_apart(e) for e in department.entries] == ["", "部门预算", "单位预算"]
    home = made(tmp_path)["index.html"].render().html
    assert home.count("部门预算<br>") == home.count("单位预算<br>") == 1


def test_tables_are_counted_against_the_contents_only_where_these_list_them_all(tmp_path: Path) -> None:
    for listed in (1, 40):
        packages = tmp_path / str(listed)
        about = {**OFFICE, "tables_listed": ["表"] * listed}
        write_package(packages, "410702-office-2026", about, office_tables())
        [entry] = shelve(read_catalogue(packages, packages)).entries
        assert entry.found in range(2, 40)
        assert entry.coverage == (f"表 {entry.found}/40" if listed == 40 else f"表 {entry.found}")


def test_last_years_amount_that_the_table_prints_is_not_called_derived(tmp_path: Path) -> None:
    title, _, _ = office_tables()["three_public"]
    rows = [["1", "total", "2025", "6.10"], ["2", "total", "2026", "7.50"]]
    printed = {**office_tables(), "three_public": (title, "row row_kind period total", rows)}
    item = one(tmp_path, OFFICE, printed)
    assert read_facts(item).previous("three_public") == Decimal("6.10")
    [department] = shelve(read_catalogue(tmp_path, tmp_path)).departments
    points = {p.year: (p.value, p.derived) for p in years.points(department.entries, "three_public")}
    assert points == {2025: (Decimal("6.10"), False), 2026: (Decimal("7.50"), False)}
    assert [p.derived for p in years.points(department.entries, "expenditure")] == [True, False]
