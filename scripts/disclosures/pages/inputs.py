"""What a unit of the site is made from, as hashes: a package's bytes, and the code with its data and templates."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from disclosures.catalogue import Disclosure

_CODE = Path(__file__).resolve().parents[1]
_LIBRARIES = ("duckdb", "Jinja2", "MarkupSafe", "XlsxWriter")  # what writes bytes of the site besides our own code
_SKIPPED = {"__pycache__", "theme"}  # the theme reaches pages through the shell, whose text is an input of its own


def combined(parts: Iterable[str]) -> str:
    """One hash over several texts in order; where one ends is part of it."""
    digest = hashlib.sha256()
    for part in parts:
        octets = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(octets)}:".encode() + octets)
    return digest.hexdigest()


def package_digest(item: Disclosure) -> str:
    """Over a package's place, descriptor, tables, originals and their pictures, by what is on disk (a hand-made one states no hashes)."""
    files = [item.folder / "datapackage.json", *(r.file for r in item.resources.values())]
    files += [s.file for s in item.sources if s.file]
    files += [sheet.file for s in item.sources for sheet in s.sheets.values()]
    return combined([str(item.folder), *(f"{file.name} {_file_digest(file)}" for file in files)])


def digest_of(files: Iterable[Path]) -> str:
    """Over the contents of files, in order."""
    return combined(_file_digest(file) for file in files)


def _file_digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def code_digest() -> str:
    """Over all code, data and templates of the program, and the libraries whose output is kept; not cached, because
    `--serve` builds again in one process."""
    files = sorted(p for p in _CODE.rglob("*") if p.is_file() and not _SKIPPED & set(p.relative_to(_CODE).parts))
    parts = [f"{file.relative_to(_CODE).as_posix()} {_file_digest(file)}" for file in files]
    return combined([*parts, sys.version, *(f"{name} {version(name)}" for name in _LIBRARIES)])
