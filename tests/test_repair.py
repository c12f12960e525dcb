"""Repairs are made only where something proves them; what nothing proves stays as printed and is told."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

import cases
from disclosures.pipeline import Packed, convert
from maker.document import render
from maker.text import made

SEED = "1"


@cache
def _lines() -> tuple[str, ...]:
    return tuple(render(made(SEED)).split("\n"))


def _convert(lines: Iterable[str]) -> Packed:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.txt"
        path.write_text("\n".join(lines), "utf-8")
        return convert(path, "x.txt")


@cache
def _sound() -> dict[str, cases.Rows]:
    return cases.tables(_convert(_lines()))


def _changed(resource: str, row: int, change: Callable[[list[str]], list[str]]) -> Packed:
    """The document with the line of one published row changed."""
    lines = list(_lines())
    number = int(_sound()[resource][row - 1]["source_line"])
    lines[number - 1] = "\t".join(change(lines[number - 1].split("\t")))
    return _convert(lines)


def _row(resource: str, kind: str, wanted: Callable[[dict[str, str]], bool] = lambda _: True) -> int:
    return next(int(r["row"]) for r in _sound()[resource] if r["row_kind"] == kind and wanted(r))


def _instead(amount: str, other: str) -> Callable[[list[str]], list[str]]:
    """Print another amount where that one stands first in the row."""

    def change(cells: list[str]) -> list[str]:
        at = [c.replace(",", "").strip() for c in cells].index(amount)
        return [*cells[:at], other, *cells[at + 1 :]]

    return change


def _item_with_cents(resource: str) -> tuple[int, str]:
    """A row whose total ends in a digit other than 0: without it, it shows that it was cut."""
    for record in _sound()[resource]:
        line = _lines()[int(record["source_line"]) - 1].replace(",", "").split("\t")
        if record["row_kind"] == "item" and record["total"] in line and not record["total"].endswith("0"):
            return int(record["row"]), record["total"]
    raise AssertionError("no such row")


def test_a_clipped_amount_is_completed_where_the_sums_leave_one_value() -> None:
    row, amount = _item_with_cents("economic_classification")
    packed = _changed("economic_classification", row, _instead(amount, amount[:-1]))
    published = cases.tables(packed)
    if published["economic_classification"][row - 1]["total"] == amount:
        (repair,) = [
            r
            for r in packed.disclosure.repairs
            if (r.resource, r.row, r.field) == ("economic_classification", row, "total")
        ]
        assert (repair.printed, repair.published) == (amount[:-1], amount)
        assert repair.evidence
    else:
        told = {(f.resource, f.rule) for f in packed.disclosure.findings}
        assert any(resource == "economic_classification" for resource, _ in told)


def test_an_amount_that_is_wrong_is_never_corrected() -> None:
    """Another amount of full length is what the department printed: published as it is, with a finding."""
    row, amount = _item_with_cents("expenditure")
    other = f"{float(amount) + 100:.2f}"
    packed = _changed("expenditure", row, _instead(amount, other))
    published = cases.tables(packed)
    assert published["expenditure"][row - 1]["total"] == other
    assert not [r for r in packed.disclosure.repairs if (r.resource, r.field) == ("expenditure", "total")]
    failed = [f for f in packed.disclosure.findings if (f.resource, f.row) == ("expenditure", row)]
    assert "R-T03-ROW" in {f.rule for f in failed}
    assert {f.severity for f in failed if f.rule == "R-T03-ROW"} == {"error"}


def test_a_lost_class_is_put_back_from_the_twin_row() -> None:
    row = _row("expenditure", "item", lambda r: len(r["functional_code"]) == 7)
    code = _sound()["expenditure"][row - 1]["functional_code"]
    packed = _changed(
        "expenditure", row, lambda cells: ["" if c == code[:3] and at == 0 else c for at, c in enumerate(cells)]
    )
    published = cases.tables(packed)
    assert published["expenditure"][row - 1]["functional_code"] == code
    (repair,) = [
        r for r in packed.disclosure.repairs if (r.resource, r.row, r.field) == ("expenditure", row, "functional_code")
    ]
    assert (repair.printed, repair.published) == (code[3:], code)


def _project() -> tuple[int, str]:
    for record in _sound()["performance_projects"]:
        if re.fullmatch(r"\d{8}0{4,}\d+", record["project_code"]):
            return int(record["row"]), record["project_code"]
    raise AssertionError("no project code")


def test_a_lost_zero_of_a_project_code_is_put_back() -> None:
    row, code = _project()
    packed = _changed(
        "performance_projects", row, lambda cells: [c.replace("0000", "000", 1) if c == code else c for c in cells]
    )
    published = cases.tables(packed)["performance_projects"][row - 1]["project_code"]
    assert published == code
    (repair,) = [
        r
        for r in packed.disclosure.repairs
        if (r.resource, r.row, r.field) == ("performance_projects", row, "project_code")
    ]
    assert len(repair.printed) == len(code) - 1
    assert repair.rule in {"R-C-PROJ", "X-ZERO"}


def test_two_lost_zeros_are_not_guessed() -> None:
    """The code's length tells of one lost digit; more is no longer a proof."""
    row, code = _project()
    packed = _changed(
        "performance_projects", row, lambda cells: [c.replace("0000", "00", 1) if c == code else c for c in cells]
    )
    published = cases.tables(packed)["performance_projects"][row - 1]["project_code"]
    assert published != code
    assert "performance_projects" in {f.resource for f in packed.disclosure.findings} | {
        r.resource for r in packed.disclosure.repairs
    }


