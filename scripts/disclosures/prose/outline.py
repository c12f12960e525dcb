"""The sections of a disclosure's prose, told by the words of their headings: numbering differs from place to place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from disclosures.model import Paragraph
from disclosures.prose.lines import STYLES, Line, Passage, lines, marker, passages
from disclosures.text import key, without_ordinal

_CONTENTS = re.compile(r"目录(?:contents)?", re.IGNORECASE)
_LEADER = re.compile(r"[.．·…。\s-]{2,}\d{0,3}$|(?<=[^\d年])\d{1,3}$")
_PART = re.compile(r"第[一二三四五六七八九十]{1,3}部分\s*[:：、]?\s*")
_ATTACHMENT = re.compile(r"附[件表]\s*\d{0,2}\s*(?:[：:]|$)")
_TABLES = re.compile(r"(?:表格|报表|附表)部分")  # ends the prose, whatever number it has
_LONGEST_HEADING = 64
_FIGURE = re.compile(r"\d\s*(?:万元|亿元|元|%|％|辆|台|套|个|项|人)")
_INNER = re.compile(r"[，,；;！？!?]|[。：:].")
_DUTY_VERBS = re.compile(
    r"负责|承担|组织|指导|拟[订定]|贯彻|统筹|研究|完成|参与|协调|管理|监督|推[动进]|开展|落实|执行|制[订定]"
)
_TOPICS = (
    ("glossary", re.compile(r"名词(?:解释|说明)$")),
    ("tables", re.compile(r"表格?$|^表格部分")),
    (
        "units",
        re.compile(r"(?:单位构成|机构设置|机构编制|机构构成|机构情况|机构组成)(?:及[^，]{2,10})?(?:情况|说明)*$"),
    ),
    ("duties", re.compile(r"(?:职责|职能)(?:任务|简介|及[^，]{2,12})?(?:情况|说明)*$")),
    ("overview", re.compile(r"(?:部门|单位)?(?:概况|基本情况)$")),
    (
        "statements",
        re.compile(
            r"(?:预算|收支|收入|支出|经费|采购|资产|绩效|重要|其他|财政拨款|基金).*(?:说明|情况)$|预算(?:公开|编制)?说明$"
        ),
    ),
)
_LEVELS = {style: level for level, (style, _) in enumerate(STYLES, 1)}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it. `topic`: duties, units, glossary, statements, or another.

    `heading` keeps its number; `title` is the heading that opened the topic, without its number; `above` are the
    headings of higher rank that it stands under.
    """

    topic: str
    heading: str
    title: str
    above: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """A line taken for a heading: `level` 0 for a part, 1 … for list numbers, None where unnumbered."""

    topic: str | None
    words: str
    level: int | None


def outline(paragraphs: Sequence[Paragraph]) -> tuple[Section, ...]:
    """The sections in printed order, the contents page left out."""
    writer = _Writer()
    for line in _without_contents(lines(paragraphs)):
        writer.write(line)
    return tuple(replace(section, passages=passages(body)) for section, body in writer.found)


class _Writer:
    """Gives each line to its section. `level` is the rank of the heading that opened the present topic."""

    def __init__(self) -> None:
        self.found: list[tuple[Section, list[Line]]] = [(Section("front", "", "", "", ()), [])]
        self.level: int | None = None
        self.above: dict[int, str] = {}

    def write(self, line: Line) -> None:
        current, body = self.found[-1]
        name = body[0].text if current.topic == "part" and len(body) == 1 else ""
        head = _head(name + line.text) or _head(line.text)
        if head is None or not _opens(head, current.topic, self.level):
            body.append(line)
        else:
            self.open(head, line.text, current)

    def open(self, head: _Head, heading: str, current: Section) -> None:
        """Begin a section; a heading that names no topic stays with the statement or is another topic's."""
        rest = "statements" if current.topic == "statements" else "part" if head.level == 0 else "other"
        topic = head.topic or rest
        if topic != current.topic or self.level is None:
            self.level = head.level
        title = current.title if topic == current.topic == "statements" else head.words
        rank = len(STYLES) + 1 if head.level is None else head.level
        above = "".join(text for level, text in self.above.items() if level < rank)
        self.above = {level: text for level, text in self.above.items() if level < rank} | {rank: heading}
        self.found.append((Section(topic, heading, title, above, ()), []))


def _opens(head: _Head, topic: str, level: int | None) -> bool:
    """Whether a heading opens a section: inside a list of duties or terms only a heading of the same rank or above."""
    if head.level == 0:
        return True
    if topic in ("duties", "units", "glossary"):
        return head.topic is not None and (level is None or head.level is None or head.level <= level)
    if topic == "statements":
        return head.topic is not None or head.level is not None
    return head.topic is not None


def _head(text: str) -> _Head | None:
    """The line as a heading, None where it reads as body text."""
    if _ATTACHMENT.match(text):
        return _Head("tables", text, 0)
    part = _PART.match(text)
    number = None if part else marker(text)
    words = text[part.end() if part else number.end if number else 0 :].strip()
    bare = words.rstrip("。：: ")
    if _TABLES.fullmatch(bare):
        return _Head("tables", words, 0)
    if len(text) > _LONGEST_HEADING or _INNER.search(bare) or _FIGURE.search(bare) or _DUTY_VERBS.match(bare):
        return None
    topic = next((name for name, pattern in _TOPICS if pattern.search(key(bare))), None)
    if (
        topic is None
        and part is None
        and (number is None or words.endswith(("：", ":")) or len(bare) > _LONGEST_HEADING // 2)
    ):
        return None
    return _Head(topic, words, 0 if part else _LEVELS[number.style] if number else None)


def _without_contents(found: list[Line]) -> list[Line]:
    """The lines without the contents page: from 目录 to where its first entry is printed again."""
    start = next((i for i, line in enumerate(found[:60]) if _CONTENTS.fullmatch(key(line.text))), None)
    if start is None or start + 1 >= len(found):
        return found
    first = _entry(found[start + 1].text)
    for index in range(start + 2, len(found)):
        if _same(first, _entry(found[index].text)):
            return found[:start] + found[index:]
    return found[:start] + found[_first_heading_of_body(found, start + 1) :]


def _entry(text: str) -> str:
    part = _PART.match(text)
    return key(part.group()) if part else key(_LEADER.sub("", text))


def _same(entry: str, text: str) -> bool:
    """Whether a line is the heading that an entry lists: the body may name the department where the list says 部门."""
    words = re.sub(r"^(?:部门|单位)", "", without_ordinal(entry))
    return entry == text or (len(words) >= 4 and len(text) <= _LONGEST_HEADING and text.endswith(words))


def _first_heading_of_body(found: list[Line], start: int) -> int:
    """Where no entry comes again: the headings right above the first line that reads as a sentence."""
    texts = [line.text for line in found]
    index = next(
        (i for i in range(start, len(found)) if texts[i].endswith("。") or len(texts[i]) > _LONGEST_HEADING), start
    )
    while index > start and _head(texts[index - 1]) and not _LEADER.search(texts[index - 1]):
        index -= 1
    return index
