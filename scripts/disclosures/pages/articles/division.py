"""The page of a place: whose budget is largest in the latest year, and its departments by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from disclosures.pages import links, numbers
from disclosures.pages.figures import charts
from disclosures.pages.files.chart_data import table
from disclosures.pages.output import BARE, Asset, Heading, Page, Rendered
from disclosures.pages.projects import matched_projects
from disclosures.pages.render import render
from disclosures.pages.shelves import Division, Entry, span

_A_PAGE = 100  # departments of a place
_YEARS_SHOWN = 8
_RANKED = 20
_FIGURES = ("expenditure", "income", "basic", "project", "three_public")
_COLUMNS = ("package", "division_code", "department", "level", "year", *_FIGURES, "expenditure_change")


@dataclass(frozen=True)
class Ranked:
    """A budget among those of its place and year: its expenditure, the stated change, the projects' share of it."""

    entry: Entry
    label: str
    value: Decimal
    mark: Markup
    change: str
    share: str


@dataclass(frozen=True)
class Ranking:
    """The budgets of the latest year, the largest first: what that says, the first twenty, how many there are."""

    year: int
    message: str
    lines: tuple[Ranked, ...]
    count: int


def division_pages(division: Division) -> Iterator[Page]:
    """One place: departments by year, so many on a page that it stays light; the ranking comes with the first."""
    count = max(1, -(-len(division.departments) // _A_PAGE))
    listed = {e.item.year for d in division.departments for e in d.entries if matched_projects(e.item)}
    for number in range(1, count + 1):
        yield _division_page(division, number, count, sorted(listed, reverse=True))


def _division_page(division: Division, number: int, count: int, listed: Sequence[int]) -> Page:
    path = links.division(division.code, number)
    shown = division.departments[(number - 1) * _A_PAGE : number * _A_PAGE]
    ranked = ranking(division) if number == 1 else None

    def body() -> Rendered:
        years = span(year for d in division.departments for year in d.years)
        html = render(
            "division.html",
            path,
            division=division,
            departments=shown,
            years=years[-_YEARS_SHOWN:],
            ranking=ranked,
            number=number,
            count=count,
            listed=listed,
        )
        return Rendered(html, (Asset(links.division_csv(division.code), _csv(division)),) if number == 1 else ())

    part = f"（{number}/{count}）" if count > 1 else ""
    headings = [Heading("ranking", f"{ranked.year} 年谁的预算多")] if ranked else []
    return Page(
        path=path,
        title=f"{division.name}{part}",
        description=f"{division.name}各部门的预算公开数据{part}",
        headings=(*headings, Heading("departments", "部门")),
        render=body,
        hide=BARE,
    )


def ranking(division: Division) -> Ranking | None:
    """None where the latest year has fewer than two budgets that print their expenditure.

    A unit's own budget is part of its department's: it is ranked only where that isn't held.
    """
    year = max((d.years[-1] for d in division.departments), default=0)
    found: list[tuple[Decimal, Entry, str]] = []
    for department in division.departments:
        held = department.of_year(year)
        whole = [e for e in held if e.item.level != "unit"]
        for entry in whole or held:
            value = entry.facts.value("expenditure")
            if value is not None and value >= 0:
                name = f"{department.short}{'（单位预算）' if entry.item.level == 'unit' else ''}"
                found.append((value, entry, name))
    if len(found) < 2:
        return None
    found.sort(key=lambda one: (-one[0], one[1].item.name))
    full = found[0][0]
    lines = tuple(_ranked(value, entry, label, full) for value, entry, label in found[:_RANKED])
    message = f"收录的 {len(found)} 份里，支出最多的是{lines[0].label}，{numbers.brief(full)} 万元"
    return Ranking(year, message, lines, len(found))


def _ranked(value: Decimal, entry: Entry, label: str, full: Decimal) -> Ranked:
    change, project = entry.facts.changes.get("expenditure"), entry.facts.value("project")
    said = f"{numbers.brief_signed(change.amount)}{entry.facts.percent('expenditure')}" if change else ""
    share = numbers.percent(project, value) if project is not None and value and 0 <= project <= value else ""
    return Ranked(entry, label, value, charts.bar(value, full), said, share)


def _csv(division: Division) -> bytes:
    """Every budget of the place with its key figures in 万元, exact."""
    entries: Sequence[Entry] = [e for d in division.departments for e in d.entries]
    rows = []
    for entry in entries:
        item, change = entry.item, entry.facts.changes.get("expenditure")
        named = (item.name, item.division_code, item.department, item.level, str(item.year))
        figures = [entry.facts.value(name) for name in _FIGURES]
        rows.append((*named, *figures, change.amount if change else None))
    return table(_COLUMNS, rows)
