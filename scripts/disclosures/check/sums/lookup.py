"""Where the amounts of a disclosure stand: its tables, each row looked up once, for the rules that compare tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property

from disclosures.check.sums.equations import Amounts, Tables, amount_fields, extends
from disclosures.kinds import kinds
from disclosures.labels import bare
from disclosures.model import Address, Record, Table
from disclosures.text import key

Cells = tuple[Address, ...]


def cell(table: Table, record: Record, field: str) -> Address:
    """The address of a field of a record."""
    return Address(table.resource, int(str(record["row"])), field)


def text_of(record: Record, field: str) -> str:
    """A field of a record as text, empty where it is blank."""
    return str(record.get(field) or "")


@cache
def named(resource: str) -> str:
    """The usual name of the table that fills a resource."""
    return next((kind.title for kind in kinds() if resource in kind.resources), resource)


class Book:
    """The tables of one disclosure. What is asked for and is not there is empty, never guessed."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.amounts = Amounts(tables)
        self._wholes: dict[str, tuple[Record, ...]] = {}

    def table(self, name: str) -> Table | None:
        """A table that has rows."""
        found = self.tables.get(name)
        return found if found is not None and found.records else None

    def items(self, name: str) -> Sequence[Record]:
        """The `item` rows of a table."""
        table = self.table(name)
        return [r for r in table.records if r.get("row_kind") == "item"] if table else []

    def whole(self, name: str, field: str) -> Cells:
        """The cells that make up the grand total of a column: the total row, else the top units, else all items.

        Of several years the last one, of several sources of funds that of all. Empty where the table lost its
        beginning, and with it a part of what would have to be added up.
        """
        table = self.table(name)
        if table is None or field not in table.fields:
            return ()
        if name not in self._wholes:
            self._wholes[name] = tuple(_whole(table))
        return tuple(cell(table, record, field) for record in self._wholes[name])

    def line(self, name: str, side: str, words: str, roles: Sequence[str]) -> Address | None:
        """The amount of the first line of a balance table that begins with `words` and plays one of the `roles`."""
        table = self.table(name)
        found = (
            r for r in (table.records if table else ())
            if r["side"] == side and r["row_kind"] in roles and bare(text_of(r, "label")).startswith(words)
        )  # fmt: skip
        record = next(found, None)
        if table is None or record is None:
            return None
        return cell(table, record, "amount" if "amount" in table.fields else "total")

    def classes(self, name: str) -> Sequence[Record]:
        """The lines of a balance table that stand for a functional class."""
        table = self.table(name)
        return [
            r for r in (table.records if table else ())
            if r["side"] == "expenditure" and r["row_kind"] == "item" and r.get("functional_code")
        ]  # fmt: skip

    def by_code(self, name: str, code_field: str, field: str, wanted: Callable[[str], bool]) -> Cells:
        """The cells of the items whose code is `wanted`."""
        table = self.table(name)
        if table is None or field not in table.fields:
            return ()
        return tuple(cell(table, r, field) for r in self.items(name) if wanted(text_of(r, code_field)))

    def of_class(self, name: str, code: str, field: str) -> Cells:
        """The cells of the items of a functional class, of whatever depth."""
        return self.by_code(name, "functional_code", field, lambda own: own.startswith(code))

    def is_classed(self, name: str, code_field: str, length: int) -> bool:
        """Whether every item has a code of at least that length: else a class cannot be added up."""
        items = self.items(name)
        return bool(items) and all(len(text_of(r, code_field)) >= length for r in items)

    def sum(self, cells: Iterable[Address]) -> Decimal:
        """What cells add up to, in 万元; blanks are nothing."""
        return sum(map(self.amounts.of, cells), Decimal(0))

    def any(self, cells: Iterable[Address]) -> bool:
        """Whether any of the cells holds an amount other than 0."""
        return any(self.amounts.of(one) for one in cells)

    def carried_in(self, name: str) -> Cells:
        """The lines of a balance table that bring money over from last year (上年结转), and those below them: only to ask for any."""
        return self._carried(name, "income")

    def carried_out(self, name: str) -> Cells:
        """The lines of a balance table that leave money for the next year (结转下年)."""
        return self._carried(name, "expenditure")

    def _carried(self, name: str, side: str) -> Cells:
        table = self.table(name)
        if table is None:
            return ()
        field = "amount" if "amount" in table.fields else "total"
        return tuple(cell(table, r, field) for r in table.records if r["side"] == side and r["row_kind"] == "carryover")

    @cached_property
    def only_general_budget(self) -> bool:
        """Whether 一般公共预算 pays for all: the grand totals of both expenditure tables are equal, and printed."""
        whole, part = self.whole("expenditure", "total"), self.whole("general_public_budget", "total")
        return self.any(whole) and self.sum(whole) == self.sum(part)


def _whole(table: Table) -> Sequence[Record]:
    records = _of_one_year(table.records)
    totals = [r for r in records if r.get("row_kind") == "total" and _prints(r, table)]
    if totals:
        return totals if "source" in table.fields else totals[:1]
    if table.headless:
        return ()
    units = [r for r in records if r.get("row_kind") == "unit" and _prints(r, table)]
    top = [u for u in units if not any(extends(u, other) for other in units)]
    return top or [r for r in records if r.get("row_kind") == "item"]


def _of_one_year(records: Sequence[Record]) -> Sequence[Record]:
    """The rows of the last year that is printed, and those for all sources of funds where these are printed apart."""
    years = [str(r["period"]) for r in records if r.get("period")]
    chosen = [r for r in records if not years or str(r.get("period")) == max(years)]
    return [r for r in chosen if r.get("source") == "total"] or chosen


def _prints(record: Record, table: Table) -> bool:
    return any(record.get(field) is not None for field in amount_fields(table))


def grouped(records: Iterable[Record], by: Callable[[Record], str]) -> Mapping[str, Sequence[Record]]:
    """Records by what `by` gives; those of which it gives nothing are left out."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if word := by(record):
            found[word].append(record)
    return found


def unit_of(record: Record) -> str:
    """How a unit is told from the others in two tables: by its code, else its name."""
    return text_of(record, "unit_code") or key(text_of(record, "unit_name"))
