"""Identities of the project tables: with expenditure, with their performance goals, with the department's own goals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from disclosures.check.result import Result, fail
from disclosures.check.sums.equations import Equation, Undecided
from disclosures.check.sums.lookup import Book, cell, grouped, text_of, unit_of
from disclosures.model import Address, Check, Finding, Record
from disclosures.schemas import field_title
from disclosures.text import key, plain

_LISTED, _TARGETED, _WHOLE = "projects", "performance_projects", "expenditure"
_NAMES = {_LISTED: "project_name", _TARGETED: "name"}
_SHORTEST_PREFIX = 6
# With more projects almost any amount is the sum of some: 2^12 sums, and nothing would be said.
_MOST_PROJECTS = 12


def projects(book: Book) -> Iterator[Equation | Undecided]:
    """Every equation in which a project stands."""
    yield from _by_type(book)
    yield from _by_unit(book)
    yield from _same_projects(book)
    yield from _department(book)


# --- with expenditure ----------------------------------------------------------------------------------------------


def _by_type(book: Book) -> Iterator[Equation]:
    """Each project type has its column, where every project says its type."""
    columns = {"其他运转类": "project_other_operating", "特定目标类": "project_specific_target"}
    items, table = book.items(_LISTED), book.table(_LISTED)
    if table is None or not items or not all(text_of(r, "project_type") in columns for r in items):
        return
    for words, field in columns.items():
        left = book.whole(_WHOLE, field)
        cells = tuple(cell(table, r, "total") for r in items if r.get("project_type") == words)
        if left:
            text = f"支出总表{field_title(field)} = 项目支出表{words}各项目之和"
            yield Equation("R-X-T10-T03", left[0], cells, text, also=left[1:])


def _by_unit(book: Book) -> Iterator[Equation]:
    """A unit's projects in both tables, where both have a row for the unit."""
    listed, whole = book.table(_LISTED), book.table(_WHOLE)
    if listed is None or whole is None or "project_total" not in whole.fields:
        return
    ours, theirs = (
        grouped((r for r in t.records if r.get("row_kind") == "unit"), unit_of) for t in (listed, whole)
    )  # fmt: skip
    for unit, records in ours.items():
        if len(records) == 1 and len(theirs.get(unit, ())) == 1:
            words = f"“{text_of(records[0], 'unit_name') or unit}”项目支出表合计 = 支出总表该单位项目支出"
            right = cell(whole, theirs[unit][0], "project_total")
            yield Equation("R-X-T10-T03", cell(listed, records[0], "total"), (right,), words)


# --- the same project in both project tables -----------------------------------------------------------------------


def _same_projects(book: Book) -> Iterator[Equation | Undecided]:
    """The amounts of a name are equal in both; the totals too, where the goals are summed up, and no project lacks."""
    listed, targeted = book.table(_LISTED), book.table(_TARGETED)
    if listed is None or targeted is None:
        return
    for ours, theirs in _matched(book):
        if len(ours) != len(theirs) and not _sums_up(book):
            continue  # several projects of one name, of which only some have a form
        words = f"项目绩效目标表“{theirs[0]['name']}” = 项目支出表同一项目"
        left = [cell(targeted, r, "total") for r in theirs]
        right = tuple(cell(listed, r, "total") for r in ours)
        yield Equation("R-X-T12-T10", left[0], right, words, also=tuple(left[1:]))
    if not _sums_up(book):
        yield Undecided(
            "R-X-T12-T10", _TARGETED, "项目绩效目标表没有合计行或单位行，可能只列部分项目，不核对合计和缺项"
        )
    elif not _unmatched(book):
        whole, right = book.whole(_TARGETED, "total"), book.whole(_LISTED, "total")
        if whole and right:
            yield Equation("R-X-T12-T10", whole[0], right, "项目绩效目标表合计 = 项目支出表合计", also=whole[1:])


def _sums_up(book: Book) -> bool:
    """Whether the table of goals lists all projects: it has a total or units, and kept its beginning."""
    table = book.tables[_TARGETED]
    return not table.headless and any(r.get("row_kind") in ("total", "unit") for r in table.records)


def project_key(name: str) -> str:
    """A project's name for comparing: no white space, brackets or quotes."""
    return re.sub(r"[()\[\]【】<>《》]", "", key(name))


def _by_name(book: Book, resource: str) -> Mapping[str, Sequence[Record]]:
    return grouped(book.items(resource), lambda r: project_key(text_of(r, _NAMES[resource])))


def _matched(book: Book) -> list[tuple[Sequence[Record], Sequence[Record]]]:
    """(rows of the project table, rows of the table of goals) of the same name; a clipped one is a prefix of one only."""
    ours, theirs = _by_name(book, _LISTED), _by_name(book, _TARGETED)
    pairs = []
    for name, records in theirs.items():
        other = name if name in ours else _clipped(name, set(ours) - set(theirs))
        if other and (other == name or _clipped(other, set(theirs) - set(ours)) == name):
            pairs.append((ours[other], records))
    return pairs


def _clipped(name: str, others: set[str]) -> str | None:
    """The only other name of which one is the beginning of the other."""
    near = [
        one for one in others
        if min(len(one), len(name)) >= _SHORTEST_PREFIX and (one.startswith(name) or name.startswith(one))
    ]  # fmt: skip
    return near[0] if len(near) == 1 else None


def _unmatched(book: Book) -> list[tuple[str, Record]]:
    """(resource, row) of the named projects with money that stand in one of the two tables only."""
    pairs = _matched(book)
    known = {
        _LISTED: {id(r) for ours, _ in pairs for r in ours},
        _TARGETED: {id(r) for _, theirs in pairs for r in theirs},
    }
    return [
        (resource, record)
        for resource in (_LISTED, _TARGETED)
        for records in _by_name(book, resource).values()
        for record in records
        if id(record) not in known[resource] and record.get("total")
    ]


