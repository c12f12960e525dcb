"""Which documents there are, how each is called in messages and packages, and which packages are up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from disclosures.description import SUFFIX, path_beside
from disclosures.errors import DescriptionError, DisclosureError, DocumentError
from disclosures.fingerprint import code_fingerprint, file_hash
from disclosures.store import Stored, intact


@dataclass(frozen=True, slots=True)
class Item:
    """A document to convert: `shown` is its path from the project's root where it lies below it, else its name."""

    path: Path
    shown: str


def collect(given: Iterable[Path], root: Path) -> tuple[list[Item], list[DisclosureError]]:
    """Every document among files and folders, sorted; what is there but cannot be a document comes as an error."""
    items: dict[Path, Item] = {}
    errors: list[DisclosureError] = []
    for path in given:
        if not path.exists():
            errors.append(DocumentError(str(path), "没有这个文件或文件夹", remedy="请检查路径"))
            continue
        for one in sorted(_files(path)):
            shown = shown_as(one, root)
            if one.suffix == SUFFIX:
                errors += _stray(one, shown)
            else:
                items[one.resolve()] = Item(one, shown)
    return sorted(items.values(), key=lambda i: i.shown), errors


def shown_as(path: Path, root: Path) -> str:
    """`originals/410702/….txt` for a file of the project, the bare name for any other."""
    resolved = path.resolve()
    return resolved.relative_to(root.resolve()).as_posix() if resolved.is_relative_to(root.resolve()) else path.name


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for one in path.rglob("*"):
        hidden = any(part.startswith(".") for part in one.relative_to(path).parts)
        if one.is_file() and not hidden and one.name.lower() not in ("readme.md", "thumbs.db"):
            yield one


def _stray(path: Path, shown: str) -> list[DisclosureError]:
    """A description that belongs to no document would be passed over in silence: say so."""
    if path.with_name(path.name.removesuffix(SUFFIX)).is_file():
        return []
    twin = next((p for p in path.parent.glob(f"{path.stem}.*") if p.suffix != SUFFIX), None)
    name = f"{twin.name}{SUFFIX}" if twin else f"文件名{SUFFIX}"
    return [DescriptionError(shown, "旁边没有它所描述的文件", remedy=f"描述文件应与文件同名再加 {SUFFIX}，例如 {name}")]


def current(item: Item, packages: Mapping[str, Stored]) -> Stored | None:
    """The package of a document if neither document, description nor code has changed since and no file is missing."""
    package = packages.get(item.shown)
    return package if package and not changes(package, item.path) and intact(package) else None


def changes(package: Stored, document: Path) -> list[str]:
    """What has changed since a package was made, in Chinese words; empty where it is current."""
    source = (package.descriptor.get("sources") or [{}])[0]
    made = package.descriptor.get("conversion") or {}
    found = []
    if source.get("hash") != file_hash(document):
        found.append("原文" if document.is_file() else "原文（已不存在）")
    if made.get("description") != file_hash(path_beside(document)):
        found.append("描述文件")
    if made.get("code") != code_fingerprint():
        found.append("转换程序")
    return found
