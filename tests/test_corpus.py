"""Real PDFs of six places, where they lie on this machine (`DISCLOSURES_CORPUS`): each converts or is rightly refused.

How much of a document a package kept is measured here independently of the converter: by the text that pdfium gives.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw
import pytest
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import RectangleObject

import cases
from disclosures.errors import DisclosureError
from disclosures.pipeline import Packed, convert
from disclosures.read import ocr

CORPUS = Path(os.environ.get("DISCLOSURES_CORPUS", ""))
pytestmark = pytest.mark.skipif(not os.environ.get("DISCLOSURES_CORPUS"), reason="DISCLOSURES_CORPUS is not set")

BUDGETS = (
    "beijing/shenji-2026-tables", "beijing/xinfang-2026-tables",
    "shenzhen/xinfang-2026", "shenzhen/yibao-2026", "shenzhen/kouan-2026", "shenzhen/minzheng-2026",
    "putuo/zhengfuban-2025", "putuo/shangwuwei-2025", "putuo/shangwuwei-2025-unit",
    "putuo/wanli-2025", "putuo/wanli-2024", "putuo/wanli-2023",
    "guangzhou/xinfang-2026", "guangzhou/tongji-2026", "guangzhou/sifa-2026",
    "yantai/shenji-2026", "yantai/zhengwufuwu-2026",
    "chongqing/xuanchuanbu-2026", "chongqing/zhengfuban-2026", "chongqing/shangwuwei-2026",
)  # fmt: skip
REFUSED = {
    "putuo/shehuigongzuobu-2024-final-accounts": "部门决算",
    "not-budgets/website-annual-report": "不像部门预算",
    "not-budgets/government-notice": "不像部门预算",
    "not-budgets/monthly-statistics": "不像部门预算",
}
CORE = ("balance", "income", "expenditure", "fiscal_appropriation", "general_public_budget", "three_public")
NUMBER = re.compile(r"(?<![\d.,])-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\d.])")
# Beijing draws the text of a cell cut by a page break on both pages, clipped: pdfium counts it twice, a reader sees one.
LEAST_KEPT = 0.97
FEWEST_RULES = 8


@cache
def _converted(name: str) -> Packed:
    path = CORPUS / f"{name}.pdf"
    return convert(path, path.name)


def _tables(packed: Packed) -> dict[str, list[dict[str, str]]]:
    return {
        Path(name).stem: list(csv.DictReader(io.StringIO(data.decode())))
        for name, data in packed.files.items()
        if name.endswith(".csv")
    }


def _printed(path: Path) -> Counter[Decimal]:
    """Numbers with a point or thousands separators on pages with ruled lines."""
    found: Counter[Decimal] = Counter()
    document = pypdfium2.PdfDocument(path)
    for page in document:
        rules = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=3)
        if sum(1 for _ in rules) >= FEWEST_RULES:
            found.update(_numbers(page.get_textpage().get_text_range()))
    document.close()
    return found


def _numbers(text: str) -> Iterator[Decimal]:
    return (Decimal(match[0].replace(",", "")).normalize() + 0 for match in NUMBER.finditer(text))


def _published(tables: dict[str, list[dict[str, str]]], factor: int) -> Counter[Decimal]:
    """The numbers of named fields: no `other_NN`, no `extra_NN`."""
    found: Counter[Decimal] = Counter()
    for name, rows in tables.items():
        if name in cases.RECORDS or name.startswith("other_"):
            continue
        for row in rows:
            for field, cell in row.items():
                if field.startswith(("extra_", "source_", "target_value")) or field.endswith("_code"):
                    continue
                if re.fullmatch(r"-?\d+(\.\d+)?", cell):
                    found[(Decimal(cell) * (factor if name != "statements" else 1)).normalize() + 0] += 1
                else:
                    found.update(_numbers(cell))
    return found


@pytest.mark.parametrize("name", BUDGETS)
def test_a_budget_keeps_its_numbers_in_named_fields(name: str) -> None:
    packed = _converted(name)
    tables = _tables(packed)
    assert set(tables) >= set(CORE)
    about = json.loads(packed.files["datapackage.json"])["disclosure"]
    factor = 10_000 if about["printed_unit"] == "元" else 1
    printed = _printed(CORPUS / f"{name}.pdf")
    kept = (printed & _published(tables, factor)).total()
    assert kept >= LEAST_KEPT * printed.total(), (kept, printed.total())


@pytest.mark.parametrize("name", BUDGETS)
def test_items_add_up_to_the_total(name: str) -> None:
    tables = _tables(_converted(name))
    for resource in ("expenditure", "general_public_budget"):
        totals = [row for row in tables[resource] if row["row_kind"] == "total"]
        items = [Decimal(row["total"] or 0) for row in tables[resource] if row["row_kind"] == "item"]
        assert len(totals) == 1, resource
        assert abs(sum(items) - Decimal(totals[0]["total"])) <= Decimal("0.01") * len(items), resource


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_budget_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(DisclosureError) as caught:
        _converted(name)
    assert REFUSED[name] in caught.value.line
    assert "\n" not in caught.value.line


def test_a_scan_without_the_extra_is_refused_with_the_command_that_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "can_recognise", lambda: False)
    with pytest.raises(DisclosureError) as caught:
        _converted("beijing/zhengwufuwu-2026-statement-scan")
    assert "make ocr" in caught.value.line


def test_a_statement_and_its_tables_are_one_disclosure(tmp_path: Path) -> None:
    for part in ("statement", "tables"):
        name = f"xinfang-2026-{part}.pdf"
        (tmp_path / name).write_bytes((CORPUS / "beijing" / name).read_bytes())
    (tmp_path / "disclosure.yaml").touch()
    packed = convert(tmp_path, "信访办")
    assert packed.disclosure.identity.department == "北京市信访办公室"
    assert packed.disclosure.identity.year == 2026
    tables = _tables(packed)
    assert tables["balance"]
    assert tables["statements"]
    assert tables["duties"]


# --- the same documents set otherwise --------------------------------------------------------------------------------

PLACED = {"positions", "finding_cells"}
SMALL = ("beijing/xinfang-2026-tables", "putuo/zhengfuban-2025", "guangzhou/xinfang-2026", "yantai/shenji-2026",
         "chongqing/zhengfuban-2026")  # fmt: skip


def _set_anew(path: Path, to: Path, change: Transformation, turned: bool) -> Path:
    """The document with each page changed so; `turned`: on a sheet that stands where the old one lay."""
    writer = PdfWriter()
    for page in PdfReader(path).pages:
        made = writer.add_page(page)
        made.add_transformation(change.translate(0, float(made.mediabox.width)) if turned else change)
        if turned:
            sheet = RectangleObject((0, 0, float(made.mediabox.height), float(made.mediabox.width)))
            made.mediabox = made.cropbox = sheet
    writer.write(to)
    return to


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("turned", [True, False], ids=["sideways", "smaller"])
def test_a_document_says_the_same_sideways_and_smaller(name: str, turned: bool, tmp_path: Path) -> None:
    """Lengths in the reader are shares of the print, and text says itself which way it runs."""
    change = Transformation().rotate(-90) if turned else Transformation().scale(0.9).translate(12, 15)
    path = _set_anew(CORPUS / f"{name}.pdf", tmp_path / f"{Path(name).name}.pdf", change, turned)
    anew, plain = _tables(convert(path, path.name)), _tables(_converted(name))
    assert {table: rows for table, rows in anew.items() if table not in PLACED} == {
        table: rows for table, rows in plain.items() if table not in PLACED
    }
