"""Rules across documents: each shows its own example, and what looks like a failure and is none stays silent."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

import across_examples
from disclosures.across import AcrossResult, across
from disclosures.catalogue import Catalogue, read_catalogue
from disclosures.pages import links, site
from disclosures.pages.output import Page
from disclosures.rulebook import Rule, read_rules
from disclosures.text import plain

RULES = {rule.id: rule for rule in read_rules("years")}


def said(raw: Mapping[str, Any], rule: str, folder: Path) -> Sequence[AcrossResult]:
    """The results of one rule over a declared pair."""
    return [one for one in across_examples.results(raw, False, folder) if one.rule == rule]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_shows_what_holds_and_what_does_not(rule: Rule, tmp_path: Path) -> None:
    assert len(rule.explanation) >= 40
    holds = [r for r in across_examples.results(rule.example or {}, False, tmp_path / "holds") if r.rule == rule.id]
    assert {r.outcome for r in holds} <= {"pass", "rounding"}
    assert holds
    fails = [r for r in across_examples.results(rule.example or {}, True, tmp_path / "fails") if r.rule == rule.id]
    (failed,) = [r for r in fails if r.outcome == "fail"]
    assert failed.severity == rule.severity
    assert failed.package == "410702-this-2025" or rule.id == "R-Y-UNITS"
    assert failed.message
    assert failed.resource
    assert failed.row


def test_a_failure_shows_its_sum_and_the_other_package(tmp_path: Path) -> None:
    (failed,) = [
        r
        for r in across_examples.results(RULES["R-Y-BASE"].example or {}, True, tmp_path)
        if (r.rule, r.outcome) == ("R-Y-BASE", "fail")
    ]
    assert failed.other == "410702-before-2024"
    assert (failed.printed, failed.expected, plain(failed.difference or 0)) == ("500.00", "520.00", "-20.00")  # type: ignore[arg-type]
    assert "600.00 − 100.00 = 500.00 万元" in failed.message
    assert (failed.resource, failed.field, failed.other_resource, failed.other_row) == (
        "statements", "value", "expenditure", 1,
    )  # fmt: skip


BASE: Mapping[str, Any] = {
    "year": 2025,
    "prose": "第二部分 2025年部门预算情况说明\n一、收入支出预算总体情况说明\n"
    "某某局2025年收入总计600.00万元，支出总计600.00万元，与2024年预算相比，支出增加100.00万元，增长20.00%。\n",
    "before": {"tables": {"expenditure": "row_kind,name,total\ntotal,合计,520.00\n"}},
}


def test_what_was_spent_is_not_held_against_the_budget(tmp_path: Path) -> None:
    prose = BASE["prose"].replace("2024年预算相比", "2024年预算执行数相比")
    (one,) = said({**BASE, "prose": prose}, "R-Y-BASE", tmp_path)
    assert (one.outcome, one.message) == ("not_evaluable", "比较的是上年执行数，不是预算数")


def test_any_of_last_years_totals_will_do(tmp_path: Path) -> None:
    before = {
        "tables": {**BASE["before"]["tables"], "general_public_budget": "row_kind,name,total\ntotal,合计,500.00\n"}
    }
    assert {r.outcome for r in said({**BASE, "before": before}, "R-Y-BASE", tmp_path)} == {"pass"}


def test_two_roundings_are_no_contradiction(tmp_path: Path) -> None:
    before = {"tables": {"expenditure": "row_kind,name,total\ntotal,合计,500.02\n"}}
    assert {r.outcome for r in said({**BASE, "before": before}, "R-Y-BASE", tmp_path)} == {"rounding"}


def test_a_change_among_the_reasons_and_a_units_own_section_are_left_out(tmp_path: Path) -> None:
    reason = (
        "第二部分 2025年部门预算情况说明\n三、支出预算总体情况说明\n某某局2025年基本支出300.00万元，"
        "与上年持平，主要原因是人员增加，基本支出增加5.00万元。\n"
    )
    unit = "第二部分 2025年部门预算情况说明\n二、示例中心\n2025年公用经费30.00万元，较2024年预算增加5.00万元。\n"
    units = {"expenditure": "row_kind,unit_code,unit_name,name,total\nunit,001,示例中心,示例中心,30.00\n"}
    before = {"tables": {"basic_expenditure": "row_kind,dept_economic_name,total,public\ntotal,合计,1.00,1.00\n"}}
    for number, prose in enumerate((reason, unit)):
        raw = {"year": 2025, "prose": prose, "tables": units, "before": before}
        outcomes = {r.outcome for r in said(raw, "R-N-PRIOR", tmp_path / str(number))}
        assert outcomes == {"not_evaluable"}, prose


def test_the_table_of_this_year_tells_last_years_figures(tmp_path: Path) -> None:
    table = "row_kind,period,total,vehicle_operation\nitem,2024,5.50,5.50\nitem,2025,7.50,7.50\n"
    before = {"tables": {"three_public": "row_kind,total,vehicle_operation\nitem,6.50,5.50\n"}}
    found = said({"year": 2025, "tables": {"three_public": table}, "before": before}, "R-N-PRIOR", tmp_path)
    assert {(r.field, r.outcome) for r in found} == {("total", "fail"), ("vehicle_operation", "pass")}


def test_years_apart_are_compared_by_name_only(tmp_path: Path) -> None:
    across_examples.write(tmp_path, "this", BASE, {"year": 2025}, None)
    across_examples.write(tmp_path, "before", {"department": "红旗区老局"}, {"year": 2022}, None)
    held = across(read_catalogue(tmp_path, tmp_path))
    assert {(r.rule, r.outcome) for r in held} == {("R-Y-NAME", "fail")}


def test_usual_short_forms_are_no_new_names(tmp_path: Path) -> None:
    raw = {**BASE, "department": "中国共产党红旗区委员会办公室"}
    before = {**BASE["before"], "department": "中共红旗区委办公室（本级）"}
    (one,) = said({**raw, "before": before}, "R-Y-NAME", tmp_path)
    assert one.outcome == "pass"


def test_a_unit_that_the_departments_tables_do_not_tell_apart(tmp_path: Path) -> None:
    raw = dict(RULES["R-Y-UNITS"].example or {})
    raw["tables"] = {"expenditure": "row_kind,name,total\ntotal,合计,600.00\n"}
    (one,) = said(raw, "R-Y-UNITS", tmp_path)
    assert one.outcome == "not_evaluable"


def test_the_office_itself_is_not_the_whole_department(tmp_path: Path) -> None:
    whole = "row_kind,unit_code,unit_name,name,total\nunit,028,红旗区示例局,红旗区示例局,600.00\n"
    own = "item,028001,红旗区示例局本级,红旗区示例局本级,400.00\n"
    unit = {"department": "红旗区示例局", "tables": {"income": "row_kind,name,total\ntotal,合计,400.00\n"}}
    for number, (table, outcome) in enumerate(((whole + own, "pass"), (whole, "not_evaluable"))):
        found = said({"tables": {"income": table}, "unit": unit}, "R-Y-UNITS", tmp_path / str(number))
        assert [r.outcome for r in found] == [outcome]


def test_projects_go_by_code_then_by_name(tmp_path: Path) -> None:
    now = "row_kind,project_code,name,total\nitem,410702240000000012345,会议保障,10.00\nitem,,档案整理,10.00\nitem,,新项目,1.00\n"
    then = "row_kind,project_code,name,total\nitem,410702240000000012345,会务保障,10.00\nitem,,档案整理,30.00\n"
    raw = {"year": 2025, "tables": {"performance_projects": now}, "before": {"tables": {"performance_projects": then}}}
    found = said(raw, "R-Y-PROJ", tmp_path)
    assert [(r.row, r.field, r.outcome) for r in found] == [(1, "name", "fail"), (2, "total", "fail")]
    assert "减少 66.7%" in found[1].message


def test_a_package_made_by_hand_may_number_its_rows_as_it_likes(tmp_path: Path) -> None:
    across_examples.results(RULES["R-Y-PROJ"].example or {}, False, tmp_path)
    (file,) = tmp_path.glob("*/*this*/data/performance_projects.csv")
    file.write_text(file.read_text("utf-8").replace("\n1,", "\n一,"), "utf-8")
    found = [r for r in across(read_catalogue(tmp_path, tmp_path)) if r.rule == "R-Y-PROJ"]
    assert [(r.row, r.outcome) for r in found] == [(None, "pass"), (2, "pass")]


def test_nothing_to_compare_says_nothing(tmp_path: Path) -> None:
    across_examples.write(tmp_path, "this", BASE, {"year": 2025}, None)
    assert across(read_catalogue(tmp_path, tmp_path)) == ()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_the_page_of_the_department_shows_it_with_both_places(rule: Rule, tmp_path: Path) -> None:
    results = across_examples.results(rule.example or {}, True, tmp_path)
    (failed,) = [r for r in results if (r.rule, r.outcome) == (rule.id, "fail")]
    catalogue = read_catalogue(tmp_path, tmp_path)
    made = site.plan(catalogue, site.read_schemas(), site.read_rules())
    pages = [page for unit in made.units for page in unit.pages()]
    (page,) = [
        page for page in pages if page.path.startswith("departments/") and _holds(page, catalogue, failed.package)
    ]
    rendered = page.render()
    assert str(escape(failed.message)) in rendered.html
    assert f"disclosures/{failed.other}/index.html" in rendered.html
    (table,) = [asset.content.decode() for asset in rendered.assets if asset.path.endswith("/across.csv")]
    assert [row["rule"] for row in csv.DictReader(io.StringIO(table)) if row["outcome"] == "fail"].count(rule.id) == 1


def _holds(page: Page, catalogue: Catalogue, package: str) -> bool:
    """Whether a page is that of the department of a package."""
    (item,) = [one for one in catalogue.disclosures if one.name == package]
    return page.path == links.department(item.department_id)
