"""Which department, division and year a document is; one department has one identifier under all its spellings."""

from __future__ import annotations

import re

import pytest

import cases
from cases import Case
from disclosures.division import is_central
from disclosures.errors import DescriptionError, DocumentError
from disclosures.identity import identify, package_name, short_name
from disclosures.model import Description, Identity, Match, Paragraph, Place, Row
from disclosures.pipeline import Packed
from disclosures.text import key

EXPECTED = {
    "410702-quweiban-2023": ("410702-qu-wei-ban-gong-shi", "410702", 2023, None),
    "410702-quweiban-2026": ("410702-qu-wei-ban-gong-shi", "410702", 2026, "2026-04"),
    "410702-zhengwufuwu-2024": ("410702-zheng-wu-fu-wu-he-da-shu-ju-guan-li-ju", "410702", 2024, "2024-04"),
    "410711-quweiban-2024": ("410711-qu-wei-ban-gong-shi", "410711", 2024, None),
    "419001-danggongweiban-2023": ("", "419001", 2023, "2023-02-16"),
}


def test_the_real_documents_say_what_they_are(case: Case, packed: Packed) -> None:
    if case.name not in EXPECTED:
        pytest.skip("a newer case: its truth holds the tables")
    identifier, division, year, published = EXPECTED[case.name]
    identity = packed.disclosure.identity
    assert (identity.division_code, identity.year, identity.level) == (division, year, "department")
    if identifier:
        assert identity.department_id == identifier
    if published:
        assert identity.published == published
    assert packed.relative == f"{division}/{package_name(identity)}"


def test_one_department_keeps_its_identifier_over_the_years() -> None:
    made = {name: cases.converted(cases.load(name)).disclosure.identity for name in cases.names() if "quweiban" in name}
    same = {i.department_id for name, i in made.items() if name.startswith("410702")}
    assert len(same) == 1
    assert len({i.department_id for i in made.values()}) == 2, "another district's office is another department"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("中国共产党新乡市红旗区委员会办公室", "区委办公室"), ("中共新乡市红旗区委办公室", "区委办公室"),
        ("新乡市红旗区委办公室", "区委办公室"),
        ("红旗区委办公室", "区委办公室"), ("中国共产党新乡市红旗区委办公室", "区委办公室"), ("中共红旗区委办公室（本级）", "区委办公室"),
        ("新乡市红旗区政务服务和大数据管理局", "政务服务和大数据管理局"), ("红旗区政务服务和大数据管理局", "政务服务和大数据管理局"),
        ("河南省新乡市红旗区教育体育局", "教育体育局"), ("新乡市红旗区 财政局", "财政局"), ("新乡市红旗区财政局本级", "财政局"),
    ],
)  # fmt: skip
def test_spellings_of_one_department(name: str, short: str) -> None:
    assert short_name(name, "410702") == short


def _cover(*lines: str) -> list[Paragraph]:
    return [Paragraph(text, Place(line=n)) for n, text in enumerate([*lines, "目录", "第一部分 概况"], 1)]


def _identify(*lines: str, shown: str = "x.txt", **given: str | int) -> Identity:
    return identify(shown, _cover(*lines), [], {}, Description(**given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "year", "department", "published"),
    [
        (("2024年新乡市红旗区财政局部门预算公开",), 2024, "新乡市红旗区财政局", None),
        (("2024年度", "新乡市红旗区财政局", "部门预算", "二〇二四年四月"), 2024, "新乡市红旗区财政局", "2024-04"),
        (("新乡市红旗区财政局", "二〇二四年度部门预算", "2024年4月12日"), 2024, "新乡市红旗区财政局", "2024-04-12"),
        (("新乡市红旗区财政局2025年部门预算", "二○二五年十二月二十一日"), 2025, "新乡市红旗区财政局", "2025-12-21"),
        (("新乡市红旗区财政局 2024 年部门预算信息公开",), 2024, "新乡市红旗区财政局", None),
        (("2024年新乡市红旗区财政局（本级）部门预算公开",), 2024, "新乡市红旗区财政局(本级)", None),
        (("2024年（新乡市红旗区财政局）部门预算公开",), 2024, "新乡市红旗区财政局", None),
        (("新乡市红旗区财政局（2024年度）部门预算公开",), 2024, "新乡市红旗区财政局", None),
    ],
)
def test_covers(lines: tuple[str, ...], year: int, department: str, published: str | None) -> None:
    found = _identify(*lines)
    assert (found.year, key(found.department), found.published) == (year, department, published)
    assert found.department_id == "410702-cai-zheng-ju"
    assert found.division == "河南省新乡市红旗区"


