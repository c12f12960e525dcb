"""Every page of the site, in order, in the units that are made as a whole. Which generator writes them is not its business.

Shared context, kept small on purpose: the page of a disclosure sees its own package, the department with all its
years, and `Setting`. So a department with its disclosures is one unit, and nothing in it depends on how many others
are held. What needs all packages (home, rules, lists) is few pages, made on every build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import partial

from disclosures.catalogue import Catalogue
from disclosures.pages import evidence, source
from disclosures.pages.compare import compare_page
from disclosures.pages.coverage import coverage_page, coverage_pages
from disclosures.pages.department import department_page
from disclosures.pages.disclosure import Setting, disclosure_page
from disclosures.pages.english import english_page
from disclosures.pages.explorer import explorer_page, project_lists
from disclosures.pages.facsimile import facsimile_pages
from disclosures.pages.glossary import glossary_page
from disclosures.pages.home import division_page, divisions_page, home_page
from disclosures.pages.inputs import combined, package_digest
from disclosures.pages.output import Page, Plan, Unit
from disclosures.pages.project import Namesakes, project_pages
from disclosures.pages.project_records import records
from disclosures.pages.reference import Schemas, data_page, dictionary_page
from disclosures.pages.rules import Rules, rule_pages, rules_page
from disclosures.pages.shelves import Department, Division, Shelves, shelve
from disclosures.rulebook import rules
from disclosures.schemas import resource_schemas


def plan(catalogue: Catalogue, schemas: Schemas, catalogue_of_rules: Rules, repository: str = "") -> Plan:
    """What the site consists of; bodies are rendered later, unit by unit."""
    shelves = shelve(catalogue)
    formulas = {str(r.get("id")): str(r.get("formula") or "") for r in catalogue_of_rules}
    setting = Setting(repository, formulas, frozenset(schemas), evidence.Keeper())
    digests = {e.item.name: package_digest(e.item) for e in shelves.entries}
    return Plan(tuple(_front(shelves, schemas, catalogue_of_rules)), tuple(_units(shelves, setting, digests)))


def _front(shelves: Shelves, schemas: Schemas, catalogue_of_rules: Rules) -> Iterator[Page]:
    """The pages in the navigation; each knows all packages, none lists them all."""
    yield home_page(shelves, sum(e.facts.project_count for e in shelves.entries))
    yield divisions_page(shelves)
    yield dictionary_page(schemas)
    yield rules_page(catalogue_of_rules, shelves)
    yield from rule_pages(catalogue_of_rules, shelves, schemas)
    yield glossary_page()
    yield english_page(schemas)
    yield data_page(shelves)
    yield explorer_page(shelves)
    yield compare_page(shelves)
    yield coverage_page(shelves)


def _units(shelves: Shelves, setting: Setting, digests: Mapping[str, str]) -> Iterator[Unit]:
    common = combined(
        [setting.repository, *(f"{k}={v}" for k, v in sorted(setting.formulas.items())), *sorted(setting.known)]
    )
    for division in shelves.divisions:
        held = [digests[e.item.name] for d in division.departments for e in d.entries]
        yield Unit(f"division {division.code}", combined([common, *held]), partial(_division_pages, division))
        for department in division.departments:
            inputs = combined([common, *(digests[e.item.name] for e in department.entries)])
            yield Unit(f"department {department.id}", inputs, partial(_department_pages, department, setting))


def _division_pages(division: Division) -> Iterator[Page]:
    yield division_page(division)
    yield from project_lists(division)
    yield from coverage_pages(division)


def _department_pages(department: Department, setting: Setting) -> Iterator[Page]:
    """A department's page, its disclosures with their projects, and their originals line by line or as pictures."""
    yield department_page(department)
    mine = records([department])
    namesakes = Namesakes.of(mine)
    for entry in department.entries:
        yield disclosure_page(entry, department, setting)
        for index, original in enumerate(entry.item.sources):
            if source.is_text(original):
                yield source.source_page(entry.item, index)
        yield from facsimile_pages(entry.item, setting.keeper)
        yield from project_pages(entry, department, mine, namesakes, setting)


def read_schemas() -> Schemas:
    """The schemas of all resources, as the converter publishes them: data shared by both sides."""
    return resource_schemas()


def read_rules() -> Rules:
    """Every rule as its file says it, in order."""
    return [asdict(rule) for rule in rules().values()]


def newest_stamp(catalogue: Catalogue) -> str:
    """The latest `created` of all packages, as ISO text; the site's date, so that two builds are the same bytes."""
    return max((d.created for d in catalogue.disclosures if d.created), default="")
