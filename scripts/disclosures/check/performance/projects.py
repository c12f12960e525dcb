"""Performance targets of projects (rules 4.6): cost caps against amounts, what is lacking, weights, targets turned round."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from disclosures.check.result import Result, fail, looked_at, number, printed_at
from disclosures.model import Address, Check, Record, Subject, Table
from disclosures.text import key, plain

_DIMENSIONS = {"cost": "成本", "output": "产出", "benefit": "效益", "satisfaction": "满意度"}
_UNITS = {"元": Decimal(10000), "万元": Decimal(1), "万": Decimal(1)}
# Words by which a cap says that it is for the whole project; a cap on copies, persons, units or parts says otherwise.
_WHOLE = re.compile(
    r"总成本|总费用|总额|总投入|总预算|总经费|项目成本$|^全年[^每]{0,10}(?:费用|成本)$|成本总|费用总"
    r"|^(?:项目|年度|全年|预算|总)*(?:成本|预算|经费|费用)(?:控制|控制数)$"
)
_ENDS = re.compile(r"(?:总?成本|总?费用?|经费|支出|控制数?|专项|项目)+$")
_MOST_NAMED = 6
_TWO = 2
_FULL_MARKS = (Decimal(100), Decimal(90))  # 90 where the other ten are for how much of the budget is spent
# The fewer the better, the more the better: only where the indicator's last words are this very rate.
_FEWER = re.compile(r"(?:投诉|差错|失误|事故(?:发生)?|违规|违纪|逾期|返工|错误|死亡)率$")
_MORE = re.compile(r"满意(?:度|率)$")


def performance(subject: Subject) -> Iterator[Result]:
    """R-P-COST, R-P-COMPLETE, R-P-WEIGHT and R-P-TARGET."""
    projects, indicators = subject.tables.get("performance_projects"), subject.tables.get("performance_indicators")
    below: Mapping[int | None, Sequence[Record]] = _by_project(indicators)
    items = [r for r in projects.records if r.get("row_kind") == "item"] if projects else []
    if projects is None or not items or not below:
        for rule in ("R-P-COST", "R-P-COMPLETE"):
            yield Check(rule, "not_evaluable", reason="没有项目绩效目标表")
    else:
        yield from _costs(projects, items, below)
        yield from _complete(subject, projects, items, below)
    yield from _weights(subject)
    yield from _targets(subject)


def _by_project(table: Table | None) -> dict[int | None, list[Record]]:
    found: dict[int | None, list[Record]] = defaultdict(list)
    for record in table.records if table else ():
        found[number(record, "project_row")].append(record)
    return found


def _costs(projects: Table, items: Sequence[Record], below: Mapping[int | None, Sequence[Record]]) -> Iterator[Result]:
    """The cap on a project's whole cost, where it states just one, is no less than its amount."""
    passed, unknown = 0, []
    for project in items:
        amount, caps = project.get("total"), _caps(below.get(number(project, "row"), ()))
        cap = _in_yuan(amount, caps) or _cap(project, caps)
        if cap is None or not isinstance(amount, Decimal) or not amount:
            continue
        stated = _in_ten_thousands(cap)
        rounded = stated.quantize(amount, ROUND_HALF_UP)
        # Amounts printed to the 分 have caps rounded to 万元.
        if rounded == amount or amount.quantize(stated, ROUND_HALF_UP) == stated:
            passed += 1
        elif rounded > amount and stated != amount * 10000:
            unknown.append("成本上限高于项目金额：可能包括其他年度或其他资金")
        else:
            yield from _cost(project, cap, amount, rounded, stated)
    yield from looked_at("R-P-COST", projects.resource, passed, unknown)
    if not passed and not unknown:
        yield Check("R-P-COST", "not_evaluable", projects.resource, reason="没有写明整个项目的成本上限")


def _cost(project: Record, cap: Record, amount: Decimal, rounded: Decimal, stated: Decimal) -> Iterator[Result]:
    where = printed_at([cap])
    said = f"{where}项目“{project.get('name')}”的成本指标“{cap.get('indicator')}”为 {cap.get('target')}"
    if stated == amount * 10000:
        why = f"，项目金额是 {plain(amount)} 万元：数字是元，单位写成了万元"
    else:
        why = f"，即 {plain(rounded)} 万元，小于项目金额 {plain(amount)} 万元；两个数应当一致，请核实"
    at = ("performance_indicators", number(cap, "row"), "target")
    yield from fail("R-P-COST", said + why, at, str(cap.get("target")), f"{plain(amount)}万元")


def _caps(indicators: Sequence[Record]) -> list[Record]:
    """The caps in money among a project's cost indicators."""
    return [r for r in indicators if r.get("dimension") == "cost" and r.get("target_unit") in _UNITS
            and r.get("target_operator") in ("≤", "<", "=") and r.get("target_value")]  # fmt: skip


def _in_yuan(amount: object, caps: Sequence[Record]) -> Record | None:
    """The cap that is the project's amount in 元 with 万元 behind it, whatever it is called: no part is so dear."""
    return next((r for r in caps if isinstance(amount, Decimal) and _in_ten_thousands(r) == amount * 10000), None)


def _in_ten_thousands(cap: Record) -> Decimal:
    return Decimal(str(cap["target_value"])) / _UNITS[str(cap["target_unit"])]


