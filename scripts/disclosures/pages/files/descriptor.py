"""A disclosure's data package as it lies on the site: a small descriptor, and schemas that all disclosures share.

Embedded, schemas are four fifths of a descriptor, and the same in a thousand of them; so here each is a file of its own,
named by its content: what an address means never changes. The Data Package standard wants what a descriptor refers to
in its folder or below it, without `..`; that is why it stands beside the folder of its disclosure, and not in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from disclosures.catalogue import Disclosure
from disclosures.pages import links, packed
from disclosures.pages.inputs import combined
from disclosures.pages.output import Asset, Kept, Unit

PART = "schemas"
_PROFILE = "$schema"  # left out of resources, twenty times the same line: they fulfil the profile of version 1, the default, too


def tables(item: Disclosure) -> tuple[Asset, ...]:
    """The CSV of each table, compressed where it is a record of the conversion."""
    return tuple(
        Asset(path, packed.gzipped(content) if links.is_packed(path) else content)
        for r in item.resources.values()
        for path, content in [(links.csv(item.name, r.name), r.file.read_bytes())]
    )


def whole(item: Disclosure) -> bytes:
    """The descriptor as it was made, schemas and all, without indentation."""
    return _written(_read(item))


def descriptor(item: Disclosure, files: Sequence[Asset]) -> Asset:
    """The descriptor; `files` are those of its tables, and what it says of a file is true of it as it lies there."""
    raw, where = _read(item), links.descriptor(item.name)
    contents = {asset.path: asset.content for asset in files}
    for resource in raw["resources"]:
        path = links.csv(item.name, resource["name"])
        for name in (_PROFILE, "bytes"):
            resource.pop(name, None)
        resource |= _lies(path, contents[path], links.Links(where).to(path))
        resource["schema"] = links.Links(where).to(links.schema(_name(resource["name"], _written(resource["schema"]))))
    return Asset(where, _written(raw))


def _lies(path: str, content: bytes, to: str) -> dict[str, Any]:
    """Path, size and hash, as Frictionless checks them: of the compressed octets where they are compressed.

    Of these no size: its reader (5.21) counts none when it fetches such a file, and calls that a wrong size.
    """
    size: dict[str, Any] = {"compression": "gz"} if links.is_packed(path) else {"bytes": len(content)}
    return {"path": to, **size, "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def parts(items: Sequence[Disclosure]) -> Iterator[Asset]:
    """The schemas that some disclosures have, each once."""
    found: dict[str, bytes] = {}
    for item in items:
        for resource in _read(item)["resources"]:
            content = _written(resource["schema"])
            found[_name(resource["name"], content)] = content
    return (Asset(f"{PART}/{name}", content) for name, content in found.items())


def unit(kept: Sequence[Kept]) -> Unit:
    """The schemas of all disclosures; equal names are equal contents, so it is made again only when one comes or goes."""
    held = {file.name: file for one in kept if one.part(PART).is_dir() for file in one.part(PART).iterdir()}
    return Unit("schemas", combined(sorted(held)), files=partial(_copied, held))


def _copied(held: Mapping[str, Path]) -> Iterator[Asset]:
    return (Asset(links.schema(name), file.read_bytes()) for name, file in sorted(held.items()))


def _read(item: Disclosure) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((item.folder / "datapackage.json").read_bytes())
    return found


def _written(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _name(resource: str, content: bytes) -> str:
    """64 bits of a hash: nobody can make another schema of this name."""
    return f"{resource}-{hashlib.sha256(content).hexdigest()[:16]}"
