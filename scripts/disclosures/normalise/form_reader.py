"""Forms read off a grid, in reading order: labels with their values, and the lines of the tables between them.

A form has no single header: labels stand beside their values, above them, or over the columns of a table, and all of
that repeats for each project and on each page. Nothing here knows what the fields are for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from disclosures.forms import Form, Label, heads_indicators, label_of, meanings
from disclosures.model import Row
from disclosures.normalise.form_columns import Heading, Spot, header_depth, headings, spots
from disclosures.text import is_amount, key, squeeze

_FEWEST_LABELS = 2
LONGEST_NAME = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A label and its value. `label` is None for a label of no known meaning; `column` is where the label stands.

    `cell` is the column of the value. `rest`: not a value of its own but the end of the one before, cut off by a page
    break.
    """

    label: Label | None
    title: str
    text: str
    row: Row
    column: int = 0
    section: str = ""
    rest: bool = False
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table below headings: the texts by heading (blank ones included), and which cells are its own.

    A cell that a merged cell above covers is not `own`. `merged`: a project's cell covers several rows. `cells` are
    the columns of the texts, None for a blank.
    """

    headings: tuple[Heading, ...]
    texts: tuple[str, ...]
    own: tuple[bool, ...]
    row: Row
    merged: bool = False
    rest: str = ""
    cells: tuple[int | None, ...] = ()


Event = Entry | Line


@dataclass(frozen=True, slots=True)
class _Pending:
    """A label that waits for its value."""

    label: Label | None
    title: str
    column: int
    section: str


def read_form(form: Form, rows: Sequence[Row]) -> Iterator[Event]:
    """The labels and lines of all forms of one kind in a document, in reading order."""
    return _Reader(form, rows).events()


@dataclass
class _Reader:
    form: Form
    rows: Sequence[Row]
    columns: tuple[Heading, ...] = ()
    waiting: _Pending | None = None
    section: str = ""
    head: Sequence[Row] = ()
    spanning: tuple[_Pending, int] | None = None
    merged: bool = False
    seen: bool = False

    def events(self) -> Iterator[Event]:
        index = 0
        while index < len(self.rows):
            row = self.rows[index]
            if depth := self._header_again(row):
                yield from self._torn(row)
                index += depth
                continue
            depth = self._header(index)
            if depth:
                self.head = self.rows[index : index + depth]
                self.columns = headings(self.form, self.rows[index : index + depth])
                self.waiting, self.merged = None, False
                index += depth
                continue
            found = spots(row)
            if self.columns and (not any(s.text for s in found) or not self._leaves_the_table(row, found)):
                yield from self._line(row, found)
            elif any(s.text for s in found):
                self.columns = ()
                yield from self._labels(row, found)
            index += 1

    # --- headers ---------------------------------------------------------------------------------------------------

    def _header(self, index: int) -> int:
        """How many rows of header begin at this row, 0 for none."""
        row = self.rows[index]
        if heads_indicators(self.form, row) or self._labels_above(index):
            return header_depth(self.form, self.rows, index)
        return 0

    def _header_again(self, row: Row) -> int:
        """How many rows repeat the header at the top of a page although some headings are spoilt by other text.

        What a page break cut off may be drawn over the headings of the next page.
        """
        if not self.columns or not row.after_break or not self.head or len(row.cells) != len(self.head[0].cells):
            return 0
        pairs = [(a, b) for a, b in zip(row.cells, self.head[0].cells, strict=True) if b]
        same = [key(a) == key(b) for a, b in pairs]
        return len(self.head) if sum(same) >= _FEWEST_LABELS and same[0] and not all(same) else 0

    def _torn(self, row: Row) -> Iterator[Event]:
        """The text over a spoilt heading of a project column is the rest of the cell above the page break."""
        texts = ["" for _ in self.columns]
        for spot in spots(row):
            at = next((i for i, h in enumerate(self.columns) if h.start == spot.column), None)
            if at is not None and self.columns[at].part == "project" and label_of(self.form, spot.text) is None:
                texts[at] = spot.text
        if any(texts):
            yield Line(self.columns, tuple(texts), tuple(bool(t) for t in texts), row)

    def _labels_above(self, index: int) -> bool:
        """Whether a row prints nothing but labels whose values stand in the rows below."""
        found = spots(self.rows[index])
        if len(found) > _FEWEST_LABELS and found[0].rows > 1:  # merged over the rows below: it stands beside them
            found = found[1:]
        labels = [label_of(self.form, s.text) for s in found if s.text]
        if len(labels) < _FEWEST_LABELS or not all(labels) or any(not s.text for s in found):
            return False
        depth = header_depth(self.form, self.rows, index)
        below = spots(self.rows[index + depth]) if index + depth < len(self.rows) else ()
        filled = [s for s in below if s.text]
        return bool(filled) and label_of(self.form, filled[0].text) is None

    def _leaves_the_table(self, row: Row, found: Sequence[Spot]) -> bool:
        """Whether a row below headings begins with a label of the form, so that the table has ended.

        A row that stands beside a merged cell from above is a line of the table, whatever its first words.
        """
        filled = [s for s in found if s.text]
        if any(cell is None for cell in row.grid[: filled[0].column]):
            return False
        label = label_of(self.form, _parted(self.form, filled[0])[0].text)
        if label is None or label.part == "indicator" or (len(filled) == len(found) == 1 and label.part == "section"):
            return False
        if label.part == "section":
            return len(filled) > 1 and label_of(self.form, filled[1].text) is not None
        under = next((h for h in self.columns if h.start <= filled[0].column < h.end), None)
        opens = label.field == "name" and "名称" in filled[0].text  # 项目 alone may be the end of a name
        return under is None or under.part in ("section", "indicator", "funding") or opens

    # --- lines -----------------------------------------------------------------------------------------------------

    def _line(self, row: Row, found: Sequence[Spot]) -> Iterator[Event]:
        texts, own = ["" for _ in self.columns], [False for _ in self.columns]
        cells: list[int | None] = [None for _ in self.columns]
        stray: list[Spot] = []
        for spot in found:
            at = next((i for i, h in enumerate(self.columns) if h.start <= spot.column < h.end), None)
            if at is None:
                stray += [spot] if spot.text else []
                continue
            texts[at] += spot.text
            own[at] = True
            cells[at] = spot.column if spot.text and cells[at] is None else cells[at]
        filled = [s for s in found if s.text]
        if _is_numbering(filled) or not (filled or row.after_break or any(own)):
            return
        self.merged = self.merged and not row.after_break
        projects = [i for i, h in enumerate(self.columns) if h.part == "project"]
        self.merged = self.merged or any(s.rows > 1 for s in filled if any(self._over(i, s) for i in projects))
        rest = ""
        if len(filled) == 1 and self._overflows(filled[0]):
            rest, texts = filled[0].text, ["" for _ in self.columns]
        yield Line(self.columns, tuple(texts), tuple(own), row, self.merged, rest, tuple(cells))
        for spot in stray:
            label = label_of(self.form, spot.text)
            if label is None:
                yield Entry(None, "", spot.text, row, spot.column, cell=spot.column)

    def _over(self, index: int, spot: Spot) -> bool:
        return self.columns[index].start <= spot.column < self.columns[index].end

    def _overflows(self, spot: Spot) -> bool:
        """A cell over more columns than its heading: the rest of a text above, drawn across the table."""
        under = [h for h in self.columns if h.start < spot.column + spot.width and spot.column < h.end]
        return len(under) > _FEWEST_LABELS

    # --- labels beside values --------------------------------------------------------------------------------------

    def _labels(self, row: Row, found: Sequence[Spot]) -> Iterator[Event]:
        found = [one for spot in found for one in _parted(self.form, spot)]
        pending, values = self._carried(row, found), list[Spot]()
        for index, spot in enumerate(found):
            following = next((s.text for s in found[index + 1 :] if s.text), "")
            label = self._meant(spot, following, blank=len(found) > index + 1 and not following)
            free = pending is None or (
                any(v.text for v in values) and len(spot.text) <= LONGEST_NAME and not is_amount(spot.text)
            )
            if label is not None or (free and self._names_a_value(found, index, following)):
                if pending is not None and (values or not pending.label or pending.label.part != "goal"):
                    yield from self._entry(pending, values, row)
                pending, values = self._opened(label, spot), []
            elif pending is not None:
                values.append(spot)
            elif self._is_heading(spot, found, row, following):
                self.section = spot.text
            elif spot.text and self.seen:
                rest = row.after_break or not found[0].text
                yield Entry(None, "", spot.text, row, spot.column, rest=rest, cell=spot.column)
        filled = any(v.text for v in values)
        self.waiting = pending if not filled else None
        if pending is not None and (filled or _is_blank_amount(pending, found)):
            self.waiting = None
            yield from self._entry(pending, values, row)

    def _is_heading(self, spot: Spot, found: Sequence[Spot], row: Row, following: str) -> bool:
        """Whether a few words stand beside several rows, or across the whole grid."""
        if not spot.text or len(spot.text) > LONGEST_NAME:
            return False
        return (spot.rows > 1 and bool(following)) or (len(found) == 1 and spot.width == len(row.cells) > 1)

    def _carried(self, row: Row, found: Sequence[Spot]) -> _Pending | None:
        """The label above or at the left whose value the row may hold: not printed yet, or merged over the row.

        A row of several cells right of a merged label has labels of its own.
        """
        pending, self.waiting = self.waiting, None
        if self.spanning is not None:
            over, left = self.spanning
            self.spanning = (over, left - 1) if left > 1 else None
            covered = over.column < len(row.grid) and row.grid[over.column] is None and len(found) == 1
            pending = pending or (over if covered else None)
        return pending

    def _opened(self, label: Label | None, spot: Spot) -> _Pending | None:
        if label is not None and label.part == "section":
            self.section, self.spanning = spot.text, None
            return None
        pending = _Pending(label, spot.text, spot.column, self.section)
        self.spanning = (pending, spot.rows - 1) if spot.rows > 1 else self.spanning
        return pending

    def _names_a_value(self, found: Sequence[Spot], index: int, following: str) -> bool:
        """Whether a text of no known meaning is a label: a value or a blank cell stands beside it."""
        if not found[index].text or index + 1 >= len(found):
            return False
        return not found[index + 1].text or (bool(following) and self._meant(Spot(following, 0), "") is None)

    def _meant(self, spot: Spot, following: str, blank: bool = False) -> Label | None:
        """What a cell means as a label: a heading over others only where no amount stands beside it, nor a `blank` for one."""
        every = [m for m in meanings(self.form, spot.text) if m.part != "indicator"]
        if every and every[0].part == "section":
            beside = [m for m in every if m.part == "funding" or (m.part != "section" and not blank)]
            every = (beside if blank or is_amount(following) else []) or every
        return every[0] if every else None

    def _entry(self, pending: _Pending, values: Sequence[Spot], row: Row) -> Iterator[Event]:
        self.seen = True
        found = [v for v in values if v.text] or [*values[:1]]
        apart = sum(is_amount(v.text) for v in found) > 1  # two amounts beside one label are two values
        texts = [v.text for v in found] if apart else ["".join(v.text for v in found)]
        for index, text in enumerate(texts):
            label = pending.label if index == 0 else None
            cell = found[index].column if found else None
            yield Entry(label, pending.title, text, row, pending.column, pending.section, cell=cell)


def _is_blank_amount(pending: _Pending, found: Sequence[Spot]) -> bool:
    """Whether an amount's label is the last one of its row and has a blank cell of its own beside it."""
    funding = pending.label is not None and pending.label.part == "funding"
    return funding and bool(found) and not found[-1].text and found[-1].column > pending.column


def _parted(form: Form, spot: Spot) -> list[Spot]:
    """A cell that prints a label and its value (`项目名称：…`) as two; any other as it is."""
    text = spot.text.replace("：", ":", 1)
    head, colon, tail = text.partition(":")
    if not colon or not tail.strip() or label_of(form, spot.text) is not None:
        return [spot]
    label = label_of(form, head)
    if label is None or label.part in ("section", "indicator") or head.strip()[-1:].isdigit():
        return [spot]  # 目标1: is the first of several goals, no label
    return [replace(spot, text=head), replace(spot, text=squeeze(tail))]


def _is_numbering(filled: Sequence[Spot]) -> bool:
    """The row that numbers the columns."""
    numbers = [key(s.text) for s in filled]
    return len(numbers) > _FEWEST_LABELS and numbers == [str(i) for i in range(1, len(numbers) + 1)]
