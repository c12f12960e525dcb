"""A document as a Word file: merged cells, wide tables on pages that lie on their side."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.table import Table as WordTable

from ..document import Document
from ..layout import WIDE, Layout, is_side, layout, sheets
from ..sheet import Box, Sheet


def write(document: Document, seed: str, path: Path) -> None:
    """The document as a Word file."""
    chosen, word = layout(seed), docx.Document()
    for block in sheets(document, chosen):
        if isinstance(block, Sheet):
            _page(word, chosen, block)
            _sheet(word, chosen, block)
        else:
            for text in block:
                word.add_paragraph(text)
    word.save(str(path))


def _page(word: Word, chosen: Layout, one: Sheet) -> None:
    """A section of its own where the page is turned, else a page break where tables have their own pages."""
    wide = chosen.sides == "all" or one.columns > WIDE
    section = word.sections[-1]
    if wide == (section.orientation == WD_ORIENT.LANDSCAPE):
        if chosen.own_page:
            word.add_paragraph().paragraph_format.page_break_before = True
        return
    new = word.add_section(WD_SECTION.NEW_PAGE)
    new.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    new.page_width, new.page_height = section.page_height, section.page_width


def _sheet(word: Word, chosen: Layout, one: Sheet) -> None:
    inside = chosen.titles == "grid"
    if not inside:
        _above(word, one.above)
    shift = len(one.above) if inside else 0
    table = word.add_table(one.rows + shift, one.columns, style="Table Grid")
    if inside:
        _fill(table, [Box(text, row, 0, 1, one.columns, "head") for row, text in enumerate(one.above)], 0, chosen)
    _fill(table, one.boxes, shift, chosen)
    if chosen.repeat_header:
        for number in range(shift + one.head):
            table.rows[number]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for text in one.below:
        word.add_paragraph(text)


def _above(word: Word, texts: tuple[str, ...]) -> None:
    """The lines above a table; department and unit of money on one line, a tab between."""
    side = [text for text in texts if is_side(text)]
    for text in texts:
        if text not in side:
            word.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif text == side[0]:
            word.add_paragraph("\t".join(side))


def _fill(table: WordTable, boxes: Iterable[Box], shift: int, chosen: Layout) -> None:
    grid = table._cells
    width = len(table.columns)
    for box in boxes:
        cell = grid[(box.row + shift) * width + box.column]
        if box.rows > 1 or box.columns > 1:
            last = (box.row + shift + box.rows - 1) * width + box.column + box.columns - 1
            cell = cell.merge(grid[last])
        if box.text:
            run = cell.paragraphs[0].add_run(box.text)
            run.font.size = Pt(chosen.size)
        if box.role == "amount":
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
