"""The pictures themselves: pages rendered, and the marks drawn over them as an HTML page or a PNG."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pypdfium2
from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont, load_default

from disclosures.errors import DocumentError
from disclosures.inventory import Item
from disclosures.picture.marks import Mark, PageMarks, Reading, Role, Seen, TableMark, seen

MOST_PAGES = 40  # in one HTML page
_SCALE = 2.0  # pixels a point
_LONGEST_SIDE = 2_600  # pixels, of however large a page
_DASH = 9  # pixels
# What each role is, in words, its colour and whether it is hatched: told apart by pattern and label, not by colour only.
ROLES: dict[Role, tuple[str, str, bool]] = {
    "title": ("表题", "#7a3db8", False),
    "above": ("表上的文字：单位、编制部门、表号", "#7a3db8", True),
    "note": ("表下的说明", "#7a3db8", True),
    "over": ("上级表头", "#1f5fa8", False),
    "known": ("表头，含义已知", "#1f5fa8", False),
    "unknown": ("表头，含义未知", "#b3261e", True),
    "data": ("数据", "#1e7b46", False),
    "stray": ("含义未知的列里的数据", "#b3261e", True),
    "unused": ("不是数据：栏次、重印的表头、空行、序号", "#6b6b6b", True),
}


@dataclass(frozen=True, slots=True)
class _File:
    """One PDF of the disclosure; `number` as places name it, None where it is the only file."""

    path: Path
    shown: str
    number: int | None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page rendered, with its size in points and what is marked on it."""

    file: _File
    width: float
    height: float
    image: Image.Image
    marks: PageMarks


def pictures(item: Item, chosen: Path | None, page: int | None) -> bytes:
    """A self-contained HTML page with all pages that have tables, or with the one asked for. Raises DisclosureError.

    `chosen` picks one of several files of a disclosure; without `page` at most MOST_PAGES are drawn, and it says so.
    """
    files = _files(item, chosen)
    found = seen(item.path, item.shown)
    reading = Reading(found)
    wanted, left_out = _wanted(reading, files, page)
    sheets = [_sheet(_drawn(reading, file, number)) for file, number in wanted]  # one image at a time in memory
    return _html(found, item.shown, sheets, left_out).encode()


def picture_of_page(item: Item, chosen: Path | None, page: int) -> bytes:
    """One page as a PNG. Raises DisclosureError."""
    files = _files(item, chosen)
    reading = Reading(seen(item.path, item.shown))
    wanted, _ = _wanted(reading, files[:1], page)
    out = io.BytesIO()
    _over(_drawn(reading, *wanted[0])).save(out, "PNG", optimize=True)
    return out.getvalue()


# --- which pages ---------------------------------------------------------------------------------------------------


def _files(item: Item, chosen: Path | None) -> list[_File]:
    """The PDFs among the files of a disclosure, or the chosen one. Raises DocumentError where there is none."""
    several = len(item.documents) > 1
    files = [_File(path, name, n if several else None) for n, (path, name) in enumerate(item.documents, 1)]
    if chosen is not None and chosen.is_file():
        files = [file for file in files if file.path.resolve() == chosen.resolve()] or files
    found = [file for file in files if file.path.suffix.lower() == ".pdf"]
    if not found:
        raise DocumentError(files[0].shown, "不是 PDF，没有页面可画", remedy="请去掉 --picture，看文字说明")
    return found


def _wanted(reading: Reading, files: Sequence[_File], page: int | None) -> tuple[list[tuple[_File, int]], int]:
    """Files and pages to draw, and how many more there are."""
    if page is None:
        every = [(file, number) for file in files for number in reading.pages(file.number)]
        return every[:MOST_PAGES], max(0, len(every) - MOST_PAGES)
    counts = [(file, _page_count(file)) for file in files]
    wanted = [(file, page) for file, count in counts if 1 <= page <= count]
    if not wanted:
        file, count = max(counts, key=lambda pair: pair[1])
        raise DocumentError(file.shown, f"没有第 {page} 页", remedy=f"这份文件有 {count} 页，请写 --page 1 到 {count}")
    return wanted, 0


def _page_count(file: _File) -> int:
    document = pypdfium2.PdfDocument(file.path)
    try:
        return len(document)
    finally:
        document.close()


# --- rendering -----------------------------------------------------------------------------------------------------


def _drawn(reading: Reading, file: _File, number: int) -> _Drawn:
    document = pypdfium2.PdfDocument(file.path)
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_SCALE, _LONGEST_SIDE / max(width, height, 1.0))
        image: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise DocumentError(file.shown, "这一页画不出来", f"第 {number} 页", "请用别的软件打开看看是否完好") from error
    finally:
        document.close()
    return _Drawn(file, width, height, image, reading.page(file.number, number))


# --- HTML ----------------------------------------------------------------------------------------------------------


