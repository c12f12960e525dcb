"""Scanned pages through the whole converter: they are read among pages of text, and every value of theirs is marked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice, product
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

import handmade_pdf as hand
from disclosures import workers
from disclosures.check import check
from disclosures.errors import DocumentError
from disclosures.headings import paths
from disclosures.inventory import Item
from disclosures.model import Block, Cell, Finding, Identity, Match, Paragraph, Place, Row, Subject, Table, Value
from disclosures.normalise import Normalised
from disclosures.normalise.unclear import unclear, unclear_prose, unread_ink
from disclosures.pipeline import Packed, convert
from disclosures.read import ocr
from disclosures.repair.misread import is_alike
from disclosures.scans import as_meant, misread_words, page_words, scanned_pages, sheets_on_scans
from disclosures.text import parse_amount

FONTS = [
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
]
BALANCE = [
    ["收入", "", "支出", ""],
    ["项目", "预算数", "项目", "预算数"],
    ["一、一般公共预算收入", "2,068.28", "一、一般公共服务支出", "2,022.21"],
    ["二、政府性基金预算收入", "", "八、社会保障和就业支出", "46.07"],
    ["本年收入合计", "2,068.28", "本年支出合计", "2,068.28"],
    ["收入总计", "2,068.28", "支出总计", "2,068.28"],
]
EXPENDITURE = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["2010301", "行政运行", "2,022.21", "1,787.65", "234.56"],
    ["2080505", "机关事业单位基本养老保险缴费支出", "46.07", "", "46.07"],
    ["", "合计", "2,068.28", "1,787.65", "280.63"],
]


def text_sheet(title: str, rows: Sequence[Sequence[str]]) -> hand.Sheet:
    """A page of text: a title, the unit, a table."""
    sheet = hand.Sheet().text(200, 60, title, 16).text(480, 90, "单位：万元")
    return sheet.table(30, 110, [540 / len(rows[0])] * len(rows[0]), rows)


def scan_sheet(title: str, rows: Sequence[Sequence[str]], font: Callable[[int], ImageFont.FreeTypeFont]) -> Image.Image:
    """The same as a picture of A4 at 200 dpi."""
    image = Image.new("RGB", (1654, 2339), "white")
    draw = ImageDraw.Draw(image)
    draw.text((827, 200), title, font=font(44), fill="black", anchor="mm")
    draw.text((1510, 290), "单位：万元", font=font(28), fill="black", anchor="rm")
    left, top, width, high = 130, 340, 1380 // len(rows[0]), 70
    for number in range(len(rows[0]) + 1):
        draw.line([left + width * number, top, left + width * number, top + high * len(rows)], fill="black", width=3)
    for number in range(len(rows) + 1):
        draw.line([left, top + high * number, left + width * len(rows[0]), top + high * number], fill="black", width=3)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            place = left + width * column + 12, top + high * at + high // 2
            draw.text(place, text, font=font(26 if len(text) < 11 else 16), fill="black", anchor="lm")
    return image


def joined_pdf(*parts: bytes) -> bytes:
    """The pages of several files in one."""
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        whole.import_pages(pypdfium2.PdfDocument(part))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def as_pdf(image: Image.Image) -> bytes:
    """A picture as a PDF of one page."""
    out = io.BytesIO()
    image.save(out, "PDF", resolution=200)
    return out.getvalue()


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cover and 收支总表 as text, 一般公共预算支出表 as a picture, then a page of text again."""
    fonts = [path for path in FONTS if path.is_file()]
    if not fonts:
        pytest.skip("没有中文字体（fonts-noto-cjk）")
    cover = hand.Sheet().text(150, 200, "新乡市红旗区财政局2025年部门预算公开", 20)
    last = hand.Sheet().text(60, 80, "名词解释", 14).text(60, 120, "一、财政拨款收入：指财政部门当年拨付的资金。")
    picture = scan_sheet("一般公共预算支出情况表", EXPENDITURE, lambda size: ImageFont.truetype(str(fonts[0]), size))
    file = tmp_path_factory.mktemp("mixed") / "2025年新乡市红旗区财政局部门预算公开.pdf"
    text = hand.pdf(cover, text_sheet("部门收支总体情况表", BALANCE))
    file.write_bytes(joined_pdf(text, as_pdf(picture), hand.pdf(last)))
    return file


@pytest.fixture(scope="module")
def packed(mixed: Path) -> Packed:
    """What becomes of it."""
    if not ocr.can_recognise():
        pytest.skip("识别扫描件的组件没有安装（make ocr）")
    return convert(mixed, mixed.name)


def findings(packed: Packed, rule: str) -> list[Finding]:
    """Those of one rule."""
    return [one for one in packed.disclosure.findings if one.rule == rule]


