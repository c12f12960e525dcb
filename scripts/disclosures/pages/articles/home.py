"""The ways in: home, all divisions, one division."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from disclosures.pages import links, names, numbers
from disclosures.pages.figures import charts
from disclosures.pages.figures.cuts import Line
from disclosures.pages.files import finder
from disclosures.pages.output import Heading, Page, Rendered
from disclosures.pages.projects import matched_projects
from disclosures.pages.render import render
from disclosures.pages.shelves import Division, Entry, Shelves

SHORT = 40
_NEWEST = 8
_YEARS_SHOWN = 8
_BARS = 8
_A_PAGE = 100  # departments of a place
_CHIPS = 8


def home_page(shelves: Shelves, project_count: int) -> Page:
    """What this is, where to start, what is held, how it is checked."""
    headings = [("cover", "收录情况"), ("new", "最近公开"), ("how", "怎样核对"), ("path", "一份文件怎样变成数据")]

    def body() -> Rendered:
        html = render(
            "home.html",
            links.HOME,
            shelves=shelves,
            short=len(shelves.departments) <= SHORT,
            years=shelves.years[-_YEARS_SHOWN:],
            newest=shelves.newest(_NEWEST),
            project_count=project_count,
            chips=shelves.departments if len(shelves.departments) <= _CHIPS else (),
            bars=_project_shares(shelves),
            example=_example(shelves.newest(_NEWEST)),
        )
        return Rendered(html, tuple(finder.files(shelves.departments)))

    return Page(
        path=links.HOME,
        title="部门预算公开数据",
        description="把政府部门公开的预算文件读成表格，逐项核对，每个数都能点回原文。",
        headings=tuple(Heading(*h) for h in headings),
        render=body,
        hide=("navigation", "toc"),
    )


def _project_shares(shelves: Shelves) -> list[Line]:
    """The share of projects in expenditure, for the latest disclosures that print both."""
    lines = []
    for entry in shelves.newest(_BARS):
        total, project = entry.facts.value("expenditure"), entry.facts.value("project")
        if total is None or project is None or total <= 0 or not 0 <= project <= total:
            continue
        share = project / total * 100
        mark = charts.bar(share, Decimal(100), 2)
        lines.append((share, Line(_short(entry), project, numbers.share_text(share), mark)))
    return [line for _, line in sorted(lines, key=lambda pair: -pair[0])]


def _short(entry: Entry) -> str:
    return f"{names.short_department(entry.item.department, entry.item.division)} {entry.item.year}"


def _example(entries: Iterable[Entry]) -> tuple[Decimal, Decimal, Decimal] | None:
    """A real sum of the newest disclosure that has one: basic + project = total."""
    for entry in entries:
        basic, project = entry.facts.value("basic"), entry.facts.value("project")
        total = entry.facts.value("expenditure")
        if basic is not None and project is not None and total is not None and basic + project == total:
            return basic, project, total
    return None


def divisions_page(shelves: Shelves) -> Page:
    """All places with their departments (only counts when there are many)."""

    def body() -> Rendered:
        short = len(shelves.departments) <= SHORT * 10
        provinces = _provinces(shelves.divisions)
        return Rendered(render("divisions.html", links.DIVISIONS, shelves=shelves, provinces=provinces, short=short))

    return Page(
        path=links.DIVISIONS,
        title="地区与部门",
        description="已收录部门预算的地区和部门",
        headings=(Heading("divisions", "地区与部门"),),
        render=body,
        hide=("navigation", "toc"),
    )


def _provinces(divisions: Iterable[Division]) -> list[tuple[str, list[Division]]]:
    """Places under their province, in the order of the codes (GB/T 2260: its first two digits)."""
    found: dict[str, tuple[str, list[Division]]] = {}
    for place in divisions:
        parts = names.place_parts(place.name)
        found.setdefault(place.code[:2], (parts[0] if parts else place.name, []))[1].append(place)
    return list(found.values())


def division_pages(division: Division) -> Iterator[Page]:
    """One place: departments by year, so many on a page that it stays light."""
    count = max(1, -(-len(division.departments) // _A_PAGE))
    listed = {e.item.year for d in division.departments for e in d.entries if matched_projects(e.item)}
    for number in range(1, count + 1):
        yield _division_page(division, number, count, sorted(listed, reverse=True))


def _division_page(division: Division, number: int, count: int, listed: Sequence[int]) -> Page:
    path = links.division(division.code, number)
    shown = division.departments[(number - 1) * _A_PAGE : number * _A_PAGE]

    def body() -> Rendered:
        years = sorted({year for d in division.departments for year in d.years})[-_YEARS_SHOWN:]
        html = render(
            "division.html",
            path,
            division=division,
            departments=shown,
            years=years,
            number=number,
            count=count,
            listed=listed,
        )
        return Rendered(html)

    part = f"（{number}/{count}）" if count > 1 else ""
    return Page(
        path=path,
        title=f"{division.name}{part}",
        description=f"{division.name}各部门的预算公开数据{part}",
        headings=(Heading("departments", "部门"),),
        render=body,
        hide=("navigation", "toc"),
    )
