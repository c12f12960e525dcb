"""The figures of a sentence: number, unit, and whether each is an amount, a change, a share or a threshold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Role = Literal["amount", "previous", "change", "change_percent", "share_percent", "threshold", "unclear"]
_QUANTITY = re.compile(
    r"(?<![\d.])(?P<number>[-−]?\d[\d,]*(?:\.\d+)?)(?P<unit>万元|亿元|千元|元|个百分点|%|％|台(?:[（(]套[）)])?|套|辆|件"
    r"|项(?!目)|个(?!月)|人(?![员民次均才大])|名)"
)
_ASCII = str.maketrans("０１２３４５６７８９．", "0123456789.")
_FULL_WIDTH_COMMA = re.compile(r"(?<=\d)，(?=\d{3}(?:，\d{3})*(?:\.\d+)?[万亿千]?元)")
_IN_10K = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": Decimal(10000)}
_KINDS = {
    "辆": "vehicles",
    "台": "vehicles equipment",
    "套": "equipment",
    "件": "equipment",
    "项": "projects",
    "个": "projects",
    "人": "people",
    "名": "people",
}
_UP = r"增加|增长|上升|上涨|上浮|上调|提高|升高|调增|增幅|涨幅|新增|净增|增"
_DOWN = r"减少|下降|降低|下浮|下调|压减|缩减|压缩|削减|核减|调减|减幅|降幅|减"
_TAIL = r"(?:了|额度?|数|幅度|幅|比例|比率|率)?(?:为|是|约为|约|近|达到?|：)?(?:人民币)?$"
_CHANGE = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_TAIL}")
_BOTH = re.compile(rf"(?:{_UP})[/／（(、或]*(?:{_DOWN})[）)]?{_TAIL}|增减(?:变化|变动)?{_TAIL}")
_SHARE = re.compile(r"占|比重|比例为?$")
_THRESHOLD = re.compile(r"[（(]?(?:不?含)?[）)]?(?:及|或)?(?:以上|以下)|起")
_CLAUSE = re.compile(r"[，,；;。：:！？!?]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in a text.

    `gap` is where the text since the figure before begins. `value` is signed; money is in 万元. `kind` is what it
    counts (money, percent, vehicles …). `clause` is the text before it back to the last punctuation, without the words
    of change or share.
    """

    role: Role
    value: Decimal
    unit: str
    kind: str
    gap: int
    start: int
    end: int
    clause: str


def quantities(text: str, year: int) -> Iterator[Quantity]:
    """All figures of a text in order; years, list numbers and dates are none."""
    plain = _FULL_WIDTH_COMMA.sub(",", text.translate(_ASCII))
    before = _before(year)
    gap = 0
    for match in _QUANTITY.finditer(plain):
        clause = _CLAUSE.split(plain[gap : match.start()])[-1]
        number = Decimal(match["number"].replace(",", "").replace("−", "-"))
        unit = {"％": "%"}.get(match["unit"], match["unit"].partition("（")[0].partition("(")[0])
        kind = "money" if unit in _IN_10K else "percent" if unit == "%" else _KINDS.get(unit, "")
        if unit in _IN_10K:
            number, unit = _scaled(number, unit), "万元"
        role, sign, words = _role(clause, kind, number, plain[match.end() :], before)
        value = -abs(number) if sign < 0 and number else number
        yield Quantity(role, value, unit, kind, gap, match.start(), match.end(), words)
        gap = match.end()


def _scaled(number: Decimal, unit: str) -> Decimal:
    return number if unit == "万元" else Decimal(format((number * _IN_10K[unit]).normalize(), "f"))


def _before(year: int) -> re.Pattern[str]:
    """Words that date a figure to the year before; 上年结转 is money of this year."""
    return re.compile(rf"(?:上年度?|上一年度?|去年|{year - 1}年度?)(?!.{{0,6}}(?:结转|结余|期?末|底))")


def _role(clause: str, kind: str, number: Decimal, rest: str, before: re.Pattern[str]) -> tuple[Role, int, str]:
    """(role, sign, the clause without the words that tell the role)."""
    if kind == "money" and _THRESHOLD.match(rest):
        return "threshold", 1, clause
    if both := _BOTH.search(clause):
        return ("change" if not number and kind != "percent" else "unclear"), 1, clause[: both.start()]
    if kind == "percent" and (share := _SHARE.search(clause)):
        return "share_percent", 1, clause[: share.start()]
    if change := _CHANGE.search(clause):
        role: Role = "change_percent" if kind == "percent" else "change"
        return role, -1 if change["down"] else 1, clause[: change.start()]
    if kind == "percent" or not kind:
        return "unclear", 1, clause
    return ("previous" if kind == "money" and before.search(clause) else "amount"), 1, clause