def test_a_scan_among_pages_of_text_is_read_and_marked(packed: Packed) -> None:
    tables = {table.resource: table for table in packed.disclosure.tables}
    records = tables["general_public_budget"].records
    assert [str(record["total"]) for record in records] == ["2022.21", "46.07", "2068.28"]
    assert len(tables["balance"].records) == 8
    about = json.loads(packed.files["datapackage.json"])
    pages = {one["name"]: one.get("recognised_pages") for one in about["resources"]}
    assert (pages["general_public_budget"], pages["balance"]) == ([3], None)
    assert about["disclosure"]["recognised_pages"] == [3]


def test_every_value_of_a_scan_is_marked_and_no_other(packed: Packed) -> None:
    data = packed.files["data/positions.csv"].decode()
    marks = {(r["resource"], int(r["row_ref"]), r["field"]): r for r in csv.DictReader(io.StringIO(data))}
    tables = {table.resource: table for table in packed.disclosure.tables}
    values = [
        ("general_public_budget", number, name)
        for number, record in enumerate(tables["general_public_budget"].records, 1)
        for name, value in record.items()
        if value is not None and name not in ("row", "row_kind", "source_page")
    ]
    assert len(values) == 13
    assert {key for key, row in marks.items() if row["read_by"] == "ocr"} == set(values)
    assert all(80 < int(marks[key]["confidence"]) <= 100 for key in values)
    assert all(int(marks[key]["sums_holding"]) > 0 for key in values if key[2] not in ("name", "functional_code"))
    text = [row for row in marks.values() if row["read_by"] == "text"]
    assert text
    assert not any(row["confidence"] or row["sums_holding"] for row in text)


def test_how_much_the_sums_bear_out_is_said(packed: Packed) -> None:
    [said] = findings(packed, "X-OCR")
    assert (said.severity, said.origin, said.resource) == ("info", "extraction", "general_public_budget")
    assert said.message == "第 3 页是扫描件，文字由程序识别；本表 8 个数字中 8 个经合计关系核对"


def broken_digits(picture: Image.Image, font: ImageFont.FreeTypeFont) -> Iterator[tuple[Image.Image, str]]:
    """The page with a part of one digit of 1,787.65 worn away, and what the recogniser makes of it: where it doubts."""
    from disclosures.read.recogniser import recognised

    text, left, middle = EXPENDITURE[1][3], 130 + 276 * 3 + 12, 340 + 70 + 35
    parts = [(0, 0, 1, 0.4), (0, 0.35, 1, 0.65), (0, 0.6, 1, 1), (0, 0.5, 0.5, 1), (0.5, 0, 1, 0.5)]
    for at, (fore, above, aft, below) in product(range(len(text)), parts):
        start, width = left + font.getlength(text[:at]), font.getlength(text[at])
        worn = picture.copy()
        box = (start + width * fore, middle - 10 + 20 * above, start + width * aft, middle - 10 + 20 * below)
        ImageDraw.Draw(worn).rectangle(box, fill="white")
        line = np.asarray(worn.convert("L").crop((left - 5, middle - 17, left + 130, middle + 17)))
        [read] = recognised([line])
        if (
            read.doubtful
            and (amount := parse_amount(read.text))
            and is_alike(amount, Decimal("1787.65"), read.doubtful)
        ):
            yield worn, read.text


def test_a_digit_drawn_badly_is_put_right_and_published_as_a_repair(mixed: Path, tmp_path: Path) -> None:
    if not ocr.can_recognise():
        pytest.skip("识别扫描件的组件没有安装（make ocr）")
    fonts = {size: ImageFont.truetype(str(next(f for f in FONTS if f.is_file())), size) for size in (16, 26, 28, 44)}
    picture = scan_sheet("一般公共预算支出情况表", EXPENDITURE, fonts.__getitem__)
    cover = hand.Sheet().text(150, 200, "新乡市红旗区财政局2025年部门预算公开", 20)
    text = hand.pdf(cover, text_sheet("部门收支总体情况表", BALANCE))
    file = tmp_path / mixed.name
    for worn, read in islice(broken_digits(picture, fonts[26]), 4):
        file.write_bytes(joined_pdf(text, as_pdf(worn)))
        made = convert(file, file.name).disclosure
        [table] = (table for table in made.tables if table.resource == "general_public_budget")
        if not table.positions[1, "basic_total"].doubtful:  # the page is read as if it were printed so: it stays
            assert made.repairs == ()
            continue
        assert table.records[0]["basic_total"] == Decimal("1787.65"), read
        [repair] = made.repairs
        assert (repair.row, repair.field, repair.rule) == (1, "basic_total", "R-T05-ROW")
        assert parse_amount(repair.printed) not in (None, Decimal("1787.65"))
        return
    pytest.fail("no digit was read wrongly on a page: the search has to look further")


def test_without_the_extra_the_whole_document_is_refused(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "can_recognise", lambda: False)
    with pytest.raises(DocumentError, match=r"第 3 页.*make ocr"):
        convert(mixed, mixed.name)


def row(page: int, cells: Sequence[str], confidence: float | None = 0.9) -> Row:
    """A recognised row."""
    return Row(tuple(cells), Place(page=page), grid=tuple(Cell(recognised=True, confidence=confidence) for _ in cells))


