"""Rows out of their columns: a lost cell, a lost code, a repeated total, a lost column. The sums leave one way back."""

from __future__ import annotations

from dataclasses import replace

from ..dice import Dice
from ..document import Block, Cells, Line, Table
from .change import AMOUNT, amounts_from, data_lines, filled_right_of, recelled, with_lines, without


def lost_cell(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """One row loses a blank cell left of an amount, so that the amounts behind it move left."""
    start, padded = amounts_from(table), dice.chance(0.6)
    for number in dice.shuffled(data_lines(table)):
        cells = table.lines[number].cells
        blanks = [column for column in range(start, len(cells)) if not cells[column] and filled_right_of(cells, column)]
        if blanks:
            moved = recelled(table.lines[number], without(cells, dice.pick(blanks), padded))
            return with_lines(table, (*table.lines[:number], moved, *table.lines[number + 1 :]))
    return None


def lost_cells(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """A column that is blank in every row goes from all rows but not from the header: the whole block moves left."""
    column = _blank_column(table, dice, amounts_from(table))
    if column is None:
        return None
    padded = dice.chance(0.6)
    return with_lines(table, (_less(line, column, padded) for line in table.lines))


def lost_column(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """A column that is blank in every row goes from the rows and from the header alike."""
    column = _blank_column(table, dice, amounts_from(table), moving=False)
    if column is None:
        return None
    header = tuple(_less_header(cells, column) for cells in table.header)
    return (replace(table, header=header, lines=tuple(_less(line, column, False) for line in table.lines)),)


def lost_left_cells(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Rows that begin with blank cells lose one or two of them, so that names and amounts move left."""
    padded, share, count = dice.chance(0.7), dice.pick((0.3, 1.0)), dice.pick((1, 1, 2))
    lines = [_unled(line, count, padded) if _left_blank(line) and dice.chance(share) else line for line in table.lines]
    return with_lines(table, lines)


def lost_class_code(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Every row loses its first cell, the 类 of its code; the total may be printed twice in the place that is left."""
    repeated = dice.chance(0.5)
    lines = []
    for line in table.lines:
        cells = without(line.cells, 0, not repeated)
        lines.append(recelled(line, _doubled(cells, amounts_from(table) - 1) if repeated else cells))
    return with_lines(table, lines) if any(line.cells[0] for line in table.lines) else None


def repeated_total(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The total of every row, or of one, is repeated in the next cell and pushes the others right."""
    start, shortened = amounts_from(table), dice.chance(0.5)
    chosen = set(data_lines(table)) if dice.chance(0.7) else set(dice.some(data_lines(table), 1))
    lines = []
    for number, line in enumerate(table.lines):
        cells = _doubled(line.cells, start) if number in chosen else line.cells
        lines.append(
            recelled(line, cells[:-1] if shortened and len(cells) > len(line.cells) and not cells[-1] else cells)
        )
    return with_lines(table, lines)


def gained_cell(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """A row, or every row that has room, gains a blank cell before its amounts and loses a blank one at its end."""
    start = amounts_from(table)
    found = [number for number in data_lines(table) if not table.lines[number].cells[-1]]
    chosen = set(found) if dice.chance(0.3) else set(dice.some(found, 1))
    return with_lines(
        table, (_right(line, start) if number in chosen else line for number, line in enumerate(table.lines))
    )


def _blank_column(table: Table, dice: Dice, start: int, moving: bool = True) -> int | None:
    lines = [table.lines[number] for number in data_lines(table)]
    if not lines or len({len(line.cells) for line in lines}) != 1:
        return None
    blank = [column for column in range(start, len(lines[0].cells)) if not any(line.cells[column] for line in lines)]
    if moving:
        blank = [column for column in blank if any(filled_right_of(line.cells, column) for line in lines)]
    return dice.pick(blank) if blank else None


def _less_header(cells: Cells, column: int) -> Cells:
    """The header row less the column; a name over several columns stays over the rest of them."""
    if column >= len(cells):
        return cells
    spans = bool(cells[column]) and column + 1 < len(cells) and not cells[column + 1]
    return without(cells, column + 1 if spans else column, False)


def _less(line: Line, column: int, padded: bool) -> Line:
    return recelled(line, without(line.cells, column, padded)) if column < len(line.cells) else line


def _right(line: Line, start: int) -> Line:
    return recelled(line, (*line.cells[:start], "", *line.cells[start:-1]))


def _unled(line: Line, count: int, padded: bool) -> Line:
    for _ in range(count):
        line = recelled(line, without(line.cells, 0, padded)) if not line.cells[0] else line
    return line


def _left_blank(line: Line) -> bool:
    return len(line.cells) > 2 and not line.cells[0] and any(line.cells)


def _doubled(cells: Cells, column: int) -> Cells:
    if len(cells) <= column or not AMOUNT.fullmatch(cells[column]):
        return cells
    return (*cells[: column + 1], *cells[column:])
