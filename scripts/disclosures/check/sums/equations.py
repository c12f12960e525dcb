"""The sums as equations over cells, so that checking and repairing look at the very same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.kinds import Kind, by_name
from disclosures.labels import bare, is_of_which, label
from disclosures.model import Address, Outcome, Record, Severity, Table
from disclosures.schemas import field_title, fields
from disclosures.terms import row_name
from disclosures.text import is_amount, ordinal

Tables = Mapping[str, Table]
_NOTHING = Decimal(0)
_CODES = ("functional_code", "dept_economic_code", "gov_economic_code")


@dataclass(frozen=True, slots=True)
class Equation:
    """left = sum of right; `relation` `<=` for a part that must not exceed its whole.

    `left` says whose equation it is; `also` are further cells that are added to it. `words` names its terms for the
    message. `severity` is that of a failure where it weighs less than the rule says: a relation that practice bends.
    """

    rule: str
    left: Address
    right: tuple[Address, ...]
    words: str
    relation: str = "="
    also: tuple[Address, ...] = ()
    severity: Severity | None = None

    @property
    def lefts(self) -> tuple[Address, ...]:
        """The cells of the left side."""
        return (self.left, *self.also)

    @property
    def cells(self) -> tuple[Address, ...]:
        """Every cell that takes part."""
        return (self.left, *self.also, *self.right)


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that cannot be looked at here, of which resource, and why (in Chinese)."""

    rule: str
    resource: str
    reason: str


# A note that says so makes small residues rounding (rules.md 4.7).
_ANNOUNCED = re.compile(r"尾差|尾数|四舍五入")


class Amounts:
    """Reads amounts of cells; a blank cell of a printed row is nothing. Rows are numbered from 1 without a gap."""

    def __init__(self, tables: Tables) -> None:
        self._records = {name: table.records for name, table in tables.items()}
        self._units = {name: table.unit or "万元" for name, table in tables.items()}
        self._announced = any(_ANNOUNCED.search(table.description or "") for table in tables.values())

    def printed(self, cell: Address) -> Decimal | None:
        """The amount, None where the cell is blank."""
        found = self._records[cell.resource][cell.row - 1].get(cell.field)
        return found if isinstance(found, Decimal) else None

    def of(self, cell: Address) -> Decimal:
        """The amount, a blank as 0."""
        return self.printed(cell) or _NOTHING

    def sides(self, equation: Equation) -> tuple[Decimal, Decimal]:
        """Both sides of an equation."""
        left = self.of(equation.left)
        if equation.also:
            left += sum(map(self.of, equation.also), _NOTHING)
        return left, sum(map(self.of, equation.right), _NOTHING)

    def empty(self, equation: Equation) -> bool:
        """Whether nothing is printed on either side."""
        return all(self.printed(cell) is None for cell in equation.cells)

    def outcome(self, equation: Equation, sides: tuple[Decimal, Decimal] | None = None) -> Outcome:
        """pass, rounding (0.01 万元 for each addend) or fail.

        One more addend is allowed for where tables in 元 and in 万元 meet, or a note announces residues. A part that
        exceeds its whole as it stands in one cell each is no rounding otherwise. `sides`, where they are known.
        """
        left, right = sides or self.sides(equation)
        if left == right or (equation.relation == "<=" and left < right):
            return "pass"
        addends = sum(self.printed(c) is not None for c in equation.cells) - (2 if equation.relation == "<=" else 1)
        mixed = self._announced or len({self._units.get(c.resource) for c in equation.cells}) > 1
        return verdict(left - right, max(addends, 2) if mixed else addends)


def verdict(residual: Decimal, addends: int) -> Outcome:
    """The law of rules.md 3: no residual passes, up to 0.01 for each addend is rounding."""
    if residual == 0:
        return "pass"
    return "rounding" if abs(residual) <= Decimal("0.01") * addends else "fail"


def amount_fields(table: Table) -> tuple[str, ...]:
    """The fields of a table that hold amounts."""
    return tuple(name for name in table.fields if fields().get(name, {}).get("amount"))


def within(tables: Tables) -> Iterator[Equation]:
    """Every sum inside one table (rules 4.2)."""
    for table in tables.values():
        kind = by_name().get(table.kind)
        if kind is None:
            continue
        yield from _row_sums(kind, table)
        if kind.shape == "balance":
            yield from _balance(kind, table)
        elif kind.column_sum and "row_kind" in table.fields:
            yield from _column_sums(kind.column_sum, table)
        if table.resource == "department_funding":
            yield from _funding(kind, table)


def _cell(table: Table, record: Record, field: str) -> Address:
    row = record["row"]
    return Address(table.resource, row if isinstance(row, int) else int(str(row)), field)


