"""Lines of prose without layout, and passages: paragraphs that a page break had cut, joined again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from disclosures.model import Paragraph, Place
from disclosures.text import chinese_number, squeeze

_PAGE_NUMBER = re.compile(r"[-—–－\s]*\d{1,3}[-—–－\s]*|第\s*\d{1,3}\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?")
_TABLE_NUMBER = re.compile(
    r"(?:附|公开|预算)*表\s*[（(]?(?:\d{1,2}(?:[-—－]\d{1,2})?|[一二三四五六七八九十]{1,3})[)）]?"
)
_ENDS = re.compile(r"[。！？；：…!?;:][”’\"'）)】]?$")
_TERM = re.compile(r"[^，,。；;：:]{2,30}[：:]?是?指")
# A person to ask and a telephone number stay out of whatever is published.
_CONTACT = re.compile(r"[（(]?[^，,。；;：:（(]{0,14}(?:联系人|联系方式|联系电话|咨询电话|电话)\s*[：:].*$")
_LONGEST_NAME = 40
# What names of public bodies end in.
BODY = (
    r"(?:办公室|办公厅|办事处|委员会|政府|联合会|协会|学会|研究会|党校|医院|学校|小学|中学|幼儿园|大学|学院|公司|法院|检察院"
    r"|[局委办厅部中心站院校队处所馆会社园台室团庭场库狱])"
)
OWN = r"(?:[（(](?:本级|机关|本部|部门)[）)]|机关本级|本级|机关|本部)"
_UNIT_NAME = re.compile(rf"(?:[^，,。；;：:]*[：:])?[^，,。；;：:]+{BODY}{OWN}?")
_OWN_FIRST = re.compile(rf"{OWN}[，,。；;]")
STYLES = (
    ("一、", re.compile(r"([一二三四五六七八九十百]+)\s*[、.．]\s*")),
    ("（一）", re.compile(r"[（(]\s*([一二三四五六七八九十百]+)\s*[）)][、.．]?\s*")),
    ("1.", re.compile(r"(\d{1,2})\s*(?:[、.．](?!\d)|[）)])\s*")),
    ("（1）", re.compile(r"[（(]\s*(\d{1,2})\s*[）)][、.．]?\s*")),
    ("①", re.compile(r"([①-⑳])\s*")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, squeezed."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Marker:
    """A list number at the head of a text: its style, its value, and where the text after it begins."""

    style: str
    number: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A whole paragraph; `pieces` says at which character each of its lines begins and where that line stands."""

    text: str
    pieces: tuple[tuple[int, Place], ...]

    def place_at(self, offset: int) -> Place:
        """Where the character at `offset` is printed."""
        return max((p for p in self.pieces if p[0] <= offset), key=lambda p: p[0], default=self.pieces[0])[1]

    @property
    def place(self) -> Place:
        """Where the passage begins, as sure as the least sure of its lines."""
        return self.pieces[0][1].least_sure(*(place for _, place in self.pieces))

    def tight(self) -> Passage:
        """This passage without any space."""
        text, pieces = "", []
        ends = [start for start, _ in self.pieces[1:]] + [len(self.text)]
        for (start, place), end in zip(self.pieces, ends, strict=True):
            pieces.append((len(text), place))
            text += "".join(self.text[start:end].split())
        return Passage(text, tuple(pieces))

    def part(self, start: int, end: int) -> Passage:
        """A stretch of this passage."""
        inner = tuple((at - start, place) for at, place in self.pieces if start < at < end)
        return Passage(self.text[start:end], ((0, self.place_at(start)), *inner))

    def with_line(self, line: Line) -> Passage:
        """This passage with one more line at its end."""
        return Passage(self.text + line.text, (*self.pieces, (len(self.text), line.place)))


def marker(text: str) -> Marker | None:
    """The list number that a text begins with, None where it begins with none."""
    for style, pattern in STYLES:
        if match := pattern.match(text):
            printed = match[1]
            number = int(printed) if printed.isdecimal() else chinese_number(printed) or ord(printed[0]) - ord("①") + 1
            return Marker(style, number, match.end())
    return None


def _placed(one: Paragraph) -> Place:
    """Where a paragraph begins, and how surely it was recognised."""
    return replace(one.place, box=one.box, confidence=one.confidence, doubtful=one.doubtful)


def lines(paragraphs: Sequence[Paragraph]) -> list[Line]:
    """The squeezed lines of a document's prose, page numbers, numbers of tables and persons to contact left out."""
    found = (Line(_CONTACT.sub("", squeeze(p.text)), _placed(p)) for p in paragraphs)
    return [
        line for line in found if line.text and not any(p.fullmatch(line.text) for p in (_PAGE_NUMBER, _TABLE_NUMBER))
    ]


def ends(text: str) -> bool:
    """Whether a text ends as a sentence, a list entry or a lead-in does."""
    return _ENDS.search(text) is not None


def passages(body: Iterable[Line]) -> tuple[Passage, ...]:
    """The lines of one section as whole paragraphs."""
    found: list[Passage] = []
    for line in body:
        if found and _continues(found[-1].text, line.text):
            found[-1] = found[-1].with_line(line)
        else:
            found.append(Passage(line.text, ((0, line.place),)))
    return tuple(found)


def _continues(text: str, following: str) -> bool:
    """A paragraph goes on in the next line unless it is finished, stands for itself, or the next opens something."""
    if ends(text) or marker(following) or _TERM.match(following):
        return False
    if _OWN_FIRST.match(following):
        return True
    return not (len(text) <= _LONGEST_NAME and _UNIT_NAME.fullmatch(text))
