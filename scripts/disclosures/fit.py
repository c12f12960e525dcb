"""Whether a row fits the columns of its table: types, sums, parts and wholes, targets and their indicators."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from disclosures.kinds import ColumnSpec, Kind, Sum
from disclosures.labels import is_total_label, side_of
from disclosures.model import Row
from disclosures.schemas import field_title
from disclosures.text import code, decimals, is_blank_mark, parse_amount, plain

# What can only be a target, never the name of an indicator: a sign, or a number with at most a short unit.
_BARE_TARGET = re.compile(r"[≥≤><=].*|[\d,.]+[^\d]{0,2}")
Cells = tuple[str, ...]
Peer = Callable[[Cells], bool | None]


class Fit:
    """The columns of one table, `names` in physical order, and what a row in them must be."""

    def __init__(self, kind: Kind, names: Sequence[str]) -> None:
        self.kind = kind
        self.names = tuple(names)
        self.width = len(names)
        self.specs: tuple[ColumnSpec | None, ...] = tuple(kind.spec(name) for name in names)
        self.place = {name: index for index, name in enumerate(names)}
        self.sums = kind.sums(self.place)
        self.pairs = tuple(
            (self.place.get(f"{stem}.indicator", -1), index)
            for name, index in self.place.items()
            for stem, _, part in [name.rpartition(".")]
            if part == "target"
        )

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

    def placed(self, cells: Cells) -> bool:
        """Whether a row whose class belongs in one amount column has nothing in the other (人员经费, 公用经费)."""
        for rule in self.kind.row_kinds:
            at = self.place.get(rule.code, self.place.get(f"{rule.code}.1", -1))
            blank = self.place.get(rule.blank, -1)
            filled = 0 <= at < len(cells) and 0 <= blank < len(cells) and bool(cells[blank])
            if filled and code(cells[at]).startswith(rule.starts):
                return False
        return True

    def exceeds(self, cells: Cells) -> bool:
        """Whether a part (其中) exceeds its whole, or stands without it."""
        for limit in self.kind.row_limits:
            if limit.part in self.place and limit.whole in self.place:
                part, whole = self._amount(cells, limit.part), self._amount(cells, limit.whole)
                if part is not None and part > (whole or Decimal(0)):
                    return True
        return False

    def holding(self, cells: Cells) -> list[tuple[Sum, str]]:
        """The row sums that hold and say something, each with the sum written out."""
        return [(s, text) for s in self.sums for ok, text in [self._evaluate(s, cells)] if ok]

    def failing(self, cells: Cells) -> list[Sum]:
        """The row sums that do not hold."""
        return [s for s in self.sums if self._evaluate(s, cells)[0] is False]

    def _evaluate(self, identity: Sum, cells: Cells) -> tuple[bool | None, str]:
        total = self._amount(cells, identity.total)
        parts = [(p, self._amount(cells, p)) for p in identity.parts]
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

    def explained_by_a_cut(self, cells: Cells) -> bool:
        """Whether every failing sum would close if one of its amounts went on with more decimals than it prints."""
        return all(self._closes_if_completed(failing, cells) for failing in self.failing(cells))

    def _closes_if_completed(self, identity: Sum, cells: Cells) -> bool:
        total = self._amount(cells, identity.total) or Decimal(0)
        parts = [v for p in identity.parts if (v := self._amount(cells, p)) is not None]
        rest = sum(parts, Decimal(0))
        wholes = [(total, rest), *((part, total - rest + part) for part in parts)]
        return any(decimals(plain(v)) < decimals(plain(w)) and plain(w).startswith(plain(v)) for v, w in wholes if v)

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
    # A code with a leading zero (`074002`) is no amount, and no text either.
    return parse_amount(cell) is None and not code(cell).isdigit()


def is_bare_target(text: str) -> bool:
    """Whether a text can only be a target: no indicator is called so."""
    return _BARE_TARGET.fullmatch(code(text)) is not None


def trimmed(cells: Cells) -> Cells:
    """The cells without the blank ones at the end, which a text layer drops as it likes."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _title(column: str) -> str:
    return field_title(column.split(".")[-1])
