"""The charts of a disclosure: which of them its tables can back, and what each says in one line.

A cut of the total is drawn only when its parts are all printed, none negative, and add up to the total; otherwise it is
left out, because a picture of an incomplete sum would say something that nobody published. Parts that were rounded one
by one may miss the total by 0.01 each, as the rules have it (尾差); the chart says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from markupsafe import Markup

from disclosures.catalogue import Disclosure, Row
from disclosures.pages import names, numbers
from disclosures.pages.figures import charts
from disclosures.pages.figures.charts import Part
from disclosures.pages.figures.facts import Facts

_ECONOMIC = {
    "301": ("工资福利", 1),
    "302": ("商品和服务", 3),
    "303": ("对个人和家庭", 4),
    "309": ("资本性（基本建设）", 2),
    "310": ("资本性", 2),
    "399": ("其他支出", 5),
}
# Funding in the order that tables print it. A table may give 财政拨款 in one column or the budgets that make it up.
_BUDGETS = ("general_public_budget", "government_fund", "state_capital", "social_insurance_fund")
_OTHER_SOURCES = (
    "special_account", "institution_service", "institution_business", "superior_subsidy", "superior_fiscal_subsidy",
    "affiliate_remittance", "other", "non_fiscal_surplus", "carryover_total",
)  # fmt: skip
_COUNTS = "零一两三四五"
_ROUNDING = Decimal("0.01")  # what rounding a number can make, in 万元
_TOLD = ("基本与项目", "经济分类", "功能分类")  # which cut the title speaks of
_ORDER = (1, 3, 4, 2, 5)  # series by size; ochre stays with the projects as long as it can
_KEPT = 8
_SEGMENTS = 5
# The tables that list expenditure by economic class, and what of it they hold.
_ECONOMIC_TABLES = ("economic_classification", "general_public_budget_economic")


@dataclass(frozen=True)
class Line:
    """A line of a chart's table or ranked list."""

    label: str
    value: Decimal
    share: str
    mark: Markup = field(default_factory=Markup)
    series: int = 1


@dataclass(frozen=True)
class Cut:
    """One way to divide the same total: its question, its kind, the bar, the key; `all_lines` before small ones fold."""

    question: str
    kind: str
    bar: Markup
    lines: tuple[Line, ...]
    all_lines: tuple[Line, ...]
    resource: str


@dataclass(frozen=True)
class Cuts:
    """The bars of equal length."""

    message: str
    scope: str
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class Ranking:
    """Ranked bars with the full list beside them; `resource` is where the figures come from."""

    id: str
    message: str
    scope: str
    resource: str
    bars: tuple[Line, ...]
    lines: tuple[Line, ...]
    key: tuple[tuple[int, str], ...]
    total: Decimal


def cuts(item: Disclosure, facts: Facts) -> Cuts | None:
    """The total divided by unit, function, nature and economic class, as far as the tables add up to it."""
    total = facts.value("expenditure")
    if total is None or total <= 0:
        return None
    found = [
        _cut("来自哪里", "资金来源", sources(item, total), total, "income"),
        _cut("哪些单位用", "各单位", _by_unit(item), total, "income"),
        _cut("用于什么", "功能分类", _by_function(item, total), total, "expenditure"),
        _cut("什么性质", "基本与项目", _by_nature(facts), total, "expenditure"),
        _cut("买了什么", "经济分类", _by_economic_class(item), total, _economic_table(item)),
    ]
    kept = tuple(cut for cut in found if cut)
    if not kept:
        return None
    money = numbers.brief(total)
    told = next((cut for kind in _TOLD for cut in kept if cut.kind == kind), None)
    largest = max(told.lines, key=lambda line: line.value) if told else None
    tail = f"：{largest.label} {numbers.brief(largest.value)} 万元，占 {largest.share}" if largest else ""
    ways = f"同一笔 {money} 万元，{_COUNTS[len(kept)]}种看法" if len(kept) > 1 else f"{money} 万元"
    scope = f"单位：万元；{'各条等长，都' if len(kept) > 1 else '全长'}是支出总额 {money}"
    rounded = any(sum(line.value for line in cut.all_lines) != total for cut in kept)
    return Cuts(ways + tail, scope + ("；有的各项相加差零点零几，是四舍五入" if rounded else ""), kept)


