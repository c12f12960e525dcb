"""Structure rules (4.1): contents against body, years, unit rows, blank tables and their notes, damage to whole tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.kinds import Kind, by_name, kinds
from disclosures.model import Check, Finding, Match, Subject
from disclosures.rulebook import rules
from disclosures.text import key, narrow
from disclosures.titles import bare_title, kind_of_title

Result = Check | Finding
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_NOTHING = re.compile(r"(没有|无|未|不涉及|空表|为0|不存在)")


def structure(subject: Subject) -> Iterator[Result]:
    """Every structure rule, one check for each thing looked at."""
    yield from _contents(subject)
    yield from _core(subject)
    yield from _title_years(subject)
    yield from _unit_rows(subject)
    yield from _blank_tables(subject)
    yield from _damage(subject)


def _severity(rule: str, kind: Kind | None = None) -> str:
    return "warning" if rule == "R-TOC-MISSING" and kind is not None and not kind.core else rules()[rule].severity


def _fail(rule: str, message: str, origin: str, resource: str | None = None, row: int | None = None,
          kind: Kind | None = None, **more: str | None) -> Iterator[Result]:  # fmt: skip
    yield Check(rule, "fail", resource, row)
    yield Finding(rule, _severity(rule, kind), origin, message, resource, row, **more)  # type: ignore[arg-type]


def _contents(subject: Subject) -> Iterator[Result]:
    """目录 against body: listed but absent, there but not listed, another title."""
    found = {m.kind: m for m in subject.matches if m.kind}
    listed = {kind.name: title for title in subject.listed for kind in [kind_of_title(title)] if kind}
    for name, title in listed.items():
        kind = by_name()[name]
        resource = next(iter(kind.resources))
        match = found.get(name)
        if match is None:
            message = f"目录列有《{title}》，收到的文件里没有这张表（是丢页还是没有公开，从文件本身无法分清）"
            yield from _fail("R-TOC-MISSING", message, "extraction", resource, kind=kind)
            continue
        yield Check("R-TOC-MISSING", "pass", resource)
        if match.title:
            yield from _same_title(resource, title, match)
    if not subject.listed:
        yield Check("R-TOC-MISSING", "not_evaluable", reason="文件没有目录")
        return
    for title in subject.listed:
        if kind_of_title(title) is None:
            yield Check("R-TOC-MISSING", "not_evaluable", reason=f"目录所列《{title}》不是已知的表")
    for name, match in found.items():
        if name and name not in listed and match.title:  # a table within the prose has no title to be listed
            yield from _fail("R-TOC-EXTRA", f"《{match.title}》不在目录中", "disclosure",
                             next(iter(by_name()[name].resources)))  # fmt: skip


def _core_words(title: str) -> str:
    """A title without year, 部门, brackets and punctuation."""
    return re.sub(r"(?:19|20)\d\d年?度?|部门|单位|本级|[()（）、,。;；:：.]", "", bare_title(title))


def _same_title(resource: str, listed: str, match: Match) -> Iterator[Result]:
    if _core_words(listed) == _core_words(match.title):
        yield Check("R-TOC-TITLE", "pass", resource)
    else:
        yield from _fail("R-TOC-TITLE", f"目录写作《{listed}》，正文表题是《{match.title}》", "disclosure", resource,
                         printed=match.title, expected=listed)  # fmt: skip


def _core(subject: Subject) -> Iterator[Result]:
    """The eight core tables, whether or not the contents list them."""
    found = {m.kind for m in subject.matches}
    listed = {kind.name for title in subject.listed for kind in [kind_of_title(title)] if kind}
    for kind in kinds():
        if not kind.core or kind.name in found | listed:
            continue
        other = next((name for name in kind.instead if name in found), None)
        if other is not None:
            reason = f"这份公开以《{by_name()[other].title}》代替《{kind.title}》"
            yield Check("R-TOC-MISSING", "not_evaluable", next(iter(kind.resources)), reason=reason)
        else:
            message = f"没有见到《{kind.title}》，它是必须公开的表"
            yield from _fail("R-TOC-MISSING", message, "extraction", next(iter(kind.resources)), kind=kind)


def _title_years(subject: Subject) -> Iterator[Result]:
    for match in subject.matches:
        if match.kind is None:
            continue
        resource = next(iter(by_name()[match.kind].resources))
        for year in {int(y) for y in _YEAR.findall(narrow(match.title))}:
            if year == subject.identity.year:
                yield Check("R-YEAR-TITLE", "pass", resource)
            else:
                line = f"第 {match.place.line} 行" if match.place.line else ""
                message = f"{line}表题《{match.title}》的年份是 {year}，本文件是 {subject.identity.year} 年度预算"
                yield from _fail("R-YEAR-TITLE", message, "disclosure", resource, printed=str(year),
                                 expected=str(subject.identity.year))  # fmt: skip


def _unit_rows(subject: Subject) -> Iterator[Result]:
    for name, table in subject.tables.items():
        if "unit_code" not in table.fields and name != "performance_projects":
            continue
        for record in table.records:
            if record.get("row_kind") != "unit":
                continue
            row = int(str(record["row"]))
            code = str(record.get("unit_code") or record.get("project_code") or "")
            # By practice the performance table prints the department's row with its code alone.
            named = name == "performance_projects" or any(
                record.get(f) for f in ("unit_name", "name", "dept_economic_name")
            )
            if re.fullmatch(r"\d{3}|\d{6}", code) and named:
                yield Check("R-UNITROW", "pass", name, row)
            else:
                lacks = "名称" if not named else "3 位或 6 位代码"
                message = f"《{table.title}》第 {record.get('source_line') or row} 行的单位行没有{lacks}（代码 {code or '空白'}）"
                yield from _fail("R-UNITROW", message, "disclosure", name, row)


def _blank_tables(subject: Subject) -> Iterator[Result]:
    """A table without data says so below it (or in a section on blank tables); one with data does not."""
    prose = key("".join(p.text for p in subject.prose))
    for match in subject.matches:
        kind = by_name().get(match.kind or "")
        if kind is None or kind.shape != "list" or match.headless:
            continue
        resource = next(iter(kind.resources))
        table = subject.tables.get(resource)
        notes = [n.text for n in match.notes if _NOTHING.search(n.text) and re.search(r"无|没有|空表|不涉及", n.text)]
        if table is not None and not table.records:
            said = bool(notes) or bool(re.search(r"空表", prose))
            if said:
                yield Check("R-EMPTY-NOTE", "pass", resource)
            else:
                yield from _fail(
                    "R-EMPTY-NOTE", f"《{match.title or kind.title}》没有数据，也没有说明原因", "disclosure", resource
                )
        elif table is not None and any(re.search(r"(故|因此|所以)?(本|此)表(无数据|为空|为空表)", n) for n in notes):
            yield from _fail(
                "R-EMPTY-NOTE", f"《{match.title}》有数据，表下却说明“{notes[0][:40]}”", "disclosure", resource
            )


def _damage(subject: Subject) -> Iterator[Result]:
    """What of a table was lost as a whole."""
    for match in subject.matches:
        kind = by_name().get(match.kind or "")
        if kind is None or not match.headless:
            continue
        resource = next(iter(kind.resources))
        line = f"第 {match.place.line} 行起" if match.place.line else ""
        message = (
            f"{line}的 {len(match.rows)} 行没有表题和表头，按行的形状认作《{kind.title}》的后半部分；前面的页没有读到"
        )
        yield Finding("X-LOSTTAB", "warning", "extraction", message, resource)
    yield from _lost_totals(subject)


def _lost_totals(subject: Subject) -> Iterator[Result]:
    """A balance table that prints this year's totals but not the last line."""
    table = subject.tables.get("balance")
    if table is None or not table.records:
        return
    for side, words in (("income", "收入总计"), ("expenditure", "支出总计")):
        totals = [str(r["label"]) for r in table.records if r["side"] == side and r["row_kind"] == "total"]
        if totals and all(key(t).startswith("本年") for t in totals):
            yield Check("R-T01-BAL", "not_evaluable", "balance", reason=f"没有读到“{words}”行")
            yield Finding("X-LOSTROW", "warning", "extraction", f"《{table.title}》没有读到“{words}”行", "balance")
