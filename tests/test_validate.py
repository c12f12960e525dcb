"""validate.py refuses what is not what it claims to be, and says why; a package made by hand is as good as any."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import cases
import validate
from disclosures import store, validation
from disclosures.conformance import problems
from disclosures.pipeline import Packed, convert
from maker.document import render
from maker.text import made
from site_package import write_package

Change = Callable[[Path], object]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """A converted document."""
    path = tmp_path_factory.mktemp("documents") / "甲.txt"
    path.write_text(render(made("1")), "utf-8")
    return convert(path, "originals/甲.txt")


@pytest.fixture
def folder(whole: Packed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package on disk, its document below a root of its own."""
    (tmp_path / "originals").mkdir()
    (tmp_path / "originals" / "甲.txt").write_text(render(made("1")), "utf-8")
    monkeypatch.setattr(validate, "ROOT", tmp_path)
    return store.write(tmp_path / "datapackages", whole.relative, whole.files)


def _validate(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    capsys.readouterr()
    status = validate.main(["--packages", str(folder.parent.parent), "--jobs", "1"])
    return status, capsys.readouterr().err.splitlines()


def test_values_that_changed_without_a_line_are_said_in_chinese(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tmp_path / "before"
    shutil.copytree(folder.parent.parent, before)
    table = next(iter((before / folder.parent.name / folder.name / "data").glob("projects.csv")))
    lines = table.read_text("utf-8").splitlines()
    table.write_text("\n".join([lines[0], lines[1].replace(",", ",旧", 1), *lines[2:]]) + "\n", "utf-8")
    _forget_hashes(before / folder.parent.name / folder.name)
    status = validate.main(["--packages", str(folder.parent.parent), "--jobs", "1", "--before", str(before)])
    [line] = capsys.readouterr().err.splitlines()
    assert status == 1
    assert "changes.csv 里没有写明（projects 第 1 行" in line
    assert "请去掉提交里的 datapackages/" in line
    assert validate.main(["--packages", str(folder.parent.parent), "--before", str(folder.parent.parent)]) == 0


def _forget_hashes(folder: Path) -> None:
    def without(descriptor: dict[str, Any]) -> None:
        for resource in descriptor["resources"]:
            del resource["hash"]

    _describe(folder, without)


def _descriptor(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return found


def _describe(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    descriptor = _descriptor(folder)
    change(descriptor)
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")


def _resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    return next(r for r in descriptor["resources"] if r["name"] == name)


def _rewritten(name: str, change: Callable[[bytes], bytes]) -> Change:
    """The table changed, and the descriptor made to agree in size and hash: only the content can give it away."""

    def apply(folder: Path) -> None:
        path = folder / "data" / f"{name}.csv"
        data = change(path.read_bytes())
        path.write_bytes(data)

        def agree(descriptor: dict[str, Any]) -> None:
            digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
            _resource(descriptor, name).update(bytes=len(data), hash=digest)

        _describe(folder, agree)

    return apply


def _cell(name: str, field: str, value: str, row: int = 1) -> Change:
    def change(data: bytes) -> bytes:
        lines = data.decode().split("\n")
        at = lines[0].split(",").index(field)
        cells = lines[row].split(",")
        cells[at] = value
        lines[row] = ",".join(cells)
        return "\n".join(lines).encode()

    return _rewritten(name, change)


def _twice(data: bytes) -> bytes:
    lines = data.split(b"\n")
    return b"\n".join([*lines[:2], lines[1], *lines[2:]])


def _flipped(folder: Path) -> None:
    path = folder / "data" / "balance.csv"
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(bytes(data))


def _put(name: str, data: bytes) -> Change:
    def apply(folder: Path) -> None:
        (folder / name).write_bytes(data)

    return apply


def _described(change: Callable[[dict[str, Any]], None]) -> Change:
    return lambda folder: _describe(folder, change)


def _money(descriptor: dict[str, Any]) -> None:
    descriptor["resources"][0]["schema"]["fields"][0]["type"] = "money"


REFUSED: dict[str, tuple[Change, tuple[str, ...]]] = {
    "a word for an amount": (_cell("balance", "amount", "很多"), ("data/balance.csv（第 2 行 amount）", "不是 number")),
    "an infinite amount": (_cell("balance", "amount", "Infinity"), ("amount", "不是 number")),
    "a fraction for a row": (_cell("balance", "row", "1.5"), ("row", "不是 integer")),
    "a lost file": (lambda f: (f / "data/balance.csv").unlink(), ("data/balance.csv", "不存在")),
    "a changed byte": (_flipped, ("data/balance.csv", "SHA-256")),
    "a lost line": (lambda f: (f / "data/balance.csv").write_bytes(b"row\n"), ("data/balance.csv", "字节")),
    "a key twice": (_rewritten("balance", _twice), ("第 3 行", "主键 row=1 重复")),
    "a row too long": (_rewritten("balance", lambda d: d[:-1] + b",x\n"), ("单元格的个数",)),
    "a row too short": (_rewritten("balance", lambda d: d[: d.rstrip().rfind(b",")] + b"\n"), ("单元格的个数",)),
    "another head": (_rewritten("balance", lambda d: d.replace(b"amount", b"betrag", 1)), ("列名与 schema 不同",)),
    "no UTF-8": (_rewritten("balance", lambda d: d + b"\xff"), ("UTF-8 CSV",)),
    "a byte order mark": (_rewritten("balance", lambda d: b"\xef\xbb\xbf" + d), ("开头有 BOM",)),
    "an unknown row kind": (_cell("balance", "row_kind", "sum"), ("row_kind", "不在允许的取值中")),
    "a blank in a required field": (_cell("balance", "row_kind", ""), ("row_kind", "不能为空")),
    "a code of letters": (_cell("expenditure", "functional_code", "abc"), ("functional_code", "不符合")),
    "row 0": (_cell("balance", "row", "0"), ("row", "小于 1")),
    "an indicator of no project": (_cell("performance_indicators", "project_row", "999"), ("performance_projects 中没有 999",)),
    "an extra file": (_put("data/more.csv", b"row\n"), ("data/more.csv", "没有提到")),
    "an extra hidden file": (_put(".secret", b"x"), (".secret", "没有提到")),
    "no descriptor": (lambda f: (f / "datapackage.json").unlink(), ("缺少 datapackage.json",)),
    "broken JSON": (_put("datapackage.json", b'{"name": '), ("不是合法的 JSON",)),
    "a descriptor in GB18030": (_put("datapackage.json", '{"name": "部门预算公开"}'.encode("gb18030")), ("不是合法的 JSON",)),
    "a list for a descriptor": (_put("datapackage.json", b"[]"), ("应是一个对象",)),
    "no resources": (_described(lambda d: d.pop("resources")), ("resources",)),
    "an empty list of resources": (_described(lambda d: d.update(resources=[])), ("Data Package 2.0",)),
    "a path out of the package": (_described(lambda d: d["resources"][0].update(path="../../x.csv")), ("path",)),
    "an absolute path": (_described(lambda d: d["resources"][0].update(path="/etc/passwd")), ("path",)),
    "a path on the net": (_described(lambda d: d["resources"][0].update(path="https://example.org/x.csv")), ("path",)),
    "a path to something else": (_described(lambda d: d["resources"][0].update(path="data/x.json")), ("path", "CSV")),
    "a path deep down": (_described(lambda d: d["resources"][0].update(path="data/a/x.csv")), ("path",)),
    "a folder of another name": (_described(lambda d: d.update(name="410702-mou-ju-2020")), ("文件夹应与 name 同名",)),
    "no schema": (_described(lambda d: d["resources"][0].pop("schema")), ("没有 schema",)),
    "a schema elsewhere": (_described(lambda d: d["resources"][0].update(schema="https://example.org/s.json")), ("没有 schema",)),
    "a field type that is none": (_described(_money), ("Table Schema 2.0",)),
    "a resource twice": (_described(lambda d: d["resources"].append(d["resources"][0])), ("不止一次",)),
    "a name that is no address": (_described(lambda d: d.update(name="Ju/2025")), ("name", "只用小写字母")),
    "no department and year": (_described(lambda d: d.pop("disclosure")), ("没有 disclosure",)),
    "a department without an id": (_described(lambda d: d["disclosure"].update(department_id=None)), ("disclosure.department_id",)),
    "a year in quotes": (_described(lambda d: d["disclosure"].update(year="2025")), ("disclosure.year", "整数")),
    "a code that is a number": (_described(lambda d: d["disclosure"].update(division_code=410702)), ("disclosure.division_code",)),
    "a level that is none": (_described(lambda d: d["disclosure"].update(level="部门")), ("disclosure.level", "department、unit")),
    "a name that is none": (_described(lambda d: d.update(name=7)), ("Data Package 2.0",)),
}  # fmt: skip


def test_a_sound_package_passes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _validate(folder, capsys) == (0, [])


@pytest.mark.parametrize("damage", REFUSED)
def test_a_damaged_package_is_refused(damage: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change, says = REFUSED[damage]
    change(folder)
    status, lines = _validate(folder, capsys)
    assert status == 1
    assert 1 <= len(lines) <= 3
    where = f"{folder.parent.name}/{folder.name}"
    assert all(line.startswith(f"错误：{where}：") for line in lines)
    assert any(all(words in line for words in says) for line in lines), lines


def test_frictionless_has_its_say(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    REFUSED["a word for an amount"][0](folder)
    monkeypatch.setattr(validation, "problems", lambda *_: [])
    status, lines = _validate(folder, capsys)
    assert status == 1
    assert any("Frictionless：" in line and "很多" in line for line in lines)


def test_one_bad_package_leaves_the_others_valid(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _describe(Path(shutil.copytree(folder, folder.with_name("zweites"))), lambda d: d.update(name="zweites"))
    (folder / "data" / "balance.csv").unlink()
    assert validate.main(["--packages", str(tmp_path / "datapackages"), "--jobs", "2"]) == 1
    said = capsys.readouterr()
    assert "2 个数据包，1 个有效，1 个有问题" in said.out
    assert all(folder.name in line for line in said.err.splitlines())


# --- stale ---------------------------------------------------------------------------------------------------------


def _document(root: Path, data: str) -> None:
    (root / "originals" / "甲.txt").write_text(data, "utf-8")


def _described_anew(root: Path) -> None:
    (root / "originals" / "甲.txt.yaml").write_text("year: 2022\n", "utf-8")


STALE: dict[str, tuple[Change, str]] = {
    "the document has changed": (lambda root: _document(root, "别的"), "已过期：原文在转换之后有变化"),
    "the document is gone": (lambda root: (root / "originals/甲.txt").unlink(), "已过期：原文（已不存在）在转换之后有变化"),
    "a description has come": (_described_anew, "已过期：描述文件在转换之后有变化"),
}  # fmt: skip


@pytest.mark.parametrize("what", STALE)
def test_a_stale_package_is_named(what: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change, says = STALE[what]
    change(tmp_path)
    status, lines = _validate(folder, capsys)
    assert status == 1
    assert len(lines) == 1
    assert says in lines[0]
    assert "convert.py" in lines[0]


def test_a_package_of_another_program_is_stale(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _describe(folder, lambda d: d["conversion"].update(code="sha256:" + "0" * 64))
    status, lines = _validate(folder, capsys)
    assert status == 1
    assert "已过期：转换程序在转换之后有变化" in lines[0]


def test_a_package_made_by_hand_passes(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _describe(folder, lambda d: d.pop("conversion"))
    (tmp_path / "originals" / "甲.txt").unlink()
    assert _validate(folder, capsys) == (0, [])


def test_the_hand_made_packages_of_the_site_tests_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = ("收支总表", "row row_kind label amount", [["1", "total", "收入总计", "1.00"]])
    made_by_hand = write_package(tmp_path / "datapackages", "410702-x-2024", {}, {"balance": table})
    monkeypatch.setattr(validate, "ROOT", tmp_path)
    status, lines = _validate(made_by_hand, capsys)
    assert (status, lines) == (0, [])


def test_no_folder_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert validate.main(["--packages", str(tmp_path / "nothing")]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "没有这个文件夹" in lines[0]


def test_a_package_named_instead_of_its_folder_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    package = next(store.stored(cases.PACKAGES)).folder
    assert validate.main(["--packages", str(package), "--jobs", "1"]) == 1
    assert "上两级" in capsys.readouterr().err


def test_committed_packages_are_those_of_the_originals() -> None:
    packages = {p.document for p in store.stored(cases.PACKAGES)}
    documents = {p.relative_to(cases.ROOT).as_posix() for p in cases.ORIGINALS.rglob("*.txt")}
    assert packages == documents


# --- whatever a descriptor holds, the answer is a list of problems ---------------------------------------------------

ODD: tuple[Any, ...] = (None, 7, "x", [], {}, [None], {"x": None}, "[", -1.5)


def _nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths to every node; of long lists of resources and fields only the first."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _nodes(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value[:1]):
            yield from _nodes(inner, (*path, index))


def _changed(descriptor: dict[str, Any], path: tuple[Any, ...], odd: Any) -> dict[str, Any]:
    changed = copy.deepcopy(descriptor)
    at: Any = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = odd
    return changed


def _small(whole: Packed) -> dict[str, Any]:
    """The descriptor with two resources of few fields, one with a key into the other."""
    descriptor: dict[str, Any] = json.loads(whole.files["datapackage.json"])
    kept = [r for r in descriptor["resources"] if r["name"] in ("performance_indicators", "performance_projects")]
    return {**descriptor, "resources": sorted(kept, key=lambda r: str(r["name"]))}


def test_no_descriptor_stops_the_check(whole: Packed) -> None:
    def read(path: str) -> bytes:
        if path not in whole.files:
            raise FileNotFoundError(path)
        return whole.files[path]

    descriptor = _small(whole)
    assert problems(descriptor, read) == []
    stopped = []
    for path in _nodes(descriptor):
        for odd in ODD:
            try:
                problems(_changed(descriptor, path, odd), read)
            except Exception as error:  # whatever it is, it is what is looked for
                stopped.append((path, odd, repr(error)))
    assert not stopped, stopped[:30]
