"""What the lines of one side of a balance are: totals, items, what breaks an item down, what is carried over.

Some places print the tables of income and of expenditure like that too: one line below the other, without any code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from disclosures.labels import is_of_which, is_total_label, label
from disclosures.text import ordinal

_FEWEST_ORDINALS = 2
_NUMBERS = (
    ("chinese", re.compile(r"[一二三四五六七八九十]+\s*[、.．,，]")),
    ("bracketed", re.compile(r"[（(]\s*[一二三四五六七八九十]+\s*[)）]")),
    ("arabic", re.compile(r"\d{1,2}\s*[、.．](?!\d)")),
    ("bracketed arabic", re.compile(r"[（(]?\d{1,2}[)）]")),
)


def places_of(labels: Sequence[str], side: str) -> dict[int, str]:
    """Lines that stand `below` others or are `carried` over, by the numbering in front: a new way of numbering is a
    level below. A total begins anew; what stands below a carry-over ends where the numbering of its own level goes on.
    """
    found: dict[int, str] = {}
    stack: list[str] = []
    carry: str | None = None
    for index, text in enumerate(labels):
        if not text:
            continue
        known = label(text, side)
        style = next((name for name, pattern in _NUMBERS if pattern.match(text.strip())), "none")
        if known is not None and known.role in ("total", "carryover"):
            stack, carry = [], style if known.role == "carryover" else None
        elif carry is not None and style != carry:
            found[index] = "carried"
        else:
            carry = None
            if style in stack:
                del stack[stack.index(style) + 1 :]
            else:
                stack.append(style)
            if len(stack) > 1:
                found[index] = "below"
    return found


def role_of(text: str, side: str, carrying: bool, above: str, below: bool | None) -> str:
    """The `row_kind` of one line. `carrying`: it stands below a carry-over; `above`: the item above, `""` for none.

    `below`: whether its numbering puts it below another line, None where numbering cannot be trusted.
    """
    known = label(text, side)
    role = known.role if known else "of_which"
    if below is not None and role in ("item", "of_which"):
        role = "of_which" if below else "item"
    if is_of_which(text):
        return "of_which"
    if carrying and role in ("item", "of_which"):
        return "carryover"
    if known is None and below is None and (ordinal(text) is not None or not above):
        return "item"
    return role


# --- a table that is one side only ---------------------------------------------------------------------------------


def is_one_side(texts: Sequence[str], side: str) -> bool:
    """Whether rows without codes are the lines of one side: by a total that only a balance has, or by their numbers."""
    known = (label(text, side) for text in texts if not is_total_label(text))
    totals = any(one is not None and one.role == "total" for one in known)
    return totals or sum(ordinal(text) is not None for text in texts) >= _FEWEST_ORDINALS


def lines_of(texts: Sequence[str], amounts: Sequence[Decimal | None], side: str) -> list[str]:
    """The `row_kind` of each line of such a table.

    The grand total is the total that its items add up to, else the last one; any other total is a subtotal.
    """
    places = places_of(texts, side)
    found = ["total" if is_total_label(t) else "" for t in texts]
    above = ""
    for at, text in enumerate(texts):
        if not found[at]:
            found[at] = role_of(text, side, places.get(at) == "carried", above, places.get(at) == "below")
        above = text if found[at] == "item" else above
    spent = sum((amounts[at] or Decimal(0) for at, kind in enumerate(found) if kind == "item"), Decimal(0))
    totals = [at for at, kind in enumerate(found) if kind == "total"]
    whole = next((at for at in reversed(totals) if amounts[at] == spent), totals[-1] if totals else None)
    return ["subtotal" if kind == "total" and at != whole else kind for at, kind in enumerate(found)]
