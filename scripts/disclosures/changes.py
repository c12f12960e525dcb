"""What changed in published data: one line a cell, kept in `datapackages/changes.csv`, which only ever grows.

Written when a stored package is replaced by one that says something else. Records of the conversion (checks, findings,
positions …) are no data. Rows are told apart by their number, so where a table gets more or fewer rows, or very many cells
differ, one line says so for the whole table. A package whose document is published under another name now is a line too.

Lines are written before the package is replaced: an interrupted run may have said what it did not do, and the next one,
which does it, does not say it again. The other order would lose changes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from disclosures.schemas import RECORDS
from disclosures.store import Stored, replace_file, stored

FILE = "changes.csv"
MOST = 200  # lines a table
LONGEST = 500  # characters of a value
_LEAD = 20  # of them before the first difference
_PLACE = {"source_document", "source_page", "source_line"}  # where it is printed, not what


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that says something else than before; `row` and `field` are blank where it is a whole table."""

    date: str
    package: str
    resource: str
    row: str
    field: str
    before: str
    after: str
    reason: str


def changes(old: Stored, files: Mapping[str, bytes], date: str) -> Iterator[Change]:
    """What the package `files` says otherwise than the stored one, on the day `date` (YYYY-MM-DD)."""
    new = json.loads(files["datapackage.json"])
    why = _reason(old.descriptor, new)
    name = str(new["name"])
    before = {str(r["name"]): r.get("hash") for r in old.descriptor.get("resources") or () if r["name"] not in RECORDS}
    after = {str(r["name"]): str(r.get("path", "")) for r in new["resources"] if r["name"] not in RECORDS}
    hashes = {str(r["name"]): r.get("hash") for r in new["resources"]}
    for resource in sorted(before.keys() | after.keys()):
        if before.get(resource) and before[resource] == hashes.get(resource):
            continue  # the same bytes: also where the stored file was lost and is made again
        if resource not in after:
            yield Change(date, name, resource, "", "", f"{len(old.rows(resource))} 行", "没有这张表", why)
        elif resource not in before:
            yield Change(
                date, name, resource, "", "", "没有这张表", f"{len(_rows(files.get(after[resource], b'')))} 行", why
            )
        else:
            cells = _cells(old.rows(resource), _rows(files.get(after[resource], b"")))
            yield from (Change(date, name, resource, *cell, why) for cell in cells)


def moved(old: Stored, files: Mapping[str, bytes], date: str) -> Change:
    """That what was the package `old` is the package `files` now."""
    new = json.loads(files["datapackage.json"])
    return Change(date, str(old.descriptor.get("name")), "", "", "", "有这份公开", f"改为 {new['name']}",
                  _reason(old.descriptor, new))  # fmt: skip


def unlisted(before: Path, after: Path) -> Iterator[tuple[str, Sequence[Change]]]:
    """What the packages below `after` say otherwise than those below `before` while the list of changes below `after` does
    not: (folder of the package, its changes).

    Said is what a line that was added since `before` names: the cell with its value as it is now, or its table, or the package.
    """
    said = _added(before, after)
    now = {package.folder.relative_to(after): package for package in stored(after)}
    for old in stored(before):
        folder = old.folder.relative_to(before)
        found: Iterable[Change] = (_gone(old),) if folder not in now else changes(old, _files(now[folder]), "")
        missing = [change for change in found if not _is_said(change, said)]
        if missing:
            yield folder.as_posix(), missing


def _gone(old: Stored) -> Change:
    return Change("", str(old.descriptor.get("name")), "", "", "", "有这份公开", "没有这份公开", "")


def _files(package: Stored) -> dict[str, bytes]:
    """Its files; one that its descriptor names outside of its folder is none."""
    home = package.folder.resolve()
    paths = {str(r.get("path", "")) for r in package.descriptor.get("resources") or ()}
    inside = {path for path in paths if (home / path).resolve().is_relative_to(home) and (home / path).is_file()}
    return {path: (home / path).read_bytes() for path in (*inside, "datapackage.json")}


def _added(before: Path, after: Path) -> Mapping[tuple[str, ...], str]:
    """The lines that the list of changes got since: (package, table, row, field) → the value of the last one."""
    old, new = (_lines(folder / FILE) for folder in (before, after))
    return {tuple(line[1:5]): line[6] for line in new[len(old) :] if len(line) == len(fields(Change))}


def _is_said(change: Change, said: Mapping[tuple[str, ...], str]) -> bool:
    cell = (change.package, change.resource, change.row, change.field)
    return said.get(cell) == change.after or any(
        whole in said for whole in ((change.package, change.resource, "", ""), (change.package, "", "", ""))
    )


def _lines(file: Path) -> list[list[str]]:
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    return list(csv.reader(io.StringIO(text, newline="")))


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


Cell = tuple[str, str, str, str]


def _cells(old: Sequence[Mapping[str, str]], new: Sequence[Mapping[str, str]]) -> list[Cell]:
    """(row, field, before, after) of each cell that differs; one line for the table where that says more."""
    if len(old) != len(new):
        return [("", "", f"{len(old)} 行", f"{len(new)} 行")]
    found = [
        (after.get("row") or str(number), field, *_short(before.get(field) or "", after.get(field) or ""))
        for number, (before, after) in enumerate(zip(old, new, strict=True), start=1)
        for field in dict.fromkeys([*before, *after])
        if field not in _PLACE and (before.get(field) or "") != (after.get(field) or "")
    ]
    return found if len(found) <= MOST else [("", "", f"{len(old)} 行", f"{len(found)} 格不同")]


def _short(before: str, after: str) -> tuple[str, str]:
    """Both texts; of long ones what stands around the first difference, so that the list grows no faster than it is read."""
    if max(len(before), len(after)) <= LONGEST:
        return before, after
    first = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    start = max(0, first - _LEAD)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    end = start + LONGEST
    return ("……" if start else "") + text[start:end] + ("……" if len(text) > end else "")


def _reason(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """What the package was made from that is not the same any more."""
    if _hashes(old) != _hashes(new):
        return "换了原文"
    made, makes = old.get("conversion") or {}, new.get("conversion") or {}
    if made.get("description") != makes.get("description"):
        return "说明文件有改动"
    return "转换程序有改动" if made.get("code") != makes.get("code") else "重新转换"


def _hashes(descriptor: Mapping[str, Any]) -> list[str]:
    return [str(s.get("hash")) for s in descriptor.get("sources") or () if isinstance(s, dict)]


def append(root: Path, found: Iterable[Change]) -> None:
    """Adds lines at the end of the list of changes below `root`, whole or not at all; what it said last, it says once."""
    file = root / FILE
    before = file.read_bytes() if file.exists() else b""
    said = {tuple(line[1:5]): line for line in _lines(file)}
    new = [line for line in map(list, map(astuple, found)) if said.get(tuple(line[1:5])) != line]
    if not new:
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if not before:
        writer.writerow([f.name for f in fields(Change)])
    writer.writerows(new)
    end = b"" if before.endswith(b"\n") or not before else b"\n"
    replace_file(root, FILE, before + end + text.getvalue().encode("utf-8", "replace"))
