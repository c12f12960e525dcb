"""The rules on words: each with an example that fails and one that passes, and the true slips of the five documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.check.result import at_places
from disclosures.check.text.wording import wording
from disclosures.kinds import by_name, kinds
from disclosures.model import Check, Finding, Identity, Match, Paragraph, Place, Record, Subject, Table
from disclosures.prose import read_prose
from disclosures.read import read
from disclosures.recognise import recognise

ORIGINALS = Path(__file__).parents[1] / "originals"
DEPARTMENT = "中国共产党某市某区委员会办公室"
FORM = (
    "一、收入支出预算总体情况说明",
    "二、收入预算总体情况说明",
    "三、支出预算总体情况说明",
    "四、财政拨款收入支出预算总体情况说明",
    "五、一般公共预算支出预算情况说明",
    "六、一般公共预算基本支出情况说明",
    "七、“三公”经费支出情况说明",
    "八、政府性基金预算支出情况说明",
    "九、其他重要事项情况说明",
)
IDENTITY = Identity(DEPARTMENT, "410702-x", "department", None, "410702", "河南省某市某区", 2024, None)


def subject(*texts: str, matches: tuple[Match, ...] = (), tables: Mapping[str, Table] | None = None) -> Subject:
    """A subject whose prose are these paragraphs."""
    prose = tuple(Paragraph(text, Place(line=number)) for number, text in enumerate(texts, 1))
    every = {table.resource: table for table in read_prose(prose, IDENTITY.year)} | dict(tables or {})
    return Subject(IDENTITY, matches, every, prose, ())


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ((Place(line=12), Place(line=7), Place(line=12)), "第 7、12 行"),
        ((Place(line=3), Place(line=4), Place(line=5), Place(line=9)), "第 3–5、9 行"),
        ((Place(page=3), Place(page=2)), "第 2、3 页"),
        (
            (Place(page=2, line=40), Place(page=2, line=6), Place(page=3, line=1)),
            "第 2 张工作表第 6、40 行、第 3 张工作表第 1 行",
        ),
        ((Place(page=2, document=1), Place(page=5, document=2)), "第 1 个文件第 2 页、第 2 个文件第 5 页"),
        ((Place(),), ""),
    ],
)
def test_places_are_said_as_a_reader_looks_them_up(places: tuple[Place, ...], said: str) -> None:
    assert at_places(places) == said


def statement(text: str) -> Subject:
    """A subject with one sentence in its statement."""
    return subject("第二部分 预算情况说明", "一、收入支出预算总体情况说明", text)


def failed(given: Subject, rule: str) -> list[str]:
    """The messages of a rule's findings; each stands beside a failed check."""
    results = [r for r in wording(given) if r.rule == rule]
    findings = [r for r in results if isinstance(r, Finding)]
    assert len(findings) == sum(isinstance(r, Check) and r.outcome == "fail" for r in results)
    assert results, "a rule says at least what it could not look at"
    return [finding.message for finding in findings]


def outcomes(given: Subject, rule: str) -> set[str]:
    return {r.outcome for r in wording(given) if isinstance(r, Check) and r.rule == rule}


@pytest.mark.parametrize(
    ("rule", "wrong", "right"),
    [
        ("R-TXT-RESIDUE", "预算数比2023年增加/减少0万元。", "预算数比2023年增加1万元。"),
        ("R-TXT-RESIDUE", "收入比2023年增加（减少）5万元。", "收支增减变化情况如下。"),
        ("R-TXT-RESIDUE", "预算数比2023年减少 0.00 万元。", "预算数比2023年减少0.05万元。"),
        ("R-TXT-RESIDUE", "主要是：0 项目 0 万元。", "其中：货物类项目0.00万元。"),
        ("R-TXT-RESIDUE", "专线费用；；政府性基金持平。", "专线费用；政府性基金持平。"),
        ("R-TXT-RESIDUE", "一般公务用0车辆。", "一般公务用车0辆。"),
        (
            "R-TXT-RESIDUE",
            "收入合计1万元，其中：政府性基金预算0万元；政府性基金收入0万元。",
            "收入合计1万元，其中：政府性基金预算0万元；政府性基金结转0万元。",
        ),
        ("R-TXT-DOUBLED", "收入增加，，支出减少。", "收入增加，支出减少……"),
        ("R-TXT-DOUBLED", "一般公共预算预算拨款。", "预算收支预算。"),
        ("R-TXT-PLACEHOLDER", "XX局2024年收入。", "使用WXXL系统。"),
        ("R-TXT-PLACEHOLDER", "备注：（请核实单位是否有涉密项目）。", "（含外宾接待）支出。"),
        ("R-TXT-REASON", "增加5万元，主要原因是：。", "增加5万元，主要原因是：人员增加。"),
        ("R-TXT-OVER100", "基本支出6万元，占160%。", "基本支出6万元，占100%。"),
    ],
)
def test_traces(rule: str, wrong: str, right: str) -> None:
    assert len(failed(statement(wrong), rule)) == 1
    assert failed(statement(right), rule) == []


