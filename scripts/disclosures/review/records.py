"""A review as data: JSON with everything, CSV with one row a finding."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from disclosures.model import Value
from disclosures.places import edges
from disclosures.review.remarks import Cell, Remark, one_line
from disclosures.review.reviewed import Review
from disclosures.text import inert, plain

_HEAD = (
    "序号", "文件", "规则", "规则名称", "轻重", "归类", "表", "位置", "资源", "行", "栏", "印出",
    "应为", "差额", "说明", "算式", "怎样才对",
)  # fmt: skip


def as_json(reviews: Sequence[Review]) -> str:
    """Every review with its findings, their cells, repairs and what could not be checked."""
    found = {"files": [_review(one) for one in reviews]}
    return json.dumps(found, ensure_ascii=False, indent=2, default=_text) + "\n"


def _text(value: object) -> str:
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)


def _review(one: Review) -> dict[str, Any]:
    return {
        "file": one.shown,
        "identity": asdict(one.disclosure.identity),
        "tables_found": list(one.found),
        "tables_missing": list(one.missing),
        "outcomes": dict(one.outcomes),
        "findings": [_remark(remark) for remark in one.remarks],
        "repairs": [asdict(repair) for repair in one.disclosure.repairs],
        "not_evaluable": [asdict(unchecked) for unchecked in one.unchecked],
    }


def _remark(one: Remark) -> dict[str, Any]:
    finding = one.finding
    return {
        "number": one.number, "rule": finding.rule, "rule_title": one.title, "severity": finding.severity,
        "origin": finding.origin, "table": one.table or None, "place": one.place or None,
        "resource": finding.resource, "row_ref": finding.row, "field": finding.field, "printed": finding.printed,
        "expected": finding.expected, "difference": finding.difference, "message": finding.message,
        "sum": one.sum or None, "right": one.right or None, "cells": [_cell(cell) for cell in one.cells],
    }  # fmt: skip


def _cell(cell: Cell) -> dict[str, Value]:
    at, place = cell.spoken.address, cell.spoken.place
    return {
        "resource": at.resource, "row_ref": at.row, "field": at.field, "role": cell.spoken.role,
        "published": cell.spoken.value, **place.fields(), **edges(place),
    }  # fmt: skip


def as_csv(reviews: Sequence[Review]) -> str:
    """One row a finding, for a spreadsheet: with a BOM, so that Excel reads Chinese, and no cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for review in reviews:
        for one in review.remarks:
            writer.writerow([inert(one_line(value), numbers=True) for value in _row(review, one)])
    return "\ufeff" + text.getvalue()


def _row(review: Review, one: Remark) -> tuple[str, ...]:
    finding = one.finding
    difference = "" if finding.difference is None else plain(finding.difference)
    return (
        str(one.number), review.shown, finding.rule, one.title, one.severity, one.group_words, one.table, one.place,
        finding.resource or "", str(finding.row or ""), finding.field or "", finding.printed or "",
        finding.expected or "", difference, finding.message, one.sum, one.right,
    )  # fmt: skip
