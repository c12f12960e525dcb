"""Web pages become paragraphs and rows: spans as browsers place them, the article and not the site around it."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest

from disclosures.errors import DocumentError
from disclosures.model import Block, Paragraph, Row
from disclosures.read import html, read

Look = list[tuple[tuple[str, ...], list[tuple[int, int] | None]]]


def blocks(page: str) -> tuple[Block, ...]:
    """The blocks of a page in UTF-8."""
    return html.blocks(page.encode(), "页.html")


def lines(page: str) -> list[str]:
    """The text of each paragraph."""
    return [b.text for b in blocks(page) if isinstance(b, Paragraph)]


def look(page: str) -> Look:
    """Each row's cells with what they cover."""
    return [
        (b.cells, [(c.columns, c.rows) if c else None for c in b.grid]) for b in blocks(page) if isinstance(b, Row)
    ]  # fmt: skip


TABLE = "<table><tr><td>科目</td><td>合计</td></tr><tr><td>甲</td><td>1.00</td></tr></table>"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "<tr><th rowspan=2 colspan=2>科目<th colspan=2>支出<tr><td>小计<td>人员<tr><td>201<td>运行<td>1<td>2",
            [
                (("科目", "", "支出", ""), [(2, 2), None, (2, 1), None]),
                (("", "", "小计", "人员"), [None, None, (1, 1), (1, 1)]),
                (("201", "运行", "1", "2"), [(1, 1)] * 4),
            ],
        ),
        (  # a span of no columns, one that is no number, one without end
            "<tr><td colspan=0>甲<td rowspan=x>乙<tr><td>1<td colspan=99999>2",
            [(("甲", "乙"), [(1, 1)] * 2), (("1", "2"), [(1, 1)] * 2)],
        ),
        (  # rowspan=0 reaches to the end of its group, and none reaches further
            "<tbody><tr><td rowspan=0>甲<td>1<tr><td>2</tbody><tbody><tr><td>乙<td>3<tr><td rowspan=9>丙<td>4</tbody>",
            [
                (("甲", "1"), [(1, 2), (1, 1)]),
                (("", "2"), [None, (1, 1)]),
                (("乙", "3"), [(1, 1)] * 2),
                (("丙", "4"), [(1, 1)] * 2),
            ],
        ),
        (  # a span that would run into a cell from above is cut there
            "<tr><td>甲<td rowspan=2>乙<td>丙<tr><td colspan=3>丁<td>戊",
            [(("甲", "乙", "丙"), [(1, 1), (1, 2), (1, 1)]), (("丁", "", "戊"), [(1, 1), None, (1, 1)])],
        ),
        (  # a column that only spans reach is none
            "<tr><td colspan=2>甲<td>乙<tr><td colspan=2>1<td>2",
            [(("甲", "乙"), [(1, 1)] * 2), (("1", "2"), [(1, 1)] * 2)],
        ),
    ],
)
def test_spans_stand_where_browsers_place_them(table: str, expected: Look) -> None:
    assert look(f"<table>{table}</table>") == expected


def test_what_is_not_shown_is_left_out() -> None:
    page = (
        "<script>x</script><style>y</style><!-- z --><p>甲<span style='DISPLAY : none'>乙</span>丙</p><select><option>丁"
        "</select><noscript>戊</noscript><div hidden>己</div><p>庚&nbsp;&amp;&#36763;</p>"
        "<table><tr><td>一<td style='display:none'>二<td>3</tr><tr hidden><td>四<td>五<td>六</table>"
    )
    assert lines(page) == ["甲丙", "庚 &辛"]
    assert look(page) == [(("一", "3"), [(1, 1)] * 2)]


def test_a_hidden_leaf_of_a_tabbed_page_keeps_its_table() -> None:
    hidden = TABLE.replace("合计", "总计").replace("1.00", "<p>2.00</p>").replace("甲", "3")
    page = f"<div>{TABLE}</div><div style='display:none'>{hidden}</div>"
    assert [row for row, _ in look(page)] == [("科目", "合计"), ("甲", "1.00"), ("科目", "总计"), ("3", "2.00")]


def test_lines_of_text() -> None:
    page = "<h2>标题</h2>前<p>一、概况<br>二、说明<br/><br/>三</p><ol start=3><li>甲<li>乙</ol><ul><li>丙</ul><div>丁<div>戊</div>己</div>"
    assert lines(page) == ["标题", "前", "一、概况", "二、说明", "三", "3.甲", "4.乙", "丙", "丁", "戊", "己"]
    assert [b.tight for b in blocks(page) if isinstance(b, Paragraph)][2:5] == [False, True, True]


def test_places_are_lines_of_the_source() -> None:
    page = "<p>甲</p>\n\n<table>\n<caption>收支总表</caption>\n<tr><td>科目<td>合计\n<tr><td>甲\n<td>1\n</table>"
    assert [b.place.line for b in blocks(page)] == [1, 4, 5, 6]


def test_line_breaks_in_a_cell_keep_words_apart() -> None:
    assert look("<table><tr><td>行政<br>运行<td><p>1,000.</p><p>50</p></table>") == [
        (("行政 运行", "1,000. 50"), [(1, 1)] * 2)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrapped", [f"<table><tr><td>{TABLE}</table>", f"<table><tr><td>页眉<td>{TABLE}<td>页脚</table>"]
)
def test_tables_that_hold_tables_are_layout(wrapped: str) -> None:
    assert [row for row, _ in look(wrapped)] == [("科目", "合计"), ("甲", "1.00")]


