"""The page of one project: money by source, other years, targets, unit prices, procurement, what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

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
class Paid:
    """A row that prints amounts of the project: its table, its fragment on the disclosure's page, where it stands."""

    table: str
    row: str
    place: source.Place | None


@dataclass(frozen=True)
class Amount:
    """One amount; None where the table prints the column and no amount, `printed` False where it has no such column."""

    value: Decimal | None
    printed: bool = True


@dataclass(frozen=True)
class Funds:
    """The amounts of a project side by side: a column a row that prints some, a line a name; `nil`: only zeros."""

    columns: tuple[Paid, ...]
    lines: tuple[tuple[str, tuple[Amount, ...]], ...]
    nil: tuple[str, ...]


@dataclass(frozen=True)
class Spot:
    """A cell of a column of places: how many rows of the table it speaks for, its words, its link ("" for none)."""

    rows: int
    words: str
    target: str


@dataclass(frozen=True)
class Target:
    """An indicator as printed; `spot` is None where the cell above speaks for it."""

    dimension: str
    level2: str
    indicator: str
    target: str
    spot: Spot | None


@dataclass(frozen=True)
class Purchase:
    """A line of the procurement table that names the project; `price` where it prints quantity and total."""

    name: str
    quantity: str
    amount: Decimal | None
    price: Price | None
    spot: Spot | None


@dataclass(frozen=True)
class Check:
    """Checks of one rule with one outcome: mark and word of it, how many, what was compared or why it could not be."""

    mark: str
    word: str
    rule: str
    count: int
    said: tuple[str, ...]


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
        headings=(Heading("money", "资金"), Heading("targets", "绩效目标"), Heading("quality", "核对")),
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
    stands, targets = _targets(item, rows[:_MOST_LINES])
    bought, purchases = _purchases(item, found.name)
    html = render(
        "project.html",
        path,
        item=item,
        record=record,
        department=department,
        facts=_facts(found),
        funds=_funds(item, found),
        place=_place(item, found.resource, found.row),
        row=_row(found.resource, found.row),
        others=others,
        stands=stands,
        targets=targets,
        left_out=max(0, len(rows) - _MOST_LINES),
        stated=[(target_words(row), _place(item, "performance_indicators", row)) for row in unit_price.stated(rows)],
        price=unit_price.of_project(record.name, record.amount, rows),
        bought=bought,
        purchases=purchases,
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


def _funds(item: Disclosure, found: Matched) -> Funds:
    """Every amount of the project's row, and of its targets' row where that is another; blank all through: left out."""
    rows = [(found.resource, found.row)]
    if found.goal is not None and found.goal is not found.row:
        rows.append(("performance_projects", found.goal))
    every = [(name, row, _amounts(item, name, row)) for name, row in rows]
    held = [(name, row, amounts) for name, row, amounts in every if any(v is not None for v in amounts.values())]
    titles = tables.display_titles(item)
    columns = tuple(Paid(titles[name], _row(name, row), _place(item, name, row)) for name, row, _ in held)
    keys = dict.fromkeys(key for _, _, amounts in held for key in amounts)
    lines = {key: tuple(Amount(amounts.get(key), key in amounts) for _, _, amounts in held) for key in keys}
    printed = {key: cells for key, cells in lines.items() if any(cell.value is not None for cell in cells)}
    paid = {key: cells for key, cells in printed.items() if any(cell.value for cell in cells)} or printed
    nil = tuple(dict.fromkeys(label for label, number in printed if (label, number) not in paid))
    return Funds(columns, tuple((label, cells) for (label, _), cells in paid.items()), nil)


def _amounts(item: Disclosure, name: str, row: Row) -> dict[tuple[str, int], Decimal | None]:
    """The amounts of a row by the title of the column and, where several bear one title, by which of them it is."""
    seen: Counter[str] = Counter()
    found: dict[tuple[str, int], Decimal | None] = {}
    for field_ in item.resources[name].fields:
        if tables.is_money(field_):
            found[field_.title, seen[field_.title]] = row.amount(field_.name)
            seen[field_.title] += 1
    return found


def spots(places: Sequence[source.Place | None]) -> tuple[str, list[Spot | None]]:
    """A column of places: its heading, and a cell a place, None where the one above speaks for this one too.

    The heading says what all have in common (原文行), the cells only the number; where that would not tell places
    apart (several originals, sheets of a workbook), the cells say it all.
    """
    heading = next(
        (f"原文{kind}" for kind in "行页" if all(p is None or p.words == f"原文第 {p.number} {kind}" for p in places)),
        "",
    )
    cells: list[Spot | None] = []
    for place, group in groupby(places):
        count = sum(1 for _ in group)
        words = "" if place is None else place.number if heading else place.words
        cells += [Spot(count, words, place.target if place else ""), *[None] * (count - 1)]
    return heading or "原文", cells


def _targets(item: Disclosure, rows: Sequence[Row]) -> tuple[str, list[Target]]:
    """The heading of their places, and the indicators."""
    heading, cells = spots([_place(item, "performance_indicators", row) for row in rows])
    return heading, [
        Target(
            dimension=labels.value("dimension", row.text("dimension")),
            level2=row.text("level2"),
            indicator=row.text("indicator"),
            target=row.text("target"),
            spot=spot,
        )
        for row, spot in zip(rows, cells, strict=True)
    ]


def _purchases(item: Disclosure, name: str) -> tuple[str, list[Purchase]]:
    """The heading of their places, and the lines of the procurement table that print this project's name."""
    wanted = project_key(name)
    rows = [
        row
        for row in item.rows("procurement")
        if row.text("row_kind") in ("item", "")
        and row.text("project_name")
        and project_key(row.text("project_name")) == wanted
    ][:_MOST_LINES]
    heading, cells = spots([_place(item, "procurement", row) for row in rows])
    return heading, [
        Purchase(
            name=row.text("item_name") or row.text("name") or row.text("category") or "（未印品目）",
            quantity=row.text("quantity"),
            amount=row.amount("total"),
            price=unit_price.of_purchase(row),
            spot=spot,
        )
        for row, spot in zip(rows, cells, strict=True)
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


def _checks(evidence: Evidence, keys: Sequence[tuple[str, str]]) -> list[Check]:
    """The checks of these rows, those of one rule with one outcome together."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in [row for key in keys for row in evidence.about["checks"].get(key, ())][:_MOST_LINES]:
        left, right = row.text("left"), row.text("right")
        said = [f"{left} 对 {right}" if left and right else "", row.text("reason")]
        found.setdefault((row.text("rule"), row.text("outcome")), []).append("，".join(filter(None, said)))
    return [
        Check(
            mark=labels.OUTCOME_MARK.get(outcome, "ne"),
            word=labels.value("outcome", outcome),
            rule=rule,
            count=len(said),
            said=tuple(dict.fromkeys(filter(None, said))),
        )
        for (rule, outcome), said in found.items()
    ]
