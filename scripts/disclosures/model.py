"""The types that pass between the stages. Imports nothing of ours.

Document (as read) → Match (a stretch of rows taken for a standard table) → Table (typed records) → Finding, Repair,
Check → package. All are frozen; a stage returns new ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple

Value = str | int | Decimal | None
Record = Mapping[str, Value]
Severity = Literal["error", "warning", "info"]
Origin = Literal["disclosure", "extraction"]
Outcome = Literal["pass", "rounding", "fail", "not_evaluable"]
Action = Literal["correct", "confirm", "dispute"]
Box = tuple[float, float, float, float]
Sheet = tuple[int | None, int]  # which of several files from 1 (None where there is only one), page from 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: `page` of a paged document or `line` of a text file, both from 1; of a workbook sheet and row.

    `document`: which of several files of one disclosure, from 1; None where there is only one. `box` and `reference`
    say which cell or line of it, as a Cell says them; only for showing it, so two that differ in them are one place.
    `confidence`, `doubtful`: how sure the recogniser is of what was read there, as a Cell says it; None where it
    recognised nothing.
    """

    page: int | None = None
    line: int | None = None
    document: int | None = None
    box: Box | None = field(default=None, compare=False)
    reference: str | None = field(default=None, compare=False)
    confidence: float | None = field(default=None, compare=False)
    doubtful: str = field(default="", compare=False)

    @property
    def words(self) -> str:
        """`第 3 页` of a paged document, `第 2 张工作表第 9 行` of a workbook, else `第 97 行`; empty where none is known.

        Before it which of several files: `第 2 个文件第 3 页`.
        """
        file = f"第 {self.document} 个文件" if self.document else ""
        if self.page:
            return file + (f"第 {self.page} 张工作表第 {self.line} 行" if self.line else f"第 {self.page} 页")
        return file + (f"第 {self.line} 行" if self.line else "")

    def fields(self) -> dict[str, Value]:
        """The place as a record states it."""
        found: dict[str, Value] = {"source_page": self.page, "source_line": self.line}
        return found if self.document is None else {"source_document": self.document, **found}

    def least_sure(self, *others: Place | None) -> Place:
        """This place, no surer than the others that parts of the same value come from."""
        there = [place for place in others if place is not None]
        known = [place.confidence for place in (self, *there) if place.confidence is not None]
        doubtful = "".join(place.doubtful for place in (self, *there))
        return replace(self, confidence=min(known), doubtful=doubtful) if known else self


Positions = Mapping[tuple[int, str], Place]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of text outside a table. `tight`: it follows the line above without a blank line between.

    `confidence`: how sure the recogniser is of the least sure piece of it, 0 to 1, where it was recognised from a
    picture; None for text that stands in the file. `doubtful`: its characters that were read without certainty.

    `box` is where its first line is printed, as a Cell says it; only for showing it, so two paragraphs may differ in it.
    """

    text: str
    place: Place
    tight: bool = False
    box: Box | None = field(default=None, compare=False)
    confidence: float | None = field(default=None, compare=False)
    doubtful: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """How a cell stands in its grid: the columns and rows that it covers, and where it is printed.

    `box` is left, top, right, bottom in points from the top left corner of the page as it is shown; `reference` a
    cell of a workbook (`B7`). `recognised`: its text was recognised from a picture; `confidence`: how sure the
    recogniser is of the least sure piece of it, 0 to 1 (0: ink that it could not read), None for a blank cell;
    `doubtful`: its characters that the recogniser is not certain of, each as often as it was read so.
    `seen`: what of its text the page shows, where digits of a number stand in the file but are clipped away.
    `raw`: a number as it was recognised, where its commas and points had to be told apart by its digits.
    """

    columns: int = 1
    rows: int = 1
    box: Box | None = None
    reference: str | None = None
    recognised: bool = False
    confidence: float | None = None
    doubtful: str = ""
    seen: str | None = None
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a raw table: its cells as printed. `after_break`: a page break or blank line stands before it.

    `grid` is empty where only text is known (cells may be lost or moved). Else the row was read off a grid: it has
    one entry a column, each cell stands in the column it was printed in, a merged cell has its text at its top left
    and `""` with None in `grid` at the other positions that it covers.
    """

    cells: tuple[str, ...]
    place: Place
    after_break: bool = False
    grid: tuple[Cell | None, ...] = ()


Block = Paragraph | Row


