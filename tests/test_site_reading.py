"""The reading pages: what one sentence says, where a change comes from, lists of outcomes, rules, words, citations."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import cases
from disclosures.catalogue import Disclosure, read_catalogue
from disclosures.pages import examples, glossary, links, numbers, site
from disclosures.pages.articles import division, english
from disclosures.pages.articles.quality import quality
from disclosures.pages.articles.rules import words
from disclosures.pages.figures import cuts, lede, years
from disclosures.pages.files import chart_data
from disclosures.pages.output import Page, Rendered
from disclosures.pages.reporting import Report
from disclosures.pages.shelves import Department, shelve
from disclosures.rulebook import rules
from site_package import OFFICE, Table, office_tables, write_package

NAME = "410702-office-2026"


def made(folder: Path, repository: str = "") -> dict[str, Page]:
    held = read_catalogue(folder, folder)
    assert held.problems == ()
    return {p.path: p for p in site.plan(held, site.read_schemas(), site.read_rules(), repository).pages()}


def rendered(folder: Path, name: str = NAME) -> Rendered:
    return made(folder)[links.disclosure(name)].render()


def department(folder: Path) -> Department:
    return shelve(read_catalogue(folder, folder)).departments[0]


def item(folder: Path) -> Disclosure:
    return read_catalogue(folder, folder).disclosures[0]


def without_changes() -> dict[str, Table]:
    return {name: table for name, table in office_tables().items() if name != "statements"}


def scaled(found: dict[str, Table], resource: str, old: str, new: str) -> dict[str, Table]:
    title, fields, rows = found[resource]
    return {**found, resource: (title, fields, [[new if cell == old else cell for cell in row] for row in rows])}


# ── the sentence and the key figures ──


def test_the_sentence_says_where_the_money_comes_from(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, office_tables())
    assert "，全部来自一般公共预算，比上年增加" in rendered(tmp_path).html


def test_a_source_is_named_only_where_all_sources_add_up(tmp_path: Path) -> None:
    found = scaled(scaled(office_tables(), "income", "702.77", "702.76"), "balance", "一、一般公共预算", "其他")
    found["income"] = (found["income"][0], found["income"][1], found["income"][2][1:])
    balance = found["balance"]
    found["balance"] = (balance[0], balance[1], [r for r in balance[2] if r[4] != "其他"])
    write_package(tmp_path, NAME, OFFICE, found)
    assert "来自" not in rendered(tmp_path).html.partition('class="lede"')[2].partition("</p>")[0]


def test_without_a_stated_change_the_year_before_is_compared_and_said_to_be_ours(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, without_changes())
    before = scaled(without_changes(), "balance", "702.77", "602.77")
    write_package(tmp_path, "410702-office-2025", {**OFFICE, "year": 2025}, before)
    html = rendered(tmp_path).html
    assert "比 2025 年的文件多 <b>100.00 万元</b>（本站计算）" in html
    assert '<span class="tag calc">本站计算</span>' in html
    assert "文件写的原因" not in html


def test_a_unit_is_never_compared_with_its_department(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, without_changes())
    before = scaled(without_changes(), "balance", "702.77", "602.77")
    write_package(tmp_path, "410702-office-2025-unit", {**OFFICE, "year": 2025, "level": "unit"}, before)
    assert "本站计算" not in rendered(tmp_path).html


def stated(*lines: str) -> dict[str, Table]:
    """The office's tables with these statements: measure, value, sentence, reason."""
    found = office_tables()
    title, fields, _ = found["statements"]
    rows = []
    for number, line in enumerate(lines, 1):
        measure, value, sentence, why = line.split("|")
        rows.append([str(number), "一、说明", measure, "", "", value, "万元", sentence, why, "", str(number)])
    return {**found, "statements": (title, fields, rows)}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("expenditure_total_change|5|甲|因为甲",), "比上年增加 <b>5.00 万元"),
        (("expenditure_total|702.77|甲|", "expenditure_total_change|5|乙|"), "比上年增加 <b>5.00 万元"),
        (("expenditure_total|600|甲|", "expenditure_total_change|5|甲|"), ""),  # of another budget than all
        (("expenditure_total|702.8|甲|", "expenditure_total|600|乙|", "expenditure_total_change|5|乙|"), ""),
        (("expenditure_total_change|5|甲|", "expenditure_total|702.77|乙|"), ""),
        (("income_total|702.77|甲|", "income_total_change|6|甲|"), "比上年增加 <b>6.00 万元"),
    ],
)
def test_a_change_is_told_only_of_the_amount_that_it_was_stated_of(
    tmp_path: Path, lines: tuple[str, ...], said: str
) -> None:
    write_package(tmp_path, NAME, OFFICE, stated(*lines))
    sentence = rendered(tmp_path).html.partition('class="lede"')[2].partition("</p>")[0]
    assert (said in sentence) if said else ("比上年" not in sentence)


