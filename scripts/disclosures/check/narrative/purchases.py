"""R-N-PROC and R-N-PROC-PLAUS: government procurement, its kinds, its table, and projects that buy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.check.narrative.amounts import named
from disclosures.check.narrative.cells import amount, at, unread
from disclosures.check.narrative.figures import Said
from disclosures.check.narrative.outcome import CENT, agreement, failed, passed, ten_thousand, unclear
from disclosures.check.narrative.words import buys
from disclosures.check.result import Result
from disclosures.check.sums.equations import Tables, amount_fields
from disclosures.model import Address, Record, Subject, Table
from disclosures.text import plain

PURCHASES, PLAUSIBLE = "R-N-PROC", "R-N-PROC-PLAUS"
_KINDS = {"procurement_goods": "货物", "procurement_works": "工程", "procurement_services": "服务"}
_MOST_NAMED = 4


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
    # A printed 0 is nothing but 0; a figure printed without decimals may be exact, so the finest one says.
    finest = min((one.step for one in (total, *parts) if one.value), default=CENT)
    slack = max(finest, CENT) * len(parts) if total.value else CENT
    if added == total.value:
        yield passed(PURCHASES, total, added)
    elif abs(added - total.value) <= slack:
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
    cells = [(amount(row, field), at(table, row, field)) for row in rows for field in amount_fields(table)]
    amounts = [value for value, _ in cells] or [Decimal(0)] * _by_kind(table)
    same = next((value for value in amounts if agreement(figure, value) != "fail"), None)
    if same is not None:
        outcome = agreement(figure, same)
        yield passed(PURCHASES, figure, same, "rounding" if outcome == "rounding" else "pass")
    elif len(rows) != 1 or figure.doubt or not first or "total" not in table.fields or unread(subject, [cells[0][1]]):
        yield unclear(PURCHASES, figure, figure.doubt or "政府采购表没有与它对应的一格")
    else:
        value, cell = amount(rows[0], "total"), at(table, rows[0], "total")
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
                found.setdefault(name, (said, at(table, record, "total")))
    return list(found.values())


def _indicator(tables: Tables, project: Record) -> str | None:
    """The first indicator of a project that speaks of buying."""
    table = tables.get("performance_indicators")
    for record in table.records if table else ():
        text = str(record.get("indicator") or "")
        if record.get("project_row") == project["row"] and buys(text):
            return text
    return None
