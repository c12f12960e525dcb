"""A review as SARIF 2.1.0, which code hosts and editors show beside the file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from disclosures.model import Place, Source
from disclosures.places import place_of
from disclosures.review.remarks import Cell, Remark, title_of
from disclosures.review.reviewed import Review
from disclosures.rulebook import Rule, rules

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL = {"error": "error", "warning": "warning", "info": "note"}
_MOST_RELATED = 50
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def as_sarif(reviews: Sequence[Review]) -> str:
    """One run with every review: rules with their help, a result for each finding."""
    used = {remark.finding.rule for review in reviews for remark in review.remarks}
    named = [*(name for name in rules() if name in used), *sorted(used - set(rules()))]
    run = {
        "tool": {"driver": {"name": "部门预算公开自查", "rules": [_rule(name, rules().get(name)) for name in named]}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(review, one, named.index(one.finding.rule)) for review in reviews for one in review.remarks
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": name}
    help_text = "\n".join(part for part in (rule.formula, f"依据：{rule.basis}", rule.explanation) if part)
    return {
        "id": name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.formula},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {"tags": [rule.group]},
    }


def _result(review: Review, one: Remark, index: int) -> dict[str, Any]:
    finding = one.finding
    said = "\n".join(part for part in (finding.message, one.sum, one.right) if part)
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVEL[finding.severity],
        "message": {"text": said},
        "locations": [_location(review, _place(review, one), _logical(review, one))],
        "properties": {"origin": finding.origin, "place": one.place, "expected": finding.expected},
    }
    others = [_related(review, cell, number) for number, cell in enumerate(one.cells[1 : _MOST_RELATED + 1], 1)]
    return found | ({"relatedLocations": others} if others else {})


def _place(review: Review, one: Remark) -> Place:
    """Where the first cell of a finding stands, else its row, else its table."""
    if one.cells:
        return one.cells[0].spoken.place
    table = next((t for t in review.disclosure.tables if t.resource == one.finding.resource), None)
    if table is None:
        return Place()
    if one.finding.row and one.finding.row <= len(table.records):
        return place_of(table, table.records[one.finding.row - 1], one.finding.field or "row")
    return table.place


def _location(review: Review, place: Place, logical: dict[str, str] | None) -> dict[str, Any]:
    source = review.disclosure.sources[(place.document or 1) - 1]
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(source.path)}}
    if place.line is not None and _is_text(source):
        physical["region"] = {"startLine": place.line}
    found: dict[str, Any] = {"physicalLocation": physical}
    if logical:
        found["logicalLocations"] = [logical]
    about = {"page": place.page, "line": place.line, "box": place.box, "reference": place.reference}
    own = {name: value for name, value in about.items() if value is not None}
    return found | ({"properties": own} if own else {})


def _logical(review: Review, one: Remark) -> dict[str, str] | None:
    finding = one.finding
    if finding.resource is None:
        return None
    table = next((t for t in review.disclosure.tables if t.resource == finding.resource), None)
    parts = [finding.resource, str(finding.row or ""), finding.field or ""]
    return {
        "name": title_of(table) if table else one.table or finding.resource,
        "fullyQualifiedName": "/".join(part for part in parts if part),
        "kind": "resource",
    }


def _related(review: Review, cell: Cell, number: int) -> dict[str, Any]:
    at = cell.spoken.address
    logical = {"name": cell.label, "fullyQualifiedName": f"{at.resource}/{at.row}/{at.field}", "kind": "member"}
    found = _location(review, cell.spoken.place, logical)
    return {"id": number, **found, "message": {"text": f"{cell.label} {cell.shown}"}}


def _uri(path: str) -> str:
    """A path as SARIF wants it: relative, with slashes, every other byte than plain ones as %XX."""
    relative = path.replace("\\", "/").lstrip("/").encode()
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in relative)


def _is_text(source: Source) -> bool:
    return source.media_type.startswith("text/")
