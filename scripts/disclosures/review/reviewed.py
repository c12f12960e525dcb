"""One draft, looked through in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from disclosures.inventory import Item
from disclosures.model import Check, Disclosure, Finding, Severity
from disclosures.pipeline import trace
from disclosures.review.remarks import Remark, one_line, remarks
from disclosures.rulebook import rules
from disclosures.schemas import resource_names, resource_title

_PROSE = frozenset({"duties", "units", "glossary", "statements"})
_MISSING = "R-TOC-MISSING"


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A reason why something could not be checked, how often, and the rules."""

    reason: str
    count: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What was found in one disclosure; `shown` is its name in messages."""

    shown: str
    disclosure: Disclosure
    remarks: tuple[Remark, ...]
    unchecked: tuple[Unchecked, ...]

    @property
    def outcomes(self) -> Mapping[str, int]:
        """How many checks came out how."""
        return Counter(check.outcome for check in self.disclosure.checks)

    @property
    def found(self) -> tuple[str, ...]:
        """The titles of the printed tables, each once: one printed table may be several resources."""
        titles = (t.title or resource_title(t.resource) for t in self.disclosure.tables if t.resource not in _PROSE)
        return tuple(dict.fromkeys(titles))

    @property
    def missing(self) -> tuple[str, ...]:
        """The tables that the contents list or that must be published, and that were not seen."""
        resources = (f.resource for f in self.disclosure.findings if f.rule == _MISSING)
        known = set(resource_names())
        return tuple(dict.fromkeys(resource_title(name) for name in resources if name in known))

    def with_findings(self, more: Sequence[Finding]) -> Review:
        """The same with findings from elsewhere among its own: what earlier years or other bodies' packages say of it."""
        findings = (*self.disclosure.findings, *more)
        tables = {table.resource: table for table in self.disclosure.tables}
        told = remarks(findings, tables, self.disclosure.sources)
        return replace(self, disclosure=replace(self.disclosure, findings=findings), remarks=told)

    def count(self, severity: Severity) -> int:
        """How many findings are of that severity."""
        return sum(finding.severity == severity for finding in self.disclosure.findings)


def review(item: Item) -> Review:
    """Convert one disclosure in memory and say what is wrong with it. Raises DisclosureError."""
    disclosure = trace(item.path, item.shown).disclosure
    tables = {table.resource: table for table in disclosure.tables}
    found: Sequence[Finding] = disclosure.findings
    return Review(
        one_line(item.shown),
        disclosure,
        remarks(found, tables, disclosure.sources),
        tuple(_unchecked(disclosure.checks)),
    )


def _unchecked(checks: Sequence[Check]) -> Iterator[Unchecked]:
    """What could not be checked, by reason, the most frequent first."""
    reasons: dict[str, list[str]] = {}
    for check in checks:
        if check.outcome == "not_evaluable":
            reasons.setdefault(check.reason or "没有说明", []).append(check.rule)
    order = list(rules())
    for reason, own in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
        yield Unchecked(reason, len(own), tuple(sorted(set(own), key=lambda r: order.index(r) if r in order else 0)))
