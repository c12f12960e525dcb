"""The same document in every format that departments publish: one module a format, each printing true grids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..browser import CHROMIUM
from ..document import Document, render
from . import docx, html, xlsx
from .pdf import Press
from .scan import Scanner, scanned, scanner, worn

Writer = Callable[[Document, str, Path], None]
SUFFIXES = {
    "text": ".txt",
    "html": ".html",
    "docx": ".docx",
    "xlsx": ".xlsx",
    "pdf": ".pdf",
    "pdf-borderless": ".pdf",
    "scan": ".pdf",
    "scan-worn": ".pdf",
}
PLAIN: dict[str, Writer] = {"html": html.write, "docx": docx.write, "xlsx": xlsx.write}
PRINTED = frozenset({"pdf", "pdf-borderless", "scan", "scan-worn"})

__all__ = ["CHROMIUM", "PRINTED", "SUFFIXES", "Writer", "writer"]


@contextmanager
def writer(name: str) -> Iterator[Writer]:
    """What writes documents in this format: `write(document, seed, path)`. Printed ones share one browser."""
    if name in PLAIN:
        yield PLAIN[name]
    elif name == "text":
        yield _text
    else:
        press = Press()
        yield {
            "pdf": press.ruled,
            "pdf-borderless": press.borderless,
            "scan": _scan(press, scanner),
            "scan-worn": _scan(press, worn),
        }[name]


def _text(document: Document, seed: str, path: Path) -> None:
    """Text as a reader of PDFs gives it; some seeds in the old encoding."""
    path.write_bytes(render(document).encode("gb18030" if seed.endswith("3") else "utf-8"))


def _scan(press: Press, choose: Callable[[str], Scanner]) -> Writer:
    def write(document: Document, seed: str, path: Path) -> None:
        press.ruled(document, seed, path)
        path.write_bytes(scanned(path.read_bytes(), choose(seed)))

    return write
