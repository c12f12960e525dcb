"""The sums that a table may print, by name; most are fields of the contract, the others say which money they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ..budget import FISCAL, GENERAL, Atom, Project, basic, expenditure, from_sources, funding, of_class, total

MONEY: dict[str, frozenset[str] | None] = {
    "all": None,
    "fiscal": FISCAL,
    "general": GENERAL,
    "fund": frozenset({"fund", "carried_fund"}),
    "state": frozenset({"state"}),
}
CURRENT = frozenset({"general", "general_other", "fund", "state"})
# What is bought, by economic class.
CATEGORIES = {"A": ("31002", "31007", "30201"), "B": ("30213",), "C": ("30202", "30214", "30226", "30227")}
TRAVEL = {
    "overseas_travel": "30212",
    "vehicle_purchase": "31013",
    "vehicle_operation": "30231",
    "hospitality": "30217",
}


def chosen(atoms: Iterable[Atom], money: str, part: str) -> tuple[Atom, ...]:
    """The atoms that a table counts: of this money, and all, the basic or the project part, or what is bought."""
    sources = MONEY[money]
    found = list(atoms) if sources is None else from_sources(atoms, sources)
    if part == "all":
        return tuple(found)
    if part == "procurement":
        return tuple(atom for atom in found if category_of(atom))
    return tuple(atom for atom in found if (atom.project is None) == (part == "basic"))


def category_of(atom: Atom) -> str:
    """What a purchase is: goods, works or services; blank where nothing is bought."""
    if atom.project is None:
        return ""
    return next((category for category, classes in CATEGORIES.items() if atom.dept.startswith(classes)), "")


def measures(atoms: Sequence[Atom], projects: Mapping[str, Project]) -> dict[str, Decimal]:
    """Name → sum; what there is no money for is absent or 0."""
    running = basic(atoms)
    carried = [atom for atom in atoms if atom.source.startswith("carried")]
    personnel, public = total(of_class(running, "301", "303")), total(of_class(running, "302", "310"))
    return {
        **funding(atoms),
        **expenditure(atoms, dict(projects)),
        "basic_personnel": personnel,
        "personnel": personnel,
        "basic_public": public,
        "public": public,
        "fiscal_appropriation": total(from_sources(atoms, CURRENT)),
        "unit_funds": total(from_sources(atoms, ("service", "other"))),
        "other_funds": total(from_sources(atoms, ("service", "other"))),
        "spent_fiscal": total(from_sources(atoms, FISCAL)),
        "spent_general": total(from_sources(atoms, GENERAL)),
        "spent_fund": total(from_sources(atoms, ("fund", "carried_fund"))),
        "spent_state": total(from_sources(atoms, ("state",))),
        "carried_fiscal": total(from_sources(carried, FISCAL)),
        **travel(atoms),
    }


def travel(atoms: Iterable[Atom]) -> dict[str, Decimal]:
    """The parts of “三公”经费 with `vehicles` and their sum `three_public`."""
    listed = list(atoms)
    sums = {name: total(of_class(listed, code)) for name, code in TRAVEL.items()}
    sums["vehicles"] = sums["vehicle_purchase"] + sums["vehicle_operation"]
    sums["three_public"] = sums["vehicles"] + sums["overseas_travel"] + sums["hospitality"]
    return sums
