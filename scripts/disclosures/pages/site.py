"""Every page of the site, in order. Which generator writes them is not this module's business."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from disclosures.catalogue import Catalogue
from disclosures.pages import evidence, source
from disclosures.pages.compare import compare_page
from disclosures.pages.coverage import coverage_pages
from disclosures.pages.department import department_page
from disclosures.pages.disclosure import Setting, disclosure_page
from disclosures.pages.explorer import explorer_pages
from disclosures.pages.facsimile import facsimile_pages
from disclosures.pages.home import division_page, divisions_page, home_page
from disclosures.pages.output import Page
from disclosures.pages.project import Namesakes, project_pages
from disclosures.pages.project_records import Record, records
from disclosures.pages.reference import Rules, Schemas, data_page, dictionary_page, rules_page
from disclosures.pages.shelves import Shelves, shelve
from disclosures.rulebook import rules
from disclosures.schemas import resource_schemas


def pages(catalogue: Catalogue, schemas: Schemas, catalogue_of_rules: Rules, repository: str = "") -> Iterator[Page]:
    """All pages made from data; their bodies are rendered later, one by one."""
    shelves = shelve(catalogue)
    formulas = {str(r.get("id")): str(r.get("formula") or "") for r in catalogue_of_rules}
    keeper = evidence.Keeper()
    setting = Setting(repository, formulas, frozenset(schemas), keeper)
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
            yield from facsimile_pages(entry.item, keeper)
    yield from _explore(shelves, keeper)
    yield dictionary_page(schemas)
    yield rules_page(catalogue_of_rules, shelves)
    yield data_page(shelves)


def _explore(shelves: Shelves, keeper: evidence.Keeper) -> Iterator[Page]:
    """Projects, each by itself and all of them to search; comparison; what is held."""
    listed = records(shelves)
    by_entry: dict[str, list[Record]] = {}
    for record in listed:
        by_entry.setdefault(record.entry.item.name, []).append(record)
    for department in shelves.departments:
        namesakes = Namesakes()
        for entry in department.entries:
            for record in by_entry.get(entry.item.name, []):
                namesakes.add(record)
        for entry in department.entries:
            mine = by_entry.get(entry.item.name, [])
            yield from project_pages(entry, department, mine, namesakes, keeper)
    yield from explorer_pages(shelves, listed)
    yield compare_page(shelves)
    yield from coverage_pages(shelves)


def read_schemas() -> Schemas:
    """The schemas of all resources, as the converter publishes them: data shared by both sides."""
    return resource_schemas()


def read_rules() -> Rules:
    """Every rule as its file says it, in order."""
    return [asdict(rule) for rule in rules().values()]


def newest_stamp(catalogue: Catalogue) -> str:
    """The latest `created` of all packages, as ISO text; the site's date, so that two builds are the same bytes."""
    return max((d.created for d in catalogue.disclosures if d.created), default="")
