"""Identities between the balance tables (收支总表, 财政拨款收支总表) and the tables that spell their lines out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from disclosures.check.sums.equations import Equation, Undecided, amount_fields
from disclosures.check.sums.lookup import Book, Cells, cell, grouped, named, text_of, unit_of
from disclosures.kinds import SUFFIXES
from disclosures.labels import bare
from disclosures.model import Address, Record, Table
from disclosures.schemas import field_title
from disclosures.text import key

_BALANCE, _FISCAL = "balance", "fiscal_appropriation"
_CARRIED_OUT = "有年终结转结余，收入与支出不逐行相等"


def balances(book: Book) -> Iterator[Equation | Undecided]:
    """Every identity in which a line of a balance table stands, or which follows from the balance of its units."""
    yield from _income_lines(book)
    yield from _income_units(book)
    yield from _income_classes(book)
    yield from _expenditure_classes(book)
    yield from _fiscal_lines(book)
    yield from _fiscal_classes(book)
    yield from _general_classes(book)
    yield from _funds(book)


# --- income --------------------------------------------------------------------------------------------------------

# Lines of the balance's income side and the column of the income table that repeats each.
_INCOME_COLUMNS = (
    ("收入总计", "total"), ("本年收入合计", "current_total"), ("上年结转", "carryover_total"), ("一般公共预算", "general_public_budget"),
    ("政府性基金预算", "government_fund"), ("国有资本经营预算", "state_capital"), ("财政专户管理资金", "special_account"),
    ("事业收入", "institution_service"), ("事业单位经营收入", "institution_business"), ("上级补助收入", "superior_subsidy"),
    ("附属单位上缴收入", "affiliate_remittance"), ("其他收入", "other"),
)  # fmt: skip


def _income_lines(book: Book) -> Iterator[Equation]:
    for words, field in _INCOME_COLUMNS:
        left, right = book.line(_BALANCE, "income", words, ("item", "total", "carryover")), book.whole("income", field)
        if left is not None and right:
            text = f"收支总表“{_label(book, left)}” = 收入总表{field_title(field)}"
            yield Equation("R-X-T01-T02", left, right, text)


def _income_units(book: Book) -> Iterator[Equation | Undecided]:
    """What a unit takes in, it spends, where nothing is left for the next year; so does the whole department."""
    income, spent = book.table("income"), book.table("expenditure")
    if income is None or spent is None:
        return
    if book.any(book.carried_out(_BALANCE)) or book.any(book.whole("expenditure", "carryover_next_year")):
        yield Undecided("R-X-T02-T03", "income", _CARRIED_OUT)
        return
    left, right = book.whole("income", "total"), book.whole("expenditure", "total")
    if left and right:
        yield Equation("R-X-T02-T03", left[0], right, "收入总表总计 = 支出总表合计", also=left[1:])
    ours = grouped((r for r in income.records if r.get("row_kind") in ("unit", "item")), unit_of)
    theirs = grouped((r for r in spent.records if r.get("row_kind") == "unit"), unit_of)
    for unit, records in ours.items():
        if len(records) == 1 and len(theirs.get(unit, ())) == 1 and not records[0].get("functional_code"):
            words = f"“{_unit_name(records[0])}”收入总表总计 = 支出总表该单位合计"
            other = cell(spent, theirs[unit][0], "total")
            yield Equation("R-X-T02-T03", cell(income, records[0], "total"), (other,), words)


def _income_classes(book: Book) -> Iterator[Equation]:
    """Where income is printed by functional class, the money of a class is what is spent on it."""
    income, spent = book.table("income"), book.table("expenditure")
    if income is None or spent is None or book.any(book.carried_out(_BALANCE)):
        return
    if not (book.is_classed("income", "functional_code", 7) and book.is_classed("expenditure", "functional_code", 7)):
        return
    theirs = grouped(book.items("expenditure"), lambda r: text_of(r, "functional_code"))
    for code, records in grouped(book.items("income"), lambda r: text_of(r, "functional_code")).items():
        left = [cell(income, r, "total") for r in records]
        right = tuple(cell(spent, r, "total") for r in theirs.get(code, ()))
        if right:
            words = f"{code} {text_of(records[0], 'name')}：收入总表 = 支出总表"
            yield Equation("R-X-T02-T03", left[0], right, words, also=tuple(left[1:]))


def _unit_name(record: Record) -> str:
    return text_of(record, "unit_name") or text_of(record, "name") or text_of(record, "unit_code")


def _label(book: Book, at: Address) -> str:
    return text_of(book.tables[at.resource].records[at.row - 1], "label")


# --- expenditure ---------------------------------------------------------------------------------------------------

# What a class of the balance may be split into, and the column of the expenditure table that repeats it.
_MEASURES = (
    ("amount", "total"), ("basic_total", "basic_total"), ("basic_personnel", "basic_personnel"),
    ("basic_public", "basic_public"), ("project_total", "project_total"),
)  # fmt: skip
# Lines of a balance that lists expenditure by purpose.
_PURPOSES = (("基本支出", "basic_total"), ("项目支出", "project_total"))


def _expenditure_classes(book: Book) -> Iterator[Equation]:
    table, detail = book.table(_BALANCE), book.table("expenditure")
    if table is None or detail is None:
        return
    classed = book.is_classed("expenditure", "functional_code", 5)
    for record in book.classes(_BALANCE) if classed else ():
        code = text_of(record, "functional_code")
        for own, field in _MEASURES:
            if own in table.fields and field in detail.fields:
                words = f"收支总表“{record['label']}”{_of(own)} = 支出总表该类各行{_of(own)}之和"
                yield Equation(
                    "R-X-T01-T03", cell(table, record, own), book.of_class("expenditure", code, field), words
                )
    total = book.whole("expenditure", "total")
    current = book.line(_BALANCE, "expenditure", "本年支出", ("total",))
    if current is not None and total:
        yield Equation("R-X-T01-T03", current, total, "本年支出合计 = 支出总表合计")
    for record in table.records:
        for words, field in _PURPOSES if record.get("classification") == "purpose" else ():
            right = book.whole("expenditure", field)
            if record["row_kind"] == "item" and bare(text_of(record, "label")).startswith(words) and right:
                text = f"收支总表“{record['label']}” = 支出总表{field_title(field)}"
                yield Equation("R-X-T01-T03", cell(table, record, "amount"), right, text)


def _of(measure: str) -> str:
    return "" if measure in ("amount", "total") else field_title(measure)


# --- the balance of 财政拨款 ------------------------------------------------------------------------------------------


def _fiscal_lines(book: Book) -> Iterator[Equation | Undecided]:
    """The lines of 财政拨款 stand in both balance tables."""
    if not (book.table(_BALANCE) and book.table(_FISCAL)):
        return
    if book.any(book.carried_in(_FISCAL)) and not book.any(book.carried_in(_BALANCE)):
        yield Undecided("R-X-T04-T01", _FISCAL, "收支总表的各项收入已含上年结转，财政拨款收支总表另列，无法逐项核对")
        return
    lines = ["一般公共预算", "财政拨款", "政府性基金预算", "国有资本经营预算"]
    for words in (*lines, "本年收入") if _only_fiscal(book, ("item",)) else lines:
        roles = ("total",) if words == "本年收入" else ("item", "of_which")
        left, right = (book.line(name, "income", words, roles) for name in (_BALANCE, _FISCAL))
        if left is not None and right is not None:
            text = f"收支总表“{_label(book, left)}” = 财政拨款收支总表“{_label(book, right)}”"
            yield Equation("R-X-T04-T01", left, (right,), text)


def _fiscal_classes(book: Book) -> Iterator[Equation]:
    """A class costs 财政拨款 no more than it costs; where there is no other money, as much."""
    whole, fiscal = book.table(_BALANCE), book.table(_FISCAL)
    if whole is None or fiscal is None:
        return
    only = _only_fiscal(book, ("item", "carryover"))
    theirs = grouped(book.classes(_BALANCE), lambda r: text_of(r, "functional_code"))
    for code, records in grouped(book.classes(_FISCAL), lambda r: text_of(r, "functional_code")).items():
        if len(records) != 1 or len(theirs.get(code, ())) != 1:
            continue
        record = theirs[code][0]
        amount, part = cell(whole, record, "amount"), cell(fiscal, records[0], "total")
        if only:
            yield Equation("R-X-T04-T01", amount, (part,), f"收支总表“{record['label']}” = 财政拨款收支总表同类")
        else:
            words = f"财政拨款收支总表“{records[0]['label']}” ≤ 收支总表同类"
            yield Equation("R-X-T04-T01", part, (amount,), words, "<=")


def _only_fiscal(book: Book, roles: Sequence[str]) -> bool:
    table = book.table(_BALANCE)
    return table is not None and not book.any(
        cell(table, r, "amount") for r in table.records
        if r["side"] == "income" and r["row_kind"] in roles
        and not bare(text_of(r, "label")).startswith(("一般公共预算", "政府性基金", "国有资本经营"))
    )  # fmt: skip


_BUDGETS = ("general_public_budget", "government_fund", "state_capital")


def _general_classes(book: Book) -> Iterator[Equation | Undecided]:
    """What 财政拨款 pays of each class is spelt out: 一般公共预算 in its table, or all three budgets in theirs."""
    fiscal, detail = book.table(_FISCAL), book.table("general_public_budget")
    if fiscal is None or detail is None or not book.is_classed("general_public_budget", "functional_code", 5):
        return
    if _without_carryover(book):
        yield Undecided("R-X-T04-T05", _FISCAL, "一般公共预算支出表只列当年拨款，财政拨款收支总表含上年结转")
        return
    apart = any(r.get("general_public_budget") is not None for r in book.classes(_FISCAL))
    field, budgets = ("general_public_budget", _BUDGETS[:1]) if apart else ("total", _BUDGETS)
    if not all(book.is_classed(b, "functional_code", 5) for b in budgets if book.any(book.whole(b, "total"))):
        yield Undecided("R-X-T04-T05", _FISCAL, "有的预算支出表没有功能科目编码，无法按类相加")
        return
    for code, records in grouped(book.classes(_FISCAL), lambda r: text_of(r, "functional_code")).items():
        left = [cell(fiscal, r, field) for r in records]
        right = tuple(one for b in budgets for one in book.of_class(b, code, "total"))
        words = f"财政拨款收支总表“{records[0]['label']}”{'的一般公共预算' if apart else ''} = " + (
            "一般公共预算支出表该类各行之和"
            if apart
            else "一般公共预算、政府性基金、国有资本经营预算支出表该类各行之和"
        )
        yield Equation("R-X-T04-T05", left[0], right, words, also=tuple(left[1:]))


def _without_carryover(book: Book) -> bool:
    """Whether the detail lacks exactly what was carried over: it lists the current year's appropriation only."""
    carried = book.line(_FISCAL, "income", "上年", ("carryover",))
    current = book.line(_FISCAL, "expenditure", "本年支出", ("total",))
    if carried is None or current is None or not book.any([carried]):
        return False
    spent = book.amounts.of(current)
    detailed = book.sum(one for budget in _BUDGETS for one in book.whole(budget, "total"))
    return spent - detailed == book.amounts.of(carried)


