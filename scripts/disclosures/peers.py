"""What the same row of another table says of a row that could stand in several ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from disclosures.fit import Peer
from disclosures.kinds import Kind
from disclosures.model import Record, Table
from disclosures.normalise.result import joined
from disclosures.text import key

PeerFor = Callable[[Sequence[str]], Peer]
_ONE = Decimal(1)


def peer_for(kind: Kind, tables: Mapping[str, Table]) -> PeerFor | None:
    """For a kind with peers in this document: layout → what they say of a row's cells. None without any."""
    records = [r for name in kind.peers if name in tables for r in tables[name].records]
    if not records:
        return None

    def under(names: Sequence[str]) -> Peer:
        return lambda cells: _agrees(kind, names, cells, records)

    return under


def _agrees(kind: Kind, names: Sequence[str], cells: Sequence[str], records: Iterable[Record]) -> bool | None:
    """True where a row with the same name and total has the same amounts, False where it has others, None without one."""
    own = joined(kind, names, cells, _ONE)
    amounts = {f: v for f, v in own.items() if isinstance(v, Decimal)}
    name = key(str(own.get(kind.label) or ""))
    answer: bool | None = None
    for record in records:
        other = key(str(record.get(kind.label) or ""))
        same_name = bool(name) and (other.startswith(name) or name.startswith(other)) if other else not name
        if not same_name or record.get("total") is None or record.get("total") != amounts.get("total"):
            continue
        theirs = {f: v for f, v in record.items() if isinstance(v, Decimal) and f in own}
        if theirs == {f: v for f, v in amounts.items() if f in record}:
            return True
        answer = False
    return answer
