"""A disclosure as the files of a data package: `datapackage.json` (Data Package v2) and one CSV a resource."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from disclosures.identity import package_name
from disclosures.model import (
    Check,
    Correction,
    Disclosure,
    Finding,
    Identity,
    Record,
    Repair,
    Sheet,
    Source,
    Table,
    Value,
)
from disclosures.places import finding_cells, positions
from disclosures.scans import by_document
from disclosures.schemas import RECORDS, field_order, resource_names, resource_title, schema
from disclosures.terms import LEVEL
from disclosures.text import plain

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
VERSION = "1.0.0"
_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "整理与核对部分：知识共享署名 4.0；原文为政府依法公开的信息",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_PROSE = ("duties", "units", "glossary", "statements")
_NEARLY_ALL = 0.8


def files(disclosure: Disclosure, code: str, description_hash: str | None) -> dict[str, bytes]:
    """Path inside the package → content. `code` is the fingerprint of the converter."""
    tables = _in_order([*disclosure.tables, *_record_tables(disclosure)])
    found: dict[str, bytes] = {}
    resources = []
    for table in tables:
        data = csv_bytes(table.fields, table.records)
        path = f"data/{table.resource}.csv"
        found[path] = data
        resources.append(_resource(table, path, data, disclosure.sources))
    descriptor = _descriptor(disclosure, resources, code, description_hash)
    found["datapackage.json"] = (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()
    return found


def csv_bytes(fields: Sequence[str], records: Iterable[Record]) -> bytes:
    """UTF-8, no BOM, LF, comma; blanks for None, decimals without exponent."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(fields)
    for record in records:
        writer.writerow([_cell(record.get(name)) for name in fields])
    return text.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else str(value).replace("\r", " ")


def _in_order(tables: Iterable[Table]) -> list[Table]:
    order = {name: index for index, name in enumerate(resource_names())}
    first_record = min(order[name] for name in RECORDS)
    return sorted(tables, key=lambda t: (order.get(t.resource, first_record - 0.5), t.resource))


# --- what the conversion says of itself ----------------------------------------------------------------------------


def _record_tables(disclosure: Disclosure) -> list[Table]:
    several = len(disclosure.sources) > 1
    return [
        _records("findings", (_finding(f) for f in disclosure.findings)),
        _records("repairs", (_repair(r) for r in disclosure.repairs)),
        _records("checks", (_check(c) for c in disclosure.checks)),
        _records("corrections", (_correction(c) for c in disclosure.description.corrections)),
        _records(
            "finding_cells", finding_cells(disclosure.findings, {t.resource: t for t in disclosure.tables}), several
        ),
        _records(
            "positions", positions(_in_order(disclosure.tables), set(disclosure.recognised), disclosure.sums), several
        ),
    ]


def _records(resource: str, rows: Iterable[dict[str, Value]], several: bool = False) -> Table:
    """What the conversion says of itself as a table; `several`: there is more than one document."""
    fields = tuple(name for name in field_order(resource) if several or name != "source_document")
    numbered = tuple({"row": i, **row} for i, row in enumerate(rows, 1))
    return Table(resource, resource, resource_title(resource), fields, numbered)


def _finding(one: Finding) -> dict[str, Value]:
    return {
        "rule": one.rule, "severity": one.severity, "origin": one.origin, "resource": one.resource, "row_ref": one.row,
        "field": one.field, "printed": one.printed, "expected": one.expected, "difference": one.difference,
        "message": one.message, "review": one.review, "review_reason": one.review_reason,
    }  # fmt: skip


def _repair(one: Repair) -> dict[str, Value]:
    return {
        "resource": one.resource, "row_ref": one.row, "field": one.field, "printed": one.printed,
        "published": one.published, "rule": one.rule, "evidence": one.evidence,
    }  # fmt: skip


def _check(one: Check) -> dict[str, Value]:
    return {
        "rule": one.rule, "resource": one.resource, "row_ref": one.row, "outcome": one.outcome, "left": one.left,
        "right": one.right, "difference": one.difference, "reason": one.reason,
    }  # fmt: skip


def _correction(one: Correction) -> dict[str, Value]:
    return {
        "action": one.action, "rule": one.rule, "resource": one.resource, "row_ref": one.row, "field": one.field,
        "old_value": one.old, "new_value": one.new, "review_reason": one.reason, "evidence": one.source,
        "date": one.date,
    }  # fmt: skip


# --- descriptors ---------------------------------------------------------------------------------------------------


