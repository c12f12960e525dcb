"""All rules over one disclosure, in the order in which a reader wants them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from disclosures.check.between import identities
from disclosures.check.booking import booking
from disclosures.check.codes import class_codes
from disclosures.check.equations import within
from disclosures.check.expected import not_looked_at
from disclosures.check.indicators import indicators
from disclosures.check.lookup import Book
from disclosures.check.narrative import narrative
from disclosures.check.performance import performance
from disclosures.check.projects import missing_projects, split_projects
from disclosures.check.reading import reading
from disclosures.check.recognised import laid_to_reading, recognised
from disclosures.check.result import rows_of
from disclosures.check.serials import serials
from disclosures.check.slips import slips
from disclosures.check.structure import structure
from disclosures.check.sums import check_placements, check_sums
from disclosures.check.wording import wording
from disclosures.model import Check, Finding, Subject


def check(subject: Subject) -> list[Check | Finding]:
    """Every check and finding of a disclosure."""
    results = [laid_to_reading(_laid_to_damage(result, subject), subject) for result in _results(subject)]
    looked_at = {r.rule for r in results if isinstance(r, Check)}
    return [*results, *not_looked_at(subject, looked_at)]


def _laid_to_damage(result: Check | Finding, subject: Subject) -> Check | Finding:
    """What does not hold in a row that could not be read for certain is not laid to the department."""
    if not isinstance(result, Finding):
        return result
    torn = any((result.resource, row) in subject.damaged for row in rows_of(result))
    return replace(result, origin="extraction") if torn else result


def _results(subject: Subject) -> Iterator[Check | Finding]:
    tables = subject.tables
    yield from structure(subject)
    yield from wording(subject)
    yield from slips(subject)
    book = Book(tables)
    yield from check_sums(
        book, [*within(tables), *identities(book)], subject.repairs, subject.damaged, reading(subject)
    )
    yield from missing_projects(book)
    yield from split_projects(book)
    yield from check_placements(tables)
    yield from class_codes(subject)
    yield from booking(subject)
    yield from serials(subject)
    yield from performance(subject)
    yield from indicators(subject)
    yield from narrative(subject)
    yield from recognised(subject)