@cache
def _template() -> jinja2.Template:
    # Every text comes from an untrusted document: the environment escapes all of them.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("page.html")


def _html(found: Seen, shown: str, sheets: Sequence[Mapping[str, Any]], left_out: int) -> str:
    return _template().render(
        shown=shown.rsplit("/", 1)[-1], about=found.about, refused=found.refused,
        pages=sheets, several=len({sheet["file"] for sheet in sheets}) > 1, left_out=left_out,
        roles=ROLES, most=MOST_PAGES,
    )  # fmt: skip


def _sheet(drawn: _Drawn) -> dict[str, Any]:
    """What the template shows of a page: places in percent, so that the picture may be shown in any size."""
    out = io.BytesIO()
    drawn.image.save(out, "WEBP", quality=80)
    return {
        "number": drawn.marks.page,
        "name": f"{drawn.file.number or 1}-{drawn.marks.page}",
        "file": drawn.file.shown.rsplit("/", 1)[-1],
        "ratio": f"{drawn.width:.1f}/{drawn.height:.1f}",
        "image": f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}",
        "marks": [(mark, _percent(mark, drawn)) for mark in drawn.marks.marks],
        "tables": [(table, _percent(table, drawn)) for table in drawn.marks.tables],
        "left_out": drawn.marks.left_out,
    }


def _percent(marked: Mark | TableMark, drawn: _Drawn) -> str:
    left, top, right, bottom = marked.box
    parts = (("left", left / drawn.width), ("top", top / drawn.height),
             ("width", (right - left) / drawn.width), ("height", (bottom - top) / drawn.height))  # fmt: skip
    return ";".join(f"{name}:{100 * share:.3f}%" for name, share in parts)


# --- PNG -----------------------------------------------------------------------------------------------------------


def _over(drawn: _Drawn) -> Image.Image:
    """The page with outlines over it. Labels are ASCII: the font that Pillow brings knows no Chinese."""
    scale = drawn.image.width / drawn.width
    picture = drawn.image.copy()
    pen = ImageDraw.Draw(picture, "RGBA")
    font = load_default(size=max(9.0, 6.0 * scale))
    if not isinstance(font, FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    for mark in drawn.marks.marks:
        _box(pen, mark, scale)
    for mark in drawn.marks.marks:
        if mark.label:
            _cell_label(pen, mark, scale, font)
    for table in drawn.marks.tables:
        left, top, right, bottom = (edge * scale for edge in table.box)
        pen.rectangle((left, top, right, bottom), outline="black", width=3)
        text = f"T{table.number} {' '.join(table.resources)} [{table.standing}]"
        _label(pen, (left, bottom + 2), text, "black", font, "la")
    return picture


def _cell_label(pen: ImageDraw.ImageDraw, mark: Mark, scale: float, font: FreeTypeFont) -> None:
    """The label at the foot of a heading's cell, in as many lines as its width needs; beside any other text."""
    left, _, right, bottom = (edge * scale for edge in mark.box)
    if mark.table is None:
        _label(pen, (right + 4, bottom), mark.label, ROLES[mark.role][1], font, "ls")
        return
    lines = [""]
    for sign in mark.label:
        if lines[-1] and (sign == " " or pen.textlength(lines[-1] + sign, font=font) > right - left - 6):
            lines.append("")
        lines[-1] += sign.strip()
    step = font.size * 1.2
    for number, line in enumerate(reversed(lines)):
        _label(pen, (left + 2, bottom - 3 - number * step), line, ROLES[mark.role][1], font, "ls")


def _box(pen: ImageDraw.ImageDraw, mark: Mark, scale: float) -> None:
    _, colour, hatched = ROLES[mark.role]
    left, top, right, bottom = (edge * scale for edge in mark.box)
    pen.rectangle((left + 1, top + 1, right - 1, bottom - 1), outline=colour, width=2 if mark.label else 1)
    for start, end in _strokes(left, top, right, bottom) if hatched else ():
        pen.line((start, end), fill=f"{colour}88", width=1)


Point = tuple[float, float]


def _strokes(left: float, top: float, right: float, bottom: float) -> Iterator[tuple[Point, Point]]:
    """Slanting lines that fill a box."""
    height = bottom - top
    offset = left - height + _DASH
    while offset < right:
        x0, x1 = max(left, offset), min(right, offset + height)
        yield (x0, bottom - (x0 - offset)), (x1, bottom - (x1 - offset))
        offset += _DASH


def _label(pen: ImageDraw.ImageDraw, at: Point, text: str, colour: str, font: FreeTypeFont, anchor: str) -> None:
    """A label anchored at a point, on a ground of its own so that it can be read over print."""
    left, top, right, bottom = pen.textbbox(at, text, font=font, anchor=anchor)
    pen.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill="#ffffffe8")
    pen.text(at, text, fill=colour, font=font, anchor=anchor)
