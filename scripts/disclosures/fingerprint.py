"""What the packages were made by: one hash over the write side's code and data, the same on any machine."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
_READ_SIDE = {"pages", "catalogue.py", "catalogue"}
_SUFFIXES = {".py", ".yaml", ".csv", ".json"}


@cache
def code_fingerprint() -> str:
    """`sha256:…` over path and content of every file that can change a package."""
    digest = hashlib.sha256()
    for path in sorted(HERE.rglob("*"), key=lambda p: p.relative_to(HERE).as_posix()):
        relative = path.relative_to(HERE)
        if path.suffix not in _SUFFIXES or relative.parts[0] in _READ_SIDE or not path.is_file():
            continue
        digest.update(f"{relative.as_posix()}\0".encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"sha256:{digest.hexdigest()}"


def file_hash(path: Path) -> str | None:
    """`sha256:…` of a file, None where it is not there."""
    if not path.is_file():
        return None
    with path.open("rb") as file:  # in pieces: nobody has looked yet how large it is
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
