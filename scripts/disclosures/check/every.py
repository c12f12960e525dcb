"""All rules over one disclosure, in the order in which a reader wants them."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.check.between import between
from disclosures.check.equations import within
from disclosures.check.expected import not_looked_at
from disclosures.check.narrative import narrative
from disclosures.check.recognised import laid_to_reading, recognised
from disclosures.check.structure import structure
from disclosures.check.sums import check_placements, check_sums
from disclosures.check.wording import wording
from disclosures.model import Check, Finding, Subject


def check(subject: Subject) -> list[Check | Finding]:
    """Every check and finding of a disclosure."""
    results = [laid_to_reading(result, subject) for result in _results(subject)]
    looked_at = {r.rule for r in results if isinstance(r, Check)}
    return [*results, *not_looked_at(subject, looked_at)]


def _results(subject: Subject) -> Iterator[Check | Finding]:
    tables = subject.tables
    yield from structure(subject)
    yield from wording(subject)
    yield from check_sums(tables, [*within(tables), *between(tables)], subject.repairs, subject.damaged)
    yield from check_placements(tables)
    yield from narrative(subject)
    yield from recognised(subject)
