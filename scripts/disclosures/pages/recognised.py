"""What the site says of values that were recognised from pictures: how many, how many in doubt, how many borne out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.catalogue import Disclosure, Row
from disclosures.scans import is_unsure, sheet_words


@dataclass(frozen=True)
class Recognised:
    """The values of one disclosure that were recognised: the pages in words, and counts of values.

    `unsure`: those marked; `amounts`: those that sums could bear out, `confirmed`: those that a sum bears out.
    """

    pages: str
    values: int
    unsure: int
    amounts: int
    confirmed: int


def marks(item: Disclosure) -> Iterator[Row]:
    """The rows of `positions` of the values that were recognised from pictures."""
    if item.recognised:
        yield from (row for row in item.rows("positions") if row.text("read_by") == "ocr")


def unsure(row: Row) -> bool:
    """Whether the reading of a value is marked as one without certainty."""
    confidence, sums = row.amount("confidence"), row.amount("sums_holding")
    return confidence is not None and is_unsure(int(confidence), int(sums or 0))


def words(row: Row) -> str:
    """How a value was read, for a person."""
    sure = row.text("confidence")
    return f"识别自扫描图片，把握 {sure}%" if sure else "识别自扫描图片"


def recognised(item: Disclosure) -> Recognised | None:
    """The counts; None where all is text."""
    rows = list(marks(item))
    if not rows:
        return None
    sums = [row.text("sums_holding") for row in rows]
    return Recognised(
        sheet_words(item.recognised), len(rows), sum(map(unsure, rows)),
        sum(bool(text) for text in sums), sum(text not in ("", "0") for text in sums),
    )  # fmt: skip
