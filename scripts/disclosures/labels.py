"""What the words at the head of a row mean: a grand total, a side of the balance, a functional class.

The words are data (`tables/balance/labels.csv`): the ordinals in front of them differ from place to place.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from disclosures.kinds import TABLES
from disclosures.text import key, without_ordinal

_TOTAL = re.compile(r"(?:合计|总计|合计数)[:]?")
_OF_WHICH = re.compile(r"^(?:其中|其中[:])")


@dataclass(frozen=True, slots=True)
class Label:
    """A known line of the balance tables. `functional_code` is empty where the words name no class of today."""

    side: str
    role: str
    functional_code: str


@cache
def _labels() -> dict[str, tuple[Label, ...]]:
    found: dict[str, tuple[Label, ...]] = {}
    with (TABLES / "balance" / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            label = Label(row["side"], row["role"], row["functional_code"])
            found[key(row["word"])] = (*found.get(key(row["word"]), ()), label)
    return found


def bare(text: str) -> str:
    """The words of a label for looking up: no ordinal, no 其中, no punctuation at the end."""
    return _OF_WHICH.sub("", key(without_ordinal(text))).lstrip(":").rstrip(":：;；")


def is_total_label(text: str) -> bool:
    """合计 or 总计, whatever spaces stand in it."""
    return _TOTAL.fullmatch(key(text)) is not None


def is_of_which(text: str) -> bool:
    """A line that says itself to be part of the line above (其中：…)."""
    return key(text).startswith("其中")


# Lines of carry-overs, which places word in too many ways to list.
_CARRIED = {
    "income": re.compile(r"^(?:单位)?(?:上年|以前年度|历年|往年|年初).{0,12}(?:结转|结余|余额)"),
    "expenditure": re.compile(r"^(?:(?:年末|年终).{0,8}(?:结转|结余)|(?:结转|结余).{0,8}(?:下年|次年))"),
}


@cache
def label(text: str, side: str) -> Label | None:
    """The known line that a text is on that side, None where it is none."""
    known = next((one for one in _labels().get(bare(text), ()) if one.side == side), None)
    return known or (Label(side, "carryover", "") if _CARRIED[side].search(bare(text)) else None)


@cache
def side_of(text: str) -> str | None:
    """The only side that a label can stand on, None where it can stand on both or is unknown."""
    sides = {one.side for one in _labels().get(bare(text), ())}
    return sides.pop() if len(sides) == 1 else None


def is_known(text: str) -> bool:
    """Whether a text is a line of a balance table, on either side."""
    return bare(text) in _labels()
