"""Hostile work costs itself only: it ends within its time and memory, and the others get through in their order."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from disclosures import workers
from disclosures.errors import DisclosureError, DocumentError
from disclosures.inventory import Item
from disclosures.workers import alone, attempt, each

MIB = 1024 * 1024
linux = pytest.mark.skipif(sys.platform != "linux", reason="the system has no such limit")


def _item(name: str) -> Item:
    return Item(Path(name), name)


def _work(item: Item) -> str:
    """What a reader may do to us, by the name of the document."""
    kind = item.shown.split("-")[0]
    if kind == "sleeps":
        time.sleep(600)
    if kind == "spins":
        while True:
            pass
    if kind == "allocates":
        held = []
        while True:
            held.append(bytearray(16 * MIB))
    if kind == "exits":
        os._exit(3)
    if kind == "crashes":
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
    if kind == "raises":
        raise ValueError("坏")
    if kind == "refuses":
        raise DocumentError(item.shown, "不行")
    if kind == "starts":
        subprocess.Popen(["/bin/sleep", "600"])  # a program that a reader uses
        time.sleep(600)
    if kind == "litters":
        tempfile.mkdtemp()
        return tempfile.gettempdir()
    if kind == "big":
        return "x" * 5 * MIB
    return item.shown if kind != "pid" else str(os.getpid())


def _run(names: Sequence[str], jobs: int = 2, timeout: float = 4) -> list[str]:
    results = [result for _, result in each(_work, [_item(n) for n in names], jobs, timeout, 1024 * MIB)]
    return [r.line if isinstance(r, DisclosureError) else r for r in results]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sleeps", "转换超过 4 秒还没有完成"),
        ("spins", "转换超过 4 秒还没有完成"),
        pytest.param("allocates", "转换需要的内存超过上限", marks=linux),
        ("exits", "转换进程意外终止"),
        pytest.param("crashes", "转换进程意外终止", marks=pytest.mark.skipif(os.name == "nt", reason="no such signal")),
        ("raises", "转换程序出错：ValueError 坏"),
        ("refuses", "不行"),
    ],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_others_get_through(name: str, said: str, jobs: int) -> None:
    started = time.monotonic()
    found = _run(["a", name, "b", "c"], jobs)
    assert [found[0], *found[2:]] == ["a", "b", "c"]
    assert said in found[1]
    assert found[1].startswith(name)
    assert "\n" not in found[1]
    assert time.monotonic() - started < 20


def test_results_keep_the_order_of_the_items() -> None:
    names = [f"{'big' if n % 7 == 0 else 'n'}-{n}" for n in range(40)]
    found = _run(names, 3, 60)
    assert [len(f) if n.startswith("big") else f for n, f in zip(names, found, strict=True)] == [
        5 * MIB if n.startswith("big") else n for n in names
    ]


def test_nothing_to_do_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_Worker", None)
    assert _run([]) == []


def test_a_worker_is_kept_for_many_and_then_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"pid-{n}" for n in range(6)]
    assert len(set(_run(names, 1, 60))) == 1
    monkeypatch.setattr(workers, "RECYCLE_AFTER", 2)
    if workers._context().get_start_method() == "fork":  # else the new process knows nothing of the patch
        assert len(set(_run(names, 1, 60))) == 3


@linux
def test_a_worker_that_grew_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 * MIB < workers._resident() < 4096 * MIB
    monkeypatch.setattr(workers, "RECYCLE_ABOVE", 1)
    assert workers._pickled(_work, _item("a"), 1)[1] is False


@linux
def test_what_a_reader_started_ends_with_it() -> None:
    def sleepers() -> set[str]:
        shown = subprocess.run(["/bin/ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
        return {line for line in shown.splitlines() if "/bin/sleep 600" in line}

    before = sleepers()
    assert "转换超过" in _run(["starts"])[0]
    assert sleepers() <= before


def test_what_a_reader_leaves_behind_is_cleared() -> None:
    [folder] = _run(["litters"], timeout=60)
    assert Path(folder) != Path(tempfile.gettempdir())
    assert not Path(folder).exists()


@linux
def test_no_worker_outlives_a_supervisor_that_is_killed() -> None:
    code = (
        "import sys, test_workers as t\n"
        "for item, result in t.each(t._work, [t._item('pid-1'), t._item('pid-2'), t._item('n')], 2, 60):\n"
        "    print(result, flush=True)\n"
        "    if item.shown == 'n': sys.stdin.read()\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(  # noqa: S603 (our own words)
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as running:
        assert running.stdout is not None
        pids = {int(running.stdout.readline()) for _ in range(2)}
        running.stdout.readline()
        running.kill()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_one_alone_raises_its_refusal() -> None:
    assert alone(_work, _item("a")) == "a"
    with pytest.raises(DocumentError, match="不行"):
        alone(_work, _item("refuses"))


def test_a_large_document_has_more_time(tmp_path: Path) -> None:
    path = tmp_path / "sleeps-long"
    path.write_bytes(bytes(MIB // 5))
    [(_, found)] = each(_work, [Item(path, "sleeps-long")], 1, 1)
    assert isinstance(found, DisclosureError)
    assert "转换超过 3 秒还没有完成" in found.line


@pytest.mark.parametrize(
    "error", [ValueError("x"), KeyError("x"), IndexError("x"), ZeroDivisionError("x"), RecursionError("x"), OSError(5, "x"),
              AssertionError("x"), StopIteration("x")], ids=lambda e: type(e).__name__,
)  # fmt: skip
def test_a_fault_of_the_program_is_a_refusal_that_says_where(error: Exception) -> None:
    def failing(_: Item) -> str:
        raise error

    found = attempt(failing, _item("甲.txt"))
    assert isinstance(found, DocumentError)
    assert found.line.startswith("甲.txt（test_workers.py:")
    assert f"转换程序出错：{type(error).__name__}" in found.line


def test_too_little_memory_is_a_refusal() -> None:
    def failing(_: Item) -> str:
        raise MemoryError

    assert "内存超过上限" in str(attempt(failing, _item("甲.txt")))
