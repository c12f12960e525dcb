"""Text cut at a cell's border: last digits, ends of names, a zero of a long code. All stated in full elsewhere."""

from __future__ import annotations

import re

from ..dice import Dice
from ..document import Block, Line, Table
from .change import AMOUNT, amounts_from, data_lines, recelled, with_lines

CODE = re.compile(r"\d{21}")
# The column of names that a narrow cell clips, and how many characters fit in at least.
NAMES = {"expenditure": 4, "general_public_budget": 4, "projects": 1}


def clipped_column(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Every amount of one column (of the first balance both) has lost its last digit."""
    width = len(table.lines[0].cells) if table.lines else 0
    columns = [column for column in range(1, width) if _digits(table, column) and not _apart(table, column)]
    if not columns:
        return None
    chosen = set(columns) if table.kind == "balance" else {dice.pick(columns)}
    return with_lines(table, (_clipped(line, chosen) for line in table.lines))


def clipped_cell(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """One amount has lost its last digit, or its last two."""
    for number in dice.shuffled(data_lines(table)):
        line = table.lines[number]
        found = [column for column in range(amounts_from(table), len(line.cells)) if _telling(line.cells[column])]
        if found:
            column, less = dice.pick(found), dice.weighted((1, 2), (4, 1))
            cells = (*line.cells[:column], line.cells[column][:-less], *line.cells[column + 1 :])
            return with_lines(table, (*table.lines[:number], recelled(line, cells), *table.lines[number + 1 :]))
    return None


def clipped_names(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Names are cut after as many characters as the cell holds; no two names become the same."""
    column = NAMES[table.kind]
    if table.kind == "projects" and "代码" in table.header[0][0]:
        column = 1
    width = dice.whole(8, 13)
    names = [line.cells[column].replace(" ", "") for line in table.lines if len(line.cells) > column]
    lines = []
    for line in table.lines:
        name = line.cells[column].replace(" ", "") if len(line.cells) > column else ""
        unique = len({other for other in names if other.startswith(name[:width])}) == 1
        cut = len(name) > width and unique
        lines.append(recelled(line, (*line.cells[:column], name[:width], *line.cells[column + 1 :])) if cut else line)
    return with_lines(table, lines)


def clipped_units(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The 项目单位 of every project is cut at the border, so that it is a prefix of a name stated elsewhere."""
    if "代码" in table.header[0][0]:
        return None
    shortest = min((len(line.cells[2]) for line in table.lines if len(line.cells) > 2 and line.cells[0]), default=0)
    if shortest < 8:
        return None
    width = shortest - dice.whole(1, 2)
    units = {line.cells[2].replace(" ", "") for line in table.lines if len(line.cells) > 2 and line.cells[2]}
    if len({unit[:width] for unit in units}) != len(units):
        return None
    return with_lines(table, (_cut_unit(line, width) for line in table.lines))


def lost_zero(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Project codes have one zero too few in their long run of zeros."""
    codes = [number for number in data_lines(table) if CODE.fullmatch(table.lines[number].cells[0])]
    chosen = set(dice.some(codes, dice.whole(1, max(1, len(codes)))))
    lines = []
    for number, line in enumerate(table.lines):
        code = line.cells[0].replace("0000", "000", 1) if number in chosen else line.cells[0]
        lines.append(recelled(line, (code, *line.cells[1:])) if line.cells else line)
    return with_lines(table, lines)


def _cut_unit(line: Line, width: int) -> Line:
    if len(line.cells) < 3 or not line.cells[0]:
        return line
    return recelled(line, (*line.cells[:2], line.cells[2].replace(" ", "")[:width], *line.cells[3:]))


def _digits(table: Table, column: int) -> bool:
    return any(len(line.cells) > column and _telling(line.cells[column]) for line in table.lines)


def _apart(table: Table, column: int) -> bool:
    """Whether the column is 其中：财政拨款 and differs from its 小计: then nothing proves its digits line by line."""
    if table.kind != "fiscal_appropriation" or column != 5:
        return False
    return any(line.cells[4] != line.cells[5] for line in table.lines if line.facts)


def _telling(cell: str) -> bool:
    """An amount whose last digit says something."""
    return bool(AMOUNT.fullmatch(cell)) and cell[-1] != "0"


def _clipped(line: Line, columns: set[int]) -> Line:
    cells = (
        cell[:-1] if number in columns and AMOUNT.fullmatch(cell) else cell for number, cell in enumerate(line.cells)
    )
    return recelled(line, tuple(cells))
