"""JSON for programs at permanent addresses: a static API, a DCAT catalogue, code lists.

Nothing grows with the number of disclosures but the file of their division. Rows stand once, in the CSV that each
answer leads to; addresses that differ in a name only stand once, as a template with `{name}` (RFC 6570, level 1).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from disclosures import codes
from disclosures.pages import labels, links
from disclosures.pages.figures.facts import LABELS
from disclosures.pages.files import structured
from disclosures.pages.files.combined import ENDINGS, Combined
from disclosures.pages.output import Asset
from disclosures.pages.shelves import Division, Entry

_LISTS = ("functional", "department", "government")


def _json(path: str, content: Any) -> Asset:
    return Asset(path, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def index_files(divisions: Sequence[tuple[str, str, int]], tables: Sequence[Combined], address: str) -> Iterator[Asset]:
    """The entrance and one file a table; `divisions` are (code, name, number of disclosures)."""
    site = address.rstrip("/")
    yield _json(links.API, {
        "version": "1",
        "title": "部门预算公开数据",
        "site": site or None,
        "note": "地址都相对于网站首页；这些地址永久不变。Addresses are relative to the site's root and permanent.",
        "unit": "万元 (10,000 CNY)",
        "figures": LABELS,
        "divisions": [
            {"code": code, "name": name, "disclosures": count, "url": links.api_division(code)}
            for code, name, count in divisions
        ],
        "tables": [{"name": t.name, "title": t.title, "url": links.api_table(t.name)} for t in tables],
        "combined": {"datapackage": links.COMBINED, "sqlite": links.SQLITE, "xlsx": links.XLSX, "duckdb": links.DUCKDB},
        "codes": links.CODES,
        "changes": links.CHANGES,
        "feed": links.FEED,
        "dcat": links.DCAT,
    })  # fmt: skip
    for table in tables:
        fields = [
            {"name": c.name, "type": c.type, "title": c.title, "titleEn": c.title_en, "unit": "万元" if c.amount else None,
             "description": c.description or None}
            for c in table.columns
        ]  # fmt: skip
        files = {words: links.combined(table.name, ending) for ending, words in ENDINGS}
        yield _json(
            links.api_table(table.name), {"name": table.name, "title": table.title, "files": files, "fields": fields}
        )
    yield Asset(links.CODES, code_lists())


def division_file(division: Division) -> Iterator[Asset]:
    """A place with its departments and their disclosures."""
    departments = [
        {"id": d.id, "name": d.name, "page": links.department(d.id), "disclosures": [_brief(e) for e in d.entries]}
        for d in division.departments
    ]
    content = {"code": division.code, "name": division.name, "page": links.division(division.code),
               "dcat": links.dcat_division(division.code), "disclosure_url": links.api_disclosure("{package}"),
               "disclosure_page": links.disclosure("{package}")}  # fmt: skip
    yield _json(links.api_division(division.code), {**content, "departments": departments})


def _brief(entry: Entry) -> dict[str, Any]:
    item = entry.item
    figures = {name: _number(f.value) for name, f in entry.facts.figures.items()}
    return {
        "package": item.name, "year": item.year, "level": item.level, "title": item.title, "figures": figures,
    }  # fmt: skip


def _number(value: Any) -> str:
    """Amounts as text, exact: a JSON number is read as a binary one."""
    return str(value)


def disclosure_file(entry: Entry, address: str) -> Asset:
    """One disclosure: figures with the row that prints them, checks, tables with their addresses."""
    item, facts = entry.item, entry.facts
    figures = {
        name: {"value": _number(f.value), "resource": f.resource, "row": f.row or None}
        for name, f in facts.figures.items()
    }
    tables = [
        {
            "name": r.name,
            "title": r.title,
            "rows": len(r.rows()),
            "file": PurePosixPath(links.csv(item.name, r.name)).name,
        }
        for r in item.resources.values()
    ]
    return _json(links.api_disclosure(item.name), {
        "package": item.name, "title": item.title, "department": item.department, "department_id": item.department_id,
        "level": item.level, "parent_department": item.parent_department or None,
        "division_code": item.division_code or None, "division": item.division or None, "year": item.year,
        "published": item.published or None, "version": item.version or None, "unit": "万元",
        "page": links.disclosure(item.name), "datapackage": links.descriptor(item.name),
        "zip": links.archive(item.name), "xlsx": links.workbook(item.name),
        "sources": [{"title": s.title, "hash": s.hash or None} for s in item.sources],
        "citation": {
            "gbt7714": structured.gbt7714(item, address, "引用日期"), "bibtex": structured.bibtex(item, address),
        },
        "figures": figures, "checks": dict(sorted(facts.outcomes.items())), "tables": tables,
        "table_csv": str(PurePosixPath(links.csv(item.name, "x")).with_name("{file}")),
        "table_page": f"{links.disclosure(item.name)}#t-{{name}}",
    })  # fmt: skip


def code_lists() -> bytes:
    """Every code with its meaning: the official lists as far as they are known here, and our own words."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["list", "code", "name"])
    for which in _LISTS:
        writer.writerows(
            [f"{which}_economic" if which != "functional" else which, c, n] for c, n in codes.names(which).items()
        )
    enums: Mapping[str, Mapping[str, str]] = labels.ENUMS
    for name, words in enums.items():
        writer.writerows([name, code, said] for code, said in words.items())
    return text.getvalue().encode()
