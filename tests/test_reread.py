"""Names recognised wrongly from a picture: taken over from where the document has them again, and is read with certainty."""

from __future__ import annotations

import pytest

from disclosures.model import Place, Table, Value
from disclosures.repair import Desk
from disclosures.repair.reread import misread_again, misread_twins


def projects(name: str, doubtful: str, twin: str, doubted: str = "") -> Desk:
    """One project in both tables that print it, 项目支出表 and 绩效目标表, with what was read in doubt."""
    record: dict[str, Value] = {"row": 1, "row_kind": "item", "project_name": name, "total": 5}
    again: dict[str, Value] = {"row": 1, "row_kind": "item", "name": twin, "total": 5}
    fields = ("row", "row_kind", "project_name", "name", "total")
    at = Place(page=2, confidence=0.9, doubtful=doubtful)
    there = Place(page=3, confidence=0.9, doubtful=doubted)
    return Desk(
        [
            Table("projects", "projects", "", fields, (record,), positions={(1, "project_name"): at}),
            Table("performance_projects", "x", "", fields, (again,), positions={(1, "name"): there}),
        ]
    )


def test_a_name_follows_the_same_row_of_another_table() -> None:
    made = projects("部内信息化运维", "内", "部门信息化运维")
    misread_twins(made)
    [repair] = made.repairs
    assert (repair.resource, repair.printed, repair.published) == ("projects", "部内信息化运维", "部门信息化运维")
    assert "有把握地读作“部门信息化运维”" in repair.evidence


@pytest.mark.parametrize(
    ("name", "doubtful", "twin", "doubted"),
    [
        ("部内信息化运维", "", "部门信息化运维", ""),  # printed so: a slip of the department
        ("部内信息化运维", "化", "部门信息化运维", ""),  # what is in doubt is another character
        ("部内信息化运维", "内", "部门信息化运维", "门"),  # there, too
        ("部内信息化运维", "内", "部门信息化运维费", ""),
        ("水库维修", "水维", "河道清淤", ""),
    ],
)
def test_what_is_not_proven_stays(name: str, doubtful: str, twin: str, doubted: str) -> None:
    made = projects(name, doubtful, twin, doubted)
    misread_twins(made)
    assert made.repairs == []


def units(*read: tuple[str, str]) -> Desk:
    """Rows with a unit's name each, and what of it was read in doubt."""
    records: tuple[dict[str, Value], ...] = tuple({"row": n, "unit_name": name} for n, (name, _) in enumerate(read, 1))
    places = {(n, "unit_name"): Place(2, confidence=0.9, doubtful=d) for n, (_, d) in enumerate(read, 1)}
    return Desk([Table("income", "income", "", ("row", "unit_name"), records, positions=places)])


def test_a_name_is_what_it_is_everywhere_else() -> None:
    made = units(("国士资源局", "士"), ("国土资源局", ""), ("国土资源局", "源"))
    misread_again(made)
    assert [(one.row, one.published, one.rule) for one in made.repairs] == [(1, "国土资源局", "X-OCR")]


@pytest.mark.parametrize(
    "others",
    [
        [("国士资源局", "")],  # read so with certainty elsewhere
        [("国土资源局", "土")],  # not certain there
        [("国王资源局", "")],  # another shape
        [],
    ],
)
def test_a_name_without_certain_company_stays(others: list[tuple[str, str]]) -> None:
    made = units(("国士资源局", "士"), *others)
    misread_again(made)
    assert made.repairs == []


def test_two_possible_names_decide_nothing() -> None:
    made = units(("自已的己办", "已己"), ("自己的己办", ""), ("自已的已办", ""))
    misread_again(made)
    assert made.repairs == []
