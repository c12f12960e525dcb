"""Everything combined, for programs and people: nothing lost, nothing counted twice, nothing computed by Excel."""

from __future__ import annotations

import csv
import gc
import gzip
import io
import json
import re
import shutil
import sqlite3
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

import build_site
from disclosures import schemas
from disclosures.catalogue import PackageError, read_catalogue
from disclosures.pages import links
from disclosures.pages.files import combined, exports, history, search, snippets, structured
from disclosures.pages.shelves import shelve
from explore_package import script_value
from site_package import OFFICE, office_tables, write_package

NAME = "410702-office-2026"
EVIL = '=HYPERLINK("http://evil.example","x")'
BAD = '</script><script>alert(1)</script>\u2028{{ 7*7 }} & "x" \\'
SITE = "https://budgets.example/县"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "packages"
    found = dict(office_tables())
    title, fields, rows = found["projects"]
    found["projects"] = (title, f"{fields} extra_01", [[*row, "甲" if row[0] == "2" else ""] for row in rows])
    write_package(folder, NAME, OFFICE, found)
    write_package(
        folder,
        "999999-hand-2025",
        {"department": BAD, "department_id": "hand", "division_code": "999999", "year": 2025, "division": BAD},
        {
            "projects": (
                "项目",
                "row row_kind project_name total",
                [["1", "item", EVIL, "1e3"], ["2", "item", "乙", "约五万"]],
            ),
            "other_01": ("会议", "row column_01", [["1", "会"], ["2", ""]]),
            "meetings": ("手工表", "row place", [["7", "礼堂"]]),
        },
    )
    write_package(folder, "999999-empty-2024", {"division_code": "999999", "department_id": "empty", "year": 2024}, {})
    return folder


@pytest.fixture(scope="module")
def site(packages: Path) -> Path:
    output = packages.parent / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", SITE)
        arguments = ["--packages", str(packages), "--root", str(packages.parent), "--output", str(output)]
        assert build_site.main([*arguments, "--cache", str(packages.parent / "cache")]) == 0
    return output


def table(site: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(site / links.combined(name, "csv.gz"), "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_each_row_of_each_package_is_there_once_with_its_package_in_front(site: Path, packages: Path) -> None:
    for name in schemas.resource_names():
        expected = []
        for item in read_catalogue(packages, packages.parent).disclosures:
            expected += [(item.name, row.text("row")) for row in item.rows(name)]
        found = table(site, name)
        assert sorted((r["package"], r["row"]) for r in found) == sorted(expected), name
    row = next(r for r in table(site, "projects") if r["project_name"] == "信创工程")
    assert {k: row[k] for k in ("package", "division_code", "year", "level", "total")} == {
        "package": NAME, "division_code": "410702", "year": "2026", "level": "department", "total": "49.11",
    }  # fmt: skip
    assert [r["package"] for r in table(site, "disclosures")].count("999999-empty-2024") == 1


def test_what_has_no_column_is_kept_cell_by_cell(site: Path) -> None:
    found = {(r["package"], r["resource"], r["row"], r["field"], r["value"]) for r in table(site, "unmodelled")}
    hand = "999999-hand-2025"
    assert (NAME, "projects", "2", "extra_01", "甲") in found
    assert (hand, "projects", "2", "total", "约五万") in found  # no number: not in a column of numbers, and not lost
    assert (hand, "other_01", "1", "column_01", "会") in found
    assert (hand, "meetings", "7", "place", "礼堂") in found
    assert not any(r for r in found if r[:4] == (hand, "other_01", "2", "column_01"))
    assert next(r["total"] for r in table(site, "projects") if r["project_name"] == "乙") == ""


def test_the_formats_say_the_same(site: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(site / links.SQLITE) as archive:
        archive.extractall(tmp_path)
    database = sqlite3.connect(tmp_path / "budgets.sqlite")
    book = openpyxl.load_workbook(site / links.XLSX, read_only=True)
    for name in ("disclosures", "projects", "statements", "findings", "checks", "unmodelled"):
        rows = table(site, name)
        columns = list(rows[0])
        parquet = duckdb.connect().execute(f"SELECT * FROM '{site / links.combined(name, 'parquet')}'").fetchall()  # noqa: S608
        lite = database.execute(f'SELECT {", ".join(columns)} FROM "{name}"').fetchall()  # noqa: S608
        assert len(parquet) == len(lite) == len(rows)
        assert (name in book.sheetnames) == (
            name != "checks"
        )  # for programs: most of the cells, for the fewest readers
        if name in book.sheetnames:
            assert len(list(book[name].iter_rows(min_row=2, values_only=True))) == len(rows)
        for column in ("package", "total", "value", "message", "reason"):
            if column in columns:
                at = columns.index(column)
                said = [_plain(r[column]) for r in rows]
                assert [_plain(r[at]) for r in parquet] == said, (name, column)
                assert [_plain(r[at]) for r in lite] == said, (name, column)
    database.close()


def _plain(value: object) -> object:
    try:
        return float(str(value))
    except ValueError:
        return "" if value is None else str(value)


def test_every_table_has_all_its_files_and_the_page_says_what_outgrows_a_sheet(site: Path) -> None:
    held = {p.name for p in (site / "data").iterdir()}
    for name in schemas.resource_names():
        files = {f"{name}.{ending}" for ending, _ in combined.ENDINGS}
        assert files <= held
        api = json.loads((site / links.api_table(name)).read_text("utf-8"))
        assert {path.removeprefix("data/") for path in api["files"].values()} == files
    page = (site / links.DATA).read_text("utf-8")
    assert "一张工作表放得下的 1,048,576 行" in page
    cover = openpyxl.load_workbook(site / links.XLSX, read_only=True)["说明"]
    said = {row[0]: row[3] for row in cover.iter_rows(values_only=True)}
    assert said["checks"] == "没有，见 checks.csv.gz 或 checks.zip 或 checks.parquet"


def test_nothing_is_a_formula_for_excel(site: Path) -> None:
    with zipfile.ZipFile(site / links.combined("projects", "zip")) as archive:
        octets = archive.read("projects.csv")
    assert octets.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline="")))
    assert any(f"'{EVIL}" in row for row in rows)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    with zipfile.ZipFile(site / links.XLSX) as book:
        sheets = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
    assert "HYPERLINK" in "".join(sheets)
    assert not any("<f>" in sheet or "hyperlink " in sheet for sheet in sheets)


