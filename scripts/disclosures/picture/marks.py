"""What stands on a page and what each of it was taken for: boxes with a role, and the tables with their columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from disclosures.errors import DocumentError
from disclosures.headings import Path as Headings
from disclosures.headings import paths
from disclosures.kinds import Kind, by_name, kinds
from disclosures.model import Box, Document, Finding, Match, Paragraph, Row
from disclosures.normalise import Normalised
from disclosures.physical import parts
from disclosures.picture.rows import Spot, recorded, spot
from disclosures.picture.teaching import DataLine, Lesson, heading_text, lesson, meaning, taught, title_lessons
from disclosures.pipeline import trace, understood
from disclosures.recognise import Recognised
from disclosures.rows import is_column_numbers
from disclosures.text import squeeze

Role = Literal["title", "above", "note", "known", "unknown", "over", "data", "stray", "unused"]
Standing = Literal["title", "header", "unknown"]
MOST_MARKS = 5_000  # cells drawn on one page
_MOST_FINDINGS = 40
_LONGEST = 120  # characters of a printed text in a hint
_Page = tuple[int | None, int | None]  # which of several files, which page


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on the page in points, its role, a short label (ASCII for cells) and the whole as one line.

    `column` is the number of the first column that it stands in, from 1, `table` the number of its table on the page.
    """

    box: Box
    role: Role
    label: str
    hint: str
    table: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class ColumnMark:
    """A column of a table: the headings over it, its name (`""`: not published) with the lines that taught it."""

    number: int
    heading: str
    name: str
    title: str
    taught: tuple[DataLine, ...]
    lesson: Lesson | None

    @property
    def is_known(self) -> bool:
        """Whether it has a meaning, or is not published."""
        return not self.name.startswith(("extra_", "column_"))


@dataclass(frozen=True, slots=True)
class TableMark:
    """A table on one page, what it was taken for and why."""

    number: int
    box: Box
    title: str
    kind: str
    resources: tuple[str, ...]
    standing: Standing
    reason: str
    how: str
    columns: tuple[ColumnMark, ...]
    findings: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    recognised: bool


