"""The document's own table of contents: where it stands, and which tables it lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.model import Paragraph
from disclosures.text import key, ordinal, squeeze, without_ordinal
from disclosures.titles import TITLE_END

_HEADING = "目录"
_LONGEST = 60
_TABLE = re.compile(TITLE_END)
_BEFORE_YEAR = re.compile(r"\d{1,2}\s*[.．、]\s*(?=(?:19|20)\d\d年)")  # 1.2025年部门收入预算总表: no decimal number


def heading(paragraphs: Sequence[Paragraph]) -> int | None:
    """The index of the line 目录."""
    return next((i for i, p in enumerate(paragraphs) if key(p.text) == _HEADING), None)


def listed_tables(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    """Titles of the tables that the contents list, in printed order, without their numbers."""
    start = heading(paragraphs)
    if start is None:
        return ()
    found: list[str] = []
    for paragraph in paragraphs[start + 1 :]:
        text = squeeze(paragraph.text).rstrip("；;。.、 0123456789…·")
        if len(text) > _LONGEST:
            break
        dated = _BEFORE_YEAR.match(text)
        if (ordinal(text) is not None or dated) and _TABLE.search(text):
            title = text[dated.end() :] if dated else without_ordinal(text)
            if title in found:
                break
            found.append(title)
    return tuple(found)
