"""R-N-CARS: vehicles, their kinds, and what they cost to run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from disclosures.check.narrative.cells import amount, at, three_public_rows
from disclosures.check.narrative.figures import Said
from disclosures.check.narrative.outcome import failed, passed, ten_thousand, unclear
from disclosures.check.narrative.words import words
from disclosures.check.result import Result
from disclosures.model import Address, Subject
from disclosures.prose.measures import title
from disclosures.text import plain

RULE = "R-N-CARS"


def vehicles(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """The vehicles are the sum of their kinds; none of them costs nothing to run."""
    for measure in ("vehicle_count", "vehicle_purchase_count"):
        counts = [f for f in figures if (f.measure, f.suffix) == (measure, "")]
        for _, sentence in groupby(counts, key=lambda f: f.sentence_number):
            found = [f for f in sentence if not words().counted_otherwise.search(f.clause)]
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
        yield unclear(RULE, total, "没有写各类车辆各是多少")
    elif _whole_times(total.value, kinds):
        yield passed(RULE, total, total.value)
    elif added < total.value and "等" in kinds[-1].after[:12]:
        yield unclear(RULE, total, "只列举了几类车辆")
    else:
        said = " + ".join(plain(kind.value) for kind in kinds)
        message = (
            f"{title(total.measure)}写 {plain(total.value)} 辆，各类 {said} = {plain(added)} 辆，"
            f"相差 {plain(total.value - added)} 辆"
        )
        cells = [Address("statements", kind.row, "value") for kind in kinds]
        yield from failed(RULE, total, message, added, cells=cells)


def _running(subject: Subject, count: Said) -> Iterator[Result]:
    table = subject.tables.get("three_public")
    rows = three_public_rows(table, subject.identity.year) if table else []
    if table is None or "vehicle_operation" not in table.fields or bool(table.records) != bool(rows) or count.doubt:
        yield unclear(RULE, count, count.doubt or "没有收到公务用车运行费")
        return
    cost = amount(rows[0], "vehicle_operation") if rows else Decimal(0)
    cells = [at(table, row, "vehicle_operation") for row in rows[:1]]
    if count.value == 0 and cost > 0 and (shared := _shared(subject)):
        yield unclear(RULE, count, f"车辆由别处统一管理或租用（“{shared}”），没有自己的车辆也有运行费")
    elif count.value == 0 and cost > 0:
        message = f"写有车辆 0 辆，公务用车运行费却有 {ten_thousand(cost)} 万元，请核实"
        yield from failed(RULE, count, message, None, cells=cells, severity="warning")
    elif count.value > 0 and cost == 0:
        message = f"写有车辆 {plain(count.value)} 辆，公务用车运行费却是 0，请核实是否由其他资金负担"
        yield from failed(RULE, count, message, None, cells=cells, severity="info")
    else:
        yield passed(RULE, count, count.value)


def _shared(subject: Subject) -> str | None:
    """The words by which a project, or the statement on vehicles, says that the vehicles are another's."""
    said = [
        str(record.get(field) or "")
        for name, field in (("projects", "project_name"), ("performance_projects", "name"), ("statements", "sentence"))
        for record in (subject.tables[name].records if name in subject.tables else ())
        if name != "statements" or str(record["measure"]).startswith("vehicle")
    ]
    return next((match.group() for text in said if (match := words().shared_vehicles.search(text))), None)
