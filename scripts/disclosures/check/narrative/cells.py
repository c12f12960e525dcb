"""Which cells of the tables a figure of the statement may repeat (rules 4.4, R-N-AMT)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.check.narrative.figures import Said
from disclosures.check.narrative.words import words
from disclosures.check.sums.equations import Tables
from disclosures.kinds import by_name
from disclosures.labels import bare
from disclosures.model import Address, Record, Subject, Table
from disclosures.prose.measures import title
from disclosures.schemas import field_title

# The tables of expenditure and the budget that each speaks of.
_EXPENDITURE = (
    ("expenditure", "all"), ("general_public_budget", "general_public_budget"), ("government_fund", "government_fund"),
    ("state_capital", "state_capital"), ("fiscal_appropriation_expenditure", "fiscal_appropriation"),
)  # fmt: skip
_BUDGETS = ("general_public_budget", "government_fund", "state_capital")
_PERSONNEL = (("basic_personnel",), ("basic_wages_benefits", "basic_individuals_families"))
PUBLIC = (("basic_public",), ("basic_goods_services", "basic_capital"), ("basic_goods_services",))
_THREE_PUBLIC = {
    "three_public_total": "total", "overseas_travel": "overseas_travel", "hospitality": "hospitality",
    "vehicles": "vehicles", "vehicle_purchase": "vehicle_purchase", "vehicle_operation": "vehicle_operation",
    "meeting": "meeting", "training": "training",
}  # fmt: skip
TOTALS = ("income_total", "expenditure_total", "basic_total", "project_total", "personnel", "public")


@dataclass(frozen=True, slots=True)
class Known:
    """An amount of the tables: what it is, of which budget, and its cells (none where its table is printed blank).

    `printed` is false for a line of a balance table without an amount: nothing, or not read.
    """

    words: str
    amount: Decimal
    scope: str
    cells: tuple[Address, ...] = ()
    printed: bool = True


def amount(record: Record, field: str) -> Decimal:
    """The amount of a printed row, a blank cell as 0."""
    found = record.get(field)
    return found if isinstance(found, Decimal) else Decimal(0)


def total_row(table: Table | None) -> Record | None:
    """The row of the grand total, None where none is printed, or none with its total: then it may have been lost."""
    found = next((r for r in table.records if r.get("row_kind") == "total"), None) if table else None
    return found if found and found.get("total") is not None else None


def items(table: Table | None, field: str = "", starts: str = "") -> list[Record]:
    """The items of a table, those whose code in `field` starts so."""
    rows = table.records if table else ()
    return [r for r in rows if r.get("row_kind") == "item" and str(r.get(field) or "").startswith(starts)]


def unread(subject: Subject, cells: Iterable[Address]) -> bool:
    """Whether one of these cells stands in a row, or a table, that was not read whole."""
    return any((c.resource, c.row) in subject.damaged or subject.tables[c.resource].headless for c in cells)


def known(subject: Subject, figure: Said) -> list[Known]:
    """The amounts that a figure may repeat, of whatever budget; none where no table has them."""
    tables, measure = subject.tables, figure.measure
    if measure in _THREE_PUBLIC:
        return list(_three_public(tables, measure, figure.suffix, subject.identity.year))
    if figure.suffix:
        return []
    if measure == "income_source":
        return list(_sources(tables, figure.source))
    if measure == "functional_expenditure" and figure.functional_code:
        return list(_classes(tables, figure.functional_code))
    if measure == "economic_expenditure" and figure.economic_code:
        return list(_economic(tables, figure.economic_code))
    return list(totals(tables, measure))


def totals(tables: Tables, measure: str) -> Iterator[Known]:
    """Every cell that is a total of that measure."""
    if measure == "income_total":
        yield from _sides(tables, "income")
        yield from _cell(tables, "income", "total", "all", measure)
        yield from _cell(tables, "income", "current_total", "all", measure)
    elif measure == "expenditure_total":
        yield from _sides(tables, "expenditure")
        for resource, scope in _EXPENDITURE:
            yield from _cell(tables, resource, "total", scope, measure)
    elif measure in ("basic_total", "project_total"):
        for resource, scope in _EXPENDITURE:
            yield from _cell(tables, resource, measure, scope, measure)
        if measure == "basic_total":
            yield from _cell(tables, "basic_expenditure", "total", "general_public_budget", measure)
        else:
            yield from _cell(tables, "projects", "total", "all", measure)
    elif measure in ("personnel", "public"):
        yield from _cell(tables, "basic_expenditure", measure, "general_public_budget", measure)
        for resource, scope in _EXPENDITURE:
            yield from _sums(tables, resource, _PERSONNEL if measure == "personnel" else PUBLIC, scope, measure)


def three_public_rows(table: Table, year: int) -> list[Record]:
    """The rows of a year's 三公 for the whole department, of all sources or of 一般公共预算."""
    rows = [r for r in table.records if str(r.get("period") or year) == str(year)]
    rows = [r for r in rows if r.get("source") in (None, "total", "general_public_budget")]
    rows = [r for r in rows if r.get("total") is not None]  # else its amounts may not have been read
    whole = [r for r in rows if r.get("row_kind") == "total"]
    one_unit = len({r.get("unit_name") for r in rows}) <= 1
    return whole or (rows if one_unit else [])


