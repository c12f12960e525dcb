"""Pages to blocks, in reading order: tables by their rules, all other lines as paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from disclosures.model import Block, Paragraph, Place, Row
from disclosures.read.columns import column_grids
from disclosures.read.lattice import grids
from disclosures.read.lines import Line, in_lines, segments, without_doubles
from disclosures.read.margins import split, unit_apart
from disclosures.read.page import Glyphs, Grid, Page, Rule, doubtful_of, least_sure
from disclosures.read.paragraphs import PlacedLine, paragraphs, without_furniture
from disclosures.read.tables import RawTable, on_same_columns, read_tables, rest_of, same_outline
from disclosures.read.unsplit import split_rows

_TOUCH = 3.0  # points: rules as near to a grid belong to it
_UNEVEN = 0.25  # heights of a line: the middles of two parts of one line of a scan may differ so much
_COLUMN_GAP = 3.0  # heights of a line: text beyond a wider gap is a line of its own

Part = PlacedLine | RawTable


def blocks_of(pages: Iterable[Page]) -> Iterator[Block]:
    """Paragraphs and rows of all pages in reading order; at the end ink that was not read, as paragraphs without text."""
    parts: list[Part] = []
    unread: list[Paragraph] = []
    sheets: dict[int, Page] = {}
    for page in pages:
        if page.quarters:
            sheets[page.number] = replace(page, glyphs=(), rules=())
        parts += parts_of(page, _last_grid(parts, page.number))
        unread += unread_of(page)
    for block in _in_order(parts):
        yield _as_laid(block, sheets)
    for paragraph in unread:
        yield _as_laid(paragraph, sheets)


def _as_laid(block: Block, sheets: Mapping[int, Page]) -> Block:
    """A block with its boxes where they stand on the sheet as the file shows it; `sheets` are those that were turned."""
    sheet = sheets.get(block.place.page or 0)
    if sheet is None:
        return block
    if isinstance(block, Row):
        cells = (cell and replace(cell, box=cell.box and sheet.as_laid(cell.box)) for cell in block.grid)
        return replace(block, grid=tuple(cells))
    place = replace(block.place, box=block.place.box and sheet.as_laid(block.place.box))
    return replace(block, place=place, box=block.box and sheet.as_laid(block.box))


def _in_order(parts: Sequence[Part]) -> Iterator[Block]:
    """Paragraphs and rows of all pages but running heads and page numbers."""
    kept = {id(one) for one in without_furniture([p for p in parts if isinstance(p, PlacedLine)])}
    parts = [p for p in parts if isinstance(p, RawTable) or id(p) in kept]
    lines: list[PlacedLine] = []
    index = 0
    while index < len(parts):
        part = parts[index]
        if isinstance(part, PlacedLine):
            lines.append(part)
            index += 1
            continue
        yield from paragraphs(lines)
        lines = []
        run = _run(parts, index)
        yield from _rows(run)
        index += len(run)
    yield from paragraphs(lines)


def _last_grid(parts: Sequence[Part], page: int) -> Grid | None:
    """The grid that the page before this one ends with, but for a line in its margin."""
    for part in reversed(parts):
        if isinstance(part, RawTable):
            return part.grid if part.page == page - 1 else None
        if not part.in_margin:
            return None
    return None


def parts_of(page: Page, above: Grid | None = None) -> list[Part]:
    """Tables and lines of one page from the top down; `above` is the grid that the page before ends with."""
    page = replace(page, glyphs=tuple(without_doubles(page.glyphs)))
    ruled = grids(page.rules)
    if not page.recognised:
        ruled = [split_rows(grid, page.glyphs) for grid in ruled]
    tables, rest = read_tables(page, ruled)
    outside = [rule for rule in page.rules if not any(_inside(rule, grid) for grid in ruled)]
    unruled = column_grids(replace(page, glyphs=tuple(rest)), outside, ruled, above)
    if unruled:
        more, rest = read_tables(replace(page, glyphs=tuple(rest)), unruled)
        tables += more
    tables = [table for table in tables if any(any(row.cells) for row in table.rows)]
    lines = [
        PlacedLine(line, page.number, page.width, page.height, least_sure(printed), doubtful_of(printed))
        for printed in in_lines(g for g in rest if g.text.strip())
        for segment in _parts_of_line(printed, page.recognised)
        for line in _unit_apart(segment)
    ]
    return sorted([*tables, *lines], key=_top)


def _parts_of_line(printed: Sequence[Glyphs], recognised: bool) -> list[Line]:
    """A printed line where wide gaps part it; of a scan its parts have one top, whatever white the detector left them."""
    parts = segments(printed, _COLUMN_GAP)
    if not recognised:
        return parts
    return [replace(one, top=min(part.top for part in parts if _on_one_height(part, one))) for one in parts]


def _on_one_height(one: Line, other: Line) -> bool:
    return abs(one.top + one.bottom - other.top - other.bottom) <= 2 * _UNEVEN * min(one.height, other.height)


def unread_of(page: Page) -> list[Paragraph]:
    """The ink of a page that was not read and stands in no ruled table, as paragraphs without text."""
    unread = [glyph for glyph in page.glyphs if not glyph.text and glyph.confidence is not None]
    outside = read_tables(replace(page, glyphs=tuple(unread)), grids(page.rules))[1] if unread else []
    boxes = ((glyph.left, glyph.top, glyph.right, glyph.bottom) for glyph in outside)
    return [Paragraph("", Place(page=page.number, box=box), confidence=0.0) for box in boxes]


def _unit_apart(line: Line) -> list[Line]:
    """A title with the unit of money printed right beside it, as two lines."""
    title, *unit = unit_apart(line.text)
    middle = (line.left + line.right) / 2
    return [replace(line, text=title, right=middle), replace(line, text=unit[0], left=middle)] if unit else [line]


def _inside(rule: Rule, grid: Grid) -> bool:
    left, top, right, bottom = grid.box
    return left - _TOUCH <= rule.left and rule.right <= right + _TOUCH and top - _TOUCH <= rule.top <= bottom + _TOUCH


def _top(part: Part) -> tuple[float, float]:
    if isinstance(part, PlacedLine):
        return part.line.top, part.line.left
    return part.grid.ys[0], part.grid.xs[0]


def _run(parts: Sequence[Part], start: int) -> list[RawTable]:
    """Tables that follow one another without a line between, from `start` on."""
    found: list[RawTable] = []
    for part in parts[start:]:
        if not isinstance(part, RawTable):
            break
        found.append(part)
    return found


def _rows(tables: Sequence[RawTable]) -> Iterator[Block]:
    """The rows of tables without a line between: one table over several pages, or several ones."""
    held: Row | None = None  # the last row: the next page may go on with it
    full: frozenset[int] = frozenset()
    above: Grid | None = None
    for table in tables:
        goes_on = above is not None and same_outline(above, table.grid)
        if goes_on and above is not None:
            table = on_same_columns(table, above)
        leading, rows, trailing = split(table.rows)
        if above is not None and above.open_below and table.grid.open_above and held is not None:
            full = frozenset(range(len(held.cells)))
        whole = rest_of(held, full, rows[0]) if held and goes_on and rows and not leading else None
        if whole is not None:
            held, rows = whole, rows[1:]
        elif rows:
            rows[0] = replace(rows[0], after_break=True)
        if held is not None and (leading or rows):
            yield held
            held = None
        yield from leading
        if rows:
            yield from rows[:-1]
            held, full, above = rows[-1], table.full if not trailing else frozenset(), table.grid
        if trailing and held is not None:
            yield held
            held = None
        yield from trailing
    if held is not None:
        yield held
