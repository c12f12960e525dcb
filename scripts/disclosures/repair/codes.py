"""Codes that lost a part: the 类 of a functional code, a zero of a project code."""

from __future__ import annotations

import re
from decimal import Decimal

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
_WHOLE = (3, 5, 7)
_RUN = re.compile(r"0{4,}")


def lost_code_parts(desk: Desk) -> None:
    """Restore a functional code that lost its front, from the same row of another table, else from the one class.

    The same row: the known end of the code, and the same total or the same name. Else, where the balance table has
    an amount in one class only, every row belongs to that class.
    """
    for resource, record in desk.named(*_EXPENDITURE):
        code = str(record.get("functional_code") or "")
        if not code or len(code) in _WHOLE:
            continue
        found = _twins(desk, resource, record, code) or _from_class(desk, record, code)
        if len(found) == 1:
            whole, (rule, evidence) = found.popitem()
            desk.set(resource, int(str(record["row"])), "functional_code", whole, rule, evidence)
        else:
            message = f"《{_title(resource)}》“{record.get('name') or ''}”的功能分类编码只读到“{code}”，没有别的表能补全，按读到的发布"
            desk.findings.append(
                Finding(
                    "X-CODE",
                    "warning",
                    "extraction",
                    message,
                    resource,
                    int(str(record["row"])),
                    "functional_code",
                    code,
                )
            )


def _twins(desk: Desk, resource: str, record: dict[str, Value], code: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for other, twin in desk.named(*_EXPENDITURE):
        whole = str(twin.get("functional_code") or "")
        if other == resource or len(whole) not in _WHOLE or not whole.endswith(code):
            continue
        if twin.get("total") == record.get("total") and key(str(twin.get("name"))) == key(str(record.get("name"))):
            evidence = f"{_title(other)}同一行（{twin.get('name')}，{twin.get('total')}）的编码为 {whole}"
            found[whole] = ("R-X-T05-T03", evidence)
    return found


def _from_class(desk: Desk, record: dict[str, Value], code: str) -> dict[str, tuple[str, str]]:
    classes = {
        str(r["functional_code"])
        for _, r in desk.named("balance", "fiscal_appropriation")
        if r["side"] == "expenditure" and r["row_kind"] == "item" and r.get("functional_code")
        and any(isinstance(v, Decimal) and v for v in r.values())
    }  # fmt: skip
    fitting = {c for c in classes if c + code in names("functional") and len(c + code) in _WHOLE}
    if len(classes) == 1 and len(next(iter(classes)) + code) in _WHOLE:
        only = next(iter(classes))
        return {only + code: ("R-X-T01-T03", f"收支总表只有 {only} 一类有金额，各行都属于该类")}
    same_name = {c for c in fitting if key(names("functional")[c + code]) == key(str(record.get("name")))}
    return {
        c + code: ("R-C-FUNC", f"{c + code} 的名称正是“{record.get('name')}”") for c in same_name if len(same_name) == 1
    }


def _title(resource: str) -> str:
    return next((k.title for k in kinds() if resource in k.resources), resource)


def lost_zeros(desk: Desk) -> None:
    """A project code one digit short whose only long run of zeros can take it: where the zero goes makes no difference."""
    for kind in kinds():
        for resource in kind.resources:
            for record in desk.records(resource) if kind.code_lengths else ():
                code = str(record.get("project_code") or "")
                length = next((n for start, n in kind.code_lengths.items() if code.startswith(start)), 0)
                runs = _RUN.findall(code[8:])
                if length and code.isdigit() and len(code) == length - 1 and len(runs) == 1:
                    whole = code[:8] + "0" + code[8:]
                    evidence = f"项目编码应为 {length} 位，读到 {len(code)} 位；8 位区划和年份之后只有一长串 0，补一个 0 只有一种结果"
                    desk.set(resource, int(str(record["row"])), "project_code", whole, "R-C-PROJ", evidence)
    _follow(desk)


def _follow(desk: Desk) -> None:
    """Indicators repeat the code of their project: they follow it, which is no repair of its own."""
    codes = {record["row"]: record.get("project_code") for record in desk.records("performance_projects")}
    for record in desk.records("performance_indicators"):
        if record.get("project_row") in codes:
            record["project_code"] = codes[record["project_row"]]
