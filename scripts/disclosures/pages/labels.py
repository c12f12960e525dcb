"""Chinese words for the codes of the data model, as readers see them."""

from __future__ import annotations

from disclosures.prose import measures
from disclosures.terms import OUTCOME, SEVERITY

ROW_KIND = {
    "total": "合计",
    "unit": "单位",
    "subtotal": "小计",
    "item": "明细",
    "of_which": "其中",
    "carryover": "结转结余",
}
SIDE = {"income": "收入", "expenditure": "支出"}
CLASSIFICATION = {
    "functional": "功能分类",
    "purpose": "基本与项目",
    "dept_economic": "部门预算经济分类",
    "gov_economic": "政府预算经济分类",
}
DIMENSION = {"cost": "成本", "output": "产出", "benefit": "效益", "satisfaction": "满意度"}
UNIT_LEVEL = {"main": "本级", "subordinate": "所属单位"}
ORIGIN = {"disclosure": "文件自身", "extraction": "收到的文件受损"}
OUTCOME_MARK = {"pass": "pass", "rounding": "round", "fail": "fail", "not_evaluable": "ne"}
FUNDING_ITEM = {
    "budget_total": "预算总额",
    "government_funds": "政府预算资金",
    "special_account": "财政专户管理资金",
    "unit_funds": "单位资金",
    "other_funds": "其他资金",
    "basic": "基本支出",
    "project": "项目支出",
}
ENUMS = {
    "row_kind": ROW_KIND,
    "side": SIDE,
    "classification": CLASSIFICATION,
    "dimension": DIMENSION,
    "unit_level": UNIT_LEVEL,
    "severity": SEVERITY,
    "origin": ORIGIN,
    "outcome": OUTCOME,
    "item": FUNDING_ITEM,
}
OUR_TITLES = {
    "duties": "主要职责",
    "units": "预算单位构成",
    "glossary": "名词解释",
    "statements": "说明文字里的数",
    "findings": "核对发现",
    "repairs": "读取时的修复",
    "corrections": "人工更正与核实",
    "checks": "逐项核对",
    "finding_cells": "发现所涉及的格子",
    "positions": "数字印在原文的何处",
}
PARTS = {
    "department_funding": "预算情况",
    "department_goals": "履职目标",
    "department_tasks": "主要任务",
    "department_indicators": "指标",
    "performance_projects": "项目与金额",
    "performance_indicators": "指标",
}


def value(field: str, code: str) -> str:
    """What a reader sees for a coded cell; the cell itself where it isn't coded."""
    if field == "measure":
        return measures.label(code)
    return ENUMS.get(field, {}).get(code, code)
