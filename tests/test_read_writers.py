"""The same page by other PDF writers: cells drawn in one go, letters as outlines, fonts without meanings, sideways."""

from __future__ import annotations

import pytest

from disclosures.model import Block, Paragraph, Row
from disclosures.read import pdf as reader
from disclosures.read.page import Glyphs, Page, Rule, turned
from handmade_pdf import Sheet, pdf, shown


def read(*sheets: Sheet) -> tuple[Block, ...]:
    return reader.blocks(pdf(*sheets), "x.pdf")


def rows(*sheets: Sheet) -> list[tuple[str, ...]]:
    return [block.cells for block in read(*sheets) if isinstance(block, Row)]


def in_one_go(sheet: Sheet, left: float, top: float, *parts: str | float) -> Sheet:
    """One TJ: texts with gaps in points between."""
    operands = " ".join(shown(one) if isinstance(one, str) else f"{-100 * one}" for one in parts)
    return sheet.raw(f"BT /F1 10 Tf {left} {sheet.height - top - 8.5} Td [{operands}] TJ ET")


GRID = ([50.0, 150.0, 250.0, 350.0], [100.0, 120.0, 140.0])


@pytest.mark.parametrize("gap", [1.5, 3.0, 5.5])
def test_two_cells_drawn_in_one_go_part_at_the_border_in_their_gap(gap: float) -> None:
    sheet = Sheet().grid(*GRID).text(52, 124, "甲")
    in_one_go(sheet, 250.5 - gap / 2 - 30, 124, "100.00", gap, "一般公共服务支出")
    assert rows(sheet) == [("甲", "100.00", "一般公共服务支出")]


def test_a_text_drawn_past_its_cell_has_no_gap_at_the_border_and_stays_whole() -> None:
    sheet = Sheet().grid(*GRID).text(52, 124, "甲").text(152, 124, "机关事业单位基本养老保险缴费支出")
    assert rows(sheet) == [("甲", "机关事业单位基本养老保险缴费支出", "")]


def test_a_text_set_wide_past_its_cell_has_gaps_everywhere_and_stays_whole() -> None:
    sheet = Sheet().grid(*GRID).text(52, 124, "甲")
    in_one_go(sheet, 152, 124, *[part for sign in "机关事业单位基本养老" for part in (sign, 2.0)])
    assert rows(sheet) == [("甲", "机关事业单位基本养老", "")]


