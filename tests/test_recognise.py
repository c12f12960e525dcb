"""Which rows are which table: by title, by header, by shape; and what each column of it is."""

from __future__ import annotations

from pathlib import Path

import pytest

import cases
from cases import Case
from disclosures.align import Aligner
from disclosures.header import layout
from disclosures.kinds import by_name, kinds
from disclosures.model import Cell, Document, Match, Paragraph, Place, Row
from disclosures.pipeline import trace
from disclosures.read import plain
from disclosures.recognise import recognise
from disclosures.rows import signature

HEADER = "科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t"
HEADER += "\n类\t款\t项\t\t\t\t小计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t小计\t其他运转类\t特定目标类"
ROWS = "\t\t\t\t合计\t10.00\t7.00\t4.00\t\t3.00\t\t3.00\t1.00\t2.00"
ROWS += "\n201\t31\t01\t008\t行政运行\t7.00\t7.00\t4.00\t\t3.00\t\t\t\t"
ROWS += "\n201\t31\t99\t008\t其他支出\t3.00\t\t\t\t\t\t3.00\t1.00\t2.00"
SPENT = [
    "functional_code.1",
    "functional_code.2",
    "functional_code.3",
    "unit_code",
    "name",
    "total",
    "basic_total",
    "basic_wages_benefits",
    "basic_individuals_families",
    "basic_goods_services",
    "basic_capital",
    "project_total",
    "project_other_operating",
    "project_specific_target",
]


def _matches(text: str) -> list[Match]:
    document = Document(Path("x.txt"), "0" * 64, "text/plain", plain.blocks(text.encode(), "x.txt"))
    return list(recognise(document, kinds()).matches)


def _kinds(text: str) -> list[str | None]:
    return [match.kind for match in _matches(text)]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2024年部门支出总体情况表", "expenditure"), ("支出总表", "expenditure"), ("# 2024年部门支出总体情况表", "expenditure"),
        ("三、部门支出总体情况表", "expenditure"),
        ("预算03表\n\n部门支出总体情况表", "expenditure"), ("部门支出总体 情况表", "expenditure"),
        ("2024年一般公共预算支出情况表", "general_public_budget"), ("政府性基金预算支出情况表", "government_fund"),
    ],
)  # fmt: skip
def test_a_title_decides(title: str, kind: str) -> None:
    assert _kinds(f"{title}\n\n单位：万元\n\n{HEADER}\n{ROWS}\n") == [kind]


@pytest.mark.parametrize(
    "title",
    [
        "2024年一般公共预算支出\n情况表",
        "2024年一般公共\n预算支出情况表",
        "2024年一般公共预算\n支出情况表",
    ],
)
def test_a_title_broken_in_two_lines(title: str) -> None:
    assert _kinds(f"{title}\n\n{HEADER}\n{ROWS}\n") == ["general_public_budget"]


def test_the_header_decides_without_a_title() -> None:
    header = "部门预算支出经济分类\t\t政府预算支出经济分类\t\t本年一般公共预算基本支出\t\t\n"
    header += "科目编码\t科目名称\t科目编码\t科目名称\t合计\t人员经费\t公用经费"
    (match,) = _matches(f"某县部门\n\n{header}\n30101\t基本工资\t50101\t工资奖金津补贴\t2.00\t2.00\t\n")
    assert match.kind == "basic_expenditure"
    assert "表头" in match.reason


def test_a_table_of_no_known_kind_is_kept() -> None:
    (match,) = _matches("2024年会议费明细表\n\n会议名称\t天数\t金额\n年会\t2\t1.00\n")
    assert match.kind is None
    assert match.title == "2024年会议费明细表"
    assert [row.cells for row in match.rows] == [("会议名称", "天数", "金额"), ("年会", "2", "1.00")] or match.header


def test_a_continued_table_is_one() -> None:
    first, rest = ROWS.rsplit("\n", 1)
    text = f"部门支出总体情况表\n\n{HEADER}\n{first}\n\n部门支出总体情况表\n\n{HEADER}\n{rest}\n"
    found = [row for match in _matches(text) if match.kind == "expenditure" for row in match.rows]
    assert [row.cells[4] for row in found] == ["合计", "行政运行", "其他支出"]


def test_the_unit_of_money_is_the_tables_own() -> None:
    text = f"部门支出总体情况表\n\n单位：元\n\n{HEADER}\n{ROWS}\n\n一般公共预算支出情况表\n\n金额单位：万元\n\n{HEADER}\n{ROWS}\n"
    assert [(m.kind, m.unit) for m in _matches(text)] == [("expenditure", "元"), ("general_public_budget", "万元")]


CONTENTS = "\n\n".join(
    ("目录", "一、主要职责", "二、部门支出总体情况表……3", "三、一般公共预算支出情况表……4", "第一部分 概况")
)
PROSE = "\n\n".join(f"{n}、负责第{n}项工作，并完成区委、区政府交办的其他任务。" for n in range(1, 12))


@pytest.mark.parametrize("before", ["", "部门\t联系人\n某局\t张三\n\n"])
def test_what_the_contents_list_opens_no_table_also_below_a_first_one(before: str) -> None:
    """A boxed cover or a stray table above 目录: the prose stays prose, the unit stays the table's."""
    text = f"{before}{CONTENTS}\n\n{PROSE}\n\n部门支出总体情况表\n\n单位：元\n\n{HEADER}\n{ROWS}\n"
    document = Document(Path("x.txt"), "0" * 64, "text/plain", plain.blocks(text.encode(), "x.txt"))
    found = recognise(document, kinds())
    assert [(m.kind, m.unit) for m in found.matches if m.kind] == [("expenditure", "元")]
    assert [p.text[:2] for p in found.prose if p.text.endswith("任务。")] == [f"{n}、"[:2] for n in range(1, 12)]