def _name(table: Table) -> str:
    kind = by_name().get(table.kind)
    return f"《{kind.title if kind else table.title or table.resource}》"


def at(table: Table, record: Record, field: str) -> Address:
    """Where one cell stands."""
    return Address(table.resource, int(str(record["row"])), field)


def _cell(tables: Tables, resource: str, field: str, scope: str, measure: str) -> Iterator[Known]:
    """The grand total of one table in one column; 0 where the table is printed blank."""
    table = tables.get(resource)
    if table is None:
        return
    if not table.records and scope in ("government_fund", "state_capital"):
        yield Known(f"{_name(table)}（空表）", Decimal(0), scope)
    row = total_row(table)
    if row is not None and field in table.fields:
        said = title(measure) if field in ("total", measure) else field_title(field)
        yield Known(f"{_name(table)}{said}", amount(row, field), scope, (at(table, row, field),))


def _sums(tables: Tables, resource: str, choices: Sequence[Sequence[str]], scope: str, measure: str) -> Iterator[Known]:
    """The sum of those columns of the grand total that make up a measure: the first choice that is printed."""
    table = tables.get(resource)
    row = total_row(table)
    if table is None or row is None:
        return
    for fields in choices:
        if all(field in table.fields for field in fields):
            cells = tuple(at(table, row, field) for field in fields)
            value = sum((amount(row, field) for field in fields), Decimal(0))
            yield Known(f"{_name(table)}{title(measure)}", value, scope, cells)
            return


def _line(table: Table, record: Record, field: str, said: str, scope: str) -> Known:
    """One cell of a balance table."""
    return Known(said, amount(record, field), scope, (at(table, record, field),), record.get(field) is not None)


def _sides(tables: Tables, side: str) -> Iterator[Known]:
    """The totals of one side of both balance tables."""
    for resource, scope in (("balance", "all"), ("fiscal_appropriation", "fiscal_appropriation")):
        table = tables.get(resource)
        for record in table.records if table else ():
            if table is None or record.get("side") != side or record.get("row_kind") != "total":
                continue
            name = f"{_name(table)}“{bare(str(record['label']))}”"
            field = "amount" if resource == "balance" else "total"
            yield _line(table, record, field, name, scope)
            for budget in _BUDGETS if side == "expenditure" and scope != "all" else ():
                if budget in table.fields:
                    yield _line(table, record, budget, f"{name}{field_title(budget)}", budget)


