"""Printing a table of a place's form: a list of rows, or two lists side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from ..budget import Budget
from ..document import Cells, Fact, Line
from ..lists import function_names, tree
from .cells import FIELDS, NAMED, Ways, money_cell, word_cell
from .forms import Form, leaves
from .measures import chosen, measures
from .rows import Entry, entries

ORDINALS = "一二三四五六七八九十"
Half = tuple[Cells, Fact | None]
# What a column of no known meaning may be called, and that its cells may hold anything.
EXTRA = ("extra_01", "extra_02")
ANY = ("*",)
# A measure that the contract calls otherwise in this table.
CALLED = {
    ("general_public_budget_economic", "project_total"): "project",
    ("procurement", "carryover_total"): "carryover",
}
# Which row_kind of a balance line is printed for a functional class, a 款 or a 项.
CLASS_DIGITS = 3


def ordinal(number: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(number, 10)
    start = "" if tens == 0 else "十" if tens == 1 else ORDINALS[tens - 1] + "十"
    return start + (ORDINALS[ones - 1] if ones else "")


def listing(form: Form, budget: Budget, ways: Ways) -> tuple[list[Line], tuple[str, ...]]:
    """The lines of a list, and what is said below it where it is empty."""
    plan = form.plan
    atoms = chosen(budget.atoms, plan.money, plan.part)
    columns = list(leaves(form.columns))
    note = (plan.note,) if plan.note and not atoms else ()
    if not atoms and plan.empty == "header":
        return [], note
    if not atoms and plan.empty == "blank":
        label = _label_column(columns)
        return [Line(tuple(ways.place.total if number == label else "" for number in range(len(columns))))], note
    projects = {project.code: project for project in budget.projects}
    lines = []
    for entry in entries(plan, budget, atoms):
        sums = measures(entry.atoms, projects)
        lines.append(_line(form, budget, ways, columns, entry, sums))
    return lines, note


def _label_column(columns: Sequence[str]) -> int | None:
    """Where 合计 stands: the first column of names."""
    named = [number for number, leaf in enumerate(columns) if leaf.partition(".")[2] in NAMED]
    return named[0] if named else None


def _line(
    form: Form, budget: Budget, ways: Ways, columns: Sequence[str], entry: Entry, sums: Mapping[str, Decimal]
) -> Line:
    cells: list[str] = []
    free: dict[str, tuple[str, ...]] = {}
    values: dict[str, str] = {"row_kind": entry.kind}
    label = _label_column(columns) if entry.kind == "total" and not entry.unit else None
    for number, leaf in enumerate(columns):
        if "." in leaf:
            text, stated = word_cell(ways.place, leaf, entry)
            cells.append(ways.place.total if number == label else text)
        else:
            text, stated = money_cell(ways, leaf.removeprefix("?"), sums)
            cells.append(text)
            if leaf.startswith("?"):
                free |= dict.fromkeys((*stated, *EXTRA), ANY)
                continue
        values |= {CALLED.get((form.kind, field), field): value for field, value in stated.items()}
    open_ = _open(form.kind, budget, entry, values)
    if label is not None and entry.kind == "total":  # the word that is printed, in the column where it is printed
        open_ |= {field: (*also, ways.place.total) for field, also in open_.items() if "name" in field}
    return Line(tuple(cells), (Fact(form.kind, values, open_ | free),))


def _open(form_kind: str, budget: Budget, entry: Entry, values: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """What the contract leaves open: a total's label, a unit above filled down, codes that only names print."""
    also: dict[str, tuple[str, ...]] = {}
    if entry.kind in ("total", "unit"):
        words = ("合计", *((entry.unit,) if entry.unit else ()))
        also = dict.fromkeys(("name", "unit_name", "dept_economic_name", "gov_economic_name", "project_name"), words)
        also["unit_code"] = (entry.unit_code,)
        return also
    if entry.unit and "unit_name" not in values:
        values["unit_name"] = entry.unit
    also["unit_name"] = (entry.unit, budget.name)
    also["unit_code"] = (entry.unit_code, budget.code)
    for thing, code in (("function", entry.function), ("dept", entry.dept), ("gov", entry.gov)):
        also[FIELDS[thing][0]] = (code,)
    if not (entry.function or entry.dept or entry.project):
        also["name"] = (entry.unit,)
    if form_kind == "procurement":
        also["project_code"] = (entry.category,)
        words = tree("places_words")["categories"]
        also["category"] = (
            entry.category,
            words.get(entry.category, ""),
            f"{entry.category}-{words.get(entry.category)}",
        )
        also |= dict.fromkeys(("item_name", "project_name", "name"), (values.pop("name", ""), *also["category"]))
    if entry.project:
        also |= {"project_code": (entry.project.code,), "project_type": (entry.project.kind,)}
    return also


