"""How a check on the statement is said: the figure, what it was held against, and the sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from disclosures.check.narrative.figures import Said
from disclosures.check.result import Result
from disclosures.model import Address, Check, Finding, Outcome, Severity
from disclosures.rulebook import rules
from disclosures.text import plain

CENT = Decimal("0.01")


def passed(rule: str, figure: Said, right: Decimal, outcome: Outcome = "pass", left: Decimal | None = None) -> Check:
    """A check that holds, exactly or but for rounding."""
    value = figure.value if left is None else left
    return Check(rule, outcome, "statements", figure.row, value, right, value - right)


def unclear(rule: str, figure: Said | None, reason: str) -> Check:
    """A check that could not be made, and why."""
    return Check(rule, "not_evaluable", "statements", figure.row if figure else None, reason=reason)


def failed(
    rule: str, figure: Said, message: str, expected: Decimal | None, *,
    printed: Decimal | None = None, cells: Sequence[Address] = (), severity: Severity | None = None,
) -> Iterator[Result]:  # fmt: skip
    """A check that fails and its finding; `printed` where it is not the figure itself (a sum of shares), no
    `expected` where there is no right figure, only a question.
    """
    value = figure.value if printed is None else printed
    difference = None if expected is None else value - expected
    yield Check(rule, "fail", "statements", figure.row, value, expected, difference)
    own = Address("statements", figure.row, "value")
    said = f"{figure.where}：{message}" if figure.where else message
    yield Finding(
        rule, severity or rules()[rule].severity, "disclosure", said, "statements", figure.row, "value", plain(value),
        None if expected is None else plain(expected), difference, (own, *cells),
    )  # fmt: skip


def agreement(figure: Said, value: Decimal) -> Outcome:
    """Whether a printed amount is that value: exactly, as far as it was printed, or not.

    A figure printed to whole 万元 or 亿元 may be rounded or cut off there; a printed 0 is nothing but 0.
    """
    difference = abs(figure.value - value)
    if not difference:
        return "pass"
    near = difference <= CENT or (figure.value != 0 and figure.step > CENT and difference < figure.step)
    return "rounding" if near else "fail"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, to that many decimals; a number of more digits than can be reckoned with stays as it is."""
    try:
        return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    except InvalidOperation:
        return value


def ten_thousand(value: Decimal) -> str:
    """An amount as a message shows it: without an exponent, no more than six decimals."""
    return plain(value if -int(str(value.as_tuple().exponent)) <= 6 else rounded(value, 6))
