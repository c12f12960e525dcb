"""The draft's own PDF with each remark marked on its cells: highlights with notes, the original left as it is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.annotations import Highlight, Text
from pypdf.constants import AnnotationFlag
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from disclosures.errors import DocumentError
from disclosures.inventory import Item
from disclosures.model import Box, Severity
from disclosures.review.remarks import Remark
from disclosures.review.reviewed import Review

_AUTHOR = "部门预算公开自查"
_COLOUR: Mapping[Severity | None, str] = {"error": "f4a39b", "warning": "ffd479", None: "f2ead0"}
_ORDER: Sequence[Severity | None] = ("error", "warning", None)
_MOST = 2_000  # highlights in one document
_NOTE = 24.0  # points: the note on the first page
_LONGEST = 1_000  # characters of what is said of one finding
_LONGEST_SUMMARY = 4_000  # characters of a note


@dataclass(frozen=True, slots=True)
class _Mark:
    """A highlight: which page from 1, its box as shown in points, its notes, and how bad it is (an addend: None)."""

    page: int
    box: Box
    notes: tuple[str, ...]
    severity: Severity | None


def annotated(found: Review, item: Item) -> bytes:
    """The only PDF of a disclosure with the errors and warnings of its review marked. Raises DisclosureError."""
    pdfs = [(number, path) for number, (path, _) in enumerate(item.documents, 1) if path.suffix.lower() == ".pdf"]
    if len(pdfs) != 1:
        raise DocumentError(item.shown, f"有 {len(pdfs)} 个 PDF，只能在一个 PDF 上标记", remedy="请指明其中一个文件")
    number, path = pdfs[0]
    own = number if len(item.documents) > 1 else None
    told = [remark for remark in found.remarks if remark.finding.severity != "info"]
    marks = _together(mark for remark in told for mark in _marks(remark, own))
    loose = [remark for remark in told if not any(True for _ in _marks(remark, own))]
    try:
        return _written(path.read_bytes(), marks, _summary(len(told), len(marks), loose))
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        message = f"这个 PDF 不能加标记（{type(error).__name__}）"
        raise DocumentError(item.shown, message, remedy="请用 --format html 看报告") from error


def _marks(remark: Remark, document: int | None) -> Iterator[_Mark]:
    """The highlights of a remark: the cell that it speaks of with all that is said, its addends with its number."""
    for cell in remark.cells:
        place = cell.spoken.place
        if place.box is None or place.page is None or place.document != document:
            continue
        if cell.spoken.role == "right" and cell.spoken.value is None:
            continue  # a blank adds nothing
        if cell.spoken.role == "right":
            yield _Mark(place.page, place.box, (f"第 {remark.number} 条的加数：{cell.label} {cell.shown}",), None)
        else:
            yield _Mark(place.page, place.box, (_note(remark),), remark.finding.severity)


def _together(marks: Iterable[_Mark]) -> list[_Mark]:
    """One highlight a cell, with the notes of all that is said of it and the colour of the worst; at most _MOST."""
    found: dict[tuple[int, Box], _Mark] = {}
    for mark in marks:
        before = found.get((mark.page, mark.box))
        if before is not None:
            worst = min(before.severity, mark.severity, key=_ORDER.index)
            mark = _Mark(mark.page, mark.box, (*before.notes, *mark.notes), worst)
        found[mark.page, mark.box] = mark
    return list(found.values())[:_MOST]


def _note(remark: Remark) -> str:
    head = f"第 {remark.number} 条 {remark.severity} {remark.title}（{remark.finding.rule}）"
    text = "\n".join(part for part in (head, remark.finding.message, remark.sum, remark.right) if part)
    return _short(text, _LONGEST)


def _short(text: str, most: int) -> str:
    return text[:most] + ("…" if len(text) > most else "")


def _summary(told: int, marked: int, loose: Sequence[Remark]) -> str:
    """The note on the first page: how much was found, and what has no cell to be marked."""
    lines = [f"{_AUTHOR}：错误和存疑共 {told} 条，标出 {marked} 格。"]
    lines += [f"没有格子可标的 {len(loose)} 条："] if loose else []
    lines += [f"第 {r.number} 条 {r.severity} {r.place}：{r.finding.message}" for r in loose]
    return _short("\n".join(lines), _LONGEST_SUMMARY)


def _written(data: bytes, marks: Sequence[_Mark], summary: str) -> bytes:
    """The PDF with its own bytes first and the annotations after them, as an editor would add them."""
    reader = PdfReader(io.BytesIO(data))
    writer = PdfWriter(clone_from=reader) if reader.is_encrypted else PdfWriter(io.BytesIO(data), incremental=True)
    _stick(writer, summary)
    for mark in marks:
        if mark.page <= len(writer.pages):
            page = writer.pages[mark.page - 1]
            left, bottom, right, top = _on_page(page, mark.box)
            corners = (left, top, right, top, left, bottom, right, bottom)
            highlight = Highlight(
                rect=(left, bottom, right, top), quad_points=ArrayObject([FloatObject(n) for n in corners]),
                highlight_color=_COLOUR[mark.severity],
            )  # fmt: skip
            _add(writer, mark.page, highlight, _short("\n\n".join(mark.notes), _LONGEST_SUMMARY))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _stick(writer: PdfWriter, summary: str) -> None:
    left, bottom, right, top = _on_page(writer.pages[0], (4, 4, 4 + _NOTE, 4 + _NOTE))
    _add(writer, 1, Text(rect=(left, bottom, right, top), text=summary), summary)


def _add(writer: PdfWriter, page: int, annotation: Highlight | Text, note: str) -> None:
    annotation[NameObject("/Contents")] = TextStringObject(note)
    annotation[NameObject("/T")] = TextStringObject(_AUTHOR)
    annotation.flags = AnnotationFlag.PRINT
    writer.add_annotation(page - 1, annotation)


def _on_page(page: PageObject, box: Box) -> Box:
    """A box as shown (from the top left) in the page's own space: left, bottom, right, top, whatever its rotation."""
    shown = _shown(page)
    (ax, ay), (bx, by) = (_point(page.rotation % 360, shown, *corner) for corner in (box[:2], box[2:]))
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _shown(page: PageObject) -> Box:
    """What of the sheet is shown: the crop box as far as it lies on the sheet, else the whole sheet."""
    (left, bottom, right, top), crop = (
        (
            float(min(b.left, b.right)),
            float(min(b.bottom, b.top)),
            float(max(b.left, b.right)),
            float(max(b.bottom, b.top)),
        )
        for b in (page.mediabox, page.cropbox)
    )
    inner = max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3])
    return inner if inner[0] < inner[2] and inner[1] < inner[3] else (left, bottom, right, top)


def _point(rotation: int, crop: Box, x: float, y: float) -> tuple[float, float]:
    """A point that stands `x` right of and `y` below the top left corner of the page as it is shown."""
    x0, y0, x1, y1 = crop
    if rotation == 90:
        return x0 + y, y0 + x
    if rotation == 180:
        return x1 - x, y0 + y
    if rotation == 270:
        return x1 - y, y1 - x
    return x0 + x, y1 - y
