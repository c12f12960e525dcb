"""The form of a place, as its YAML file states it.

A column is `heading: leaf` or `heading: [columns below it]`. A leaf with a dot prints words (`function.code`,
`dept.name`, see `cells`); any other prints an amount: a field of the contract, `field=measure` where the sum behind it
has another name (see `measures`), or `field@period/source` in a table of “三公”经费 (see `travel`).
A `?` before it: a column that the contract has no field for, so that its name is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..document import Cells

FOLDER = Path(__file__).parent.parent / "data" / "places"


@dataclass(frozen=True)
class Node:
    """A heading with its leaf, or with the headings below it."""

    heading: str
    leaf: str = ""
    below: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Which rows a table prints.

    `total`: `first`, `last`, `none`, or `department` (the first row is the total and bears the department's name).
    `units`: whether rows of units stand above theirs: `never`, `several` (where there are several), `always`.
    `by`: what a row is: `function`, `dept`, `pair`, `triple`, `project`, `category`, `unit` or `none`.
    `levels`: digits of the codes that have rows, the longest being the items.
    `money`: whose amounts: `all`, `fiscal`, `general`, `fund`, `state`; `part`: `all`, `basic`, `project`, `procurement`.
    `empty`: what is printed where there is no money: a `blank` total, a `zero` one, or the `header` alone.
    """

    total: str = "first"
    units: str = "never"
    by: str = "none"
    levels: tuple[int, ...] = ()
    money: str = "all"
    part: str = "all"
    empty: str = "blank"
    note: str = ""


@dataclass(frozen=True)
class Form:
    """A table of a place: the resource it is, the words above it, its columns and rows."""

    kind: str
    shape: str
    number: str
    title: str
    unit: str
    columns: tuple[Node, ...]
    plan: Plan
    below: tuple[str, ...]
    halves: Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """A place: its division and how it prints words and amounts.

    `prose`: whether what stands in words comes `before` the tables, partly `after` them, or only `sometimes` at all.
    `places`: decimals; `zero`: what is printed for nothing; `own_codes`: a row prints its own level of a code only.
    """

    name: str
    division: Mapping[str, str]
    cover: tuple[str, ...]
    contents: bool
    prose: str
    department: str
    places: int
    thousands: bool
    zero: str
    total: str
    indent: bool
    own_codes: bool
    tables: tuple[Form, ...]
    note: str = ""


def names() -> list[str]:
    """The places that have a form."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def place(name: str) -> Place:
    """The form of this place."""
    said: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    tables = tuple(_form(one, str(said.get("unit", "万元"))) for one in said.pop("tables"))
    said.pop("unit", None)
    said["cover"] = tuple(said["cover"])
    return Place(name=name, tables=tables, **said)


def _form(said: dict[str, Any], unit: str) -> Form:
    plan = dict(said.get("rows") or {})
    plan["levels"] = tuple(plan.get("levels", ()))
    return Form(
        kind=said["kind"],
        shape=said.get("shape", "list"),
        number=said.get("number", ""),
        title=said["title"],
        unit=said.get("unit", unit),
        columns=_nodes(said.get("columns", ())),
        plan=Plan(**plan),
        below=tuple(said.get("below", ())),
        halves=said.get("halves", {}),
    )


def _nodes(said: Sequence[Mapping[str, Any]]) -> tuple[Node, ...]:
    """Headings and what stands below them; each entry of the list has one key."""
    nodes = []
    for entry in said:
        ((heading, inner),) = entry.items()
        nodes.append(Node(heading, inner) if isinstance(inner, str) else Node(heading, "", _nodes(inner)))
    return tuple(nodes)


def leaves(nodes: Sequence[Node]) -> Iterator[str]:
    """The leaves from left to right: one a column."""
    for node in nodes:
        if node.below:
            yield from leaves(node.below)
        else:
            yield node.leaf


def header(nodes: Sequence[Node], year: int) -> tuple[Cells, ...]:
    """The header as flattened rows, each text at the top left of what it covers."""
    rows: list[list[str]] = [[] for _ in range(max(map(_depth, nodes)))]
    for node in nodes:
        _print(node, rows, 0, year)
    return tuple(tuple(row) for row in rows)


def _depth(node: Node) -> int:
    return 1 + max((_depth(one) for one in node.below), default=0)


def _print(node: Node, rows: list[list[str]], row: int, year: int) -> None:
    width = len(list(leaves(node.below))) if node.below else 1
    text = node.heading.format(year=year, last=year - 1)
    rows[row] += [text] + [""] * (width - 1)
    if node.below:
        for one in node.below:
            _print(one, rows, row + 1, year)
        return
    for below in rows[row + 1 :]:
        below.append("")
