"""The maker is proven first: its budgets add up, its text says all, its damage shows, its judge sees."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from maker.compare import as_rows, compare
from maker.damage import ALL, KINDS, damaged
from maker.document import Document, Fact, Truth, render, truth
from maker.text import made

SEEDS = [str(seed) for seed in range(25)]


@pytest.fixture(scope="module", params=SEEDS)
def document(request: pytest.FixtureRequest) -> Document:
    """One undamaged document a seed."""
    return made(request.param)


@pytest.fixture(scope="module")
def facts(document: Document) -> Truth:
    """What it says."""
    return truth(document)


def _sum(facts: Iterable[Fact], field: str) -> Decimal:
    return sum((Decimal(fact.values.get(field) or "0") for fact in facts), Decimal(0))


def _kind(facts: Truth, resource: str, kind: str) -> list[Fact]:
    return [fact for fact in facts.get(resource, []) if fact.values.get("row_kind") == kind]


@pytest.mark.parametrize(
    ("resource", "fields"),
    [
        (
            "expenditure",
            ("total", "basic_total", "project_total", "basic_wages_benefits", "basic_goods_services", "basic_public"),
        ),
        ("general_public_budget", ("total", "basic_total", "project_specific_target")),
        ("basic_expenditure", ("total", "personnel", "public")),
        ("economic_classification", ("total", "general_public_budget", "government_fund", "carryover", "other")),
        ("projects", ("total", "general_public_budget", "government_fund", "unit_funds")),
        ("income", ("total", "current_total", "carryover_total")),
    ],
)
def test_items_add_up_to_the_total(facts: Truth, resource: str, fields: tuple[str, ...]) -> None:
    totals = _kind(facts, resource, "total")
    for field in fields:
        if totals:
            assert _sum(totals, field) == _sum(_kind(facts, resource, "item"), field), (resource, field)


def test_tables_agree_with_each_other(facts: Truth) -> None:
    spent = _sum(_kind(facts, "expenditure", "item"), "total")
    assert spent == _sum(_kind(facts, "income", "item"), "total")
    assert spent == _sum(_kind(facts, "economic_classification", "item"), "total")
    projects = _sum(_kind(facts, "expenditure", "item"), "project_total")
    assert (
        projects
        == _sum(_kind(facts, "projects", "item"), "total")
        == _sum(_kind(facts, "performance_projects", "item"), "total")
    )
    assert _sum(_kind(facts, "basic_expenditure", "item"), "total") == _sum(
        _kind(facts, "general_public_budget", "item"), "basic_total"
    )
    classes = [
        fact for fact in facts["balance"] if fact.values["side"] == "expenditure" and fact.values["row_kind"] == "item"
    ]
    assert spent == _sum(classes, "amount")


def test_every_row_adds_up_across(facts: Truth) -> None:
    for fact in facts["expenditure"]:
        parts = (
            "basic_wages_benefits",
            "basic_individuals_families",
            "basic_goods_services",
            "basic_capital",
            "basic_public",
        )
        assert _sum([fact], "basic_total") == sum((_sum([fact], part) for part in parts), Decimal(0))
        assert _sum([fact], "total") == _sum([fact], "basic_total") + _sum([fact], "project_total")
    for fact in facts["fiscal_appropriation"]:
        if fact.values["side"] == "expenditure":
            budgets = ("general_public_budget", "government_fund", "state_capital")
            assert _sum([fact], "total") == sum((_sum([fact], part) for part in budgets), Decimal(0))


def _forms(value: str) -> list[str]:
    """What may be printed for a value: itself without layout, or the same amount in 元."""
    plain = "".join(value.replace(",", "").split())
    return [plain, f"{Decimal(plain) * 10000:.2f}"] if plain.replace(".", "").isdigit() else [plain]


def test_the_text_says_everything(document: Document, facts: Truth) -> None:
    text = "".join(render(document).replace(",", "").split())
    for rows in facts.values():
        for fact in rows:
            for field, value in fact.values.items():
                if field.endswith(("total", "amount", "name", "label", "indicator", "level3", "goal", "task", "duty")):
                    assert any(form in text for form in _forms(value)), (fact.resource, field, value)


def test_same_seed_same_document(document: Document) -> None:
    again = made(SEEDS[0])
    assert render(again) == render(made(SEEDS[0]))
    assert document.blocks


def test_truth_compared_with_itself_is_right(facts: Truth) -> None:
    result = compare(as_rows(facts), facts)
    assert not result.differences
    assert result.total()["right"] > 300
    assert result.share() == 1


def test_a_changed_cell_is_noticed(facts: Truth) -> None:
    rows = as_rows(facts)
    rows["expenditure"][-1]["total"] = "123456.78"
    rows["balance"][0]["amount"] = ""
    rows["duties"].append({"duty": "无中生有。"})
    del rows["income"][0]
    found = compare(rows, facts)
    verdicts = {(one.resource, one.field): one.verdict for one in found.differences}
    assert verdicts["expenditure", "total"] == "wrong"
    assert verdicts["balance", "amount"] == "missing"
    assert verdicts["duties", "duty"] == "invented"
    assert verdicts["income", "total"] == "missing"


@pytest.mark.parametrize("kind", KINDS)
def test_a_damage_changes_the_text_and_states_nothing_new(kind: str) -> None:
    changed = 0
    for seed in SEEDS[:12]:
        clean = made(seed)
        spoilt = damaged(clean, seed, kind)
        if not spoilt.damages:
            assert spoilt == clean
            continue
        changed += render(spoilt) != render(clean)
        before, after = truth(clean), truth(spoilt)
        assert all(len(rows) <= len(before[resource]) for resource, rows in after.items())
        assert compare(as_rows(before), after).total()["wrong"] == 0 or kind in {"lost_rows", "lost_head"}
        if changed == 4:
            break
    assert changed >= 1, f"{kind} found no table to damage"


def test_damages_come_together_and_stay_the_same() -> None:
    many = [damaged(made(seed), seed) for seed in SEEDS]
    assert max(len(document.damages) for document in many) > 3
    assert [render(document) for document in many] == [render(damaged(made(seed), seed)) for seed in SEEDS]
    assert len({damage.name for damage in ALL}) == len(ALL)


def test_what_a_damage_leaves_open_is_right_either_way() -> None:
    for seed in SEEDS:
        spoilt = damaged(made(seed), seed, "lost_total_amounts")
        if spoilt.damages:
            assert compare(as_rows(truth(made(seed))), truth(spoilt)).share() == 1
            assert compare(as_rows(truth(spoilt)), truth(spoilt)).share() == 1
