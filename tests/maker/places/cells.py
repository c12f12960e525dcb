"""What a cell of a row prints and which field of the contract it states.

A leaf is `<thing>.<part>`: the thing is `function`, `dept`, `gov`, `unit`, `project`, `category`, or `row` (whatever the row is,
in one column); the part is `code`, `name`, `class`, `group`, `item`, `code-name`, `[code]name`, `kind` or `goal`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..budget import ZERO
from ..lists import function_names, tree
from .forms import Place
from .rows import Entry

FIELDS = {
    "function": ("functional_code", "name"),
    "dept": ("dept_economic_code", "dept_economic_name"),
    "gov": ("gov_economic_code", "gov_economic_name"),
    "unit": ("unit_code", "unit_name"),
    "project": ("project_code", "project_name"),
}
# Where each part of a code begins and ends.
PARTS = {"class": (0, 3), "group": (3, 5), "item": (5, 7)}
NAMED = frozenset({"name", "code-name", "[code]name"})


@dataclass(frozen=True)
class Ways:
    """How a table prints its amounts; `yuan`: in 元."""

    place: Place
    yuan: bool

    def money(self, amount: Decimal | None) -> str:
        """The amount as printed, what the place prints for nothing where there is none."""
        if not amount:
            return self.place.zero
        printed = amount * 10000 if self.yuan else amount
        places = self.place.places
        return f"{printed:,.{places}f}" if self.place.thousands else f"{printed:.{places}f}"

    def stated(self, printed: str) -> str:
        """The value in 万元 that a printed cell states: rounded where the cell is."""
        if not printed:
            return ""
        value = Decimal(printed.replace(",", ""))
        return f"{value / 10000 if self.yuan else value:f}"


def money_cell(ways: Ways, leaf: str, sums: Mapping[str, Decimal]) -> tuple[str, dict[str, str]]:
    """The cell of an amount leaf and the field that it states."""
    field, _, measure = leaf.partition("=")
    printed = ways.money(sums.get(measure or field, ZERO))
    return printed, ({field: ways.stated(printed)} if printed else {})


def word_cell(place: Place, leaf: str, entry: Entry) -> tuple[str, dict[str, str]]:
    """The cell of a leaf with a dot and the fields that it states."""
    thing, _, part = leaf.partition(".")
    if thing == "row":
        thing = _kind_of_row(entry)
        indent = "　" * entry.level if place.indent else ""
        text, values = word_cell(place, f"{thing}.{part}", entry)
        return (indent + text.strip() if text else text), values
    if thing == "category":
        return _bought(part, entry)
    if thing == "project" and part in ("kind", "goal"):
        return _of_project(part, entry)
    code, name = _called(thing, entry)
    if not code and not name:
        return "", {}
    values = dict(zip(FIELDS[thing], (code, name), strict=True))
    if part in PARTS:
        return _part(place, part, code), {FIELDS[thing][0]: code}
    if part == "code":
        return code, {FIELDS[thing][0]: code}
    indent = "　" * entry.level if place.indent and thing in ("function", "dept") else ""
    if part == "name":
        return indent + name, {FIELDS[thing][1]: name}
    return indent + (f"{code}-{name}" if part == "code-name" else f"[{code}]{name}"), values


def _part(place: Place, part: str, code: str) -> str:
    """A part of a code: every row prints its parents too, or only its own level."""
    start, end = PARTS[part]
    if place.own_codes and len(code) != end:
        return ""
    return code[start:end]


def _kind_of_row(entry: Entry) -> str:
    if entry.project:
        return "project"
    return "function" if entry.function else "dept" if entry.dept else "unit"


def _bought(part: str, entry: Entry) -> tuple[str, dict[str, str]]:
    """A category of purchases; its code is no code of the contract, so that both words are one field."""
    if not entry.category:
        return "", {}
    name = tree("places_words")["categories"][entry.category]
    text = {"code": entry.category, "name": name}.get(part, f"{entry.category}-{name}")
    return text, {"category": text}


def _of_project(part: str, entry: Entry) -> tuple[str, dict[str, str]]:
    if entry.project is None:
        return "", {}
    if part == "kind":
        return entry.project.kind, {"project_type": entry.project.kind}
    goal = tree("places_words")["goal"].format(name=entry.project.name)
    return goal, {"goal": goal}


def _called(thing: str, entry: Entry) -> tuple[str, str]:
    """The code and the name of the thing that the row is, blank where it is none."""
    if thing == "function":
        return entry.function, function_names()[entry.function] if entry.function else ""
    if thing == "dept":
        return entry.dept, _economic(entry, entry.dept, "dept")
    if thing == "gov":
        return entry.gov, _economic(entry, entry.gov, "gov")
    if thing == "project":
        return (entry.project.code, entry.project.name) if entry.project else ("", "")
    itself = entry.kind in ("unit", "total") or not (entry.function or entry.dept or entry.project)
    return (entry.unit_code, entry.unit) if itself else ("", "")


def _economic(entry: Entry, code: str, side: str) -> str:
    """The printed name of an economic class: of a 类 from the list, of a 款 from the atoms below."""
    if not code:
        return ""
    classes: dict[str, str] = tree("places_words")["classes"]
    if code in classes:
        return classes[code]
    atom = entry.atoms[0]
    return atom.dept_name if side == "dept" else atom.gov_name
