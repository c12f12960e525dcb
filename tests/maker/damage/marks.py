"""What is there too much or written otherwise: spaces, tags, wide letters, another header, a title row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ..dice import Dice
from ..document import Block, Line, Table
from ..lists import tree
from .change import AMOUNT, recelled, with_lines

WIDE = str.maketrans("0123456789.,()%", "０１２３４５６７８９．，（）％")
NARROW = str.maketrans("（）：％", "():%")
NUMERAL = re.compile(r"[\d,]+(\.\d+)?")
HAN = re.compile(r"[一-鿿]{4,}")


def misplaced_header(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The merged header is flattened with its names under wrong columns."""
    kinds = {"expenditure": "expenditure", "general_public_budget": "expenditure", "government_fund": "expenditure"}
    kind = kinds.get(table.kind, table.kind)
    if not table.header:
        return None
    if kind == "expenditure" and len(table.header[0]) == 13:
        kind = "expenditure_undivided"
    variants: list[list[str]] = tree("headers").get(kind, [])
    if len(variants) < 2:
        return None
    chosen = tuple(tuple(row.split("|")) for row in dice.pick(variants[1:]))
    return None if chosen == table.header else (replace(table, header=chosen),)


def spaces_in_words(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Words are broken by spaces where a narrow cell broke the line."""
    return _some_cells(table, dice, 0.25, lambda text: _spaced(text, dice) if HAN.search(text) else text)


def spaces_in_numbers(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Some numbers are broken by a space."""
    return _some_cells(table, dice, 0.15, lambda text: _broken_number(text, dice) if AMOUNT.fullmatch(text) else text)


def wide_letters(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Some numbers and codes are printed in full width, some brackets in half width."""
    return _some_cells(table, dice, 0.2, lambda text: text.translate(WIDE if NUMERAL.fullmatch(text) else NARROW))


def tags(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Long texts of a cell stand between <p> tags."""
    return _some_cells(
        table, dice, 0.5, lambda text: f"<p>{text}</p>" if len(text) > 20 and "<p>" not in text else text
    )


def title_in_table(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The department and the unit of money stand in a row of the table instead of above it."""
    del dice
    name = [text for text in table.above if text.startswith(("部门", "单位名称")) and not text.endswith("表")]
    unit = [text for text in table.above if "单位：" in text]
    if not name or not unit or not table.header:
        return None
    width = len(table.header[0])
    row = [""] * width
    row[0], row[width // 2] = name[0], unit[0]
    above = tuple(text for text in table.above if text not in (*name, *unit))
    return (replace(table, above=above, header=(tuple(row), *table.header)),)


def broken_unit(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The unit of money is broken over two lines, and the title over two words."""
    del dice
    above = tuple(
        text.replace("单位：万元", "单位：  \n万元").replace("单位：元", "单位：  \n元") for text in table.above
    )
    return None if above == table.above else (replace(table, above=above),)


def ragged(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """Rows lose the blank cells at their end."""
    share = dice.pick((0.3, 1.0))
    return with_lines(table, (_trimmed(line) if dice.chance(share) else line for line in table.lines))


def moved_glyph(table: Table, dice: Dice) -> tuple[Block, ...] | None:
    """The thin glyph 一 at the head of a name has moved to its end, as one PDF library does."""
    del dice
    return with_lines(table, (recelled(line, tuple(map(_moved, line.cells))) for line in table.lines))


def _moved(text: str) -> str:
    return text[1:] + "一" if text.startswith("一般行政") else text


def _trimmed(line: Line) -> Line:
    cells = list(line.cells)
    while len(cells) > 2 and not cells[-1]:
        cells.pop()
    return recelled(line, tuple(cells))


def _some_cells(table: Table, dice: Dice, share: float, work: Callable[[str], str]) -> tuple[Block, ...] | None:
    lines = [
        recelled(line, tuple(work(cell) if cell and dice.chance(share) else cell for cell in line.cells))
        if line.facts
        else line
        for line in table.lines
    ]
    return with_lines(table, lines)


def _spaced(text: str, dice: Dice) -> str:
    place = dice.whole(2, len(text) - 2)
    return text[:place] + dice.pick((" ", " ", "\u3000", "\xa0")) + text[place:]


def _broken_number(text: str, dice: Dice) -> str:
    place = dice.whole(1, len(text) - 1)
    return text[:place] + " " + text[place:]