def test_an_amount_that_is_stated_of_each_unit_is_not_the_departments(tmp_path: Path) -> None:
    lines = ("operating_funds|3|甲|", "operating_funds|4|乙|", "three_public_total|7.5|丙|")
    write_package(tmp_path, NAME, OFFICE, stated(*lines))
    figures = department(tmp_path).entries[0].facts.figures
    assert "operating_funds" not in figures
    assert figures["three_public"].value == Decimal("7.50")
    alike = ("operating_funds|3|甲|", "operating_funds|3.00|乙|")
    write_package(tmp_path / "alike", NAME, OFFICE, stated(*alike))
    assert department(tmp_path / "alike").entries[0].facts.figures["operating_funds"].value == 3


def test_a_long_reason_ends_at_a_comma_with_the_way_to_the_rest(tmp_path: Path) -> None:
    why = "，".join(["人员较去年年底增加五人"] * 20)
    write_package(tmp_path, NAME, OFFICE, stated(f"expenditure_total_change|5|甲|{why}"))
    sentence = rendered(tmp_path).html.partition('class="lede"')[2].partition("</p>")[0]
    assert '增加五人……”（<a href="#t-statements-1">全文</a>）' in sentence
    assert len(sentence) < 400


def test_the_number_of_vehicles_is_said_in_the_documents_words(tmp_path: Path) -> None:
    sentence = "其他情况；截至2025年底，本部门共有车辆12辆，其中机要通信用车2辆。"
    found = stated(f"vehicle_count|12|{sentence}|", f"vehicle_count|2|{sentence}|")
    write_package(tmp_path, NAME, OFFICE, scaled(found, "statements", "万元", "辆"))
    assert '“截至2025年底，本部门共有车辆12辆”（<a href="#t-statements-1">原句</a>）' in rendered(tmp_path).html
    other = tmp_path / "other"
    found = stated(f"vehicle_count|2|{sentence.replace('12辆', '12台')}|")  # 2 of 12 is not all
    write_package(other, NAME, OFFICE, scaled(found, "statements", "万元", "台"))
    assert "文件写的车辆数" not in rendered(other).html


def test_without_personnel_the_basic_expenditure_is_a_key_figure(tmp_path: Path) -> None:
    found = {name: table for name, table in office_tables().items() if name != "basic_expenditure"}
    write_package(tmp_path, NAME, OFFICE, found)
    entry = department(tmp_path).entries[0]
    assert [(k.label, k.value) for k in lede.keys(entry, None)][1] == ("基本支出", Decimal("644.66"))


def test_each_chart_has_an_address_and_can_be_cited(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, office_tables())
    html = rendered(tmp_path).html
    figures = re.findall(r'<figure class="fig" id="(fig-[a-z-]+)">', html)
    assert {"fig-cuts", "fig-three-public", "fig-projects"} <= set(figures)
    assert re.findall(r'href="#(fig-[a-z-]+)" data-cite', html) == figures


