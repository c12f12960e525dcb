"""Pages written from data: the dictionary from the schemas, the list of downloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from disclosures.pages import labels, links
from disclosures.pages.output import Heading, Page, Rendered
from disclosures.pages.render import render

Schemas = Mapping[str, Mapping[str, Any]]

_TYPES = {
    "string": "文字",
    "number": "数",
    "integer": "整数",
    "date": "日期",
    "year": "年",
    "boolean": "是否",
}


def dictionary_page(schemas: Schemas) -> Page:
    """Every table and every field."""

    def body() -> Rendered:
        return Rendered(render("dictionary.html", links.DICTIONARY, tables=_tables(schemas)))

    return Page(
        path=links.DICTIONARY,
        title="数据字典",
        description="每张表、每个字段的名字、类型、含义",
        headings=(Heading("ground", "通则"), Heading("kinds", "行的种类"), Heading("tables", "各表字段")),
        render=body,
    )


def _tables(schemas: Schemas) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "title": _table_title(name, str(schema.get("title") or name)),
            "description": schema.get("description") or "",
            "fields": [_field(f) for f in schema.get("fields", ())],
        }
        for name, schema in schemas.items()
    ]


def _table_title(name: str, title: str) -> str:
    """One printed table may be several resources: say which part."""
    return f"{title}：{labels.PARTS[name]}" if name in labels.PARTS else title


def _field(raw: Mapping[str, Any]) -> dict[str, str]:
    constraints = raw.get("constraints") or {}
    words = []
    if constraints.get("required"):
        words.append("必填")
    if constraints.get("enum"):
        name = str(raw.get("name"))
        words.append("、".join(_code(name, str(v)) for v in constraints["enum"]))
    if constraints.get("pattern"):
        words.append(f"格式 {constraints['pattern']}")
    return {
        "name": str(raw.get("name", "")),
        "title": str(raw.get("title") or raw.get("name", "")),
        "english": str(raw.get("titleEn") or raw.get("title_en") or ""),
        "type": _TYPES.get(str(raw.get("type", "string")), str(raw.get("type"))),
        "description": str(raw.get("description") or ""),
        "constraints": "；".join(words),
    }


def _code(field: str, code: str) -> str:
    words = labels.value(field, code)
    return code if words == code else f"{code} {words}"
