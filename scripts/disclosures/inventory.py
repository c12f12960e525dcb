"""Which documents there are, how each is called in messages and packages, and which packages are up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from disclosures.description import (
    FOLDER,
    SUFFIX,
    Members,
    description_of,
    is_document,
    is_whole,
    members,
    read_description,
    says_files,
)
from disclosures.errors import DescriptionError, DisclosureError, DocumentError
from disclosures.fingerprint import code_fingerprint, file_hash
from disclosures.store import Stored, intact


@dataclass(frozen=True, slots=True)
class Item:
    """A disclosure to convert: its document, the first of several, or its folder.

    `shown` is its path from the project's root where it lies below it, else its name; `parts` are its documents
    where there are several.
    """

    path: Path
    shown: str
    parts: Members = ()

    @property
    def documents(self) -> Members:
        """Every document with its name."""
        return self.parts or ((self.path, self.shown),)


def collect(given: Iterable[Path], root: Path) -> tuple[list[Item], list[DisclosureError]]:
    """Every disclosure among files and folders, sorted; what is there but cannot be a document comes as an error.

    One file of several that belong together stands for all of them.
    """
    found: dict[Path, Path] = {}
    errors: list[DisclosureError] = []
    for path in given:
        if not path.exists():
            errors.append(DocumentError(str(path), "没有这个文件或文件夹", remedy="请检查路径"))
            continue
        for one in sorted(_files(path)):
            if one.suffix == SUFFIX:
                errors += _stray(one, shown_as(one, root))
            else:
                found[one.resolve()] = one
    joined: dict[Path, Item] = {}
    for folder in sorted({path.parent for path in found.values()}):
        together, wrong = _together(folder, root)
        joined |= together
        errors += wrong
    items = (joined.get(resolved) or Item(path, shown_as(path, root)) for resolved, path in found.items())
    once = {item.path.resolve(): item for item in items}
    return sorted(_told_apart(once.values()), key=lambda i: i.shown), errors


def _told_apart(items: Iterable[Item]) -> Iterator[Item]:
    """Documents from outside the project that have one name get their folders before it: `putuo·2026.pdf`."""
    by_name: dict[str, list[Item]] = {}
    for item in items:
        by_name.setdefault(item.shown, []).append(item)
    for alike in by_name.values():
        paths = [item.path.resolve() for item in alike]
        depth = 1
        while len({path.parts[-depth:] for path in paths}) < len(paths):
            depth += 1
        for item, path in zip(alike, paths, strict=True):
            yield item if depth == 1 else item_of(item.path, "·".join(path.parts[-depth:]))


def _together(folder: Path, root: Path) -> tuple[dict[Path, Item], list[DisclosureError]]:
    """The documents of a folder that a description joins to one disclosure, and the descriptions that contradict.

    One that cannot be read is refused when its own document is converted.
    """
    joined: dict[Path, Item] = {}
    errors: list[DisclosureError] = []
    if is_whole(folder):
        item = item_of(folder, shown_as(folder, root))
        return {path.resolve(): item for path, _ in item.parts}, []
    for description in sorted(folder.glob(f"*{SUFFIX}")):
        first = description.with_name(description.name.removesuffix(SUFFIX))
        if not first.is_file() or not says_files(description):
            continue
        item = item_of(first, shown_as(first, root))
        double = next((path for path, _ in item.parts if path.resolve() in joined), None)
        if double is not None:
            owner = joined[double.resolve()].shown
            errors.append(DescriptionError(item.shown + SUFFIX, f"“{double.name}”已经列在 {owner} 的描述文件里", "files",
                                           "一个文件只属于一份公开，请删去一处"))  # fmt: skip
            continue
        joined |= {path.resolve(): item for path, _ in item.parts}
    return joined, errors


def item_of(path: Path, shown: str) -> Item:
    """The item of a document or folder; without parts where its description is wrong, which converting it will tell."""
    try:
        return Item(path, shown, members(path, shown, read_description(path, shown)))
    except DescriptionError:
        there = sorted(p for p in path.iterdir() if is_document(p)) if path.is_dir() else []
        return Item(path, shown, tuple((p, f"{shown}/{p.name}") for p in there))


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
        if not hidden and (is_document(one) or (one.is_file() and one.suffix == SUFFIX)):
            yield one


def _stray(path: Path, shown: str) -> list[DisclosureError]:
    """A description that belongs to no document would be passed over in silence: say so."""
    if path.name == FOLDER:
        return _stray_in_folder(path, shown)
    if path.with_name(path.name.removesuffix(SUFFIX)).is_file():
        return []
    twin = next((p for p in path.parent.glob(f"{path.stem}.*") if p.suffix != SUFFIX), None)
    name = f"{twin.name}{SUFFIX}" if twin else f"文件名{SUFFIX}"
    return [DescriptionError(shown, "旁边没有它所描述的文件", remedy=f"描述文件应与文件同名再加 {SUFFIX}，例如 {name}")]


def _stray_in_folder(path: Path, shown: str) -> list[DisclosureError]:
    if not is_whole(path.parent):
        return [DescriptionError(shown, "不能直接放在区划的文件夹里，否则其中的文件会全部算作一份公开",
                                 remedy="请为这份公开另建一个文件夹，连同文件一起放进去")]  # fmt: skip
    if not any(is_document(one) for one in path.parent.iterdir()):
        return [DescriptionError(shown, "所在的文件夹里没有文件", remedy="请把这份公开的文件放进来")]
    return []


def current(item: Item, packages: Mapping[str, Stored]) -> Stored | None:
    """The package of a disclosure if no document, description or code has changed since and no file is missing."""
    package = packages.get(item.documents[0][1])
    return package if package and not changes(package, item) and intact(package) else None


def item_behind(package: Stored, root: Path) -> Item:
    """What a package was made from, as it is now."""
    path, shown = root / package.document, package.document
    if is_whole(path.parent):
        path, shown = path.parent, shown.rpartition("/")[0] or path.parent.name
    return item_of(path, shown)


def changes(package: Stored, item: Item) -> list[str]:
    """What has changed since a package was made, in Chinese words; empty where it is current."""
    made = package.descriptor.get("conversion") or {}
    found = []
    if package.documents != tuple((shown, file_hash(path)) for path, shown in item.documents):
        found.append("原文" if item.path.exists() else "原文（已不存在）")
    if made.get("description") != file_hash(description_of(item.path)):
        found.append("描述文件")
    if made.get("code") != code_fingerprint():
        found.append("转换程序")
    return found
