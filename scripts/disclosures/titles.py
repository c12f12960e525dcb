"""Which table a line names: titles without number, department, year and punctuation, held against the kinds' own.

Places word titles in more ways than can be listed: a title that no kind knows is told by its words, if it is clearly a
title and no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.kinds import Kind
from disclosures.kinds import kinds as all_kinds
from disclosures.text import key, squeeze

LONGEST_TITLE = 60
_LONGEST_BY_WORDS = 40
_TITLE = re.compile(r"[^。；;，,：:？?！!]*表(?:[-—－–]+[^()。；;，,]{1,20})?(?:\([^()]*\))*")
# How a title ends: 表, perhaps with its part (表—人员经费) and brackets.
TITLE_END = r"表(?:[-—－–]+[^()（），。；,;]{1,20})?(?:[（(][^（）()]*[)）])*$"
_ANY_TITLE = re.compile(TITLE_END)
_NO_TITLE = re.compile(r".{0,30}(?:部门|单位)(?:综合)?预算(?:公开)?表|预算(?:公开)?表")
_CONTINUED = re.compile(r"^[（(]?(?:续|接)上?表")
# How a note of a table begins.
NOTE = re.compile(r"^[（(]?(?:注|说明|备注|表注)(?:\d|[一二三])?[:：.、）)]")
_NUMBERED = re.compile(
    r"(?:附表|(?:预算|公开)?表)(?:\d{1,2}|[一二三四五六七八九十]{1,3})|(?:预算|公开)\d{1,2}(?:-\d+)?表"
)
_PLAIN = re.compile(r"[^。；;，,：:？?！!\d]*")
_IMMATERIAL = re.compile(r"\(?续(?:表|上表)?\d*\)?|部门|单位|本级|[()（）\-—－–、]")
_SENTENCE = re.compile(
    r"^(?:见|详见|注|无|本表|该表|上表|下表|根据|按照|以上|上述|如|附)|详见|参见|为空|空表|不涉及|未安排|反映|如下|填列|填报说明|编制说明|目录"
)
_TABLE_NUMBER = re.compile(
    r"^(?:(?:附件|附表|预算|公开|部门预算)*表?[（(]?\d{1,2}[)）]?(?:-\d+)?表[:、]?|(?:附表|附件|(?:预算|公开)?表)(?:\d{1,2}(?:-\d{1,2})?(?=(?:19|20)\d\d年|\D)|[一二三四五六七八九十]+?(?=一般公共)|[一二三四五六七八九十]+)[:、.]?"
    r"|[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[、.]|\d{1,2}[、.])"
)
_YEAR = re.compile(r"^[^,，;；。.:：]{0,40}?(?:19|20)\d\d(?:年度|年|度)?")
# A line whose year was printed apart from it (2026 above 年部门收支总表).
_YEAR_LOST = re.compile(r"^年度?(?=部门|单位|本级|预算|财政|一般|公共|政府|国有|收|支|三公|基本|项目)")
_YEAR_TAIL = re.compile(r"\(?(?:19|20)\d\d年?度?\)?$")


def bare_title(text: str) -> str:
    """A title line without number, department, year and punctuation: what kinds' `titles` are matched against."""
    bare = key(text).rstrip(";:。.,、；")
    bare = _TABLE_NUMBER.sub("", bare, count=1)
    bare = _YEAR_TAIL.sub("", bare)
    return _YEAR_LOST.sub("", _YEAR.sub("", bare, count=1))


def is_numbered(text: str) -> bool:
    """Whether a line says by its number that it is the title of a table (表9, 附表2, 公开03表) and is no sentence."""
    bare = bare_title(text)
    return bool(_NUMBERED.match(key(text)) and 0 < len(bare) <= _LONGEST_BY_WORDS and _PLAIN.fullmatch(bare)) and not (
        _SENTENCE.search(bare)
    )


def _as_table(text: str) -> str:
    """A bare title, with the word 表 that one with a table's number may leave out."""
    bare = bare_title(text)
    return f"{bare}表" if is_numbered(text) and "表" not in bare else bare


def same_title(one: str, other: str) -> bool:
    """Whether two titles say the same, but for number, year, 续表 and punctuation."""
    first, second = (_IMMATERIAL.sub("", bare_title(text)) for text in (one, other))
    return first == second


def titled(kinds: Sequence[Kind], text: str) -> Kind | None:
    """The kind that a line names as its title: in its own wording, else by the words that it has and lacks."""
    return titled_in_full(kinds, text) or _titled_by_words(kinds, text)


def titled_in_full(kinds: Sequence[Kind], text: str) -> Kind | None:
    """The kind whose own wording of its title a line is."""
    if len(text) > LONGEST_TITLE:
        return None
    bare = _as_table(text)
    return next((kind for kind in kinds if any(p.fullmatch(bare) for p in kind.titles)), None)


def _titled_by_words(kinds: Sequence[Kind], text: str) -> Kind | None:
    """The kind with the most words in a title; of several the first in the order of the standard form."""
    bare = _as_table(text)
    if len(bare) > _LONGEST_BY_WORDS or not _TITLE.fullmatch(bare) or _SENTENCE.search(bare):
        return None
    named = (
        kind
        for kind in kinds
        if kind.title_has
        and all(p.search(bare) for p in kind.title_has)
        and not any(p.search(bare) for p in kind.title_lacks)
    )
    return max(named, key=lambda kind: (len(kind.title_has), -kind.order), default=None)


def title_at(kinds: Sequence[Kind], lines: Sequence[str], index: int) -> tuple[int, Kind | None, str] | None:
    """The title that begins on a line: its last line, its kind if one is known, its words. None where none does."""
    text = squeeze(lines[index])
    if kind := titled(kinds, text):
        return index, kind, text
    following = squeeze(lines[index + 1]) if index + 1 < len(lines) else ""
    whole = titled(kinds, text + following) if following else None
    if whole and whole is not titled(kinds, following):  # a title broken in two lines
        return index + 1, whole, text + following
    if (
        len(text) <= LONGEST_TITLE
        and (_ANY_TITLE.search(bare_title(text)) or is_numbered(text))
        and not _NO_TITLE.fullmatch(bare_title(text))
        and not NOTE.match(text)
        and not _CONTINUED.match(text)
    ):
        return index, None, text
    return None


def kind_of_title(text: str) -> Kind | None:
    """The project's own kind of that title."""
    return titled(all_kinds(), text)
