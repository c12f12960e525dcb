"""The Chinese words for codes of the data model that reports, summaries and pages share."""

from __future__ import annotations

from collections.abc import Mapping

LEVEL: Mapping[str, str] = {"department": "部门预算", "unit": "单位预算"}
SEVERITY: Mapping[str, str] = {"error": "错误", "warning": "存疑", "info": "提示"}  # the worst first
OUTCOME: Mapping[str, str] = {"pass": "相符", "rounding": "尾差", "fail": "不符", "not_evaluable": "无法核对"}

_NAMING = (
    "label", "name", "project_name", "item_name", "dept_economic_name", "gov_economic_name", "unit_name", "indicator",
    "level3", "task", "content", "item",
)  # fmt: skip


def row_name(record: Mapping[str, object]) -> str:
    """What a row of any table calls itself: the first of the fields that name rows, `""` where it prints none."""
    return next((str(record[name]) for name in _NAMING if record.get(name)), "")