def _cut(question: str, kind: str, parts: Sequence[Part], total: Decimal, resource: str) -> Cut | None:
    parts = [p for p in parts if p.value]
    if not _adds_up(parts, total):
        return None
    if kind == "各单位" and len(parts) < 2:
        return None
    parts = sorted(parts, key=lambda p: -p.value) if kind != "基本与项目" else list(parts)
    kept = _fold_small(parts)
    return Cut(question, kind, charts.stack(kept, total, question), _lines(kept, total), _lines(parts, total), resource)


def _lines(parts: Sequence[Part], total: Decimal) -> tuple[Line, ...]:
    return tuple(Line(p.label, p.value, numbers.percent(p.value, total), series=p.series) for p in parts)


def _fold_small(parts: list[Part]) -> list[Part]:
    """At most five segments: what is left over is one, said to be so."""
    if len(parts) <= _SEGMENTS:
        return parts
    rest = parts[_SEGMENTS - 1 :]
    return [*parts[: _SEGMENTS - 1], Part(f"其余 {len(rest)} 项", Decimal(sum(p.value for p in rest)), 5)]


def _coloured(pairs: Iterable[tuple[str, Decimal, str]]) -> list[Part]:
    ranked = sorted(pairs, key=lambda p: -p[1])
    return [Part(label, value, _ORDER[min(index, 4)], short) for index, (label, value, short) in enumerate(ranked)]


def sources(item: Disclosure, total: Decimal) -> list[Part]:
    """Where the money comes from, the largest first; empty unless the printed parts add up to `total` exactly."""
    rows = [r for r in item.rows("income") if r.text("row_kind") == "total"]
    resource = item.resources.get("income")
    if len(rows) == 1 and resource:
        titles = {f.name: f.title for f in resource.fields}
        for names_ in ((*_BUDGETS, *_OTHER_SOURCES), ("fiscal_appropriation", *_OTHER_SOURCES)):
            amounts = [(titles[n], rows[0].amount(n)) for n in names_ if n in titles]
            parts = _coloured((_source(label), value, "") for label, value in amounts if value)
            if _adds_up(parts, total):
                return parts
    parts = _coloured(
        (_bare(r.text("label")), value, "")
        for r in item.rows("balance")
        if r.text("side") == "income" and r.text("row_kind") == "item" and (value := r.amount("amount"))
    )
    return parts if _adds_up(parts, total) else []


def _adds_up(parts: Sequence[Part], total: Decimal) -> bool:
    """Whether these are all parts of the total: none negative, the sum off by no more than rounding makes it."""
    off = abs(sum(p.value for p in parts) - total)
    return bool(parts) and all(p.value >= 0 for p in parts) and off <= _ROUNDING * len(parts)


def _source(title: str) -> str:
    """A column of carry-over over all budgets is called by what it is: 上年结转结余：合计 → 上年结转结余."""
    return title.removesuffix("：合计")


def _by_unit(item: Disclosure) -> list[Part]:
    rows = [r for r in item.rows("income") if r.text("row_kind") == "item" and not r.text("functional_code")]
    pairs = []
    for row in rows:
        name = row.text("unit_name") or row.text("name")
        value = row.amount("total")
        if value is None or not name:
            return []
        short = names.short_department(name.removesuffix("本级"), item.division)
        pairs.append((name, value, "本级" if name.endswith("本级") else short))
    return _coloured(pairs)


