"""What is no departmental budget is told so in one line, before anything is made of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.contents import heading
from disclosures.errors import DocumentError, IncompleteError
from disclosures.kinds import by_name
from disclosures.model import Match, Paragraph
from disclosures.text import key

_FEWEST = 2


def refuse(shown: str, paragraphs: Sequence[Paragraph], matches: Sequence[Match]) -> None:
    """Raise DocumentError unless the document is a department's budget with tables that say something."""
    end = heading(paragraphs)
    cover = key("".join(p.text for p in paragraphs[: end if end is not None and end < 20 else 4]))
    if "决算" in cover and "预算" not in cover:
        raise DocumentError(shown, "这是部门决算，不是部门预算；决算尚未收录", place="封面")
    known = [m for m in matches if m.kind]
    if len({m.kind for m in known}) < _FEWEST:
        found = f"只找到 {len(known)} 张" if known else "没有找到一张"
        raise IncompleteError(
            shown, f"不像部门预算公开文件：{found}部门预算的标准表",
            remedy="请确认文件内容；若表题或表头写法不同，请按 CONTRIBUTING 教会它这种写法",
        )  # fmt: skip
    if not any(_has_amounts(m) for m in known):
        raise IncompleteError(shown, "所有表格都没有数字，像是空白模板", remedy="请提交填有数字的文件")


def _has_amounts(match: Match) -> bool:
    shape = by_name()[match.kind or ""].shape
    return shape != "department_performance" and any(re.search(r"\d", c) for r in match.rows for c in r.cells)
