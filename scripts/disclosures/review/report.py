"""A review as one HTML page that reads like a colleague's marked-up copy: no script, nothing from another host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from disclosures.model import Place, Record, Repair, Severity, Table, Value
from disclosures.places import place_of
from disclosures.prose.measures import label
from disclosures.review.remarks import Remark, arranged, one_line, place_words, title_of
from disclosures.review.reviewed import Review
from disclosures.schemas import field, field_title
from disclosures.terms import LEVEL, OUTCOME, SEVERITY
from disclosures.text import plain

MOST_REMARKS = 300  # of one group
WHOLE_TABLE = 60  # rows: a longer table is shown around its marks
_AROUND = 1  # rows before and after a marked one
_MOST_ROWS = 400  # of one table
_MOST_REPAIRS = 300
_LONGEST = 300  # characters of a cell
_UNSHOWN = frozenset({"row", "row_kind", "side", "classification", "source_document", "source_page", "source_line"})
_WORST: Mapping[Severity, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of a table as shown: its text, the numbers of the remarks on it, the worst of them."""

    text: str
    amount: bool
    id: str
    numbers: tuple[int, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a table as shown; `left_out` rows stand before it that are not shown."""

    name: str
    kind: str
    cells: tuple[CellView, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with marks, and the remarks on it. `rest` rows stand below the last one shown."""

    resource: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[RowView, ...]
    rest: int
    remarks: tuple[Remark, ...]


def as_html(reviews: Sequence[Review]) -> str:
    """One self-contained page with every review."""
    return _template().render(
        reviews=[_view(number, one) for number, one in enumerate(reviews, 1)], severities=SEVERITY, most=MOST_REMARKS
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined, finalize=lambda value: one_line(value) if type(value) is str else value,
    )  # fmt: skip
    return environment.get_template("report.html")


def _view(number: int, one: Review) -> dict[str, Any]:
    identity = one.disclosure.identity
    return {
        "id": f"d{number}",
        "shown": one.shown,
        "identity": identity,
        "level": LEVEL[identity.level],
        "listed": len(one.disclosure.listed),
        "found": one.found,
        "missing": one.missing,
        "outcomes": [(words, one.outcomes.get(name, 0)) for name, words in OUTCOME.items()],
        "counts": [(severity, SEVERITY[severity], one.count(severity)) for severity in _WORST],
        "groups": list(arranged(one.remarks)),
        "tables": list(_tables(number, one)),
        "repairs": [_repair(one, repair) for repair in one.disclosure.repairs[:_MOST_REPAIRS]],
        "repairs_left": max(0, len(one.disclosure.repairs) - _MOST_REPAIRS),
        "unchecked": one.unchecked,
    }


def _repair(one: Review, repair: Repair) -> tuple[str, str, Repair]:
    """(table, place, repair)."""
    table = next((t for t in one.disclosure.tables if t.resource == repair.resource), None)
    if table is None or not 1 <= repair.row <= len(table.records):
        return repair.resource, "", repair
    place = place_of(table, table.records[repair.row - 1], repair.field)
    return title_of(table), place_words(place, one.disclosure.sources), repair


# --- tables --------------------------------------------------------------------------------------------------------


def _tables(number: int, one: Review) -> Iterator[TableView]:
    """The tables of which a remark speaks, in printed order."""
    marks: dict[str, dict[tuple[int, str], list[tuple[Remark, str]]]] = {}
    for remark in one.remarks:
        for cell in remark.cells:
            at = cell.spoken.address
            if cell.spoken.role == "right" and cell.spoken.value is None:
                continue  # a blank adds nothing
            marks.setdefault(at.resource, {}).setdefault((at.row, at.field), []).append((remark, cell.spoken.role))
    for table in one.disclosure.tables:
        if table.resource in marks:
            yield _table(f"d{number}", one, table, marks[table.resource])


def _table(
    prefix: str, one: Review, table: Table, marks: Mapping[tuple[int, str], list[tuple[Remark, str]]]
) -> TableView:
    marked = {field_ for _, field_ in marks}
    columns = [
        name
        for name in table.fields
        if name not in _UNSHOWN and (name in marked or any(r.get(name) is not None for r in table.records))
    ]
    spoken = {row for (row, _), own in marks.items() if any(role != "right" for _, role in own)}
    wanted = _wanted(len(table.records), spoken, {row for row, _ in marks})
    rows, last = [], 0
    for row in wanted:
        record = table.records[row - 1]
        place = _place(table, record)
        cells = tuple(_cell(prefix, table, record, name, marks.get((row, name), ())) for name in columns)
        name = place_words(place, one.disclosure.sources) or f"第 {row} 行"
        rows.append(RowView(name, str(record.get("row_kind") or ""), cells, row - last - 1))
        last = row
    firsts = (r for r in one.remarks if r.cells and r.cells[0].spoken.address.resource == table.resource)
    unit = f"原表单位：{table.unit}；" if table.unit and table.unit != "万元" else ""
    return TableView(
        table.resource, title_of(table), f"{unit}金额以万元计",
        tuple(table.titles.get(name) or field_title(name) for name in columns), tuple(rows),
        len(table.records) - last, tuple(firsts),
    )  # fmt: skip


def _wanted(count: int, spoken: set[int], marked: set[int]) -> list[int]:
    """The rows to show, from 1: all of a short table, else the first, those spoken of with those around them, and as
    many of the other marked ones as there is room for.
    """
    if count <= WHOLE_TABLE:
        return list(range(1, count + 1))
    near = {1} | {row for one in spoken for row in range(one - _AROUND, one + _AROUND + 1) if 1 <= row <= count}
    addends = sorted(marked - near)[: max(0, _MOST_ROWS - len(near))]
    return sorted(near | set(addends))


def _place(table: Table, record: Record) -> Place:
    """Where a row stands: its page and line, without a cell."""
    place = place_of(table, record, "row")
    return Place(place.page, place.line, place.document)


def _cell(prefix: str, table: Table, record: Record, name: str, marks: Sequence[tuple[Remark, str]]) -> CellView:
    value = record.get(name)
    amount = bool((field(name) or {}).get("type") == "number")
    worst = min((remark.finding.severity for remark, _ in marks), key=lambda s: _WORST[s], default=None)
    ways = {role for _, role in marks}
    mark = f"{worst} {'addend' if ways == {'right'} else 'spoken'}" if worst else ""
    numbers = tuple(dict.fromkeys(remark.number for remark, _ in marks))
    shown = label(str(value)) if name == "measure" else _shown(value)
    return CellView(shown, amount, f"{prefix}-{table.resource}-{record['row']}-{name}", numbers, mark)


def _shown(value: Value) -> str:
    text = "" if value is None else plain(value) if not isinstance(value, str | int) else str(value)
    return text[:_LONGEST] + ("…" if len(text) > _LONGEST else "")
