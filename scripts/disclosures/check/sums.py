"""Evaluate the equations: one check each, and a finding that shows the sum for each that does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from disclosures.check.equations import Amounts, Cell, Equation, Tables
from disclosures.check.rules import rules
from disclosures.kinds import by_name
from disclosures.model import Check, Finding, Origin, Repair, Table
from disclosures.schemas import field_title
from disclosures.text import plain

_USED = "这一等式已用于证明读取修复，不再算作核对"
_BLANK_WHOLE = "合计格没有印出金额"
_MOST_SHOWN = 12


def check_sums(tables: Tables, equations: Iterable[Equation], repairs: Iterable[Repair]) -> Iterator[Check | Finding]:
    """Outcomes of all equations. An equation that proved a repair, or whose total is blank, cannot be evaluated."""
    amounts = Amounts(tables)
    repaired = {(r.rule, Cell(r.resource, r.row, r.field)) for r in repairs}
    shifted = {(r.rule, r.resource, r.row) for r in repairs}
    for equation in equations:
        if amounts.empty(equation):
            continue
        yield from _outcome(equation, amounts, tables, repaired, shifted)


def _outcome(
    equation: Equation, amounts: Amounts, tables: Tables,
    repaired: set[tuple[str, Cell]], shifted: set[tuple[str, str, int]],
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
    if amounts.printed(own) is None and equation.relation == "=" and right != 0 and _is_total(tables, own):
        yield Check(equation.rule, "not_evaluable", own.resource, own.row, None, right, None, _BLANK_WHOLE)
        yield _blank(equation, right, tables)
        return
    outcome = amounts.outcome(equation)
    difference = left - right
    yield Check(equation.rule, outcome, own.resource, own.row, left, right, difference)
    if outcome == "fail":
        yield _finding(equation, amounts, tables)


def _is_total(tables: Tables, cell: Cell) -> bool:
    record = tables[cell.resource].records[cell.row - 1]
    return record.get("row_kind") in ("total", "unit") and not any(
        record.get(f) is not None for f in ("total", "amount")
    )


def _blank(equation: Equation, right: object, tables: Tables) -> Finding:
    own = equation.left
    table = tables[own.resource]
    message = f"{_title(table)}的合计行没有读到金额：{equation.words}，各行之和为 {right}"
    return Finding("X-LOSTROW", "warning", "extraction", message, own.resource, own.row, own.field, None, str(right))


def _finding(equation: Equation, amounts: Amounts, tables: Tables) -> Finding:
    left, right = amounts.sides(equation)
    own = equation.left
    table = tables[own.resource]
    shown = [(c, amounts.printed(c)) for c in equation.right]
    present = [plain(v) for _, v in shown if v is not None]
    terms = " + ".join(present[:_MOST_SHOWN]) + (" + …" if len(present) > _MOST_SHOWN else "")
    sum_text = f"{terms} = {plain(right)}" if len(present) > 1 else terms or "（空白）"
    sign = "≤" if equation.relation == "<=" else "="
    where = _where(table, own)
    message = f"{_title(table)}{where}：{equation.words}；印出 {plain(left)}，{'应' + sign + ' '}{sum_text}，相差 {plain(left - right)}"
    return Finding(
        equation.rule, rules()[equation.rule].severity, _origin(equation, tables), message,
        own.resource, own.row, own.field, plain(left), plain(right), left - right,
    )  # fmt: skip


def _origin(equation: Equation, tables: Tables) -> Origin:
    """A table that lost its beginning cannot add up: that is damage, not the department's doing."""
    return "extraction" if any(tables[c.resource].headless for c in equation.cells) else "disclosure"


def _where(table: Table, cell: Cell) -> str:
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
                row, found = int(str(record["row"])), record.get(placement.blank)
                yield Check(placement.rule, "fail" if found else "pass", table.resource, row)
                if found:
                    message = (
                        f"{_title(table)}{_where(table, Cell(table.resource, row, placement.blank))}："
                        f"{code} {record.get('dept_economic_name') or ''}的 {found} 万元列在{field_title(placement.blank)}"
                    )
                    yield Finding(placement.rule, rules()[placement.rule].severity, "disclosure", message,
                                  table.resource, row, placement.blank, str(found))  # fmt: skip
