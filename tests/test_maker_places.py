"""The forms of places are proven like the usual one: their sums hold, their text says all, their headers are trees."""

from __future__ import annotations

from decimal import Decimal

import pytest

from maker.compare import as_rows, compare
from maker.document import Document, Truth, render, truth
from maker.layout import layout, sheets
from maker.places import names, placed
from maker.places.forms import leaves, place
from maker.sheet import Sheet

SEEDS = ("1", "2", "3", "4")
SIDES = ("balance", "fiscal_appropriation")


@pytest.fixture(scope="module", params=[(name, seed) for name in names() for seed in SEEDS], ids="-".join)
def document(request: pytest.FixtureRequest) -> Document:
    """One document a place and seed."""
    return placed(*request.param)


@pytest.fixture(scope="module")
def facts(document: Document) -> Truth:
    """What it says."""
    return truth(document)


def _amount(values: object) -> Decimal:
    return Decimal(str(values or "0"))


@pytest.mark.parametrize(
    "resource", ["income", "expenditure", "general_public_budget", "basic_expenditure", "projects"]
)
def test_items_add_up_to_the_total(facts: Truth, resource: str) -> None:
    rows = facts.get(resource, [])
    totals = [fact for fact in rows if fact.values["row_kind"] == "total"]
    items = [fact for fact in rows if fact.values["row_kind"] == "item"]
    for total in totals if items else ():
        assert _amount(total.values.get("total")) == sum(
            (_amount(one.values.get("total")) for one in items), Decimal(0)
        )


@pytest.mark.parametrize("resource", SIDES)
def test_the_lines_of_a_side_add_up(facts: Truth, resource: str) -> None:
    field = "amount" if resource == "balance" else "total"
    for side in ("income", "expenditure"):
        rows = [fact for fact in facts[resource] if fact.values["side"] == side]
        items, carried = (
            sum((_amount(f.values.get(field)) for f in rows if f.values["row_kind"] == kind), Decimal(0))
            for kind in ("item", "carryover")
        )
        totals = {_amount(f.values.get(field)) for f in rows if f.values["row_kind"] == "total"}
        assert {items, items + carried} & totals, (side, items, carried, totals)


def test_the_text_says_every_amount(document: Document, facts: Truth) -> None:
    printed = {
        Decimal(cell.replace(",", ""))
        for table in document.tables()
        for line in table.lines
        for cell in line.cells
        if cell.strip("-").replace(",", "").replace(".", "").isdigit()
    }
    for resource in SIDES:
        for fact in facts[resource]:
            value = _amount(fact.values.get("amount") or fact.values.get("total"))
            assert not value or value in printed or value * 10000 in printed, (fact.values, document.name)
    assert len(render(document)) > 3000


def test_a_place_is_the_same_for_a_seed(document: Document) -> None:
    assert compare(as_rows(truth(document)), truth(document)).share() == 1
    for name in names():
        assert render(placed(name, "1")) == render(placed(name, "1"))


def test_grids_are_whole(document: Document) -> None:
    for one in sheets(document, layout(document.name)):
        if isinstance(one, Sheet):
            cells = sum(box.rows * box.columns for box in one.boxes)
            assert cells == one.rows * one.columns, one.above


@pytest.mark.parametrize("name", names())
def test_every_row_fills_its_columns(name: str) -> None:
    listed = [form for form in place(name).tables if form.shape not in ("forms", "whole")]
    for form, table in zip(listed, (table for table in placed(name, "1").tables() if not table.form), strict=True):
        width = len(list(leaves(form.columns)))
        assert {len(cells) for cells in table.header} == {width}, form.title
        assert {len(line.cells) for line in table.lines} <= {width}, form.title
