"""What the documents of a department say of each other, and what its units published of themselves (rules.md 8)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.across import AcrossResult, across
from disclosures.catalogue import Catalogue, Disclosure
from disclosures.pages import links, tables
from disclosures.pages.shelves import Department
from disclosures.text import inert, plain

_COLUMNS = (
    "package", "other", "rule", "severity", "outcome", "resource", "row_ref", "field", "printed", "expected", "difference",
    "message", "other_resource", "other_row",
)  # fmt: skip


@dataclass(frozen=True)
class Contrast:
    """A rule between two documents that does not hold: what is said, and the places in both, (words, page) each."""

    rule: str
    severity: str
    message: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Contrasts:
    """The outcomes of all rules across the documents of a department; `unclear` are reasons with their number."""

    passed: int
    rounded: int
    failed: tuple[Contrast, ...]
    unclear: tuple[tuple[str, str, int], ...]
    results: tuple[AcrossResult, ...]

    @property
    def any(self) -> bool:
        """Whether there was anything to hold against each other."""
        return bool(self.results)


def contrasts(department: Department, units: Sequence[Disclosure]) -> Contrasts:
    """The department's documents held against each other and against those of `units`."""
    own = {entry.item.name: entry.item for entry in department.entries}
    every = {**own, **{unit.name: unit for unit in units}}
    held = tuple(every[name] for name in sorted(every))
    results = tuple(one for one in across(Catalogue(held, ())) if one.package in own)
    counts = Counter(one.outcome for one in results)
    reasons = Counter((one.rule, one.message) for one in results if one.outcome == "not_evaluable")
    return Contrasts(
        counts["pass"], counts["rounding"],
        tuple(_contrast(one, every) for one in results if one.outcome == "fail"),
        tuple((rule, reason, count) for (rule, reason), count in reasons.items()), results,
    )  # fmt: skip


def _contrast(one: AcrossResult, every: dict[str, Disclosure]) -> Contrast:
    this, other = every[one.package], every[one.other]
    places = [(this, one.resource, one.row), (other, one.other_resource, one.other_row)]
    return Contrast(one.rule, one.severity, one.message, tuple(_place(*place) for place in places))


def _place(item: Disclosure, resource: str | None, row: int | None) -> tuple[str, str]:
    page = links.disclosure(item.name)
    words = f"{item.year} 年{'单位预算' if item.level == 'unit' else ''}"
    if resource is None or resource not in item.resources:
        return words, page
    fragment = tables.row_id(resource, str(row)) if row is not None else f"t-{resource}"
    return f"{words}《{tables.display_titles(item)[resource]}》", f"{page}#{fragment}"


def as_csv(found: Contrasts) -> bytes:
    """Every result, one a row, for whoever checks them; text that a spreadsheet would run is inert."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in found.results:
        difference = "" if one.difference is None else plain(one.difference)
        values = (
            one.package, one.other, one.rule, one.severity, one.outcome, one.resource, one.row, one.field, one.printed,
            one.expected, difference, one.message, one.other_resource, one.other_row,
        )  # fmt: skip
        writer.writerow(["" if value is None else inert(str(value), numbers=True) for value in values])
    return buffer.getvalue().encode("utf-8", "replace")
