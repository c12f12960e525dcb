"""The four tables of the prose, on the five documents and on the wordings of other places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from disclosures.kinds import kinds
from disclosures.model import Paragraph, Place, Table
from disclosures.prose import read_prose
from disclosures.prose.measures import SUFFIXES, names
from disclosures.prose.outline import outline
from disclosures.prose.quantities import quantities
from disclosures.read import read
from disclosures.recognise import recognise
from disclosures.schemas import field_order

ORIGINALS = Path(__file__).parents[1] / "originals"
ROWS = {
    "410702/2023年红旗区委办公室部门预算公开.txt": {"duties": 10, "units": 2, "glossary": 10, "statements": 56},
    "410702/2024年红旗区政务服务和大数据管理局部门预算公开.txt": {
        "duties": 11,
        "units": 1,
        "glossary": 10,
        "statements": 57,
    },
    "410702/2026年红旗区委办公室部门预算公开.txt": {"duties": 10, "units": 2, "glossary": 10, "statements": 68},
    "410711/2024年牧野区委办公室部门预算公开.txt": {"duties": 13, "units": 1, "glossary": 10, "statements": 74},
    "419001/2023年济源示范区党工委办公室部门预算公开.txt": {"duties": 13, "units": 1, "glossary": 8, "statements": 52},
}
# Printed figures that name nothing: a template's places for a project's name and amount that were never filled in.
UNNAMED = {"0项目0万元", "项目0万元"}


@cache
def prose_of(name: str) -> tuple[Paragraph, ...]:
    """The paragraphs of one of the five documents."""
    return recognise(read(ORIGINALS / name, name), kinds()).prose


def year_of(name: str) -> int:
    return int(name.partition("/")[2][:4])


@cache
def tables_of(name: str) -> dict[str, Table]:
    return {table.resource: table for table in read_prose(prose_of(name), year_of(name))}


def paragraphs(*texts: str) -> list[Paragraph]:
    return [Paragraph(text, Place(line=number)) for number, text in enumerate(texts, 1)]


def rows(texts: Sequence[str], resource: str, *fields: str, year: int = 2024) -> list[tuple[object, ...]]:
    """Some fields of a table read from a few paragraphs."""
    found = {table.resource: table for table in read_prose(paragraphs(*texts), year)}
    return [tuple(record[field] for field in fields) for record in found[resource].records] if resource in found else []


@pytest.mark.parametrize("name", ROWS)
def test_every_row_of_the_five_documents(name: str) -> None:
    assert {resource: len(table.records) for resource, table in tables_of(name).items()} == ROWS[name]


@pytest.mark.parametrize("name", ROWS)
def test_fields_and_places(name: str) -> None:
    lines = {paragraph.place.line for paragraph in prose_of(name)}
    for resource, table in tables_of(name).items():
        assert table.fields == tuple(f for f in field_order(resource) if f != "source_document")
        assert [record["row"] for record in table.records] == list(range(1, len(table.records) + 1))
        assert all(tuple(record) == table.fields and record["source_line"] in lines for record in table.records)


@pytest.mark.parametrize("name", ROWS)
def test_no_printed_amount_or_percentage_is_lost(name: str) -> None:
    """Every 万元 and % of the statement is a row, once (twice where it speaks of income and expenditure at once)."""
    printed: Counter[tuple[str, Decimal]] = Counter()
    for section in outline(prose_of(name)):
        for passage in section.passages if section.topic == "statements" else ():
            text = passage.tight().text
            for figure in quantities(text, year_of(name)):
                if figure.unit in ("万元", "%") and figure.role != "threshold":
                    printed[figure.unit, figure.value] += not any(text[: figure.end].endswith(word) for word in UNNAMED)
    found = Counter((r["value_unit"], r["value"]) for r in tables_of(name)["statements"].records)
    assert all(found[key] >= count for key, count in printed.items())
    assert all(record["measure"] in names() for record in tables_of(name)["statements"].records)


def test_the_closed_list_is_every_measure_with_every_suffix() -> None:
    bare = [name for name in names() if not name.endswith(SUFFIXES)]
    assert len(bare) == 32
    assert names() == tuple(name + suffix for name in bare for suffix in ("", *SUFFIXES))


def test_contents_are_left_out_and_broken_paragraphs_joined() -> None:
    texts = (
        "目 录",
        "第一部分 某县某局概况",
        "一、主要职责",
        "第二部分 预算情况说明",
        "第一部分",
        "某县某局概况",
        "一、某县某局主要职责",
        "（一）统筹信息系统、数据",
        "资源等安全保障工作。",
        "（二）完成其他任务。",
        "第二部分",
    )
    assert rows(texts, "duties", "duty", "source_line") == [
        ("统筹信息系统、数据资源等安全保障工作。", 8),
        ("完成其他任务。", 10),
    ]


def test_the_lead_in_is_no_duty() -> None:
    assert rows(("一、主要职责", "某局的主要职责是：", "1.甲。", "2.乙："), "duties", "duty") == [("甲。",), ("乙：",)]
    assert rows(("一、部门职责", "某局的主要职责是：1.甲；2.乙。3.丙。"), "duties", "duty") == [
        ("甲；",),
        ("乙。",),
        ("丙。",),
    ]


def test_deeper_numbers_belong_to_the_duty_above() -> None:
    found = rows(("一、主要职责", "（一）审计下列事项：", "1.预算。", "2.决算。", "（二）其他。"), "duties", "duty")
    assert found == [("审计下列事项：1.预算。2.决算。",), ("其他。",)]


def test_duties_without_numbers_are_one_row_a_paragraph() -> None:
    assert rows(("一、部门主要职责", "贯彻方针。", "负责协调。", "二、机构设置"), "duties", "duty") == [
        ("贯彻方针。",),
        ("负责协调。",),
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ("局机关本级预算包括：某县某局", "局属单位包括：", "1. 某县服务中心"),
            [("某县某局", "main"), ("某县服务中心", "subordinate")],
        ),
        (("编制范围的单位共一个：某县某局本级，无二级预算单位。",), [("某县某局本级", "main")]),
        (("编制范围的单位共一个：某县新城镇人民政府，无二级预算单位。",), [("某县新城镇人民政府", "main")]),
        (("本预算为汇总预算，包括某县某局本级预算，无局属单位。",), [("某县某局本级", "main")]),
        (
            (
                "某县某局部门预算包括某县某局本级预算和所属单位预算。",
                "所属单位包括：",
                "1、某县某局（本级）",
                "2、某县服务中心",
            ),
            [("某县某局（本级）", "main"), ("某县服务中心", "subordinate")],
        ),
        (
            ("下设二级预算单位2个，分别是：某市政府办公厅（本级）、某市政务和数据中心。",),
            [("某市政府办公厅（本级）", "main"), ("某市政务和数据中心", "subordinate")],
        ),
        (
            (
                "某市审计局部门预算包括：局机关预算、局属事业单位预算。",
                "二级预算单位包括：",
                "1.某市审计局",
                "2.某市审计服务中心",
            ),
            [("某市审计局", "main"), ("某市审计服务中心", "subordinate")],
        ),
        (("内设机构2个，包括某市政策研究室、某市通信局。无局属单位。",), []),
        (
            (
                "具体如下：",
                "1.某市水务局（本级）下设办公室、规划处，共2个处室。",
                "2.某市河湾中心（某市河办公室）下设综合部。",
            ),
            [("某市水务局（本级）", "main"), ("某市河湾中心（某市河办公室）", "subordinate")],
        ),
        (("本部门无独立核算下属单位，部门预算为本级预算，本部门内设办公室、规划财务处，共2个处室。",), []),
        (
            ("某局无下属单位。下设办公室。", "三、2026年主要工作目标某局2026年主要工作目标包括：", "1.升级信访平台；"),
            [],
        ),
        (
            ("三、部门预算构成本部门预算为汇总预算。下属单位具体包括：某省第一监狱、某市戒毒所。",),
            [("某省第一监狱", "subordinate"), ("某市戒毒所", "subordinate")],
        ),
    ],
)
def test_units(texts: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert rows(("二、所属预算单位构成情况", *texts), "units", "unit_name", "unit_level") == expected


def test_glossary_splits_at_the_first_colon() -> None:
    texts = (
        "第三部分 名词解释",
        "一、其他收入：是指除“财政拨款”：“事业收入”以外的收入",
        "二、项目支出：是指为完成任务",
        "所发生的支出。",
        "联系人：张三  联系电话：0373-1234567",
        "附件：某局预算表",
        "三、不是名词：在附件里",
    )
    assert rows(texts, "glossary", "term", "definition") == [
        ("其他收入", "是指除“财政拨款”：“事业收入”以外的收入"),
        ("项目支出", "是指为完成任务所发生的支出。"),
    ]


def test_tables_that_follow_are_no_part_of_the_last_term() -> None:
    texts = ("第九部分 名词解释", "一、基本支出：指日常支出。", "二、表格部分", "表1", "收支总表", "表2-1", "附表三")
    assert rows(texts, "glossary", "term", "definition") == [("基本支出", "指日常支出。")]
    numbers = ("六、名词解释", "一、基本支出：指日常支出。", "表一", "公开表2", "预算表3")
    assert rows(numbers, "glossary", "term", "definition") == [("基本支出", "指日常支出。")]


def test_glossary_without_numbers() -> None:
    texts = ("六、名词解释", "基本支出：指为保障运转的支出", "项目支出：指其他支出。")
    assert rows(texts, "glossary", "term", "definition") == [
        ("基本支出", "指为保障运转的支出"),
        ("项目支出", "指其他支出。"),
    ]
