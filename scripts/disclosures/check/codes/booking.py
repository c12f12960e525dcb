"""What is booked under which class (rules 4.5): basic or project by function, administrative or institution by economy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from disclosures.check.result import Result, fail, looked_at, number, printed_at
from disclosures.codes import listed, pairs
from disclosures.model import Address, Check, Record, Severity, Subject, Table
from disclosures.text import key, plain

# What a 项 of that name means by the official explanations, and the column in which it therefore has nothing.
_KINDS = {"行政运行": ("基本", "project_total", "项目"), "事业运行": ("基本", "project_total", "项目"),
          "一般行政管理事务": ("项目", "basic_total", "基本")}  # fmt: skip
_BY_FUNCTION = ("expenditure", "fiscal_appropriation_expenditure", "general_public_budget")
_BY_ECONOMY = ("basic_expenditure", "economic_classification", "basic_expenditure_by_source", "fiscal_appropriation_basic",
               "general_public_budget_economic", "expenditure", "operating_expenditure")  # fmt: skip
_SOCIAL = {"208": "养老", "210": "医疗", "221": "住房公积金"}
_CHARGES = {"30108": "208", "30110": "210", "30113": "221"}
# The government classes that each department class goes to by the structure of both lists.
_SIDES = {"301": ("501", "505"), "302": ("502", "505"), "303": ("509",)}
_BASE_PAY = "30101"
# What is paid to everybody who has a base pay, so that it cannot stand on a side alone.
_WITH_BASE_PAY = frozenset({"30102", "30103", "30107", "30108", "30110", "30113"})
_MEDICAL = (("2101102", "事业单位医疗", "501", "行政"), ("2101101", "行政单位医疗", "505", "事业"))


def booking(subject: Subject) -> Iterator[Result]:
    """R-C-FUNC-KIND, R-C-ECON-PAIR and R-C-ECON-MIX."""
    yield from _kinds(subject)
    yield from _pairs(subject)
    yield from _sides(subject)


def _first(subject: Subject, names: Iterable[str], *fields: str) -> Table | None:
    """The first of these tables that has rows and all the fields."""
    found = (subject.tables[name] for name in names if name in subject.tables)
    return next((table for table in found if table.records and set(fields) <= set(table.fields)), None)


def _items(table: Table) -> list[Record]:
    return [record for record in table.records if record.get("row_kind") == "item"]


def _amount(record: Record, field: str) -> Decimal:
    value = record.get(field)
    return value if isinstance(value, Decimal) else Decimal(0)


def _kinds(subject: Subject) -> Iterator[Result]:
    table = _first(subject, _BY_FUNCTION, "functional_code", "basic_total", "project_total")
    if table is None:
        yield Check("R-C-FUNC-KIND", "not_evaluable", reason="没有分基本支出和项目支出的按功能分类的表")
        return
    by_code: dict[str, list[Record]] = defaultdict(list)
    for record in _items(table):
        if len(code := str(record.get("functional_code") or "")) == 7:
            by_code[code].append(record)
    passed = 0
    odd: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for records in by_code.values():
        meant = _KINDS.get(key(str(records[0].get("name") or "")))
        wrong = [record for record in records if meant and _amount(record, meant[1])]
        passed += bool(meant and not wrong)
        if meant and wrong:
            odd[meant] += wrong
    for (means, blank, other), wrong in odd.items():
        yield from _misplaced(table, means, blank, other, wrong)
    yield from looked_at("R-C-FUNC-KIND", table.resource, passed)
    yield from _social_charges(subject, table)


def _misplaced(table: Table, means: str, blank: str, other: str, wrong: Sequence[Record]) -> Iterator[Result]:
    """One finding for all rows with an amount in a column that by the explanation of their class is blank."""
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    for record in wrong:
        amounts[f"{record['functional_code']} {key(str(record['name']))}"].append(_amount(record, blank))
    said = "、".join(
        f"{name} {plain(sum(found, Decimal(0)))} 万元" + (f"（{len(found)} 行）" if len(found) > 1 else "")
        for name, found in amounts.items()
    )
    remark, severity = _remark(blank, wrong)
    message = (
        f"《{table.title}》{printed_at(wrong)}：{said}列为{other}支出；按科目说明，这一科目反映{means}支出。{remark}"
    )
    cells = [Address(table.resource, int(str(record["row"])), blank) for record in wrong]
    printed = plain(sum(next(iter(amounts.values())), Decimal(0)))
    at = (table.resource, number(wrong[0], "row"), blank)
    yield from fail("R-C-FUNC-KIND", message, at, printed, severity=severity, cells=cells)


def _remark(blank: str, wrong: Sequence[Record]) -> tuple[str, Severity | None]:
    """What to do about it, and how grave it is: running costs that are managed as projects (其他运转类) stand in the
    running classes in most places, which is no slip; a project with a target of its own is no running cost.
    """
    if blank != "project_total" or any(_amount(r, "project_specific_target") for r in wrong):
        return "请核实是否列错科目", None
    known = all(_amount(r, "project_other_operating") == _amount(r, blank) for r in wrong)
    return f"{'所列是' if known else '如是'}其他运转类项目，不少地方这样列，只作提示", "info"


def _social_charges(subject: Subject, table: Table) -> Iterator[Result]:
    """A practice, said as information: social charges are paid, and none of their classes has an amount."""
    basic = _first(subject, ("basic_expenditure",), "dept_economic_code", "total")
    rows = [r for r in _items(table) if key(str(r.get("name") or "")) in ("行政运行", "事业运行")]
    if basic is None or not rows or any(not r.get("functional_code") for r in _items(table)):
        return
    paid = {_CHARGES[c] for r in _items(basic) if (c := str(r.get("dept_economic_code") or "")) in _CHARGES
            and _amount(r, "total")}  # fmt: skip
    booked = {str(r["functional_code"])[:3] for r in _items(table) if _amount(r, "total")}
    if len(paid) < 2 or booked & set(_SOCIAL):
        return
    classes = "、".join(_SOCIAL[one] for one in sorted(paid))
    names = "、".join(dict.fromkeys(f"{r['functional_code']} {key(str(r['name']))}" for r in rows))
    message = (
        f"《{table.title}》把{classes}等缴费全部列在 {names}，{'、'.join(sorted(paid))} 各类没有金额："
        f"这是一些地方的做法，功能分类与经济分类因此无法互相核对"
    )
    at = (table.resource, number(rows[0], "row"), "functional_code")
    yield from fail("R-C-FUNC-KIND", message, at, str(rows[0]["functional_code"]), severity="info")


def _coded(table: Table) -> Iterator[tuple[Record, str, str]]:
    """Items with both economic classes, the department's to five digits."""
    for record in _items(table):
        department, government = (str(record.get(f) or "") for f in ("dept_economic_code", "gov_economic_code"))
        if len(department) >= 5 and len(government) == 5:
            yield record, department[:5], government


