"""Many documents at once: the same bytes whatever the order, the number of processes and the day."""

from __future__ import annotations

import json
import os
import pickle
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

import cases
import convert
from disclosures import batch, workers
from disclosures.batch import Outcome, run
from disclosures.errors import DefinitionError, DescriptionError, DisclosureError, DocumentError, PackageError
from disclosures.fingerprint import code_fingerprint
from disclosures.inventory import Item, collect
from maker.document import render
from maker.text import made

Snapshot = Callable[[Path], Mapping[str, bytes]]


def _ignore(_: Outcome) -> None:
    """Nobody watches."""


# --- golden bytes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_originals_give_the_committed_packages(jobs: str, tmp_path: Path, snapshot: Snapshot) -> None:
    """A difference here: run `make site` and commit datapackages/, once the difference is understood."""
    given = [str(cases.ORIGINALS), "--output", str(tmp_path / "out"), "--jobs", jobs]
    assert convert.main(given) == 0
    committed = {
        name: data
        for name, data in snapshot(cases.PACKAGES).items()
        if not name.startswith(".staging") and name != "changes.csv"
    }
    found = snapshot(tmp_path / "out")
    assert set(found) == set(committed)
    changed = [name for name in committed if committed[name] != found[name]]
    assert not changed, f"not as committed, converter {code_fingerprint()}: {changed}"


