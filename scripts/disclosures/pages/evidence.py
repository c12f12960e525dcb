"""Where each value stands in the original, and what checks, findings and repairs say of its row.

From the resource `positions` (box of a cell on its page, or its reference in a workbook) and the records of the
conversion. A box that does not lie on its page is left out: a mark in the wrong place would be worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from disclosures.catalogue import Disclosure, Row, Sheet, Source
from disclosures.pages import labels, links, packed, recognised, source
from disclosures.pages.output import Asset
from disclosures.pages.shelves import NOT_PRINTED
from disclosures.terms import OUTCOME

_POSITIONS = "positions"
_CELLS = "finding_cells"
_ROLE = {"left": "等式的左边", "right": "等式的右边"}
_OUTCOMES = {name: number for number, name in enumerate(OUTCOME)}
_EDGES = ("left", "top", "right", "bottom")
_MUCH = 16_384  # octets as they are sent: what one click waits for, about 40 KB unpacked
_SLACK = Decimal(2)  # points that a rule's own width may stand beyond the edge of the page


@dataclass(frozen=True)
class Spot:
    """Where one value is printed: which original (its index), page, box in percent of the page or None, reference.

    `read`: how it was read, in words, where it was recognised from a picture.
    """

    index: int
    page: int
    box: tuple[Decimal, Decimal, Decimal, Decimal] | None
    reference: str
    read: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table as the page of the original lists it; `order` from 0 in its table."""

    resource: str
    order: int
    row: Row
    spots: Mapping[str, Spot]


def printed_tables(item: Disclosure) -> list[str]:
    """The names of the resources that were read from printed tables."""
    return [name for name in item.resources if name not in NOT_PRINTED]


def wanted_pages(item: Disclosure) -> dict[int, tuple[int, ...]]:
    """The pages that have tables, by index of the original: those worth a picture. PDF only."""
    found: dict[int, set[int]] = {}
    for name in printed_tables(item):
        for row in item.rows(name):
            index, original = source.original_of(item, row)
            page = row.text("source_page")
            if original and original.path.lower().endswith(".pdf") and page.isdecimal():
                found.setdefault(index, set()).add(int(page))
    return {index: tuple(sorted(pages)) for index, pages in sorted(found.items())}


def has_hash(original: Source) -> bool:
    """Whether the package states a SHA-256 of the original: pictures are kept under it."""
    return re.fullmatch(r"(?:sha256:)?[0-9a-f]{64}", original.hash) is not None


