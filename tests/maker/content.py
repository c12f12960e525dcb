"""Inventing a budget: a county department, its units, their staff's pay and their projects, consistent to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from .budget import ZERO, Atom, Budget, Project, Unit
from .dice import Dice
from .lists import table, tree
from .promises import duties, goals, project_indicators, tasks, whole_indicators

# Which functional line an economic class may be booked under, office first, institution second.
BOOKED = {
    "pension": ("2080505", "2080505"),
    "annuity": ("2080506", "2080506"),
    "medical": ("2101101", "2101102"),
    "medical_other": ("2101199", "2101199"),
    "other_social": ("2089999", "2089999"),
    "housing": ("2210201", "2210201"),
    "retired": ("2080501", "2080502"),
}
# Departments differ in what they split off; some book everything under 行政运行 or 事业运行.
PRACTICES: tuple[tuple[str, ...], ...] = (
    (),
    ("pension", "housing"),
    ("pension", "medical", "housing"),
    ("pension", "retired", "housing"),
    ("pension", "other_social", "medical", "medical_other", "housing", "retired"),
    ("pension", "annuity", "other_social", "medical", "housing", "retired"),
)


def budget(seed: str, division: Mapping[str, str] | None = None) -> Budget:
    """The budget of this seed, in this division or in any; the same seed gives the same budget for ever."""
    dice = Dice(seed)
    place, kind = division or dice.pick(table("divisions")), dice.pick(tree("departments"))
    year, code = dice.whole(2022, 2026), f"{dice.whole(1, 96):03d}"
    name = kind["name"].format(p=place["prefix"])
    units = _units(dice.branch("units"), kind, place["prefix"], name, code)
    projects, spent = _projects(dice.branch("projects"), kind, units, place["code"], year)
    atoms = _pay(dice.branch("pay"), kind, units) + spent
    return Budget(
        seed=seed,
        division=place["code"],
        division_name=place["prefix"],
        year=year,
        month=dice.whole(1, 5),
        code=code,
        name=name,
        short=name.removeprefix(place["city"]),
        units=units,
        atoms=tuple(atoms),
        projects=tuple(projects),
        goals=goals(dice.branch("goals"), name),
        tasks=tasks(dice.branch("tasks"), [project.name for project in projects]),
        indicators=whole_indicators(dice.branch("whole"), [project.name for project in projects]),
        duties=duties(dice.branch("duties"), place["name"]),
    )


def _units(dice: Dice, kind: dict[str, list[str]], prefix: str, name: str, code: str) -> tuple[Unit, ...]:
    extra = dice.some(kind["units"], dice.weighted((0, 1, 2, 3), (5, 3, 2, 1)))
    if "tuition" in kind and dice.chance(0.4):
        extra += [f"{{p}}第{number}小学" for number in "二三四五六七八九十"[: dice.whole(3, 9)]]
    names = [name + dice.pick(("本级", "本级", "")), *(unit.format(p=prefix) for unit in extra)]
    return tuple(Unit(f"{code}{number:03d}", text, number > 1) for number, text in enumerate(names, 1))


def _pay(dice: Dice, kind: dict[str, list[str]], units: tuple[Unit, ...]) -> list[Atom]:
    """Basic expenditure of every unit; an office often employs staff of institution status too."""
    practice, places = dice.pick(PRACTICES), dice.weighted((2, 1), (6, 1))
    atoms: list[Atom] = []
    for unit in units:
        staff = dice.whole(4, 70)
        atoms += _staff(dice, kind, unit, staff, practice, places, unit.institution)
        if not unit.institution and dice.chance(0.5):
            atoms += _staff(dice, kind, unit, dice.whole(2, 12), practice, places, True)
    return atoms


def _staff(
    dice: Dice,
    kind: dict[str, list[str]],
    unit: Unit,
    staff: int,
    practice: tuple[str, ...],
    places: int,
    institution: bool,
) -> list[Atom]:
    side = "institution" if institution else "office"
    atoms = []
    for row in table("economics"):
        if not row[side] or not dice.chance(float(row["chance"])):
            continue
        booked = BOOKED[row["book"]][institution] if row["book"] in practice else kind["running"][institution]
        amount = dice.amount(float(row["low"]) * staff, float(row["high"]) * staff, places)
        atoms.append(_atom(unit, booked, row, side, "general", amount))
    return dice.shuffled(atoms)


def _atom(
    unit: Unit, function: str, row: dict[str, str], side: str, source: str, amount: Decimal, project: str | None = None
) -> Atom:
    return Atom(
        unit.code, function, row["dept"], row["dept_name"], row[side], row[side + "_name"], source, amount, project
    )


def _projects(
    dice: Dice, kind: dict[str, list[str]], units: tuple[Unit, ...], division: str, year: int
) -> tuple[list[Project], list[Atom]]:
    """The projects unit by unit, in the order of their codes as the documents print them, and what they spend."""
    names = dice.shuffled(tree("projects")["names"])
    typical = dice.pick(("其他运转类", "其他运转类", "特定目标类"))
    mixed = dice.chance(0.5)
    projects: list[Project] = []
    atoms: list[Atom] = []
    for unit in units:
        for number, code in enumerate(_codes(dice, unit, division, year)):
            spent = _spending(dice, kind, unit, code)
            special = dice.pick(("其他运转类", "特定目标类")) if mixed else typical
            usual = unit.institution and number == 0 and dice.chance(0.3)
            name = "工作经费" if usual else names[len(projects) % len(names)]
            lines = project_indicators(dice, name, sum((atom.amount for atom in spent), ZERO), year)
            projects.append(Project(code, name, unit.code, special, lines))
            atoms += spent
    return projects, atoms


def _codes(dice: Dice, unit: Unit, division: str, year: int) -> list[str]:
    """Project codes: division, year created, serial padded with zeros; in the order of the codes."""
    created = (max(21, year - 2002), year - 2000)
    return sorted(
        {f"{division}{dice.whole(*created)}{dice.whole(6000, 60000):013d}" for _ in range(_count(dice, unit))}
    )


def _count(dice: Dice, unit: Unit) -> int:
    if unit.institution:
        return dice.weighted((0, 1, 2, 3), (3, 3, 2, 1))
    return dice.weighted((0, 2, 4, 7, 12), (1, 3, 4, 4, 1))


def _spending(dice: Dice, kind: dict[str, list[str]], unit: Unit, code: str) -> list[Atom]:
    """One project's amounts: nearly always one economic pair from the general budget."""
    side = "institution" if unit.institution else "office"
    source, function = _source(dice, kind)
    rows = table("project_economics")
    weights = [float(row["weight"]) for row in rows]
    count = dice.weighted((1, 2, 3), (8, 2, 1))
    amounts = [_cost(dice) for _ in range(count)]
    chosen = {row["dept"]: row for row in (dice.weighted(rows, weights) for _ in range(count))}
    return [
        _atom(unit, function, row, side, source, amount, code)
        for row, amount in zip(chosen.values(), amounts, strict=False)
    ]


def _cost(dice: Dice) -> Decimal:
    """Project money is mostly round; small, middling or large."""
    low, high = dice.weighted(((0.3, 3), (3, 60), (60, 900)), (3, 6, 2))
    return dice.amount(low, high, dice.weighted((0, 1, 2), (4, 1, 3)))


def _source(dice: Dice, kind: dict[str, list[str]]) -> tuple[str, str]:
    """Where a project's money comes from and the function it stands under."""
    usual = dice.pick(kind["projects"])
    if not dice.chance(0.12):
        return "general", usual
    if "fund" in kind and dice.chance(0.5):
        return dice.pick(("fund", "fund", "fund", "carried_fund")), str(kind["fund"])
    if "tuition" in kind and dice.chance(0.4):
        return "special", usual
    return dice.pick(("general_other", "carried_general", "carried_general", "service", "other")), usual
