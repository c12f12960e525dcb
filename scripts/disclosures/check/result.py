"""What a rule gives, and how a failure is said: the line, what stands there, what it contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from disclosures.model import Address, Check, Finding, Place, Record, Severity, Subject
from disclosures.rulebook import rules

Result = Check | Finding
At = tuple[str | None, int | None, str | None]  # resource, row, field
NOWHERE: At = (None, None, None)


def fail(
    rule: str, message: str, at: At, printed: str | None = None, expected: str | None = None,
    severity: Severity | None = None, cells: Sequence[Address] = (),
) -> Iterator[Result]:  # fmt: skip
    """A failed check and its finding, of the severity that the catalogue of rules gives it unless another is said.

    `cells`: all values that it speaks of, where one finding lists several places of one cause.
    """
    known = rules().get(rule)
    yield Check(rule, "fail", at[0], at[1])
    severe = severity or (known.severity if known else "info")
    yield Finding(rule, severe, "disclosure", message, *at, printed, expected, cells=tuple(cells))


def looked_at(rule: str, resource: str, passed: int, unknown: Iterable[str] = ()) -> Iterator[Check]:
    """One check for all rows of a table that hold, one `not_evaluable` for each distinct reason why a row says nothing."""
    if passed:
        yield Check(rule, "pass", resource)
    for reason in dict.fromkeys(unknown):
        yield Check(rule, "not_evaluable", resource, reason=reason)


def number(record: Record, name: str) -> int | None:
    """An integer field of a record, None where it is blank."""
    value = record.get(name)
    return value if isinstance(value, int) else None


def at_places(places: Iterable[Place]) -> str:
    """`第 3 页` of a paged document, `第 2 张工作表第 5、6 行`, else `第 97、121–124 行`; empty where nothing is known.

    Before it which of several files.
    """
    found: dict[tuple[int, int], list[Place]] = {}
    for place in places:
        sheet = place.page if place.page and place.line else 0
        found.setdefault((place.document or 0, sheet or 0), []).append(place)
    return "、".join(words for (file, sheet), known in sorted(found.items()) if (words := _in_one(file, sheet, known)))


def _in_one(file: int, sheet: int, places: Sequence[Place]) -> str:
    """Places of one file (0: the only one) and one sheet of a workbook (0: it is none)."""
    front = (f"第 {file} 个文件" if file else "") + (f"第 {sheet} 张工作表" if sheet else "")
    pages = [] if sheet else [place.page for place in places]
    for numbers, unit in ((pages, "页"), ([place.line for place in places], "行")):
        if printed := sorted({n for n in numbers if n is not None}):
            return f"{front}第 {'、'.join(_runs(printed))} {unit}"
    return ""


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    """`97`, `101–103`: numbers in order, three or more in a row as one."""
    for _, run in groupby(enumerate(numbers), key=lambda one: one[1] - one[0]):
        found = [number for _, number in run]
        yield from [f"{found[0]}–{found[-1]}"] if len(found) > 2 else map(str, found)


def place_of(record: Record) -> Place:
    """Where a record is printed."""
    return Place(number(record, "source_page"), number(record, "source_line"), number(record, "source_document"))


def printed_at(records: Iterable[Record]) -> str:
    """Where records are printed, as `at_places` says it."""
    return at_places(map(place_of, records))


def rows_of(finding: Finding) -> frozenset[int]:
    """The rows of its own resource that a finding speaks of."""
    own = {cell.row for cell in finding.cells if cell.resource == finding.resource}
    return frozenset(own | ({finding.row} if finding.row else set()))


def statement_at(subject: Subject, hit: str) -> At:
    """The row of the statements whose sentence holds the words, nowhere if none does."""
    table = subject.tables.get("statements")
    row = next((number(r, "row") for r in table.records if hit in str(r["sentence"])), None) if table else None
    return ("statements", row, "sentence") if row else NOWHERE