def test_a_clipped_name_is_completed_from_the_twin_row() -> None:
    row = _row("general_public_budget", "item", lambda r: len(r["name"]) > 8)
    name = _sound()["general_public_budget"][row - 1]["name"]
    packed = _changed("general_public_budget", row, lambda cells: [c[:-3] if c == name else c for c in cells])
    published = cases.tables(packed)
    printed = published["general_public_budget"][row - 1]["name"]
    repairs = [
        r for r in packed.disclosure.repairs if (r.resource, r.row, r.field) == ("general_public_budget", row, "name")
    ]
    assert printed in (name, name[:-3])
    assert bool(repairs) == (printed == name)


@pytest.mark.parametrize("resource", ["expenditure", "general_public_budget"])
def test_a_repair_says_what_it_did(resource: str) -> None:
    """A blank cell lost in the middle of a row: every repair names its cell as it is now published."""
    record = next(r for r in _sound()[resource] if r["row_kind"] == "item")
    cells = _lines()[int(record["source_line"]) - 1].split("\t")
    blanks = [at for at, cell in enumerate(cells) if not cell and any(cells[at + 1 :])]
    assert blanks
    packed = _changed(resource, int(record["row"]), lambda cells: [*cells[: blanks[-1]], *cells[blanks[-1] + 1 :]])
    published = cases.tables(packed)
    for repair in packed.disclosure.repairs:
        assert cases.at(published, (repair.resource, repair.row, repair.field)) == repair.published
        assert repair.printed != repair.published


def test_the_same_damage_twice_gives_the_same_repairs() -> None:
    row, code = _project()
    once, twice = (
        _changed(
            "performance_projects", row, lambda cells: [c.replace("0000", "000", 1) if c == code else c for c in cells]
        )
        for _ in range(2)
    )
    assert once.files == twice.files


_HTML = """<html><body><p>新乡市红旗区示例局2024年部门预算公开</p><p>2024年部门收支总体情况表</p><p>单位：万元</p>
<table border="1"><tr><td>项目</td><td>预算数</td><td>项目</td><td>预算数</td></tr>
<tr><td>一、一般公共预算</td><td>85.00</td><td>一、一般公共服务</td><td>65.00</td></tr>
<tr><td></td><td></td><td>二、住房保障支出</td><td>20.00</td></tr>
<tr><td>收入总计</td><td>85.00</td><td>支出总计</td><td>85.00</td></tr></table><p>2024年部门支出总体情况表</p><p>单位：万元</p>
<table border="1"><tr><td>类</td><td>款</td><td>项</td><td>单位代码</td><td>科目名称</td><td>合计</td><td>基本支出小计</td>
<td>工资福利支出</td><td>商品和服务支出</td><td>项目支出小计</td></tr>{rows}</table></body></html>"""


def _printed_with(returned: str) -> Packed:
    """A table on a grid with money that flows back: 科目 201 03 02 prints `returned` as total and as project."""
    rows = (
        ("", "", "", "", "合计", "85.00", "90.00", "70.00", "20.00", "-5.00"),
        ("201", "03", "01", "008", "行政运行", "70.00", "70.00", "50.00", "20.00", ""),
        ("201", "03", "02", "008", "一般行政管理事务", returned, "", "", "", returned),
        ("221", "02", "01", "008", "住房公积金", "20.00", "20.00", "20.00", "", ""),
    )
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.html"
        path.write_text(_HTML.format(rows=body), "utf-8")
        (Path(folder) / "x.html.yaml").write_text('division_code: "410702"\n', "utf-8")
        return convert(path, "x.html")


@pytest.mark.parametrize("returned", ["(5.00)", "（5.00）", "△5.00", "▲5.00"])
def test_an_amount_in_brackets_is_negative_where_the_sums_prove_it(returned: str) -> None:
    packed = _printed_with(returned)
    row = cases.tables(packed)["expenditure"][2]
    assert (row["total"], row["project_total"]) == ("-5.00", "-5.00")
    repairs = [r for r in packed.disclosure.repairs if (r.resource, r.row) == ("expenditure", 3)]
    assert {(r.field, r.printed, r.published) for r in repairs} == {
        ("total", returned, "-5.00"), ("project_total", returned, "-5.00"),
    }  # fmt: skip
    assert not [f for f in packed.disclosure.findings if f.rule == "X-UNREAD"]


@pytest.mark.parametrize("returned", ["(6.00)", "△4.00"])
def test_an_amount_in_brackets_that_no_sum_proves_stays_text(returned: str) -> None:
    packed = _printed_with(returned)
    assert cases.tables(packed)["expenditure"][2]["total"] == ""
    assert returned in {f.printed for f in packed.disclosure.findings if f.rule == "X-UNREAD"}
