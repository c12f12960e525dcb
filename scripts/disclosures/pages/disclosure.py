"""The page of one disclosure: the heart of the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from markupsafe import Markup

from disclosures.catalogue import Disclosure
from disclosures.pages import (
    charts,
    compare,
    downloads,
    evidence,
    figures,
    links,
    numbers,
    projects,
    quality,
    source,
    tables,
)
from disclosures.pages.facts import Facts
from disclosures.pages.output import Heading, Page, Rendered
from disclosures.pages.render import render
from disclosures.pages.shelves import PLACES, PROSE, RECORDS, Department, Entry, span
from disclosures.pages.three_public import three_public


@dataclass(frozen=True)
class Key:
    """One of the key figures: amount (None: not printed), where it stands, one line about it, its bar."""

    label: str
    value: Decimal | None
    target: str
    note: str
    mark: Markup


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
        headings=_headings(entry),
        render=lambda: _render(entry, department, setting, path),
    )


def _description(entry: Entry) -> str:
    total = entry.facts.value("expenditure")
    money = f"支出总额 {numbers.amount(total)} 万元。" if total is not None else ""
    return f"{entry.item.title}：{money}全部表格、项目和绩效目标、核对结果，可下载 CSV 和 Excel。"


def _headings(entry: Entry) -> tuple[Heading, ...]:
    has = entry.item.resources
    optional = {
        "public": "three_public" in has or entry.facts.value("three_public") is not None,
        "projects": entry.facts.project_count > 0,
        "about": any(name in has for name in PROSE),
    }
    every = (
        ("money", "钱从哪来，到哪去"),
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
    shown = [r for r in item.resources.values() if r.name not in (*PROSE, *PLACES)]
    views = [tables.table_view(item, r, marks, titles[r.name]) for r in shown]
    files = downloads.files(item)
    scripts = evidence.scripts(setting.keeper.of(item), setting.formulas)
    html = render(
        "disclosure.html",
        path,
        item=item,
        department=department,
        entry=entry,
        years=span(department.years),
        lede=_lede(item, facts),
        keys=_keys(entry),
        headings=_headings(entry),
        cuts=figures.cuts(item, facts),
        rankings=[r for r in (figures.economic_ranking(item), figures.function_ranking(item)) if r],
        public=three_public(item, facts),
        projects=projects.projects(item),
        quality=quality.quality(item),
        words=quality.outcome_words(facts.outcomes),
        printed=[v for v in views if v.name not in RECORDS],
        records=[v for v in views if v.name in RECORDS],
        titles=titles,
        prose={name: item.rows(name) for name in PROSE if name in item.resources},
        sizes={a.path: len(a.content) for a in files},
        originals=_originals(item),
        report=_report(setting.repository, item),
        formulas=setting.formulas,
        known=setting.known,
        citation=_citation(item),
        evidence_root=links.evidence_root(item.name),
    )
    return Rendered(html, (*files, *scripts, compare.comparable_script(entry)))


def _lede(item: Disclosure, facts: Facts) -> Markup:
    """Who, how much, how much more or less, why in the document's own words."""
    income, spent = facts.value("income"), facts.value("expenditure")
    if spent is None and income is None:
        return Markup("这份文件没有印出收支总额。")
    money = Markup("<b>{} 万元</b>")
    if spent is not None and (income is None or income == spent):
        words = Markup("{} 年{} ").format(item.year, "收支各" if income == spent else "支出")
        words += money.format(numbers.amount(spent))
    else:
        sums = [("收入", income), ("支出", spent)]
        parts = [Markup("{} ").format(w) + money.format(numbers.amount(v)) for w, v in sums if v is not None]
        words = Markup("{} 年").format(item.year) + Markup("，").join(parts)
    return words + _change_words(facts) + "。"


def _change_words(facts: Facts) -> Markup:
    change = facts.changes.get("expenditure") or facts.changes.get("income")
    if change is None:
        return Markup("")
    if change.amount == 0:
        return Markup("，与上年持平")
    percent = facts.stated_percent("expenditure" if "expenditure" in facts.changes else "income")
    words = Markup("，比上年{} <b>{} 万元{}</b>").format(
        "增加" if change.amount > 0 else "减少", numbers.amount(abs(change.amount)), percent
    )
    return words + (Markup("；文件写的原因是“{}”").format(change.reason) if change.reason else "")


def _keys(entry: Entry) -> tuple[Key, ...]:
    facts = entry.facts
    same = facts.value("income") == facts.value("expenditure")
    running = "operating_funds" if facts.value("operating_funds") is not None else "public"
    wanted = (
        ("expenditure", "收支总额" if same else "支出总额"),
        ("personnel", "人员经费"),
        (running, "机构运转经费" if running == "operating_funds" else "公用经费"),
        ("project", "项目支出"),
        ("three_public", "“三公”经费"),
    )
    return tuple(_key(entry, name, label) for name, label in wanted)


def _key(entry: Entry, name: str, label: str) -> Key:
    facts = entry.facts
    figure, total = facts.figures.get(name), facts.value("expenditure")
    if figure is None:
        return Key(label, None, "", "收到的文件里没有", Markup(""))
    change, notes = facts.changes.get(name), []
    if change:
        said = f"比上年 {numbers.signed(change.amount)}{facts.stated_percent(name)}"
        notes.append(said if change.amount else "与上年持平")
    elif total and name != "expenditure":
        count = f"{facts.project_count} 个项目，" if name == "project" and facts.project_count else ""
        notes.append(f"{count}占支出 {numbers.percent(figure.value, total)}")
    target = f"#{tables.row_id(figure.resource, figure.row)}" if figure.row else f"#t-{figure.resource}"
    return Key(label, figure.value, target, "，".join(notes), _key_mark(facts, name, figure.value, total))


def _key_mark(facts: Facts, name: str, value: Decimal, total: Decimal | None) -> Markup:
    previous = facts.previous(name)
    if name == "expenditure":
        return charts.growth(previous, value) if previous is not None and previous > 0 else Markup("")
    return charts.bar(value, total, 1, 8) if total and total > 0 and value >= 0 else Markup("")


def _originals(item: Disclosure) -> list[tuple[str, str, str]]:
    """(title, address of the file or "", address of the numbered text or "") of each original."""
    return [
        (
            s.title,
            source.published_name(item, i) if s.file else "",
            links.source(item.name, i) if source.is_text(s) else "",
        )
        for i, s in enumerate(item.sources)
    ]


def _report(repository: str, item: Disclosure) -> str:
    """The address of a new issue, already filled in; "" where the site doesn't know its repository."""
    if not repository.startswith(("https://", "http://")):
        return ""
    text = f"数据包：{item.name}\n哪张表、哪一行：\n印的是什么：\n您认为应当是：\n"
    return f"{repository.rstrip('/')}/issues/new?{urlencode({'title': f'{item.title}：数据有误', 'body': text})}"


def _citation(item: Disclosure) -> str:
    published = f"，{item.published} 公开" if item.published else ""
    return f"{item.department}：《{item.year} 年部门预算》{published}。数据来自“部门预算公开数据”，数据包 {item.name}。"
