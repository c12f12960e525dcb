"""A finding as a colleague would write it in the margin: where, the sum written out, what would be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Literal

from disclosures.model import Finding, Place, Record, Source, Table
from disclosures.places import Spoken, place_of, spoken
from disclosures.rulebook import rules
from disclosures.schemas import field_title, resource_names, resource_title
from disclosures.terms import SEVERITY, row_name
from disclosures.text import plain

Group = Literal["contradiction", "reading", "hint"]
GROUPS: Mapping[Group, str] = {
    "contradiction": "文件自身的矛盾",
    "reading": "可能是读取造成的",
    "hint": "提示",
}
_CODES = ("functional_code", "dept_economic_code", "unit_code")
_MOST_TERMS = 12
_LONGEST = 40  # characters of a row's name
_WORKBOOK = ("spreadsheet", "excel")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that a finding speaks of, with the name of its row and column, and where it stands in words."""

    spoken: Spoken
    row: str
    column: str
    place: str

    @property
    def label(self) -> str:
        """`行政运行 · 合计`."""
        return f"{self.row} · {self.column}"

    @property
    def amount(self) -> Decimal | None:
        """Its value where that is a number."""
        return self.spoken.value if isinstance(self.spoken.value, Decimal) else None

    @property
    def shown(self) -> str:
        """Its value as published."""
        value = self.spoken.value
        return "空白" if value is None else plain(value) if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, `number` from 1 in the order of the report; `sum` and `right` are `""` where nothing can be said.

    `title` and `formula` are what the catalogue of rules says of its rule.
    """

    number: int
    group: Group
    finding: Finding
    title: str
    formula: str
    table: str
    place: str
    cells: tuple[Cell, ...]
    sum: str
    right: str

    @property
    def severity(self) -> str:
        """In Chinese."""
        return SEVERITY[self.finding.severity]

    @property
    def group_words(self) -> str:
        """The group in Chinese."""
        return GROUPS[self.group]


def remarks(findings: Sequence[Finding], tables: Mapping[str, Table], sources: Sequence[Source]) -> tuple[Remark, ...]:
    """The remarks of a disclosure, group after group, the worst first."""
    order = (list(GROUPS), list(SEVERITY))
    grouped = sorted(findings, key=lambda f: (order[0].index(group_of(f)), order[1].index(f.severity)))
    return tuple(_remark(number, finding, tables, sources) for number, finding in enumerate(grouped, 1))


def group_of(finding: Finding) -> Group:
    """Whose fault it is, as far as that can be told."""
    if finding.severity == "info":
        return "hint"
    return "contradiction" if finding.origin == "disclosure" else "reading"


def _remark(number: int, finding: Finding, tables: Mapping[str, Table], sources: Sequence[Source]) -> Remark:
    cells = tuple(_cell(one, tables[one.address.resource], sources) for one in spoken(finding, tables))
    table = tables.get(finding.resource or "")
    known = rules().get(finding.rule)
    return Remark(
        number, group_of(finding), finding, known.title if known else finding.rule,
        known.formula if known else "",
        title_of(table) if table else _known_title(finding.resource),
        cells[0].place if cells else _place_of_row(finding, table, sources), cells,
        written_sum(finding, cells), _right(finding, cells),
    )  # fmt: skip


def title_of(table: Table) -> str:
    """The printed title of a table."""
    return table.title or resource_title(table.resource)


def _known_title(resource: str | None) -> str:
    return resource_title(resource) if resource in resource_names() else ""


def _cell(one: Spoken, table: Table, sources: Sequence[Source]) -> Cell:
    name = one.address.field
    column = table.titles.get(name) or field_title(name)
    place = place_words(one.place, sources) or f"表内第 {one.address.row} 行"
    return Cell(one, name_of(table.records[one.address.row - 1]), column, place)


def name_of(record: Record) -> str:
    """What a row is called: by its name, else by a code, else by its number."""
    found = row_name(record) or next((str(record[name]) for name in _CODES if record.get(name)), "")
    short = found[:_LONGEST] + ("…" if len(found) > _LONGEST else "")
    return short or ("合计" if record.get("row_kind") == "total" else f"第 {record['row']} 行")


# --- places --------------------------------------------------------------------------------------------------------


def _place_of_row(finding: Finding, table: Table | None, sources: Sequence[Source]) -> str:
    """Where the row of a finding stands, else where its table begins."""
    if table is None:
        return ""
    if finding.row and 1 <= finding.row <= len(table.records):
        place = place_of(table, table.records[finding.row - 1], finding.field or "row")
        return place_words(place, sources) or f"表内第 {finding.row} 行"
    return place_words(table.place, sources)


def place_words(place: Place, sources: Sequence[Source]) -> str:
    """`第 3 页`, `第 120 行`, `第 2 张工作表 B7`, before it the file where there are several; `""` for nowhere."""
    number = place.document or 1
    source = sources[number - 1] if number <= len(sources) else None
    file = f"“{PurePosixPath(source.path).name}”" if source and len(sources) > 1 else ""
    workbook = source is not None and any(word in source.media_type for word in _WORKBOOK)
    if workbook and place.page:
        where = f"第 {place.page} 张工作表" + (f" {place.reference}" if place.reference else f"第 {place.line} 行")
    else:
        where = replace(place, document=None).words
    return file + where


# --- sums ----------------------------------------------------------------------------------------------------------


def written_sum(finding: Finding, cells: Sequence[Cell]) -> str:
    """The sum as arithmetic, each number with what it is; `""` where the cells are not those of a sum."""
    if not _is_sum(finding, cells):
        return ""
    total, *parts = cells
    terms = [cell for cell in parts if cell.amount is not None] or parts
    shown = " + ".join(f"{_term(cell, total)} {cell.shown}" for cell in terms[:_MOST_TERMS])
    more = f" + 其余 {len(terms) - _MOST_TERMS} 项" if len(terms) > _MOST_TERMS else ""
    right = sum((cell.amount or Decimal(0) for cell in parts), Decimal(0))
    result = f" = {plain(right)}" if len(terms) > 1 else ""
    sign = "≠" if not _is_limit(finding, cells) else "应 ≤"
    difference = abs((total.amount or Decimal(0)) - right)
    return f"{total.label} {total.shown} {sign} {shown}{more}{result}；相差 {plain(difference)}"


def _is_sum(finding: Finding, cells: Sequence[Cell]) -> bool:
    """Whether the difference of a finding is that of its first cell and the others together."""
    if finding.difference is None or len(cells) < 2:
        return False
    total, *parts = (cell.amount or Decimal(0) for cell in cells)
    return total - sum(parts, Decimal(0)) == finding.difference


def _is_limit(finding: Finding, cells: Sequence[Cell]) -> bool:
    """Whether the first cell must not exceed the other, rather than equal it; the finding's words say so."""
    return len(cells) == 2 and f"{cells[0].column} ≤ {cells[1].column}" in finding.message


