"""R-N-ORGCOST: what it costs to run the office, by either of the usual definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.check.narrative.amounts import named
from disclosures.check.narrative.cells import Known, amount, at, items, three_public_rows, total_row, totals, unread
from disclosures.check.narrative.figures import Said
from disclosures.check.narrative.outcome import agreement, failed, passed, ten_thousand, unclear
from disclosures.check.result import Result
from disclosures.check.sums.equations import Tables
from disclosures.model import Subject
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
            yield from _wrong_costs(subject, figure, fitting[0])


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


def _wrong_costs(subject: Subject, figure: Said, usual: Known) -> Iterator[Result]:
    """Wrong for certain only where it is another total, or more than there is; else its scope is unknown."""
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
        return
    yield unclear(RULE, figure, "与公用经费不等：可能只含行政单位，或含项目中的运转经费，范围不明")