@dataclass(frozen=True, slots=True)
class PageMarks:
    """Everything of one page. `left_out`: how many cells more there are than are drawn."""

    page: int
    marks: tuple[Mark, ...]
    tables: tuple[TableMark, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What the stages made of a disclosure, as far as they came; `refused` is the line that it was refused with."""

    document: Document
    recognised: Recognised
    normalised: tuple[tuple[Match, Normalised], ...]
    findings: tuple[Finding, ...]
    about: str
    refused: str = ""


def seen(path: Path, shown: str) -> Seen:
    """A disclosure, or what can be shown of one that is refused: why is then best seen. Raises DisclosureError."""
    try:
        found = trace(path, shown)
    except DocumentError as error:
        document, recognised, normalised = understood(path, shown)
        findings = tuple(finding for _, one in normalised for finding in one.findings)
        return Seen(document, recognised, normalised, findings, "", error.line)
    identity = found.disclosure.identity
    about = f"{identity.department}，{identity.year} 年度"
    return Seen(found.document, found.recognised, found.normalised, found.disclosure.findings, about)


class Reading:
    """What became of everything printed: asked page by page."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._owner: dict[Spot, int] = {}
        self._header: set[Spot] = set()
        self._records = [recorded(normalised) for _, normalised in seen.normalised]
        for index, (match, _) in enumerate(seen.normalised):
            self._owner |= {place: index for row in (*match.header, *match.rows) if (place := spot(row))}
            self._header |= {place for row in match.header if (place := spot(row))}
        self._prose = {id(paragraph) for paragraph in seen.recognised.prose}
        self._tables: dict[_Page, list[list[Row]]] = {}
        for part in parts(seen.document.blocks):
            own: dict[_Page, list[Row]] = {}
            for row in part if isinstance(part, list) else ():
                if spot(row) is not None:
                    own.setdefault((row.place.document, row.place.page), []).append(row)
            for page, rows in own.items():
                self._tables.setdefault(page, []).append(rows)

    def pages(self, document: int | None) -> list[int]:
        """The pages of one file on which a table was read off a grid, in order.

        `document` is which of several files of the disclosure, None where there is one.
        """
        return sorted(page for own, page in self._tables if page is not None and own == document)

    def page(self, document: int | None, page: int) -> PageMarks:
        """The marks of one page, none where nothing was read there."""
        tables: list[TableMark] = []
        marks: list[Mark] = []
        for number, rows in enumerate(self._tables.get((document, page), ()), 1):
            table, cells = self._table(number, rows)
            tables.append(table)
            marks += cells
        texts = [
            mark
            for block in self._seen.document.blocks
            if isinstance(block, Paragraph) and (block.place.document, block.place.page) == (document, page)
            for mark in self._paragraph(block)
        ]
        return PageMarks(page, (*marks[:MOST_MARKS], *texts), tuple(tables), max(0, len(marks) - MOST_MARKS))

    # --- tables ------------------------------------------------------------------------------------------------

    def _table(self, number: int, rows: Sequence[Row]) -> tuple[TableMark, list[Mark]]:
        """A table on one page and the marks of its cells."""
        owners = [self._owner.get(place) for row in rows if (place := spot(row))]
        known = [owner for owner in owners if owner is not None]
        index = max(set(known), key=known.count, default=None)
        match, normalised = self._seen.normalised[index] if index is not None else (None, None)
        form = match is not None and match.kind is not None and (normalised is None or normalised.layout is None)
        columns = tuple(_columns(match, normalised)) if match and normalised and not form else ()
        body = next((at for at, row in enumerate(rows) if self._is_data(row)), len(rows))
        marks = _header_marks(rows[:body], columns, number)
        for row in rows[body:]:
            marks += _form_marks(row, number) if form else self._data_marks(row, columns, number, index)
        return self._about(number, rows, match, normalised, columns), marks

    def _is_data(self, row: Row) -> bool:
        place = spot(row)
        return place in self._owner and place not in self._header

    def _data_marks(self, row: Row, columns: Sequence[ColumnMark], number: int, index: int | None) -> Iterator[Mark]:
        place = spot(row)
        records = self._records[index].get(place, ()) if index is not None and place else ()
        findings = self._findings(index, {(r.resource, r.row) for r in records})
        for at, text, box in _cells(row):
            column = columns[at] if at < len(columns) else None
            if not self._is_data(row) or column is None:
                yield Mark(box, "unused", "", _line("不是数据（栏次、重印的表头或空行）", text), number, at + 1)
                continue
            published: Role = "data" if column.name or column.title else "unused"
            role: Role = published if column.is_known else "stray"
            words = f"{column.name}（{column.title}）" if column.name else column.title or "不发布（序号或空列）"
            own = [f"发现：{f.message}" for f in findings if f.field in (None, column.name.rpartition(".")[2])]
            told = "；".join([*(record.told for record in records), *own])
            yield Mark(box, role, "", _line(words, text or "空", told), number, at + 1)

    def _findings(self, index: int | None, rows: set[tuple[str, int]]) -> list[Finding]:
        if index is None:
            return []
        return [f for f in self._seen.findings if f.resource and f.row and (f.resource, f.row) in rows]

    def _is_here(self, finding: Finding, rows: Sequence[Row]) -> bool:
        """Whether a finding speaks of the whole table or of a row on this page, as far as that is known."""
        places = [place for row in rows if (place := spot(row))]
        known = {(r.resource, r.row) for place in places for own in self._records for r in own.get(place, ())}
        return finding.row is None or not known or (finding.resource, finding.row) in known

    def _about(
        self, number: int, rows: Sequence[Row], match: Match | None, normalised: Normalised | None,
        columns: tuple[ColumnMark, ...],
    ) -> TableMark:  # fmt: skip
        boxes = [box for row in rows for _, _, box in _cells(row)]
        outline = (
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )
        recognised = any(cell is not None and cell.recognised for row in rows for cell in row.grid)
        if match is None or normalised is None:
            return TableMark(number, outline, "", "没有用上的表", (), "unknown", "", "", (), (), (), recognised)
        kind = by_name().get(match.kind or "")
        resources = tuple(table.resource for table in normalised.tables)
        found = [f.message for f in self._seen.findings if f.resource in resources and self._is_here(f, rows)]
        more = [f"……另有 {len(found) - _MOST_FINDINGS} 条"] if len(found) > _MOST_FINDINGS else []
        standing: Standing = "unknown" if kind is None else "title" if match.reason == "按标题" else "header"
        return TableMark(
            number, outline, match.title, kind.title if kind else "未知的表", resources, standing, match.reason,
            normalised.layout.how if normalised.layout else "", columns, (*found[:_MOST_FINDINGS], *more),
            title_lessons(match, kinds()) if kind is None else (), recognised,
        )  # fmt: skip

    # --- paragraphs --------------------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Mark]:
        """The mark of a line outside of tables, if it belongs to one: its title, its unit, a note below it."""
        if paragraph.box is None:
            return
        text = squeeze(paragraph.text)
        if (paragraph.place.document, paragraph.place.page) not in self._tables:  # a list of contents, or prose
            return
        for match, _ in self._seen.normalised:
            if (
                text
                and match.title
                and (match.title == text or (match.place == paragraph.place and text in match.title))
            ):
                yield Mark(paragraph.box, "title", "title", _line("表题", text))
                return
            if any(note is paragraph for note in match.notes):
                yield Mark(paragraph.box, "note", "note", _line("表下的说明", text))
                return
        if id(paragraph) not in self._prose:
            yield Mark(paragraph.box, "above", "above", _line("表上的文字（单位、编制部门、表号等）", text))


# --- columns -------------------------------------------------------------------------------------------------------


def _columns(match: Match, normalised: Normalised) -> Iterator[ColumnMark]:
    """The columns of a match in printed order, with who taught them or what would."""
    kind = by_name().get(match.kind or "")
    width = max((len(row.cells) for row in (*match.header, *match.rows)), default=0)
    gridded = all(row.grid for row in match.header)
    over: list[Headings] = paths(match.header) if match.header and gridded else []
    over = [*over, *[()] * (width - len(over))]
    names = [column.name for column in normalised.layout.columns] if normalised.layout else []
    for at in range(width):
        name = names[at] if at < len(names) else "" if kind else f"column_{at + 1:02}"
        yield _column(kind, match, at, name, over[at])


def _column(kind: Kind | None, match: Match, at: int, name: str, path: Headings) -> ColumnMark:
    heading = heading_text(path)
    if name.startswith("extra_") and kind is not None:
        return ColumnMark(at + 1, heading, name, "含义未知", (), lesson(kind, match.header, at))
    if kind is not None and kind.grid_shape and name in ("", "label"):
        return ColumnMark(at + 1, heading, "", "由行名和列名一起认定", (), None)
    if not name or kind is None or name == "serial":
        name = "" if name == "serial" else name
        return ColumnMark(at + 1, heading, name, heading if name else "", (), None)
    return ColumnMark(at + 1, heading, name, meaning(name), taught(kind, name, path), None)


# --- cells ---------------------------------------------------------------------------------------------------------


def _cells(row: Row) -> Iterator[tuple[int, str, Box]]:
    """Column (from 0), text and box of each cell that begins in the row."""
    for at, (text, cell) in enumerate(zip(row.cells, row.grid, strict=False)):
        if cell is not None and cell.box is not None:
            yield at, text, cell.box


def _header_marks(rows: Sequence[Row], columns: Sequence[ColumnMark], number: int) -> list[Mark]:
    """Heading cells: the lowest one over a column carries its name, those above it only lead there."""
    lowest: dict[int, int] = {}
    for depth, row in enumerate(rows):
        if not is_column_numbers(row):
            for at, text, _ in _cells(row):
                lowest |= {covered: depth for covered in _covered(row, at) if text}
    found = []
    for depth, row in enumerate(rows):
        for at, text, box in _cells(row):
            own = [columns[c] for c in _covered(row, at) if c < len(columns) and lowest.get(c) == depth]
            found.append(_header_mark(text, box, own, number, at, is_column_numbers(row)))
    return found


def _covered(row: Row, at: int) -> range:
    cell = row.grid[at]
    return range(at, at + (cell.columns if cell else 1))


def _form_marks(row: Row, number: int) -> Iterator[Mark]:
    """The cells of a form, where what stands beside a cell tells its meaning, not the column."""
    yield from (Mark(box, "data", "", _line("按版式读", text or "空"), number) for _, text, box in _cells(row))


def _header_mark(text: str, box: Box, own: Sequence[ColumnMark], number: int, at: int, numbers: bool) -> Mark:
    if numbers or not text:
        return Mark(box, "unused", "", _line("栏次或空格，不是表头", text), number, at + 1)
    if not own:
        return Mark(box, "over", "", _line("上级表头", text), number, at + 1)
    role: Role = "known" if all(column.is_known for column in own) else "unknown"
    label = " ".join(column.name or "-" for column in own)
    words = "、".join(f"{c.name}（{c.title}）" if c.name else c.title or "不发布（序号或空列）" for c in own)
    return Mark(box, role, label, _line("表头", text, f"第 {at + 1} 列 = {words}"), number, at + 1)


def _line(*parts: str) -> str:
    return "：".join(part[:_LONGEST] + ("…" if len(part) > _LONGEST else "") for part in parts if part)
