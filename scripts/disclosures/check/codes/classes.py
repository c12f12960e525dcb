"""Codes against the official lists (rules 4.5): they exist, bear their names, stand below their class.

The lists are partial: what they do not know, or know from one source only, is told as such and never called wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.check.result import At, Result, fail, looked_at, number, printed_at
from disclosures.codes import Listed, codes_of, listed, same_name
from disclosures.model import Record, Subject, Table
from disclosures.text import key

# Where a class and its name stand in one row. `name` holds classes only where the table is printed by function.
_NAMED = (
    ("R-C-FUNC", "functional", "functional_code", "name"),
    ("R-C-ECON-D", "department", "dept_economic_code", "dept_economic_name"),
    ("R-C-ECON-G", "government", "gov_economic_code", "gov_economic_name"),
)
_LABELLED = ("balance", "fiscal_appropriation")  # their codes are told by the words, not printed
# These have one number in every 款 that has them (政府收支分类科目); 其他… ends in 99.
_FIXED = {"行政运行": "01", "一般行政管理事务": "02", "机关服务": "03", "事业运行": "50"}
_FIRST_YEAR = 2018  # the economic classes of today are those of the reform of that year


def class_codes(subject: Subject) -> Iterator[Result]:
    """R-C-FUNC, R-C-ECON-D, R-C-ECON-G: a code of the list bears its name; and R-C-FUNC-PARENT."""
    for rule, which, code, name in _NAMED:
        for table in subject.tables.values():
            if {code, name} <= set(table.fields) and table.resource not in _LABELLED:
                yield from _names(subject, table, (rule, which, code, name))
    for table in subject.tables.values():
        if "functional_code" in table.fields and table.resource not in _LABELLED:
            yield from _parents(subject, table)


def _names(subject: Subject, table: Table, what: tuple[str, str, str, str]) -> Iterator[Result]:
    rule, which, code_field, name_field = what
    passed, unknown = 0, []
    for record in table.records:
        code, name = str(record.get(code_field) or ""), str(record.get(name_field) or "")
        if not code or not name or record.get("row_kind") in ("unit", "total"):
            continue
        known = listed(which).get(code)
        if known is None:
            unknown.append(f"科目表中没有 {code}（{name}）：所附科目表不全，不作判断")
        elif same_name(known.name, name):
            passed += 1
        elif other := _name_of_another(which, known, name, subject.identity.year):
            where = f"《{table.title}》{printed_at([record])}："
            message = f"{where}编码 {code} 印作“{name}”：科目表中 {code} 是“{known.name}”，“{name}”是 {other} 的名称"
            at = (table.resource, number(record, "row"), name_field)
            yield from fail(rule, message, at, name, known.name)
        else:
            unknown.append(f"{code} 印作“{name}”，科目表中是“{known.name}”：写法不同，不能断定有误")
    yield from looked_at(rule, table.resource, passed, unknown)


def _name_of_another(which: str, known: Listed, name: str, year: int) -> str | None:
    """The code whose verified name was printed; None unless both classes are sure for that year.

    The name of a class above is none: some tables print it on every row below.
    """
    bearers = codes_of(which).get(key(name), ())
    if which == "functional" and (beside := next((c for c in bearers if _beside(c, known.code)), None)):
        return beside
    if not _sure(known, year):
        return None
    others = [code for code in bearers if _sure(listed(which)[code], year)]
    if not others or any(known.code.startswith(code) for code in others):
        return None
    return others[0] + (" 等" if len(others) > 1 else "")


def _beside(code: str, known: str) -> bool:
    """Whether a code is another of the same 款, of a name that no list ever moved: it is numbered alike in all 款."""
    name = listed("functional")[code].name
    fixed = _FIXED.get(name, "99" if name.startswith("其他") else None)
    return code != known and len(known) == len(code) == 7 and code == known[:5] + (fixed or "")


def _sure(one: Listed, year: int) -> bool:
    """Verified, and seen in disclosures on both sides of that year or in it (of a list without years: since 2018)."""
    return one.verified and year >= _FIRST_YEAR and (not one.years or min(one.years) <= year <= max(one.years) + 1)


def _parents(subject: Subject, table: Table) -> Iterator[Result]:
    """R-C-FUNC-PARENT: a row below a 类 or 款 row whose sum counts it begins with that row's code."""
    groups = _groups(table)
    passed, unknown = 0, []
    for head, below in groups:
        code = str(head["functional_code"])
        strange = [r for r in below if not str(r.get("functional_code") or code).startswith(code)]
        passed += len(below) - len(strange)
        if not strange:
            continue
        if (table.resource, number(head, "row")) in subject.damaged or not _sums(head, below):
            unknown.append(f"{code} 行不等于其下各行之和，可能有行没有读到")
            continue
        for record in strange:
            own = str(record["functional_code"])
            where = f"《{table.title}》{printed_at([record])}："
            message = f"{where}{own} 计入 {code} {head.get('name') or ''}的合计，编码却不以 {code} 开头"
            at: At = (table.resource, number(record, "row"), "functional_code")
            yield from fail("R-C-FUNC-PARENT", message, at, own, code)
    yield from looked_at("R-C-FUNC-PARENT", table.resource, passed, unknown)


def _groups(table: Table) -> Iterator[tuple[Record, Sequence[Record]]]:
    """Every 款 or 类 row that is directly followed by the items below it, up to the next row that sums others."""
    head: Record | None = None
    below: list[Record] = []
    for record in (*table.records, {"row_kind": "total"}):
        if record.get("row_kind") == "item":
            below.append(record)
            continue
        if head is not None and below:
            yield head, below
        head = record if record.get("row_kind") == "subtotal" and record.get("functional_code") else None
        below = []


def _sums(head: Record, below: Sequence[Record]) -> bool:
    amounts = [v for r in below if isinstance(v := r.get("total"), Decimal)]
    return isinstance(head.get("total"), Decimal) and head["total"] == sum(amounts, Decimal(0))
