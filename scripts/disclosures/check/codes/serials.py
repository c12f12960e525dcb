"""Codes that a finance bureau gives out (rules 4.5): of projects (division, year, serial) and of units."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from disclosures.check.result import Result, fail, looked_at, number, printed_at
from disclosures.codes import full_name
from disclosures.model import Check, Record, Subject, Table

# 预算管理一体化: six digits of the division, two of the year in which it was set up, thirteen of a serial number, which
# some places (Beijing) begin with a letter for the kind of project.
_PROJECT = re.compile(r"\d{8}[0-9A-Z]\d{12}")
_TABLES = ("performance_projects", "projects")
_RULES = ("R-C-PROJ", "R-C-PROJ-DIV", "R-C-PROJ-YEAR")
_MOSTLY = 2 / 3


def serials(subject: Subject) -> Iterator[Result]:
    """R-C-PROJ, R-C-PROJ-DIV and R-C-PROJ-YEAR of every table of projects, R-C-UNIT of every table with units."""
    found = [(t, rows) for name in _TABLES if (t := subject.tables.get(name)) and (rows := _projects(t))]
    for table, rows in found:
        yield from _codes(subject, table, rows)
    if not found:
        for rule in _RULES:
            yield Check(rule, "not_evaluable", reason="没有印出项目编码")
    units = [r for t in subject.tables.values() if "unit_code" in t.fields for r in _units(t)]
    yield from units or [Check("R-C-UNIT", "not_evaluable", reason="没有印出列在部门代码之下的单位代码")]


def _projects(table: Table) -> list[Record]:
    return [r for r in table.records if r.get("row_kind") == "item" and r.get("project_code")]


def _codes(subject: Subject, table: Table, rows: list[Record]) -> Iterator[Result]:
    whole = [r for r in rows if _PROJECT.fullmatch(str(r["project_code"]))]
    if len(whole) < len(rows) * _MOSTLY:
        for rule in _RULES:
            yield Check(rule, "not_evaluable", table.resource, reason="本地的项目编码不是 21 位的形式")
        return
    others = [r for r in rows if not _PROJECT.fullmatch(str(r["project_code"]))]
    odd = [r for r in others if (table.resource, number(r, "row")) not in subject.damaged]
    yield from looked_at("R-C-PROJ", table.resource, len(whole), ["编码没有读全"] * (len(others) > len(odd)))
    for record in odd:
        code = str(record["project_code"])
        words = f"编码 {code} 有 {len(code)} 位，本表多数项目是 21 位（区划 6 位、年份 2 位、序号 13 位）"
        yield from fail("R-C-PROJ", _said(table, record, words), _at(table, record), code)
    yield from _each(table, whole, "R-C-PROJ-DIV", lambda code: _division(code, subject.identity.division_code))
    yield from _each(table, whole, "R-C-PROJ-YEAR", lambda code: _year(code, subject.identity.year))


def _each(table: Table, rows: list[Record], rule: str, wrong: Callable[[str], str | None]) -> Iterator[Result]:
    """One check for all that holds, a finding for each code of which `wrong` says something."""
    failed = [(record, words) for record in rows if (words := wrong(str(record["project_code"])))]
    yield from looked_at(rule, table.resource, len(rows) - len(failed))
    for record, words in failed:
        yield from fail(rule, _said(table, record, words), _at(table, record), str(record["project_code"]))


def _division(code: str, own: str | None) -> str | None:
    """What is wrong with the division in a code; a treasury above or below may have set the project up."""
    stated = code[:6]
    if own is None or _related(stated, own):
        return None
    name = full_name(stated)
    return f"编码以 {stated}（{name or '代码表中没有的区划'}）开头，本部门的区划是 {own}（{full_name(own)}）"


def _related(one: str, other: str) -> bool:
    short, long = sorted((one.rstrip("0"), other.rstrip("0")), key=len)
    return long.startswith(short)


def _year(code: str, year: int) -> str | None:
    stated = 2000 + int(code[6:8])
    return f"编码的第 7、8 位是 {code[6:8]}（{stated} 年设立），晚于预算年度 {year}" if stated > year else None


def _said(table: Table, record: Record, words: str) -> str:
    name = record.get("project_name") or record.get("name") or ""
    return f"《{table.title}》{printed_at([record])}：项目“{name}”的{words}"


def _at(table: Table, record: Record) -> tuple[str, int | None, str]:
    return table.resource, number(record, "row"), "project_code"


def _units(table: Table) -> Iterator[Result]:
    """A unit of six digits stands below the department whose three digits it begins with."""
    department, passed, failed = "", 0, []
    for record in table.records:
        code = str(record.get("unit_code") or "")
        if re.fullmatch(r"\d{3}", code):
            department = code
        elif department and re.fullmatch(r"\d{6}", code):
            passed += code.startswith(department)
            if not code.startswith(department):
                failed.append((record, code, department))
    yield from looked_at("R-C-UNIT", table.resource, passed)
    for record, code, above in failed:
        name = record.get("unit_name") or record.get("name") or ""
        where = f"《{table.title}》{printed_at([record])}："
        message = f"{where}单位“{name}”的代码 {code} 列在部门 {above} 之下，却不以 {above} 开头"
        yield from fail("R-C-UNIT", message, (table.resource, number(record, "row"), "unit_code"), code, above)
