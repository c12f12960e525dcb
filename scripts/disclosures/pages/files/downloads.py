"""The files of a disclosure: each CSV, one zip, one workbook, the originals. The same bytes on every run."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from disclosures.catalogue import Disclosure, Field, Resource, to_decimal
from disclosures.pages import labels, links, packed, source, tables
from disclosures.pages.files import descriptor
from disclosures.pages.output import Asset
from disclosures.pages.shelves import FOR_PROGRAMS

NO_DATE = dt.datetime(2000, 1, 1)
_CELL = 32_000  # Excel's limit is 32,767 characters
_ROWS = 1_048_575
_UNFIT = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def files(item: Disclosure) -> tuple[Asset, ...]:
    """Every file of this disclosure."""
    tables_held = descriptor.tables(item)
    originals = [
        Asset(source.published_name(item, i), s.file.read_bytes())
        for i, s in enumerate(item.sources)
        if s.file and not source.is_on_its_page(s)
    ]
    return (
        *tables_held,
        descriptor.descriptor(item, tables_held),
        Asset(links.archive(item.name), archive(item)),
        Asset(links.workbook(item.name), workbook(item)),
        *originals,
    )


def archive(item: Disclosure) -> bytes:
    """The package as it is, with its originals: unzipped it is again a valid data package that needs nothing else."""
    members = {"datapackage.json": descriptor.whole(item)}
    for resource in item.resources.values():
        members[resource.file.relative_to(item.folder.resolve()).as_posix()] = resource.file.read_bytes()
    for index, entry in enumerate(item.sources, start=1):
        if entry.file:
            folder = f"originals/{index}" if len(item.sources) > 1 else "originals"
            members[f"{folder}/{PurePosixPath(entry.path).name}"] = entry.file.read_bytes()
    return packed.zipped({f"{item.name}/{name}": content for name, content in sorted(members.items())})


def workbook(item: Disclosure) -> bytes:
    """One sheet a table: frozen head, numbers as numbers, everything else as text that is never a formula.

    Where the values are printed, and each check that was made, is for programs, which have it as CSV: most of the cells
    for the fewest readers. What did not hold is among the findings, which are here.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": clip(item.title, 200), "created": _created(item)})
        styles = Styles(book)
        _cover(book, item, styles)
        taken = {"说明"}
        titles = tables.display_titles(item)
        for resource in (r for r in item.resources.values() if r.name not in FOR_PROGRAMS):
            _sheet(book.add_worksheet(sheet_name(titles[resource.name], taken)), resource, styles)
    with zipfile.ZipFile(buffer) as made:  # its writer has no say in how hard it is compressed
        return packed.zipped({name: made.read(name) for name in made.namelist()})


class Styles:
    """The few formats of the workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"font_size": 10, "valign": "top"}
        self.head: Format = book.add_format(
            {**base, "bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#E9F0F6", "valign": "vcenter"}
        )
        self.text: Format = book.add_format({**base, "num_format": "@"})
        self.wrap: Format = book.add_format({**base, "num_format": "@", "text_wrap": True})
        self.money: Format = book.add_format({**base, "num_format": "#,##0.00"})
        self.exact: Format = book.add_format({**base, "num_format": "#,##0.00####"})
        self.whole: Format = book.add_format({**base, "num_format": "0"})
        self.title: Format = book.add_format({"bold": True, "font_size": 14})


def _created(item: Disclosure) -> dt.datetime:
    try:
        stamp = dt.datetime.fromisoformat(item.created.replace("Z", "+00:00"))
    except ValueError:
        stamp = dt.datetime(item.year if 1900 < item.year < 9999 else 2000, 1, 1)
    return stamp.replace(tzinfo=None, microsecond=0)


def _cover(book: xlsxwriter.Workbook, item: Disclosure, styles: Styles) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    lines = [
        ("部门", item.department),
        ("地区", item.division),
        ("年度", str(item.year)),
        ("公开日期", item.published or "未印"),
        ("单位", "金额一律为万元；空格是原表空白，0 是原表印着零"),
        ("数据包", item.name),
        ("原文", "；".join(s.title for s in item.sources)),
        ("原文校验码", "；".join(s.hash for s in item.sources)),
        (
            "没有收入",
            "逐项核对记录、发现涉及的格子、各数在原文的位置：行数很多，见同一下载页的 CSV.gz（checks、finding_cells、"
            "positions），ZIP 里有不压缩的 CSV",
        ),
        ("用法", "每张表一页；“行的性质”为“明细”的行相加不会重复计算。程序请用 CSV，字段名和代码在那里"),
    ]
    sheet.write_string(0, 0, clip(item.title, 255), styles.title)
    for index, (label, text) in enumerate(lines, start=2):
        sheet.write_string(index, 0, label, styles.text)
        sheet.write_string(index, 1, clip(text), styles.wrap)


def sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters, none that Excel refuses, unique whatever the case."""
    base = _UNFIT.sub("", title).strip("' ") or "表"
    for number in range(1, 1000):
        tail = "" if number == 1 else f"（{number}）"
        name = base[: 31 - len(tail)] + tail
        if name.lower() not in taken and name.lower() != "history":
            taken.add(name.lower())
            return name
    return hashlib.sha256(title.encode()).hexdigest()[:31]


def _sheet(sheet: Worksheet, resource: Resource, styles: Styles) -> None:
    rows = resource.rows()[:_ROWS]
    sheet.freeze_panes(1, 0)
    for column, field in enumerate(resource.fields):
        sheet.write_string(0, column, clip(field.title, 255), styles.head)
        texts = [row.text(field.name) for row in rows[:200]]
        sheet.set_column(column, column, _width(field.title, texts))
    for index, row in enumerate(rows, start=1):  # row by row: the texts of a row stand together, and compress better
        for column, field in enumerate(resource.fields):
            if text := row.text(field.name):
                write_cell(sheet, index, column, field, text, styles)
    if resource.fields and rows:
        sheet.autofilter(0, 0, len(rows), len(resource.fields) - 1)


def write_cell(sheet: Worksheet, row: int, column: int, field: Field, text: str, styles: Styles) -> None:
    """A number as a number, anything else as text that Excel never takes for a formula or an address."""
    number = to_decimal(text) if field.type in ("number", "integer") else None
    if number is None or len(number.as_tuple().digits) > 15:
        style = styles.wrap if len(text) > 30 else styles.text
        sheet.write_string(row, column, clip(labels.value(field.name, text)), style)
        return
    exponent = number.as_tuple().exponent
    exact = isinstance(exponent, int) and exponent < -2
    style = styles.whole if field.type == "integer" else styles.exact if exact else styles.money
    sheet.write_number(row, column, float(number), style)


def clip(text: str, limit: int = _CELL) -> str:
    """Text that Excel takes: no control characters, not too long."""
    text = _CONTROL.sub("", text)
    return text if len(text) <= limit else text[: limit - 12] + "……（全文见 CSV）"


def _width(title: str, texts: Sequence[str]) -> int:
    """Wide enough for most cells, Chinese counted double, never more than a third of a screen."""
    longest = max((sum(2 if ord(c) > 0x2E7F else 1 for c in t[:80]) for t in texts), default=0)
    head = sum(2 if ord(c) > 0x2E7F else 1 for c in title) // 2
    return max(8, min(48, max(longest, head) + 2))
