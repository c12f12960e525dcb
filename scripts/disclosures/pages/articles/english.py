"""One page in English: what this is, what the tables and words are called, how to use the data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.definitions import read_yaml
from disclosures.pages import glossary, labels, links
from disclosures.pages.output import Heading, Page, Rendered
from disclosures.pages.render import render

_FILE = Path(__file__).parent / "english.yaml"


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """English titles of the tables, row kinds and outcomes, by code."""
    found: Mapping[str, Mapping[str, str]] = read_yaml(_FILE)
    return found


def english_page(schemas: Mapping[str, Mapping[str, Any]]) -> Page:
    """Needs nothing of the packages."""
    tables = [(name, words()["tables"].get(name, ""), _title(name, schema)) for name, schema in schemas.items()]
    headings = (
        ("start", "Where to start"),
        ("use", "How to use the data"),
        ("tables", "Tables"),
        ("words", "Words"),
        ("quality", "What is checked"),
    )

    def body() -> Rendered:
        terms = list(glossary.terms().values())
        return Rendered(render("english.html", links.ENGLISH, tables=tables, words=words(), terms=terms, labels=labels))

    return Page(
        path=links.ENGLISH,
        title="In English",
        description="Departmental budgets of China as checked data: tables, fields and words in English",
        headings=tuple(Heading(*h) for h in headings),
        render=body,
    )


def _title(name: str, schema: Mapping[str, Any]) -> str:
    title = str(schema.get("title") or name)
    return f"{title}：{labels.PARTS[name]}" if name in labels.PARTS else title
