"""Every rule says what it is, and shows it: its own example holds as declared, and fails as changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import rule_examples
from disclosures.model import Check, Finding
from disclosures.rulebook import FILES, Rule, read_rules, rules

# Groups that are still being written: the lead takes a name out when its rules have explanations and examples.
UNFINISHED = frozenset({"within", "between", "narrative", "years"})
FINISHED = [rule for name in FILES if name not in UNFINISHED for rule in read_rules(name)]
READING = {rule.id for rule in read_rules("reading")}
# Rules across documents compare packages, not one disclosure: their examples are run by the tests of `across`.
ACROSS = {rule.id for rule in read_rules("years")}
SHOWN = [rule for rule in rules().values() if rule.example is not None and rule.id not in ACROSS]
# Long enough to say why the rule is there and what looks like a failure and is none.
SHORTEST_EXPLANATION = 40


@pytest.mark.parametrize("rule", FINISHED, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is(rule: Rule) -> None:
    assert all((rule.title, rule.group, rule.formula, rule.basis))
    assert len(rule.explanation) >= SHORTEST_EXPLANATION
    assert not re.search(r"[一-龥，。] [一-龥，。]", rule.explanation), "Chinese has no spaces between words"
    assert rule.example is not None, "a rule shows what holds and what does not"


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_the_example_holds_as_declared(rule: Rule, tmp_path: Path) -> None:
    found = rule_examples.results(rule_examples.example(rule.example or {}).holds, tmp_path)
    assert [one for one in found if one.rule == rule.id and not isinstance(one, Check)] == []
    outcomes = {one.outcome for one in found if isinstance(one, Check) and one.rule == rule.id}
    if rule.id in READING:  # damage is no check: that nothing is said is all that there is
        assert outcomes == set()
    else:
        assert outcomes & {"pass", "rounding"}
        assert "fail" not in outcomes


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_the_example_fails_as_changed(rule: Rule, tmp_path: Path) -> None:
    found = rule_examples.results(rule_examples.example(rule.example or {}).fails, tmp_path)
    said = [one for one in found if one.rule == rule.id and not isinstance(one, Check)]
    assert said
    if rule.id not in READING:
        assert any(isinstance(one, Finding) for one in said)


def test_an_example_that_changes_nothing_is_none() -> None:
    same = {"tables": {"balance": "label,amount\n一、本年收入,1.00\n"}}
    for changes in ({}, {"fails": {"balance.1.amount": "1.00"}}, {"prose": "甲", "fails_prose": {"乙": "丙"}}):
        with pytest.raises(ValueError, match=r"changed|stand"):
            rule_examples.example({**same, **changes})
    with pytest.raises(ValueError, match="no such key"):
        rule_examples.example({**same, "fail": {}})


def test_an_example_is_typed_by_the_dictionary_of_fields() -> None:
    with pytest.raises(ValueError, match="no such field"):
        rule_examples.subject({"tables": {"balance": "label,amounts\n一、本年收入,1.00\n"}})
    with pytest.raises(ValueError, match="another number of cells"):
        rule_examples.subject({"tables": {"balance": "label,amount\n一、本年收入\n"}})
