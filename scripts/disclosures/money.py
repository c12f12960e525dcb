"""Amounts in the units that documents print, and as 万元."""

from __future__ import annotations

from decimal import Decimal

from disclosures.model import Value

UNITS = {"元": Decimal(10000), "千元": Decimal(10), "万元": Decimal(1), "亿元": Decimal("0.0001")}


def in_ten_thousands(amount: Decimal, unit: Decimal) -> Decimal:
    """An amount printed in `unit` (how many of it make a 万元) as 万元, without rounding."""
    return amount if unit == 1 else (amount / unit).normalize() + Decimal(0)


def printed_text(found: Value) -> str:
    """A value as a repair shows it."""
    return "" if found is None else format(found, "f") if isinstance(found, Decimal) else str(found)