def _pairs(subject: Subject) -> Iterator[Result]:
    """One finding for each odd pair, at the first table that prints it."""
    said: set[tuple[str, str]] = set()
    for name in _BY_ECONOMY:
        table = subject.tables.get(name)
        if table is None or not {"dept_economic_code", "gov_economic_code"} <= set(table.fields):
            continue
        passed, unknown = 0, []
        for record, department, government in _coded(table):
            status = pairs().get((department, government))
            odd = status == "observed-anomalous" or (status is None and _crosses(department, government))
            if status is None and not odd:
                unknown.append(f"{department} → {government} 不在已核实的对应之中：未核实，不是错误")
            elif not odd:
                passed += 1
            elif (department, government) not in said:
                said.add((department, government))
                yield from _odd_pair(table, record, department, government)
        yield from looked_at("R-C-ECON-PAIR", table.resource, passed, unknown)


def _crosses(department: str, government: str) -> bool:
    return department[:3] in _SIDES and government[:3] not in _SIDES[department[:3]]


def _odd_pair(table: Table, record: Record, department: str, government: str) -> Iterator[Result]:
    usual = sorted({g for (d, g), status in pairs().items() if d == department and status != "observed-anomalous"})
    words = "、".join(f"{g} {_name(g)}" for g in usual) or "、".join(_SIDES.get(department[:3], ()))
    where = f"《{table.title}》{printed_at([record])}："
    message = (
        f"{where}部门经济科目 {department} 列入政府经济科目 {government} {_name(government)}"
        f"（{plain(_amount(record, 'total'))} 万元）：这样对应少见，一般列入 {words}"
    )
    at = (table.resource, number(record, "row"), "gov_economic_code")
    yield from fail("R-C-ECON-PAIR", message, at, government, usual[0] if len(usual) == 1 else None)


