"""The checks that a disclosure of this shape ought to have: what could not be looked at is a row that says why."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from disclosures.kinds import Kind, kinds
from disclosures.model import Check, Subject
from disclosures.rulebook import rules
from disclosures.titles import kind_of_title


def not_looked_at(subject: Subject, looked_at: Collection[str]) -> Iterator[Check]:
    """One `not_evaluable` for each rule of an expected table that gave no check at all."""
    expected = _expected(subject)
    for kind in expected.values():
        for rule in dict.fromkeys(_own_rules(kind)):
            if rule not in looked_at:
                yield Check(rule, "not_evaluable", next(iter(kind.resources)), reason=_reason(subject, [kind]))
    for known in rules().values():
        needed = [expected[i] for i in known.tables if i in expected]
        if known.tables and len(needed) == len(known.tables) and known.id not in looked_at:
            resource = next(iter(needed[0].resources))
            yield Check(known.id, "not_evaluable", resource, reason=_reason(subject, needed))


def _expected(subject: Subject) -> dict[str, Kind]:
    """Core tables, those that the contents list, and those that were found, by the id of their kind."""
    listed = {kind.name for title in subject.listed for kind in [kind_of_title(title)] if kind}
    found = {match.kind for match in subject.matches}
    return {kind.id: kind for kind in kinds() if kind.core or kind.name in listed | found}


def _own_rules(kind: Kind) -> Iterator[str]:
    yield from (s.rule for s in kind.row_sums)
    yield from (s.rule for s in kind.row_limits)
    yield from (s.rule for s in kind.row_kinds)
    if kind.column_sum:
        yield kind.column_sum
    yield from kind.rules.values()


def _reason(subject: Subject, needed: Collection[Kind]) -> str:
    for kind in needed:
        tables = [subject.tables[r] for r in kind.resources if r in subject.tables]
        if not tables:
            return f"没有收到《{kind.title}》"
        if not any(table.records for table in tables):
            return f"《{kind.title}》是空表"
    return "表中没有这一等式所需的行或列"
