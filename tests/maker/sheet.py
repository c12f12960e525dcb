"""A table as boxes on a grid: the merged cells that a flattened header stands for, and those of a form's body.

A document of text knows only rows of cells. Every other format prints merged cells, so they are worked out here, once:
a heading covers the blank cells to its right and below it, as far as its group of columns reaches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .document import Cells, Table

Role = Literal["head", "text", "amount"]
AMOUNT = re.compile(r"-?[\d,]+\.\d+|-?\d{1,3}(?:,\d{3})+|0")
# The columns of a form that hold its labels.
LABELS = 2


@dataclass(frozen=True)
class Box:
    """A cell that covers `rows` × `columns` of the grid from its top left corner, counted from 0."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    role: Role = "text"


@dataclass(frozen=True)
class Sheet:
    """A table with its lines above and below; the first `head` of its `rows` are headings."""

    kind: str
    above: tuple[str, ...]
    boxes: tuple[Box, ...]
    head: int
    rows: int
    columns: int
    below: tuple[str, ...]

    def lines(self) -> list[list[Box]]:
        """The boxes that begin in each row, from left to right."""
        found: list[list[Box]] = [[] for _ in range(self.rows)]
        for box in sorted(self.boxes, key=lambda box: box.column):
            found[box.row].append(box)
        return found


def sheet(table: Table) -> Sheet:
    """The table on its grid: header merged as its tree says, body cell by cell, forms merged as they are printed."""
    body = [line.cells for line in table.lines if line.cells]
    columns = max((len(cells) for cells in (*table.header, *body)), default=1)
    head = headings(_even(table.header, columns))
    rows = _even(body, columns)
    kept = [line.kept for line in table.lines if line.cells]
    boxes = _form(rows, kept) if table.form else _body(rows, table.merged)
    below = tuple(replace(box, row=box.row + len(table.header)) for box in boxes)
    return Sheet(
        table.kind, table.above, (*head, *below), len(table.header), len(table.header) + len(rows), columns, table.below
    )


def _even(rows: Sequence[Cells], columns: int) -> list[Cells]:
    return [cells + ("",) * (columns - len(cells)) for cells in rows]


def headings(rows: Sequence[Cells]) -> list[Box]:
    """The boxes of a sound flattened header: text at the top left of what it covers."""
    return list(_headings(rows, 0, 0, len(rows[0]))) if rows else []


def _headings(rows: Sequence[Cells], row: int, start: int, end: int) -> Iterator[Box]:
    if row == len(rows):
        return
    starts = [column for column in range(start, end) if column == start or rows[row][column]]
    for left, right in zip(starts, [*starts[1:], end], strict=True):
        deep = any(cell for below in rows[row + 1 :] for cell in below[left:right])
        yield Box(rows[row][left], row, left, 1 if deep else len(rows) - row, right - left, "head")
        if deep:
            yield from _headings(rows, row + 1, left, right)


def _body(rows: Sequence[Cells], merged: Sequence[tuple[int, int]]) -> list[Box]:
    """One box a cell; in the merged ranges the blank cells of a row that says nothing there belong to the row above."""
    boxes: list[Box] = []
    last: dict[int, int] = {}
    for number, cells in enumerate(rows):
        on = {column for start, end in merged if number and not any(cells[start:end]) for column in range(start, end)}
        for column, cell in enumerate(cells):
            if column in on:
                boxes[last[column]] = replace(boxes[last[column]], rows=boxes[last[column]].rows + 1)
                continue
            last[column] = len(boxes)
            boxes.append(Box(cell, number, column, role=role_of(cell)))
    return boxes


def _form(rows: Sequence[Cells], kept: Sequence[tuple[int, ...]]) -> list[Box]:
    """A form: a text covers the blank cells to its right, a blank label belongs to the label above it.

    The second label is one that the row above began where the first is blank too.
    """
    boxes: list[Box] = []
    above: dict[int, int] = {}
    for number, cells in enumerate(rows):
        column, here = 0, {}
        while column < len(cells):
            over = above.get(column)
            if not cells[column] and column < LABELS and over is not None:
                boxes[over] = replace(boxes[over], rows=boxes[over].rows + 1)
                here[column], column = over, column + 1
                continue
            width = 1
            own = {*kept[number], *([1] if not cells[0] else [])}
            while column + width < len(cells) and not cells[column + width] and column + width not in own:
                width += 1
            if width == 1:
                here[column] = len(boxes)
            boxes.append(Box(cells[column], number, column, 1, width, role_of(cells[column])))
            column += width
        above = here
    return boxes


def role_of(text: str) -> Role:
    """Whether a cell of the body is printed as a number."""
    return "amount" if AMOUNT.fullmatch(text) else "text"
