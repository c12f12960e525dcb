"""The few figures of a disclosure that lists, ledes and comparisons need, each with the cell it was printed in.

Nothing is estimated: a figure that no table or sentence states is absent. `derived` figures (last year = this year
less the stated increase) are marked so wherever they are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from disclosures.catalogue import Disclosure, Row
from disclosures.pages import numbers
from disclosures.pages.figures.stated import Change, agreed, stated_change

LABELS = {
    "expenditure": "支出总额",
    "income": "收入总额",
    "basic": "基本支出",
    "personnel": "人员经费",
    "public": "公用经费",
    "project": "项目支出",
    "project_other_operating": "其他运转类",
    "project_specific_target": "特定目标类",
    "operating_funds": "机构运转经费",
    "three_public": "“三公”经费",
}
_STATED = {
    "expenditure": "expenditure_total",
    "income": "income_total",
    "basic": "basic_total",
    "project": "project_total",
    "personnel": "personnel",
    "public": "public",
    "three_public": "three_public_total",
    "operating_funds": "operating_funds",
}
_TOTAL_ROW = {
    "expenditure": (("expenditure", "total"), ("department_funding", "budget_total")),
    "income": (("income", "total"),),
    "basic": (
        ("expenditure", "basic_total"),
        ("general_public_budget", "basic_total"),
        ("basic_expenditure", "total"),
        ("department_funding", "basic"),
    ),
    "project": (
        ("expenditure", "project_total"),
        ("general_public_budget", "project_total"),
        ("department_funding", "project"),
    ),
    "project_other_operating": (("expenditure", "project_other_operating"),),
    "project_specific_target": (("expenditure", "project_specific_target"),),
    "personnel": (("basic_expenditure", "personnel"),),
    "public": (("basic_expenditure", "public"),),
}
_SLACK = Decimal("0.005")  # percent


@dataclass(frozen=True)
class Figure:
    """An amount in 万元 and the row that prints it (`row` is "" where a table has no row numbers)."""

    value: Decimal
    resource: str
    row: str


@dataclass(frozen=True)
class Facts:
    """Key figures by the names in LABELS, stated changes by the same names, and counts for lists.

    `rules` counts outcomes by rule; a rule that only a finding or repair names is there with none. `findings` counts
    the findings of each rule, `printed_before` has the amounts of the year before that a table prints (万元).
    """

    figures: Mapping[str, Figure]
    changes: Mapping[str, Change]
    outcomes: Mapping[str, int]
    rules: Mapping[str, Mapping[str, int]]
    project_count: int
    findings: Mapping[str, int] = field(default_factory=dict)
    printed_before: Mapping[str, Decimal] = field(default_factory=dict)

    def value(self, name: str) -> Decimal | None:
        figure = self.figures.get(name)
        return figure.value if figure else None

    def previous(self, name: str) -> Decimal | None:
        """Last year's amount: as a table prints it, else derived from the stated change."""
        if name in self.printed_before:
            return self.printed_before[name]
        value, change = self.value(name), self.changes.get(name)
        return value - change.amount if value is not None and change else None

    def percent(self, name: str) -> str:
        """The growth rate in brackets: as stated, said to be the document's words where its own amounts contradict it.

        Where none is stated it is worked out from the stated change, and marked so; "" where neither can be.
        """
        change, before = self.changes.get(name), self.previous(name)
        if change is None:
            return ""
        computed = change.amount / before * 100 if before and before > 0 else None
        if change.percent is None:
            return f"（{numbers.signed_percent(computed)}，本站计算）" if computed else ""
        stated = numbers.stated_percent(change.percent)
        agrees = computed is not None and abs(computed - change.percent) <= _last_digit(change.percent)
        return f"（{stated}）" if agrees else f"（文件写 {stated}）"


def _last_digit(percent: Decimal) -> Decimal:
    """By how much a rate may be off from its amounts: 1 in its own last digit, and what rounded amounts can make."""
    exponent = percent.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0) + _SLACK


