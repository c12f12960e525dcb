"""The page of one project: money by source, other years, targets, unit prices, procurement, what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from disclosures.catalogue import Disclosure, Row
from disclosures.pages import labels, links, numbers, source, tables
from disclosures.pages.articles.disclosure import Setting
from disclosures.pages.evidence import Evidence
from disclosures.pages.figures import unit_price
from disclosures.pages.figures.unit_price import Price
from disclosures.pages.files.project_records import Record, target_words, targets_by_project
from disclosures.pages.output import BARE, Heading, Page, Rendered
from disclosures.pages.projects import Matched, matched_projects, project_key
from disclosures.pages.render import render
from disclosures.pages.shelves import Department, Entry

_MOST_LINES = 300
_MOST_YEARS = 60


@dataclass(frozen=True)
class Money:
    """An amount of the project: what of, how much, the row that prints it, where that stands."""

    label: str
    value: Decimal
    resource: str
    place: source.Place | None


@dataclass(frozen=True)
class Target:
    """An indicator as printed, with its place."""

    dimension: str
    level2: str
    indicator: str
    target: str
    row: str
    place: source.Place | None


@dataclass(frozen=True)
class Purchase:
    """A line of the procurement table that names the project; `price` where it prints quantity and total."""

    name: str
    quantity: str
    amount: Decimal | None
    price: Price | None
    row: str
    place: source.Place | None


@dataclass(frozen=True)
class Other:
    """The project in another disclosure of the department, and what makes it the same: code or name."""

    record: Record
    same: str


@dataclass
class Namesakes:
    """The projects of a department by code and by name, to find one in other years."""

    by_code: dict[str, list[Record]] = field(default_factory=dict)
    by_name: dict[str, list[Record]] = field(default_factory=dict)

    @classmethod
    def of(cls, mine: Iterable[Record]) -> Namesakes:
        found = cls()
        for record in mine:
            if record.code:
                found.by_code.setdefault(record.code, []).append(record)
            found.by_name.setdefault(record.key, []).append(record)
        return found

    def others(self, mine: Record) -> list[Other]:
        """Those of other disclosures, by year; the same code is better than the same name."""
        coded = self.by_code.get(mine.code, []) if mine.code else []
        found = {r.page: Other(r, "代码相同") for r in coded if r.entry is not mine.entry}
        for record in self.by_name.get(mine.key, []):
            if record.entry is not mine.entry:
                found.setdefault(record.page, Other(record, "名称相同"))
        ranked = sorted(found.values(), key=lambda o: (-o.record.year, o.record.page))
        return ranked[:_MOST_YEARS]


def project_pages(
    entry: Entry, department: Department, mine: Sequence[Record], namesakes: Namesakes, setting: Setting
) -> Iterator[Page]:
    """A page for every project of a disclosure; `mine` are at least those of its department."""
    by_page = {record.page: record for record in mine}
    for found in matched_projects(entry.item):
        path = links.project(entry.item.name, found.id)
        yield _page(path, by_page[path], found, department, namesakes, setting)


def _page(
    path: str, record: Record, found: Matched, department: Department, namesakes: Namesakes, setting: Setting
) -> Page:
    item = record.entry.item
    money = f"{numbers.amount(record.amount)} 万元，" if record.amount is not None else ""
    return Page(
        path=path,
        title=f"{record.name}：{department.short} {item.year}",
        description=f"{record.name}，{money}{item.title}：资金来源、绩效目标、原文",
        headings=(Heading("money", "资金"), Heading("targets", "绩效目标"), Heading("quality", "核对和原文")),
        render=lambda: _render(path, record, found, department, namesakes.others(record), setting),
        hide=BARE,
    )


def _render(
    path: str, record: Record, found: Matched, department: Department, others: Sequence[Other], setting: Setting
) -> Rendered:
    item = record.entry.item
    evidence = setting.keeper.of(item)
    goal = found.goal
    rows = targets_by_project(item).get(goal.text("row"), []) if goal else []
    keys = [(found.resource, found.row.text("row"))]
    keys += [("performance_projects", goal.text("row"))] if goal else []
    keys += [("performance_indicators", row.text("row")) for row in rows]
    html = render(
        "project.html",
        path,
        item=item,
        record=record,
        department=department,
        facts=_facts(found),
        money=_money(item, found),
        place=_place(item, found.resource, found.row),
        row=_row(found.resource, found.row),
        others=others,
        targets=[_target(item, row) for row in rows[:_MOST_LINES]],
        left_out=max(0, len(rows) - _MOST_LINES),
        stated=[(target_words(row), _place(item, "performance_indicators", row)) for row in unit_price.stated(rows)],
        price=unit_price.of_project(record.name, record.amount, rows),
        purchases=_purchases(item, found.name),
        remarks=_remarks(evidence, keys),
        repairs=_repairs(evidence, keys),
        checks=_checks(evidence, keys),
        rules=setting.formulas,
    )
    return Rendered(html)


def _facts(found: Matched) -> list[tuple[str, str]]:
    row, goal = found.row, found.goal
    named = [
        ("类型", "project_type"),
        ("项目单位", "unit_name"),
        ("上级项目", "parent_project"),
        ("项目代码", "project_code"),
        ("说明", "description"),
        ("目标", "goal"),
        ("备注", "note"),
    ]
    texts = ((label, row.text(name) or (goal.text(name) if goal else "")) for label, name in named)
    return [(label, text) for label, text in texts if text]


def _row(resource: str, row: Row) -> str:
    return tables.row_id(resource, links.anchor(row.text("row")))


def _place(item: Disclosure, resource: str, row: Row) -> source.Place | None:
    return source.place(item, row, tables.place_id(resource, row.text("row")))


def _money(item: Disclosure, found: Matched) -> list[Money]:
    """Every amount of the project's row that isn't blank, and of its targets' row where that is another."""
    rows = [(found.resource, found.row)]
    if found.goal is not None and found.goal is not found.row:
        rows.append(("performance_projects", found.goal))
    titles = tables.display_titles(item)
    return [
        Money(f.title, value, titles[name], _place(item, name, row))
        for name, row in rows
        for f in item.resources[name].fields
        if tables.is_money(f) and (value := row.amount(f.name)) is not None
    ]