class Evidence:
    """What is known of the values of one disclosure. Made when a page needs it, once for all pages of it."""

    def __init__(self, item: Disclosure) -> None:
        self.item = item

    @cached_property
    def spots(self) -> Mapping[tuple[str, str], Mapping[str, Spot]]:
        """Spots by (resource, row), then by field."""
        found: dict[tuple[str, str], dict[str, Spot]] = {}
        for row in self.item.rows(_POSITIONS):
            spot = self._spot(row)
            if spot:
                found.setdefault((row.text("resource"), row.text("row_ref")), {})[row.text("field")] = spot
        return found

    def _spot(self, row: Row) -> Spot | None:
        index, original = source.original_of(self.item, row)
        page = row.text("source_page")
        number = int(page) if page.isdecimal() else 0
        sheet = original.sheets.get(number) if original else None
        box = _percent(row, sheet) if sheet else None
        reference = row.text("reference")
        read = recognised.words(row) if row.text("read_by") == "ocr" else ""
        return Spot(index, number, box, reference, read) if box or reference or read else None

    @cached_property
    def lines(self) -> Mapping[tuple[int, int], Sequence[Line]]:
        """The rows that stand on each (original, page), in the order of the tables."""
        found: dict[tuple[int, int], list[Line]] = {}
        for name in printed_tables(self.item):
            for order, row in enumerate(self.item.rows(name)):
                page = row.text("source_page")
                if page.isdecimal():
                    index, _ = source.original_of(self.item, row)
                    line = Line(name, order, row, self.spots.get((name, row.text("row")), {}))
                    for place in {(index, int(page)), *((s.index, s.page) for s in line.spots.values() if s.box)}:
                        found.setdefault(place, []).append(line)
        return found

    @cached_property
    def about(self) -> Mapping[str, Mapping[tuple[str, str], Sequence[Row]]]:
        """`checks` and `repairs` by (resource, row); a row is `""` where they speak of a whole table."""
        found: dict[str, dict[tuple[str, str], list[Row]]] = {}
        for kind in ("checks", "repairs"):
            by_row = found.setdefault(kind, {})
            for row in self.item.rows(kind):
                by_row.setdefault((row.text("resource"), row.text("row_ref")), []).append(row)
        return found

    @cached_property
    def spoken(self) -> Mapping[tuple[str, str], Sequence[tuple[Row, str, str]]]:
        """(finding, field, role in its sum) by (resource, row): each finding at every cell that it speaks of.

        One whose cells are not known stands at the row and field that it names.
        """
        findings = {row.text("row"): row for row in self.item.rows("findings")}
        found: dict[tuple[str, str], list[tuple[Row, str, str]]] = {}
        placed = set()
        for cell in self.item.rows(_CELLS):
            finding = findings.get(cell.text("finding"))
            if finding:
                placed.add(cell.text("finding"))
                role = _ROLE.get(cell.text("role"), "")
                key = (cell.text("resource"), cell.text("row_ref"))
                found.setdefault(key, []).append((finding, cell.text("field"), role))
        for number, row in findings.items():
            if number not in placed and row.text("row_ref"):
                key = (row.text("resource"), row.text("row_ref"))
                found.setdefault(key, []).append((row, row.text("field"), ""))
        return found


class Keeper:
    """The evidence of the disclosure that was asked for last: pages of one disclosure are made one after another."""

    def __init__(self) -> None:
        self._held: Evidence | None = None

    def of(self, item: Disclosure) -> Evidence:
        if self._held is None or self._held.item is not item:
            self._held = Evidence(item)
        return self._held


def _percent(row: Row, sheet: Sheet) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
    """Left, top, width, height in percent of the page; None where the box is no box or not on the page."""
    edges = [row.amount(name) for name in _EDGES]
    width, height = Decimal(str(sheet.width)), Decimal(str(sheet.height))
    if any(edge is None for edge in edges):
        return None
    left, top, right, bottom = (edge for edge in edges if edge is not None)
    on_page = left >= -_SLACK and top >= -_SLACK and right <= width + _SLACK and bottom <= height + _SLACK
    if not on_page or right <= left or bottom <= top:
        return None
    parts = (left / width, top / height, (right - left) / width, (bottom - top) / height)
    return tuple((part * 100).quantize(Decimal("0.01")) for part in parts)  # type: ignore[return-value]


# --- the script that the panel loads when somebody clicks ----------------------------------------------------------


def scripts(evidence: Evidence, formulas: Mapping[str, str]) -> tuple[str, tuple[Asset, ...]]:
    """What is loaded on demand, and its address: one script for all tables; where that is much, a folder of one a table."""
    item = evidence.item
    told = {name: _table(evidence, name, formulas) for name in printed_tables(item) if item.rows(name)}
    whole = Asset(links.evidence(item.name), packed.script(told))
    if len(whole.content) <= _MUCH:
        return whole.path, (whole,)
    several = [Asset(links.evidence(item.name, name), packed.script(table)) for name, table in told.items()]
    return links.evidence_folder(item.name), tuple(several)


