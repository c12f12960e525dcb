"""Which pages of a document were recognised from pictures, and which records stand on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from disclosures.model import Block, Paragraph, Record, Table

Scanned = frozenset[tuple[int | None, int]]  # (which of several files, page)


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
    document, page = record.get("source_document"), record.get("source_page")
    return isinstance(page, int) and (document if isinstance(document, int) else None, page) in scanned


def pages_on_scans(table: Table, scanned: Scanned) -> tuple[int, ...]:
    """The pages of a table whose text was recognised; of a table without rows, the page of its title."""
    if not table.records:
        place = table.place
        return (place.page,) if place.page is not None and (place.document, place.page) in scanned else ()
    return tuple(
        sorted({page for r in table.records if on_scan(r, scanned) and isinstance(page := r["source_page"], int)})
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