def test_prose_below_a_title_without_a_table_is_kept() -> None:
    text = f"部门支出总体情况表\n\n{HEADER}\n{ROWS}\n\n政府性基金预算支出情况表\n\n{PROSE}\n\n"
    text += f"国有资本经营预算支出情况表\n\n{HEADER}\n{ROWS}\n"
    document = Document(Path("x.txt"), "0" * 64, "text/plain", plain.blocks(text.encode(), "x.txt"))
    found = recognise(document, kinds())
    assert [m.kind for m in found.matches] == ["expenditure", "government_fund", "state_capital"]
    assert sum(p.text.endswith("任务。") for p in found.prose) == 11


def test_a_note_belongs_to_the_table_above() -> None:
    (match,) = _matches(f"部门支出总体情况表\n\n{HEADER}\n{ROWS}\n\n注：本表反映支出。\n")
    assert [p.text for p in match.notes] == ["注：本表反映支出。"]


def test_a_part_of_the_document_ends_the_notes() -> None:
    (match,) = _matches(
        f"部门支出总体情况表\n\n{HEADER}\n{ROWS}\n\n注：无。\n第三部分 名词解释\n一、基本支出：指日常支出。\n"
    )
    assert [p.text for p in match.notes] == ["注：无。"]


def _grid(line: str, page: int, recognised: bool, first: bool = False) -> Row:
    cells = tuple(line.split("|"))
    return Row(cells, Place(page=page), first, tuple(Cell(recognised=recognised) for _ in cells))


@pytest.mark.parametrize(("recognised", "tables"), [(True, 1), (False, 2)])
def test_a_header_printed_again_goes_on_though_a_scan_reads_a_word_of_it_otherwise(
    recognised: bool, tables: int
) -> None:
    head = "科目编码|科目名称|合计|人员经费|公用经费"
    first = [_grid(head, 1, recognised, True), _grid("30101|基本工资|1.00|1.00|", 1, recognised)]
    again = [_grid(head.replace("人员", "入员"), 2, recognised, True), _grid("30201|办公费|2.00||2.00", 2, recognised)]
    title = Paragraph("一般公共预算基本支出情况表", Place(page=1))
    found = recognise(Document(Path("x.pdf"), "0" * 64, "application/pdf", (title, *first, *again)), kinds()).matches
    assert (len(found), len(found[0].rows)) == (tables, 2 if recognised else 1)


@pytest.mark.parametrize(
    ("cells", "shape"),
    [(("201", "31", "01", "008", "行政运行", "1.00", ""), "D22DTN_"), (("008001", "2080505"), "UF"), (("30101",), "E"),
     (("410702220000000009057",), "P"), (("", " ", "甲"), "__T"), (("１，２３４.５",), "N")],
)  # fmt: skip
def test_signatures(cells: tuple[str, ...], shape: str) -> None:
    assert signature(cells) == shape


# --- columns -------------------------------------------------------------------------------------------------------


def _rows(text: str) -> list[Row]:
    return [Row(tuple(line.split("\t")), Place(line=n)) for n, line in enumerate(text.split("\n"), 1)]


def test_a_sound_header_names_every_column() -> None:
    found = layout(by_name()["expenditure"], _rows(HEADER), _rows(ROWS), lambda _: 0)
    assert found.how == "header"
    assert list(found.names) == SPENT


def test_a_column_of_no_known_meaning_is_kept() -> None:
    rows = "\n".join(f"{line}\t5.00" for line in ROWS.split("\n"))
    header = "\n".join(f"{line}\t{word}" for line, word in zip(HEADER.split("\n"), ("", "上级指标文号"), strict=True))
    found = layout(by_name()["expenditure"], _rows(header), _rows(rows), lambda _: 0)
    assert found.names[-1] == "extra_01"
    assert found.columns[-1].title == "上级指标文号"


def test_without_a_header_the_form_and_the_sums_decide() -> None:
    kind = by_name()["expenditure"]
    found = layout(kind, [], _rows(ROWS), lambda names: Aligner(kind, names).score(_rows(ROWS)))
    assert found.how == "form"
    assert list(found.names) == SPENT


# --- the real documents -----------------------------------------------------------------------------------------------


def test_every_printed_row_is_used(case: Case) -> None:
    """At least 99 % of the cells with amounts in tables appear in a published row of that line."""
    one = trace(cases.ORIGINALS / case.document, case.shown)
    published = {record.get("source_line") for table in one.disclosure.tables for record in table.records}
    rows = [block for block in one.document.blocks if isinstance(block, Row)]
    with_amounts = [row for row in rows if signature(row.cells).count("N") >= 2]
    used = [row for row in with_amounts if row.place.line in published]
    assert len(with_amounts) > 50
    assert len(used) >= 0.99 * len(with_amounts), [r for r in with_amounts if r not in used][:5]


def test_no_table_of_the_real_documents_is_unknown(case: Case) -> None:
    one = trace(cases.ORIGINALS / case.document, case.shown)
    assert all(match.kind for match in one.recognised.matches if match.rows)
