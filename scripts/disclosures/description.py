"""The `<file>.yaml` beside a document: what the document does not say itself, or a correction of what was detected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from disclosures.errors import DescriptionError
from disclosures.model import Description

SUFFIX = ".yaml"
_KEYS = tuple(f.name for f in fields(Description))
_PATTERNS = {
    "division_code": (r"\d{6}", "六位数字"),
    "level": (r"department|unit", "department 或 unit"),
    "published": (r"\d{4}-\d{2}(-\d{2})?", "YYYY-MM 或 YYYY-MM-DD"),
    "received": (r"\d{4}-\d{2}-\d{2}", "YYYY-MM-DD"),
    "url": (r"https?://[^\s<>\"]+", "http 或 https 开头的网址"),
    "department_id": (r"(\d{6}-)?[0-9a-z]+(-[0-9a-z]+)*", "小写字母、数字和连字符"),
}


def path_beside(document: Path) -> Path:
    """Where the description of a document stands: `2026年….txt` → `2026年….txt.yaml`."""
    return document.with_name(document.name + SUFFIX)


def read_description(document: Path, shown: str) -> Description:
    """The description beside a document, an empty one where there is none. Raises DescriptionError."""
    path = path_beside(document)
    if not path.is_file():
        return Description()
    name = shown + SUFFIX
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise DescriptionError(name, "不是合法的 YAML：文字编码不是 UTF-8", remedy="请另存为 UTF-8 文本") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark else ""
        raise DescriptionError(name, "不是合法的 YAML", place, "每行写成“键: 值”，冒号后有空格") from error
    except ValueError as error:  # YAML makes a date of what looks like one
        raise DescriptionError(name, "有一个日历上没有的日期", _dated_key(path), "请改正日期") from error
    return _checked(raw or {}, name)


def _dated_key(path: Path) -> str:
    """The key of the first date that is none."""
    for key, year, month, day in re.findall(
        r"^(\w+):\s*(\d{4})-(\d\d?)-(\d\d?)", path.read_text("utf-8"), re.MULTILINE
    ):
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            return str(key)
    return ""


def _checked(raw: Any, name: str) -> Description:
    if not isinstance(raw, Mapping):
        raise DescriptionError(name, "应由“键: 值”组成", remedy=f"可用的键：{'、'.join(_KEYS)}")
    values: dict[str, Any] = {}
    for field, value in raw.items():
        if field not in _KEYS:
            raise DescriptionError(name, f"不认识的键“{field}”", remedy=f"可用的键：{'、'.join(_KEYS)}")
        if value is None:
            continue
        values[field] = _value(field, value, name)
    return Description(**values)


def _value(field: str, value: Any, name: str) -> str | int:
    if field == "year":
        if isinstance(value, bool) or not isinstance(value, int) or not 1990 <= value <= 2100:
            raise DescriptionError(name, f"year 应是四位年份，写的是“{value}”", place="year")
        return value
    text = str(value).strip()
    pattern, words = _PATTERNS.get(field, (r".{1,500}", "一行文字"))
    if not re.fullmatch(pattern, text):
        raise DescriptionError(name, f"{field} 应是{words}，写的是“{text[:60]}”", place=field)
    return text
