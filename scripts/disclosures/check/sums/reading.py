"""How far the cells of a table can be trusted: read off a grid, or out of text that may have lost some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.kinds import by_name
from disclosures.model import Match, Record, Subject


@dataclass(frozen=True, slots=True)
class Reading:
    """`gridded` are the resources all of whose rows were read off a grid: no cell of theirs is lost.

    `short` are the (resource, line) of rows in a text that have fewer cells than most rows of their table.
    """

    gridded: frozenset[str] = frozenset()
    short: frozenset[tuple[str, int]] = frozenset()

    def is_short(self, resource: str, record: Record) -> bool:
        """Whether the row of a record lost cells."""
        line = record.get("source_line")
        return isinstance(line, int) and (resource, line) in self.short


def reading(subject: Subject) -> Reading:
    """How the tables of a disclosure were read."""
    ungridded = {r for m in subject.matches if not all(row.grid for row in m.rows) for r in _resources(m)}
    every = {r for m in subject.matches for r in _resources(m)}
    short = frozenset(found for match in subject.matches for found in _short(match))
    return Reading(frozenset(every - ungridded), short)


def _resources(match: Match) -> tuple[str, ...]:
    kind = by_name().get(match.kind or "")
    return tuple(kind.resources) if kind else ()


def _short(match: Match) -> Iterator[tuple[str, int]]:
    widths = Counter(len(row.cells) for row in match.rows if not row.grid)
    usual = widths.most_common(1)[0][0] if widths else 0
    for row in match.rows:
        if not row.grid and len(row.cells) < usual and row.place.line is not None:
            yield from ((resource, row.place.line) for resource in _resources(match))
