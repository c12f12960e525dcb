"""How fast are PDFs read, what does it need, and where does the time go? Against pdfplumber's own tables.

    python benchmarks/reading.py                          the PDFs below $DISCLOSURES_CORPUS, else three made ones
    python benchmarks/reading.py 一份.pdf 另一份.pdf --repeats 5

Each file is converted whole (read, recognised, checked, packaged) and, in turns, has its tables extracted by plain
`pdfplumber` with `page.close()`: every run in a process of its own, so that its peak memory is its own. `ratio` is the
whole conversion over pdfplumber's tables alone, `read` only our reading over them; of the repeats the fastest counts.
Scans, where pdfplumber reads nothing, are told apart.
The shares are of the conversion. The last line is the same as JSON.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]

# Stage → functions (module, name) whose own time is counted for it; time in one called by another counts only there.
STAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "open, parse": (("disclosures.read.pdf", "pages"),),
    "grids": (("disclosures.read.layout", "grids"),),
    "cells": (("disclosures.read.layout", "read_tables"),),
    "paragraphs": (("disclosures.pipeline", "read"),),
    "recognise": (("disclosures.pipeline", "recognise"),),
    "normalise": (("disclosures.pipeline", "_normalised"), ("disclosures.pipeline", "repair"),
                  ("disclosures.pipeline", "identify"), ("disclosures.pipeline", "read_prose")),
    "check": (("disclosures.pipeline", "check"),),
    "package": (("disclosures.pipeline", "files"), ("disclosures.pipeline", "problems")),
}  # fmt: skip
READING = ("open, parse", "grids", "cells", "paragraphs")
# Given to documents that do not say themselves whose they are, so that every one is converted whole.
DESCRIPTION = 'department: 某局\ndepartment_id: mou-ju\ndivision_code: "110000"\n'
MADE = 3


@dataclass(frozen=True)
class Run:
    """One file, once. Seconds without start-up (imports, definitions), peak memory of the process in MB.

    `stages`: seconds by stage (ours only); `scan`: pdfplumber found no character.
    """

    pages: int
    seconds: float
    megabytes: float
    stages: dict[str, float]
    refused: str = ""
    scan: bool = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="PDF", help="files or folders to measure")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="runs of each kind and file (3)")
    parser.add_argument("--run", choices=("ours", "theirs"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.run:
        print(json.dumps(asdict(_ours(options.files[0]) if options.run == "ours" else _theirs(options.files[0]))))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        _report(list(_measured(_files(options.files, Path(folder)), Path(folder), options.repeats)))
    return 0


def _files(given: Sequence[Path], folder: Path) -> list[Path]:
    corpus = os.environ.get("DISCLOSURES_CORPUS")
    chosen = list(given) or ([Path(corpus)] if corpus else [])
    if not chosen:
        return _made(folder)
    return [one for path in chosen for one in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]


def _made(folder: Path) -> list[Path]:
    """Documents printed by the system's Chromium."""
    from maker.formats import writer  # needs the packages of the tests
    from maker.text import made

    paths = [folder / f"made-{seed}.pdf" for seed in range(MADE)]
    with writer("pdf") as write:
        for seed, path in enumerate(paths):
            write(made(str(seed)), str(seed), path)
    return paths


# --- in a process of its own ---------------------------------------------------------------------------------------


def _ours(path: Path) -> Run:
    from disclosures.errors import DisclosureError  # only the measured process imports it
    from disclosures.kinds import by_name
    from disclosures.pipeline import convert

    by_name()  # start-up: a process loads the definitions once, for all of its documents
    spent = dict.fromkeys(STAGES, 0.0)
    _instrument(spent)
    refused = ""
    start = time.perf_counter()
    try:
        convert(path, path.name)
    except DisclosureError as error:
        refused = error.message
    return Run(_pages(path), time.perf_counter() - start, _peak(), spent, refused)


def _theirs(path: Path) -> Run:
    import pdfplumber

    characters = 0
    start = time.perf_counter()
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_tables()
            characters += len(page.chars)
            page.close()
        count = len(document.pages)
    return Run(count, time.perf_counter() - start, _peak(), {}, scan=not characters)


def _pages(path: Path) -> int:
    import pypdfium2

    with contextlib.closing(pypdfium2.PdfDocument(path)) as document:
        return len(document)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _instrument(spent: dict[str, float]) -> None:
    """Let every function of STAGES add its own time to `spent`."""
    clock = _Clock(spent)
    for stage, functions in STAGES.items():
        for module, name in functions:
            place = importlib.import_module(module)
            wrap = clock.generator if name == "pages" else clock.function
            setattr(place, name, wrap(stage, getattr(place, name)))


