"""Which administrative division a department belongs to: from names, project codes, and what the document names most."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from disclosures.codes import REFERENCE, divisions, full_name
from disclosures.errors import DocumentError
from disclosures.model import Match, Paragraph, Table
from disclosures.text import key, squeeze

_OFTEN = 3
# Peoples in the names of autonomous divisions, which are left out in daily use: 恩施土家族苗族自治州 is 恩施州.
_PEOPLES = re.compile(
    r"(?:[藏羌彝回苗侗壮傣白满]|土家|布依|哈尼|景颇|傈僳|朝鲜|蒙古|哈萨克|柯尔克孜|仡佬|黎|畲|瑶|仫佬|毛南|纳西|独龙|怒|普米|拉祜|佤|布朗|各|土|撒拉|东乡|保安|裕固|鄂温克|鄂伦春|达斡尔|锡伯|塔吉克|水)族"
)
# What a city sets up beside its districts and counties; it lies in the city's division.
_ZONE = re.compile(
    r"[^省市县旗]{0,14}?(?:开发区|新区|园区|实验区|试验区|示范区|度假区|保税区|风景区|高新区|经开区|管理区|港区)"
)


@cache
def _places() -> tuple[tuple[str, str, str], ...]:
    """(name, code, name of the division above) of every real division, longest names first."""
    known = divisions()
    rows = []
    for one in known.values():
        above = full_name(one.parent) if one.parent else ""
        if one.name not in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"):
            rows.append((one.name, one.code, above or ""))
    return tuple(sorted(rows, key=lambda r: -len(r[0])))


def division_of(
    shown: str, department: str, matches: Sequence[Match], tables: Mapping[str, Table], paragraphs: Sequence[Paragraph]
) -> str | None:
    """From names (a county under its city), settled by the project codes' first six digits where names are not enough.

    None for a central body.
    """
    codes = _project_divisions(tables)
    names = [department, *(m.stated_name for m in matches if m.stated_name)]
    for name in names:
        found = _named_divisions(name)
        if len(found) == 1:
            return found[0]
        if len(found) > 1 and codes and codes[0] in found:
            return codes[0]
    if codes:
        return codes[0]
    if is_central(department):
        return None
    if (zone := _by_short_name(department)) is not None:
        return zone
    text = "".join(squeeze(p.text) for p in paragraphs[:40])
    found = _named_divisions(text)
    if len(found) == 1:
        return found[0]
    folder = shown.split("/")[-2] if "/" in shown else ""
    if folder in divisions():
        return folder
    if often := _most_named(paragraphs, matches):
        return often
    raise DocumentError(
        shown, "认不出属于哪个行政区划", place="封面、项目编码", remedy="请在描述文件中写 division_code: 六位区划代码"
    )


@cache
def _central() -> re.Pattern[str]:
    with (REFERENCE / "central_bodies.csv").open(encoding="utf-8", newline="") as file:
        return re.compile("|".join(f"(?:{row['name']})" for row in csv.DictReader(file)))


def is_central(department: str) -> bool:
    """Whether a name is that of a central body, which belongs to no division."""
    return _central().match(key(department)) is not None


def _most_named(paragraphs: Sequence[Paragraph], matches: Sequence[Match]) -> str | None:
    """The division that a document names most, where one stands out."""
    text = key("".join([*(p.text for p in paragraphs), *(c for m in matches for r in m.rows for c in r.cells)]))
    counts = Counter({place: text.count(place) for place in {name for name, _, _ in _places()} if len(place) > 2})
    best = counts.most_common(2)
    if not best or best[0][1] < _OFTEN or best[0][1] == best[1][1]:
        return None
    found = _named_divisions(best[0][0])
    return found[0] if len(found) == 1 else None


def _project_divisions(tables: Mapping[str, Table]) -> list[str]:
    starts: Counter[str] = Counter()
    for resource in ("performance_projects", "projects"):
        for record in tables[resource].records if resource in tables else ():
            code = str(record.get("project_code") or "")
            if len(code) >= 15 and code[:6] in divisions():
                starts[code[:6]] += 1
    return [code for code, _ in starts.most_common()]


def _named_divisions(name: str) -> list[str]:
    """The lowest divisions that a name mentions; where names repeat over the country, those whose parent it mentions too."""
    text = key(name)
    hits = [(place, code, above) for place, code, above in _places() if place in text]
    if not hits:
        return []
    under = [h for h in hits if any(other[0] != h[0] and h[2].endswith(other[0]) for other in hits)]
    best = under or hits
    deepest = max(_depth(code) for _, code, _ in best)
    return [code for _, code, _ in best if _depth(code) == deepest]


def _depth(code: str) -> int:
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def _by_short_name(name: str) -> str | None:
    """The division whose name in daily use a department's name begins with, where it is the only one.

    恩施州林业局 (恩施土家族苗族自治州), and a city's own zones: 苏州工业园区教育局 lies in 苏州市.
    """
    text = re.sub(r"^(?:中国共产党|中共)", "", key(name))
    found = {code for short, code in _short_names() if text.startswith(short)}
    if not found:
        found = {code for city, code in _cities() if text.startswith(city) and _ZONE.match(text[len(city) :])}
    return found.pop() if len(found) == 1 else None


@cache
def _short_names() -> tuple[tuple[str, str], ...]:
    """(name in daily use, code) of the autonomous divisions."""
    kinds = (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("自治区", ""))
    found = []
    for place, code, _ in _places():
        for ending, short in kinds:
            bare = _PEOPLES.sub("", place.removesuffix(ending)) if place.endswith(ending) else ""
            if len(bare) > 1:
                found.append((bare + short, code))
    return tuple(found)


@cache
def _cities() -> tuple[tuple[str, str], ...]:
    """(name without 市, code) of the cities that have districts."""
    return tuple((p.removesuffix("市"), code) for p, code, _ in _places() if p.endswith("市") and _depth(code) < 3)