@dataclass(frozen=True, slots=True)
class Source:
    """A file that a disclosure was read from: `path` from the project's root, as packages name it."""

    path: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: paragraphs and table rows in reading order.

    `title`: what a web page is called outside of its text (in the browser's tab), `""` where nothing is said.
    `unread`: where ink stands on a scanned page, outside of tables, in which no text was found.
    """

    path: Path
    sha256: str
    media_type: str
    blocks: tuple[Block, ...]
    title: str = ""
    unread: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of rows, and which standard table it was taken for and why.

    `kind` is None for a table of no known kind. `header` and `rows` keep the printed order; `notes` are the
    paragraphs printed below the table, `unit` the printed unit of money; `stated_year` is that of a line of its own
    above it (`（2024年度）`).
    """

    kind: str | None
    title: str
    reason: str
    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    unit: str | None = None
    notes: tuple[Paragraph, ...] = ()
    headless: bool = False
    place: Place = Place()
    stated_name: str | None = None
    stated_year: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What one physical column of a match means: a column name of the kind, or `extra_NN`."""

    name: str
    title: str


class Address(NamedTuple):
    """One value of the package: a field of the row of a resource. A tuple, as every sum is made of many."""

    resource: str
    row: int
    field: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A cell published otherwise than it was read, with what proves it."""

    resource: str
    row: int
    field: str
    printed: str
    published: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold. `row` is a `row` of `resource`, or None where it speaks of a whole table.

    `cells` are the values that it speaks of: those of the sum, the total first. `review` is what a person said of it.
    """

    rule: str
    severity: Severity
    origin: Origin
    message: str
    resource: str | None = None
    row: int | None = None
    field: str | None = None
    printed: str | None = None
    expected: str | None = None
    difference: Decimal | None = None
    cells: tuple[Address, ...] = ()
    review: str | None = None
    review_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One evaluated rule."""

    rule: str
    outcome: Outcome
    resource: str | None = None
    row: int | None = None
    left: Decimal | None = None
    right: Decimal | None = None
    difference: Decimal | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A resource of the package: records in printed order, with `fields` in the order of the schema.

    `titles` are the printed headings of columns of no known meaning (`extra_01` …); `recognised` the sheets of it whose
    text was recognised from pictures. `positions` say where values are printed, by (`row`, field): those of which more
    is known than their page or line.
    """

    resource: str
    kind: str
    title: str
    fields: tuple[str, ...]
    records: tuple[Record, ...]
    unit: str | None = None
    description: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    headless: bool = False
    place: Place = Place()
    recognised: tuple[Sheet, ...] = ()
    positions: Positions = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """Which disclosure this is."""

    department: str
    department_id: str
    level: Literal["department", "unit"]
    parent_department: str | None
    division_code: str | None
    division: str | None
    year: int
    published: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says, with reason, source and date: of a value (`correct`), or of findings (`confirm`, `dispute`).

    `old` is the value that a correction replaces by `new`, both as published; for a finding, what it says is printed.
    """

    action: Action
    reason: str
    source: str
    date: str
    resource: str | None = None
    row: int | None = None
    field: str | None = None
    rule: str | None = None
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """The `<file>.yaml` beside a document: what it does not say itself, or a correction with its reason.

    `files`: the names of all documents of one disclosure, in order, where it is published in several.
    """

    department: str | None = None
    department_id: str | None = None
    division_code: str | None = None
    year: int | None = None
    level: Literal["department", "unit"] | None = None
    parent_department: str | None = None
    published: str | None = None
    url: str | None = None
    received: str | None = None
    licence: str | None = None
    reason: str | None = None
    files: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rules look at: one disclosure, read and normalised.

    `listed` are the titles of its own contents; `damaged` the (resource, row) that could not be read for certain,
    `scanned` the sheets whose text was recognised from a picture.
    """

    identity: Identity
    matches: tuple[Match, ...]
    tables: Mapping[str, Table]
    prose: tuple[Paragraph, ...]
    listed: tuple[str, ...]
    repairs: tuple[Repair, ...] = ()
    damaged: frozenset[tuple[str, int]] = frozenset()
    scanned: frozenset[Sheet] = frozenset()


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Everything that one package holds, ready to be written.

    `recognised`: the sheets that are scans; `sums`: how many sums that hold each amount on them stands in.
    """

    identity: Identity
    sources: tuple[Source, ...]
    description: Description
    tables: tuple[Table, ...]
    listed: tuple[str, ...]
    repairs: tuple[Repair, ...]
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    recognised: tuple[Sheet, ...] = ()
    sums: Mapping[Address, int] = field(default_factory=dict)
