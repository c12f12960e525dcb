"""The figures of a sentence: number, unit, and whether each is an amount, a change, a share or a threshold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

Role = Literal["amount", "previous", "both_years", "change", "change_percent", "share_percent", "threshold", "unclear"]
_QUANTITY = re.compile(
    r"(?<![\d.])(?P<number>[-−]?\d[\d,]*(?:\.\d+)?)(?P<unit>万元|亿元|千元|元|个百分点|%|％|台(?:[（(][套件、/]+[）)])?|套|车?辆|件"
    r"|项(?!目)|个(?!月)|人(?![员民次均才大])|名)"
)
_ASCII = str.maketrans("０１２３４５６７８９．", "0123456789.")
_FULL_WIDTH_COMMA = re.compile(r"(?<=\d)，(?=\d{3}(?:，\d{3})*(?:\.\d+)?[万亿千]?元)")
_IN_10K = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": Decimal(10000)}
_KINDS = {
    "%": ("percent",),
    "辆": ("vehicles",),
    "台": ("vehicles", "equipment"),
    "套": ("equipment",),
    "件": ("equipment",),
    "项": ("projects",),
    "个": ("projects",),
    "人": ("people",),
    "名": ("people",),
} | dict.fromkeys(_IN_10K, ("money",))
_UP = r"增加|增长|上升|上涨|上浮|上调|提高|升高|调增|增幅|涨幅|新增|净增|增"
_DOWN = r"减少|下降|降低|下浮|下调|压减|缩减|压缩|削减|核减|调减|减幅|降幅|减"
_TAIL = r"(?:了|额度?|数|幅度|幅|比例|比率|率)?(?:为|是|约为|约|近|达到?|：)?(?:人民币)?$"
_CHANGE = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_TAIL}")
_BOTH = re.compile(rf"(?:{_UP})[/／（(、或]*(?:{_DOWN})[）)]?{_TAIL}|增减(?:变化|变动)?{_TAIL}")
_BOTH_YEARS = re.compile(r"(?:持平|相同|一致)[^；;。]*均为?$")
_SHARE = re.compile(r"占|比重|比例为?$")
_THRESHOLD = re.compile(r"[（(]?(?:不?含)?[）)]?(?:及|或)?(?:以上|以下)|起")
# `比上年1.43万元，增加0.68%`: a word is missing before the figure, it may be the change or last year's.
_COMPARED = re.compile(r"(?:比|较|与|同)(?:上一?年度?|去年|(?:19|20)\d\d年度?)(?:相?比|相较)?$")
_MOVES = re.compile(rf"(?:相比)?(?:{_UP}|{_DOWN})")
_CLAUSE = re.compile(r"[，,；;。：:！？!?]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in a text.

    `gap` is where the text since the figure before begins. `value` is signed; money is in 万元. `kinds` is what it may
    count (money, percent, vehicles …). `clause` is the text before it back to the last punctuation, without the words
    that tell its role.
    """

    role: Role
    value: Decimal
    unit: str
    kinds: tuple[str, ...]
    gap: int
    start: int
    end: int
    clause: str


def quantities(text: str, year: int) -> Iterator[Quantity]:
    """All figures of a text in order; years, list numbers and dates are none."""
    plain = _FULL_WIDTH_COMMA.sub(",", text.translate(_ASCII))
    gap = 0
    for match in _QUANTITY.finditer(plain):
        value, unit = _value(match["number"], match["unit"])
        bare = re.split(r"[（(]", unit)[0]
        kinds = _KINDS.get(bare, ())
        role, down, clause = _role(plain, gap, match, value, kinds, year)
        yield Quantity(
            role, -abs(value) if down and value else value, unit, kinds, gap, match.start(), match.end(), clause
        )
        gap = match.end()


def _value(number: str, unit: str) -> tuple[Decimal, str]:
    """The number and its unit as published: money in 万元."""
    value = Decimal(number.replace(",", "").replace("−", "-"))
    if unit in _IN_10K and unit != "万元":
        return Decimal(format((value * _IN_10K[unit]).normalize(), "f")), "万元"
    return value, {"％": "%", "车辆": "辆"}.get(unit, unit)


def _role(
    text: str, gap: int, match: re.Match[str], value: Decimal, kinds: tuple[str, ...], year: int
) -> tuple[Role, bool, str]:
    """(role, whether it is a decrease, the clause before the figure without the words that tell the role)."""
    clause = _CLAUSE.split(text[gap : match.start()])[-1]
    percent, money = "percent" in kinds, "money" in kinds
    if money and _THRESHOLD.match(text, match.end()):
        return "threshold", False, clause
    if both := _BOTH.search(clause):
        return ("unclear" if value or percent else "change"), False, clause[: both.start()]
    if percent and (share := _SHARE.search(clause)):
        return "share_percent", False, clause[: share.start()]
    if change := _CHANGE.search(clause):
        return ("change_percent" if percent else "change"), change["down"] is not None, clause[: change.start()]
    if percent or not kinds:
        return "unclear", False, clause
    if money and _BOTH_YEARS.search(text, gap, match.start()):
        return "both_years", False, clause
    if _COMPARED.search(clause) and not _MOVES.match(text, match.end()):
        return "unclear", False, clause
    return ("previous" if money and _last_year(year).search(clause) else "amount"), False, clause


@cache
def _last_year(year: int) -> re.Pattern[str]:
    """Words that date a figure to the year before; 上年结转 is money of this year."""
    return re.compile(rf"(?:上年度?|上一年度?|去年|{year - 1}年度?)(?!.{{0,6}}(?:结转|结余|期?末|底))")
