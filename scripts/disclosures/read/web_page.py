"""A web page before its text is read: its encoding, what of it is shown, where its article is, what it links to."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from disclosures.definitions import read_yaml
from disclosures.errors import DocumentError
from disclosures.text import is_amount

_DEFINITION = Path(__file__).parent / "web_page.yaml"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_LOOKED_AT = 8192
_MOST_BAD = 20  # characters that a publishing system cut in half: shown as such, the rest is sound
_GB = {"gb2312", "gbk", "gb_2312-80", "gb18030", "x-gbk", "cp936", "hz-gb-2312"}
_REFUSED = re.compile(r"depth|huge|limit|too long|memory", re.IGNORECASE)
_NOT_SHOWN = frozenset(
    {
        "script", "style", "template", "noscript", "select", "button", "input", "textarea", "iframe", "object",
        "svg", "canvas", "audio", "video", "map", "datalist",
    }
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_TAGS = 2_000_000  # a tree of as many elements takes half a gigabyte
SUBJECT = "预算"
_SITE = re.compile(r"\s*[-_|—–]+\s*")
_MOST_CANDIDATES = 200
_MOST_OF_IT, _HALF = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class _Names:
    """`web_page.yaml`, lower case."""

    content: frozenset[str]
    elements: frozenset[str]
    titles: frozenset[str]
    attachments: tuple[str, ...]


@cache
def _names() -> _Names:
    raw = read_yaml(_DEFINITION)
    content, elements, titles = (
        frozenset(str(v).lower() for v in raw[k]) for k in ("content", "elements", "titles")
    )  # fmt: skip
    return _Names(content, elements, titles, tuple(str(v).lower() for v in raw["attachments"]))


def decoded(data: bytes, shown: str) -> str:
    """The text of a page: by its mark, its declared encoding, UTF-8 or GB18030. Raises DocumentError otherwise."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16", "replace")
    declared = _CHARSET.search(data[:_LOOKED_AT])
    name = declared[1].decode("ascii").lower() if declared else ""
    first = ["gb18030"] if name in _GB else ["big5hkscs"] if name.startswith("big5") else []
    tried = list(dict.fromkeys([*first, "utf-8-sig", "gb18030"]))
    for encoding in tried:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    texts = [data.decode(encoding, "replace") for encoding in tried]
    best = min(texts, key=lambda text: text.count("\ufffd"))
    if best.count("\ufffd") > _MOST_BAD:
        raise DocumentError(
            shown, "文字编码无法识别（既不是 UTF-8，也不是 GB18030）", remedy="请用浏览器重新保存网页后提交"
        )
    return best


def parsed(text: str, shown: str) -> etree._Element:
    """The tree of a page, mended as browsers mend it; nothing is loaded. Raises DocumentError where it has no bounds."""
    if text.count("<") > _MOST_TAGS:
        raise DocumentError(shown, f"网页过大（超过 {_MOST_TAGS} 个标记）", remedy="请确认是否为部门预算公开文件")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(shown, "网页是空的或已损坏", remedy="请用浏览器重新保存网页后提交") from error
    if root is None:
        raise DocumentError(shown, "网页是空的", remedy="请用浏览器重新保存网页后提交")
    # The parser stops at its limits and gives what it has: half a page must not pass for a whole one.
    stopped = next((e for e in parser.error_log if e.level_name == "FATAL" and _REFUSED.search(e.message)), None)
    if stopped is not None:
        raise DocumentError(
            shown,
            "网页结构过大或嵌套过深，读不完整",
            place=f"第 {stopped.line} 行",
            remedy="请另存为 PDF 或 .docx 后提交",
        )
    return root


def name_of(element: etree._Element) -> str:
    """The tag, `""` for what is no element."""
    return element.tag if isinstance(element.tag, str) else ""


def line_of(element: etree._Element) -> int | None:
    """The line of the source that an element begins in."""
    line: Any = element.sourceline
    return line if isinstance(line, int) else None


def words(element: etree._Element) -> str:
    """All text of an element on one line, shown or not."""
    return " ".join("".join(str(text) for text in element.itertext()).split())


