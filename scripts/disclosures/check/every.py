"""All rules over one disclosure, in the order in which a reader wants them."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.check.between import between
from disclosures.check.equations import within
from disclosures.check.structure import structure
from disclosures.check.sums import check_placements, check_sums
from disclosures.check.wording import wording
from disclosures.model import Check, Finding, Subject


def check(subject: Subject) -> Iterator[Check | Finding]:
    """Every check and finding of a disclosure."""
    tables = subject.tables
    yield from structure(subject)
    yield from wording(subject)
    yield from check_sums(tables, [*within(tables), *between(tables)], subject.repairs)
    yield from check_placements(tables)
