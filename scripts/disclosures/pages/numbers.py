"""How numbers are written for readers: 1,235.05 · −0.50 · +29.20% · 15 KB."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"


def amount(value: Decimal) -> str:
    """Thousands separators, at least two decimals and every further digit that isn't a closing zero."""
    exponent = value.normalize().as_tuple().exponent
    places = max(2, -exponent if isinstance(exponent, int) else 2)
    return f"{value:,.{places}f}".replace("-", MINUS)


def plain(text: str) -> str:
    """A printed number for a table cell: its own decimals, thousands separated, a true minus."""
    value = Decimal(text)
    exponent = value.as_tuple().exponent
    places = max(0, -exponent if isinstance(exponent, int) else 0)
    return f"{value:,.{places}f}".replace("-", MINUS)


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
    return ("+" if value > 0 else "") + share_text(value)


def size(octets: int) -> str:
    """A file size as people write it."""
    if octets < 1000:
        return f"{octets} B"
    if octets < 1_000_000:
        return f"{octets / 1000:.1f} KB" if octets < 10_000 else f"{octets // 1000} KB"
    return f"{octets / 1_000_000:.1f} MB"
