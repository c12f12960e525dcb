"""Which rows belong together, and which standard table each stretch of rows is.

A title decides where it is known, else the header's words, else the shape of the rows. Rows that no longer fit the
table above but open another kind begin a table whose title (and header) was lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from disclosures import contents
from disclosures.collected import Collected, codes_in_front, ordered, rows_of_the_next
from disclosures.contents import listed_tables
from disclosures.forms import KINDS, form_continues, form_of, lead_rows
from disclosures.headings import share_known, vocabulary
from disclosures.kinds import Kind
from disclosures.labels import is_known, is_total_label
from disclosures.model import Document, Match, Paragraph, Place, Row
from disclosures.physical import Physical, is_merged, parts, physical, without_headers
from disclosures.rows import is_column_numbers, is_total, share, signature
from disclosures.text import is_amount, key, squeeze
from disclosures.titles import LONGEST_TITLE, NOTE, same_title, title_at, titled

_TITLE_REACH = 8
_FEWEST_WORDS = 3
_HEADED = 0.75  # share of a grid's columns that a kind must know to be told by the header alone
_UNIT = re.compile(r"单位[:：]?(万元|元|千元|亿元)")
_STATED_NAME = re.compile(r"^(?:部门|单位|编制部门|编制单位|预算单位|填报单位)(?:\(单位\))?(?:名称)?[:](.+)$")
_META = re.compile(r"^(?:部门|单位|编制部门|编制单位)(?:\(单位\))?(?:名称)?[:]|^金额单位[:]|^单位[:]?(?:万元|元)$")
_META_BARE = re.compile(r"^(?:部门|单位|编制部门|编制单位)(?:\(单位\))?名称$")
# What ends the notes of a table: the next part, an attachment, the glossary.
_PART = re.compile(
    r"第[一二三四五六七八九十]{1,3}部分|附件\d{0,2}(?:[:：]|$)|(?:[一二三四五六七八九十]+、)?名词(?:解释|说明)$"
)
_PERIOD = re.compile(r"\(?((?:19|20)\d\d)年度\)?")
_PAGE_NUMBER = re.compile(r"[-—–_·.]*第?\d{1,4}页?[-—–_·.]*|第?\d{1,4}页?[,，/]?共?\d{1,4}页?")


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables of a document in printed order, and the paragraphs that belong to none of them."""

    matches: tuple[Match, ...]
    prose: tuple[Paragraph, ...]


def recognise(document: Document, kinds: Sequence[Kind]) -> Recognised:
    """Find every table of the document."""
    return _Recogniser(kinds).run(document)


def _end_of_head(texts: Sequence[Paragraph], title: int, end: int) -> int:
    """Where the lines between a title and its table end (department, unit of money, a few more): before any sentence."""
    lines = range(title + 1, min(end, title + _TITLE_REACH))
    return next((i for i in lines if texts[i].text.rstrip().endswith("。")), lines.stop)