_FUNDS = (
    ("R-X-T09", "government_fund", "政府性基金"),
    ("R-X-TSC", "state_capital", "国有资本经营预算"),
)


def _funds(book: Book) -> Iterator[Equation | Undecided]:
    """The tables of 政府性基金 and 国有资本经营预算 spell out their column of the 财政拨款 balance.

    Where that balance prints one amount a line, its income of that budget and what was carried over are spent.
    """
    for rule, resource, words in _FUNDS if book.table(_FISCAL) else ():
        table = book.tables.get(resource)
        if table is None or (not table.records and not _says_none(table)):
            continue  # an empty table that does not say why may have lost its rows
        left = _fund_lines(book, resource, words)
        if not left:
            yield Undecided(rule, resource, f"财政拨款收支总表没有单列{words}支出，或者有结转下年，无法核对")
            continue
        text = f"财政拨款收支总表{words}{field_title('total')} = {named(resource)}{field_title('total')}"
        yield Equation(rule, left[0], book.whole(resource, "total"), text, also=left[1:])


def _fund_lines(book: Book, resource: str, words: str) -> Cells:
    fiscal = book.tables[_FISCAL]
    if resource in fiscal.fields:
        current = book.line(_FISCAL, "expenditure", "本年支出", ("total",)) or _last_total(fiscal)
        return (Address(_FISCAL, current.row, resource),) if current else ()
    line = book.line(_FISCAL, "income", words, ("item", "of_which"))
    carried = book.line(_FISCAL, "income", words, ("carryover",))
    if line is None or book.any(book.carried_out(_FISCAL)):
        return ()
    if carried is None:
        return () if book.any(book.carried_in(_FISCAL)) else (line,)
    return (line, carried)


