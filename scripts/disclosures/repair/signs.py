"""Negative amounts printed the accountant's way: in brackets, or after a triangle.

`(5.00)` may as well be a remark, `△5.00` a mark of change; so it is text, unless sums prove the sign: every equation
that the amount stands in holds with it below zero, and one of them would not hold with it above zero or blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.check.between import between
from disclosures.check.sums.equations import Amounts, Equation, Tables, within
from disclosures.model import Address, Finding
from disclosures.money import UNITS, in_ten_thousands
from disclosures.repair.desk import Desk
from disclosures.text import parse_amount, plain

_MARKED = re.compile(r"\((?P<bracketed>[\d,.]+)\)|[△▲](?P<marked>[\d,.]+)")


def marked_negatives(desk: Desk) -> None:
    """Publish amounts in brackets or after a triangle as negative ones where the sums leave no other reading."""
    found = _candidates(desk)
    if not found:
        return
    before = desk.tables()
    equations = [e for e in (*within(before), *between(before)) if e.relation == "=" and found.keys() & set(e.cells)]
    by_cell: dict[Address, list[Equation]] = defaultdict(list)
    for equation in equations:
        for cell in equation.cells:
            by_cell[cell].append(equation)
    values = {cell: value for cell, (value, _) in found.items() if by_cell[cell]}
    while wrong := [cell for cell in values if not _holds(by_cell[cell], before, values)]:
        values = {cell: value for cell, value in values.items() if cell not in wrong}
    for cell, value in values.items():
        proof = _proof(cell, by_cell[cell], before, values)
        if proof is not None:
            left, right = Amounts(_with(before, values)).sides(proof)
            finding = found[cell][1]
            evidence = f"{proof.words}：{plain(left)} = {plain(right)}；印出的“{finding.printed}”是负数"
            desk.set(cell.resource, cell.row, cell.field, value, proof.rule, evidence, finding.printed)
            desk.answered.add(finding)


def _candidates(desk: Desk) -> dict[Address, tuple[Decimal, Finding]]:
    """The cells whose text is a marked amount, with it below zero in 万元."""
    tables = desk.tables()
    found: dict[Address, tuple[Decimal, Finding]] = {}
    for finding in desk.unread:
        text = unicodedata.normalize("NFKC", finding.printed or "").replace(" ", "")
        match = _MARKED.fullmatch(text)
        amount = parse_amount(match["bracketed"] or match["marked"]) if match else None
        table = tables.get(finding.resource or "")
        if amount and table is not None and finding.row is not None and finding.field:
            unit = UNITS.get(table.unit or "万元", Decimal(1))
            cell = Address(table.resource, finding.row, finding.field)
            found[cell] = in_ten_thousands(-amount, unit), finding
    return found


def _holds(equations: Sequence[Equation], tables: Tables, values: Mapping[Address, Decimal]) -> bool:
    amounts = Amounts(_with(tables, values))
    return all(amounts.outcome(equation) != "fail" for equation in equations)


def _proof(
    cell: Address, equations: Sequence[Equation], tables: Tables, values: Mapping[Address, Decimal]
) -> Equation | None:
    """An equation that holds to the last digit, and holds neither without the amount nor with it above zero."""
    now = Amounts(_with(tables, values))
    others = {one: value for one, value in values.items() if one != cell}
    otherwise = [Amounts(_with(tables, others)), Amounts(_with(tables, {**others, cell: -values[cell]}))]
    return next(
        (e for e in equations if now.outcome(e) == "pass" and all(a.outcome(e) == "fail" for a in otherwise)), None
    )


def _with(tables: Tables, values: Mapping[Address, Decimal]) -> Tables:
    """The tables with these amounts put in."""
    changed: dict[str, dict[int, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for cell, value in values.items():
        changed[cell.resource][cell.row][cell.field] = value
    return {
        name: replace(t, records=tuple({**r, **changed[name].get(int(str(r["row"])), {})} for r in t.records))
        if name in changed
        else t
        for name, t in tables.items()
    }
