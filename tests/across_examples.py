"""The examples of the rules across documents (`rules/years.yaml`), as packages that `across` reads.

Each is a disclosure as the other rules declare it (see CONTRIBUTING), and the one it is held against: `before`, the
same department's of the year before, or `unit`, the own disclosure of a unit of it. `fails_before` and `fails_unit`
change cells of those, as `fails` changes its own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from disclosures.across import AcrossResult, across
from disclosures.catalogue import read_catalogue
from disclosures.model import Paragraph
from disclosures.prose import read_prose
from disclosures.read.plain import blocks
from disclosures.text import plain
from site_package import Table, write_package

DEPARTMENT = "红旗区示例局"
YEAR = 2024
_OTHERS = ("before", "unit")


def results(raw: Mapping[str, Any], changed: bool, packages: Path) -> Sequence[AcrossResult]:
    """What `across` says of an example as it is declared, or with its changes. Raises KeyError where they change nothing."""
    year = int(raw.get("year") or YEAR)
    write(packages, "this", raw, {"year": year}, raw.get("fails") if changed else None)
    for name in _OTHERS:
        if name in raw:
            about = (
                {"year": year - 1}
                if name == "before"
                else {"year": year, "level": "unit", "department_id": "410702-unit", "parent_department": DEPARTMENT}
            )
            write(packages, name, raw[name], about, raw.get(f"fails_{name}") if changed else None)
    held = read_catalogue(packages, packages)
    assert held.problems == ()
    return across(held)


def write(packages: Path, name: str, raw: Mapping[str, Any], about: Mapping[str, Any], changes: Any) -> None:
    """Write one disclosure of an example; `changes` are cells of it, `about` its year, level and parent."""
    tables: dict[str, Table] = {}
    for resource, text in (raw.get("tables") or {}).items():
        rows = list(csv.reader(io.StringIO(text.strip()), strict=True))
        tables[resource] = (resource, " ".join(["row", *rows[0]]), [[str(n), *r] for n, r in enumerate(rows[1:], 1)])
    for resource, table in statements(raw.get("prose") or "", int(about["year"])).items():
        tables[resource] = table
    for cell, value in (changes or {}).items():
        resource, number, field = cell.split(".")
        title, names, cells = tables[resource]
        at = names.split().index(field)
        assert cells[int(number) - 1][at] != value, f"{cell} is not changed"
        other = [[*row[:at], value, *row[at + 1 :]] if row[0] == number else row for row in cells]
        tables[resource] = (title, names, other)
    office = {"department": raw.get("department") or DEPARTMENT, **about}
    write_package(packages, f"410702-{name}-{about['year']}", office, tables)


def statements(prose: str, year: int) -> dict[str, Table]:
    """The resources that are read from a statement's text."""
    paragraphs = tuple(b for b in blocks(prose.encode(), "示例") if isinstance(b, Paragraph)) if prose else ()
    return {
        table.resource: (
            table.title,
            " ".join(table.fields),
            [[_text(record[name]) for name in table.fields] for record in table.records],
        )
        for table in (read_prose(paragraphs, year) if paragraphs else ())
    }


def _text(value: Any) -> str:
    return "" if value is None else plain(value) if hasattr(value, "as_tuple") else str(value)
