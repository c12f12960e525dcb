"""How much of what a document says does the converter get right? Made documents are held against their truth.

    python benchmarks/accuracy.py --documents 200 --damage all --show
    python benchmarks/accuracy.py --damage none --keep /tmp/made
    python benchmarks/accuracy.py --format pdf --place all --documents 20

Every figure is a share of the cells that the truth states; invented cells are counted apart. The same seed makes the
same documents. Damages are those of a text pulled out of its document, so they go with the usual form as `--format text` alone.
Packages are found by the hash of the document in their `sources`.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from maker.compare import Comparison, compare, package_about, package_rows, right_share  # noqa: E402 (the maker lives beside the tests)
from maker.damage import KINDS, damaged  # noqa: E402
from maker.document import Document, Fact, truth  # noqa: E402
from maker.formats import SUFFIXES, Writer, writer  # noqa: E402
from maker.places import names as place_names  # noqa: E402
from maker.places import placed  # noqa: E402
from maker.text import made  # noqa: E402

PROSE = ("duties", "units", "glossary", "statements")
# A printed table that becomes several resources.
STATED = {
    "performance_projects": ("performance_projects", "performance_indicators"),
    "department_indicators": ("department_goals", "department_tasks", "department_funding", "department_indicators"),
}


@dataclass(frozen=True)
class Trial:
    """One document on disk with what came of it; no comparison where there is no package."""

    document: Document
    place: str
    file: Path
    comparison: Comparison | None
    repairs: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Make, convert, compare, report."""
    options = _options(arguments)
    if options.keep:
        return _run(options, options.keep)
    with tempfile.TemporaryDirectory() as folder:
        return _run(options, Path(folder))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=60, metavar="N", help="how many documents (60)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    parser.add_argument(
        "--damage",
        default="all",
        choices=("all", "each", "none", *KINDS),
        help="one kind, no damage, each kind in turn, or several a document and none in every fifth (all)",
    )
    parser.add_argument(
        "--format", default="text", choices=tuple(SUFFIXES), help="what the documents are written as (text)"
    )
    parser.add_argument(
        "--place", choices=(*place_names(), "all"), help="the form of a place, or those of all in turn (the usual form)"
    )
    parser.add_argument("--show", action="store_true", help="list the cells that differ")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep documents, truth and packages here")
    parser.add_argument("--converter", type=Path, default=ROOT / "scripts" / "convert.py", help="the script to measure")
    parser.add_argument("--jobs", type=int, default=2, help="passed on to convert.py (2)")
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace, folder: Path) -> int:
    for name in ("documents", "truth", "packages"):
        shutil.rmtree(folder / name, ignore_errors=True)
    documents = _documents(options)
    with writer(options.format) as write:
        files = [
            _write(folder, seed, document, write, SUFFIXES[options.format]) for seed, document in documents.items()
        ]
    _convert(options, folder / "documents", folder / "packages")
    packages = _packages(folder / "packages")
    made_files = zip(documents.items(), files, strict=True)
    trials = [_trial(document, _place(options, seed), file, packages) for (seed, document), file in made_files]
    _report(trials, options.show)
    return 0


def _documents(options: argparse.Namespace) -> dict[int, Document]:
    """Seed → document; a seed that names a department and year a second time is passed over."""
    names: set[str] = set()
    documents: dict[int, Document] = {}
    for seed in itertools.count(options.seed):
        if len(documents) == options.documents:
            return documents
        document = _make(options, seed)
        if document.name not in names:
            documents[seed] = document
            names.add(document.name)
    raise AssertionError("seeds never end")


def _make(options: argparse.Namespace, seed: int) -> Document:
    if options.place:
        return placed(_place(options, seed), str(seed))
    clean = made(str(seed), for_print=options.format != "text")
    if options.format != "text":
        return clean
    if options.damage == "each":
        return damaged(clean, str(seed), KINDS[seed % len(KINDS)])
    if options.damage == "none" or (options.damage == "all" and seed % 5 == 0):
        return clean
    return damaged(clean, str(seed), None if options.damage == "all" else options.damage)


def _place(options: argparse.Namespace, seed: int) -> str:
    """The place whose form this seed has, blank where none was asked for."""
    return place_names()[seed % len(place_names())] if options.place == "all" else options.place or ""


