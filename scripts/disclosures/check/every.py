"""All rules over one disclosure, in the order in which a reader wants them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from disclosures.check.between import identities
from disclosures.check.between.projects import missing_projects, split_projects
from disclosures.check.codes.booking import booking
from disclosures.check.codes.classes import class_codes
from disclosures.check.codes.serials import serials
from disclosures.check.expected import not_looked_at
from disclosures.check.narrative import narrative
from disclosures.check.performance.department import indicators
from disclosures.check.performance.projects import performance
from disclosures.check.recognised import laid_to_reading, recognised
from disclosures.check.result import rows_of
from disclosures.check.sums.equations import within
from disclosures.check.sums.evaluate import check_placements, check_sums
from disclosures.check.sums.lookup import Book
from disclosures.check.sums.reading import reading
from disclosures.check.text.slips import slips
from disclosures.check.text.structure import structure
from disclosures.check.text.wording import wording
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
