"""A table of a package as readers see it: which columns are drawn, how the head is grouped, what each row is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
_ROW_CSS = {"total": "total", "unit": "unit", "subtotal": "sub", "of_which": "of", "carryover": "co"}
# Texts that neighbouring rows share and that are longer than the rows: they head these rows instead of filling a
# column. (field, class of the heading, words before the text)
_HEADING = {
    "statements": (("section", "sub", ""), ("sentence", "said", "")),
    "repairs": (("evidence", "said", "依据："),),
}
_SIDE = (("side", "sub", ""),)


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
    """One cell: what is shown, its CSS class, the printed text where it was repaired."""

    text: str
    css: str = ""
    raw: str | None = None

    @property
    def marked(self) -> str:
        """Only what is said of it (Marks.css), for a row's heading, which has a style of its own."""
        return " ".join(word for word in self.css.split() if word in ("fixd", "bad", "dim"))


@dataclass(frozen=True)
class RowView:
    """One row: permanent id, kind, row heading, cells, place in the original.

    `elsewhere`: its place in words where the table's own don't say it, "" where nobody knows it though the table has one.
    """

    id: str
    css: str
    head: Cell
    cells: tuple[Cell, ...]
    place: source.Place | None
    elsewhere: str | None = None


@dataclass(frozen=True)
class Body:
    """Rows under what they share: a side of the table (收入, 支出), a sentence and its section; or under nothing.

    `headings`: the CSS class and the words of each, the widest first; `place` is that of the last heading and of all rows,
    where they have it in common.
    """

    headings: tuple[tuple[str, str], ...]
    place: source.Place | None
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class TableView:
    """All that the template needs to draw a table.

    `cells` are the fields of the columns after the first, for the script that tells where a number stands; a `*`
    marks an amount of money.
    `place_words` says where its rows stand, with ` # ` for the number of each: 原文第 # 行; "" where no row has a place.
    `numbers` and `codes` are the places of these columns in a row, counted from 1: the style sheet draws them by these,
    so that no cell says it again.
    """

    name: str
    id: str
    title: str
    unit: str
    head: tuple[tuple[HeadCell, ...], ...]
    head_name: str
    cells: tuple[str, ...]
    numbers: tuple[int, ...]
    codes: tuple[int, ...]
    nested: bool
    bodies: tuple[Body, ...]
    width: int
    count: int
    columns: int
    hidden: tuple[str, ...]
    same: tuple[tuple[str, str], ...]
    blank_lines: int
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
    shared = _HEADING.get(resource.name, _SIDE)
    apart = {*same, *(name for name, _, _ in shared)}
    columns = [f for f in used if f is not head and f.name not in apart and not _constant_class(f, rows)]
    shown = rows[:SHOWN_ROWS]
    draw = _RowDrawer(item, resource, head, tuple(columns), marks, _places(resource, shown))
    views = [draw(index, row) for index, row in enumerate(shown, start=1)]
    kinds = [_kind(f, shown) for f in columns]
    place_words = _place_words(views)
    views = [_placed(view, place_words) for view in views] if place_words else views
    return TableView(
        name=resource.name,
        id=f"t-{resource.name}",
        title=title,
        unit="万元" if any(is_money(f) for f in used) else "",
        head=head_rows(head, columns, kinds),
        head_name=head.name if head else "",
        cells=tuple(f"{f.name}*" if is_money(f) else f.name for f in columns),
        numbers=tuple(at for at, kind in enumerate(kinds, start=2) if kind == "n"),
        codes=tuple(at for at, kind in enumerate(kinds, start=2) if kind == "c"),
        nested=_nested(rows),
        bodies=_bodies(views, shown, shared, lambda row, name: marks.css(resource.name, row.text("row"), name)),
        width=1 + len(columns) + bool(place_words),
        count=len(rows),
        columns=len(candidates),
        hidden=tuple(f.title for f in candidates if f not in used),
        same=tuple((f.title, same[f.name]) for f in used if f.name in same),
        blank_lines=sum("blank" in v.css.split() for v in views),
        source_word="原文行" if any(r.text("source_line") for r in shown) else "原文页",
        place_words=place_words,
        printed=resource.name not in labels.OUR_TITLES,
        derived=resource.has("target_value"),
        note=resource.description,
        converted=resource.printed_unit == "元",
        recognised=sheet_words(resource.recognised),
        unsure=sum(name == resource.name for name, _, _ in marks.unsure),
    )


