"""How other provinces print their tables: small budgets in their forms, read as web pages.

One file of `provinces/` a form: `# ` a line of text; `@kind title` a table and the kind that it must be told to be
(`other`: none that is known; a title may be lacking), then its rows as `grids.grid` reads them; and `! heading;
heading` the columns of that table that mean nothing known. Written from the forms that the provinces publish; names
and numbers are made up.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from disclosures.pipeline import Trace, trace
from grids import grid

FOLDER = Path(__file__).parent / "provinces"
PROVINCES = sorted(path.stem for path in FOLDER.glob("*.txt"))
# What small budgets do not print: some core tables, the statement in words, classes that pair with others.
NOT_PRINTED = {"R-TOC-MISSING", "R-SECTIONS", "R-EMPTY-NOTE", "R-X-FUNC-ECON"}


@dataclass
class Form:
    """One table as a province prints it."""

    kind: str
    title: str
    rows: list[str]
    unknown: list[str]


def _parts(text: str) -> Iterator[str | Form]:
    form: Form | None = None
    for line in text.splitlines():
        if line.startswith("#"):
            yield line[1:].strip()
        elif line.startswith("@"):
            kind, _, title = line[1:].partition(" ")
            form = Form(kind, title, [], [])
            yield form
        elif line.startswith("!") and form:
            form.unknown = [word.strip() for word in line[1:].split(";")]
        elif line and form:
            form.rows.append(line)


@cache
def forms(province: str) -> tuple[str | Form, ...]:
    """The lines and tables of a province."""
    return tuple(_parts((FOLDER / f"{province}.txt").read_text(encoding="utf-8")))


def _page(parts: tuple[str | Form, ...]) -> str:
    found = []
    for part in parts:
        if isinstance(part, str):
            found.append(f"<p>{html.escape(part)}</p>")
            continue
        found += [f"<p>{html.escape(part.title)}</p>"] if part.title else []
        found += ["<p>单位：万元</p>", "<table>"]
        for row in grid("\n".join(part.rows)):
            cells = (
                f'<td colspan="{cell.columns}" rowspan="{cell.rows}">{html.escape(text)}</td>'
                for text, cell in zip(row.cells, row.grid, strict=True)
                if cell
            )
            found.append(f"<tr>{''.join(cells)}</tr>")
        found.append("</table>")
    return "<html><body>\n" + "\n".join(found) + "\n</body></html>"


@pytest.fixture(scope="module", params=PROVINCES)
def read(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Trace]:
    """Each province and its budget as read."""
    path = tmp_path_factory.mktemp("province") / f"{request.param}.html"
    path.write_text(_page(forms(request.param)), encoding="utf-8")
    return request.param, trace(path, path.name)


def _made(found: Trace) -> dict[str, list[dict[str, object]]]:
    """The records of every known table, without where they stand."""
    return {
        table.resource: [{k: v for k, v in one.items() if not k.startswith("source_")} for one in table.records]
        for match, made in found.normalised
        for table in made.tables
        if match.kind
    }


@pytest.mark.parametrize("province", ["jilin", "jiangsu", "central", "guangdong", "xinjiang"])
def test_tables_of_a_unit_after_those_of_its_department_change_nothing(province: str, tmp_path: Path) -> None:
    """Some put both into one file: what is printed a second time is published as it stands, and blames nobody."""
    whole = _page(forms(province))
    halves = re.sub(r">(\d+\.\d\d)<", lambda found: f">{Decimal(found[1]) / 2:.2f}<", whole)
    alone, both = tmp_path / "alone.html", tmp_path / "both.html"
    alone.write_text(whole, encoding="utf-8")
    both.write_text(whole.replace("</body></html>", "") + halves.partition("<body>")[2], encoding="utf-8")
    found = trace(both, both.name)
    assert _made(found) == _made(trace(alone, alone.name))
    assert {f.rule for f in found.disclosure.findings if f.severity == "error"} <= NOT_PRINTED


def _tables(province: str) -> list[Form]:
    return [part for part in forms(province) if isinstance(part, Form)]


def test_every_table_is_told(read: tuple[str, Trace]) -> None:
    province, found = read
    kinds = {match.title: match.kind or "other" for match, _ in found.normalised}
    told = [(one.title, kinds.get(one.title.replace(" ", ""), kinds.get(one.title))) for one in _tables(province)]
    assert told == [(one.title, one.kind) for one in _tables(province)]


def test_every_column_is_told(read: tuple[str, Trace]) -> None:
    province, found = read
    unknown = sorted(
        title
        for match, one in found.normalised
        for table in one.tables
        for name, title in table.titles.items()
        if match.kind and name.startswith("extra_")
    )
    assert unknown == sorted(word for one in _tables(province) for word in one.unknown)


def test_nothing_is_held_against_the_department(read: tuple[str, Trace]) -> None:
    """The budgets add up: a contradiction comes from a row or column taken for what it is not."""
    _, found = read
    wrong = [f for f in found.disclosure.findings if f.severity != "info" and f.rule not in NOT_PRINTED]
    assert [f"{one.rule} {one.resource}: {one.message}" for one in wrong] == []


def test_items_add_up_to_the_total(read: tuple[str, Trace]) -> None:
    _, found = read
    for _, one in found.normalised:
        for table in one.tables:
            rows = [r for r in table.records if "total" in table.fields and "row_kind" in table.fields]
            totals = [r["total"] for r in rows if r["row_kind"] == "total" and r.get("side") is None]
            items = [r["total"] for r in rows if r["row_kind"] == "item" and r["total"] is not None]
            if totals and items and "period" not in table.fields and "source" not in table.fields:
                assert totals == [sum(items, Decimal(0))], table.title
