"""Where published values are printed: the cell of a grid that each field of a record came from."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace

from disclosures.model import Place, Positions, Row, Value
from disclosures.normalise.grid import CODE_OF
from disclosures.normalise.rows import Line
from disclosures.text import code, squeeze

_OF_UNIT = ("unit_code", "unit_name")
_NAMING_UNITS = (*_OF_UNIT, "name")


def cell_place(row: Row, column: int | None) -> Place | None:
    """Where a cell of a row stands; None where no more is known of it than of its row, or a merged cell covers it."""
    cell = row.grid[column] if column is not None and 0 <= column < len(row.grid) else None
    if cell is None or (cell.box is None and cell.reference is None):
        return None
    at = row.place
    return Place(at.page, at.line, at.document, cell.box, cell.reference, cell.confidence, cell.doubtful)


def going_on(begun: Place | None, rest: Place | None) -> Place | None:
    """The place of a value that goes on in another cell: where it begins, no surer than both are."""
    return begun.least_sure(rest) if begun is not None else rest


def with_rest(places: MutableMapping[str, Place], name: str, rest: Place | None) -> None:
    """Say of a value that it goes on in another cell."""
    if (place := going_on(places.get(name), rest)) is not None:
        places[name] = place


def spanning(places: Sequence[Place]) -> Place | None:
    """The place of a value that is put together from several cells of a row: from the first to the last of them."""
    boxes = [place.box for place in places if place.box is not None]
    if len(boxes) < len(places) or not boxes:
        return places[0] if places else None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return replace(places[0].least_sure(*places[1:]), box=(min(lefts), min(tops), max(rights), max(bottoms)))


def of_columns(row: Row, number: int, columns: Mapping[str, int]) -> dict[tuple[int, str], Place]:
    """The places of one record, `number` its `row`, whose fields stand in these columns of a printed row."""
    return {(number, name): place for name, at in columns.items() if (place := cell_place(row, at)) is not None}


def of_lines(names: Sequence[str], lines: Sequence[Line], rows: Sequence[Row]) -> Positions:
    """The places of the records of a list table. `names` are its columns, `rows` all printed rows in order."""
    order = {id(row): index for index, row in enumerate(rows)}
    found: dict[tuple[int, str], Place] = {}
    units: dict[Value, Place] = {}
    for number, line in enumerate(lines, 1):
        cells = _Cells(names, line, rows, order.get(id(line.aligned.row), 0))
        for name, value in line.values.items():
            place = cells.place_of(name, value)
            if place is None and value is not None and name in _OF_UNIT:  # filled down from the unit's own row
                place = units.get(value)
            if place is not None:
                found[number, name] = place
                if name in _NAMING_UNITS and value is not None:
                    units[value] = place
    return found


class _Cells:
    """The cells of one row of a list table, `at` its index among all rows."""

    def __init__(self, names: Sequence[str], line: Line, rows: Sequence[Row], at: int) -> None:
        self._names, self._rows, self._at = names, rows, at
        self._row, self._cells = line.aligned.row, line.aligned.cells

    def place_of(self, name: str, value: Value) -> Place | None:
        """The cell that a value came from: of its own column; above, merged over the row; else that prints its words.

        Of a blank, the blank cell.
        """
        own = [at for at, column in enumerate(self._names) if column == name or column.partition(".")[0] == name]
        if value is None:
            return next((place for at in own if (place := self._place(at))), None)
        printed = [at for at in own if self._text(at)]
        place = spanning([place for at in printed if (place := self._place(at))])
        if place is None and not printed:
            place = next((place for at in own if (place := self._above(at))), None)
        if place is None and isinstance(value, str):
            same = (at for at, cell in enumerate(self._cells) if value in (squeeze(cell), code(cell)))
            place = next((place for at in same if (place := self._place(at))), None)
        return place

    def _text(self, at: int) -> str:
        """What the row itself prints in a column."""
        cells = self._row.cells if at < len(self._row.cells) else self._cells
        return cells[at].strip() if at < len(cells) else ""

    def _place(self, at: int) -> Place | None:
        """The place of a column; a code that was taken out of a name stands where the name does."""
        if at >= len(self._row.cells):
            label = next((name for name, split in CODE_OF.items() if split == self._names[at]), "")
            at = self._names.index(label) if label in self._names else at
        return cell_place(self._row, at)

    def _above(self, at: int) -> Place | None:
        """The merged cell that covers the row in a column."""
        for distance in range(1, self._at + 1):
            row = self._rows[self._at - distance]
            cell = row.grid[at] if at < len(row.grid) else None
            if cell is not None:
                return cell_place(row, at) if cell.rows > distance else None
        return None
