"""Evaluate the equations: one check each, and a finding that shows the sum for each that does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.check.result import printed_at
from disclosures.check.sums.equations import Amounts, Equation, Tables, Undecided, amount_fields
from disclosures.check.sums.judgement import Cause, causes, origin, said
from disclosures.check.sums.lookup import Book
from disclosures.check.sums.reading import Reading
from disclosures.kinds import by_name
from disclosures.model import Address, Check, Finding, Origin, Outcome, Repair, Table
from disclosures.rulebook import rules
from disclosures.schemas import field_title
from disclosures.terms import row_name
from disclosures.text import plain

_USED = "这一等式已用于证明读取修复，不再算作核对"
_BLANK = "等式的一边没有印出金额"
_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class _Looked:
    """An equation as it was found: what it comes to, and why it cannot be evaluated where it cannot."""

    equation: Equation
    left: Decimal
    right: Decimal
    outcome: Outcome
    reason: str | None = None
    blank: str | None = None

    def check(self) -> Check:
        own = self.equation.left
        difference = None if self.reason else self.left - self.right
        left = None if self.blank == "left" else self.left
        right = None if self.blank == "right" else self.right
        return Check(self.equation.rule, self.outcome, own.resource, own.row, left, right, difference, self.reason)


def check_sums(
    book: Book,
    equations: Iterable[Equation | Undecided],
    repairs: Iterable[Repair],
    damaged: frozenset[tuple[str, int]] = frozenset(),
    read: Reading = Reading(),  # noqa: B008 - frozen
) -> Iterator[Check | Finding]:
    """Outcomes of all equations. An equation that proved a repair, or whose total is blank, cannot be evaluated.

    Those that fail are judged together: one cause accuses once. One that fails where a row of `damaged` takes part is
    laid to the damage, not to the department; `read` says where a cell may have been lost.
    """
    eye = _Eye(book, repairs)
    found = [one if isinstance(one, Undecided) else eye.look(one) for one in equations]
    nothing = _nothing(found, book.amounts)
    looked = [_with_nothing(one, nothing, book.amounts) if isinstance(one, _Looked) else one for one in found]
    seen = [one for one in looked if isinstance(one, _Looked)]
    why = causes(
        book.tables,
        book.amounts,
        [one.equation for one in seen if one.outcome == "fail"],
        [one.equation for one in seen if one.outcome in ("pass", "rounding")],
        [one.equation for one in seen if one.blank],
    )
    for one in looked:
        if isinstance(one, Undecided):
            yield Check(one.rule, "not_evaluable", one.resource, reason=one.reason)
        elif one is not None:
            yield one.check()
            if one.outcome == "fail":
                finding = _finding(one.equation, book, why.get(id(one.equation)), read)
                torn = any((c.resource, c.row) in damaged for c in one.equation.cells)
                yield replace(finding, origin="extraction") if torn else finding
    yield from _lost_totals(seen, book.tables)


class _Eye:
    """Evaluates equations, knowing which ones were used up to prove repairs."""

    def __init__(self, book: Book, repairs: Iterable[Repair]) -> None:
        repairs = list(repairs)
        self._book = book
        self._repaired = {(r.rule, Address(r.resource, r.row, r.field)) for r in repairs}
        self._shifted = {(r.rule, r.resource, r.row) for r in repairs}

    def look(self, equation: Equation) -> _Looked | None:
        """What an equation comes to; None where nothing is printed on either side."""
        amounts = self._book.amounts
        left, right = amounts.sides(equation)
        if not left and not right and amounts.empty(equation):
            return None
        if self._used(equation):
            return _Looked(equation, left, right, "not_evaluable", _USED)
        if left != right and (blank := _blank_side(equation, amounts)) and not _present(equation, self._book):
            return _Looked(equation, left, right, "not_evaluable", _BLANK, blank)
        return _Looked(equation, left, right, amounts.outcome(equation, (left, right)))

    def _used(self, equation: Equation) -> bool:
        if not self._repaired:
            return False
        own = equation.left
        return any((equation.rule, cell) in self._repaired for cell in equation.cells) or (
            (equation.rule, own.resource, own.row) in self._shifted
            and all(c.row == own.row and c.resource == own.resource for c in equation.cells)
        )


def _nothing(found: Iterable[_Looked | Undecided | None], amounts: Amounts) -> frozenset[Address]:
    """Blank cells that are nothing for certain: a sum of their own table holds without them.

    Had an amount been lost there, its table would not add up; so a sister table that prints one contradicts it.
    """
    return frozenset(
        cell
        for one in found
        if isinstance(one, _Looked) and one.outcome == "pass" and one.left and one.equation.relation == "="
        if len(one.equation.right) > 1 and {c.resource for c in one.equation.cells} == {one.equation.left.resource}
        for cell in one.equation.right
        if amounts.printed(cell) is None
    )


def _with_nothing(one: _Looked, nothing: frozenset[Address], amounts: Amounts) -> _Looked:
    """A sum whose blank side is nothing for certain is looked at after all."""
    blank = {"left": one.equation.lefts, "right": one.equation.right}.get(one.blank or "")
    if not blank or not nothing.issuperset(blank):
        return one
    return replace(one, outcome=amounts.outcome(one.equation, (one.left, one.right)), reason=None, blank=None)


def _lost_totals(seen: Iterable[_Looked], tables: Tables) -> Iterator[Finding]:
    """One finding for each total row that prints no amount, though the rows that it sums do."""
    lost: dict[tuple[str, int], dict[Address, Decimal]] = {}
    for one in seen:
        own = one.equation.left
        if one.blank == "left" and _only_sums(one.equation, tables) and _is_bare_total(tables, own):
            lost.setdefault((own.resource, own.row), {}).setdefault(own, one.right)
    for sums in lost.values():
        own, right = next(iter(sums.items()))
        table = tables[own.resource]
        said = "、".join(f"{field_title(cell.field)} {plain(value)}" for cell, value in sums.items())
        message = f"{_title(table)}{_where(table, own)}合计行没有读到金额；各明细行之和：{said}"
        yield Finding("X-LOSTROW", "warning", "extraction", message, own.resource, own.row, own.field, None, plain(right),
                      cells=tuple(sums))  # fmt: skip


def _blank_side(equation: Equation, amounts: Amounts) -> str | None:
    """Which side of a sum over rows or tables prints nothing at all. In one row a blank is nothing, and counts."""
    in_one_row = all((c.resource, c.row) == (equation.left.resource, equation.left.row) for c in equation.right)
    if in_one_row or equation.relation != "=":
        return None
    if all(amounts.printed(c) is None for c in equation.lefts):
        return "left"
    return "right" if equation.right and all(amounts.printed(c) is None for c in equation.right) else None


def _present(equation: Equation, book: Book) -> bool:
    """Whether the whole and its parts are all there, as their total column closes: then a blank beside it is nothing."""
    amounts, own = book.amounts, book.tables[equation.left.resource]
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


def _finding(equation: Equation, book: Book, cause: Cause | None, read: Reading) -> Finding:
    """The sum, what explains it, and whose it is. Where another equation accuses already, it only refers to that."""
    amounts, tables = book.amounts, book.tables
    left, right = amounts.sides(equation)
    own = equation.left
    table = tables[own.resource]
    message = f"{_title(table)}{_where(table, own)}：{equation.words}。{_sum_said(equation, amounts)}"
    severity = equation.severity or rules()[equation.rule].severity
    blame = _origin(equation, amounts, tables)
    if cause is not None:
        first = tables[cause.first.left.resource]
        message += said(
            cause, equation, _cell_name(tables, cause.cell), f"{_title(first)}{_where(first, cause.first.left)}"
        )
        blame = (
            "extraction" if blame == "extraction" else origin(cause, read, {n: t.records for n, t in tables.items()})
        )
        severity = severity if equation is cause.first else "info"
    return Finding(
        equation.rule, severity, blame, message, own.resource, own.row, own.field, plain(left), plain(right), left - right,
        equation.cells,
    )  # fmt: skip


def _sum_said(equation: Equation, amounts: Amounts) -> str:
    left, right = amounts.sides(equation)
    shown = [
        [plain(v) for c in cells if (v := amounts.printed(c)) is not None] for cells in (equation.lefts, equation.right)
    ]
    first, second = (_terms(texts, total) for texts, total in zip(shown, (left, right), strict=True))
    if equation.relation == "<=":
        return f"印出 {first}，大于 {second}" if shown[1] else f"印出 {first}，另一边没有这一项"
    if not shown[0]:
        return f"没有印出金额；{second}；相差 {plain(left - right)}"
    if not shown[1]:
        return f"印出 {first}，所分各栏全部空白" if equation.right else f"印出 {first}，另一张表没有数"
    return f"印出 {first}；{second}；相差 {plain(left - right)}"


def _terms(texts: Sequence[str], total: Decimal) -> str:
    """`1.00 + 2.00 = 3.00`, the longest sums cut short."""
    if len(texts) < 2:
        return texts[0] if texts else plain(total)
    return f"{' + '.join(texts[:_MOST_SHOWN])}{' + …' if len(texts) > _MOST_SHOWN else ''} = {plain(total)}"


def _cell_name(tables: Tables, cell: Address | None) -> str:
    """`“工资福利支出”一行的合计`, with the table's title."""
    if cell is None:
        return ""
    table = tables[cell.resource]
    record = table.records[cell.row - 1]
    name = row_name(record) or f"第 {cell.row} 行"
    return f"{_title(table)}{_where(table, cell)}“{name}”的{field_title(cell.field)}"


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
    words = printed_at([record])
    return f"（{words}）" if words else ""


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
