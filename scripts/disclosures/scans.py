"""Which pages of a document were recognised from pictures, and which records stand on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from disclosures.model import Block, Finding, Paragraph, Record, Sheet, Table

Scanned = frozenset[Sheet]
# 门 without its dot, or in the traditional form, as the recogniser most often takes it.
_DEPARTMENTAL = re.compile("部[内門](?=(?:综合)?预算)")
# In per cent. Of the wrong values of scans as offices make them, eight in ten are marked so, and one in twenty of the
# right ones (of amounts, one in five thousand: sums bear out the others).
_CERTAIN = 99


def is_unsure(confidence: int, sums: int) -> bool:
    """Whether a value that was recognised with this certainty, in per cent, is doubtful: no sum that holds has it."""
    return confidence < _CERTAIN and not sums


def as_meant(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Lines with the words 部门预算 where a picture shows 部内预算 with 内 in doubt: whose budget it is stands before them.

    For finding out what a document is. What is published stays as it was read.
    """
    for one in paragraphs:
        text = _DEPARTMENTAL.sub("部门", one.text) if _misread(one) else one.text
        yield one if text == one.text else replace(one, text=text)


def misread_words(paragraphs: Iterable[Paragraph]) -> Iterator[Finding]:
    """One info for the pages on which `as_meant` understands other words than were read."""
    pages = sorted({one.place.page for one in paragraphs if _misread(one) and one.place.page})
    if pages:
        message = f"{page_words(pages)}的“部门预算”里，“门”字认作形近的字，没有把握；认部门、年度时按“部门预算”理解，发布的文字照识别的样子"
        yield Finding("X-OCR", "info", "extraction", message)


def _misread(one: Paragraph) -> bool:
    found = _DEPARTMENTAL.search(one.text)
    return found is not None and found[0][1] in one.doubtful


def scanned_pages(blocks: Iterable[Block]) -> Scanned:
    """The pages whose text was recognised."""
    return frozenset(
        (block.place.document, block.place.page)
        for block in blocks
        if block.place.page is not None and _is_recognised(block)
    )


def _is_recognised(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return block.confidence is not None
    return any(cell is not None and cell.recognised for cell in block.grid)


def on_scan(record: Record, scanned: Scanned) -> bool:
    """Whether a record stands on a page whose text was recognised."""
    return _sheet(record) in scanned


def _sheet(record: Record) -> Sheet | None:
    document, page = record.get("source_document"), record.get("source_page")
    return (document if isinstance(document, int) else None, page) if isinstance(page, int) else None


def sheets_on_scans(table: Table, scanned: Scanned) -> tuple[Sheet, ...]:
    """The sheets of a table whose text was recognised, in order; of a table without rows, that of its title."""
    if not table.records:
        place = table.place
        return ((place.document, place.page),) if place.page and (place.document, place.page) in scanned else ()
    return in_order({sheet for r in table.records if (sheet := _sheet(r)) in scanned and sheet})


def in_order(sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    """By file, then by page."""
    return tuple(sorted(sheets, key=lambda sheet: (sheet[0] or 0, sheet[1])))


def by_document(sheets: Iterable[Sheet]) -> dict[int | None, list[int]]:
    """Which file → its pages, both in order."""
    return {
        document: [page for _, page in own] for document, own in groupby(in_order(sheets), key=lambda sheet: sheet[0])
    }


def sheet_words(sheets: Iterable[Sheet]) -> str:
    """`第 3–5、8 页`, with several files `第 1 个文件第 3 页、第 2 个文件第 1–2 页`."""
    return "、".join(
        page_words(pages) if document is None else f"第 {document} 个文件{page_words(pages)}"
        for document, pages in by_document(sheets).items()
    )


def page_words(pages: Sequence[int]) -> str:
    """`第 3–5、8 页` for pages in rising order."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    words = (f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"第 {'、'.join(words)} 页"
