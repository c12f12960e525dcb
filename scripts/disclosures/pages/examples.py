"""A rule's own example, drawn: a small disclosure that passes, with the cells whose change makes it fail marked."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from disclosures.catalogue import to_decimal
from disclosures.kinds import kinds
from disclosures.pages import labels, numbers

Schemas = Mapping[str, Mapping[str, Any]]
# Structure that readers see as the style of the row.
_UNSHOWN = {"row_kind"}
_STYLE = {"total": "total", "unit": "unit", "subtotal": "sub", "of_which": "of"}


@dataclass(frozen=True)
class ExampleCell:
    """One cell: its text, whether it is a number, and what it is changed to (None: left as it is)."""

    text: str
    number: bool
    changed: str | None


@dataclass(frozen=True)
class ExampleTable:
    """One table of the example: its title, column titles with whether they hold numbers, rows with their style."""

    title: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, tuple[ExampleCell, ...]], ...]


@dataclass(frozen=True)
class Example:
    """All that is drawn. `prose` has its changed words marked; `changes` counts what is changed."""

    year: str
    tables: tuple[ExampleTable, ...]
    prose: tuple[Markup, ...]
    listed: tuple[str, ...]
    changes: int


def example(raw: Mapping[str, Any], schemas: Schemas) -> Example:
    """The drawing of an example as the rules' files declare it (`tables` as CSV, `fails`, `prose`, `fails_prose`)."""
    fails = {str(key): str(value) for key, value in (raw.get("fails") or {}).items()}
    replaced = {str(old): str(new) for old, new in (raw.get("fails_prose") or {}).items()}
    titles = raw.get("titles") or {}
    tables = tuple(
        _table(str(name), str(titles.get(name, "")), str(text), fails, schemas.get(name, {}))
        for name, text in (raw.get("tables") or {}).items()
    )
    prose = tuple(_marked(line, replaced) for line in str(raw.get("prose") or "").splitlines() if line.strip())
    listed = tuple(str(title) for title in raw.get("listed") or ())
    return Example(str(raw.get("year") or ""), tables, prose, listed, len(fails) + len(replaced))


def _table(name: str, title: str, text: str, fails: Mapping[str, str], schema: Mapping[str, Any]) -> ExampleTable:
    """A table from CSV text; its rows are numbered from 1, as `fails` counts them (`resource.row.field`)."""
    records = list(csv.reader(io.StringIO(text)))
    fields = records[0] if records else []
    known = {str(f.get("name")): f for f in schema.get("fields", ())}
    kept = [index for index, field in enumerate(fields) if field not in _UNSHOWN]
    numeric = [known.get(field, {}).get("type") == "number" for field in fields]
    rows = []
    for number, record in enumerate(records[1:], start=1):
        cells = dict(zip(fields, record, strict=False))
        shown = tuple(
            ExampleCell(
                _shown(fields[i], record[i], numeric[i]) if i < len(record) else "",
                numeric[i],
                _shown(fields[i], fails[key], numeric[i]) if (key := f"{name}.{number}.{fields[i]}") in fails else None,
            )
            for i in kept
        )
        rows.append((_STYLE.get(cells.get("row_kind", ""), ""), shown))
    columns = tuple((str(known.get(fields[i], {}).get("title") or fields[i]), numeric[i]) for i in kept)
    return ExampleTable(title or str(schema.get("title") or name), columns, tuple(rows))


def _shown(field: str, text: str, number: bool) -> str:
    if number and to_decimal(text) is not None:
        return numbers.plain(text)
    return labels.value(field, text)


def _marked(line: str, replaced: Mapping[str, str]) -> Markup:
    """The line, escaped, with each of the replaced words followed by what it is changed to."""
    found = escape(line.strip())
    for old, new in replaced.items():
        mark = Markup("<del>{}</del> <ins>{}</ins>").format(old, new)
        found = Markup(str(found).replace(str(escape(old)), str(mark)))  # noqa: S704 - both sides are escaped
    return found


def kind_names(ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(name, first resource) of each kind that a rule compares, for links into the dictionary."""
    known = {kind.id: kind for kind in kinds()}
    return tuple((known[i].title, next(iter(known[i].resources), "")) if i in known else (i, "") for i in map(str, ids))
