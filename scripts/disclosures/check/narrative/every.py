"""The rules on the statement's figures (4.4): each figure against its cell, and against the other figures beside it."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.check.narrative.amounts import amounts
from disclosures.check.narrative.costs import running_costs
from disclosures.check.narrative.figures import figures
from disclosures.check.narrative.outcome import unclear
from disclosures.check.narrative.projects import projects
from disclosures.check.narrative.purchases import plausible_purchases, purchases
from disclosures.check.narrative.rates import growth
from disclosures.check.narrative.shares import shares
from disclosures.check.narrative.vehicles import vehicles
from disclosures.check.result import Result
from disclosures.model import Subject
from disclosures.rulebook import rules

GROUP = "文字说明"
_PARTS = (amounts, growth, shares, running_costs, purchases, plausible_purchases, vehicles, projects)


def narrative(subject: Subject) -> Iterator[Result]:
    """Every rule on the statement: a check for each figure that it looks at, at least one that says why there is none."""
    said = figures(subject)
    looked_at = set()
    for part in _PARTS:
        for result in part(subject, said):
            looked_at.add(result.rule)
            yield result
    reason = "文字说明没有写这样的数字" if said else "没有读到文字说明中的数字"
    for rule in rules().values():
        if rule.group == GROUP and rule.id not in looked_at:
            yield unclear(rule.id, None, reason)
