"""Names of departments as scripts, for the fields that find one while somebody types; scripts, so that a disk will do.

Few departments stand in one file. Where they are many, a department is kept under each character of its names and each
pair of letters of their pinyin, so that any part of a name finds it; what a query loads is one small file, however
many departments there are. A key that too many departments have tells nothing: it is said to be common, and the query's
next one is taken. extra.js (`obLook`) does the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pypinyin import Style, lazy_pinyin

from disclosures.pages import links
from disclosures.pages.files import search
from disclosures.pages.output import Asset
from disclosures.pages.render import script_json
from disclosures.pages.shelves import Department

FEW = 400  # departments: about 100 KB, 20 KB as they travel


def files(departments: Sequence[Department]) -> Iterator[Asset]:
    """The file that every field loads first, and the shards where not everything is in it."""
    rows = [_row(d) for d in departments]
    if len(rows) <= FEW:
        yield _script(links.NAMES, f"window.obNames={_written({'shards': 0, 'common': [], 'rows': rows})};\n")
        return
    held: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for key in _keys(row):
            held.setdefault(key, []).append(number)
    common = sorted(key for key, numbers in held.items() if len(numbers) > FEW)
    kept = {key: numbers for key, numbers in held.items() if len(numbers) <= FEW}
    count = 1
    while count * FEW < sum(map(len, kept.values())):
        count *= 2
    shards: list[set[int]] = [set() for _ in range(count)]
    for key, numbers in kept.items():
        shards[search.shard(key, count)].update(numbers)
    yield _script(links.NAMES, f"window.obNames={_written({'shards': count, 'common': common, 'rows': []})};\n")
    for number, inside in enumerate(shards):
        text = _written([rows[n] for n in sorted(inside)])
        yield _script(links.names(number), f"(window.obNamesIn=window.obNamesIn||{{}})[{number}]={text};\n")


def initials(name: str) -> str:
    """The first letters of its pinyin: 区委办公室 → qwbgs."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore"))


def _row(department: Department) -> list[Any]:
    """Short name, place, page, other words that find it, (year, package) of each disclosure."""
    others = [initials(department.short), initials(department.name), *department.spellings]
    years = [[e.item.year, e.item.name] for e in department.entries]
    return [department.short, department.division, links.department(department.id), " ".join(others), years]


def _keys(row: Sequence[Any]) -> set[str]:
    short, place, _, others, _ = row
    text = f"{short} {place} {others}".lower()
    letters = "".join(c if "a" <= c <= "z" else " " for c in text)
    found = {a + b for word in letters.split() for a, b in pairwise(word)}
    return found | {c for c in text if not c.isspace() and not "a" <= c <= "z"}


def _written(value: object) -> str:
    return script_json(value, ascii_only=False)


def _script(path: str, text: str) -> Asset:
    return Asset(path, text.encode("utf-8", "replace"))