def _name(code: str) -> str:
    known = listed("government").get(code)
    return known.name if known else ""


def _sides(subject: Subject) -> Iterator[Result]:
    """R-C-ECON-MIX: the pay of one group of staff stands on one side, 501 or 505."""
    table = _first(subject, ("basic_expenditure", "economic_classification"), "dept_economic_code", "gov_economic_code")
    sides: dict[str, dict[str, list[Record]]] = {"501": defaultdict(list), "505": defaultdict(list)}
    for record, department, government in _coded(table) if table else ():
        if department.startswith("301") and government[:3] in sides and _amount(record, "total"):
            sides[government[:3]][department].append(record)
    if table is None or not any(_BASE_PAY in classes for classes in sides.values()):
        yield Check("R-C-ECON-MIX", "not_evaluable", reason="没有印出工资福利各款的政府经济分类")
        return
    failed = [*_alone(table, sides), *_medical(subject, table, sides)]
    yield from failed or [Check("R-C-ECON-MIX", "pass", table.resource)]


def _alone(table: Table, sides: Mapping[str, Mapping[str, Sequence[Record]]]) -> Iterator[Result]:
    """A single class of pay on a side without base pay, all others on the side that has it."""
    for side, other in (("501", "505"), ("505", "501")):
        classes = sides[side]
        if len(classes) != 1 or _BASE_PAY not in sides[other] or len(sides[other]) < 3:
            continue
        ((code, records),) = classes.items()
        if code in _WITH_BASE_PAY and code not in sides[other]:
            total = plain(sum((_amount(r, "total") for r in records), Decimal(0)))
            where = f"《{table.title}》{printed_at(records)}："
            message = (
                f"{where}工资福利支出中只有 {code} {records[0].get('dept_economic_name') or ''} {total} 万元"
                f"列在 {side}（{_side(side)}），其余各款全列在 {other}（{_side(other)}）；"
                f"同一批人员的工资福利一般列在同一边，请核实"
            )
            at = (table.resource, number(records[0], "row"), "gov_economic_code")
            yield from fail("R-C-ECON-MIX", message, at, str(records[0]["gov_economic_code"]))


def _medical(subject: Subject, table: Table, sides: Mapping[str, Mapping[str, Sequence[Record]]]) -> Iterator[Result]:
    """Medical insurance wholly on one side, although the other has base pay and its class of function an amount."""
    functions = _first(subject, ("general_public_budget", "expenditure"), "functional_code", "total")
    for code, name, side, words in _MEDICAL:
        other = "505" if side == "501" else "501"
        paid = [r for r in _items(functions) if r.get("functional_code") == code] if functions else []
        total = sum((_amount(r, "total") for r in paid), Decimal(0))
        records = sides[side].get("30110", ())
        if not total or not records or functions is None or "30110" in sides[other] or _BASE_PAY not in sides[other]:
            continue
        message = (
            f"《{table.title}》{printed_at(records)}：30110 职工基本医疗保险缴费"
            f" {plain(sum((_amount(r, 'total') for r in records), Decimal(0)))} 万元全列在 {side}（{words}），"
            f"而《{functions.title}》{code} {name}有 {plain(total)} 万元；"
            f"这部分医保一般列在 {other}（{_side(other)}），请核实"
        )
        at = (table.resource, number(records[0], "row"), "gov_economic_code")
        yield from fail("R-C-ECON-MIX", message, at, str(records[0]["gov_economic_code"]))


def _side(code: str) -> str:
    return "行政" if code == "501" else "事业"