def _term(cell: Cell, total: Cell) -> str:
    """What tells a term from the total: its column in the same row, its row in the same column, else both."""
    own, other = cell.spoken.address, total.spoken.address
    if own.resource == other.resource and own.row == other.row:
        return cell.column
    if own.resource == other.resource and own.field == other.field:
        return cell.row
    return cell.label


def _right(finding: Finding, cells: Sequence[Cell]) -> str:
    """What would be right, as far as the finding says it."""
    if finding.expected is None:
        return ""
    if not _is_sum(finding, cells):
        return f"应为 {finding.expected}" + ("" if finding.severity == "error" else "，请核实")
    if finding.severity == "info":  # no fault of its own: it follows from another
        return ""
    if _is_limit(finding, cells):
        return f"{cells[0].label}应不大于 {finding.expected}"
    if all(cell.amount is None for cell in cells[1:]):
        return f"所分各格都空着：请补上，或改正{cells[0].label}"
    rest = "其余各数" if len(cells) > 2 else cells[1].label
    return f"若{rest}无误，{cells[0].label}应为 {finding.expected}"


def one_line(text: str) -> str:
    """A text without line breaks and control characters: no line of a result is begun, or steered, by a document."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def arranged(found: Sequence[Remark]) -> Iterator[tuple[Group, str, tuple[Remark, ...]]]:
    """(group, its words, its remarks) for every group that has some."""
    for group, words in GROUPS.items():
        own = tuple(one for one in found if one.group == group)
        if own:
            yield group, words, own
