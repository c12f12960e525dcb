"""Why a figure changed, in the document's own words: in its sentence, the next one, or the one on the totals below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

_WAY = r"(?P<way>增加|增长|上升|减少|下降|增减变化|增减变动|增减|变化|变动)"
_LEAD = r"(?:的?主要)?的?原因(?:说明|分析)?(?:如下)?(?:是|为|在于|[：:，,])+(?:由于|因为)?"
# What may stand between a change and its reason is its own rate (`，增长8.12%`), and nothing else.
_RATE = r"(?:[，,（(]?[^，,。；;（(\d]{0,8}\d+(?:\.\d+)?[%％][）)]?)?"
_OWN = re.compile(rf"{_RATE}[，,。；;]?(?:其|收入|支出|收支|预算)*{_WAY}?{_LEAD}")
_HEAD = re.compile(r"(?:^|(?<=。))(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]+)?")
_TOTALS = re.compile(
    rf"(?:20\d\d年度?)?(?:本?部门|本?单位)?(?P<of>(?:预算|收支|收入|支出|财政拨款|总体|总[计额]|合计|[、和及与])+){_WAY}?{_LEAD}"
)
_SIGN = {"增加": 1, "增长": 1, "上升": 1, "减少": -1, "下降": -1}
_ENDS = re.compile(r"[。；;]")
_HAN = "一二三四五六七八九"
_ITEM = re.compile(rf"[（(]([{_HAN}1-9])[）)]|[其第]([{_HAN}])|([{_HAN}])是|([1-9])\s*[、.．](?!\d)|([①-⑨])")


def own_reason(text: str, end: int) -> str | None:
    """The reason given right after the change that ends at `end`: in its sentence, or as the next sentence begins."""
    found = _OWN.match(text, end)
    return _said(text[found.end() :]) if found else None


def reason_of_totals(sentence: str, rest: Sequence[str], positive: bool) -> str | None:
    """The reason that the section gives later for its totals (`预算收支增加的主要原因是…`).

    `sentence` states the change, `rest` is what follows, a paragraph each. A reason for 财政拨款 counts only where the
    sentence speaks of it, one for an increase only where there is one.
    """
    for text in rest:
        for head in _HEAD.finditer(text):
            found = _TOTALS.match(text, head.end())
            if found is None or ("财政拨款" in found["of"] and "财政拨款" not in sentence):
                continue
            if _SIGN.get(found["way"] or "", 0) in (0, 1 if positive else -1):
                return _said(text[found.end() :])
    return None


def _said(text: str) -> str | None:
    """The words up to 。 or ；, or where they begin a list, to the end of its last entry."""
    ends = [mark.start() for mark in _ENDS.finditer(text)] + [len(text)]
    end, entry = ends[0], 1
    if _entry(text, 0) == entry:
        for at, following in pairwise(ends):
            if _entry(text, at + 1) == entry + 1:
                end, entry = following, entry + 1
            elif text[at] == "。":
                break
    return text[:end].strip("，,：: ") or None


def _entry(text: str, at: int) -> int:
    """The number of the list entry that begins there, 0 where none does."""
    found = _ITEM.match(text, at)
    numeral = found[found.lastindex or 0] if found else ""
    if numeral in _HAN:
        return _HAN.find(numeral) + 1 if numeral else 0
    return int(unicodedata.digit(numeral))
