"""Faults in the figures of the statement: a stale figure, a percentage of the wrong whole, a word that says the opposite."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from ..dice import CENT, Dice
from ..document import Document
from .change import Change, Injected, figures, mistyped, reworded, sentences, with_block, with_line

Work = Callable[[Document, Dice], Injected | None]


def stale(*measures: str) -> Work:
    """A figure of the statement that is not that of its table."""

    def work(document: Document, dice: Dice) -> Injected | None:
        cells = [
            (block, at, number)
            for block, at, line in sentences(document)
            for number, fact in enumerate(line.facts)
            if fact.values.get("measure") in measures and Decimal(fact.values["value"]) >= 1
        ]
        if not cells:
            return None
        block, at, number = dice.pick(cells)
        line = document.blocks[block].lines[at]
        return _with_figure(document, block, at, number, mistyped(Decimal(line.facts[number].values["value"]), dice))

    return work


def _with_figure(document: Document, block: int, at: int, number: int, new: Decimal) -> Injected | None:
    line = document.blocks[block].lines[at]
    match, fact = figures(line)[number], line.facts[number]
    if match is None:
        return None
    places = len(match.group().partition(".")[2])
    printed = f"{new:.{places}f}"
    sign = "-" if fact.values["value"].startswith("-") else ""
    changed = replace(fact, values={**fact.values, "value": sign + printed})
    facts = (*line.facts[:number], changed, *line.facts[number + 1 :])
    text = line.text[: match.start()] + printed + line.text[match.end() :]
    blocks = with_line(document.blocks[block], at, replace(line, cells=(text,), facts=facts))
    change = Change("prose", fact.values["measure"], fact.values["value"], sign + printed)
    return Injected(with_block(document, block, blocks), (change,))


def _value(document: Document, measure: str) -> Decimal | None:
    values = [
        f.values["value"]
        for _, _, line in sentences(document)
        for f in line.facts
        if f.values.get("measure") == measure
    ]
    return Decimal(values[0]) if values else None


def _put(document: Document, measure: str, new: Decimal) -> Injected | None:
    for block, at, line in sentences(document):
        for number, fact in enumerate(line.facts):
            if fact.values.get("measure") == measure:
                return _with_figure(document, block, at, number, new)
    return None


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(CENT, ROUND_HALF_UP)


def growth_of_this_year(document: Document, dice: Dice) -> Injected | None:
    """The growth is a share of this year's amount, not of last year's."""
    del dice
    total, change = _value(document, "expenditure_total"), _value(document, "expenditure_total_change")
    if not total or not change:
        return None
    return _put(document, "expenditure_total_change_percent", _percent(abs(change), total))


def share_of_another_whole(document: Document, dice: Dice) -> Injected | None:
    """人员经费 as a share of all expenditure, in a sentence that speaks of 基本支出."""
    del dice
    part, whole, basic = (_value(document, name) for name in ("personnel", "expenditure_total", "basic_total"))
    if not part or not whole or basic is None or abs(_percent(part, whole) - _percent(part, basic)) < 1:
        return None
    return _put(document, "personnel_share_percent", _percent(part, whole))


def share_mistyped(document: Document, dice: Dice) -> Injected | None:
    """A share with a wrong digit, so that the shares of the whole are not 100."""
    share = _value(document, "project_total_share_percent")
    return _put(document, "project_total_share_percent", mistyped(share, dice)) if share and share >= 1 else None


def opposite_word(document: Document, dice: Dice) -> Injected | None:
    """增加 … 下降: the words of another year left in one half of the sentence."""
    for word, rate in dice.shuffled((("增加", "下降"), ("减少", "增长"))):
        right = {"增加": "增长", "减少": "下降"}[word]
        done = reworded(document, rf"(支出{word}[\d.\s]+万元，){right}", rf"\1{rate}", "方向")
        wrong = {"增加": "减少", "减少": "增加"}[word]
        other = reworded(document, rf"支出{word}([\d.\s]+万元，){right}", rf"支出{wrong}\1{right}", "方向")
        found = dice.pick((done, other))
        if found:
            return found
    return None


def fund_stale(document: Document, dice: Dice) -> Injected | None:
    """政府性基金预算支出 of the statement is not that of its table."""
    return _stale_words(document, dice, r"年政府性基金预算支出", "government_fund")


def general_stale(document: Document, dice: Dice) -> Injected | None:
    """一般公共预算支出年初预算 of the statement is not that of its table."""
    return _stale_words(document, dice, r"一般公共预算支出年初预算为", "general_public_budget")


def _stale_words(document: Document, dice: Dice, before: str, field: str) -> Injected | None:
    """Another figure behind these words, of which no fact speaks."""
    for number, at, line in sentences(document):
        match = re.search(rf"(?<={before})(\s*)(\d+(?:\.\d+)?)", line.text)
        if match is None:
            continue
        was = Decimal(match[2])
        now = mistyped(was, dice) if was else dice.amount(1, 90)
        text = line.text[: match.start(2)] + f"{now}" + line.text[match.end(2) :]
        block = with_line(document.blocks[number], at, replace(line, cells=(text,)))
        return Injected(with_block(document, number, block), (Change("prose", field, str(was), str(now)),))
    return None


def procurement_sum(document: Document, dice: Dice) -> Injected | None:
    """政府采购预算 is not the sum of goods, works and services."""
    total = _value(document, "procurement_total")
    if total is None:
        return None
    return _put(document, "procurement_works", dice.amount(2, 60))


def cars_sum(document: Document, dice: Dice) -> Injected | None:
    """The vehicles are not the sum of their kinds."""
    cars = _value(document, "vehicle_count")
    return _put(document, "vehicle_count", cars + dice.whole(1, 3)) if cars else None


def project_count(document: Document, dice: Dice) -> Injected | None:
    """The number of projects is not that of the table."""
    count = _value(document, "performance_project_count")
    return _put(document, "performance_project_count", count + dice.whole(1, 3)) if count else None


def in_yuan(document: Document, dice: Dice) -> Injected | None:
    """An amount typed in 元 before 万元."""
    measure = dice.pick(("hospitality", "vehicle_operation", "personnel", "public"))
    amount = _value(document, measure)
    return _put(document, measure, amount * 10000) if amount and amount >= 1 else None
