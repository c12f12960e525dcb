"""The blocks of a document written as Word, Excel and web files, so that one document can be read in every format."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

import docx
import xlsxwriter  # type: ignore[import-untyped]
import xlwt  # type: ignore[import-untyped]

from disclosures.model import Block, Paragraph, Row

Table = list[tuple[str, ...]]


def parts(blocks: Sequence[Block]) -> Iterator[str | Table]:
    """Paragraphs, and runs of rows as tables of one width."""
    for is_row, run in groupby(blocks, lambda block: isinstance(block, Row)):
        if is_row:
            rows = [block.cells for block in run if isinstance(block, Row)]
            width = max(map(len, rows))
            yield [row + ("",) * (width - len(row)) for row in rows]
        else:
            yield from (block.text for block in run if isinstance(block, Paragraph))


def as_docx(blocks: Sequence[Block]) -> bytes:
    """A Word document: a paragraph each, and a table each."""
    document = docx.Document()
    for part in parts(blocks):
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for row, texts in zip(table.rows, part, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    document.add_paragraph("（完）")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(blocks: Sequence[Block]) -> bytes:
    """A web page in GB18030, as county sites write it: the article inside the site's own layout."""
    body = []
    for part in parts(blocks):
        if isinstance(part, str):
            body.append(f"<p>{escape(part)}</p>")
        else:
            rows = ("".join(f"<td><p>{escape(text)}</p></td>" for text in row) for row in part)
            body.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    page = (
        '<html><head><meta charset="gb2312"><title>政府网</title></head><body><div class="nav"><a href="/">首页</a></div>'
        f'<table><tr><td><div id="zoom">{"".join(body)}</div></td></tr></table><div>版权所有 市政府办公室</div></body></html>'
    )
    return page.encode("gb18030")


def as_xlsx(blocks: Sequence[Block]) -> bytes:
    """A workbook of one sheet a table, the lines above it merged over its columns as Excel forms do it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for lines, rows, notes in sheets(blocks):
        sheet = book.add_worksheet()
        whole = [*([line] for line in lines), *rows, *([note] for note in notes)]
        for at, texts in enumerate(whole):
            if len(texts) == 1 and len(rows[0]) > 1:
                sheet.merge_range(at, 0, at, len(rows[0]) - 1, texts[0])
            else:
                for column, text in enumerate(texts):
                    sheet.write_string(at, column, text)
    book.close()
    return out.getvalue()


def as_xls(blocks: Sequence[Block]) -> bytes:
    """The same as a workbook of 1997 to 2003."""
    book = xlwt.Workbook(encoding="utf-8")
    for number, (lines, rows, notes) in enumerate(sheets(blocks), 1):
        sheet = book.add_sheet(f"Sheet{number}")
        for at, texts in enumerate([*([line] for line in lines), *rows, *([note] for note in notes)]):
            if len(texts) == 1 and len(rows[0]) > 1:
                sheet.write_merge(at, at, 0, len(rows[0]) - 1, texts[0])
            else:
                for column, text in enumerate(texts):
                    sheet.write(at, column, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheets(blocks: Sequence[Block]) -> Iterator[tuple[list[str], Table, list[str]]]:
    """(lines above, rows, notes) of each table; the document's text before the first title is a sheet's head too."""
    found = list(parts(blocks))
    at = 0
    while at < len(found):
        lines = []
        while at < len(found) and isinstance(part := found[at], str):
            lines.append(part)
            at += 1
        if at == len(found):
            return
        rows = found[at]
        assert isinstance(rows, list)
        at += 1
        notes = []
        while at < len(found) and isinstance(part := found[at], str) and part.startswith("注"):
            notes.append(part)
            at += 1
        yield lines, rows, notes
