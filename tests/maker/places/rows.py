"""The rows of a table in printed order: total, units, roll-ups and items, each with the atoms that it sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..budget import Atom, Budget, Project
from .forms import Plan
from .measures import CATEGORIES, category_of

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Entry:
    """A row: `kind` as the contract's `row_kind`, `level` of indentation, what it is called by, what it sums.

    `unit` is the unit that the row is or stands below; codes are as long as the row's level.
    """

    kind: str
    level: int
    atoms: tuple[Atom, ...]
    unit: str = ""
    unit_code: str = ""
    function: str = ""
    dept: str = ""
    gov: str = ""
    project: Project | None = None
    category: str = ""


def entries(plan: Plan, budget: Budget, atoms: tuple[Atom, ...]) -> list[Entry]:
    """All rows of the table; none where the plan prints none."""
    named = budget.name if plan.total == "department" else ""
    total = Entry("total", 0, atoms, named)
    below = list(_below(plan, budget, atoms))
    if plan.total == "last":
        return [*below, total]
    return below if plan.total == "none" else [total, *below]


def _below(plan: Plan, budget: Budget, atoms: tuple[Atom, ...]) -> Iterator[Entry]:
    paying = [unit for unit in budget.units if any(atom.unit == unit.code for atom in atoms)]
    printed = plan.units == "always" or (plan.units == "several" and len(budget.units) > 1)
    if plan.by == "unit":
        for unit in paying if printed else ():
            yield Entry("item", 1, _of(atoms, unit.code), unit.name, unit.code)
        return
    if not printed:
        yield from _grouped(plan, budget, atoms, "", "", 0)
        return
    for unit in paying:
        part = _of(atoms, unit.code)
        yield Entry("unit", 1, part, unit.name, unit.code)
        yield from _grouped(plan, budget, part, unit.name, unit.code, 1)


def _of(atoms: Sequence[Atom], unit: str) -> tuple[Atom, ...]:
    return tuple(atom for atom in atoms if atom.unit == unit)


def _grouped(
    plan: Plan, budget: Budget, atoms: tuple[Atom, ...], unit: str, unit_code: str, level: int
) -> Iterator[Entry]:
    if plan.by == "none":
        return
    if plan.by == "project":
        for project in budget.projects:
            part = tuple(atom for atom in atoms if atom.project == project.code)
            if part:
                yield Entry("item", level + 1, part, unit, unit_code, project=project)
        return
    if plan.by == "category":
        for category in CATEGORIES:
            part = tuple(atom for atom in atoms if category_of(atom) == category)
            if part:
                yield Entry("item", level + 1, part, unit, unit_code, category=category)
        return
    key = KEYS[plan.by]
    # Sorted so that a roll-up stands above what it sums: a shorter code begins the longer ones.
    keys = {(key(atom, digits), digits) for atom in atoms for digits in plan.levels}
    for codes, digits in sorted(keys, key=lambda one: (_parents(one[0], plan.levels), one[1])):
        part = tuple(atom for atom in atoms if key(atom, digits) == codes)
        kind = "item" if digits == plan.levels[-1] else "subtotal"
        deep = level + 1 + plan.levels.index(digits)
        yield Entry(kind, deep, part, unit, unit_code, codes[0], codes[1], codes[2])


def _parents(codes: Key, levels: Sequence[int]) -> tuple[Key, ...]:
    """The codes of the rows above and of the row itself, from the shortest on."""
    depth = max(len(code) for code in codes)
    cut = [tuple(code[:digits] for code in codes) for digits in levels if digits <= depth]
    return tuple((one[0], one[1], one[2]) for one in cut)


def _by_function(atom: Atom, digits: int) -> Key:
    return atom.function[:digits], "", ""


def _by_dept(atom: Atom, digits: int) -> Key:
    return "", atom.dept[:digits], ""


def _by_pair(atom: Atom, digits: int) -> Key:
    return "", atom.dept[:digits], atom.gov[:digits]


def _by_triple(atom: Atom, digits: int) -> Key:
    return atom.function[:digits], atom.dept[:digits], atom.gov[:digits]


KEYS: dict[str, Callable[[Atom, int], Key]] = {
    "function": _by_function,
    "dept": _by_dept,
    "pair": _by_pair,
    "triple": _by_triple,
}
