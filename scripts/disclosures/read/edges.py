"""What stands in a table's grid without being a row of it: its title and unit above, its notes below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.model import Paragraph, Row
from disclosures.text import is_amount, key

_LABEL = re.compile(
    r"^(?:金额)?单位[:]?(?:人民币)?(?:万|千|亿)?元$|^(?:预算|编制|填报|主管|公开)?(?:部门|单位)(?:[(]单位[)])?(?:名称|代码|编码)?(?:[(]公章[)]|[(]盖章[)])?[:]"
    r"|^(?:预算|公开|附)*表?[(（]?\d{1,2}(?:-\d+)?[)）]?表?$"
)
_NOTE = re.compile(r"^[（(]?(?:注|说明|备注|表注)\d{0,2}[:：.、）)]")


def split(rows: Sequence[Row]) -> tuple[list[Paragraph], list[Row], list[Paragraph]]:
    """Paragraphs above the table, its rows, paragraphs below it."""
    start, end = 0, len(rows)
    while start < end and _is_above(rows[start]):
        start += 1
    while end > start and _is_note(rows[end - 1]):
        end -= 1
    return _paragraphs(rows[:start]), list(rows[start:end]), _paragraphs(rows[end:])


def _is_above(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell]
    if any(is_amount(cell) for cell in filled):
        return False
    return len(filled) <= 1 or all(_LABEL.match(key(cell)) for cell in filled)


def _is_note(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell]
    return not filled or (len(filled) == 1 and _NOTE.match(filled[0]) is not None)


def _paragraphs(rows: Sequence[Row]) -> list[Paragraph]:
    return [Paragraph(cell, row.place) for row in rows for cell in row.cells if cell]