def _row_sums(kind: Kind, table: Table) -> Iterator[Equation]:
    printed = {*table.fields, *(f"expenditure.{name}" for name in table.fields)}
    sums = []
    for identity in kind.sums(printed):
        total, *parts = (name.split(".")[-1] for name in (identity.total, *identity.parts))
        alone = bool(identity.needs) and (identity.needs not in parts or len(parts) == 1)
        if not alone and not _has_unknown_part(table, identity.total):
            words = f"{field_title(total)} = {' + '.join(map(field_title, parts))}"
            sums.append((identity.rule, total, parts, words))
    for record in table.records:
        for rule, total, parts, words in sums if record.get("side") != "income" else ():
            yield Equation(rule, _cell(table, record, total), tuple(_cell(table, record, p) for p in parts), words)
        for limit in kind.row_limits:
            part, whole = limit.part.split(".")[-1], limit.whole.split(".")[-1]
            if part in table.fields and whole in table.fields and record.get(part) is not None:
                words = f"{field_title(part)} ≤ {field_title(whole)}"
                yield Equation(limit.rule, _cell(table, record, part), (_cell(table, record, whole),), words, "<=")


def _has_unknown_part(table: Table, total: str) -> bool:
    """Whether a column of amounts of no known meaning may be a part of the grand total: then nothing can be said of it."""
    extras = [name for name in table.fields if name.startswith("extra_")]
    return total == "total" and any(
        is_amount(str(record.get(name) or "")) for record in table.records for name in extras
    )


# --- totals, units and items ---------------------------------------------------------------------------------------


def _column_sums(rule: str, table: Table) -> Iterator[Equation]:
    amounts = amount_fields(table)
    for whole, parts, words in (group for records in _alike(table) for group in _groups(records)):
        for field in amounts:
            cells = tuple(_cell(table, part, field) for part in parts)
            yield Equation(rule, _cell(table, whole, field), cells, f"{field_title(field)}：{words}")


def _alike(table: Table) -> Iterator[Sequence[Record]]:
    """The records that may be summed with each other: of one year and one source of funds, where a table has several."""
    found: dict[tuple[object, object], list[Record]] = {}
    for record in table.records:
        found.setdefault((record.get("period"), record.get("source")), []).append(record)
    return iter(found.values())


def _groups(records: Sequence[Record]) -> Iterator[tuple[Record, Sequence[Record], str]]:
    """(whole, parts, words): the grand total and its units and items, each unit and what stands below it."""
    total = next((r for r in records if r["row_kind"] == "total"), None)
    items = [r for r in records if r["row_kind"] == "item"]
    units = [r for r in records if r["row_kind"] == "unit"]
    top = [u for u in units if not any(extends(u, other) for other in units)]
    carried = any(r["row_kind"] == "carryover" for r in records)  # counts towards the total in some places only
    if total is not None and items and not carried:
        yield total, items, "合计 = 各明细行之和"
    if total is not None and top:
        yield total, top, "合计 = 各部门（单位）行之和"
    coded = [r for r in records if r["row_kind"] in ("unit", "item") and _stands_for_unit(r)]
    for unit in units:
        below = [r for r in coded if extends(r, unit) and _is_next(r, unit, units)]
        parts = below or _following(records, unit)
        if parts:
            yield unit, parts, f"{row_name(unit) or '本行'} = 其下各行之和"
    yield from _subtotals(records)


def _unit_code(record: Record) -> str:
    code = str(record.get("unit_code") or "")
    if code:
        return code
    code = str(record.get("project_code") or "")
    return code if len(code) in (3, 6) else ""


def extends(record: Record, unit: Record) -> bool:
    """Whether a unit row's code lies below that of `unit` (008001 below 008)."""
    own, above = _unit_code(record), _unit_code(unit)
    return _stands_for_unit(record) and bool(above) and own != above and own.startswith(above)


def _stands_for_unit(record: Record) -> bool:
    """Whether a row is of a unit as a whole, not of a class or project of it."""
    return record["row_kind"] == "unit" or not (record.get("functional_code") or record.get("project_name"))


def _is_next(record: Record, unit: Record, units: Sequence[Record]) -> bool:
    """Directly below: no other unit stands between."""
    return not any(extends(record, other) and extends(other, unit) for other in units)


def _following(records: Sequence[Record], unit: Record) -> list[Record]:
    parts = []
    for record in records[records.index(unit) + 1 :]:
        if record["row_kind"] in ("unit", "total"):
            break
        if record["row_kind"] == "item":
            parts.append(record)
    return parts


# Where classes stand in pairs, a 类 row sums the rows under both of its classes (301 × 501 apart from 301 × 505).
_PAIRED = {"dept_economic_code": "gov_economic_code"}


def _subtotals(records: Sequence[Record]) -> Iterator[tuple[Record, Sequence[Record], str]]:
    for index, record in enumerate(records):
        field = next((f for f in _CODES if record.get(f)), None)
        if record["row_kind"] != "subtotal" or field is None:
            continue
        code, pair = str(record[field]), str(record.get(_PAIRED.get(field, "")) or "")
        parts = []
        for other in records[index + 1 :]:
            if not str(other.get(field) or "").startswith(code):
                break
            if other["row_kind"] == "subtotal" and other.get(field) == code:
                break  # the same class once more: with another class of the government's
            if other["row_kind"] == "item" and str(other.get(_PAIRED.get(field, "")) or "").startswith(pair):
                parts.append(other)
        if parts:
            yield record, parts, f"{row_name(record) or '本行'} = 其下各款项之和"


