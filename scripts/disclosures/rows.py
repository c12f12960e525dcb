"""What a single row looks like, whatever table it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.labels import is_total_label
from disclosures.model import Row
from disclosures.text import code, is_amount, key

_COLUMN_NUMBERS = re.compile(r"^(?:栏次|\*+|\d{1,2}|[A-Z]|\d+=[\d+\-=]+)$")


def signature(cells: Sequence[str]) -> str:
    """A row as one letter a cell: what each looks like. Kinds name the signatures that open them (`anchor`)."""
    return "".join(map(_token, cells))


def _token(cell: str) -> str:
    text = code(cell)
    if not text:
        return "_"
    if text.isdigit():
        return {2: "2", 3: "D", 5: "E", 6: "U", 7: "F"}.get(len(text), "P" if 15 <= len(text) <= 24 else "N")
    if re.fullmatch(r"\d{6}[0-9A-Z]{9,18}", text):
        return "P"
    return "N" if is_amount(text) else "T"


def sums_others(row: Row) -> bool:
    """A grand total, or a row that begins with a unit's code and prints amounts."""
    shape = signature(row.cells).strip("_")
    return "N" in shape and (is_total(row) or re.match(r"[DU]_*T?_*N", shape) is not None or "T" not in shape)


def share(words: Sequence[str], known: frozenset[str]) -> float:
    """The share of words that are known; 0 of none."""
    return sum(word in known for word in words) / len(words) if words else 0.0


def is_total(row: Row) -> bool:
    """A grand total that prints an amount."""
    return any(is_total_label(c) for c in row.cells if c) and any(is_amount(c) for c in row.cells)


def is_column_numbers(row: Row) -> bool:
    """A row that numbers the columns (栏次, 1 2 3, A B C)."""
    cells = [key(c) for c in row.cells if c]
    return len(cells) >= 3 and all(_COLUMN_NUMBERS.match(c) for c in cells) and _ascending(cells)


def _ascending(cells: Sequence[str]) -> bool:
    numbers = [int(c) for c in cells if c.isdigit()]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
