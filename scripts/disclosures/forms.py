"""What the labels and headings of performance forms mean, in whatever wording: `tables/form_labels.csv`.

A form prints a label beside (or above) its value; a table of indicators prints headings above its columns. Both are
looked up here, so that recognising and reading forms share one vocabulary.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from disclosures.kinds import TABLES
from disclosures.model import Cell, Paragraph, Row
from disclosures.text import key

Form = Literal["project", "department"]
Part = Literal["project", "department", "funding", "goal", "task", "indicator", "section", "ignore"]
KINDS: dict[str, Form] = {"project_performance": "project", "department_performance": "department"}
LONGEST_LABEL = 40
_FEWEST_HEADINGS = 2
_FEWEST_LABELS, _MOST_LABELS = 3, 6
_JUNK = re.compile(r"^[^\u4e00-\u9fff(]+|[:、]+$")
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|\((?:[一二三四五六七八九十]+|\d+)\)[、.]?)")
_OVER = re.compile(r"^[^:]{1,10}:(?=\(\d+\))")  # 1、资金来源：（1）政府预算资金
_UNIT = re.compile(r"[(,，]?(?:单位[:]?|金额单位[:]?)?(?:人民币)?((?:万|千|亿)?元)[)]")
_YEAR = re.compile(r"\((?:19|20)[\dXx×][^()]*\)|(?:19|20)\d\d年?度?(?:预算)?(?=.)")


@dataclass(frozen=True, slots=True)
class Label:
    """What a label means: the part of the form that it belongs to, and the field that its value fills."""

    part: Part
    field: str


@lru_cache(1 << 12)
def bare_label(text: str) -> str:
    """A label without number, year, unit, `其中：` and colon."""
    bare = _UNIT.sub("", _YEAR.sub("", key(text)))
    bare = _NUMBER.sub("", _OVER.sub("", _JUNK.sub("", bare)))
    return re.sub(r"^其中[:]?(?=.)", "", _JUNK.sub("", bare))


def unit_in(text: str) -> str | None:
    """The unit of money that a label says itself: `预算数（万元）` → 万元."""
    found = _UNIT.search(key(text))
    return found[1] if found else None


@cache
def _labels(form: Form) -> tuple[tuple[re.Pattern[str], Label], ...]:
    with (TABLES / "form_labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["form"] in ("", form)]
    return tuple((re.compile(r["label"]), Label(r["part"], r["field"])) for r in rows)  # type: ignore[arg-type]


def meanings(form: Form, text: str) -> tuple[Label, ...]:
    """Every meaning that a text has as a label of that form, the likeliest first; none for a value."""
    return _meanings(form, text) if 0 < len(text) <= LONGEST_LABEL else ()


@lru_cache(1 << 12)
def _meanings(form: Form, text: str) -> tuple[Label, ...]:
    bare = bare_label(text)
    return tuple(label for pattern, label in _labels(form) if bare and pattern.fullmatch(bare))


def label_of(form: Form, text: str) -> Label | None:
    """What a text beside a value means, None for no label."""
    return next(iter(meanings(form, text)), None)


@cache
def _dimensions() -> tuple[tuple[re.Pattern[str], str], ...]:
    with (TABLES / "form_dimensions.csv").open(encoding="utf-8", newline="") as file:
        return tuple((re.compile(row["level1"]), row["dimension"]) for row in csv.DictReader(file))


def dimension_of(level1: str) -> str | None:
    """`cost`, `output`, `benefit` or `satisfaction` for the words of a first level, None where it is none of them."""
    return next((name for pattern, name in _dimensions() if pattern.search(level1)), None)


def heads_indicators(form: Form, row: Row) -> bool:
    """Whether a row is a header over indicators: several headings that only such a table has."""
    found = {m.field for cell in row.cells for m in meanings(form, cell) if m.part == "indicator"} - {"note", "core"}
    own = {"level1", "level2", "indicator", "target"} & found
    return len(found) >= _FEWEST_HEADINGS and bool(own) and all(len(cell) <= LONGEST_LABEL for cell in row.cells)


def form_of(rows: Sequence[Row]) -> str | None:
    """The kind of form that a table read off a grid is, by its own words; None where it is no form.

    A table is a form where it has a header over indicators, or a list of projects with their goals. It is the
    department's where it names no project.
    """
    named = any(_names_project(row) for row in rows)
    headed = any(heads_indicators("project", row) for row in rows)
    if named and (headed or _lists_goals(rows[0])):
        return "project_performance"
    whole = {m.part for row in rows for cell in row.cells for m in meanings("department", cell)}
    if headed and not named and whole & {"goal", "task"} and "funding" in whole:
        return "department_performance"
    return None


def form_continues(kind: str, form: str | None, above: Sequence[Row], rows: Sequence[Row], headed: bool) -> bool:
    """Whether a table is the next page of a form of that kind, whatever texts stand between.

    `form` is what the table's own words say it is; a table that says nothing goes on by its headings over indicators,
    or, where it is not `headed` otherwise, by its width.
    """
    if not above:
        return form == kind
    last, first = above[-1], rows[0]
    near = (first.place.page or 0) - (last.place.page or 0) <= 1
    if form is not None:
        return form == kind or (kind == "project_performance" and near and _lacks_indicators(above))
    indicators = any(heads_indicators(KINDS[kind], row) or _is_indicator(row) for row in rows)
    return near and (indicators or (not headed and len(last.cells) == len(first.cells)))


def _lacks_indicators(rows: Sequence[Row]) -> bool:
    """Whether the last form of a page ends before its indicators: what follows is the rest of it, without its name."""
    last = max((at for at, row in enumerate(rows) if _names_project(row)), default=None)
    return last is not None and not any(heads_indicators("project", row) for row in rows[last:])


def _is_indicator(row: Row) -> bool:
    """Whether a row stands among indicators: one of its cells names their first level (满意度指标)."""
    return any(key(cell).endswith("指标") and dimension_of(key(cell)) for cell in row.cells)


def lead_rows(kind: str, paragraphs: Sequence[Paragraph]) -> list[Row]:
    """Labels and values of a form that stand as lines of text between its title and its grid, each as a row.

    From the first line that is a label whose value stands below it; what stands before is unit, name and year.
    """
    form = KINDS[kind]
    labels = [label_of(form, p.text) for p in paragraphs]
    first = next((i for i, m in enumerate(labels) if m and m.part in ("goal", "project") and m.field != "total"), None)
    if first is None:
        return []
    return [Row((p.text,), p.place, grid=(Cell(),)) for p in paragraphs[first:]]


def _fields(row: Row) -> set[str]:
    return {label.field for cell in row.cells if (label := label_of("project", cell)) and label.part == "project"}


def _names_project(row: Row) -> bool:
    return "name" in _fields(row)


def _lists_goals(row: Row) -> bool:
    """A header 项目名称 │ 预算数 │ 绩效目标: labels only, each over a column."""
    filled = [cell for cell in row.cells if cell]
    few = _FEWEST_LABELS <= len(filled) <= _MOST_LABELS  # with more amounts it is a table of expenditure
    return few and {"name", "total", "goal"} <= _fields(row) and all(label_of("project", cell) for cell in filled)
