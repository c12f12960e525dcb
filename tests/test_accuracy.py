"""How much of what a document says does the converter get right, for each kind of damage? Made documents tell."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import pytest

import cases
from disclosures.pipeline import Packed, convert
from disclosures.rulebook import rules
from maker.compare import Comparison, compare, right_share
from maker.damage import KINDS, damaged
from maker.document import Document, render, truth
from maker.text import made

EACH = 4
LEAST_OF_A_KIND = 0.98
LEAST_OF_ALL = 0.995
MOST_INVENTED = 0.001
SOUND = range(400, 412)


@dataclass(frozen=True)
class Trial:
    """A made document, what came of it, and how that compares with what it says."""

    document: Document
    packed: Packed
    comparison: Comparison


def _tried(document: Document) -> Trial:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{document.name}.txt"
        path.write_text(render(document), "utf-8")
        packed = convert(path, path.name)
    rows = {name: list(records) for name, records in cases.tables(packed).items()}
    return Trial(document, packed, compare(rows, truth(document)))


def _damaged(kind: str) -> Iterator[Document]:
    """Documents in which that damage found something to damage."""
    for seed in count(400):
        document = damaged(made(str(seed)), str(seed), kind)
        if document.damages:
            yield document
        assert seed < 500, f"{kind} finds hardly anything to damage"


@cache
def _of_kind(kind: str) -> tuple[Trial, ...]:
    return tuple(_tried(document) for document, _ in zip(_damaged(kind), range(EACH), strict=False))


@cache
def _sound() -> tuple[Trial, ...]:
    return tuple(_tried(made(str(seed))) for seed in SOUND)


def _counts(trials: tuple[Trial, ...]) -> Counter[str]:
    return sum((trial.comparison.total() for trial in trials), Counter())


def _shown(trials: tuple[Trial, ...]) -> list[str]:
    return [f"{trial.document.name}: {one}" for trial in trials for one in trial.comparison.differences][:15]


@pytest.mark.parametrize("kind", KINDS)
def test_a_damage_costs_little(kind: str) -> None:
    trials = _of_kind(kind)
    counts = _counts(trials)
    assert counts["right"] > 1000
    assert right_share(counts) >= LEAST_OF_A_KIND, _shown(trials)
    assert counts["invented"] <= counts["right"] * 5 * MOST_INVENTED, _shown(trials)


def test_all_damages_together() -> None:
    counts = sum((_counts(_of_kind(kind)) for kind in KINDS), Counter[str]())
    assert right_share(counts) >= LEAST_OF_ALL
    assert counts["invented"] <= counts["right"] * MOST_INVENTED


def test_several_damages_in_one_document() -> None:
    trials = tuple(_tried(damaged(made(str(seed)), str(seed))) for seed in SOUND)
    assert max(len(trial.document.damages) for trial in trials) > 3
    counts = _counts(trials)
    assert right_share(counts) >= LEAST_OF_A_KIND, _shown(trials)
    assert counts["invented"] <= counts["right"] * 5 * MOST_INVENTED, _shown(trials)


def test_a_sound_document_is_read_without_any_loss() -> None:
    assert not _shown(_sound())
    assert _counts(_sound())["right"] > 10_000


def test_nothing_is_repaired_where_nothing_is_broken() -> None:
    repairs = [(t.document.name, t.packed.disclosure.repairs) for t in _sound() if t.packed.disclosure.repairs]
    assert not repairs


def test_a_sound_document_has_no_failing_sum() -> None:
    failed = [
        (t.document.name, check)
        for t in _sound()
        for check in t.packed.disclosure.checks
        if check.outcome == "fail" and check.left is not None and rules()[check.rule].severity != "info"
    ]
    assert not failed


def test_a_wrong_cell_is_hardly_ever_silent() -> None:
    """Amounts that a damage made wrong are told: the table of a wrong amount has a finding or a failing check."""
    silent = []
    for kind in KINDS:
        for trial in _of_kind(kind):
            told = {f.resource for f in trial.packed.disclosure.findings}
            told |= {c.resource for c in trial.packed.disclosure.checks if c.outcome in ("fail", "not_evaluable")}
            wrong = [d for d in trial.comparison.differences if d.verdict == "wrong" and d.resource not in told]
            silent += [(kind, trial.document.name, d.resource, d.row, d.field) for d in wrong]
    assert len(silent) <= 5, silent
