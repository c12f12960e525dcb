"""Every page of the site, in order. Which generator writes them is not this module's business."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from disclosures.catalogue import Catalogue
from disclosures.pages import source
from disclosures.pages.department import department_page
from disclosures.pages.disclosure import Setting, disclosure_page
from disclosures.pages.english import english_page
from disclosures.pages.glossary import glossary_page
from disclosures.pages.home import division_page, divisions_page, home_page
from disclosures.pages.output import Page
from disclosures.pages.reference import Schemas, data_page, dictionary_page
from disclosures.pages.rules import Rules, rule_pages, rules_page
from disclosures.pages.shelves import shelve
from disclosures.rulebook import rules
from disclosures.schemas import resource_schemas


def pages(catalogue: Catalogue, schemas: Schemas, catalogue_of_rules: Rules, repository: str = "") -> Iterator[Page]:
    """All pages made from data; their bodies are rendered later, one by one."""
    shelves = shelve(catalogue)
    formulas = {str(r.get("id")): str(r.get("formula") or "") for r in catalogue_of_rules}
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
    yield rules_page(catalogue_of_rules, shelves)
    yield from rule_pages(catalogue_of_rules, shelves, schemas)
    yield glossary_page()
    yield english_page(schemas)
    yield data_page(shelves)


def read_schemas() -> Schemas:
    """The schemas of all resources, as the converter publishes them: data shared by both sides."""
    return resource_schemas()


def read_rules() -> Rules:
    """Every rule as its file says it, in order."""
    return [asdict(rule) for rule in rules().values()]


def newest_stamp(catalogue: Catalogue) -> str:
    """The latest `created` of all packages, as ISO text; the site's date, so that two builds are the same bytes."""
    return max((d.created for d in catalogue.disclosures if d.created), default="")
