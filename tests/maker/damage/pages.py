"""What a page break does: a gap, title and header printed again, text on two pages, a table without its head."""

from __future__ import annotations

from dataclasses import replace

from ..dice import Dice
from ..document import Block, Line, Table
from .change import data_lines, recelled, with_lines

GAP = Line(("",))
# The columns whose text may run over the page, per table.
LONG = {
    "economic_classification": (2, 5),
    "projects": (1, 2),
    "basic_expenditure": (1,),
    "expenditure": (4,),
    "general_public_budget": (4,),
    "performance_projects": (6, 8, 9, 10),
    "department_indicators": (4,),
}


def page_break(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The rows go on after a blank line, without title and header."""
    places = _places(table)
    return _broken(table, dice.some(places, dice.weighted((1, 2), (3, 1))), ()) if places else None


def repeated_head(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The rows go on after the title and the header printed again."""
    places = _places(table)
    return _broken(table, dice.some(places, dice.weighted((1, 2), (2, 1))), _head(table)) if places else None


def repeated_header(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The rows go on after the header printed again, without a title."""
    places = _places(table)
    return _broken(table, dice.some(places, 1), (GAP, *map(Line, table.header))) if places and table.header else None


def split_text(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """A cell's text is cut by the page; its rest stands in a row of its own on the next."""
    return _split(table, dice, (GAP,))


def split_text_under_head(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The same with title and header between the two parts."""
    return _split(table, dice, _head(table))


def lost_title(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The title is gone, with the lines above the header or without them."""
    kept = [text for text in table.above if text.startswith(("部门", "单位", "金额单位")) and not text.endswith("表")]
    return (replace(table, above=tuple(kept) if dice.chance(0.5) else ()),)


def lost_header(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The header is gone, or the first of its rows."""
    if not table.header:
        return None
    return (replace(table, header=table.header[1:] if dice.chance(0.3) else ()),)


def lost_head(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Title, header and first rows are gone with their page; what is left is the tail."""
    starts = [number for number in data_lines(table)[2:] if table.lines[number].cells[0]]
    if not starts:
        return None
    return (replace(table, above=(), header=(), lines=table.lines[dice.pick(starts) :]),)


def broken_line(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """A line break inside a cell breaks the row: what follows it stands on the next line."""
    found = [
        (number, column)
        for number in data_lines(table)
        for column, cell in enumerate(table.lines[number].cells)
        if _divisible(cell) and len(cell) > 6 and column + 2 < len(table.lines[number].cells)
    ]
    if not found:
        return None
    number, column = dice.pick(found)
    line = table.lines[number]
    start, end = _halved(line.cells[column], dice)
    first, rest = recelled(line, (*line.cells[:column], start)), Line((end, *line.cells[column + 1 :]))
    return with_lines(table, (*table.lines[:number], first, rest, *table.lines[number + 1 :]))


def split_row(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """A whole row is cut by the page: several of its texts go on in a row of their own under title and header."""
    rows = [number for number in data_lines(table) if sum(map(_divisible, table.lines[number].cells)) > 2]
    if not rows:
        return None
    number = dice.pick(rows)
    line = table.lines[number]
    halves = [_halved(cell, dice) if _divisible(cell) and dice.chance(0.7) else (cell, "") for cell in line.cells]
    first, rest = recelled(line, tuple(half[0] for half in halves)), Line(tuple(half[1] for half in halves))
    if not any(rest.cells):
        return None
    return with_lines(table, (*table.lines[:number], first, *_head(table), rest, *table.lines[number + 1 :]))


def _divisible(cell: str) -> bool:
    return len(cell) >= 4 and not cell[0].isdigit()


def split_paragraph(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Paragraphs are cut by the page: the sentence goes on after a gap."""
    lines: list[Line] = []
    for line in table.lines:
        if not line.facts or len(line.text) < 30 or not dice.chance(0.3):
            lines.append(line)
            continue
        cut = dice.whole(15, len(line.text) - 5)
        lines += [recelled(line, (line.text[:cut],)), Line((line.text[cut:],))]
    return with_lines(table, lines)


def _halved(text: str, dice: Dice) -> tuple[str, str]:
    cut = dice.whole(2, len(text) - 1)
    return text[:cut].rstrip(), text[cut:].lstrip()


def _places(table: Table) -> list[int]:
    """Where a page may end: before any row but the first two."""
    return [number for number in range(2, len(table.lines)) if len(table.lines[number].cells) > 1]


def _head(table: Table) -> tuple[Line, ...]:
    above = tuple(line for text in table.above for line in (Line((text,)), GAP))
    return (GAP, *above, *map(Line, table.header))


def _broken(table: Table, places: list[int], between: tuple[Line, ...]) -> tuple[Block, ...] | None:
    lines: list[Line] = []
    for number, line in enumerate(table.lines):
        lines += (between or (GAP,)) if number in places else ()
        lines.append(line)
    return with_lines(table, lines)


def _split(table: Table, dice: Dice, between: tuple[Line, ...]) -> tuple[Block, ...] | None:
    columns = LONG[table.kind]
    found = [
        (number, column)
        for number in data_lines(table)
        for column in columns
        if column < len(table.lines[number].cells) and len(table.lines[number].cells[column].replace(" ", "")) >= 4
    ]
    if not found:
        return None
    number, column = dice.pick(found)
    line, text = table.lines[number], table.lines[number].cells[column]
    start, end = _halved(text, dice)
    first = recelled(line, (*line.cells[:column], start, *line.cells[column + 1 :]))
    rest = Line(("",) * column + (end,) + ("",) * (len(line.cells) - column - 1))
    return with_lines(table, (*table.lines[:number], first, *between, rest, *table.lines[number + 1 :]))