def test_a_compressed_table_is_read_to_its_end_by_programs_that_know_one_member_only(site: Path) -> None:
    """R's `gzcon`, by which readr reads an address, stops after the first."""
    for name in ("projects", "government_fund"):
        octets = (site / links.combined(name, "csv.gz")).read_bytes()
        member = zlib.decompressobj(wbits=31)
        assert member.decompress(octets).decode().splitlines() == gzip.decompress(octets).decode().splitlines()
        assert (member.eof, member.unused_data) == (True, b"")


def test_a_table_too_long_for_a_workbook_is_named_there(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = combined.tables(read_catalogue(packages, packages.parent).disclosures)
    monkeypatch.setattr(exports, "_SHEET_ROWS", 5)
    counts = {t.name: 6 if t.name == "projects" else 1 for t in tables}
    assert "projects" not in {t.name for t in exports._chosen(tables, counts)}
    monkeypatch.setattr(exports, "_BOOK_CELLS", len(tables[0].columns))
    assert [t.name for t in exports._chosen(tables, counts)] == ["disclosures"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_lines_on_the_page_run(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = (site / links.DATA).read_text("utf-8")
    assert "https://budgets.example/县/data/projects.parquet" in shown
    found = {s.title: s.code for s in snippets.snippets(str(site), NAME)}
    exec(compile(found["Python（pandas）"], "snippet", "exec"), {})  # noqa: S102 - our own lines
    assert "58.11" in capsys.readouterr().out
    exec(compile(found["一份公开：Python（frictionless）"], "snippet", "exec"), {})  # noqa: S102 - our own lines
    assert capsys.readouterr().out.splitlines()[1:] == ["7"]  # checks that pass
    gc.collect()  # what frictionless leaves open
    assert duckdb.connect().execute(found["DuckDB"]).fetchall()[-1][:2] == ("中国共产党新乡市红旗区委员会办公室", 2026)
    with zipfile.ZipFile(site / links.SQLITE) as archive:
        archive.extractall(tmp_path)
    lite = sqlite3.connect(tmp_path / "budgets.sqlite")
    title = next(t for t in found if t.startswith("SQLite"))
    assert lite.execute(found[title]).fetchall()[-1][2] == pytest.approx(58.11)
    lite.close()
    with duckdb.connect() as database:
        database.execute((site / links.DUCKDB).read_text("utf-8").replace("FROM '", f"FROM '{site}/data/"))
        assert database.execute("SELECT count(*) FROM checks").fetchone() == (10,)


def test_the_columns_are_those_of_the_dictionary_whatever_is_held(packages: Path) -> None:
    tables = combined.tables(read_catalogue(packages, packages.parent).disclosures)
    assert {c.name for t in tables if t.name == "projects" for c in t.columns} >= {
        "package",
        "level",
        "project_code",
        "row",
    }
    assert "extra_01" not in {c.name for t in tables for c in t.columns}


def test_every_address_of_the_api_leads_to_json_and_what_it_names_is_there(site: Path) -> None:
    index = json.loads((site / links.API).read_text("utf-8"))
    assert index["unit"].startswith("万元")
    for entry in (*index["tables"], *index["divisions"]):
        json.loads((site / entry["url"]).read_text("utf-8"))
    for path in (*index["combined"].values(), index["codes"], index["changes"], index["feed"], index["dcat"]):
        assert (site / path).is_file(), path
    place = json.loads((site / links.api_division("410702")).read_text("utf-8"))
    package = place["departments"][0]["disclosures"][0]["package"]
    one = json.loads((site / place["disclosure_url"].format(package=package)).read_text("utf-8"))
    assert (site / place["disclosure_page"].format(package=package)).is_file()
    assert one["figures"]["expenditure"] == {"value": "702.77", "resource": "balance", "row": "14"}
    assert index["figures"]["expenditure"] == "支出总额"
    page, _, fragment = one["table_page"].format(name="balance").partition("#")
    assert f"id={fragment}-14 " in (site / page).read_text("utf-8")  # the permanent link of the row
    assert all((site / one["table_csv"].format(file=table["file"])).is_file() for table in one["tables"])


def test_what_search_engines_read_is_complete_and_cannot_leave_its_element(site: Path) -> None:
    for name in (NAME, "999999-hand-2025"):
        html = (site / links.disclosure(name)).read_text("utf-8")
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        assert len(scripts) == 1
        found = json.loads(scripts[0])
        assert set(found) >= {
            "name", "description", "url", "identifier", "creator", "publisher", "license", "citation", "distribution",
            "temporalCoverage", "spatialCoverage", "variableMeasured", "isAccessibleForFree", "includedInDataCatalog",
        }  # fmt: skip
        assert (found["@type"], found["isAccessibleForFree"], found["identifier"]) == ("Dataset", True, name)
        assert re.fullmatch(r"\d{4}-01-01/\d{4}-12-31", found["temporalCoverage"])
        assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
        assert found["spatialCoverage"]["identifier"]["propertyID"] == "GB/T 2260"
        assert {d["encodingFormat"] for d in found["distribution"]} >= {"application/zip", "text/csv"}
        assert not [d for d in found["distribution"] if d["contentUrl"].endswith(".gz")]  # no CSV to look into
        assert 50 <= len(found["description"]) <= 5000
        assert found["url"] == f"{SITE}/disclosures/{name}/index.html"
        files = [d["contentUrl"].removeprefix(f"{SITE}/") for d in found["distribution"]]
        assert all((site / file).is_file() for file in files)
        held = json.loads((site / links.descriptor(name)).read_text("utf-8"))["resources"]
        records = ("repairs", "corrections", "checks", "findings", "finding_cells", "positions")
        said = [r["name"] for r in held if r["name"] not in records]
        tables = (links.csv(name, one) for one in said)
        assert [file for file in files if file.endswith(".csv")] == [path for path in tables if path.endswith(".csv")]
        assert len(found["variableMeasured"]) == len({r["title"] for r in held if r["name"] in said})
    assert found["creator"]["name"] == BAD
    assert "<script>alert" not in html


def test_the_page_of_everything_is_a_dataset_too(site: Path) -> None:
    html = (site / links.DATA).read_text("utf-8")
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    found = json.loads(script)
    assert set(found) >= {"name", "description", "creator", "license", "temporalCoverage", "spatialCoverage", "citation",
                          "variableMeasured", "isAccessibleForFree", "identifier", "distribution"}  # fmt: skip
    assert found["temporalCoverage"] == "2024-01-01/2026-12-31"
    assert 50 <= len(found["description"]) <= 5000
    assert len(found["distribution"]) > 40
    assert all((site / d["contentUrl"].removeprefix(f"{SITE}/")).is_file() for d in found["distribution"])


@pytest.mark.skipif(
    not shutil.which("curl") or not shutil.which("jq"), reason="没有 curl 或 jq：apt-get install curl jq"
)
def test_the_line_for_the_shell_runs(site: Path) -> None:
    line = next(s.code for s in snippets.snippets(f"file://{site}") if s.language == "sh")
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=True)  # noqa: S603 - our own line
    assert ["410702", "河南省新乡市红旗区", "1"] in [one.split("\t") for one in done.stdout.splitlines()]


@pytest.mark.parametrize("page", [links.HOME, links.DATA])
def test_readers_of_feeds_find_ours(site: Path, page: str) -> None:
    found = re.search(
        r'<link rel="alternate" type="application/atom\+xml" [^>]*href="([^"]+)"', (site / page).read_text("utf-8")
    )
    assert found
    assert (site / page).parent / found[1] == site / links.FEED


def test_the_map_names_every_page(site: Path) -> None:
    urls = [e.text for e in ElementTree.fromstring((site / "sitemap.xml").read_bytes()).iter() if e.tag.endswith("loc")]  # noqa: S314
    assert f"{SITE}/{links.disclosure(NAME)}" in urls
    assert f"{SITE}/how-it-works.html" in urls
    assert not any(url and ("shells" in url or "404" in url) for url in urls)


def test_citations(packages: Path) -> None:
    item = next(d for d in read_catalogue(packages, packages.parent).disclosures if d.name == NAME)
    said = structured.gbt7714(item, "https://a.example/")
    assert said == (
        "中国共产党新乡市红旗区委员会办公室. 2026 年部门预算[DS/OL]. (2026-04). "
        "https://a.example/disclosures/410702-office-2026/index.html."
    )
    assert structured.gbt7714(item, "https://a.example", "2026-05-01") == said.replace(
        "(2026-04)", "(2026-04)[2026-05-01]"
    )
    assert structured.gbt7714(item) == said.replace(
        f"https://a.example/{links.disclosure(NAME)}", f"部门预算公开数据，数据包 {NAME}"
    )
    undated = replace(item, published="")
    assert "[DS/OL]. [2026-05-01]. https://" in structured.gbt7714(undated, "https://a.example", "2026-05-01")
    assert "[DS/OL]. https://" in structured.gbt7714(undated, "https://a.example")
    assert "  year = {2025},\n" in structured.bibtex(replace(item, published="2025-12-31"))
    evil = next(d for d in read_catalogue(packages, packages.parent).disclosures if d.name == "999999-hand-2025")
    entry = structured.bibtex(evil)
    assert entry.startswith("@misc{999999-hand-2025,\n")
    assert entry.count("{") - entry.count(r"\{") == entry.count("}") - entry.count(r"\}")


def test_the_search_index_finds_what_the_texts_say(
    packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "BLOCK", 2)
    shelves = shelve(read_catalogue(packages, packages.parent))
    pieces = []
    for number, department in enumerate(shelves.departments):
        pieces.append(tmp_path / str(number))
        pieces[-1].write_bytes(search.part(department).content)
    files: dict[str, Any] = {a.path: script_value(a.content) for a in search.index_files(pieces)}
    index = files[links.SEARCH_INDEX]
    assert (index["held"], index["block"]) == (3, 2)
    names = [name for block in (0, 1) for name in files[links.search_names(block)]]
    assert names == [NAME, "999999-hand-2025", "999999-empty-2024"]  # the latest year first
    held: dict[str, list[str]] = {}
    for pair in ("信创", "礼堂", "阿甲"):
        content = files[links.search_shard(search.shard(pair, index["shards"]))]
        steps: list[int] = content.get(pair, [])
        at, held[pair] = -1, list[str]()
        for step in steps:
            at += step
            held[pair].append(names[at])
    assert held == {"信创": [NAME], "礼堂": ["999999-hand-2025"], "阿甲": []}


def test_a_script_of_the_search_holds_text_only(packages: Path) -> None:
    shelves = shelve(read_catalogue(packages, packages.parent))
    evil = next(d for d in shelves.departments if d.id == "hand")
    found: Any = script_value(search.text_file(evil.entries[0], evil).content)  # which lets nothing out of its quotes
    assert found[1] == search.head(evil.entries[0], evil)
    assert "</script" in found[1]


def test_the_parts_of_shards_stay_small() -> None:
    pair, count = "预算", 64
    assert 0 <= search.shard(pair, count) < count
    assert search.shard("a\U00020000", 8) == search.shard("a\U00020000", 8)
    assert search.folded("Ａ－１（信 创）") == "a1信创"


CHANGED = "date,package,resource,row,field,before,after,reason\n2026-05-02,{0},projects,3,total,1.00,=2.00,换了原文\n"


def test_the_feed_has_what_is_new_and_what_changed(packages: Path) -> None:
    held = read_catalogue(packages, packages.parent)
    (held.folder / "changes.csv").write_text(CHANGED.format(NAME), "utf-8")
    past = replace(history.read(held), titles={NAME: BAD}, published=(("2026-04-01", NAME),))
    (held.folder / "changes.csv").unlink()
    root = ElementTree.fromstring(history.feed(past, "https://a.example"))  # noqa: S314
    entries = [e for e in root if e.tag.endswith("entry")]
    said = [["".join(e.itertext())] for e in entries]
    assert "projects 3 total：1.00 → =2.00" in said[0][0]
    assert BAD in said[1][0]
    assert next(history.files(history.read(held), "")).content.decode().strip() == ",".join(history.COLUMNS)


def test_what_is_published_and_changed_on_one_day_is_two_entries(packages: Path) -> None:
    held = read_catalogue(packages, packages.parent)
    row = dict(zip(history.COLUMNS, ("2026-04-01", NAME, "projects", "3", "total", "1", "2", "换了原文"), strict=True))
    past = replace(history.read(held), rows=[row], published=(("2026-04-01", NAME),))
    for address in ("https://a.example", ""):
        root = ElementTree.fromstring(history.feed(past, address))  # noqa: S314
        ids = [e.text or "" for e in root.iter("{http://www.w3.org/2005/Atom}id")]
        assert len(ids) == len(set(ids)) == 3
        assert all(i.startswith("urn:uuid:") for i in ids)  # absolute, also where the site knows no address


def test_the_feed_stays_small_and_leads_nowhere_that_is_not_there(packages: Path) -> None:
    lines = "".join(
        f"2026-05-{day:02},../gone-{n},duties,1,duty,{'长' * 9000},=1+1,换了原文\n"
        for day in range(1, 29)
        for n in range(9)
    )
    file = packages / "changes.csv"
    file.write_text(CHANGED.format(NAME) + lines + CHANGED.format(NAME).splitlines()[1], "utf-8")
    past = history.read(read_catalogue(packages, packages.parent))
    file.unlink()
    text = history.feed(past, "https://a.example").decode()
    assert len(text) < 50_000
    assert "disclosures/.." not in text
    ids = [e.text for e in ElementTree.fromstring(text).iter() if e.tag.endswith("}id")]  # noqa: S314
    assert len(ids) == len(set(ids)) == 51
    listed = next(history.files(past, "")).content.decode()
    assert listed.count(",'=1+1,") == 28 * 9
    assert ",1.00,'=2.00," in listed


@pytest.mark.parametrize(
    "line", ["<<<<<<< HEAD", "2026-05-02", "2026-13-45,a,b,1,c,d,e,f", "x,a,b,1,c,d,e,f", ",,,,,,,"]
)
def test_a_line_that_is_no_change_is_named(line: str, packages: Path) -> None:
    file = packages / "changes.csv"
    file.write_text(f"{CHANGED.format(NAME)}{line}\n", "utf-8")
    try:
        with pytest.raises(PackageError, match="第 3 条"):
            history.read(read_catalogue(packages, packages.parent))
    finally:
        file.unlink()


def test_a_list_of_changes_that_is_none_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_package(tmp_path / "packages", NAME, OFFICE, {})
    (tmp_path / "packages" / "changes.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(PackageError):
        history.read(read_catalogue(tmp_path / "packages", tmp_path))
    arguments = ["--packages", str(tmp_path / "packages"), "--output", str(tmp_path / "site"), "--plain"]
    assert build_site.main([*arguments, "--cache", str(tmp_path / "cache")]) == 1
    assert "changes.csv" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
