"""Sums between tables (rules 4.3), as far as putting damaged cells right needs them; the rest has its place here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from disclosures.check.equations import Amounts, Equation, Tables, amount_fields
from disclosures.labels import bare, label
from disclosures.model import Address, Record, Table
from disclosures.schemas import field_title
from disclosures.text import key


def between(tables: Tables) -> Iterator[Equation]:
    """Every equation between two tables that both are there."""
    amounts = Amounts(tables)
    yield from _balance_expenditure(tables)
    yield from _balance_income(tables)
    yield from _fiscal_balance(tables, amounts)
    yield from _same_rows(tables, amounts)
    yield from _fiscal_general(tables)
    yield from _basic(tables)
    yield from _totals(tables)
    yield from _projects(tables)


def _items(table: Table) -> list[Record]:
    return [r for r in table.records if r["row_kind"] == "item"]


def _total(table: Table | None) -> Record | None:
    if table is None:
        return None
    return next((r for r in table.records if r.get("row_kind") == "total"), None)


def _cell(table: Table, record: Record, field: str) -> Address:
    return Address(table.resource, int(str(record["row"])), field)


def _of_class(table: Table, code: str, field: str) -> tuple[Address, ...]:
    return tuple(_cell(table, r, field) for r in _items(table) if str(r.get("functional_code") or "").startswith(code))


def _complete(table: Table) -> bool:
    """Whether the functional codes of all items are known: else a class cannot be added up."""
    return bool(_items(table)) and all(len(str(r.get("functional_code") or "")) >= 5 for r in _items(table))


def _classes(table: Table) -> list[Record]:
    return [
        r for r in table.records if r["side"] == "expenditure" and r["row_kind"] == "item" and r.get("functional_code")
    ]


def _balance_expenditure(tables: Tables) -> Iterator[Equation]:
    balance, detail = tables.get("balance"), tables.get("expenditure")
    if balance is None or detail is None or not detail.records:
        return
    if _complete(detail):
        for record in _classes(balance):
            cells = _of_class(detail, str(record["functional_code"]), "total")
            words = f"收支总表“{record['label']}” = 支出总表该类各行之和"
            yield Equation("R-X-T01-T03", _cell(balance, record, "amount"), cells, words)
    total = _total(detail)
    for record in balance.records:
        if total is not None and record["side"] == "expenditure" and bare(str(record["label"])).startswith("本年支出"):
            yield Equation(
                "R-X-T01-T03",
                _cell(balance, record, "amount"),
                (_cell(detail, total, "total"),),
                "本年支出合计 = 支出总表合计",
            )


# Lines of the balance's income side and the column of the income table that repeats each.
_INCOME_COLUMNS = (
    ("收入总计", "total"), ("本年收入合计", "current_total"), ("上年结转", "carryover_total"), ("一般公共预算", "general_public_budget"),
    ("政府性基金预算", "government_fund"), ("国有资本经营预算", "state_capital"), ("财政专户管理资金", "special_account"),
    ("事业收入", "institution_service"), ("事业单位经营收入", "institution_business"), ("上级补助收入", "superior_subsidy"),
    ("附属单位上缴收入", "affiliate_remittance"), ("其他收入", "other"),
)  # fmt: skip


def _balance_income(tables: Tables) -> Iterator[Equation]:
    balance, income = tables.get("balance"), tables.get("income")
    total = _total(income)
    if balance is None or income is None or total is None:
        return
    for words, field in _INCOME_COLUMNS:
        record = _income_line(balance, words, ("item", "total", "carryover"))
        if record is not None and field in income.fields:
            text = f"收支总表“{record['label']}” = 收入总表{field_title(field)}"
            yield Equation("R-X-T01-T02", _cell(balance, record, "amount"), (_cell(income, total, field),), text)


def _fiscal_balance(tables: Tables, amounts: Amounts) -> Iterator[Equation]:
    """Where every income line is 财政拨款, the two balance tables agree line by line."""
    whole, fiscal = tables.get("balance"), tables.get("fiscal_appropriation")
    if whole is None or fiscal is None or not _only_fiscal(whole, amounts, ("item",)):
        return
    for record in _classes(whole) if _only_fiscal(whole, amounts, ("item", "carryover")) else ():
        same = [r for r in _classes(fiscal) if r["functional_code"] == record["functional_code"]]
        if len(same) == 1:
            words = f"收支总表“{record['label']}” = 财政拨款收支总表同类"
            yield Equation("R-X-T04-T01", _cell(whole, record, "amount"), (_cell(fiscal, same[0], "total"),), words)
    for words in ("本年收入", "一般公共预算", "财政拨款", "政府性基金预算", "国有资本经营预算"):
        roles = ("total",) if words == "本年收入" else ("item", "of_which")
        left, right = _income_line(whole, words, roles), _income_line(fiscal, words, roles)
        if left is not None and right is not None:
            text = f"收支总表“{left['label']}” = 财政拨款收支总表“{right['label']}”"
            yield Equation("R-X-T04-T01", _cell(whole, left, "amount"), (_cell(fiscal, right, "total"),), text)


def _only_fiscal(balance: Table, amounts: Amounts, roles: Sequence[str]) -> bool:
    other = [
        r for r in balance.records
        if r["side"] == "income" and r["row_kind"] in roles
        and not bare(str(r["label"])).startswith(("一般公共预算", "政府性基金", "国有资本经营"))
    ]  # fmt: skip
    return all(not amounts.of(_cell(balance, r, "amount")) for r in other)


def _income_line(table: Table, words: str, roles: Sequence[str]) -> Record | None:
    return next((r for r in table.records if r["side"] == "income" and r["row_kind"] in roles
                 and bare(str(r["label"])).startswith(words) and label(str(r["label"]), "income")), None)  # fmt: skip


def _row_key(record: Record) -> str:
    if record["row_kind"] in ("total",):
        return "total"
    return f"{record['row_kind']}:{record.get('functional_code') or ''}:{record.get('unit_code') or ''}"


def _same_rows(tables: Tables, amounts: Amounts) -> Iterator[Equation]:
    """Where 一般公共预算 is the only source (equal grand totals), its table repeats the expenditure table row by row."""
    whole, part = tables.get("expenditure"), tables.get("general_public_budget")
    left, right = _total(whole), _total(part)
    if whole is None or part is None or left is None or right is None:
        return
    if amounts.of(_cell(whole, left, "total")) != amounts.of(_cell(part, right, "total")):
        return
    counts = Counter(_row_key(r) for r in (*whole.records, *part.records))
    rows = {_row_key(r): r for r in whole.records}
    for record in part.records:
        twin = rows.get(_row_key(record))
        if twin is None or counts[_row_key(record)] != 2:
            continue
        for field in (f for f in amount_fields(part) if f in whole.fields):
            words = f"“{record.get('name') or '合计'}”{field_title(field)}：一般公共预算支出表 = 支出总表同一行"
            yield Equation("R-X-T05-T03", _cell(part, record, field), (_cell(whole, twin, field),), words)


def _fiscal_general(tables: Tables) -> Iterator[Equation]:
    fiscal, detail = tables.get("fiscal_appropriation"), tables.get("general_public_budget")
    if fiscal is None or detail is None or "general_public_budget" not in fiscal.fields or not _complete(detail):
        return
    for record in _classes(fiscal):
        cells = _of_class(detail, str(record["functional_code"]), "total")
        if record.get("general_public_budget") is not None or cells:
            words = f"财政拨款收支总表“{record['label']}”的一般公共预算 = 一般公共预算支出表该类各行之和"
            yield Equation("R-X-T04-T05", _cell(fiscal, record, "general_public_budget"), cells, words)


def _basic(tables: Tables) -> Iterator[Equation]:
    basic, detail = tables.get("basic_expenditure"), tables.get("general_public_budget")
    left, right = _total(basic), _total(detail)
    if basic is None or detail is None or left is None or right is None:
        return
    pairs: Sequence[tuple[str, Sequence[str]]] = (
        ("total", ("basic_total",)),
        ("personnel", ("basic_personnel", "basic_wages_benefits", "basic_individuals_families")),
        ("public", ("basic_public", "basic_goods_services", "basic_capital")),
    )
    for field, parts in pairs:
        present = [p for p in parts if p in detail.fields]
        if present and left.get(field) is not None:
            words = f"基本支出表{field_title(field)} = 一般公共预算支出表{'与'.join(map(field_title, present))}"
            yield Equation(
                "R-X-T06-T05", _cell(basic, left, field), tuple(_cell(detail, right, p) for p in present), words
            )
    yield from _basic_columns(basic, detail, right)


def _basic_columns(basic: Table, detail: Table, total: Record) -> Iterator[Equation]:
    if not all(r.get("dept_economic_code") for r in _items(basic)):
        return
    for code, field in (
        ("301", "basic_wages_benefits"), ("303", "basic_individuals_families"),
        ("302", "basic_goods_services"), ("310", "basic_capital"),
    ):  # fmt: skip
        if field not in detail.fields:
            continue
        cells = tuple(
            _cell(basic, r, "total") for r in _items(basic) if str(r.get("dept_economic_code") or "").startswith(code)
        )
        words = f"一般公共预算支出表{field_title(field)} = 基本支出表 {code} 各款之和"
        yield Equation("R-X-T06-COL", _cell(detail, total, field), cells, words)


def _totals(tables: Tables) -> Iterator[Equation]:
    whole = tables.get("expenditure")
    total = _total(whole)
    if whole is None or total is None:
        return
    economic, projects = tables.get("economic_classification"), tables.get("projects")
    if economic is not None and (left := _total(economic)):
        yield Equation(
            "R-X-T07-T03",
            _cell(economic, left, "total"),
            (_cell(whole, total, "total"),),
            "支出经济分类汇总表总计 = 支出总表合计",
        )
    if projects is not None and (left := _total(projects)) and "project_total" in whole.fields:
        yield Equation(
            "R-X-T10-T03",
            _cell(projects, left, "total"),
            (_cell(whole, total, "project_total"),),
            "项目支出表合计 = 支出总表项目支出",
        )
        yield from _by_type(projects, whole, total)
    funding = tables.get("department_funding")
    if funding is None:
        return
    for item, field in (("budget_total", "total"), ("basic", "basic_total"), ("project", "project_total")):
        record = next((r for r in funding.records if r["item"] == item), None)
        if record is not None and field in whole.fields:
            words = f"整体绩效目标表{field_title(field)} = 支出总表{field_title(field)}"
            yield Equation("R-X-T11", _cell(funding, record, "amount"), (_cell(whole, total, field),), words)


def _by_type(projects: Table, whole: Table, total: Record) -> Iterator[Equation]:
    """Each project type has its column, where every project says its type."""
    columns = {"其他运转类": "project_other_operating", "特定目标类": "project_specific_target"}
    items = _items(projects)
    if not items or not all(str(r.get("project_type") or "") in columns for r in items):
        return
    for words, field in columns.items():
        if field in whole.fields:
            cells = tuple(_cell(projects, r, "total") for r in items if r.get("project_type") == words)
            yield Equation(
                "R-X-T10-T03",
                _cell(whole, total, field),
                cells,
                f"支出总表{field_title(field)} = 项目支出表{words}各项目之和",
            )


def _projects(tables: Tables) -> Iterator[Equation]:
    """The same project in both project tables, told by its name where that is unique in both."""
    listed, targeted = tables.get("projects"), tables.get("performance_projects")
    if listed is None or targeted is None:
        return
    names = Counter(key(str(r.get("project_name") or "")) for r in _items(listed))
    others = Counter(key(str(r.get("name") or "")) for r in _items(targeted))
    rows = {key(str(r.get("project_name") or "")): r for r in _items(listed)}
    for record in _items(targeted):
        name = key(str(record.get("name") or ""))
        if name and names[name] == others[name] == 1:
            words = f"项目绩效目标表“{record['name']}” = 项目支出表同一项目"
            yield Equation(
                "R-X-T12-T10", _cell(targeted, record, "total"), (_cell(listed, rows[name], "total"),), words
            )
