"""The numbers that Word prints before paragraphs and keeps nowhere in the text: 一、 （二） 3．"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from disclosures.read.archive import attribute, is_on, value_of

_LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "japaneseDigitalTenThousand", "koreanDigital2",
}  # fmt: skip
_CYCLES = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
}
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: where it starts, in which figures, the text with `%1` … for the levels' numbers."""

    start: int = 1
    figures: str = "decimal"
    text: str = ""
    restarts_after: int | None = None  # the level (from 1) that restarts it; None: any above, 0: none
    plain: bool = False  # all its numbers in Arabic figures
    style: str | None = None


Levels = tuple[_Level, ...]


class Numbering:
    """The running numbers of one document. `root` is `word/numbering.xml`, `styles` `word/styles.xml`, if it has them."""

    def __init__(self, root: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists: dict[str, tuple[str, Levels, Mapping[int, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._styles = _styles(styles) if styles is not None else {}
        if root is None:
            return
        abstract = {attribute(one, "abstractNumId", ""): _levels(one) for one in root.iterfind("{*}abstractNum")}
        for one in root.iterfind("{*}num"):
            base = value_of(one.find("{*}abstractNumId"), "")
            levels, starts = _overridden(one, abstract.get(base, ()))
            self._lists[attribute(one, "numId", "")] = (base, levels, starts)

    def printed(self, properties: etree._Element | None) -> str:
        """The number before the next paragraph, from its `w:pPr` (`一、`, `""` for none); counts on."""
        given, level = self._list_of(properties)
        if given not in self._lists:
            return ""
        base, levels, starts = self._lists[given]
        if level >= len(levels):
            return ""
        counts = self._counts.setdefault(base, [None] * _LEVELS)
        if level in starts and (given, level) not in self._begun:
            counts[level] = None
        self._begun.add((given, level))
        before = counts[level]
        counts[level] = starts.get(level, levels[level].start) if before is None else before + 1
        for below in range(level + 1, len(levels)):
            after = levels[below].restarts_after
            if after is None or level < after:
                counts[below] = None
        return _text(levels, level, [c if c is not None else one.start for c, one in zip(counts, levels, strict=False)])

    def _list_of(self, properties: etree._Element | None) -> tuple[str, int]:
        """The list and level of a paragraph, its own or its style's."""
        style = value_of(properties.find("{*}pStyle"), "") if properties is not None else ""
        from_style = self._of_style(style)
        own = properties.find("{*}numPr") if properties is not None else None
        given = value_of(own.find("{*}numId"), None) if own is not None else None
        level = value_of(own.find("{*}ilvl"), None) if own is not None else None
        if given is None:
            given, at = from_style
        else:
            at = from_style[1] if given == from_style[0] else 0
        return given or "", int(level) if level and level.isdecimal() and int(level) < _LEVELS else at

    def _of_style(self, style: str) -> tuple[str | None, int]:
        """What a style or those that it is based on say; a level linked with the style goes before a stated one."""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            given, level, base = self._styles[style]
            if given is not None:
                levels = self._lists.get(given, ("", (), {}))[1]
                return given, next((i for i, one in enumerate(levels) if one.style == style), level)
            style = base
        return None, 0


def _styles(root: etree._Element) -> dict[str, tuple[str | None, int, str]]:
    """Style → its list, its level in it, and the style that it is based on."""
    found = {}
    for one in root.iterfind("{*}style"):
        given = value_of(one.find("{*}pPr/{*}numPr/{*}numId"), None)
        level = value_of(one.find("{*}pPr/{*}numPr/{*}ilvl"), "0")
        based = value_of(one.find("{*}basedOn"), "")
        found[attribute(one, "styleId", "")] = (given, min(int(level), 8) if level.isdecimal() else 0, based)
    return found


def _levels(abstract: etree._Element) -> Levels:
    found = {}
    for one in abstract.iterfind("{*}lvl"):
        found[_number(attribute(one, "ilvl", "0"))] = _level(one)
    return tuple(found.get(i, _Level()) for i in range(max(found, default=-1) + 1))[:_LEVELS]


def _level(element: etree._Element) -> _Level:
    restart = element.find("{*}lvlRestart")
    return _Level(
        _number(value_of(element.find("{*}start"), "1")),
        value_of(element.find("{*}numFmt"), "decimal"),
        value_of(element.find("{*}lvlText"), ""),
        None if restart is None else _number(value_of(restart, "0")),
        is_on(element.find("{*}isLgl")),
        value_of(element.find("{*}pStyle"), None),
    )


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else 0


def _overridden(num: etree._Element, levels: Levels) -> tuple[Levels, dict[int, int]]:
    """The levels of a list with those that it redefines, and where it starts anew."""
    changed = list(levels)
    starts = {}
    for one in num.iterfind("{*}lvlOverride"):
        at = _number(attribute(one, "ilvl", "0"))
        own, start = one.find("{*}lvl"), one.find("{*}startOverride")
        if own is not None and at < len(changed):
            changed[at] = _level(own)
        if start is not None:
            starts[at] = _number(value_of(start, "1"))
    return tuple(changed), starts


def _text(levels: Levels, level: int, counts: list[int]) -> str:
    """`第%1条` → `第三条`; a bullet is a mark and no number."""
    own = levels[level]
    if own.figures in ("bullet", "none"):
        return ""

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        return figure(counts[at], "decimal" if own.plain else levels[at].figures) if at < len(counts) else ""

    return re.sub(r"%([1-9])", number, own.text)


def figure(number: int, figures: str) -> str:
    """A number in the figures that Word calls `figures`; Arabic ones where they are unknown."""
    if figures in _CHINESE:
        return chinese(number)
    if figures == "chineseLegalSimplified":
        return chinese(number).translate(_LEGAL)
    if figures in _CYCLES and 0 < number <= len(_CYCLES[figures]):
        return _CYCLES[figures][number - 1]
    if figures in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 10 + 1)
        return letter.upper() if figures == "upperLetter" else letter
    if figures in ("lowerRoman", "upperRoman"):
        return _roman(number).upper() if figures == "upperRoman" else _roman(number)
    if figures == "decimalZero":
        return f"{number:02}"
    return str(number).translate(_FULL_WIDTH) if figures == "decimalFullWidth" else str(number)


def chinese(number: int) -> str:
    """A number below 10,000 in Chinese figures (12 → 十二, 105 → 一百零五), larger ones in Arabic."""
    if not 0 < number < 10_000:
        return "零" if number == 0 else str(number)
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return out.removeprefix("一") if 10 <= number < 20 else out


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value % 1000)
        number %= value
    return out
