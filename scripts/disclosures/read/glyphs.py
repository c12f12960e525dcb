"""Single characters as a reader sees them."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from pathlib import Path

LEFT_HALF, RIGHT_HALF = (
    "，。、；：？！）】》〉」』〕”’",
    "（【《〈「『〔“‘",
)  # the half of its box that a sign prints in
_RADICALS = Path(__file__).parent / "radicals.csv"


@cache
def readable(text: str) -> str:
    """Ideographs for the radicals that some PDF writers give instead (`⼯` → `工`), plain spaces for all others."""
    return "".join(map(_readable, text))


def _readable(character: str) -> str:
    if "\u2f00" <= character <= "\u2fdf":  # Kangxi radicals: Unicode names their ideographs
        return unicodedata.normalize("NFKC", character)
    if "\u2e80" <= character <= "\u2eff":
        return _supplement().get(character, character)
    if "\uf900" <= character <= "\ufaff":  # compatibility ideographs
        return unicodedata.normalize("NFKC", character)
    return " " if character in "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\r\n" else character


@cache
def _supplement() -> dict[str, str]:
    """Radicals of the supplement block, which Unicode names no ideographs for."""
    with _RADICALS.open(encoding="utf-8", newline="") as file:
        return {row["radical"]: row["ideograph"] for row in csv.DictReader(file)}
