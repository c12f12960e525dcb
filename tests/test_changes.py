"""What changed in published data is listed, cell by cell, with why."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from disclosures import changes, store

HEAD = "row,name,total,source_line\n"


def package(rows: str, code: str = "a", source: str = "s", **more: str) -> dict[str, bytes]:
    tables = {"projects": HEAD + rows, "checks": f"row,left\n1,{rows[:1]}\n", **more}
    descriptor: dict[str, Any] = {
        "name": "x-2026",
        "sources": [{"path": "a.txt", "hash": source}],
        "conversion": {"code": code, "description": None},
        "resources": [{"name": name, "path": f"data/{name}.csv"} for name in tables],
    }
    files = {f"data/{name}.csv": text.encode() for name, text in tables.items()}
    return {"datapackage.json": json.dumps(descriptor).encode(), **files}


def differ(tmp_path: Path, old: dict[str, bytes], new: dict[str, bytes]) -> list[tuple[str, ...]]:
    store.write(tmp_path, "41/x-2026", old)
    found = changes.changes(next(store.stored(tmp_path)), new, "2026-05-02")
    return [(c.resource, c.row, c.field, c.before, c.after, c.reason) for c in found]


def test_a_cell_that_says_something_else_is_a_line(tmp_path: Path) -> None:
    old, new = package("1,甲,2.00,7\n2,乙,,8\n"), package("1,甲,3.00,9\n2,乙,1.00,10\n", code="b")
    assert differ(tmp_path, old, new) == [
        ("projects", "1", "total", "2.00", "3.00", "转换程序有改动"),
        ("projects", "2", "total", "", "1.00", "转换程序有改动"),
    ]


def test_the_same_data_are_no_change(tmp_path: Path) -> None:
    assert differ(tmp_path, package("1,甲,2.00,7\n"), package("1,甲,2.00,8\n", code="b", source="t")) == []


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (package("1,甲,2.00,7\n2,乙,1.00,8\n", source="t"), ("projects", "", "", "1 行", "2 行", "换了原文")),
        (package("1,甲,2.00,7\n", income="row,a\n1,b\n"), ("income", "", "", "没有这张表", "1 行", "重新转换")),
    ],
)
def test_a_table_of_another_length_is_one_line(tmp_path: Path, new: dict[str, bytes], line: tuple[str, ...]) -> None:
    assert differ(tmp_path, package("1,甲,2.00,7\n"), new) == [line]


def test_very_many_cells_are_one_line(tmp_path: Path) -> None:
    old = package("".join(f"{n},甲,1.00,7\n" for n in range(1, 302)))
    new = package("".join(f"{n},甲,2.00,7\n" for n in range(1, 302)))
    assert differ(tmp_path, old, new) == [("projects", "", "", "301 行", "301 格不同", "重新转换")]


def test_the_list_only_grows(tmp_path: Path) -> None:
    line = changes.Change("2026-05-02", "x", "projects", "1", "total", "a,b", "c\nd", "换了原文")
    changes.append(tmp_path, [line])
    before = (tmp_path / changes.FILE).read_bytes()
    changes.append(tmp_path, [])
    changes.append(tmp_path, [line])
    after = (tmp_path / changes.FILE).read_bytes()
    assert after.startswith(before)
    assert after.count(b"date,package") == 1


LINE = changes.Change("2026-05-02", "x", "projects", "1", "total", "1.00", "2.00", "换了原文")


def test_a_run_that_was_interrupted_says_nothing_twice(tmp_path: Path) -> None:
    changes.append(tmp_path, [LINE])
    changes.append(tmp_path, [LINE])
    assert (tmp_path / changes.FILE).read_text("utf-8").count("2.00") == 1
    back = replace(LINE, before="2.00", after="1.00")
    for one in (back, LINE):
        changes.append(tmp_path, [one])
    assert len((tmp_path / changes.FILE).read_text("utf-8").splitlines()) == 4


def test_half_a_line_from_elsewhere_takes_no_other_along(tmp_path: Path) -> None:
    changes.append(tmp_path, [LINE])
    file = tmp_path / changes.FILE
    file.write_bytes(file.read_bytes() + b"2026-05-0")
    changes.append(tmp_path, [replace(LINE, row="2")])
    assert file.read_text("utf-8").splitlines()[2:] == ["2026-05-0", "2026-05-02,x,projects,2,total,1.00,2.00,换了原文"]


def test_a_crash_while_writing_leaves_the_list_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes.append(tmp_path, [LINE])
    before = (tmp_path / changes.FILE).read_bytes()
    monkeypatch.setattr(os, "fsync", _crash)
    with pytest.raises(OSError, match="crash"):
        changes.append(tmp_path, [replace(LINE, row="2")])
    assert (tmp_path / changes.FILE).read_bytes() == before


def _crash(_: int) -> None:
    raise OSError("crash")


def test_a_package_that_gets_another_name_is_a_line(tmp_path: Path) -> None:
    store.write(tmp_path, "41/x-2026", package("1,甲,2.00,7\n"))
    new = package("1,甲,2.00,7\n")
    new["datapackage.json"] = new["datapackage.json"].replace(b"x-2026", b"x-2025")
    found = changes.moved(next(store.stored(tmp_path)), new, "2026-05-02")
    assert (found.package, found.before, found.after) == ("x-2026", "有这份公开", "改为 x-2025")


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"sources": [1]}', '{"sources": "x"}', '{"resources": [1]}', '{"resources": [{"name": 1}]}'],
)
def test_what_is_no_package_is_replaced_and_not_compared(text: str, tmp_path: Path) -> None:
    store.write(tmp_path, "41/x-2026", {"datapackage.json": text.encode()})
    assert list(store.stored(tmp_path)) == []


def test_of_a_very_long_cell_what_differs_is_told(tmp_path: Path) -> None:
    old, new = (package(f"1,{'长' * 200_000}{end}{'尾' * 900},2.00,7\n") for end in "甲乙")
    ((*_, before, after, _),) = differ(tmp_path, old, new)
    assert before == f"……{'长' * 20}甲{'尾' * 479}……"
    assert after == before.replace("甲", "乙")


# ── what is said of two states of the packages ──


def two_states(tmp_path: Path, new: dict[str, bytes] | None, *lines: changes.Change) -> list[tuple[str, list[str]]]:
    """What is not listed where a package becomes `new` (None: it goes) and the list gets `lines`."""
    before, after = tmp_path / "before", tmp_path / "after"
    for root in (before, after):
        store.write(root, "41/x-2026", package("1,甲,2.00,7\n2,乙,,8\n"))
        changes.append(root, [replace(LINE, after="9.00"), replace(LINE, row="2", after="3.00")])  # said long ago
    if new is None:
        store.remove(after, after / "41" / "x-2026")
    else:
        store.write(after, "41/x-2026", new)
    changes.append(after, lines)
    return [(folder, [c.after for c in found]) for folder, found in changes.unlisted(before, after)]


CHANGED = package("1,甲,9.00,7\n2,乙,3.00,8\n", code="b")
SAID = changes.Change("2026-06-01", "x-2026", "projects", "1", "total", "2.00", "9.00", "换了原文")


@pytest.mark.parametrize(
    ("new", "lines", "missing"),
    [
        (CHANGED, (), [("41/x-2026", ["9.00", "3.00"])]),
        (CHANGED, (SAID,), [("41/x-2026", ["3.00"])]),
        (CHANGED, (SAID, replace(SAID, row="2", after="3.00")), []),
        (CHANGED, (SAID, replace(SAID, row="2", after="4.00")), [("41/x-2026", ["3.00"])]),
        (CHANGED, (replace(SAID, row="", field="", after="3 格不同"),), []),
        (package("1,甲,2.00,9\n2,乙,,9\n", code="b"), (), []),
        (None, (), [("41/x-2026", ["没有这份公开"])]),
        (None, (replace(SAID, resource="", row="", field="", after="改为 y"),), []),
    ],
)
def test_a_published_value_that_is_another_is_listed_or_missed(
    tmp_path: Path,
    new: dict[str, bytes] | None,
    lines: tuple[changes.Change, ...],
    missing: list[tuple[str, list[str]]],
) -> None:
    assert two_states(tmp_path, new, *lines) == missing


def test_no_file_outside_of_a_package_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("row,name\n1,秘密\n", "utf-8")
    files = package("1,甲,2.00,7\n2,乙,,8\n")
    files["datapackage.json"] = files["datapackage.json"].replace(b"data/projects.csv", b"../../../secret.csv")
    assert two_states(tmp_path, files) == [("41/x-2026", ["0 行"])]
