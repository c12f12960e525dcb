"""How numbers are written for readers: 1,235.05 · −0.50 · +29.20% · 15 KB."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"


def amount(value: Decimal) -> str:
    """Thousands separators, at least two decimals and every further digit that isn't a closing zero."""
    exponent = value.normalize().as_tuple().exponent
    places = max(2, -exponent if isinstance(exponent, int) else 2)
    return f"{value:,.{places}f}".replace("-", MINUS)


def brief(value: Decimal) -> str:
    """For sentences and charts: two decimals, rounded half up; the exact amount stands in the table beside."""
    return amount(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def brief_signed(value: Decimal) -> str:
    """As `brief`, with its sign."""
    return ("+" if value > 0 else "") + brief(value)


def hundred_million(value: Decimal) -> str:
    """万元 in 亿元, for amounts that people count in 亿: 857808.76 → 85.78 亿元; `""` below one 亿."""
    return f"{brief(value / 10_000)} 亿元" if abs(value) >= 10_000 else ""


def plain(text: str, at_least: int = 0) -> str:
    """A printed number for a table cell: its own decimals, or more where a column has them; a true minus."""
    value = Decimal(text)
    return f"{value:,.{max(decimals(value), at_least)}f}".replace("-", MINUS)


def decimals(value: Decimal) -> int:
    """How many decimals an amount is printed with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent if isinstance(exponent, int) else 0)


def written(text: str) -> str:
    """Text that is a plain number as readers write it, any other text as it stands."""
    return plain(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def signed(value: Decimal) -> str:
    """With its sign, zero without."""
    return ("+" if value > 0 else "") + amount(value)


def percent(part: Decimal, whole: Decimal) -> str:
    """A share with two decimals, `""` where there is no whole."""
    return share_text(part / whole * 100) if whole else ""


def share_text(value: Decimal) -> str:
    """A percentage with two decimals, rounded half up."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,}%".replace("-", MINUS)


def signed_percent(value: Decimal) -> str:
    """As `share_text`, with its sign."""
    return ("+" if value > 0 else "") + share_text(value)


def stated_percent(value: Decimal) -> str:
    """A percentage with its sign and the decimals that it was printed with."""
    return ("+" if value > 0 else "") + plain(str(value)) + "%"


def size(octets: int) -> str:
    """A file size as people write it."""
    if octets < 1000:
        return f"{octets} B"
    if octets < 1_000_000:
        return f"{octets / 1000:.1f} KB" if octets < 10_000 else f"{octets // 1000} KB"
    return f"{octets / 1_000_000:.1f} MB"
