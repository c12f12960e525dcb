"""A table of a package as readers see it: which columns are drawn, how the head is grouped, what each row is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from disclosures.catalogue import Disclosure, Field, Resource, Row, to_decimal
from disclosures.pages import labels, links, numbers, recognised, source
from disclosures.pages.heads import HeadCell, head_rows, is_number
from disclosures.scans import sheet_words

SHOWN_ROWS = 1000
_STRUCTURE = {"row", "row_kind", "source_document", "source_page", "source_line", "side", "project_row"}
_DERIVED = {"target_operator", "target_value", "target_unit"}  # said by `target` already
_MOST_PLACES = 8
_NOT_MONEY = {"weight", "quantity", "target_value", "value", "left", "right", "difference"}
_LONG = {"goal", "description", "definition", "explanation", "scoring_standard", "sentence", "content", "duty",
         "message", "evidence", "reason", "note", "specification"}  # fmt: skip
_HEAD = ("label", "name", "project_name", "dept_economic_name", "unit_name", "item_name", "item", "indicator",
         "level3", "task", "goal", "term", "duty", "measure", "rule", "column_01")  # fmt: skip
_ROW_CSS = {"total": "total", "unit": "unit", "subtotal": "sub", "of_which": "of", "item": "in"}


@dataclass(frozen=True)
class Marks:
    """What checks, repairs and the recogniser say of single cells, keyed by (resource, row, field)."""

    repaired: Mapping[tuple[str, str, str], str]
    doubted: frozenset[tuple[str, str, str]]
    unsure: frozenset[tuple[str, str, str]] = frozenset()

    def css(self, *cell: str) -> str:
        """The classes of a cell (resource, row, field), `""` where nothing is said of it."""
        said = (("fixd", self.repaired), ("bad", self.doubted), ("dim", self.unsure))
        return " ".join(name for name, cells in said if cell in cells)


@dataclass(frozen=True)
class Cell:
    """One cell: what is shown, its CSS class, the printed text where it was repaired, how many rows it speaks for."""

    text: str
    css: str
    raw: str | None = None
    rows: int = 1

    @property
    def marked(self) -> str:
        """Only what is said of it (Marks.css), for a row's heading, which has a style of its own."""
        return " ".join(word for word in self.css.split() if word in ("fixd", "bad", "dim"))


@dataclass(frozen=True)
class RowView:
    """One row: permanent id, kind, row heading, cells, place in the original."""

    id: str
    css: str
    head: Cell
    cells: tuple[Cell, ...]
    place: source.Place | None


@dataclass(frozen=True)
class Body:
    """Rows under one group heading (收入, 支出), or under none."""

    title: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class TableView:
    """All that the template needs to draw a table.

    `cells` are the fields of the columns after the first, for the script that tells where a number stands; a `*`
    marks an amount of money.
    `place_words` says where its rows stand, with ` # ` for the number of each: 原文第 # 行.
    """

    name: str
    id: str
    title: str
    unit: str
    head: tuple[tuple[HeadCell, ...], ...]
    head_name: str
    cells: tuple[str, ...]
    bodies: tuple[Body, ...]
    width: int
    count: int
    columns: int
    hidden: tuple[str, ...]
    same: tuple[tuple[str, str], ...]
    blank_lines: int
    has_source: bool
    source_word: str
    place_words: str
    printed: bool
    derived: bool
    note: str
    converted: bool
    recognised: str
    unsure: int

    @property
    def cut(self) -> bool:
        """Whether the page leaves rows to the CSV."""
        return self.count > SHOWN_ROWS


def read_marks(item: Disclosure) -> Marks:
    """The marks that `repairs`, `findings` and what was recognised without certainty put on cells."""
    repaired = {
        (r.text("resource"), r.text("row_ref"), r.text("field")): r.text("printed") for r in item.rows("repairs")
    }
    doubted = frozenset(
        (r.text("resource"), r.text("row_ref"), r.text("field"))
        for r in item.rows("findings")
        if r.text("row_ref") and r.text("field") and r.text("severity") != "info"
    )
    unsure = frozenset(
        (r.text("resource"), r.text("row_ref"), r.text("field")) for r in recognised.marks(item) if recognised.unsure(r)
    )
    return Marks(repaired, doubted, unsure)