class _Recogniser:
    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds = kinds
        self.words = {kind.name: kind.words for kind in kinds}
        self.named = {kind.name: kind for kind in kinds}
        self.found: list[Collected] = []
        self.current: Collected | None = None
        self.pending: list[Paragraph] = []
        self.prose: list[Paragraph] = []
        self.header: list[Row] = []
        self.unit: str | None = None
        self.stated: str | None = None
        self.year: int | None = None
        self.vocabulary = vocabulary(kinds)
        self.retitled = False  # the title of the open table was printed again
        self.interrupted = False  # other text stood between the open table and what follows
        self.gridded = False  # what follows was read off a grid
        self.broken = False  # a title, header or note stood between the last row and this one

    def run(self, document: Document) -> Recognised:
        for part in parts(document.blocks):
            if isinstance(part, Paragraph):
                self.pending.append(part)
            elif isinstance(part, Row):
                self._row(part)
            else:
                self._table(part)
        self._settle_header()
        self._leave(self.pending)
        paragraphs = [b for b in document.blocks if isinstance(b, Paragraph)]
        listed = {kind.name for t in listed_tables(paragraphs) for kind in [titled(self.kinds, t)] if kind}
        for one in ordered(self.found, listed):
            one.kind = self._as_coded(one.kind, one.rows)
        matches = [one.closed() for one in self.found]
        return Recognised(tuple(matches), tuple(self.prose))

    # --- tables read off a grid ----------------------------------------------------------------------------------

    def _table(self, rows: Sequence[Row]) -> None:
        """A table of one page: opens a table of the document, or goes on with the one above."""
        if not is_merged(rows) and self._expects_form():  # flattened before it was put into its grid: like text
            for row in rows:
                self._row(replace(row, grid=()))
            return
        found = physical(rows, self.vocabulary)
        form = form_of(rows)
        self.gridded = True
        above, before = self.current, len(self.found)
        self._before_row()
        opened = self.current if self.current is not above or len(self.found) > before else None
        if opened is None and self.current is not None and self._goes_on(self.current, found, rows, form):
            self._add(self.current, found, rows)
            return
        if opened is None and self.current is not None and self.retitled:
            opened = self.current
        if form and (opened is None or opened.kind is None):
            likely = tuple(kind for kind in self.kinds if kind.name == form)
            opened = opened or self._untitled(rows[0].place, likely, "标题缺失，按表中文字")
            opened.kind, opened.reason = likely[0], "按表中文字"
        self._add(opened or self._by_header(found), found, rows)

    def _expects_form(self) -> bool:
        """Whether the title above, or the table that is open, is that of a performance form."""
        titles = self._titles(self.pending)
        kind = titles[-1][2] if titles else self.current.kind if self.current else None
        return kind is not None and kind.name in KINDS

    def _goes_on(self, current: Collected, found: Physical, rows: Sequence[Row], form: str | None) -> bool:
        """Whether a table without a title of its own is the next page of the one above."""
        if self.retitled:
            return True
        if current.kind and current.kind.name in KINDS:
            return form_continues(current.kind.name, form, current.rows, rows, bool(found.header))
        if found.header:
            return found.repeats(current.header)
        if form:
            return False
        width = len(current.rows[0].cells) if current.rows else len(current.header[0].cells) if current.header else 0
        return not self.interrupted and width == len(found.rows[0].cells) if found.rows else False

    def _by_header(self, found: Physical) -> Collected:
        """A table without a title: the kind whose columns its header names nearly all, if not several do as well."""
        shares = {kind.name: share_known(kind, found.header) for kind in self.kinds} if found.header else {}
        best = max(shares.values(), default=0.0)
        likely = tuple(kind for kind in self.kinds if best >= _HEADED and shares[kind.name] >= best - 0.01)
        place = (found.header or found.rows)[0].place
        return self._untitled(place, likely, "标题缺失，按表头" if likely else "没有标题，表头也不属于任何已知表")

    def _add(self, table: Collected, found: Physical, rows: Sequence[Row]) -> None:
        if table.kind and table.kind.name in KINDS:  # a form has headings and labels everywhere: all of it is rows
            found = Physical((), tuple(rows))
        if not table.header:
            table.header.extend(found.header)
            table.kind = self._as_headed(table.kind, found.header)
        data = without_headers(found.rows, table.header)
        table.rows.extend(replace(row, after_break=index == 0) for index, row in enumerate(data))
        self.retitled = self.interrupted = False

    def _as_headed(self, kind: Kind | None, header: Sequence[Row]) -> Kind | None:
        """The kind of a title, or the one that its header makes of it (classes across instead of down)."""
        words = [key(cell) for row in header for cell in row.cells if cell]
        found = (r.kind for r in (kind.rather if kind else ()) if r.heading and any(map(r.heading.search, words)))
        return self.named.get(next(found, ""), kind)

    def _as_coded(self, kind: Kind | None, rows: Sequence[Row]) -> Kind | None:
        """The kind of a title, or the one that the codes in front of its rows make of it, if no other table is that."""
        codes = codes_in_front(rows)
        taken = {one.kind.name for one in self.found if one.kind}
        found = (
            r.kind for r in (kind.rather if kind else ())
            if r.codes and codes and all(map(r.codes.fullmatch, codes)) and r.kind not in taken
        )  # fmt: skip
        return self.named.get(next(found, ""), kind)

    # --- paragraphs between rows -------------------------------------------------------------------------------

    def _before_row(self) -> None:
        """Decide from the paragraphs above a row whether a table with a title starts here."""
        if not self.pending:
            return
        texts, self.pending = self.pending, []
        titles = self._titles(texts)
        if not titles:
            self.interrupted = any(
                not (NOTE.match(squeeze(p.text)) or _PAGE_NUMBER.fullmatch(key(p.text))) for p in texts
            )
            self._leave(texts)
            return
        self._settle_header()
        start, _, _, _ = titles[0]
        self._leave(texts[:start])
        for index, (at, last, kind, title) in enumerate(titles):
            end = titles[index + 1][0] if index + 1 < len(titles) else len(texts)
            head = _end_of_head(texts, last, end) if not (kind and kind.name in KINDS) else end
            self._open(kind, title, texts[at].place, texts[at:head])
            self._leave(texts[head:end])

    def _titles(self, texts: list[Paragraph]) -> list[tuple[int, int, Kind | None, str]]:
        """(first, last, kind, title) of each title line.

        Before the first table only the nearest few lines count, and so from 目录 on: what it lists stands elsewhere.
        """
        near = max(0, len(texts) - _TITLE_REACH)
        listed = 0 if self.current is None else contents.heading(texts)
        found: list[tuple[int, int, Kind | None, str]] = []
        lines = [paragraph.text for paragraph in texts]
        index = near if listed == 0 else 0
        while index < len(texts):
            if listed is not None and listed <= index < near:
                index = near
            hit = title_at(self.kinds, lines, index)
            if hit:
                found.append((index, *hit))
                index = hit[0]
            index += 1
        if self.current is None:
            return found[-1:]
        known = [hit for hit in found if hit[2] is not None]
        return known or found[-1:]

    def _open(self, kind: Kind | None, title: str, place: Place, texts: Iterable[Paragraph]) -> None:
        reason = "按标题" if kind else "标题不属于任何已知表"
        same = self.current is not None and self._is_of(self.current, kind, title)
        self.retitled = bool(kind and same) or (same and bool(self.current and self.current.rows))
        if not self.retitled:
            self.current = Collected(kind, (), title, reason, place)
            self.found.append(self.current)
        elif self.current and self.gridded and not self.current.rows:  # a heading of the section, then the title
            self.current.title, self.current.place = title, place
        self._meta([squeeze(p.text) for p in texts])
        if self.current is not None and kind and kind.name in KINDS and self.gridded:
            self.current.rows.extend(lead_rows(kind.name, list(texts)[1:]))
        if self.current is not None:
            self.current.unit = self.unit or self.current.unit
            self.current.stated_name = self.current.stated_name or self.stated
            self.current.stated_year = self.current.stated_year or self.year
        self.unit = self.stated = self.year = None

    def _is_of(self, table: Collected, kind: Kind | None, title: str) -> bool:
        """Whether a title is that of the open table once more: of its kind, and over rows of a grid in its own words."""
        if kind is None:
            return table.title == title
        if table.kind is not kind and titled(self.kinds, table.title) is not kind:
            return False
        return not (self.gridded and table.rows and table.title) or same_title(table.title, title)

    def _meta(self, texts: Sequence[str]) -> None:
        for text in texts:
            name = _STATED_NAME.match(key(text))
            if name and not _UNIT.search(key(text)[:6]) and not re.fullmatch(r"(?:万|千|亿)?元", name[1]):
                self.stated = _UNIT.sub("", name[1])
            if year := _PERIOD.fullmatch(key(text)):
                self.year = int(year[1])
        unit = _UNIT.search(key("".join(texts)))
        if unit:
            self.unit = unit[1]

    def _leave(self, texts: Sequence[Paragraph]) -> None:
        """Paragraphs that open no table: notes of the table above, else prose."""
        noting = False
        for paragraph in texts:
            if NOTE.match(squeeze(paragraph.text)) and self.current:
                noting = True
            elif _PART.match(squeeze(paragraph.text)) or not (
                noting and (paragraph.tight or re.match(r"^\d[.、]", paragraph.text))
            ):
                noting = False
            (self.current.notes if noting and self.current else self.prose).append(paragraph)
        self._meta([squeeze(p.text) for p in texts if len(p.text) < LONGEST_TITLE])

    # --- rows --------------------------------------------------------------------------------------------------

    def _row(self, row: Row) -> None:
        self.broken = self.broken or bool(self.pending)
        self.gridded = False
        self._before_row()
        if self._is_meta(row) or is_column_numbers(row):
            return
        if self._is_header(row):
            self.header.append(row)
            return
        broken, self.broken = self.broken or bool(self.header), False
        self._settle_header(row)
        self._data(replace(row, after_break=True) if broken else row)

    def _is_meta(self, row: Row) -> bool:
        cells = [key(c) for c in row.cells if c]
        labelled = bool(cells) and (_META.match(cells[0]) or (_META_BARE.match(cells[0]) and len(cells) == 2))
        if not labelled or any(is_amount(c) for c in cells):
            return False
        self._meta(["".join(cells[:1]) + (":" if len(cells) > 1 and ":" not in cells[0] else "") + "".join(cells[1:2])])
        self._meta(cells)
        if self.current and not self.current.rows:
            self.current.unit = self.current.unit or self.unit
            self.current.stated_name = self.current.stated_name or self.stated
            self.unit = self.stated = None
        return True

    def _is_header(self, row: Row) -> bool:
        cells = [key(c) for c in row.cells if c]
        alone = len(cells) == 1 and (is_total_label(cells[0]) or (self.current is not None and self.current.rows))
        if alone or any(is_amount(c) for c in cells):
            return False
        if self._is_unknown_header(row):
            return True
        kinds = [self.current.kind] if self.current and self.current.kind and not self.current.rows else self.kinds
        return any(
            share(cells, self.words[kind.name]) >= (0.5 if len(kinds) == 1 else 0.75)
            for kind in kinds
            if kind.shape != "department_performance"
        )

    def _is_unknown_header(self, row: Row) -> bool:
        """Under a title, before any data: words only, in several columns, are a header even where none is known."""
        current = self.current
        if current is None or current.kind is None or current.kind.shape != "list" or current.rows:
            return False
        shape = signature(row.cells).replace("_", "")
        return len(shape) > _FEWEST_WORDS and set(shape) == {"T"}

    def _settle_header(self, row: Row | None = None) -> None:
        """Give the header rows just passed to the table they belong to: the open one, or a new one without title."""
        header, self.header = self.header, []
        if not header:
            return
        words = [key(c) for r in header for c in r.cells if c]
        scores = {kind.name: share(words, self.words[kind.name]) for kind in self.kinds}
        best = max(scores.values())
        likely = tuple(kind for kind in self.kinds if scores[kind.name] >= best - 0.02)
        current = self.current
        if current and current.kind and not current.rows:
            current.header.extend(header)
        elif current and current.kind in likely and not (row and self._starts_again(row)):
            return  # the header of a continued table, printed again
        elif current and current.kind is None and not current.rows:
            current.header.extend(header)
            if best >= 0.9:
                current.candidates, current.reason = likely, "标题未知，按表头"
        else:
            self._untitled(header[0].place, likely, "标题缺失，按表头").header.extend(header)

    def _untitled(self, place: Place, candidates: tuple[Kind, ...], reason: str, headless: bool = False) -> Collected:
        self.current = Collected(
            candidates[0] if len(candidates) == 1 else None, candidates, "", reason, place, headless=headless
        )
        self.current.unit, self.unit = self.unit, None
        self.current.stated_name, self.stated = self.stated, None
        self.found.append(self.current)
        return self.current

    def _starts_again(self, row: Row) -> bool:
        """A second grand total: a table of the same form begins."""
        current = self.current
        if current is None or not current.rows or not is_total(row):
            return False
        shape = current.kind.shape if current.kind else "list"
        return shape == "list" and any(is_total(r) for r in current.rows)

    def _data(self, row: Row) -> None:
        current = self.current
        opened = self._opened_by(row)
        if current is None:
            if opened:
                self._untitled(row.place, opened, "标题与表头缺失，按行的形状", headless=True)
            else:
                self._untitled(row.place, (), "标题与表头缺失，行的形状也不属于任何已知表", headless=True)
        elif self._starts_again(row) and current.kind:
            self._untitled(row.place, self._family(current.kind), "标题与表头缺失，合计行再次出现", headless=True)
        elif opened and not self._fits(current, row):
            before = rows_of_the_next(current, row)
            self._untitled(row.place, opened, "标题与表头缺失，按行的形状", headless=True).rows.extend(before)
        if self.current is not None:
            self.current.rows.append(row)

    def _family(self, kind: Kind) -> tuple[Kind, ...]:
        return tuple(k for k in self.kinds if k.base == kind.base)

    def _opened_by(self, row: Row) -> tuple[Kind, ...]:
        seen = {one.kind.name for one in self.found if one.kind}
        shape = signature(row.cells)
        words = {key(c).rstrip(":") for c in row.cells[:3] if c}
        opened = (
            k for k in self.kinds if k.name not in seen and (words & k.opens or (k.anchor and k.anchor.search(shape)))
        )
        return tuple(k for k in opened if k.shape != "balance" or any(is_known(c) for c in row.cells if c))

    def _fits(self, current: Collected, row: Row) -> bool:
        kind = current.kind
        if kind is None:
            return bool(current.candidates) and any(
                k.anchor and k.anchor.search(signature(row.cells)) for k in current.candidates
            )
        shape = signature(row.cells)
        return any(p is not None and p.search(shape) for p in (kind.anchor, kind.continues))
