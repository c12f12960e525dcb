"""What a made-up department spends: the few types of a budget, and the sums that its tables print.

Every table is a sum over the same atoms (an economic pair under a function from a source), so every identity between
tables holds by construction; the tests prove it all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal("0.00")
# Where the money of a project comes from → the columns of the income table that it counts in.
SOURCES: dict[str, tuple[str, ...]] = {
    "general": ("general_public_budget", "general_public_budget_appropriation"),
    "general_other": ("general_public_budget",),
    "fund": ("government_fund",),
    "state": ("state_capital",),
    "special": ("special_account",),
    "service": ("institution_service",),
    "other": ("other",),
    "carried_general": ("carryover_general_public_budget",),
    "carried_fund": ("carryover_government_fund",),
}
CARRIED = frozenset({"carried_general", "carried_fund"})
FISCAL = frozenset({"general", "general_other", "fund", "state", "carried_general", "carried_fund"})
GENERAL = frozenset({"general", "general_other", "carried_general"})


@dataclass(frozen=True)
class Atom:
    """The smallest amount: one economic pair, function, unit and source; `project` is null for basic expenditure."""

    unit: str
    function: str
    dept: str
    dept_name: str
    gov: str
    gov_name: str
    source: str
    amount: Decimal
    project: str | None = None


@dataclass(frozen=True)
class Indicator:
    """One line of a performance goal; `dimension` is null in the goals of the whole department."""

    name: str
    target: str
    dimension: str = ""
    level1: str = ""
    level2: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class Project:
    """A project of one unit."""

    code: str
    name: str
    unit: str
    kind: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Unit:
    """A unit of the department with its six-digit code."""

    code: str
    name: str
    institution: bool


@dataclass(frozen=True)
class Budget:
    """One disclosure: who, where, when, and all that is spent and promised."""

    seed: str
    division: str
    division_name: str
    year: int
    month: int
    code: str
    name: str
    short: str
    units: tuple[Unit, ...]
    atoms: tuple[Atom, ...]
    projects: tuple[Project, ...]
    goals: tuple[str, ...]
    tasks: tuple[tuple[str, str], ...]
    indicators: tuple[Indicator, ...]
    duties: tuple[str, ...]


def total(atoms: Iterable[Atom]) -> Decimal:
    """The sum of the amounts."""
    return sum((atom.amount for atom in atoms), ZERO)


def basic(atoms: Iterable[Atom]) -> list[Atom]:
    """Basic expenditure only."""
    return [atom for atom in atoms if atom.project is None]


def of_class(atoms: Iterable[Atom], *classes: str) -> list[Atom]:
    """The atoms whose department economic class begins so."""
    return [atom for atom in atoms if atom.dept.startswith(classes)]


def from_sources(atoms: Iterable[Atom], sources: Iterable[str]) -> list[Atom]:
    """The atoms from these sources."""
    wanted = set(sources)
    return [atom for atom in atoms if atom.source in wanted]


def funding(atoms: Iterable[Atom]) -> dict[str, Decimal]:
    """Funding column → amount, with `total`, `current_total`, `carryover_total`; columns without money are absent."""
    sums: dict[str, Decimal] = {}
    for atom in atoms:
        period = "carryover_total" if atom.source in CARRIED else "current_total"
        for column in ("total", period, *SOURCES[atom.source]):
            sums[column] = sums.get(column, ZERO) + atom.amount
    return sums


def expenditure(atoms: Iterable[Atom], projects: dict[str, Project]) -> dict[str, Decimal]:
    """Column of an expenditure table → amount; columns without money are absent."""
    sums: dict[str, Decimal] = {}
    for atom in atoms:
        for column in ("total", *_columns(atom, projects)):
            sums[column] = sums.get(column, ZERO) + atom.amount
    return sums


def _columns(atom: Atom, projects: dict[str, Project]) -> tuple[str, ...]:
    if atom.project is not None:
        special = projects[atom.project].kind == "特定目标类"
        return ("project_total", "project_specific_target" if special else "project_other_operating")
    parts = {"301": "basic_wages_benefits", "303": "basic_individuals_families", "302": "basic_goods_services"}
    part = parts.get(atom.dept[:3], "basic_capital")
    public = ("basic_public",) if part in {"basic_goods_services", "basic_capital"} else ()
    return ("basic_total", part, *public)