def balance(form: Form, budget: Budget, ways: Ways) -> list[Line]:
    """收支总表 or 财政拨款收支总表: `halves` states the lines of both sides."""
    money = form.plan.money
    atoms = chosen(budget.atoms, money, "all")
    projects = {project.code: project for project in budget.projects}
    sums = measures(atoms, projects)
    said = form.halves
    left_columns, right_columns = list(said["left"]), list(said["right"])
    lines: list[Line] = []
    for part in said["parts"]:
        left = [_half(form, ways, "income", left_columns, one, sums) for one in part.get("income", ())]
        right: list[Half] = []
        for one in part.get("expenditure", ()):
            if isinstance(one, dict):
                right += _classes(form, budget, ways, right_columns, one, money)
            else:
                right.append(_half(form, ways, "expenditure", right_columns, one, sums))
        blank_left: Half = (("",) * (1 + len(left_columns)), None)
        blank_right: Half = (("",) * (1 + len(right_columns)), None)
        for one, other in zip_longest(left, right):
            here, there = one or blank_left, other or blank_right
            lines.append(Line(here[0] + there[0], tuple(fact for fact in (here[1], there[1]) if fact)))
    return lines


def _half(
    form: Form, ways: Ways, side: str, columns: Sequence[str], said: Sequence[str], sums: Mapping[str, Decimal]
) -> Half:
    """A line `[label, measure, row_kind]`; a measure `*` gives every column its own, no label a blank line."""
    label, measure, kind = said
    if not label:
        return ("",) * (1 + len(columns)), None
    leaves_here = [leaf if measure == "*" else f"{leaf.partition('=')[0]}={measure}" for leaf in columns]
    if measure != "*":
        leaves_here[1:] = [f"{leaf.partition('=')[0]}=nothing" for leaf in columns[1:]]
    found = [money_cell(ways, leaf, sums) for leaf in leaves_here]
    stated = {field: value for _, values in found for field, value in values.items()}
    facts = {"side": side, "row_kind": kind, "label": label.strip(), **stated}
    also = {"classification": ("functional", "purpose")} if side == "expenditure" else {}
    return (label, *(cell for cell, _ in found)), Fact(form.kind, facts, also)


def _classes(
    form: Form, budget: Budget, ways: Ways, columns: Sequence[str], said: Mapping[str, Any], money: str
) -> list[Half]:
    """The functional classes: those listed or those that occur, numbered on, with the rows below them or without."""
    atoms = chosen(budget.atoms, money, "all")
    occurring = {atom.function[:CLASS_DIGITS] for atom in atoms}
    left_out = set(map(str, said.get("without", ()))) - occurring
    names: dict[str, str] = tree("places_words")["functions"]
    listed = [code for code in names if code in occurring or (said["classes"] == "all" and code not in left_out)]
    halves: list[Half] = []
    for number, code in enumerate(listed, 1):
        label = said["mark"].format(ordinal(number)) + names[code] + said.get("ending", "支出")
        codes = [code]
        if said.get("below"):
            codes += sorted({a.function[:digits] for a in atoms for digits in (5, 7) if a.function.startswith(code)})
        for one in codes:
            halves.append(_class(form, budget, ways, columns, one, label, atoms))
    return halves


def _class(
    form: Form, budget: Budget, ways: Ways, columns: Sequence[str], code: str, label: str, atoms: Sequence[Any]
) -> Half:
    projects = {project.code: project for project in budget.projects}
    sums = measures([atom for atom in atoms if atom.function.startswith(code)], projects)
    found = [money_cell(ways, leaf, sums) for leaf in columns]
    stated = {field: value for _, values in found for field, value in values.items()}
    whole = len(code) == CLASS_DIGITS
    text = label if whole else "　" * ((len(code) - CLASS_DIGITS) // 2) + function_names()[code]
    kind = "item" if whole else "of_which"
    facts = {"side": "expenditure", "classification": "functional", "row_kind": kind, "label": text.strip(), **stated}
    if whole:
        facts["functional_code"] = code
    also = {"functional_code": (code, code[:CLASS_DIGITS])}
    return (text, *(cell for cell, _ in found)), Fact(form.kind, facts, also)
