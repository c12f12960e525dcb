"""A table that prints its measures, years and sources of funds across or down: what each column and each row is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from disclosures.headings import paths
from disclosures.model import Match, Row
from disclosures.normalise.facets import Facets, column_role, facets_of
from disclosures.text import is_amount, is_blank_mark, squeeze


@dataclass(frozen=True, slots=True)
class Axis:
    """A column or row of figures: what it says, and its words for the title of a column of no known meaning."""

    facets: Facets
    words: str


@dataclass(frozen=True, slots=True)
class Crossed:
    """The table with the role of each column; `lines`: the measures stand down, one a row."""

    roles: tuple[str, ...]
    over: tuple[tuple[str, ...], ...]
    columns: Mapping[int, Axis]
    rows: tuple[tuple[Row, Axis | None], ...]
    lines: bool

    @property
    def side_by_side(self) -> bool:
        """Whether labels stand right of figures too: two tables in one, which no row tells apart."""
        labels = [at for at, role in enumerate(self.roles) if role == "label"]
        return any(labels[0] < at < labels[-1] for at in self.columns) if labels else False


def crossed(match: Match) -> Crossed:
    """Columns by their headings, rows by the labels beside them. All rows of `match` were read off a grid."""
    header, data = _headed(match)
    width = max([len(row.cells) for row in (*match.header, *match.rows)], default=0)
    over = [*paths(header)]
    over += [()] * (width - len(over))
    rows = [replace(row, cells=(*row.cells, *[""] * (width - len(row.cells)))) for row in data]
    roles = _roles(over, rows)
    labels = [_labels(rows, at) for at, role in enumerate(roles) if role == "label"]
    beside = [tuple(text for column in labels if (text := column[i])) for i in range(len(rows))]
    axes = tuple((row, _axis(path) if labels else None) for row, path in zip(rows, beside, strict=True))
    columns = {at: _axis(over[at]) for at, role in enumerate(roles) if role in ("amount", "extra")}
    if not any(axis.facets.suffix == "_carryover" for axis in columns.values()):
        columns = {at: _undivided(axis) for at, axis in columns.items()}
    lines = len({axis.facets.measure for _, axis in axes if axis and axis.facets.known} - {""}) > 1
    if lines and len(columns) == 1:  # the only figures are those, whatever stands over them
        columns = {at: replace(a, facets=replace(a.facets, known=True)) for at, a in columns.items()}
    return Crossed(tuple(roles), tuple(over), columns, axes, lines)


def _headed(match: Match) -> tuple[Sequence[Row], Sequence[Row]]:
    """Header and data; where no header was told, rows at the top that only say what columns are."""
    if match.header:
        return match.header, match.rows
    depth = 0
    for row in match.rows:
        filled = [cell for cell in row.cells if cell]
        heads = all(
            column_role([cell]) or (facets_of([cell]).known and not is_amount(cell) and not is_blank_mark(cell))
            for cell in filled
        )
        if len(filled) < 2 or not heads:
            break
        depth += 1
    return match.rows[:depth], match.rows[depth:]


def _axis(path: Sequence[str]) -> Axis:
    return Axis(facets_of(path), "/".join(path))


def _undivided(axis: Axis) -> Axis:
    """当年财政拨款 is a part only where 上年结转 is printed beside it; else it heads the whole table."""
    return replace(axis, facets=replace(axis.facets, suffix="")) if axis.facets.suffix == "_current" else axis


def measuring(grid: Crossed) -> list[Axis]:
    """The rows or columns that say the measure."""
    return [axis for _, axis in grid.rows if axis] if grid.lines else list(grid.columns.values())


def _roles(over: Sequence[Sequence[str]], rows: Sequence[Row]) -> list[str]:
    """What each column is: `unit_code`, `unit_name`, `serial`, `note`, `label` beside the figures, `amount`, `extra`."""
    roles: list[str] = []
    for at, path in enumerate(over):
        said = column_role(path)
        texts = [row.cells[at] for row in rows if row.cells[at]]
        words = [text for text in texts if not is_amount(text) and not is_blank_mark(text)]
        telling = sum(facets_of([text]).says_something for text in texts)
        if said == "serial" or (said in ("unit_code", "note") and said not in roles):
            roles.append(said)
        elif telling * 2 >= len(texts) > 0 and (said == "label" or len(words) == len(texts)):
            roles.append("label")
        elif (
            said == "unit_name" or (said == "label" and len(words) * 2 >= len(texts) > 0)
        ) and "unit_name" not in roles:
            roles.append("unit_name")
        elif facets_of(path).says_something or not words or len(words) * 2 < len(texts):
            roles.append("amount" if path or texts else "")
        else:
            roles.append("extra")
    return roles


def _labels(rows: Sequence[Row], at: int) -> list[str]:
    """The labels of a column for each row: a merged one speaks for all rows that it covers.

    A year or source without rules below it speaks for the rows that leave it blank.
    """
    found: list[str] = []
    above, reach = "", 0
    for row in rows:
        text, cell = row.cells[at], row.grid[at] if at < len(row.grid) else None
        if text:
            above, reach = text, (cell.rows if cell else 1)
        reach -= 1
        one = facets_of([above]) if above else Facets()
        goes_on = reach >= 0 or (one.says_something and not one.measure and not one.suffix)
        beside = any(row.cells[i] for i in range(at + 1, len(row.cells)))
        found.append(squeeze(above) if text or (goes_on and beside) else "")
    return found
