"""The statement's figures with the words around each: what the rules of 4.4 compare.

`statements` holds one row a figure; where a figure stands in its sentence is found again here, so that the rules see
the words before it, how many decimals were printed, and which budget it speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby

from disclosures.check.narrative_words import scope_of, source_of, words
from disclosures.model import Record, Subject
from disclosures.prose.lines import BODY, OWN
from disclosures.prose.measures import split, title, vocabulary
from disclosures.prose.quantities import Quantity, quantities
from disclosures.text import key, without_ordinal

_ROLES = {
    "": {"amount", "both_years"},
    "_previous": {"previous", "both_years"},
    "_change": {"change"},
    "_change_percent": {"change_percent"},
    "_share_percent": {"share_percent"},
}
_TEN_THOUSANDS = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "亿元": Decimal(10000)}
_NUMBER = re.compile(r"[-−]?([\d,，]+)(?:\.(\d+))?")
_UNIT_HEADING = re.compile(rf".*{BODY}{OWN}?(?:[（(].*[）)])?")
_INHERITS = re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)])?其中")
_PLAIN = frozenset({"income_total", "expenditure_total", "basic_total", "project_total", "personnel", "public"})


@dataclass(frozen=True, slots=True)
class Said:
    """One figure. `measure` without its `suffix`; `value` signed, money in 万元; `step` is one last printed unit.

    `clause` are the words before it, `before` the whole sentence up to it. `own` is the budget that the clause names,
    `scopes` those that it may speak of. `doubt` says why nobody may be accused of it, None where its meaning is clear.
    """

    row: int
    measure: str
    suffix: str
    functional_code: str | None
    economic_code: str | None
    source: str | None
    value: Decimal
    unit: str
    section: str
    sentence: str
    sentence_number: int
    line: int | None
    page: int | None
    step: Decimal
    clause: str
    before: str
    after: str
    own: str | None
    scopes: frozenset[str]
    doubt: str | None

    @property
    def subject(self) -> tuple[str | None, ...]:
        """What it is a figure of: two figures of one subject may be compared."""
        return (self.measure, self.functional_code, self.economic_code, self.source)

    @property
    def decimals(self) -> int:
        """How many decimals were printed, of the unit that was printed."""
        return max(-int(str(self.step.normalize().as_tuple().exponent)), 0)

    @property
    def where(self) -> str:
        """`第 97 行` or `第 3 页`, empty where neither is known."""
        return f"第 {self.page} 页" if self.page else f"第 {self.line} 行" if self.line else ""


def figures(subject: Subject) -> tuple[Said, ...]:
    """Every row of `statements` that could be found again in its sentence, in printed order."""
    table = subject.tables.get("statements")
    if table is None:
        return ()
    found: list[Said] = []
    groups = groupby(table.records, key=lambda r: (r["section"], r["sentence"], r.get("source_line")))
    for number, ((_, sentence, _), records) in enumerate(groups):
        for record, quantity in _placed(list(records), str(sentence), subject.identity.year):
            found.append(_said(record, quantity, number, found))
    return tuple(found)


def _placed(records: Sequence[Record], sentence: str, year: int) -> Iterator[tuple[Record, Quantity]]:
    """Each row with the quantity of the sentence that it came from; two rows may share one (收、支总计各减少…)."""
    known = list(quantities(sentence, year))
    at, last = -1, ""
    for record in records:
        base, suffix = split(str(record["measure"]))
        same = [i for i, q in enumerate(known) if q.role in _ROLES[suffix] and q.value == record["value"]]
        pair = {base, last} == {"income_total", "expenditure_total"} and at in same and _names_both(known[at].clause)
        both = at in same and known[at].role == "both_years"
        following = at if pair or both else next((i for i in same if i > at), at if at in same else None)
        if following is not None:
            at, last = following, base
            yield record, known[at]


def _names_both(clause: str) -> bool:
    return "收" in clause and "支" in clause


def _said(record: Record, quantity: Quantity, number: int, before: Sequence[Said]) -> Said:
    sentence, section = str(record["sentence"]), str(record["section"])
    measure, suffix = split(str(record["measure"]))
    source = source_of(quantity.clause) if measure == "income_source" else None
    own = scope_of(quantity.clause)
    earlier = [one for one in before if one.section == section and not one.suffix]
    return Said(
        row=int(str(record["row"])),
        measure=measure,
        suffix=suffix,
        functional_code=_text(record["functional_code"]),
        economic_code=_text(record["economic_code"]),
        source=source.name if source else None,
        value=Decimal(str(record["value"])),
        unit=str(record["value_unit"]),
        section=section,
        sentence=sentence,
        sentence_number=number,
        line=_number(record.get("source_line")),
        page=_number(record.get("source_page")),
        step=_step(sentence[quantity.start : quantity.end]),
        clause=quantity.clause,
        before=sentence[: quantity.start],
        after=sentence[quantity.end :],
        own=own,
        scopes=_scopes(own, measure, section, sentence, number, earlier),
        doubt=_doubt(measure, quantity.clause, section, sentence[: quantity.start]),
    )


def _text(value: object) -> str | None:
    return str(value) if value else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _step(printed: str) -> Decimal:
    """One last printed unit, in 万元 for money: `1.5亿元` → 1000, `43%` → 1."""
    match = _NUMBER.match(printed)
    if match is None:
        return Decimal("0.01")
    unit = printed[match.end() :]
    return Decimal(1).scaleb(-len(match[2] or "")) * _TEN_THOUSANDS.get(unit, Decimal(1))


ALL = frozenset({"all", "general_public_budget", "government_fund", "state_capital", "fiscal_appropriation"})


def _scopes(
    own: str | None, measure: str, section: str, sentence: str, number: int, earlier: Sequence[Said]
) -> frozenset[str]:
    """The budgets that a figure may speak of: its own words, else the total named before it, else its heading."""
    if own is not None:
        return frozenset({own}) if own else ALL
    totals = [one for one in earlier if one.measure in ("expenditure_total", "income_total", "basic_total")]
    same = [one for one in totals if one.sentence_number == number]
    if not same and _INHERITS.match(sentence):
        same = [one for one in totals if one.sentence_number == number - 1]
    if same:
        return same[-1].scopes
    heading = scope_of(section)
    if heading == "fiscal_appropriation":
        return frozenset({"fiscal_appropriation", "general_public_budget"})
    if heading:
        return frozenset({heading})
    return frozenset({"all"}) if measure in ("income_total", "expenditure_total") else ALL


def _doubt(measure: str, clause: str, section: str, before: str) -> str | None:
    """Why a figure may be of something else than its name says."""
    if _UNIT_HEADING.fullmatch(without_ordinal(section)):
        return "这一段说的是一个单位"
    if words().aside.search(before, max(before.rfind(mark) for mark in "；;。") + 1):
        return "这一数字在用途、原因或列举之中"
    if measure in _PLAIN and not _is_plain(measure, clause):
        return f"“{clause[-20:]}”不只是{title(measure)}"
    return None


def _is_plain(measure: str, clause: str) -> bool:
    """Whether nothing but the department's name, the year and the budget stand before the name of the figure."""
    rest = _known(measure).sub("", key(clause).strip())
    return not rest or re.search(rf"(?:{BODY}|{OWN}|{words().own})$", rest) is not None


@cache
def _known(measure: str) -> re.Pattern[str]:
    """The words of a measure and of budgets, years, fillers and brackets."""
    named = [w for w in vocabulary().wordings if measure in w.measures]
    spelled = [word for w in named for word in (*w.words, *w.alone)]
    spelled += [pattern.pattern for _, pattern, _ in words().scopes]
    spelled += [re.escape(word) for word in sorted(vocabulary().fillers, key=len, reverse=True) if len(word) > 1]
    fixed = [r"(?:19|20)\d\d年?度?", r"[(（][^()（）]*[)）]", r"[\d.、,，:“”\"'年数计为的是共均各]", "其中"]
    return re.compile("|".join((*spelled, *fixed)))
