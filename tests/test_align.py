"""A damaged row goes back into its columns, or stays as printed: never anywhere else."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cases
from disclosures.align import Aligner
from disclosures.fit import Fit
from disclosures.kinds import by_name
from disclosures.model import Place, Row
from disclosures.pipeline import Packed, convert
from maker.document import render
from maker.text import made

FEW = settings(deadline=None, derandomize=True, max_examples=100)
EXPENDITURE = by_name()["expenditure"]
FORM = EXPENDITURE.forms[0]


def _printed(value: Decimal) -> str:
    return f"{value:.2f}" if value else ""


MONEY = st.decimals(0, 5000, places=2)


@st.composite
def _row(draw: st.DrawFn) -> tuple[str, ...]:
    """A row of the expenditure table that adds up; a part that is nothing is a blank."""
    parts = [draw(MONEY | st.just(Decimal(0))) for _ in range(6)]
    basic, project = sum(parts[:4], Decimal(0)), sum(parts[4:], Decimal(0))
    codes = draw(st.sampled_from([("201", "31", "01"), ("208", "05", "05"), ("210", "11", "99")]))
    name = draw(st.sampled_from(["行政运行", "其他支出", "事业单位医疗"]))
    amounts = [basic + project, basic, *parts[:4], project, *parts[4:]]
    return (*codes, draw(st.sampled_from(["008", "028001"])), name, *map(_printed, amounts))


def _aligned(cells: Sequence[Sequence[str]], names: Sequence[str] = FORM) -> list[tuple[str, ...]]:
    rows = [Row(tuple(c), Place(line=n)) for n, c in enumerate(cells, 1)]
    return [one.cells for one in Aligner(EXPENDITURE, names).align(rows)]


@FEW
@given(st.lists(_row(), min_size=1, max_size=6))
def test_a_row_that_fits_is_never_moved(rows: list[tuple[str, ...]]) -> None:
    assert _aligned(rows) == rows


@FEW
@given(_row())
def test_a_row_that_lost_its_last_blanks_is_filled_up(row: tuple[str, ...]) -> None:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    assert _aligned([row[:end]]) == [row]


@FEW
@given(_row(), st.data())
def test_no_cell_is_lost_or_doubled(row: tuple[str, ...], data: st.DataObject) -> None:
    """However a row is damaged, what stands in it afterwards is what stood in it (but for a repeated amount)."""
    cells = list(row)
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(cells) - 1))
        if data.draw(st.booleans()):
            cells.insert(at, "")
        elif not cells[at]:
            del cells[at]
    (after,) = _aligned([cells])
    assert [c for c in after if c] == [c for c in cells if c]
    assert len(after) >= len(FORM)


# --- through the whole converter -------------------------------------------------------------------------------------

SEEDS = ("1", "2", "5", "8")


@cache
def _text(seed: str) -> tuple[str, ...]:
    return tuple(render(made(seed)).split("\n"))


def _convert(lines: Sequence[str]) -> Packed:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.txt"
        path.write_text("\n".join(lines), "utf-8")
        return convert(path, "x.txt")


@cache
def _sound(seed: str) -> dict[str, cases.Rows]:
    return cases.tables(_convert(_text(seed)))


def _losses() -> list[tuple[str, int, int]]:
    """(seed, line, cell) of blank cells in expenditure rows whose table has a twin, spread over rows and columns."""
    found = []
    for seed in SEEDS:
        twins = {(r["functional_code"], r["total"]) for r in _sound(seed)["general_public_budget"]}
        for record in _sound(seed)["expenditure"]:
            cells = _text(seed)[int(record["source_line"]) - 1].split("\t")
            if (record["functional_code"], record["total"]) not in twins:
                continue
            found += [
                (seed, int(record["source_line"]), at)
                for at, cell in enumerate(cells)
                if not cell.strip() and any(cells[at + 1 :])
            ]
    return found[:: max(1, len(found) // 40)]


@pytest.mark.parametrize(("seed", "line", "at"), _losses())
def test_a_lost_blank_cell_is_put_back_or_left_with_a_word(seed: str, line: int, at: int) -> None:
    lines = list(_text(seed))
    cells = lines[line - 1].split("\t")
    lines[line - 1] = "\t".join([*cells[:at], *cells[at + 1 :]])
    packed = _convert(lines)
    before, after = _sound(seed)["expenditure"], cases.tables(packed)["expenditure"]
    assert len(before) == len(after)
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        if old == new:
            continue
        assert int(old["source_line"]) == line, "no other row is touched"
        told = [f for f in packed.disclosure.findings if (f.resource, f.row) == ("expenditure", number)]
        assert told, f"row {number} is not as printed and nobody says so: {old} {new}"
        assert not [r for r in packed.disclosure.repairs if (r.resource, r.row) == ("expenditure", number)], (
            "moved elsewhere"
        )


def test_losses_are_put_back_mostly() -> None:
    put_back = 0
    losses = _losses()[::4]
    for seed, line, at in losses:
        lines = list(_text(seed))
        cells = lines[line - 1].split("\t")
        lines[line - 1] = "\t".join([*cells[:at], *cells[at + 1 :]])
        put_back += cases.tables(_convert(lines))["expenditure"] == _sound(seed)["expenditure"]
    assert len(losses) >= 8
    assert put_back >= 0.9 * len(losses)


def test_a_code_is_no_text() -> None:
    """Rows of projects that lost their header are told by their cells: `074002` is a unit's code, not a type."""
    kind = by_name()["projects"]
    cells = ("074002", "电子印章经费", "特定目标类", "33.00", "33.00")
    assert [Fit(kind, form).typed(cells) for form in kind.forms] == [False, True]
