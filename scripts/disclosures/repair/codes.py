"""Codes that lost a part: the 类 of a functional code, a zero of a project code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from disclosures.codes import names
from disclosures.kinds import kinds
from disclosures.model import Finding, Value
from disclosures.repair.desk import Desk
from disclosures.text import key

_EXPENDITURE = (
    "expenditure",
    "general_public_budget",
    "fiscal_appropriation_expenditure",
    "government_fund",
    "state_capital",
)
_SHORTEST_PROJECT = 15
_RUN = re.compile(r"0{4,}")


@dataclass(frozen=True, slots=True)
class _Coded:
    """A code with parts: where it stands, which name goes with it, how long it is when whole, which list knows it."""

    code: str
    name: str
    resources: tuple[str, ...]
    whole: tuple[int, ...]
    listed: str
    same_row: str
    list_rule: str


_ECONOMIC = ("basic_expenditure", "economic_classification")
_CODED = (
    _Coded("functional_code", "name", _EXPENDITURE, (3, 5, 7), "functional", "R-X-T05-T03", "R-C-FUNC"),
    _Coded("dept_economic_code", "dept_economic_name", _ECONOMIC, (3, 5, 7), "department", "R-X-T07-T06", "R-C-ECON-D"),
    _Coded("gov_economic_code", "gov_economic_name", _ECONOMIC, (3, 5), "government", "R-X-T07-T06", "R-C-ECON-G"),
)


def lost_code_parts(desk: Desk) -> None:
    """Restore a code that lost its front, from the same row of another table, else from what else leaves one code.

    The same row: the known end of the code with the same name. Else, for a functional code, the one class that has
    an amount in the balance; else the only code of the official list that ends so and bears this very name.
    """
    for coded in _CODED:
        for resource, record in desk.named(*coded.resources):
            code = str(record.get(coded.code) or "")
            if len(code) in coded.whole or (not code and not _lost_whole_code(coded, record)):
                continue
            found = _twins(desk, coded, resource, record, code)
            found = found or (_from_class(desk, code) if coded.listed == "functional" else {})
            found = found or _from_list(coded, record, code)
            if len(found) == 1:
                whole, (rule, evidence) = found.popitem()
                desk.set(resource, int(str(record["row"])), coded.code, whole, rule, evidence)
            elif code:
                _say_incomplete(desk, coded, resource, record, code)
    for resource in _EXPENDITURE:
        _rollups(desk.records(resource))


def _lost_whole_code(coded: _Coded, record: dict[str, Value]) -> bool:
    """A detail row without any code, which has a name and is no unit."""
    if record.get("row_kind") != "item" or not record.get(coded.name):
        return False
    return coded.listed == "functional" or any(record.get(c) for c in ("dept_economic_code", "gov_economic_code"))


def _rollups(records: Sequence[dict[str, Value]]) -> None:
    """With its code restored a 类 or 款 row turns out to sum the rows below it."""
    for record, below in pairwise(records):
        code, next_code = str(record.get("functional_code") or ""), str(below.get("functional_code") or "")
        if record["row_kind"] == "item" and len(code) in (3, 5) and next_code.startswith(code) and next_code != code:
            record["row_kind"] = "subtotal"


Found = dict[str, tuple[str, str]]


def _twins(desk: Desk, coded: _Coded, resource: str, record: dict[str, Value], code: str) -> Found:
    found: Found = {}
    for other, twin in desk.named(*coded.resources):
        whole = str(twin.get(coded.code) or "")
        if (
            (not code and coded.listed == "functional")
            or twin is record
            or len(whole) not in coded.whole
            or not whole.endswith(code)
        ):
            continue
        same_name = key(str(twin.get(coded.name))) == key(str(record.get(coded.name)))
        if same_name and (coded.listed != "functional" or twin.get("total") == record.get("total")):
            where = "本表另一行" if other == resource else f"{_title(other)}同一行"
            found[whole] = (coded.same_row, f"{where}（{twin.get(coded.name)}）的编码为 {whole}")
    return found


def _from_class(desk: Desk, code: str) -> Found:
    classes = {
        str(r["functional_code"])
        for _, r in desk.named("balance", "fiscal_appropriation")
        if r["side"] == "expenditure" and r["row_kind"] == "item" and r.get("functional_code")
        and any(isinstance(v, Decimal) and v for v in r.values())
    }  # fmt: skip
    if len(classes) != 1 or not code:
        return {}
    only = classes.pop()
    return (
        {only + code: ("R-X-T01-T03", f"收支总表只有 {only} 一类有金额，各行都属于该类")}
        if len(only + code) in (5, 7)
        else {}
    )


def _from_list(coded: _Coded, record: dict[str, Value], code: str) -> Found:
    name = key(str(record.get(coded.name) or ""))
    same = [c for c, known in names(coded.listed).items() if c.endswith(code) and key(known) == name]
    return (
        {same[0]: (coded.list_rule, f"官方科目中以 {code} 结尾、名称为“{record.get(coded.name)}”的只有 {same[0]}")}
        if len(same) == 1
        else {}
    )


def _say_incomplete(desk: Desk, coded: _Coded, resource: str, record: dict[str, Value], code: str) -> None:
    message = f"《{_title(resource)}》“{record.get(coded.name) or ''}”的编码只读到“{code}”，没有别的表能补全"
    row = int(str(record["row"]))
    desk.findings.append(Finding("X-CODE", "warning", "extraction", message, resource, row, coded.code, code))


def _title(resource: str) -> str:
    return next((k.title for k in kinds() if resource in k.resources), resource)


def lost_zeros(desk: Desk) -> None:
    """A project code one digit short whose only long run of zeros can take it: where the zero goes makes no difference."""
    for kind in kinds():
        for resource in (r for r in kind.resources if r != "performance_indicators"):
            for record in desk.records(resource) if kind.code_lengths else ():
                code = str(record.get("project_code") or "")
                length = next((n for start, n in kind.code_lengths.items() if code.startswith(start)), 0)
                runs = _RUN.findall(code[8:])
                if length and code.isdigit() and len(code) == length - 1 and len(runs) == 1:
                    whole = code[:8] + "0" + code[8:]
                    evidence = f"项目编码应为 {length} 位，读到 {len(code)} 位；8 位区划和年份之后只有一长串 0，补一个 0 只有一种结果"
                    desk.set(resource, int(str(record["row"])), "project_code", whole, "R-C-PROJ", evidence)
                elif length and code.isdigit() and len(code) != length and len(code) >= _SHORTEST_PROJECT:
                    name = record.get("name") or record.get("project_name") or ""
                    message = f"项目“{name}”的编码读到 {len(code)} 位，应为 {length} 位，无法确定缺了什么"
                    row = int(str(record["row"]))
                    desk.findings.append(
                        Finding("X-CODE", "warning", "extraction", message, resource, row, "project_code", code)
                    )
    _follow(desk)


def _follow(desk: Desk) -> None:
    """Indicators repeat the code of their project: they follow it, which is no repair of its own."""
    codes = {record["row"]: record.get("project_code") for record in desk.records("performance_projects")}
    for record in desk.records("performance_indicators"):
        if record.get("project_row") in codes:
            record["project_code"] = codes[record["project_row"]]