# --- the balance ---------------------------------------------------------------------------------------------------


def _balance(kind: Kind, table: Table) -> Iterator[Equation]:
    last: dict[str, Record] = {}
    for side in ("income", "expenditure"):
        records = [r for r in table.records if r["side"] == side]
        totals = [r for r in records if r["row_kind"] == "total"]
        current = next((r for r in totals if bare(str(r["label"])).startswith("本年")), None)
        grand = next((r for r in reversed(totals) if r is not current), None)
        carried = [r for r in records if _brings_over(r)]
        if grand is not None:
            last[side] = grand
        for field, items in ((f, one) for f in _measures(table, side) for one in _lists(records)):
            if current is not None and items:
                yield _sum(kind.rules[side], table, current, items, field, "各行之和")
            elif grand is not None and items:
                yield _sum(kind.rules[side], table, grand, [*items, *carried], field, "各行与结转结余之和")
        if grand is not None and current is not None:
            for field in _measures(table, side):
                yield _sum(kind.rules[side], table, grand, [current, *carried], field, "本年合计与结转结余之和")
        yield from _enumerations(kind.rules[side], table, records)
    field = "amount" if "amount" in table.fields else "total"
    if len(last) == 2 and field in table.fields:
        left, right = _cell(table, last["income"], field), (_cell(table, last["expenditure"], field),)
        yield Equation(kind.rules["balance"], left, right, "收入总计 = 支出总计")
    yield from _of_which(kind, table)


def _brings_over(record: Record) -> bool:
    """The line 上年结转 or 结转下年 itself, not those below it."""
    known = label(str(record["label"]), str(record["side"]))
    return record["row_kind"] == "carryover" and known is not None and known.role == "carryover"


def _lists(records: Sequence[Record]) -> Sequence[Sequence[Record]]:
    """The lists of a side, each of which adds up to its total: by function, by purpose, by economic class (rules.md 4.7)."""
    items = [r for r in records if r["row_kind"] == "item"]
    kinds = dict.fromkeys(r["classification"] for r in items if r.get("classification"))
    if len(kinds) < 2:
        return [items]
    return [[r for r in items if r.get("classification") == one] for one in kinds]


def _enumerations(rule: str, table: Table, records: Sequence[Record]) -> Iterator[Equation]:
    """A line is the sum of the numbered lines below it (1., 2. …); those under 其中 need not be all."""
    field = next(iter(amount_fields(table)), "")
    for index, record in enumerate(records):
        below = _below(records[index + 1 :], record)
        if len(below) > 1 and record.get(field) is not None:
            yield _sum(rule, table, record, below, field, "其下各项之和")


def _below(following: Sequence[Record], record: Record) -> Sequence[Record]:
    kind = {"item": "of_which", "carryover": "carryover"}.get(str(record["row_kind"]))
    if kind is None or (kind == "carryover" and not _brings_over(record)):
        return []
    found: list[Record] = []
    for other in following:
        if other["row_kind"] != kind or _brings_over(other):
            break
        if is_of_which(str(other["label"])) or ordinal(str(other["label"])) != len(found) + 1:
            return []
        found.append(other)
    return found


def _measures(table: Table, side: str) -> tuple[str, ...]:
    return amount_fields(table) if side == "expenditure" else amount_fields(table)[:1]


def _sum(rule: str, table: Table, whole: Record, parts: Sequence[Record], field: str, words: str) -> Equation:
    text = f"{whole['label']}（{field_title(field)}） = {words}"
    return Equation(rule, _cell(table, whole, field), tuple(_cell(table, p, field) for p in parts), text)


def _of_which(kind: Kind, table: Table) -> Iterator[Equation]:
    """其中：… ≤ the line above."""
    field = next(iter(amount_fields(table)), "")
    above: Record | None = None
    for record in table.records:
        if record["side"] != "income":
            break
        if record["row_kind"] == "item":
            above = record
        elif record["row_kind"] == "of_which" and above is not None and record.get(field) is not None:
            words = f"{record['label']} ≤ {above['label']}"
            yield Equation(
                kind.rules["of_which"], _cell(table, record, field), (_cell(table, above, field),), words, "<="
            )


def _funding(kind: Kind, table: Table) -> Iterator[Equation]:
    rows = {str(r["item"]): r for r in table.records}
    whole = rows.get("budget_total")
    groups: Iterable[tuple[str, tuple[str, ...]]] = (
        ("资金来源", ("government_funds", "special_account", "unit_funds", "other_funds")),
        ("资金结构", ("basic", "project")),
    )
    for words, items in groups:
        parts = tuple(_cell(table, rows[i], "amount") for i in items if i in rows)
        if whole is not None and len(parts) > 1:
            yield Equation(
                kind.rules["funding"], _cell(table, whole, "amount"), parts, f"部门预算总额 = {words}各项之和"
            )