def test_a_table_beside_a_nested_one_is_not_lost() -> None:
    page = f"<table><tr><td>科目<td>金额<tr><td>乙<td>2.00<tr><td colspan=2>{TABLE}</table>"
    assert [row for row, _ in look(page)] == [("科目", "金额"), ("乙", "2.00"), ("科目", "合计"), ("甲", "1.00")]


SITE = (
    "<html><head><title>甲局2026年部门预算_某县人民政府</title></head><body><nav>导航</nav><div class=top>政务公开</div>"
    "<h1>甲局2026年部门预算</h1>{}<div class='Content x'><p>"
    + "正文" * 40
    + "</p>{}</div>{}<footer>版权</footer></body></html>"
)


@pytest.mark.parametrize(
    ("before", "inside", "after", "expected"),
    [
        ("", TABLE, "", ["甲局2026年部门预算", "正文" * 40]),
        ("", "<p>2026年预算公开</p>", TABLE, ["政务公开", "甲局2026年部门预算", "正文" * 40, "2026年预算公开"]),
        ("<p>" + "别处" * 60 + "</p>", TABLE, "", ["政务公开", "甲局2026年部门预算", "别处" * 60, "正文" * 40]),
    ],
)
def test_the_article_is_told_from_the_site(before: str, inside: str, after: str, expected: list[str]) -> None:
    page = SITE.format(before, inside, after)
    assert lines(page) == expected
    assert [row for row, _ in look(page)] == [("科目", "合计"), ("甲", "1.00")]


def test_the_title_of_a_page_stays_beside_an_article_with_a_title_of_its_own() -> None:
    page = "<title>某局2026年部门预算_某县人民政府</title><body><p>第二部分 部门预算表</p>" + TABLE
    assert lines(page) == ["第二部分 部门预算表"]
    assert html.title(page.encode(), "x.html") == "某局2026年部门预算"
    assert html.title(b"<title>x</title><p>y</p>", "x.html") == ""


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="gb2312">', "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gb18030"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "gb18030"),
        ("", "utf-16"),
        ('<meta charset="utf-8">', "gb18030"),
        ('<meta charset="gb2312">', "utf-8-sig"),
        ('<?xml version="1.0" encoding="gb2312"?>', "gb18030"),
    ],
)
def test_encodings(head: str, encoding: str) -> None:
    data = f"{head}<p>中国共产党㐂</p>".encode(encoding)
    assert [b.text for b in html.blocks(data, "x") if isinstance(b, Paragraph)] == ["中国共产党㐂"]


def test_a_character_cut_in_half_does_not_lose_the_page() -> None:
    data = b'<meta charset="gb2312">' + "<p>收支".encode("gb18030") + b"\xd6" + "</p><p>总表</p>".encode("gb18030")
    found = [b.text for b in html.blocks(data, "x") if isinstance(b, Paragraph)]
    assert found[0].startswith("收支�")
    assert found[-1] == "总表"


def test_a_page_with_attachments_only_is_refused_with_their_names() -> None:
    page = "<p>公开</p><a href='/x/%E9%A2%84%E7%AE%97.pdf?a=1'>附件1：甲</a><a href='b.XLS'>b.xls</a><a href='http://[x'>c</a>"
    with pytest.raises(DocumentError) as refusal:
        blocks(page)
    assert (
        refusal.value.line
        == "页.html：网页里没有表格，只有附件：附件1：甲（预算.pdf）、b.xls。请下载这些附件，分别提交"
    )
    many = "".join(f"<a href='{n}.pdf'>{n}.pdf</a>" for n in range(7))
    with pytest.raises(DocumentError, match=r"4\.pdf 等 7 个。"):
        blocks(many)
    assert look(page + TABLE)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<div>" * 3000 + "甲", "嵌套过深，读不完整"),
        ("<p>" + "字" * 4_000_000, "结构过大"),
        ("<table>" + "<tr><td colspan=1000 rowspan=60000>1<td colspan=1000>2" * 20_000, "表格过大"),
        ("<b>" * 2_000_001, "网页过大"),
        (" ", "网页是空的"),
    ],
)
def test_a_page_without_bounds_is_refused(page: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        blocks(page)


def test_a_web_page_called_xls_is_read(tmp_path: Path) -> None:
    path = tmp_path / "收支总表.xls"
    path.write_bytes(TABLE.encode("gb18030"))
    document = read(path, path.name)
    assert document.media_type == "text/html"
    assert [b.cells for b in document.blocks if isinstance(b, Row)] == [("科目", "合计"), ("甲", "1.00")]


@pytest.mark.parametrize("seed", range(60))
def test_any_tags_are_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- no secret
    some = ["<table>", "</table>", "<tr>", "<td rowspan=3>", "<td colspan=2>", "<td>", "1", "甲", "<p hidden>", "<br>", "<ol>",
            "<li>", "</td>", "<tbody>", "<div id=zoom>", "</div>", "<caption>", "&#0;", "<a href='x.pdf'>", "\0"]  # fmt: skip
    with contextlib.suppress(DocumentError):
        found = blocks("".join(chance.choices(some, k=60)))
        assert all(len(b.cells) == len(b.grid) for b in found if isinstance(b, Row))