def test_which_pages_are_scans() -> None:
    blocks: list[Block] = [
        Paragraph("甲", Place(page=1)),
        Paragraph("乙", Place(page=2), confidence=0.8),
        row(4, ["1"]),
    ]
    assert scanned_pages(blocks) == {(None, 2), (None, 4)}
    records = ({"source_page": 3}, {"source_page": 4}, {"source_page": 2})
    assert sheets_on_scans(Table("x", "x", "", (), records), scanned_pages(blocks)) == ((None, 2), (None, 4))
    assert sheets_on_scans(Table("x", "x", "", (), (), place=Place(page=4)), scanned_pages(blocks)) == ((None, 4),)
    assert page_words((2, 3, 4, 7)) == "第 2–4、7 页"


def test_doubtful_cells_are_named_page_by_page() -> None:
    rows = (row(2, ["合计", "1O.5"], 0.3), row(3, ["项目", ""], None), row(3, ["其中", ""], 0.0))
    match = Match("balance", "收支总表", "", (), rows)
    first, second = unclear(match, Normalised((Table("balance", "balance", "", (), ()),)))
    assert first.message.startswith("《收支总表》第 2 页有 2 处文字识别没有把握，请对照原文")
    assert "“合计”一行第 2 列读作“1O.5”" in first.message
    assert "“其中”一行第 2 列有字没有读出" in second.message
    [prose] = unclear_prose([Paragraph("收人", Place(page=5), confidence=0.4), Paragraph("收入", Place(page=5))])
    assert prose.message == "文字说明第 5 页有 1 处文字识别没有把握，请对照原文：读作“收人”"


def test_whose_budget_it_is_is_told_by_words_as_they_are_meant() -> None:
    read = Paragraph("临江市教育局部内预算公开", Place(page=1), confidence=0.9, doubtful="内")
    sure = Paragraph("内设机构和部内预算", Place(page=2), confidence=0.9, doubtful="")
    other = Paragraph("部内资料", Place(page=3), confidence=0.9, doubtful="内")
    texts = [one.text for one in as_meant([read, sure, other])]
    assert texts == ["临江市教育局部门预算公开", "内设机构和部内预算", "部内资料"]
    [said] = misread_words([read, sure, other])
    assert said.message.startswith("第 1 页的“部门预算”里")
    assert not list(misread_words([sure, other]))


def test_ink_without_text_is_said_page_by_page_with_its_height() -> None:
    places = [Place(page=2, box=(50, 700, 90, 740)), Place(page=2, box=(50, 57, 90, 80)), Place(page=4, document=2)]
    first, second = unread_ink(places)
    assert (first.rule, first.severity, first.origin) == ("X-OCR", "info", "extraction")
    assert first.message.startswith("第 2 页表格以外有 2 处墨迹没有认出文字（距页面上边约 2、25 厘米）")
    assert second.message.startswith("第 2 个文件第 4 页表格以外有 1 处")


def test_a_contradiction_on_a_scan_is_not_laid_to_the_department() -> None:
    identity = Identity("甲局", "x", "department", None, None, None, 2025, None)
    records: tuple[dict[str, Value], ...] = tuple(
        {"row": n, "row_kind": kind, "functional_code": code, "name": name, "total": total, "source_page": 3}
        for n, (kind, code, name, total) in enumerate(
            [("total", None, "合计", 10), ("item", "2010301", "行政运行", 9), ("item", "2010302", "一般", 2)], 1
        )
    )
    records = tuple({**record, "total": Decimal(str(record["total"]))} for record in records)
    names = ("row", "row_kind", "functional_code", "name", "total", "source_page")
    table = Table("expenditure", "expenditure", "支出总表", names, records)

    def told(scanned: frozenset[tuple[int | None, int]]) -> Finding:
        subject = Subject(identity, (), {"expenditure": table}, (), (), scanned=scanned)
        return next(f for f in check(subject) if isinstance(f, Finding) and f.rule == "R-T03-SUM")

    assert told(frozenset()).origin == "disclosure"
    assert told(frozenset({(None, 3)})).origin == "extraction"
    assert told(frozenset({(None, 3)})).message.endswith("（扫描件，也可能是识别有误，请对照原文）")


def test_a_recognised_heading_may_have_one_character_wrong() -> None:
    assert paths([row(1, ["一般公共预算拔款"])]) == [("一般公共预算拨款",)]
    in_the_file = Row(("一般公共预算拔款",), Place(page=1), grid=(Cell(),))
    assert paths([in_the_file]) == [("一般公共预算拔款",)]


def test_pictures_get_time(tmp_path: Path) -> None:
    file = tmp_path / "扫描.pdf"
    file.write_bytes(b"<< /Subtype /Image >>" * 2 + b"<</Subtype/Image>>" + b"/Subtype /Form")
    item = Item(file, file.name)
    assert round(workers._more_time(item)) == round(3 * workers.TIMEOUT_PER_PICTURE)
    file.write_bytes(b"/Subtype /Image " * 5000)
    assert workers._more_time(item) < workers.MOST_PICTURES * workers.TIMEOUT_PER_PICTURE + 10