def _resource(table: Table, path: str, data: bytes, sources: Sequence[Source]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "$schema": RESOURCE_PROFILE,
        "name": table.resource,
        "type": "table",
        "path": path,
        "title": table.title or resource_title(table.resource),
    }
    if table.description:
        found["description"] = table.description
    if table.resource not in RECORDS:
        found |= {"printed_unit": table.unit, "pages": _pages(table)}
        found |= _recognised(table.recognised)
        if len(sources) > 1:
            found["source_documents"] = _documents(table, sources)
    found |= {
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "schema": _schema(table),
    }  # fmt: skip
    return found


def _recognised(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """`recognised_pages`, and in which of several files they stand: `source_document` as rows have it."""
    if not sheets:
        return {}
    found: dict[str, Any] = {"recognised_pages": sorted({page for _, page in sheets})}
    if any(document is not None for document, _ in sheets):
        by_file = by_document(sheets).items()
        found["recognised_in"] = [{"source_document": document, "pages": pages} for document, pages in by_file]
    return found


def _pages(table: Table) -> list[int]:
    return sorted({page for r in table.records if isinstance(page := r.get("source_page"), int)})


def _documents(table: Table, sources: Sequence[Source]) -> list[str]:
    """The files that a table was read from, as `sources` names them; those of its rows, else that of its title."""
    numbers = {n for r in table.records if isinstance(n := r.get("source_document"), int)}
    return [sources[n - 1].path for n in sorted(numbers or {table.place.document or 1})]


def _schema(table: Table) -> dict[str, Any]:
    found = schema(table.resource, table.fields, table.titles)
    if table.resource == "performance_indicators":
        reference = {"resource": "performance_projects", "fields": ["row"]}
        found["foreignKeys"] = [{"fields": ["project_row"], "reference": reference}]
    if table.resource == "finding_cells":
        found["foreignKeys"] = [{"fields": ["finding"], "reference": {"resource": "findings", "fields": ["row"]}}]
    return found


def _descriptor(
    disclosure: Disclosure, resources: list[dict[str, Any]], code: str, description_hash: str | None
) -> dict[str, Any]:
    identity = disclosure.identity
    return {
        "$schema": PROFILE,
        "name": package_name(identity),
        "title": f"{identity.department} {identity.year} 年{LEVEL[identity.level]}公开",
        "version": VERSION,
        "created": _created(identity),
        "licenses": [_licence(disclosure)],
        "keywords": ["部门预算", str(identity.year), identity.division or "", identity.department],
        "contributors": [
            {"title": identity.department, "roles": ["author"]},
            {"title": "部门预算公开数据", "roles": ["wrangler"]},
        ],
        "sources": _sources(disclosure),
        "disclosure": _disclosure(disclosure, identity),
        "conversion": {"code": code, "description": description_hash},
        "resources": resources,
    }


def _created(identity: Identity) -> str:
    """When the data came into being, from the data: the printed date, its first day where only year or month is known."""
    printed = identity.published or str(identity.year)
    return f"{printed}{'-01-01'[max(0, len(printed) - 4) :]}T00:00:00Z"


def _licence(disclosure: Disclosure) -> Mapping[str, str]:
    stated = disclosure.description.licence
    return {**_LICENCE, "title": f"{_LICENCE['title']}（原文注明：{stated}）"} if stated else _LICENCE


def _sources(disclosure: Disclosure) -> list[dict[str, str]]:
    received, url = disclosure.description.received, disclosure.description.url
    found = [
        {"title": one.path.rsplit("/", 1)[-1], "path": one.path, "hash": f"sha256:{one.sha256}",
         "mediatype": one.media_type} | ({"received": received} if received else {})
        for one in disclosure.sources
    ]  # fmt: skip
    return [*found, {"title": "公开网址", "path": url}] if url else found


def _printed_unit(tables: Sequence[Table]) -> str:
    """The unit of all tables but a few (a 三公 table in 万元 among tables in 元); each resource says its own."""
    units = Counter(table.unit for table in tables if table.unit)
    if not units:
        return "万元"
    unit, times = units.most_common(1)[0]
    return unit if times >= _NEARLY_ALL * units.total() else "mixed"


def _disclosure(disclosure: Disclosure, identity: Identity) -> dict[str, Any]:
    printed = [t for t in disclosure.tables if t.resource not in _PROSE]
    found: dict[str, Any] = {
        "kind": "department_budget",
        "department": identity.department,
        "department_id": identity.department_id,
        "level": identity.level,
        "parent_department": identity.parent_department,
        "division_code": identity.division_code,
        "division": identity.division,
        "year": identity.year,
        "published": identity.published,
        "printed_unit": _printed_unit(printed),
        "tables_listed": list(disclosure.listed),
        "tables_found": [t.resource for t in _in_order(printed)],
    }
    found |= _recognised(disclosure.recognised)
    if disclosure.description.reason:
        found["correction"] = disclosure.description.reason
    return found
