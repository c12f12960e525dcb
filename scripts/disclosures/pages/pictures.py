"""Which pictures of the originals' pages are kept, so that pages can show where a value is printed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from disclosures.catalogue import Catalogue, Sheet, Source

_SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
_SHEET = re.compile(r"([1-9]\d{0,4})_(\d{1,6}\.\d\d)x(\d{1,6}\.\d\d)\.webp")


def with_pictures(catalogue: Catalogue, pictures: Path) -> Catalogue:
    """The same catalogue knowing the pictures of pages that are kept below `pictures` (see facsimile.py)."""

    def seen(source: Source) -> Source:
        return replace(source, sheets=_sheets(pictures, source.hash)) if source.file else source

    known = (replace(one, sources=tuple(map(seen, one.sources))) for one in catalogue.disclosures)
    return replace(catalogue, disclosures=tuple(known))


def _sheets(pictures: Path, digest: str) -> dict[int, Sheet]:
    """The pictures kept for a document, by page: `<sha256>/<page>_<width>x<height>.webp`."""
    found = _SHA256.fullmatch(digest)
    names = (pictures / found[1]).glob("*_*.webp") if found else ()
    named = ((file, _SHEET.fullmatch(file.name)) for file in sorted(names))
    return {int(m[1]): Sheet(file, float(m[2]), float(m[3])) for file, m in named if m and float(m[2]) and float(m[3])}
