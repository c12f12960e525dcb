"""One disclosure in several files: a folder or a description says so; the data are the same as from one file."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import build_site
import cases
import convert
import explain
from disclosures.batch import Outcome, run
from disclosures.errors import DescriptionError, DocumentError
from disclosures.inventory import Item, collect
from disclosures.model import Sheet
from disclosures.package import files
from disclosures.pipeline import convert as convert_one
from disclosures.scans import sheet_words
from disclosures.validation import validate
from maker.document import render
from maker.text import made

WORDS, TABLES, REST = "附件1 说明.txt", "附件2 报表.txt", "附件3 报表续.txt"
JOINED = "files: [附件1 说明.txt, 附件2 报表.txt]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """`originals/411321/水利局/` with a disclosure in two files: words, and tables."""
    return _written(tmp_path, [154])


def _written(root: Path, cuts: Sequence[int], seed: str = "1") -> Path:
    """A made disclosure cut into files before these lines (from 0)."""
    folder = root / "originals" / "411321" / "水利局"
    folder.mkdir(parents=True)
    lines = render(made(seed)).split("\n")
    for name, start, end in zip((WORDS, TABLES, REST), [0, *cuts], [*cuts, len(lines)], strict=False):
        (folder / name).write_text("\n".join(lines[start:end]), "utf-8")
    return folder


def _items(root: Path) -> list[Item]:
    items, errors = collect([root / "originals"], root)
    assert not errors
    return items


def _run(root: Path) -> list[Outcome]:
    return run(_items(root), root / "datapackages", 1, False, lambda _: None)


def _descriptors(root: Path) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(p.read_text("utf-8")) for p in sorted((root / "datapackages").glob("*/*/datapackage.json"))]


# --- the data ------------------------------------------------------------------------------------------------------


def _without_places(tables: dict[str, cases.Rows]) -> dict[str, cases.Rows]:
    return {
        name: [{f: v for f, v in row.items() if not f.startswith("source_")} for row in rows]
        for name, rows in tables.items()
        if name not in cases.RECORDS
    }


@pytest.mark.parametrize("cuts", [[154], [154, 335], [154, 451]], ids=["words", "between tables", "within a table"])
def test_the_data_are_those_of_one_file(cuts: list[int], tmp_path: Path) -> None:
    folder = _written(tmp_path, cuts)
    (folder / "disclosure.yaml").write_text("", "utf-8")
    one = tmp_path / "eins.txt"
    one.write_text(render(made("1")), "utf-8")
    several, whole = convert_one(folder, "originals/411321/水利局"), convert_one(one, "eins.txt")
    assert several.relative == whole.relative
    assert _without_places(cases.tables(several)) == _without_places(cases.tables(whole))
    assert len(several.disclosure.findings) == len(whole.disclosure.findings)
    assert len(several.disclosure.repairs) == len(whole.disclosure.repairs)


def test_each_row_says_which_file_it_stands_in(tmp_path: Path) -> None:
    folder = _written(tmp_path, [154, 335])
    (folder / "disclosure.yaml").write_text("", "utf-8")
    packed = convert_one(folder, "originals/411321/水利局")
    descriptor = json.loads(packed.files["datapackage.json"])
    by_name = {r["name"]: r for r in descriptor["resources"]}
    assert by_name["duties"]["source_documents"] == [f"originals/411321/水利局/{WORDS}"]
    assert by_name["balance"]["source_documents"] == [f"originals/411321/水利局/{TABLES}"]
    assert by_name["projects"]["source_documents"] == [f"originals/411321/水利局/{REST}"]
    assert "source_documents" not in by_name["findings"]
    lines = {str(n): (folder / f).read_text("utf-8").split("\n") for n, f in enumerate((WORDS, TABLES, REST), 1)}
    for resource, field in (("balance", "amount"), ("projects", "total")):
        for row in cases.tables(packed)[resource]:
            if "." in row[field]:
                assert row[field] in lines[row["source_document"]][int(row["source_line"]) - 1].replace(",", "")


def test_one_file_has_no_such_column(tmp_path: Path) -> None:
    path = tmp_path / "eins.txt"
    path.write_text(render(made("1")), "utf-8")
    packed = convert_one(path, "eins.txt")
    assert b"source_document" not in b"".join(packed.files.values())


def test_scanned_pages_are_told_with_their_file() -> None:
    assert sheet_words([(2, 4), (1, 3), (2, 3)]) == "第 1 个文件第 3 页、第 2 个文件第 3–4 页"
    assert sheet_words([(None, 3), (None, 1)]) == "第 1、3 页"


def test_the_descriptor_says_in_which_file_a_page_was_scanned(folder: Path) -> None:
    (folder / "disclosure.yaml").write_text("", "utf-8")
    packed = convert_one(folder, "originals/411321/水利局")
    given: list[tuple[tuple[Sheet, ...], object]] = [
        (((2, 4), (1, 3), (2, 3)), [{"source_document": 1, "pages": [3]}, {"source_document": 2, "pages": [3, 4]}]),
        (((None, 3), (None, 4)), None),
        ((), None),
    ]
    for scanned, expected in given:
        made = files(replace(packed.disclosure, recognised=scanned), "", None)
        about = json.loads(made["datapackage.json"])["disclosure"]
        assert about.get("recognised_in") == expected
        assert about.get("recognised_pages") == ([3, 4] if scanned else None)


def test_the_descriptor_names_every_file(folder: Path, tmp_path: Path) -> None:
    (folder / "disclosure.yaml").write_text("url: https://example.gov.cn/1\nreceived: '2022-05-01'\n", "utf-8")
    assert [o.status for o in _run(tmp_path)] == ["converted"]
    [descriptor] = _descriptors(tmp_path)
    first, second, web = descriptor["sources"]
    assert (first["title"], second["title"]) == (WORDS, TABLES)
    assert first["path"] == f"originals/411321/水利局/{WORDS}"
    assert first["hash"] != second["hash"]
    assert {first["mediatype"], second["mediatype"]} == {"text/plain"}
    assert web == {"title": "公开网址", "path": "https://example.gov.cn/1"}


# --- which files belong together -----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["disclosure.yaml", f"{WORDS}.yaml"])
def test_a_folder_or_a_description_joins(place: str, folder: Path, tmp_path: Path) -> None:
    (folder / place).write_text(JOINED, "utf-8")
    [item] = _items(tmp_path)
    assert [p.name for p, _ in item.documents] == [WORDS, TABLES]
    [outcome] = _run(tmp_path)
    assert (outcome.status, outcome.document) == ("converted", item.shown)
    assert [o.status for o in _run(tmp_path)] == ["unchanged"]
    for given in (folder, folder / WORDS, folder / TABLES):
        items, errors = collect([given], tmp_path)
        assert (items, errors) == ([item], [])


def test_the_order_is_that_of_the_description(folder: Path, tmp_path: Path) -> None:
    (folder / "disclosure.yaml").write_text("files:\n- 附件2 报表.txt\n- 附件1 说明.txt\n", "utf-8")
    [item] = _items(tmp_path)
    assert [p.name for p, _ in item.documents] == [TABLES, WORDS]


def test_without_a_word_they_stay_apart_and_the_refusal_tells_how(folder: Path, tmp_path: Path) -> None:
    outcomes = _run(tmp_path)
    assert [o.document.rsplit("/", 1)[-1] for o in outcomes] == [WORDS, TABLES]
    refused = outcomes[0]
    assert refused.status == "refused"
    assert f"请新建 {WORDS}.yaml，写明 files: [{WORDS}, {TABLES}]" in str(refused.message)
    (folder / f"{WORDS}.yaml").write_text(JOINED, "utf-8")
    assert [o.status for o in _run(tmp_path)] == ["converted"]


def test_other_departments_in_the_folder_of_a_division_are_no_hint(tmp_path: Path) -> None:
    division = tmp_path / "originals" / "411321"
    division.mkdir(parents=True)
    for name in ("甲.txt", "乙.txt"):
        (division / name).write_text("什么也没有", "utf-8")
    assert not any("同属一份公开" in str(o.message) for o in _run(tmp_path))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("disclosure.yaml", "files: [附件1 说明.txt]", "没有列出文件夹里的文件“附件2 报表.txt”"),
        ("disclosure.yaml", "files: [附件1 说明.txt, 附件9.txt]", "没有文件“附件9.txt”"),
        ("disclosure.yaml", "files: [附件1 说明.txt, ../../x.txt]", "没有文件“../../x.txt”"),
        ("disclosure.yaml", "files: [附件1 说明.txt, 附件1 说明.txt, 附件2 报表.txt]", "列了两次"),
        ("disclosure.yaml", "files: 附件1 说明.txt", "files 应是文件名的列表"),
        ("disclosure.yaml", "files: [[a]]", "files 应是文件名的列表"),
        ("disclosure.yaml", "year: [2022]", "year 应是四位年份"),
        ("disclosure.yaml", "url: {a: b}", "url 应是一个值"),
        ("disclosure.yaml", "a: " + "[" * 3000, "不是合法的 YAML"),
        ("disclosure.yaml", "# " + "x" * 70_000, "超过 64 KB"),
        ("disclosure.yaml", "a: &a {x: 1}\nb: &b {<<: [*a, *a]}\n", "不是合法的 YAML"),
        (f"{WORDS}.yaml", "files: [附件2 报表.txt, 附件1 说明.txt]", "第一个应是它旁边的文件“附件1 说明.txt”"),
    ],
)
def test_a_description_that_does_not_fit_is_refused(name: str, text: str, said: str, folder: Path) -> None:
    (folder / name).write_text(text, "utf-8")
    path = folder if name == "disclosure.yaml" else folder / WORDS
    with pytest.raises(DescriptionError, match=said.replace("(", r"\(")) as raised:
        convert_one(path, path.name)
    assert name in raised.value.line
    assert collect([folder], folder.parent)[0][0].path == path


def test_two_descriptions_for_one_disclosure_are_refused(folder: Path) -> None:
    (folder / "disclosure.yaml").write_text("", "utf-8")
    (folder / f"{TABLES}.yaml").write_text("year: 2022\n", "utf-8")
    with pytest.raises(DescriptionError, match=r"另有描述文件 附件2 报表\.txt\.yaml"):
        convert_one(folder, "水利局")


def test_a_file_belongs_to_one_disclosure_only(folder: Path, tmp_path: Path) -> None:
    (folder / "附件0.txt").write_text("x", "utf-8")
    (folder / f"{WORDS}.yaml").write_text(JOINED, "utf-8")
    (folder / "附件0.txt.yaml").write_text("files: [附件0.txt, 附件2 报表.txt]\n", "utf-8")
    _, [error] = collect([folder], tmp_path)
    assert f"“{TABLES}”已经列在 originals/411321/水利局/附件0.txt 的描述文件里" in error.line


def test_a_division_is_never_one_disclosure(tmp_path: Path) -> None:
    folder = _written(tmp_path, [154])
    (folder.parent / "disclosure.yaml").write_text("", "utf-8")
    items, [error] = collect([tmp_path / "originals"], tmp_path)
    assert len(items) == 2
    assert "不能直接放在区划的文件夹里" in error.line


def test_a_folder_that_only_holds_a_description(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "空" / "disclosure.yaml").write_text("", "utf-8")
    items, [error] = collect([tmp_path], tmp_path)
    assert not items
    assert "没有文件" in error.line


# --- what changes later --------------------------------------------------------------------------------------------


def test_any_file_or_the_description_makes_it_stale(folder: Path, tmp_path: Path) -> None:
    description = folder / "disclosure.yaml"
    description.write_text("", "utf-8")
    _run(tmp_path)
    assert validate(tmp_path / "datapackages", tmp_path, 1)[0][1] == []
    (folder / TABLES).write_text((folder / TABLES).read_text("utf-8") + "\n附注\n", "utf-8")
    assert "已过期：原文在转换之后有变化" in str(validate(tmp_path / "datapackages", tmp_path, 1))
    assert [o.status for o in _run(tmp_path)] == ["converted"]
    description.write_text("received: '2022-05-01'\n", "utf-8")
    assert "已过期：描述文件" in str(validate(tmp_path / "datapackages", tmp_path, 1))
    assert [o.status for o in _run(tmp_path)] == ["converted"]
    (folder / "附件3.txt").write_text("补充说明\n", "utf-8")
    assert "已过期：原文" in str(validate(tmp_path / "datapackages", tmp_path, 1))
    assert [o.status for o in _run(tmp_path)] == ["converted"]
    assert len(_descriptors(tmp_path)[0]["sources"]) == 3


def test_joining_and_separating_leave_no_package_behind(tmp_path: Path) -> None:
    folder = _written(tmp_path, [])
    (folder / TABLES).write_text(render(made("2")), "utf-8")  # another disclosure
    assert [o.status for o in _run(tmp_path)] == ["converted", "converted"]
    assert len(_descriptors(tmp_path)) == 2
    (folder / "disclosure.yaml").write_text("", "utf-8")
    assert [o.status for o in _run(tmp_path)] == ["converted"]
    assert len(_descriptors(tmp_path)) == 1
    (folder / "disclosure.yaml").unlink()
    assert [o.status for o in _run(tmp_path)] == ["converted", "converted"]
    assert sorted(len(d["sources"]) for d in _descriptors(tmp_path)) == [1, 1]


# --- the commands and the site -------------------------------------------------------------------------------------


def test_the_commands_take_the_folder_or_one_of_its_files(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "disclosure.yaml").write_text("", "utf-8")
    assert convert.main([str(folder / TABLES), "--output", str(tmp_path / "out")]) == 0
    assert "水利局" in capsys.readouterr().out
    told = []
    for given in (folder, folder / TABLES):
        assert explain.main([str(given)]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert told[0].index(f"文件：{WORDS}") < told[0].index(f"文件：{TABLES}")
    (folder / "disclosure.yaml").unlink()
    assert explain.main([str(folder)]) == 1
    assert "这里有 2 份公开" in capsys.readouterr().err


def test_the_site_shows_and_links_every_file(folder: Path, tmp_path: Path) -> None:
    (folder / "disclosure.yaml").write_text("url: https://example.gov.cn/1\n", "utf-8")
    [outcome] = _run(tmp_path)
    site = tmp_path / "site"
    given = ["--packages", str(tmp_path / "datapackages"), "--root", str(tmp_path), "--output", str(site)]
    assert build_site.main(given) == 0
    pages = site / "disclosures"
    [page] = pages.glob("*/index.html")
    html = page.read_text("utf-8")
    name = str(outcome.package).split("/")[1]
    for index, title in enumerate((WORDS, TABLES)):
        assert f"原文：{title}" in html
        shown = (pages / name / f"source{'' if index == 0 else '-2'}.html").read_text("utf-8")
        assert title in shown
    with zipfile.ZipFile(pages / name / f"{name}.zip") as archive:
        assert sorted(Path(one).name for one in archive.namelist() if one.endswith(".txt")) == [WORDS, TABLES]
    assert f"《{TABLES}》第 " in html
    assert "source-2.html#" in html


def test_a_refusal_is_told_as_a_document_error(folder: Path) -> None:
    with pytest.raises(DocumentError, match="不像部门预算公开文件"):
        convert_one(folder / WORDS, WORDS)
