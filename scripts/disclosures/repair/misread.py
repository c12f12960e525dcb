"""Digits and characters that were recognised wrongly from a picture, where a sum or an official list proves it.

Only characters that the recogniser itself was not sure of are looked at: what is read with certainty is printed so. That
alone proves nothing (a rare character that is printed well may be in doubt, too): a sum or a list has to say which.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from disclosures.check.between import between
from disclosures.check.sums.equations import Amounts, Equation, within
from disclosures.codes import codes_of, names
from disclosures.model import Address, Record
from disclosures.repair.clipped import Completed, closing, with_values
from disclosures.repair.desk import Desk
from disclosures.text import key, plain

_ALIKE = ("17", "068", "38", "56", "09", "27", "13")  # digits that a bad scan shows alike
_ROUNDS = 6
_SHORTEST_NAME = 3
_WITH_NAME = re.compile(r"([0-9A-Za-z]{3,7})[-－—_](.+)")
_SIGNS_FOR_ONE = 4  # a name may have one of so many characters wrong
# The column of a code, of its name, and the official list, with the rule that holds them against it.
_LISTED = (
    ("functional_code", "name", "functional", "R-C-FUNC"),
    ("dept_economic_code", "dept_economic_name", "department", "R-C-ECON-D"),
    ("gov_economic_code", "gov_economic_name", "government", "R-C-ECON-G"),
)


def misread_amounts(desk: Desk) -> None:
    """Put right amounts with a doubtful digit where the sums that they stand in say so.

    Values are taken over from equation to equation, as of clipped ones: two misread cells of one sum hide each other.
    """
    if not desk.recognised:
        return
    tables = desk.tables()
    equations = [e for e in (*within(tables), *between(tables)) if e.relation == "="]
    before = now = Amounts(tables)
    found: Completed = {}
    for _ in range(_ROUNDS):
        more = _round(desk, equations, before, now, found)
        if not more:
            break
        found |= more
        now = Amounts(with_values(tables, {cell: value for cell, (value, _) in found.items()}))
    for cell, (value, proof) in _proven(desk, found, equations, before, now).items():
        left, right = now.sides(proof)
        evidence = f"{proof.words}：{plain(left)} = {plain(right)}；扫描件上的“{plain(before.of(cell))}”里，不同的数字识别没有把握"
        desk.set(cell.resource, cell.row, cell.field, value, proof.rule, evidence)


def _proven(desk: Desk, found: Completed, equations: Sequence[Equation], before: Amounts, now: Amounts) -> Completed:
    """The values under which every sum that they stand in holds.

    A sum that fails for another doubtful amount says nothing; then two others have to come true by the value.
    """
    kept = dict(found)
    while True:
        wrong = [cell for cell in kept if not _is_proven(desk, cell, kept, equations, before, now)]
        if not wrong:
            return kept
        kept = {cell: one for cell, one in kept.items() if cell not in wrong}
        now = Amounts(with_values(desk.tables(), {cell: value for cell, (value, _) in kept.items()}))


def _is_proven(
    desk: Desk, cell: Address, kept: Completed, equations: Sequence[Equation], before: Amounts, now: Amounts
) -> bool:
    own = [equation for equation in equations if cell in equation.cells]
    failing = [equation for equation in own if now.outcome(equation) == "fail"]
    come_true = sum(now.outcome(e) != "fail" and before.outcome(e) == "fail" for e in own)
    excused = all(
        any(desk.doubtful(*other) and other != cell and other not in kept for other in equation.cells)
        for equation in failing
    )
    return come_true >= 1 + bool(failing) and excused


def _round(desk: Desk, equations: Sequence[Equation], before: Amounts, now: Amounts, found: Completed) -> Completed:
    """Cells that one failing equation determines: the only one of it that may have been misread so."""
    options: dict[Address, dict[Decimal, Equation]] = defaultdict(dict)
    for equation in equations:
        if now.outcome(equation) != "fail":
            continue
        possible = []
        for cell in dict.fromkeys(equation.cells):
            printed = before.printed(cell) if cell not in found else None
            if printed is None or not (doubtful := desk.doubtful(cell.resource, cell.row, cell.field)):
                continue
            value = closing(equation, cell, now)
            if is_alike(printed, value, doubtful):
                possible.append((cell, value))
        if len(possible) == 1:
            options[possible[0][0]].setdefault(possible[0][1], equation)
    return {cell: next(iter(values.items())) for cell, values in options.items() if len(values) == 1}


def is_alike(read: Decimal, other: Decimal, doubtful: str) -> bool:
    """Whether one look-alike digit that was read in doubt, or the decimal point alone, makes the difference."""
    if read == other or read.is_signed() != other.is_signed():
        return False
    places = max(_places(read), _places(other))
    one, two = f"{abs(read):.{places}f}", f"{abs(other):.{places}f}"
    if len(one) == len(two):
        differing = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
        return len(differing) == 1 and differing[0][0] in doubtful and _look_alike(*differing[0])
    return _places(read) == 0 < _places(other) and f"{abs(other):f}".replace(".", "") == f"{abs(read):f}"


def _look_alike(one: str, other: str) -> bool:
    return any({one, other} <= set(group) for group in _ALIKE)


def _places(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def misread_points(desk: Desk) -> None:
    """Write down the numbers whose commas and points were told apart by their digits: thousands have three."""
    for at, raw in desk.pointed():
        evidence = f"扫描件上的“{raw}”：最后的逗号或点后面是小数，前面的每三位一节；别的分法都不成一个数"
        desk.set(*at, desk.records(at.resource)[at.row - 1][at.field], "X-OCR", evidence, raw)


def misread_codes(desk: Desk) -> None:
    """Put right a code that no list has, where its name is official and its code differs in a doubtful digit."""
    for code_field, name_field, which, rule in _LISTED:
        for resource, record in _coded(desk, code_field, name_field):
            code, name = str(record[code_field]), str(record[name_field])
            row = int(str(record["row"]))
            doubtful = desk.doubtful(resource, row, code_field)
            if code in names(which) or not doubtful:
                continue
            near = [one for one in codes_of(which).get(key(name), ()) if is_reading(code, one, doubtful, 1)]
            if len(near) == 1:
                evidence = f"官方科目“{name}”的编码是 {near[0]}；扫描件上的“{code}”识别没有把握，只差一位，不是官方编码"
                desk.set(resource, row, code_field, near[0], rule, evidence)


def misread_codes_with_names(desk: Desk) -> None:
    """Part a code from the name that is printed behind it in one cell, where a doubtful sign hid that it is a code."""
    for code_field, name_field, which, rule in _LISTED:
        for resource in desk.tables():
            for record in desk.records(resource) if desk.has(resource, code_field) else ():
                row, whole = int(str(record["row"])), str(record.get(name_field) or "")
                found = _WITH_NAME.fullmatch(whole) if not record.get(code_field) else None
                if found is None:
                    continue
                doubtful = desk.doubtful(resource, row, name_field)
                near = [c for c in codes_of(which).get(key(found[2]), ()) if is_reading(found[1], c, doubtful, 2)]
                if len(near) == 1:
                    evidence = f"官方科目“{found[2]}”的编码是 {near[0]}；扫描件上的“{found[1]}”里，不同的字识别没有把握"
                    desk.set(resource, row, code_field, near[0], rule, evidence, whole)
                    desk.set(resource, row, name_field, found[2], rule, evidence)


def misread_names(desk: Desk) -> None:
    """Put right a name that differs from the official one of its code in doubtful characters alone."""
    for code_field, name_field, which, rule in _LISTED:
        for resource, record in _coded(desk, code_field, name_field):
            code, name = str(record[code_field]), str(record[name_field])
            row, official = int(str(record["row"])), names(which).get(code, "")
            if is_reading(key(name), key(official), desk.doubtful(resource, row, name_field)):
                evidence = f"编码 {code} 的官方名称是“{official}”；扫描件上的“{name}”里，不同的字识别没有把握"
                desk.set(resource, row, name_field, official, rule, evidence)


def is_reading(read: str, other: str, doubtful: str, most: int | None = None) -> bool:
    """Whether two texts differ in nothing but `doubtful` characters of the one read, `most` of them or one in four.

    A character that is read with certainty is printed so: a mistake of the department, which stays.
    """
    if not doubtful or read == other or len(read) != len(other) or len(read) < _SHORTEST_NAME:
        return False
    differing = Counter(a for a, b in zip(read, other, strict=True) if a != b)
    return differing <= Counter(doubtful) and differing.total() <= (most or max(1, len(read) // _SIGNS_FOR_ONE))


def _coded(desk: Desk, code_field: str, name_field: str) -> list[tuple[str, Record]]:
    """The records with a code and a name, by resource."""
    return [
        (resource, record)
        for resource in desk.tables()
        if desk.has(resource, code_field) and desk.has(resource, name_field)
        for record in desk.records(resource)
        if record.get(code_field) and record.get(name_field)
    ]
