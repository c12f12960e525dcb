"""The rules as the public reads them: all of them on one page, and one page each with its example and what it found.

These pages use what is held of all disclosures, but only the counts in their facts, and the findings of one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from disclosures.catalogue import Row
from disclosures.pages import examples, labels, links, numbers
from disclosures.pages.output import BARE, Heading, Page, Rendered
from disclosures.pages.render import render
from disclosures.pages.shelves import Entry, Shelves

Rules = Sequence[Mapping[str, Any]]

# What the pages say in a place of its own; any other key of a rule is shown by its name.
_KNOWN = {"id", "severity", "group", "title", "formula", "basis", "scope", "tables", "explanation", "example"}
_UNGROUPED = "其他"
_SHOWN_DISCLOSURES = 200
# A folded line of YAML leaves a space between two Chinese characters.
_FOLDED = re.compile(r"(?<=[\u3000-\uffef])\s+(?=[\u3000-\uffef])")
_SHOWN_UNKNOWN = 100


@dataclass(frozen=True)
class Hit:
    """A disclosure in which a rule found something: how many findings, and failed checks."""

    entry: Entry
    findings: int
    fails: int


@dataclass
class Tally:
    """What one rule did over all disclosures: outcomes, findings, disclosures checked, disclosures with findings."""

    outcomes: Counter[str] = field(default_factory=Counter)
    findings: int = 0
    disclosures: int = 0
    hits: list[Hit] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """The disclosures of one division that a rule found something in; `shown` may be fewer than `count`."""

    division: str
    code: str
    count: int
    findings: int
    shown: tuple[Hit, ...]


@dataclass(frozen=True)
class Real:
    """One finding of a disclosure that is held, as it was printed."""

    entry: Entry
    message: str
    printed: str
    expected: str
    difference: str


def rules_page(rules: Rules, shelves: Shelves) -> Page:
    """Every rule by group, with how often it held and failed over all disclosures."""

    def body() -> Rendered:
        known = [words(r) for r in rules]
        tallies = tally(shelves.entries)
        unknown = sorted(tallies.keys() - {r["id"] for r in known})[:_SHOWN_UNKNOWN]
        groups: dict[str, list[dict[str, Any]]] = {}
        for rule in known:
            groups.setdefault(rule["group"], []).append(rule)
        html = render(
            "rules.html", links.RULES, groups=groups, count=len(known), tally=tallies, unknown=unknown, labels=labels
        )
        return Rendered(html)

    return Page(
        path=links.RULES,
        title="核对规则",
        description="每条核对规则：算什么，依据什么，不符时算什么",
        headings=(Heading("outcomes", "四种结果"), Heading("rules", "全部规则")),
        render=body,
    )


def rule_pages(rules: Rules, shelves: Shelves, schemas: Mapping[str, Mapping[str, Any]]) -> list[Page]:
    """One page a rule of the catalogue."""
    tallies = tally(shelves.entries)
    return [_rule_page(words(raw), tallies.get(str(raw.get("id", "")), Tally()), schemas) for raw in rules]


def _rule_page(rule: dict[str, Any], found: Tally, schemas: Mapping[str, Mapping[str, Any]]) -> Page:
    path = links.rule(rule["id"])
    headings = [
        ("example", "举例", rule["example"] is not None),
        ("real", "真实的一处", bool(found.hits)),
        ("found", "在哪些文件里不符", True),
        ("exact", "准确的写法", True),
    ]
    there = [(name, title) for name, title, shown in headings if shown]

    def body() -> Rendered:
        html = render(
            "rule.html",
            path,
            rule=rule,
            tally=found,
            example=examples.example(rule["example"], schemas) if rule["example"] else None,
            real=_real(rule["id"], found.hits),
            places=_places(found.hits),
            limit=_SHOWN_DISCLOSURES,
            labels=labels,
            headings=there,
        )
        return Rendered(html)

    return Page(
        path=path,
        title=f"{rule['title']}：核对规则 {rule['id']}",
        description=f"核对规则 {rule['id']}：{rule['formula']}",
        headings=tuple(Heading(*heading) for heading in there),
        render=body,
        hide=BARE,
    )


def tally(entries: Sequence[Entry]) -> dict[str, Tally]:
    """Outcomes and findings of each rule over all disclosures, from the counts that their facts keep."""
    found: dict[str, Tally] = {}
    for entry in entries:
        for rule, counts in entry.facts.rules.items():
            sums = found.setdefault(rule, Tally())
            sums.outcomes.update(counts)
            sums.disclosures += 1
            findings, fails = entry.facts.findings.get(rule, 0), counts.get("fail", 0)
            sums.findings += findings
            if findings or fails:
                sums.hits.append(Hit(entry, findings, fails))
    return found


def _places(hits: Sequence[Hit]) -> tuple[Place, ...]:
    """Hits by division, the newest first in each; after 200 disclosures only the divisions' counts."""
    by_code: dict[str, list[Hit]] = {}
    for hit in hits:
        by_code.setdefault(hit.entry.item.division_code, []).append(hit)
    places, left = [], _SHOWN_DISCLOSURES
    for code, held in sorted(by_code.items()):
        held.sort(key=lambda h: (-h.entry.item.year, h.entry.item.name))
        shown = tuple(held[:left])
        left -= len(shown)
        division = held[0].entry.item.division or code or "中央部门"
        places.append(Place(division, code, len(held), sum(h.findings for h in held), shown))
    return tuple(places)


def _real(rule: str, hits: Sequence[Hit]) -> Real | None:
    """The newest finding of the rule that prints what it is and what it should be, else the newest at all."""
    for hit in sorted(hits, key=lambda h: (-h.entry.item.year, h.entry.item.name))[:5]:
        rows = [r for r in hit.entry.item.rows("findings") if r.text("rule") == rule]
        if rows:
            return _as_real(hit.entry, next((r for r in rows if r.text("printed") and r.text("expected")), rows[0]))
    return None


def _as_real(entry: Entry, row: Row) -> Real:
    difference = row.amount("difference")
    return Real(
        entry,
        row.text("message"),
        numbers.written(row.text("printed")) if difference is not None else row.text("printed"),
        numbers.written(row.text("expected")) if difference is not None else row.text("expected"),
        numbers.signed(difference) if difference is not None else "",
    )


def words(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A rule ready to be shown; a key that these pages don't know is shown under its name."""
    known = {key: _text(raw.get(key)) for key in ("id", "severity", "group", "title", "formula", "basis", "scope")}
    return {
        **known,
        "group": known["group"] or _UNGROUPED,
        "title": known["title"] or known["id"],
        "explanation": _FOLDED.sub("", _text(raw.get("explanation")).strip()),
        "tables": examples.kind_names(raw.get("tables") or ()),
        "example": raw.get("example"),
        "other": [(str(k), _text(v)) for k, v in raw.items() if k not in _KNOWN and _text(v)],
    }


def _text(value: Any) -> str:
    """A value of the rules' file as words."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(map(_text, value))
    if isinstance(value, dict):
        return "；".join(f"{k}：{_text(v)}" for k, v in value.items())
    return str(value)