def _target(item: Disclosure, row: Row) -> Target:
    return Target(
        dimension=labels.value("dimension", row.text("dimension")),
        level2=row.text("level2"),
        indicator=row.text("indicator"),
        target=row.text("target"),
        row=_row("performance_indicators", row),
        place=_place(item, "performance_indicators", row),
    )


def _purchases(item: Disclosure, name: str) -> list[Purchase]:
    """The lines of the procurement table that print this project's name."""
    wanted = project_key(name)
    rows = [
        r for r in item.rows("procurement") if r.text("project_name") and project_key(r.text("project_name")) == wanted
    ]
    return [
        Purchase(
            name=row.text("item_name") or row.text("name") or row.text("category") or "（未印品目）",
            quantity=row.text("quantity"),
            amount=row.amount("total"),
            price=unit_price.of_purchase(row),
            row=_row("procurement", row),
            place=_place(item, "procurement", row),
        )
        for row in rows[:_MOST_LINES]
        if row.text("row_kind") in ("item", "")
    ]


def _remarks(evidence: Evidence, keys: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """(mark, words, rule) of each finding of these rows."""
    found = []
    for key in keys:
        for row, _, _ in evidence.spoken.get(key, ()):
            mark = "ne" if row.text("severity") == "info" else "fail"
            said = (mark, row.text("message"), row.text("rule"))
            if said not in found:
                found.append(said)
    return found[:_MOST_LINES]


def _repairs(evidence: Evidence, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(read, published) of each repaired cell of these rows, by what proves it and the rule."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for key in keys:
        for row in evidence.about["repairs"].get(key, ()):
            proof = (row.text("evidence"), row.text("rule"))
            found.setdefault(proof, []).append((row.text("printed"), row.text("published")))
    return found


def _checks(evidence: Evidence, keys: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """The checks of these rows, with the outcome's mark and word."""
    return [
        {
            **{name: row.text(name) for name in ("rule", "left", "right", "difference", "reason")},
            "mark": labels.OUTCOME_MARK.get(row.text("outcome"), "ne"),
            "word": labels.value("outcome", row.text("outcome")),
        }
        for key in keys
        for row in evidence.about["checks"].get(key, ())
    ][:_MOST_LINES]
