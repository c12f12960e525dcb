"""Every table over all disclosures: which columns it has, and the rows that one disclosure adds to it.

The columns are those of the data dictionary, whether or not a disclosure prints them, so that a new disclosure
moves nothing; to them come the siblings (上年, 增减 …) that some disclosure prints. What has no column there (tables and
columns of no known meaning, a cell that is not of its column's type) is in the long table `unmodelled`, cell by cell.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from disclosures import schemas
from disclosures.catalogue import Disclosure, Field, Row, to_decimal
from disclosures.pages import links
from disclosures.pages.figures.facts import LABELS
from disclosures.pages.output import Asset
from disclosures.pages.shelves import Entry
from disclosures.terms import OUTCOME

PLACES = 6  # of decimals of an amount: 元 with two decimals, in 万元


@dataclass(frozen=True)
class Column:
    """A column: name, type (`string`, `integer`, `number`), titles; `amount` is in 万元."""

    name: str
    type: str
    title: str
    title_en: str
    amount: bool = False
    description: str = ""


@dataclass(frozen=True)
class Combined:
    """A table over all disclosures."""

    name: str
    title: str
    columns: tuple[Column, ...]


FRONT = (
    Column("package", "string", "数据包", "package", description="哪一份公开；与网页、API 的地址一致"),
    Column("division_code", "string", "区划代码", "division code", description="GB/T 2260，六位"),
    Column("department", "string", "部门", "department", description="封面所印全称"),
    Column("department_id", "string", "部门代号", "department id", description="历年不变"),
    Column("year", "integer", "年度", "year"),
    Column("level", "string", "层级", "level", description="department 部门预算，unit 单位预算；两者不可相加"),
)
EXCEL = "zip"
ENDINGS = (
    ("csv.gz", "CSV"),
    (EXCEL, "CSV（Excel）"),
    ("parquet", "Parquet"),
)  # of a table, with the words of its link
DISCLOSURES = "disclosures"
UNMODELLED = "unmodelled"
_ABOUT = (
    Column("title", "string", "标题", "title"),
    Column("division", "string", "地区", "division"),
    Column("parent_department", "string", "所属部门", "parent department"),
    Column("published", "string", "公开日期", "published"),
    Column("version", "string", "数据包版本", "package version"),
    *(Column(name, "number", title, name.replace("_", " "), amount=True) for name, title in LABELS.items()),
    *(Column(f"checks_{name}", "integer", f"核对：{words}", f"checks: {name}")
      for name, words in OUTCOME.items()),
    Column("source_title", "string", "原文文件名", "source title"),
    Column("source_hash", "string", "原文校验码", "source hash"),
    Column("page", "string", "网页", "page", description="相对于网站首页的地址"),
)  # fmt: skip
_CELLS = (
    Column("resource", "string", "表", "resource"),
    Column("resource_title", "string", "表名（照印）", "resource title"),
    Column("row", "integer", "行", "row"),
    Column("field", "string", "字段", "field"),
    Column("field_title", "string", "列名（照印）", "field title"),
    Column("value", "string", "值", "value"),
)


def tables(items: Iterable[Disclosure]) -> tuple[Combined, ...]:
    """All tables, in the order of the dictionary; every known one, also where nobody prints it."""
    known = schemas.resource_names()
    used: dict[str, dict[str, None]] = {name: dict.fromkeys(schemas.field_order(name)) for name in known}
    for item in items:
        for name in used.keys() & item.resources.keys():
            used[name] |= {f.name: None for f in item.resources[name].fields if schemas.field(f.name)}
    named = [
        Combined(name, schemas.resource_title(name), (*FRONT, *map(_column, _ordered(used[name])))) for name in known
    ]
    return (
        Combined(DISCLOSURES, "全部公开：一行一份", (*FRONT, *_ABOUT)),
        *named,
        Combined(UNMODELLED, "未归类的表、列和值：一行一格", (*FRONT, *_CELLS)),
    )


def _ordered(names: Iterable[str]) -> list[str]:
    """The place last, whatever came after it; siblings in the order of their names, not of their discovery."""
    place = [n for n in names if n.startswith("source_")]
    rest = [n for n in names if not n.startswith("source_")]
    known = [n for n in rest if n in schemas.fields()]
    return [*known, *sorted(n for n in rest if n not in schemas.fields()), *place]


def _column(name: str) -> Column:
    known: Mapping[str, object] = schemas.field(name) or {}
    return Column(
        name,
        str(known.get("type", "string")),
        str(known.get("title", name)),
        str(known.get("title_en", name)),
        bool(known.get("amount")),
        str(known.get("description", "")),
    )


def parts(entries: Sequence[Entry], wanted: Sequence[Combined]) -> Iterator[Asset]:
    """What disclosures add: for each table that they have rows of, these rows as CSV without a head, compressed."""
    found: dict[str, list[Sequence[str]]] = {}
    columns = {table.name: table.columns for table in wanted}
    for entry in entries:
        for name, record in records(entry, columns):
            found.setdefault(name, []).append(record)
    for name, rows in found.items():
        yield Asset(f"rows/{name}", gzip.compress(csv_lines(rows), 6, mtime=0))


def csv_lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8, a line feed after each."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def records(entry: Entry, columns: Mapping[str, Sequence[Column]]) -> Iterator[tuple[str, list[str]]]:
    """(table, record) of one disclosure."""
    item = entry.item
    front = [item.name, item.division_code, item.department, item.department_id, str(item.year), item.level]
    yield DISCLOSURES, [*front, *_about(entry)]
    for resource in item.resources.values():
        known = {c.name: c for c in columns.get(resource.name, ())}
        for number, row in enumerate(resource.rows(), start=1):
            left = [f for f in resource.fields if row.text(f.name) and not _fits(known.get(f.name), row.text(f.name))]
            if known:
                lost = {f.name for f in left}
                cells = ["" if n in lost else row.text(n) for n in list(known)[len(FRONT) :]]
                yield resource.name, [*front, *cells]
            title = (resource.name, resource.title)
            yield from ((UNMODELLED, [*front, *title, *_cell(field, row, number)]) for field in _worth(left))


def _worth(fields: Sequence[Field]) -> Sequence[Field]:
    """Nothing of a row whose only cells say where it stands."""
    return fields if any(f.name != "row" and not f.name.startswith("source_") for f in fields) else ()


def _cell(field: Field, row: Row, number: int) -> list[str]:
    own = row.text("row")
    return [own if own.isdecimal() else str(number), field.name, field.title, row.text(field.name)]


def _fits(column: Column | None, text: str) -> bool:
    if column is None:
        return False
    if column.type == "string":
        return True
    number = to_decimal(text)
    if number is None:
        return False
    if column.type == "integer":
        return number == number.to_integral_value() and text.lstrip("-").isdecimal()
    return not column.amount or number == round(number, PLACES)


def _about(entry: Entry) -> list[str]:
    item, facts = entry.item, entry.facts
    outcomes = [str(facts.outcomes.get(n, 0)) for n in ("pass", "rounding", "fail", "not_evaluable")]
    figures = [facts.value(name) for name in LABELS]
    return [
        item.title, item.division, item.parent_department, item.published, item.version,
        *("" if value is None else str(value) for value in figures), *outcomes,
        "；".join(s.title for s in item.sources), "；".join(s.hash for s in item.sources), links.disclosure(item.name),
    ]  # fmt: skip