@pytest.mark.parametrize(
    ("lines", "department", "division"),
    [
        (("水利部2024年部门预算",), "水利部", None),
        (("国家文物局2024年度部门预算",), "国家文物局", None),
        (("中华人民共和国审计署2024年部门预算",), "中华人民共和国审计署", None),
        (("恩施州林业局2024年部门预算",), "恩施州林业局", "422800"),
        (("苏州工业园区教育局2024年部门预算",), "苏州工业园区教育局", "320500"),
        (("兰州新区应急管理局2024年部门预算",), "兰州新区应急管理局", "620100"),
        (("新疆生产建设兵团第八师石河子市教育局2024年部门预算",), "新疆生产建设兵团第八师石河子市教育局", "659001"),
        (("2024年部门预算", "南昌市青山湖区教育体育局"), "南昌市青山湖区教育体育局", "360111"),
        (("黄冈市黄州区2024年区级部门预算公开", "黄州区发展和改革局"), "黄州区发展和改革局", "421102"),
        (("攀枝花市仁和区民政局关于2024年部门预算编制的说明",), "攀枝花市仁和区民政局", "510411"),
    ],
)
def test_departments_of_every_kind_of_place(lines: tuple[str, ...], department: str, division: str | None) -> None:
    found = _identify(*lines)
    assert (found.department, found.division_code, found.year) == (department, division, 2024)
    assert package_name(found).startswith(division or "000000")


@pytest.mark.parametrize("name", ["民政部门", "中国共产党凤阳县委员会", "国家级开发区", "教育局", "财政局"])
def test_a_local_body_is_not_taken_for_a_central_one(name: str) -> None:
    assert not is_central(name)


def test_a_university_is_not_placed_by_the_name_of_a_city() -> None:
    with pytest.raises(DocumentError, match="认不出属于哪个行政区划"):
        _identify("长沙理工大学2024年部门预算")


def test_years_to_come_in_a_table_of_plans_contradict_no_cover() -> None:
    header = (Row(("项目名称", "2024年", "2025年", "2026年"), Place(line=9)),)
    plans = Match(None, "部门项目中期规划预算表", "", header, (), "万元")
    cover = _cover("2024年新乡市红旗区财政局部门预算公开")
    assert identify("x.txt", cover, [plans], {}, Description()).year == 2024


def test_a_unit_is_told_from_its_department() -> None:
    unit = _identify("2024年新乡市红旗区财政局单位预算公开")
    department = _identify("2024年新乡市红旗区财政局部门预算公开")
    assert (unit.level, department.level) == ("unit", "department")
    assert package_name(unit) == "410702-cai-zheng-ju-2024-unit"
    assert package_name(department) == "410702-cai-zheng-ju-2024"


def test_what_a_description_adds_or_corrects() -> None:
    found = _identify(
        "2024年财政局部门预算公开", division_code="410711", department="牧野区财政局", department_id="finance",
        level="unit", parent_department="牧野区政府", published="2024-02-01",
    )  # fmt: skip
    assert (found.department, found.division_code, found.department_id) == ("牧野区财政局", "410711", "410711-finance")
    assert (found.level, found.parent_department, found.published) == ("unit", "牧野区政府", "2024-02-01")


def test_an_identifier_may_be_given_with_its_division() -> None:
    with_division = _identify("2024年新乡市红旗区财政局部门预算公开", department_id="410702-finance")
    assert with_division.department_id == "410702-finance"


def test_a_year_is_corrected_with_a_reason_only() -> None:
    with pytest.raises(DescriptionError, match="封面是 2024"):
        _identify("2024年新乡市红旗区财政局部门预算公开", year=2025)
    assert _identify("2024年新乡市红旗区财政局部门预算公开", year=2025, reason="封面印错").year == 2025


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("新乡市红旗区财政局部门预算公开",), "没有找到预算年度"),
        (("2024年部门预算公开",), "没有找到部门名称"),
        (("2024年财政局部门预算公开",), "认不出属于哪个行政区划"),
    ],
)
def test_what_is_not_said_is_asked_for(lines: tuple[str, ...], says: str) -> None:
    with pytest.raises(DocumentError, match=says) as refused:
        _identify(*lines)
    assert "描述文件" in refused.value.line


def test_a_file_name_of_another_year_is_refused() -> None:
    with pytest.raises(DocumentError, match="文件名写的年度是 2023"):
        _identify("2024年新乡市红旗区财政局部门预算公开", shown="originals/410702/2023年红旗区财政局.txt")


@pytest.mark.parametrize(
    ("lines", "department", "year", "level"),
    [
        (("第二部分 2024年部门预算表",), "新乡市红旗区档案馆", 2024, "unit"),  # the text has no name
        (("新乡市红旗区财政局部门预算公开",), "新乡市红旗区财政局", 2024, "department"),  # and here no year
        (("2023年新乡市红旗区财政局部门预算公开",), "新乡市红旗区财政局", 2023, "department"),
    ],
)
def test_the_title_of_a_web_page_is_the_last_to_be_asked(
    lines: tuple[str, ...], department: str, year: int, level: str
) -> None:
    title = "2024年新乡市红旗区档案馆单位预算公开"
    found = identify("x.html", _cover(*lines), [], {}, Description(), title)
    assert (found.department, found.year, found.level) == (department, year, level)


def test_names_of_packages_are_plain(packed: Packed) -> None:
    assert re.fullmatch(r"\d{6}/\d{6}(-[0-9a-z]+)+-\d{4}(-unit)?", packed.relative)
