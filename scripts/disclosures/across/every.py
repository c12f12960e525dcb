"""Every rule across documents, over all packages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from disclosures.across.amounts import amounts
from disclosures.across.names import names, same_name
from disclosures.across.projects import projects
from disclosures.across.result import AcrossResult
from disclosures.across.units import units
from disclosures.catalogue import Catalogue, Disclosure


def across(catalogue: Catalogue) -> tuple[AcrossResult, ...]:
    """Every result between two packages of the catalogue, in the order of the packages' names; nothing is written.

    A department's (or unit's) disclosure is held against its own of the year before, its names against the last one
    before that is held, and a department's rows of its units against what each unit published itself.
    """
    by_department: dict[tuple[str, str], list[Disclosure]] = defaultdict(list)
    units_of: dict[tuple[str, int], list[Disclosure]] = defaultdict(list)
    for one in sorted(catalogue.disclosures, key=lambda d: d.year):
        by_department[one.department_id, one.level].append(one)
        if one.level == "unit" and one.parent_department:
            units_of[one.division_code, one.year].append(one)
    found: list[AcrossResult] = []
    for this in catalogue.disclosures:
        found += _with_earlier(this, by_department[this.department_id, this.level])
        if this.level == "department":
            found += _with_units(this, units_of[this.division_code, this.year])
    return tuple(found)


def _with_earlier(this: Disclosure, every: Sequence[Disclosure]) -> Iterator[AcrossResult]:
    before = [one for one in every if one.year < this.year]
    if not before:
        return
    latest = before[-1]
    yield from names(this, latest)
    if latest.year == this.year - 1:
        yield from amounts(this, latest)
        yield from projects(this, latest)


def _with_units(this: Disclosure, every: Sequence[Disclosure]) -> Iterator[AcrossResult]:
    for unit in every:
        if same_name(unit.parent_department, this.department):
            yield from units(this, unit)
