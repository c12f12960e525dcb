"""名词解释: terms and what the department says they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from disclosures.model import Place
from disclosures.prose.items import Item, items
from disclosures.prose.outline import Section

_SPLIT = re.compile(r"([^，,。；;：:]{1,40}?)\s*(?:[：:]\s*(?=.)|[，,]?(?=(?:是指|指)))(.+)", re.DOTALL)


def terms(sections: Iterable[Section]) -> Iterator[tuple[str, str, Place]]:
    """(term, definition, place) in printed order; what defines nothing goes on with the term above."""
    for section in sections:
        found: list[tuple[str, str, Place]] = []
        for item in items(section.passages):
            match = _SPLIT.fullmatch(item.text)
            if match and (item.numbered or not _goes_on(item, found)):
                found.append((match[1].strip(), match[2].strip(), item.place))
            elif found:
                term, definition, place = found[-1]
                found[-1] = (term, definition + item.text, place.least_sure(item.place))
        yield from found


def _goes_on(item: Item, found: list[tuple[str, str, Place]]) -> bool:
    """An unnumbered paragraph that only looks like a term: `其中：…` or `包括：…`."""
    return bool(found) and item.text.startswith(("其中", "包括", "具体", "主要"))
