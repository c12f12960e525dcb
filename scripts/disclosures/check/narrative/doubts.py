"""Why a figure of the statement may be of something else than its name says: then nobody is accused of it.

A doubt never hides a figure that agrees; it only keeps a disagreement from being called an error.
"""

from __future__ import annotations

import re
from functools import cache

from disclosures.check.narrative.words import words
from disclosures.prose.lines import BODY, OWN
from disclosures.prose.measures import title, vocabulary
from disclosures.text import key, without_ordinal

_UNIT_HEADING = re.compile(rf".*{BODY}{OWN}?(?:[（(].*[）)])?")
_OFFICE = re.compile("本级|机关本部")  # the office without its units
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_PLAIN = frozenset({"income_total", "expenditure_total", "basic_total", "project_total", "personnel", "public"})
_PARTS = _PLAIN - {"income_total", "expenditure_total"}


def doubt(
    measure: str, suffix: str, clause: str, section: str, before: str, above: str | None, department: str, year: int
) -> str | None:
    """The first reason to doubt a figure, None where it is clear.

    `clause` are the words before it, `before` its whole sentence up to it, `above` the measure of the whole that was
    named last before it (in its sentence, or in the one that 其中 goes on from).
    """
    if _UNIT_HEADING.fullmatch(without_ordinal(section)):
        return "这一段说的是一个单位"
    part = before[max(before.rfind(mark) for mark in "；;。") + 1 :]
    if words().aside.search(part):
        return "这一数字在用途、原因或列举之中"
    # What is counted is counted at the end of the year before; a change says which year it compares with.
    dated = bool(suffix) or measure.endswith("_count") or measure.startswith("equipment")
    if words().other_figures.search(clause) or (not dated and any(int(y) != year for y in _YEAR.findall(clause))):
        return f"“{clause[-20:]}”说的不是本年预算数"
    if above == "functional_expenditure" and measure in _PARTS:
        return "这一数字是某一类支出的一部分"
    if measure in _PLAIN and not _is_plain(measure, clause, department):
        return f"“{clause[-20:]}”不只是{title(measure)}，或者说的是另一个单位"
    return None


def _is_plain(measure: str, clause: str, department: str) -> bool:
    """Whether nothing but the department's own name, the year and the budget stand before the name of the figure."""
    if (said := _OFFICE.search(clause)) and said.group() not in department:
        return False
    rest = _known(measure).sub("", _short(clause))
    if not rest or re.fullmatch(words().own, rest):
        return True
    name = _known(measure).sub("", _short(department))
    return name.endswith(rest) or rest.endswith(name)


def _short(text: str) -> str:
    """One spelling of a party office's name, whether printed in full or not."""
    return re.sub(r"中国共产党|中共", "", key(text).strip()).replace("委员会办公室", "委办公室")


@cache
def _known(measure: str) -> re.Pattern[str]:
    """The words of a measure and of budgets, years, fillers and brackets."""
    named = [w for w in vocabulary().wordings if measure in w.measures]
    spelled = [word for w in named for word in (*w.words, *w.alone)]
    spelled += [pattern.pattern for _, pattern, _ in words().scopes]
    spelled += [re.escape(word) for word in sorted(vocabulary().fillers, key=len, reverse=True) if len(word) > 1]
    fixed = [r"(?:19|20)\d\d年?度?", r"[(（][^()（）]*[)）]", r"[\d.、,，:“”\"'年数计为的是共均各]", "其中"]
    return re.compile("|".join((*spelled, *fixed)))
