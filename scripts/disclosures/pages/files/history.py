"""The changes of the data as a file, and what is new as an Atom feed. The list is the converter's: `changes.csv`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from disclosures.catalogue import Catalogue, PackageError
from disclosures.pages import links
from disclosures.pages.files.structured import SITE, absolute
from disclosures.pages.output import Asset
from disclosures.text import inert

FILE = "changes.csv"
COLUMNS = ("date", "package", "resource", "row", "field", "before", "after", "reason")
_SHOWN = 50  # entries of the feed
_LINES = 20  # of one entry
_VALUE = 80  # characters of a value in it; the list has all of them
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class History:
    """The list of changes, titles by package that is on the site, and (date, package) of the latest published."""

    rows: Sequence[Mapping[str, str]]
    titles: Mapping[str, str]
    published: tuple[tuple[str, str], ...]


class _Entry(NamedTuple):
    """An entry of the feed; `event` tells it from others of its package."""

    day: str
    name: str
    event: str
    title: str
    summary: str


def read(catalogue: Catalogue) -> History:
    """The list as it is; only its head where nothing ever changed. Raises PackageError where it is no such list."""
    file = catalogue.folder / FILE
    text = file.read_bytes().decode("utf-8", "replace") if file.is_file() else ",".join(COLUMNS) + "\n"
    try:
        head, *lines = csv.reader(io.StringIO(text, newline="")) if text else ([],)
    except csv.Error:
        head, lines = [], []
    if tuple(head) != COLUMNS:
        raise PackageError(file, "不是数据的变化表", "请恢复版本库里的文件")
    for number, line in enumerate(lines, start=2):
        if len(line) != len(COLUMNS) or not _day(line[0]):
            remedy = "若是合并冲突的记号，请删去记号、两边的行都留下"
            raise PackageError(file, f"第 {number} 条不是一处变化", remedy)
    rows = [dict(zip(COLUMNS, line, strict=True)) for line in lines]
    dated = sorted(((_day(d.published), d.name) for d in catalogue.disclosures if _day(d.published)), reverse=True)
    wanted = {name for _, name in dated[:_SHOWN]} | {row["package"] for row in rows}
    titles = {d.name: d.title for d in catalogue.disclosures if d.name in wanted}
    return History(rows, titles, tuple(dated[:_SHOWN]))


def _day(text: str) -> str:
    """2026-04 → 2026-04-01; "" where it is no date."""
    full = f"{text}-01" if re.fullmatch(r"\d{4}-\d{2}", text) else text
    try:
        return full if _DAY.fullmatch(full) and date.fromisoformat(full) else ""
    except ValueError:
        return ""


def files(past: History, address: str) -> Iterator[Asset]:
    """The list, with text that a spreadsheet would compute made inert, and the feed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([inert(cell, numbers=True) for cell in row.values()] for row in past.rows)
    yield Asset(links.CHANGES, text.getvalue().encode())
    yield Asset(links.FEED, feed(past, address))


def feed(past: History, address: str) -> bytes:
    """What was published and what was changed, latest first, at most `_SHOWN` entries."""
    together: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in past.rows:
        together.setdefault((row["date"], row["package"]), []).append(row)
    changed = [
        _Entry(day, name, f"changed-{day}", f"{past.titles.get(name, name)}：数据有变化", _summary(lines))
        for (day, name), lines in together.items()
    ]
    new = [_Entry(day, name, "published", past.titles.get(name, name), "公开") for day, name in past.published]
    entries = sorted([*changed, *new], reverse=True)[:_SHOWN]
    updated = f"{entries[0].day}T00:00:00Z" if entries else "1980-01-01T00:00:00Z"
    body = Markup("\n").join(_written(entry, address, entry.name in past.titles) for entry in entries)
    text = Markup(
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh">\n'
        '<id>{id}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n<link rel="self" href="{address}"/>\n'
        "<author><name>{title}</name></author>\n{body}\n</feed>\n"
    ).format(
        id=_id(absolute(address, links.FEED)),
        address=absolute(address, links.FEED),
        title=SITE,
        updated=updated,
        body=body,
    )
    return _printable(text).encode()


def _summary(lines: Sequence[Mapping[str, str]]) -> str:
    said = [
        f"{r['resource']} {r['row']} {r['field']}：{_short(r['before'])} → {_short(r['after'])}" for r in lines[:_LINES]
    ]
    more = f"；共 {len(lines)} 处，全部见 {links.CHANGES}" if len(lines) > _LINES else ""
    return f"{lines[0]['reason']}：{'；'.join(said)}{more}"


def _short(value: str) -> str:
    return (value if len(value) <= _VALUE else f"{value[:_VALUE]}……") or "空白"


def _written(entry: _Entry, address: str, there: bool) -> Markup:
    """An entry; one of a package that is no longer there leads to the page that has the list."""
    page = absolute(address, links.disclosure(entry.name))
    return Markup(
        "<entry><id>{id}</id><title>{title}</title><updated>{day}T00:00:00Z</updated>"
        '<link href="{page}"/><summary>{summary}</summary></entry>'
    ).format(
        id=_id(f"{page}#{entry.event}"),
        page=page if there else absolute(address, links.DATA),
        day=entry.day,
        title=entry.title,
        summary=entry.summary,
    )


def _id(what: str) -> str:
    """An id as Atom wants it (RFC 4287, 4.2.6): an absolute one, also where the site does not know its own address."""
    return uuid5(NAMESPACE_URL, what).urn


def _printable(text: str) -> str:
    """Without what XML forbids."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
