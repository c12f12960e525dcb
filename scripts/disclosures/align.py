"""Put each row's cells into the columns they were printed in.

A row that fits its columns (types) and closes its sums stays as it is. Else the cells are moved as a lost or doubled
cell would have moved them, and the row is accepted only where the identities leave one solution; what decides
between several is the grand total's blank columns, the same row of another table, the same damage in the row above,
and last the solution that moves a subset of the cells that every other one moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from disclosures.fit import Cells, Fit, Peer, trimmed
from disclosures.model import Row
from disclosures.text import parse_amount, squeeze

_MOST_SHIFT = 4
_MOST_CANDIDATES = 4000


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


class Aligner(Fit):
    """Aligns the rows of one table. `names` are its columns in physical order."""

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
        if self.typed(cells) and self.paired(cells) and self.explained_by_a_cut(cells):
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

    def _solutions(self, cells: Cells, blank: frozenset[int]) -> list[_Candidate]:
        """The fewest operations after which the row fits and closes its sums; none of two operations if one does.

        Two are tried only for a row whose cells do not fit their columns: amounts alone could be moved too freely.
        """
        if len(trimmed(cells)) > 2 * self.width:
            return []  # no lost or doubled cell makes a row that long
        level = [_Candidate(trimmed(cells), ())]
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
        if self.failing(padded) or not self.paired(padded) or any(padded[i] for i in blank) or self.exceeds(padded):
            return False
        return bool(self.holding(padded)) or not self.sums or not (self.typed(cells) and self.paired(cells))

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
