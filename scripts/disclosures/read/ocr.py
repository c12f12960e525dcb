"""The way in to scanned pages: renders one within bounds, or says in one line how to get what it takes.

The packages that recognise text are an optional extra, so nothing here imports them before there is a scan to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from disclosures.errors import DocumentError
from disclosures.read.page import Page

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

_NEEDED = ("rapidocr", "onnxruntime", "cv2", "numpy")
_DPI = 200.0  # a digit of an ordinary table is then 20 pixels high; with 300 nothing is read better
_LONGEST = 4000  # pixels: the side of a picture that is looked at
_MOST_PIXELS = 80_000_000  # in a picture of the file: A3 at 600 dpi has 70 million
_USUAL_INCHES = (6.0, 28.0)  # the longer side of a sheet, A5 to A1
_A4_INCHES = 297 / 25.4  # what a sheet of an impossible size (a picture laid on a page dot for point) is taken for


def can_recognise() -> bool:
    """Whether the optional packages for scanned pages are installed."""
    return all(find_spec(name) is not None for name in _NEEDED)


def recognised_page(source: PdfPage | Image, number: int, shown: str) -> Page:
    """What a page without text prints, recognised from its picture: a page of a PDF, or a picture of a page.

    Boxes are points of the page once it stands upright and straight, so they differ by the skew (up to 3 degrees) from
    the page as it was laid on the glass. `number` counts from 1; `shown` is the document's name in messages. Time is
    the caller's to limit: 2 to 5 seconds a page are usual; about 550 MB of memory. Raises DocumentError where the
    packages are missing or the page holds a picture beyond all measure.
    """
    if not can_recognise():
        raise DocumentError(
            shown,
            "这一页是扫描的图片，没有文字，识别图片所需的组件还没有安装",
            place=f"第 {number} 页",
            remedy="请运行 make ocr 安装后重新转换",
        )
    image, inches = _picture(source, number, shown)
    from disclosures.read.scan import scanned_page

    return scanned_page(image, max(image.size) / inches, number)


def _picture(source: PdfPage | Image, number: int, shown: str) -> tuple[Image, float]:
    """The page as a picture no larger than is looked at, and the inches of its longer side."""
    from PIL import Image, ImageOps

    if isinstance(source, Image.Image):
        _refuse_larger(source.size, number, shown)
        image = ImageOps.exif_transpose(source)
        image.thumbnail((_LONGEST, _LONGEST))
        return image, _A4_INCHES
    for size in _embedded(source):
        _refuse_larger(size, number, shown)
    points = max(source.get_size())
    inches = points / 72
    if not _USUAL_INCHES[0] <= inches <= _USUAL_INCHES[1]:
        inches = _A4_INCHES
    return source.render(scale=min(_DPI * inches, _LONGEST) / points).to_pil(), inches


def _embedded(page: PdfPage) -> Iterator[tuple[int, int]]:
    """The width and height in pixels of the pictures on a page of a PDF."""
    from pypdfium2 import PdfImage

    for item in page.get_objects(max_depth=4):
        if isinstance(item, PdfImage):
            width, height = item.get_px_size()
            yield width, height


def _refuse_larger(size: tuple[int, int], number: int, shown: str) -> None:
    if size[0] * size[1] > _MOST_PIXELS:
        raise DocumentError(
            shown,
            f"这一页的图片有 {size[0]}×{size[1]} 点，超过上限 {_MOST_PIXELS // 1_000_000} 百万点",
            place=f"第 {number} 页",
            remedy="请以 200 至 300 dpi 重新扫描",
        )