class _Clock:
    """Adds time to the innermost stage that is running."""

    def __init__(self, spent: dict[str, float]) -> None:
        self.spent, self.running, self.since = spent, [""], 0.0

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count for this stage until it ends, then for the one around it again."""
        self._lap(name)
        try:
            yield
        finally:
            self._lap(None)

    def _lap(self, name: str | None) -> None:
        now = time.perf_counter()
        if self.running[-1]:
            self.spent[self.running[-1]] += now - self.since
        self.since = now
        self.running.append(name) if name else self.running.pop()

    def function(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""

        @functools.wraps(work)
        def timed(*given: Any, **named: Any) -> Any:
            with self.stage(stage):
                return work(*given, **named)

        return timed

    def generator(self, stage: str, work: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """The generator function, timed while it works for the next item."""

        @functools.wraps(work)
        def timed(*given: Any) -> Iterator[Any]:
            items = work(*given)
            while True:
                with self.stage(stage):
                    item = next(items, None)
                if item is None:
                    return
                yield item

        return timed


# --- in the process that measures ----------------------------------------------------------------------------------


def _measured(files: Sequence[Path], folder: Path, repeats: int) -> Iterator[tuple[Path, Run, Run]]:
    for number, path in enumerate(files):
        place = folder / f"{number:03}" / path.name
        place.parent.mkdir()
        place.symlink_to(path.resolve())
        place.with_name(f"{path.name}.yaml").write_text(DESCRIPTION, "utf-8")
        runs: dict[str, list[Run]] = {"ours": [], "theirs": []}
        for _ in range(repeats):
            for which, own in runs.items():
                own.append(_run(which, place))
        ours, theirs = (min(own, key=lambda run: run.seconds) for own in runs.values())
        _print_line(path, ours, theirs)
        yield path, ours, theirs


def _run(which: str, path: Path) -> Run:
    command = [sys.executable, __file__, "--run", which, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (this very script)
    if done.returncode:
        raise SystemExit(f"{path.name}: {done.stderr[-2000:]}")
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def _ratios(ours: Run, theirs: Run) -> tuple[float, float]:
    read = sum(ours.stages[stage] for stage in READING)
    return ours.seconds / theirs.seconds, read / theirs.seconds


def _print_line(path: Path, ours: Run, theirs: Run) -> None:
    whole, read = _ratios(ours, theirs)
    total = sum(ours.stages.values()) or 1.0
    shares = "  ".join(f"{stage} {ours.stages[stage] / total:.0%}" for stage in STAGES)
    print(
        f"{path.parent.name}/{path.name[:34]:<34} {ours.pages:>4} p {ours.pages / ours.seconds:>6.1f} p/s"
        f" {ours.seconds:>6.2f} s {ours.megabytes:>4.0f} MB | pdfplumber {theirs.seconds:>6.2f} s {theirs.megabytes:>4.0f} MB"
        f" | ratio {whole:.2f} read {read:.2f}{f' | refused: {ours.refused[:40]}' if ours.refused else ''}\n    {shares}",
        flush=True,
    )


def _report(found: Sequence[tuple[Path, Run, Run]]) -> None:
    if not found:
        raise SystemExit("no PDF found")
    _report_all([one for one in found if not one[2].scan])
    scans = [one for one in found if one[2].scan]
    for path, run, _ in scans:
        print(f"scan {path.name}: {run.seconds / run.pages:.2f} s a page, {run.megabytes:.0f} MB")
    lines = [
        {"file": p.name, "ours": asdict(o), "pdfplumber": asdict(t), "ratio": _ratios(o, t)[0]} for p, o, t in found
    ]
    print(json.dumps(lines, ensure_ascii=False))


def _report_all(found: Sequence[tuple[Path, Run, Run]]) -> None:
    """All PDFs with text together: pdfplumber has no tables in scans to compare with."""
    if not found:
        return
    ours, theirs = sum(o.seconds for _, o, _ in found), sum(t.seconds for _, _, t in found)
    whole = sorted((_ratios(o, t)[0], p.name) for p, o, t in found)
    pages = sum(o.pages for _, o, _ in found)
    print(f"\n{len(found)} files, {pages} pages: {pages / ours:.1f} pages/s, ratio {ours / theirs:.2f} over all")
    print(f"median ratio {whole[len(whole) // 2][0]:.2f}, worst {whole[-1][0]:.2f} ({whole[-1][1]})")
    print(f"peak memory {max(o.megabytes for _, o, _ in found):.0f} MB")
    stages = {stage: sum(o.stages[stage] for _, o, _ in found) for stage in STAGES}
    print("  ".join(f"{stage} {spent / sum(stages.values()):.0%}" for stage, spent in stages.items()))


if __name__ == "__main__":
    sys.exit(main())
