"""The cases under `tests/documents/`: a real document, its truth written by hand, and what is known to differ."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from disclosures.pipeline import Packed, convert

ROOT = Path(__file__).resolve().parent.parent
ORIGINALS = ROOT / "originals"
PACKAGES = ROOT / "datapackages"
FOLDER = Path(__file__).parent / "documents"
RECORDS = frozenset({"findings", "repairs", "checks", "finding_cells", "positions"})

Rows = list[dict[str, str]]
Place = tuple[str, int, str]  # resource, row, field


@dataclass(frozen=True)
class Case:
    """One document: its path below `originals/`, the truth by resource, and the cells known to differ."""

    name: str
    document: str
    expected: Mapping[str, Rows]
    repairs: Rows
    differences: Mapping[Place, Mapping[str, str]]
    not_made: frozenset[Place]

    @property
    def shown(self) -> str:
        """The document's name in packages and messages."""
        return f"originals/{self.document}"

    @property
    def lines(self) -> list[str]:
        """The document's lines."""
        return (ORIGINALS / self.document).read_text("utf-8").split("\n")


def names() -> list[str]:
    """Every folder is a case: a new one is tested unasked."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def load(name: str) -> Case:
    """The case of that folder."""
    folder = FOLDER / name
    about: dict[str, Any] = yaml.safe_load((folder / "case.yaml").read_text("utf-8"))
    return Case(
        name,
        about["document"],
        {path.stem: read_csv(path.read_bytes()) for path in sorted((folder / "expected").glob("*.csv"))},
        read_csv((folder / "repairs.csv").read_bytes()),
        {_place(one): one for one in about.get("differences") or ()},
        frozenset(_place(one) for one in about.get("repairs_not_made") or ()),
    )


def _place(one: Mapping[str, Any]) -> Place:
    if not one["reason"]:
        raise ValueError(f"no reason given: {one}")
    return one["resource"], int(one["row"]), one["field"]


def read_csv(data: bytes) -> Rows:
    """Rows of a CSV by field."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def tables(packed: Packed) -> dict[str, Rows]:
    """Every CSV of a package by resource."""
    return {
        path.removeprefix("data/").removesuffix(".csv"): read_csv(data)
        for path, data in packed.files.items()
        if path.endswith(".csv")
    }


def converted(case: Case) -> Packed:
    """The package that the document becomes, in this process."""
    return convert(ORIGINALS / case.document, case.shown)


def at(rows: Mapping[str, Sequence[Mapping[str, str]]], place: Place) -> str:
    """A cell of a package or of the truth; "" where it is blank or its field absent."""
    resource, row, field = place
    return rows[resource][row - 1].get(field) or ""
