"""The page of one disclosure: the heart of the site.

A function of its package and the context that it shares: the department (names, years and facts of its other
disclosures) and `Setting`. Nothing here looks at any other package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from disclosures.catalogue import Disclosure
from disclosures.pages import evidence, glossary, links, numbers, projects, recognised, source, tables
from disclosures.pages.articles import compare, quality
from disclosures.pages.figures import cuts, lede, years
from disclosures.pages.figures.three_public import three_public
from disclosures.pages.files import chart_data, downloads, structured
from disclosures.pages.output import Heading, Page, Rendered
from disclosures.pages.render import render
from disclosures.pages.reporting import Report
from disclosures.pages.shelves import HIDDEN, PROSE, RECORDS, Department, Entry, span


@dataclass(frozen=True)
class Setting:
    """What all pages of disclosures share: where mistakes are reported, what rules compute, what the dictionary has."""

    repository: str
    formulas: Mapping[str, str]
    known: frozenset[str]
    keeper: evidence.Keeper


def disclosure_page(entry: Entry, department: Department, setting: Setting) -> Page:
    """The page, rendered when it is written."""
    item, path = entry.item, links.disclosure(entry.item.name)
    return Page(
        path=path,
        title=f"{department.short} {item.year}",
        description=_description(entry),
        headings=_headings(entry, beside=years.side_by_side(entry, department) is not None),
        render=lambda: _render(entry, department, setting, path),
    )


def _description(entry: Entry) -> str:
    total = entry.facts.value("expenditure")
    money = f"支出总额 {numbers.amount(total)} 万元。" if total is not None else ""
    return f"{entry.item.title}：{money}全部表格、项目和绩效目标、核对结果，可下载 CSV 和 Excel。"


def _headings(entry: Entry, *, beside: bool) -> tuple[Heading, ...]:
    has = entry.item.resources
    optional = {
        "years": beside,
        "public": "three_public" in has or entry.facts.value("three_public") is not None,
        "projects": entry.facts.project_count > 0,
        "about": any(name in has for name in PROSE),
    }
    every = (
        ("money", "钱从哪来，到哪去"),
        ("years", "各年并排"),
        ("public", "“三公”经费"),
        ("projects", "项目和绩效目标"),
        ("quality", "这份数据可靠吗"),
        ("tables", "全部表格"),
        ("about", "职责、单位、名词"),
        ("download", "下载"),
        ("cite", "引用"),
        ("report", "发现错误？"),
    )
    return tuple(Heading(name, title) for name, title in every if optional.get(name, True))


def _render(entry: Entry, department: Department, setting: Setting, path: str) -> Rendered:
    item, facts = entry.item, entry.facts
    marks = tables.read_marks(item)
    titles = tables.display_titles(item)
    shown = [r for r in item.resources.values() if r.name not in PROSE + HIDDEN]
    views = [tables.table_view(item, r, marks, titles[r.name]) for r in shown]
    before = years.year_before(entry, department)
    drawn = _drawn(entry, department)
    files = (*downloads.files(item), *chart_data.chart_files(item, **drawn))
    evidence_at, scripts = evidence.scripts(setting.keeper.of(item), setting.formulas)
    html = render(
        "disclosure.html",
        path,
        item=item,
        department=department,
        entry=entry,
        years=span(department.years),
        before=before,
        lede=lede.lede(entry, before, cuts.sources(item, facts.value("income") or Decimal(0))),
        keys=lede.keys(entry, before),
        headings=_headings(entry, beside=drawn["beside"] is not None),
        **drawn,
        part_of=projects.part_of(drawn["projects"], facts.value("project")),
        quality=quality.quality(item),
        read=recognised.recognised(item),
        words=quality.outcome_words(facts.outcomes),
        printed=[v for v in views if v.name not in RECORDS],
        records=[v for v in views if v.name in RECORDS],
        hidden=[name for name in HIDDEN if name in item.resources],
        titles=titles,
        prose={name: item.rows(name) for name in PROSE if name in item.resources},
        main_listed=any(r.text("unit_level") == "main" for r in item.rows("units")),
        terms=glossary.Explained(item),
        sizes={a.path: len(a.content) for a in files},
        originals=_originals(item),
        report=Report(setting.repository, item),
        formulas=setting.formulas,
        known=setting.known,
        placed=any(v.place_words for v in views),
        cited=structured.reference(item),
        bibtex=structured.bibtex(item),
        evidence_at=evidence_at,
    )
    return Rendered(html, (*files, *scripts, compare.comparable_script(entry)))


def _drawn(entry: Entry, department: Department) -> dict[str, Any]:
    """The charts of the page by name; None where the tables can't back one."""
    item, facts = entry.item, entry.facts
    return {
        "cuts": cuts.cuts(item, facts),
        "rankings": [r for r in (cuts.economic_ranking(item), cuts.function_ranking(item)) if r],
        "public": three_public(item, facts),
        "projects": projects.projects(item),
        "beside": years.side_by_side(entry, department),
    }


def _originals(item: Disclosure) -> list[tuple[str, str, str]]:
    """(title, address of the file or "", address of the numbered text or "") of each original."""
    return [
        (
            s.title,
            source.published_name(item, i) if s.file and not source.is_on_its_page(s) else "",
            links.source(item.name, i) if source.is_text(s) else "",
        )
        for i, s in enumerate(item.sources)
    ]
