"""Numbers and dates of a workbook as it shows them: what is printed is what is published.

A workbook stores binary floats and says beside each how to print it (`#,##0.00`, `000`, `yyyy"年"m"月"`). Conditions,
fractions and powers in formats are rare in budgets: there the stored number is shown, with all its digits. Chinese
numerals that a format asks for are given as digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# Numbers of formats that a workbook need not spell out (ECMA-376 18.8.30, with the forms of a Chinese Excel).
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|_.|\*.|(?P<general>General)'
    r"|(?P<half>AM/PM|上午/下午)|(?P<date>[yYmMdDhHsSeEaAgG]+(?![+\-]))|(?P<power>[Ee][+\-])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_DIGITS = 15
_WIDEST = 10**_DIGITS  # from here on a float no longer holds every digit: a code kept as a number lost its end
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
Token = tuple[str, str]  # kind, text


def exact(value: float) -> Decimal:
    """A float as the workbook means it: the 15 significant digits that it keeps, without binary noise."""
    return Decimal(f"{value:.{_DIGITS}g}")


def general(value: float) -> str:
    """A number without a format of its own: `0.1 + 0.2` → `0.3`, `2013101.0` → `2013101`.

    A number with more digits than are stored is shown as the workbook shows it (`4.10702E+20`): zeros in place of the
    lost digits would be invented.
    """
    if abs(value) >= _WIDEST:
        mantissa, _, power = f"{value:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{power}"
    text = format(exact(value), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def shown_number(value: float, code: str, since_1904: bool = False) -> str:
    """A stored number as the format `code` prints it; `since_1904`: how the workbook counts its days."""
    sections = _sections(code)
    if any(re.match(r"[<>=]", text) for section in sections for kind, text in section if kind == "bracket"):
        return general(value)
    section, signed = _section(sections, value)
    kinds = {kind for kind, _ in section}
    if kinds & {"date", "half"}:
        return _date(section, value, since_1904)
    placeholders = {text for kind, text in section if kind == "plain"} & set("0#?")
    if "power" in kinds or (placeholders and "/" in {text for kind, text in section if kind == "plain"}):
        return general(value)
    if kinds & {"general"} or ("plain", "@") in section:
        number = general(value if signed else abs(value))
        return "".join(
            number if kind == "general" or (kind, text) == ("plain", "@") else _literal(kind, text)
            for kind, text in section
        )
    if not placeholders:  # words only (`"-"`), or nothing: a format that hides the number
        return "".join(_literal(kind, text) for kind, text in section).strip()
    return _number(section, exact(value) if signed else abs(exact(value)))


def shown_text(value: str, code: str) -> str:
    """A text as the format prints it: `"部门："@` puts words round it."""
    section = _sections(code)[-1]
    if ("plain", "@") not in section or len(section) == 1:
        return value
    return "".join(value if token == ("plain", "@") else _literal(*token) for token in section)


@lru_cache(1024)
def _sections(code: str) -> tuple[tuple[Token, ...], ...]:
    """The parts between the semicolons, each as tokens; fills and paddings are left out."""
    sections: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code or "General"):
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        if (kind, text) == ("plain", ";"):
            sections.append([])
        elif kind == "bracket" and text.lower() in ("h", "hh", "m", "mm", "s", "ss"):
            sections[-1].append(("date", f"[{text.lower()[0]}]"))
        elif kind:
            sections[-1].append((kind, text))
    return tuple(tuple(s) for s in sections)


def _section(sections: Sequence[tuple[Token, ...]], value: float) -> tuple[tuple[Token, ...], bool]:
    """The section that prints this value, and whether the sign is printed by us and not by the section."""
    numeric = [s for s in sections[:3] if ("plain", "@") not in s or len(sections) == 1]
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    if value == 0 and len(numeric) > 2:  # positive; negative; zero
        return numeric[2], True
    return (numeric[0] if numeric else (("general", "General"),)), True


def _literal(kind: str, text: str) -> str:
    """What a token that is no placeholder prints: a currency sign of a bracket, quoted words, a character."""
    if kind == "bracket":
        return text[1:].partition("-")[0] if text.startswith("$") else ""
    return "" if (kind, text) == ("plain", "?") else text


def _number(section: Sequence[Token], value: Decimal) -> str:
    """Digits put into the placeholders from the right, so that literals between them (`0!.0,`) stand where they do."""
    tokens = list(section)
    places = [i for i, token in enumerate(tokens) if token[0] == "plain" and token[1] in "0#?"]
    point = next((i for i, token in enumerate(tokens) if token == ("plain", ".")), len(tokens))
    whole = [i for i in places if i < point]
    decimals = [i for i in places if i > point]
    last = whole[-1] if whole else point - 1
    scaling = [i for i, t in enumerate(tokens) if t == ("plain", ",") and last < i and (i < point or i > places[-1])]
    grouped = any(t == ("plain", ",") and i < last for i, t in enumerate(tokens))
    percents = sum(t == ("plain", "%") for t in tokens)
    scaled = value * Decimal(100) ** percents / Decimal(1000) ** len(scaling)
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    digits, _, fraction = format(abs(rounded), "f").partition(".")
    out: dict[int, str] = _filled(tokens, whole, digits.lstrip("0"), grouped)
    kept = len(fraction)
    while kept and tokens[decimals[kept - 1]][1] == "#" and fraction[kept - 1] == "0":
        kept -= 1
    out |= {index: fraction[n] if n < kept else "" for n, index in enumerate(decimals)}
    # Excel prints the point of `0.##` even before nothing; it is no digit, and is left out.
    out[point] = "." if kept else ""
    if not whole and digits.strip("0"):
        out[point] = digits + out[point]
    commas = {i for i, t in enumerate(tokens) if t == ("plain", ",")}
    text = "".join("" if i in commas else out.get(i, _literal(*t)) for i, t in enumerate(tokens)).strip()
    return f"-{text}" if rounded < 0 else text


def _filled(tokens: Sequence[Token], whole: Sequence[int], digits: str, grouped: bool) -> dict[int, str]:
    """The integer digits by placeholder; the first takes what is left over, `0` pads, `#` and `?` print nothing."""
    out: dict[int, str] = {}
    at = len(digits)
    printed = 0
    for index in reversed(whole):
        take = digits[:at] if index == whole[0] else digits[max(at - 1, 0) : at]
        at = max(at - 1, 0)
        text = ""
        for digit in reversed(take or ("0" if tokens[index][1] == "0" else "")):
            text = digit + ("," if grouped and printed and printed % 3 == 0 else "") + text
            printed += 1
        out[index] = text
    return out


def _date(section: Sequence[Token], value: float, since_1904: bool) -> str:
    moment = _moment(value, since_1904)
    if moment is None:
        return general(value)
    out = []
    half = any(kind == "half" for kind, _ in section)
    dates = [text.lower() for kind, text in section if kind == "date"]
    seen = 0
    for kind, text in section:
        if kind == "half":
            first, _, second = text.partition("/")
            out.append(first if moment.hour < 12 else second)  # noon
        elif kind == "date":
            before, after = dates[seen - 1 : seen] or [""], dates[seen + 1 : seen + 2] or [""]
            minutes = before[0].strip("[")[:1] == "h" or after[0][:1] == "s"
            out.append(_part(text.lower(), moment, minutes, half, value))
            seen += 1
        else:
            out.append(_literal(kind, text))
    return "".join(out).strip()


def _moment(value: float, since_1904: bool) -> datetime | None:
    """The day that a serial number means, None where it means none (Excel's 1900 counts a 29 February that never was)."""
    if not 0 <= value < 2_958_466:  # 9999-12-31
        return None
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    if not since_1904 and value < 60:  # before 1900-02-29
        start += timedelta(days=1)
    return start + timedelta(seconds=round(value * 86400))


def _part(text: str, moment: datetime, minutes: bool, half: bool, value: float) -> str:
    """One run of date letters."""
    hour = (moment.hour % 12 or 12) if half else moment.hour
    first, wide = text[0], len(text) > 1
    if first == "[":
        return str(int(value * {"h": 24, "m": 1440, "s": 86400}[text[1]] + 1e-9))
    if first in "ye":
        return f"{moment.year:04}" if len(text) != 2 else f"{moment.year % 100:02}"  # yy
    if first == "m" and not minutes:
        return _MONTHS[moment.month - 1] if len(text) > 2 else f"{moment.month:02}" if wide else str(moment.month)
    if first in "dag":
        week = "一二三四五六日"[moment.weekday()]
        if first == "a":
            return f"星期{week}" if len(text) > 3 else week  # aaaa
        return f"{moment.day:02}" if wide else str(moment.day)
    number = {"h": hour, "m": moment.minute, "s": moment.second}.get(first)
    return "" if number is None else f"{number:02}" if wide else str(number)
