"""A rule's own example, drawn: a small disclosure that passes, with the cells whose change makes it fail marked."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup, escape

from disclosures.catalogue import to_decimal
from disclosures.kinds import kinds
from disclosures.pages import labels, numbers

Schemas = Mapping[str, Mapping[str, Any]]
# Structure that readers see as the style of the row.
_UNSHOWN = {"row_kind"}
# What an example may say of other disclosures beside its own.
_OTHERS = {"before": "上一年的文件：", "unit": "单位自己的预算："}
_COUNTED = ("fails", "fails_prose", "fails_document", "fails_titles", "fails_before", "fails_unit")
_STYLE = {"total": "total", "unit": "unit", "subtotal": "sub", "of_which": "of"}


@dataclass(frozen=True)
class ExampleCell:
    """One cell: its text, whether it is a number, and what it is changed to (None: left as it is)."""

    text: str
    number: bool
    changed: str | None


@dataclass(frozen=True)
class ExampleTable:
    """One table of the example: its title, column titles with whether they hold numbers, rows with style, its notes."""

    title: Markup
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, tuple[ExampleCell, ...]], ...]
    notes: tuple[Markup, ...]


@dataclass(frozen=True)
class Example:
    """All that is drawn, with what is changed marked where it stands; `changes` counts what is changed.

    `prose` are the lines of the statement, `document` those of a whole document as it was received.
    """

    year: str
    tables: tuple[ExampleTable, ...]
    prose: tuple[Markup, ...]
    document: tuple[Markup, ...]
    listed: tuple[Markup, ...]
    changes: int


def example(raw: Mapping[str, Any], schemas: Schemas) -> Example:
    """The drawing of an example as the rules' files declare it: what holds, and under `fails…` what is changed."""
    others = [
        (words, {**raw[name], "fails": raw.get(f"fails_{name}") or {}})
        for name, words in _OTHERS.items()
        if name in raw
    ]
    return Example(
        str(raw.get("year") or ""),
        tuple(table for words, one in [("", raw), *others] for table in _tables(one, words, schemas)),
        _lines(raw, "prose"),
        _lines(raw, "document"),
        _changed(raw.get("listed") or (), raw.get("fails_listed")),
        sum(len(raw.get(key) or ()) for key in _COUNTED) + sum(key in raw for key in ("fails_listed", "fails_notes")),
    )


def _tables(raw: Mapping[str, Any], whose: str, schemas: Schemas) -> list[ExampleTable]:
    """The tables of one disclosure; `whose` says of another one which it is."""
    found = [_table(str(n), str(text), raw, schemas.get(n, {})) for n, text in (raw.get("tables") or {}).items()]
    return [replace(table, title=escape(whose) + table.title) for table in found]


def _table(name: str, text: str, raw: Mapping[str, Any], schema: Mapping[str, Any]) -> ExampleTable:
    """A table from CSV text; its rows are numbered from 1, as `fails` counts them (`resource.row.field`)."""
    records = list(csv.reader(io.StringIO(text)))
    fields = records[0] if records else []
    known = {str(f.get("name")): f for f in schema.get("fields", ())}
    kept = [index for index, field in enumerate(fields) if field not in _UNSHOWN]
    numeric = [known.get(field, {}).get("type") == "number" for field in fields]
    fails = {str(key): str(value) for key, value in (raw.get("fails") or {}).items()}
    rows = []
    for number, record in enumerate(records[1:], start=1):
        filled = [*record, *[""] * (len(fields) - len(record))]
        cells = []
        for i in kept:
            new = fails.get(f"{name}.{number}.{fields[i]}")
            changed = None if new is None else _shown(fields[i], new, numeric[i])
            cells.append(ExampleCell(_shown(fields[i], filled[i], numeric[i]), numeric[i], changed))
        kind = dict(zip(fields, filled, strict=False)).get("row_kind", "")
        rows.append((_STYLE.get(kind, ""), tuple(cells)))
    columns = tuple((str(known.get(fields[i], {}).get("title") or fields[i]), numeric[i]) for i in kept)
    title = str((raw.get("titles") or {}).get(name) or schema.get("title") or name)
    other = (raw.get("fails_titles") or {}).get(name)
    notes = (raw.get("notes") or {}).get(name) or ()
    changed_notes = (raw.get("fails_notes") or {}).get(name, ()) if "fails_notes" in raw else None
    return ExampleTable(
        _replaced(title, str(other)) if other else escape(title), columns, tuple(rows), _changed(notes, changed_notes)
    )


def _replaced(old: str, new: str) -> Markup:
    return Markup("<del>{}</del> <ins>{}</ins>").format(old, new)


def _changed(old: Sequence[str], new: Sequence[str] | None) -> tuple[Markup, ...]:
    """A list of words; where another stands instead of it, what is lost and what is added are marked."""
    before, after = [str(word) for word in old], [str(word) for word in (old if new is None else new)]
    kept = [escape(word) if word in after else Markup("<del>{}</del>").format(word) for word in before]
    return (*kept, *(Markup("<ins>{}</ins>").format(word) for word in after if word not in before))


def _lines(raw: Mapping[str, Any], name: str) -> tuple[Markup, ...]:
    replaced = {str(old): str(new) for old, new in (raw.get(f"fails_{name}") or {}).items()}
    return tuple(_marked(line, replaced) for line in str(raw.get(name) or "").splitlines() if line.strip())


def _shown(field: str, text: str, number: bool) -> str:
    if number and to_decimal(text) is not None:
        return numbers.plain(text)
    return labels.value(field, text)


def _marked(line: str, replaced: Mapping[str, str]) -> Markup:
    """The line, escaped, with each of the replaced words followed by what it is changed to."""
    found = escape(line.strip())
    for old, new in replaced.items():
        found = Markup(str(found).replace(str(escape(old)), str(_replaced(old, new))))  # noqa: S704 - both sides are escaped
    return found


def kind_names(ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(name, first resource) of each kind that a rule compares, for links into the dictionary."""
    known = {kind.id: kind for kind in kinds()}
    return tuple((known[i].title, next(iter(known[i].resources), "")) if i in known else (i, "") for i in map(str, ids))
