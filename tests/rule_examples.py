"""The examples that rules declare (`rules/*.yaml`), turned into what the program looks at.

An example is a small disclosure for which the rule holds, and what is changed in it so that it does not:

    year, division, department, level   of the disclosure; sensible defaults
    tables        resource → CSV text, its fields typed by `fields.yaml`; `row` is numbered here
    prose         the statement's text, as in a text original (headings and paragraphs)
    listed        titles in the contents; `titles` and `notes`: a table's printed title, the notes below it
    fails         "resource.row.field" → new value: what is changed so that the rule fails
    fails_prose   words of the prose → what stands there instead
    fails_listed, fails_titles, fails_notes, fails_scanned    instead of the same without `fails_`

What damages a reading cannot be told from clean records: rules of the group `reading` declare a `document` as it is
read (a text with tables in Markdown), and in `fails_document` what of it is replaced.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from disclosures.check import check
from disclosures.codes import full_name
from disclosures.kinds import Kind, by_name, kinds
from disclosures.model import Check, Finding, Identity, Match, Paragraph, Place, Record, Repair, Subject, Table, Value
from disclosures.pipeline import trace
from disclosures.prose import read_prose
from disclosures.read.plain import blocks
from disclosures.schemas import field

DEPARTMENT = "红旗区示例局"
_KEYS = {
    "year", "division", "department", "level", "tables", "prose", "listed", "titles", "notes", "document", "scanned",
    "fails", "fails_prose", "fails_listed", "fails_titles", "fails_notes", "fails_document", "fails_scanned",
}  # fmt: skip


@dataclass(frozen=True)
class Example:
    """The two sides of a rule's declaration: `holds` and `fails`, each as the declaration of one disclosure."""

    holds: Mapping[str, Any]
    fails: Mapping[str, Any]


def example(raw: Mapping[str, Any]) -> Example:
    """Both sides of an example. Raises ValueError where it names what is not there, or changes nothing."""
    if unknown := set(raw) - _KEYS:
        raise ValueError(f"no such key: {unknown}")
    holds = {k: v for k, v in raw.items() if not k.startswith("fails")}
    fails = dict(holds)
    for name in ("prose", "document"):
        for old, new in (raw.get(f"fails_{name}") or {}).items():
            if old not in fails[name]:
                raise ValueError(f"“{old}” does not stand in the {name}")
            fails[name] = fails[name].replace(old, new)
    for name in ("listed", "titles", "notes", "scanned"):
        if f"fails_{name}" in raw:
            fails[name] = raw[f"fails_{name}"]
    if "fails" in raw:
        fails["tables"] = _changed(raw["tables"], raw["fails"])
    if fails == holds:
        raise ValueError("nothing is changed that could make it fail")
    return Example(holds, fails)


def _changed(tables: Mapping[str, str], changes: Mapping[str, str]) -> Mapping[str, str]:
    """The CSV texts with other values in some cells, each named `resource.row.field`."""
    found = {name: _rows(text) for name, text in tables.items()}
    for cell, value in changes.items():
        resource, number, name = cell.split(".")
        row = found[resource][1][int(number) - 1]
        if row[name] == str(value):
            raise ValueError(f"{cell} is not changed")
        row[name] = str(value)
    return {name: _written(*rows) for name, rows in found.items()}


def _rows(text: str) -> tuple[Sequence[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.strip() + "\n"), strict=True)
    rows = list(reader)
    if any(None in row or None in row.values() for row in rows):
        raise ValueError(f"a row has another number of cells than the header: {text}")
    return reader.fieldnames or (), rows


def _written(names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def results(one: Mapping[str, Any], folder: Path) -> Sequence[Check | Finding | Repair]:
    """What the program says of one side of an example; `folder` is for its document, if it has one."""
    if "document" not in one:
        return check(subject(one))
    path = folder / "示例.txt"
    path.write_text(one["document"], "utf-8")
    found = trace(path, path.name).disclosure
    return [*found.checks, *found.findings, *found.repairs]


def subject(one: Mapping[str, Any]) -> Subject:
    """The disclosure that one side of an example declares."""
    tables = {name: _table(name, text, one) for name, text in (one.get("tables") or {}).items()}
    prose = (
        tuple(b for b in blocks(one["prose"].encode(), "示例") if isinstance(b, Paragraph)) if "prose" in one else ()
    )
    identity = _identity(one)
    every = {table.resource: table for table in read_prose(prose, identity.year)} | tables
    scanned: frozenset[tuple[int | None, int]] = frozenset((None, page) for page in one.get("scanned") or ())
    return Subject(identity, _matches(tables, one), every, prose, tuple(one.get("listed") or ()), scanned=scanned)


def _identity(one: Mapping[str, Any]) -> Identity:
    division = str(one.get("division") or "410702")
    level: Literal["department", "unit"] = one.get("level") or "department"
    department, year = one.get("department") or DEPARTMENT, int(one.get("year") or 2024)
    return Identity(department, f"{division}-example", level, None, division, full_name(division), year, None)


def _kind(resource: str) -> Kind | None:
    return next((kind for kind in kinds() if resource in kind.resources), None)


def _table(resource: str, text: str, one: Mapping[str, Any]) -> Table:
    names, rows = _rows(text)
    kind = _kind(resource)
    title = (one.get("titles") or {}).get(resource) or (kind.title if kind else resource)
    records: list[Record] = [
        {"row": number, **{name: _value(name, row[name]) for name in names}} for number, row in enumerate(rows, 1)
    ]
    return Table(resource, kind.name if kind else resource, title, ("row", *names), tuple(records), "万元")


def _value(name: str, text: str) -> Value:
    known = field(name)
    if known is None:
        raise ValueError(f"no such field: {name}")
    if not text:
        return None
    if known["type"] == "number":
        return Decimal(text)
    return int(text) if known["type"] == "integer" else text


def _matches(tables: Mapping[str, Table], one: Mapping[str, Any]) -> tuple[Match, ...]:
    """One for each printed table, as it was recognised."""
    found: dict[str, Match] = {}
    for resource, table in tables.items():
        if table.kind in by_name() and table.kind not in found:
            notes = tuple(Paragraph(text, Place()) for text in (one.get("notes") or {}).get(resource, ()))
            found[table.kind] = Match(table.kind, table.title, "示例", (), (), "万元", notes)
    return tuple(found.values())
