"""Printing what projects promise: one table with a row an indicator, or a form a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ..budget import Atom, Budget, Indicator, Project
from ..dice import Dice
from ..document import Fact, Line
from ..lists import tree
from ..targets import split_target
from .cells import Ways, money_cell, word_cell
from .forms import Form, leaves
from .measures import measures
from .rows import Entry

Promise = Mapping[str, str]


def promises(budget: Budget, project: Project) -> list[Promise]:
    """The indicators of a project with what the forms print of each: levels, target in parts, weight, whether core."""
    dice = Dice(budget.seed).branch(f"weights {project.code}")
    words: dict[str, tuple[str, list[str]]] = tree("places_words")["dimensions"]
    found, counts = [], dict.fromkeys(words, 0)
    for one in project.indicators:
        level1, kinds = words[one.dimension]
        level2 = kinds[min(counts[one.dimension], len(kinds) - 1)]
        counts[one.dimension] += 1
        found.append(_promise(one, level1, level2, str(dice.pick((5, 10, 15, 20))), dice.pick(("是", "否"))))
    return found


def _promise(one: Indicator, level1: str, level2: str, weight: str, core: str) -> Promise:
    parts = split_target(one.target)
    value = parts.get("target_value", one.target)
    return {
        "dimension": one.dimension,
        "level1": level1,
        "level2": level2,
        "indicator": one.name,
        "target": one.target,
        "operator": parts.get("target_operator", "定性"),
        "value": value,
        "unit": parts.get("target_unit", ""),
        "weight": weight,
        "core": core,
    }


def _fact(promise: Promise, printed: set[str]) -> Fact:
    """The indicator as the contract states it; parts printed in cells of their own are one target."""
    values = {"dimension": promise["dimension"], "indicator": promise["indicator"], **split_target(promise["target"])}
    also: dict[str, tuple[str, ...]] = {}
    if "promise.level1" not in printed:
        also["dimension"] = ("",)
        values["dimension"] = ""
        also["dimension"] = (promise["dimension"],)
    if "promise.level2" in printed:
        values["level2"] = promise["level2"]
    if "promise.weight" in printed:
        values["weight"] = promise["weight"]
    if "promise.core" in printed:
        values["core"] = promise["core"]
    if "promise.operator" in printed:
        also["target"] = (promise["operator"] + promise["value"] + promise["unit"],)
    return Fact("performance_indicators", values, also)


def goal_list(form: Form, budget: Budget, ways: Ways) -> list[Line]:
    """A row an indicator; the cells of the project stand in its first row, an indicator's level where it begins."""
    columns = list(leaves(form.columns))
    printed = set(columns)
    lines = []
    for number, (project, atoms) in enumerate(_spending(budget), 1):
        first, fact = _project(form, budget, ways, columns, project, atoms, number)
        last: Promise = {}
        for place, promise in enumerate(promises(budget, project)):
            cells = [_cell(leaf, promise, last) if leaf.startswith("promise.") else "" for leaf in columns]
            own = [one or other for one, other in zip(cells, first, strict=True)] if place == 0 else cells
            facts = (_fact(promise, printed),)
            lines.append(Line(tuple(own), (fact, *facts) if place == 0 else facts))
            last = promise
    return lines


def _cell(leaf: str, promise: Promise, last: Promise) -> str:
    """A level is printed where it changes, the rest always."""
    part = leaf.partition(".")[2]
    same = part == "level1" and last.get("level1") == promise["level1"]
    same = same or (
        part == "level2" and (last.get("level1"), last.get("level2")) == (promise["level1"], promise["level2"])
    )
    return "" if same else promise[part]


def _spending(budget: Budget) -> Iterator[tuple[Project, tuple[Atom, ...]]]:
    for project in budget.projects:
        atoms = tuple(atom for atom in budget.atoms if atom.project == project.code)
        if atoms and project.indicators:
            yield project, atoms


def _project(
    form: Form,
    budget: Budget,
    ways: Ways,
    columns: list[str],
    project: Project,
    atoms: tuple[Atom, ...],
    number: int,
) -> tuple[list[str], Fact]:
    """The cells of the project and its fact."""
    sums = measures(atoms, {project.code: project})
    entry = Entry("item", 0, atoms, project=project)
    values: dict[str, str] = {"row_kind": "item"}
    cells = []
    for leaf in columns:
        text = ""
        stated: dict[str, str] = {}
        if leaf == "row.number":
            text = str(number)
        elif not leaf.startswith("promise."):
            text, stated = word_cell(ways.place, leaf, entry) if "." in leaf else money_cell(ways, leaf, sums)
        cells.append(text)
        values |= {("name" if field == "project_name" else field): value for field, value in stated.items()}
    unit = next(one.name for one in budget.units if one.code == project.unit)
    return cells, Fact(form.kind, values, {"project_code": (project.code,), "unit_name": (unit, budget.name)})


def goal_forms(form: Form, budget: Budget, ways: Ways) -> list[list[Line]]:
    """A form a project, four columns: labels and texts above, indicators below. Amounts as the form's labels say."""
    return [_goal_form(form, budget, ways, project, atoms) for project, atoms in _spending(budget)]


def _goal_form(form: Form, budget: Budget, ways: Ways, project: Project, atoms: tuple[Atom, ...]) -> list[Line]:
    unit = next(one.name for one in budget.units if one.code == project.unit)
    goal = tree("places_words")["goal"].format(name=project.name)
    sums: Mapping[str, Decimal] = measures(atoms, {project.code: project})
    said = form.halves
    money = [(label, *money_cell(ways, leaf, sums)) for label, leaf in said["money"]]
    stated = {field: value for _, _, values in money for field, value in values.items()}
    fact = Fact(
        form.kind,
        {
            "row_kind": "item",
            "name": project.name,
            "goal": goal,
            "department_code": budget.code,
            "department_name": budget.name,
            **stated,
        },
        {"unit_name": (unit,), "project_code": (project.code,), "total": (stated.get("total", ""),)},
    )
    lines = [
        Line(("项目名称", project.name, "", ""), (fact,)),
        Line(("主管部门及代码", f"{budget.code}_{budget.name}", "实施单位", unit)),
    ]
    for number, (label, text, _) in enumerate(money):
        lines.append(Line((said["heading"] if number == 0 else "", label, text, ""), (), (2,)))
    lines += [Line((said["goal"], goal, "", "")), Line(("一级指标", "二级指标", "三级指标", "指标值"))]
    last: Promise = {}
    columns = ("promise.level1", "promise.level2", "promise.indicator", "promise.target")
    for promise in promises(budget, project):
        cells = tuple(_cell(leaf, promise, last) for leaf in columns)
        lines.append(Line(cells, (_fact(promise, set(columns)),)))
        last = promise
    return lines
