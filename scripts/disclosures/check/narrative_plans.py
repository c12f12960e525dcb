"""R-N-ORGCOST, R-N-PROC, R-N-PROC-PLAUS, R-N-CARS, R-N-PROJ: running costs, purchases, vehicles and projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.check.equations import Tables, amount_fields
from disclosures.check.narrative_amounts import named
from disclosures.check.narrative_cells import Known, amount, three_public_rows, total_row, totals
from disclosures.check.narrative_figures import Said
from disclosures.check.narrative_outcome import CENT, agreement, failed, passed, ten_thousand, unclear
from disclosures.check.narrative_words import buys, words
from disclosures.check.result import Result
from disclosures.model import Address, Record, Subject, Table
from disclosures.prose.measures import title
from disclosures.text import plain

COSTS, PURCHASES, CARS, PROJECTS, PLAUSIBLE = "R-N-ORGCOST", "R-N-PROC", "R-N-CARS", "R-N-PROJ", "R-N-PROC-PLAUS"
_KINDS = {"procurement_goods": "货物", "procurement_works": "工程", "procurement_services": "服务"}
_MOST_NAMED = 4


def _at(table: Table, record: Record, field: str) -> Address:
    return Address(table.resource, int(str(record["row"])), field)


# --- running costs -----------------------------------------------------------------------------------------------------


def running_costs(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """机关运行经费 is the public part of the basic expenditure, or what of it is booked to 502 (organs only)."""
    for figure in figures:
        if figure.measure != "operating_funds" or figure.suffix:
            continue
        fitting = list(_running_costs(subject.tables, subject.identity.year))
        same = next((one for one in fitting if agreement(figure, one.amount) != "fail"), None)
        if same is not None:
            outcome = agreement(figure, same.amount)
            yield passed(COSTS, figure, same.amount, "rounding" if outcome == "rounding" else "pass")
        elif not fitting:
            yield unclear(COSTS, figure, "没有收到基本支出表")
        else:
            yield from _wrong_costs(subject, figure, fitting[0])


def _running_costs(tables: Tables, year: int) -> Iterator[Known]:
    """The amounts that may be called running costs, the usual one first."""
    yield from totals(tables, "public")
    table = tables.get("basic_expenditure")
    rows = (
        [
            r
            for r in table.records
            if r.get("row_kind") == "item" and str(r.get("gov_economic_code") or "").startswith("502")
        ]
        if table
        else []
    )
    if table and rows:
        value = sum((amount(r, "total") for r in rows), Decimal(0))
        cells = tuple(_at(table, r, "total") for r in rows)
        yield Known("基本支出表政府预算经济分类 502 各款之和", value, "general_public_budget", cells)
    own = tables.get("operating_expenditure")
    if own and (row := total_row(own)):
        yield Known("机关运行经费表合计", amount(row, "total"), "all", (_at(own, row, "total"),))
    three = tables.get("three_public")
    for record in three_public_rows(three, year) if three and "operating_funds" in three.fields else ():
        if three:
            yield Known(
                "“三公”经费表机关运行经费",
                amount(record, "operating_funds"),
                "all",
                (_at(three, record, "operating_funds"),),
            )


def _wrong_costs(subject: Subject, figure: Said, usual: Known) -> Iterator[Result]:
    """Wrong for certain only where it is another total, or more than there is; else its scope is unknown."""
    for measure in ("project_total", "basic_total", "personnel", "expenditure_total"):
        for one in totals(subject.tables, measure):
            if figure.value and agreement(figure, one.amount) == "pass":
                message = (
                    f"{named(figure)}写 {plain(figure.value)} 万元，公用经费是 {ten_thousand(usual.amount)} 万元"
                    f"（{usual.words}）；{plain(figure.value)} 等于{one.words}"
                )
                yield from failed(COSTS, figure, message, usual.amount, cells=(*usual.cells, *one.cells))
                return
    whole = [one.amount for one in totals(subject.tables, "expenditure_total") if one.scope == "all"]
    if whole and figure.value > max(whole) and not figure.doubt:
        message = f"{named(figure)}写 {plain(figure.value)} 万元，大于全部支出 {ten_thousand(max(whole))} 万元"
        yield from failed(COSTS, figure, message, usual.amount, cells=usual.cells)
        return
    yield unclear(COSTS, figure, "与公用经费不等：可能只含行政单位，或含项目中的运转经费，范围不明")


# --- purchases ---------------------------------------------------------------------------------------------------------


def purchases(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """The total is the sum of goods, works and services, and both are those of the table."""
    for index, total in enumerate(figures):
        if total.measure != "procurement_total" or total.suffix:
            continue
        parts = _parts(total, figures[index + 1 :])
        yield from _three_kinds(total, parts)
        first = not any(f.measure == total.measure and f.section == total.section for f in figures[:index])
        for figure in (total, *parts):
            yield from _in_table(subject, figure, first)


def _parts(total: Said, following: Sequence[Said]) -> list[Said]:
    """The kinds named after a total, up to the next total, in the same sentence."""
    found: list[Said] = []
    for one in following:
        if one.sentence_number != total.sentence_number or (one.measure == total.measure and not one.suffix):
            break
        if one.measure in _KINDS and not one.suffix and one.measure not in {f.measure for f in found}:
            found.append(one)
    return found


def _three_kinds(total: Said, parts: Sequence[Said]) -> Iterator[Result]:
    added = sum((part.value for part in parts), Decimal(0))
    if not parts or (len(parts) < len(_KINDS) and added < total.value):
        yield unclear(PURCHASES, total, "没有写货物、工程、服务各是多少")
        return
    finest = min(one.step for one in (total, *parts) if one.value or one is total)
    if added == total.value:
        yield passed(PURCHASES, total, added)
    elif abs(added - total.value) <= max(finest, CENT) * len(parts):
        yield passed(PURCHASES, total, added, "rounding")
    else:
        said = " + ".join(f"{_KINDS[part.measure]} {plain(part.value)}" for part in parts)
        message = f"政府采购总额写 {plain(total.value)} 万元，{said} = {plain(added)} 万元，相差 {plain(total.value - added)} 万元"
        cells = [Address("statements", part.row, "value") for part in parts]
        yield from failed(PURCHASES, total, message, added, cells=cells)


def _in_table(subject: Subject, figure: Said, first: bool) -> Iterator[Result]:
    """The cell of the procurement table, where that is told by kind.

    A part of one budget is looked for in its column; a later figure of a section (`first` is false) may be any part.
    """
    table = subject.tables.get("procurement")
    if table is None or not table.records:
        return
    rows = [row for row in table.records if _is_kind(row, figure.measure)]
    cells = [(amount(row, field), _at(table, row, field)) for row in rows for field in amount_fields(table)]
    amounts = [value for value, _ in cells] or [Decimal(0)] * _by_kind(table)
    same = next((value for value in amounts if agreement(figure, value) != "fail"), None)
    if same is not None:
        outcome = agreement(figure, same)
        yield passed(PURCHASES, figure, same, "rounding" if outcome == "rounding" else "pass")
    elif len(rows) != 1 or figure.doubt or not first or "total" not in table.fields:
        yield unclear(PURCHASES, figure, figure.doubt or "政府采购表没有与它对应的一格")
    else:
        value, cell = amount(rows[0], "total"), _at(table, rows[0], "total")
        message = f"{named(figure)}写 {plain(figure.value)} 万元，政府采购表是 {ten_thousand(value)} 万元"
        yield from failed(PURCHASES, figure, message, value, cells=(cell,))


def _by_kind(table: Table) -> bool:
    """Whether the table tells goods, works and services apart: a kind that it does not list is then nothing."""
    return any(_is_kind(row, measure) for row in table.records for measure in _KINDS)


def _is_kind(row: Record, measure: str) -> bool:
    if measure == "procurement_total":
        return row.get("row_kind") == "total"
    label = str(row.get("category") or row.get("project_name") or "")
    return row.get("row_kind") in ("item", "subtotal") and _KINDS[measure] in label


def plausible_purchases(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """No purchases at all while a project buys something: worth asking."""
    for figure in figures:
        if figure.measure != "procurement_total" or figure.suffix:
            continue
        buying = _buying(subject.tables) if figure.value == 0 else []
        if figure.value != 0:
            yield passed(PLAUSIBLE, figure, figure.value)
        elif not any(subject.tables.get(r) for r in ("projects", "performance_projects")):
            yield unclear(PLAUSIBLE, figure, "没有收到项目的表")
        elif not buying:
            yield passed(PLAUSIBLE, figure, figure.value)
        else:
            said = "、".join(words for words, _ in buying[:_MOST_NAMED]) + ("等" if len(buying) > _MOST_NAMED else "")
            message = f"政府采购预算为 0 万元，而{said}，请核实是否应编制政府采购预算"
            yield from failed(PLAUSIBLE, figure, message, None, cells=[cell for _, cell in buying])


def _buying(tables: Tables) -> list[tuple[str, Address]]:
    """(what is bought and for how much, where) of each project that buys something, by its name or its indicators."""
    found: dict[str, tuple[str, Address]] = {}
    targets = tables.get("performance_projects")
    for table, field in ((targets, "name"), (tables.get("projects"), "project_name")):
        for record in table.records if table else ():
            name = str(record.get(field) or "")
            if table is None or record.get("row_kind") != "item" or not amount(record, "total"):
                continue
            hit = buys(name)
            indicator = None if hit or table is not targets else _indicator(tables, record)
            if hit or indicator:
                told = f"（指标“{indicator}”）" if indicator else ""
                said = f"项目“{name}”{told} {ten_thousand(amount(record, 'total'))} 万元"
                found.setdefault(name, (said, _at(table, record, "total")))
    return list(found.values())


def _indicator(tables: Tables, project: Record) -> str | None:
    """The first indicator of a project that speaks of buying."""
    table = tables.get("performance_indicators")
    for record in table.records if table else ():
        text = str(record.get("indicator") or "")
        if record.get("project_row") == project["row"] and buys(text):
            return text
    return None


# --- vehicles ----------------------------------------------------------------------------------------------------------


def vehicles(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """The vehicles are the sum of their kinds; none of them costs nothing to run."""
    for measure in ("vehicle_count", "vehicle_purchase_count"):
        counts = [f for f in figures if (f.measure, f.suffix) == (measure, "")]
        for number in dict.fromkeys(f.sentence_number for f in counts):
            found = [
                f for f in counts if f.sentence_number == number and not words().counted_otherwise.search(f.clause)
            ]
            whole = [f for f in found if "其中" not in f.before]
            if not whole:
                continue
            yield from _kinds(
                whole[-1], [f for f in found if "其中" in f.before and not f.doubt and not _in_bracket(f)]
            )
            if measure == "vehicle_count":
                yield from _running(subject, whole[-1])


def _in_bracket(figure: Said) -> bool:
    """Whether a figure stands in brackets: it is of what stands before them."""
    opened, closed = (sum(figure.before.count(sign) for sign in signs) for signs in ("（(", "）)"))
    return opened > closed


def _whole_times(total: Decimal, kinds: Sequence[Said]) -> bool:
    """Whether kinds make up the total, once or by several breakdowns one after the other."""
    added = Decimal(0)
    for kind in kinds:
        added += kind.value
        if added == total:
            added = Decimal(0)
    return added == 0 and any(kind.value for kind in kinds) == bool(total)


def _kinds(total: Said, kinds: Sequence[Said]) -> Iterator[Result]:
    added = sum((kind.value for kind in kinds), Decimal(0))
    if not kinds:
        yield unclear(CARS, total, "没有写各类车辆各是多少")
    elif _whole_times(total.value, kinds):
        yield passed(CARS, total, total.value)
    elif added < total.value and "等" in kinds[-1].after[:12]:
        yield unclear(CARS, total, "只列举了几类车辆")
    else:
        said = " + ".join(plain(kind.value) for kind in kinds)
        message = (
            f"{title(total.measure)}写 {plain(total.value)} 辆，各类 {said} = {plain(added)} 辆，"
            f"相差 {plain(total.value - added)} 辆"
        )
        cells = [Address("statements", kind.row, "value") for kind in kinds]
        yield from failed(CARS, total, message, added, cells=cells)


def _running(subject: Subject, count: Said) -> Iterator[Result]:
    table = subject.tables.get("three_public")
    rows = three_public_rows(table, subject.identity.year) if table else []
    if table is None or "vehicle_operation" not in table.fields or bool(table.records) != bool(rows) or count.doubt:
        yield unclear(CARS, count, count.doubt or "没有收到公务用车运行费")
        return
    cost = amount(rows[0], "vehicle_operation") if rows else Decimal(0)
    cells = [_at(table, row, "vehicle_operation") for row in rows[:1]]
    if count.value == 0 and cost > 0:
        message = f"写有车辆 0 辆，公务用车运行费却有 {ten_thousand(cost)} 万元，请核实"
        yield from failed(CARS, count, message, None, cells=cells, severity="warning")
    elif count.value > 0 and cost == 0:
        message = f"写有车辆 {plain(count.value)} 辆，公务用车运行费却是 0，请核实是否由其他资金负担"
        yield from failed(CARS, count, message, None, cells=cells, severity="info")
    else:
        yield passed(CARS, count, count.value)


# --- projects ----------------------------------------------------------------------------------------------------------


def projects(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """`N 个项目 … 万元 … 占 %`: the count, the sum and the share of the projects with goals."""
    for figure in figures:
        if figure.measure == "performance_project_count" and not figure.suffix:
            yield from _count(subject, figure)
        elif figure.measure == "performance_amount" and not figure.suffix:
            yield from _sum(subject, figure)
        elif (
            figure.measure in ("performance_project_count", "performance_amount") and figure.suffix == "_share_percent"
        ):
            yield from _share(subject, figure, figures)


def _items(table: Table | None) -> list[Record]:
    return [r for r in table.records if r.get("row_kind") == "item"] if table else []


def _count(subject: Subject, figure: Said) -> Iterator[Result]:
    found = {r: len(_items(subject.tables.get(r))) for r in ("performance_projects", "projects")}
    counts = {count for count in found.values() if count}
    if not counts:
        yield unclear(PROJECTS, figure, "没有收到项目的表")
    elif figure.value in counts:
        yield passed(PROJECTS, figure, figure.value)
    elif (
        len(counts) > 1
        or not found["performance_projects"]
        or not _complete(subject)
        or words().some_projects.search(figure.before + figure.after[:6])
    ):
        yield unclear(PROJECTS, figure, "各表的项目数不同，或不知道按哪一级计算")
    else:
        (count,) = counts
        message = f"{named(figure)}写 {plain(figure.value)} 个，项目绩效目标表列有 {count} 个"
        yield from failed(PROJECTS, figure, message, Decimal(count))


def _complete(subject: Subject) -> bool:
    """Whether the forms of goals hold all projects: they add up to the expenditure on projects."""
    table = subject.tables.get("performance_projects")
    added = sum((amount(r, "total") for r in _items(table)), Decimal(0))
    return any(one.amount == added for one in totals(subject.tables, "project_total"))


def _sum(subject: Subject, figure: Said) -> Iterator[Result]:
    table = subject.tables.get("performance_projects")
    added = sum((amount(r, "total") for r in _items(table)), Decimal(0))
    amounts = [one.amount for one in totals(subject.tables, "project_total")] + ([added] if table else [])
    same = next((value for value in amounts if agreement(figure, value) != "fail"), None)
    if same is not None:
        outcome = agreement(figure, same)
        yield passed(PROJECTS, figure, same, "rounding" if outcome == "rounding" else "pass")
    elif not table or not _complete(subject) or figure.doubt or figure.own or not _of_all(figure):
        yield unclear(PROJECTS, figure, "不知道是哪些项目的金额")
    else:
        message = f"{named(figure)}写 {plain(figure.value)} 万元，项目绩效目标表各项目之和是 {ten_thousand(added)} 万元"
        yield from failed(PROJECTS, figure, message, added)


def _of_all(figure: Said) -> bool:
    """Whether a sum says itself to be of all projects."""
    return bool(words().all_projects.search(figure.before)) and not words().some_projects.search(figure.before)


def _share(subject: Subject, figure: Said, figures: Sequence[Said]) -> Iterator[Result]:
    """The share of all projects, by count or by amount."""
    part = next((f for f in reversed(figures[: figures.index(figure)])
                 if (f.measure, f.suffix, f.section) == (figure.measure, "", figure.section)), None)  # fmt: skip
    if figure.measure == "performance_amount":
        whole = max((one.amount for one in totals(subject.tables, "project_total")), default=Decimal(0))
    else:
        whole = Decimal(max(len(_items(subject.tables.get(r))) for r in ("projects", "performance_projects")))
    if part is None or not whole:
        yield unclear(PROJECTS, figure, "没有写这一占比的部分或没有收到项目的表")
        return
    expected = (100 * part.value / whole).quantize(figure.step)
    if abs(expected - figure.value) <= figure.step:
        yield passed(PROJECTS, figure, expected, "pass" if expected == figure.value else "rounding")
    else:
        yield unclear(PROJECTS, figure, f"按收到的表是 {plain(expected)}%，不知道按哪些项目计算")
