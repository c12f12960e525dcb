"""The page of a department: its years side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from disclosures.catalogue import Disclosure
from disclosures.pages import links, numbers
from disclosures.pages.figures import charts, years
from disclosures.pages.figures.charts import Part
from disclosures.pages.figures.contrasts import as_csv, contrasts
from disclosures.pages.figures.facts import LABELS
from disclosures.pages.output import BARE, Asset, Heading, Page, Rendered
from disclosures.pages.render import render
from disclosures.pages.shelves import Department, Entry, span

_COMPARED = (
    ("expenditure", "total"),
    ("basic", "sub"),
    ("personnel", "in"),
    ("public", "in"),
    ("project", "sub"),
    ("project_other_operating", "in"),
    ("project_specific_target", "in"),
    ("three_public", "sub"),
)


@dataclass(frozen=True)
class YearBar:
    """Basic and project expenditure of a year, all years to one scale."""

    entry: Entry
    mark: Markup
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Comparison:
    """A row of the table: a figure by year; change between the last two held years."""

    label: str
    css: str
    values: tuple[Decimal | None, ...]
    change: Decimal | None
    percent: str


def department_page(
    department: Department, units: Sequence[Disclosure] = (), formulas: Mapping[str, str] | None = None
) -> Page:
    """The page, rendered when it is written. `units`: what its units published; `formulas`: those of rules, by id."""
    path = links.department(department.id)
    headings = [("table", "对照表"), ("across", "与另一份公开对照"), ("list", "全部文件")]
    if len(department.years) > 1:
        headings.insert(0, ("years", "逐项看变化"))
    return Page(
        path=path,
        title=department.short,
        description=f"{department.name}各年部门预算：{'、'.join(map(str, department.years))}",
        headings=tuple(Heading(*h) for h in headings),
        render=lambda: _render(department, path, units, formulas or {}, headings),
        hide=BARE,
    )


def _render(
    department: Department,
    path: str,
    units: Sequence[Disclosure],
    formulas: Mapping[str, str],
    headings: Sequence[tuple[str, str]],
) -> Rendered:
    across = contrasts(department, units)
    entries = years.one_a_year(department)
    spanned = span(department.years)
    html = render(
        "department.html",
        path,
        department=department,
        headings=headings,
        years=spanned,
        missing=[y for y in spanned if y not in department.years],
        lede=_lede(entries),
        bars=_bars(entries),
        bars_message=_share_of_projects(entries),
        series=years.series(entries) if len(entries) > 1 else [],
        compared=_compared(entries),
        entries=entries,
        labels=LABELS,
        across=across,
        rules=formulas,
    )
    assets = [Asset(links.comparison(department.id), _comparison_csv(entries))]
    assets += [Asset(links.contrasts(department.id), as_csv(across))] if across.any else []
    return Rendered(html, tuple(assets))


def _share_of_projects(entries: Sequence[Entry]) -> str:
    """What the bars say: which part of each year's expenditure its projects are."""
    found = []
    for entry in entries:
        project, total = entry.facts.value("project"), entry.facts.value("expenditure")
        if project is not None and total and 0 <= project <= total:
            found.append((entry.item.year, numbers.percent(project, total)))
    if not found:
        return "基本支出与项目支出"
    (first, before), (last, now) = found[0], found[-1]
    if first == last:
        return f"项目支出占 {last} 年支出的 {now}"
    return f"项目支出占全部支出：{first} 年 {before}，{last} 年 {now}"


def _comparison_csv(entries: Sequence[Entry]) -> bytes:
    """The table of the page, in 万元: one row a figure, one column a year."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["项", *(e.item.year for e in entries)])
    for row in _compared(entries):
        writer.writerow([row.label, *("" if v is None else v for v in row.values)])
    return buffer.getvalue().encode()


def _lede(entries: Sequence[Entry]) -> Markup:
    held = [(e.item.year, e) for e in entries if e.facts.value("expenditure") is not None]
    if not held:
        return Markup("收到的文件没有印出支出总额。")
    (last_year, last), money = held[-1], Markup("<b>{} 万元</b>")
    now = last.facts.value("expenditure") or Decimal(0)
    if len(held) == 1:
        alone = Markup("{} 年支出总额 {}。只收录这一年，还不能比较。")
        return alone.format(last_year, money.format(numbers.brief(now)))
    first_year, first = held[-2]
    before = first.facts.value("expenditure") or Decimal(0)
    if now == before:
        same = Markup("支出总额 {} 年与 {} 年相同，都是 {}。")
        return same.format(first_year, last_year, money.format(numbers.brief(now)))
    text = Markup("支出总额从 {} 年的 {} {} {} 年的 {}").format(
        first_year,
        money.format(numbers.brief(before)),
        "降到" if now < before else "升到",
        last_year,
        money.format(numbers.brief(now)),
    )
    return text + _why(first, last) + "。"


def _why(first: Entry, last: Entry) -> Markup:
    """Which of basic and project expenditure moved, where both years print both."""
    words = []
    for name in ("project", "basic"):
        old, new = first.facts.value(name), last.facts.value(name)
        if old is None or new is None:
            return Markup("")
        if new != old:
            verb = "少了" if new < old else "多了"
            words.append(Markup("{}{} <b>{} 万元</b>").format(LABELS[name], verb, numbers.brief(abs(new - old))))
    return Markup("：") + Markup("，").join(words) if words else Markup("")


def _bars(entries: Sequence[Entry]) -> list[YearBar]:
    pairs = [(e, e.facts.value("basic"), e.facts.value("project") or Decimal(0)) for e in entries]
    known = [(e, basic, project) for e, basic, project in pairs if basic is not None and basic >= 0 and project >= 0]
    scale = max((basic + project for _, basic, project in known), default=Decimal(0))
    if scale <= 0:
        return []
    bars = []
    for entry, basic, project in known:
        parts = tuple(p for p in (Part("基本支出", basic, 1), Part("项目支出", project, 2)) if p.value)
        bars.append(YearBar(entry, charts.stack(parts, basic + project, str(entry.item.year), scale), parts))
    return bars


def _compared(entries: Sequence[Entry]) -> list[Comparison]:
    rows = []
    for name, css in _COMPARED:
        values = tuple(e.facts.value(name) for e in entries)
        if all(v is None for v in values):
            continue
        old, new = (values[-2], values[-1]) if len(values) > 1 else (None, None)
        change = new - old if old is not None and new is not None else None
        percent = numbers.signed_percent(change / old * 100) if change is not None and old else ""
        rows.append(Comparison(LABELS[name], css, values, change, percent))
    return rows
