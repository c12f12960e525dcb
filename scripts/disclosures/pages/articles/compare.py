"""Two disclosures side by side: a small file of each, put together by a script; without one, the years of a department."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from disclosures.pages import links, tables
from disclosures.pages.articles import coverage
from disclosures.pages.figures.facts import LABELS, three_public_row
from disclosures.pages.figures.three_public import PARTS
from disclosures.pages.output import Asset, Heading, Page, Rendered
from disclosures.pages.render import render, script_json
from disclosures.pages.shelves import Entry, Shelves

_SHOWN = 200
_MOST_ROWS = 400
_ECONOMIC = ("economic_classification", "general_public_budget_economic", "basic_expenditure")


def compare_page(shelves: Shelves) -> Page:
    """The page; what it compares is in the address."""

    def body() -> Rendered:
        several = [d for d in shelves.departments if len(d.entries) > 1]
        html = render("compare.html", links.COMPARE, several=several[:_SHOWN], more=len(several) > _SHOWN)
        return Rendered(html)

    return Page(
        path=links.COMPARE,
        title="对照",
        description="任选两份部门预算并排对照，说明哪些可以比、哪些不可以",
        headings=(Heading("compare", "对照"), Heading("years", "同一部门的各年")),
        render=body,
        hide=("navigation", "toc"),
    )


def comparable_script(entry: Entry) -> Asset:
    """What the comparison loads of a disclosure: a script, so that it also works from a disk."""
    text = script_json(comparable(entry), ascii_only=False)
    script = f"(window.obCompare=window.obCompare||{{}})[{json.dumps(entry.item.name)}]={text};\n"
    return Asset(links.comparable(entry.item.name), script.encode("utf-8", "replace"))


def comparable(entry: Entry) -> dict[str, Any]:
    """What is compared of a disclosure: who and what it is, which tables it has, its figures with their rows.

    Amounts are exact digits in 万元. Sums over rows of one code are ours and named so on the page.
    """
    item = entry.item
    found = coverage.all_held(entry)
    return {
        "name": item.name,
        "page": links.disclosure(item.name),
        "title": item.title,
        "department": item.department,
        "department_id": item.department_id,
        "division": item.division,
        "year": item.year,
        "level": item.level,
        "parent": item.parent_department,
        "printed_unit": item.printed_unit,
        "units": [row.text("unit_name") for row in item.rows("units")][:_MOST_ROWS],
        "tables": {title: state for title, state in found.items() if state != "none"},
        "groups": [
            ["总数和“三公”", "", _figures(entry)],
            ["功能分类到“项”", "expenditure", _by_code(entry, "expenditure", "functional_code", "name")],
            _economic(entry),
        ],
    }


def _figures(entry: Entry) -> list[list[str]]:
    facts, rows = entry.facts, []
    for name, label in LABELS.items():
        figure = facts.figures.get(name)
        if figure:
            target = tables.row_id(figure.resource, links.anchor(figure.row)) if figure.row else f"t-{figure.resource}"
            rows.append([name, label, _digits(figure.value), target])
    public = three_public_row(entry.item, entry.item.year)
    for name, label in PARTS.items():
        value = public.amount(name) if public else None
        if public and value is not None:
            rows.append([name, label, _digits(value), tables.row_id("three_public", links.anchor(public.text("row")))])
    return rows


def _economic(entry: Entry) -> list[Any]:
    """By economic class, from the widest table that the place prints; its name says which, so only like meets like."""
    titles = tables.display_titles(entry.item)
    for name in _ECONOMIC:
        rows = _by_code(entry, name, "dept_economic_code", "dept_economic_name")
        if rows:
            return [f"部门预算经济分类（{titles[name]}）", name, rows]
    return ["部门预算经济分类", "", []]


def _by_code(entry: Entry, resource: str, code: str, label: str) -> list[list[str]]:
    """Sums of the `item` rows by code: [code, name, amount, row of the first]."""
    sums: dict[str, Decimal] = {}
    first: dict[str, tuple[str, str]] = {}
    for row in entry.item.rows(resource):
        value, key = row.amount("total"), row.text(code)
        if row.text("row_kind") == "item" and key and value is not None:
            sums[key] = sums.get(key, Decimal(0)) + value
            first.setdefault(key, (row.text(label), tables.row_id(resource, links.anchor(row.text("row")))))
    return [[key, first[key][0], _digits(value), first[key][1]] for key, value in sorted(sums.items())][:_MOST_ROWS]


def _digits(value: Decimal) -> str:
    return f"{value.normalize():f}"
