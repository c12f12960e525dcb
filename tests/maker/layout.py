"""How one document is set on its pages: the choices that make real documents hard to read, made once by a seed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from .dice import Dice
from .document import Document, Line, Table
from .sheet import Box, Sheet, role_of, sheet

Rules = Literal["ruled", "open", "horizontal", "none"]
Numbering = Literal["", "栏次", "**", "1"]
# Tables whose rows may be numbered: lists, not the forms that print two lists side by side.
NUMBERED = frozenset({"expenditure", "general_public_budget", "projects", "income", "procurement"})
SIDE = re.compile(r"(?:金额)?单位：(?:万?元)|(?:部门|单位|编制部门|编制单位|预算单位|部门（单位）)(?:名称)?：.*")
NUMBER = re.compile(r"(?:预算|公开|附)?\s?(?:表|件)?\s?[\d一二三四五六七八九十-]+\s?表?")
WIDE = 9
# Two lists side by side: where the labels of the second stand.
TWO_SIDED = frozenset({"balance", "fiscal_appropriation"})
SECOND_LABEL = 2


@dataclass(frozen=True)
class Layout:
    """The choices of one document. `size` is the type size of tables in points, `padding` a cell's in points.

    `rules`: all cells ruled, ruled with the grid open at page breaks, only horizontal rules, or none. `sides`: which
    pages lie on their side. `titles`: whether the lines above a table are rows of its grid; `repeat_titles`: whether
    they stand on every page of it. `filler`: blank rows at the end. `breaks`: line breaks in words after so many signs.
    `numbering`: the row of column numbers below the header. `doubled`: headings are printed twice to look bold.
    `turned`: wide pages are stored upright and shown turned. `drawn`: the PDF is drawn and not printed by a browser.
    `hard_spaces`: HTML indents by them and fills blank cells with one.
    """

    rules: Rules
    sides: Literal["all", "wide"]
    size: float
    padding: float
    repeat_header: bool
    cut_rows: bool
    narrow: bool
    own_page: bool
    page_numbers: Literal["", "— {} —", "{}", "第 {} 页"]
    running_head: bool
    doubled: bool
    turned: bool
    titles: Literal["above", "grid"]
    repeat_titles: bool
    number_right: bool
    filler: int
    numbering: Numbering
    serial: bool
    breaks: int
    drawn: bool
    hard_spaces: bool


def layout(seed: str) -> Layout:
    """The layout of this seed."""
    dice = Dice(seed).branch("layout")
    return Layout(
        rules=dice.weighted(("ruled", "open"), (3, 1)),
        sides=dice.pick(("all", "wide", "wide")),
        size=dice.pick((7.0, 8.0, 9.0)),
        padding=dice.pick((1.0, 2.0, 4.0)),
        repeat_header=dice.chance(0.6),
        cut_rows=dice.chance(0.4),
        narrow=dice.chance(0.3),
        own_page=dice.chance(0.7),
        page_numbers=dice.pick(("", "— {} —", "{}", "第 {} 页")),
        running_head=dice.chance(0.25),
        doubled=dice.chance(0.2),
        turned=dice.chance(0.2),
        titles=dice.weighted(("above", "grid"), (3, 1)),
        repeat_titles=dice.chance(0.3),
        number_right=dice.chance(0.4),
        filler=dice.weighted((0, 3, 9), (6, 1, 1)),
        numbering=dice.weighted(("", "栏次", "**", "1"), (6, 1, 1, 1)),
        serial=dice.chance(0.15),
        breaks=dice.weighted((0, 6, 10), (6, 1, 1)),
        drawn=dice.chance(0.4),
        hard_spaces=dice.chance(0.3),
    )


def borderless(seed: str) -> Layout:
    """A layout without a grid: columns by position alone, or with horizontal rules only."""
    chosen = layout(seed)
    rules: Rules = Dice(seed).branch("borderless").weighted(("none", "horizontal"), (2, 1))
    return replace(chosen, rules=rules, narrow=False, titles="above")


def sheets(document: Document, chosen: Layout) -> list[Sheet | tuple[str, ...]]:
    """The blocks of the document in order: sheets, and the paragraphs between them."""
    return [
        broken(sheet(dressed(block, chosen)), chosen.breaks)
        if isinstance(block, Table)
        else tuple(line.text for line in block.lines)
        for block in document.blocks
    ]


def broken(one: Sheet, every: int) -> Sheet:
    """The sheet with line breaks in its words, as whoever typed them fitted them to their cells."""
    if not every:
        return one
    return replace(one, boxes=tuple(replace(box, text=_broken(box, every)) for box in one.boxes))


def _broken(box: Box, every: int) -> str:
    if box.role == "amount" or box.text.isascii():
        return box.text
    return "\n".join(box.text[start : start + every] for start in range(0, len(box.text), every))


def dressed(table: Table, chosen: Layout) -> Table:
    """The table with what this layout adds to it: column numbers, serial numbers, blank rows."""
    if not table.header or table.merged or table.form:
        return table
    if chosen.serial and table.kind in NUMBERED:
        table = _with_serials(table)
    if chosen.filler and table.lines:
        blank = Line(("",) * len(table.lines[0].cells))
        table = replace(table, lines=(*table.lines, *(blank,) * chosen.filler))
    return _with_numbers(table, chosen.numbering) if chosen.numbering else table


def _with_serials(table: Table) -> Table:
    """A 序号 column in front; a total has no number."""
    header = tuple((("序号" if number == 0 else ""), *cells) for number, cells in enumerate(table.header))
    lines, serial = [], 0
    for line in table.lines:
        counts = any(fact.values.get("row_kind") != "total" for fact in line.facts)
        serial += counts
        lines.append(Line((str(serial) if counts else "", *line.cells), line.facts))
    return replace(table, header=header, lines=tuple(lines))


def _with_numbers(table: Table, numbering: Numbering) -> Table:
    """A first row that numbers the columns: 栏次 1 2 …, ** ** 1 2 …, or 1 2 3 …"""
    width = max(len(cells) for cells in table.header)
    words = _word_columns(table, width) if numbering != "1" else set()
    row, number = [], 0
    for column in range(width):
        number += column not in words
        marked = numbering == "**" or column == 0 or (column == SECOND_LABEL and table.kind in TWO_SIDED)
        row.append(str(number) if column not in words else numbering if marked else "")
    return replace(table, lines=(Line(tuple(row)), *table.lines))


def _word_columns(table: Table, width: int) -> set[int]:
    """The columns that print no amounts: those at the left, and the labels of the right side of a balance."""
    for column in range(width):
        cells = [line.cells[column] for line in table.lines if column < len(line.cells)]
        if any(role_of(cell) == "amount" for cell in cells):
            return {*range(column), *([SECOND_LABEL] if table.kind in TWO_SIDED else [])}
    return set()


def is_side(text: str) -> bool:
    """Whether a line above a table names the department or the unit of money: both stand on one line."""
    return SIDE.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Whether a line above a table is its number: 预算01表, 表1, 公开表1, 附件2-1."""
    return NUMBER.fullmatch(text) is not None
