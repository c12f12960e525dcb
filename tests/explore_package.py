"""A disclosure whose original is a PDF, with the places of its values: for the tests of everything between them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import handmade_pdf
from site_package import Table, write_package

NAME = "310107-mouju-2026"
WIDTHS = (200.0, 100.0, 100.0)
LEFT, TOP = 50.0, 100.0
ROWS = (("项目", "合计", "财政拨款"), ("信创工程", "49.11", "49.11"), ("值班经费", "5.00", "5.00"))
POSITIONS = "row resource row_ref field source_page left top right bottom reference"


def box(row: int, column: int) -> tuple[float, float, float, float]:
    """Where the PDF draws a cell: left, top, right, bottom in points."""
    left = LEFT + sum(WIDTHS[:column])
    return left, TOP + 20 * row, left + WIDTHS[column], TOP + 20 * (row + 1)


def original(folder: Path) -> Path:
    """Two pages: words, and a ruled table."""
    folder.mkdir(parents=True, exist_ok=True)
    words = handmade_pdf.Sheet().text(100, 100, "某局部门预算")
    table = handmade_pdf.Sheet().table(LEFT, TOP, WIDTHS, ROWS)
    file = folder / "某局2026.pdf"
    file.write_bytes(handmade_pdf.pdf(words, table))
    return file


def tables() -> dict[str, Table]:
    """The package of that PDF: projects with positions, a sum that holds, one that doesn't, a repair."""
    fields = ("project_name", "total", "general_public_budget")
    cells = [
        ["projects", str(row), field, "2", *(f"{edge:.1f}" for edge in box(row, column)), ""]
        for row in (1, 2)
        for column, field in enumerate(fields)
    ]
    return {
        "projects": (
            "2026年项目支出表",
            "row row_kind project_type project_name total general_public_budget source_page source_line",
            [["1", "item", "特定目标类", "信创工程", "49.11", "49.11", "2", ""],
             ["2", "item", "其他运转类", "值班经费", "5.00", "5.00", "2", ""]],
        ),
        "findings": (
            "核对发现",
            "row rule severity origin resource row_ref field printed expected difference message",
            [["1", "R-T10-SUM", "error", "disclosure", "projects", "1", "total", "49.11", "50", "-0.89", "合计不符。"]],
        ),
        "finding_cells": (
            "发现所涉及的格子",
            "row finding resource row_ref field role source_page source_line left top right bottom reference",
            [["1", "1", "projects", "1", "total", "left", "2", "", "", "", "", "", ""],
             ["2", "1", "projects", "2", "total", "right", "2", "", "", "", "", "", ""]],
        ),
        "repairs": (
            "读取时的修复",
            "row resource row_ref field printed published rule evidence",
            [["1", "projects", "2", "total", "5.0", "5.00", "X-CLIP", "合计 5.00 = 财政拨款 5.00"]],
        ),
        "checks": (
            "逐项核对",
            "row rule resource row_ref outcome left right difference reason",
            [["1", "R-T10-ROW", "projects", "1", "pass", "49.11", "49.11", "0.00", ""],
             ["2", "R-T10-SUM", "projects", "", "fail", "49.11", "50", "-0.89", ""]],
        ),
        "positions": ("数字印在原文的何处", POSITIONS, [[str(n), *cell] for n, cell in enumerate(cells, 1)]),
    }  # fmt: skip


def write(root: Path, packages: Path, found: Mapping[str, Table] | None = None, **about: object) -> Path:
    """The PDF below `root` and its package; returns the PDF."""
    file = original(root / "originals" / "310107")
    named = {"division_code": "310107", "division": "上海市普陀区", "department_id": "310107-mouju", **about}
    write_package(packages, NAME, named, found or tables(), file)
    return file


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def script_value(content: bytes) -> object:
    """What a packed script holds."""
    found = re.fullmatch(rb'obPacked\("([A-Za-z0-9+/=]+)"\);\n', content)
    assert found, "nothing but our own call, and text without quotes"
    value: object = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return value


def numbered(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[str(n), *row] for n, row in enumerate(rows, 1)]
