"""All projects: the page that searches and filters them, and the complete paged lists that need no script.

What the script loads is one small file a place and year (columns, names said once), and on request the words of the
targets; so many files at once, the latest years first, and the others when somebody asks for them.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence
from decimal import Decimal
from typing import Any

from disclosures.pages import links
from disclosures.pages.files import project_records
from disclosures.pages.files.project_records import Record
from disclosures.pages.output import BARE, Asset, Heading, Page, Rendered
from disclosures.pages.projects import matched_projects
from disclosures.pages.render import render, script_json
from disclosures.pages.shelves import Division, Entry, Shelves

_A_PAGE = 200
_SHOWN = 50  # on the first page, before any script has run
_PLACES = 200  # in its table of lists; the page of each place leads to its own
_WORDS = ("description", "goal", "note")


def explorer_page(shelves: Shelves) -> Page:
    """The page that searches all projects, and the files that hold them all."""

    def body() -> Rendered:
        listed = project_records.records(shelves.departments)
        counts = {key: len(found) for key, found in project_records.grouped(listed).items()}
        years = sorted({record.year for record in listed}, reverse=True)
        places = [(d.code, d.name) for d in shelves.divisions if any(key[0] == d.code for key in counts)]
        html = render(
            "projects.html",
            links.PROJECTS,
            listed=listed[:_SHOWN],
            count=len(listed),
            documents=len({record.entry.item.name for record in listed}),
            years=years,
            places=places,
            shown=places[:_PLACES],
            counts=counts,
            types=sorted({record.type for record in listed if record.type}),
            source=_sources(places, counts, years),
        )
        every = [Asset(links.projects_csv(), project_records.csv_of(listed))]
        for year in years:
            every.append(Asset(links.projects_csv(year), project_records.csv_of(r for r in listed if r.year == year)))
        return Rendered(html, tuple(every))

    return Page(
        path=links.PROJECTS,
        title="项目",
        description="全部部门的预算项目：按名称、地区、年度、金额查找，下载 CSV",
        headings=(Heading("find-projects", "查找"), Heading("lists", "按地区和年度")),
        render=body,
        hide=("navigation", "toc"),
    )


def project_lists(division: Division) -> Iterator[Page]:
    """The paged lists of a place, year by year; the first comes with what the explorer loads of the place."""
    listed = project_records.records(division.departments)
    for (code, year), found in project_records.grouped(listed).items():
        csv = Asset(links.project_list_csv(code, year), project_records.csv_of(found))
        count = -(-len(found) // _A_PAGE)
        for number in range(1, count + 1):
            files = (*_index_scripts(code, year, found), csv) if number == 1 else ()
            yield _list(code, year, found, number, count, files)


def _sources(places: Sequence[tuple[str, str]], held: Container[tuple[str, int]], years: Sequence[int]) -> str:
    """What the script may load, as JSON: code, name, what its files are called, years."""
    rows = [[code, name, _key(code), [year for year in years if (code, year) in held]] for code, name in places]
    return json.dumps(rows, ensure_ascii=True, separators=(",", ":"))


def _key(code: str) -> str:
    return links.slug(code) if code else "central"


def _list(code: str, year: int, found: Sequence[Record], number: int, count: int, files: tuple[Asset, ...]) -> Page:
    name = found[0].department.division or code or "中央部门"
    path = links.project_list(code, year, number)

    def body() -> Rendered:
        html = render(
            "project_list.html",
            path,
            name=name,
            code=code,
            year=year,
            number=number,
            count=count,
            total=len(found),
            listed=found[(number - 1) * _A_PAGE : number * _A_PAGE],
        )
        return Rendered(html, files)

    part = f"（{number}/{count}）" if count > 1 else ""
    return Page(
        path=path,
        title=f"{name} {year} 年的项目{part}",
        description=f"{name} {year} 年部门预算里的 {len(found)} 个项目，按金额排列{part}",
        headings=(Heading("list", "项目"),),
        render=body,
        hide=BARE,
    )


def _index_scripts(code: str, year: int, listed: Sequence[Record]) -> tuple[Asset, ...]:
    key = f"{_key(code)}-{year}"
    return (
        Asset(links.project_index(code, year), _script(key, _index(listed))),
        Asset(links.project_index(code, year, words=True), _script(f"{key}-words", _words(listed))),
    )


def _script(key: str, value: Any) -> bytes:
    """A script, so that it also works from a disk."""
    text = script_json(value, ascii_only=False)
    return f"(window.obProjects=window.obProjects||{{}})[{json.dumps(key)}]={text};\n".encode()


def _index(mine: Sequence[Record]) -> dict[str, Any]:
    """Disclosures said once: name, department, year, level, its printed name; then one row a project.

    A row: which disclosure, id, name, amount, which type, which unit, code, stated unit prices, stated quantities.
    """
    documents: dict[str, int] = {}
    units: dict[str, int] = {}
    types: dict[str, int] = {}
    about: list[list[Any]] = []
    rows: list[list[Any]] = []
    for record in mine:
        item = record.entry.item
        if item.name not in documents:
            documents[item.name] = len(documents)
            about.append(
                [item.name, record.department.short, item.year, "单位" if item.level == "unit" else "", item.department]
            )
        rows.append([
            documents[item.name],
            record.page.rpartition("/")[2].removesuffix(".html"),
            record.name,
            _number(record.amount),
            types.setdefault(record.type, len(types)),
            units.setdefault(record.unit, len(units)),
            record.code,
            record.price,
            record.quantity,
        ])  # fmt: skip
    return {"documents": about, "units": list(units), "types": list(types), "rows": rows}


def _number(amount: Decimal | None) -> str:
    """An amount as its exact digits: a script's number would round it."""
    return "" if amount is None else f"{amount.normalize():f}"


def _words(mine: Sequence[Record]) -> list[str]:
    """Goal, description, targets and purchases of each project, in the order of the index."""
    found: dict[str, dict[str, str]] = {}
    words = []
    for record in mine:
        name = record.entry.item.name
        if name not in found:
            found[name] = _words_of(record.entry)
        words.append(found[name].get(record.page, ""))
    return words


def _words_of(entry: Entry) -> dict[str, str]:
    targets = project_records.targets_by_project(entry.item)
    found = {}
    for m in matched_projects(entry.item):
        rows = [m.row, *([m.goal] if m.goal is not None and m.goal is not m.row else [])]
        texts = [row.text(name) for row in rows for name in _WORDS]
        for row in targets.get(m.goal.text("row"), []) if m.goal else ():
            texts += [row.text("indicator"), row.text("target")]
        found[links.project(entry.item.name, m.id)] = " ".join(dict.fromkeys(t for t in texts if t))
    return found
