"""Real documents against a truth written by hand, cell by cell; and every repair against the document's own lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest

import cases
from cases import Case, Place
from disclosures.errors import DocumentError
from disclosures.pipeline import Packed
from disclosures.rulebook import rules
from disclosures.schemas import field_order, fields
from disclosures.text import parse_amount, squeeze

_SAME = str.maketrans("（）：，；％＝", "():,;%=")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_BY_RULE_ONLY = ("R-C-PROJ", "X-ZERO")  # what a code must look like: no sum to see


def plain(text: str | None) -> str:
    """A cell without layout: no white space, one width of brackets and marks, a number without its last zeros."""
    bare = "".join((text or "").split()).translate(_SAME)
    if not _NUMBER.fullmatch(bare):
        return bare
    return format(Decimal(bare).normalize() + 0, "f")


def _cells(rows: Mapping[str, cases.Rows]) -> dict[Place, str]:
    """Every cell that is not blank, by its place."""
    return {
        (resource, number, field): plain(value)
        for resource, records in rows.items()
        for number, record in enumerate(records, 1)
        for field, value in record.items()
        if value
    }


def test_a_case_has_its_tables(case: Case) -> None:
    assert len(case.expected) >= 10
    assert len(_cells(case.expected)) > 1000


def test_no_table_is_missing_or_invented(case: Case, packed: Packed) -> None:
    assert set(cases.tables(packed)) - cases.RECORDS == set(case.expected)


def test_no_row_is_missing_or_invented(case: Case, packed: Packed) -> None:
    published = cases.tables(packed)
    assert {r: len(published[r]) for r in case.expected} == {r: len(rows) for r, rows in case.expected.items()}


def test_every_cell_is_as_the_truth_says(case: Case, packed: Packed) -> None:
    published = {place: cell for place, cell in _cells(cases.tables(packed)).items() if place[0] in case.expected}
    truth = _cells(case.expected)
    differs = {p for p in truth.keys() | published.keys() if truth.get(p, "") != published.get(p, "")}
    unexpected = sorted(differs - set(case.differences))
    assert not unexpected, [(p, truth.get(p, ""), published.get(p, "")) for p in unexpected[:20]]
    mended = sorted(set(case.differences) - differs)
    assert not mended, f"no longer different, take them out of case.yaml: {mended}"


def test_known_differences_are_what_they_say(case: Case, packed: Packed) -> None:
    published = cases.tables(packed)
    for place, difference in case.differences.items():
        assert plain(cases.at(case.expected, place)) == plain(difference["truth"])
        assert plain(cases.at(published, place)) == plain(difference["published"])
    stated = len(_cells(case.expected))
    assert len(case.differences) <= stated * 0.005, "at least 99.5 % of the cells are right"


def test_tables_follow_the_printed_order(packed: Packed) -> None:
    for resource, records in cases.tables(packed).items():
        assert [r["row"] for r in records] == [str(n) for n in range(1, len(records) + 1)], resource


def test_the_total_is_the_sum_of_its_items(packed: Packed) -> None:
    """The printed totals as oracle: they were printed by the department, not computed by anybody here."""
    published = cases.tables(packed)
    looked_at = 0
    for resource in (
        "expenditure",
        "general_public_budget",
        "basic_expenditure",
        "economic_classification",
        "projects",
    ):
        records = published.get(resource, [])
        totals = [r for r in records if r["row_kind"] == "total" and r["total"]]
        if not totals or len(records) < 3:
            continue
        items = sum((Decimal(r["total"] or 0) for r in records if r["row_kind"] == "item"), Decimal(0))
        printed = Decimal(totals[0]["total"])
        assert abs(printed - items) <= Decimal("0.01") * len(records), (resource, printed, items)
        looked_at += 1
    assert looked_at >= 2


def test_both_sides_of_the_balance_are_equal(packed: Packed) -> None:
    records = cases.tables(packed)["balance"]
    last = {
        side: [r for r in records if r["side"] == side and r["row_kind"] == "total"][-1]
        for side in ("income", "expenditure")
    }
    assert last["income"]["amount"] == last["expenditure"]["amount"] != ""


# --- repairs -------------------------------------------------------------------------------------------------------


def _printed_near(case: Case, packed: Packed, repair: Mapping[str, str]) -> str:
    """The lines that a repaired row was read from: its own and the next few, since cells may be broken over lines."""
    published = cases.tables(packed)
    row = published[repair["resource"]][int(repair["row_ref"]) - 1]
    if repair["field"] == "project_code" and row.get("project_row"):
        row = published["performance_projects"][int(row["project_row"]) - 1]
    number = int(row["source_line"])
    return plain(squeeze("".join(case.lines[number - 1 : number + 3])))


def test_every_repair_names_what_proves_it(packed: Packed) -> None:
    repairs = cases.tables(packed)["repairs"]
    assert repairs
    for repair in repairs:
        assert repair["rule"] in rules(), repair
        assert repair["evidence"].strip(), repair
        assert repair["printed"] != repair["published"], repair


def test_what_a_repair_calls_printed_is_printed(case: Case, packed: Packed) -> None:
    for repair in cases.tables(packed)["repairs"]:
        printed, around = plain(repair["printed"]), _printed_near(case, packed, repair)
        assert printed in around or printed in around.replace(",", ""), repair


def test_nothing_that_a_repair_publishes_is_made_up(case: Case, packed: Packed) -> None:
    """What a repair puts in stands somewhere in the document, whole or in two parts, but for the zero of a code."""
    document = plain(squeeze("".join(case.lines)))
    document += document.replace(",", "")
    for repair in cases.tables(packed)["repairs"]:
        if repair["rule"] not in _BY_RULE_ONLY:
            assert _stands_in(plain(repair["published"]), document), repair


def _stands_in(published: str, document: str) -> bool:
    """Whole, or in two parts: a text cut by a page, 类 and 款项 of a code. An amount never in parts."""
    if published in document:
        return True
    if parse_amount(published) is not None and not (published.isdigit() and len(published) == 7):
        return False
    return any(published[:at] in document and published[at:] in document for at in range(2, len(published)))


def test_the_repairs_of_the_truth_are_made(case: Case, packed: Packed) -> None:
    made = {(r["resource"], int(r["row_ref"]), r["field"]) for r in cases.tables(packed)["repairs"]}
    wanted = {(r["resource"], int(r["row_ref"]), r["field"]) for r in case.repairs}
    assert wanted - made == case.not_made


def test_other_repairs_only_repeat_a_mended_code(case: Case, packed: Packed) -> None:
    wanted = {(r["resource"], int(r["row_ref"]), r["field"]) for r in case.repairs}
    for repair in cases.tables(packed)["repairs"]:
        if (repair["resource"], int(repair["row_ref"]), repair["field"]) not in wanted:
            assert (repair["resource"], repair["field"]) == ("performance_indicators", "project_code"), repair


def test_the_published_cell_is_what_the_repair_says(packed: Packed) -> None:
    published = cases.tables(packed)
    wrong = [
        repair
        for repair in published["repairs"]
        if plain(cases.at(published, (repair["resource"], int(repair["row_ref"]), repair["field"])))
        != plain(repair["published"])
    ]
    assert not wrong


def test_a_sum_that_proved_a_repair_does_not_count_as_checked(packed: Packed) -> None:
    published = cases.tables(packed)
    amounts = {(r["rule"], r["resource"], r["row_ref"]) for r in published["repairs"] if r["rule"].endswith("-ROW")}
    for check in published["checks"]:
        if (check["rule"], check["resource"], check["row_ref"]) in amounts:
            assert check["outcome"] == "not_evaluable", check
            assert check["reason"]


def test_failed_checks_are_findings(packed: Packed) -> None:
    published = cases.tables(packed)
    found = {(f["rule"], f["resource"], f["row_ref"]) for f in published["findings"]}
    failed = [c for c in published["checks"] if c["outcome"] == "fail"]
    assert all((c["rule"], c["resource"], c["row_ref"]) in found for c in failed)
    assert all(c["reason"] for c in published["checks"] if c["outcome"] == "not_evaluable")


# --- the loader ----------------------------------------------------------------------------------------------------


def test_every_original_has_its_case() -> None:
    known = {cases.load(name).document for name in cases.names()}
    originals = {p.relative_to(cases.ORIGINALS).as_posix() for p in cases.ORIGINALS.rglob("*.txt")}
    assert known <= originals
    assert len(known) == len(cases.names()) >= 5


def test_a_difference_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="no reason"):
        cases._place({"resource": "balance", "row": 1, "field": "amount", "reason": ""})


def test_every_row_names_its_line(case: Case, packed: Packed) -> None:
    count = len(case.lines)
    for resource, records in cases.tables(packed).items():
        if resource not in cases.RECORDS:
            assert all(1 <= int(r["source_line"]) <= count for r in records), resource


def test_a_missing_document_is_a_document_error(case: Case) -> None:
    with pytest.raises(DocumentError, match="文件打不开"):
        cases.converted(cases.Case(case.name, "000000/没有.txt", {}, [], {}, frozenset()))


def test_an_amount_is_called_printed_as_it_was_printed(case: Case, packed: Packed) -> None:
    for repair in cases.tables(packed)["repairs"]:
        if repair["field"] in amounts_of(repair["resource"]) and parse_amount(repair["printed"]) is not None:
            row = cases.tables(packed)[repair["resource"]][int(repair["row_ref"]) - 1]
            cells = case.lines[int(row["source_line"]) - 1].split("\t")
            assert repair["printed"] in ["".join(cell.split()) for cell in cells], repair


def amounts_of(resource: str) -> set[str]:
    """The fields of a resource that hold amounts."""
    return {name for name in field_order(resource) if fields()[name].get("amount")}