def row_id(resource: str, row: str) -> str:
    """The permanent fragment of a row."""
    return f"t-{resource}-{row}"


def row_name(row: Row) -> str:
    """What names a row of any table, `""` where nothing does."""
    return next((text for name in _HEAD if (text := row.text(name))), "")


def place_id(resource: str, row: str) -> str:
    """The fragment of a row on the page that shows its original; `""` where that page doesn't list it."""
    return "" if resource in labels.OUR_TITLES else row_id(resource, links.anchor(row))


def display_titles(item: Disclosure) -> dict[str, str]:
    """A title for each resource: the printed one without the right year; parts of one printed table say which part."""
    own_year = re.compile(rf"^{item.year}年度?|[（(]{item.year}年度[）)]$")
    plain = {name: own_year.sub("", r.title).strip() or name for name, r in item.resources.items()}
    plain.update({name: title for name, title in labels.OUR_TITLES.items() if name in plain})
    shared = {title for title, count in Counter(plain.values()).items() if count > 1}
    return {
        name: f"{title}：{labels.PARTS.get(name, name)}" if title in shared else title for name, title in plain.items()
    }


def table_view(item: Disclosure, resource: Resource, marks: Marks, title: str) -> TableView:
    """The table as it is drawn: columns blank all through are named below instead, structure becomes style."""
    rows = resource.rows()
    candidates = [f for f in resource.fields if f.name not in _STRUCTURE | _DERIVED]
    used = [f for f in candidates if any(r.text(f.name) for r in rows)] if rows else candidates
    head = _head_field(used, rows)
    same = {} if len(rows) < 2 else same_all_through((f for f in used if f is not head), rows)
    columns = [f for f in used if f is not head and f.name not in same and not _constant_class(f, rows)]
    shown = rows[:SHOWN_ROWS]
    draw = _RowDrawer(item, resource, head, tuple(columns), marks, _nested(rows), _places(resource, shown))
    views = [draw(index, row) for index, row in enumerate(shown, start=1)]
    bodies = _bodies(_said_once(views, columns, shown), shown)
    has_source = any(v.place for v in views)
    return TableView(
        name=resource.name,
        id=f"t-{resource.name}",
        title=title,
        unit="万元" if any(is_money(f) for f in used) else "",
        head=head_rows(head, columns),
        head_name=head.name if head else "",
        cells=tuple(f"{f.name}*" if is_money(f) else f.name for f in columns),
        bodies=bodies,
        width=1 + len(columns) + has_source,
        count=len(rows),
        columns=len(candidates),
        hidden=tuple(f.title for f in candidates if f not in used),
        same=tuple((f.title, same[f.name]) for f in used if f.name in same),
        blank_lines=sum("blank" in v.css.split() for v in views),
        has_source=has_source,
        source_word="原文行" if any(r.text("source_line") for r in shown) else "原文页",
        place_words=_place_words(views),
        printed=resource.name not in labels.OUR_TITLES,
        derived=resource.has("target_value"),
        note=resource.description,
        converted=resource.printed_unit == "元",
        recognised=sheet_words(resource.recognised),
        unsure=sum(name == resource.name for name, _, _ in marks.unsure),
    )


def _said_once(views: Sequence[RowView], columns: Sequence[Field], rows: Sequence[Row]) -> Sequence[RowView]:
    """One cell for neighbouring figures of one sentence; only where the sentence is the last column."""
    if not columns or columns[-1].name != "sentence":
        return views
    found: list[RowView] = []
    for _, group in groupby(zip(views, rows, strict=True), key=lambda pair: pair[1].text("sentence")):
        (first, _), *others = group
        cell = replace(first.cells[-1], rows=1 + len(others))
        found.append(replace(first, cells=(*first.cells[:-1], cell)))
        found += [replace(view, cells=view.cells[:-1]) for view, _ in others]
    return found


def _place_words(views: Sequence[RowView]) -> str:
    place = next((view.place for view in views if view.place), None)
    if place is None:
        return ""
    before, number, after = place.words.rpartition(f" {place.number} ")
    return f"{before} # {after}" if number else place.words


def is_money(field: Field) -> bool:
    """By the unit that the schema states, else by the names of the data model."""
    if field.unit:
        return field.unit == "万元"
    return field.type == "number" and field.name not in _NOT_MONEY and not field.name.endswith("_percent")


