"""R-N-ORGCOST: what it costs to run the office, by either of the usual definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, combinations

from disclosures.check.narrative.amounts import named
from disclosures.check.narrative.cells import (
    PUBLIC,
    Known,
    amount,
    at,
    items,
    three_public_rows,
    total_row,
    totals,
    unread,
)
from disclosures.check.narrative.figures import Said
from disclosures.check.narrative.outcome import CENT, agreement, failed, passed, ten_thousand, unclear
from disclosures.check.result import Result
from disclosures.check.sums.equations import Tables
from disclosures.model import Severity, Subject
from disclosures.text import plain

RULE = "R-N-ORGCOST"


def running_costs(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """机关运行经费 is the public part of the basic expenditure, or what of it is booked to 502 (organs only)."""
    for figure in figures:
        if figure.measure != "operating_funds" or figure.suffix:
            continue
        fitting = list(_running_costs(subject.tables, subject.identity.year))
        same = next((one for one in fitting if agreement(figure, one.amount) != "fail"), None)
        if same is not None:
            outcome = agreement(figure, same.amount)
            yield passed(RULE, figure, same.amount, "rounding" if outcome == "rounding" else "pass")
        elif not fitting:
            yield unclear(RULE, figure, "没有收到基本支出表")
        elif figure.doubt or unread(subject, (cell for one in fitting for cell in one.cells)):
            yield unclear(RULE, figure, figure.doubt or "所比较的行没有完整读到")
        else:
            yield from _wrong_costs(subject, figure, fitting)


def _running_costs(tables: Tables, year: int) -> Iterator[Known]:
    """The amounts that may be called running costs, the usual one first."""
    yield from totals(tables, "public")
    table = tables.get("basic_expenditure")
    rows = items(table, "gov_economic_code", "502")
    if table and rows:
        value = sum((amount(r, "total") for r in rows), Decimal(0))
        cells = tuple(at(table, r, "total") for r in rows)
        yield Known("基本支出表政府预算经济分类 502 各款之和", value, "general_public_budget", cells)
    own = tables.get("operating_expenditure")
    if own and (row := total_row(own)):
        yield Known("机关运行经费表合计", amount(row, "total"), "all", (at(own, row, "total"),))
    three = tables.get("three_public")
    for record in three_public_rows(three, year) if three and "operating_funds" in three.fields else ():
        if three:
            yield Known(
                "“三公”经费表机关运行经费",
                amount(record, "operating_funds"),
                "all",
                (at(three, record, "operating_funds"),),
            )


def _wrong_costs(subject: Subject, figure: Said, fitting: Sequence[Known]) -> Iterator[Result]:
    """Wrong for certain where it is another total, more than there is, or less than what both definitions agree on."""
    usual = fitting[0]
    for measure in ("project_total", "basic_total", "personnel", "expenditure_total"):
        for one in totals(subject.tables, measure):
            if figure.value and agreement(figure, one.amount) == "pass":
                message = (
                    f"{named(figure)}写 {plain(figure.value)} 万元，公用经费是 {ten_thousand(usual.amount)} 万元"
                    f"（{usual.words}）；{plain(figure.value)} 等于{one.words}"
                )
                yield from failed(RULE, figure, message, usual.amount, cells=(*usual.cells, *one.cells))
                return
    whole = [one.amount for one in totals(subject.tables, "expenditure_total") if one.scope == "all"]
    if whole and figure.value > max(whole):
        message = f"{named(figure)}写 {plain(figure.value)} 万元，大于全部支出 {ten_thousand(max(whole))} 万元"
        yield from failed(RULE, figure, message, usual.amount, cells=usual.cells)
    elif reason := _other_scope(subject.tables, figure, fitting):
        yield unclear(RULE, figure, reason)
    else:
        yield from _neither(subject.tables, figure, fitting)


def _neither(tables: Tables, figure: Said, fitting: Sequence[Known]) -> Iterator[Result]:
    """Neither definition: surely wrong where they agree, one unit is all, and it is less; else a question."""
    amounts = {one.amount: one.words for one in reversed(fitting)}
    said = "，".join(f"{words}是 {ten_thousand(value)} 万元" for value, words in amounts.items())
    severity: Severity | None = None
    if max(amounts) - min(amounts) > CENT or figure.value > max(amounts) or not _is_one_unit(tables):
        severity = "warning"
    message = f"{named(figure)}写 {plain(figure.value)} 万元，两种口径都不是：{said}" + ("，请核实" if severity else "")
    yield from failed(RULE, figure, message, fitting[0].amount, cells=fitting[0].cells, severity=severity)


def _other_scope(tables: Tables, figure: Said, fitting: Sequence[Known]) -> str | None:
    """What a figure may be that is neither definition; None where both are known and nothing else explains it.

    Some units', all but one or two economic classes, or what projects spend on the office as well (usual in Beijing).
    """
    public = [r for r in items(tables.get("basic_expenditure")) if amount(r, "public")]
    if not items(tables.get("basic_expenditure"), "gov_economic_code", "502") or not all(
        r.get("gov_economic_code") for r in public
    ):
        return "与公用经费不等：可能只含行政单位，或含项目中的运转经费，范围不明"
    values = [one.amount for one in fitting]
    if min(values) < figure.value < max(values) and not _is_one_unit(tables):
        return "在两种口径之间，可能含一部分事业单位"
    if any(abs(own - figure.value) <= CENT for own in _of_units(tables)):
        return "等于一个单位的公用经费，可能只说这个单位"
    if figure.value > max(values) and figure.value <= max(values) + _by_projects(tables):
        return "比公用经费多，可能含项目中的运转经费，范围不明"
    parts = [amount(r, "total") for r in public]
    if any(abs(value - figure.value - sum(few, Decimal(0))) <= CENT for value in values for few in _few(parts)):
        return "比公用经费正好少一两个经济科目，可能不含这些科目"
    return None


def _is_one_unit(tables: Tables) -> bool:
    """Whether the document lists one unit and no other."""
    units = tables.get("units")
    return units is not None and len(units.records) == 1


def _by_projects(tables: Tables) -> Decimal:
    """What projects spend: no more than that can they spend on running the office."""
    return max((one.amount for one in totals(tables, "project_total")), default=Decimal(0))


def _few(amounts: Sequence[Decimal]) -> Iterator[Sequence[Decimal]]:
    """Each one, and each two, of the amounts."""
    return chain(combinations(amounts, 1), combinations(amounts, 2))


def _of_units(tables: Tables) -> Iterator[Decimal]:
    """The public part of each unit's basic expenditure."""
    for resource in ("expenditure", "general_public_budget"):
        table = tables.get(resource)
        for record in table.records if table else ():
            fields = next((f for f in PUBLIC if table and set(f) <= set(table.fields)), ())
            if record.get("row_kind") == "unit":
                yield sum((amount(record, field) for field in fields), Decimal(0))
