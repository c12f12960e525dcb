"""PDF: its pages one by one, by their text or, where a page is a picture, by recognising it.

pdfplumber opens the file and hands out its pages; what a page draws is collected by `drawing`.
"""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Iterator

import pdfplumber
import pypdfium2

from disclosures.errors import DocumentError
from disclosures.model import Block
from disclosures.read.drawing import MOST_GLYPHS, Drawing, Interpreter
from disclosures.read.layout import blocks_of
from disclosures.read.ocr import recognised_page
from disclosures.read.page import Page

_MOST_PAGES = 1000
_AGAIN = "请重新下载或重新导出后再提交"
# A page whose text is no text: hardly a glyph beside a picture, or mostly signs that no font tells the meaning of.
_FEW_GLYPHS = 12
_PICTURED = 0.25
_UNKNOWN = 0.3  # of what is no figure: figures often have a font of their own, and the words of their rows are lost
_FEW_SIGNS = 3  # ornaments
_FIGURES = frozenset("0123456789.,-%()")
_NO_SIGN = ("Cc", "Cn", "Co", "So")  # controls, unassigned, private, and � itself (with the ornaments beside it)


def blocks(data: bytes, shown: str) -> tuple[Block, ...]:
    """Paragraphs and rows of a PDF in reading order, with page and box."""
    return tuple(blocks_of(pages(data, shown)))


# pdfminer warns of every oddity of a font; what matters of them shows in the text.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def pages(data: bytes, shown: str) -> Iterator[Page]:
    """Every page as shown, one at a time: nothing of a page is kept once the next is asked for."""
    _check(data, shown)
    number = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                number = page.page_number
                drawing = Drawing(pdf.rsrcmgr)
                Interpreter(pdf.rsrcmgr, drawing).process_page(page.page_obj)
                page.close()
                found = _bounded(drawing, number, shown)
                yield _recognised(data, number, shown) if _is_picture(found, drawing.pictured) else found
    except (MemoryError, DocumentError):
        raise
    except Exception as error:  # what a malformed file may raise is not to be told beforehand
        place = f"第 {number} 页" if number else ""
        raise DocumentError(shown, "PDF 已损坏，内容读不出来", place, remedy=_AGAIN) from error


def _bounded(drawing: Drawing, number: int, shown: str) -> Page:
    """The page, unless it draws more than a page can: nothing of one may be left out in silence."""
    if len(drawing.glyphs) >= MOST_GLYPHS:
        raise DocumentError(shown, f"这一页有 {MOST_GLYPHS} 个字以上，不像一页表格", f"第 {number} 页", _AGAIN)
    return drawing.page(number)


def _is_picture(page: Page, pictured: float) -> bool:
    """Whether the text of a page has to be recognised; `pictured`: the share of the page that pictures cover."""
    printed = [glyph for glyph in page.glyphs if glyph.text.strip()]
    if len(printed) < _FEW_GLYPHS:
        return pictured > _PICTURED
    words = [glyph.text for glyph in printed if glyph.text not in _FIGURES]
    return sum(map(_is_no_sign, words)) > max(_FEW_SIGNS, _UNKNOWN * len(words))


def _is_no_sign(text: str) -> bool:
    """Whether a glyph's text is none that a budget prints: a font without meanings, or with meanings that are wrong.

    Writers that lose a font's table of meanings give its numbers for signs: control signs, letters with accents.
    """
    accented = "\x80" <= text[0] <= "\xff" and text[0].isalpha()
    return accented or unicodedata.category(text[0]) in _NO_SIGN


def _recognised(data: bytes, number: int, shown: str) -> Page:
    document = pypdfium2.PdfDocument(data)
    try:
        return recognised_page(document[number - 1], number, shown)
    finally:
        document.close()


def _check(data: bytes, shown: str) -> None:
    """Raise DocumentError for what no reader opens: encrypted, truncated, no PDF, far too long."""
    if b"%PDF-" not in data[:1024]:
        raise DocumentError(shown, "扩展名是 .pdf，内容却不是 PDF", remedy=_AGAIN)
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
        document.close()
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) and b"/Encrypt" in data:  # pdfium may give the reason of the file before this one
            raise DocumentError(shown, "PDF 有密码保护，打不开", remedy="请用密码打开后另存为没有密码的 PDF") from error
        raise DocumentError(shown, "PDF 不完整或已损坏，打不开", remedy=_AGAIN) from error
    if not count:
        raise DocumentError(shown, "PDF 没有一页", remedy=_AGAIN)
    if count > _MOST_PAGES:
        raise DocumentError(
            shown, f"PDF 有 {count} 页，超过上限 {_MOST_PAGES} 页", remedy="请确认是否为一个部门的预算公开文件"
        )
