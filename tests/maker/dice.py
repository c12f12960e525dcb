"""Seeded chance: the same seed gives the same document on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")
CENT = Decimal("0.01")


class Dice:
    """A source of choices; `branch` gives an independent one, so that a choice more here changes nothing there."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self._random = Random(seed)  # noqa: S311 (repeatable documents are wanted, not secrets)

    def branch(self, name: str) -> Dice:
        """Another source that depends on the seed and the name only."""
        return Dice(f"{self.seed}/{name}")

    def chance(self, share: float) -> bool:
        """True in about this share of the cases."""
        return self._random.random() < share

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(low, high)

    def amount(self, low: float, high: float, places: int = 2) -> Decimal:
        """An amount of money with as many decimal places, never below one cent."""
        step = Decimal(1).scaleb(-places)
        return max(Decimal(str(self._random.uniform(low, high))).quantize(step), step).quantize(CENT)

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of the things."""
        return self._random.choice(things)

    def some(self, things: Sequence[Thing], count: int) -> list[Thing]:
        """So many different ones of the things (all of them when there are fewer), in any order."""
        return self._random.sample(list(things), min(count, len(things)))

    def weighted(self, things: Sequence[Thing], weights: Sequence[float]) -> Thing:
        """One of the things, the heavier the likelier."""
        return self._random.choices(things, weights)[0]

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """All of the things in any order."""
        return self.some(things, len(things))
