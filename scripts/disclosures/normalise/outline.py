"""Which rows sum which, where units, classes and items stand in one column without codes.

Classes are told by their names; units by what stands below them, and of projects by sums: a row is a unit only if the
rows below it add up to it, and all units to the grand total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from disclosures.codes import names
from disclosures.text import key

_CENT = Decimal("0.01")
_MOST_NESTED = 80  # each row is a step of the recursion
_MOST_TRIED = 2_000
_AMBIGUOUS = 2  # ways: more need not be told apart


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: its name, its amount in 万元 (None: nothing printed), and whether it is labelled 合计."""

    name: str
    amount: Decimal | None
    is_total: bool = False


def outline(entries: Sequence[Entry], economic: bool) -> list[str]:
    """The `row_kind` of each row. `economic`: the names are classes of expenditure, else of projects."""
    return _by_class(entries) if economic else _by_sums(entries)


# --- classes of expenditure ----------------------------------------------------------------------------------------


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """The names of 类 and of 款 in both economic lists, as `_bare` gives them."""
    known = {**names("department"), **names("government")}
    classes = frozenset(_bare(name) for number, name in known.items() if len(number) == 3)
    return classes, frozenset(_bare(name) for number, name in known.items() if len(number) > 3) - classes


def _bare(name: str) -> str:
    return key(name).removesuffix("支出").replace("的", "")


def _by_class(entries: Sequence[Entry]) -> list[str]:
    classes, below = _known()
    found = [_of_class(entry, classes, below) for entry in entries]
    labelled = "total" in found
    for index, own in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else ""
        if own == "class":
            found[index] = "subtotal" if following == "item" else "item-class"
        elif own == "other" and index == 0 and not labelled and len(found) > 1:
            found[index] = "total"
        elif own == "other":
            found[index] = "unit" if following == "class" else "item"
    return ["item" if own == "item-class" else own for own in found]


def _of_class(entry: Entry, classes: frozenset[str], below: frozenset[str]) -> str:
    bare = _bare(entry.name)
    if entry.is_total:
        return "total"
    return "class" if bare in classes else "item" if bare in below else "other"


# --- projects ------------------------------------------------------------------------------------------------------


def _by_sums(entries: Sequence[Entry]) -> list[str]:
    """Units and projects by their sums; every row an item where the sums do not say so."""
    plain = ["total" if entry.is_total else "item" for entry in entries]
    if len(entries) < 2 or any(entry.is_total for entry in entries[1:]):
        return plain
    total, rows = entries[0], entries[1:]
    if _adds_up(total, rows):
        return ["total", *plain[1:]]
    starts = _units(rows)
    if starts and _adds_up(total, [rows[i] for i in starts]):
        return ["total", *("unit" if i in starts else "item" for i in range(len(rows)))]
    return plain


def _units(rows: Sequence[Entry]) -> list[int]:
    """The rows that sum those below them, up to the next such row; empty where not all rows can be told so."""
    starts: list[int] = []
    at = 0
    while at < len(rows):
        end = next((e for e in range(at + 2, len(rows) + 1) if _adds_up(rows[at], rows[at + 1 : e])), None)
        if end is None:
            return []
        while end < len(rows) and not rows[end].amount:  # a project without any amount belongs above
            end += 1
        starts.append(at)
        at = end
    return starts


def _adds_up(whole: Entry, parts: Sequence[Entry]) -> bool:
    if whole.amount is None or not parts:
        return False
    rest = whole.amount - sum((part.amount or Decimal(0) for part in parts), Decimal(0))
    return abs(rest) <= _CENT * (len(parts) if len(parts) > 1 else 0)


# --- rows that only head others ------------------------------------------------------------------------------------


def heads(total: Decimal, amounts: Sequence[Decimal | None], candidates: Sequence[int]) -> bool:
    """Whether the rows at `candidates` sum rows below them: the others alone add up to the grand total, and what
    stands right below each adds up to it.
    """
    entries = [Entry("", amount) for amount in amounts]
    rest = [entry for at, entry in enumerate(entries) if at not in candidates]
    return _adds_up(Entry("", total), rest) and all(_heads(entries, at, candidates) for at in candidates)


def _heads(entries: Sequence[Entry], at: int, candidates: Sequence[int]) -> bool:
    below = [entry for i, entry in enumerate(entries) if i > at and i not in candidates]
    return any(_adds_up(entries[at], below[:end]) for end in range(1, len(below) + 1))


def tree(total: Decimal, amounts: Sequence[Decimal | None]) -> list[int]:
    """The rows that sum rows below them, where every row stands above its parts and all parts make the grand total.

    None where the rows do not nest so, nest in more than one way, or in too many to try them.
    """
    printed = [amount or Decimal(0) for amount in amounts]
    if len(printed) > _MOST_NESTED:
        return []
    nest = _Nest(printed)
    ways = {above for end, found in nest.fill(0, total).items() if not any(printed[end:]) for above in found}
    return list(ways.pop()) if len(ways) == 1 and len(nest.tried) <= _MOST_TRIED else []


Ways = dict[int, set[tuple[int, ...]]]  # by where rows that add up to something end: which of them sum others


class _Nest:
    """Tries rows as parts of those above them, each state once, and gives up after too many."""

    def __init__(self, amounts: Sequence[Decimal]) -> None:
        self.amounts = amounts
        self.tried: dict[tuple[int, Decimal], Ways] = {}

    def fill(self, at: int, target: Decimal) -> Ways:
        """The ways in which the rows from `at` on add up to `target`, at most two for each end."""
        if not target:
            return {at: {()}}
        if at == len(self.amounts) or self.amounts[at] > target or len(self.tried) > _MOST_TRIED:
            return {}
        if (at, target) not in self.tried:
            self.tried[at, target] = {}
            self.tried[at, target] = self._split(at, target)
        return self.tried[at, target]

    def _split(self, at: int, target: Decimal) -> Ways:
        """The row at `at` alone, or with its parts below it; and then what is left of the target."""
        own = self.amounts[at]
        parts = self.fill(at + 1, own) if own else {}
        firsts = [(at + 1, ()), *((end, (at, *below)) for end, ways in parts.items() for below in ways)]
        found: Ways = {}
        for end, below in firsts:
            for last, ways in self.fill(end, target - own).items():
                kept = found.setdefault(last, set())
                kept.update({(*below, *rest) for rest in list(ways)[: _AMBIGUOUS - len(kept)]})
        return found


def of_which(total: Decimal, amounts: Sequence[Decimal | None]) -> list[int]:
    """The lines that only break down a line above them, where they and it are printed alike.

    A line with what stands right below it adding up to it, chosen so that all others add up to the total; none where
    they do so already, or cannot.
    """
    entries = [Entry("", amount) for amount in amounts]
    found: list[int] = []
    at = 0
    while at < len(entries):
        own = entries[at].amount
        end = next(
            (e for e in range(at + 2, len(entries) + 1) if own and _adds_up(entries[at], entries[at + 1 : e])), at + 1
        )
        found += range(at + 1, end)
        at = end
    kept = [entry for at, entry in enumerate(entries) if at not in found]
    whole = Entry("", total)
    return found if found and _adds_up(whole, kept) and not _adds_up(whole, entries) else []
