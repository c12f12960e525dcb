"""R-N-YOY: growth against last year. The prior year follows from the figure and its change; the percentage from both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from disclosures.check.narrative.amounts import named
from disclosures.check.narrative.cells import TOTALS, known, totals
from disclosures.check.narrative.figures import Said
from disclosures.check.narrative.outcome import CENT, failed, passed, rounded, ten_thousand, unclear
from disclosures.check.narrative.words import words
from disclosures.check.result import Result
from disclosures.model import Subject
from disclosures.text import plain

RULE = "R-N-YOY"


def growth(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """One check for each change and each percentage of change that the statement names."""
    used: set[int] = set()
    for index, figure in enumerate(figures):
        if figure.suffix == "_change":
            percent = _percent_of(figure, figures[index + 1 :])
            used |= {percent.row} if percent else set()
            yield from _change(subject, figure, percent, figures[:index])
    for index, figure in enumerate(figures):
        if figure.suffix == "_change_percent" and figure.row not in used:
            yield from _percent_alone(subject, figure, figures[:index])


def _percent_of(change: Said, following: Sequence[Said]) -> Said | None:
    """The percentage that belongs to a change: the next of the same thing in the same sentence."""
    for one in following:
        if one.sentence_number != change.sentence_number:
            return None
        if one.suffix == "_change_percent" and _adjusted(one):
            continue
        if one.subject == change.subject and one.suffix in ("_change", "_change_percent"):
            return one if one.suffix == "_change_percent" else None
        if one.measure == change.measure and one.suffix == "_change_percent" and one.source is None:
            return one
    return None


def _adjusted(percent: Said) -> bool:
    """Whether a percentage is of what is left when something is taken out (剔除…后, 同口径)."""
    part = percent.before[max(percent.before.rfind(mark) for mark in "；;。%％") + 1 :]
    return words().adjusted.search(part) is not None


def _latest(figure: Said, suffix: str, before: Sequence[Said]) -> Said | None:
    """The figure of the same thing that was named last in this section."""
    for one in reversed(before):
        if (one.suffix, one.section, one.measure) != (suffix, figure.section, figure.measure):
            continue
        same_class = (one.functional_code, one.economic_code) == (figure.functional_code, figure.economic_code)
        same_budget = figure.own in (None, one.own) and figure.source in (None, one.source)
        if same_class and same_budget and (suffix or not words().other_figures.search(one.clause)):
            return one
    return None


def _change(subject: Subject, change: Said, percent: Said | None, before: Sequence[Said]) -> Iterator[Result]:
    current = _latest(change, "", before)
    previous = _latest(change, "_previous", before)
    if current is None:
        yield unclear(RULE, percent or change, "没有写本年数，推不出上年数")
        return
    if previous is not None and previous.sentence_number == change.sentence_number:
        yield from _three(current, change, previous)
    if percent is None:
        if previous is None:
            yield unclear(RULE, change, "只写增减额，没有写百分比")
        return
    if change.value and percent.value and (change.value < 0) != (percent.value < 0):
        message = f"{named(change)}增减额 {plain(change.value)} 万元与百分比 {plain(percent.value)}% 方向相反"
        yield from failed(RULE, percent, message, -percent.value)
        return
    yield from _rate(subject, current, change, percent)


def _three(current: Said, change: Said, previous: Said) -> Iterator[Result]:
    """Last year's figure, where it is stated, and the change make this year's."""
    implied = current.value - previous.value
    if abs(implied - change.value) <= max(CENT, 2 * max(current.step, change.step, previous.step)):
        yield passed(RULE, change, implied, "pass" if implied == change.value else "rounding")
        return
    message = f"{named(change)}：{plain(current.value)} − {plain(previous.value)} = {plain(implied)} 万元，写 {plain(change.value)} 万元"
    yield from failed(RULE, change, message, implied)


def _rate(subject: Subject, current: Said, change: Said, percent: Said) -> Iterator[Result]:
    prior = current.value - change.value
    if prior == 0:
        yield from _from_nothing(percent)
        return
    exact = 100 * change.value / abs(prior)
    expected = rounded(exact, percent.decimals)
    if percent.value == expected:
        yield passed(RULE, percent, expected)
    elif abs(percent.value - expected) <= percent.step or _reachable(current, change, percent):
        yield passed(RULE, percent, expected, "rounding")
    else:
        yield from failed(RULE, percent, _said(subject, current, change, percent, expected), expected)


def _from_nothing(percent: Said) -> Iterator[Result]:
    """Nothing last year: no rate can be told. That one is stated is a slip of the words (R-TXT-GROWTH)."""
    if percent.value == 0:
        yield passed(RULE, percent, Decimal(0))
        return
    yield unclear(RULE, percent, "上年为 0，没有增长率可言")


def _reachable(current: Said, change: Said, percent: Said) -> bool:
    """Whether amounts that round to the printed ones give the printed percentage."""
    rates = []
    for d, c in product((-1, 1), (-1, 1)):
        moved = change.value + d * change.step / 2
        prior = current.value + c * current.step / 2 - moved
        if prior == 0:
            return False
        rates.append(rounded(100 * moved / abs(prior), percent.decimals))
    return min(rates) <= percent.value <= max(rates)


def _percent_alone(subject: Subject, percent: Said, before: Sequence[Said]) -> Iterator[Result]:
    """A percentage without an amount: from both years' figures where both are stated, else not to be told."""
    if _adjusted(percent):
        yield unclear(RULE, percent, "剔除某些因素后的百分比，推不出来")
        return
    current, previous = _latest(percent, "", before), _latest(percent, "_previous", before)
    here = percent.sentence_number
    if current is None or previous is None or not current.sentence_number == previous.sentence_number == here:
        yield unclear(RULE, percent, "只写百分比，没有写增减额")
        return
    if previous.value == 0:
        yield from _from_nothing(percent)
        return
    change = current.value - previous.value
    expected = rounded(100 * change / abs(previous.value), percent.decimals)
    if percent.value == expected:
        yield passed(RULE, percent, expected)
    elif abs(percent.value - expected) <= percent.step or _near(current, previous, percent):
        yield passed(RULE, percent, expected, "rounding")
    else:
        message = (
            f"{named(current)}增长率：({plain(current.value)} − {plain(previous.value)}) ÷ {plain(previous.value)} = "
            f"{plain(expected)}%，写 {plain(percent.value)}%"
        )
        yield from failed(RULE, percent, message + _explained(subject, current, previous.value, percent), expected)


