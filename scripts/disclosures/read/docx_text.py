"""What a Word paragraph prints: its text with breaks, without deleted and hidden text, fields by their result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lxml import etree

from disclosures.read.archive import attribute, is_on, local

# Deleted or moved away, codes behind fields, properties, and the readings above characters.
_NOT_PRINTED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "sdtPr", "rt", "fldData", "Fallback"}
)
_SIGNS = {"tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_PRIVATE = range(0xE000, 0xF900)  # pictures of symbol fonts, which mean nothing as characters

Piece = tuple[Literal["text"], str] | tuple[Literal["line", "page", "rendered", "box"], etree._Element]


def pieces(element: etree._Element) -> Iterator[Piece]:
    """A paragraph in reading order.

    `text`; `line` and `page`: a break set by hand; `rendered`: where Word last began a new page; `box`: a text box,
    whose paragraphs and tables stand on their own.
    """
    for child in element:
        name = local(child)
        if name == "t":
            yield "text", child.text or ""
        elif name in _SIGNS:
            yield "text", _SIGNS[name]
        elif name in ("br", "cr"):
            yield "page" if attribute(child, "type", "") == "page" else "line", child
        elif name == "lastRenderedPageBreak":
            yield "rendered", child
        elif name == "txbxContent":
            yield "box", child
        elif name == "sym":
            yield "text", _symbol(attribute(child, "char", ""))
        elif name not in _NOT_PRINTED and not (name == "r" and is_on(child.find("{*}rPr/{*}vanish"))):
            yield from pieces(_chosen(child) if name == "AlternateContent" else child)


def _chosen(alternatives: etree._Element) -> etree._Element:
    """One of several forms of the same drawing: the first offered, or what older programs would show."""
    chosen = alternatives.find("{*}Choice")
    fallback = alternatives.find("{*}Fallback")
    return chosen if chosen is not None else fallback if fallback is not None else alternatives


def _symbol(code: str) -> str:
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    return "" if point in _PRIVATE or point > 0x10FFFF else chr(point)
