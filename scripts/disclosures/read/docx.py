"""Word documents (DOCX): the body in reading order, without header, footer and footnotes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from disclosures.errors import DocumentError
from disclosures.model import Block, Paragraph, Place
from disclosures.read.archive import REPAIR, Archive, is_on, local, value_of
from disclosures.read.docx_grid import TableRow, members, spans, table_rows
from disclosures.read.docx_text import pieces
from disclosures.read.margins import split
from disclosures.read.numbering import Numbering
from disclosures.read.spans import gridded
from disclosures.text import is_amount

_MOST_NESTED = 16
_FEWEST_ROWS = 2


def blocks(data: bytes, shown: str) -> tuple[Block, ...]:
    """Paragraphs and rows. `Place.page` is known where Word kept its page breaks, else None.

    A table of one column, or whose cells hold tables, is layout: what its cells print stands on its own.
    """
    archive = Archive(data, shown)
    main = archive.related_as("", "officeDocument") or "word/document.xml"
    if main not in archive:
        raise DocumentError(shown, "Word 文件里没有正文", remedy=REPAIR)
    root = archive.tree(main)
    body = root.find("{*}body")
    if body is None:
        raise DocumentError(shown, "Word 文件里没有正文", remedy=REPAIR)
    numbering = Numbering(*(_part(archive, main, word) for word in ("numbering", "styles")))
    return tuple(_Body(shown, numbering, next(root.iter("{*}lastRenderedPageBreak"), None) is not None).read(body))


def _part(archive: Archive, main: str, word: str) -> etree._Element | None:
    path = archive.related_as(main, word)
    return archive.tree(path) if path else None


class _Body:
    """The document while it is read: which page it has come to, and how far its lists have counted."""

    def __init__(self, shown: str, numbering: Numbering, paged: bool) -> None:
        self.shown, self.numbering, self.paged = shown, numbering, paged
        self.page = 1
        self.turned = False  # a page break set by hand, and nothing printed since

    def read(self, element: etree._Element, depth: int = 0) -> Iterator[Block]:
        """The blocks of a body, a cell or a text box."""
        if depth > _MOST_NESTED:
            raise DocumentError(self.shown, f"表格嵌套超过 {_MOST_NESTED} 层", remedy=REPAIR)
        for child in members(element):
            if local(child) == "p":
                yield from self._paragraph(child, depth)
            elif local(child) == "tbl":
                yield from self._table(child, depth)

    @property
    def place(self) -> Place:
        """Where the reading stands."""
        return Place(page=self.page if self.paged else None)

    # --- paragraphs ------------------------------------------------------------------------------------------------

    def _paragraph(self, element: etree._Element, depth: int) -> Iterator[Block]:
        tight = False
        for text, place in self._lines(element):
            yield Paragraph(text, place, tight)
            tight = True
        for box in _boxes(element):
            yield from self.read(box, depth + 1)

    def _lines(self, element: etree._Element, bare: bool = False) -> Iterator[tuple[str, Place]]:
        """The printed lines of a paragraph with their place; the first begins with the paragraph's number.

        `bare`: a number without any text is a line too.
        """
        properties = element.find("{*}pPr")
        if properties is not None and is_on(properties.find("{*}pageBreakBefore")):
            self._turn()
        number = self.numbering.printed(properties)
        line, place = "", self.place
        for kind, piece in pieces(element):
            if isinstance(piece, str):
                if piece.strip():
                    self.turned = False
                    place = place if line.strip() else self.place
                line += piece
            elif kind == "rendered":
                self._rendered()
            elif kind != "box":
                if line.strip():
                    yield number + _joined(line), place
                    number = ""
                line = ""
                if kind == "page":
                    self._turn()
        if line.strip() or (bare and number):
            yield number + _joined(line), place
        section = properties.find("{*}sectPr") if properties is not None else None
        if section is not None and value_of(section.find("{*}type"), "nextPage") != "continuous":
            self._turn()

    def _turn(self) -> None:
        self.page += 1
        self.turned = True

    def _rendered(self) -> None:
        """Word marks the page that begins after a break set by hand too: that is one page, not two."""
        self.page += not self.turned
        self.turned = False

    # --- tables ----------------------------------------------------------------------------------------------------

    def _table(self, element: etree._Element, depth: int) -> Iterator[Block]:
        rows = table_rows(element)
        if max((len(row.cells) for row in rows), default=0) <= 1:
            for row in rows:
                yield from self._flow(row, depth)
            return
        run: list[TableRow] = []
        for row in rows:
            if any(cell.nests for cell in row.cells):
                yield from self._run(run, element, depth)
                run = []
                yield from self._flow(row, depth)
            else:
                run.append(row)
        yield from self._run(run, element, depth, whole=len(run) == len(rows))

    def _flow(self, row: TableRow, depth: int) -> Iterator[Block]:
        for cell in row.cells:
            yield from self.read(cell.element, depth + 1)

    def _run(self, run: list[TableRow], table: etree._Element, depth: int, whole: bool = False) -> Iterator[Block]:
        """Rows without nested tables: a table, unless they only frame the tables beside them."""
        if not whole and not _is_data(run):
            for row in run:
                yield from self._flow(row, depth)
            return
        places: dict[int, Place] = {}
        texts = [self._texts(row, index, places) for index, row in enumerate(run)]
        above, rows, notes = split(gridded(list(spans(run, texts, table)), places, self.shown))
        yield from above
        yield from rows
        yield from notes
        for row in run:
            for cell in row.cells:
                for paragraph in members(cell.element):
                    for box in _boxes(paragraph):
                        yield from self.read(box, depth + 1)

    def _texts(self, row: TableRow, index: int, places: dict[int, Place]) -> list[str]:
        """The text of each cell. The cells of a row that breaks over a page each carry the break: it counts once."""
        start, texts = (self.page, self.turned), []
        ends = [start]
        for cell in row.cells:
            self.page, self.turned = start
            found = [self._in_cell(paragraph) for paragraph in members(cell.element)]
            texts.append(" ".join(text for text, _ in found if text))
            place = next((place for text, place in found if text), None)
            if place:
                places.setdefault(index, place)
            ends.append((self.page, self.turned))
        self.page, self.turned = max(ends)
        return texts

    def _in_cell(self, paragraph: etree._Element) -> tuple[str, Place]:
        """A paragraph of a cell on one line; one without text still prints its number (a column of serial numbers)."""
        place = self.place
        lines = list(self._lines(paragraph, bare=True))
        return " ".join(text for text, _ in lines), lines[0][1] if lines else place


def _is_data(run: list[TableRow]) -> bool:
    """Whether rows between nested tables are a table themselves: several, with amounts."""
    return len(run) >= _FEWEST_ROWS and any(is_amount(_raw(cell.element)) for row in run for cell in row.cells)


def _raw(cell: etree._Element) -> str:
    return "".join(piece for p in members(cell) for _, piece in pieces(p) if isinstance(piece, str)).strip()


def _boxes(element: etree._Element) -> list[etree._Element]:
    return [piece for kind, piece in pieces(element) if kind == "box" and not isinstance(piece, str)]


def _joined(text: str) -> str:
    return " ".join(text.split())
