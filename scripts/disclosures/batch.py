"""Convert many documents: each in a worker process, each result stored only when complete, one failure hurting no other."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from disclosures import store
from disclosures.errors import DisclosureError, DocumentError
from disclosures.inventory import Item, current
from disclosures.kinds import kinds
from disclosures.pipeline import Packed, convert
from disclosures.schemas import resource_names
from disclosures.store import Stored

RECYCLE_AFTER = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document. `message` is the one line of a refusal."""

    document: str
    status: str
    package: str | None = None
    tables_listed: int = 0
    tables_found: int = 0
    repairs: int = 0
    findings: Mapping[str, int] = field(default_factory=dict)
    message: str | None = None


def run(items: Sequence[Item], output: Path, jobs: int, force: bool, done: Callable[[Outcome], None]) -> list[Outcome]:
    """Convert what changed. `done` is told of each document as it is finished."""
    store.recover(output)
    packages = {p.document: p for p in store.stored(output)}
    taken: dict[str, str] = {}
    outcomes: list[Outcome] = []

    def finish(outcome: Outcome) -> None:
        outcomes.append(outcome)
        done(outcome)

    waiting = []
    for item in items:
        package = None if force else current(item, packages)
        if package is None:
            waiting.append(item)
        else:
            relative = package.folder.relative_to(output).as_posix()
            taken[relative] = item.shown
            finish(_unchanged(item, package, relative))
    for item, result in _converted(waiting, jobs):
        finish(_stored(item, result, output, taken, packages))
    return sorted(outcomes, key=lambda o: o.document)


def _converted(items: Sequence[Item], jobs: int) -> Iterator[tuple[Item, Packed | DisclosureError]]:
    """Results in the order of the documents, so that of two that collide always the same one wins."""
    if jobs <= 1 or len(items) <= 1:
        yield from ((item, _attempt(item)) for item in items)
        return
    waiting = list(items)
    while waiting:
        done = 0
        with suppress(BrokenProcessPool), ProcessPoolExecutor(jobs, max_tasks_per_child=RECYCLE_AFTER) as pool:
            for result in _in_windows(pool, waiting, jobs * 4):
                yield result
                done += 1
        waiting = waiting[done:]
        if waiting:  # a worker died: the next document alone, in case it was the one
            yield waiting[0], _alone(waiting[0])
            waiting = waiting[1:]


def _in_windows(pool: Executor, items: Sequence[Item], size: int) -> Iterator[tuple[Item, Packed | DisclosureError]]:
    running: deque[tuple[Item, Future[Packed | DisclosureError]]] = deque()
    for item in items:
        running.append((item, pool.submit(_attempt, item)))
        if len(running) >= size:
            first, future = running.popleft()
            yield first, future.result()
    for first, future in running:
        yield first, future.result()


def _alone(item: Item) -> Packed | DisclosureError:
    try:
        with ProcessPoolExecutor(1) as pool:
            return pool.submit(_attempt, item).result()
    except BrokenProcessPool:
        return DocumentError(item.shown, "转换进程意外终止（可能内存不足）", remedy="请检查文件是否过大或已损坏")


def _attempt(item: Item) -> Packed | DisclosureError:
    try:
        return convert(item.path, item.shown)
    except DisclosureError as error:
        return error
    except Exception as error:  # a fault of ours must cost this document only
        where = error.__traceback__
        while where and where.tb_next:
            where = where.tb_next
        place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
        return DocumentError(
            item.shown, f"转换程序出错：{type(error).__name__} {error}", place, "这是程序的缺陷，请带上该文件报告"
        )


def _stored(
    item: Item, result: Packed | DisclosureError, output: Path, taken: dict[str, str], packages: Mapping[str, Stored]
) -> Outcome:
    if isinstance(result, DisclosureError):
        return Outcome(item.shown, "refused", message=result.line)
    owner = taken.get(result.relative) or _owner_elsewhere(result.relative, item, output, packages)
    if owner is not None:
        error = DocumentError(item.shown, f"与 {owner} 是同一部门同一年度的预算（数据包 {result.relative}）",
                              remedy="请只保留一份；若确为两份不同的文件，请在描述文件中写明 department 或 level")  # fmt: skip
        return Outcome(item.shown, "refused", message=error.line)
    taken[result.relative] = item.shown
    store.write(output, result.relative, result.files)
    before = packages.get(item.shown)
    moved = before is not None and before.folder != output / result.relative and before.folder.is_dir()
    same = before is not None and ("/" in item.shown or before.hash == f"sha256:{result.disclosure.document.sha256}")
    if before is not None and moved and same:  # a bare name alone may be that of another document
        store.remove(output, before.folder)
    return _converted_outcome(item, result)


def _owner_elsewhere(relative: str, item: Item, output: Path, packages: Mapping[str, Stored]) -> str | None:
    """The document that an existing package of that name was made from, if that document is another one and still there."""
    for package in packages.values():
        if package.folder == output / relative and package.document != item.shown:
            source = item.path.resolve().parents[len(Path(item.shown).parts) - 1] / package.document
            return package.document if source.is_file() else None
    return None


def _converted_outcome(item: Item, packed: Packed) -> Outcome:
    disclosure = packed.disclosure
    return Outcome(
        item.shown, "converted", packed.relative, len(disclosure.listed),
        printed_tables(t.resource for t in disclosure.tables), len(disclosure.repairs),
        dict(Counter(f.severity for f in disclosure.findings)),
    )  # fmt: skip


def _unchanged(item: Item, package: Stored, relative: str) -> Outcome:
    about = package.descriptor.get("disclosure") or {}
    return Outcome(
        item.shown, "unchanged", relative, len(about.get("tables_listed", ())),
        printed_tables(about.get("tables_found", ())), len(package.rows("repairs")),
        dict(Counter(row["severity"] for row in package.rows("findings"))),
    )  # fmt: skip


def printed_tables(resources: Iterable[str]) -> int:
    """How many printed tables some resources come from: the four of the performance form are one."""
    owners = {resource: kind.name for kind in kinds() for resource in kind.resources}
    prose_and_records = set(resource_names()) - set(owners)
    return len({owners.get(r, r) for r in resources if r not in prose_and_records})


def refusals(errors: Iterable[DisclosureError]) -> list[Outcome]:
    """Outcomes for what was refused before any reading."""
    return [Outcome(error.file, "refused", message=error.line) for error in errors]
