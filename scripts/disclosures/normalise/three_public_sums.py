"""What the totals of a “三公” table sum, told by the sums themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from disclosures.model import Value

BESIDE = ("meeting", "training")
_PARTS = ("overseas_travel", "vehicles", "hospitality")


def _amount_of(record: Mapping[str, Value], name: str) -> Decimal:
    found = record.get(name)
    return found if isinstance(found, Decimal) else Decimal(0)


def tell_totals(made: Sequence[dict[str, Value]], doubtful: bool) -> None:
    """Where 会议费 and 培训费 stand beside the three and only one 合计 is printed, the sums say what it sums."""
    if not doubtful:
        return
    with_all = with_three = False
    for record in (r for r in made if r.get("total") is not None):
        three = sum((_amount_of(record, name) for name in _PARTS), Decimal(0))
        more = sum((_amount_of(record, name) for name in BESIDE), Decimal(0))
        gap = _amount_of(record, "total") - three
        near = Decimal("0.05")
        with_three = with_three or (abs(gap) <= near < abs(gap - more))
        with_all = with_all or (abs(gap - more) <= near < abs(gap))
    if with_all and not with_three:
        for record in made:
            if "total" in record:
                record["total_with_meeting_training"] = record.pop("total")


def sums_others(first: Sequence[Mapping[str, Value]], others: Sequence[Mapping[str, Value]]) -> bool:
    """Whether the first unit's total is that of all others together, for each year and source."""
    for record in first:
        same = [r for r in others if (r["period"], r["source"]) == (record["period"], record["source"])]
        left, right = _amount_of(record, "total"), sum((_amount_of(r, "total") for r in same), Decimal(0))
        if abs(left - right) > Decimal("0.01") * max(1, len(same)):
            return False
    return bool(others)
