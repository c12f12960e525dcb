"""Work on untrusted documents in processes of their own, bounded in time and memory: one that never ends, eats all
memory or crashes costs itself only.

A small supervisor instead of concurrent.futures, whose pool cannot end one stuck process without breaking the others.
It has no threads, so that it can fork, which is cheap: everything is imported already.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import pickle
import re
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from multiprocessing import connection as connections
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from pathlib import Path
from time import monotonic
from typing import Generic, TypeVar

from disclosures.errors import DisclosureError, DocumentError
from disclosures.inventory import Item

Result = TypeVar("Result")
Work = Callable[[Item], Result]

TIMEOUT = 300.0  # seconds for a document, and more for a large one: a scan takes some seconds a page
TIMEOUT_PER_MIB = 10.0
TIMEOUT_PER_PICTURE = 8.0  # a page that is a picture takes 2 to 5 seconds
MOST_PICTURES = 300  # that time is given for: nobody gets hours by promising pictures
MEMORY = 1536 * 1024 * 1024
RECYCLE_AFTER = 100  # documents: libraries that read PDF and office files leak
RECYCLE_ABOVE = 230 * 1024 * 1024  # bytes resident after a document
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
READ_AHEAD = 32  # results held while an earlier document is still at work


def attempt(work: Work[Result], item: Item) -> Result | DisclosureError:
    """What became of one item: the result, or a refusal. A fault of ours costs this document only."""
    try:
        return work(item)
    except DisclosureError as error:
        return error
    except MemoryError:
        return _too_much_memory(item)
    except Exception as error:
        where = error.__traceback__
        while where and where.tb_next:
            where = where.tb_next
        place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
        return DocumentError(
            item.shown, f"转换程序出错：{type(error).__name__} {error}", place, "这是程序的缺陷，请带上该文件报告"
        )


def alone(work: Work[Result], item: Item, timeout: float = TIMEOUT) -> Result:
    """One item in a process of its own. Raises the DisclosureError that it was refused with."""
    [(_, result)] = each(work, [item], 1, timeout)
    if isinstance(result, DisclosureError):
        raise result
    return result


def each(
    work: Work[Result], items: Sequence[Item], jobs: int, timeout: float = TIMEOUT, memory: int = MEMORY
) -> Iterator[tuple[Item, Result | DisclosureError]]:
    """Results in the order of the items, at most `jobs` at once; `timeout` in seconds, `memory` in bytes, for each.

    `work` and what it gives must be picklable. Other work goes on while one item takes long, up to READ_AHEAD items.
    """
    ready: dict[int, Result | DisclosureError] = {}
    first, given = 0, 0
    with _Crew(work, jobs, memory) as crew:
        while first < len(items):
            if first not in ready:
                ready.update(crew.finished())
            while given < min(len(items), first + READ_AHEAD + jobs) and crew.has_room():
                crew.give(given, items[given], timeout + _more_time(items[given]))
                given += 1
            if first in ready:
                yield items[first], ready.pop(first)
                first += 1
                ready.update(crew.finished(wait=False))


def _more_time(item: Item) -> float:
    """Seconds beyond the limit for a large document, and for one with pictures that may be scanned pages."""
    found = 0.0
    for path, _ in item.documents:
        with contextlib.suppress(OSError, ValueError):  # an empty file cannot be mapped
            found += TIMEOUT_PER_MIB * path.stat().st_size / 1024 / 1024
            found += TIMEOUT_PER_PICTURE * _pictures(path)
    return found


def _pictures(path: Path) -> int:
    """How many pictures a PDF has, at most MOST_PICTURES. Their entries are never compressed, so nothing is parsed."""
    if path.suffix.lower() != ".pdf":
        return 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return sum(1 for _ in islice(_PICTURE.finditer(data), MOST_PICTURES))


# --- in the supervisor ---------------------------------------------------------------------------------------------


def _context() -> ForkContext | SpawnContext:
    """How a process is started. Not forked where there are other threads: it would get a copy of their locks."""
    with contextlib.suppress(OSError):
        if sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1:
            return get_context("fork")
    return get_context("spawn")


class _Crew(Generic[Result]):
    """The workers: started when there is work for them, replaced when they end, all ended at the end."""

    def __init__(self, work: Work[Result], jobs: int, memory: int) -> None:
        self._work, self._jobs, self._memory = work, jobs, memory
        self._workers: list[_Worker[Result]] = []
        self._scratch = tempfile.TemporaryDirectory(prefix="convert-", ignore_cleanup_errors=True)

    def __enter__(self) -> _Crew[Result]:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
        self._scratch.cleanup()

    def has_room(self) -> bool:
        """Whether another item could be given."""
        return sum(worker.busy for worker in self._workers) < self._jobs

    def give(self, index: int, item: Item, seconds: float) -> None:
        """Let an idle worker, or a new one, do this item."""
        for dead in [w for w in self._workers if not w.busy and w.connection.poll()]:
            self._drop(dead)
        worker = next((w for w in self._workers if not w.busy), None)
        if worker is None:
            others = [w.connection for w in self._workers]
            worker = _Worker(self._work, self._memory, self._scratch.name, others)
            self._workers.append(worker)
        worker.give(index, item, seconds)

    def finished(self, wait: bool = True) -> dict[int, Result | DisclosureError]:
        """Results by index as they are there; waits for the first one, or until the time of one is up."""
        busy = [w for w in self._workers if w.busy]
        if not busy:
            return {}
        timeout = max(0.0, min(w.deadline for w in busy) - monotonic()) if wait else 0.0
        heard = connections.wait([w.connection for w in busy], timeout)
        found: dict[int, Result | DisclosureError] = {}
        for worker in busy:
            if worker.connection in heard or monotonic() >= worker.deadline:
                late = worker.connection not in heard
                found[worker.index] = worker.too_late() if late else worker.result()
                if not worker.fit:
                    self._drop(worker)
        return found

    def _drop(self, worker: _Worker[Result]) -> None:
        worker.end()
        self._workers.remove(worker)


class _Worker(Generic[Result]):
    """One process and what it is working on."""

    def __init__(self, work: Work[Result], memory: int, scratch: str, others: Sequence[Connection]) -> None:
        context = _context()
        self.connection, theirs = context.Pipe()
        # A forked process has our ends of the pipes as well: kept open there, no worker would notice that we are gone.
        not_theirs = [*others, self.connection] if context.get_start_method() == "fork" else []
        arguments = (work, theirs, not_theirs, memory, scratch)
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        self.fit, self.busy, self.index, self.deadline = True, False, 0, 0.0
        self._shown, self._seconds = "", 0.0

    def give(self, index: int, item: Item, seconds: float) -> None:
        """Begin an item; its time starts now."""
        self.busy, self.index, self.deadline = True, index, monotonic() + seconds
        self._shown, self._seconds = item.shown, seconds
        with contextlib.suppress(OSError):  # it has just died: told when its result is asked for
            self.connection.send((item, seconds))

    def result(self) -> Result | DisclosureError:
        """What the worker sent, or a refusal where it died."""
        self.busy = False
        try:
            found, self.fit = pickle.loads(self.connection.recv_bytes())  # noqa: S301 (our own bytes)
        except (EOFError, OSError):
            self.fit = False
            return DocumentError(self._shown, "转换进程意外终止（可能内存不足）", remedy="请检查文件是否过大或已损坏")
        outcome: Result | DisclosureError = found
        return outcome

    def too_late(self) -> DisclosureError:
        """The refusal of an item whose time is up."""
        self.busy = self.fit = False
        return DocumentError(
            self._shown, f"转换超过 {self._seconds:.0f} 秒还没有完成，已停止",
            remedy="请确认文件没有损坏、能正常打开；若只是很长，请用 --timeout 给它更多秒数",
        )  # fmt: skip

    def end(self) -> None:
        """End the process and whatever it started."""
        if sys.platform != "win32" and self._process.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self.connection.close()


# --- in the worker -------------------------------------------------------------------------------------------------


def _serve(
    work: Work[Result], connection: Connection, not_ours: Sequence[Connection], memory: int, scratch: str
) -> None:
    """Do what comes through the pipe until it closes, or until it is time for a fresh process."""
    for other in not_ours:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the supervisor, which ends us
    if sys.platform != "win32":
        os.setsid()  # a group of its own: what a reader starts is ended with it
    os.environ["TMPDIR"] = tempfile.tempdir = scratch  # what an ended reader leaves behind is cleared there
    _bound(memory)
    for number in count(1):
        try:
            item, seconds = connection.recv()
        except (EOFError, OSError):
            return
        if sys.platform != "win32":
            signal.alarm(int(seconds) + 60)  # should the supervisor be gone, nobody else would end us
        result, fit = _pickled(work, item, number)
        if sys.platform != "win32":
            signal.alarm(0)
        try:
            connection.send_bytes(result)
        except OSError:
            return
        if not fit:
            return


def _pickled(work: Work[Result], item: Item, number: int) -> tuple[bytes, bool]:
    """A message for the supervisor, (result, whether we go on), and whether we go on."""
    result = attempt(work, item)
    fit = number < RECYCLE_AFTER and _resident() < RECYCLE_ABOVE
    try:
        return pickle.dumps((result, fit)), fit
    except MemoryError:
        return pickle.dumps((_too_much_memory(item), False)), False


def _too_much_memory(item: Item) -> DocumentError:
    return DocumentError(
        item.shown, "转换需要的内存超过上限，已停止",
        remedy="请确认文件没有损坏、能正常打开；特别大的文件请拆成几个",
    )  # fmt: skip


def _bound(memory: int) -> None:
    """Limit what this process may allocate, in bytes; where the system has no such limit, there is none.

    Not the address space (RLIMIT_AS): threads reserve far more of it than they use, recognising a page 1.4 GB on two
    cores and more on many.
    """
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(
            resource.RLIMIT_DATA, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard)
        )


def _resident() -> int:
    """Bytes of memory that this process holds now; 0 where the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
