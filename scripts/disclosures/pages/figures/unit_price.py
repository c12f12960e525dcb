"""Unit prices: those that a target states, and the few that can be worked out for certain.

Worked out only as amount ÷ quantity of the same thing: one row of the procurement table that prints both, or a
project that is named after the one thing that its only quantity target counts. Anything else is not shown: money of
a project pays for more than what one of its targets counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from disclosures.catalogue import Row
from disclosures.pages import numbers

_PER = re.compile(r"[亿万千百]?元\s*[/／每].+")
_MONEY = re.compile(r"[亿万千百]?元")
_EACH = re.compile(r"单价|人均|每[\u4e00-\u9fff]|标准")
_COUNTS = re.compile(r"(?:数量|总数|个数|人数|台数|辆数|套数|件数|份数|次数)$")
_COUNTED = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[\u4e00-\u9fff]{0,3})")
_COUNT_WORDS = re.compile(r"(?:数量|总数|个数|台数|辆数|套数|件数|数)$")
_DEED = re.compile(
    r"^(?:购置|购买|采购|更换|更新|新购|新增|配备)|(?:购置|购买|采购|更换|更新|配备|经费|资金|项目|费用|费)+$"
)
# What can be bought by the piece; 次, 人, 天, 年, % … are no things that a project is bought in.
_PIECES = frozenset("台辆套件部张把册份只架艘座盏块")


@dataclass(frozen=True)
class Price:
    """A unit price worked out here: the words of the calculation, and the amount in 元; `most`: an upper bound."""

    words: str
    amount: Decimal
    unit: str
    most: bool


def stated(targets: Sequence[Row]) -> list[Row]:
    """The targets that state a price for one of something, in printed order."""
    return [row for row in targets if _states_price(row)]


def _states_price(row: Row) -> bool:
    unit = row.text("target_unit")
    if not row.text("target_value"):
        return False
    return bool(_PER.fullmatch(unit)) or bool(_MONEY.fullmatch(unit) and _EACH.search(row.text("indicator")))


def quantities(targets: Sequence[Row]) -> list[Row]:
    """The targets that state how many of something, as far as they say that they count, in printed order."""
    return [
        row
        for row in targets
        if row.text("dimension") == "output"
        and row.text("target_value")
        and "%" not in row.text("target_unit")
        and _COUNTS.search(row.text("indicator"))
    ]


def of_purchase(row: Row) -> Price | None:
    """The price of one, of a procurement row that prints total (万元) and quantity."""
    total, counted = row.amount("total"), _COUNTED.fullmatch(row.text("quantity").strip())
    if total is None or total <= 0 or counted is None:
        return None
    return _price(total, Decimal(counted["number"].replace(",", "")), counted["unit"], most=False)


def of_project(name: str, amount: Decimal | None, targets: Sequence[Row]) -> Price | None:
    """The price of one, where the project is named after the one thing that its only quantity target counts."""
    pieces = [row for row in targets if row.text("dimension") == "output" and row.text("target_unit") in _PIECES]
    if amount is None or amount <= 0 or len(pieces) != 1:
        return None
    row = pieces[0]
    quantity, operator = row.amount("target_value"), row.text("target_operator")
    thing = _DEED.sub("", _COUNT_WORDS.sub("", row.text("indicator").strip()))
    if (
        quantity is None
        or operator not in ("=", "≥")
        or not thing
        or thing != _DEED.sub("", _DEED.sub("", name.strip()))
    ):
        return None
    return _price(amount, quantity, row.text("target_unit"), most=operator == "≥")


def _price(total: Decimal, quantity: Decimal, unit: str, *, most: bool) -> Price | None:
    """`total` in 万元; None where one is none or the quantity is no count."""
    if quantity <= 0 or quantity != quantity.to_integral_value():
        return None
    each = (total * 10_000 / quantity).quantize(Decimal("0.01"), ROUND_HALF_UP)
    shown = f"{quantity:,.0f}"
    words = f"{numbers.amount(total)} 万元 ÷ {shown} {unit}"
    return Price(words, each, unit, most)
