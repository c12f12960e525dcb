"""Packages on disk are whole, whatever stops the writer and whenever."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import cases
import convert
from disclosures import store
from maker.document import render
from maker.text import made

Snapshot = Callable[[Path], Mapping[str, bytes]]
OLD = {"datapackage.json": b'{"name": "old"}', "data/balance.csv": b"row\n1\n", "data/gone.csv": b"row\n"}
NEW = {"datapackage.json": b'{"name": "new"}', "data/balance.csv": b"row\n2\n", "data/came.csv": b"row\n"}
RELATIVE = "410702/410702-x-2024"


class Killed(BaseException):
    """Stands for whatever ends the process: nothing catches it."""


class Fuse:
    """Lets the file system's calls through until the `limit`th, then kills before or after it."""

    def __init__(self, limit: int, after: bool) -> None:
        self.left, self.after, self.blown = limit, after, False

    def wrapped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, counted."""

        def counted(*given: Any, **named: Any) -> Any:
            if self.blown:
                return call(*given, **named)
            self.left -= 1
            if self.left < 0 and not self.after:
                self._blow()
            result = call(*given, **named)
            if self.left < 0:
                self._blow()
            return result

        return counted

    def _blow(self) -> None:
        self.blown = True
        raise Killed


CALLS = ((Path, "rename"), (Path, "mkdir"), (os, "fsync"), (shutil, "rmtree"))


def _interrupted(root: Path, limit: int, after: bool, work: Callable[[], object]) -> bool:
    """Do the work under a fuse; whether it blew."""
    root.mkdir(exist_ok=True)
    fuse = Fuse(limit, after)
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in CALLS:
            patch.setattr(owner, name, fuse.wrapped(getattr(owner, name)))
        try:
            work()
        except Killed:
            return True
    return False


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("before", [OLD, None])
def test_write_leaves_the_old_or_the_new_package(
    before: Mapping[str, bytes] | None, after: bool, tmp_path: Path, snapshot: Snapshot
) -> None:
    seen, limit = set(), 0
    while True:
        root = tmp_path / str(limit)
        if before:
            store.write(root, RELATIVE, before)
        blew = _interrupted(root, limit, after, lambda root=root: store.write(root, RELATIVE, NEW))  # type: ignore[misc]
        store.recover(root)
        found = snapshot(root / RELATIVE) if (root / RELATIVE).exists() else {}
        assert found in (before or {}, NEW), f"half a package after step {limit}"
        assert not (root / store.STAGING).exists()
        seen.add(b"new" in found.get("datapackage.json", b""))
        if not blew:
            break
        limit += 1
    assert limit >= 6, "the steps are counted"
    assert seen == {False, True}


@pytest.mark.parametrize("after", [False, True])
def test_remove_leaves_all_or_nothing(after: bool, tmp_path: Path, snapshot: Snapshot) -> None:
    limit = 0
    while True:
        root = tmp_path / str(limit)
        folder = store.write(root, RELATIVE, OLD)
        blew = _interrupted(root, limit, after, lambda root=root, folder=folder: store.remove(root, folder))  # type: ignore[misc]
        store.recover(root)
        assert (snapshot(folder) if folder.exists() else {}) in ({}, OLD)
        assert not (root / store.STAGING).exists()
        if not blew:
            break
        limit += 1
    assert not folder.exists()


@pytest.mark.parametrize("after", [False, True])
def test_recover_can_itself_be_interrupted(after: bool, tmp_path: Path, snapshot: Snapshot) -> None:
    limit = 0
    while True:
        root = tmp_path / str(limit)
        folder = store.write(root, RELATIVE, OLD)
        (root / store.STAGING).mkdir(exist_ok=True)
        folder.rename(root / store.STAGING / f"{RELATIVE.replace('/', '__')}.old")
        blew = _interrupted(root, limit, after, lambda root=root: store.recover(root))  # type: ignore[misc]
        store.recover(root)
        assert snapshot(folder) == OLD
        if not blew:
            break
        limit += 1
    assert limit >= 2


def test_a_new_package_replaces_the_old_one_whole(tmp_path: Path, snapshot: Snapshot) -> None:
    store.write(tmp_path, RELATIVE, OLD)
    assert snapshot(store.write(tmp_path, RELATIVE, NEW)) == NEW
    store.recover(tmp_path)
    assert set(snapshot(tmp_path)) == {f"{RELATIVE}/{name}" for name in NEW}


def test_what_is_staged_is_no_package(tmp_path: Path) -> None:
    staged = tmp_path / store.STAGING / "x.new"
    staged.mkdir(parents=True)
    (staged / "datapackage.json").write_text("{}")
    assert list(store.stored(tmp_path)) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "\ud800"])
def test_a_descriptor_that_cannot_be_read_is_passed_over(text: str, tmp_path: Path) -> None:
    folder = store.write(tmp_path, RELATIVE, NEW)
    (folder / "datapackage.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert list(store.stored(tmp_path)) == []


# --- the whole converter, killed -----------------------------------------------------------------------------------


def _documents(folder: Path, extra: str) -> None:
    folder.mkdir(exist_ok=True)
    for seed in ("1", "2", "3", "4"):
        (folder / f"{seed}.txt").write_text(render(made(seed)) + extra, "utf-8")


def _packages(root: Path, snapshot: Snapshot) -> dict[str, Mapping[str, bytes]]:
    return {
        f.relative_to(root).as_posix(): snapshot(f)
        for f in root.glob("*/*")
        if f.is_dir() and f.parent.name != ".staging"
    }


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize(("jobs", "replaced"), [("1", (0, 1, 3)), ("2", (1,))])
def test_a_killed_converter_leaves_no_half_package(
    jobs: str, replaced: tuple[int, ...], tmp_path: Path, snapshot: Snapshot
) -> None:
    documents, output = tmp_path / "documents", tmp_path / "out"

    def given(*more: str) -> list[str]:
        return [str(documents), "--output", str(output), "--jobs", *more]

    _documents(documents, "")
    assert convert.main(given("1")) == 0
    old = _packages(output, snapshot)
    _documents(documents, "\n附注\n")
    shutil.copytree(output, tmp_path / "kept")
    assert convert.main(given("1")) == 0
    new = _packages(output, snapshot)
    assert old.keys() == new.keys()
    for kill_at in replaced:  # so many packages are new when it is killed
        shutil.rmtree(output)
        shutil.copytree(tmp_path / "kept", output)
        _kill_when(output, new, kill_at, given(jobs), snapshot)
        store.recover(output)
        after = _packages(output, snapshot)
        assert after.keys() == new.keys()
        assert all(after[name] in (old[name], new[name]) for name in new)
    assert convert.main(given("1")) == 0
    assert _packages(output, snapshot) == new
    assert not list(output.glob(f"{store.STAGING}/*"))


def _kill_when(
    output: Path, new: Mapping[str, Mapping[str, bytes]], count: int, given: list[str], snapshot: Snapshot
) -> None:
    """Start the converter and kill it and its workers once it stages a package and `count` of them are new."""
    command = [sys.executable, "-X", "utf8", str(cases.ROOT / "scripts" / "convert.py"), *given]
    running = subprocess.Popen(  # noqa: S603 (our own script)
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    give_up = time.monotonic() + 30
    try:
        while running.poll() is None and time.monotonic() < give_up:
            done = sum(
                (output / name / "datapackage.json").is_file()
                and (output / name / "datapackage.json").read_bytes() == files["datapackage.json"]
                for name, files in new.items()
            )
            if done >= count and any(output.glob(".staging/*")):
                break
            time.sleep(0.0005)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        running.wait(30)
    assert snapshot(output)