def _sources(tables: Tables, name: str | None) -> Iterator[Known]:
    """A source of income: its lines in the balance tables, its column in the income table, that budget's spending."""
    source = next((s for s in words().sources if s.name == name), None)
    if source is None:
        return
    for resource, field in (("balance", "amount"), ("fiscal_appropriation", "total")):
        table = tables.get(resource)
        for record in table.records if table and source.line else ():
            own = source.name == "carryover_total" or record.get("row_kind") != "carryover" or resource != "balance"
            if own and table and record.get("side") == "income" and bare(str(record["label"])).startswith(source.line):
                yield _line(table, record, field, f"{_name(table)}“{record['label']}”", source.name)
    if source.column:
        yield from _cell(tables, "income", source.column, source.name, source.column)
    if source.name in (*_BUDGETS, "fiscal_appropriation"):
        for side in ("income", "expenditure"):
            yield from (one for one in _sides(tables, side) if one.scope == source.name)


def _classes(tables: Tables, code: str) -> Iterator[Known]:
    """A functional class: its line in the balance tables, and the rows of it in the tables of expenditure."""
    for resource, field, scope in (
        ("balance", "amount", "all"), ("fiscal_appropriation", "total", "fiscal_appropriation"),
        *(("fiscal_appropriation", budget, budget) for budget in _BUDGETS),
    ):  # fmt: skip
        table = tables.get(resource)
        for record in table.records if table and field in table.fields else ():
            if table and record.get("side") == "expenditure" and record.get("functional_code") == code:
                yield _line(table, record, field, f"{_name(table)}“{record['label']}”", scope)
    for resource, scope in _EXPENDITURE:
        table = tables.get(resource)
        rows = items(table, "functional_code", code)
        if table and rows:
            value = sum((amount(r, "total") for r in rows), Decimal(0))
            cells = tuple(at(table, r, "total") for r in rows)
            yield Known(f"{_name(table)} {code} {rows[0].get('name') or ''}".rstrip(), value, scope, cells)


def _economic(tables: Tables, code: str) -> Iterator[Known]:
    for resource in ("basic_expenditure", "general_public_budget_economic"):
        table = tables.get(resource)
        rows = items(table, "dept_economic_code", code)
        if table and rows:
            cells = tuple(at(table, r, "total") for r in rows)
            yield Known(f"{_name(table)} {code}", sum((amount(r, "total") for r in rows), Decimal(0)),
                        "general_public_budget", cells)  # fmt: skip


def _three_public(tables: Tables, measure: str, suffix: str, year: int) -> Iterator[Known]:
    table, field = tables.get("three_public"), _THREE_PUBLIC[measure]
    if table is None or (suffix and suffix not in ("_previous", "_change")):
        return
    if not table.records and not suffix:
        yield Known(f"{_name(table)}（空表）", Decimal(0), "all")
    now, before = three_public_rows(table, year), three_public_rows(table, year - 1) if "period" in table.fields else []
    for record in now if field + suffix in table.fields else ():
        part = field_title(field + suffix).removeprefix(field_title(field)) if suffix else ""
        cells = (at(table, record, field + suffix),)
        yield Known(f"{_name(table)}{title(measure)}{part}", amount(record, field + suffix), "all", cells)
    if field not in table.fields or not suffix:
        return
    for old in before:
        if suffix == "_previous":
            yield Known(f"{_name(table)}{title(measure)}上年数", amount(old, field), "all", (at(table, old, field),))
        elif len(now) == len(before) == 1:
            change = amount(now[0], field) - amount(old, field)
            both = (at(table, now[0], field), at(table, old, field))
            yield Known(f"{_name(table)}{title(measure)}两年之差", change, "all", both)


def carries_over(tables: Tables) -> bool:
    """Whether money of the year before is among the income: a source may be said with it or without."""
    table = tables.get("balance")
    rows = [r for r in table.records if r.get("side") == "income"] if table else []
    return any(amount(r, "amount") for r in rows if r.get("row_kind") == "carryover" or "结转" in str(r.get("label")))
