"""The statement's figures with the words around each: what the rules of 4.4 compare.

`statements` holds one row a figure; where a figure stands in its sentence is found again here, so that the rules see
the words before it, how many decimals were printed, and which budget it speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, takewhile

from disclosures.check.narrative.doubts import doubt
from disclosures.check.narrative.words import scope_of, source_of
from disclosures.model import Identity, Place, Record, Subject
from disclosures.prose.measures import split
from disclosures.prose.quantities import Quantity, quantities

_ROLES = {
    "": {"amount", "both_years"},
    "_previous": {"previous", "both_years"},
    "_change": {"change"},
    "_change_percent": {"change_percent"},
    "_share_percent": {"share_percent"},
}
_TEN_THOUSANDS = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "亿元": Decimal(10000)}
_NUMBER = re.compile(r"[-−]?([\d,，]+)(?:\.(\d+))?")
_NEAR = 60  # figures: further back than any statement's section goes on about one total
_INHERITS = re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)])?其中")


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
        return Place(self.page, self.line).words


def figures(subject: Subject) -> tuple[Said, ...]:
    """Every row of `statements` that could be found again in its sentence, in printed order."""
    table = subject.tables.get("statements")
    if table is None:
        return ()
    found: dict[str, list[Said]] = {}
    groups = groupby(table.records, key=lambda r: (r["section"], r["sentence"], r.get("source_line")))
    for number, ((section, sentence, _), records) in enumerate(groups):
        before = found.setdefault(str(section), [])
        for record, quantity in _placed(list(records), str(sentence), subject.identity.year):
            before.append(_said(subject.identity, record, quantity, number, before))
    return tuple(sorted((one for figures in found.values() for one in figures), key=lambda one: one.row))


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


def _said(identity: Identity, record: Record, quantity: Quantity, number: int, before: Sequence[Said]) -> Said:
    """One figure; `before` are those that its section names before it."""
    sentence, section = str(record["sentence"]), str(record["section"])
    measure, suffix = split(str(record["measure"]))
    source = source_of(quantity.clause) if measure == "income_source" else None
    own = scope_of(quantity.clause)
    wholes = _wholes(sentence, number, before)
    above = wholes[-1].measure if wholes else None
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
        scopes=_scopes(own, measure, section, wholes or _only_whole(before)),
        doubt=doubt(
            measure,
            suffix,
            quantity.clause,
            section,
            sentence[: quantity.start],
            above,
            identity.department,
            identity.year,
        ),
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


_WHOLES = frozenset({"expenditure_total", "income_total", "basic_total", "functional_expenditure"})
ALL = frozenset({"all", "general_public_budget", "government_fund", "state_capital", "fiscal_appropriation"})


def _wholes(sentence: str, number: int, before: Sequence[Said]) -> list[Said]:
    """The totals and classes named before a figure in its sentence, else in the one that 其中 goes on from."""
    near = takewhile(lambda one: one.sentence_number >= number - 1, reversed(before))
    named = [one for one in near if not one.suffix and one.measure in _WHOLES][::-1]
    same = [one for one in named if one.sentence_number == number]
    return same or (named if _INHERITS.match(sentence) else [])


def _only_whole(before: Sequence[Said]) -> Sequence[Said]:
    """The totals that a section named before, where all of them are of all budgets."""
    near = before[-_NEAR:]
    totals = [one for one in near if not one.suffix and one.measure in ("expenditure_total", "income_total")]
    return totals if all(one.scopes == {"all"} for one in totals) else []


def _scopes(own: str | None, measure: str, section: str, wholes: Sequence[Said]) -> frozenset[str]:
    """The budgets that a figure may speak of: its own words, else the total named before it, else its heading."""
    if own is not None:
        return frozenset({own}) if own else ALL
    totals = [one for one in wholes if one.measure != "functional_expenditure"]
    if totals:
        return totals[-1].scopes
    heading = scope_of(section)
    if heading == "fiscal_appropriation":
        return frozenset({"fiscal_appropriation", "general_public_budget"})
    if heading:
        return frozenset({heading})
    return frozenset({"all"}) if measure in ("income_total", "expenditure_total") else ALL
