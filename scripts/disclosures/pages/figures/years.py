"""A department's years beside each other: points for lines, rows for tables. Uses the facts of its disclosures only.

A year that isn't held has a point only where the next year's document prints it too or says how much it changed (倒推,
`derived`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from disclosures.pages import numbers
from disclosures.pages.figures import charts
from disclosures.pages.figures.charts import Point
from disclosures.pages.figures.facts import LABELS
from disclosures.pages.shelves import Department, Entry, span

_LINES = ("expenditure", "project", "basic", "personnel", "public", "three_public")
_COLUMNS = 6
_ROUNDED = Decimal("0.02")  # two amounts and their difference, each rounded to 0.01


@dataclass(frozen=True)
class Series:
    """One small chart: title, what it says, the line."""

    title: str
    message: str
    mark: Markup


@dataclass(frozen=True)
class YearCell:
    """A figure of one year: None where no document says it; `derived` where only the next year's document does."""

    value: Decimal | None
    derived: bool


@dataclass(frozen=True)
class YearRow:
    """A figure by year."""

    label: str
    css: str
    cells: tuple[YearCell, ...]


@dataclass(frozen=True)
class Years:
    """The section of a disclosure: its department's years up to six, this one among them."""

    message: str
    years: tuple[int, ...]
    held: frozenset[int]
    rows: tuple[YearRow, ...]
    mark: Markup


def one_a_year(department: Department, level: str | None = None) -> tuple[Entry, ...]:
    """The first document of each year (of this level); a page lists the others by name."""
    found: dict[int, Entry] = {}
    for entry in department.entries:
        if level is None or entry.item.level == level:
            found.setdefault(entry.item.year, entry)
    return tuple(found[year] for year in sorted(found))


def year_before(entry: Entry, department: Department) -> Entry | None:
    """The document of the year before that may be compared: held, and of the same level."""
    held = one_a_year(department, entry.item.level)
    return next((e for e in held if e.item.year == entry.item.year - 1), None)


def points(entries: Sequence[Entry], name: str) -> list[Point]:
    """Printed points, and derived ones for years that aren't held."""
    found: dict[int, Point] = {}
    for entry in entries:
        previous = entry.facts.previous(name)
        if previous is not None:
            derived = name not in entry.facts.printed_before
            found[entry.item.year - 1] = Point(entry.item.year - 1, previous, derived=derived)
    for entry in entries:
        value = entry.facts.value(name)
        if value is not None:
            found[entry.item.year] = Point(entry.item.year, value)
    return [found[year] for year in sorted(found)]


def series(entries: Sequence[Entry], names: Sequence[str] = _LINES) -> list[Series]:
    """A chart for each figure that two years or more have; none for one with a negative year."""
    lines = [(name, points(entries, name)) for name in names]
    kept = [(name, held) for name, held in lines if len(held) > 1 and all(p.value >= 0 for p in held)]
    years = span(p.year for _, held in kept for p in held)
    return [
        Series(LABELS[name], message(held), charts.series(held, years, max(p.value for p in held), LABELS[name]))
        for name, held in kept
    ]


def message(held: Sequence[Point]) -> str:
    """What a line says: from the first printed year to the last."""
    printed = [p for p in held if not p.derived] or list(held)
    first, last = printed[0], printed[-1]
    change = last.value - first.value
    if first.year == last.year:
        return f"{last.year} 年 {numbers.brief(last.value)}"
    if change == 0:
        return f"{first.year} 至 {last.year} 持平"
    return f"{first.year} 至 {last.year} {'增加' if change > 0 else '减少'} {numbers.brief(abs(change))}"


_ROWS = (
    ("expenditure", "total"),
    ("basic", "sub"),
    ("personnel", "in"),
    ("public", "in"),
    ("project", "sub"),
    ("three_public", "sub"),
)


def side_by_side(entry: Entry, department: Department) -> Years | None:
    """The years of the section; None where only this year is known."""
    entries = one_a_year(department, entry.item.level)
    lines = {name: {p.year: p for p in points(entries, name)} for name, _ in _ROWS}
    years = _window(sorted({year for line in lines.values() for year in line}), entry.item.year)
    if len(years) < 2:
        return None
    rows = tuple(
        YearRow(LABELS[name], css, tuple(_cell(lines[name].get(year)) for year in years))
        for name, css in _ROWS
        if any(year in lines[name] for year in years)
    )
    held = [p for p in points(entries, "expenditure") if p.year in years]
    drawn = len(held) > 1 and all(p.value >= 0 for p in held)
    top = max((p.value for p in held), default=Decimal(0))
    mark = charts.series(held, span(years), top, LABELS["expenditure"]) if drawn else Markup("")
    return Years(_against_the_year_before(held, entry), years, frozenset(e.item.year for e in entries), rows, mark)


def _against_the_year_before(held: Sequence[Point], entry: Entry) -> str:
    """What the section says: this year against the nearest earlier one, said to be derived where it is."""
    year = entry.item.year
    now = next((p for p in held if p.year == year), None)
    earlier = [p for p in held if p.year < year]
    if now is None or not earlier:
        return "各年并排"
    before = earlier[-1]
    change, tail = _as_stated(entry, now.value - before.value, before.year), "（倒推）" if before.derived else ""
    if change == 0:
        return f"支出总额 {year} 年与 {before.year} 年{tail}相同，{numbers.brief(now.value)} 万元"
    verb = "增加" if change > 0 else "减少"
    return f"支出总额 {year} 年比 {before.year} 年{tail}{verb} {numbers.brief(abs(change))} 万元"


def _as_stated(entry: Entry, change: Decimal, since: int) -> Decimal:
    """The change as the document itself rounds it, so that one page doesn't say 3,355.64 here and 3,355.65 there."""
    stated = entry.facts.changes.get("expenditure")
    alike = stated is not None and since == entry.item.year - 1 and abs(stated.amount - change) <= _ROUNDED
    return stated.amount if stated is not None and alike else change


def _window(years: Sequence[int], year: int) -> tuple[int, ...]:
    """At most six years, this one among them, the latest before it first."""
    if len(years) <= _COLUMNS:
        return tuple(years)
    at = years.index(year) if year in years else len(years) - 1
    start = min(max(0, at - _COLUMNS + 2), len(years) - _COLUMNS)
    return tuple(years[start : start + _COLUMNS])


def _cell(point: Point | None) -> YearCell:
    return YearCell(point.value, point.derived) if point else YearCell(None, derived=False)
