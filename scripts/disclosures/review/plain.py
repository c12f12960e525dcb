"""A review for the terminal: plain Chinese lines, colour only where somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from disclosures.model import Table
from disclosures.review.remarks import Remark, arranged
from disclosures.review.reviewed import Review
from disclosures.terminal import printable
from disclosures.terms import LEVEL, OUTCOME, SEVERITY

_COLOUR = {"error": "31", "warning": "33", "info": "36"}
_BOLD = "1"
_MOST = 200  # remarks of one group: who has more should read the file that --output writes
_MOST_RULES = 6


def plain_text(reviews: Sequence[Review], colour: bool) -> str:
    """Every review, one after another. No line begins with words of a document: a log may take them for a command."""
    return "\n".join(line for one in reviews for line in _review(one, colour)) + "\n"


def _review(one: Review, colour: bool) -> Iterator[str]:
    about = one.disclosure.identity
    yield _styled(f"■ {printable(one.shown)}", _BOLD, colour)
    yield f"  部门：{printable(about.department)}，{about.year} 年度，{LEVEL[about.level]}"
    yield f"  区划：{about.division_code or '未认出'} {printable(about.division or '')}"
    yield f"  表：读到 {len(one.found)} 张，目录列有 {len(one.disclosure.listed)} 张" + (
        f"；没有见到：{'、'.join(one.missing)}" if one.missing else ""
    )
    yield "  核对：" + "，".join(f"{words} {one.outcomes.get(name, 0)}" for name, words in OUTCOME.items())
    yield "  发现：" + "，".join(f"{words} {one.count(name)}" for name, words in SEVERITY.items())
    for _, words, own in arranged(one.remarks):
        yield ""
        yield _styled(f"  {words}（{len(own)} 条）", _BOLD, colour)
        for remark in own[:_MOST]:
            yield from _remark(remark, colour)
        if len(own) > _MOST:
            yield f"  ……另有 {len(own) - _MOST} 条，请用 --format html 或 csv 看全部"
    yield from _rest(one, colour)
    yield ""


def _remark(one: Remark, colour: bool) -> Iterator[str]:
    finding = one.finding
    head = _styled(f"  {one.number:>3}. {one.severity}", _COLOUR[finding.severity], colour)
    where = "，".join(part for part in (f"《{printable(one.table)}》" if one.table else "", one.place) if part)
    yield f"{head} {finding.rule} {one.title}" + (f"（{printable(where)}）" if where else "")
    yield f"       说明：{printable(finding.message)}"
    if one.sum:
        yield f"       算式：{printable(one.sum)}"
    if one.right:
        yield f"       怎样才对：{printable(one.right)}"


def _rest(one: Review, colour: bool) -> Iterator[str]:
    if one.disclosure.repairs:
        yield ""
        yield _styled(f"  读取时的修复（{len(one.disclosure.repairs)} 处，都有等式或别的表证明）", _BOLD, colour)
        tables = {table.resource: table for table in one.disclosure.tables}
        for repair in one.disclosure.repairs[:_MOST]:
            title = _title(tables.get(repair.resource), repair.resource)
            line = f"《{title}》第 {repair.row} 行：读到“{repair.printed}”，应是“{repair.published}”；依据 {repair.rule} {repair.evidence}"
            yield f"       修复：{printable(line)}"
        if len(one.disclosure.repairs) > _MOST:
            yield f"  ……另有 {len(one.disclosure.repairs) - _MOST} 处"
    if one.unchecked:
        yield ""
        yield _styled("  没能核对的，及原因", _BOLD, colour)
        for own in one.unchecked:
            more = "……" if len(own.rules) > _MOST_RULES else ""
            yield f"       {own.count:>4} 项：{printable(own.reason)}（{'、'.join(own.rules[:_MOST_RULES])}{more}）"


def _title(table: Table | None, resource: str) -> str:
    return table.title if table else resource


def _styled(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text
