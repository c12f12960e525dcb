"""Structure rules (4.1): contents against body, years, unit rows, blank tables and their notes, damage to whole tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from disclosures.check.result import at_places, printed_at
from disclosures.codes import names as class_names
from disclosures.forms import form_of
from disclosures.kinds import Kind, by_name, kinds
from disclosures.model import Check, Finding, Match, Subject, Table
from disclosures.prose.outline import outline
from disclosures.rulebook import rules
from disclosures.text import key, narrow
from disclosures.titles import bare_title, kind_of_title

Result = Check | Finding
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_NOTHING = re.compile(r"无|没有|空表|不涉及")
_NONE = re.compile(r"无|没有|未安排|不涉及|(?<![\d.])0(?:\.0+)?万?元")
_BLANK = re.compile(r"[本此]表(?:无数据|为空|本年无发生额|无发生额)")
_BUDGETS = {"government_fund": "政府性基金", "state_capital": "国有资本经营", "three_public": "三公"}


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
            absent = _is_not_there(subject, title)
            why = "各页都已读到" if absent else "是丢页还是没有公开，从文件本身无法分清"
            message = f"目录列有《{title}》，收到的文件里没有这张表（{why}）"
            yield from _fail("R-TOC-MISSING", message, "disclosure" if absent else "extraction", resource, kind=kind)
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
    yield from _extra(found, list(listed))


def _is_not_there(subject: Subject, title: str) -> bool:
    """Whether a listed table is not in a document for certain: nothing of its pages can have been lost in reading.

    Every page has text of its own and none is a picture, every table is known and was read off a grid with its head,
    and no line but that of the contents names the one that is sought.
    """
    rows = [row for match in subject.matches for row in (*match.header, *match.rows)]
    places = [*(r.place for r in rows), *(p.place for p in subject.prose), *(m.place for m in subject.matches)]
    pages = {(place.document, place.page or 0) for place in places}
    counts = {document: max(page for of, page in pages if of == document) for document, _ in pages}
    return (
        bool(rows)
        and pages == {(document, page) for document, count in counts.items() for page in range(1, count + 1)}
        and not subject.scanned
        and all(row.grid for row in rows)
        and all(match.kind and not match.headless for match in subject.matches)
        and sum(_core_words(title) in _core_words(p.text) for p in subject.prose) <= 1
    )


def _extra(found: Mapping[str, Match], listed: Sequence[str]) -> Iterator[Result]:
    """Tables that the contents lack, and those that stand before one which the contents list before them."""
    titled = {name: match for name, match in found.items() if name and match.title}  # within the prose there is none
    body = [name for name in titled if name in listed]
    for name, match in titled.items():
        resource = next(iter(by_name()[name].resources))
        after = body[body.index(name) + 1] if name in body[:-1] else None
        if name not in listed and form_of(match.rows) == "project_performance":
            reason = "一个项目一份的绩效目标表属于绩效说明，目录多不单列"
            yield Check("R-TOC-EXTRA", "not_evaluable", resource, reason=reason)
        elif name not in listed:
            yield from _fail("R-TOC-EXTRA", f"《{match.title}》不在目录中", "disclosure", resource)
        elif after is not None and listed.index(after) < listed.index(name):
            message = f"正文中《{match.title}》在《{titled[after].title}》之前，次序与目录不同"
            yield from _fail("R-TOC-EXTRA", message, "disclosure", resource)
        else:
            yield Check("R-TOC-EXTRA", "pass", resource)


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
        unknown = next((m.title for m in subject.matches if m.kind is None and _may_be(kind, m.title)), None)
        if other is None and unknown is not None:
            reason = f"收到了《{unknown}》，不能断定它是不是《{kind.title}》"
            yield Check("R-TOC-MISSING", "not_evaluable", next(iter(kind.resources)), reason=reason)
        elif other is not None:
            reason = f"这份公开以《{by_name()[other].title}》代替《{kind.title}》"
            yield Check("R-TOC-MISSING", "not_evaluable", next(iter(kind.resources)), reason=reason)
        else:
            message = f"没有见到《{kind.title}》，它是必须公开的表（也可能在另一个文件里，或并在别的表里）"
            yield from _fail("R-TOC-MISSING", message, "extraction", next(iter(kind.resources)), kind=kind)


def _may_be(kind: Kind, title: str) -> bool:
    """Whether a table of no known kind has every word in its title that tells this kind: it may be it, or a part of it."""
    bare = bare_title(title)
    return bool(kind.title_has) and all(pattern.search(bare) for pattern in kind.title_has)


def _title_years(subject: Subject) -> Iterator[Result]:
    for match in subject.matches:
        if match.kind is None:
            continue
        resource = next(iter(by_name()[match.kind].resources))
        said = [(int(y), "表题") for y in dict.fromkeys(_YEAR.findall(narrow(match.title)))]
        said += [(match.stated_year, "表题下一行")] if match.stated_year else []
        for year, where in said:
            if year == subject.identity.year:
                yield Check("R-YEAR-TITLE", "pass", resource)
                continue
            named = where.replace("表题", f"表题《{match.title}》", 1)
            message = f"{at_places([match.place])}{named}的年份是 {year}，本文件是 {subject.identity.year} 年度预算"
            yield from _fail("R-YEAR-TITLE", message, "disclosure", resource, printed=str(year),
                             expected=str(subject.identity.year))  # fmt: skip


def _unit_rows(subject: Subject) -> Iterator[Result]:
    """Unit rows have a code of 3 or 6 digits and a name, and are no functional class; each slip is said once."""
    said: set[tuple[str, str, str]] = set()
    for name, table in subject.tables.items():
        if not _codes_units(table):
            continue
        for record in table.records:
            if record.get("row_kind") != "unit":
                continue
            row = int(str(record["row"]))
            code = str(record.get("unit_code") or record.get("project_code") or "")
            shown = next((str(v) for f in ("unit_name", "name", "dept_economic_name") if (v := record.get(f))), "")
            wrong = _odd_unit(name, code, shown)
            if wrong is None:
                yield Check("R-UNITROW", "pass", name, row)
            elif (wrong, code, shown or str(row)) not in said:
                said.add((wrong, code, shown or str(row)))
                message = f"《{table.title}》{printed_at([record])}的单位行{wrong}（代码 {code or '空白'}）"
                yield from _fail("R-UNITROW", message, "disclosure", name, row)


def _codes_units(table: Table) -> bool:
    """Whether the table gives its unit rows codes at all: a place may print the code with the classes of a unit only."""
    units = [r for r in table.records if r.get("row_kind") == "unit"]
    return table.resource == "performance_projects" or any(r.get("unit_code") for r in units)


def _odd_unit(resource: str, code: str, name: str) -> str | None:
    """What is odd about a unit row, None if nothing.

    By practice the performance table prints the department's row with its code alone.
    """
    if not name and resource != "performance_projects":
        return "没有名称"
    if not re.fullmatch(r"\d{3}|\d{6}", code):
        return "没有 3 位或 6 位代码"
    listed = key(class_names("functional").get(code, ""))
    return f"“{name}”是功能分类 {code} 类的名称，不是单位" if len(name) >= 4 and key(name) in listed else None


def _blank_tables(subject: Subject) -> Iterator[Result]:
    """A table without data says so below it (or the prose says that there is none); one with data does not."""
    stated = any(section.topic == "statements" and section.passages for section in outline(subject.prose))
    for match in subject.matches:
        kind = by_name().get(match.kind or "")
        table = subject.tables.get(next(iter(kind.resources))) if kind else None
        if kind is None or table is None or kind.shape not in ("list", "three_public") or match.headless:
            continue
        notes = [n.text for n in match.notes if _NOTHING.search(n.text)]
        if table.records:
            yield from _with_data(match, table, notes)
        elif notes or _said_in_prose(subject, kind):
            yield Check("R-EMPTY-NOTE", "pass", table.resource)
        elif not stated:
            reason = "只收到表格，没有收到文字说明：空表的说明可能在其中"
            yield Check("R-EMPTY-NOTE", "not_evaluable", table.resource, reason=reason)
        else:
            message = f"《{match.title or kind.title}》没有数据，也没有说明原因"
            yield from _fail("R-EMPTY-NOTE", message, "disclosure", table.resource)


def _with_data(match: Match, table: Table, notes: Sequence[str]) -> Iterator[Result]:
    """A table that prints amounts is not called blank; rows of zeros may be."""
    blank = next((n for n in notes if _BLANK.search(n)), None)
    amounts = any(isinstance(v, Decimal) and v for record in table.records for v in record.values())
    if blank and amounts:
        yield from _fail(
            "R-EMPTY-NOTE", f"《{match.title}》有数据，表下却说明“{blank[:40]}”", "disclosure", table.resource
        )
    elif notes:
        yield Check("R-EMPTY-NOTE", "pass", table.resource)


def _said_in_prose(subject: Subject, kind: Kind) -> bool:
    """Whether a sentence on blank tables, or on this table's budget, says that there is nothing."""
    words = _BUDGETS.get(kind.name)
    sentences = re.split(r"[。；;]", key("\n".join(p.text + "。" for p in subject.prose)))
    return any("空表" in s or (words is not None and words in s and _NONE.search(s)) for s in sentences)