def drop_hidden(root: etree._Element) -> None:
    """Take out of the tree what a browser does not print.

    A hidden element with figures in a table stays: it is one leaf of a page with tabs.
    """
    with_figures: set[etree._Element] = set()
    for table in _tables_with_amounts(root):
        one: etree._Element | None = table
        while one is not None and one not in with_figures:
            with_figures.add(one)
            one = one.getparent()
    dropped = [
        one for one in root.iter() if name_of(one) in _NOT_SHOWN or (_is_hidden(one) and one not in with_figures)
    ]
    for one in dropped:
        _drop(one)


def _is_hidden(element: etree._Element) -> bool:
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")) is not None


def _drop(element: etree._Element) -> None:
    """Remove an element, but not the text after it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def article(page: etree._Element) -> etree._Element:
    """The element of a page's body that holds the article, or `page` where it cannot be told; all tables are inside."""
    candidates = [one for one in page.iter() if _may_hold_article(one)]
    if not 0 < len(candidates) <= _MOST_CANDIDATES:
        return page
    weights = [(_weight(one), one) for one in candidates]
    heaviest = max(weight for weight, _ in weights)
    if heaviest <= 0 or heaviest < _HALF * _weight(page):
        return page
    # The innermost of those that hold nearly all of it: what is around it is the site's.
    found = [one for weight, one in weights if weight >= _MOST_OF_IT * heaviest][-1]
    while found is not page and not _holds_all_tables(found, page):
        parent = found.getparent()
        found = page if parent is None else parent
    return found


def _may_hold_article(element: etree._Element) -> bool:
    given = {element.get("id", "").lower(), *element.get("class", "").lower().split()}
    return name_of(element) in _names().elements or bool(given & _names().content)


def _weight(element: etree._Element) -> int:
    """How much an element says outside of links."""
    whole = sum(len(text.strip()) for text in element.itertext())
    return whole - sum(len(text.strip()) for link in element.iter("a") for text in link.itertext())


def _holds_all_tables(element: etree._Element, page: etree._Element) -> bool:
    inside = set(element.iter("table"))
    return all(table in inside for table in _tables_with_amounts(page))


def _tables_with_amounts(element: etree._Element) -> Iterator[etree._Element]:
    for table in element.iter("table"):
        cells = (words(cell) for cell in table.iter("td", "th"))
        if table.find(".//table") is None and any(map(is_amount, cells)):
            yield table


def headline(root: etree._Element, inside: etree._Element) -> tuple[str, int | None] | None:
    """The page's title that names a budget, with its line, where it stands outside the article; None without one."""
    return next(((text, line) for text, line in _headlines(root, inside) if SUBJECT in text), None)


def _headlines(root: etree._Element, inside: etree._Element) -> Iterator[tuple[str, int | None]]:
    within = set(inside.iter("h1"))
    for one in root.iter("h1"):
        if one not in within:
            yield words(one), line_of(one)
    for one in root.iter("meta"):
        if one.get("name", "").lower() in _names().titles:
            yield " ".join(one.get("content", "").split()), line_of(one)
    for one in root.iter("title"):  # the site's own name follows it
        yield _SITE.split(words(one))[0], line_of(one)


def attachments(root: etree._Element) -> tuple[str, ...]:
    """The names of the linked files that may hold the budget, as the page prints them."""
    found: dict[str, str] = {}
    for link in root.iter("a"):
        href = link.get("href", "").strip()
        path = _path(href)
        if path.lower().endswith(_names().attachments):
            file = path.rsplit("/", 1)[-1]
            text = words(link)
            named = text if text.lower().endswith(_names().attachments) else f"{text}（{file}）" if text else file
            found.setdefault(href, named)
    return tuple(found.values())


def _path(address: str) -> str:
    """What an address says before `?` and `#`, with its percent codes read as UTF-8."""
    bare = re.split(r"[?#]", address, maxsplit=1)[0].encode()
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), bare).decode("utf-8", "replace")
