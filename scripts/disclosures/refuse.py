"""What is no departmental budget is told so in one line, before anything is made of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.contents import heading
from disclosures.errors import DocumentError, IncompleteError
from disclosures.kinds import by_name
from disclosures.model import Match, Paragraph
from disclosures.text import is_amount, key

_FEWEST = 2
_OF_DEPARTMENT = re.compile(r"(?:部门|单位)(?:综合)?预算")
_FINAL_ACCOUNTS = re.compile(r"(?:部门|单位)决算|年度?决算")
# What covers and tables say of the budget of a whole government (政府预算), never of a department's.
_OF_GOVERNMENT = re.compile(r"政府(?:财政)?预算|财政预算|预算\(?草案|(?:全|本)[省市县区州旗].{0,8}预算")
_GOVERNMENT_TABLE = re.compile(
    r"一般公共预算(?:本级)?收入|税收返还|转移支付.{0,4}分(?:地区|项目)|债务.{0,6}(?:限额|余额)|社会保险基金.{0,6}(?:收入|支出|收支)"
)
_FORMS = ("department_performance", "project_performance")


def refuse(shown: str, paragraphs: Sequence[Paragraph], matches: Sequence[Match]) -> None:
    """Raise DocumentError unless the document is a department's budget with tables that say something."""
    end = heading(paragraphs)
    cover = key("".join(p.text for p in paragraphs[: end if end is not None and end < 20 else 4]))
    if not _OF_DEPARTMENT.search(cover):
        _refuse_others(shown, cover, matches)
    known = [m for m in matches if m.kind]
    kinds = {m.kind for m in known}
    if len(kinds) < _FEWEST:
        found = f"只找到 {len(known)} 张" if known else "没有找到一张"
        if kinds and all(by_name()[kind or ""].shape in _FORMS for kind in kinds):
            found = "只有绩效目标表，没有"
        raise IncompleteError(
            shown, f"不像部门预算公开文件：{found}部门预算的标准表",
            remedy="请确认文件内容；若表题或表头写法不同，请按 CONTRIBUTING 教会它这种写法",
        )  # fmt: skip
    if not any(_has_amounts(m) for m in known):
        raise IncompleteError(shown, "所有表格都没有数字，像是空白模板", remedy="请提交填有数字的文件")


def _refuse_others(shown: str, cover: str, matches: Sequence[Match]) -> None:
    """Raise DocumentError for final accounts and for the budget of a whole government, by cover and tables' titles."""
    titles = [key(m.title) for m in matches]
    accounts = sum("决算" in title for title in titles)
    if _FINAL_ACCOUNTS.search(cover) or ("决算" in cover and "预算" not in cover) or accounts > len(titles) / 2:
        raise DocumentError(shown, "这是部门决算，不是部门预算；决算尚未收录", place="封面")
    tables = {hit[0] for title in titles for hit in [_GOVERNMENT_TABLE.search(title)] if hit}
    few = len({m.kind for m in matches if m.kind}) < _FEWEST
    if (_OF_GOVERNMENT.search(cover) and (tables or few)) or len(tables) >= _FEWEST:
        message = "这是一级政府的预算（政府预算），不是部门预算；政府预算不收录"
        raise DocumentError(shown, message, place="封面、表题", remedy="请提交各部门的部门预算")


def _has_amounts(match: Match) -> bool:
    """Whether a table of money prints any: a number right of words, which the code in front of a name is not."""
    shape = by_name()[match.kind or ""].shape
    return shape != "department_performance" and any(_prints(row.cells) for row in match.rows)


def _prints(cells: Sequence[str]) -> bool:
    numbers = [bool(re.search(r"\d", cell)) and is_amount(cell) for cell in cells]
    words = next((at for at, cell in enumerate(cells) if cell and not numbers[at]), -1)
    return any(numbers[words + 1 :])
