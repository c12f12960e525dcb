"""Identities of the economic classes: with the functional classes, with all funding sources, with 三公."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.check.sums.equations import Equation, Undecided
from disclosures.check.sums.lookup import Book, Cells, cell, grouped, named, text_of
from disclosures.definitions import read_yaml
from disclosures.model import Record
from disclosures.schemas import field_title
from disclosures.text import plain

PATH = Path(__file__).parent / "economic.yaml"
_BASIC, _GENERAL, _ALL = "basic_expenditure", "general_public_budget", "economic_classification"
_TORN = "《{}》的开头和合计行没有读到，各款不全"


def economic(book: Book) -> Iterator[Equation | Undecided]:
    """Every identity in which an economic class stands."""
    yield from _columns(book)
    yield from _pairs(book, "R-X-T07-T06", _ALL)
    yield from _pairs(book, "R-X-TBS-T06", "basic_expenditure_by_source")
    yield from _rest_is_projects(book)
    yield from _projects_by_class(book)
    yield from _three_public(book)
    yield from _functional(book)
    yield from _organisation(book)


@cache
def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml(PATH)
    return found


def _of_economic(book: Book, name: str, code: str, field: str = "total") -> Cells:
    return book.by_code(name, "dept_economic_code", field, lambda own: own.startswith(code))


# Where basic expenditure of 一般公共预算 is printed by economic class, and in which column.
_PRINTED = ((_BASIC, "total"), ("general_public_budget_economic", "basic_total"))


def _basic(book: Book) -> tuple[str, str]:
    """(table, column) of basic expenditure by economic class."""
    return next(((n, f) for n, f in _PRINTED if book.any(book.whole(n, f))), _PRINTED[0])


# --- the columns of 一般公共预算 ------------------------------------------------------------------------------------

_COLUMNS = (
    ("301", "basic_wages_benefits"), ("303", "basic_individuals_families"),
    ("302", "basic_goods_services"), ("310", "basic_capital"),
)  # fmt: skip


def _columns(book: Book) -> Iterator[Equation]:
    """Each column of basic expenditure sums the classes that begin with its code."""
    name, column = _basic(book)
    if not book.is_classed(name, "dept_economic_code", 3):
        return
    for code, field in _COLUMNS:
        left = book.whole(_GENERAL, field)
        if left:
            words = f"一般公共预算支出表{field_title(field)} = {_said(name)} {code} 各款之和"
            yield Equation("R-X-T06-COL", left[0], _of_economic(book, name, code, column), words, also=left[1:])


def _said(name: str) -> str:
    return "基本支出表" if name == _BASIC else "一般公共预算支出表（按经济分类）"


# --- pairs of classes ----------------------------------------------------------------------------------------------


def _pairs(book: Book, rule: str, name: str) -> Iterator[Equation | Undecided]:
    """What 一般公共预算 pays of basic expenditure is a part of what all money pays, for each pair of classes.

    A pair may stand in several rows; it is added up first (rules.md 2). Where a table prints one of the two
    classifications only, the pair is that one.
    """
    part, whole = book.table(_BASIC), book.table(name)
    if part is None or whole is None:
        return
    if whole.headless or part.headless:
        torn = named(name if whole.headless else _BASIC)
        yield Undecided(rule, name, _TORN.format(torn))
        return
    if not all(book.is_classed(n, "dept_economic_code", 3) for n in (_BASIC, name)):
        yield Undecided(rule, name, "有的行没有经济科目编码，无法逐款核对")
        return
    paired = all(book.is_classed(n, "gov_economic_code", 3) for n in (_BASIC, name))
    whole_pairs = grouped(book.items(name), lambda r: _pair(r, paired))
    for pair, records in grouped(book.items(_BASIC), lambda r: _pair(r, paired)).items():
        left = [cell(part, r, "total") for r in records]
        right = tuple(cell(whole, r, "total") for r in whole_pairs.get(pair, ()))
        words = f"{pair} {text_of(records[0], 'dept_economic_name')}：基本支出表 ≤ {named(name)}"
        yield Equation(rule, left[0], right, words, "<=", tuple(left[1:]))


def _pair(record: Record, paired: bool) -> str:
    own = text_of(record, "dept_economic_code")[:5]
    return f"{own}→{text_of(record, 'gov_economic_code')[:5]}" if paired else own


def _rest_is_projects(book: Book) -> Iterator[Equation | Undecided]:
    """What the summary has beyond basic expenditure is project expenditure, if 一般公共预算 pays for all that is basic."""
    if not (book.table(_ALL) and book.table(_BASIC)):
        return
    left, basic = book.whole(_ALL, "total"), book.whole(_BASIC, "total")
    project = book.whole("expenditure", "project_total")
    if not (left and basic and project):
        return
    if book.sum(book.whole("expenditure", "basic_total")) != book.sum(book.whole(_GENERAL, "basic_total")):
        yield Undecided("R-X-T07-T06", _ALL, "基本支出还有一般公共预算以外的资金，差额不全是项目支出")
        return
    words = "支出经济分类汇总表总计 = 基本支出表合计 + 支出总表项目支出"
    yield Equation("R-X-T07-T06", left[0], (*basic, *project), words, also=left[1:])


def _projects_by_class(book: Book) -> Iterator[Equation]:
    """A table of 一般公共预算 by economic class that prints one amount is of projects, or of all, as its title says."""
    name = "general_public_budget_economic"
    table = book.table(name)
    if table is None or {"basic_total", "project", "personnel"} & {
        f for r in table.records for f in r if r[f] is not None
    }:
        return
    field = "project_total" if "项目支出" in table.title else "total"
    left, right = book.whole(name, "total"), book.whole(_GENERAL, field)
    if left and right and "基本支出" not in table.title:
        words = f"{table.title}{field_title('total')} = {named(_GENERAL)}{field_title(field)}"
        yield Equation("R-X-TGE-T05", left[0], right, words, also=left[1:])


# --- 三公 ----------------------------------------------------------------------------------------------------------


def _three_public(book: Book) -> Iterator[Equation | Undecided]:
    """三公 is at least what basic expenditure has of the same class; as much where no project has any."""
    table = book.table("three_public")
    name, column = _basic(book)
    if table is None or book.table(name) is None:
        return
    if not book.is_classed(name, "dept_economic_code", 5):
        yield Undecided("R-X-T08-T06", "three_public", "基本支出表没有逐款编码")
        return
    for one in _data()["three_public"]:
        field, code = one["field"], one["economic"]
        right = _of_economic(book, name, code, column)
        left = book.whole("three_public", field)
        if not left or not right:
            continue
        other = f"“三公”经费表{field_title(field)}"
        words = f"{_said(name)} {code} ≤ {other}"
        yield Equation("R-X-T08-T06", right[0], left, words, "<=", right[1:])
        every = _of_economic(book, _ALL, code)
        if every and not book.tables[_ALL].headless and book.sum(every) == book.sum(right):
            words = f"{other} = {_said(name)} {code}（支出经济分类汇总表表明没有项目列支此款）"
            yield Equation("R-X-T08-T06", left[0], right, words, "=", left[1:], "warning")


# --- functional classes --------------------------------------------------------------------------------------------


def _functional(book: Book) -> Iterator[Equation | Undecided]:
    """Social charges and housing have functional classes of their own, unless a department books them to its own."""
    name, column = _PRINTED[0]  # elsewhere the pay of contract staff stands in other economic classes (Shenzhen)
    if not (book.table(name) and book.table(_GENERAL)):
        return
    if not book.is_classed(name, "dept_economic_code", 5) or not book.is_classed(_GENERAL, "functional_code", 7):
        yield Undecided("R-X-FUNC-ECON", name, "有的行没有功能科目到项或经济科目到款的编码")
        return
    for one in _data()["functional"]:
        codes, classes = one["functional"], one["economic"]
        left = _of_codes(book, _GENERAL, "functional_code", "basic_total", codes)
        right = _of_codes(book, name, "dept_economic_code", column, classes)
        if not book.any(right) and not book.any(left):
            continue
        said = f"{'、'.join(classes)} {one['name']}"
        if "unless" in one and book.any(_of_economic(book, name, one["unless"], column)):
            yield Undecided(
                "R-X-FUNC-ECON", _BASIC, f"基本支出另有 {one['unless']}，也可能列在 {'、'.join(codes)}，无法核对"
            )
            continue
        spent, paid = book.sum(left), book.sum(right)
        if not left or (one["relation"] == "=" and spent < paid):
            much = f"只有 {plain(spent)} 万元" if spent else "没有基本支出"
            reason = f"{said}（{plain(paid)} 万元）按惯例列在行政运行、事业运行等科目，{'、'.join(codes)} {much}"
            yield Undecided("R-X-FUNC-ECON", name, reason)
            continue
        sign = "≤" if one["relation"] == "<=" else "="
        words = f"一般公共预算支出表 {'、'.join(codes)} 的基本支出 {sign} {_said(name)} {said}"
        yield Equation("R-X-FUNC-ECON", left[0], right, words, one["relation"], left[1:])


def _of_codes(book: Book, name: str, code_field: str, field: str, codes: Sequence[str]) -> Cells:
    return book.by_code(name, code_field, field, lambda own: own in codes)


def _organisation(book: Book) -> Iterator[Equation | Undecided]:
    """Current subsidies to institutions (505), social charges apart, are the running of institutions (…50 事业运行).

    That functional class also holds what the government's classes call otherwise (509, 506), so it is at least as much.
    Said only where all basic expenditure is running costs (…01, …50) or social charges with classes of their own.
    """
    rule = "R-X-ORG"
    if not (book.table(_BASIC) and book.table(_GENERAL)):
        return
    if not book.is_classed(_BASIC, "gov_economic_code", 5) or not book.is_classed(_GENERAL, "functional_code", 7):
        yield Undecided(rule, _BASIC, "有的行没有政府预算经济科目到款或功能科目到项的编码")
        return
    social = tuple(_data()["social"])
    basic = [r for r in book.items(_GENERAL) if isinstance(r.get("basic_total"), Decimal) and r["basic_total"]]
    codes = [text_of(r, "functional_code") for r in basic]
    running = [c for c in codes if not c.startswith(social)]
    if not {c[-2:] for c in running} <= {"01", "50"}:
        yield Undecided(rule, _BASIC, "基本支出还列在行政运行、事业运行以外的项，无法按单位性质分开")
        return
    if not any(c.startswith(social) for c in codes) or not any(c.endswith("50") for c in running):
        yield Undecided(rule, _BASIC, "社会保险、住房公积金按惯例列在行政运行、事业运行，或者没有事业运行支出")
        return
    part, whole = book.tables[_BASIC], book.tables[_GENERAL]
    left = _institutional(book.items(_BASIC))
    right = tuple(cell(whole, r, "basic_total") for r in basic if text_of(r, "functional_code").endswith("50")
                  and not text_of(r, "functional_code").startswith(social))  # fmt: skip
    if left:
        cells = [cell(part, r, "total") for r in left]
        words = "基本支出表政府预算科目 505 各行（社会保险、住房各款除外） ≤ 一般公共预算支出表事业运行的基本支出"
        yield Equation(rule, cells[0], right, words, "<=", tuple(cells[1:]))


def _institutional(records: Sequence[Record]) -> Sequence[Record]:
    outside = tuple(_data()["outside_operation"])
    return [
        r for r in records
        if text_of(r, "gov_economic_code").startswith("505") and not text_of(r, "dept_economic_code").startswith(outside)
    ]  # fmt: skip
