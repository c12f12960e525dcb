"""Which physical column of a table is what.

Three ways, in this order: the header where it is sound (every column is named by the cells above it), the words of
the header in the form's printed order where merging was flattened and names stand over the wrong columns, and the
sums where words and columns do not add up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise

from disclosures.headings import columns
from disclosures.kinds import Kind
from disclosures.model import Column, Row
from disclosures.text import is_amount, key, squeeze

_MOST_LAYOUTS = 400
_POINTS_OF_A_CLOSED_ROW = 2  # what a score counts for a row that closes a sum: more is not to be had from a layout
_SERIAL_NUMBER = re.compile(r"(?:\d{0,4}|[一二三四五六七八九十]+)[、.．]?|合\s*计|总\s*计")
Score = Callable[[tuple[str, ...]], int]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table, and how they were found: `header`, `words`, `sums` or `form`.

    `named` are the columns that the printed header names, whether or not the rows still have them.
    """

    columns: tuple[Column, ...]
    how: str
    named: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in physical order; `""` for a column without meaning or content."""
        return tuple(column.name for column in self.columns)


def layout(kind: Kind, header: Sequence[Row], rows: Sequence[Row], score: Score, settle: Score | None = None) -> Layout:
    """Find the columns of a table. `score` counts how many rows hold under a layout (column names in order).

    `settle` counts those that hold or can be put right, for layouts that nothing but the rows speaks for.
    """
    if header and _stands_over_columns(header):
        return _of_grid(kind, header, rows)
    grid = [[key(c) for c in row.cells] for row in header]
    named = _named(kind, grid)
    sound = _sound(kind, header, grid, rows)
    if sound:
        return Layout(sound, "header", named)
    width = _usual_width(rows)
    titles = {h.column: h.word for h in reversed(kind.headers)}
    words = _in_form_order(kind, named)
    if not rows:
        names: tuple[str, ...] = words or (kind.forms[0] if kind.forms else ())
    else:
        used = max(len(_trimmed(row.cells)) for row in rows)
        names = _best(kind, named, words, width, used, len(rows), score)
        if names != words and score(names) < len(rows) and (settle is None or settle(names) < len(rows)):
            names = ()  # not even the types of the cells fit: the columns cannot be told
    how = "words" if names == words else "sums" if named else "form"
    return Layout(tuple(Column(n, titles.get(n, n)) for n in names), how, named)


def _stands_over_columns(header: Sequence[Row]) -> bool:
    """Whether a header was read off a grid whose merged cells tell what each heading covers.

    Blank cells without one merged cell are a header that was flattened before it was put into its grid.
    """
    if not all(row.grid for row in header):
        return False
    cells = [(text, cell) for row in header for text, cell in zip(row.cells, row.grid, strict=True) if cell]
    merged = any(cell.columns > 1 or cell.rows > 1 for _, cell in cells)
    return merged or len(header) == 1 or all(text for text, _ in cells)


def _of_grid(kind: Kind, header: Sequence[Row], rows: Sequence[Row]) -> Layout:
    """The columns of a header read off a grid: each heading stands over its own. A blank column without one is none."""
    found = columns(kind, header)
    width = max([len(found), *(len(_trimmed(row.cells)) for row in rows)])
    found = (
        *found,
        *(Column(f"extra_{n:02}", "") for n in range(_extras(found) + 1, _extras(found) + 1 + width - len(found))),
    )
    used = {i for row in rows for i, cell in enumerate(row.cells) if cell}
    found = tuple(
        _numbered(_or_extra(c, [row.cells[i] for row in rows if i < len(row.cells)]) for i, c in enumerate(found))
    )
    kept = [c if c.title or i in used else Column("", "") for i, c in enumerate(found)]
    return Layout(tuple(kept), "header", frozenset(c.name for c in kept if c.name))


def _or_extra(column: Column, cells: Sequence[str]) -> Column:
    """A column of serial numbers is none (data model); one so headed (编号) that holds anything else is kept as it is."""
    serial = not column.name and all(_SERIAL_NUMBER.fullmatch(cell.strip()) for cell in cells)
    unknown = column.name.startswith("extra_") or (not column.name and column.title and not serial)
    return Column("extra", column.title) if unknown else column


def _extras(found: Sequence[Column]) -> int:
    return sum(column.name.startswith("extra_") for column in found)


def _usual_width(rows: Sequence[Row]) -> int:
    """The commonest number of cells; cells that are blank in every row at the right end do not count against it."""
    counts = Counter(len(row.cells) for row in rows)
    return max(counts, key=lambda width: (counts[width], width)) if counts else 0


# --- the sound header ----------------------------------------------------------------------------------------------


def _sound(kind: Kind, header: Sequence[Row], grid: list[list[str]], rows: Sequence[Row]) -> tuple[Column, ...] | None:
    if not grid:
        return None
    width = max(len(line) for line in grid)
    lines = [line + [""] * (width - len(line)) for line in grid]
    headings = {h.under for h in kind.headers if h.under} | {h.word for h in kind.headers if not h.column}
    headings |= {h.word for h in kind.headers if h.column in kind.headings}
    columns = []
    for index in range(width):
        found = _column_at(kind, lines, index, headings)
        if found is None:
            return None
        title = next((squeeze(r.cells[index]) for r in reversed(header) if index < len(r.cells) and r.cells[index]), "")
        columns.append(Column(found, title))
    names = [c.name for c in columns if c.name and c.name != "extra"]
    if len(names) != len(set(names)) or any(_least_width(row.cells) > width for row in rows):
        return None
    for index, column in enumerate(columns):
        if not column.name and any(index < len(row.cells) and row.cells[index] for row in rows):
            return None
    while columns and not columns[-1].name:  # padding at the right end is no column
        columns.pop()
    return tuple(_numbered(columns))


def _numbered(columns: Iterable[Column]) -> Iterator[Column]:
    extra = 0
    for column in columns:
        extra += column.name == "extra"
        yield Column(f"extra_{extra:02}", column.title) if column.name == "extra" else column


def _trimmed(cells: Sequence[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _least_width(cells: Sequence[str]) -> int:
    """How many columns a row needs at least: an amount printed twice side by side may be one."""
    kept = _trimmed(cells)
    return len(kept) - sum(a == b != "" and is_amount(a) for a, b in pairwise(kept))


def _column_at(kind: Kind, lines: list[list[str]], index: int, headings: set[str]) -> str | None:
    """What the header says of one column: a name, `extra`, `""` (nothing printed), None where it contradicts itself."""
    own = [depth for depth, line in enumerate(lines) if line[index]]
    if not own:
        return ""
    leaf = lines[own[-1]][index]
    above = {lines[depth][index] for depth in own[:-1]}
    if not above <= headings:
        return None
    for line in lines[: own[-1]]:
        above.add(next((line[i] for i in range(index, -1, -1) if line[i]), ""))
    exact = {h.column for h in kind.headers if h.word == leaf and h.under and h.under in above}
    plain = {h.column for h in kind.headers if h.word == leaf and not h.under}
    found = exact or plain
    if len(found) > 1:
        return None
    if found:
        return found.pop() or None
    return None if leaf in headings or any(h.word == leaf for h in kind.headers) else "extra"


# --- the words of the header ---------------------------------------------------------------------------------------


def _named(kind: Kind, grid: list[list[str]]) -> frozenset[str]:
    """The columns whose words stand anywhere in the header, wherever flattening put them."""
    printed = Counter(word for line in grid for word in line if word)
    named: set[str] = set()
    for word, times in printed.items():
        columns = {h.column for h in kind.headers if h.word == word and h.column}
        under = {h.under for h in kind.headers if h.word == word and h.under}
        if len(columns) <= times or not under:
            named |= columns
        else:
            named |= {h.column for h in kind.headers if h.word == word and (not h.under or h.under in printed)} - {""}
    named -= {column for column, parts in kind.headings.items() if any(part in named for part in parts)}
    joined = {c for c in named if f"{c}.1" in named}
    return frozenset(named - joined)


def _in_form_order(kind: Kind, named: frozenset[str]) -> tuple[str, ...]:
    """The named columns in the order that the likeliest printed form has."""
    form = _likeliest_form(kind, named)
    order = {name: position for position, name in enumerate(form)}
    position = -1.0
    places: dict[str, float] = {}
    for spec in kind.columns:
        position = order.get(spec.name, position + 0.01)
        places[spec.name] = position
    return tuple(sorted(named, key=lambda name: places[name]))


def _likeliest_form(kind: Kind, named: frozenset[str]) -> tuple[str, ...]:
    return max(kind.forms, key=lambda form: (len(named & set(form)), -len(set(form) - named)), default=())


# --- the sums ------------------------------------------------------------------------------------------------------


def _best(
    kind: Kind, named: frozenset[str], words: tuple[str, ...], width: int, used: int, rows: int, score: Score
) -> tuple[str, ...]:
    """The layout of `width` columns under which most rows hold; the header's own words count before others."""
    if words and (len(words) == width or score(words) >= _POINTS_OF_A_CLOSED_ROW * rows):
        return words  # as many names as cells: where a sum then fails, that is the row's own matter
    best: tuple[tuple[float, ...], tuple[str, ...]] = ((-1.0,), ())
    widths = sorted({width, used, len(words)} - {0}, reverse=True)
    for names in islice((n for w in widths for n in _layouts(kind, words, w)), _MOST_LAYOUTS):
        rank = (float(score(names)), float(len(named & set(names))), -float(len(names)))
        if rank > best[0]:
            best = (rank, names)
    return best[1]


def _layouts(kind: Kind, words: tuple[str, ...], width: int) -> Iterator[tuple[str, ...]]:
    """Layouts to try: header words with columns dropped or added, then the known forms likewise."""
    bases = [words] if words else []
    bases += [form for form in kind.forms if form not in bases]
    total = kind.row_sums[0].total if kind.row_sums else ""
    for base in bases:
        if len(base) >= width:
            for dropped in combinations(range(len(base) - 1, -1, -1), len(base) - width):
                names = tuple(name for i, name in enumerate(base) if i not in dropped)
                if total in names or total not in base:  # without its total no row can prove a layout
                    yield names
        else:
            yield base