def test_an_increase_of_nothing_alone_is_a_practice() -> None:
    assert failed(statement("比上年增加0万元，增长0%。"), "R-TXT-RESIDUE") == []
    assert failed(statement("收入比上年增加0万元，支出比上年减少0万元。"), "R-TXT-RESIDUE") == [
        "第 3 行“减少0万元”“增加0万元”：没有变动，却既写“增加”又写“减少”，可以写“与上年持平”"
    ]


def test_two_lines_joined_double_nothing() -> None:
    given = subject("第二部分 预算情况说明", "某局编制部门预算", "预算收入1万元。")
    assert failed(given, "R-TXT-DOUBLED") == []


def test_doubled_words_in_tables() -> None:
    records: tuple[Record, ...] = ({"row": 2, "label": "（一）一般公共预算预算拨款", "source_line": 260},)
    table = Table("fiscal_appropriation", "fiscal_appropriation", "财政拨款收支总体情况表", ("row", "label"), records)
    given = subject("第二部分 预算情况说明", "收入1万元。", tables={"fiscal_appropriation": table})
    assert failed(given, "R-TXT-DOUBLED") == [
        "第 260 行《财政拨款收支总体情况表》“（一）一般公共预算预算拨款”中“预算预算”：词语重复"
    ]


@pytest.mark.parametrize(
    ("division", "level", "right"),
    [
        ("河南省某市某区", "市级", False),
        ("河南省某市某区", "区级", True),
        ("河南省某市某区", "同级", True),
        ("河南省某市", "市级", True),
        ("河南省某市某县", "区级", False),
        ("河南省某市某县", "县级", True),
    ],
)
def test_level(division: str, level: str, right: bool) -> None:
    given = subject("第三部分 名词解释", f"一、财政拨款收入：是指{level}财政当年拨付的资金。")
    given = replace(given, identity=replace(IDENTITY, division=division))
    assert bool(failed(given, "R-TXT-LEVEL")) != right


def basic(*rows: tuple[str, str], total: str) -> dict[str, Table]:
    """A table of basic expenditure with these personnel rows."""
    records: list[Record] = [{"row": 1, "row_kind": "total", "dept_economic_name": "合计", "personnel": Decimal(total)}]
    for number, (name, amount) in enumerate(rows, 2):
        records.append({"row": number, "row_kind": "item", "dept_economic_name": name, "personnel": Decimal(amount)})
    fields = ("row", "row_kind", "dept_economic_name", "personnel")
    return {"basic_expenditure": Table("basic_expenditure", "basic_expenditure", "", fields, tuple(records))}


@pytest.mark.parametrize(
    ("listed", "rows", "total", "outcome"),
    [
        ("基本工资、医疗保险缴费", (("基本工资", "1"), ("职工基本医疗保险缴费", "2")), "3", "pass"),
        ("基本工资、职业年金缴费", (("基本工资", "1"), ("退休费", "2")), "3", "fail"),
        ("基本工资", (("基本工资", "1"), ("退休费", "2")), "3", "fail"),
        ("基本工资等", (("基本工资", "1"), ("退休费", "2")), "3", "pass"),
        ("在职人员工资和补贴", (("基本工资", "1"),), "1", "not_evaluable"),
        ("基本工资、职业年金缴费", (("基本工资", "1"),), "3", "not_evaluable"),
    ],
)
def test_economic_list(listed: str, rows: tuple[tuple[str, str], ...], total: str, outcome: str) -> None:
    texts = ("六、一般公共预算基本支出情况说明", f"其中：人员经费3万元，主要包括：{listed}；公用经费0万元。")
    assert outcomes(subject(*texts, tables=basic(*rows, total=total)), "R-TXT-ECONLIST") == {outcome}


