"""The catalogue: what a package may be, and what is said about one that can't be shown."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.catalogue import Disclosure, PackageError, read_catalogue, read_disclosure, to_decimal
from site_package import OFFICE, office_tables, write_package


def _change(folder: Path, change: dict[str, object]) -> Path:
    file = folder / "datapackage.json"
    raw = json.loads(file.read_text("utf-8"))
    raw.update(change)
    file.write_text(json.dumps(raw), "utf-8")
    return file


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_package(tmp_path, "410702-office-2026", OFFICE, office_tables())


def test_a_package_made_by_hand_is_read_with_all_its_tables(tmp_path: Path, office: Path) -> None:
    held = read_catalogue(tmp_path, tmp_path)
    assert held.problems == ()
    (item,) = held.disclosures
    assert isinstance(item, Disclosure)
    assert (item.name, item.year, item.folder) == ("410702-office-2026", 2026, office)
    row = item.rows("expenditure")[0]
    assert row.text("row_kind") == "total"
    assert row.amount("total") == Decimal("702.77")
    assert row.amount("basic_capital") is None
    assert item.rows("no_such_table") == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "有 空格/.."}, "不能用作网址"),
        ({"disclosure": None}, "disclosure 缺失"),
        ({"disclosure": {"department": "某局", "department_id": "x"}}, "year 缺失"),
        ({"disclosure": {"department": "某局", "department_id": "x", "year": True}}, "year 缺失"),
        ({"resources": [{"name": "a", "path": "../../datapackage.json", "schema": {}}]}, "不存在"),
        ({"resources": [{"name": "a", "path": "data/none.csv", "schema": {}}]}, "不存在"),
        ({"resources": [{"name": "../a", "path": "data/balance.csv", "schema": {}}]}, "不能用作文件名"),
        ({"disclosure": {"department": "某局", "department_id": "x", "year": 10**30}}, "不是年度"),
        ({"title": "半个\ud800字"}, "不是可读的 JSON"),
        ({"resources": [{"name": "a", "path": "长" * 300, "schema": {}}]}, "不存在"),
        ({"resources": [{"name": "a", "path": "data/balance.csv", "schema": {"fields": "x"}}]}, "不是列表"),
        ({"resources": [{"name": "a", "path": "data/balance.csv", "schema": {"fields": [{"name": "b"}] * 2}}]}, "同名"),
        ({"resources": "data/balance.csv"}, "不是列表"),
        ({"resources": ["data/balance.csv"]}, "resources[0]"),
        ({"resources": [{"name": "balance", "path": "data/balance.csv"}]}, "schema"),
    ],
)
def test_a_broken_descriptor_names_file_place_and_remedy(
    tmp_path: Path, office: Path, change: dict[str, object], said: str
) -> None:
    file = _change(office, change)
    with pytest.raises(PackageError) as caught:
        read_disclosure(file, tmp_path)
    assert said in str(caught.value)
    assert str(file) in str(caught.value)
    assert "请" in str(caught.value) or "只用" in str(caught.value)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"name": ' + "9" * 5000 + "}", "{", "\0"])
def test_what_no_reader_of_json_bears_is_one_broken_package(tmp_path: Path, text: str) -> None:
    folder = write_package(tmp_path, "410702-bad-2025", {}, {})
    (folder / "datapackage.json").write_text(text, "utf-8")
    (problem,) = read_catalogue(tmp_path, tmp_path).problems
    assert "不是可读的 JSON" in str(problem)


def test_pages_that_cannot_be_are_no_pages(tmp_path: Path, office: Path) -> None:
    about = {**OFFICE, "year": 2026, "recognised_pages": [True, -1, 0, 10**40, "3", 7]}
    assert read_disclosure(_change(office, {"disclosure": about}), tmp_path).recognised == ((None, 7),)


def test_one_broken_package_leaves_the_others_alone(tmp_path: Path, office: Path) -> None:
    broken = write_package(tmp_path, "410702-broken-2025", {}, {"balance": ("表", "row label", [["1", "甲"]])})
    (broken / "datapackage.json").write_text("{", "utf-8")
    held = read_catalogue(tmp_path, tmp_path)
    assert [d.folder for d in held.disclosures] == [office]
    assert [p.file.parent for p in held.problems] == [broken]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"row,label\n1\n", "第 2 条记录有 1 格，应有 2 格".encode()),
        (b"row,name\n1,2\n", "表头".encode()),
        (b"row,label\n1,\xff\xfe\n", b"UTF-8"),
        (b'row,label\n1,"a\n', "读不出".encode()),
    ],
)
def test_a_table_that_is_not_what_its_schema_says_is_refused(tmp_path: Path, content: bytes, said: bytes) -> None:
    folder = write_package(tmp_path, "410702-bad-2025", {}, {"balance": ("表", "row label", [["1", "甲"]])})
    (folder / "data" / "balance.csv").write_bytes(content)
    (problem,) = read_catalogue(tmp_path, tmp_path).problems
    assert said.decode() in str(problem)
    assert problem.file.name == "balance.csv"


def test_a_name_used_twice_is_refused_the_second_time(tmp_path: Path, office: Path) -> None:
    second = write_package(tmp_path, "410702-second-2026", {}, {})
    _change(second, {"name": "410702-office-2026"})
    held = read_catalogue(tmp_path, tmp_path)
    assert [d.folder for d in held.disclosures] == [office]
    assert "重复" in str(held.problems[0])


def test_staging_folders_and_other_files_are_no_packages(tmp_path: Path) -> None:
    write_package(tmp_path / ".staging", "410702-half-2026", {}, {})
    (tmp_path / "README.md").write_text("x", "utf-8")
    assert read_catalogue(tmp_path, tmp_path).disclosures == ()


def test_a_source_outside_the_project_is_never_published(tmp_path: Path, office: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", "utf-8")
    root = tmp_path / "project"
    root.mkdir()
    sources = [{"path": "../secret.txt"}, {"path": "/etc/passwd"}, {"path": "https://example.org/x.pdf"}, {}]
    item = read_disclosure(_change(office, {"sources": sources}), root)
    assert [s.file for s in item.sources] == [None] * 4


@pytest.mark.parametrize(("text", "number"),
    [("1.50", Decimal("1.50")), ("", None), ("NaN", None), ("八", None), ("1e30", None), ("1e999999", None), ("1e-30", None),
     ("-99999999999999.99", Decimal("-99999999999999.99")), ("0.000001", Decimal("0.000001"))],
)  # fmt: skip
def test_numbers_are_exact_or_absent(text: str, number: Decimal | None) -> None:
    assert to_decimal(text) == number
