"""Put each row's cells into the columns they were printed in.

A row that fits its columns (types) and closes its sums stays as it is. Else the cells are moved as a lost or doubled
cell would have moved them, and the row is accepted only where the identities leave one solution; what decides
between several is the grand total's blank columns, the same row of another table, the same damage in the row above,
and last the solution that moves a subset of the cells that every other one moves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.kinds import ColumnSpec, Kind, Sum
from disclosures.labels import is_total_label, side_of
from disclosures.model import Row
from disclosures.schemas import field_title
from disclosures.text import code, decimals, is_blank_mark, parse_amount, plain, squeeze

_MOST_SHIFT = 4
_MOST_CANDIDATES = 4000
# What can only be a target, never the name of an indicator: a sign, or a number with at most a short unit.
_BARE_TARGET = re.compile(r"[≥≤><=].*|[\d,.]+[^\d]{0,2}")
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A row in its columns. `moved` names the identity that proves it where cells were moved, else None.

    `doubtful` says why a row that does not fit could not be put right; `options` are the placements that could be.
    """

    row: Row
    cells: Cells
    moved: str | None = None
    evidence: str = ""
    doubtful: str = ""
    operations: tuple[str, ...] = ()
    options: tuple[Cells, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    cells: Cells
    operations: tuple[str, ...]


Peer = Callable[[Cells], bool | None]


class Aligner:
    """Aligns the rows of one table. `names` are its columns in physical order."""

    def __init__(self, kind: Kind, names: Sequence[str]) -> None:
        self.kind = kind
        self.names = tuple(names)
        self.width = len(names)
        known = {spec.name: spec for spec in kind.columns}
        self.specs: tuple[ColumnSpec | None, ...] = tuple(known.get(name) for name in names)
        self.place = {name: index for index, name in enumerate(names)}
        self.sums = tuple(s for s in kind.row_sums if s.total in self.place and any(p in self.place for p in s.parts))
        self.pairs = tuple(
            (self.place.get(f"{stem}.indicator", -1), index)
            for name, index in self.place.items()
            for stem, _, part in [name.rpartition(".")]
            if part == "target"
        )

    # --- does a row fit ------------------------------------------------------------------------------------------

    def typed(self, cells: Cells) -> bool:
        """Whether every cell looks like what its column holds."""
        return len(cells) <= self.width and all(
            not cell or _suits(spec, cell) for cell, spec in zip(cells, self.specs, strict=False)
        )

    def paired(self, cells: Cells) -> bool:
        """Whether no target stands without its indicator."""
        return all(
            target >= len(cells) or not cells[target] or (indicator >= 0 and bool(cells[indicator]))
            for indicator, target in self.pairs
        )

    def holding(self, cells: Cells) -> list[tuple[Sum, str]]:
        """The row sums that hold and say something, each with the sum written out."""
        return [(s, text) for s in self.sums for ok, text in [self._evaluate(s, cells)] if ok]

    def failing(self, cells: Cells) -> list[Sum]:
        """The row sums that do not hold."""
        return [s for s in self.sums if self._evaluate(s, cells)[0] is False]

    def _evaluate(self, identity: Sum, cells: Cells) -> tuple[bool | None, str]:
        total = self._amount(cells, identity.total)
        parts = [(p, self._amount(cells, p)) for p in identity.parts if p in self.place]
        present = [(p, value) for p, value in parts if value is not None]
        if total is None and not present:
            return None, ""
        difference = (total or Decimal(0)) - sum((v for _, v in present), Decimal(0))
        holds = abs(difference) <= Decimal("0.01") * (len(present) if len(present) > 1 else 0)
        terms = " + ".join(f"{_title(p)} {v}" for p, v in present) or "0"
        return holds, f"{_title(identity.total)} {total} = {terms}"

    def _amount(self, cells: Cells, name: str) -> Decimal | None:
        index = self.place[name]
        return parse_amount(cells[index]) if index < len(cells) and cells[index] else None

    def sound(self, cells: Cells) -> bool:
        """Whether a row may stay as it is."""
        return self.typed(cells) and self.paired(cells) and not self.failing(cells)

    def score(self, rows: Sequence[Row], peer: Peer | None = None) -> int:
        """How many rows may stay: for comparing layouts. A closed sum counts more, the same row elsewhere still more."""
        points = 0
        for row in rows:
            cells = self.padded(row.cells)
            if self.sound(cells):
                points += 2 if self.holding(cells) else 1
                points += 2 if peer is not None and peer(cells) else 0
        return points

    def padded(self, cells: Sequence[str]) -> Cells:
        """The cells, blank ones beyond the last column dropped, filled up to the width."""
        kept = list(cells)
        while len(kept) > self.width and not kept[-1]:
            kept.pop()
        return (*kept, *[""] * (self.width - len(kept)))

    # --- putting right -------------------------------------------------------------------------------------------

    def align(self, rows: Sequence[Row], peer: Peer | None = None) -> list[Aligned]:
        """Every row in its columns; `peer` says of a candidate whether the same row of another table agrees."""
        blank = self._blank_columns(rows)
        aligned: list[Aligned] = []
        for row in rows:
            cells = self.padded(tuple(squeeze(c) for c in row.cells))
            if len(cells) == self.width and self.sound(cells) and self._plausible(row, cells, peer):
                aligned.append(Aligned(row, cells))
            else:
                aligned.append(self._put_right(row, cells, blank, aligned, peer))
        return self._by_the_rest(aligned, blank)

    def _by_the_rest(self, aligned: list[Aligned], blank: frozenset[int]) -> list[Aligned]:
        """A row that could stand in several ways, where every other moved row of the table was moved in one way."""
        ways = {a.operations for a in aligned if a.moved}
        if len(ways) != 1:
            return aligned
        found = []
        for one in aligned:
            same = [c for c in self._solutions(one.cells, blank) if c.operations in ways] if one.doubtful else []
            found.append(self._accepted(one.row, one.cells, same[0]) if len(same) == 1 else one)
        return found

    def _plausible(self, row: Row, cells: Cells, peer: Peer | None) -> bool:
        """A row that fits may still have lost a cell: too short, and the same row elsewhere says otherwise."""
        if len(row.cells) >= self.width:
            return True
        return self.placed(cells) and not (peer is not None and peer(cells) is False)

    def placed(self, cells: Cells) -> bool:
        """Whether a row whose class belongs in one amount column has nothing in the other (人员经费, 公用经费)."""
        for rule in self.kind.row_kinds:
            at = self.place.get(rule.code, self.place.get(f"{rule.code}.1", -1))
            blank = self.place.get(rule.blank, -1)
            filled = 0 <= at < len(cells) and 0 <= blank < len(cells) and bool(cells[blank])
            if filled and code(cells[at]).startswith(rule.starts):
                return False
        return True

    def _blank_columns(self, rows: Sequence[Row]) -> frozenset[int]:
        """Amount columns in which the grand total, itself sound, prints nothing: no row below can have an amount."""
        for row in rows:
            cells = self.padded(row.cells)
            if self.typed(cells) and self.holding(cells) and not self.failing(cells):
                amounts = [i for i, s in enumerate(self.specs) if s and s.type == "amount"]
                return frozenset(i for i in amounts if not cells[i])
            break
        return frozenset()

    def _put_right(
        self, row: Row, cells: Cells, blank: frozenset[int], above: Sequence[Aligned], peer: Peer | None
    ) -> Aligned:
        if self.typed(cells) and self.paired(cells) and self._cut(cells):
            return Aligned(row, cells)  # a last digit cut off explains the sum; nothing has to move
        found = self._solutions(cells, blank)
        if not found:
            why = "单元格与所在栏不符" if not self.typed(cells) else ""
            return Aligned(row, cells, doubtful=why)
        chosen = self._choose(row, cells, found, above, peer)
        if chosen is None:
            options = tuple(c.cells for c in found)
            return Aligned(row, cells, doubtful=f"有 {len(found)} 种放法都能成立，无法确定", options=options)
        return self._accepted(row, cells, chosen)

    def _accepted(self, row: Row, cells: Cells, chosen: _Candidate) -> Aligned:
        if chosen.cells == cells:
            return Aligned(row, cells)
        proofs = self.holding(chosen.cells)
        rule = proofs[0][0].rule if proofs else "X-SHIFT"
        evidence = "；".join(text for _, text in proofs) or "各栏的内容只有这样才与栏目相符"
        return Aligned(row, chosen.cells, rule, evidence, operations=chosen.operations)

    def _cut(self, cells: Cells) -> bool:
        """Whether every failing sum would close if one of its amounts went on with more decimals than it prints."""
        return all(self._closes_if_completed(failing, cells) for failing in self.failing(cells))

    def _closes_if_completed(self, identity: Sum, cells: Cells) -> bool:
        total = self._amount(cells, identity.total) or Decimal(0)
        parts = [v for p in identity.parts if p in self.place and (v := self._amount(cells, p)) is not None]
        rest = sum(parts, Decimal(0))
        wholes = [(total, rest), *((part, total - rest + part) for part in parts)]
        return any(decimals(plain(v)) < decimals(plain(w)) and plain(w).startswith(plain(v)) for v, w in wholes if v)

    def _solutions(self, cells: Cells, blank: frozenset[int]) -> list[_Candidate]:
        """The fewest operations after which the row fits and closes its sums; none of two operations if one does.

        Two are tried only for a row whose cells do not fit their columns: amounts alone could be moved too freely.
        """
        if len(_trimmed(cells)) > 2 * self.width:
            return []  # no lost or doubled cell makes a row that long
        level = [_Candidate(_trimmed(cells), ())]
        for _ in range(1 if self.typed(cells) else 2):
            level = _distinct(after for before in level for after in _moves(before))[:_MOST_CANDIDATES]
            fitting = [c for c in level if self._solves(c.cells, cells, blank)]
            if fitting:
                return _distinct(replace(c, cells=self.padded(c.cells)) for c in fitting)
        return []

    def _solves(self, candidate: Cells, cells: Cells, blank: frozenset[int]) -> bool:
        if len(candidate) > self.width or not self.typed(candidate):
            return False
        padded = self.padded(candidate)
        if self.failing(padded) or not self.paired(padded) or any(padded[i] for i in blank) or self._over(padded):
            return False
        return bool(self.holding(padded)) or not self.sums or not (self.typed(cells) and self.paired(cells))

    def _over(self, cells: Cells) -> bool:
        """Whether a part (其中) exceeds its whole, or stands without it."""
        for limit in self.kind.row_limits:
            if limit.part in self.place and limit.whole in self.place:
                part, whole = self._amount(cells, limit.part), self._amount(cells, limit.whole)
                if part is not None and part > (whole or Decimal(0)):
                    return True
        return False

    def _choose(
        self, row: Row, cells: Cells, found: list[_Candidate], above: Sequence[Aligned], peer: Peer | None
    ) -> _Candidate | None:
        if len(found) == 1:
            return found[0]
        if peer is not None:
            agreed = [c for c in found if peer(c.cells)]
            if len(agreed) == 1:
                return agreed[0]
            found = agreed or [c for c in found if peer(c.cells) is not False] or found
        found = [c for c in found if self.placed(c.cells)] or found
        restored = [c for c in found if c.operations == (f"+{self.width - len(row.cells)}",)]
        if len(restored) == 1:
            return restored[0]
        if above and above[-1].operations:
            same = [c for c in found if c.operations == above[-1].operations]
            if len(same) == 1:
                return same[0]
        moved = [(_moved(cells, c.cells), c) for c in found]
        least = min(moved, key=lambda pair: len(pair[0]))
        if all(least[0] <= other or c is least[1] for other, c in moved):
            ties = [c for m, c in moved if len(m) == len(least[0])]
            return least[1] if len(ties) == 1 else None
        return None


def is_bare_target(text: str) -> bool:
    """Whether a text can only be a target: no indicator is called so."""
    return _BARE_TARGET.fullmatch(code(text)) is not None


def _title(column: str) -> str:
    return field_title(column.split(".")[-1])


def _suits(spec: ColumnSpec | None, cell: str) -> bool:
    if spec is None:
        return True
    if spec.type == "amount":
        return parse_amount(cell) is not None or is_blank_mark(cell)
    if spec.type == "code":
        return spec.pattern is None or spec.pattern.fullmatch(code(cell)) is not None or is_total_label(cell)
    if spec.type == "name":
        return parse_amount(cell) is None or code(cell).isdigit()
    if spec.type == "indicator":
        return not is_bare_target(cell)
    if spec.type == "target":
        return True
    if spec.type == "label":
        return parse_amount(cell) is None and side_of(cell) in (None, spec.field)
    return parse_amount(cell) is None


def _trimmed(cells: Cells) -> Cells:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _moves(before: _Candidate) -> Iterator[_Candidate]:
    """What one lost or doubled cell could have been: blanks put back, surplus blanks out, a repeated amount out."""
    cells = before.cells
    for at in range(len(cells)):
        for count in range(1, _MOST_SHIFT + 1):
            yield _Candidate((*cells[:at], *[""] * count, *cells[at:]), (*before.operations, f"+{count}"))
            if not any(cells[at : at + count]):
                yield _Candidate((*cells[:at], *cells[at + count :]), (*before.operations, f"-{count}"))
        if (
            at
            and cells[at]
            and parse_amount(cells[at]) is not None
            and parse_amount(cells[at]) == parse_amount(cells[at - 1])
        ):
            yield _Candidate((*cells[:at], *cells[at + 1 :]), (*before.operations, "="))


def _distinct(candidates: Iterator[_Candidate] | Sequence[_Candidate]) -> list[_Candidate]:
    unique: dict[Cells, _Candidate] = {}
    for candidate in candidates:
        unique.setdefault(candidate.cells, candidate)
    return list(unique.values())


def _moved(before: Cells, after: Cells) -> frozenset[int]:
    """Positions (in the printed row) of the cells that stand elsewhere afterwards."""
    return frozenset(i for i, cell in enumerate(before) if cell and (i >= len(after) or after[i] != cell))
