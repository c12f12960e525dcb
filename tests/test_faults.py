"""Faults of departments: each really changes what it says, most are found, and nothing is said of right documents."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache

import pytest

from disclosures.rulebook import rules
from fault_trials import GRAVE, Tried, tried
from maker.dice import Dice
from maker.document import Document, render
from maker.faults import ALL, BY_NAME, KINDS, Injected, faulty
from maker.faults.change import columns, mistyped, spots, transposed
from maker.text import made

SEEDS = [str(seed) for seed in range(30, 50)]
# Documents of both forms, in each of which a third of the kinds is tried.
SAMPLE = ("31", "34", "37")
# What rules leave open: figures whose scope no table settles (机构运转经费), the statement of a unit naming another body.
LEAST_FOUND = 0.95
LEAST_TOLD = 0.95


@cache
def _right(seed: str) -> Document:
    return made(seed, without_fault=True)


def _first(kind: str) -> tuple[str, Injected]:
    for seed in SEEDS:
        injected = faulty(_right(seed), seed, kind)
        if injected:
            return seed, injected
    raise AssertionError(f"{kind} finds no place in any document")


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_changes_what_it_says_and_little_else(kind: str) -> None:
    seed, injected = _first(kind)
    before, after = (Counter(render(one).splitlines()) for one in (_right(seed), injected.document))
    changed, gone = [*(after - before).elements()], [*(before - after).elements()]
    assert changed or gone
    assert len(changed) <= 8, "one mistake, and what was added up with it"
    change = injected.changes[0]
    assert change.was != change.now
    if change.now and _is_amount(change.now):
        forms = {change.now.removeprefix("-"), f"{Decimal(change.now) * 10000:.2f}"}
        printed = "".join("".join(changed).replace(",", "").split())
        assert any(form in printed for form in forms), (change, changed)
    if change.was and _is_amount(change.was):
        assert gone
    assert faulty(_right(seed), seed, kind) == injected, "the same seed gives the same fault"


def _is_amount(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def test_every_fault_is_one_that_a_rule_can_tell() -> None:
    assert len(BY_NAME) == len(ALL) >= 25
    for fault in ALL:
        assert fault.rules
        assert set(fault.rules) <= set(rules()), fault.name


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_a_column_is_told_by_what_it_prints(seed: str) -> None:
    for spot in spots(_right(seed), "expenditure"):
        cells = _right(seed).blocks[spot.block].lines[spot.line].cells
        for field, column in columns(_right(seed), spot).items():
            printed = Decimal(cells[column].replace(",", "") or 0)
            assert printed in (spot.amount(field), spot.amount(field) * 10000), field


def test_a_digit_mistyped_is_no_rounding() -> None:
    for number, amount in enumerate(map(Decimal, ("0.50", "7.00", "12.30", "1234.56", "100.00"))):
        wrong = mistyped(amount, Dice(str(number)))
        assert abs(wrong - amount) >= min(Decimal("0.1"), amount)
        assert len(f"{wrong}") == len(f"{amount}")


def test_digits_exchanged_are_the_same_digits() -> None:
    assert transposed(Decimal("111.11"), Dice("1")) is None
    for number, amount in enumerate(map(Decimal, ("12.30", "1234.56", "1001.00"))):
        wrong = transposed(amount, Dice(str(number)))
        assert wrong is not None
        assert wrong != amount
        assert sorted(f"{wrong}") == sorted(f"{amount}")


@pytest.fixture(scope="module")
def documents() -> list[Tried]:
    """Each kind of fault in one of the documents of the sample."""
    return [tried(seed, KINDS[number :: len(SAMPLE)]) for number, seed in enumerate(SAMPLE)]


def test_faults_are_found_and_laid_to_the_department(documents: list[Tried]) -> None:
    trials = [trial for document in documents for trial in document.trials]
    assert len(trials) >= 0.9 * len(KINDS)
    missed = [trial.kind for trial in trials if not trial.laid_rightly]
    assert 1 - len(missed) / len(trials) >= LEAST_FOUND, missed


def test_a_fault_is_told_with_its_figures(documents: list[Tried]) -> None:
    trials = [trial for document in documents for trial in document.trials if trial.laid_rightly]
    untold = [trial.kind for trial in trials if not trial.told_rightly]
    assert 1 - len(untold) / len(trials) >= LEAST_TOLD, untold


def test_nothing_is_blamed_on_a_reading_that_is_sound(documents: list[Tried]) -> None:
    assert not [trial.kind for document in documents for trial in document.trials if trial.misplaced]


def test_nothing_is_said_of_documents_without_a_fault(documents: list[Tried]) -> None:
    assert not [finding.message for document in documents for finding in document.without if finding.severity in GRAVE]
