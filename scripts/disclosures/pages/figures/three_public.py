"""三公: this year's parts from the table, last year's from it too or from the sentence that says how much it changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from disclosures.catalogue import Disclosure
from disclosures.pages import numbers
from disclosures.pages.figures import charts
from disclosures.pages.figures.facts import Facts, three_public_row
from disclosures.pages.figures.stated import stated_change, statements

_OTHERS = re.compile(r"[；;：:。]")
_LONGEST_QUOTE = 60
PARTS = {
    "overseas_travel": "因公出国（境）费",
    "hospitality": "公务接待费",
    "vehicle_purchase": "公务用车购置费",
    "vehicle_operation": "公务用车运行维护费",
}


@dataclass(frozen=True)
class PartLine:
    """One of the parts: this year's amount (None: blank), last year's where the table or a sentence gives it."""

    label: str
    value: Decimal | None
    previous: Decimal | None
    mark: Markup


@dataclass(frozen=True)
class ThreePublic:
    """The section's figures. `derived`: last year's are worked out from sentences, the table prints none.

    `vehicles`: what the document says of their number, and the row of that sentence.
    """

    message: str
    reason: str
    reason_of: str
    total: Decimal | None
    previous: Decimal | None
    derived: bool
    parts: tuple[PartLine, ...]
    years: tuple[tuple[str, bool, Decimal, Markup], ...]
    vehicles: tuple[str, str] | None


def three_public(item: Disclosure, facts: Facts) -> ThreePublic | None:
    """None where the package has neither the table nor a sentence."""
    total = facts.value("three_public")
    before = three_public_row(item, item.year - 1)
    previous = before.amount("total") if before else facts.previous("three_public")
    if total is None and "three_public" not in item.resources:
        return None
    row = three_public_row(item, item.year)
    values = {name: (row.amount(name) if row else None) for name in PARTS}
    full = max([*(v for v in values.values() if v), total or Decimal(0), previous or Decimal(0)], default=Decimal(0))
    parts = tuple(
        PartLine(
            label,
            values[name],
            before.amount(name) if before else _previous(item, name, values[name]),
            charts.bar(values[name] or Decimal(0), full),
        )
        for name, label in PARTS.items()
    )
    change = facts.changes.get("three_public")
    reason, of = (change.reason, "") if change and change.reason else _part_reason(item, values)
    return ThreePublic(
        _message(total, previous, parts), reason, of, total, previous, before is None, parts,
        _years(item, total, previous, before is None), _vehicles(item),
    )  # fmt: skip


def _previous(item: Disclosure, name: str, value: Decimal | None) -> Decimal | None:
    change = stated_change(item, name, value) if value is not None else None
    return value - change.amount if value is not None and change is not None else None


def _part_reason(item: Disclosure, values: Mapping[str, Decimal | None]) -> tuple[str, str]:
    """The first reason that a sentence gives for one part, and which part."""
    for name, label in PARTS.items():
        change = stated_change(item, name, values[name])
        if change and change.reason:
            return change.reason, label
    return "", ""


def _vehicles(item: Disclosure) -> tuple[str, str] | None:
    """How many vehicles there are, in the document's words up to the number, and the row: what the money is for.

    The first number is that of all; those that follow break it down. None where it is no sentence's first.
    """
    row = next(iter(statements(item, "vehicle_count")), None)
    if row is None:
        return None
    sentence, number = row.text("sentence"), row.text("value") + row.text("value_unit")
    head, found, _ = sentence.partition(number)
    said = _OTHERS.split(head)[-1] + found
    whole = found and not head[-1:].isdecimal() and len(said) <= _LONGEST_QUOTE
    return (said, row.text("row")) if whole else None


def _message(total: Decimal | None, previous: Decimal | None, parts: tuple[PartLine, ...]) -> str:
    if total is None:
        return "表里没有印“三公”经费合计"
    spent = [p for p in parts if p.value]
    words = f"“三公”经费 {numbers.brief(total)} 万元"
    if len(spent) == 1 and spent[0].value == total:
        words = f"“三公”只有一项：{spent[0].label} {numbers.brief(total)} 万元"
    if previous is None or previous == total:
        return words
    return f"{words}，比上年{'多' if total > previous else '少'} {numbers.brief(abs(total - previous))} 万元"


def _years(
    item: Disclosure, total: Decimal | None, previous: Decimal | None, derived: bool
) -> tuple[tuple[str, bool, Decimal, Markup], ...]:
    if total is None or previous is None:
        return ()
    full = max(total, previous)
    if full <= 0:
        return ()
    return (
        (str(item.year - 1), derived, previous, charts.bar(previous, full, 1, 16, hatched=derived)),
        (str(item.year), False, total, charts.bar(total, full, 1, 16)),
    )
