"""PDFs written by hand, operator by operator, so that a test says exactly what a page draws.

Points from the page's top left corner, as the reader gives them. The font is not embedded: every CJK character is as
wide as the font is high, every ASCII one half of that.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

FONT_SIZE = 10.0
_BASELINE = 0.85  # of the font size, below the top of its glyphs: where the reader takes the baseline to be


class Sheet:
    """One page; what is drawn is kept in order."""

    def __init__(self, width: float = 600, height: float = 800, rotate: int = 0) -> None:
        self.width, self.height, self.rotate = width, height, rotate
        self.drawn: list[str] = []
        self.boxes = ""  # further entries of the page's dictionary

    def raw(self, operators: str) -> Sheet:
        """Operators as they stand in a content stream."""
        self.drawn.append(operators)
        return self

    def text(self, left: float, top: float, text: str, size: float = FONT_SIZE) -> Sheet:
        """One show-string with its top left corner there."""
        baseline = self.height - top - _BASELINE * size
        return self.raw(f"BT /F1 {size} Tf {left} {baseline} Td {shown(text)} Tj ET")

    def line(self, left: float, top: float, right: float, bottom: float) -> Sheet:
        """A stroked line."""
        return self.raw(f"{left} {self.height - top} m {right} {self.height - bottom} l S")

    def bar(self, left: float, top: float, right: float, bottom: float) -> Sheet:
        """A filled rectangle."""
        return self.raw(f"{left} {self.height - bottom} {right - left} {bottom - top} re f")

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Sheet:
        """Every border of a table without merged cells."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        return self

    def words(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> Sheet:
        """A text in each cell of a grid, two points from its left and top."""
        for y, row in zip(ys, rows, strict=False):
            for x, word in zip(xs, row, strict=False):
                if word:
                    self.text(x + 2, y + 4, word)
        return self

    def table(self, left: float, top: float, widths: Sequence[float], rows: Sequence[Sequence[str]]) -> Sheet:
        """A ruled table with its words, 20 points a row."""
        xs = list(itertools.accumulate(widths, initial=left))
        ys = [top + 20 * n for n in range(len(rows) + 1)]
        return self.grid(xs, ys).words(xs, ys, rows)


def shown(text: str) -> str:
    """A text as the operand of Tj: two bytes a character."""
    return f"<{text.encode('utf-16-be').hex()}>"


def pdf(*sheets: Sheet) -> bytes:
    """The file."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(sheets)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /ToUnicode 4 0 R /DescendantFonts [<<"
        " /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 1000 /W [32 126 500] /CIDSystemInfo"
        " << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor"
        " /FontName /Plain /Flags 4 /Ascent 880 /Descent -120 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /StemV 80 >> >>] >>",
        _stream(_to_unicode("\n".join(line for sheet in sheets for line in sheet.drawn))),
    ]
    for number, sheet in enumerate(sheets):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width} {sheet.height}] /Rotate {sheet.rotate} {sheet.boxes}"
            f" /Contents {6 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(_stream("\n".join(sheet.drawn)))
    return _file(objects)


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _to_unicode(content: str) -> str:
    """The map from codes to characters: here a code is the character's own number."""
    shown_texts = re.findall(r"<([0-9a-f]+)>", content)
    codes = sorted({text[at : at + 4] for text in shown_texts for at in range(0, len(text), 4)})
    lines = "".join(f"<{code}> <{code}>\n" for code in codes)
    return (
        "/CIDInit /ProcSet findresource begin\n1 dict begin\nbegincmap\n1 begincodespacerange\n<0000> <ffff>\n"
        f"endcodespacerange\n{len(codes)} beginbfchar\n{lines}endbfchar\nendcmap\nend\nend"
    )


def _file(objects: Sequence[str]) -> bytes:
    out = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n".encode()
    return out + f"startxref\n{start}\n%%EOF\n".encode()