@pytest.mark.parametrize(("listed", "outcome"), [("基本工资", "pass"), ("基本工资、职业年金缴费", "fail")])
def test_what_is_used_for_some_classes_is_no_whole_list(listed: str, outcome: str) -> None:
    texts = ("六、一般公共预算基本支出情况说明", f"其中：人员经费3万元，主要用于{listed}等支出。")
    given = subject(*texts, tables=basic(("基本工资", "1"), ("退休费", "2"), total="3"))
    assert outcomes(given, "R-TXT-ECONLIST") == {outcome}


def test_sections() -> None:
    parts = ["一、主要职责", "甲。", "二、机构设置", "无。", "第二部分 预算情况说明"]
    for heading in FORM:
        parts += [heading, "无。"]
    parts += [
        "（一）机关运行经费",
        "（二）政府采购情况",
        "（三）绩效目标情况",
        "（四）国有资产情况",
        "第三部分 名词解释",
    ]
    assert failed(subject(*parts), "R-SECTIONS") == []
    assert failed(subject(*(p for p in parts if "国有资产" not in p)), "R-SECTIONS") == [
        "文字说明中没有见到“国有资产占用情况”"
    ]
    assert failed(subject(*(p for p in parts if p != FORM[3])), "R-SECTIONS") == [
        "文字说明中没有见到“财政拨款收入支出预算总体情况”"
    ]
    assert outcomes(subject("一、主要职责", "甲。"), "R-SECTIONS") == {"not_evaluable"}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2023年期末，共有车辆3辆。", True),
        ("2024年期末，共有车辆3辆。", False),
        ("截至2023年8月31日，共有车辆3辆。", True),
        ("截至2024年12月31日，共有车辆3辆。", False),
        ("与2023年相比，收入增加1万元。", True),
        ("与2022年相比，收入增加1万元。", False),
        ("2020年以来新建办公楼。", True),
    ],
)
def test_years(text: str, right: bool) -> None:
    assert bool(failed(statement(text), "R-YEAR-ASSET")) != right


def head(name: str, kind: str = "balance") -> Match:
    """A table that states this name above its rows."""
    return Match(kind, by_name()[kind].title, "按标题", (), (), stated_name=name, place=Place(line=9))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (DEPARTMENT, None),
        ("中共某市某区委办公室", None),
        ("某市某区委办公室", None),
        ("某区委办公室", None),
        (DEPARTMENT + "（本级）", None),
        ("中国共产党某市某", None),
        ("中国共产党某区委员会办公室", None),
        ("中国共产党某市某区委委员会办公室", "“委”字重复"),
        ("中国共产党某市某区委员会公室", "缺“办”字"),
        ("某市某区委员会办公室", "缺“中国共产党”（“中共”）"),
        ("本级", "不是部门名称"),
        ("公共服务", "是功能分类科目的名称，不是单位名称"),
        ("某市某区统计局", "不是同一部门"),
    ],
)
def test_names(name: str, says: str | None) -> None:
    others = (head(DEPARTMENT, "expenditure"), head(DEPARTMENT, "three_public"))
    found = failed(subject("", matches=(head(name), *others)), "R-NAME")
    assert (says is None and not found) or (says is not None and len(found) == 1 and says in found[0])


def test_one_finding_for_a_name_however_often_it_stands() -> None:
    found = failed(subject("", matches=(head("本级"), head("本级", "expenditure"))), "R-NAME")
    assert found == [
        f"第 9 行《部门收支总体情况表》表头、《部门支出总体情况表》表头写作“本级”：不是部门名称，封面是“{DEPARTMENT}”"
    ]


BUREAU = replace(IDENTITY, department="新乡市红旗区统计局", division="河南省新乡市红旗区")
SENTENCES = ("收入合计5万元", "支出合计5万元", "财政拨款收入5万元", "“三公”经费预算为1万元", "一般公共预算支出5万元")


