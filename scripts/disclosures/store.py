"""Packages on disk: written beside, swapped in whole; whatever kills the writer, no half package is left standing."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STAGING = ".staging"
csv.field_size_limit(16 * 1024 * 1024)  # a cell may hold a chapter


@dataclass(frozen=True, slots=True)
class Stored:
    """A package found on disk: its folder and its descriptor as read."""

    folder: Path
    descriptor: Mapping[str, Any]

    @property
    def document(self) -> str:
        """The path of the document that it was made from."""
        return str(next((s.get("path", "") for s in self.descriptor.get("sources") or ()), ""))

    @property
    def documents(self) -> tuple[tuple[str, str], ...]:
        """(path, hash) of every document that it was made from; an address on the web is no document."""
        sources = self.descriptor.get("sources") or []
        return tuple((str(s.get("path", "")), str(s["hash"])) for s in sources if s.get("hash"))

    def rows(self, resource: str) -> list[dict[str, str]]:
        """The rows of one of its tables; none where it cannot be read."""
        try:
            with (self.folder / "data" / f"{resource}.csv").open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
        except (OSError, UnicodeDecodeError, csv.Error):
            return []


def write(root: Path, relative: str, files: Mapping[str, bytes]) -> Path:
    """Put a complete package at `root/relative`, replacing an earlier one only once the new one is on disk."""
    target = root / relative
    flat = relative.replace("/", "__")
    new, old = root / STAGING / f"{flat}.new", root / STAGING / f"{flat}.old"
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for name, data in files.items():
        _put(new / name, data)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return target


def replace_file(root: Path, name: str, data: bytes) -> None:
    """Put a file of its own at `root/name`, replacing an earlier one only once the new one is on disk."""
    fresh = root / STAGING / f"{name}.part"
    _put(fresh, data)
    fresh.replace(root / name)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def recover(root: Path) -> None:
    """Clear what an interrupted run left: an old package whose successor never arrived goes back to its place."""
    staging = root / STAGING
    if not staging.is_dir():
        return
    for old in sorted(staging.glob("*.old")):
        target = root / old.name.removesuffix(".old").replace("__", "/")
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            old.rename(target)
    shutil.rmtree(staging, ignore_errors=True)


def remove(root: Path, folder: Path) -> None:
    """Take a package away whole."""
    gone = root / STAGING / f"{folder.name}.gone"
    shutil.rmtree(gone, ignore_errors=True)
    gone.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def stored(root: Path) -> Iterator[Stored]:
    """Every package below `root` whose descriptor can be read and has the shape of one."""
    for path in sorted(root.glob("*/*/datapackage.json")):
        if path.parts[len(root.parts)] == STAGING:
            continue
        try:
            descriptor = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        if _is_package(descriptor):
            yield Stored(path.parent, descriptor)


def _is_package(descriptor: Any) -> bool:
    """Whether sources and resources are objects, and every resource has a name."""
    if not isinstance(descriptor, dict):
        return False
    sources, resources = (descriptor.get(key) or [] for key in ("sources", "resources"))
    lists = isinstance(sources, list) and isinstance(resources, list)
    return lists and all(isinstance(s, dict) for s in sources) and all(
        isinstance(r, dict) and isinstance(r.get("name"), str) for r in resources
    )  # fmt: skip


def intact(package: Stored) -> bool:
    """Whether every file that the descriptor names is there with its size: cheap, for deciding what to convert."""
    try:
        return all((package.folder / r["path"]).stat().st_size == r["bytes"] for r in package.descriptor["resources"])
    except (OSError, KeyError, TypeError):
        return False
