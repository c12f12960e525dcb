"""Evaluate the equations: one check each, and a finding that shows the sum for each that does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from disclosures.check.equations import Amounts, Equation, Tables, Undecided, amount_fields
from disclosures.check.lookup import Book
from disclosures.kinds import by_name
from disclosures.model import Address, Check, Finding, Origin, Repair, Table
from disclosures.rulebook import rules
from disclosures.schemas import field_title
from disclosures.text import plain

_USED = "这一等式已用于证明读取修复，不再算作核对"
_BLANK = "等式的一边没有印出金额"
_MOST_SHOWN = 12


def check_sums(
    book: Book,
    equations: Iterable[Equation | Undecided],
    repairs: Iterable[Repair],
    damaged: frozenset[tuple[str, int]] = frozenset(),
) -> Iterator[Check | Finding]:
    """Outcomes of all equations. An equation that proved a repair, or whose total is blank, cannot be evaluated.

    One that fails where a row of `damaged` takes part is laid to the damage, not to the department.
    """
    amounts, tables = book.amounts, book.tables
    repaired = {(r.rule, Address(r.resource, r.row, r.field)) for r in repairs}
    shifted = {(r.rule, r.resource, r.row) for r in repairs}
    for equation in equations:
        if isinstance(equation, Undecided):
            yield Check(equation.rule, "not_evaluable", equation.resource, reason=equation.reason)
            continue
        if amounts.empty(equation):
            continue
        for result in _outcome(equation, amounts, tables, repaired, shifted):
            torn = isinstance(result, Finding) and any((c.resource, c.row) in damaged for c in equation.cells)
            yield replace(result, origin="extraction") if torn and isinstance(result, Finding) else result


def _outcome(
    equation: Equation, amounts: Amounts, tables: Tables,
    repaired: set[tuple[str, Address]], shifted: set[tuple[str, str, int]],
) -> Iterator[Check | Finding]:  # fmt: skip
    own = equation.left
    left, right = amounts.sides(equation)
    used = any((equation.rule, cell) in repaired for cell in equation.cells) or (
        all(c.row == own.row and c.resource == own.resource for c in equation.right)
        and (equation.rule, own.resource, own.row) in shifted
    )
    if used:
        yield Check(equation.rule, "not_evaluable", own.resource, own.row, left, right, None, _USED)
        return
    blank = _blank_side(equation, amounts)
    if blank and right != left and not _present(equation, amounts, tables):
        yield Check(equation.rule, "not_evaluable", own.resource, own.row, None if blank == "left" else left,
                    None if blank == "right" else right, None, _BLANK)  # fmt: skip
        if _only_sums(equation, tables) and blank == "left" and _is_bare_total(tables, own):
            yield _lost_total(equation, right, tables)
        return
    outcome = amounts.outcome(equation)
    yield Check(equation.rule, outcome, own.resource, own.row, left, right, left - right)
    if outcome == "fail":
        yield _finding(equation, amounts, tables)


def _blank_side(equation: Equation, amounts: Amounts) -> str | None:
    """Which side of a sum over rows or tables prints nothing at all. In one row a blank is nothing, and counts."""
    in_one_row = all((c.resource, c.row) == (equation.left.resource, equation.left.row) for c in equation.right)
    if in_one_row or equation.relation != "=":
        return None
    if all(amounts.printed(c) is None for c in equation.lefts):
        return "left"
    return "right" if equation.right and all(amounts.printed(c) is None for c in equation.right) else None


def _present(equation: Equation, amounts: Amounts, tables: Tables) -> bool:
    """Whether the whole and its parts are all there, as their total column closes: then a blank beside it is nothing."""
    own = tables[equation.left.resource]
    if "total" not in own.fields or "side" in own.fields or any(c.resource != own.resource for c in equation.right):
        return False
    totals = [Address(own.resource, c.row, "total") for c in equation.right]
    whole = amounts.printed(Address(own.resource, equation.left.row, "total"))
    return whole is not None and whole == sum((amounts.of(c) for c in totals), Decimal(0))


def _only_sums(equation: Equation, tables: Tables) -> bool:
    """Whether a total is held against the details of its own table."""
    own = tables[equation.left.resource]
    kinds = {str(own.records[c.row - 1].get("row_kind")) for c in equation.right if c.resource == own.resource}
    return kinds == {"item"}


def _is_bare_total(tables: Tables, cell: Address) -> bool:
    """A total or unit row that prints no amount whatever."""
    table = tables[cell.resource]
    record = table.records[cell.row - 1]
    return record.get("row_kind") in ("total", "unit") and all(record.get(f) is None for f in amount_fields(table))


def _lost_total(equation: Equation, right: Decimal, tables: Tables) -> Finding:
    own = equation.left
    table = tables[own.resource]
    message = f"{_title(table)}{_where(table, own)}合计行的{field_title(own.field)}没有读到金额；各明细行之和为 {plain(right)}"
    return Finding("X-LOSTROW", "warning", "extraction", message, own.resource, own.row, own.field, None, plain(right))


def _finding(equation: Equation, amounts: Amounts, tables: Tables) -> Finding:
    left, right = amounts.sides(equation)
    own = equation.left
    table = tables[own.resource]
    shown = [(c, amounts.printed(c)) for c in equation.right]
    present = [plain(v) for _, v in shown if v is not None]
    terms = " + ".join(present[:_MOST_SHOWN]) + (" + …" if len(present) > _MOST_SHOWN else "")
    if equation.relation == "<=":
        said = f"印出 {plain(left)}，大于 {plain(right)}"
    elif not present:
        said = f"印出 {plain(left)}，所分各栏全部空白"
    else:
        said = (
            f"印出 {plain(left)}；{terms}{f' = {plain(right)}' if len(present) > 1 else ''}；相差 {plain(left - right)}"
        )
    message = f"{_title(table)}{_where(table, own)}：{equation.words}。{said}"
    return Finding(
        equation.rule, equation.severity or rules()[equation.rule].severity, _origin(equation, amounts, tables), message,
        own.resource, own.row, own.field, plain(left), plain(right), left - right, equation.cells,
    )  # fmt: skip


def _origin(equation: Equation, amounts: Amounts, tables: Tables) -> Origin:
    """A table that lost its beginning, or a last digit cut off, explains why nothing adds up: damage, not an error."""
    if any(tables[c.resource].headless for c in equation.cells):
        return "extraction"
    left, right = amounts.sides(equation)
    cut = sum(_is_cut(amounts.printed(c)) for c in equation.cells)
    return "extraction" if cut and abs(left - right) < Decimal("0.1") * cut else "disclosure"


def _is_cut(amount: Decimal | None) -> bool:
    """One decimal where amounts have two: the last digit may be lost."""
    return amount is not None and amount.as_tuple().exponent == -1


def _where(table: Table, cell: Address) -> str:
    record = table.records[cell.row - 1]
    line, page = record.get("source_line"), record.get("source_page")
    return f"（第 {page} 页）" if page else f"（第 {line} 行）" if line else ""


def _title(table: Table) -> str:
    kind = by_name().get(table.kind)
    return f"《{table.title or (kind.title if kind else table.resource)}》"


def check_placements(tables: Tables) -> Iterator[Check | Finding]:
    """Rows whose class belongs in one column have nothing in the other."""
    for table in tables.values():
        kind = by_name().get(table.kind)
        for record in table.records if kind else ():
            for placement in kind.row_kinds if kind else ():
                code = str(record.get(placement.code) or "")
                if not code.startswith(placement.starts) or placement.blank not in table.fields:
                    continue
                if any(code.startswith(other) or other.startswith(code) for other in placement.besides):
                    continue
                row, found = int(str(record["row"])), record.get(placement.blank)
                yield Check(placement.rule, "fail" if found else "pass", table.resource, row)
                if found:
                    message = (
                        f"{_title(table)}{_where(table, Address(table.resource, row, placement.blank))}："
                        f"{code} {record.get('dept_economic_name') or ''}的 {found} 万元列在{field_title(placement.blank)}"
                    )
                    yield Finding(placement.rule, rules()[placement.rule].severity, "disclosure", message,
                                  table.resource, row, placement.blank, str(found))  # fmt: skip