@pytest.mark.parametrize(
    ("begins", "identity", "found"),
    [
        ("新乡市信访局2024年", BUREAU, True),
        ("新乡市红旗区档案馆2024年度", BUREAU, True),
        ("新乡市红旗区统计局2024年", BUREAU, False),
        ("红旗区统计局2024年", BUREAU, False),
        ("区统计局2024年", BUREAU, False),
        ("新乡市统计局2024年", BUREAU, False),  # without its district
        ("新乡市红旗区统计局普查中心2024年", BUREAU, False),  # part of it
        ("新乡市红旗区抽样调查队2024年", BUREAU, False),  # a unit of it, below
        ("新乡市红旗区财政局2024年", BUREAU, False),
        ("新乡市红旗区人民政府2024年", BUREAU, False),
        ("信访局2024年", BUREAU, False),  # no full name
        ("按照新乡市信访局要求，2024年", BUREAU, False),
        ("新乡市信访局2024年", replace(BUREAU, level="unit"), False),
    ],
)
def test_a_sentence_about_another_department(begins: str, identity: Identity, found: bool) -> None:
    own = [f"{BUREAU.department}2024年{rest}。" for rest in SENTENCES[:4]]
    lines = ("第二部分 预算情况说明", "一、收入支出预算总体情况说明", *own, f"{begins}{SENTENCES[4]}。")
    units = Table("units", "units", "", ("row", "unit_name", "unit_level"),
                  ({"row": 1, "unit_name": "新乡市红旗区抽样调查队", "unit_level": "subordinate"},))  # fmt: skip
    messages = failed(replace(subject(*lines, tables={"units": units}), identity=identity), "R-NAME")
    assert bool(messages) == found
    assert all(begins.partition("2024")[0] in message and "第 7 行" in message for message in messages)


def test_where_few_sentences_name_the_department_nothing_is_said_of_others() -> None:
    lines = (
        "第二部分 预算情况说明",
        "一、收入支出预算总体情况说明",
        "新乡市红旗区统计局2024年收入合计5万元。",
        "新乡市信访局2024年支出合计5万元。",
    )
    assert failed(replace(subject(*lines), identity=BUREAU), "R-NAME") == []


TRUE_SLIPS = {
    "410702/2023年红旗区委办公室部门预算公开.txt": {"R-TXT-RESIDUE": 2, "R-TXT-LEVEL": 1, "R-NAME": 1},
    "410702/2024年红旗区政务服务和大数据管理局部门预算公开.txt": {"R-TXT-RESIDUE": 6, "R-TXT-LEVEL": 1, "R-NAME": 1},
    "410702/2026年红旗区委办公室部门预算公开.txt": {"R-NAME": 1},
    "410711/2024年牧野区委办公室部门预算公开.txt": {},
    "419001/2023年济源示范区党工委办公室部门预算公开.txt": {},
}
WHOSE = {
    "410702/2023年红旗区委办公室部门预算公开.txt": ("中国共产党新乡市红旗区委办公室", "河南省新乡市红旗区"),
    "410702/2024年红旗区政务服务和大数据管理局部门预算公开.txt": (
        "新乡市红旗区政务服务和大数据管理局",
        "河南省新乡市红旗区",
    ),
    "410702/2026年红旗区委办公室部门预算公开.txt": ("中国共产党新乡市红旗区委员会办公室", "河南省新乡市红旗区"),
    "410711/2024年牧野区委办公室部门预算公开.txt": ("中共新乡市牧野区委办公室", "河南省新乡市牧野区"),
    "419001/2023年济源示范区党工委办公室部门预算公开.txt": ("中共济源产城融合示范区工作委员会办公室", "河南省济源市"),
}


@pytest.mark.parametrize("name", TRUE_SLIPS)
def test_the_five_documents(name: str) -> None:
    """What their words alone show: every slip that a reader sees, and nothing else."""
    department, division = WHOSE[name]
    recognised = recognise(read(ORIGINALS / name, name), kinds())
    year = int(name.partition("/")[2][:4])
    identity = Identity(department, "x", "department", None, name[:6], division, year, None)
    tables = {table.resource: table for table in read_prose(recognised.prose, year)}
    given = Subject(identity, recognised.matches, tables, recognised.prose, ())
    found = [result.rule for result in wording(given) if isinstance(result, Finding)]
    assert {rule: found.count(rule) for rule in found} == TRUE_SLIPS[name]