def _cap(project: Record, caps: Sequence[Record]) -> Record | None:
    """The only cap, if it speaks of the whole project; None otherwise."""
    if len(caps) != 1:
        return None
    indicator, name = key(str(caps[0].get("indicator") or "")), key(str(project.get("name") or ""))
    same = _ENDS.sub("", indicator) == _ENDS.sub("", name) and len(_ENDS.sub("", name)) >= 2
    return caps[0] if same or indicator == name or _WHOLE.search(indicator) else None


def _complete(
    subject: Subject, projects: Table, items: Sequence[Record], below: Mapping[int | None, Sequence[Record]]
) -> Iterator[Result]:
    """Every project has an indicator of each dimension that most projects of the table have, or the other one of two."""
    has = {number(p, "row"): {str(r.get("dimension")) for r in below.get(number(p, "row"), ())} for p in items}
    two = len(items) == _TWO  # then one is as good a pattern for the other as most are for one of many
    usual = [d for d in _DIMENSIONS if sum(d in one for one in has.values()) * 2 + two > len(items)]
    passed, unknown = 0, []
    lacking: dict[str, list[Record]] = {dimension: [] for dimension in usual}
    for project in items:
        found = has[number(project, "row")]
        lacks = [dimension for dimension in usual if dimension not in found]
        if not lacks:
            passed += bool(usual)
        elif not found or "None" in found or (projects.resource, number(project, "row")) in subject.damaged:
            unknown.append("项目的指标没有读全，或没有印出属于哪一类")
        else:
            for dimension in lacks:
                lacking[dimension].append(project)
    for dimension, without in lacking.items():
        yield from _incomplete(projects, without, _DIMENSIONS[dimension], len(items)) if without else ()
    if not usual:
        unknown.append("没有印出指标属于成本、产出、效益还是满意度")
    yield from looked_at("R-P-COMPLETE", projects.resource, passed, unknown)


def _incomplete(projects: Table, without: Sequence[Record], dimension: str, count: int) -> Iterator[Result]:
    """One finding for all projects that lack a dimension."""
    named = "”“".join(str(project.get("name")) for project in without[:_MOST_NAMED])
    more = f"等 {len(without)} 个项目" if len(without) > _MOST_NAMED else ""
    usual = "本表另一个项目有" if count == _TWO else f"本表 {count} 个项目多数都有"
    message = f"{printed_at(without)}项目“{named}”{more}没有{dimension}指标，{usual}；确实没有的不必补"
    cells = [Address(projects.resource, int(str(project["row"])), "name") for project in without]
    at = (projects.resource, number(without[0], "row"), "name")
    yield from fail("R-P-COMPLETE", message, at, None, dimension, cells=cells)


def _weights(subject: Subject) -> Iterator[Result]:
    """Printed weights of one project, or of the department, add up to 100 (or 90)."""
    looked = False
    for name in ("performance_indicators", "department_indicators"):
        table = subject.tables.get(name)
        groups = _by_project(table) if table and "weight" in table.fields else {}
        passed, unknown = 0, []
        for records in groups.values():
            weights = [_weight(r) for r in records]
            if None in weights or any((name, number(r, "row")) in subject.damaged for r in records):
                unknown.append("有指标没有印出权重，或没有读全")
                continue
            total = sum((w for w in weights if w is not None), Decimal(0))
            passed += total in _FULL_MARKS
            if total not in _FULL_MARKS:
                where = printed_at([records[0]])
                message = (
                    f"{where}{len(records)} 个指标的权重合计 {plain(total)}，应为 100（预算执行率另占 10 的为 90）"
                )
                yield from fail("R-P-WEIGHT", message, (name, number(records[0], "row"), "weight"), plain(total), "100")
                looked = True
        yield from looked_at("R-P-WEIGHT", name, passed, unknown)
        looked = looked or bool(passed or unknown)
    if not looked:
        yield Check("R-P-WEIGHT", "not_evaluable", reason="没有印出指标的权重")


def _weight(record: Record) -> Decimal | None:
    text = key(str(record.get("weight") or "")).removesuffix("%").removesuffix("分")
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _targets(subject: Subject) -> Iterator[Result]:
    """A rate of complaints has no lower bound, satisfaction no upper one and none above 100 %."""
    looked = False
    for name, field in (("performance_indicators", "indicator"), ("department_indicators", "level3")):
        table, passed = subject.tables.get(name), 0
        for record in table.records if table else ():
            words = key(str(record.get(field) or ""))
            if record.get("target_unit") != "%" or not (_FEWER.search(words) or _MORE.search(words)):
                continue
            looked, wrong = True, _turned(record, words)
            passed += wrong is None
            if wrong:
                message = f"{printed_at([record])}指标“{words}”的目标是“{record.get('target')}”：{wrong}"
                yield from fail("R-P-TARGET", message, (name, number(record, "row"), "target"), str(record["target"]))
        yield from looked_at("R-P-TARGET", name, passed)
    if not looked:
        yield Check("R-P-TARGET", "not_evaluable", reason="没有满意度、投诉率一类的指标")


def _turned(record: Record, words: str) -> str | None:
    sign, value = record.get("target_operator"), record.get("target_value")
    if not isinstance(value, Decimal):
        return None
    if _MORE.search(words):
        over = "满意度不会超过 100%" if value > 100 else None
        return "满意度越高越好，目标却是上限" if sign in ("≤", "<") else over
    return "这一比率越低越好，目标却是下限" if sign in ("≥", ">") and value > 0 else None
