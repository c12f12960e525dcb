"""The DCAT catalogue as a harvester reads it: RDF, with what the European profile DCAT-AP requires of each thing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

import build_site
from disclosures.pages import links
from disclosures.pages.files.history import COLUMNS
from site_package import OFFICE, office_tables, write_package

# rdflib warns of a class that its own reader of JSON-LD uses
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
NAME, OTHER, BARE = "410702-office-2026", "410702-office-2025", "999999-hand-2025"
BAD = '"}]<script>\u2028\\'
ADDRESS = "https://budgets.example/县"
REQUIRED = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.identifier, DCTERMS.temporal,
                   DCTERMS.license, DCTERMS.spatial, DCAT.distribution, DCAT.landingPage, DCAT.theme),
    DCAT.Distribution: (DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCAT.byteSize, DCTERMS.license),
}  # fmt: skip


def build(folder: Path, address: str) -> Path:
    original = folder / "originals" / "410702" / "原文 1.txt"
    original.parent.mkdir(parents=True, exist_ok=True)
    original.write_text("收支总表", "utf-8")
    if not (folder / "packages").exists():
        write_package(folder / "packages", NAME, {**OFFICE, "published": "2026-04-15"}, office_tables(), original)
        write_package(folder / "packages", OTHER, {**OFFICE, "year": 2025}, office_tables())
        hand = {
            "department": BAD,
            "department_id": "hand",
            "division_code": "999999",
            "division": BAD,
            "published": "2025-13",
        }
        write_package(folder / "packages", BARE, {**hand, "year": 2025}, {})
        line = f"2026-05-02,{NAME},projects,3,total,1.00,2.00,换了原文"
        (folder / "packages" / "changes.csv").write_text(f"{','.join(COLUMNS)}\n{line}\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", address)
        arguments = ["--packages", str(folder / "packages"), "--root", str(folder), "--output", str(folder / "site")]
        assert build_site.main([*arguments, "--cache", str(folder / "cache"), "--plain"]) == 0
    return folder / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dcat"), ADDRESS)


def read(site: Path, path: str) -> Graph:
    return Graph().parse(site / path, format="json-ld", publicID=f"https://somewhere.example/x/{path}")


def places(site: Path) -> Iterator[Graph]:
    """The catalogues that the catalogue names."""
    for one in read(site, links.DCAT).objects(None, DCAT.catalog):
        yield read(site, "api/" + str(one).partition("/api/")[2])


def dataset(site: Path, name: str) -> tuple[Graph, Node]:
    found = [(g, node) for g in places(site) for node in g.subjects(DCTERMS.identifier, Literal(name))]
    assert len(found) == 1
    return found[0]


def test_everything_has_what_the_profile_requires(site: Path) -> None:
    for graph in (read(site, links.DCAT), *places(site)):
        for kind, properties in REQUIRED.items():
            for node in graph.subjects(RDF.type, kind):
                if (None, DCAT.catalog, node) not in graph:  # one that is only named says what it is where it stands
                    assert set(graph.predicates(node)) >= set(properties), (kind, node)
        for publisher in graph.objects(None, DCTERMS.publisher):
            assert (publisher, FOAF.name, None) in graph
        for kind in (DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCTERMS.license, DCAT.landingPage):
            assert all(isinstance(node, URIRef) for node in graph.objects(None, kind))


def test_every_disclosure_is_in_the_catalogue_of_its_place(site: Path) -> None:
    held = [{str(i) for i in graph.objects(None, DCTERMS.identifier)} for graph in places(site)]
    assert [{NAME, OTHER} & one for one in held] == [{NAME, OTHER}, set()]
    assert BARE in held[1]


def test_a_dataset_says_when_it_was_published_and_changed_and_how_large_its_files_are(site: Path) -> None:
    graph, node = dataset(site, NAME)
    assert graph.value(node, DCTERMS.issued) == Literal("2026-04-15", datatype=XSD.date)
    assert graph.value(node, DCTERMS.modified) == Literal("2026-05-02", datatype=XSD.date)
    sizes = {}
    for one in graph.objects(node, DCAT.distribution):
        path = str(graph.value(one, DCAT.downloadURL)).removeprefix(f"{ADDRESS}/")
        sizes[path] = graph.value(one, DCAT.byteSize)
    assert set(sizes) >= {links.archive(NAME), links.workbook(NAME), links.descriptor(NAME)}
    for path, size in sizes.items():
        assert size == Literal(str((site / path).stat().st_size), datatype=XSD.nonNegativeInteger)


def test_what_is_no_date_is_left_out_and_what_never_changed_is_as_it_was_published(site: Path) -> None:
    graph, node = dataset(site, BARE)
    assert graph.value(node, DCTERMS.issued) is None
    assert graph.value(node, DCTERMS.title) == Literal(f"{BAD} 2025 年部门预算", lang="zh")
    graph, node = dataset(site, OTHER)
    month = Literal("2026-04", datatype=XSD.gYearMonth)
    assert graph.value(node, DCTERMS.issued) == graph.value(node, DCTERMS.modified) == month


def test_without_an_address_everything_is_relative_to_the_site(tmp_path: Path) -> None:
    site = build(tmp_path, "")
    graph = read(site, links.dcat_division("410702"))
    pages = {str(page) for page in graph.objects(None, DCAT.landingPage)}
    assert f"https://somewhere.example/x/{links.disclosure(NAME)}" in pages
