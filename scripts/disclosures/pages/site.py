"""Every page of the site, in order, in the units that are made as a whole. Which generator writes them is not its business.

Shared context, kept small on purpose: the page of a disclosure sees its own package, the department with all its
years, and `Setting`. So a department with its disclosures is one unit, and nothing in it depends on how many others
are held. What needs all packages (home, rules, lists) is few pages, made on every build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

from disclosures.across.names import bare_name
from disclosures.catalogue import Catalogue, Disclosure
from disclosures.pages import evidence, source
from disclosures.pages.articles.compare import compare_page
from disclosures.pages.articles.coverage import coverage_page, coverage_pages
from disclosures.pages.articles.data import data_page
from disclosures.pages.articles.department import department_page
from disclosures.pages.articles.disclosure import Setting, disclosure_page
from disclosures.pages.articles.division import division_pages
from disclosures.pages.articles.english import english_page
from disclosures.pages.articles.explorer import explorer_page, project_lists
from disclosures.pages.articles.facsimile import facsimile_pages
from disclosures.pages.articles.home import divisions_page, home_page
from disclosures.pages.articles.project import Namesakes, project_pages
from disclosures.pages.articles.reference import Schemas, dictionary_page
from disclosures.pages.articles.rules import Rules, rule_pages, rules_page
from disclosures.pages.files import api, dcat, descriptor, exports, history, search, structured
from disclosures.pages.files.combined import Combined
from disclosures.pages.files.combined import parts as combined_parts
from disclosures.pages.files.combined import tables as combined_tables
from disclosures.pages.files.project_records import records
from disclosures.pages.files.search import search_page
from disclosures.pages.glossary import glossary_page
from disclosures.pages.inputs import combined, digest_of, package_digest
from disclosures.pages.output import Asset, Kept, Page, Plan, Rendered, Unit
from disclosures.pages.shelves import Department, Division, Entry, Shelves, shelve
from disclosures.rulebook import rules
from disclosures.schemas import resource_schemas


def plan(
    catalogue: Catalogue, schemas: Schemas, catalogue_of_rules: Rules, repository: str = "", address: str = ""
) -> Plan:
    """What the site consists of; bodies are rendered later, unit by unit.

    `address` is the site's own, for what machines read elsewhere; "" where it isn't known, then these are relative.
    """
    shelves = shelve(catalogue)
    formulas = {str(r.get("id")): str(r.get("formula") or "") for r in catalogue_of_rules}
    setting = Setting(repository, formulas, frozenset(schemas), evidence.Keeper())
    digests = {e.item.name: package_digest(e.item) for e in shelves.entries}
    tables = combined_tables(catalogue.disclosures)
    sizes: dict[str, int] = {}
    front = tuple(_front(shelves, schemas, catalogue_of_rules, data_page(shelves, tables, sizes, address)))
    shared = _Shared(setting, tables, address)
    places = tuple((d.code, d.name, d.count) for d in shelves.divisions)
    gathered = partial(_gathered, places, shared, history.read(catalogue))
    return Plan(front, tuple(_units(shelves, shared, digests)), gathered, sizes, address)


@dataclass(frozen=True)
class _Shared:
    """What every unit of a department is made from besides its packages."""

    setting: Setting
    tables: tuple[Combined, ...]
    address: str


def _front(shelves: Shelves, schemas: Schemas, catalogue_of_rules: Rules, data: Page) -> Iterator[Page]:
    """The pages in the navigation; each knows all packages, none lists them all."""
    yield home_page(shelves, sum(e.facts.project_count for e in shelves.entries))
    yield divisions_page(shelves)
    yield search_page(shelves)
    yield dictionary_page(schemas)
    yield rules_page(catalogue_of_rules, shelves)
    yield from rule_pages(catalogue_of_rules, shelves, schemas)
    yield glossary_page()
    yield english_page(schemas)
    yield data
    yield explorer_page(shelves)
    yield compare_page(shelves)
    yield coverage_page(shelves)


def _units(shelves: Shelves, shared: _Shared, digests: Mapping[str, str]) -> Iterator[Unit]:
    setting = shared.setting
    common = combined(
        [
            setting.repository,
            repr(sorted(setting.formulas.items())),
            repr(sorted(setting.known)),
            repr(shared.tables),
            shared.address,
        ]
    )
    below = _units_of(shelves)
    for division in shelves.divisions:
        held = [digests[e.item.name] for d in division.departments for e in d.entries]
        yield Unit(
            f"division {division.code}",
            combined([common, *held]),
            pages=partial(_division_pages, division),
            files=partial(api.division_file, division),
        )
        for department in division.departments:
            kin = below.get((division.code, bare_name(department.name)), ())
            yield Unit(
                f"department {department.id}",
                combined(
                    [common, *(digests[e.item.name] for e in department.entries), *(digests[u.name] for u in kin)]
                ),
                pages=partial(_department_pages, department, kin, shared),
                files=partial(_department_files, department, shared),
                parts=partial(_department_parts, department, shared),
            )


def _units_of(shelves: Shelves) -> Mapping[tuple[str, str], tuple[Disclosure, ...]]:
    """What units published of themselves, by division and the name of the department that they belong to."""
    found: dict[tuple[str, str], tuple[Disclosure, ...]] = {}
    for one in (entry.item for entry in shelves.entries):
        if one.level == "unit" and one.parent_department:
            above = (one.division_code, bare_name(one.parent_department))
            found[above] = (*found.get(above, ()), one)
    return found


def _gathered(
    places: Sequence[tuple[str, str, int]], shared: _Shared, past: history.History, kept: Sequence[Kept]
) -> tuple[Unit, ...]:
    """What is made from all units together."""
    tables, address = shared.tables, shared.address
    inputs = combined([repr(places), repr(tables), address])
    searched = tuple(k.part("pairs") for k in kept if k.part("pairs").is_file())
    catalogued = tuple(k for k in kept if k.part(dcat.PART).is_file())
    changed = dcat.changed_on(past)
    described = combined(
        [repr(changed), address, *(k.folder.name for k in catalogued)]
    )  # its name: by what it is made from
    return (
        *exports.units(tables, kept),
        descriptor.unit(kept),
        Unit("api", inputs, files=partial(api.index_files, places, tables, address)),
        Unit("history", combined([repr(past), address]), files=partial(history.files, past, address)),
        Unit("search", digest_of(searched), files=partial(search.index_files, searched)),
        Unit("dcat", described, files=partial(dcat.files, catalogued, changed, address)),
    )


def _division_pages(division: Division) -> Iterator[Page]:
    yield from division_pages(division)
    yield from project_lists(division)
    yield from coverage_pages(division)


def _department_pages(department: Department, kin: Sequence[Disclosure], shared: _Shared) -> Iterator[Page]:
    """A department's page, its disclosures with their projects, and their originals line by line or as pictures."""
    setting = shared.setting
    yield department_page(department, kin, setting.formulas)
    mine = records([department])
    namesakes = Namesakes.of(mine)
    for entry in department.entries:
        page = disclosure_page(entry, department, setting)
        yield replace(page, render=partial(_described, page, entry, shared.address))
        for index, original in enumerate(entry.item.sources):
            if source.is_text(original):
                yield source.source_page(entry.item, index)
        yield from facsimile_pages(entry.item, setting.keeper)
        yield from project_pages(entry, department, mine, namesakes, setting)


def _described(page: Page, entry: Entry, address: str) -> Rendered:
    """A disclosure's page with what machines read in its head."""
    rendered = page.render()
    return replace(rendered, head=structured.script(structured.dataset(entry.item, page.description, address)))


def _department_files(department: Department, shared: _Shared) -> Iterator[Asset]:
    for entry in department.entries:
        yield api.disclosure_file(entry, shared.address)
        yield search.text_file(entry, department)


def _department_parts(department: Department, shared: _Shared) -> Iterator[Asset]:
    yield search.part(department)
    yield from combined_parts(department.entries, shared.tables)
    items = [e.item for e in department.entries]
    yield from descriptor.parts(items)
    yield dcat.part(items, department.division_code, department.division, shared.address)


def read_schemas() -> Schemas:
    """The schemas of all resources, as the converter publishes them: data shared by both sides."""
    return resource_schemas()


def read_rules() -> Rules:
    """Every rule as its file says it, in order."""
    return [asdict(rule) for rule in rules().values()]


def newest_stamp(catalogue: Catalogue) -> str:
    """The latest `created` of all packages, as ISO text; the site's date, so that two builds are the same bytes."""
    return max((d.created for d in catalogue.disclosures if d.created), default="")
