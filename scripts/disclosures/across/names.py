"""R-Y-NAME: names and codes of the department and its units from one disclosure to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from disclosures.across.result import AcrossResult, outcome_of
from disclosures.catalogue import Disclosure
from disclosures.text import key

RULE = "R-Y-NAME"
TABLES = ("income", "expenditure", "general_public_budget", "projects", "economic_classification", "three_public")
_OWN = re.compile(r"\((?:本级|机关|本部|部门)\)$|(?:机关本级|本级|机关|本部)$")


def bare_name(name: str) -> str:
    """A body's name for comparing: one width of brackets, no spaces, no 本级, no party prefix, 委员会办公室 = 委办公室.

    The last two are the usual short forms of one and the same name (rules.md R-NAME).
    """
    text = re.sub(r"^(?:中国共产党|中共)", "", _OWN.sub("", key(name)))
    return text.replace("委员会办公室", "委办公室")


def same_name(one: str, other: str) -> bool:
    """Whether two printed names are of one body."""
    return bare_name(one) == bare_name(other)


def is_own(name: str) -> bool:
    """Whether a name is of the office itself, without its units (某局本级)."""
    return _OWN.search(key(name)) is not None


def names(this: Disclosure, before: Disclosure) -> Iterator[AcrossResult]:
    """One check for the department and one for each unit code that both disclosures print."""
    pair = (this, before)
    if same_name(this.department, before.department):
        yield outcome_of(RULE, pair, "pass", printed=this.department, expected=before.department)
    else:
        message = f"{before.year} 年部门名称是“{before.department}”，{this.year} 年是“{this.department}”"
        yield outcome_of(RULE, pair, "fail", message, printed=this.department, expected=before.department)
    now, then = _units(this), _units(before)
    codes = {bare_name(name): code for code, (name, _, _) in then.items()}
    for code, (name, resource, row) in now.items():
        if code in then and not same_name(name, then[code][0]):
            message = f"单位代码 {code} 在 {before.year} 年是“{then[code][0]}”，{this.year} 年是“{name}”"
            yield outcome_of(
                RULE,
                pair,
                "fail",
                message,
                resource=resource,
                row=row,
                field="unit_name",
                printed=name,
                expected=then[code][0],
            )
        elif code in then:
            yield outcome_of(
                RULE, pair, "pass", resource=resource, row=row, field="unit_name", printed=name, expected=then[code][0]
            )
        elif (old := codes.get(bare_name(name))) and old not in now:
            message = f"“{name}”的单位代码由 {old}（{before.year} 年）改为 {code}（{this.year} 年）"
            yield outcome_of(
                RULE, pair, "fail", message, resource=resource, row=row, field="unit_code", printed=code, expected=old
            )


def _units(disclosure: Disclosure) -> Mapping[str, tuple[str, str, int]]:
    """Unit code → name and where it is first printed. A code with two names in one disclosure says nothing."""
    found: dict[str, tuple[str, str, int]] = {}
    twice: set[str] = set()
    for resource in TABLES:
        for row in disclosure.rows(resource):
            code, name = row.text("unit_code"), row.text("unit_name")
            if not code or not name or row.text("row_kind") not in ("unit", "item", "total"):
                continue
            known = found.setdefault(code, (name, resource, int(row.text("row") or 0)))
            twice |= {code} if not same_name(known[0], name) else set()
    return {code: one for code, one in found.items() if code not in twice}
