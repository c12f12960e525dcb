"""One draft, looked through in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from disclosures.fingerprint import code_fingerprint
from disclosures.identity import package_name
from disclosures.inventory import Item
from disclosures.model import Check, Disclosure, Finding
from disclosures.package import files
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

    def with_results(self, more: Sequence[Check | Finding]) -> Review:
        """The same with results from elsewhere among its own: what packages of earlier years say of it."""
        findings = (*self.disclosure.findings, *(one for one in more if isinstance(one, Finding)))
        checks = (*self.disclosure.checks, *(one for one in more if isinstance(one, Check)))
        return reviewed(self.shown, replace(self.disclosure, findings=findings, checks=checks))

    def packed(self) -> tuple[str, Mapping[str, bytes]]:
        """The package that it would become, as (place below a folder of packages, files)."""
        about = self.disclosure.identity
        made = files(self.disclosure, code_fingerprint(), None)
        return f"{about.division_code or '000000'}/{package_name(about)}", made

    def count(self, severity: str) -> int:
        """How many findings are of that severity."""
        return sum(finding.severity == severity for finding in self.disclosure.findings)


def review(item: Item) -> Review:
    """Convert one disclosure in memory and say what is wrong with it. Raises DisclosureError."""
    return reviewed(one_line(item.shown), trace(item.path, item.shown).disclosure)


def reviewed(shown: str, disclosure: Disclosure) -> Review:
    """What is wrong with a converted disclosure."""
    tables = {table.resource: table for table in disclosure.tables}
    told = remarks(disclosure.findings, tables, disclosure.sources)
    return Review(shown, disclosure, told, tuple(_unchecked(disclosure.checks)))


def _unchecked(checks: Sequence[Check]) -> Iterator[Unchecked]:
    """What could not be checked, by reason, the most frequent first."""
    reasons: dict[str, list[str]] = {}
    for check in checks:
        if check.outcome == "not_evaluable":
            reasons.setdefault(check.reason or "没有说明", []).append(check.rule)
    order = list(rules())
    for reason, own in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
        yield Unchecked(reason, len(own), tuple(sorted(set(own), key=lambda r: order.index(r) if r in order else 0)))
