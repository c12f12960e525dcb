"""What a form prints inside its own grid although it stands above or below the table: title, unit, department, notes.

A workbook has nothing but its grid, and many Word and PDF tables merge their first row for the title. Later stages look
for these lines outside the rows, so they are taken out of the grid here, whatever the document was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from disclosures.labels import is_total_label
from disclosures.model import Paragraph, Row
from disclosures.text import is_amount, key
from disclosures.titles import TITLE_END, kind_of_title

_TITLE = re.compile(f".{{3,}}{TITLE_END}")
_DIGITS = r"[0-9一二三四五六七八九十]{1,3}(?:-\d{1,2})?"
_NUMBER = re.compile(rf"^(?:附件{_DIGITS}|(?:附|公开|预算|部门公开|部门预算|财预)*(?:表{_DIGITS}|{_DIGITS}表))[:、]?$")
_LABEL = re.compile(
    r"^(?:(?:编制|填报|预算|公开|编报|主管)?(?:部门|单位)(?:\(单位\)|\(部门\)|\(公章\)|\(盖章\))?(?:名称|代码|编码)?[:]"
    r"|(?:金额)?单位[:]?(?:人民币)?(?:万元|千元|元)$"
    r"|(?:预算)?年(?:度|份)[:]|\(?\d{4}年度?\)?$|(?:填报|编制|填表)(?:日期|时间)[:]|第\d+页"
    r"|(?:(?:单位|部门|财务)?负责人|填表人|制表人|填报人|经办人|审核人|复核人|联系人|联系电话)(?:\(签字\)|\(签章\))?[:])"
)
_NOTE = re.compile(r"^\(?(?:注|说明|备注|表注|填表说明)(?:\d|[一二三])?[:.、)]")
_UNIT_AT_END = re.compile(r"(.*[表)）])\s*((?:金额)?单位\s*[:：]\s*(?:人民币)?[万千亿]?元)", re.DOTALL)


def split(rows: Sequence[Row]) -> tuple[list[Paragraph], list[Row], list[Paragraph]]:
    """The lines above a table, its rows, and the notes below it, each paragraph with the place of its row.

    A leading row is a line above if only one of its cells prints anything (no amount, no 合计), or nothing but labels
    (`部门：…`, `单位：万元`, `预算01表`) beside at most one title. A trailing row is a note if it begins with 注/说明/备注,
    goes on with such a note, is one sentence on its own, or signs the form. Rows between are never touched; the first
    has `after_break`.
    """
    first = next((i for i, row in enumerate(rows) if not _stands_above(row)), len(rows))
    last = _start_of_notes(rows, first)
    kept = list(rows[first:last])
    kept[:1] = [replace(row, after_break=True) for row in kept[:1]]
    return list(_paragraphs(rows[:first])), kept, list(_paragraphs(rows[last:]))


def unit_apart(text: str) -> list[str]:
    """A line, or the title and the unit of money that are printed in one (`收支总表 单位：万元`)."""
    match = _UNIT_AT_END.fullmatch(text)
    return [match[1], match[2]] if match else [text]


def is_title(text: str) -> bool:
    """Whether a line can be the title of a table: one known, or words that end in 表."""
    return kind_of_title(text) is not None or _TITLE.search(key(text)) is not None


def is_label(text: str) -> bool:
    """Whether a cell is a label of the form (`部门：…`, `单位：万元`, `预算01表`, `填表人：`) and no part of the table."""
    return _LABEL.match(key(text)) is not None or _NUMBER.match(key(text)) is not None


def is_note(text: str) -> bool:
    """Whether a line is a note on a table (`注：…`, `说明：…`)."""
    return _NOTE.match(key(text)) is not None


def _stands_above(row: Row) -> bool:
    printed = [text for text in row.cells if text]
    if any(is_amount(text) for text in printed):
        return False
    if len(printed) == 1:
        return not is_total_label(printed[0]) and (_lies_across(row) or is_title(printed[0]) or is_label(printed[0]))
    others = [text for text in printed if not is_label(text)]
    return not others or (len(others) == 1 and len(printed) > 1 and is_title(others[0]))


def _lies_across(row: Row) -> bool:
    """Whether the only text of a row lies over most of the table (or its grid is not known)."""
    cell = next((c for c, text in zip(row.grid, row.cells, strict=True) if text and c), None) if row.grid else None
    return not row.grid or (cell is not None and cell.columns * 2 > len(row.cells))


def _start_of_notes(rows: Sequence[Row], first: int) -> int:
    """The index of the first row of the closing notes, `len(rows)` where there are none."""
    at = start = len(rows)
    while at > first and (only := _alone(rows[at - 1])):
        at -= 1
        if _NOTE.match(key(only)) or (_is_sentence(only) and start == at + 1):
            start = at
    return start


def _alone(row: Row) -> str:
    """The only text of a row that could be a note, `""` where it prints several or none that could."""
    printed = [text for text in row.cells if text]
    if len(printed) == 1 and not is_amount(printed[0]) and not is_total_label(printed[0]):
        return printed[0]
    return printed[0] if printed and all(_LABEL.match(key(text)) for text in printed) else ""


def _is_sentence(text: str) -> bool:
    return text.endswith("。") or _LABEL.match(key(text)) is not None


def _paragraphs(rows: Iterable[Row]) -> Iterable[Paragraph]:
    tight = False
    for row in rows:
        for column, printed in enumerate(row.cells):
            cell = row.grid[column] if row.grid else None
            for text in unit_apart(printed) if printed else ():
                about = (cell.box, cell.confidence, cell.doubtful) if cell else ()
                yield Paragraph(text, row.place, tight, *about)
                tight = True
