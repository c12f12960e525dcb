"""The changes of the data as a file, and what is new as an Atom feed. The list is the converter's: `changes.csv`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from disclosures.catalogue import Catalogue, PackageError
from disclosures.pages import links
from disclosures.pages.files.structured import SITE, absolute
from disclosures.pages.output import Asset

FILE = "changes.csv"
COLUMNS = ("date", "package", "resource", "row", "field", "before", "after", "reason")
_SHOWN = 50  # entries of the feed
_LINES = 20  # of one entry
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class History:
    """The list of changes as text, titles by package, and (date, package) of the latest published."""

    text: str
    titles: Mapping[str, str]
    published: tuple[tuple[str, str], ...]


def read(catalogue: Catalogue) -> History:
    """The list as it is; only its head where nothing ever changed. Raises PackageError where it is no such list."""
    file = catalogue.folder / FILE
    text = file.read_bytes().decode("utf-8", "replace") if file.is_file() else ",".join(COLUMNS) + "\n"
    if text.partition("\n")[0].strip() != ",".join(COLUMNS):
        raise PackageError(file, "不是数据的变化表", "请恢复版本库里的文件")
    dated = sorted(((_day(d.published), d.name) for d in catalogue.disclosures if _day(d.published)), reverse=True)
    wanted = {name for _, name in dated[:_SHOWN]} | {row["package"] for row in csv.DictReader(io.StringIO(text))}
    titles = {d.name: d.title for d in catalogue.disclosures if d.name in wanted}
    return History(text, titles, tuple(dated[:_SHOWN]))


def _day(text: str) -> str:
    """2026-04 → 2026-04-01; "" where it is no date."""
    full = f"{text}-01" if re.fullmatch(r"\d{4}-\d{2}", text) else text
    return full if _DAY.fullmatch(full) else ""


def files(past: History, address: str) -> Iterator[Asset]:
    """The list and the feed."""
    yield Asset(links.CHANGES, past.text.encode())
    yield Asset(links.FEED, feed(past, address))


def feed(past: History, address: str) -> bytes:
    """What was published and what was changed, latest first, at most `_SHOWN` entries."""
    rows = [row for row in csv.DictReader(io.StringIO(past.text, newline="")) if _day(row["date"] or "")]
    changed = [
        (day, name, f"{past.titles.get(name, name)}：数据有变化", _summary(list(lines)))
        for (day, name), lines in groupby(rows, lambda row: (row["date"], row["package"]))
    ]
    new = [(day, name, past.titles.get(name, name), "公开") for day, name in past.published]
    entries = sorted([*changed, *new], reverse=True)[:_SHOWN]
    updated = f"{entries[0][0]}T00:00:00Z" if entries else "1980-01-01T00:00:00Z"
    body = Markup("\n").join(_entry(*entry, address) for entry in entries)
    text = Markup(
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh">\n'
        '<id>{id}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n<link rel="self" href="{id}"/>\n'
        "<author><name>{title}</name></author>\n{body}\n</feed>\n"
    ).format(id=absolute(address, links.FEED), title=SITE, updated=updated, body=body)
    return _printable(text).encode()


def _summary(lines: list[dict[str, str]]) -> str:
    said = [
        f"{r['resource']} {r['row']} {r['field']}：{r['before'] or '空白'} → {r['after'] or '空白'}"
        for r in lines[:_LINES]
    ]
    more = f"；共 {len(lines)} 处，全部见 {links.CHANGES}" if len(lines) > _LINES else ""
    return f"{lines[0]['reason']}：{'；'.join(said)}{more}"


def _entry(day: str, name: str, title: str, summary: str, address: str) -> Markup:
    page = absolute(address, links.disclosure(name))
    return Markup(
        "<entry><id>{page}#{day}</id><title>{title}</title><updated>{day}T00:00:00Z</updated>"
        '<link href="{page}"/><summary>{summary}</summary></entry>'
    ).format(page=page, day=day, title=escape(title), summary=summary)


def _printable(text: str) -> str:
    """Without what XML forbids."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
