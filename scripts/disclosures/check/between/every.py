"""The identities between tables (rules.md 4.3), of every subject. Each is an equation, or says why it cannot be one."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.check.between.balances import balances, same_rows
from disclosures.check.between.economic import economic
from disclosures.check.between.projects import projects
from disclosures.check.between.totals import totals
from disclosures.check.sums.equations import Equation, Tables, Undecided
from disclosures.check.sums.lookup import Book
from disclosures.rulebook import rules


def identities(book: Book) -> Iterator[Equation | Undecided]:
    """Every identity of the tables that are there."""
    yield from balances(book)
    yield from same_rows(book)
    yield from totals(book)
    yield from economic(book)
    yield from projects(book)


def between(tables: Tables) -> Iterator[Equation]:
    """The equations that surely hold: those that may prove a repair. What practice bends is not among them."""
    for one in identities(Book(tables)):
        if isinstance(one, Equation) and (one.severity or rules()[one.rule].severity) == "error":
            yield one
