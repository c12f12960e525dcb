"""What every fault needs: where a fact's amount stands in its line, and the document with another cell or sentence.

A fault is of the department, so the truth changes with the print: the fact states what is printed now, wrong as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ..dice import CENT, Dice
from ..document import Block, Document, Fact, Line, Prose, Table

NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")
FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")
ZERO = re.compile(r"0(?:\.0+)?")


@dataclass(frozen=True)
class Change:
    """What was changed: `where` a resource or `prose`; `was` what a right document prints, `now` what is printed instead.

    Of words: those that a report must quote. Blank is what is not there.
    """

    where: str
    field: str
    was: str
    now: str


@dataclass(frozen=True)
class Injected:
    """A document with one fault, and its changes, the one that the fault is about first."""

    document: Document
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Fault:
    """A kind of fault and the rules that may rightly report it.

    `work` gives nothing where the document has no place for it; `origins` are those that a finding may lay it to.
    """

    name: str
    work: Callable[[Document, Dice], Injected | None]
    rules: tuple[str, ...]
    origins: tuple[str, ...] = ("disclosure",)


@dataclass(frozen=True)
class Spot:
    """A fact in a document: the numbers of its block, of its line, and of the fact in the line."""

    block: int
    line: int
    number: int
    fact: Fact

    @property
    def kind(self) -> str:
        """What kind of row it is."""
        return self.fact.values.get("row_kind", "")

    def amount(self, field: str) -> Decimal:
        """The amount that it states, nothing being 0."""
        return Decimal(self.fact.values.get(field) or 0)


def spots(document: Document, resource: str, **wanted: str) -> list[Spot]:
    """The facts of a resource whose values are as wanted, in printed order."""
    return [
        Spot(at, line, number, fact)
        for at, block in enumerate(document.blocks)
        for line, one in enumerate(block.lines)
        for number, fact in enumerate(one.facts)
        if fact.resource == resource and all(fact.values.get(name) == value for name, value in wanted.items())
    ]


def columns(document: Document, spot: Spot) -> dict[str, int]:
    """Field → column of the table that prints it: the one where every row prints what its fact states.

    Columns that are alike in every row are told by their order, which is that of the fields.
    """
    alike = [
        (document.blocks[one.block].lines[one.line].cells, one.fact.values)
        for one in spots(document, spot.fact.resource)
        if one.block == spot.block and one.fact.values.get("side") == spot.fact.values.get("side")
    ]
    found: dict[str, int] = {}
    last = -1
    for field in spot.fact.values:
        stated = [(cells, values.get(field, "")) for cells, values in alike if field in values]
        if not any("." in value and NUMBER.fullmatch(value) for _, value in stated):
            continue
        width = min(len(cells) for cells, _ in stated)
        fits = (c for c in range(last + 1, width) if all(_states(cells[c], value) for cells, value in stated))
        column = next(fits, None)
        if column is not None:
            found[field] = last = column
    return found


def _states(cell: str, value: str) -> bool:
    """Whether a cell prints the value, in 万元 or in 元."""
    if not cell or not value:
        return cell == value
    if not NUMBER.fullmatch(cell) or not NUMBER.fullmatch(value):
        return False
    printed, stated = Decimal(cell.replace(",", "")), Decimal(value)
    return printed in (stated, stated * 10000)


def with_amounts(document: Document, changes: Iterable[tuple[Spot, Mapping[str, Decimal]]]) -> Injected | None:
    """The document with other amounts in these rows; nothing where one of them has no cell of its own."""
    done: list[Change] = []
    blocks = list(document.blocks)
    for spot, amounts in changes:
        known = columns(document, spot)
        for field, amount in amounts.items():
            line = blocks[spot.block].lines[spot.line]
            at = known.get(field, _alone(line, spot.fact.values.get(field, "")))
            if at is None or not _amounts(document.blocks[spot.block]):
                return None
            was, now = line.cells[at], _printed(amount, document.blocks[spot.block])
            if was == now:
                return None
            fact = line.facts[spot.number]
            stated = f"{amount:f}" if now else ""
            changed = replace(fact, values={**fact.values, field: stated})
            facts = (*line.facts[: spot.number], changed, *line.facts[spot.number + 1 :])
            cells = (*line.cells[:at], now, *line.cells[at + 1 :])
            blocks[spot.block] = with_line(blocks[spot.block], spot.line, replace(line, cells=cells, facts=facts))
            done.append(Change(fact.resource, field, fact.values.get(field, ""), stated))
    return Injected(replace(document, blocks=tuple(blocks)), tuple(done)) if done else None


def _alone(line: Line, value: str) -> int | None:
    """The only cell of the line that prints the value."""
    found = [number for number, cell in enumerate(line.cells) if value and _states(cell, value)]
    return found[0] if len(found) == 1 else None


def _printed(amount: Decimal, table: Block) -> str:
    """The amount as the other cells of the table are printed: in their unit, with their separators."""
    amounts = _amounts(table)
    cell, value = next((one for one in amounts if "," in one[0]), amounts[0])
    if not amount:
        return next((cell for line in table.lines for cell in line.cells if ZERO.fullmatch(cell)), "")
    printed = amount * (10000 if Decimal(cell.replace(",", "")) != Decimal(value) else 1)
    places = len(cell.partition(".")[2])
    return f"{printed:,.{places}f}" if "," in cell else f"{printed:.{places}f}"


def _amounts(table: Block) -> list[tuple[str, str]]:
    """The cells that print an amount, with the value that each states."""
    return [
        (cell, value)
        for line in table.lines
        for cell in line.cells
        for fact in line.facts
        for value in fact.values.values()
        if "." in value and NUMBER.fullmatch(value) and Decimal(value) and _states(cell, value)
    ]


def with_line(block: Block, number: int, *lines: Line) -> Block:
    """The block with these lines in the place of one."""
    return replace(block, lines=(*block.lines[:number], *lines, *block.lines[number + 1 :]))


def with_block(document: Document, number: int, *blocks: Block) -> Document:
    """The document with these blocks in the place of one."""
    return replace(document, blocks=(*document.blocks[:number], *blocks, *document.blocks[number + 1 :]))


def tables(document: Document, *kinds: str) -> Iterator[tuple[int, Table]]:
    """The tables of these kinds, or all of them, with the numbers of their blocks."""
    for number, block in enumerate(document.blocks):
        if isinstance(block, Table) and (not kinds or block.kind in kinds):
            yield number, block


def sentences(document: Document) -> Iterator[tuple[int, int, Line]]:
    """Every line of prose with the numbers of its block and in it."""
    for number, block in enumerate(document.blocks):
        if isinstance(block, Prose):
            yield from ((number, at, line) for at, line in enumerate(block.lines))


def figures(line: Line) -> list[re.Match[str] | None]:
    """Where each fact of the line is printed, from left to right."""
    found: list[re.Match[str] | None] = []
    start = 0
    for fact in line.facts:
        value = fact.values["value"].removeprefix("-")
        match = next((one for one in FIGURE.finditer(line.text, start) if one.group() == value), None)
        start = match.end() if match else start
        found.append(match)
    return found


def reworded(document: Document, pattern: str, new: str, said: str, field: str = "text") -> Injected | None:
    """The document with other words where a sentence first fits the pattern; `new` may refer to its groups.

    `said` are the words that a report must quote.
    """
    for number, at, line in sentences(document):
        found = re.search(pattern, line.text)
        if found is None:
            continue
        text = line.text[: found.start()] + found.expand(new) + line.text[found.end() :]
        if text == line.text:
            continue
        block = with_line(document.blocks[number], at, replace(line, cells=(text,)))
        return Injected(with_block(document, number, block), (Change("prose", field, found.group(), said),))
    return None


def mistyped(amount: Decimal, dice: Dice) -> Decimal:
    """The amount with one digit wrong: one that no rounding explains, never the first becoming 0."""
    digits = f"{amount:.2f}"
    places = [at for at, digit in enumerate(digits[:-3]) if digit.isdigit()] if amount >= 1 else [len(digits) - 2]
    at = dice.pick(places)
    other = dice.pick([digit for digit in "123456789" if digit != digits[at]])
    return Decimal(digits[:at] + other + digits[at + 1 :]) + (amount - Decimal(digits))


def transposed(amount: Decimal, dice: Dice) -> Decimal | None:
    """The amount with two neighbouring digits of its whole part exchanged; nothing where all of them are alike."""
    digits = f"{amount:.2f}"
    pairs = [at for at in range(len(digits) - 4) if digits[at] != digits[at + 1] and (at or digits[1] != "0")]
    if not pairs:
        return None
    at = dice.pick(pairs)
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    return Decimal(swapped) + (amount - Decimal(digits))


def amount_fields(document: Document, spot: Spot) -> list[str]:
    """The fields of a row that print an amount other than 0."""
    return [field for field in columns(document, spot) if spot.amount(field) >= CENT]
