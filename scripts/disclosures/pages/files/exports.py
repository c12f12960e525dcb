"""The tables over all disclosures as files: CSV, CSV for Excel, Parquet, SQLite, one workbook, and how to load them in DuckDB.

The same bytes on every run. A DuckDB database is not among them: it holds a random identifier, and DuckDB makes one from
the Parquet files with one command.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter  # type: ignore[import-untyped]

from disclosures.catalogue import Field
from disclosures.pages import links, packed
from disclosures.pages.files import downloads
from disclosures.pages.files.combined import ENDINGS, EXCEL, FRONT, PLACES, Column, Combined, csv_lines
from disclosures.pages.inputs import combined, digest_of
from disclosures.pages.output import Asset, Kept, Unit
from disclosures.pages.shelves import FOR_PROGRAMS
from disclosures.text import inert

_SHEET_ROWS = 20_000  # more is no longer read in a workbook
_BOOK_CELLS = 250_000  # what Excel opens at once on an old machine, and what is made again for every new disclosure
_WRITTEN = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 9"
_TYPES = {"integer": "BIGINT", "string": "VARCHAR", "number": "DOUBLE"}


def units(tables: Sequence[Combined], kept: Sequence[Kept]) -> tuple[Unit, ...]:
    """A unit a table, made again only when some disclosure changed its rows; the database and the workbook hold all."""
    pieces = {
        t.name: tuple(k.part(f"rows/{t.name}") for k in kept if k.part(f"rows/{t.name}").is_file()) for t in tables
    }
    inputs = {t.name: combined([repr(t), digest_of(pieces[t.name])]) for t in tables}
    whole = combined(inputs.values())
    return (
        *(Unit(f"data {t.name}", inputs[t.name], files=partial(table_files, t, pieces[t.name])) for t in tables),
        Unit("data sqlite", whole, files=partial(sqlite_file, tables, pieces)),
        Unit("data xlsx", whole, files=partial(workbook_file, tables, pieces)),
        Unit("data descriptor", whole, files=partial(descriptor_files, tables)),
    )


def table_files(table: Combined, pieces: Sequence[Path]) -> Iterator[Asset]:
    """CSV (gzip) for programs, CSV (zip) for Excel, Parquet."""
    whole = gzipped(table, pieces)
    yield Asset(links.combined(table.name, "csv.gz"), whole)
    yield Asset(links.combined(table.name, EXCEL), excel_csv(table, pieces))
    yield Asset(links.combined(table.name, "parquet"), parquet(table, whole))


def gzipped(table: Combined, pieces: Iterable[Path]) -> bytes:
    """The whole table as CSV in one gzip member: a file may hold several (RFC 1952), but R's readr reads only the first."""
    buffer = io.BytesIO()
    with gzip.GzipFile("", "wb", 8, buffer, mtime=0) as archive:
        archive.write(csv_lines([[c.name for c in table.columns]]))
        for path in pieces:
            with gzip.open(path) as piece:
                shutil.copyfileobj(piece, archive)
    return buffer.getvalue()


def rows(pieces: Iterable[Path]) -> Iterator[list[str]]:
    """The rows of a table, piece by piece."""
    for path in pieces:
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "surrogatepass")
        yield from csv.reader(io.StringIO(text, newline=""))


def excel_csv(table: Combined, pieces: Sequence[Path]) -> bytes:
    """UTF-8 with BOM and Chinese heads, zipped; text that Excel would compute gets an apostrophe in front."""
    buffer = io.BytesIO()
    words = [index for index, column in enumerate(table.columns) if column.type == "string"]
    with (
        zipfile.ZipFile(buffer, "w") as archive,
        archive.open(packed.entry(f"{table.name}.csv"), "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, "utf-8", "surrogatepass", newline="") as text,
    ):
        text.write("\ufeff")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([c.title for c in table.columns])
        for row in rows(pieces):
            for index in words:
                row[index] = inert(row[index])
            writer.writerow(row)
    return buffer.getvalue()


def parquet(table: Combined, whole: bytes) -> bytes:
    """Amounts as exact decimals, other numbers as doubles, codes as text; a blank is NULL."""
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name) / "rows.csv.gz", Path(name) / "rows.parquet"
        source.write_bytes(whole)
        columns = ", ".join(f"'{c.name}': 'VARCHAR'" for c in table.columns)
        chosen = ", ".join(f'CAST("{c.name}" AS {_type(c)}) AS "{c.name}"' for c in table.columns)
        options: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1,
            "autoinstall_known_extensions": False,
            "memory_limit": "500MB",
        }
        with duckdb.connect(":memory:", config=options) as connection:
            read = (
                f"read_csv('{source}', header=true, auto_detect=false, delim=',', quote='\"', escape='\"', "
                f"max_line_size=20000000, columns={{{columns}}})"
            )
            # names of columns are those of the dictionary, the paths are our own
            connection.execute(f"COPY (SELECT {chosen} FROM {read}) TO '{target}' ({_WRITTEN})")  # noqa: S608
        return target.read_bytes()


def _type(column: Column) -> str:
    return f"DECIMAL(24, {PLACES})" if column.amount else _TYPES[column.type]


