"""The figures of the year before that a disclosure tells: stated, or this year's less the change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from disclosures.across.names import TABLES, bare_name
from disclosures.catalogue import Disclosure, Row
from disclosures.prose.measures import split
from disclosures.text import key, plain, without_ordinal

# Not last year's budget: what was spent of it, or what became of it in the course of the year.
_NOT_THE_BUDGET = re.compile(r"执行数|决算|完成数|调整预算|调整后|预计执行")
_REASON = re.compile(r"原因|由于|因为|主要是")
_THREE_PUBLIC = ("total", "overseas_travel", "vehicles", "vehicle_purchase", "vehicle_operation", "hospitality")
_ONE_SOURCE = ("", "total", "general_public_budget")


@dataclass(frozen=True, slots=True)
class Implied:
    """A figure of the year before, in 万元: `sum` shows where it comes from, `step` is one last printed unit of it.

    `doubt` says why it cannot be held against last year's disclosure, None where it can.
    """

    measure: str
    functional_code: str
    value: Decimal
    step: Decimal
    sum: str
    resource: str
    row: int
    field: str
    doubt: str | None


def implied(disclosure: Disclosure) -> Iterator[Implied]:
    """What the statement and the 三公 table tell of the year before, in printed order."""
    yield from _from_statement(disclosure)
    yield from _from_table(disclosure)


def _from_statement(disclosure: Disclosure) -> Iterator[Implied]:
    bodies = _bodies(disclosure)
    latest: dict[tuple[str, ...], Row] = {}
    for row in disclosure.rows("statements"):
        measure, suffix = split(row.text("measure"))
        if measure == "income_source" or row.text("value_unit") != "万元" or row.text("economic_code"):
            continue  # which source it is stands only in the words
        what = (row.text("section"), measure, row.text("functional_code"))
        if suffix == "":
            latest[what] = row
        value, current = row.amount("value"), latest.get(what)
        if value is None or bare_name(without_ordinal(row.text("section"))) in bodies:
            continue
        if suffix == "_previous":
            yield _implied(row, measure, value, f"{plain(value)} 万元", _step(value))
        elif suffix == "_change" and current is not None and (whole := current.amount("value")) is not None:
            if _in_reason(row, value):
                continue
            sign = "−" if value >= 0 else "+"
            said = f"{plain(whole)} {sign} {plain(abs(value))} = {plain(whole - value)} 万元"
            yield _implied(row, measure, whole - value, said, max(_step(whole), _step(value)))


def _implied(row: Row, measure: str, value: Decimal, said: str, step: Decimal) -> Implied:
    doubt = "比较的是上年执行数，不是预算数" if _NOT_THE_BUDGET.search(row.text("sentence")) else None
    return Implied(
        measure, row.text("functional_code"), value, step, said, "statements", int(row.text("row") or 0), "value", doubt
    )


def _step(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(str(value.as_tuple().exponent))) if value else Decimal(0)


def _in_reason(row: Row, value: Decimal) -> bool:
    """Whether a change stands among the reasons of another: it may be a part of what it names."""
    sentence = row.text("sentence").replace(",", "").replace("，", ",")
    at = sentence.find(plain(abs(value)))
    start = max(sentence.rfind(mark, 0, at) for mark in "；;") + 1
    return at < 0 or _REASON.search(sentence, start, at) is not None


def _bodies(disclosure: Disclosure) -> frozenset[str]:
    """The names of the department's units: a section headed by one speaks of that unit only."""
    found = {row.text("unit_name") for name in (*TABLES, "units") for row in disclosure.rows(name)}
    return frozenset(bare_name(key(name)) for name in found if name)


def _from_table(disclosure: Disclosure) -> Iterator[Implied]:
    """The rows of the year before in the 三公 table, of the whole department."""
    rows = [r for r in disclosure.rows("three_public") if r.text("period") == str(disclosure.year - 1)]
    rows = [r for r in rows if r.text("source") in _ONE_SOURCE]
    whole = [r for r in rows if r.text("row_kind") == "total"]
    chosen = whole or (rows if len({r.text("unit_name") for r in rows}) <= 1 else [])
    for row in chosen[:1]:
        for field in _THREE_PUBLIC:
            value = row.amount(field)
            if value is not None:
                measure = "three_public_total" if field == "total" else field
                yield Implied(measure, "", value, Decimal(0), f"{plain(value)} 万元", "three_public",
                              int(row.text("row") or 0), field, None)  # fmt: skip
