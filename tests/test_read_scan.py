"""Scanned pages, drawn here and then spoilt as scanners, stamps and age spoil them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

pytest.importorskip("rapidocr", reason="识别扫描件的组件没有安装（make ocr）")
pytest.importorskip("cv2", reason="识别扫描件的组件没有安装（make ocr）")

import numpy as np

from disclosures.read.lattice import grids
from disclosures.read.layout import unread_of
from disclosures.read.ocr import recognised_page
from disclosures.read.page import Page
from disclosures.read.picture import grey, ink
from disclosures.read.ruling import _without_letters, ruling
from disclosures.read.scan import number_as_printed, scanned_page
from disclosures.read.strips import letter_height, text_lines
from disclosures.read.tables import read_tables

DPI = 200
FONTS = [
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
]
TABLE = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["201", "一般公共服务支出", "1,234.56", "1,000.00", "234.56"],
    ["20103", "政府办公厅（室）及相关机构事务", "987.65", "987.65", ""],
    ["2010301", "行政运行", "800.00", "800.00", ""],
    ["208", "社会保障和就业支出", "46.07", "", "46.07"],
    ["", "合计", "2,068.28", "1,787.65", "280.63"],
]
WIDTHS = [180, 330, 240, 240, 240]  # pixels
HIGH = 62
LEFT, TOP = 130, 190


@pytest.fixture(scope="module")
def font() -> Callable[[int], ImageFont.FreeTypeFont]:
    found = [path for path in FONTS if path.is_file()]
    if not found:
        pytest.skip("没有中文字体（fonts-noto-cjk）")
    return lambda size: ImageFont.truetype(str(found[0]), size)


Font = Callable[[int], ImageFont.FreeTypeFont]


def sheet(
    font: Font, rows: Sequence[Sequence[str]] = TABLE, width: int = 2, outer: bool = True, grey: int = 0
) -> Image.Image:
    """A page with a title, a table and a note; `width` and `grey` of its rules, with or without the outer ones."""
    image = Image.new("RGB", (1500, TOP + HIGH * len(rows) + 260), "white")
    draw = ImageDraw.Draw(image)
    draw.text((750, 80), "一般公共预算支出情况表", font=font(44), fill="black", anchor="mm")
    draw.text((LEFT + sum(WIDTHS), 150), "单位：万元", font=font(28), fill="black", anchor="rm")
    xs = [LEFT + sum(WIDTHS[:n]) for n in range(len(WIDTHS) + 1)]
    ys = [TOP + HIGH * n for n in range(len(rows) + 1)]
    for x in xs if outer else xs[1:-1]:
        draw.line([x, ys[0], x, ys[-1]], fill=(grey,) * 3, width=width)
    for y in ys:
        draw.line([xs[0], y, xs[-1], y], fill=(grey,) * 3, width=width)
    for row, y in zip(rows, ys, strict=False):
        for text, x, end in zip(row, xs, xs[1:], strict=False):
            size = 28 if len(text) <= 11 else 20
            middle = y + HIGH // 2
            if text[:1].isdigit() and "." in text:
                draw.text((end - 12, middle), text, font=font(size), fill="black", anchor="rm")
            else:
                draw.text((x + 12, middle), text, font=font(size), fill="black", anchor="lm")
    draw.text((LEFT, ys[-1] + 60), "注：本表没有数据的栏目为空。", font=font(28), fill="black")
    return image


def cells(page: Page) -> list[list[str]]:
    """The only table of a page, cell by cell."""
    tables, _ = read_tables(page, grids(page.rules))
    assert len(tables) == 1
    return [list(row.cells) for row in tables[0].rows]


def outside(page: Page) -> list[str]:
    """The lines outside of its tables."""
    return [glyphs.text for glyphs in read_tables(page, grids(page.rules))[1]]


def stamped(image: Image.Image) -> Image.Image:
    """With a round red seal over the amounts."""
    seal = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(seal)
    x, y, radius = 900, TOP + 3 * HIGH, 158
    draw.ellipse([x - radius, y - radius, x + radius, y + radius], outline=(214, 42, 50), width=9)
    draw.regular_polygon((x, y, 48), 5, fill=(214, 42, 50))
    return ImageChops.multiply(image, seal)


def noisy(image: Image.Image) -> Image.Image:
    """With the grain and the specks of an old scanner."""
    chance = np.random.default_rng(1)
    pixels = np.asarray(image).astype(float) * 0.92 + 10 + chance.normal(0, 12, image.size[::-1])[..., None]
    pixels[chance.random(pixels.shape[:2]) < 0.0001] = 0
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))


def scratched(image: Image.Image) -> Image.Image:
    """With white streaks through the rules, between the words."""
    draw = ImageDraw.Draw(image)
    for column in range(LEFT + 5, LEFT + sum(WIDTHS), 97):
        for row in range(len(TABLE) + 1):
            draw.rectangle([column, TOP + HIGH * row - 4, column + 6, TOP + HIGH * row + 4], fill="white")
    for x in (LEFT, LEFT + 180, LEFT + 510):
        draw.rectangle([x - 4, TOP + HIGH * 2 - 12, x + 4, TOP + HIGH * 2 + 10], fill="white")
    return image


def skewed(image: Image.Image, degrees: float) -> Image.Image:
    """Laid askew on the glass."""
    return image.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor="white")


SPOILT: dict[str, Callable[[Font], Image.Image]] = {
    "clean": sheet,
    "faint rules": lambda font: sheet(font, width=1, grey=190),
    "thick rules": lambda font: sheet(font, width=6),
    "no outer rules": lambda font: sheet(font, outer=False),
    "skewed": lambda font: skewed(sheet(font), 1.6),
    "skewed the other way, noisy": lambda font: noisy(skewed(sheet(font), -0.9)),
    "stamped": lambda font: stamped(sheet(font)),
    "scratched": lambda font: scratched(sheet(font)),
    "turned left": lambda font: sheet(font).rotate(90, expand=True),
    "turned right": lambda font: sheet(font).rotate(270, expand=True),
    "on its head": lambda font: sheet(font).rotate(180),
}


@pytest.mark.parametrize("how", SPOILT)
def test_every_cell_is_exact_however_the_page_is_spoilt(how: str, font: Font) -> None:
    page = scanned_page(SPOILT[how](font), DPI, 7)
    assert page.recognised
    assert page.number == 7
    assert cells(page) == TABLE
    assert outside(page) == ["一般公共预算支出情况表", "单位：万元", "注：本表没有数据的栏目为空。"]
    assert all(glyphs.confidence is not None and 0 < glyphs.confidence <= 1 for glyphs in page.glyphs)


def test_two_rules_printed_side_by_side_are_one(font: Font) -> None:
    image = sheet(font)
    draw = ImageDraw.Draw(image)
    draw.rectangle([LEFT - 7, TOP - 7, LEFT + sum(WIDTHS) + 7, TOP + HIGH * len(TABLE) + 7], outline="black", width=2)
    assert cells(scanned_page(image, DPI, 1)) == TABLE


def test_lines_of_a_cell_are_read_one_by_one(font: Font) -> None:
    rows = [["序号", "项目绩效目标", "", "", ""], ["1", "", "—", "0", ""]]
    image = sheet(font, rows)
    draw = ImageDraw.Draw(image)
    draw.text((LEFT + 192, TOP + HIGH + 3), "三项任务\n二〇二六年完成", font=font(20), fill="black", spacing=0)
    found = cells(scanned_page(image, DPI, 1))
    assert found[1][:2] == ["1", "三项任务二〇二六年完成"]
    assert found[1][2] in {"—", "-", "–", "一"}  # which one, nobody can tell from the picture
    assert found[1][3:] == ["0", ""]


def test_boxes_are_points_of_the_page(font: Font) -> None:
    page = recognised_page(sheet(font).resize((1654, 2339)), 1, "扫描.pdf")
    assert (round(page.width), round(page.height)) == (595, 842)
    (name,) = [glyphs for glyphs in page.glyphs if glyphs.text == TABLE[1][1]]
    stretch = page.height / (TOP + HIGH * len(TABLE) + 260)
    assert abs(name.middle[1] - (TOP + 1.5 * HIGH) * stretch) < 3
    assert abs(name.left - (LEFT + 192) * page.width / 1500) < 6


def test_a_frame_and_words_alone_draw_no_table(font: Font) -> None:
    image = Image.new("RGB", (1500, 800), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle([200, 300, 1300, 700], outline="black", width=3)
    for line, text in enumerate(["田田田口日目", "一二三王由里", "政务公开办理流程"]):
        draw.text((240, 330 + line * 110), text, font=font(72), fill="black")
    page = scanned_page(image, DPI, 1)
    assert page.rules == ()
    assert [glyphs.text for glyphs in page.glyphs] == ["田田田口日目", "一二三王由里", "政务公开办理流程"]


def test_a_small_decimal_point_on_a_page_of_large_letters_is_no_dirt(font: Font) -> None:
    image = Image.new("RGB", (1500, 900), "white")
    draw = ImageDraw.Draw(image)
    for line in range(4):
        draw.text((100, 60 + line * 130), "基本支出和项目支出情况", font=font(64), fill="black")
    draw.text((700, 700), "95.13%", font=font(22), fill="black")
    assert [glyphs.text for glyphs in scanned_page(image, DPI, 1).glyphs][-1] == "95.13%"


def test_a_blank_page_has_nothing() -> None:
    page = scanned_page(Image.new("RGB", (1654, 2339), "white"), DPI, 1)
    assert (page.glyphs, page.rules) == ((), ())


@pytest.mark.parametrize("seed", range(3))
def test_pictures_without_sense_come_to_an_end(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a picture, no secret
    image = Image.new("RGB", (900, 700), "white")
    draw = ImageDraw.Draw(image)
    for _ in range(400):
        draw.line(
            [chance.randrange(900), chance.randrange(700), chance.randrange(900), chance.randrange(700)], fill="black"
        )
    assert scanned_page(image, DPI, 1).recognised


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("1，234.56", "1,234.56"),
        ("１２３．４５", "123.45"),
        ("－12.5％", "-12.5%"),
        ("101，673.03万元", "101,673.03万元"),
        ("2024，2025", "2024,2025"),
        ("2024，2025年", "2024，2025年"),
        ("O.l0", "O.l0"),
        ("一、收入，支出", "一、收入，支出"),
        ("单位:万元", "单位：万元"),
        ("(一）收入,支出", "（一）收入，支出"),
        ("机关服务（事业)1:2,3", "机关服务（事业）1:2,3"),
        ("(201)行政", "(201)行政"),
        ("1.131.60", "1,131.60"),
        ("9.600,188.62", "9,600,188.62"),
        ("1,234,56", "1,234.56"),
        ("-0，00", "-0.00"),
        ("0,379146", "0.379146"),
        ("1,234", "1,234"),
        ("1.234,567", "1.234,567"),
        ("2024,3", "2024,3"),
        ("2024.12.31", "2024.12.31"),
        ("—", "—"),
    ],
)
def test_only_the_width_of_a_numbers_punctuation_is_touched(read: str, printed: str) -> None:
    assert number_as_printed(read) == printed


def test_lines_that_touch_are_parted_and_strokes_of_one_letter_are_not() -> None:
    ink = np.zeros((80, 100), np.uint8)
    ink[10:13, 10:40] = ink[19:22, 10:40] = ink[28:31, 10:40] = 255  # 三
    assert len(text_lines(ink, (0, 0, 100, 80), 22.0)) == 1
    ink[38:60, 10:40] = 255
    assert len(text_lines(ink, (0, 0, 100, 80), 22.0)) == 2
    ink[31:38, 20] = 255  # a thread between the two
    assert len(text_lines(ink, (0, 0, 100, 80), 22.0)) == 2


def test_a_page_with_hardly_a_letter_stays_as_it_lies(font: Font) -> None:
    image = Image.new("RGB", (1654, 2339), "white")
    ImageDraw.Draw(image).text((827, 400), "第二部分", font=font(44), fill="black", anchor="mm")
    page = scanned_page(image, DPI, 1)
    assert [glyphs.text for glyphs in page.glyphs] == ["第二部分"]
    assert page.width < page.height


def test_ink_outside_of_tables_that_is_no_text_is_said(font: Font) -> None:
    image = sheet(font)
    draw = ImageDraw.Draw(image)
    draw.pieslice([900, 640, 1060, 760], 30, 300, fill=(90, 90, 90))
    draw.pieslice([900, 640, 1060, 760], 300, 390, fill=(190, 190, 190))
    unread = unread_of(scanned_page(image, DPI, 3))
    assert [(one.text, one.place.page) for one in unread] == [("", 3)]
    left, top, right, bottom = (value * DPI / 72 for value in unread[0].place.box or (0, 0, 0, 0))
    assert 870 < left < 905 < 1055 < right < 1090
    assert 610 < top < 645 < 755 < bottom < 790
    assert unread_of(scanned_page(sheet(font), DPI, 3)) == []


@pytest.mark.parametrize("sign", ["≥", "≤", "=", "<", "0", "1", "二", "是", "%"])
def test_a_sign_alone_in_its_cell_is_no_letter(sign: str, font: Font) -> None:
    rows = [["三级指标", "指标性质", "指标值", "计量单位", "权重"], ["满意度", sign, "95", "%", "10"]]
    assert cells(scanned_page(sheet(font, rows), DPI, 1))[1] == ["满意度", sign, "95", "%", "10"]


def test_rows_of_no_height_are_no_underscores(font: Font) -> None:
    image = sheet(font)
    draw = ImageDraw.Draw(image)
    bottom = TOP + HIGH * len(TABLE)
    for line in range(1, 6):
        draw.line([LEFT, bottom + 8 * line, LEFT + sum(WIDTHS), bottom + 8 * line], fill="black", width=2)
    for x in (LEFT, LEFT + sum(WIDTHS)):
        draw.line([x, bottom, x, bottom + 40], fill="black", width=2)
    found = [row for row in cells(scanned_page(image, DPI, 1)) if any(row)]
    assert found == TABLE


def test_a_bracket_in_a_narrow_row_is_no_rule(font: Font) -> None:
    rows = [["[201]一般公共服务支出", "", "1.00", "", ""]] * 4
    image = sheet(font, rows).resize((1500, 300 + HIGH * 2))
    page = scanned_page(image, DPI, 1)
    (grid,) = grids(page.rules)
    assert len(grid.xs) == len(WIDTHS) + 1


def test_letters_in_line_with_a_rule_do_not_lengthen_it() -> None:
    marks = np.zeros((40, 400), np.uint8)
    marks[20:23, 60:400] = 255  # a rule of 43 mm at 200 dpi
    marks[20:23, 25:50] = 255  # a stroke of 3 mm before it
    assert _without_letters(marks, (20, 20, 380, 3), DPI / 25.4) == (56, 344)
    marks[10:33, 22:26] = 255  # it begins at a rule that crosses: so it is the same rule, scratched
    assert _without_letters(marks, (20, 20, 380, 3), DPI / 25.4) == (20, 380)


def test_pale_rules_close_to_print_are_rules_and_a_row_of_bold_letters_is_none(font: Font) -> None:
    """Grey rules as spreadsheets print them, in rows hardly higher than their print, below a bold header on grey."""
    rows, columns, high, wide = 14, 4, 34, 330
    image = Image.new("RGB", (1500, 760), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 60, 100 + columns * wide, 60 + 2 * high), fill=(240, 240, 240))
    for column, words in enumerate(
        ("支出功能分类科目", "政府支出经济分类科目", "部门支出经济分类科目", "本年绩效指标值")
    ):
        draw.text((110 + column * wide, 78), words, font=font(30), fill=0, stroke_width=1, stroke_fill=0)
    for row in range(rows):
        y = 60 + (row + 2) * high
        draw.line((100, y, 100 + columns * wide, y), fill=(192, 192, 192), width=3)
        for column in range(columns if row < rows - 1 else 0):
            draw.text((106 + column * wide, y + 3), "2014001-行政运行767.96", font=font(26), fill=20)
    draw.line((100, 60, 100 + columns * wide, 60), fill=(192, 192, 192), width=3)
    for column in range(columns + 1):
        x = 100 + column * wide
        draw.line((x, 60, x, 60 + (rows + 1) * high), fill=(192, 192, 192), width=3)
    per_mm = DPI / 25.4
    paper = grey(np.asarray(image.filter(ImageFilter.GaussianBlur(0.6))), per_mm)
    marks = ink(paper, per_mm)
    [grid] = grids(ruling(paper, marks, letter_height(marks, per_mm), per_mm).rules)
    assert (len(grid.xs) - 1, len(grid.ys) - 1, len(grid.cells)) == (columns, rows, columns * rows)