def _head_field(fields: Sequence[Field], rows: Sequence[Row]) -> Field | None:
    """The column that names a row: the first of a fixed order, else the first column of words."""
    by_name = {f.name: f for f in fields}
    for name in _HEAD:
        if name in by_name and (not rows or any(r.text(name) for r in rows)):
            return by_name[name]
    words = (f for f in fields if not is_number(f) and not f.name.endswith("_code"))
    return next(words, None)


def same_all_through(fields: Iterable[Field], rows: Sequence[Row]) -> dict[str, str]:
    """Unit columns that name one unit in every row that names any: said once instead of in every row."""
    found = {}
    for field in fields:
        if field.name in ("unit_code", "unit_name"):
            values = {r.text(field.name) for r in rows} - {""}
            if len(values) == 1:
                found[field.name] = values.pop()
    return found


def _constant_class(field: Field, rows: Sequence[Row]) -> bool:
    """`classification` is drawn only where a table prints several."""
    return field.name == "classification" and len({r.text(field.name) for r in rows} - {""}) < 2


def _nested(rows: Sequence[Row]) -> bool:
    return any(r.text("row_kind") in ("total", "unit", "subtotal") for r in rows)


@dataclass(frozen=True)
class _RowDrawer:
    item: Disclosure
    resource: Resource
    head: Field | None
    columns: tuple[Field, ...]
    marks: Marks
    nested: bool
    places: Mapping[str, int]

    def __call__(self, index: int, row: Row) -> RowView:
        number = row.text("row") or str(index)
        money = [f for f in self.resource.fields if is_money(f)]
        kind = row.text("row_kind")
        css = "" if kind == "item" and not self.nested else _ROW_CSS.get(kind, "")
        if "side" in row.values and money and not any(row.text(f.name) for f in money):
            css = f"{css} blank".strip()
        head = self._cell(self.head, row, number) if self.head else Cell(f"第 {number} 行", "")
        return RowView(
            id=row_id(self.resource.name, links.anchor(number)),
            css=css,
            head=head,
            cells=tuple(self._cell(f, row, number) for f in self.columns),
            place=source.place(self.item, row, place_id(self.resource.name, number)),
        )

    def _cell(self, field: Field, row: Row, number: str) -> Cell:
        key = (self.resource.name, number, field.name)
        text = row.text(field.name)
        cell = _plain_cell(field, text, self.places.get(field.name, 0))
        css = f"{cell.css} {self.marks.css(*key)}".strip()
        return replace(cell, css=css, raw=self.marks.repaired.get(key))


def _places(resource: Resource, rows: Sequence[Row]) -> dict[str, int]:
    """The decimals that a column needs so that its points stand in line: what was divided by 10,000 has lost its own."""
    if resource.printed_unit != "元":
        return {}
    money = [f.name for f in resource.fields if is_money(f)]
    return {
        name: min(max((numbers.decimals(v) for r in rows if (v := r.amount(name))), default=0), _MOST_PLACES)
        for name in money
    }


def _plain_cell(field: Field, text: str, places: int) -> Cell:
    if is_number(field):
        return _number_cell(field, text, places)
    if not text:
        return Cell("", "b")
    if field.name.endswith("_code") or field.name == "rule":
        return Cell(text, "code")
    css = "long" if field.name in _LONG or len(text) > 40 else "mid" if len(text) > 9 else ""
    return Cell(labels.value(field.name, text), css)


def _number_cell(field: Field, text: str, places: int = 0) -> Cell:
    if not text:
        return Cell("", "n b")
    if field.type == "integer":
        return Cell(text.replace("-", numbers.MINUS), "n")
    number = to_decimal(text)
    if number is None:
        return Cell(text, "n")
    return Cell(numbers.plain(text, places), "n") if number else Cell(numbers.plain(text), "n z")


def _bodies(views: Sequence[RowView], rows: Sequence[Row]) -> tuple[Body, ...]:
    """One body a side where the table has sides, else one body."""
    bodies: list[Body] = []
    group: list[RowView] = []
    for position, (view, row) in enumerate(zip(views, rows, strict=True)):
        group.append(view)
        last = position + 1 == len(rows) or rows[position + 1].text("side") != row.text("side")
        if last:
            bodies.append(Body(labels.value("side", row.text("side")), tuple(group)))
            group = []
    return tuple(bodies)