def _last_total(table: Table) -> Address | None:
    totals = [r for r in table.records if r["side"] == "expenditure" and r["row_kind"] == "total"]
    return cell(table, totals[-1], "total") if totals else None


def _says_none(table: Table) -> bool:
    note = key(table.description or "")
    return any(word in note for word in ("无", "没有", "空表"))


# --- the same row in two tables --------------------------------------------------------------------------------------


def same_rows(book: Book) -> Iterator[Equation]:
    """A row of the 一般公共预算 table is a part of the same row of the expenditure table; all of it where it pays for all."""
    whole, part = book.table("expenditure"), book.table("general_public_budget")
    if whole is None or part is None:
        return
    sign, relation = ("=", "=") if book.only_general_budget else ("≤", "<=")
    rows = grouped(whole.records, _row_key)
    fields = _shared_amounts(part, whole)
    for name, records in grouped(part.records, _row_key).items():
        twins = rows.get(name, ())
        if not twins or (len(records) + len(twins) > 2 and not _may_be_added(records[0])):
            continue
        for field in fields:
            left, right = [cell(part, r, field) for r in records], tuple(cell(whole, r, field) for r in twins)
            if relation == "<=" and all(r.get(field) is None for r in records):
                continue
            words = (
                f"“{records[0].get('name') or '合计'}”{field_title(field)}：一般公共预算支出表 {sign} 支出总表同一行"
            )
            yield Equation("R-X-T05-T03", left[0], right, words, relation, tuple(left[1:]))


def _may_be_added(record: Record) -> bool:
    """Whether rows of the same class, unit and code are parts of one amount (where classes are crossed)."""
    return record["row_kind"] == "item" and len(text_of(record, "functional_code")) >= 5


def _shared_amounts(part: Table, whole: Table) -> Sequence[str]:
    return [f for f in amount_fields(part) if f in whole.fields and not f.endswith(SUFFIXES)]


def _row_key(record: Record) -> str:
    if record["row_kind"] == "total":
        return "total"
    return f"{record['row_kind']}:{record.get('functional_code') or ''}:{unit_of(record)}"
