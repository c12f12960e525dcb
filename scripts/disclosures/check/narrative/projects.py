"""R-N-PROJ: how many projects have goals, what they cost, and their share of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.check.narrative.amounts import named
from disclosures.check.narrative.cells import amount, items, totals
from disclosures.check.narrative.figures import Said
from disclosures.check.narrative.outcome import agreement, failed, passed, rounded, ten_thousand, unclear
from disclosures.check.narrative.words import words
from disclosures.check.result import Result
from disclosures.check.sums.equations import amount_fields
from disclosures.model import Subject
from disclosures.text import plain

RULE = "R-N-PROJ"


def projects(subject: Subject, figures: Sequence[Said]) -> Iterator[Result]:
    """`N 个项目 … 万元 … 占 %`: the count, the sum and the share of the projects with goals."""
    for figure in figures:
        if figure.measure == "performance_project_count" and not figure.suffix:
            yield from _count(subject, figure)
        elif figure.measure == "performance_amount" and not figure.suffix:
            yield from _sum(subject, figure, figures)
        elif (
            figure.measure in ("performance_project_count", "performance_amount") and figure.suffix == "_share_percent"
        ):
            yield from _share(subject, figure, figures)


def _count(subject: Subject, figure: Said) -> Iterator[Result]:
    found = {r: len(items(subject.tables.get(r))) for r in ("performance_projects", "projects")}
    counts = {count for count in found.values() if count}
    if not counts:
        yield unclear(RULE, figure, "没有收到项目的表")
    elif figure.value in counts:
        yield passed(RULE, figure, figure.value)
    elif (
        len(counts) > 1
        or not found["performance_projects"]
        or not _complete(subject)
        or words().some_projects.search(figure.before + figure.after[:6])
    ):
        yield unclear(RULE, figure, "各表的项目数不同，或不知道按哪一级计算")
    else:
        (count,) = counts
        message = f"{named(figure)}写 {plain(figure.value)} 个，项目绩效目标表列有 {count} 个"
        yield from failed(RULE, figure, message, Decimal(count))


def _complete(subject: Subject) -> bool:
    """Whether the forms of goals hold all projects: they add up to the expenditure on projects."""
    table = subject.tables.get("performance_projects")
    added = sum((amount(r, "total") for r in items(table)), Decimal(0))
    return any(one.amount == added for one in totals(subject.tables, "project_total"))


def _sum(subject: Subject, figure: Said, figures: Sequence[Said]) -> Iterator[Result]:
    table = subject.tables.get("performance_projects")
    added = sum((amount(r, "total") for r in items(table)), Decimal(0))
    amounts = [one.amount for one in totals(subject.tables, "project_total")] + ([added] if table else [])
    amounts += (
        [sum((amount(r, field) for r in items(table)), Decimal(0)) for field in amount_fields(table)] if table else []
    )
    same = next((value for value in amounts if agreement(figure, value) != "fail"), None)
    if same is not None:
        outcome = agreement(figure, same)
        yield passed(RULE, figure, same, "rounding" if outcome == "rounding" else "pass")
    elif not table or not _complete(subject) or figure.doubt or figure.own or not _of_all(subject, figure, figures):
        yield unclear(RULE, figure, "不知道是哪些项目的金额")
    else:
        message = f"{named(figure)}写 {plain(figure.value)} 万元，项目绩效目标表各项目之和是 {ten_thousand(added)} 万元"
        yield from failed(RULE, figure, message, added)


def _of_all(subject: Subject, figure: Said, figures: Sequence[Said]) -> bool:
    """Whether a sum is of all projects: it says so, or counts them before it and they are as many as the table has."""
    if words().some_projects.search(figure.before):
        return False
    if words().all_projects.search(figure.before):
        return True
    count = Decimal(len(items(subject.tables.get("performance_projects"))))
    counted = [
        f.value for f in figures
        if (f.measure, f.suffix, f.sentence_number) == ("performance_project_count", "", figure.sentence_number) and f.row < figure.row
    ]  # fmt: skip
    return counted == [count]


def _share(subject: Subject, figure: Said, figures: Sequence[Said]) -> Iterator[Result]:
    """The share of all projects, by count or by amount."""
    part = next((f for f in reversed(figures[: figures.index(figure)])
                 if (f.measure, f.suffix, f.section) == (figure.measure, "", figure.section)), None)  # fmt: skip
    if figure.measure == "performance_amount":
        whole = max((one.amount for one in totals(subject.tables, "project_total")), default=Decimal(0))
    else:
        whole = Decimal(max(len(items(subject.tables.get(r))) for r in ("projects", "performance_projects")))
    if part is None or not whole:
        yield unclear(RULE, figure, "没有写这一占比的部分或没有收到项目的表")
        return
    expected = rounded(100 * part.value / whole, figure.decimals)
    if abs(expected - figure.value) <= figure.step:
        yield passed(RULE, figure, expected, "pass" if expected == figure.value else "rounding")
    else:
        yield unclear(RULE, figure, f"按收到的表是 {plain(expected)}%，不知道按哪些项目计算")
