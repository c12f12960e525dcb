"""Which tables are held: department × year × table, place by place. What is missing is as much an answer as what is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosures.kinds import Kind, kinds
from disclosures.pages import links
from disclosures.pages.output import BARE, Heading, Page, Rendered
from disclosures.pages.render import render
from disclosures.pages.shelves import Department, Division, Entry, Shelves

_A_PAGE = 200
_LISTED = "R-TOC-MISSING"


@dataclass(frozen=True)
class Held:
    """What is held of one table: a state (rows, empty, missing, none), its rows, the resource to link to."""

    state: str
    rows: int
    resource: str


@dataclass(frozen=True)
class Line:
    """One disclosure and its tables, in the order of the columns."""

    entry: Entry
    department: Department
    tables: tuple[Held, ...]


def coverage_pages(division: Division) -> Iterator[Page]:
    """The pages of a place."""
    count = max(1, -(-division.count // _A_PAGE))
    for number in range(1, count + 1):
        yield _page(division, number, count)


def _columns() -> tuple[Kind, ...]:
    """The standard tables, in printed order."""
    return tuple(sorted(kinds(), key=lambda kind: (kind.order, kind.id)))


def held(entry: Entry, kind: Kind) -> Held:
    """Whether a disclosure has this table, and if not, whether its own contents list it."""
    item = entry.item
    there = [name for name in kind.resources if name in item.resources]
    if there:
        rows = sum(len(item.rows(name)) for name in there)
        return Held("rows" if rows else "empty", rows, there[0])
    missing = any(
        row.text("rule") == _LISTED and row.text("outcome") == "fail" and row.text("resource") in kind.resources
        for row in item.rows("checks")
    )
    return Held("missing" if missing else "none", 0, "")


def all_held(entry: Entry) -> dict[str, str]:
    """The state of each standard table by its name."""
    return {kind.title: held(entry, kind).state for kind in _columns()}


def _lines(division: Division) -> list[tuple[Department, Entry]]:
    return [(department, entry) for department in division.departments for entry in reversed(department.entries)]


def _page(division: Division, number: int, count: int) -> Page:
    path = links.coverage(division.code, number)

    def body() -> Rendered:
        columns = _columns()
        chosen = _lines(division)[(number - 1) * _A_PAGE : number * _A_PAGE]
        lines = [Line(e, d, tuple(held(e, kind) for kind in columns)) for d, e in chosen]
        used = [i for i, _ in enumerate(columns) if any(line.tables[i].state != "none" for line in lines)]
        html = render(
            "coverage.html",
            path,
            division=division,
            columns=[(i, columns[i]) for i in used],
            absent=[kind.title for i, kind in enumerate(columns) if i not in used],
            lines=lines,
            number=number,
            count=count,
        )
        return Rendered(html)

    part = f"（{number}/{count}）" if count > 1 else ""
    return Page(
        path=path,
        title=f"{division.name}：收录了哪些表{part}",
        description=f"{division.name}各部门、各年度收录了哪些预算表，缺哪些{part}",
        headings=(Heading("tables", "部门 × 年度 × 表"),),
        render=body,
        hide=BARE,
    )


def coverage_page(shelves: Shelves) -> Page:
    """The overview of all places."""

    def body() -> Rendered:
        return Rendered(render("coverage_all.html", links.COVERAGE, shelves=shelves, years=_years(shelves)))

    return Page(
        path=links.COVERAGE,
        title="收录了哪些表",
        description="每个地区、每个年度收录了多少份文件，各有哪些表",
        headings=(Heading("places", "地区 × 年度"),),
        render=body,
        hide=("navigation", "toc"),
    )


def _years(shelves: Shelves) -> Sequence[int]:
    return sorted({entry.item.year for entry in shelves.entries}, reverse=True)