def test_a_place_ranks_the_budgets_of_its_latest_year(tmp_path: Path) -> None:
    def budget(name: str, total: str, **about: object) -> None:
        given = {
            **OFFICE,
            "department_id": f"d-{ord(name)}",
            "department": f"新乡市红旗区{name}局",
            "division_code": "410702",
            **about,
        }
        write_package(
            tmp_path, f"410702-{ord(name)}-2026", given, scaled(without_changes(), "balance", "702.77", total)
        )

    budget("甲", "9.5")
    budget("乙", "88.00")
    budget("丙", "7000", year=2025)
    found = shelve(read_catalogue(tmp_path, tmp_path)).divisions[0]
    ranked = division.ranking(found)
    assert ranked is not None
    assert [(line.label, line.value) for line in ranked.lines] == [
        ("红旗区乙局", Decimal("88.00")),
        ("红旗区甲局", Decimal("9.5")),
    ]
    assert ranked.message == "收录的 2 份里，支出最多的是红旗区乙局，88.00 万元"
    page = next(division.division_pages(found)).render()
    exact = next(a for a in page.assets if a.path == "divisions/410702.csv").content.decode()
    assert [line.split(",")[5] for line in exact.splitlines()] == ["expenditure", "7000", "88.00", "9.5"]


def test_one_budget_has_no_order(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, office_tables())
    assert division.ranking(shelve(read_catalogue(tmp_path, tmp_path)).divisions[0]) is None


def test_a_rate_printed_with_one_decimal_agrees_with_its_amounts(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, scaled(office_tables(), "statements", "29.20", "29.2"))
    assert "158.83 万元（+29.2%）" in rendered(tmp_path).html
    other = tmp_path / "other"
    write_package(other, NAME, OFFICE, scaled(office_tables(), "statements", "29.20", "29.4"))
    assert "158.83 万元（文件写 +29.4%）" in rendered(other).html


def test_sentences_round_and_tables_do_not(tmp_path: Path) -> None:
    found = scaled(office_tables(), "balance", "702.77", "32852.053832")
    write_package(tmp_path, NAME, OFFICE, found)
    html = rendered(tmp_path).html
    assert "<b>32,852.05 万元</b>（3.29 亿元）" in html
    assert 'title="32,852.053832 万元，看它印在哪里"' in html
    assert ">32,852.053832</td>" in html


def test_parts_that_were_rounded_one_by_one_are_drawn_and_said_to_be(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, scaled(office_tables(), "balance", "598.45", "598.44"))
    html = rendered(tmp_path).html
    assert "一般公共服务 <b>598.44</b>" in html
    assert "有的各项相加差零点零几，是四舍五入" in html


def test_in_a_table_converted_from_yuan_the_points_stand_in_line(tmp_path: Path) -> None:
    rows = [
        ["1", "item", "甲", "107.5"],
        ["2", "item", "乙", "287.8025"],
        ["3", "item", "丙", "0"],
        ["4", "item", "丁", ""],
    ]
    for unit in ("元", "万元"):
        found = ("项目", "row row_kind project_name total", rows)
        folder = write_package(tmp_path / unit, NAME, OFFICE, {"projects": found})
        told = (
            (folder / "datapackage.json")
            .read_text("utf-8")
            .replace('"printed_unit": "万元"', f'"printed_unit": "{unit}"')
        )
        (folder / "datapackage.json").write_text(told, "utf-8")
    cells = [
        re.findall(r'<td(?: class="z")?>([^<]*)</td>', rendered(tmp_path / unit).html.partition('id="t-projects"')[2])
        for unit in ("元", "万元")
    ]
    assert cells[0][:4] == ["107.5000", "287.8025", "0", ""]
    assert cells[1][:4] == ["107.5", "287.8025", "0", ""]


def test_the_largest_of_an_incomplete_table_are_not_named(tmp_path: Path) -> None:
    found = office_tables()
    title, fields, rows = found["expenditure"]
    write_package(tmp_path, NAME, OFFICE, {**found, "expenditure": (title, fields, rows[:-1])})
    held = item(tmp_path)
    assert cuts.function_ranking(held) is None
    assert cuts.economic_ranking(held) is not None


def test_a_table_of_one_budget_is_not_called_all_expenditure(tmp_path: Path) -> None:
    found = office_tables()
    write_package(tmp_path, NAME, OFFICE, found)
    whole = cuts.economic_ranking(item(tmp_path))
    assert whole is not None
    assert "全部支出，基本支出与项目支出合并" in whole.scope
    title, fields, rows = found["expenditure"]
    more = [[cell.replace("702.77", "802.77") for cell in row] for row in rows]
    write_package(tmp_path / "part", NAME, OFFICE, {**found, "expenditure": (title, fields, more)})
    part = cuts.economic_ranking(item(tmp_path / "part"))
    assert part is not None
    assert "不是全部支出，只是《2026年支出经济分类汇总表》" in part.scope


