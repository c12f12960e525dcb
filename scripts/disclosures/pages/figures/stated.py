"""What sentences state of the whole department: an amount, and by how much and why it differs from the year before.

A statement also speaks of units, of single projects and of one budget among several. A figure is taken for the whole
only where nothing in the document says otherwise: no figure at all is better than that of a part.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from disclosures.catalogue import Disclosure, Row

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Change:
    """What a sentence says about the year before: increase in 万元, percentage, the reason in its own words.

    `row` is the row of `statements` that has it.
    """

    amount: Decimal
    percent: Decimal | None
    reason: str
    row: str


def statements(item: Disclosure, *measures: str) -> list[Row]:
    """The sentences that state one of these measures with no class named, in the document's order."""
    return [
        row
        for row in item.rows("statements")
        if row.text("measure") in measures and not row.text("functional_code") and not row.text("economic_code")
    ]


def agreed(item: Disclosure, measure: str) -> Row | None:
    """The first sentence that states an amount of it; None where sentences state several, one for each unit."""
    rows = [r for r in statements(item, measure) if r.text("value_unit") == "万元"]
    return rows[0] if len({r.amount("value") for r in rows}) == 1 else None


def stated_change(item: Disclosure, measure: str, value: Decimal | None) -> Change | None:
    """The first change that is one of `value`, the whole department's figure in 万元 (None: printed nowhere).

    A change belongs to the amount that its sentence states, else to the last one stated before it.
    """
    changed = f"{measure}_change"
    rows = [r for r in statements(item, measure, changed) if r.text("value_unit") == "万元"]
    stated = [r for r in rows if r.text("measure") == measure]
    for at, row in enumerate(rows):
        amount = row.amount("value")
        if row.text("measure") != changed or amount is None:
            continue
        own = [r for r in stated if r.text("sentence") == row.text("sentence")]
        spoken_of = own or [r for r in rows[:at] if r.text("measure") == measure][-1:]
        if value is None or not stated or any(_same(r.amount("value"), value) for r in spoken_of):
            return Change(amount, _percent(item, changed, row), row.text("stated_reason"), row.text("row"))
    return None


def _percent(item: Disclosure, changed: str, row: Row) -> Decimal | None:
    rates = [r for r in statements(item, f"{changed}_percent") if r.text("sentence") == row.text("sentence")]
    return rates[0].amount("value") if rates else None


def _same(stated: Decimal | None, value: Decimal) -> bool:
    """Whether a sentence's amount is the table's, which it may round to its own last digit."""
    if stated is None:
        return False
    exponent = stated.as_tuple().exponent
    unit = Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else _CENT
    return abs(stated - value) <= unit / 2