class _Words:
    """Texts by number: what the rows of a table share (a finding at each of its cells, one reason for ten repairs) once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def all(self) -> list[str]:
        return list(self._numbers)


def _table(evidence: Evidence, name: str, formulas: Mapping[str, str]) -> dict[str, Any]:
    """What source.js tells of a table: what many rows share (sheets, rules, words) is said once."""
    sheets: dict[tuple[int, int], int] = {}
    words, rules = _Words(), _Words()
    rows: dict[str, Any] = {}
    for row in evidence.item.rows(name):
        key = (name, row.text("row"))
        said = {
            "c": _cells(evidence.spots.get(key, {}), sheets, words),
            "k": [_check(check, rules, words) for check in evidence.about["checks"].get(key, ())],
            "f": [[field, role, words(f.text("message"))] for f, field, role in evidence.spoken.get(key, ())],
            "r": [[*_texts(r, "field", "printed", "published"), words(r.text("evidence"))]
                  for r in evidence.about["repairs"].get(key, ())],
        }  # fmt: skip
        page = _page_of(evidence.item, row, sheets)
        if any(said.values()) or page is not None:
            rows[key[1]] = {word: value for word, value in said.items() if value}
            if page is not None:
                rows[key[1]]["p"] = page
    whole = Counter(check.text("outcome") for check in evidence.about["checks"].get((name, ""), ()))
    return {
        "sheets": [_sheet(evidence.item, *place) for place in sheets],
        "words": words.all(),
        "rules": [formulas.get(rule) or rule for rule in rules.all()],
        "outcomes": [[labels.OUTCOME_MARK[name], words] for name, words in OUTCOME.items()],
        "rows": rows,
        "whole": [[labels.OUTCOME_MARK[o], words, whole[o]] for o, words in OUTCOME.items() if whole[o]],
    }


def _page_of(item: Disclosure, row: Row, sheets: dict[tuple[int, int], int]) -> int | None:
    """Which of `sheets` a row stands on, where that page has a picture."""
    index, original = source.original_of(item, row)
    page = row.text("source_page")
    if original is None or not page.isdecimal() or int(page) not in original.sheets:
        return None
    return sheets.setdefault((index, int(page)), len(sheets))


def _cells(spots: Mapping[str, Spot], sheets: dict[tuple[int, int], int], words: _Words) -> dict[str, Any]:
    """Sheet, left, top, width, height of each cell, and where it was recognised the number of the words that say so."""
    found: dict[str, Any] = {}
    for field, spot in spots.items():
        if spot.box:
            read = [words(spot.read)] if spot.read else []
            found[field] = [sheets.setdefault((spot.index, spot.page), len(sheets)), *map(float, spot.box), *read]
        elif spot.reference or spot.read:
            found[field] = spot.reference or words(spot.read)  # without a picture of the page the mark stands alone
    return found


def _sheet(item: Disclosure, index: int, page: int) -> list[Any]:
    """Address of the page and of its picture as seen from the disclosure's page, and width : height."""
    to = links.Links(links.disclosure(item.name)).to
    sheet = item.sources[index].sheets[page]
    ratio = round(sheet.width / sheet.height, 4)
    return [to(links.facsimile(item.name, index, page)), to(links.picture(item.name, index, page)), ratio]


def _texts(row: Row, *names: str) -> list[str]:
    return [row.text(name) for name in names]


def _check(check: Row, rules: _Words, words: _Words) -> list[Any]:
    """Rule and outcome by their numbers, left, right, difference, reason; what the rest of the line implies is left out."""
    outcome = check.text("outcome")
    left, right, difference, reason = _texts(check, "left", "right", "difference", "reason")
    numbered = [rules(check.text("rule")), _OUTCOMES.get(outcome, _OUTCOMES["not_evaluable"])]
    if reason:
        return [*numbered, left, right, difference, words(reason)]
    if check.amount("difference"):
        return [*numbered, left, right, difference]
    return [*numbered, left] if left == right else [*numbered, left, right]


def outcomes(checks: Iterable[Row]) -> list[tuple[str, str, int]]:
    """(mark, words, count) of the outcomes of some checks, in fixed order."""
    counts = Counter(check.text("outcome") for check in checks)
    return [(labels.OUTCOME_MARK[o], words, counts[o]) for o, words in OUTCOME.items() if counts[o]]
