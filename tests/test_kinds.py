"""The data that the converter goes by: every name exists, nothing means two things, nothing is left unused."""

from __future__ import annotations

import ast
import csv
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import cases
from disclosures import kinds as kinds_module
from disclosures.codes import REFERENCE, divisions, full_name
from disclosures.errors import DefinitionError
from disclosures.kinds import TABLES, Kind, by_name, kinds, load
from disclosures.labels import is_known
from disclosures.pipeline import trace
from disclosures.prose.measures import SUFFIXES, vocabulary
from disclosures.rows import signature
from disclosures.rulebook import FILES, read_rules, rules
from disclosures.schemas import field_order, fields, resource_names, resource_schemas
from disclosures.text import key, squeeze
from disclosures.titles import titled

SOURCE = TABLES.parent
EVERY = [kind.name for kind in kinds()]
_RULE_ID = re.compile(r"(?:R|X)-[A-Z0-9]+(?:-[A-Z0-9]+)*")


@pytest.fixture(params=EVERY)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of table."""
    return by_name()[request.param]


# --- one kind ------------------------------------------------------------------------------------------------------


def test_every_folder_is_a_kind() -> None:
    assert sorted(EVERY) == sorted(p.name for p in TABLES.iterdir() if p.is_dir())
    assert len({k.id for k in kinds()}) == len({k.order for k in kinds()}) == len(kinds()) >= 14


def _parts(kind: Kind) -> set[str]:
    """The names of columns, and of the fields that they fill."""
    names = {spec.name for spec in kind.columns}
    return names | {name.split(".")[0] for name in names} | {name.split(".")[-1] for name in names}


def test_columns_fill_fields_of_the_kind(kind: Kind) -> None:
    own = {field for names in kind.resources.values() for field in names}
    names = [spec.name for spec in kind.columns]
    assert len(names) == len(set(names))
    if kind.shape == "project_performance":
        own |= {
            f"{side}.{part}"
            for side in ("cost", "output", "benefit", "satisfaction")
            for part in ("indicator", "target")
        }
        assert set(names) <= own
    elif kind.shape == "balance":
        assert {name.split(".")[0] for name in names} == {"income", "expenditure"}
        assert {name.split(".")[1] for name in names} <= own
    else:
        assert {name.split(".")[0] for name in names} <= own


def test_columns_are_of_known_types(kind: Kind) -> None:
    known = {"amount", "code", "text", "name", "label", "indicator", "target"}
    assert {spec.type for spec in kind.columns} <= known
    for spec in kind.columns:
        field = spec.name.split(".")[-1] if kind.shape == "balance" else spec.field
        assert (spec.type == "amount") == bool(fields().get(field, {}).get("amount")), spec.name


def test_every_header_names_a_column(kind: Kind) -> None:
    known = {spec.name for spec in kind.columns}
    if kind.shape == "department_performance":  # a form: which columns it has is told by its own header only
        known |= {field for names in kind.resources.values() for field in names}
    assert {h.column for h in kind.headers} - {""} <= known


def test_no_heading_stands_twice() -> None:
    rows = Counter((k.name, h.word, h.under, h.column) for k in kinds() for h in k.headers)
    assert [row for row, times in rows.items() if times > 1] == []


def test_a_heading_means_one_column(kind: Kind) -> None:
    """The same word under the same heading is one column; only parts of the two sides and of indicators repeat."""
    meant: dict[tuple[str, str], set[str]] = {}
    for header in kind.headers:
        meant.setdefault((header.word, header.under), set()).add(header.column)
    twice = {words: names for words, names in meant.items() if len(names - {""}) > 1}
    assert not twice


def test_every_amount_and_code_can_be_recognised_by_a_header_or_a_form(kind: Kind) -> None:
    reached = {h.column for h in (*kind.headers, *kind.shared)} | {name for form in kind.forms for name in form}
    assert {spec.name for spec in kind.columns} <= reached


def test_sums_and_limits_name_columns(kind: Kind) -> None:
    known = _parts(kind)
    for one in kind.row_sums:
        assert {one.total.split(".")[-1], *(p.split(".")[-1] for p in one.parts)} <= known
        assert one.total not in one.parts
        assert len(set(one.parts)) == len(one.parts)
    for limit in kind.row_limits:
        assert {limit.part, limit.whole} <= known
        assert limit.part != limit.whole
    for placement in kind.row_kinds:
        assert {placement.code, placement.blank} <= known


def test_forms_and_headings_name_columns(kind: Kind) -> None:
    known = {spec.name for spec in kind.columns}
    for form in kind.forms:
        assert set(form) <= known
        assert len(set(form)) == len(form)
    for name, below in kind.headings.items():
        assert {name, *below} <= known
    assert kind.label in {"", *_parts(kind)}
    assert set(kind.peers) <= set(resource_names())


def test_rules_of_a_kind_exist(kind: Kind) -> None:
    named = [s.rule for s in kind.row_sums] + [s.rule for s in kind.row_limits] + [s.rule for s in kind.row_kinds]
    named += [kind.column_sum] if kind.column_sum else []
    assert {*named, *kind.rules.values()} <= set(rules())


def test_every_field_is_in_the_dictionary(kind: Kind) -> None:
    for resource, names in kind.resources.items():
        assert len(set(names)) == len(names)
        assert not set(names) - set(fields()), resource
        assert resource in resource_names()


# --- titles --------------------------------------------------------------------------------------------------------

# What rules.md, the documents and other places call the tables.
TITLES = {
    "balance": ("部门收支总体情况表", "收支预算表", "收支预算总表", "收支总表", "2024年部门收支总体情况表", "部门收支预算表"),
    "income": ("部门收入总体情况表", "部门收入预算表", "收入预算总表", "收入总表", "2026年部门收入总体情况表"),
    "expenditure": ("部门支出总体情况表", "部门支出预算表", "支出预算总表", "支出总表", "三、部门支出总体情况表"),
    "fiscal_appropriation": ("财政拨款收支总体情况表", "财政拨款收支总表", "2023年财政拨款收支总体情况表"),
    "fiscal_appropriation_expenditure": ("财政拨款支出表", "财政拨款支出预算表"),
    "general_public_budget": ("一般公共预算支出情况表", "一般公共预算支出预算表", "一般公共预算支出表", "一般公共预算支出功能分类预算表"),
    "basic_expenditure": ("一般公共预算基本支出表", "一般公共预算基本支出情况表", "2024 年一般公共预算基本支出情况表"),
    "economic_classification": ("支出经济分类汇总表", "部门支出经济分类汇总表"),
    "three_public": (
        "一般公共预算“三公”经费支出情况表", "一般公共预算“三公”经费支出预算表", "“三公”经费支出表", "“三公”经费支出情况表",
        "财政拨款安排的行政经费及“三公”经费预算表", "2025年部门“三公”经费和机关运行经费预算表",
        "一般公共预算“三公”经费、会议费、培训费支出预算表", "某某局“三公”经费预算财政拨款情况统计表",
    ),
    "government_fund": ("政府性基金预算支出情况表", "政府性基金支出预算表", "政府性基金预算支出表"),
    "state_capital": ("国有资本经营预算支出预算表", "国有资本经营预算支出表", "国有资本经营预算支出情况表"),
    "projects": ("项目支出表", "项目支出预算表", "部门项目支出表"),
    "department_performance": ("部门（单位）整体绩效目标表", "部门整体绩效目标表", "2024年部门(单位)整体绩效目标表"),
    "project_performance": ("部门预算项目绩效目标汇总表", "部门预算项目绩效目标表", "项目绩效目标汇总表"),
}  # fmt: skip
NO_TITLES = (
    "部门预算收支情况说明",
    "年度绩效目标",
    "附件：部门预算表",
    "一、收入支出预算总体情况说明",
    "详见一般公共预算基本支出预算表",
    "本部门无政府性基金预算支出，故政府性基金预算支出表为空表",
    "2026年本部门收入预算见《部门收入总表》",
    "一般公共预算当年拨款规模变化情况表述",
    "部门预算公开目录表",
    "国有资产占有使用情况表",
    "一般公共预算收入征收计划表",
    "财政拨款“三公”经费支出决算表",
    "“三公”经费预算情况说明",
    "详见“三公”经费支出情况。本表",
)
# How provinces word their titles: none of these is worth a pattern of its own, the words say enough.
BY_WORDS = {
    "balance": ("部门综合预算收支总表", "单位收支预算总体情况总表", "表1 部门收支总表"),
    "income": ("部门综合预算收入总表", "表1-1 部门收入总表", "单位收入预算明细总表"),
    "expenditure": ("部门综合预算支出总表", "表1-2 部门支出总表", "支出预算分类汇总总表"),
    "fiscal_appropriation": ("部门综合预算财政拨款收支总表", "表2 财政拨款收支预算总表", "财政拨款收支总体情况预算表"),
    "fiscal_appropriation_expenditure": ("财政拨款支出表（功能科目）", "公开05表 财政拨款支出预算表（功能科目）"),
    "fiscal_appropriation_basic": ("财政拨款基本支出表（经济科目）", "公开06表 财政拨款基本支出预算表（经济科目）"),
    "general_public_budget": (
        "一般公共预算支出预算明细表（按支出功能分类科目）", "表3 一般公共预算支出预算表（功能）", "一般公共预算当年拨款支出情况表",
    ),
    "general_public_budget_economic": (
        "一般公共预算支出明细表（按支出经济分类科目-政府）", "一般公共预算项目支出情况表（按经济分类科目）",
        "部门综合预算一般公共预算支出明细表（按经济分类科目）",
    ),
    "basic_expenditure": (
        "表3-1 一般公共预算基本支出预算表", "公开08表 一般公共预算基本支出预算表",
        "部门综合预算一般公共预算基本支出明细表（按经济分类科目）",
    ),
    "basic_expenditure_functional": ("部门综合预算一般公共预算基本支出明细表（按功能科目）",),
    "basic_expenditure_by_source": ("基本支出总表", "基本支出预算情况表", "部门预算基本支出预算表", "部门基本支出预算明细表"),
    "three_public": (
        "一般公共预算“三公”经费、会议费、培训费支出预算表", "表3-3 一般公共预算“三公”经费支出预算表",
        "部门“三公”经费和机关运行经费预算表", "财政拨款安排的行政经费及“三公”经费预算表",
    ),
    "government_fund": ("表4 政府性基金支出预算表（功能）", "部门综合预算政府性基金收入安排的支出总表"),
    "state_capital": ("表5 国有资本经营预算支出预算明细表",),
    "operating_expenditure": ("公开12表 一般公共预算机关运行经费支出预算表", "机关运行经费预算明细表"),
    "projects": ("部门综合预算项目支出总表", "部门预算项目支出及其他支出预算表", "其他运转类项目支出明细表", "特定目标类项目支出情况表"),
    "procurement": ("部门政府采购预算表", "政府采购预算明细表", "公开13表 政府采购支出预算表",
                    "部门综合预算政府采购（资产配置、购买）预算表"),
    "purchased_services": ("部门政府购买服务预算表", "财政拨款政府购买服务明细表", "政府向社会力量购买服务预算项目总表"),
    "transfers": ("市对下转移支付预算表", "上级转移支付补助项目支出预算表", "省对下转移支付预算总表"),
    "asset_purchases": ("新增资产配置表", "新增资产配置预算明细总表"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "title"), [(name, title) for name, titles in TITLES.items() for title in titles])
def test_a_title_names_its_kind(name: str, title: str) -> None:
    found = titled(kinds(), title)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(("name", "title"), [(name, title) for name, titles in BY_WORDS.items() for title in titles])
def test_the_words_of_a_title_name_its_kind(name: str, title: str) -> None:
    found = titled(kinds(), title)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("text", NO_TITLES)
def test_other_lines_are_no_titles(text: str) -> None:
    assert titled(kinds(), text) is None


def _matching(title: str) -> list[str]:
    return [k.name for k in kinds() if any(p.fullmatch(title) for p in k.titles)]


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.data())
@pytest.mark.parametrize("name", EVERY)
def test_no_title_names_two_kinds(name: str, data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(by_name()[name].titles))
    title = data.draw(st.from_regex(pattern.pattern, fullmatch=True, alphabet=st.characters(codec="gb18030")))
    assert _matching(title) == [name]


def test_titles_are_written_as_they_are_compared() -> None:
    """A pattern with a full-width bracket or a quote can never match: titles are compared without them."""
    for kind in kinds():
        for pattern in kind.titles:
            assert not re.search(r"[\s（）“”‘’：，\"']", pattern.pattern), (kind.name, pattern.pattern)


# --- anchors -------------------------------------------------------------------------------------------------------


@cache
def _rows_of_real_tables() -> tuple[tuple[str, str, bool], ...]:
    """(kind, signature, whether a cell is a line of the balance) of each row that stands where it was printed."""
    found = []
    for name in cases.names():
        case = cases.load(name)
        for match, normalised in trace(cases.ORIGINALS / case.document, case.shown).normalised:
            for one in normalised.aligned:
                if match.kind and not one.moved and not one.doubtful:
                    line = any(is_known(cell) for cell in one.row.cells if cell)
                    found.append((match.kind, signature(one.row.cells), line))
    return tuple(found)


def test_an_anchor_opens_no_table_of_another_form() -> None:
    """A balance is opened by the words of its lines as well."""
    wrong: Counter[tuple[str, str]] = Counter()
    for name, shape, line in _rows_of_real_tables():
        for other in kinds():
            opened = other.anchor and other.anchor.search(shape) and (line or other.shape != "balance")
            if opened and other.base != by_name()[name].base:
                wrong[name, other.name] += 1
    # A short row of the larger balance looks like one of the smaller.
    assert {pair for pair in wrong if set(pair) != {"balance", "fiscal_appropriation"}} == set()


def test_an_anchor_opens_its_own_table() -> None:
    opened = Counter(
        name
        for name, shape, _ in _rows_of_real_tables()
        for anchor in [by_name()[name].anchor]
        if anchor and anchor.search(shape)
    )
    assert {"balance", "expenditure", "basic_expenditure", "projects", "economic_classification"} <= set(opened)


# --- the contract on names -----------------------------------------------------------------------------------------

_EXPENDITURE = (
    "total basic_total basic_personnel basic_public basic_wages_benefits basic_individuals_families "
    "basic_goods_services basic_capital project_total project_other_operating "
    "project_specific_target business_operation superior_remittance affiliate_subsidy "
    "carryover_next_year"
)
_FUNDING = (
    "general_public_budget general_public_budget_appropriation government_fund state_capital "
    "special_account institution_service institution_business superior_subsidy affiliate_remittance "
    "other fiscal_appropriation non_fiscal_surplus"
)
_CARRYOVER = (
    "carryover_total carryover_general_public_budget carryover_government_fund "
    "carryover_state_capital carryover_special_account carryover_unit_funds"
)
_BASIC = "row_kind dept_economic_code dept_economic_name gov_economic_code gov_economic_name total personnel public"
_SPENT = f"row_kind functional_code unit_code unit_name name {_EXPENDITURE}"
_TARGET = "target target_operator target_value target_unit explanation scoring_standard"
CONTRACT = {
    "balance": "side classification row_kind label functional_code amount",
    "income": f"row_kind unit_code unit_name functional_code name total current_total {_FUNDING} {_CARRYOVER}",
    "expenditure": _SPENT,
    "fiscal_appropriation": (
        "side classification row_kind label functional_code total general_public_budget "
        "general_public_budget_appropriation government_fund state_capital"
    ),
    "fiscal_appropriation_expenditure": _SPENT,
    "general_public_budget": _SPENT,
    "basic_expenditure": _BASIC,
    "economic_classification": (
        "row_kind unit_code dept_economic_code dept_economic_name gov_economic_code gov_economic_name "
        f"total {_FUNDING} carryover"
    ),
    "three_public": (
        "row_kind unit_code unit_name period source total overseas_travel vehicles vehicle_purchase "
        "vehicle_operation hospitality meeting training total_with_meeting_training operating_funds"
    ),
    "government_fund": _SPENT,
    "state_capital": _SPENT,
    "projects": (
        "row_kind project_type unit_code unit_name project_code project_name parent_project description "
        f"goal total {_FUNDING} {_CARRYOVER} unit_funds other_funds"
    ),
    "fiscal_appropriation_basic": _BASIC,
    "basic_expenditure_by_source": f"{_BASIC} unit_name {_FUNDING} {_CARRYOVER}",
    "general_public_budget_economic": f"{_BASIC} project",
    "operating_expenditure": _BASIC,
    "procurement": (
        "row_kind functional_code unit_code unit_name category project_name dept_economic_code dept_economic_name "
        "gov_economic_code catalogue_code item_name specification quantity organisation purchase_time total "
        f"{_FUNDING} carryover"
    ),
    # Of our own: the contract allows more.
    "basic_expenditure_functional": "row_kind functional_code name total basic_personnel basic_public",
    "expenditure_dept_economic": "row_kind functional_code unit_code unit_name name total basic_total project_total",
    "expenditure_gov_economic": "row_kind functional_code unit_code unit_name name total",
    "general_public_budget_projects": "row_kind unit_code unit_name project_name functional_code name total",
    "purchased_services": "row_kind level1 level2 level3 project_name item_name total",
    "transfers": "row_kind unit_name project_name total",
    "asset_purchases": "row_kind unit_name category item_name quantity total",
    "department_funding": "item amount",
    "department_goals": "goal",
    "department_tasks": "task content total",
    "department_indicators": f"level1 level2 level3 weight {_TARGET}",
    "performance_projects": (
        "row_kind project_code name unit_name goal total government_funds special_account unit_funds "
        "other_funds carryover"
    ),
    "performance_indicators": f"project_row project_code dimension level2 indicator weight {_TARGET}",
    "duties": "duty",
    "units": "unit_name unit_level",
    "glossary": "term definition",
    "statements": "section measure functional_code economic_code value value_unit sentence",
    "findings": "rule severity origin resource row_ref field printed expected difference message",
    "repairs": "resource row_ref field printed published rule evidence",
    "checks": "rule resource row_ref outcome left right difference reason",
    "corrections": "action rule resource row_ref field old_value new_value review_reason evidence date",
    "finding_cells": (
        "finding resource row_ref field role source_document source_page source_line left top right bottom "
        "reference"
    ),
    "positions": "resource row_ref field source_document source_page left top right bottom reference",
}  # fmt: skip
_INCOMPLETE = {"income", "projects", "economic_classification"}


@pytest.mark.parametrize("resource", CONTRACT)
def test_a_resource_has_the_fields_of_the_contract(resource: str) -> None:
    wanted = CONTRACT[resource].split()
    given = field_order(resource)
    if resource in _INCOMPLETE:  # columns that no disclosure has shown yet: named in the dictionary, not in the kind
        assert set(wanted) - set(given) <= set(f"{_FUNDING} {_CARRYOVER}".split())
        wanted = [name for name in wanted if name in given]
    assert not [name for name in wanted if name not in given]
    assert len(set(given)) == len(given)
    assert given[0] == "row"


def test_no_resource_is_unknown_to_the_contract() -> None:
    assert set(resource_names()) == set(CONTRACT)


def test_the_dictionary_is_whole() -> None:
    used = {name for resource in resource_names() for name in field_order(resource)}
    siblings = re.compile(r"_(previous|change|change_percent|current|carryover)$")
    unused = {n for n in fields() if n not in used and not siblings.search(n)}
    assert used <= set(fields())
    assert unused <= set(f"{_FUNDING} {_CARRYOVER}".split())
    for name, about in fields().items():
        assert about["type"] in {"string", "integer", "number"}, name
        assert about["title"], name
        assert not about.get("amount") or about["type"] == "number", name


def test_schemas_of_every_resource_can_be_made() -> None:
    schemas = resource_schemas()
    assert set(schemas) == set(resource_names())
    for schema in schemas.values():
        names = [f["name"] for f in schema["fields"]]
        assert schema["primaryKey"] == ["row"]
        assert len(names) == len(set(names))


# The closed list of data-model.md.
MEASURES = (
    "income_total expenditure_total basic_total project_total personnel public "
    "functional_expenditure economic_expenditure income_source three_public_total overseas_travel "
    "hospitality vehicles vehicle_purchase vehicle_operation meeting training operating_funds "
    "entrusted_services procurement_total procurement_goods procurement_works procurement_services "
    "vehicle_count vehicle_purchase_count equipment_over_200k equipment_over_500k equipment_over_1m "
    "staff_count transfer_project_count performance_project_count performance_amount"
)


def test_measures_are_those_of_the_contract() -> None:
    allowed = {name + suffix for name in MEASURES.split() for suffix in ("", *SUFFIXES)}
    assert set(vocabulary().measures) <= allowed
    assert set(MEASURES.split()) <= set(vocabulary().measures)


# --- rules ---------------------------------------------------------------------------------------------------------


def _strings(path: Path) -> Iterator[str]:
    """The texts of a module that it uses: no comments, no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(n.body[0].value)
        for n in ast.walk(tree)
        if isinstance(n, documented) and n.body and isinstance(n.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def _values(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        raw = list(raw.values())
    if isinstance(raw, list):
        for one in raw:
            yield from _values(one)
    elif isinstance(raw, str):
        yield raw


@cache
def _used_rules() -> dict[str, str]:
    """Rule id → a file that uses it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*")):
        if path.parent.name == "rules" or "pages" in path.relative_to(SOURCE).parts:
            continue
        texts: list[str] = []
        if path.suffix == ".py":
            texts = list(_strings(path))
        elif path.suffix == ".yaml":
            texts = list(_values(yaml.safe_load(path.read_text("utf-8"))))
        for text in texts:
            found |= {rule: path.name for rule in _RULE_ID.findall(text) if text.startswith(("R-", "X-"))}
    return found


def test_every_rule_that_is_used_exists() -> None:
    assert {rule: name for rule, name in _used_rules().items() if rule not in rules()} == {}


def test_every_rule_is_used() -> None:
    assert set(rules()) - set(_used_rules()) == set()


def test_rules_are_told_in_full() -> None:
    for rule in rules().values():
        assert _RULE_ID.fullmatch(rule.id)
        assert rule.severity in {"error", "warning", "info"}
        assert rule.title
        assert rule.formula
        assert rule.basis
        assert set(rule.tables) <= {kind.id for kind in kinds()}, rule.id


def test_a_rule_stands_once() -> None:
    ids = Counter(rule.id for name in FILES for rule in read_rules(name))
    assert [n for n, count in ids.items() if count > 1] == []


# --- code lists ----------------------------------------------------------------------------------------------------


def _list(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize(
    ("name", "lengths"),
    [
        ("functional_classes.csv", (3, 5, 7)),
        ("economic_classes_department.csv", (3, 5)),
        ("economic_classes_government.csv", (3, 5)),
    ],
)
def test_a_code_list_is_a_tree(name: str, lengths: tuple[int, ...]) -> None:
    rows = _list(name)
    codes = {row["code"] for row in rows}
    assert len(codes) == len(rows) > 20
    for row in rows:
        assert row["code"].isdigit()
        assert len(row["code"]) in lengths
        assert row["parent"] == ("" if len(row["code"]) == lengths[0] else row["code"][:-2])
        assert row["name"] == squeeze(row["name"]) != ""


def test_divisions_are_a_tree() -> None:
    rows = _list("divisions.csv")
    assert len({row["code"] for row in rows}) == len(rows) > 3000
    for code, one in divisions().items():
        assert re.fullmatch(r"\d{6}", code)
        assert one.parent == "" or one.parent in divisions()
    assert full_name("410702") == "河南省新乡市红旗区"
    assert full_name("110101") == "北京市东城区"
    assert full_name("000000") is None


def test_the_mapping_pairs_codes() -> None:
    rows = _list("economic_class_mapping.csv")
    for row in rows:  # the lists are partial: a pair may know a code that they lack
        assert re.fullmatch(r"3\d{4}", row["department_code"])
        assert re.fullmatch(r"5\d{4}", row["government_code"])
    assert len({(row["department_code"], row["government_code"]) for row in rows}) == len(rows)


def test_labels_name_known_classes() -> None:
    with (TABLES / "balance" / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    classes = {row["code"] for row in _list("functional_classes.csv")}
    assert {row["functional_code"] for row in rows} - {""} <= classes
    assert {row["side"] for row in rows} == {"income", "expenditure"}
    assert {row["role"] for row in rows} <= {"total", "item", "of_which", "carryover"}
    keys = Counter((row["side"], key(row["word"])) for row in rows)
    assert [pair for pair, count in keys.items() if count > 1] == []


# --- a definition that is wrong says so ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["id: X\n", "id: T01\norder: x\n", "id: [\n", "resources: {}\ntitles: ['(']\n", "columns_of: nothing\n"],
)
def test_a_broken_definition_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "kind.yaml").write_text(text, "utf-8")
    with warnings.catch_warnings(), pytest.raises(DefinitionError, match=r"new/kind\.yaml|kind\.yaml"):
        load(tmp_path)


def test_a_new_kind_needs_no_code(tmp_path: Path) -> None:
    """A folder with two data files is all that a further table takes."""
    (tmp_path / "meetings").mkdir()
    (tmp_path / "meetings" / "kind.yaml").write_text(
        "id: TXX\norder: 20\nname: 会议费明细表\ncore: false\nshape: list\nlabel: name\n"
        "resources: {meetings: [row_kind, name, total, note]}\ntitles: ['会议费明细表']\n"
        "columns:\n  - {name: name, type: text}\n  - {name: total, type: amount}\n",
        "utf-8",
    )
    (tmp_path / "meetings" / "headers.csv").write_text("column,header,under\nname,会议名称,\ntotal,金额,\n", "utf-8")
    (found,) = load(tmp_path)
    assert titled([found], "2024年会议费明细表") is found
    assert found.words == {"会议名称", "金额"}
    assert kinds_module.kinds() is kinds(), "the project's own kinds stay as they are"
