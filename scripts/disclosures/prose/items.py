"""The entries of a list printed as paragraphs, their list numbers left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.model import Place
from disclosures.prose.lines import Marker, Passage, marker

_LEAD = re.compile(r"(?:^|(?<=。))[^。]*[：:]$")
_ENTRY_ENDS = re.compile(r"[。；;：:]")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; `lead` is the lead-in that it stands under (ending in ：), empty where there is none."""

    text: str
    place: Place
    lead: str = ""
    numbered: bool = False


def items(passages: Sequence[Passage]) -> list[Item]:
    """The entries: a number of the list's own style opens one, a deeper number goes on, else a paragraph is one.

    A paragraph without a number goes on with the entry above where that is unfinished or where numbers follow.
    """
    passages = [part for passage in passages for part in _apart(passage)]
    marks = [marker(p.text) for p in passages]
    style = next((m.style for m in marks if m), None)
    numbered = [i for i, m in enumerate(marks) if m and m.style == style]
    found: list[Item] = []
    lead = ""
    for index, (passage, mark) in enumerate(zip(passages, marks, strict=True)):
        if mark and mark.style == style:
            found.extend(_split(passage, mark, lead))
        elif found and (mark or _goes_on(found[-1], index < numbered[-1] if numbered else False)):
            found[-1] = _longer(found[-1], passage)
        else:
            text = _LEAD.sub("", passage.text)
            found += [Item(text, passage.place, lead)] if text else []
            lead = passage.text[len(text) :] or lead
    return found


def _goes_on(item: Item, numbers_follow: bool) -> bool:
    return item.numbered and (numbers_follow or item.text.endswith("；"))


def _apart(passage: Passage) -> list[Passage]:
    """A lead-in and the list that goes on in the same paragraph: `主要职责是：1.…；2.…`."""
    if marker(passage.text) is None:
        for match in re.finditer(r"[：:]", passage.text):
            first = marker(passage.text[match.end() :])
            if first and first.number == 1 and _next(passage.text, match.end() + first.end, first):
                return [passage.part(0, match.end()), passage.part(match.end(), len(passage.text))]
    return [passage]


def _longer(item: Item, rest: Passage) -> Item:
    return Item(item.text + rest.text, item.place.least_sure(rest.place), item.lead, item.numbered)


def _split(passage: Passage, first: Marker, lead: str) -> list[Item]:
    """The entries of a paragraph that holds several: `1.…；2.…；`."""
    found: list[Item] = []
    text, start, mark = passage.text, 0, first
    while True:
        following = _next(text, start + mark.end, mark)
        end = following[0] if following else len(text)
        found.append(Item(text[start + mark.end : end].strip(), passage.part(start, end).place, lead, numbered=True))
        if following is None:
            return found
        start, mark = following


def _next(text: str, start: int, mark: Marker) -> tuple[int, Marker] | None:
    """Where the entry with the next number of the same style begins within the paragraph."""
    for match in _ENTRY_ENDS.finditer(text, start):
        found = marker(text[match.end() :])
        if found and (found.style, found.number) == (mark.style, mark.number + 1):
            return match.end(), found
    return None
