"""The ways in: home and all divisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from disclosures.pages import links, names, numbers
from disclosures.pages.figures import charts
from disclosures.pages.files import finder, structured
from disclosures.pages.output import Heading, Page, Rendered
from disclosures.pages.render import render
from disclosures.pages.shelves import Division, Entry, Shelves

SHORT = 40
_NEWEST = 8
_YEARS_SHOWN = 8
_BARS = 8
_CHIPS = 8


@dataclass(frozen=True)
class Share:
    """A bar: what part of a disclosure's expenditure its projects are."""

    entry: Entry
    label: str
    share: str
    mark: Markup


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
        return Rendered(html, tuple(finder.files(shelves.departments)), structured.feed_link())

    return Page(
        path=links.HOME,
        title="部门预算公开数据",
        description="把政府部门公开的预算文件读成表格，逐项核对，每个数都能点回原文。",
        headings=tuple(Heading(*h) for h in headings),
        render=body,
        hide=("navigation", "toc"),
    )


def _project_shares(shelves: Shelves) -> list[Share]:
    """The share of projects in expenditure, for the latest disclosures that print both."""
    lines = []
    for entry in shelves.newest(_BARS):
        total, project = entry.facts.value("expenditure"), entry.facts.value("project")
        if total is None or project is None or total <= 0 or not 0 <= project <= total:
            continue
        share = project / total * 100
        mark = charts.bar(share, Decimal(100), 2)
        name = names.short_department(entry.item.department, entry.item.division)
        lines.append((share, Share(entry, name, numbers.share_text(share), mark)))
    return [line for _, line in sorted(lines, key=lambda pair: -pair[0])]


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
