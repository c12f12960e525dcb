"""Digits and characters that were recognised wrongly from a picture, where a sum or an official list proves it.

Only what the recogniser itself was not sure of is looked at: a mistake that the department printed is read with
certainty, and stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from disclosures.check.between import between
from disclosures.check.sums.equations import Amounts, Equation, within
from disclosures.codes import codes_of, names
from disclosures.model import Address, Record
from disclosures.repair.clipped import closing, with_values
from disclosures.repair.desk import Desk
from disclosures.text import key, plain

_CERTAIN = 0.99  # all wrong digits of scans at 110 dpi and in black and white were read with less
_ALIKE = ("17", "068", "38", "56", "09", "27", "13")  # digits that a bad scan shows alike
_MOST_REPAIRS = 12
_SHORTEST_NAME = 3
_SIGNS_FOR_ONE = 4  # a name may have one of so many characters wrong
# The column of a code, of its name, and the official list, with the rule that holds them against it.
_LISTED = (
    ("functional_code", "name", "functional", "R-C-FUNC"),
    ("dept_economic_code", "dept_economic_name", "department", "R-C-ECON-D"),
    ("gov_economic_code", "gov_economic_name", "government", "R-C-ECON-G"),
)


def misread_amounts(desk: Desk) -> None:
    """Put right an unsure amount, one look-alike digit or a lost point off, where that closes every sum it stands in."""
    for _ in range(_MOST_REPAIRS if desk.recognised else 0):
        tables = desk.tables()
        equations = [e for e in (*within(tables), *between(tables)) if e.relation == "="]
        amounts = Amounts(tables)
        failing = [e for e in equations if amounts.outcome(e) == "fail"]
        by_cell: dict[Address, list[Equation]] = defaultdict(list)
        for equation in equations:
            for cell in set(equation.cells):
                by_cell[cell].append(equation)
        found = next((one for e in failing for one in _only(desk, e, amounts, by_cell)), None)
        if found is None:
            return
        cell, value, proof = found
        before = amounts.of(cell)
        left, right = Amounts(with_values(tables, {cell: value})).sides(proof)
        evidence = f"{proof.words}：{plain(left)} = {plain(right)}；扫描件上的“{plain(before)}”识别没有把握，只差一个形近的数字或小数点"
        desk.set(cell.resource, cell.row, cell.field, value, proof.rule, evidence)


def _only(
    desk: Desk, equation: Equation, amounts: Amounts, by_cell: Mapping[Address, Sequence[Equation]]
) -> list[tuple[Address, Decimal, Equation]]:
    """The one cell of a failing equation that was misread, with its value; empty where none or several may be."""
    found = []
    for cell in dict.fromkeys(equation.cells):
        printed = amounts.printed(cell)
        if printed is None or not _is_unsure(desk, cell.resource, cell.row, cell.field):
            continue
        value = closing(equation, cell, amounts)
        tables = with_values(desk.tables(), {cell: value})
        if is_alike(printed, value) and all(Amounts(tables).outcome(e) != "fail" for e in by_cell[cell]):
            found.append((cell, value, equation))
    return found if len(found) == 1 else []


def is_alike(read: Decimal, other: Decimal) -> bool:
    """Whether one look-alike digit, or the decimal point alone, makes the difference of two amounts."""
    if read == other or read.is_signed() != other.is_signed():
        return False
    places = max(_places(read), _places(other))
    one, two = f"{abs(read):.{places}f}", f"{abs(other):.{places}f}"
    if len(one) == len(two):
        differing = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
        return len(differing) == 1 and any(set(differing[0]) <= set(group) for group in _ALIKE)
    return _places(read) == 0 < _places(other) and f"{abs(other):f}".replace(".", "") == f"{abs(read):f}"


def _places(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_unsure(desk: Desk, resource: str, row: int, field: str) -> bool:
    sure = desk.confidence(resource, row, field)
    return sure is not None and sure < _CERTAIN


def misread_codes(desk: Desk) -> None:
    """Put right an unsure code that no list has, where its name is official and its code one digit off."""
    for code_field, name_field, which, rule in _LISTED:
        for resource, record in _coded(desk, code_field, name_field):
            code, name = str(record[code_field]), str(record[name_field])
            row = int(str(record["row"]))
            if code in names(which) or not _is_unsure(desk, resource, row, code_field):
                continue
            near = [one for one in codes_of(which).get(key(name), ()) if _differing(one, code) == 1]
            if len(near) == 1:
                evidence = f"官方科目“{name}”的编码是 {near[0]}；扫描件上的“{code}”识别没有把握，只差一位，不是官方编码"
                desk.set(resource, row, code_field, near[0], rule, evidence)


def misread_names(desk: Desk) -> None:
    """Put right an unsure name that differs from the official one of its code by a character in four at most."""
    for code_field, name_field, which, rule in _LISTED:
        for resource, record in _coded(desk, code_field, name_field):
            code, name = str(record[code_field]), str(record[name_field])
            row, official = int(str(record["row"])), names(which).get(code, "")
            if key(official) == key(name) or not _is_unsure(desk, resource, row, name_field):
                continue
            if len(name) >= _SHORTEST_NAME and 0 < _differing(key(official), key(name)) <= max(
                1, len(name) // _SIGNS_FOR_ONE
            ):
                evidence = f"编码 {code} 的官方名称是“{official}”；扫描件上的“{name}”识别没有把握，只差形近的字"
                desk.set(resource, row, name_field, official, rule, evidence)


def _coded(desk: Desk, code_field: str, name_field: str) -> list[tuple[str, Record]]:
    """The records with a code and a name, by resource."""
    return [
        (resource, record)
        for resource in desk.tables()
        if desk.has(resource, code_field) and desk.has(resource, name_field)
        for record in desk.records(resource)
        if record.get(code_field) and record.get(name_field)
    ]


def _differing(one: str, other: str) -> int:
    """How many characters of two texts of one length differ; 0 where their lengths do."""
    return sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else 0
