"""A table while its rows are being collected, and what settles once all tables of a document are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from disclosures.kinds import Kind
from disclosures.model import Match, Paragraph, Place, Row
from disclosures.rows import sums_others
from disclosures.text import key

_MOST_UNITS = 6
_CODED = re.compile(r"\[?(\d{5,7})(?!\d)")


@dataclass
class Collected:
    """The table being collected."""

    kind: Kind | None
    candidates: tuple[Kind, ...]
    title: str
    reason: str
    place: Place
    header: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    notes: list[Paragraph] = field(default_factory=list)
    unit: str | None = None
    stated_name: str | None = None
    stated_year: int | None = None
    headless: bool = False

    def closed(self) -> Match:
        return Match(
            self.kind.name if self.kind else None, self.title, self.reason, tuple(self.header), tuple(self.rows),
            self.unit, tuple(self.notes), self.headless, self.place, self.stated_name, self.stated_year,
        )  # fmt: skip


def ordered(found: list[Collected], listed: set[str]) -> list[Collected]:
    """Settle tables that several kinds could be, by the contents and by their place between the tables around them."""
    for index, one in enumerate(found):
        if one.kind is not None or not one.candidates:
            continue
        taken = {other.kind.name for other in found if other.kind}
        free = [k for k in one.candidates if k.name not in taken]
        free = [k for k in free if k.name in listed] or free
        before = max((o.kind.order for o in found[:index] if o.kind), default=0.0)
        after = min((o.kind.order for o in found[index + 1 :] if o.kind), default=99.0)
        between = [k for k in free if before < k.order < after]
        core = [k for k in between if k.core]
        between = core if len(core) == 1 and not listed else between
        if len(between) == 1 or len(free) == 1:
            one.kind = (between if len(between) == 1 else free)[0]
            one.reason += "，并按目录和前后各表的次序"
    return found


def codes_in_front(rows: Sequence[Row]) -> list[str]:
    """The codes of 款 and 项 that stand first in their rows, alone or before a name."""
    first = (next((cell for cell in row.cells if cell), "") for row in rows)
    return [match[1] for cell in first if (match := _CODED.match(key(cell)))]


def rows_of_the_next(table: Collected, first: Row) -> list[Row]:
    """The grand total and unit rows that stand after the last page break: they open the table that begins below.

    Where they are all that the table above has, they must be of the width of the row below, and not of its header.
    """
    tail = next((i for i in range(len(table.rows) - 1, -1, -1) if table.rows[i].after_break), len(table.rows))
    rows = table.rows[tail:]
    if not rows or len(rows) > _MOST_UNITS or not all(sums_others(row) for row in rows):
        return []
    widths = {len(row.cells) for row in rows}
    if tail == 0 and (widths != {len(first.cells)} or widths & {len(row.cells) for row in table.header}):
        return []
    del table.rows[tail:]
    return rows
