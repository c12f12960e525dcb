"""What a reader of the page may see otherwise: text recognised without certainty, ink not read, digits clipped away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from disclosures.headings import as_known
from disclosures.kinds import by_name
from disclosures.model import Cell, Finding, Match, Paragraph, Place, Row
from disclosures.normalise.result import Normalised
from disclosures.schemas import field_title
from disclosures.text import is_misread_blank_mark, squeeze

_UNSURE = 0.5
_MOST_NAMED = 8
_LONGEST = 20
_POINTS_PER_CM = 72 / 2.54


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A doubtful text; `row` and `field` where it stands in the resource, if that is known."""

    where: str
    text: str
    row: int | None = None
    field: str | None = None

    @property
    def words(self) -> str:
        said = f"读作“{self.text[:_LONGEST]}”" if self.text else "有字没有读出"
        return f"{self.where}{said}"


def unclear(match: Match, normalised: Normalised) -> Iterator[Finding]:
    """One warning for each page of a table with doubtful cells, which it names; one info for each clipped number."""
    if not normalised.tables:
        return
    made = normalised.tables[0]
    title = f"《{match.title or made.title}》"
    numbers = {id(aligned.row): number for number, aligned in enumerate(normalised.aligned, 1)}
    names = normalised.layout.names if normalised.layout is not None else ()
    by_page: dict[int | None, list[_Doubt]] = {}
    for row in (*match.header, *match.rows):
        for column, cell in enumerate(row.grid):
            name = names[column].split(".")[0] if column < len(names) and id(row) in numbers else ""
            if _is_unsure(cell):
                found = _doubt(row, column, numbers, name)
                by_page.setdefault(row.place.page, []).append(found)
            if cell is not None and cell.seen is not None:
                yield _clipped(title, made.resource, _doubt(row, column, numbers, name), cell.seen, row.place.page)
    for page, doubts in by_page.items():
        yield _said(title, page, doubts, made.resource)
    yield from _understood(match, title, made.resource)
    yield from _blanked(match, normalised, title)


def _understood(match: Match, title: str, resource: str) -> Iterator[Finding]:
    """One info for the headings of a scan that are understood as others than were read."""
    read = {
        squeeze(text): as_known(squeeze(text))
        for row in match.header
        for text, cell in zip(row.cells, row.grid, strict=False)
        if cell is not None and cell.recognised and text
    }
    words = [f"“{text}”当作“{known}”" for text, known in read.items() if text != known]
    if words and match.kind:
        more = "等" if len(words) > _MOST_NAMED else ""
        message = f"{title}的表头识别得与已知的栏目差一个字，按栏目理解：{'、'.join(words[:_MOST_NAMED])}{more}"
        yield Finding("X-OCR", "info", "extraction", message, resource)


def _blanked(match: Match, normalised: Normalised, title: str) -> Iterator[Finding]:
    """One info for the strokes in columns of amounts that were read as signs: they stand for nothing."""
    kind = by_name().get(match.kind or "")
    if kind is None or normalised.layout is None:
        return
    specs = [kind.spec(name) if name else None for name in normalised.layout.names]
    signs = [
        cell
        for aligned in normalised.aligned
        if any(one is not None and one.recognised for one in aligned.row.grid)
        for spec, cell in zip(specs, aligned.cells, strict=False)
        if spec is not None and spec.type == "amount" and is_misread_blank_mark(cell)
    ]
    if signs:
        message = (
            f"{title}金额栏中有 {len(signs)} 格识别成“{'”“'.join(dict.fromkeys(signs))}”，当作表示空白的横线，没有发布"
        )
        yield Finding("X-OCR", "info", "extraction", message, normalised.tables[0].resource)


def _clipped(title: str, resource: str, found: _Doubt, seen: str, page: int | None) -> Finding:
    """A number of which the page shows less than the file says."""
    message = (
        f"{title}第 {page} 页{found.where}：文件里是“{found.text[:_LONGEST]}”，页面上被格子边遮住，"
        f"只看得到“{seen[:_LONGEST]}”；按文件里的发布"
    )
    return Finding("X-UNREAD", "info", "extraction", message, resource, found.row, found.field, seen)


def unclear_prose(paragraphs: Iterable[Paragraph]) -> Iterator[Finding]:
    """One warning for each page with doubtful lines of text outside of tables."""
    by_page: dict[int | None, list[_Doubt]] = {}
    for one in paragraphs:
        if one.confidence is not None and one.confidence < _UNSURE:
            by_page.setdefault(one.place.page, []).append(_Doubt("", one.text))
    for page, doubts in by_page.items():
        yield _said("文字说明", page, doubts, None)


def unread_ink(places: Iterable[Place]) -> Iterator[Finding]:
    """One info for each scanned page with ink outside of tables in which no text was found."""
    by_page: dict[tuple[int | None, int | None], list[float]] = {}
    for place in places:
        by_page.setdefault((place.document, place.page), []).append(place.box[1] if place.box else 0.0)
    for (document, page), tops in by_page.items():
        file = f"第 {document} 个文件" if document else ""
        where = "、".join(str(round(top / _POINTS_PER_CM)) for top in sorted(tops)[:_MOST_NAMED])
        message = (
            f"{file}第 {page} 页表格以外有 {len(tops)} 处墨迹没有认出文字（距页面上边约 {where} 厘米），"
            "可能是图画、印章或手写的字，请对照原文"
        )
        yield Finding("X-OCR", "info", "extraction", message)


def _is_unsure(cell: Cell | None) -> bool:
    return cell is not None and cell.confidence is not None and cell.confidence < _UNSURE


def _doubt(row: Row, column: int, numbers: Mapping[int, int], name: str) -> _Doubt:
    text, number = row.cells[column], numbers.get(id(row))
    if number is not None:
        where = f"第 {number} 行{f'“{field_title(name)}”' if name else f'第 {column + 1} 列'}"
        return _Doubt(where, text, number, name or None)
    label = next((cell for index, cell in enumerate(row.cells) if cell and index != column), "")
    return _Doubt(f"“{label[:_LONGEST]}”一行第 {column + 1} 列" if label else f"第 {column + 1} 列", text)


def _said(title: str, page: int | None, doubts: list[_Doubt], resource: str | None) -> Finding:
    named = "；".join(doubt.words for doubt in doubts[:_MOST_NAMED])
    more = "等" if len(doubts) > _MOST_NAMED else ""
    message = f"{title}第 {page} 页有 {len(doubts)} 处文字识别没有把握，请对照原文：{named}{more}"
    only = doubts[0] if len(doubts) == 1 else None
    return Finding(
        "X-OCR", "warning", "extraction", message, resource,
        only.row if only else None, only.field if only else None, only.text if only and only.text else None,
    )  # fmt: skip