def test_twice_is_the_same_from_any_folder(tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for seed in ("1", "2"):
        (documents / f"{seed}.txt").write_text(render(made(seed)), "utf-8")
    monkeypatch.chdir(documents)
    assert convert.main([".", "--output", str(tmp_path / "a"), "--jobs", "1"]) == 0
    monkeypatch.chdir(tmp_path)
    first, second = documents / "2.txt", documents / "1.txt"
    assert convert.main([str(first), str(second), "--output", str(tmp_path / "b"), "--jobs", "1"]) == 0
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b") != {}


def test_packages_say_nothing_of_the_machine(snapshot: Snapshot) -> None:
    for name, data in snapshot(cases.PACKAGES).items():
        assert str(cases.ROOT).encode() not in data, name
        assert b"\r" not in data, name
        assert not data.startswith(b"\xef\xbb\xbf"), name
    for descriptor in cases.PACKAGES.glob("*/*/datapackage.json"):
        about = json.loads(descriptor.read_text("utf-8"))
        assert about["sources"][0]["path"].startswith("originals/")
        assert not about["created"].startswith("2026-11"), "the day comes from the document"


# --- one failure hurts no other ------------------------------------------------------------------------------------


def _items(folder: Path, seeds: Sequence[str]) -> list[Item]:
    folder.mkdir(exist_ok=True)
    for seed in seeds:
        (folder / f"{seed}.txt").write_text(render(made(seed)), "utf-8")
    items, errors = collect([folder], folder)
    assert not errors
    return items


def _odd(item: Item) -> batch.Worked:
    if item.path.stem == "1":
        time.sleep(600)
    if item.path.stem == "2":
        os._exit(9)
    return batch._worked(item)


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_document_that_never_ends_and_one_that_kills_cost_themselves(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = _items(tmp_path / "documents", ("1", "2", "3", "4"))
    real = workers.each
    monkeypatch.setattr(workers, "each", lambda _, items, jobs, timeout: real(_odd, items, jobs, timeout))
    heard: list[str] = []
    outcomes = run(items, tmp_path / "out", jobs, False, lambda o: heard.append(o.document), timeout=15)
    assert [o.status for o in outcomes] == ["refused", "refused", "converted", "converted"]
    assert [o.document for o in outcomes] == heard
    assert "1.txt：转换超过 15 秒还没有完成" in str(outcomes[0].message)
    assert "2.txt：转换进程意外终止" in str(outcomes[1].message)


@pytest.mark.parametrize("kind", [DocumentError, DescriptionError, PackageError, DefinitionError])
def test_errors_travel_between_processes(kind: type[DisclosureError]) -> None:
    error = kind("甲.txt", "坏了", place="第 3 行", remedy="请改正")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    assert type(again) is kind
    assert again.line == error.line == "甲.txt（第 3 行）：坏了。请改正"


def test_an_error_is_one_line_whatever_it_holds() -> None:
    line = DocumentError("甲\x1b[31m\n.txt", "坏\r\n::error::了\u2028", place="\x07", remedy="\t改").line
    assert "\n" not in line
    assert line.isprintable()


# --- which of two ---------------------------------------------------------------------------------------------------


def test_of_two_that_collide_the_same_one_always_wins(tmp_path: Path, snapshot: Snapshot) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in ("乙", "甲", "丙"):
        (folder / f"{name}.txt").write_text(render(made("1")) + f"\n{name}\n", "utf-8")
    results = []
    for jobs in (1, 2):
        items, _ = collect([folder], folder)
        outcomes = run(items, tmp_path / f"out{jobs}", jobs, False, _ignore)
        results.append([(o.document, o.status) for o in outcomes])
    assert results[0] == results[1]
    assert [status for _, status in results[0]].count("converted") == 1
    assert snapshot(tmp_path / "out1") == snapshot(tmp_path / "out2")


def test_the_first_one_stays_when_a_second_comes_later(tmp_path: Path, snapshot: Snapshot) -> None:
    items = _items(tmp_path / "documents", ("1",))
    run(items, tmp_path / "out", 1, False, _ignore)
    before = snapshot(tmp_path / "out")
    (tmp_path / "documents" / "0.txt").write_text(render(made("1")) + "\n附注\n", "utf-8")
    items, _ = collect([tmp_path / "documents"], tmp_path / "documents")
    outcomes = run(items, tmp_path / "out", 1, False, _ignore)
    assert [(o.document, o.status) for o in outcomes] == [("0.txt", "refused"), ("1.txt", "unchanged")]
    assert snapshot(tmp_path / "out") == before


def test_a_document_that_moved_takes_its_package_along(tmp_path: Path) -> None:
    items = _items(tmp_path / "documents", ("1",))
    run(items, tmp_path / "out", 1, False, _ignore)
    (tmp_path / "documents" / "1.txt").rename(tmp_path / "documents" / "neu.txt")
    items, _ = collect([tmp_path / "documents"], tmp_path / "documents")
    outcomes = run(items, tmp_path / "out", 1, False, _ignore)
    assert [o.status for o in outcomes] == ["converted"]
    found = [json.loads(p.read_text("utf-8")) for p in (tmp_path / "out").glob("*/*/datapackage.json")]
    assert [d["sources"][0]["path"] for d in found] == ["neu.txt"]


def test_hidden_files_and_readmes_are_no_documents(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/x.txt", "README.md", "Thumbs.db", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    items, errors = collect([tmp_path], tmp_path)
    assert [i.shown for i in items] == ["a.txt"]
    assert not errors


def test_a_file_given_twice_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    items, _ = collect([tmp_path, tmp_path / "a.txt", tmp_path / ".." / tmp_path.name], tmp_path)
    assert len(items) == 1


def test_two_files_of_one_name_are_two_documents(tmp_path: Path) -> None:
    root = tmp_path / "project"
    for folder, text in (("甲/2026", "x"), ("乙/2026", "y")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.txt").write_text(text, "utf-8")
    items, errors = collect([tmp_path / "甲", tmp_path / "乙"], root)
    assert [i.shown for i in items] == ["乙·2026·a.txt", "甲·2026·a.txt"]
    assert not errors


def test_the_watcher_hears_of_each_document_once(tmp_path: Path) -> None:
    items = _items(tmp_path / "documents", ("1", "2"))
    heard: list[str] = []
    run(items, tmp_path / "out", 1, False, lambda o: heard.append(o.document))
    assert sorted(heard) == ["1.txt", "2.txt"]
