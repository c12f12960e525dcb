"""Every page of the site, in order. Which generator writes them is not this module's business."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from disclosures.catalogue import Catalogue
from disclosures.pages import source
from disclosures.pages.department import department_page
from disclosures.pages.disclosure import Setting, disclosure_page
from disclosures.pages.home import division_page, divisions_page, home_page
from disclosures.pages.output import Page
from disclosures.pages.reference import Rules, Schemas, data_page, dictionary_page, rules_page
from disclosures.pages.shelves import shelve
from disclosures.schemas import resource_schemas


def pages(catalogue: Catalogue, schemas: Schemas, rules: Rules, repository: str = "") -> Iterator[Page]:
    """All pages made from data; their bodies are rendered later, one by one."""
    shelves = shelve(catalogue)
    formulas = {str(r.get("id")): str(r.get("formula") or "") for r in rules}
    setting = Setting(repository, formulas, frozenset(schemas))
    yield home_page(shelves, sum(e.facts.project_count for e in shelves.entries))
    yield divisions_page(shelves)
    yield from map(division_page, shelves.divisions)
    for department in shelves.departments:
        yield department_page(department)
        for entry in department.entries:
            yield disclosure_page(entry, department, setting)
            for index, original in enumerate(entry.item.sources):
                if source.is_text(original):
                    yield source.source_page(entry.item, index)
    yield dictionary_page(schemas)
    yield rules_page(rules, shelves)
    yield data_page(shelves)


def read_schemas() -> Schemas:
    """The schemas of all resources, as the converter publishes them: data shared by both sides."""
    return resource_schemas()


def read_rules(file: Path) -> Rules:
    """The rules' file: a list of mappings, or a mapping with such a list."""
    raw: Any = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else []
    if isinstance(raw, dict):
        raw = raw.get("rules", [])
    return [r for r in raw if isinstance(r, dict)] if isinstance(raw, list) else []


def newest_stamp(catalogue: Catalogue) -> str:
    """The latest `created` of all packages, as ISO text; the site's date, so that two builds are the same bytes."""
    return max((d.created for d in catalogue.disclosures if d.created), default="")