def _damage(subject: Subject) -> Iterator[Result]:
    """What of a table was lost as a whole."""
    for match in subject.matches:
        kind = by_name().get(match.kind or "")
        if kind is None or not match.headless:
            continue
        resource = next(iter(kind.resources))
        where = at_places([match.place])
        start = f"{where}起的 " if where else ""
        message = (
            f"{start}{len(match.rows)} 行没有表题和表头，按行的形状认作《{kind.title}》的后半部分；前面的页没有读到"
        )
        yield Finding("X-LOSTTAB", "warning", "extraction", message, resource)
    yield from _lost_totals(subject)


def _lost_totals(subject: Subject) -> Iterator[Result]:
    """A balance table that prints this year's totals but not the last line."""
    table = subject.tables.get("balance")
    if table is None or not table.records:
        return
    lost = []
    for side, words in (("income", "收入总计"), ("expenditure", "支出总计")):
        totals = [str(r["label"]) for r in table.records if r["side"] == side and r["row_kind"] == "total"]
        if totals and all(key(t).startswith("本年") for t in totals):
            yield Check("R-T01-BAL", "not_evaluable", "balance", reason=f"没有读到“{words}”行")
            lost.append(words)
    if lost:
        message = f"《{table.title}》没有读到“{'”“'.join(lost)}”一行：是没有印还是丢了，从收到的文件分不清"
        yield Finding("X-LOSTROW", "warning", "extraction", message, "balance")
