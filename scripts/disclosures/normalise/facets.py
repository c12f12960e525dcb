"""What the headings and row labels of a “三公” table say: which measure, of which year, from which source of funds.

Places print the same figures across or down, by year, by source, with changes; the words are the same everywhere.
`tables/three_public/facets.csv` holds them: in a text each facet takes its words away, and what is left must be filler.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from disclosures.kinds import TABLES, by_name
from disclosures.text import key, without_ordinal

CURRENT, PREVIOUS = 0, -1  # 本年, 上年: years counted from that of the budget, which no table needs to print
_MOST_CHARACTERS = 80  # no heading is longer
_CIRCLED = re.compile("[①-⑳]")
_COUNTS = re.compile(r"[人辆次批个台内外%]")
_OF_WHICH = re.compile(r"^其中[:,、]?")
_UNIT = re.compile(r"\((?:单位:?)?(?:人民币)?[万千亿]?元\)|[(,]?单位:[万千亿]?元\)?")


@dataclass(frozen=True, slots=True)
class Facets:
    """`period` is a year, CURRENT or PREVIOUS; `suffix` that of a sibling (`_change`); `whole`: 合计 or 小计.

    `known` is False where words remain that mean none of these.
    """

    measure: str = ""
    period: int | None = None
    source: str | None = None
    suffix: str = ""
    whole: bool = False
    known: bool = True

    @property
    def says_something(self) -> bool:
        """Whether it says more than that it is a total."""
        return self.known and bool(self.measure or self.source or self.suffix or self.period is not None)


@cache
def _wordings() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    found: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
    with (TABLES / "three_public" / "facets.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["facet"]] = (*found.get(row["facet"], ()), (row["value"], re.compile(row["wording"])))
    return found


@lru_cache(1 << 10)
def bare_words(text: str) -> str:
    """A heading or label without quotes, spaces, its numbers, 其中 and the unit of money."""
    bare = _UNIT.sub("", key(_CIRCLED.sub("", text)))
    while (shorter := _OF_WHICH.sub("", without_ordinal(bare))) != bare:
        bare = shorter
    return bare.strip(":")


def column_role(path: Sequence[str]) -> str:
    """What a column is whose headings these are: `unit_name`, `unit_code`, `serial`, `note`, `label`, else `""`."""
    for text in (*reversed(path), "".join(path)):
        for role, pattern in _wordings()["column"]:
            if len(text) <= _MOST_CHARACTERS and pattern.fullmatch(bare_words(text)):
                return role
    return ""


def facets_of(path: Sequence[str]) -> Facets:
    """What headings over one another (or labels beside one another) say together: the nearest to the figures decides.

    Words of no known meaning above the measure do not matter; below it they speak of something else (人数).
    """
    suffix = _suffix(path)
    measure, period, source, whole, known = "", None, None, False, True
    for text in reversed(path):
        one = _facets(text)
        if suffix and _suffix([text]):
            continue
        if not measure:
            whole = whole or one.whole
            known = known and (one.known or bool(suffix and _is_filler(text)))
        measure = measure or one.measure
        period = one.period if period is None else period
        source = source or one.source
    return Facets(measure, period, source, suffix, whole, known)


def _suffix(path: Sequence[str]) -> str:
    """The sibling that the path names. The words of a whole table (…变化情况表) name none."""
    said = "/".join(key(text) for text in path if len(text) <= _MOST_CHARACTERS and not key(text).endswith("表"))
    return next((suffix for suffix, pattern in _wordings()["suffix"] if pattern.fullmatch(said)), "")


@lru_cache(1 << 10)
def _facets(text: str) -> Facets:
    """One text alone, without looking for siblings."""
    rest = bare_words(text)
    if len(rest) > _MOST_CHARACTERS:
        return Facets(known=False)
    found: dict[str, str] = {}
    year = None
    for facet in ("period", "measure", "source", "whole"):
        hit = next(((v, m) for v, p in _wordings()[facet] if (m := p.search(rest))), None)
        if hit is None:
            continue
        value, match = hit
        found[facet] = value
        if facet == "period":
            year = int(match[1]) if value == "year" else CURRENT if value == "current" else PREVIOUS
        rest = rest[: match.start()] + rest[match.end() :]
    if not found and not _is_filler(rest):  # what only the wordings of the kind's own headers know
        return Facets(_headed(text), known=bool(_headed(text)))
    return Facets(found.get("measure", ""), year, found.get("source"), "", "whole" in found, _is_filler(rest))


def _is_filler(text: str) -> bool:
    """Whether words say nothing of their own; nor does what brackets explain (含租车费), unless they count things."""
    text = re.sub(r"\([^()]*\)", lambda m: m[0] if _COUNTS.search(m[0]) else "", text)
    return _wordings()["filler"][0][1].fullmatch(key(text)) is not None


def _headed(text: str) -> str:
    """The measure that the kind's `headers.csv` gives a heading, `""` where it has none."""
    kind = by_name()["three_public"]
    words = (key(text), bare_words(text))
    columns = (h.column for h in kind.headers if h.word in words and not h.under)
    return next((c for c in columns if (spec := kind.spec(c)) and spec.type == "amount"), "")
