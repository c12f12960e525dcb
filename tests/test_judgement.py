"""Why sums fail: the culprit is named, one cause accuses once, and only what reading can lose is laid to reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from disclosures.check.between import identities
from disclosures.check.sums.digits import Slip, slip
from disclosures.check.sums.equations import within
from disclosures.check.sums.evaluate import check_sums
from disclosures.check.sums.lookup import Book
from disclosures.check.sums.reading import Reading
from disclosures.kinds import kinds
from disclosures.model import Finding, Record, Table
from disclosures.schemas import fields

COLUMNS = ("row_kind", "functional_code", "name", "total", "basic_total", "project_total")
ROWS = (
    ("total", "", "合计", "1235.05", "598.59", "636.46"),
    ("item", "2010301", "行政运行", "600.59", "598.59", "2.00"),
    ("item", "2010302", "一般行政管理事务", "634.46", "", "634.46"),
)


def table(resource: str, changes: Mapping[tuple[int, str], str] | None = None) -> Table:
    """The rows above as a table, with some cells changed."""
    records = []
    for number, cells in enumerate(ROWS, 1):
        values = {**dict(zip(COLUMNS, cells, strict=True))}
        values |= {field: value for (row, field), value in (changes or {}).items() if row == number}
        typed = {f: (Decimal(v) if fields()[f].get("amount") else v) if v else None for f, v in values.items()}
        records.append({"row": number, **typed, "source_line": 100 + number})
    kind = next(k for k in kinds() if resource in k.resources)
    return Table(resource, kind.name, kind.title, ("row", *COLUMNS, "source_line"), tuple(records), "万元")


def judged(tables: Sequence[Table], read: Reading | None = None) -> list[Finding]:
    """What is said of all sums in and between the tables."""
    book = Book({one.resource: one for one in tables})
    results = check_sums(book, [*within(book.tables), *identities(book)], [], frozenset(), read or Reading())
    return [one for one in results if isinstance(one, Finding)]


def both(changes: Mapping[tuple[int, str], str], read: Reading | None = None) -> list[Finding]:
    """What is said of two tables with the same rows, the first of which has some cells changed."""
    return judged([table("expenditure", changes), table("general_public_budget")], read)


def test_nothing_is_said_of_what_holds() -> None:
    assert both({}) == []


def test_a_cell_that_all_its_sums_contradict_is_named_once() -> None:
    found = both({(2, "project_total"): "7.00"})
    accusing = [one for one in found if one.severity == "error"]
    assert len(accusing) == 1
    assert "“行政运行”的项目支出为 2.00" in accusing[0].message
    assert "3 个不符的等式全部成立" in accusing[0].message
    assert all("同一原因" in one.message for one in found if one is not accusing[0])
    assert {one.origin for one in found} == {"disclosure"}


def test_digits_turned_round_are_the_departments() -> None:
    found = both({(3, "total"): "643.46"})
    assert "相邻两位数字颠倒" in next(one.message for one in found if one.severity == "error")
    assert {one.origin for one in found} == {"disclosure"}


@pytest.mark.parametrize(
    ("read", "origin"),
    [
        (Reading(), "disclosure"),
        (Reading(short=frozenset({("expenditure", 102)})), "extraction"),
        (Reading(gridded=frozenset({"expenditure"}), short=frozenset({("expenditure", 102)})), "disclosure"),
    ],
    ids=["text, all cells there", "text, a cell lost", "grid"],
)
def test_a_blank_is_laid_to_reading_only_where_a_cell_was_lost(read: Reading, origin: str) -> None:
    found = both({(2, "project_total"): ""}, read)
    assert {one.origin for one in found} == {origin}
    assert "这一格是空的" in next(one.message for one in found if one.severity == "error")


@pytest.mark.parametrize(("gridded", "origin"), [(False, "extraction"), (True, "disclosure")])
def test_a_lost_digit_is_laid_to_reading_unless_it_stands_in_a_grid(gridded: bool, origin: str) -> None:
    read = Reading(gridded=frozenset({"expenditure"} if gridded else ()))
    found = both({(3, "project_total"): "63.46"}, read)
    assert "少一位数字" in next(one.message for one in found if one.severity == "error")
    assert {one.origin for one in found} == {origin}


@pytest.mark.parametrize(("gridded", "origin"), [(False, "extraction"), (True, "disclosure")])
def test_an_amount_in_the_column_beside_its_own_is_told_as_moved(gridded: bool, origin: str) -> None:
    read = Reading(gridded=frozenset({"expenditure"} if gridded else ()))
    found = judged([table("expenditure", {(3, "basic_total"): "634.46", (3, "project_total"): ""})], read)
    assert [one.severity for one in found].count("error") == 1
    assert "移到旁边空着的项目支出" in next(one.message for one in found if one.severity == "error")
    assert {one.origin for one in found} == {origin}


def test_a_row_that_lacks_is_one_cause() -> None:
    """The same amount is missing in both columns, and no cell explains it."""
    whole = {(1, "total"): "1335.15", (1, "project_total"): "736.56"}
    found = judged([table("expenditure", whole)])
    accusing = [one for one in found if one.severity == "error"]
    assert len(found) == 2
    assert len(accusing) == 1
    assert "2 处都相差 100.1" in accusing[0].message


@pytest.mark.parametrize(("total", "named"), [("24.16", False), ("12.35", True)], ids=["nothing tells", "turned"])
def test_one_failing_sum_accuses_a_cell_only_for_a_telling_slip(total: str, named: bool) -> None:
    record: Record = {
        "row": 1,
        "row_kind": "item",
        "total": Decimal(total),
        "vehicles": Decimal("12.20"),
        "hospitality": Decimal("9.15"),
    }
    one = Table("three_public", "three_public", "三公", tuple(record), (record,), "万元")
    (found,) = judged([one])
    assert ("若" in found.message) == named
    assert found.severity == "error"


@pytest.mark.parametrize(
    ("printed", "wanted", "expected"),
    [
        (None, "12.30", "blank"), ("1235.0", "1235.05", "cut"), ("125.05", "1235.05", "lost"),
        ("12335.05", "1235.05", "added"), ("1285.05", "1235.05", "changed"), ("1253.05", "1235.05", "turned"),
        ("12350500", "1235.05", "point"), ("-1235.05", "1235.05", "sign"), ("12.00", "1235.05", None),
        ("5.00", "6.00", None), ("1325.06", "1235.05", None),
    ],
)  # fmt: skip
def test_slips(printed: str | None, wanted: str, expected: Slip | None) -> None:
    assert slip(None if printed is None else Decimal(printed), Decimal(wanted)) == expected
