"""A printed document whose every line knows the facts it states: whatever loses the line loses the truth with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """One row of truth: field → text (absent = blank). `also` holds further readings that the contract leaves open."""

    resource: str
    values: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A printed line, one cell when it is prose, with the facts that it states.

    `kept`: blank cells that stay cells of their own in a form, where other blanks belong to the text at their left.
    """

    cells: Cells
    facts: tuple[Fact, ...] = ()
    kept: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The line as printed."""
        return "\t".join(self.cells)


@dataclass(frozen=True)
class Table:
    """A table as printed: title and unit above, header, body, notes. `kind` is the resource it is printed for.

    `merged`: ranges of columns (from, to) whose blank cells belong to the row above, in formats that merge cells;
    `form`: the body is a form of labels and texts, merged as a form is.
    """

    kind: str
    above: tuple[str, ...]
    header: tuple[Cells, ...]
    lines: tuple[Line, ...]
    below: tuple[str, ...] = ()
    merged: tuple[tuple[int, int], ...] = ()
    form: bool = False


@dataclass(frozen=True)
class Prose:
    """Paragraphs, each a line of its own."""

    lines: tuple[Line, ...]


Block = Table | Prose
Truth = dict[str, list[Fact]]


@dataclass(frozen=True)
class Document:
    """A document with the names of the damages done to it.

    `about`: the keys of the contract's `disclosure` that the document or its name states.
    """

    name: str
    blocks: tuple[Block, ...]
    damages: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    def tables(self) -> list[Table]:
        """The tables in printed order."""
        return [block for block in self.blocks if isinstance(block, Table)]


def render(document: Document) -> str:
    """The document as the text that a reader of PDFs would give."""
    parts = ["", ""]
    for block in document.blocks:
        if isinstance(block, Prose):
            parts += [text for line in block.lines for text in (line.text, "")]
            continue
        parts += [text for above in block.above for text in (above, "")]
        parts += ["\t".join(cells) for cells in block.header]
        parts += [line.text for line in block.lines]
        parts += ["", *(text for below in block.below for text in (below, ""))]
    return "\n".join(parts).rstrip("\n") + "\n"


def truth(document: Document) -> Truth:
    """Resource → facts in the order of the contract: as printed, income first, indicators linked to their project."""
    found: Truth = {}
    for block in document.blocks:
        for line in block.lines:
            for fact in line.facts:
                found.setdefault(fact.resource, []).append(_linked(fact, found))
    for resource in ("balance", "fiscal_appropriation"):
        found.get(resource, []).sort(key=lambda fact: fact.values["side"] != "income")
    return found


def _linked(fact: Fact, found: Truth) -> Fact:
    if fact.resource != "performance_indicators":
        return fact
    rows = found.get("performance_projects", [])
    if not rows or rows[-1].values.get("row_kind") != "item":
        return Fact(fact.resource, {**fact.values, "project_row": "", "project_code": ""}, fact.also)
    linked = {"project_row": str(len(rows)), "project_code": rows[-1].values.get("project_code", "")}
    return Fact(fact.resource, {**fact.values, **linked}, fact.also)
