"""Excel workbooks of 1997 to 2003 (XLS), as WPS and many finance systems still write them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import xlrd  # type: ignore[import-untyped]

from disclosures.errors import DocumentError
from disclosures.model import Block
from disclosures.read.sheet import Area, Sheet
from disclosures.read.sheet import blocks as blocks_of
from disclosures.read.shown_numbers import shown_number, shown_text

_REPAIR = "请用 Excel 或 WPS 打开后另存为 .xlsx，再提交"


def blocks(data: bytes, shown: str) -> tuple[Block, ...]:
    """Paragraphs and rows of every sheet. Raises DocumentError for a damaged workbook or one with a password.

    A sheet of this format has at most 65,536 rows of 256 columns, which bounds it.
    """
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except Exception as error:  # the library fails on damaged files with whatever its parsing runs into
        if "encrypted" in str(error).lower():
            raise DocumentError(shown, "文件设有密码", remedy="请取消密码后另存，再提交") from error
        raise DocumentError(shown, "Excel 文件不完整或已损坏", remedy=_REPAIR) from error
    return blocks_of(_sheets(book), shown)


def _sheets(book: Any) -> Iterator[Sheet]:
    for number, sheet in enumerate(book.sheets(), 1):
        cells = {}
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                text = " ".join(_text(book, sheet, cell).split())
                if text:
                    cells[row, column] = text
        merged = [Area(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
        yield Sheet(sheet.name, number, cells, merged, sheet.visibility != 0)


def _text(book: Any, sheet: Any, cell: Any) -> str:
    """A cell as the sheet shows it."""
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    code = _format(book, cell)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return shown_text(cell.value, code)
    if cell.value == 0 and not sheet.show_zero_values:
        return ""
    return shown_number(cell.value, code, bool(book.datemode))


def _format(book: Any, cell: Any) -> str:
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return "General"
    found = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return str(found.format_str) if found else "General"
