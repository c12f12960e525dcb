"""Pages written from data: the dictionary from the schemas, the rules from the rules, the list of downloads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from disclosures.pages import labels, links
from disclosures.pages.output import Heading, Page, Rendered
from disclosures.pages.render import render
from disclosures.pages.shelves import Entry, Shelves

Schemas = Mapping[str, Mapping[str, Any]]
Rules = Sequence[Mapping[str, Any]]

_KNOWN = {"id", "severity", "group", "title", "formula", "basis", "scope"}
_UNGROUPED = "其他"
_TYPES = {
    "string": "文字",
    "number": "数",
    "integer": "整数",
    "date": "日期",
    "year": "年",
    "boolean": "是否",
}
_SHOWN_BROKEN = 5


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


def rules_page(rules: Rules, shelves: Shelves) -> Page:
    """Every rule, with how often it held and failed over all disclosures, and where it failed last."""

    def body() -> Rendered:
        known = [_rule(r) for r in rules]
        ids = {r["id"] for r in known}
        seen = {rule for e in shelves.entries for rule in e.facts.rules}
        known += [_rule({"id": rule}) for rule in sorted(seen - ids)]
        groups: dict[str, list[dict[str, Any]]] = {}
        for rule in known:
            groups.setdefault(rule["group"], []).append(rule)
        html = render(
            "rules.html", links.RULES, groups=groups, count=len(known), tally=_tally(shelves.entries), labels=labels
        )
        return Rendered(html)

    return Page(
        path=links.RULES,
        title="核对规则",
        description="每条核对规则：算什么，依据什么，不符时算什么",
        headings=(Heading("outcomes", "四种结果"), Heading("rules", "全部规则")),
        render=body,
    )


def _tally(entries: Sequence[Entry]) -> dict[str, tuple[Counter[str], list[Entry]]]:
    """Outcomes of each rule over all disclosures, and the first few disclosures that break it."""
    found: dict[str, tuple[Counter[str], list[Entry]]] = {}
    for entry in entries:
        for rule, counts in entry.facts.rules.items():
            sums, broken = found.setdefault(rule, (Counter(), []))
            sums.update(counts)
            if counts.get("fail") and len(broken) < _SHOWN_BROKEN:
                broken.append(entry)
    return found


def _rule(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Whatever keys a rule has are shown: the known ones in their place, others by name below."""
    return {
        "id": str(raw.get("id", "")),
        "severity": str(raw.get("severity", "")),
        "group": str(raw.get("group") or _UNGROUPED),
        "title": str(raw.get("title") or raw.get("id", "")),
        "formula": _words(raw.get("formula")),
        "basis": _words(raw.get("basis")),
        "scope": _words(raw.get("scope")),
        "other": [(str(k), _words(v)) for k, v in raw.items() if k not in _KNOWN and _words(v)],
    }


def _words(value: Any) -> str:
    """A value of the rules' file as words."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(map(_words, value))
    if isinstance(value, dict):
        return "；".join(f"{k}：{_words(v)}" for k, v in value.items())
    return str(value)