def missing_projects(book: Book) -> Iterator[Result]:
    """R-X-T12-T10: a project that only one of the two tables has; of the same amount, it bears another name there."""
    if book.table(_LISTED) is None or book.table(_TARGETED) is None or book.tables[_LISTED].headless:
        return
    if not _sums_up(book):
        return
    alone = _unmatched(book)
    amounts = {name: [r["total"] for resource, r in alone if resource == name] for name in (_LISTED, _TARGETED)}
    for resource, record in alone:
        other = _TARGETED if resource == _LISTED else _LISTED
        twins = [r for name, r in alone if name == other and r["total"] == record["total"]]
        name, at = text_of(record, _NAMES[resource]), (resource, int(str(record["row"])), _NAMES[resource])
        money = f"（{plain(Decimal(str(record['total'])))} 万元）"
        if len(twins) == 1 and amounts[resource].count(record["total"]) == 1:
            if resource == _LISTED:
                message = f"项目支出表“{name}”{money}在项目绩效目标表里名称是“{text_of(twins[0], _NAMES[other])}”"
                yield Check("R-X-T12-T10", "fail", *at[:2])
                yield Finding(
                    "R-X-T12-T10", "warning", "disclosure", message, *at, name, text_of(twins[0], _NAMES[other])
                )
            continue
        where = ("项目支出表", "项目绩效目标表") if resource == _LISTED else ("项目绩效目标表", "项目支出表")
        yield from fail("R-X-T12-T10", f"{where[0]}的“{name}”{money}在{where[1]}里没有", at, name)


# --- the department's goals ------------------------------------------------------------------------------------------

_FUNDING = (("budget_total", "total"), ("basic", "basic_total"), ("project", "project_total"))


def _department(book: Book) -> Iterator[Equation]:
    """The funding stated with the department's goals is its expenditure, and its government funds are 财政拨款."""
    table = book.table("department_funding")
    if table is None:
        return
    rows = {text_of(r, "item"): Address(table.resource, int(str(r["row"])), "amount") for r in table.records}
    for item, field in _FUNDING:
        right = book.whole(_WHOLE, field)
        if item in rows and right:
            words = f"整体绩效目标表{field_title(field)} = 支出总表{field_title(field)}"
            yield Equation("R-X-T11", rows[item], right, words)
    fiscal = book.table("fiscal_appropriation")
    totals = [r for r in (fiscal.records if fiscal else ()) if r["side"] == "income" and r["row_kind"] == "total"]
    if fiscal is not None and totals and "government_funds" in rows:
        words = f"整体绩效目标表{field_title('government_funds')} = 财政拨款收支总表“{totals[-1]['label']}”"
        yield Equation("R-X-T11", rows["government_funds"], (cell(fiscal, totals[-1], "total"),), words)


# --- projects and economic classes ---------------------------------------------------------------------------------


def split_projects(book: Book) -> Iterator[Result]:
    """R-X-T07-T10: what projects spend on a pair of economic classes is the sum of some projects, at most of all."""
    rule, summary, basic = "R-X-T07-T10", "economic_classification", "basic_expenditure"
    tables = [book.table(name) for name in (summary, basic, _LISTED)]
    if any(t is None for t in tables):
        return
    amounts = [book.amounts.of(cell(tables[2], r, "total")) for r in book.items(_LISTED) if tables[2] is not None]
    if why := _why_not(book, (summary, basic, _LISTED), len(amounts)):
        yield Check(rule, "not_evaluable", summary, reason=why)
        return
    sums = {Decimal(0)}
    for amount in amounts:
        sums |= {one + amount for one in sums}
    theirs, most, over = _by_pair(book, basic), sum(amounts, Decimal(0)), []
    for pair, records in _by_pair(book, summary).items():
        rest = _money(records) - _money(theirs.get(pair, ()))
        row = int(str(records[0]["row"]))
        if rest <= 0:
            continue
        if rest in sums:
            yield Check(rule, "pass", summary, row, rest, rest, Decimal(0))
        elif rest <= most:
            yield Check(rule, "not_evaluable", summary, row, reason="不是几个项目之和：可能有项目分列在几个科目")
        else:
            over.append((pair, records[0], rest))
    if over:
        said = "、".join(
            f"{pair} {text_of(first, 'dept_economic_name')} {plain(rest)} 万元" for pair, first, rest in over
        )
        message = f"《支出经济分类汇总表》{said}，这是除去基本支出余下的，大于全部项目之和 {plain(most)} 万元"
        _, first, rest = max(over, key=lambda one: one[2])
        yield from fail(rule, message, (summary, int(str(first["row"])), "total"), plain(rest), plain(most))


def _why_not(book: Book, names: Sequence[str], count: int) -> str | None:
    if any(book.tables[name].headless for name in names):
        return "有一张表的开头没有读到"
    if not all(book.is_classed(name, "dept_economic_code", 5) for name in names[:2]):
        return "有的行没有经济科目编码"
    if count > _MOST_PROJECTS:
        return f"有 {count} 个项目，几乎任何金额都是其中几个之和，无法判断"
    return None


def _by_pair(book: Book, name: str) -> Mapping[str, Sequence[Record]]:
    return grouped(
        book.items(name), lambda r: f"{text_of(r, 'dept_economic_code')}→{text_of(r, 'gov_economic_code')}".rstrip("→")
    )


def _money(records: Sequence[Record]) -> Decimal:
    return sum((v for r in records if isinstance(v := r.get("total"), Decimal)), Decimal(0))
