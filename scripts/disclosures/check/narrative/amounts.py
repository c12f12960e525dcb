"""R-N-AMT: each amount that the statement names against its cell in the tables.

Only a figure whose meaning is clear is ever called wrong: where several cells could be meant and none is equal, or the
words around leave a doubt, the check says why it could not be made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.check.narrative.cells import TOTALS, Known, carries_over, known, totals, unread
from disclosures.check.narrative.figures import Said
from disclosures.check.narrative.lists import proven
from disclosures.check.narrative.outcome import CENT, agreement, failed, passed, ten_thousand, unclear
from disclosures.check.result import Result
from disclosures.check.sums.lookup import Book
from disclosures.model import Subject
from disclosures.prose.measures import title
from disclosures.schemas import field_title

RULE = "R-N-AMT"
# Measures that other rules hold against the tables, or that no table repeats.
_ELSEWHERE = frozenset({
    "operating_funds", "procurement_total", "procurement_goods", "procurement_works", "procurement_services",
    "performance_amount", "performance_project_count", "transfer_project_count", "vehicle_count", "vehicle_purchase_count",
    "equipment_over_200k", "equipment_over_500k", "equipment_over_1m", "staff_count",
})  # fmt: skip
# What tables show in one place only in part (a class within the basic expenditure, meetings of some units).
_PART_ONLY = frozenset({"economic_expenditure", "entrusted_services", "meeting", "training"})


def amounts(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """One check for each amount of the statement that a table may repeat."""
    for figure in figures:
        three_public = figure.suffix in ("_previous", "_change") and known(subject, figure)
        if figure.measure not in _ELSEWHERE and (not figure.suffix or three_public) and figure.unit == "万元":
            yield from _amount(subject, figure, figures)


def _amount(subject: Subject, figure: Said, figures: Sequence[Said]) -> Iterator[Result]:
    every = known(subject, figure)
    allowed = [one for one in every if _speaks_of(figure, one)]
    for outcome in ("pass", "rounding"):
        for one in allowed:
            if agreement(figure, one.amount) == outcome:
                yield passed(RULE, figure, one.amount, "pass" if outcome == "pass" else "rounding")
                return
    if right := proven(subject, figure, figures):
        allowed = [right]
    elif reason := _reason(subject, figure, every, allowed):
        yield unclear(RULE, figure, reason)
        return
    allowed = [one for one in allowed if one.printed] or allowed
    nearest = min(allowed, key=lambda one: abs(one.amount - figure.value))
    message = _message(subject, figure, allowed) + ("；照表中的数，这句话的各项正好等于总额" if right else "")
    yield from failed(RULE, figure, message, nearest.amount, cells=nearest.cells)


def _speaks_of(figure: Said, one: Known) -> bool:
    """Whether the section and the words let a figure be of that cell's budget."""
    return one.scope in figure.scopes or one.scope == figure.source or figure.measure not in _BY_BUDGET


_BY_BUDGET = frozenset({*TOTALS, "functional_expenditure", "economic_expenditure", "income_source"})


def _reason(subject: Subject, figure: Said, every: Sequence[Known], allowed: Sequence[Known]) -> str | None:
    """Why nobody may be accused, None where the figure is certainly one of those cells."""
    if figure.measure == "income_source" and figure.source is None:
        return "表中没有这一收入来源的行"
    if figure.doubt:
        return figure.doubt
    if not allowed:
        return "没有收到可以比较的表" if not every else "这一预算的表没有收到"
    if figure.measure in _PART_ONLY:
        return f"{title(figure.measure)}在表中只有一部分，各表的范围不同"
    if figure.measure == "income_source" and carries_over(subject.tables):
        return "可能包括上年结转"
    if figure.value and not all(one.printed for one in allowed) and not _is_nothing(subject, figure, allowed):
        return "表中这一行没有印出金额"
    values = {one.amount for one in allowed}
    if max(values) - min(values) > CENT and not (len(figure.scopes) == 1 and figure.measure in TOTALS[:2]):
        return "表中有几个数可能是它，都不相等"
    if unread(subject, (cell for one in allowed for cell in one.cells)):
        return "所比较的行没有完整读到"
    return None


def _is_nothing(subject: Subject, figure: Said, allowed: Sequence[Known]) -> bool:
    """Whether blank cells of a budget are nothing for certain: 一般公共预算 pays for all, or for all of 财政拨款."""
    if figure.measure != "expenditure_total" or not figure.scopes <= {"government_fund", "state_capital"}:
        return False
    table = subject.tables.get("fiscal_appropriation")
    wholes = [
        (whole, record.get("general_public_budget")) for record in (table.records if table else ())
        if record.get("side") == "expenditure" and record.get("row_kind") == "total" and (whole := record.get("total"))
    ]  # fmt: skip
    all_general = bool(wholes) and all(whole == part for whole, part in wholes)
    return not any(one.amount for one in allowed) and (all_general or Book(subject.tables).only_general_budget)


def _message(subject: Subject, figure: Said, allowed: Sequence[Known]) -> str:
    values = {one.amount: one.words for one in reversed(allowed)}
    table = "，".join(f"{said}是 {ten_thousand(value)} 万元" for value, said in values.items())
    difference = f"，相差 {ten_thousand(figure.value - allowed[0].amount)} 万元" if len(values) == 1 else ""
    same = equal_elsewhere(subject, figure, [one.amount for one in allowed])
    return f"{named(figure)}写 {ten_thousand(figure.value)} 万元，{table}{difference}" + (f"；{same}" if same else "")


def named(figure: Said) -> str:
    """The figure as a message calls it: `“基本支出”`, with the class where it is one of a class."""
    name = title(figure.measure + figure.suffix)
    if figure.source and figure.measure == "income_source":
        name = field_title(figure.source)
    code = figure.functional_code or figure.economic_code
    return f"“{name}{f' {code}' if code else ''}”"


def equal_elsewhere(subject: Subject, figure: Said, besides: Sequence[Decimal]) -> str | None:
    """`等于…的…`: the total, or the class, that a wrong figure equals; None where it equals none."""
    if figure.value == 0 or figure.value in besides:
        return None
    for measure in TOTALS:
        for one in totals(subject.tables, measure):
            if agreement(figure, one.amount) != "fail":
                return f"{ten_thousand(figure.value)} 等于{one.words}"
    for resource in ("expenditure", "general_public_budget"):
        table = subject.tables.get(resource)
        for record in table.records if table else ():
            other, name = record.get("total"), record.get("name") or record.get("unit_name")
            if isinstance(other, Decimal) and name and agreement(figure, other) != "fail":
                return f"{ten_thousand(figure.value)} 等于另一行“{name}”"
    return None
