"""Which table a line names: titles without number, department, year and punctuation, held against the kinds' own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.kinds import Kind
from disclosures.kinds import kinds as all_kinds
from disclosures.text import key

LONGEST_TITLE = 60
_TABLE_NUMBER = re.compile(
    r"^(?:(?:附件|附表|预算|公开|部门预算)*表?[（(]?\d{1,2}[)）]?(?:-\d+)?表[:、]?|(?:附表|附件|表)(?:\d{1,2}(?:-\d{1,2})?(?=(?:19|20)\d\d年|\D)|[一二三四五六七八九十]+)[:、.]?"
    r"|[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[、.]|\d{1,2}[、.])"
)
_YEAR = re.compile(r"^[^,，;；。.:：]{0,40}?(?:19|20)\d\d(?:年度|年|度)?")
_YEAR_TAIL = re.compile(r"\(?(?:19|20)\d\d年?度?\)?$")


def bare_title(text: str) -> str:
    """A title line without number, department, year and punctuation: what kinds' `titles` are matched against."""
    bare = key(text).rstrip(";:。.,、；")
    bare = _TABLE_NUMBER.sub("", bare, count=1)
    bare = _YEAR_TAIL.sub("", bare)
    return _YEAR.sub("", bare, count=1)


def titled(kinds: Sequence[Kind], text: str) -> Kind | None:
    """The kind that a line names as its title."""
    if len(text) > LONGEST_TITLE:
        return None
    bare = bare_title(text)
    return next((kind for kind in kinds if any(p.fullmatch(bare) for p in kind.titles)), None)


def kind_of_title(text: str) -> Kind | None:
    """The project's own kind of that title."""
    return titled(all_kinds(), text)
