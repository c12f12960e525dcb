"""How one amount may have become another: a digit lost, added, changed or turned round, a point moved, a sign."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

Slip = Literal["blank", "cut", "lost", "added", "changed", "turned", "point", "sign"]

# What is said of each. Only the first three can come from reading text whose cells are lost or cut at a border.
WORDS: dict[Slip, str] = {
    "blank": "这一格是空的", "cut": "末尾数字缺失", "lost": "少一位数字", "added": "多一位数字", "changed": "一位数字不同",
    "turned": "相邻两位数字颠倒", "point": "小数点错位（或单位不同）", "sign": "正负号相反",
}  # fmt: skip
LOSSES: frozenset[Slip] = frozenset(("blank", "cut", "lost"))
_FEWEST_DIGITS = 3


def slip(printed: Decimal | None, wanted: Decimal) -> Slip | None:
    """What turns `wanted` into `printed`, None where no single slip does. Amounts of one or two digits say too little."""
    if printed is None:
        return "blank"
    if printed == -wanted:
        return "sign"
    if printed.is_signed() != wanted.is_signed() or len(_digits(wanted)) < _FEWEST_DIGITS:
        return None
    if printed and _digits(printed) == _digits(wanted):
        return "point"
    own, other = _texts(printed, wanted)
    if _is_cut(printed, other):
        return "cut"
    if len(own) == len(other):
        return _same_length(own, other)
    if len(own) + 1 == len(other) and _without_one(other, own):
        return "lost"
    return "added" if len(own) == len(other) + 1 and _without_one(own, other) else None


def _digits(amount: Decimal) -> str:
    """The significant digits."""
    return "".join(map(str, amount.normalize().as_tuple().digits)).strip("0")


def _texts(one: Decimal, other: Decimal) -> tuple[str, str]:
    """Both with as many decimals as the longer one."""
    places = max(_decimals(one), _decimals(other))
    return f"{abs(one):.{places}f}", f"{abs(other):.{places}f}"


def _decimals(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_cut(printed: Decimal, wanted: str) -> bool:
    text = f"{abs(printed):f}"
    return "." in text and len(text) < len(wanted) and wanted.startswith(text)


def _same_length(one: str, other: str) -> Slip | None:
    places = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 1:
        return "changed"
    if len(places) == 2 and places[1] - places[0] == 1:
        first, second = places
        return "turned" if one[first] == other[second] and one[second] == other[first] else None
    return None


def _without_one(longer: str, shorter: str) -> bool:
    """Whether leaving one digit out of the longer gives the shorter."""
    return any(longer[:i] + longer[i + 1 :] == shorter for i, sign in enumerate(longer) if sign != ".")
