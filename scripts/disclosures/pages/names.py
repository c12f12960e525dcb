"""Short names of departments and places, for lists and charts. The full printed name stays in the heading."""

from __future__ import annotations

import re

_PROVINCE = re.compile(r"^.{2,7}?(?:自治区|特别行政区|省|市)")
_CITY = re.compile(r"^.{2,10}?(?:自治州|地区|市|盟|州)")


def place_parts(division: str) -> list[str]:
    """河南省新乡市红旗区 → [河南省, 新乡市, 红旗区]; what can't be told apart stays together."""
    parts: list[str] = []
    rest = division
    for pattern in (_PROVINCE, _CITY):
        found = pattern.match(rest)
        if found and found.end() <= len(rest):
            parts.append(found.group())
            rest = rest[found.end() :]
    return [*parts, rest] if rest else parts


def short_place(division: str) -> str:
    """The last part of a place name."""
    parts = place_parts(division)
    return parts[-1] if parts else division


def short_department(department: str, division: str) -> str:
    """中国共产党新乡市红旗区委员会办公室 → 红旗区委办公室; a name of another shape is only rid of province and city."""
    name = re.sub(r"^(?:中国共产党|中共)", "", department)
    parts = place_parts(division)
    for part in parts[:-1]:
        name = name.removeprefix(part)
    if name != department and parts:
        name = name.replace(f"{parts[-1]}委员会", f"{parts[-1]}委", 1)
    return name or department
