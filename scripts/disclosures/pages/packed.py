"""Files that are kept compressed, because there is one for every disclosure. The same bytes on every run."""

from __future__ import annotations

import base64
import gzip
import json


def gzipped(octets: bytes) -> bytes:
    """As one gzip member (RFC 1952) without name and time, so that equal contents are equal files."""
    return gzip.compress(octets, 9, mtime=0)


def script(content: object) -> bytes:
    """Data for a script of ours: a script too, so that it also works from a disk, and packed (JSON, gzip, base64).

    packed.js unpacks it. Nothing that a document says can leave the text that it stands in: base64 has no quotes.
    """
    octets = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return b'obPacked("' + base64.b64encode(gzipped(octets)) + b'");\n'
