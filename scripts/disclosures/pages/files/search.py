"""Full text over tables, projects and prose, in pieces that a browser fetches only when somebody searches.

Chinese has no spaces, so the index is one of bigrams: for each pair of neighbouring characters the disclosures that hold
it. A query of n characters needs at most n - 1 small shards; the disclosures that hold all its pairs are then looked
at in their own text, ten at a time and twenty at most before somebody asks for more, which also gives the row and its
surroundings. So what a query loads is bounded, however many disclosures there are. Files are scripts, not JSON, so that
the search also works from a disk.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from disclosures.catalogue import Disclosure, Field, Row
from disclosures.pages import labels, links, numbers, packed, tables
from disclosures.pages.files.structured import deferred
from disclosures.pages.output import Asset, Heading, Page, Rendered
from disclosures.pages.render import render
from disclosures.pages.shelves import Department, Entry, Shelves

PER_SHARD = 6_000  # postings: about 20 KB
BLOCK = 200  # names of disclosures in a file: about 8 KB
_COMMON = 0.5  # a pair that more than half of all hold tells nothing: its list is left out
_MOST = 5_000  # nor one that so many hold: its list would be as long as that of everything else
_LEFT_OUT = {"checks", "repairs"}  # about the conversion; findings are searched
_NOT_WORDS = re.compile(
    r"_code$|^(row_kind|side|classification|rule|severity|origin|resource|field|source_.*|target_(operator|unit))$"
)
_DROPPED = re.compile(r"[\W_]+")
_LONGEST = 400  # characters of a row that are searched and shown


def folded(text: str) -> str:
    """What is compared: compatibility forms unified, lower case, no spaces and punctuation (search.js does the same)."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).lower())


def pairs(text: str) -> set[str]:
    """Neighbouring characters of the folded text."""
    return {a + b for a, b in pairwise(folded(text))}


def head(entry: Entry, department: Department) -> str:
    """What is searched of a disclosure besides its rows; the one unit of a table stands here, not in each of its rows."""
    item = entry.item
    tables_rows = (tables.same_all_through(r.fields, r.rows()) for r in item.resources.values())
    units = sorted({name for found in tables_rows for name in found.values()} - {item.department})
    return " ".join([item.department, department.short, item.division, str(item.year), *units])


def texts(item: Disclosure) -> Iterator[tuple[str, str, str]]:
    """(resource, row, words) of every row that has words of its own; a line that is printed without an amount has none."""
    for resource in item.resources.values():
        if resource.name in _LEFT_OUT:
            continue
        above = ""
        rows = resource.rows()
        same = tables.same_all_through(resource.fields, rows)
        fields = [f for f in resource.fields if f.name not in same]
        for number, row in enumerate(rows[: tables.SHOWN_ROWS], start=1):
            sentence = row.text("sentence")  # stands at each figure that it states: searched once
            said = _words([f for f in fields if f.name != "sentence" or sentence != above], row)
            above = sentence
            if said:
                yield resource.name, row.text("row") or str(number), said


def _words(fields: Sequence[Field], row: Row) -> str:
    if "side" in row.values and not any(row.text(f.name) for f in fields if f.type == "number"):
        return ""
    said = dict.fromkeys(
        labels.value(f.name, row.text(f.name))
        for f in fields
        if f.type == "string" and row.text(f.name) and not _NOT_WORDS.search(f.name)
    )
    return " ".join(said)[:_LONGEST]


def text_file(entry: Entry, department: Department) -> Asset:
    """A disclosure's own text: what it is, then rows by table: number, words, amount."""
    item = entry.item
    titles = tables.display_titles(item)
    found: dict[str, list[list[str]]] = {}
    amounts = {name: {row.text("row"): row for row in item.rows(name)} for name in item.resources}
    for resource, row, words in texts(item):
        amount = _amount(amounts[resource].get(row))
        found.setdefault(resource, []).append([row, words, amount] if amount else [row, words])
    title = f"{department.short} {item.year}"
    content = [title, head(entry, department), [[name, titles[name], rows] for name, rows in found.items()]]
    return Asset(links.search_text(item.name), packed.script(content))


def _amount(row: Row | None) -> str:
    """What a row says in 万元 as a whole, to 0.01, so that a result answers “how much”; "" where it says nothing."""
    value = None if row is None else row.amount("total") if "total" in row.values else row.amount("amount")
    return "" if value is None else numbers.brief(value)


def part(department: Department) -> Asset:
    """For the shards: year, name and the pairs of each disclosure."""
    lines = []
    for entry in department.entries:
        found = pairs(head(entry, department)).union(*(pairs(words) for _, _, words in texts(entry.item)))
        lines.append([entry.item.year, entry.item.name, sorted(found)])
    return Asset("pairs", json.dumps(lines, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def index_files(pieces: Iterable[Path]) -> Iterator[Asset]:
    """The shards and the names of disclosures, latest year first: that is the order in which they are looked at."""
    held: list[tuple[int, str, list[str]]] = []
    for piece in pieces:
        held += [(year, name, found) for year, name, found in json.loads(piece.read_bytes())]
    held.sort(key=lambda one: (-one[0], one[1]))
    postings: dict[str, list[int]] = {}
    for number, (_, _, found) in enumerate(held):
        for pair in found:
            postings.setdefault(pair, []).append(number)
    count = 1
    while count * PER_SHARD < sum(map(len, postings.values())):
        count *= 2
    shards: list[dict[str, list[int] | int]] = [{} for _ in range(count)]
    for pair in sorted(postings):
        holding = postings[pair]
        common = len(held) > 20 and len(holding) > min(len(held) * _COMMON, _MOST)
        shards[shard(pair, count)][pair] = 0 if common else _steps(holding)
    for number, content in enumerate(shards):
        yield Asset(links.search_shard(number), packed.script(content))
    for block, start in enumerate(range(0, len(held), BLOCK)):
        names = [name for _, name, _ in held[start : start + BLOCK]]
        yield Asset(links.search_names(block), packed.script(names))
    yield Asset(links.SEARCH_INDEX, packed.script({"shards": count, "held": len(held), "block": BLOCK}))


def shard(pair: str, count: int) -> int:
    """Which shard holds a pair; by UTF-16 units, because that is what JavaScript sees."""
    found = 0
    octets = pair.encode("utf-16-le", "surrogatepass")
    for index in range(0, len(octets), 2):
        found = (found * 31 + int.from_bytes(octets[index : index + 2], "little")) % 65_536
    return found % count


def _steps(rising: Sequence[int]) -> list[int]:
    """Rising numbers as the steps between them: most are one digit."""
    return [b - a for a, b in pairwise([-1, *rising])]


def search_page(shelves: Shelves) -> Page:
    """The page: one field, departments while typing, rows after a pause. Without JavaScript it leads to the lists."""

    def body() -> Rendered:
        html = render("search.html", links.SEARCH, shelves=shelves)
        return Rendered(html, head=deferred(links.PACKED_SCRIPT) + deferred("assets/search.js"))

    return Page(
        path=links.SEARCH,
        title="搜索",
        description="在全部部门预算的表格、项目、绩效目标和说明文字里搜索",
        headings=(Heading("results", "搜索结果"),),
        render=body,
        hide=("navigation", "toc"),
    )
