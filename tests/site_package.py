"""Packages made by hand, for the tests of the read side: the data model's contract and nothing of the converter."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Cells = Sequence[str]
Table = tuple[str, str, Sequence[Cells]]  # printed title, field names by space, rows

TITLES = {
    "row": "行号", "row_kind": "行的种类", "label": "项目", "amount": "金额", "side": "收支", "classification": "分类",
    "functional_code": "功能分类科目编码",
    "unit_code": "单位代码", "unit_name": "单位名称", "name": "名称", "total": "合计",
    "basic_total": "基本支出", "basic_wages_benefits": "基本支出：工资福利支出",
    "basic_individuals_families": "基本支出：对个人和家庭的补助",
    "basic_goods_services": "基本支出：商品和服务支出",
    "basic_capital": "基本支出：资本性支出", "project_total": "项目支出",
    "project_other_operating": "项目支出：其他运转类",
    "project_specific_target": "项目支出：特定目标类", "source_page": "原文页",
    "source_line": "原文行", "project_type": "类型", "project_code": "项目代码", "project_name": "项目名称",
    "general_public_budget": "一般公共预算", "dept_economic_code": "部门预算经济分类编码", "target": "指标值",
    "dept_economic_name": "部门预算经济分类名称", "personnel": "人员经费", "public": "公用经费", "indicator": "指标",
}  # fmt: skip
NUMBERS = {"amount", "total", "personnel", "public", "left", "right", "difference", "value", "target_value",
           "overseas_travel", "vehicles", "vehicle_purchase", "vehicle_operation", "hospitality",
           "general_public_budget", "current_total"}  # fmt: skip
INTEGERS = {"row", "source_page", "source_line", "project_row", "period", "row_ref"}


def field(name: str) -> dict[str, str]:
    """A field descriptor by the conventions of the data model."""
    number = name in NUMBERS or name.startswith(("basic_", "project_total", "project_other", "project_specific"))
    kind = "integer" if name in INTEGERS else "number" if number else "string"
    return {"name": name, "type": kind, "title": TITLES.get(name, name)}


def write_package(
    packages: Path, name: str, about: Mapping[str, Any], tables: Mapping[str, Table], original: Path | None = None
) -> Path:
    """Writes one package; `about` overrides the defaults of `disclosure`. Returns its folder."""
    code = str(about.get("division_code", "410702"))
    folder = packages / code / name
    (folder / "data").mkdir(parents=True)
    resources = []
    for resource, (title, fields, rows) in tables.items():
        names = fields.split()
        with (folder / "data" / f"{resource}.csv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows([names, *rows])
        resources.append(
            {
                "name": resource,
                "title": title,
                "path": f"data/{resource}.csv",
                "printed_unit": "万元",
                "pages": [],
                "schema": {"fields": [field(n) for n in names], "primaryKey": ["row"]},
            }
        )
    disclosure = {
        "kind": "department_budget", "department": "某局", "department_id": f"{code}-mouju", "level": "department",
        "parent_department": None, "division_code": code, "division": "河南省新乡市红旗区", "year": 2026,
        "published": None, "printed_unit": "万元", "tables_listed": [], "tables_found": list(tables), **about,
    }  # fmt: skip
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": f"{disclosure['department']} {disclosure['year']} 年部门预算",
        "created": f"{disclosure['year']}-01-01T00:00:00Z",
        "licenses": [
            {"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
        ],
        "sources": [_source(original)] if original else [],
        "disclosure": disclosure,
        "resources": resources,
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return folder


def _source(original: Path) -> dict[str, str]:
    digest = hashlib.sha256(original.read_bytes()).hexdigest()
    path = f"originals/{original.parent.name}/{original.name}"
    return {"title": original.name, "path": path, "hash": f"sha256:{digest}", "mediatype": "text/plain"}


_EXPENDITURE = (
    "row row_kind functional_code unit_code unit_name name total basic_total basic_wages_benefits "
    "basic_individuals_families basic_goods_services basic_capital project_total project_other_operating "
    "project_specific_target source_page source_line"
)
_OFFICE = "中国共产党新乡市红旗区委员会办公室"


def _expenditure_rows(first_line: int) -> list[list[str]]:
    rows = [
        "1|total||||合计|702.77|644.66|575.23|13.88|55.55||58.11|1.50|56.61",
        f"2|unit||008|{_OFFICE}|{_OFFICE}|702.77|644.66|575.23|13.88|55.55||58.11|1.50|56.61",
        f"3|item|2013101|008|{_OFFICE}|行政运行|366.38|366.38|307.38|13.50|45.50||||",
        f"4|item|2013199|008|{_OFFICE}|其他党委办公厅（室）及相关机构事务支出|58.11||||||58.11|1.50|56.61",
        f"5|item|2080505|008|{_OFFICE}|机关事业单位基本养老保险缴费支出|53.49|53.49|53.49||||||",
        f"6|item|2210201|008|{_OFFICE}|住房公积金|50.83|50.83|50.83||||||",
        f"7|item|2013150|008|{_OFFICE}|事业运行|173.96|173.96|163.53|0.38|10.05||||",
    ]
    return [[*row.split("|"), "", str(first_line + i)] for i, row in enumerate(rows)]


def _numbered(rows: Iterable[Cells]) -> list[list[str]]:
    return [[str(i), *row] for i, row in enumerate(rows, start=1)]


def _lines(rows: Sequence[str], first_line: int) -> list[list[str]]:
    return [[str(i), *row.split("|"), "", str(first_line + i)] for i, row in enumerate(rows, start=1)]


def office_tables() -> dict[str, Table]:
    """红旗区委办公室 2026, the tables that pages draw from, with the figures of the real document."""
    income = [
        "total|||702.77|702.77|702.77",
        f"unit|008|{_OFFICE}|702.77|702.77|702.77",
        f"item|008001|{_OFFICE}本级|497.58|497.58|497.58",
        "item|008002|新乡市红旗区党务服务中心|205.19|205.19|205.19",
    ]
    balance = [
        "income||item|一、一般公共预算||702.77", "income||of_which|其中：财政拨款||702.77",
        "income||item|二、政府性基金预算拨款收入||", "income||total|本年收入合计||702.77",
        "income||carryover|上年结转结余||", "income||total|收入总计||702.77",
        "expenditure|functional|item|一、一般公共服务|201|598.45", "expenditure|functional|item|二、外交|202|",
        "expenditure|functional|item|三、国防|203|", "expenditure|functional|item|八、社会保障和就业|208|53.49",
        "expenditure|functional|item|二十一、住房保障支出|221|50.83", "expenditure||total|本年支出合计||702.77",
        "expenditure||carryover|年终结转结余||", "expenditure||total|支出总计||702.77",
    ]  # fmt: skip
    projects = [
        f"unit||008|{_OFFICE}||58.11|58.11",
        "item|其他运转类||本级|工作经费|1.00|1.00",
        "item|其他运转类||本级|督查局工作经费|0.50|0.50",
        "item|特定目标类||本级|慰问经费|7.50|7.50",
        "item|特定目标类||本级|信创工程|49.11|49.11",
    ]
    goals = ["item|410702260000000024405|信创工程|49.11", "item|410702260000000024410|慰问经费|7.50"]
    indicators = [
        "1||cost||信创工程总成本|≤49.1129万元|≤|49.1129|万元", "1||output||替换设备单位数量|≥25家|≥|25|家",
        "1||satisfaction||单位工作人员满意度|≥95%|≥|95|%", "2||output||慰问工作完成时间|2026年春节前|||",
    ]  # fmt: skip
    why = "人员较去年年底增加5人，一般公共预算收入增加"
    reason = f"支出增加158.83万元，增长29.20%，主要原因：{why}。"
    statements = [
        f"一、收入支出|expenditure_total_change|||158.83|万元|{reason}|{why}",
        f"一、收入支出|expenditure_total_change_percent|||29.20|%|{reason}|{why}",
        "七、“三公”|three_public_total_change|||2.00|万元|预算数比2025年增加2.00万元，增长36.36%。|",
        "七、“三公”|three_public_total_change_percent|||36.36|%|预算数比2025年增加2.00万元，增长36.36%。|",
    ]
    checks = [["R-T03-ROW", "expenditure", str(n), "pass", "1.00", "1.00", "0.00", ""] for n in range(1, 8)]
    checks += [
        ["R-T01-BAL", "balance", "", "rounding", "702.77", "702.78", "-0.01", ""],
        ["R-X-T05-T03", "expenditure", "4", "fail", "58.11", "58.12", "-0.01", ""],
        ["R-X-FUNC-ECON", "", "", "not_evaluable", "", "", "", "医疗保险列在 201 类之下，没有 210 类的行可对"],
    ]
    return {
        "balance": (
            "2026年部门收支总体情况表",
            "row side classification row_kind label functional_code amount source_page source_line",
            _lines(balance, 194),
        ),
        "income": (
            "2026年部门收入总体情况表",
            "row row_kind unit_code unit_name total current_total general_public_budget source_page source_line",
            _lines(income, 239),
        ),
        "expenditure": ("2026年部门支出总体情况表", _EXPENDITURE, _expenditure_rows(256)),
        "basic_expenditure": (
            "2026年一般公共预算基本支出表",
            "row row_kind dept_economic_code dept_economic_name total personnel public source_page source_line",
            _lines(["total||合计|644.66|589.11|55.55", "item|30101|基本工资|113.98|113.98|"], 338),
        ),
        "economic_classification": (
            "2026年支出经济分类汇总表",
            "row row_kind dept_economic_code dept_economic_name total source_page source_line",
            _lines(
                [
                    "total||合计|702.77",
                    "item|30101|基本工资|575.23",
                    "item|30299|其他商品和服务支出|113.66",
                    "item|30302|退休费|13.88",
                ],
                380,
            ),
        ),
        "three_public": (
            "2026年一般公共预算“三公”经费支出情况表",
            "row row_kind total overseas_travel vehicles vehicle_purchase vehicle_operation hospitality "
            "source_page source_line",
            _lines(["total|7.50||7.50||7.50|"], 425),
        ),
        "government_fund": ("2026年政府性基金预算支出情况表", _EXPENDITURE, []),
        "projects": (
            "2026年项目支出表",
            "row row_kind project_type unit_code unit_name project_name total general_public_budget "
            "source_page source_line",
            _lines(projects, 452),
        ),
        "performance_projects": (
            "2026年部门预算项目绩效目标汇总表",
            "row row_kind project_code name total source_page source_line",
            _lines(goals, 520),
        ),
        "performance_indicators": (
            "2026年部门预算项目绩效目标汇总表",
            "row project_row project_code dimension level2 indicator target target_operator target_value target_unit "
            "source_page source_line",
            _lines(indicators, 520),
        ),
        "duties": ("主要职责", "row duty source_page source_line", _lines(["负责文稿起草。", "负责督促检查。"], 40)),
        "units": (
            "预算单位构成",
            "row unit_name unit_level source_page source_line",
            _lines([f"{_OFFICE}（本级）|main", "新乡市红旗区党务服务中心|subordinate"], 64),
        ),
        "glossary": (
            "名词解释",
            "row term definition source_page source_line",
            _lines(["基本支出|是指为保障机构正常运转、完成日常工作任务所必需的开支。"], 160),
        ),
        "statements": (
            "说明文字里的数",
            "row section measure functional_code economic_code value value_unit sentence stated_reason "
            "source_page source_line",
            _lines(statements, 75),
        ),
        "findings": (
            "核对发现",
            "row rule severity origin resource row_ref field printed expected difference message",
            _numbered(
                line.split("|")
                for line in (
                    "R-X-T05-T03|error|disclosure|expenditure|4|total|58.11|58.12|-0.01|项目支出与另一张表不符。",
                    "R-TXT-RESIDUE|info|disclosure|||||||说明文字里留有模板的空话。",
                    "R-TOC-MISSING|warning|extraction|||||||目录列出的一张表不在收到的文件里。",
                )
            ),
        ),
        "repairs": (
            "读取时的修复",
            "row resource row_ref field printed published rule evidence",
            _numbered(
                [
                    [
                        "performance_projects",
                        "1",
                        "project_code",
                        "41070226000000024405",
                        "410702260000000024405",
                        "X-ZERO",
                        "同表另两个代码都是 21 位",
                    ]
                ]
            ),
        ),
        "checks": ("逐项核对", "row rule resource row_ref outcome left right difference reason", _numbered(checks)),
    }


OFFICE = {
    "department": _OFFICE,
    "department_id": "410702-quwei-bangongshi",
    "published": "2026-04",
    "tables_listed": [f"第{n}表" for n in range(1, 13)],
}
