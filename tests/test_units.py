"""In which unit of money a table is read: the nearest word to the amounts wins, and what is inferred is said."""

from __future__ import annotations

import pytest

from disclosures.kinds import by_name
from disclosures.model import Match, Place, Row
from disclosures.units import said_units, with_units


def printed(kind: str | None, unit: str | None, *cells: str) -> Match:
    title = by_name()[kind].title if kind else "某表"
    return Match(kind, title, "按标题", (Row(cells, Place()),), (), unit=unit)


@pytest.mark.parametrize(
    ("matches", "units"),
    [
        ([printed("income", "元"), printed("expenditure", "万元")], ["元", "万元"]),
        ([printed("income", "元"), printed("expenditure", None)], ["元", "元"]),
        ([printed("income", "元"), printed("expenditure", "万元"), printed("projects", None)], ["元", "万元", None]),
        ([printed("income", "元"), printed("projects", "元", "项目金额（万元）")], ["元", "万元"]),
        ([printed("income", None), printed("projects", None, "项目金额（万元）")], [None, "万元"]),
        ([printed("income", "元"), printed("project_performance", None)], ["元", "万元"]),
        ([printed("income", "元"), printed(None, None)], ["元", "元"]),
    ],
    ids=["own", "others", "others_disagree", "header", "header_is_not_for_others", "form", "unknown_kind"],
)
def test_the_nearest_unit_counts(matches: list[Match], units: list[str | None]) -> None:
    assert [match.unit for match in with_units(matches)] == units


def test_an_inferred_unit_is_said() -> None:
    [finding] = said_units(
        [printed("income", "元"), printed("expenditure", None), printed("project_performance", None)]
    )
    assert (finding.rule, finding.severity) == ("X-UNIT", "warning")
    assert by_name()["expenditure"].title in finding.message


def test_nothing_is_said_where_every_table_is_in_the_form_s_own_unit() -> None:
    assert not list(said_units([printed("income", "万元"), printed("expenditure", None)]))