def strokes(sheet: Sheet, left: float, top: float, size: float) -> Sheet:
    """田 as an outline: a box and a cross within the letter's own box."""
    inner = (left + 0.1 * size, top + 0.1 * size, left + 0.9 * size, top + 0.9 * size)
    middle = ((inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2)
    for x in (inner[0], middle[0], inner[2]):
        sheet.line(x, inner[1], x, inner[3])
    for y in (inner[1], middle[1], inner[3]):
        sheet.line(inner[0], y, inner[2], y)
    return sheet


def test_strokes_of_letters_drawn_as_outlines_are_no_table() -> None:
    sheet = Sheet().text(100, 100, "田田局部门预算", size=36)
    strokes(strokes(sheet, 100, 100, 36), 136, 100, 36)
    assert [block.text for block in read(sheet) if isinstance(block, Paragraph)] == ["田田局部门预算"]
    assert rows(sheet) == []


def test_a_small_table_round_small_letters_stays_one() -> None:
    sheet = Sheet().grid([100, 118, 136], [100, 118, 136]).words([100, 118], [100, 118], [["甲", "乙"], ["丙", "1"]])
    assert rows(sheet) == [("甲", "乙"), ("丙", "1")]


def without_meanings(*sheets: Sheet) -> bytes:
    """The file whose font does not say which characters its numbers mean."""
    return pdf(*sheets).replace(b"/ToUnicode 4 0 R", b"/Unknown__ 4 0 R")


def test_a_few_signs_of_a_font_without_meanings_are_said_as_unknown() -> None:
    plain = Sheet().text(50, 100, "二〇二六年部门预算公开情况说明")
    data = pdf(plain.raw(f"BT /F2 10 Tf 50 500 Td {shown('甲')} Tj ET"))
    font = data[data.index(b"<< /Type /Font /Subtype /Type0") : data.index(b">> >>] >>") + len(b">> >>] >>")]
    second = font.replace(b"/ToUnicode 4 0 R ", b"")
    found = reader.blocks(data.replace(b"/Font << /F1 3 0 R >>", b"/Font << /F1 3 0 R /F2 " + second + b" >>"), "x.pdf")
    assert [block.text for block in found if isinstance(block, Paragraph)] == [
        "二〇二六年部门预算公开情况说明",
        "\ufffd",
    ]


@pytest.mark.parametrize("words", ["部门收支总体情况表部门收支总体情况表", "\x05\x06\x07\x08ÿÞòùþÜÿÝö÷"])
def test_a_page_whose_words_have_lost_their_meanings_is_recognised_from_its_picture(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def recognised(_: bytes, number: int, shown_as: str) -> Page:  # noqa: ARG001
        asked.append(number)
        return Page(number, 600, 800, (), (), recognised=True)

    monkeypatch.setattr(reader, "_recognised", recognised)
    sheet = Sheet().text(50, 100, words)
    for row in range(40):  # figures in a font of their own are known, and more than the words
        sheet.text(50, 120 + 15 * row, "1,234.56 7,890.12 3,456.78")
    data = pdf(sheet) if words.startswith("\x05") else without_meanings(sheet)
    reader.blocks(data, "x.pdf")
    assert asked == [1]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_drawn_sideways_is_read_like_an_upright_one_and_placed_as_it_is_shown(quarters: int) -> None:
    upright = Sheet(400, 300).table(50, 100, [100, 100], [["项目", "金额"], ["甲", "12.50"]]).text(50, 60, "收支总表")
    across = quarters % 2
    sheet = Sheet(*((300, 400) if across else (400, 300)))
    matrix = {1: "0 -1 1 0 0 400", 2: "-1 0 0 -1 400 300", 3: "0 1 -1 0 300 0"}[quarters]
    found = read(sheet.raw(f"q {matrix} cm").raw("\n".join(upright.drawn)).raw("Q"))
    title, first, second = found
    assert isinstance(title, Paragraph)
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert (title.text, first.cells, second.cells) == ("收支总表", ("项目", "金额"), ("甲", "12.50"))
    cell = first.grid[0]
    assert cell is not None
    # the first cell stands at 50, 100 to 150, 120 of the upright page
    where = {1: (180, 50, 200, 150), 2: (250, 180, 350, 200), 3: (100, 250, 120, 350)}[quarters]
    assert cell.box == pytest.approx(where, abs=0.5)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_turning_back_gives_the_same_place(quarters: int) -> None:
    page = Page(1, 400.0, 300.0, (Glyphs("甲", 10.0, 20.0, 40.0, 30.0),), (Rule(10.0, 20.0, 90.0, 20.0),))
    made = turned(page, quarters)
    [glyph] = made.glyphs
    assert made.as_laid((glyph.left, glyph.top, glyph.right, glyph.bottom)) == pytest.approx((10.0, 20.0, 40.0, 30.0))
    assert turned(made, -quarters % 4).rules == page.rules


def test_a_few_sideways_words_turn_nothing() -> None:
    sheet = Sheet().table(50, 100, [100, 100], [["项目", "金额"], ["甲", "12.50"]])
    sheet.raw("q 0 1 -1 0 580 100 cm").text(0, 700, "装订线").raw("Q")
    assert rows(sheet) == [("项目", "金额"), ("甲", "12.50")]


def test_punctuation_that_shows_in_its_half_is_printed_though_its_middle_is_clipped_away() -> None:
    sheet = Sheet().raw("q 0 0 104 800 re W n").text(50, 100, "（本级）").text(50, 120, "甲乙丙丁戊己").raw("Q")
    # the bracket stands from 80 to 90; the clip ends at 104, so 己 (100 to 110) loses its middle
    assert [block.text for block in read(sheet)] == ["（本级）", "甲乙丙丁戊"]  # type: ignore[union-attr]
    sheet = Sheet().raw("q 0 0 84 800 re W n").text(50, 100, "（本级）").raw("Q")
    assert [block.text for block in read(sheet)] == ["（本级）"]  # type: ignore[union-attr]
