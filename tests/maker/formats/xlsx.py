"""A document as a workbook: a sheet a table, titles merged over its columns, amounts as numbers with a format."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from ..dice import Dice
from ..document import Document
from ..layout import is_side, layout, sheets
from ..sheet import Box, Sheet

CREATED = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same bytes from every run
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST = 31


def write(document: Document, seed: str, path: Path) -> None:
    """The document as a workbook; prose stands in sheets of its own, one paragraph a row."""
    chosen = layout(seed)
    as_numbers = Dice(seed).branch("workbook").chance(0.7)
    with Workbook(str(path)) as book:
        book.set_properties({"created": CREATED})
        ways = _ways(book)
        for number, block in enumerate(sheets(document, chosen), 1):
            if isinstance(block, Sheet):
                _sheet(book.add_worksheet(_name(block.above, number)), block, ways, as_numbers)
            else:
                page = book.add_worksheet(f"说明{number}")
                for row, text in enumerate(block):
                    page.write_string(row, 0, text)


def _ways(book: Workbook) -> dict[str, Format]:
    ruled = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    formats: dict[str, dict[str, object]] = {
        "title": {"align": "center", "font_size": 16},
        "side": {"align": "right"},
        "head": {**ruled, "align": "center"},
        "text": ruled,
        "amount": {**ruled, "num_format": "0.00"},
        "thousands": {**ruled, "num_format": "#,##0.00"},
        "long": {**ruled, "num_format": "#,##0.000000"},
        "whole": {**ruled, "num_format": "#,##0"},
    }
    return {name: book.add_format(options) for name, options in formats.items()}


def _name(above: tuple[str, ...], number: int) -> str:
    """A sheet's name: number and title, as far as Excel allows."""
    return f"{number}{FORBIDDEN.sub('', above[0] if above else '')}"[:LONGEST]


def _sheet(page: Worksheet, one: Sheet, ways: dict[str, Format], as_numbers: bool) -> None:
    for row, text in enumerate(one.above):
        way = ways["side" if is_side(text) else "title"]
        _put(page, Box(text, row, 0, 1, one.columns), row, way, False)
    shift = len(one.above)
    for box in one.boxes:
        _put(page, box, box.row + shift, _way(box, ways), as_numbers)
    for row, text in enumerate(one.below, shift + one.rows):
        _put(page, Box(text, row, 0, 1, one.columns), row, ways["side"], False)
    page.set_column(0, one.columns - 1, 14)


def _way(box: Box, ways: dict[str, Format]) -> Format:
    if box.role != "amount":
        return ways[box.role]
    _, _, decimals = box.text.partition(".")
    if len(decimals) > 2:
        return ways["long"]
    return ways["whole" if not decimals else "thousands" if "," in box.text else "amount"]


def _put(page: Worksheet, box: Box, row: int, way: Format, as_numbers: bool) -> None:
    """One cell, merged over what it covers; a merged range is written blank first."""
    if box.rows > 1 or box.columns > 1:
        page.merge_range(row, box.column, row + box.rows - 1, box.column + box.columns - 1, "", way)
    if box.role == "amount" and as_numbers:
        page.write_number(row, box.column, float(box.text.replace(",", "")), way)
    elif box.text:
        page.write_string(row, box.column, box.text, way)
    elif box.rows == box.columns == 1:
        page.write_blank(row, box.column, None, way)