def _near(current: Said, previous: Said, percent: Said) -> bool:
    """Whether figures of both years that round to the printed ones give the printed percentage."""
    rates = []
    for c, p in product((-1, 1), (-1, 1)):
        prior = previous.value + p * previous.step / 2
        if prior <= 0:
            return False
        rates.append(rounded(100 * (current.value + c * current.step / 2 - prior) / prior, percent.decimals))
    return min(rates) <= percent.value <= max(rates)


def _said(subject: Subject, current: Said, change: Said, percent: Said, expected: Decimal) -> str:
    prior = current.value - change.value
    sign = "−" if change.value >= 0 else "+"
    size = ten_thousand(abs(change.value))
    sums = f"{size} ÷ ({plain(current.value)} {sign} {size}) = {size} ÷ {ten_thousand(prior)} = {plain(abs(expected))}%"
    word = "增长率" if change.value >= 0 else "下降率"
    message = f"{named(current)}{word}：{sums}，写 {plain(abs(percent.value))}%，相差 {plain(abs(percent.value - expected))} 个百分点"
    return message + _explained(subject, current, current.value - change.value, percent)


def _explained(subject: Subject, current: Said, prior: Decimal, percent: Said) -> str:
    """The first of the usual slips that gives exactly the printed figure, empty where none does."""
    printed = abs(percent.value)
    slips = _slips(subject, current, prior, percent.decimals)
    return next((f"；{plain(printed)}% {words}" for value, words in slips if abs(value) == printed), "")


def _slips(subject: Subject, current: Said, prior: Decimal, places: int) -> Iterator[tuple[Decimal, str]]:
    """What the usual slips would give, and how each is said."""
    value = current.value
    change = value - prior
    size = ten_thousand(abs(change))

    def of(part: Decimal, whole: Decimal) -> Decimal:
        return rounded(100 * part / whole, places) if whole else Decimal(-1)

    yield of(change, value), f"等于增减额 ÷ 本年数 = {size} ÷ {plain(value)}，误以本年数为分母"
    yield of(value, prior), "等于本年数 ÷ 上年数，没有减去 100%"
    if places:
        yield (
            rounded(rounded(of(change, prior), 0), places),
            f"是先取整再补零，不是按 {places} 位小数算出来的",
        )
    for one in known(subject, current):
        if one.amount != value and (one.scope in current.scopes or one.scope == current.source):
            yield (
                of(one.amount - prior, prior),
                f"是按{one.words} {ten_thousand(one.amount)} 算出来的，文字写的是 {plain(value)}",
            )
    for measure in TOTALS[:3]:
        for one in totals(subject.tables, measure):
            if one.amount not in (value, prior):
                yield (
                    of(change, one.amount),
                    f"等于增减额 ÷ {one.words} = {size} ÷ {ten_thousand(one.amount)}，误用了另一数作分母",
                )
