"""Printing 第二部分, the figures in sentences: each figure with a known meaning is a fact, with its sign."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from .budget import GENERAL, Budget, basic, from_sources, funding, of_class, total
from .dice import Dice
from .document import Fact, Line, Prose
from .lists import tree
from .style import Style

# {name} or {figure|measure|unit}
MARK = re.compile(r"\{(?P<figure>\w+)(?:\|(?P<measure>\w+)\|(?P<unit>[^}]*))?\}")


def statement(budget: Budget, style: Style) -> Prose:
    """第二部分 with its sections; some documents keep the captions of their pictures."""
    dice = Dice(budget.seed).branch("statement")
    figures = _figures(budget)
    lines = [Line(("第二部分",)), Line((style.spaced(f"{budget.name}{budget.year}年度部门预算情况说明"),))]
    captioned = dice.chance(0.15)
    for heading, *written in tree("prose")["statement"]:
        # Nobody counts projects that are not there.
        paragraphs = written if budget.projects else [text for text in written if "{count|" not in text]
        lines.append(Line((style.spaced(heading),)))
        lines += [_paragraph(style, figures, heading, text) for text in paragraphs]
        if captioned and dice.chance(0.2):
            lines.append(Line((dice.pick(tree("prose")["captions"]),)))
    return Prose(tuple(lines))


def _paragraph(style: Style, figures: dict[str, str], heading: str, text: str) -> Line:
    facts = tuple(_fact(figures, heading, mark) for mark in MARK.finditer(text) if mark["measure"])
    return Line((style.spaced(MARK.sub(lambda mark: figures[mark["figure"]], text)),), facts)


def _fact(figures: dict[str, str], heading: str, mark: re.Match[str]) -> Fact:
    falls = "_change" in mark["measure"] and figures["word"] == "减少"
    value = ("-" if falls else "") + figures[mark["figure"]]
    values = {"section": heading, "measure": mark["measure"], "value": value, "value_unit": mark["unit"]}
    return Fact("statements", values, dict.fromkeys(("sentence", "functional_code", "economic_code"), ("*",)))


def _figures(budget: Budget) -> dict[str, str]:
    """Every word and figure that a sentence may hold."""
    every, running = total(budget.atoms), total(basic(budget.atoms))
    amounts = {
        "total": every,
        "basic": running,
        "project": every - running,
        **_sources(budget),
        **_kinds(budget),
        "bought": Decimal(0) if budget.year % 2 else total(of_class(budget.atoms, "310")),
        "carried": funding(budget.atoms).get("carryover_total", Decimal(0)),
        "zero": Decimal(0),
    }
    shares = {"basic": every, "project": every, "personnel": running, "public": running}
    return {
        **{name: _plain(amount) for name, amount in amounts.items()},
        **{f"{name}_share": _share(amounts[name], whole) for name, whole in shares.items()},
        **_words(budget, every),
        "count": str(len(budget.projects)),
        "cars": str(Dice(budget.seed).branch("cars").whole(1, 9)) if amounts["operation"] else "0",
    }


def _words(budget: Budget, every: Decimal) -> dict[str, str]:
    dice = Dice(budget.seed).branch("figures")
    change, more = dice.amount(1, float(every) / 4), dice.chance(0.5)
    base = every - change if more else every + change
    words = ("增加", "增长") if more else ("减少", "下降")
    named = {"name": budget.name, "year": str(budget.year), "last": str(budget.year - 1)}
    return {**named, "change": str(change), "rate": _share(change, base), "word": words[0], "rate_word": words[1]}


def _sources(budget: Budget) -> dict[str, Decimal]:
    sums = funding(budget.atoms)
    names = {"general": "general_public_budget", "fund": "government_fund", "state": "state_capital"}
    names |= {"special": "special_account", "service": "institution_service", "other": "other"}
    return {
        **{name: sums.get(column, Decimal(0)) for name, column in names.items()},
        "general_all": total(from_sources(budget.atoms, GENERAL)),
        "fund_all": total(from_sources(budget.atoms, ("fund", "carried_fund"))),
    }


def _kinds(budget: Budget) -> dict[str, Decimal]:
    spent = basic(budget.atoms)
    classes = {"overseas": "30212", "hospitality": "30217", "purchase": "31013", "operation": "30231"}
    three = {name: total(of_class(budget.atoms, code)) for name, code in classes.items()}
    return {
        **three,
        "three_public": sum(three.values(), Decimal(0)),
        "vehicles": three["purchase"] + three["operation"],
        "personnel": total(of_class(spent, "301", "303")),
        "public": total(of_class(spent, "302", "310")),
    }


def _plain(amount: Decimal) -> str:
    return f"{amount:.2f}" if amount else "0"


def _share(part: Decimal, whole: Decimal) -> str:
    return str((part * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else 0)
