"""The word lists beside the code: names, codes, headers and phrases are data, so that a new one touches no code."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "data"


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/<name>.csv`."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def tree(name: str) -> Any:
    """The content of `data/<name>.yaml`; its shape is the shape of the file."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def function_names() -> dict[str, str]:
    """Functional code → printed name."""
    return {row["code"]: row["name"] for row in table("functions")}


def header(kind: str, variant: int) -> tuple[tuple[str, ...], ...]:
    """One printed header of a table; variant 0 is sound, the others are flattened in ways seen in real documents."""
    variants: list[list[str]] = tree("headers")[kind]
    return tuple(tuple(row.split("|")) for row in variants[variant % len(variants)])
