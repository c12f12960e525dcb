"""R-Y-BASE and R-N-PRIOR: the prior year that this year's statement implies against what was published for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.across.implied import Implied, implied
from disclosures.across.published import Published, published
from disclosures.across.result import AcrossResult, Held, outcome_of
from disclosures.catalogue import Disclosure
from disclosures.prose.measures import title
from disclosures.text import plain

BASE, PRIOR = "R-Y-BASE", "R-N-PRIOR"
_TOTALS = frozenset({"income_total", "expenditure_total"})
_TWO_CENTS = Decimal("0.02")  # two printed figures, each rounded


def amounts(this: Disclosure, before: Disclosure) -> Iterator[AcrossResult]:
    """One check for each prior figure that the statement or the 三公 table tells."""
    pair = (this, before)
    seen: set[str] = set()
    for one in implied(this):
        rule = BASE if one.measure in _TOTALS else PRIOR
        seen.add(rule)
        if one.doubt:
            yield outcome_of(rule, pair, "not_evaluable", one.doubt, **_place(one))
            continue
        yield _compared(rule, pair, one, published(before, one.measure, one.functional_code))
    for rule in (BASE, PRIOR):
        if rule not in seen:
            yield outcome_of(rule, pair, "not_evaluable", "文字说明没有写出能推算上年数的增减额")


def _place(one: Implied) -> Held:
    return {"resource": one.resource, "row": one.row, "field": one.field, "printed": plain(one.value)}


def _compared(rule: str, pair: tuple[Disclosure, Disclosure], one: Implied, found: Sequence[Published]) -> AcrossResult:
    if not found:
        return outcome_of(rule, pair, "not_evaluable", "上年的文件没有这一项", **_place(one))
    nearest = min(found, key=lambda p: abs(p.value - one.value))
    difference = one.value - nearest.value
    held: Held = {
        **_place(one), "expected": plain(nearest.value), "difference": difference,
        "other_resource": nearest.resource, "other_row": nearest.row,
    }  # fmt: skip
    if not difference:
        return outcome_of(rule, pair, "pass", **held)
    if abs(difference) <= _TWO_CENTS or abs(difference) < one.step:
        return outcome_of(rule, pair, "rounding", **held)
    code = f" {one.functional_code}" if one.functional_code else ""
    message = (
        f"“{title(one.measure)}{code}”按 {pair[0].year} 年的说明，{pair[1].year} 年是 {one.sum}；"
        f"{pair[1].year} 年公开的是 {plain(nearest.value)} 万元（{nearest.words}），相差 {plain(difference)} 万元，请核实口径"
    )
    return outcome_of(rule, pair, "fail", message, **held)
