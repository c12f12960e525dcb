"""Which rows sum which where nothing else says so: only what the grand total proves is told."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.normalise.outline import heads, of_which, tree
from disclosures.normalise.sides import is_one_side, lines_of


def _amounts(*printed: str) -> list[Decimal | None]:
    return [Decimal(one) if one else None for one in printed]


@pytest.mark.parametrize(
    ("total", "amounts", "candidates", "told"),
    [
        ("110", ("110", "40", "50", "20"), (0,), True),  # the department above its classes
        ("110", ("60", "40", "20", "50", "30", "20"), (0, 3), True),  # two units
        ("110", ("110", "60", "40", "20", "50", "50"), (0, 1, 4), True),  # a department above its units
        ("110", ("111", "40", "50", "20"), (0,), False),  # it sums nothing
        ("120", ("110", "40", "50", "20"), (0,), False),  # the rest is not the total
    ],
)
def test_a_head_is_proven_by_the_total(
    total: str, amounts: Sequence[str], candidates: Sequence[int], told: bool
) -> None:
    assert heads(Decimal(total), _amounts(*amounts), candidates) is told


@pytest.mark.parametrize(
    ("total", "amounts", "below"),
    [
        ("110", ("100", "100", "", "10"), [1]),  # 财政拨款, of it 一般公共预算
        ("110", ("100", "60", "40", "10"), [1, 2]),
        ("110", ("100", "10"), []),  # the lines add up as they stand
        ("115", ("100", "60", "40", "10"), []),  # neither reading adds up: nothing is told
    ],
)
def test_a_line_breaks_down_the_one_above_only_where_the_total_says_so(
    total: str, amounts: Sequence[str], below: list[int]
) -> None:
    assert of_which(Decimal(total), _amounts(*amounts)) == below


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_lines_that_add_up_are_never_taken_apart(amounts: list[int]) -> None:
    printed = [Decimal(one) / 100 for one in amounts]
    assert of_which(sum(printed, Decimal(0)), printed) == []


@pytest.mark.parametrize(
    ("total", "amounts", "above"),
    [
        ("100", ("100", "100", "80", "80", "20", "20"), [0, 1, 2, 4]),  # unit, 类, 款, 项, 款, 项
        ("100", ("80", "40", "40", "20", "20"), [0, 3]),
        ("100", ("80", "30", "40", "20"), []),  # nothing nests
        ("90", ("80", "40", "40", "20", "20"), []),  # nor is this the total
    ],
)
def test_rows_nest_where_every_sum_says_so(total: str, amounts: Sequence[str], above: list[int]) -> None:
    assert tree(Decimal(total), _amounts(*amounts)) == above


@given(st.lists(st.integers(0, 9), min_size=0, max_size=80), st.integers(1, 400))
def test_nesting_ends_whatever_the_rows(amounts: list[int], total: int) -> None:
    found = tree(Decimal(total), [Decimal(one) for one in amounts])
    leaves = [one for at, one in enumerate(amounts) if at not in found]
    assert not found or sum(leaves) == total


INCOME = ("一、预算拨款", "一般公共预算拨款", "二、其他资金", "事业收入", "本年收入合计", "三、上年结转", "收入总计")


def test_a_table_that_lists_one_side_is_told_line_by_line() -> None:
    found = lines_of(INCOME, _amounts("100", "100", "10", "10", "110", "", "110"), "income")
    assert found == ["item", "of_which", "item", "of_which", "subtotal", "carryover", "total"]


def test_with_money_carried_over_the_total_is_what_the_items_make() -> None:
    found = lines_of(INCOME, _amounts("100", "100", "10", "10", "110", "5", "115"), "income")
    assert found == ["item", "of_which", "item", "of_which", "total", "carryover", "subtotal"]


def test_names_of_classes_are_no_lines_of_a_side() -> None:
    assert is_one_side(INCOME, "income")
    assert not is_one_side(("合计", "行政运行", "一般行政管理事务"), "expenditure")
