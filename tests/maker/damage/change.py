"""What every damage needs: a table with other lines, and where in a row its amounts begin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ..dice import Dice
from ..document import Block, Cells, Fact, Line, Table

AMOUNT = re.compile(r"-?[\d,]+\.\d\d")
# The first column of amounts of each table, with the columns that follow it all amounts.
FIRST_AMOUNT = {
    "income": 2,
    "expenditure": 5,
    "general_public_budget": 5,
    "government_fund": 5,
    "state_capital": 5,
    "basic_expenditure": 4,
    "economic_classification": 6,
    "projects": 3,
    "performance_projects": 2,
}


@dataclass(frozen=True)
class Damage:
    """A kind of damage to one table of these kinds, and whether mending it needs the sister tables intact.

    `work` gives the blocks that take the table's place, or nothing where the table has no place for this damage.
    """

    name: str
    work: Callable[[Table, Dice], tuple[Block, ...] | None]
    tables: tuple[str, ...]
    needs_proof: bool


def with_lines(table: Table, lines: Iterable[Line]) -> tuple[Block, ...] | None:
    """The table with these lines; nothing where they are what they were, so that another table can be tried."""
    new = tuple(lines)
    return None if new == table.lines else (replace(table, lines=new),)


def recelled(line: Line, cells: Cells) -> Line:
    """The line with other cells and the same facts."""
    return replace(line, cells=cells)


def filled_right_of(cells: Cells, column: int) -> bool:
    """Whether losing this cell would move anything."""
    return any(cells[column + 1 :])


def without(cells: Cells, column: int, padded: bool) -> Cells:
    """The cells less one, those to the right moved left; padded at the end to the old width or shorter."""
    return cells[:column] + cells[column + 1 :] + (("",) if padded else ())


def data_lines(table: Table) -> list[int]:
    """The positions of the lines that state something."""
    return [number for number, line in enumerate(table.lines) if line.facts and len(line.cells) > 1]


def amounts_from(table: Table) -> int:
    """The first amount column of the table; of the two balances the second."""
    return FIRST_AMOUNT.get(table.kind, 1)


def opened(fact: Fact, fields: Iterable[str], printed: str = "") -> Fact:
    """The fact with these fields as printed now, what was printed before being right too."""
    wanted = [field for field in fields if fact.values.get(field)]
    values = {**fact.values, **dict.fromkeys(wanted, printed)}
    also = {**fact.also, **{field: (*fact.also.get(field, ()), fact.values[field]) for field in wanted}}
    return Fact(fact.resource, values, also)
