"""A document as a PDF with a grid or without: printed by the system's Chromium, or drawn line by line."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from ..browser import browser
from ..document import Document
from ..layout import Layout, borderless, layout
from .drawn import drawn
from .html import page
from .sheetstyle import style_sheet

QUARTER = 90


class Press:
    """Prints documents with the browser of the process, or draws them."""

    def printed(self, document: Document, chosen: Layout) -> bytes:
        """The PDF of the document in this layout."""
        if chosen.drawn:
            return turned(drawn(document, chosen)) if chosen.turned else drawn(document, chosen)
        sheet = browser().new_page(java_script_enabled=False)
        sheet.set_content(page(document, chosen, style_sheet(chosen, document.name)))
        data = sheet.pdf(prefer_css_page_size=True, print_background=True)
        sheet.close()
        return turned(data) if chosen.turned else data

    def ruled(self, document: Document, seed: str, path: Path) -> None:
        """Writes the document with the rules of its grids."""
        path.write_bytes(self.printed(document, layout(seed)))

    def borderless(self, document: Document, seed: str, path: Path) -> None:
        """Writes the document without them."""
        path.write_bytes(self.printed(document, borderless(seed)))


def turned(data: bytes) -> bytes:
    """The same pages to look at, the landscape ones stored upright with /Rotate."""
    writer = PdfWriter()
    for one in PdfReader(BytesIO(data)).pages:
        kept = writer.add_page(one)
        if kept.mediabox.width > kept.mediabox.height:
            kept.rotate(-QUARTER)
            kept.transfer_rotation_to_content()
            kept.rotate(QUARTER)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