def _place_words(views: Sequence[RowView]) -> str:
    place = next((view.place for view in views if view.place), None)
    if place is None:
        return ""
    before, number, after = place.words.rpartition(f" {place.number} ")
    return f"{before} # {after}" if number else place.words


def _placed(view: RowView, words: str) -> RowView:
    """With its own words where `words`, those of the table, don't give its place."""
    if view.place is None:
        return replace(view, elsewhere="")
    said = words.replace(" # ", f" {view.place.number} ", 1)
    return view if view.place.words == said else replace(view, elsewhere=view.place.words)


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
    places: Mapping[str, int]

    def __call__(self, index: int, row: Row) -> RowView:
        number = row.text("row") or str(index)
        money = [f for f in self.resource.fields if is_money(f)]
        kind = row.text("row_kind")
        css = _ROW_CSS.get(kind, "")
        if "side" in row.values and money and not any(row.text(f.name) for f in money):
            css = f"{css} blank".strip()
        head = self._cell(self.head, row, number) if self.head else Cell(f"第 {number} 行")
        return RowView(
            id=row_id(self.resource.name, links.anchor(number)),
            css=css,
            head=head,
            cells=tuple(self._cell(f, row, number) for f in self.columns),
            place=source.place(self.item, row, place_id(self.resource.name, number)),
        )

    def _cell(self, field: Field, row: Row, number: str) -> Cell:
        cell = _plain_cell(field, row.text(field.name), self.places.get(field.name, 0))
        marks = self.marks.css(self.resource.name, number, field.name)
        if not marks:
            return cell
        raw = self.marks.repaired.get((self.resource.name, number, field.name))
        return replace(cell, css=f"{cell.css} {marks}".strip(), raw=raw)


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
    return Cell(text if field.name.endswith("_code") else labels.value(field.name, text))


def _number_cell(field: Field, text: str, places: int = 0) -> Cell:
    if field.type == "integer":
        return Cell(text.replace("-", numbers.MINUS))
    number = to_decimal(text)
    if number is None:
        return Cell(text)
    return Cell(numbers.plain(text, places)) if number else Cell(numbers.plain(text), "z")


def _kind(field: Field, rows: Sequence[Row]) -> str:
    """How a column is drawn: as numbers, as codes, or as words that need more room (`mid`, `long`) or don't."""
    if is_number(field):
        return "n"
    if field.name.endswith("_code") or field.name == "rule":
        return "c"
    longest = max((len(row.text(field.name)) for row in rows), default=0)
    if longest > 40 or (longest and field.name in _LONG):
        return "long"
    return "mid" if longest > 9 else ""


def _bodies(
    views: Sequence[RowView],
    rows: Sequence[Row],
    shared: Sequence[tuple[str, str, str]],
    marks: Callable[[Row, str], str],
) -> tuple[Body, ...]:
    """One body for neighbouring rows with the same texts in the `shared` fields, headed by those not said just before."""
    bodies: list[Body] = []
    before: tuple[str, ...] = ()
    pairs = zip(views, rows, strict=True)
    for texts, pairs_of_one in groupby(pairs, key=lambda pair: tuple(pair[1].text(name) for name, _, _ in shared)):
        group = list(pairs_of_one)
        same = next((at for at, (old, text) in enumerate(zip(before, texts, strict=False)) if old != text), 0)
        headings = []
        for (name, css, words), text in list(zip(shared, texts, strict=True))[same:]:
            marked = {mark for _, row in group for mark in marks(row, name).split()}
            if text:
                headings.append((" ".join([css, *sorted(marked)]), words + labels.value(name, text)))
        places = {view.place for view, _ in group} if headings and shared is not _SIDE else set()
        bodies.append(
            Body(tuple(headings), places.pop() if len(places) == 1 else None, tuple(view for view, _ in group))
        )
        before = texts
    return tuple(bodies)
