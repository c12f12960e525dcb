"""In which unit of money a table is printed: said above it, in its own headings, or by all the other tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from disclosures.kinds import by_name
from disclosures.model import Finding, Match
from disclosures.text import is_amount, key

_LONGEST_LABEL = 20
_IN_WORDS = re.compile(r"\((万元|千元|元)\)")


def with_units(matches: Sequence[Match]) -> list[Match]:
    """Every match with its unit; one that nothing tells stays without (read as 万元, the form's own)."""
    own = [_in_its_words(m) or m.unit or _of_its_form(m) for m in matches]
    others = {m.unit for m in matches if m.unit and not _in_its_words(m)}
    common = others.pop() if len(others) == 1 else None
    return [replace(m, unit=unit or common) for m, unit in zip(matches, own, strict=True)]


def said_units(matches: Sequence[Match]) -> Iterator[Finding]:
    """A table that prints no unit itself is read in that of all others, else in 万元: said unless both are the same."""
    for before, after in zip(matches, with_units(matches), strict=True):
        known = before.unit or _in_its_words(before) or _of_its_form(before)
        if not before.kind or known or after.unit == "万元" or not _has_amounts(before):
            continue
        kind = by_name()[before.kind]
        how = (
            f"按其他各表的“{after.unit}”换算"
            if after.unit
            else "别处也没有一致的单位，按“万元”读；若不是万元，金额就不对"
        )
        message = f"《{before.title or kind.title}》没有读到金额单位，{how}"
        yield Finding("X-UNIT", "warning", "extraction", message, next(iter(kind.resources)))


def _has_amounts(match: Match) -> bool:
    return any(is_amount(cell) for row in match.rows for cell in row.cells)


def _of_its_form(match: Match) -> str | None:
    """The unit that the form itself prints in its header."""
    return by_name()[match.kind].unit if match.kind else None


def _in_its_words(match: Match) -> str | None:
    """`项目金额（万元）` in a header, `部门预算总额(万元)` in a form: nearer to the amounts than a line above."""
    words = [key(c) for row in match.header for c in row.cells]
    words += [key(c) for row in match.rows for c in row.cells if "总额" in c and len(c) < _LONGEST_LABEL]
    return next((found[1] for w in words if (found := _IN_WORDS.search(w))), None)
