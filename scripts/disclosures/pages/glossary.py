"""Words of the budget in plain Chinese, where they stand: ours from `glossary.yaml`, the document's own beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from disclosures.catalogue import Disclosure
from disclosures.definitions import read_yaml
from disclosures.pages import links
from disclosures.pages.output import Heading, Page, Rendered
from disclosures.pages.render import render

_FILE = Path(__file__).parent / "glossary.yaml"
_IGNORED = re.compile(r"[\s“”\"'‘’「」]|^[（(]?[一二三四五六七八九十\d]+[）)、.．]")
_LONGEST = 160  # characters of a document's own definition beside a figure; the whole stands in its 名词解释


@dataclass(frozen=True)
class Term:
    """A word: permanent id, how it is written, in English, in plain words, the source of the definition ("" if ours)."""

    id: str
    term: str
    english: str
    words: str
    basis: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """A word where it stands: ours, and what the document itself says ("" where it doesn't), with its row."""

    term: Term
    own: str
    row: str


@cache
def terms() -> Mapping[str, Term]:
    """All words by id, in the order of the file."""
    found = {}
    for raw in read_yaml(_FILE):
        term = Term(**{"basis": "", **raw, "aliases": tuple(raw.get("aliases", ()))})
        found[term.id] = term
    return found


def plain(word: str) -> str:
    """A word as it is compared: without spaces, quotation marks and a list number; brackets full-width."""
    return _IGNORED.sub("", word).replace("(", "（").replace(")", "）")


@cache
def _by_word() -> Mapping[str, str]:
    return {plain(word): term.id for term in terms().values() for word in (term.term, *term.aliases)}


class Explained:
    """The words as one document explains them."""

    def __init__(self, item: Disclosure) -> None:
        self._own: dict[str, tuple[str, str]] = {}
        for row in item.rows("glossary"):
            known = _by_word().get(plain(row.text("term")))
            if known and row.text("definition"):
                self._own.setdefault(known, (row.text("definition"), row.text("row")))

    def of(self, term_id: str) -> Explanation | None:
        """What a word means; None for a word that the glossary hasn't got."""
        term = terms().get(term_id)
        if term is None:
            return None
        own, row = self._own.get(term_id, ("", ""))
        return Explanation(term, own if len(own) <= _LONGEST else f"{own[: _LONGEST - 1]}…", links.anchor(row))


def glossary_page() -> Page:
    """All words on one page; needs nothing of the packages."""
    return Page(
        path=links.GLOSSARY,
        title="名词解释",
        description="部门预算里的名词，用大白话说",
        headings=(Heading("terms", "全部名词"),),
        render=lambda: Rendered(render("glossary.html", links.GLOSSARY, terms=list(terms().values()))),
    )