def _by_function(item: Disclosure, total: Decimal) -> list[Part]:
    """The classes of the balance; where they don't add up (nested, or of one budget only) those of the expenditure table."""
    rows = [
        r
        for r in item.rows("balance")
        if r.text("side") == "expenditure"
        and r.text("row_kind") in ("item", "subtotal")
        and r.text("classification") in ("functional", "")
        and r.amount("amount")
    ]
    parts = _coloured((_bare(r.text("label")), r.amount("amount") or Decimal(0), "") for r in rows)
    return parts if _adds_up(parts, total) else _by_class(item)


def _by_class(item: Disclosure) -> list[Part]:
    """The items of the expenditure table summed by class; empty where a class has no printed name."""
    named = {
        r.text("functional_code"): _bare(r.text("label")) for r in item.rows("balance") if r.text("functional_code")
    }
    named |= {r.text("functional_code"): _bare(r.text("name")) for r in item.rows("expenditure")}
    sums: dict[str, Decimal] = {}
    for row in item.rows("expenditure"):
        if row.text("row_kind") == "item":
            code = row.text("functional_code")[:3]
            sums[code] = sums.get(code, Decimal(0)) + (row.amount("total") or Decimal(0))
    if not all(code and named.get(code) for code in sums):
        return []
    return _coloured((named[code], value, "") for code, value in sums.items())


def _bare(label: str) -> str:
    """A label of the balance without its number: 一、一般公共服务 → 一般公共服务."""
    head, mark, rest = label.partition("、")
    if mark and len(head) <= 4:
        label = rest
    if label.startswith(("（", "(")):
        label = label[1:].replace(")", "）").partition("）")[2] or label
    return label.removesuffix("支出") or label


def _by_nature(facts: Facts) -> list[Part]:
    project, basic = facts.value("project"), facts.value("basic")
    personnel, public = facts.value("personnel"), facts.value("public")
    if basic is None:
        return []
    people = [Part("基本支出", basic, 1)]
    if personnel is not None and public is not None and personnel + public == basic:
        people = [Part("人员经费", personnel, 1), Part("公用经费", public, 3)]
    return [*people, Part("项目支出", project or Decimal(0), 2)]


def _economic_table(item: Disclosure) -> str:
    """The table that lists all expenditure by economic class, whichever the place prints."""
    return next((n for n in _ECONOMIC_TABLES if item.rows(n)), "economic_classification")


def _economic_rows(item: Disclosure) -> list[Row]:
    rows = item.rows(_economic_table(item))
    return [r for r in rows if r.text("row_kind") == "item" and r.text("dept_economic_code")]


def _by_economic_class(item: Disclosure) -> list[Part]:
    sums: dict[str, Decimal] = {}
    for row in _economic_rows(item):
        code = row.text("dept_economic_code")[:3]
        sums[code] = sums.get(code, Decimal(0)) + (row.amount("total") or Decimal(0))
    return [Part(*_ECONOMIC.get(code, (f"{code} 类", 5))[:1], value, _ECONOMIC.get(code, ("", 5))[1])
            for code, value in sums.items()]  # fmt: skip


def economic_ranking(item: Disclosure) -> Ranking | None:
    """Expenditure by economic class to the 款, as far as the table that the place prints goes."""
    rows = _economic_rows(item)
    sums: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        pair = (row.text("dept_economic_code"), row.text("dept_economic_name"))
        sums[pair] = sums.get(pair, Decimal(0)) + (row.amount("total") or Decimal(0))
    parts = [Part(f"{c} {name}", value, _ECONOMIC.get(c[:3], ("", 5))[1], name) for (c, name), value in sums.items()]
    key = {_ECONOMIC.get(code[:3], ("其他", 5)) for code, _ in sums}
    table = _economic_table(item)
    return _ranking(
        item, "economic", parts, f"部门预算经济分类到“款”；{_scope(item, table, tuple(sums.values()))}", table, key
    )


