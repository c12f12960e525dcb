"""Pure functions on text and numbers, as these documents print them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

_REMEMBERED = 1 << 14  # cells repeat: blanks, codes, labels and amounts are looked at by several stages
_CJK = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef“”‘’…—≥≤"
_SPACE_BY_CJK = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
_SPACE_IN_NUMBER = re.compile(r"(?<=[\d.,])\s+(?=[\d.,%])|(?<=[<>=])\s+(?=[\d.])")
_AMOUNT = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?", re.ASCII)
_TAGS = re.compile(r"</?(?:p|br|div|span|b|i|u|strong|em|sup|sub|td|tr|table|tbody|thead|th)\b[^<>]*>", re.IGNORECASE)
_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "O": 0, "两": 2}
_ORDINAL = re.compile(
    r"[（(]\s*(?:(?P<a>[一二三四五六七八九十百]+)|(?P<b>\d{1,3}))\s*[)）][、.．]?\s*"
    r"|(?P<c>[一二三四五六七八九十百]+)\s*[、.．,，]\s*|(?P<d>\d{1,3})\s*[、.．)）](?!\d)\s*"
)
_TARGET = re.compile(r"(≥|≤|>|<|=)?([-−]?\d[\d,]*(?:\.\d+)?)(.*)", re.DOTALL)
_OPERATORS = {
    "≧": "≥", "≦": "≤", ">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "⩾": "≥", "⩽": "≤",
    "大于等于": "≥", "不低于": "≥", "不少于": "≥", "小于等于": "≤", "不超过": "≤", "不高于": "≤", "不多于": "≤",
    "大于": ">", "小于": "<", "等于": "=",
}  # fmt: skip
_UNWRITABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+%?")
_DATE = re.compile(r"年(?!内)|月(?!内).*|日(?!内).+")


@lru_cache(_REMEMBERED)
def squeeze(text: str) -> str:
    """The printed text without what layout put in: tags, line breaks, spaces beside Chinese and inside numbers."""
    text = " ".join(_TAGS.sub(" ", text).replace("\u3000", " ").split())
    return _SPACE_IN_NUMBER.sub("", _SPACE_BY_CJK.sub("", text))


@lru_cache(_REMEMBERED)
def key(text: str) -> str:
    """For comparing words only: no white space, compatibility forms unified, brackets and quotes of one width."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\"'“”‘’*#]+", "", folded).replace("﹒", ".")


@lru_cache(_REMEMBERED)
def parse_amount(text: str) -> Decimal | None:
    """A printed amount as an exact decimal (`1,990.50`, `１２.5`, `-3`), None where the text is no number."""
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").replace("，", ",").replace("−", "-")
    if not _AMOUNT.fullmatch(folded) or re.match(r"-?0\d", folded):  # 028 is a code
        return None
    return Decimal(folded.replace(",", "").rstrip("."))


_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")


def narrow(text: str) -> str:
    """Full-width digits as ASCII; every other character stays."""
    return text.translate(_NARROW)


def is_blank_mark(text: str) -> bool:
    """A stroke that stands for nothing (`-`, `—`, `/`)."""
    return text.strip() in {"-", "–", "—", "--", "——", "/", "－", "−"}


def is_misread_blank_mark(text: str) -> bool:
    """What a recogniser takes a stroke in a column of amounts for: no number, and no word of its own."""
    return text.strip() in {"一", "_", "ー"}


def is_amount(text: str) -> bool:
    """Whether a cell reads as an amount."""
    return parse_amount(text) is not None


@lru_cache(_REMEMBERED)
def code(text: str) -> str:
    """A printed code: full width to ASCII, white space out."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral up to 999 (`二十一` → 21), None where it is none."""
    total, digit = 0, 0
    for character in text:
        if character in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[character]
        elif character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit if text else None


def chinese_digits(text: str) -> str:
    """Digit-by-digit numerals as in a date (`二〇二六` → `2026`); other characters stay."""
    return "".join(str(_CHINESE_DIGITS[c]) if c in _CHINESE_DIGITS else c for c in text)


def without_ordinal(text: str) -> str:
    """A label without its leading number: `（十一）节能环保支出` → `节能环保支出`."""
    stripped = text.strip()
    match = _ORDINAL.match(stripped)
    return stripped[match.end() :] if match else stripped


def ordinal(text: str) -> int | None:
    """The leading number of a label: `（十一）节能环保支出` → 11, `3、其他` → 3, None where there is none."""
    match = _ORDINAL.match(text.strip())
    if match is None:
        return None
    chinese, arabic = match["a"] or match["c"], match["b"] or match["d"]
    return chinese_number(chinese) if chinese else int(arabic)


def parse_target(text: str) -> tuple[str, Decimal, str] | None:
    """An indicator's target as (operator, value, unit), None where it is no number.

    `≥95%` → (≥, 95, %); `100%` → (=, 100, %); `≤20万元` → (≤, 20, 万元); `2023年12月31日前` and `提高` → None.
    """
    folded = unicodedata.normalize("NFKC", squeeze(text)).replace(" ", "")
    for word, sign in _OPERATORS.items():
        if folded.startswith(word):
            folded = sign + folded[len(word) :]
            break
    match = _TARGET.fullmatch(folded)
    if match is None:
        return None
    sign, number, unit = match.groups()
    if re.search(r"\d", unit) or len(unit) > 10 or _is_date(number, unit):
        return None
    return sign or "=", Decimal(number.replace(",", "").replace("−", "-")), unit


def _is_date(number: str, unit: str) -> bool:
    """`2023年`, `12月底前`, `15日之前` are times; `1年`, `5年内`, `30日` are quantities."""
    if not _DATE.match(unit):
        return False
    return not unit.startswith("年") or re.fullmatch(r"(19|20)\d\d", number) is not None


def unwritable(text: str) -> bool:
    """Whether a text holds what nobody types: line ends, controls, halves of characters, marks that turn the direction."""
    return any(unicodedata.category(c) in _UNWRITABLE for c in text)


def plain(value: Decimal) -> str:
    """A decimal as a CSV writes it: no exponent, printed decimals kept."""
    return format(value, "f")


def inert(text: str, *, numbers: bool = False) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula: an apostrophe stands in front of one that it might.

    `numbers`: a text that is only a number (`-3.50`, `+12%`) stays one.
    """
    risky = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if risky and not (numbers and _NUMBER.fullmatch(text)) else text


def decimals(text: str) -> int:
    """How many decimals an amount was printed with."""
    return len(code(text).partition(".")[2])
