"""R-N-SHARE and R-N-SHARE100: shares, of the total that the same sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import takewhile

from disclosures.check.narrative.amounts import named
from disclosures.check.narrative.cells import TOTALS, totals
from disclosures.check.narrative.figures import Said
from disclosures.check.narrative.outcome import CENT, failed, passed, rounded, ten_thousand, unclear
from disclosures.check.narrative.words import words
from disclosures.check.result import Result
from disclosures.model import Subject
from disclosures.prose.measures import title
from disclosures.text import plain

SHARE, SHARE_100 = "R-N-SHARE", "R-N-SHARE100"
_HUNDRED = Decimal(100)
_WORDS = re.compile("[一-龥]")
_NOTHING_ELSE = re.compile(
    "本|年度?|当|全部|部门|单位|预算|总|合|计|额|数|经费|一般公共|财政|拨款|的|比|重|例|为|约|达到?"
)
_NEAR = 200  # figures before a share among which its whole is looked for
_COUNTED = frozenset({"performance_project_count", "performance_amount"})  # R-N-PROJ


def shares(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """One check for each share, and one for each set of shares whose parts make up the whole."""
    sets: dict[tuple[int, int], list[tuple[Said, Said, Said]]] = {}
    for index, share in enumerate(figures):
        if share.suffix != "_share_percent" or share.measure in _COUNTED:
            continue
        part, (wholes, above) = _part(share, figures[:index]), _wholes(share, figures[:index])
        if part is None or not wholes:
            yield unclear(SHARE, share, "没有写这一占比的部分" if part is None else "没有写总额，不知道是谁的占比")
            continue
        fitting = next((whole for whole in (*wholes, *above) if _near(share, part, whole)), None)
        if fitting is None and len({whole.value for whole in wholes}) > 1:
            yield unclear(SHARE, share, "前面有几个总额，不知道是谁的占比")
            continue
        whole = fitting or wholes[0]
        yield from _share(subject, share, part, whole)
        sets.setdefault((share.sentence_number, whole.row), []).append((share, part, whole))
    for found in sets.values():
        yield from _hundred(found)


def _part(share: Said, before: Sequence[Said]) -> Said | None:
    """The amount just before a share, in the same sentence and of the same thing."""
    for one in reversed(before):
        if one.sentence_number != share.sentence_number:
            return None
        if not one.suffix and one.measure == share.measure and _same_class(one, share):
            return one
    return None


def _same_class(one: Said, share: Said) -> bool:
    codes = (share.functional_code, share.economic_code)
    return codes == (one.functional_code, one.economic_code) and share.source in (None, one.source)


def _wholes(share: Said, before: Sequence[Said]) -> tuple[Sequence[Said], Sequence[Said]]:
    """The totals that a share may be of, the last named first; and what its own sentence names above those.

    A share says itself what it is of (占支出总额的…), else it is of the total of its parts.
    """
    clause = share.before.rpartition("占")[2]
    stated = next((measure for pattern, measure in words().wholes if pattern.search(clause)), None)
    if _WORDS.search(_NOTHING_ELSE.sub("", re.sub("|".join(p.pattern for p, _ in words().wholes), "", clause))):
        return (), ()  # of something that the document does not tell (占全市…)
    parents = (stated,) if stated else words().parents.get(share.measure, ())
    section = takewhile(lambda one: one.section == share.section, reversed(before[-_NEAR:]))
    amounts = [one for one in section if not one.suffix and one.value > 0][::-1]
    named = [one for one in amounts if one.measure in parents]
    same = [one for one in named if one.sentence_number == share.sentence_number]
    higher = {name for parent in parents for name in words().parents.get(parent, ())} if not stated else set()
    above = [one for one in amounts if one.sentence_number == share.sentence_number and one.measure in higher]
    return (same or named)[::-1], above


def _near(share: Said, part: Said, whole: Said) -> bool:
    return abs(share.value - rounded(_HUNDRED * part.value / whole.value, share.decimals)) <= share.step


def _share(subject: Subject, share: Said, part: Said, whole: Said) -> Iterator[Result]:
    expected = rounded(_HUNDRED * part.value / whole.value, share.decimals)
    if _near(share, part, whole):
        yield passed(SHARE, share, expected, "pass" if share.value == expected else "rounding")
        return
    exact = rounded(_HUNDRED * part.value / whole.value, 2)
    message = f"{named(part)}占{named(whole)}：{plain(part.value)} ÷ {plain(whole.value)} = {plain(exact)}%，写 {plain(share.value)}%"
    yield from failed(SHARE, share, message + _explained(subject, share, part, whole), expected)


def _explained(subject: Subject, share: Said, part: Said, whole: Said) -> str:
    """Another total, or the rest instead of the part, where that gives exactly the printed share."""
    for measure in ("income_total",) if part.measure == "income_source" else TOTALS[1:]:
        for one in totals(subject.tables, measure):
            if (
                one.amount
                and one.amount != whole.value
                and rounded(_HUNDRED * part.value / one.amount, share.decimals) == share.value
            ):
                return f"；{plain(share.value)}% 等于 {plain(part.value)} ÷ {ten_thousand(one.amount)}，误以{title(measure)}为分母"
    if rounded(_HUNDRED * (whole.value - part.value) / whole.value, share.decimals) == share.value:
        return f"；{plain(share.value)}% 是其余部分的占比，可能与另一项互换"
    return ""


def _hundred(found: Sequence[tuple[Said, Said, Said]]) -> Iterator[Result]:
    """Shares of parts that make up the whole add up to 100 %, but for the rounding of each."""
    first, _, whole = found[0]
    rest = whole.value - sum((part.value for _, part, _ in found), Decimal(0))
    if len(found) < 2:
        return
    if abs(rest) > CENT * len(found):
        yield unclear(SHARE_100, first, "所列各项加起来不等于总额，不是全部")
        return
    total = sum((share.value for share, _, _ in found), Decimal(0))
    if abs(total - _HUNDRED) <= sum((share.step for share, _, _ in found), Decimal(0)):
        outcome = "pass" if total == _HUNDRED else "rounding"
        yield passed(SHARE_100, first, _HUNDRED, "pass" if outcome == "pass" else "rounding", left=total)
        return
    said = " + ".join(f"{plain(share.value)}%" for share, _, _ in found)
    message = f"{named(whole)}的 {len(found)} 项占比 {said} = {plain(total)}%，不等于 100%"
    yield from failed(SHARE_100, first, message, Decimal("100.00"), printed=total)