def read_facts(item: Disclosure) -> Facts:
    """All facts of one disclosure."""
    figures = {name: figure for name in LABELS if (figure := _figure(item, name))}
    rules = _rules(item)
    projects = item.rows("projects") or item.rows("performance_projects")
    return Facts(
        figures=figures,
        changes={
            name: change
            for name, figure in figures.items()
            if name in _STATED and (change := stated_change(item, _STATED[name], figure.value))
        },
        outcomes=sum((Counter(counts) for counts in rules.values()), Counter()),
        rules=rules,
        project_count=sum(row.text("row_kind") == "item" for row in projects),
        findings=Counter(row.text("rule") for row in item.rows("findings") if row.text("rule")),
        printed_before=_printed_before(item),
    )


def _rules(item: Disclosure) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for row in item.rows("checks"):
        found.setdefault(row.text("rule"), Counter())[row.text("outcome")] += 1
    for name in ("findings", "repairs"):
        for row in item.rows(name):
            found.setdefault(row.text("rule"), Counter())
    return {rule: counts for rule, counts in found.items() if rule}


def _figure(item: Disclosure, name: str) -> Figure | None:
    if name in ("expenditure", "income"):
        found = _balance_total(item, name)
        if found:
            return found
    if name == "three_public":
        return _three_public(item) or _stated(item, name)
    for resource, column in _TOTAL_ROW.get(name, ()):
        found = _from_total(item, resource, column)
        if found:
            return found
    return _stated(item, name)


def _balance_total(item: Disclosure, side: str) -> Figure | None:
    """The grand total of a side: 收入总计, 支出总计 (the last total row of the side)."""
    rows = [r for r in item.rows("balance") if r.text("side") == side and r.text("row_kind") == "total"]
    grand = [r for r in rows if "总计" in r.text("label")] or rows
    return _last_amount(grand, "balance", "amount")


def _last_amount(rows: Iterable[Row], resource: str, column: str) -> Figure | None:
    for row in reversed(list(rows)):
        value = row.amount(column)
        if value is not None:
            return Figure(value, resource, row.text("row"))
    return None


def _from_total(item: Disclosure, resource: str, column: str) -> Figure | None:
    if resource == "department_funding":
        return _last_amount((r for r in item.rows(resource) if r.text("item") == column), resource, "amount")
    return _last_amount((r for r in item.rows(resource) if r.text("row_kind") == "total"), resource, column)


def _three_public(item: Disclosure) -> Figure | None:
    row = three_public_row(item, item.year)
    return _last_amount([row], "three_public", "total") if row else None


def _printed_before(item: Disclosure) -> dict[str, Decimal]:
    """Only the table of 三公 prints two years side by side."""
    row = three_public_row(item, item.year - 1) if any(r.text("period") for r in item.rows("three_public")) else None
    value = row.amount("total") if row and row.text("period") == str(item.year - 1) else None
    return {} if value is None else {"three_public": value}


def three_public_row(item: Disclosure, year: int) -> Row | None:
    """The 三公 row of the whole department in a year, all sources together; None where the table prints none.

    A row without year is this year's. Where every source has rows of its own and no total is printed, the only source
    that is spent from is the whole.
    """
    years = (str(year), "") if year == item.year else (str(year),)
    rows = [r for r in item.rows("three_public") if r.text("period") in years]
    spent = {r.text("source") for r in rows if r.amount("total")}
    for source in ("", "total", *(spent if len(spent) == 1 else ())):
        same = [r for r in rows if r.text("source") == source and r.amount("total") is not None]
        chosen = [r for r in same if r.text("row_kind") == "total"] or (same if len(same) == 1 else [])
        if len(chosen) == 1:
            return chosen[0]
    return rows[0] if len(rows) == 1 else None


def _stated(item: Disclosure, name: str) -> Figure | None:
    row = agreed(item, _STATED[name]) if name in _STATED else None
    value = row.amount("value") if row else None
    return Figure(value, "statements", row.text("row")) if row and value is not None else None
