"""Damage to the form of 整体绩效目标: rows that lost their left cells, labels of merged cells printed late."""

from __future__ import annotations

from ..dice import Dice
from ..document import Block, Line, Table
from .change import recelled, with_lines


def lost_indicator_cells(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Indicator rows without labels lose one or two of their blank left cells; padded at the end or shorter."""
    places = [number for number in _indicator_rows(table) if not table.lines[number].cells[0] and number > 12]
    chosen, padded = set(dice.some(places, dice.whole(1, 6))), dice.chance(0.5)
    return with_lines(
        table, (_left(line, padded, dice) if number in chosen else line for number, line in enumerate(table.lines))
    )


def late_label(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The label of a merged cell that runs over the page is printed where the next page begins."""
    rows = _indicator_rows(table)
    if len(rows) < 14:
        return None
    first, late = rows[0], rows[dice.whole(8, 13)]
    lines = list(table.lines)
    label = lines[first].cells[0]
    lines[first] = recelled(lines[first], ("", *lines[first].cells[1:]))
    lines[late] = recelled(lines[late], (label, *lines[late].cells[1:]))
    return with_lines(table, (*lines[:late], Line(("",)), *lines[late:]))


def _indicator_rows(table: Table) -> list[int]:
    found = []
    for number, line in enumerate(table.lines):
        if any(fact.resource == "department_indicators" for fact in line.facts):
            found.append(number)
    return found


def _left(line: Line, padded: bool, dice: Dice) -> Line:
    blanks = 2 if not line.cells[1] else 1
    lost = dice.whole(1, blanks)
    return recelled(line, line.cells[lost:] + (("",) * lost if padded else ()))