def _scope(item: Disclosure, table: str, amounts: Sequence[Decimal]) -> str:
    """Whether a table holds all expenditure is told by its sum, not by its kind: some print one budget, or projects only."""
    total = sum(amounts)
    spent = [r.amount("total") for r in item.rows("expenditure") if r.text("row_kind") == "total"]
    if any(value is not None and abs(total - value) <= _ROUNDING * len(amounts) for value in spent):
        return "全部支出，基本支出与项目支出合并"
    resource = item.resources.get(table)
    return f"不是全部支出，只是《{resource.title}》" if resource else ""


def function_ranking(item: Disclosure) -> Ranking | None:
    """Expenditure by function to the 项; project money in the projects' colour."""
    sums: dict[tuple[str, str], Decimal] = {}
    project: dict[tuple[str, str], Decimal] = {}
    for row in item.rows("expenditure"):
        code = row.text("functional_code")
        if row.text("row_kind") != "item" or not code:
            continue
        key = (code, row.text("name"))
        sums[key] = sums.get(key, Decimal(0)) + (row.amount("total") or Decimal(0))
        project[key] = project.get(key, Decimal(0)) + (row.amount("project_total") or Decimal(0))
    short = _told_apart(item, sums)
    parts = [Part(f"{k[0]} {k[1]}", v, 2 if project[k] == v else 1, short[k]) for k, v in sums.items()]
    used = {p.series for p in parts}
    key_words = {("全部是项目支出", 2), ("基本支出，或兼有项目支出", 1)} if used == {1, 2} else set()
    return _ranking(item, "function", parts, "功能分类到“项”", "expenditure", key_words)


def _told_apart(item: Disclosure, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The name of each (code, name); one that several classes have (行政运行) with the class above it, else its code."""
    pairs = list(pairs)
    above = {r.text("functional_code"): r.text("name") for r in item.rows("expenditure")}
    often = Counter(name for _, name in pairs)
    return {
        (code, name): f"{name}（{above.get(code[:5]) or code}）" if often[name] > 1 else name for code, name in pairs
    }


def _ranking(
    item: Disclosure, name: str, parts: Sequence[Part], scope: str, resource: str, key: set[tuple[str, int]]
) -> Ranking | None:
    """None unless the parts add up to a total that the table itself prints: the largest of some would be misleading."""
    parts = sorted((p for p in parts if p.value), key=lambda p: -p.value)
    printed = [r.amount("total") for r in item.rows(resource) if r.text("row_kind") == "total"]
    if len(parts) < 2 or not any(value is not None and _adds_up(parts, value) for value in printed):
        return None
    total = Decimal(sum(p.value for p in parts))
    top = 3 if len(parts) > 4 else 1
    said = "、".join(p.short for p in parts[:top])
    money = Decimal(sum(p.value for p in parts[:top]))
    sums = f"{'合计 ' if top > 1 else ''}{numbers.brief(money)} 万元，占 {numbers.percent(money, total)}"
    message = f"最大的{'三' if top == 3 else '一'}项：{said}，{sums}"
    return Ranking(
        id=name,
        message=message,
        scope=f"单位：万元；{scope}；合计 {numbers.brief(total)}",
        resource=resource,
        bars=_bars(parts, total),
        lines=tuple(Line(p.label, p.value, numbers.percent(p.value, total)) for p in parts),
        key=tuple(sorted((series, words) for words, series in key)),
        total=total,
    )


def _bars(parts: Sequence[Part], total: Decimal) -> tuple[Line, ...]:
    kept = list(parts[: _KEPT if len(parts) > _KEPT + 1 else _KEPT + 1])
    rest = parts[len(kept) :]
    if rest:
        kept.append(Part("", Decimal(sum(p.value for p in rest)), 5, f"其余 {len(rest)} 项"))
    full = max(p.value for p in kept)
    return tuple(
        Line(p.short, p.value, numbers.percent(p.value, total), charts.bar(p.value, full, p.series), p.series)
        for p in kept
    )