def _write(folder: Path, number: int, document: Document, write: Writer, suffix: str) -> Path:
    file = folder / "documents" / f"{number:04d}-{document.name}{suffix}"
    beside = folder / "truth"
    for path in (file.parent, beside):
        path.mkdir(parents=True, exist_ok=True)
    write(document, str(number), file)
    facts = {name: [[dict(fact.values), dict(fact.also)] for fact in rows] for name, rows in truth(document).items()}
    kept = {"damages": document.damages, "facts": facts}
    (beside / f"{file.stem}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    return file


def _convert(options: argparse.Namespace, documents: Path, packages: Path) -> None:
    given = (options.converter, documents, "--output", packages, "--jobs", options.jobs)
    command = [sys.executable, *map(str, given)]
    _say(f"format {options.format}, {f'place {options.place}' if options.place else 'the usual form'}")
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own script)
    _say(f"converted in {time.perf_counter() - start:.1f} s with {options.jobs} jobs")
    if done.returncode not in (0, 1):
        raise SystemExit(f"convert.py ended with {done.returncode}:\n{done.stderr[-4000:]}")
    if done.returncode == 1:
        _say(done.stderr[-2000:])


def _packages(folder: Path) -> dict[str, Path]:
    """Hash of a document → folder of its package."""
    found = {}
    for descriptor in sorted(folder.rglob("datapackage.json")):
        for source in json.loads(descriptor.read_text(encoding="utf-8")).get("sources", []):
            found[str(source.get("hash", "")).removeprefix("sha256:")] = descriptor.parent
    return found


def _trial(document: Document, place: str, file: Path, packages: dict[str, Path]) -> Trial:
    package = packages.get(hashlib.sha256(file.read_bytes()).hexdigest())
    if package is None:
        return Trial(document, place, file, None)
    rows = package_rows(package)
    facts = {"disclosure": [Fact("disclosure", document.about)], **truth(document)}
    found = compare({"disclosure": [package_about(package)], **rows}, facts)
    return Trial(document, place, file, found, len(rows.get("repairs", [])))


def _report(trials: Sequence[Trial], show: bool) -> None:
    compared = [trial for trial in trials if trial.comparison]
    lost = [trial for trial in trials if not trial.comparison]
    _say(
        f"{len(trials)} documents, {len(lost)} without a package"
        + "".join(f"\n  no package: {trial.file.name}" for trial in lost[:10])
    )
    needless = sum(trial.repairs for trial in compared if not trial.document.damages)
    _say(f"{needless} repairs in undamaged documents")
    by_resource: dict[str, Counter[str]] = {}
    by_damage: dict[str, Counter[str]] = {}
    by_place: dict[str, Counter[str]] = {}
    for trial in compared:
        assert trial.comparison is not None  # noqa: S101 (filtered above)
        for resource, counts in trial.comparison.counts.items():
            by_resource.setdefault(resource, Counter()).update(counts)
        if trial.place:
            by_place.setdefault(trial.place, Counter()).update(trial.comparison.total())
        for damage in trial.document.damages or ("none",):
            by_damage.setdefault(damage.split(":")[0], Counter()).update(_where(damage, trial.comparison))
    _table("damage", by_damage)
    if by_place:
        _table("place", by_place)
    _table("resource", by_resource)
    _worst(compared, show)


def _where(damage: str, comparison: Comparison) -> Counter[str]:
    """The verdicts on the table that was damaged, so that the damages of a document are told apart."""
    table = damage.partition(":")[2]
    if table == "prose":
        return sum((comparison.counts.get(name, Counter()) for name in PROSE), Counter())
    if not table:
        return comparison.total()
    return sum((comparison.counts.get(name, Counter()) for name in STATED.get(table, (table,))), Counter())


def _table(heading: str, rows: dict[str, Counter[str]]) -> None:
    total: Counter[str] = sum(rows.values(), Counter()) if heading == "resource" else Counter()
    _say(f"\n{heading:<30}{'right':>9}{'right':>9}{'wrong':>8}{'missing':>9}{'invented':>10}")
    for name, counts in [
        *sorted(rows.items(), key=lambda row: right_share(row[1])),
        *([("all", total)] if total else []),
    ]:
        share = f"{100 * right_share(counts):.2f} %"
        _say(
            f"{name:<30}{share:>9}{counts['right']:>9}{counts['wrong']:>8}{counts['missing']:>9}{counts['invented']:>10}"
        )


def _worst(trials: Iterable[Trial], show: bool) -> None:
    def faults(trial: Trial) -> int:
        return len(trial.comparison.differences) if trial.comparison else 0

    worst = sorted(trials, key=faults, reverse=True)[: 40 if show else 8]
    _say("\nworst documents (cells that differ)")
    for trial in worst:
        if not faults(trial) or trial.comparison is None:
            continue
        _say(f"{faults(trial):>5}  {trial.file.name}  {', '.join(trial.document.damages) or 'clean'}")
        for one in trial.comparison.differences[: 12 if show else 2]:
            _say(f"         {one.resource}[{one.row}].{one.field}: {one.verdict}, {one.expected!r} ≠ {one.got!r}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
