"""The head of a table: titles broken at the sense, neighbours that belong together under one heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from disclosures.catalogue import Field

_GROUPS = (
    ("基本支出", re.compile(r"basic_(?!expenditure)\w+")),
    ("项目支出", re.compile(r"project_(total|other_operating|specific_target)")),
    ("上年结转结余", re.compile(r"carryover_(?!next)\w+")),
    ("公务用车购置及运行费", re.compile(r"vehicles|vehicle_\w+")),
    ("一般公共预算", re.compile(r"general_public_budget(_appropriation)?")),
    ("部门预算支出经济分类", re.compile(r"dept_economic_(code|name)")),
    ("政府预算支出经济分类", re.compile(r"gov_economic_(code|name)")),
)
_LINE = 6
_WORDS = re.compile(
    r"[（(]?(?:工资福利|商品和服务|对个人和家庭|一般公共|政府性|国有资本|财政专户|事业单位|附属单位|功能分类|经济分类|公务用车"
    r"|因公出国|部门|政府|单位|支出|预算|经费|补助|收入|资金|基金|拨款|管理|经营|科目|编码|代码|名称|项目|结转|结余|合计|小计|指标)"
    r"[）)：:、]*|[A-Za-z0-9_.%/-]+|."
)


@dataclass(frozen=True)
class HeadCell:
    """One cell of the table's head."""

    html: Markup
    css: str = ""
    rows: int = 1
    columns: int = 1


def is_number(field: Field) -> bool:
    """Whether a field holds numbers."""
    return field.type in ("number", "integer")


def breakable(title: str) -> Markup:
    """A column's title in lines of about five characters, broken at the sense: 工资福利 / 支出."""
    lines: list[str] = []
    for word in _WORDS.findall(title):
        if lines and len(lines[-1]) + len(word) <= _LINE:
            lines[-1] += word
        else:
            lines.append(word)
    return Markup("<br>").join(lines)


def head_rows(head: Field | None, columns: Sequence[Field], kinds: Sequence[str]) -> tuple[tuple[HeadCell, ...], ...]:
    """One head row, or two where neighbours belong together (基本支出: 小计, 工资福利支出 …).

    `kinds`: the CSS class of each column's own head, which gives the column its width.
    """
    groups = _grouped(columns)
    css = {field.name: kind for field, kind in zip(columns, kinds, strict=True)}
    deep = any(name for name, _ in groups)
    rows = 2 if deep else 1
    first = [HeadCell(breakable(head.title) if head else Markup("行"), "", rows)]
    second: list[HeadCell] = []
    for name, fields in groups:
        if name:
            first.append(HeadCell(escape(name), "g", 1, len(fields)))
            second += [HeadCell(breakable(_within(name, f)), css[f.name]) for f in fields]
        else:
            first += [HeadCell(breakable(f.title), css[f.name], rows) for f in fields]
    return (tuple(first), tuple(second)) if deep else (tuple(first),)


def _within(group: str, field: Field) -> str:
    """A title without the group that stands above it: 基本支出：工资福利支出 → 工资福利支出."""
    if field.title == group:
        return "小计" if is_number(field) else "名称"
    rest = field.title.removeprefix(group).strip("（）()：:-－—_·/ ")
    return rest if field.title.startswith(group) and rest else field.title


def _grouped(columns: Sequence[Field]) -> list[tuple[str, list[Field]]]:
    runs: list[tuple[str, list[Field]]] = []
    for field in columns:
        name = next((name for name, pattern in _GROUPS if pattern.fullmatch(field.name)), "")
        if runs and runs[-1][0] == name:
            runs[-1][1].append(field)
        else:
            runs.append((name, [field]))
    return [(name if len(fields) > 1 else "", fields) for name, fields in runs]
