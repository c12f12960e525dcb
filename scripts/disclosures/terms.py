"""The Chinese words for codes of the data model that reports, summaries and pages share."""

from __future__ import annotations

from collections.abc import Mapping

LEVEL: Mapping[str, str] = {"department": "部门预算", "unit": "单位预算"}
SEVERITY: Mapping[str, str] = {"error": "错误", "warning": "存疑", "info": "提示"}  # the worst first
OUTCOME: Mapping[str, str] = {"pass": "相符", "rounding": "尾差", "fail": "不符", "not_evaluable": "无法核对"}
