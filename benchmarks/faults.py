"""How many faults of departments does the checker find, and is it silent without them?

    python benchmarks/faults.py --documents 20
    python benchmarks/faults.py --documents 40 --kind share_mistyped --show
    python benchmarks/faults.py --format docx --place all --documents 8

Faults are injected one at a time into made documents that are otherwise right. Of each kind: how many were injected,
found by a rule that may rightly report it, laid to the department, told with the right figures or words; and how many
findings blame the reading, which is sound here. Last: what is said of the same documents without a fault.
A place's form has tables of its own, so it goes with a format that has grids.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]

from fault_trials import GRAVE, Trial, Tried, tried  # noqa: E402 (it lives beside the tests)
from maker.faults import KINDS  # noqa: E402
from maker.formats import SUFFIXES  # noqa: E402
from maker.places import names as place_names  # noqa: E402


@dataclass(frozen=True)
class Tally:
    """Trials counted: injected, found, laid to the right side, told rightly; findings that blame the reading."""

    injected: int
    found: int
    laid: int
    told: int
    misplaced: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Try, count, report."""
    options = _options(arguments)
    if options.place and options.format == "text":
        raise SystemExit("a place's form goes with a format that has grids, such as --format docx")
    kinds = [kind for kind in KINDS if options.kind in ("all", kind)]
    seeds = [str(seed) for seed in range(options.seed, options.seed + options.documents)]
    places = [_place(options, int(seed)) for seed in seeds]
    start = time.perf_counter()
    with ProcessPoolExecutor(max_workers=min(options.jobs, 2)) as pool:
        documents = list(pool.map(tried, seeds, repeat(kinds), repeat(options.format), places))
    _report(documents, kinds, options.show)
    _say(f"{len(documents)} documents in {time.perf_counter() - start:.0f} s")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20, metavar="N", help="how many documents (20)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--kind", default="all", choices=("all", *KINDS), help="one kind of fault (all)")
    parser.add_argument("--format", default="text", choices=tuple(SUFFIXES), help="what they are written as (text)")
    parser.add_argument(
        "--place", choices=(*place_names(), "all"), help="the form of a place, or those of all in turn (the usual form)"
    )
    parser.add_argument("--show", action="store_true", help="list what was missed, with what was said instead")
    parser.add_argument("--jobs", type=int, default=2, choices=(1, 2), help="processes (2)")
    return parser.parse_args(arguments)


def _place(options: argparse.Namespace, seed: int) -> str:
    """The place whose form this seed has, blank where none was asked for."""
    return place_names()[seed % len(place_names())] if options.place == "all" else options.place or ""


def _tally(trials: Iterable[Trial]) -> Tally:
    every = list(trials)
    return Tally(
        len(every),
        sum(bool(trial.reported) for trial in every),
        sum(bool(trial.laid_rightly) for trial in every),
        sum(bool(trial.told_rightly) for trial in every),
        sum(len(trial.misplaced) for trial in every),
    )


def _report(documents: Sequence[Tried], kinds: Sequence[str], show: bool) -> None:
    trials = [trial for document in documents for trial in document.trials]
    _say(f"{'fault':<32}{'injected':>9}{'found':>9}{'origin':>9}{'figures':>9}{'blamed on reading':>19}")
    for kind in kinds:
        _line(kind, _tally(trial for trial in trials if trial.kind == kind))
    _line("all", _tally(trials))
    if show:
        _missed(trials)
    _without(documents)


def _line(name: str, tally: Tally) -> None:
    shares = (
        f"{100 * part / tally.injected:.1f} %" if tally.injected else "–"
        for part in (tally.found, tally.laid, tally.told)
    )
    _say(f"{name:<32}{tally.injected:>9}" + "".join(f"{share:>9}" for share in shares) + f"{tally.misplaced:>19}")


def _missed(trials: Iterable[Trial]) -> None:
    for trial in trials:
        if trial.told_rightly and not trial.misplaced:
            continue
        what = "; ".join(f"{one.where}.{one.field} {one.was!r} → {one.now!r}" for one in trial.changes[:2])
        verdict = (
            "missed" if not trial.reported else "origin" if not trial.laid_rightly else "figures or other findings"
        )
        _say(f"\n{trial.kind} seed {trial.seed} ({verdict}): {what}; may tell: {', '.join(trial.fault.rules)}")
        for one in trial.findings[:4]:
            _say(f"    {one.severity} {one.origin} {one.rule}: {one.message[:160]}")


def _without(documents: Sequence[Tried]) -> None:
    """What is said of documents without a fault: none of it is true."""
    false = [(one, finding) for one in documents for finding in one.without if finding.severity in GRAVE]
    told = [(one, finding) for one in documents for finding in one.without if finding.severity not in GRAVE]
    share = len(false) / len(documents) if documents else 0
    _say(f"\nwithout a fault: {len(false)} false alarms, {share:.2f} a document; {len(told)} further remarks")
    for document, finding in [*false, *told][:40]:
        _say(f"    seed {document.seed} {finding.severity} {finding.origin} {finding.rule}: {finding.message[:200]}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
