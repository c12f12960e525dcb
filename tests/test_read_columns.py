"""Tables without vertical lines are read as if they had them; what only looks like one stays text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from disclosures.model import Row
from disclosures.read.bands import bands, one_after_another
from disclosures.read.layout import blocks_of, parts_of
from disclosures.read.page import Glyphs, Grid, Page, Rule
from disclosures.read.pieces import Piece
from disclosures.read.tables import RawTable

SIZE = 8.0
WIDTH, HEIGHT = 600.0, 800.0


class Paper:
    """A page being written, text by text, as a program draws it: each text in a run of its own."""

    def __init__(self) -> None:
        self.glyphs: list[Glyphs] = []
        self.rules: list[Rule] = []
        self.run = 0

    def write(self, x: float, y: float, text: str, side: str = "left") -> None:
        """A text whose middle stands at the height `y`, at the `side` of `x`; signs that are not Chinese are half as wide."""
        widths = [SIZE if ord(sign) > 0x2E7F else SIZE / 2 for sign in text]
        at = x - (sum(widths) if side == "right" else sum(widths) / 2 if side == "centre" else 0)
        self.run += 1
        for sign, width in zip(text, widths, strict=True):
            self.glyphs.append(Glyphs(sign, at, y - SIZE / 2, at + width, y + SIZE / 2, self.run))
            at += width

    def head(self, y: float, **at: float) -> None:
        """Headings, each centred over its place."""
        for text, x in at.items():
            self.write(x, y, text, "centre")

    def page(self) -> Page:
        """What was written."""
        return Page(2, WIDTH, HEIGHT, tuple(self.glyphs), tuple(self.rules))


def _tables(page: Page, above: Grid | None = None) -> list[RawTable]:
    return [part for part in parts_of(page, above) if isinstance(part, RawTable)]


def _words(table: RawTable) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def _amounts(paper: Paper, y: float, amounts: Sequence[str], rights: Sequence[float]) -> None:
    for text, right in zip(amounts, rights, strict=True):
        if text:
            paper.write(right, y, text, "right")


def _listed() -> Paper:
    """类 款 name, 合计, a blank column and 项目支出, under a header of two lines; cells end at 40 … 560."""
    paper = Paper()
    paper.head(100, 科目编码=70, 基本支出=410)
    paper.head(107, 科目名称=160, 合计=260, 项目支出=530)
    paper.head(114, 类=55, 款=85, 人员经费=360, 公用经费=460)
    for y, code, item, name, total, staff, project in (
        (140, "201", "01", "行政运行", "120.00", "100.00", "20.00"),
        (154, "201", "02", "机关服务", "3.50", "", "3.50"),
        (168, "208", "05", "养老保险", "1,000.00", "1,000.00", ""),
    ):
        paper.write(42, y, code)
        paper.write(72, y, item)
        paper.write(102, y, name)
        _amounts(paper, y, (total, staff, project), (308, 408, 558))
    return paper


def test_headings_tell_the_columns_even_where_nothing_stands_below_them() -> None:
    (table,) = _tables(_listed().page())
    assert _words(table)[-3:] == [
        ("201", "01", "行政运行", "120.00", "100.00", "", "20.00"),
        ("201", "02", "机关服务", "3.50", "", "", "3.50"),
        ("208", "05", "养老保险", "1,000.00", "1,000.00", "", ""),
    ]


def test_a_heading_covers_the_columns_that_it_is_centred_over() -> None:
    (table,) = _tables(_listed().page())
    top = table.rows[0]
    spans = {text: (cell.columns, cell.rows) for text, cell in zip(top.cells, top.grid, strict=True) if text and cell}
    assert spans == {
        "科目编码": (2, 1), "科目名称": (1, 2), "合计": (1, 2), "基本支出": (2, 1), "项目支出": (1, 2),
    }  # fmt: skip
    assert table.rows[1].cells[:2] == ("类", "款")


def test_the_lines_of_a_cell_are_one_text_and_no_rows() -> None:
    paper = _listed()
    paper.write(102, 181.5, "机关事业单")
    paper.write(102, 190.5, "位医疗")
    _amounts(paper, 186, ("7.00", "7.00"), (308, 408))
    (table,) = _tables(paper.page())
    assert _words(table)[-1] == ("", "", "机关事业单位医疗", "7.00", "7.00", "", "")


def test_a_name_drawn_over_the_amount_of_the_next_cell_ends_before_it() -> None:
    paper = _listed()
    paper.write(102, 182, "某县某局某某服务中心事务经费支出预算")  # 18 signs end at 246, the amount begins at 234.
    _amounts(paper, 182, ("1,234.567890123", "1.00", "9.00"), (294, 408, 558))
    (table,) = _tables(paper.page())
    name = "某县某局某某服务中心事务经费支出预算"
    assert _words(table)[-1] == ("", "", name, "1,234.567890123", "1.00", "", "9.00")


def test_punctuation_set_closer_is_one_text_and_a_label_above_the_header_no_part_of_it() -> None:
    paper = _listed()
    paper.write(42, 86, "部门（单位）")
    paper.write(42 + 5.5 * SIZE, 86, "：烟台市司法局")
    paper.write(558, 86, "单位：万元", "right")
    assert [_words(table) for table in _tables(paper.page())] == [_words(table) for table in _tables(_listed().page())]


def test_a_name_with_a_bracket_drawn_over_the_amount_of_the_next_cell_ends_before_it() -> None:
    paper = _listed()
    name = "机关事业单位基本养老保险（款）（项）"
    paper.write(102, 182, name)
    paper.write(102 + (len(name) - 0.4) * SIZE, 182, "1,042.00")
    assert [cell for cell in _words(_tables(paper.page())[0])[-1] if cell] == [name, "1,042.00"]


def test_an_amount_cut_into_two_lines_is_one() -> None:
    paper = _listed()
    paper.write(102, 186, "其他支出")
    paper.write(308, 181.5, "1,234,567.8", "right")
    paper.write(308, 190.5, "9", "right")
    paper.write(408, 186, "5.00", "right")
    (table,) = _tables(paper.page())
    assert "".join(_words(table)[-1][3].split()) == "1,234,567.89"


def test_two_lists_side_by_side_keep_their_blanks() -> None:
    paper = Paper()
    paper.head(100, 收入=150, 支出=410)
    for text, x in (("项目", 100), ("金额", 220), ("项目", 350), ("金额", 490)):
        paper.write(x, 114, text, "centre")
    rows = (
        ("一、本年收入", "10.00", "一、教育支出", ""),
        ("二、上年结转", "", "二、科学支出", "9.00"),
        ("", "", "三、卫生支出", "1.00"),
    )
    for y, (left, income, right, spent) in zip((128, 142, 156), rows, strict=True):
        for x, text in ((42, left), (282, right)):
            if text:
                paper.write(x, y, text)
        _amounts(paper, y, (income, spent), (278, 558))
    (table,) = _tables(paper.page())
    assert _words(table)[2:] == list(rows)


def test_a_text_beside_several_rows_covers_them() -> None:
    paper = Paper()
    paper.head(100, 项目=80, 金额=160, 指标=260, 指标值=400)
    for x, y, text in ((42, 137, "公路养护"), (42, 165, "桥梁检测")):
        paper.write(x, y, text)
    _amounts(paper, 137, ("8.00",), (198,))
    _amounts(paper, 165, ("9.00",), (198,))
    for y, indicator, target in (
        (130, "里程", "≥95公里"), (144, "合格率", "≥98%"), (158, "桥梁", "≥12座"), (172, "满意度", "≥90%"),
    ):  # fmt: skip
        paper.write(222, y, indicator)
        paper.write(380, y, target)
    (table,) = _tables(paper.page())
    first = table.rows[1]
    assert first.cells == ("公路养护", "8.00", "里程", "≥95公里")
    assert [cell.rows for cell in first.grid if cell] == [2, 2, 1, 1]
    assert table.rows[3].cells[0] == "桥梁检测"


def test_rules_between_rows_are_their_borders() -> None:
    paper = _listed()
    paper.write(102, 186, "其他")
    paper.write(102, 198, "支出")  # set too wide to be one text by its lines
    _amounts(paper, 186, ("1.00", "1.00"), (308, 408))
    paper.rules = [Rule(40, y, 560, y) for y in (95, 130, 147, 161, 177, 205)]
    (table,) = _tables(paper.page())
    assert _words(table)[-1] == ("", "", "其他支出", "1.00", "1.00", "", "")


def test_a_table_goes_on_with_the_columns_of_the_page_before() -> None:
    (first,) = _tables(_listed().page())
    paper = Paper()
    for y, name, amount in ((60, "住房公积金", "6.00"), (74, "提租补贴", "7.25")):
        paper.write(102, y, name)
        paper.write(558, y, amount, "right")
    (table,) = _tables(paper.page(), first.grid)
    assert table.grid.xs == first.grid.xs
    assert _words(table) == [("", "", "住房公积金", "", "", "", "6.00"), ("", "", "提租补贴", "", "", "", "7.25")]


def test_prose_contents_and_signatures_are_no_tables() -> None:
    paper = Paper()
    for y in (100.0, 112.0, 124.0):  # numbers set apart, as browsers do between Chinese and digits
        paper.write(42, y, "本年收入合计比上年预算数增加，主要原因是项目")
        paper.write(222, y, "120.00")
        paper.write(250, y, "万元，其中基本支出增加较多，项目支出有所减少。")
    for y, text in ((200, "一、收支总表"), (214, "二、收入总表"), (228, "三、支出总表")):
        paper.write(42, y, text + "." * 80 + "3")
    for x, text in ((42, "单位负责人："), (250, "财务负责人："), (430, "填表人：")):
        paper.write(x, 300, text)
        paper.write(x, 314, text)
    assert _tables(paper.page()) == []


def test_a_list_is_no_table() -> None:
    paper = Paper()
    for y, number in zip((100, 114, 128, 142), "1234", strict=True):
        paper.write(42, y, f"{number}.")
        paper.write(70, y, "贯彻执行国家有关法律法规")
    assert _tables(paper.page()) == []


def test_a_ruled_table_is_left_to_its_rules() -> None:
    paper = _listed()
    paper.rules = [Rule(40, y, 560, y) for y in (95, 130, 147, 161, 175)]
    paper.rules += [Rule(x, 95, x, 175) for x in (40, 100, 560)]
    (table,) = _tables(paper.page())
    assert table.grid.xs == (40, 100, 560)


def test_columns_that_are_ruled_without_rows_are_split_where_amounts_prove_rows() -> None:
    paper = _listed()
    paper.rules = [Rule(x, 92, x, 176) for x in (40, 70, 100, 220, 310, 410, 510, 560)]
    paper.rules += [Rule(40, y, 560, y) for y in (92, 125, 176)]
    (table,) = _tables(paper.page())
    assert _words(table)[-3:] == [
        ("201", "01", "行政运行", "120.00", "100.00", "", "20.00"),
        ("201", "02", "机关服务", "3.50", "", "", "3.50"),
        ("208", "05", "养老保险", "1,000.00", "1,000.00", "", ""),
    ]


def test_lines_of_words_in_a_ruled_cell_are_no_rows() -> None:
    paper = Paper()
    for y, goal in ((100, "加强预算管理"), (109, "规范财务行为"), (118, "提高使用效益")):
        paper.write(142, y, goal)
    paper.write(42, 109, "年度目标")
    paper.write(398, 109, "8.00", "right")
    paper.rules = [Rule(x, 92, x, 126) for x in (40, 140, 300, 400)] + [Rule(40, y, 400, y) for y in (92, 126)]
    (table,) = _tables(paper.page())
    assert len(table.rows) == 1


def _edges(paper: Paper, xs: Sequence[float], *ys: float) -> None:
    """Horizontal edges of cells between these columns, each drawn by itself."""
    paper.rules += [Rule(left, y, right, y) for y in ys for left, right in pairwise(xs)]


def test_edges_drawn_cell_by_cell_tell_the_columns_and_what_covers_several_rows() -> None:
    paper = Paper()
    paper.write(300, 60, "部门整体绩效目标表", "centre")
    for x, y, text in (
        (42, 100, "名称"), (142, 100, "水利局"), (42, 123, "任务"), (142, 116, "补助"), (242, 116, "推进"),
        (142, 130, "补贴"), (242, 130, "保障日常办公"),
    ):  # fmt: skip
        paper.write(x, y, text)
    _edges(paper, (40, 140, 240, 400), 93, 109, 137)
    _edges(paper, (140, 240, 400), 123)
    (table,) = _tables(paper.page())
    assert table.grid.xs == (40, 140, 240, 400)
    assert [row.cells[0] for row in table.rows] == ["名称", "任务", ""]
    assert [cell.rows for cell in table.rows[1].grid if cell] == [2, 1, 1]


def test_a_cell_that_no_rule_closes_goes_on_over_the_page() -> None:
    first, second = Paper(), Paper()
    for y, name, text in ((60, "决算", "反映情况"), (76, "预算", "批复的")):
        first.write(42, y, name)
        first.write(142, y, text)
    _edges(first, (40, 140, 400), 52, 68)
    second.write(142, 60, "预算数")
    second.write(42, 76, "执行")
    second.write(142, 76, "执行率")
    _edges(second, (40, 140, 400), 68, 84)
    pages = [first.page(), replace(second.page(), number=3)]
    rows = [block.cells for block in blocks_of(pages) if isinstance(block, Row)]
    assert rows == [("决算", "反映情况"), ("预算", "批复的预算数"), ("执行", "执行率")]


def test_the_last_rows_on_the_next_page_are_no_header() -> None:
    paper = Paper()
    paper.head(100, 收入=150, 支出=410)
    for text, x in (("项目", 100), ("金额", 220), ("项目", 350), ("金额", 490)):
        paper.write(x, 114, text, "centre")
    for y, left, income, right, spent in (
        (128, "一、本年收入", "10.00", "一、教育", "10.00"),
        (142, "", "", "二、科学", ""),
    ):
        for x, text in ((42, left), (282, right)):
            paper.write(x, y, text)
        _amounts(paper, y, (income, spent), (278, 558))
    (first,) = _tables(paper.page())
    paper = Paper()
    for y, left, right in ((60, "上年结转", "年终结转"), (74, "收入总计", "支出总计")):
        paper.write(42, y, left)
        paper.write(282, y, right)
    _amounts(paper, 74, ("10.00", "10.00"), (278, 558))
    (table,) = _tables(paper.page(), first.grid)
    assert _words(table) == [("上年结转", "", "年终结转", ""), ("收入总计", "10.00", "支出总计", "10.00")]


def test_a_label_in_the_middle_of_its_rows_does_not_join_them() -> None:
    texts = [
        _text("目标", 42, 96, 144),
        _text("甲", 142, 100, 108),
        _text("乙", 142, 116, 124),
        _text("丙", 142, 132, 140),
    ]
    texts += [_text("子", 242, 97, 111), _text("丑", 242, 113, 127), _text("寅", 242, 129, 143)]
    assert [len(row.texts) for row in bands(texts)] == [2, 2, 2]


def test_cells_of_a_list_of_lists_follow_one_another() -> None:
    ys = (0.0, 10.0, 20.0, 30.0, 40.0, 50.0)
    labels = [_text("甲", 0, 11, 19), _text("乙", 0, 36, 44)]
    assert one_after_another(labels, ys) == [(0, 3), (3, 5)]
    assert (
        one_after_another([_text("甲", 0, 2, 8), _text("乙", 0, 11, 19), _text("丙", 0, 21, 29)], (0.0, 10.0, 40.0))
        is None
    )


def _text(text: str, left: float, top: float, bottom: float) -> Piece:
    return Piece(text, left, top, left + SIZE * len(text), bottom, SIZE)


def test_what_is_drawn_beyond_the_paper_is_no_table() -> None:
    paper = _listed()
    moved = [Glyphs(g.text, g.left, g.top - 300, g.right, g.bottom - 300, g.run) for g in paper.glyphs]
    assert _tables(Page(2, WIDTH, HEIGHT, tuple(moved), ())) == []


def test_a_page_of_too_many_lines_is_left() -> None:
    paper = Paper()
    for row in range(2000):
        for column in range(8):
            paper.write(40 + 60 * column, 20 + row * 3, "1.00")
    assert _tables(Page(2, WIDTH, 6100, tuple(paper.glyphs), ())) == []


def test_a_long_code_in_two_lines_is_one_and_no_row() -> None:
    paper = Paper()
    paper.head(100, 项目编码=70, 项目名称=160, 金额=280, 指标=360, 指标值=480)
    for y, code, name, amount in ((145, "411321210000", "电子印章", "8.00"), (181, "411321210000", "党建活动", "9.00")):
        paper.write(42, y - 4.5, code)
        paper.write(42, y + 4.5, "000010127")
        paper.write(122, y, name)
        _amounts(paper, y, (amount,), (308,))
        paper.write(342, y, "合格率")
        paper.write(440, y, "≥95%")
    (table,) = _tables(paper.page())
    codes = [row.cells[0] for row in table.rows]
    assert codes == ["项目编码", "411321210000000010127", "411321210000000010127"]


def _form() -> Paper:
    """A title, labels with values, a list of tasks beside one label, and indicators, all from the same lines on."""
    paper = Paper()
    paper.write(300, 60, "部门整体绩效目标表", "centre")
    for y, texts in (
        (80, {42: "部门名称", 242: "水利局"}),
        (
            100,
            {42: "履职目标", 142: "加强干部队伍建设，保障干部职工工资福利按时足额发放，完成区委、区政府交办的其他事项"},
        ),
        (120, {142: "任务名称", 342: "主要内容"}),
        (140, {142: "补助资金", 342: "按照年初计划推进"}),
        (160, {142: "生活补贴", 342: "保障日常办公"}),
        (180, {42: "一级指标", 142: "二级指标", 242: "三级指标", 342: "指标值"}),
        (200, {42: "产出指标", 142: "任务完成", 242: "补助完成率", 342: "≥95%"}),
    ):
        for x, text in texts.items():
            paper.write(x, y, text)
    paper.write(42, 150, "主要任务")
    return paper


def test_a_form_has_its_columns_where_its_texts_begin_and_cells_as_wide_as_its_part_has_them() -> None:
    (table,) = _tables(_form().page())
    cells = [
        [(text, cell.columns) for text, cell in zip(row.cells, row.grid, strict=True) if cell] for row in table.rows
    ]
    assert cells[0] == [("部门名称", 2), ("水利局", 2)]
    assert cells[3][-2:] == [("补助资金", 2), ("按照年初计划推进", 1)]
    assert cells[-1] == [("产出指标", 1), ("任务完成", 1), ("补助完成率", 1), ("≥95%", 1)]


def test_few_lines_in_the_columns_of_the_page_before_go_on_with_its_table() -> None:
    (first,) = _tables(_form().page())
    paper = Paper()
    for at, text in enumerate(("反映决算情况", "即决算报表", "与账簿一致")):
        paper.write(342, 60 + 9.0 * at, text)
    paper.write(242, 64.5, "决算真实性")
    (table,) = _tables(paper.page(), first.grid)
    assert _words(table) == [("", "", "决算真实性", "反映决算情况即决算报表与账簿一致")]


def test_prose_below_a_table_on_the_next_page_is_no_part_of_it() -> None:
    (first,) = _tables(_form().page())
    paper = Paper()
    paper.write(42, 60, "一、收支情况")
    for y in (80, 92):
        paper.write(42, y, "本年收入合计比上年预算数增加，主要原因是项目支出有所增加，其中基本支出减少。")
    assert _tables(paper.page(), first.grid) == []


def test_a_heading_in_the_middle_between_two_lower_ones_heads_both() -> None:
    paper = Paper()
    paper.head(100, 部门预算经济分类=170)
    paper.head(114, 科目编码=90)
    paper.head(121, 科目名称=250, 合计=400)
    paper.head(130, 类=65, 款=115)
    for y, code, item, name, amount in (
        (150, "301", "", "工资福利", "8.00"), (164, "", "01", "基本工资", "5.00"), (178, "", "02", "津贴补贴", "3.00"),
    ):  # fmt: skip
        for x, text in ((42, code), (92, item), (142, name)):
            if text:
                paper.write(x, y, text)
        _amounts(paper, y, (amount,), (448,))
    (table,) = _tables(paper.page())
    assert _words(table)[-3:] == [
        ("301", "", "工资福利", "8.00"), ("", "01", "基本工资", "5.00"), ("", "02", "津贴补贴", "3.00"),
    ]  # fmt: skip


BALANCE = (
    ("一、财政拨款收入", "371.50", "一、一般公共服务支出", "216.00"),
    ("二、事业收入", "", "二、科学技术支出", "172.00"),
    ("三、经营收入", "12.00", "三、社会保障和就业支出", "38.00"),
    ("四、其他收入", "3.25", "四、卫生健康支出", "8.80"),
)


def _balance(header: float = SIZE, apart: float = 1.0) -> Paper:
    """Amounts that end `apart` points before the words of the next column, below a header of other letters."""
    paper = Paper()
    for text, x in (("项目", 90), ("预算数", 240), ("项目", 320), ("预算数", 500)):
        paper.write(x, 100, text, "centre")
    paper.glyphs = [replace(g, top=100 - header / 2, bottom=100 + header / 2) for g in paper.glyphs]
    for number, row in enumerate(BALANCE):
        y = 120 + 16 * number
        paper.write(50, y, row[0])
        if row[1]:
            paper.write(280 - apart, y, row[1], "right")
        paper.write(280, y, row[2])
        paper.write(520, y, row[3], "right")
    return paper


def test_amounts_that_touch_the_words_of_the_next_column_are_cells_of_their_own() -> None:
    [table] = _tables(_balance().page())
    assert _words(table) == [("项目", "预算数", "项目", "预算数"), *BALANCE]


def test_a_header_of_larger_letters_heads_the_rows_below_it() -> None:
    [table] = _tables(_balance(header=1.3 * SIZE).page())
    assert _words(table)[0] == ("项目", "预算数", "项目", "预算数")


def test_figures_in_sentences_stay_with_their_words() -> None:
    paper = Paper()
    for number, words in enumerate(("收入", "支出", "结转")):
        paper.write(50, 100 + 16 * number, f"本年{words}")
        paper.write(82, 100 + 16 * number, "371.50")
        paper.write(106, 100 + 16 * number, "万元，比上年增加。")
    assert not _tables(paper.page())


def test_a_heading_set_wide_is_one_word_and_heads_both_columns() -> None:
    paper = _balance()
    for sign, x in (("收", 120), ("入", 160), ("支", 370), ("出", 410)):
        paper.write(x, 84, sign)
    paper.glyphs.sort(key=lambda g: g.top)
    [table] = _tables(paper.page())
    assert [word for word in _words(table)[0] if word] == ["收入", "支出"]
    assert _words(table)[1] == ("项目", "预算数", "项目", "预算数")
