"""Whose fault a listed table is that is not there: the department's only where no page of its file can have been lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.check.text.structure import structure
from disclosures.model import Cell, Finding, Identity, Match, Paragraph, Place, Row, Subject

IDENTITY = Identity("某市某局", "410700-x", "department", None, "410700", "河南省某市", 2024, None)
FORM = ("项目名称", "某项目"), ("一级指标", "二级指标", "三级指标", "指标值"), ("产出指标", "数量指标", "件数", "≥2件")
LISTED = ("部门收支总体情况表", "部门收入总体情况表")
CONTENTS = tuple(Paragraph(text, Place(page=1)) for text in ("目录", *LISTED))
ROW = Row(("收入总计", "10.00"), Place(page=2), grid=(Cell(), Cell()))
BALANCE = Match("balance", LISTED[0], "表题", (ROW,), (ROW,), "万元", place=Place(page=2))
WHOLE = Subject(IDENTITY, (BALANCE,), {}, (*CONTENTS, Paragraph("名词解释", Place(page=3))), LISTED)


def said(subject: Subject) -> Finding:
    """The finding on the table of income, which the contents list."""
    (found,) = (
        one for one in structure(subject)
        if isinstance(one, Finding) and one.rule == "R-TOC-MISSING" and one.message.startswith("目录列有")
    )  # fmt: skip
    assert found.resource == "income"
    return found


def test_a_listed_table_is_not_in_a_document_that_was_read_whole() -> None:
    assert said(WHOLE).origin == "disclosure"


@pytest.mark.parametrize(
    "change",
    [
        {"prose": (*CONTENTS, Paragraph("名词解释", Place(page=4)))},
        {"prose": (*CONTENTS, Paragraph("部门收入总体情况表", Place(page=3)))},
        {"prose": tuple(Paragraph(p.text, Place(line=1)) for p in CONTENTS)},
        {"scanned": frozenset({(None, 2)})},
        {"matches": (BALANCE, replace(BALANCE, kind=None))},
        {"matches": (replace(BALANCE, rows=(replace(ROW, grid=()),)),)},
        {"matches": (replace(BALANCE, headless=True),)},
    ],
    ids=["page lost", "title elsewhere", "no pages", "scan", "unknown table", "no grid", "no head"],
)
def test_where_a_page_or_table_may_be_lost_it_cannot_be_told(change: dict[str, object]) -> None:
    found = said(replace(WHOLE, **change))  # type: ignore[arg-type]
    assert found.origin == "extraction"
    assert "无法分清" in found.message


@pytest.mark.parametrize(
    ("kind", "rows", "extra"), [("project_performance", FORM, False), ("projects", FORM[2:], True)]
)
def test_forms_of_single_projects_need_not_be_listed(kind: str, rows: tuple[tuple[str, ...], ...], extra: bool) -> None:
    printed = tuple(Row(cells, Place(page=3), grid=tuple(Cell() for _ in cells)) for cells in rows)
    match = Match(kind, "项目表", "表题", (), printed, "万元", place=Place(page=3))
    found = [one for one in structure(replace(WHOLE, matches=(BALANCE, match))) if isinstance(one, Finding)]
    assert any(one.rule == "R-TOC-EXTRA" for one in found) == extra
