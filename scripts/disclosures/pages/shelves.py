"""Disclosures by department and division, with the figures that lists show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from disclosures.catalogue import Catalogue, Disclosure
from disclosures.pages import names
from disclosures.pages.figures.facts import Facts, read_facts

PROSE = ("duties", "units", "glossary")
RECORDS = ("statements", "repairs", "corrections")
PLACES = ("finding_cells", "positions")  # tables for programs: where the values of the others are printed
FOR_PROGRAMS = ("checks", *PLACES)  # most of the rows, for the fewest readers: in no workbook
HIDDEN = ("checks", "findings", *PLACES)  # said elsewhere on the page, or by pictures
CONVERSION = ("repairs", "corrections", *HIDDEN)  # what was done with the document, not what it says
NOT_PRINTED = frozenset(PROSE + RECORDS + HIDDEN)


@dataclass(frozen=True)
class Entry:
    """A disclosure and its key figures."""

    item: Disclosure
    facts: Facts

    @property
    def found(self) -> int:
        """How many printed tables the package holds (one printed table may be several resources)."""
        resources = self.item.resources
        printed = [n for n in self.item.tables_found if n in resources and n not in NOT_PRINTED]
        return len({resources[name].title for name in printed})

    @property
    def coverage(self) -> str:
        """`表 9/12`: tables found of those listed; only the count where the document lists none, or fewer than it has."""
        listed = len(self.item.tables_listed)
        return f"表 {self.found}/{listed}" if listed >= self.found else f"表 {self.found}"

    @property
    def level(self) -> str:
        """What kind of budget it is, in two words that a reader sees in the document's title."""
        return "单位预算" if self.item.level == "unit" else "部门预算"


@dataclass(frozen=True)
class Department:
    """A department over the years, latest last."""

    id: str
    name: str
    short: str
    division_code: str
    division: str
    entries: tuple[Entry, ...]

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({e.item.year for e in self.entries}))

    @property
    def spellings(self) -> Mapping[str, tuple[int, ...]]:
        """Each printed name and the years that print it."""
        found: dict[str, list[int]] = {}
        for entry in self.entries:
            found.setdefault(entry.item.department, []).append(entry.item.year)
        return {name: tuple(years) for name, years in found.items()}

    def of_year(self, year: int) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.item.year == year)

    def told_apart(self, entry: Entry) -> str:
        """What tells a document from the others of its year: its level, else its number; "" for the only one."""
        held = self.of_year(entry.item.year)
        if len(held) < 2:
            return ""
        same = [e for e in held if e.level == entry.level]
        number = next(i for i, e in enumerate(same, start=1) if e.item.name == entry.item.name)
        return entry.level if len(same) == 1 else f"{entry.level}第 {number} 份"


@dataclass(frozen=True)
class Division:
    """A place and its departments."""

    code: str
    name: str
    departments: tuple[Department, ...]

    @property
    def count(self) -> int:
        return sum(len(d.entries) for d in self.departments)

    def of_year(self, year: int) -> int:
        """How many documents of a year."""
        return sum(len(d.of_year(year)) for d in self.departments)


@dataclass(frozen=True)
class Shelves:
    """Everything that is held, in the orders that pages need."""

    entries: tuple[Entry, ...]
    departments: tuple[Department, ...]
    divisions: tuple[Division, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from the first held to the last, so that gaps show."""
        return span(e.item.year for e in self.entries)

    def newest(self, count: int) -> tuple[Entry, ...]:
        """The latest published; those without a printed date come last."""
        ranked = sorted(self.entries, key=lambda e: (e.item.published, e.item.year, e.item.name), reverse=True)
        return tuple(ranked[:count])


def span(years: Iterable[int]) -> tuple[int, ...]:
    """All years from first to last; only the held ones where they lie absurdly far apart."""
    held = sorted(set(years))
    if not held or held[-1] - held[0] > 40:
        return tuple(held)
    return tuple(range(held[0], held[-1] + 1))


def shelve(catalogue: Catalogue) -> Shelves:
    """Groups the catalogue; one pass over the packages for the figures."""
    entries = tuple(Entry(item, read_facts(item)) for item in catalogue.disclosures)
    by_department: dict[str, list[Entry]] = {}
    for entry in entries:
        by_department.setdefault(entry.item.department_id, []).append(entry)
    departments = tuple(sorted(map(_department, by_department.values()), key=lambda d: (d.division_code, d.id)))
    by_division: dict[str, list[Department]] = {}
    for department in departments:
        by_division.setdefault(department.division_code, []).append(department)
    divisions = tuple(_division(code, held) for code, held in sorted(by_division.items()))
    return Shelves(entries, departments, divisions)


def _department(entries: list[Entry]) -> Department:
    ordered = tuple(sorted(entries, key=lambda e: (e.item.year, e.item.name)))
    latest = ordered[-1].item
    short = names.short_department(latest.department, latest.division)
    return Department(latest.department_id, latest.department, short, latest.division_code, latest.division, ordered)


def _division(code: str, held: list[Department]) -> Division:
    return Division(code, held[-1].division or (code or "中央部门"), tuple(held))