def sqlite_file(tables: Sequence[Combined], pieces: dict[str, tuple[Path, ...]]) -> Iterator[Asset]:
    """One database, zipped: a table with rows and the number of their package, a view with everything."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "budgets.sqlite"
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA synchronous = OFF")  # a file of a moment
        connection.execute("PRAGMA journal_mode = OFF")
        try:
            first, *others = tables
            _sqlite_table(connection, first.name, "id INTEGER PRIMARY KEY, ", first.columns)
            numbered = ([number, *row] for number, row in enumerate(rows(pieces[first.name]), start=1))
            _insert(connection, first.name, numbered, len(first.columns) + 1)
            numbers = dict(connection.execute("SELECT package, id FROM disclosures"))
            for table in others:
                own = table.columns[len(FRONT) :]
                _sqlite_table(
                    connection, f"{table.name}_rows", "disclosure INTEGER NOT NULL REFERENCES disclosures, ", own
                )
                cut = ([numbers[row[0]], *row[len(FRONT) :]] for row in rows(pieces[table.name]))
                _insert(connection, f"{table.name}_rows", cut, len(own) + 1)
                _view(connection, table.name, own)
            connection.commit()
        finally:
            connection.close()
        # the unit that a build waits for: harder would be 2 % smaller and twice as slow
        yield Asset(links.SQLITE, packed.zipped({"budgets.sqlite": file.read_bytes()}, level=6))


def _sqlite_table(connection: sqlite3.Connection, name: str, key: str, columns: Sequence[Column]) -> None:
    kinds = {"integer": "INTEGER", "number": "REAL", "string": "TEXT"}
    fields = ", ".join(f'"{c.name}" {kinds[c.type]}' for c in columns)
    connection.execute(f'CREATE TABLE "{name}" ({key}{fields})')


def _insert(connection: sqlite3.Connection, name: str, records: Iterable[Sequence[Any]], width: int) -> None:
    blank = ([cell or None for cell in record] for record in records)
    connection.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * width)})', blank)  # noqa: S608 - our names


def _view(connection: sqlite3.Connection, name: str, own: Sequence[Column]) -> None:
    front = ", ".join(f'd."{c.name}"' for c in FRONT)
    rest = "".join(f', r."{c.name}"' for c in own)
    connection.execute(
        f'CREATE VIEW "{name}" AS SELECT {front}{rest} FROM "{name}_rows" r JOIN disclosures d ON d.id = r.disclosure'  # noqa: S608
    )


def workbook_file(tables: Sequence[Combined], pieces: dict[str, tuple[Path, ...]]) -> Iterator[Asset]:
    """A sheet a table, as far as a workbook is of use; the first sheet names every table and what is not in here."""
    counts = {table.name: sum(1 for _ in rows(pieces[table.name])) for table in tables}
    chosen = {table.name for table in _chosen(tables, counts)}
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "部门预算公开数据", "created": downloads.NO_DATE})
        styles = downloads.Styles(book)
        cover = book.add_worksheet("说明")
        cover.set_column(0, 1, 32)
        cover.write_row(0, 0, ["表", "名称", "行数", "在本文件中"], styles.head)
        for index, table in enumerate(tables, start=1):
            files = " 或 ".join(f"{table.name}.{ending}" for ending, _ in ENDINGS)
            there = "有" if table.name in chosen else f"没有，见 {files}"
            cover.write_row(index, 0, [table.name, table.title, counts[table.name], there])
        for table in tables:
            if table.name in chosen:
                _sheet(book.add_worksheet(table.name[:31]), table, rows(pieces[table.name]), styles)
    yield Asset(links.XLSX, buffer.getvalue())


def _chosen(tables: Sequence[Combined], counts: dict[str, int]) -> Iterator[Combined]:
    """The tables for readers, in order, as many as fit."""
    left = _BOOK_CELLS
    for table in (t for t in tables if t.name not in FOR_PROGRAMS):
        cells = counts[table.name] * len(table.columns)
        if counts[table.name] <= _SHEET_ROWS and cells <= left:
            left -= cells
            yield table


def _sheet(sheet: Any, table: Combined, found: Iterator[list[str]], styles: downloads.Styles) -> None:
    fields = [Field(c.name, c.type, c.title, c.description, "") for c in table.columns]
    sheet.freeze_panes(1, 0)
    for column, field in enumerate(fields):
        sheet.write_string(0, column, downloads.clip(field.title, 255), styles.head)
    for index, row in enumerate(found, start=1):
        for column, (field, text) in enumerate(zip(fields, row, strict=True)):
            if text:
                downloads.write_cell(sheet, index, column, field, text, styles)


def descriptor_files(tables: Sequence[Combined]) -> Iterator[Asset]:
    """A data package of the combined tables, and the commands that make a DuckDB database of them."""
    resources = [
        {
            "name": table.name,
            "type": "table",
            "title": table.title,
            "path": f"{table.name}.csv.gz",
            "format": "csv",
            "mediatype": "text/csv",
            "compression": "gz",
            "encoding": "utf-8",
            "schema": {"fields": [_field(c) for c in table.columns], "missingValues": [""]},
        }
        for table in tables
    ]
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "department-budgets",
        "title": "部门预算公开数据：全部公开合在一起",
        "resources": resources,
    }
    yield Asset(links.COMBINED, json.dumps(descriptor, ensure_ascii=False, separators=(",", ":")).encode())
    lines = [f"CREATE OR REPLACE TABLE {t.name} AS FROM '{t.name}.parquet';\n" for t in tables]
    yield Asset(links.DUCKDB, "".join(lines).encode())


def _field(column: Column) -> dict[str, str]:
    found = {"name": column.name, "type": column.type, "title": column.title, "titleEn": column.title_en}
    return (
        found
        | ({"unit": "万元"} if column.amount else {})
        | ({"description": column.description} if column.description else {})
    )
