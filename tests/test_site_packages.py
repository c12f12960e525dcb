"""The data packages as they lie on the site: small descriptors with shared schemas, valid from a folder and by HTTP."""

from __future__ import annotations

import functools
import gc
import gzip
import hashlib
import http.server
import io
import json
import re
import shutil
import threading
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from frictionless import Package

import build_site
import cases
from disclosures.catalogue import PackageError, read_catalogue, read_disclosure
from disclosures.pages import links
from site_package import OFFICE, office_tables, write_package
from test_site_browser import _Quiet

# Frictionless leaves open what it reads compressed, and says so when it is thrown away
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
HAND = "999999-hand-2025"
RECORDS = {"statements", "findings", "repairs", "checks", "corrections", "finding_cells", "positions"}


def built(packages: Path, output: Path) -> Path:
    arguments = ["--packages", str(packages), "--root", str(packages.parent), "--output", str(output), "--plain"]
    assert build_site.main([*arguments, "--cache", str(output.parent / "cache")]) == 0
    return output


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two converted ones, and one by hand that states a wrong size and lies elsewhere in its folder."""
    folder = tmp_path_factory.mktemp("site") / "packages"
    for one in sorted(cases.PACKAGES.glob("410702/*"))[:2]:
        shutil.copytree(one, folder / "410702" / one.name)
    rows = [["1", "item", "慰问", "1.50"]]
    about = {"department_id": "hand", "division_code": "999999", "year": 2025}
    hand = write_package(folder, HAND, about, {"projects": ("项目", "row row_kind project_name total", rows)})
    (hand / "data" / "projects.csv").rename(hand / "here.csv")
    text = (hand / "datapackage.json").read_text("utf-8")
    (hand / "datapackage.json").write_text(text.replace('"data/projects.csv"', '"here.csv", "bytes": 3'), "utf-8")
    return folder


@pytest.fixture(scope="module")
def site(packages: Path) -> Path:
    return built(packages, packages.parent / "site")


@pytest.fixture(scope="module")
def names(packages: Path) -> list[str]:
    return [p.parent.name for p in sorted(packages.glob("*/*/datapackage.json"))]


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def whole(packages: Path, name: str) -> Mapping[str, object]:
    """The descriptor as it was made."""
    found: dict[str, object] = json.loads(next(packages.glob(f"*/{name}/datapackage.json")).read_text("utf-8"))
    return found


def resources(descriptor: Mapping[str, object]) -> dict[str, dict[str, object]]:
    held = descriptor["resources"]
    assert isinstance(held, list)
    return {r["name"]: r for r in held}


def wrong(where: str) -> list[tuple[str, str]]:
    """(resource, what) that Frictionless finds; the files that its reader leaves open are closed before it returns."""
    report = Package(where).validate()
    found = [(task.name, error.note) for task in report.tasks for error in task.errors]
    assert report.stats["tasks"], where
    del report
    gc.collect()
    return found


def test_each_is_valid_from_a_folder_and_by_http(site: Path, names: list[str], address: str) -> None:
    for name in names:
        for where in (str(site / links.descriptor(name)), f"{address}/{links.descriptor(name)}"):
            assert wrong(where) == []


def test_it_says_what_the_whole_one_says(site: Path, packages: Path, names: list[str]) -> None:
    for name in names:
        made, small = whole(packages, name), json.loads((site / links.descriptor(name)).read_text("utf-8"))
        assert {k: v for k, v in small.items() if k != "resources"} == {
            k: v for k, v in made.items() if k != "resources"
        }
        assert list(resources(small)) == list(resources(made))
        for resource, entry in resources(small).items():
            before = resources(made)[resource]
            file = site / "disclosures" / str(entry["schema"])
            assert json.loads(file.read_text("utf-8")) == before["schema"]
            changed = {"$schema", "path", "bytes", "hash", "schema", "compression"}
            assert {k: v for k, v in entry.items() if k not in changed} == {
                k: v for k, v in before.items() if k not in changed
            }


def test_it_is_a_fifth_of_the_whole_one(site: Path, packages: Path, names: list[str]) -> None:
    for name in names:
        if name != HAND:
            made = len(json.dumps(whole(packages, name), ensure_ascii=False).encode())
            assert (site / links.descriptor(name)).stat().st_size < made / 4


def test_a_schema_stands_once_under_a_name_that_is_its_content(site: Path, names: list[str]) -> None:
    used = [
        str(entry["schema"])
        for name in names
        for entry in resources(json.loads((site / links.descriptor(name)).read_bytes())).values()
    ]
    files = {f.relative_to(site / "disclosures").as_posix(): f.read_bytes() for f in site.glob("disclosures/schemas/*")}
    assert files.keys() == set(used)
    assert len(set(used)) < len(used) * 0.75
    for path, content in files.items():
        assert path.endswith(f"-{hashlib.sha256(content).hexdigest()[:16]}.json")


def test_records_are_compressed_and_hold_the_same_rows(site: Path, packages: Path, names: list[str]) -> None:
    seen = set()
    for name in names:
        item = read_disclosure(next(packages.glob(f"*/{name}/datapackage.json")), packages.parent)
        for resource in item.resources.values():
            octets = (site / links.csv(name, resource.name)).read_bytes()
            assert links.csv(name, resource.name).endswith(".csv.gz") == (resource.name in RECORDS)
            assert (gzip.decompress(octets) if resource.name in RECORDS else octets) == resource.file.read_bytes()
            assert octets[4:8] == bytes(4) or resource.name not in RECORDS  # no time in it
        seen |= item.resources.keys() & RECORDS
    assert seen == RECORDS


def test_a_file_that_was_changed_is_noticed(site: Path, names: list[str], tmp_path: Path) -> None:
    """Frictionless compares the hash of what lies there, compressed or not."""
    copy = Path(shutil.copytree(site / "disclosures", tmp_path / "disclosures"))
    name = next(n for n in names if n != HAND)
    for resource, unpack, pack in (("checks", gzip.decompress, gzip.compress), ("balance", bytes, bytes)):
        file = copy.parent / links.csv(name, resource)
        file.write_bytes(pack(unpack(file.read_bytes()) + b"\n"))
    assert {resource for resource, _ in wrong(str(copy / f"{name}.json"))} == {"checks", "balance"}


def test_the_archive_needs_nothing_else(site: Path, packages: Path, names: list[str], tmp_path: Path) -> None:
    for name in names:
        with zipfile.ZipFile(io.BytesIO((site / links.archive(name)).read_bytes())) as archive:
            archive.extractall(tmp_path)
        assert json.loads((tmp_path / name / "datapackage.json").read_text("utf-8")) == whole(packages, name)
        assert not list((tmp_path / name).rglob("*.gz"))
        if name != HAND:  # whose own descriptor is wrong
            assert wrong(str(tmp_path / name / "datapackage.json")) == []


def test_the_page_says_which_files_are_compressed_and_how_large_they_are(site: Path, names: list[str]) -> None:
    name = next(n for n in names if n != HAND)
    html, to = (site / links.disclosure(name)).read_text("utf-8"), links.Links(links.disclosure(name)).to
    for resource in ("statements", "checks", "balance"):
        said = re.findall(rf'href="{re.escape(to(links.csv(name, resource)))}"[^>]*>([^<]*)', html)
        assert said, resource
        assert {"csv.gz" in words.lower() for words in said} == {resource in RECORDS}


def test_a_schema_that_nobody_uses_any_more_goes(packages: Path, tmp_path: Path) -> None:
    """One after another as from scratch: the same bytes."""
    mine = Path(shutil.copytree(packages, tmp_path / "one" / "packages"))
    site = built(mine, tmp_path / "one" / "site")
    before = {f.name for f in site.glob("disclosures/schemas/*")}
    shutil.rmtree(mine / "999999")
    write_package(mine, "410702-other-2025", {**OFFICE, "department_id": "other"}, office_tables())
    built(mine, site)
    after = {f.name for f in site.glob("disclosures/schemas/*")}
    assert before - after
    assert after - before
    shutil.rmtree(tmp_path / "one" / "cache")
    again = built(mine, tmp_path / "one" / "again")
    files = {f.relative_to(site) for f in site.rglob("*") if f.is_file()}
    assert files == {f.relative_to(again) for f in again.rglob("*") if f.is_file()}
    assert [f for f in files if (site / f).read_bytes() != (again / f).read_bytes()] == []


@pytest.mark.parametrize("ending", [".json", ".html"])
def test_a_package_may_not_take_the_address_of_another_ones_file(tmp_path: Path, ending: str) -> None:
    write_package(tmp_path, f"410702-office-2026{ending}", OFFICE, {})
    held = read_catalogue(tmp_path, tmp_path)
    assert held.disclosures == ()
    [problem] = held.problems
    assert isinstance(problem, PackageError)
    assert "不能用作网址" in str(problem)
