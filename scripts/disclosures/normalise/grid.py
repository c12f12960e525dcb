"""Rows read off a grid: each cell stands in its column, so nothing is moved; what one cell says in short is spelt out.

A code printed with its name in one cell is taken apart, and the parts of a code that a row leaves to the rows above
it (only 款 under its 类) are put before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from disclosures.align import Aligned
from disclosures.codes import is_class_of
from disclosures.fit import Cells
from disclosures.header import Layout
from disclosures.kinds import Kind
from disclosures.labels import is_total_label
from disclosures.model import Column, Row
from disclosures.normalise.result import is_code
from disclosures.text import code, squeeze

_CODED = re.compile(r"[\[（(【]?\s*(\d{3,7})\s*[\])）】]?\s*[-－—_ :：]?\s*(?=[^\d\s.,，年月日])(.+)", re.DOTALL)
_CLASS = 3  # digits of a 类
# A name column and the code that may stand before the name in the same cell.
CODE_OF = {
    "name": "functional_code", "dept_economic_name": "dept_economic_code", "gov_economic_name": "gov_economic_code",
}  # fmt: skip


def split_codes(names: Sequence[str], rows: Sequence[Row]) -> tuple[tuple[str, ...], list[Cells]]:
    """Columns and cells, a code before a name moved into a column of its own where the table has none."""
    width = len(names)
    cells = [(*map(squeeze, row.cells), *[""] * (width - len(row.cells)))[:width] for row in rows]
    for index, name in enumerate(names):
        target = CODE_OF.get(name)
        if target is None or any(n.split(".")[0] == target for n in names):
            continue
        parts = [_CODED.fullmatch(line[index]) for line in cells]
        if not any(parts):
            continue
        found = [
            (*line[:index], part[2].strip() if part else line[index], *line[index + 1 :], part[1] if part else "")
            for line, part in zip(cells, parts, strict=True)
        ]
        return split_codes((*names, target), [Row(line, row.place) for line, row in zip(found, rows, strict=True)])
    return tuple(names), cells


def filled_down(names: Sequence[str], cells: Sequence[Cells]) -> list[Cells]:
    """Each row with the parts of its code that are printed on rows above it."""
    groups: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        stem, _, part = name.partition(".")
        if part.isdigit():
            groups.setdefault(stem, []).append(index)
    found = [list(line) for line in cells]
    for places in groups.values():
        last = [""] * len(places)
        for line in found:
            own = [code(line[at]) for at in places]
            deepest = max((i for i, text in enumerate(own) if text.isdigit()), default=-1)
            if deepest < 0:
                continue
            first = next(i for i, text in enumerate(own) if text)
            last = [last[i] if i < first else own[i] for i in range(len(places))]
            for at, text in zip(places, last, strict=True):
                line[at] = text if places.index(at) <= deepest else ""
    return [tuple(line) for line in found]


def levels_joined(names: Sequence[str], cells: Sequence[Cells]) -> list[Cells]:
    """Each row with its whole code where one column prints a 款 by its own two digits (213, 03, 2130301).

    The 类 above and the whole code on the row below must both say so.
    """
    found = [list(line) for line in cells]
    for at in (index for index, name in enumerate(names) if name in CODE_OF.values()):
        above = ""
        for line, following in pairwise(found):
            own = code(line[at])
            if len(own) == _CLASS:
                above = own
            elif re.fullmatch(r"\d\d", own) and above and code(following[at]).startswith(above + own):
                line[at] = above + own
    return [tuple(line) for line in found]


def merged_down(kind: Kind, names: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    """Rows with the text of a cell merged over several of them in each; an amount stands in the first alone."""
    texts = {i for i, name in enumerate(names) if name and not _is_amount(kind, name)}
    found: list[Row] = []
    open_: dict[int, tuple[str, int]] = {}
    for row in rows:
        cells = list(row.cells)
        for column, cell in enumerate(row.grid):
            text, left = open_.get(column, ("", 0))
            if cell is not None:
                open_[column] = (row.cells[column], cell.rows - 1)
            elif left > 0 and not row.after_break:
                open_[column] = (text, left - 1)
                cells[column] = text if column in texts else cells[column]
            else:
                open_[column] = ("", 0)
        found.append(replace(row, cells=tuple(cells)))
    return found


def _is_amount(kind: Kind, name: str) -> bool:
    spec = kind.spec(name)
    return spec is None or spec.type == "amount"


def words_out_of_codes(kind: Kind, names: Sequence[str], cells: Cells) -> Cells:
    """A name printed in a code's column (a unit's, above the codes of its classes) in the column of names, if free."""
    specs = [kind.spec(name) for name in names]
    label = next((i for i, s in enumerate(specs) if s and s.type in ("text", "name") and not cells[i]), None)
    if label is None:
        return cells
    for index, spec in enumerate(specs):
        text = cells[index]
        if spec and spec.type == "code" and text and not is_code(spec.field, text) and not is_total_label(text):
            if _is_amount(kind, names[index]) or code(text).isdigit():
                continue
            return (*(text if i == label else "" if i == index else c for i, c in enumerate(cells)),)
    return cells


# Which official list a code is from, and the column of its name.
_LISTS = {
    "functional_code": ("functional", "name"), "dept_economic_code": ("department", "dept_economic_name"),
    "gov_economic_code": ("government", "gov_economic_name"),
}  # fmt: skip


def with_zeros(names: Sequence[str], cells: Cells) -> tuple[Cells, str]:
    """Cells with the zero that a spreadsheet took off the 款 or 项 of a code (`2` for `02`), and what proves it.

    The name beside it must be that of the whole code in the official list; else the cells stay and nothing is said.
    """
    found = list(cells)
    proofs = []
    for stem, (which, label) in _LISTS.items():
        places = [
            i for i, name in enumerate(names) if name.partition(".")[0] == stem and name.partition(".")[2].isdigit()
        ]
        parts = [code(cells[i]) for i in places]
        short = [i for i, part in zip(places[1:], parts[1:], strict=False) if len(part) == 1 and part.isdigit()]
        if not short or label not in names:
            continue
        whole = "".join(part.zfill(2) if number and part else part for number, part in enumerate(parts))
        if is_class_of(which, whole, cells[names.index(label)]):
            for i in short:
                found[i] = code(cells[i]).zfill(2)
            proofs.append(
                f"款、项编码都是两位数，电子表格去掉了前面的零；代码表中 {whole} 正是“{cells[names.index(label)]}”"
            )
    return tuple(found), "；".join(proofs)


def on_grid(found: Layout, rows: Sequence[Row], kind: Kind | None = None) -> tuple[Layout, list[Aligned]]:
    """The rows as they stand, and their columns with those that were taken out of others. `kind`: of a list table."""
    names, cells = split_codes(found.names, merged_down(kind, found.names, rows) if kind else rows)
    added = tuple(Column(name, "") for name in names[len(found.names) :])
    lines = levels_joined(names, filled_down(names, cells))
    if kind:
        lines = [words_out_of_codes(kind, names, line) for line in lines]
    aligned = []
    for row, line in zip(rows, lines, strict=True):
        whole, evidence = with_zeros(names, line)
        aligned.append(Aligned(row, whole, "X-CODE" if evidence else None, evidence))
    return replace(found, columns=(*found.columns, *added), named=found.named | set(names)), aligned


def of_government(kind: Kind, found: Layout, rows: Sequence[Aligned]) -> Layout:
    """The columns, those of one unnamed economic classification (科目编码) being the government's where all codes are.

    Classes of the government's list are 501 to 599, those of the departments' 301 to 399.
    """
    at = [i for i, name in enumerate(found.names) if name.partition(".")[0] == "dept_economic_code"]
    codes = [code(row.cells[at[0]]) for row in rows if at and at[0] < len(row.cells)]
    classes = [text for text in codes if text.isdigit() and len(text) >= _CLASS]
    known = {column.name for column in kind.columns}
    if classes and all(len(text) > _CLASS and text.startswith("2") for text in classes):
        return _unnamed(found, "dept_economic_code")  # classes of functions, which no column of this kind is for
    if (
        not classes
        or "gov_economic_code" in {n.partition(".")[0] for n in found.names}
        or "gov_economic_code" not in known
    ):
        return found
    if not all(text.startswith("5") for text in classes):
        return found
    columns = tuple(replace(c, name=c.name.replace("dept_economic", "gov_economic")) for c in found.columns)
    return replace(
        found, columns=columns, named=frozenset(n.replace("dept_economic", "gov_economic") for n in found.named)
    )


def _unnamed(found: Layout, field: str) -> Layout:
    """The columns, those of a field kept as printed under no name of the contract."""
    number = sum(column.name.startswith("extra_") for column in found.columns)
    columns = []
    for column in found.columns:
        if column.name.partition(".")[0] == field:
            number += 1
            column = Column(f"extra_{number:02}", column.title)
        columns.append(column)
    return replace(found, columns=tuple(columns), named=found.named - {n for n in found.named if n.startswith(field)})
