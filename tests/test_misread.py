"""Values recognised wrongly from a picture: put right only where the recogniser is unsure and a sum or a list proves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.model import Cell, Place, Row, Table, Value
from disclosures.repair import Desk
from disclosures.repair.misread import is_alike, misread_amounts, misread_codes, misread_codes_with_names, misread_names

FIELDS = ("row", "row_kind", "functional_code", "name", "total", "basic_total", "project_total")
RIGHT = [
    ("total", "", "合计", "100.00", "80.00", "20.00"),
    ("item", "2010301", "行政运行", "61.50", "61.50", "0.00"),
    ("item", "2010302", "一般行政管理事务", "38.50", "18.50", "20.00"),
]


def desk(changed: Mapping[tuple[int, str], str], unsure: tuple[int, str] | None) -> Desk:
    """RIGHT with some cells changed, read from a scan with one cell unsure."""
    records: list[dict[str, Value]] = []
    rows, positions = [], {}
    for number, cells in enumerate(RIGHT, 1):
        texts = {name: changed.get((number, name), text) for name, text in zip(FIELDS[1:], cells, strict=True)}
        record: dict[str, Value] = {"row": number}
        for name, text in texts.items():
            record[name] = (Decimal(text) if name.endswith("total") else text) if text else None
        records.append(record)
        grid = []
        for column, name in enumerate(texts):
            box = (50.0 * column, 20.0 * number, 50.0 * column + 50, 20.0 * number + 20)
            sure, doubtful = (0.9, texts[name]) if (number, name) == unsure else (0.999, "")
            grid.append(Cell(box=box, recognised=True, confidence=sure, doubtful=doubtful))
            positions[number, name] = Place(page=2, box=box, confidence=sure, doubtful=doubtful)
        rows.append(Row(tuple(texts.values()), Place(page=2), grid=tuple(grid)))
    table = Table("expenditure", "expenditure", "支出总表", FIELDS, tuple(records), positions=positions)
    return Desk([table], rows)


def test_a_look_alike_digit_is_put_right_where_the_sums_say_so() -> None:
    made = desk({(2, "basic_total"): "81.50"}, (2, "basic_total"))
    misread_amounts(made)
    [repair] = made.repairs
    assert (repair.row, repair.field, repair.printed, repair.published) == (2, "basic_total", "81.50", "61.50")
    assert "识别没有把握" in repair.evidence


@pytest.mark.parametrize("unsure", [None, (3, "basic_total")])
def test_what_was_read_with_certainty_stays(unsure: tuple[int, str] | None) -> None:
    made = desk({(2, "basic_total"): "81.50"}, unsure)
    misread_amounts(made)
    assert made.repairs == []
    assert made.records("expenditure")[1]["basic_total"] == Decimal("81.50")


def test_what_would_break_another_sum_stays() -> None:
    made = desk({(2, "basic_total"): "81.50", (1, "basic_total"): "100.00"}, (2, "basic_total"))
    misread_amounts(made)
    assert made.repairs == []


@pytest.mark.parametrize(
    ("read", "other", "alike"),
    [
        ("81.50", "61.50", True), ("11.50", "71.50", True), ("121", "1.21", True), ("-3.00", "-8.00", True),
        ("81.50", "41.50", False), ("88.50", "66.50", False), ("3.00", "-8.00", False), ("12.1", "1.21", False),
    ],
)  # fmt: skip
def test_which_amounts_are_alike(read: str, other: str, alike: bool) -> None:
    assert is_alike(Decimal(read), Decimal(other), read) is alike


def test_a_digit_that_is_itself_certain_stays() -> None:
    assert is_alike(Decimal("81.50"), Decimal("61.50"), "8")
    assert not is_alike(Decimal("81.50"), Decimal("61.50"), "15")


def test_two_misread_cells_of_one_sum_do_not_hide_each_other() -> None:
    table = desk({(2, "basic_total"): "81.50", (3, "basic_total"): "13.50"}, None).tables()["expenditure"]
    unsure = {at: replace(table.positions[at], doubtful="38") for at in ((2, "basic_total"), (3, "basic_total"))}
    made = Desk([replace(table, positions={**table.positions, **unsure})])
    misread_amounts(made)
    assert [(one.row, one.published) for one in made.repairs] == [(2, "61.50"), (3, "18.50")]


def test_an_unsure_name_is_that_of_its_code() -> None:
    made = desk({(3, "name"): "一股行政管理事务"}, (3, "name"))
    misread_names(made)
    assert [(one.row, one.field, one.published) for one in made.repairs] == [(3, "name", "一般行政管理事务")]
    made = desk({(3, "name"): "一股行政管理事务"}, None)
    misread_names(made)
    assert made.repairs == []


@pytest.mark.parametrize(
    ("doubtful", "repaired"), [("ZU", [("functional_code", "2010302"), ("name", "一般行政管理事务")]), ("Z", [])]
)
def test_a_code_printed_with_its_name_is_told_by_the_name(doubtful: str, repaired: list[tuple[str, str]]) -> None:
    table = desk({(3, "functional_code"): "", (3, "name"): "ZU10302-一般行政管理事务"}, None).tables()["expenditure"]
    unsure = replace(table.positions[3, "name"], doubtful=doubtful)
    made = Desk([replace(table, positions={**table.positions, (3, "name"): unsure})])
    misread_codes_with_names(made)
    assert [(one.field, one.published) for one in made.repairs] == repaired
    assert {one.printed for one in made.repairs} <= {"ZU10302-一般行政管理事务"}


def test_a_code_that_is_none_follows_its_name() -> None:
    made = desk({(3, "functional_code"): "1701101", (3, "name"): "行政单位医疗"}, (3, "functional_code"))
    misread_codes(made)
    assert made.repairs == []
    made = desk({(3, "functional_code"): "2701101", (3, "name"): "行政单位医疗"}, (3, "functional_code"))
    misread_codes(made)
    assert [(one.row, one.published) for one in made.repairs] == [(3, "2101101")]
