"""Convert many documents: each in a worker process, each result stored only when complete, one failure hurting no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from disclosures import changes, store, workers
from disclosures.errors import DisclosureError, DocumentError
from disclosures.inventory import Item, current
from disclosures.kinds import kinds
from disclosures.pipeline import Packed, convert
from disclosures.schemas import resource_names
from disclosures.store import Stored


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


@dataclass(frozen=True, slots=True)
class Worked:
    """A package ready to be stored at `relative`, (path, hash) of its documents, and what to tell of it."""

    relative: str
    files: Mapping[str, bytes]
    documents: tuple[tuple[str, str], ...]
    outcome: Outcome


def run(
    items: Sequence[Item],
    output: Path,
    jobs: int,
    force: bool,
    done: Callable[[Outcome], None],
    timeout: float = workers.TIMEOUT,
    today: str = "",
) -> list[Outcome]:
    """Convert what changed, `timeout` seconds for a document. `done` is told of each document as it is finished.

    Values that are no longer what was published are listed in `changes.csv` under the date `today` (YYYY-MM-DD).
    """
    store.recover(output)
    packages = {path: p for p in store.stored(output) for path in [p.document, *(path for path, _ in p.documents)]}
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
    # In the order of the documents, so that of two that collide always the same one wins.
    for item, result in workers.each(_worked, waiting, jobs, timeout):
        finish(_stored(item, result, output, taken, packages, today))
    return sorted(outcomes, key=lambda o: o.document)


def _worked(item: Item) -> Worked:
    """What a worker process sends back: the package and its outcome, not the document with all its blocks."""
    packed = convert(item.path, item.shown)
    documents = tuple((source.path, f"sha256:{source.sha256}") for source in packed.disclosure.sources)
    return Worked(packed.relative, packed.files, documents, _converted_outcome(item, packed))


def _stored(
    item: Item,
    result: Worked | DisclosureError,
    output: Path,
    taken: dict[str, str],
    packages: Mapping[str, Stored],
    today: str,
) -> Outcome:
    if isinstance(result, DisclosureError):
        return Outcome(item.shown, "refused", message=result.line)
    owner = taken.get(result.relative) or _owner_elsewhere(result.relative, item, output, packages)
    if owner is not None:
        error = DocumentError(item.shown, f"与 {owner} 是同一部门同一年度的预算（数据包 {result.relative}）",
                              remedy="请只保留一份；若确为两份不同的文件，请在描述文件中写明 department 或 level")  # fmt: skip
        return Outcome(item.shown, "refused", message=error.line)
    taken[result.relative] = item.shown
    replaced = next((p for p in packages.values() if p.folder == output / result.relative), None)
    earlier = {before.folder: before for before in _before(result, packages)}
    gone = [
        before
        for folder, before in earlier.items()
        if folder.relative_to(output).as_posix() not in taken and folder.is_dir()
    ]
    if today:
        changed = changes.changes(replaced, result.files, today) if replaced else ()
        changes.append(output, [*changed, *(changes.moved(before, result.files, today) for before in gone)])
    store.write(output, result.relative, result.files)
    for before in gone:
        store.remove(output, before.folder)
    return result.outcome


def _before(result: Worked, packages: Mapping[str, Stored]) -> Iterator[Stored]:
    """Packages that the same documents were made into earlier. A bare name alone may be that of another document."""
    for path, hashed in result.documents:
        package = packages.get(path)
        if package is not None and ("/" in path or (path, hashed) in package.documents):
            yield package


def _owner_elsewhere(relative: str, item: Item, output: Path, packages: Mapping[str, Stored]) -> str | None:
    """The document that an existing package of that name was made from, if that document is another one and still there."""
    own = {shown for _, shown in item.documents}
    for package in packages.values():
        if package.folder == output / relative and not own & {package.document, *(p for p, _ in package.documents)}:
            source = item.path.resolve().parents[len(Path(item.shown).parts) - 1] / package.document
            another = source.is_file() and not any(source.samefile(path) for path, _ in item.documents)
            return package.document if another else None
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
