"""What a disclosure says in one sentence, and its key figures: how much, from where, how much more or less, and why.

The change is the one that the document states; where it states none, the one from the document of the year before,
marked 本站计算. Uses of the department only that document's facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from disclosures.pages import numbers, tables
from disclosures.pages.figures import charts
from disclosures.pages.figures.charts import Part
from disclosures.pages.figures.facts import Facts
from disclosures.pages.figures.stated import Change
from disclosures.pages.shelves import Entry

_COMPUTED = "本站计算"
_LONGEST_REASON = 90


@dataclass(frozen=True)
class Key:
    """One of the key figures: amount (None: not printed), where it stands, one line about it, its mark, its bar.

    `term` is its word in the glossary; `mark` says how the line was come by where it isn't printed; `doubted`: a finding
    speaks of this very figure.
    """

    label: str
    term: str
    value: Decimal | None
    target: str
    note: str
    mark: str
    bar: Markup
    doubted: bool = False


def lede(entry: Entry, before: Entry | None, sources: Sequence[Part]) -> Markup:
    """The sentence; `sources` are the parts of the income where they add up to it, the largest first."""
    facts = entry.facts
    income, spent = facts.value("income"), facts.value("expenditure")
    if spent is None and income is None:
        return Markup("这份文件没有印出收支总额。")
    if spent is not None and (income is None or income == spent):
        words = Markup("{} 年{} ").format(entry.item.year, "收支各" if income == spent else "支出") + _money(spent)
    else:
        sums = [("收入", income), ("支出", spent)]
        parts = [Markup("{} ").format(w) + _money(v) for w, v in sums if v is not None]
        words = Markup("{} 年").format(entry.item.year) + Markup("，").join(parts)
    return words + _from(sources) + _change(facts, before) + "。"


def _money(value: Decimal) -> Markup:
    larger = numbers.hundred_million(value)
    return Markup("<b>{} 万元</b>{}").format(numbers.brief(value), f"（{larger}）" if larger else "")


def _from(sources: Sequence[Part]) -> Markup:
    """Where the money comes from, where the tables say it of all of it."""
    if not sources:
        return Markup("")
    first, total = sources[0], sum(p.value for p in sources)
    if len(sources) == 1:
        return Markup("，全部来自{}").format(first.label)
    return Markup("，{} 来自{}").format(numbers.percent(first.value, Decimal(total)), first.label)


def _change(facts: Facts, before: Entry | None) -> Markup:
    name = _changed(facts, "expenditure")
    change = facts.changes.get(name)
    if change is None:
        return _computed_change(facts, before)
    if change.amount == 0:
        return Markup("，与上年持平")
    words = Markup("，比上年{} <b>{} 万元{}</b>").format(
        "增加" if change.amount > 0 else "减少", numbers.brief(abs(change.amount)), facts.percent(name)
    )
    return words + (_reason(change) if change.reason else "")


def _changed(facts: Facts, name: str) -> str:
    """Whose stated change is told of a figure: of 收支各 also the one that the document states of its income alone."""
    alone = name == "expenditure" and name not in facts.changes and facts.value("income") == facts.value(name)
    return "income" if alone else name


def _reason(change: Change) -> Markup:
    """The document's words; long ones up to a comma, with the way to the rest."""
    said = Markup("；文件写的原因是“{}”")
    if len(change.reason) <= _LONGEST_REASON:
        return said.format(change.reason)
    start = change.reason[:_LONGEST_REASON]
    cut = max(start.rfind(mark) for mark in "，；、")
    rest = Markup('……”（<a href="#{}">全文</a>）').format(tables.row_id("statements", change.row))
    return Markup("；文件写的原因是“{}").format(start[:cut] if cut > 0 else start) + rest


def _computed_change(facts: Facts, before: Entry | None) -> Markup:
    """From the document of the year before, where this one states no change."""
    now, old = facts.value("expenditure"), before.facts.value("expenditure") if before else None
    if before is None or now is None or old is None:
        return Markup("")
    if now == old:
        return Markup("，与 {} 年的文件相同").format(before.item.year)
    return Markup("，比 {} 年的文件{} <b>{} 万元</b>（{}）").format(
        before.item.year, "多" if now > old else "少", numbers.brief(abs(now - old)), _COMPUTED
    )


def keys(entry: Entry, before: Entry | None) -> tuple[Key, ...]:
    """The five figures that everybody asks for."""
    facts = entry.facts
    same = facts.value("income") == facts.value("expenditure")
    running = "operating_funds" if facts.value("operating_funds") is not None else "public"
    paid = facts.value("personnel") is not None or facts.value("basic") is None
    wanted = (
        ("expenditure", "收支总额" if same else "支出总额", ""),
        ("personnel", "人员经费", "personnel") if paid else ("basic", "基本支出", "basic"),
        (running, "机关运行经费" if running == "operating_funds" else "公用经费", running),
        ("project", "项目支出", "project"),
        ("three_public", "“三公”经费", "three-public"),
    )
    return tuple(_key(entry, before, name, label, term.replace("_", "-")) for name, label, term in wanted)


def _key(entry: Entry, before: Entry | None, name: str, label: str, term: str) -> Key:
    facts = entry.facts
    figure, total = facts.figures.get(name), facts.value("expenditure")
    if figure is None:
        return Key(label, term, None, "", "收到的文件里没有", "", Markup(""))
    note, mark = _note(facts, before, name, figure.value)
    if total and name != "expenditure" and not note:
        count = f"列出 {facts.project_count} 个项目，" if name == "project" and facts.project_count else ""
        note = f"{count}占支出 {numbers.percent(figure.value, total)}"
    target = f"#{tables.row_id(figure.resource, figure.row)}" if figure.row else f"#t-{figure.resource}"
    doubted = bool(figure.row) and _is_doubted(entry, figure.resource, figure.row)
    return Key(label, term, figure.value, target, note, mark, _bar(facts, name, figure.value, total), doubted)


def _is_doubted(entry: Entry, resource: str, row: str) -> bool:
    """Whether the document's own contradiction has its place in that row and its amount."""
    return any(
        (found.text("resource"), found.text("row_ref")) == (resource, row)
        and found.text("severity") != "info"
        and found.text("field") in ("value", "total", "amount", "")
        for found in entry.item.rows("findings")
    )


def _note(facts: Facts, before: Entry | None, name: str, value: Decimal) -> tuple[str, str]:
    """The change against the year before, and how it was come by."""
    name = _changed(facts, name)
    change = facts.changes.get(name)
    if change:
        said = f"比上年 {numbers.signed(change.amount)}{facts.percent(name)}"
        return (said if change.amount else "与上年持平"), ""
    old = before.facts.value(name) if before else None
    if before is None or old is None:
        return "", ""
    return f"比 {before.item.year} 年的文件 {numbers.brief_signed(value - old)}", _COMPUTED


def _bar(facts: Facts, name: str, value: Decimal, total: Decimal | None) -> Markup:
    previous = facts.previous(_changed(facts, name))
    if name == "expenditure":
        return charts.growth(previous, value) if previous is not None and previous > 0 else Markup("")
    return charts.bar(value, total, 1, 8) if total and total > 0 and value >= 0 else Markup("")
