"""What the reader of PDFs claims, each on a page drawn for it: glyphs, rules, grids, page breaks, refusals."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from disclosures.errors import DocumentError
from disclosures.kinds import kinds
from disclosures.model import Block, Document, Paragraph, Row
from disclosures.read import pdf as reader
from disclosures.recognise import recognise
from handmade_pdf import Sheet, pdf, shown

XS = [50.0, 150.0, 250.0, 350.0]
HEAD = ["项目", "上年", "本年"]


def read(*sheets: Sheet) -> tuple[Block, ...]:
    return reader.blocks(pdf(*sheets), "x.pdf")


def rows(*sheets: Sheet) -> list[tuple[str, ...]]:
    return [block.cells for block in read(*sheets) if isinstance(block, Row)]


def texts(*sheets: Sheet) -> list[str]:
    return [block.text for block in read(*sheets) if isinstance(block, Paragraph)]


def ys(count: int, top: float = 100) -> list[float]:
    return [top + 20 * n for n in range(count + 1)]


def table(*lines: list[str], top: float = 100) -> Sheet:
    return Sheet().table(XS[0], top, [100, 100, 100], list(lines))


# --- cells ---------------------------------------------------------------------------------------------------------


def test_cells_stand_in_their_grid_with_page_and_box() -> None:
    first, second = (block for block in read(Sheet(), table(HEAD, ["甲", "", "1.00"])) if isinstance(block, Row))
    assert (first.cells, second.cells) == (("项目", "上年", "本年"), ("甲", "", "1.00"))
    assert first.place.page == 2
    cell = second.grid[2]
    assert cell is not None
    assert cell.box == pytest.approx((250, 120, 350, 140))
    assert (cell.columns, cell.rows, cell.recognised) == (1, 1, False)


def test_merged_cells_have_their_text_once_and_say_what_they_cover() -> None:
    page = Sheet()
    for line in ((50, 100, 350, 100), (150, 120, 350, 120), (50, 140, 350, 140), (50, 160, 350, 160)):
        page.line(*line)
    for line in ((50, 100, 50, 160), (150, 100, 150, 160), (250, 120, 250, 160), (350, 100, 350, 160)):
        page.line(*line)
    page.words(XS, ys(3), [["项目", "金额"], ["", "上年", "本年"], ["甲", "1", "2"]])
    top, middle, bottom = (block for block in read(page) if isinstance(block, Row))
    assert [top.cells, middle.cells, bottom.cells] == [("项目", "金额", ""), ("", "上年", "本年"), ("甲", "1", "2")]
    assert [(c.columns, c.rows) if c else None for c in top.grid] == [(1, 2), (2, 1), None]
    assert [(c.columns, c.rows) if c else None for c in middle.grid] == [None, (1, 1), (1, 1)]


def test_lines_of_one_cell_are_one_text() -> None:
    page = Sheet().grid(XS, [100, 120, 160]).words(XS, ys(1), [HEAD])
    page.text(52, 124, "机关事业单位").text(52, 136, "养老保险").text(252, 130, "1.5")
    assert rows(page)[1] == ("机关事业单位养老保险", "", "1.5")


def test_thin_filled_rectangles_are_rules_too() -> None:
    page = Sheet().words(XS, ys(2), [HEAD, ["甲", "1", "2"]])
    for y in ys(2):
        page.bar(50, y, 350, y + 0.5)
    for x in XS:
        page.bar(x, 100, x + 0.5, 140)
    assert rows(page) == [("项目", "上年", "本年"), ("甲", "1", "2")]


def test_filled_rectangles_draw_the_borders_of_their_cells() -> None:
    page = Sheet().raw("0.8 g")
    for y in ys(2)[:-1]:
        for x in XS[:-1]:
            page.bar(x, y, x + 100, y + 20)
    page.raw("0 g").words(XS, ys(2), [HEAD, ["甲", "1", "2"]])
    assert rows(page) == [("项目", "上年", "本年"), ("甲", "1", "2")]


@pytest.mark.parametrize("white", ["1 G 1 g", "1 1 1 RG 1 1 1 rg", "0 0 0 0 K 0 0 0 0 k"])
def test_white_rules_part_nothing(white: str) -> None:
    page = table(HEAD, ["甲", "1", "2"])
    page.raw(f"q {white}").line(50, 130, 350, 130).bar(200, 100, 200.5, 140).raw("Q")
    assert rows(page) == [("项目", "上年", "本年"), ("甲", "1", "2")]


def test_a_double_line_is_one_border() -> None:
    page = table(HEAD, ["甲", "1", "2"]).line(50, 121.5, 350, 121.5).line(151.5, 100, 151.5, 140)
    assert rows(page) == [("项目", "上年", "本年"), ("甲", "1", "2")]


def test_a_table_without_outer_borders_keeps_its_outer_columns() -> None:
    page = Sheet().words(XS, ys(2), [HEAD, ["甲", "1", "2"]])
    for y in ys(2):
        page.line(50, y, 350, y)
    for x in XS[1:-1]:
        page.line(x, 100, x, 140)
    assert rows(page) == [("项目", "上年", "本年"), ("甲", "1", "2")]


def framed(inner: list[float], ends: tuple[float, float]) -> Sheet:
    """A frame from 100 to 240 with two ruled rows from 160 to 200; `inner` verticals and the right one stop at `ends`."""
    page = Sheet().words(XS, [160, 180], [HEAD, ["甲", "1", "2"]])
    for y in (100, 160, 180, 200, 240):
        page.line(50, y, 350, y)
    page.line(50, 100, 50, 240)
    for x in (*inner, 350):
        page.line(x, ends[0], x, ends[1])
    return page


def test_titles_in_the_frame_of_a_table_are_lines_above_the_row_that_its_verticals_open() -> None:
    page = framed([150, 250], (140, 240)).text(170, 104, "收支总表").text(290, 120, "单位：元")
    page.words([150], [144], [["预算数"]]).words(XS, [204], [["乙", "3", "4"]])
    assert texts(page) == ["收支总表", "单位：元"]
    assert rows(page) == [("", "预算数", ""), ("项目", "上年", "本年"), ("甲", "1", "2"), ("乙", "3", "4")]


def test_notes_in_the_frame_of_a_table_are_lines_below_the_row_that_its_verticals_close() -> None:
    page = framed([150, 250], (160, 215)).words(XS, [201], [["乙", "3", "4"]]).text(60, 222, "本表无说明")
    page = page.words([50], [140], [["附表"]])
    assert rows(page)[-3:] == [("项目", "上年", "本年"), ("甲", "1", "2"), ("乙", "3", "4")]
    assert texts(page)[-1] == "本表无说明"


def test_verticals_that_begin_together_part_no_cell_apart_from_them() -> None:
    page = Sheet().grid([50, 150, 250, 350, 450], [100, 180, 200]).line(100, 160, 100, 200).line(400, 160, 400, 200)
    page.text(60, 110, "编码").text(160, 140, "名").text(160, 164, "称").text(260, 150, "合计").text(360, 110, "其中")
    page.words([50, 100, 350, 400], [160] * 4, [["类", "款", "上年", "本年"]])
    assert rows(page)[:2] == [("编码", "", "名称", "合计", "其中", ""), ("类", "款", "", "", "上年", "本年")]


def test_a_single_stroke_that_begins_in_a_cell_parts_nothing() -> None:
    page, stroked = (framed([150, 250], (160, 240)).text(60, 124, "收支总表") for _ in range(2))
    assert read(stroked.line(200, 142, 200, 160)) == read(page)


def test_a_lone_box_is_no_table() -> None:
    assert texts(Sheet().grid([50, 350], [100, 140]).text(60, 110, "注意事项")) == ["注意事项"]


def test_a_table_of_blanks_is_none() -> None:
    assert read(Sheet().grid(XS, ys(2)).text(50, 50, "附图")) == read(Sheet().text(50, 50, "附图"))


def test_two_tables_side_by_side_stay_apart() -> None:
    page = (
        Sheet()
        .table(50, 100, [50, 50], [["甲", "乙"], ["1", "2"]])
        .table(300, 100, [50, 50], [["丙", "丁"], ["3", "4"]])
    )
    assert rows(page) == [("甲", "乙"), ("1", "2"), ("丙", "丁"), ("3", "4")]


# --- glyphs --------------------------------------------------------------------------------------------------------


def test_a_text_drawn_past_its_cell_belongs_to_the_cell_where_it_begins() -> None:
    page = table(HEAD, ["", "", "2"]).text(52, 124, "机关事业单位基本养老保险缴费")
    assert rows(page)[1] == ("机关事业单位基本养老保险缴费", "", "2")


def test_an_amount_drawn_past_its_cell_belongs_to_the_cell_where_it_ends() -> None:
    page = table(HEAD, ["甲", "", ""]).text(348 - 5 * 22, 124, "1,234,567,890,123.4567")
    assert rows(page)[1] == ("甲", "", "1,234,567,890,123.4567")


def test_one_show_string_with_wide_gaps_fills_several_cells() -> None:
    page = table(HEAD)
    baseline = 800 - 124 - 8.5
    page.grid(XS, ys(2)).raw(
        f"BT /F1 10 Tf 52 {baseline} Td [{shown('甲')} -9000 {shown('12')} -9000 {shown('34')}] TJ ET"
    )
    assert rows(page)[1] == ("甲", "12", "34")


def test_doubled_characters_are_read_once_and_repeated_ones_kept() -> None:
    page = table(HEAD, ["", "1", "100.00"]).text(52, 124, "合计").text(52.3, 124.2, "合计")
    assert rows(page)[1] == ("合计", "1", "100.00")


def test_a_text_over_the_same_text_elsewhere_is_kept() -> None:
    assert texts(Sheet().text(50, 100, "第一").text(50, 140, "第一")) == ["第一", "第一"]


def test_radicals_are_read_as_ideographs() -> None:
    assert rows(table(["⼯资", "⽀出", "⻚数"]))[0] == ("工资", "支出", "页数")


def test_actual_text_speaks_for_what_is_drawn() -> None:
    page = table(HEAD, ["", "", "2"])
    page.raw("/Span << /ActualText <FEFF5DE58D44> >> BDC").text(52, 124, "⼯⾙").raw("EMC")
    assert rows(page)[1] == ("工资", "", "2")


def test_actual_text_of_another_length_replaces_the_whole() -> None:
    page = table(HEAD, ["", "", "2"])
    page.raw("/Span << /ActualText <FEFF5DE58D44798F5229> >> BDC").text(52, 124, "工资").raw("EMC")
    assert rows(page)[1] == ("工资福利", "", "2")


def test_marked_content_that_ends_without_a_beginning_harms_nothing() -> None:
    assert rows(table(HEAD).raw("EMC EMC").grid(XS, ys(2)).text(52, 124, "甲"))[1] == ("甲", "", "")


def test_words_apart_in_a_line_stay_apart() -> None:
    assert texts(Sheet().text(50, 100, "General budget").text(125, 100, "2026")) == ["General budget 2026"]


# --- the page as shown ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_is_read_as_shown(rotate: int) -> None:
    """The table is drawn so that /Rotate turns it upright: a stored page turned back by the same angle."""
    upright = Sheet(400, 300).table(50, 100, [100, 100], [["项目", "金额"], ["甲", "12.50"]])
    matrix = {90: "0 1 -1 0 300 0", 180: "-1 0 0 -1 400 300", 270: "0 -1 1 0 0 400"}[rotate]
    stored = Sheet(*((400, 300) if rotate == 180 else (300, 400)), rotate=rotate)
    stored.raw(f"q {matrix} cm").raw("\n".join(upright.drawn)).raw("Q")
    found = [block for block in read(stored) if isinstance(block, Row)]
    assert [row.cells for row in found] == [("项目", "金额"), ("甲", "12.50")]
    cell = found[0].grid[0]
    assert cell is not None
    assert cell.box == pytest.approx((50, 100, 150, 120), abs=0.5)


def test_a_sheet_whose_corner_is_not_the_origin() -> None:
    page = table(HEAD, ["甲", "1", "2"])
    page.boxes = "/MediaBox [10 20 610 820]"
    moved = Sheet().raw("q 1 0 0 1 10 20 cm").raw("\n".join(page.drawn)).raw("Q")
    data = pdf(moved).replace(b"/MediaBox [0 0 600 800]", b"/MediaBox [10 20 610 820]")
    found = [block for block in reader.blocks(data, "x.pdf") if isinstance(block, Row)]
    cell = found[0].grid[0]
    assert cell is not None
    assert cell.box == pytest.approx((50, 100, 150, 120), abs=0.5)


def test_what_the_crop_box_hides_is_not_there_and_places_are_those_shown() -> None:
    page = table(HEAD, ["甲", "1", "2"]).text(400, 400, "裁掉的字")
    page.boxes = "/CropBox [30 500 380 780]"
    first, second = read(page)
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert (first.cells, second.cells) == (("项目", "上年", "本年"), ("甲", "1", "2"))
    cell = first.grid[0]
    assert cell is not None
    assert cell.box == pytest.approx((20, 80, 120, 100))


@pytest.mark.parametrize("crop", ["-50 -50 700 900", "2000 2000 2100 2100"])
def test_a_crop_box_beyond_the_sheet_moves_nothing(crop: str) -> None:
    page = table(HEAD, ["甲", "1", "2"])
    page.boxes = f"/CropBox [{crop}]"
    row = read(page)[0]
    assert isinstance(row, Row)
    cell = row.grid[0]
    assert cell is not None
    assert cell.box == pytest.approx((50, 100, 150, 120))


def test_what_is_clipped_away_is_not_read() -> None:
    page = (
        Sheet()
        .text(50, 100, "看得见")
        .raw("q 0 0 100 100 re W n")
        .text(50, 300, "看不见")
        .raw("Q")
        .text(50, 400, "又看得见")
    )
    assert texts(page) == ["看得见", "又看得见"]


CLIPPED = "q 150 0 100 800 re W n"  # the second column of a table alone


@pytest.mark.parametrize(
    ("left", "drawn", "read_as", "seen"),
    [
        (147, "57.00", "57.00", "7.00"),
        (137, "1,157.00", "1,157.00", "57.00"),
        (222, "107.0000", "107.0000", "107.00"),
        (160, "57.00", "57.00", None),
        (137, "西57.00", "57.00", "7.00"),  # words are no part of a number
    ],
)
@pytest.mark.parametrize("by_sign", [False, True])
def test_a_number_cut_by_its_cell_is_read_whole(
    left: float, drawn: str, read_as: str, seen: str | None, by_sign: bool
) -> None:
    """The page shows `7.00` and the file says 57.00: half a number is another number."""
    page = table(HEAD, ["甲", "", "3.00"]).raw(CLIPPED)
    if by_sign:
        for sign in drawn:
            page.text(left, 124, sign)
            left += 5 if sign.isascii() else 10
    else:
        page.text(left, 124, drawn)
    row = read(page.raw("Q"))[1]
    assert isinstance(row, Row)
    assert row.cells == ("甲", read_as, "3.00")
    assert row.grid[1] is not None
    assert row.grid[1].seen == seen


def test_digits_clipped_by_another_cell_stay_hidden() -> None:
    page = table(HEAD, ["甲", "", ""]).raw("q 0 0 100 800 re W n").text(147, 124, "5").raw("Q").text(152, 124, "7.00")
    row = read(page)[1]
    assert isinstance(row, Row)
    assert row.cells == ("甲", "7.00", "")


# --- over the page break -------------------------------------------------------------------------------------------


def test_a_grid_left_open_at_the_page_break_keeps_its_last_and_first_row() -> None:
    above, below = Sheet(), Sheet()
    for y in (700, 720, 740):
        above.line(50, y, 350, y)
    for y in (60, 80):
        below.line(50, y, 350, y)
    for x in XS:
        above.line(x, 700, x, 760)
        below.line(x, 40, x, 80)
    above.words(XS, ys(3, 700), [HEAD, ["甲", "1", "2"], ["乙", "3", "4"]])
    below.words(XS, ys(2, 40), [["丙", "5", "6"], ["丁", "7", "8"]])
    assert rows(above, below) == [
        ("项目", "上年", "本年"), ("甲", "1", "2"), ("乙", "3", "4"), ("丙", "5", "6"), ("丁", "7", "8"),
    ]  # fmt: skip


CUT = "机关事业单位基本养老"  # fills its column to the border: it may go on


def test_a_row_cut_by_the_page_break_is_one_row() -> None:
    above, below = table(HEAD, [CUT[:9], "1", "2"]), table(["保险缴费", "", ""], ["乙", "3", "4"])
    assert rows(above, below)[1:] == [(CUT[:9] + "保险缴费", "1", "2"), ("乙", "3", "4")]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        pytest.param(["甲", "1", "2"], ["乙", "", ""], id="the text above ends within its cell"),
        pytest.param([CUT[:9], "1", "2"], ["保险", "3", "4"], id="the row below has amounts"),
        pytest.param(["", "1", "2"], ["其中", "", ""], id="nothing stands above"),
    ],
)
def test_a_row_of_its_own_stays_one(last: list[str], first: list[str]) -> None:
    assert rows(table(HEAD, last), table(first, ["丙", "5", "6"]))[1:3] == [tuple(last), tuple(first)]


def test_a_table_that_goes_on_with_fewer_borders_keeps_its_columns() -> None:
    above = table(HEAD, ["甲", "1", "2"])
    below = Sheet().grid([50, 150, 350], ys(2)).words([50, 150], ys(2), [["乙", "合并"], ["丙", ""]])
    found = [block for block in read(above, below) if isinstance(block, Row)]
    assert found[2].cells == ("乙", "合并", "")
    assert [cell.columns if cell else None for cell in found[2].grid] == [1, 2, None]


def test_each_page_of_a_table_says_where_it_begins() -> None:
    found = [block for block in read(table(HEAD, ["甲", "1", "2"]), table(["乙", "3", "4"])) if isinstance(block, Row)]
    assert [(row.place.page, row.after_break) for row in found] == [(1, True), (1, False), (2, True)]


def test_a_header_printed_again_is_no_data() -> None:
    head = ["科目编码", "科目名称", "合计"]
    first = (
        Sheet()
        .text(150, 70, "一般公共预算支出表")
        .table(50, 100, [100, 100, 100], [head, ["2010101", "行政运行", "1.00"]])
    )
    second = Sheet().table(50, 100, [100, 100, 100], [head, ["2010102", "一般行政管理", "2.00"]])
    document = Document(Path("x.pdf"), "", "application/pdf", read(first, second))
    [match] = recognise(document, kinds()).matches
    assert [row.cells[0] for row in match.rows] == ["2010101", "2010102"]


# --- outside of tables ---------------------------------------------------------------------------------------------


def _pages(count: int, head: str) -> list[Sheet]:
    return [
        Sheet().text(200, 30, head).text(50, 200, f"{'甲乙丙丁戊'[n]}部分的正文。").text(290, 770, f"- {n + 1} -")
        for n in range(count)
    ]


def test_running_heads_and_page_numbers_are_no_text() -> None:
    assert texts(*_pages(4, "政务公开资料")) == [f"{one}部分的正文。" for one in "甲乙丙丁"]


def test_a_running_head_that_names_the_budget_is_text_once() -> None:
    assert texts(*_pages(4, "某某局部门预算")) == ["某某局部门预算", *(f"{one}部分的正文。" for one in "甲乙丙丁")]


def test_running_heads_of_sheets_that_lie_unlike_are_no_text() -> None:
    sheets = [
        Sheet().text(200, 22 + 7 * n, "政务公开资料").text(50, 200, f"{'甲乙丙丁'[n]}部分的正文。") for n in range(4)
    ]
    assert texts(*sheets) == [f"{one}部分的正文。" for one in "甲乙丙丁"]


def test_a_head_that_may_be_a_title_is_kept() -> None:
    assert texts(*_pages(4, "收支总表")).count("收支总表") == 4


def test_a_head_on_few_pages_is_kept() -> None:
    assert texts(*_pages(2, "某某局部门预算")).count("某某局部门预算") == 2


def test_a_number_in_the_text_is_no_page_number() -> None:
    assert texts(Sheet().text(50, 400, "2026").text(50, 450, "正文")) == ["2026", "正文"]


def test_full_lines_are_one_paragraph_and_an_indent_begins_another() -> None:
    page = Sheet().text(70, 100, "文" * 48).text(50, 114, "字。").text(70, 128, "第二段。")
    assert texts(page) == ["文" * 48 + "字。", "第二段。"]


def test_a_full_line_goes_on_on_the_next_page() -> None:
    assert texts(Sheet().text(50, 700, "文" * 50), Sheet().text(50, 100, "字。")) == ["文" * 50 + "字。"]


def test_tables_and_text_come_in_reading_order_and_know_their_place() -> None:
    page = Sheet().text(50, 300, "下文").table(50, 100, [100, 100], [["甲", "乙"], ["1", "2"]]).text(50, 60, "上文")
    found = read(page)
    assert [block.text if isinstance(block, Paragraph) else block.cells for block in found] == [
        "上文", ("甲", "乙"), ("1", "2"), "下文",
    ]  # fmt: skip
    assert isinstance(found[0], Paragraph)
    assert found[0].box == pytest.approx((50, 60, 70, 70))


# --- what cannot be read -------------------------------------------------------------------------------------------


def _encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(table(HEAD)))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "不是 PDF", id="nothing"),
        pytest.param(b"<html><body>404</body></html>", "不是 PDF", id="a web page"),
        pytest.param(b"%PDF-1.7\n", "已损坏", id="only the first line"),
        pytest.param(_encrypted(), "有密码保护", id="encrypted"),
        pytest.param(pdf(), "打不开", id="no pages, after an encrypted file"),
    ],
)
def test_what_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        reader.blocks(data, "x.pdf")
    assert said in refusal.value.message
    assert refusal.value.remedy


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused_or_read_whole(share: float) -> None:
    whole = pdf(*[table(HEAD, ["甲", "1", "2"]) for _ in range(5)])
    try:
        found = reader.blocks(whole[: int(share * len(whole))], "x.pdf")
    except DocumentError:
        return
    assert found == reader.blocks(whole, "x.pdf")


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_MOST_PAGES", 3)
    with pytest.raises(DocumentError, match="超过上限 3 页"):
        read(*[Sheet() for _ in range(4)])


def test_a_page_without_anything_has_no_blocks() -> None:
    assert read(Sheet(), Sheet()) == ()


def test_operators_without_operands_are_no_crash() -> None:
    assert texts(Sheet().raw("l m re S ET BDC Tf").text(50, 50, "正文")) == ["正文"]
