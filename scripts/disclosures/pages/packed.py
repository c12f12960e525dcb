"""Files that are kept compressed, because there is one for every disclosure. The same bytes on every run."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from collections.abc import Mapping


def gzipped(octets: bytes) -> bytes:
    """As one gzip member (RFC 1952) without name and time, so that equal contents are equal files."""
    return gzip.compress(octets, 9, mtime=0)


def zipped(members: Mapping[str, bytes], level: int = 9) -> bytes:
    """A ZIP of files in this order, without times; `level` as zlib counts, the higher the smaller and slower."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(entry(name), content, compresslevel=level)
    return buffer.getvalue()


def entry(name: str) -> zipfile.ZipInfo:
    """A compressed file in a ZIP, the same on every day and system."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    return info


def script(content: object) -> bytes:
    """Data for a script of ours: a script too, so that it also works from a disk, and packed (JSON, gzip, base64).

    packed.js unpacks it. Nothing that a document says can leave the text that it stands in: base64 has no quotes.
    """
    octets = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return b'obPacked("' + base64.b64encode(gzipped(octets)) + b'");\n'