def test_classes_of_one_name_are_told_apart_by_the_class_above(tmp_path: Path) -> None:
    found = office_tables()
    title, fields, rows = found["expenditure"]
    at, code = fields.split().index("name"), fields.split().index("functional_code")
    named = [[("行政运行" if i == at and row[code] else cell) for i, cell in enumerate(row)] for row in rows]
    write_package(tmp_path, NAME, OFFICE, {**found, "expenditure": (title, fields, named)})
    ranking = cuts.function_ranking(item(tmp_path))
    assert ranking is not None
    labels = [line.label for line in ranking.bars]
    assert len(set(labels)) == len(labels) > 2
    assert "行政运行（2013101）" in labels


def test_projects_without_a_total_state_their_funds(tmp_path: Path) -> None:
    found = office_tables()
    rows = [["1", "item", "热线运营", "8534.17"], ["2", "item", "会议", ""]]
    goals = ("绩效目标", "row row_kind name general_public_budget", rows)
    rest = {name: t for name, t in found.items() if name not in ("projects", "performance_indicators")}
    write_package(tmp_path, NAME, OFFICE, {**rest, "performance_projects": goals})
    html = rendered(tmp_path).html
    assert "文件没有写它们各自的总额" in html
    assert "2 个项目合计" not in html
    assert re.search(r"<dt>写明的资金</dt><dd>[^<]* 8,534.17 万元</dd>", html)


def test_projects_that_are_not_all_of_them_are_said_to_be_a_part(tmp_path: Path) -> None:
    found = office_tables()
    write_package(tmp_path / "all", NAME, OFFICE, found)
    assert "加起来不等于它" not in rendered(tmp_path / "all").html
    title, fields, rows = found["projects"]
    write_package(tmp_path / "some", NAME, OFFICE, {**found, "projects": (title, fields, rows[:-1])})
    assert "文件的项目支出是 58.11 万元，这里列出的加起来不等于它" in rendered(tmp_path / "some").html


# ── the years ──


def test_years_beside_each_other_say_which_are_derived_and_which_are_not_held(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, office_tables())
    held = department(tmp_path)
    found = years.side_by_side(held.entries[0], held)
    assert found is not None
    assert (found.years, set(found.held)) == ((2025, 2026), {2026})
    assert found.message == "支出总额 2026 年比 2025 年（倒推）增加 158.83 万元"
    assert [(c.value, c.derived) for c in found.rows[0].cells] == [
        (Decimal("543.94"), True),
        (Decimal("702.77"), False),
    ]


def test_no_years_are_shown_where_only_one_is_known(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, without_changes())
    held = department(tmp_path)
    assert years.side_by_side(held.entries[0], held) is None
    assert 'id="years"' not in rendered(tmp_path).html


def test_a_page_shows_at_most_six_years_its_own_among_them(tmp_path: Path) -> None:
    for year in range(2012, 2027):
        write_package(tmp_path, f"410702-office-{year}", {**OFFICE, "year": year}, without_changes())
    held = department(tmp_path)
    for entry in held.entries:
        found = years.side_by_side(entry, held)
        assert found is not None
        assert len(found.years) == 6
        assert entry.item.year in found.years


# ── charts and their files ──


def test_every_chart_has_a_file_with_its_exact_figures(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, office_tables())
    page = rendered(tmp_path)
    files = {a.path: a.content.decode() for a in page.assets if "/charts/" in a.path}
    assert {Path(p).stem for p in files} == {"cuts", "economic", "function", "three-public", "projects", "years"}
    for path in files:
        assert f'href="{path.removeprefix(f"disclosures/{NAME}/")}"' in page.html
    rows = list(csv.DictReader(io.StringIO(files[links.chart(NAME, "cuts")])))
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row["看法"]] = sums.get(row["看法"], Decimal(0)) + Decimal(row["万元"])
    assert set(sums.values()) == {Decimal("702.77")}
    assert len(sums) == 5


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_a_chart_file_holds_no_formula(text: str) -> None:
    assert chart_data.table(["项"], [[text], [Decimal("-5.00")], [None]]).decode().splitlines()[-1] == '""'
    assert f"'{text}"[:2] in chart_data.table(["项"], [[text]]).decode()
    assert "-5.00" in chart_data.table(["项"], [[Decimal("-5.00")]]).decode().splitlines()


