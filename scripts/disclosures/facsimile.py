"""Pictures of the original's pages that have tables, for “where does this number stand”: made once, kept by hash.

A step of its own before the site is built, so that the read side needs no PDF library. A picture is kept under the
hash of its document, so it is made again only when the document or the way of drawing changes.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pypdfium2
from PIL import Image

from disclosures.errors import DisclosureError, DocumentError
from disclosures.inventory import Item
from disclosures.workers import each

LARGEST = 60_000  # bytes of a picture, as far as it stays readable
# Pixels of the longest side and how the picture is packed: grey levels without loss, or (None) with loss at quality 30.
# Text and rules pack better without loss; photographs and scans only with it.
# Four levels at 1400 read as well as eight at 1600 and take two thirds of the room.
_STEPS: tuple[tuple[int, int | None], ...] = ((1400, 4), (1400, None), (1100, None))
_LOSSY = 30
_TIMEOUT = 120.0  # seconds for a document
_MOST_PAGES = 400  # of one document


@dataclass(frozen=True, slots=True)
class Wanted:
    """A PDF, its SHA-256 as its package states it (64 hex digits), and which of its pages to draw (from 1)."""

    file: Path
    sha256: str
    pages: tuple[int, ...]


def folder_of(cache: Path, sha256: str) -> Path:
    """Where the pictures of a document are kept: `<page>_<width>x<height>.webp`, its size in points in the name."""
    return cache / sha256


def draw(wanted: Sequence[Wanted], cache: Path, jobs: int = 0) -> list[DisclosureError]:
    """Draw what is missing in `cache`; returns what could not be drawn. Documents are untrusted: bounded workers."""
    missing = {one.file: one for one in map(partial(_missing, cache), wanted) if one.pages}
    items = [Item(file, file.name) for file in missing]
    work = partial(_draw_document, wanted=missing, cache=cache)
    results = each(work, items, jobs or min(2, os.cpu_count() or 1), _TIMEOUT)
    return [result for _, result in results if isinstance(result, DisclosureError)]


def forget(cache: Path, used: Iterable[str], before: float) -> None:
    """Take away the pictures of documents that no build has used since `before` (seconds, as the file system counts them).

    `used`: SHA-256 of the documents that this build uses; its folder says when one was used last.
    """
    for sha256 in used:
        if (folder := folder_of(cache, sha256)).is_dir():
            os.utime(folder)
    for folder in cache.iterdir() if cache.is_dir() else ():
        if folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)


def _missing(cache: Path, one: Wanted) -> Wanted:
    folder = folder_of(cache, one.sha256)
    drawn = {file.name.partition("_")[0] for file in folder.glob("*_*.webp")} if folder.is_dir() else set()
    return Wanted(one.file, one.sha256, tuple(p for p in one.pages[:_MOST_PAGES] if str(p) not in drawn))


def _draw_document(item: Item, wanted: dict[Path, Wanted], cache: Path) -> int:
    """How many pages were drawn. Raises DocumentError where the document is another, or after the rest is drawn."""
    one = wanted[item.path]
    data = item.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != one.sha256:
        raise DocumentError(item.shown, "与数据包记录的校验码不符，不画页面图", remedy="请重新转换（make site）")
    folder = folder_of(cache, one.sha256)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(item.shown, "打不开，页面图没有画", remedy="请用别的软件打开看看是否完好") from error
    try:
        failed = [number for number in one.pages if not _draw_page(document, number, folder)]
    finally:
        document.close()
    if failed:
        pages = f"第 {'、'.join(map(str, failed))} 页"
        raise DocumentError(item.shown, "没有这一页，或画不出来", pages, "请用别的软件打开看看是否完好")
    return len(one.pages)


def _draw_page(document: pypdfium2.PdfDocument, number: int, folder: Path) -> bool:
    """Whether the page could be drawn."""
    if not 1 <= number <= len(document):
        return False
    try:
        page = document[number - 1]
        width, height = page.get_size()
        picture = _packed(page, max(width, height, 1.0))
    except pypdfium2.PdfiumError:
        return False
    # Written whole or not at all: what is there is never drawn again.
    part = folder / f".{number}-{os.getpid()}"
    part.write_bytes(picture)
    part.replace(folder / f"{number}_{width:.2f}x{height:.2f}.webp")
    return True


def _packed(page: pypdfium2.PdfPage, longest: float) -> bytes:
    """A WebP of at most LARGEST bytes where one of the steps gives it, else the smallest."""
    found = b""
    for side, levels in _STEPS:
        image: Image.Image = page.render(scale=side / longest, grayscale=True).to_pil().convert("L")
        found = _webp(image, levels)
        if len(found) <= LARGEST:
            break
    return found


def _webp(image: Image.Image, levels: int | None) -> bytes:
    out = io.BytesIO()
    if levels is None:
        image.save(out, "WEBP", quality=_LOSSY, method=4)
    else:
        image.quantize(levels).save(out, "WEBP", lossless=True, method=3)
    return out.getvalue()
