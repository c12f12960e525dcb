"""Word and Excel files become the same paragraphs and rows, cells in their true columns; what cannot is refused."""

from __future__ import annotations

import contextlib
import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import docx as writer
import pytest
import xlsxwriter  # type: ignore[import-untyped]
import xlwt  # type: ignore[import-untyped]
from xlwt.CompoundDoc import XlsDoc  # type: ignore[import-untyped]

import cases
import office_files
from disclosures.errors import DocumentError
from disclosures.model import Block, Cell, Paragraph, Place, Row
from disclosures.pipeline import Packed, convert
from disclosures.read import doc, docx, margins, read, xls, xlsx
from disclosures.read.content import sniffed
from disclosures.read.numbering import chinese, figure
from disclosures.read.shown_numbers import shown_number, shown_text
from disclosures.read.spans import Span, gridded

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '
Look = list[tuple[tuple[str, ...], list[tuple[int, int] | None]]]


def look(blocks: Sequence[Block]) -> Look:
    """Each row's cells with what they cover."""
    return [
        (b.cells, [(c.columns, c.rows) if c else None for c in b.grid]) for b in blocks if isinstance(b, Row)
    ]  # fmt: skip


def lines(blocks: Sequence[Block]) -> list[str]:
    """The text of each paragraph."""
    return [b.text for b in blocks if isinstance(b, Paragraph)]


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def relations(**targets: str) -> str:
    """A part's links: the last word of the relation → target."""
    links = (
        f'<Relationship Id="r{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(links)}</Relationships>'


def word(body: str, **parts: str) -> bytes:
    """A Word file with this body; `numbering` and `styles` as further parts."""
    named = {f"word/{name}.xml": f"<w:{name} {W}>{content}</w:{name}>" for name, content in parts.items()}
    return zipped(
        {
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            "word/_rels/document.xml.rels": relations(**{name: f"{name}.xml" for name in parts}),
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            **named,
        }
    )


def p(text: str, properties: str = "") -> str:
    """A paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    """A cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str, grid: Sequence[int] = ()) -> str:
    """A table with these column widths."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def sheet_file(content: str, state: str = "visible") -> bytes:
    """A workbook of one sheet with this XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped(
        {
            "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": relations(worksheet="worksheets/sheet1.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{RELATIONS}"><sheets>'
            f'<sheet name="收支总表" sheetId="1" state="{state}" r:id="r0"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{content}</worksheet>',
        }
    )


# --- lines in a table's own grid ---------------------------------------------------------------------------------------


def row(*texts: str, covers: Mapping[int, tuple[int, int]] | None = None) -> Row:
    """A row on a grid; `covers` says what cells cover."""
    covers = covers or {}
    hidden = {i for at, (columns, _) in covers.items() for i in range(at + 1, at + columns)}
    grid = tuple(None if i in hidden else Cell(*covers.get(i, (1, 1))) for i in range(len(texts)))
    return Row(texts, Place(line=1), grid=grid)


TITLE = row("2026年部门收支总体情况表", "", "", "", covers={0: (4, 1)})
HEAD = row("收入", "", "支出", "", covers={0: (2, 1), 2: (2, 1)})
DATA = row("一、一般公共预算", "3.00", "一、公共安全支出", "3.00")


@pytest.mark.parametrize(
    "above",
    [
        [],
        [TITLE],
        [row("预算01表", "", "", ""), TITLE],
        [TITLE, row("部门：红旗区委办公室", "", "", "单位：万元")],
        [row("2026年收支总表", "", "", "预算01表"), row("", "", "", "金额单位：万元")],
        [row("部门名称：甲", "", "2026年", "单位:元")],
    ],
)
@pytest.mark.parametrize(
    "below",
    [
        [],
        [row("注：本表反映收支。", "", "", "")],
        [row("说明：1.甲", "", "", ""), row("2.乙", "", "", "")],
        [row("我单位没有政府性基金预算，本表为空。", "", "", "")],
        [row("单位负责人：", "", "填表人：", "")],
    ],
)
def test_lines_round_a_table_are_no_rows(above: list[Row], below: list[Row]) -> None:
    before, rows, after = margins.split([*above, HEAD, DATA, *below])

    assert [r.cells for r in rows] == [HEAD.cells, DATA.cells]
    assert rows[0].after_break
    assert [b.text for b in before] == [text for r in above for text in r.cells if text]
    assert [b.text for b in after] == [text for r in below for text in r.cells if text]


@pytest.mark.parametrize(
    "rows",
    [
        [row("科目", "", "", "", covers={0: (1, 2)}), DATA],
        [row("合计", "", "", ""), DATA],
        [row("3.00", "", "", ""), DATA],
        [HEAD, row("二、结转下年", "", "", ""), DATA],
        [HEAD, DATA, row("二、结转下年", "", "", "")],
        [HEAD, row("合计", "", "", "")],
        [row("1", "2", "3", "4"), DATA],
    ],
)
def test_rows_of_the_table_stay(rows: list[Row]) -> None:
    assert [r.cells for r in margins.split(rows)[1]] == [r.cells for r in rows]


def test_spans_stand_on_one_grid() -> None:
    places = {n: Place(line=n + 1) for n in range(9)}
    spans = [
        Span(0, 0, 2, 2, "科目"), Span(0, 2, 1, 9, "支出"), Span(1, 2, 1, 4, "小计"), Span(1, 6, 1, 5, "人员"),
        Span(2, 0, 1, 1, "201"), Span(2, 1, 1, 1, "运行"), Span(2, 2, 1, 4, "1"), Span(2, 6, 1, 5, "2"),
        Span(5, 0, 1, 1, "208"),
    ]  # fmt: skip

    found = gridded(spans, places, "x")

    assert look(found) == [
        (("科目", "", "支出", ""), [(2, 2), None, (2, 1), None]),
        (("", "", "小计", "人员"), [None, None, (1, 1), (1, 1)]),
        (("201", "运行", "1", "2"), [(1, 1)] * 4),
        (("208", "", "", ""), [(1, 1)] * 4),
    ]
    assert [r.after_break for r in found] == [True, False, False, True]
    assert [r.place.line for r in found] == [1, 2, 3, 6]


def test_a_table_without_bounds_is_refused() -> None:
    spans = [Span(n, n, 1, 1, "1") for n in range(2000)]
    with pytest.raises(DocumentError, match="表格过大"):
        gridded(spans, {n: Place() for n in range(2000)}, "x")


# --- numbers as they are shown -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5600000000002, "#,##0.00", "1,234.56"),
        (0.1 + 0.2, "General", "0.3"),
        (2013101.0, "General", "2013101"),
        (-1234567.891, ACCOUNTING, "-1,234,567.89"),
        (0, ACCOUNTING, "-"),
        (7, "000", "007"),
        (2.675, "0.00", "2.68"),
        (-0.5, "0.00", "-0.50"),
        (0.125, "0.0%", "12.5%"),
        (12345, "0!.0,", "1.2"),
        (3.5, "0.##", "3.5"),
        (3, "0.##", "3"),
        (0.5, "#.00", ".50"),
        (-5, "0_);[Red]\\(0\\)", "(5)"),
        (0, "#,##0.00;-#,##0.00;", ""),
        (3, '[$¥-804]#,##0.00"元"', "¥3.00元"),
        (1, '"第"0"类"', "第1类"),
        (5, "@", "5"),
        (46000, 'yyyy"年"m"月"d"日"', "2025年12月9日"),
        (46000, "yyyy/mm/dd;@", "2025/12/09"),
        (46000.5, "yyyy/m/d h:mm", "2025/12/9 12:00"),
        (46000.75, "h:mm AM/PM", "6:00 PM"),
        (1e20, "0", "100000000000000000000"),
        (4.10702e20, "General", "4.10702E+20"),
        (5, "[<1]0;0.0", "5"),
        (0.5, "# ?/?", "0.5"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: float, code: str, expected: str) -> None:
    assert shown_number(value, code) == expected


def test_days_may_be_counted_from_1904() -> None:
    assert shown_number(44538, "yyyy/m/d", since_1904=True) == shown_number(46000, "yyyy/m/d")


def test_a_format_may_put_words_round_a_text() -> None:
    assert shown_text("红旗区", '"部门："@') == "部门：红旗区"
    assert shown_text("红旗区", "@") == shown_text("红旗区", "#,##0.00") == "红旗区"


# --- workbooks ---------------------------------------------------------------------------------------------------------


def book() -> bytes:
    """A form as departments write it."""
    out = io.BytesIO()
    file = xlsxwriter.Workbook(out)
    sheet = file.add_worksheet("Sheet1")
    money, code = file.add_format({"num_format": "#,##0.00"}), file.add_format({"num_format": "00"})
    sheet.merge_range("A1:F1", "2026年一般公共预算支出情况表")
    sheet.write("A2", "部门名称：红旗区委办公室")
    sheet.write("F2", "单位：万元")
    sheet.merge_range("A3:B3", "科目编码")
    sheet.merge_range("C3:C4", "合计")
    sheet.merge_range("D3:F3", "基本支出")
    for column, text in ((0, "类"), (1, "款"), (3, "小计"), (4, "人员\n经费"), (5, "公用经费")):
        sheet.write(3, column, text)
    sheet.write(4, 0, 201)
    sheet.write(4, 1, 1, code)
    sheet.write_formula(4, 2, "=D5", money, 1234.5600000000002)
    sheet.write(4, 3, 1234.5600000000002, money)
    sheet.write(4, 5, 0.1 + 0.2)
    sheet.merge_range("A7:F7", "注：本表反映支出。")
    sheet.write_blank(3000, 200, None, money)
    file.close()
    return out.getvalue()


HEADER: Look = [
    (("科目编码", "", "合计", "基本支出", "", ""), [(2, 1), None, (1, 2), (3, 1), None, None]),
    (("类", "款", "", "小计", "人员 经费", "公用经费"), [(1, 1), (1, 1), None, (1, 1), (1, 1), (1, 1)]),
]


def test_a_workbook_is_read_as_it_is_shown() -> None:
    found = xlsx.blocks(book(), "x.xlsx")

    assert lines(found) == [
        "2026年一般公共预算支出情况表", "部门名称：红旗区委办公室", "单位：万元", "注：本表反映支出。",
    ]  # fmt: skip
    assert look(found) == [*HEADER, (("201", "01", "1,234.56", "1,234.56", "", "0.3"), [(1, 1)] * 6)]
    rows = [b for b in found if isinstance(b, Row)]
    assert [r.place for r in rows] == [Place(1, 3), Place(1, 4), Place(1, 5)]
    assert [c.reference for c in rows[2].grid if c] == ["A5", "B5", "C5", "D5", None, "F5"]
    assert [r.after_break for r in rows] == [True, False, False]


def test_an_old_workbook_is_read_alike() -> None:
    file = xlwt.Workbook()
    sheet = file.add_sheet("收支总表")
    sheet.write_merge(0, 0, 0, 3, "单位：万元")
    sheet.write_merge(1, 1, 0, 1, "收入")
    sheet.write_merge(1, 1, 2, 3, "支出")
    money = xlwt.easyxf(num_format_str="#,##0.00")
    for column, value in enumerate(("一、拨款", 1234.5600000000002, "一、服务", 3)):
        sheet.write(2, column, value, money)
    out = io.BytesIO()
    file.save(out)

    found = xls.blocks(out.getvalue(), "x.xls")

    assert lines(found) == ["收支总表", "单位：万元"]
    assert look(found) == [
        (("收入", "", "支出", ""), [(2, 1), None, (2, 1), None]),
        (("一、拨款", "1,234.56", "一、服务", "3.00"), [(1, 1)] * 4),
    ]


def sheets(*names: str) -> tuple[io.BytesIO, xlsxwriter.Workbook]:
    """A workbook with sheets of these names."""
    out = io.BytesIO()
    file = xlsxwriter.Workbook(out)
    for name in names:
        file.add_worksheet(name)
    return out, file


def test_a_hidden_sheet_is_left_out_only_if_it_prints_no_amount() -> None:
    out, file = sheets("可见", "清单", "数据")
    for sheet, value in zip(file.worksheets(), (1, "选项", 2), strict=True):
        sheet.write_row(0, 0, ["甲", value])
        sheet.write_row(1, 0, ["乙", value])
    file.worksheets()[1].hide()
    file.worksheets()[2].very_hidden()
    file.close()

    assert {b.place.page for b in xlsx.blocks(out.getvalue(), "x")} == {1, 3}


def test_tables_one_below_another_each_have_their_title() -> None:
    out, file = sheets("Sheet1")
    sheet = file.worksheets()[0]
    for at, title in ((0, "部门收入总表"), (5, "部门支出总表")):
        sheet.merge_range(at, 0, at, 2, title)
        sheet.write_row(at + 1, 0, ["科目", "合计", "小计"])
        sheet.write_row(at + 2, 0, ["甲", 1, 1])
    sheet.write_row(9, 0, ["乙", 2, 2])
    file.close()

    found = xlsx.blocks(out.getvalue(), "x")

    assert lines(found) == ["部门收入总表", "部门支出总表"]
    assert [b.after_break for b in found if isinstance(b, Row)] == [True, False, True, False, True]


def test_a_sheets_name_is_a_title_only_where_none_is_printed() -> None:
    body = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData>'
    assert lines(xlsx.blocks(sheet_file(body), "x")) == ["收支总表"]


def test_positions_may_be_left_out_and_texts_lie_under_merged_cells() -> None:
    body = (
        "<sheetData><row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c><c><v>5</v></c></row>"
        '</sheetData><mergeCells><mergeCell ref="A2:B2"/></mergeCells>'
    )
    found = xlsx.blocks(sheet_file(body), "x")
    assert look(found) == [(("1", "2"), [(1, 1)] * 2), (("3", "5"), [(1, 1)] * 2)]


def test_a_blown_up_sheet_costs_what_it_prints() -> None:
    blank = "".join(f'<row r="{r}"><c r="A{r}" s="0"/><c r="XFD{r}" s="0"/></row>' for r in range(2, 20_000))
    body = (
        f'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>{blank}'
        '</sheetData><mergeCells><mergeCell ref="A1:A1048576"/><mergeCell ref="B1:XFD1"/></mergeCells>'
    )
    assert look(xlsx.blocks(sheet_file(body), "x")) == [(("1", "2"), [(1, 1)] * 2)]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ('<c r="B7"><f>A1+1</f></c>', r"（工作表“收支总表”B7）：公式没有计算结果。请用 Excel"),
        ('<c r="B7"><f>A1+1</f><v></v></c>', "公式没有计算结果"),
        ('<c r="B7" t="s"><v>9</v></c>', "引用了不存在的文字"),
        ('<c r="7B"><v>9</v></c>', "单元格编号“7B”有误"),
        ('<c r="B7"><v>NaN</v></c>', "数字“NaN”有误"),
        ('<c r="B7"/>', "工作簿里没有内容"),
    ],
)
def test_a_sheet_that_cannot_be_read_names_the_cell(cell: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        xlsx.blocks(sheet_file(f'<sheetData><row r="7">{cell}</row></sheetData>'), "x")


# --- Word --------------------------------------------------------------------------------------------------------------


def test_a_word_table_stands_on_its_grid() -> None:
    table = tbl(
        tr(tc("单位：万元", '<w:gridSpan w:val="6"/>')),
        tr(tc("科目编码", '<w:gridSpan w:val="2"/>'), tc("合计", '<w:vMerge w:val="restart"/>'),
           tc("基本支出", '<w:gridSpan w:val="3"/>')),
        tr(tc("类"), tc("款"), tc("", "<w:vMerge/>"), tc("小计"), tc("人员 经费"), tc("公用经费")),
        tr(tc("01"), tc("1.5"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="3"/>'),
        tr(tc("删去"), properties="<w:del/>"),
        tr(tc("注：完。", '<w:gridSpan w:val="6"/>')),
    )  # fmt: skip

    found = docx.blocks(word(p("一、收支总表") + table), "x")

    assert lines(found) == ["一、收支总表", "单位：万元", "注：完。"]
    assert look(found) == [*HEADER, (("", "01", "1.5", "", "", ""), [(1, 1)] * 6)]


def test_a_grid_finer_than_the_table_is_brought_back() -> None:
    """A converter's rounding sets the borders of one column a little apart."""
    table = tbl(
        tr(tc("甲", '<w:gridSpan w:val="2"/>'), tc("乙", '<w:gridSpan w:val="2"/>'), tc("丙")),
        tr(tc("1"), tc("2", '<w:gridSpan w:val="2"/>'), tc("3", '<w:gridSpan w:val="2"/>')),
        grid=[1000, 30, 1000, 20, 900],
    )
    assert look(docx.blocks(word(table), "x")) == [(("甲", "乙", "丙"), [(1, 1)] * 3), (("1", "2", "3"), [(1, 1)] * 3)]


def test_only_what_is_printed_is_read() -> None:
    box = "<w:txbxContent>" + p("框中") + "</w:txbxContent>"
    body = (
        '<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink></w:p>"
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText></w:r><w:r><w:t>一、概况</w:t><w:tab/>'
        "<w:t>5</w:t><w:br/><w:t>二、说明</w:t></w:r></w:p>"
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:sdt><w:sdtPr><w:t>提示</w:t></w:sdtPr><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>"
    )  # fmt: skip
    found = docx.blocks(word(body), "x")
    assert lines(found) == ["新链", "一、概况 5", "二、说明", "框中", "控件"]
    assert [b.tight for b in found if isinstance(b, Paragraph)] == [False, False, True, False, False]


def number(level: int, given: int = 1) -> str:
    """The properties of a numbered paragraph."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{given}"/></w:numPr>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%3."/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:styleId="标题"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="子"><w:basedOn w:val="标题"/></w:style>'
)


def test_printed_numbers_are_read() -> None:
    body = "".join(
        p(text, properties)
        for text, properties in [
            ("甲", number(0)), ("乙", number(1)), ("丙", number(1)), ("丁", number(2)), ("戊", '<w:pStyle w:val="子"/>'),
            ("己", number(1)), ("庚", number(0, 0)), ("辛", number(0, 2)), ("壬", number(0)), ("癸", number(0, 9)),
        ]
    )  # fmt: skip
    found = lines(docx.blocks(word(body, numbering=NUMBERING, styles=STYLES), "x"))
    assert found == ["一、甲", "（一）乙", "（二）丙", "1.1.丁", "二、戊", "（一）己", "庚", "五、辛", "六、壬", "癸"]


def test_a_column_of_printed_serial_numbers_is_read() -> None:
    def numbered(text: str) -> str:
        return f"<w:tc><w:p><w:pPr>{number(0)}</w:pPr></w:p></w:tc>" + tc(text)

    table = tbl(tr(tc("序号"), tc("名称")), tr(numbered("甲")), tr(numbered("乙")))
    assert look(docx.blocks(word(table, numbering=NUMBERING), "x"))[1:] == [
        (("一、", "甲"), [(1, 1)] * 2), (("二、", "乙"), [(1, 1)] * 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "figures", "expected"),
    [
        (12, "chineseCounting", "十二"), (105, "chineseCountingThousand", "一百零五"), (3, "upperRoman", "III"),
        (2, "chineseLegalSimplified", "贰"), (3, "decimalEnclosedCircle", "③"), (28, "upperLetter", "BB"),
        (3, "ideographTraditional", "丙"), (3, "decimalZero", "03"), (3, "nonsense", "3"), (99, "decimalEnclosedCircle", "99"),
    ],
)  # fmt: skip
def test_figures(value: int, figures: str, expected: str) -> None:
    assert figure(value, figures) == expected


def test_chinese_figures_read_back() -> None:
    from disclosures.text import chinese_number

    assert all(chinese_number(chinese(n)) == n for n in range(1, 1000))


def test_pages_are_counted_where_word_kept_them() -> None:
    turned = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    mark = "<w:r><w:lastRenderedPageBreak/></w:r>"
    cell = f"<w:tc><w:p>{mark}<w:r><w:t>1</w:t></w:r></w:p></w:tc>"
    body = (
        p("甲") + turned + f"<w:p>{mark}<w:r><w:t>乙</w:t></w:r></w:p>" + f"<w:p>{mark}<w:r><w:t>丙</w:t></w:r></w:p>"
        + tbl(tr(tc("子"), tc("丑")), f"<w:tr>{cell}{cell}</w:tr>") + p("丁") + p("戊", "<w:pageBreakBefore/>")
    )  # fmt: skip
    assert [b.place.page for b in docx.blocks(word(body), "x")] == [1, 2, 3, 3, 4, 4, 5]
    assert {b.place.page for b in docx.blocks(word(p("甲") + turned + p("乙")), "x")} == {None}


def test_layout_tables_are_flowed_through() -> None:
    inner = tbl(tr(tc("科目"), tc("合计")), tr(tc("甲"), tc("1")))
    outer = tbl(tr(f"<w:tc>{p('收支总表')}{inner}{p('')}</w:tc>", tc("旁注")))
    found = docx.blocks(word(outer + tbl(tr(tc("框中一段。")), tr(tc("又一段。")))), "x")
    assert lines(found) == ["收支总表", "旁注", "框中一段。", "又一段。"]
    assert [r[0] for r in look(found)] == [("科目", "合计"), ("甲", "1")]


# --- the same document in every format ---------------------------------------------------------------------------------

DOCUMENTS = ["410702/2026年红旗区委办公室部门预算公开.txt", "419001/2023年济源示范区党工委办公室部门预算公开.txt"]
FORMATS: Mapping[str, Callable[[Sequence[Block]], bytes]] = {
    ".docx": office_files.as_docx, ".xlsx": office_files.as_xlsx, ".xls": office_files.as_xls,
    ".html": office_files.as_html,
}  # fmt: skip


def tables(packed: Packed) -> dict[str, list[dict[str, str]]]:
    """The published tables without the place that they were read at and without what was found out about them."""
    found = {}
    for name, data in packed.files.items():
        if name.endswith(".csv") and Path(name).stem not in cases.RECORDS:
            rows = csv.DictReader(io.StringIO(data.decode()))
            found[name] = [{k: v for k, v in r.items() if k not in ("source_page", "source_line")} for r in rows]
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_the_same_package(document: str, suffix: str, tmp_path: Path) -> None:
    original = cases.ORIGINALS / document
    path = tmp_path / f"同一文件{suffix}"
    path.write_bytes(FORMATS[suffix](read(original, "x").blocks))

    assert tables(convert(path, path.name)) == tables(convert(original, original.name))


@pytest.mark.skipif(doc.program() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["doc", "rtf"])
def test_an_old_word_file_is_read_by_way_of_libreoffice(form: str, tmp_path: Path) -> None:
    import subprocess

    document = writer.Document()
    document.add_paragraph("一般公共预算支出情况表")
    table = document.add_table(3, 6)
    for at, texts in enumerate([["科目编码", "", "合计", "基本支出", "", ""], ["类", "款", "", "小计", "人员", "公用"],
                                ["201", "01", "3.5", "3.5", "1.5", "2"]]):  # fmt: skip
        for column, text in enumerate(texts):
            table.cell(at, column).text = text
    for first, last in (((0, 0), (0, 1)), ((0, 2), (1, 2)), ((0, 3), (0, 5))):
        text = table.cell(*first).text
        table.cell(*first).merge(table.cell(*last)).text = text
    document.add_paragraph("完")
    document.save(str(tmp_path / "a.docx"))
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(  # noqa: S603
        [str(doc.program()), f"-env:UserInstallation={profile}", "--headless", "--convert-to", form, "--outdir",
         str(tmp_path), str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    path = tmp_path / f"a.{form}"
    path = path.rename(tmp_path / "改名.docx")  # what it is called does not matter

    found = read(path, path.name)

    assert found.media_type == "application/msword"
    assert lines(found.blocks) == ["一般公共预算支出情况表", "完"]
    assert look(found.blocks) == [
        (("科目编码", "", "合计", "基本支出", "", ""), [(2, 1), None, (1, 2), (3, 1), None, None]),
        (("类", "款", "", "小计", "人员", "公用"), [(1, 1), (1, 1), None, (1, 1), (1, 1), (1, 1)]),
        (("201", "01", "3.5", "3.5", "1.5", "2"), [(1, 1)] * 6),
    ]


def test_without_libreoffice_the_refusal_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "program", lambda: None)
    with pytest.raises(DocumentError, match=r"sudo apt-get install libreoffice-writer，或用 Word .*另存为 \.docx"):
        doc.blocks(b"{\\rtf1}", "x.doc")


# --- content before name, and refusals ---------------------------------------------------------------------------------


def ole(stream: str, content: bytes = b"") -> bytes:
    """An OLE file with one stream of that name."""
    out = io.BytesIO()
    XlsDoc().save(out, content)
    entry = "Workbook".encode("utf-16-le").ljust(64, b"\0") + (18).to_bytes(2, "little")
    named = stream.encode("utf-16-le").ljust(64, b"\0") + (len(stream) * 2 + 2).to_bytes(2, "little")
    return out.getvalue().replace(entry, named)


BEGINNING = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)  # of a workbook: its first record
OFFICE_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "suffix", "expected"),
    [
        (word(p("甲")), ".doc", ".docx"),
        (sheet_file("<sheetData/>"), ".xls", ".xlsx"),
        (ole("WordDocument"), ".docx", ".doc"),
        (ole("Workbook"), ".et", ".xls"),
        (b"%PDF-1.7", ".doc", ".pdf"),
        (b"{\\rtf1 x}", ".doc", ".doc"),
        (b"\xef\xbb\xbf <!DOCTYPE html>", ".xls", ".html"),
        ("<html>".encode("utf-16"), ".xls", ".html"),
        (b"<table><tr>", ".xls", ".html"),
        (b"<table><tr>", ".txt", ".txt"),
        ("一\t二".encode(), ".txt", ".txt"),
    ],
)
def test_the_content_decides_and_not_the_name(data: bytes, suffix: str, expected: str) -> None:
    assert sniffed(data, suffix, "x") == expected


ENTITIES = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (ole("EncryptedPackage"), "坏.docx", "密码或权限保护。请取消保护"),
        (ole("PowerPoint Document"), "坏.doc", "既不是 Word 也不是 Excel"),
        (ole("Workbook", BEGINNING + b"\x2f\x00\x36\x00\x01\x00" + bytes(900)), "坏.xls", "设有密码"),
        (ole("Workbook", b"\x09\x08\x10\x00"), "坏.xls", "不完整或已损坏"),
        (OFFICE_OLE + bytes(100), "坏.doc", "不完整或已损坏"),
        (word(p("甲"))[:200], "坏.docx", "不完整或已损坏（压缩包打不开）"),
        (zipped({"a.pdf": b"1"}), "坏.docx", "这是压缩包。请先解压"),
        (zipped({"OFD.xml": b"1"}), "坏.docx", "OFD"),
        (zipped({"mimetype": b"1"}), "坏.docx", "OpenDocument"),
        (b"Rar!\x1a\x07\x00", "坏.doc", "这是压缩包"),
        (b"b\x14#e" + bytes(range(256)), "坏.docx", "可能已损坏，或被加密软件加密"),
        (b"MIME-Version: 1.0\r\n", "坏.doc", r"MHTML.*另存为 \.docx"),
        (b"  ", "坏.xlsx", "文件是空的"),
        (zipped({"word/document.xml": bytes(50 << 20)}), "坏.docx", "压缩炸弹"),
        (zipped({"word/document.xml": ENTITIES + "<x>&a;</x>"}), "坏.docx", "外部实体"),
        (zipped({"word/document.xml": (ENTITIES + "<x>&a;</x>").encode("utf-16")}), "坏.docx", "外部实体"),
        (zipped({"word/document.xml": "<x>"}), "坏.docx", r"坏\.docx（word/document\.xml）：内容已损坏（XML 第 1 行有误）"),
        (zipped({"word/document.xml": "<x/>"}), "坏.docx", "没有正文"),
        (zipped({"xl/a.xml": ""}), "坏.xlsx", "不完整或已损坏"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "坏.xls", r"另存为 \.xlsx"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, name: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=message) as refusal:
        read(path, name)
    assert refusal.value.line.startswith("坏.")
    assert "\n" not in refusal.value.line


def _spoilt(data: bytes, chance: random.Random) -> bytes:
    """One attribute of one part of an Office file set to something else."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = chance.choice([n for n in parts if n.endswith((".xml", ".rels"))])
    text = parts[name].decode()
    places = list(re.finditer(r'="([^"]*)"', text))
    at = chance.choice(places)
    value = chance.choice(["", "-1", "99999999999", "²", "x", "1e999", "../..", "XFD1048576", "B0"])
    parts[name] = (text[: at.start(1)] + value + text[at.end(1) :]).encode()
    return zipped(parts)


@pytest.mark.parametrize("seed", range(40))
def test_a_spoilt_file_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- no secret
    small: list[Block] = [Paragraph("一、收支总表", Place()), *[Row((f"甲{n}", "1", "2"), Place()) for n in range(5)]]
    for data, reader in ((office_files.as_docx(small), docx), (book(), xlsx)):
        with contextlib.suppress(DocumentError):
            reader.blocks(_spoilt(data, chance), "x")
