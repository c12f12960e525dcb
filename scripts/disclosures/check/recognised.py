"""What is said of text that was recognised from pictures: which pages, and how much of it the sums bear out.

A contradiction on such a page may be a digit read wrongly, so it is not laid to the department.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from disclosures.check.between import between
from disclosures.check.result import rows_of
from disclosures.check.sums.equations import Amounts, amount_fields, within
from disclosures.kinds import kinds
from disclosures.model import Address, Check, Finding, Subject
from disclosures.rulebook import rules
from disclosures.scans import on_scan, sheet_words, sheets_on_scans

_MAYBE = "（扫描件，也可能是识别有误，请对照原文）"


def recognised(subject: Subject) -> Iterator[Finding]:
    """One info for each resource with recognised pages: how many of its amounts stand in a sum that holds."""
    sums = holding_sums(subject)
    for table in subject.tables.values():
        sheets = sheets_on_scans(table, subject.scanned)
        if not sheets:
            continue
        own = [times for cell, times in sums.items() if cell.resource == table.resource]
        rest = f"本表 {len(own)} 个数字中 {sum(map(bool, own))} 个经合计关系核对" if own else "没有合计关系可以核对"
        message = f"{sheet_words(sheets)}是扫描件，文字由程序识别；{rest}"
        yield Finding("X-OCR", "info", "extraction", message, table.resource)


def holding_sums(subject: Subject) -> dict[Address, int]:
    """In how many sums that hold and say something each amount stands that was recognised from a picture."""
    if not subject.scanned:
        return {}
    amounts = Amounts(subject.tables)
    found = dict.fromkeys(_recognised_amounts(subject), 0)
    for equation in (*within(subject.tables), *between(subject.tables)):
        if equation.relation == "=" and not amounts.empty(equation) and amounts.outcome(equation) != "fail":
            for cell in found.keys() & set(equation.cells):
                found[cell] += 1
    return found


def _recognised_amounts(subject: Subject) -> Iterator[Address]:
    """The amounts on recognised pages, in the order of the tables."""
    for table in subject.tables.values():
        names = amount_fields(table)
        for record in table.records:
            if on_scan(record, subject.scanned):
                row = int(str(record["row"]))
                yield from (Address(table.resource, row, n) for n in names if isinstance(record.get(n), Decimal))


def laid_to_reading(result: Check | Finding, subject: Subject) -> Check | Finding:
    """A contradiction on a recognised page with its origin and a word of doubt; anything else as it is."""
    if not isinstance(result, Finding) or result.origin != "disclosure" or not _touches_a_scan(result, subject):
        return result
    return replace(result, origin="extraction", message=result.message + _MAYBE)


def _touches_a_scan(finding: Finding, subject: Subject) -> bool:
    if not subject.scanned:
        return False
    known = rules().get(finding.rule)
    others = {r for kind in kinds() if known and kind.id in known.tables for r in kind.resources}
    if any(sheets_on_scans(table, subject.scanned) for name, table in subject.tables.items() if name in others):
        return True
    table = subject.tables.get(finding.resource or "")
    if table is None:
        return all((p.place.document, p.place.page) in subject.scanned for p in subject.prose)
    own = rows_of(finding)
    rows = [record for record in table.records if record["row"] in own]
    if rows:
        return any(on_scan(record, subject.scanned) for record in rows)
    return bool(sheets_on_scans(table, subject.scanned))