# ── quality ──


def test_each_outcome_has_its_list(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, office_tables())
    html = rendered(tmp_path).html
    for target in ("held", "rounded", "faults", "reasons"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    rounded = html.partition('id="rounded"')[2].partition("</table>")[0]
    assert re.findall(r"<td>([^<]*)</td>", rounded)[:3] == ["702.77", "702.78", "−0.01"]
    assert "文件自身的矛盾 1 处，提示 1 条，收到的文件受损 1 处" in html
    assert 'id="t-findings-1"' in html


def test_a_reason_is_said_once_with_all_rules_that_it_holds_up(tmp_path: Path) -> None:
    rows = [
        ["1", "R-T10-ROW", "not_evaluable", "没有收到《项目支出表》"],
        ["2", "R-T02-ROW", "not_evaluable", "没有收到《收入表》"],
        ["3", "R-T10-SUM", "not_evaluable", "没有收到《项目支出表》"],
        ["4", "R-T10-SUM", "not_evaluable", "没有收到《项目支出表》"],
    ]
    found = {**office_tables(), "checks": ("核对记录", "row rule outcome reason", rows)}
    write_package(tmp_path, NAME, OFFICE, found)
    reasons = quality(item(tmp_path)).reasons
    assert [(one.reason, one.rules) for one in reasons] == [
        ("没有收到《项目支出表》", (("R-T10-ROW", 1), ("R-T10-SUM", 2))), ("没有收到《收入表》", (("R-T02-ROW", 1),)),
    ]  # fmt: skip
    listed = rendered(tmp_path).html.partition('id="reasons"')[2].partition("</details>")[0]
    assert listed.count("没有收到《项目支出表》") == 1
    assert re.findall(r"规则 (R-[A-Z0-9-]+)", listed) == ["R-T10-ROW", "R-T10-SUM", "R-T02-ROW"]


def test_lists_of_outcomes_are_bounded(tmp_path: Path) -> None:
    found = office_tables()
    title, fields, _ = found["checks"]
    rows = [
        [str(n), "R-T03-ROW", "expenditure", str(n), "rounding", f"{n}.00", "1.00", "0.01", ""] for n in range(1, 3001)
    ]
    write_package(tmp_path, NAME, OFFICE, {**found, "checks": (title, fields, rows)})
    html = rendered(tmp_path).html
    assert "尾差 3,000 项" in html
    assert html.partition('id="rounded"')[2].partition("</table>")[0].count("<tr>") == 201


def test_the_values_of_a_sum_are_listed_with_their_rows(tmp_path: Path) -> None:
    cells = [["1", "1", "expenditure", "4", "project_total", "left"],
             ["2", "1", "projects", "1", "total", "right"]]  # fmt: skip
    named = ("算式各格", "row finding resource row_ref field role", cells)
    write_package(tmp_path, NAME, OFFICE, {**office_tables(), "finding_cells": named})
    html = rendered(tmp_path).html
    assert '左边：<a href="#t-expenditure-4">项目支出 58.11</a>；右边：<a href="#t-projects-1">合计 58.11</a>' in html
    assert 'id="t-finding_cells"' in html


def test_what_people_put_right_is_a_list_of_its_own(tmp_path: Path) -> None:
    fields = "row action rule resource row_ref field old_value new_value review_reason evidence date"
    rows = [
        ["1", "value", "", "expenditure", "4", "total", "58.1", "58.11", "扫描不清", "<b>第 3 页</b>", "2026-05-01"]
    ]
    write_package(tmp_path, NAME, OFFICE, {**office_tables(), "corrections": ("人工更正与核实", fields, rows)})
    html = rendered(tmp_path).html
    assert '<a href="#t-corrections">人工更正与核实 1 条</a>' in html
    assert html.index('id="records"') < html.index('id="t-corrections"')
    assert "&lt;b&gt;第 3 页&lt;/b&gt;" in html


def test_a_report_is_filled_in_with_the_row_and_nothing_of_the_document(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, {**OFFICE, "department": "@someone 局"}, office_tables())
    address = Report("https://example.org/a/b/", item(tmp_path)).address("t-expenditure-4")
    query = parse_qs(urlsplit(address).query)
    assert address.startswith("https://example.org/a/b/issues/new?")
    assert f"`disclosures/{NAME}/index.html#t-expenditure-4`" in query["body"][0]
    assert "@someone" not in query["body"][0]
    assert Report("javascript:alert(1)", item(tmp_path)).address() == ""
    html = made(tmp_path, "https://example.org/a/b")[links.disclosure(NAME)].render().html
    assert "t-expenditure-4%60" in html


# ── rules ──


def test_every_rule_has_a_page_of_its_own_address_and_a_link_to_it(tmp_path: Path) -> None:
    pages = made(tmp_path)
    addresses = [links.rule(name).lower() for name in rules()]
    assert len(set(addresses)) == len(addresses)  # also where a file system takes a for A
    listing = pages[links.RULES].render().html
    for name, rule in rules().items():
        html = pages[links.rule(name)].render().html
        assert str(rule.title) in html.replace("&#34;", '"').replace("&amp;", "&")
        assert f'href="rules/{name}.html"' in listing


def test_a_rule_that_the_catalogue_does_not_know_is_named_without_a_link(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OFFICE, office_tables())
    pages = made(tmp_path)
    assert links.rule("X-ZERO") not in pages
    assert "规则 X-ZERO" in pages[links.disclosure(NAME)].render().html
    assert "X-ZERO.html" not in pages[links.disclosure(NAME)].render().html


def test_a_rule_shows_what_it_found_by_division_and_never_more_than_200(tmp_path: Path) -> None:
    findings = office_tables()["findings"]
    for code, count in ((410702, 150), (410711, 70)):
        for n in range(count):
            about = {"division_code": str(code), "division": f"地区{code}", "department_id": f"{code}-{n}"}
            write_package(tmp_path, f"{code}-d{n}-2026", about, {"findings": findings})
    html = made(tmp_path)[links.rule("R-X-T05-T03")].render().html
    assert html.count("#quality") == 201  # 200 in the list, one as the example
    assert "70 份" in html
    assert "这里列出 200 份文件" in html
    assert "58.11<small>印作" in html


EXAMPLE = {
    "year": 2024,
    "tables": {"projects": "row_kind,project_name,total\ntotal,合计,3.00\nitem,甲<b>,1.00\nitem,乙,2.00\n"},
    "prose": "一、项目\n项目支出 3.00 万元。",
    "listed": ["项目支出表"],
    "titles": {"projects": "2024 年项目支出表"},
    "notes": {"projects": ["无其他"]},
    "fails": {"projects.1.total": "4.00"},
    "fails_prose": {"3.00": "<i>"},
    "fails_listed": ["项目支出表", "收入表"],
    "fails_titles": {"projects": "2023 年项目支出表"},
    "fails_notes": {},
}


def test_an_example_marks_just_what_is_changed() -> None:
    drawn = examples.example(EXAMPLE, site.read_schemas())
    table = drawn.tables[0]
    changed = [
        (i, c.text, c.changed) for i, (_, cells) in enumerate(table.rows) for c in cells if c.changed is not None
    ]
    assert changed == [(0, "3.00", "4.00")]
    assert table.title == "<del>2024 年项目支出表</del> <ins>2023 年项目支出表</ins>"
    assert table.notes == ("<del>无其他</del>",)
    assert drawn.listed == ("项目支出表", "<ins>收入表</ins>")
    assert drawn.prose[1] == "项目支出 <del>3.00</del> <ins>&lt;i&gt;</ins> 万元。"
    assert drawn.changes == 5


def test_an_example_across_documents_says_whose_tables_they_are() -> None:
    raw = {
        "before": {"tables": {"projects": "project_name,total\n甲,1.00\n"}},
        "fails_before": {"projects.1.total": "2.00"},
    }
    drawn = examples.example({**raw, "tables": {"projects": "project_name,total\n甲,1.00\n"}}, site.read_schemas())
    assert [(str(t.title), t.rows[0][1][1].changed) for t in drawn.tables] == [
        ("项目支出表", None),
        ("上一年的文件：项目支出表", "2.00"),
    ]


def test_every_rule_shows_an_example_with_something_changed() -> None:
    for rule in rules().values():
        if rule.example and "scanned" not in rule.example and "fails_scanned" not in rule.example:
            assert examples.example(rule.example, site.read_schemas()).changes, rule.id


def test_a_folded_line_of_an_explanation_leaves_no_gap_between_characters() -> None:
    assert words({"id": "R", "explanation": "不算错。 有的地方 2024 年\n"})["explanation"] == "不算错。有的地方 2024 年"


def test_an_example_is_drawn_on_the_page_of_its_rule(tmp_path: Path) -> None:
    held = read_catalogue(tmp_path, tmp_path)
    found = site.plan(held, site.read_schemas(), [{"id": "R-1", "title": "一", "example": EXAMPLE}]).pages()
    html = next(p for p in found if p.path == links.rule("R-1")).render().html
    assert "<del>3.00</del> <ins>4.00</ins>" in html
    assert "甲&lt;b&gt;" in html


# ── words ──


def test_a_word_is_explained_where_it_stands_in_ours_and_the_documents_words(tmp_path: Path) -> None:
    found = office_tables()
    rows = [["1", "二、“三公” 经费", "<b>指三项经费</b>", "", "160"], ["2", "不认识的词", "某义", "", "161"]]
    found["glossary"] = (found["glossary"][0], found["glossary"][1], rows)
    write_package(tmp_path, NAME, OFFICE, found)
    explained = glossary.Explained(item(tmp_path))
    ours = explained.of("three-public")
    assert ours is not None
    assert (ours.own, ours.row) == ("<b>指三项经费</b>", "1")
    assert explained.of("no-such-word") is None
    keys = rendered(tmp_path).html.partition('class="keys"')[2].partition("</dl>")[0]
    assert "&lt;b&gt;指三项经费&lt;/b&gt;" in keys
    assert keys.count("<dfn>") == 4


def test_the_glossary_is_whole(tmp_path: Path) -> None:
    terms = glossary.terms()
    html = made(tmp_path)[links.GLOSSARY].render().html
    for name, term in terms.items():
        assert re.fullmatch(r"[a-z-]+", name)
        assert term.words
        assert term.english.isascii() or "“" in term.english
        assert f'id="{name}"' in html
    written = [glossary.plain(word) for term in terms.values() for word in (term.term, *term.aliases)]
    assert len(set(written)) == len(written), "one word, one meaning"


def test_english_covers_every_table_and_is_marked_as_english(tmp_path: Path) -> None:
    assert set(site.read_schemas()) <= set(english.words()["tables"])
    html = str(made(tmp_path)[links.ENGLISH].render().html)
    assert '<div class="ob" lang="en">' in html
    for chinese in re.findall(r">([^<]*[\u4e00-\u9fff][^<]*)<", html):
        before = html[: html.index(f">{chinese}<") + 1]
        element = before[before.rindex("<") :]
        parent = before[: before.rindex("<")]
        assert 'lang="zh"' in element or 'lang="zh"' in parent[parent.rindex("<") :], chinese


# ── citing ──


def test_a_page_says_how_to_cite_it(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, {**OFFICE, "department": "甲<局>"}, {})
    html = rendered(tmp_path).html
    assert "甲&lt;局&gt;. 2026 年部门预算[DS/OL]" in html
    assert "@misc{410702-office-2026," in html


def test_numbers_in_sentences() -> None:
    assert numbers.brief(Decimal("32852.055")) == "32,852.06"
    assert numbers.hundred_million(Decimal("9999.99")) == ""
    assert numbers.hundred_million(Decimal("857808.76")) == "85.78 亿元"
    assert numbers.stated_percent(Decimal("-5.0")) == "−5.0%"
    assert numbers.written("110896.619602") == "110,896.619602"
    assert numbers.written("二〇二六") == "二〇二六"


def test_a_key_figure_that_a_finding_contradicts_says_so() -> None:
    shelves = shelve(read_catalogue(cases.PACKAGES, cases.ROOT))
    (entry,) = [e for e in shelves.entries if "zheng-wu-fu-wu" in e.item.name]
    assert {key.label for key in lede.keys(entry, None) if key.doubted} == {"机关运行经费"}
