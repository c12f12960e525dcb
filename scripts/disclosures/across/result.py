"""What a rule across documents gives."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict, Unpack

from disclosures.catalogue import Disclosure
from disclosures.model import Outcome, Severity
from disclosures.rulebook import rules


@dataclass(frozen=True, slots=True)
class AcrossResult:
    """One evaluated rule between two packages.

    `package` is the later one (or the department's), `other` the earlier (or the unit's). `resource`, `row`, `field` are
    the value in `package` that it speaks of, `other_resource`, `other_row` what it is held against, None where it speaks
    of the whole. `message` is a Chinese sentence: that shows the sum where the rule fails, why it could not be evaluated
    where it is not_evaluable, else empty. `difference` is printed − expected, in 万元.
    """

    rule: str
    severity: Severity
    outcome: Outcome
    package: str
    other: str
    resource: str | None = None
    row: int | None = None
    field: str | None = None
    printed: str | None = None
    expected: str | None = None
    difference: Decimal | None = None
    message: str = ""
    other_resource: str | None = None
    other_row: int | None = None


class Held(TypedDict, total=False):
    """The values of a result: see AcrossResult."""

    resource: str | None
    row: int | None
    field: str | None
    printed: str | None
    expected: str | None
    difference: Decimal | None
    other_resource: str | None
    other_row: int | None


def outcome_of(
    rule: str, pair: tuple[Disclosure, Disclosure], outcome: Outcome, message: str = "", **held: Unpack[Held]
) -> AcrossResult:
    """A result of the rule's own severity between (this, other)."""
    return AcrossResult(rule, rules()[rule].severity, outcome, pair[0].name, pair[1].name, message=message, **held)
