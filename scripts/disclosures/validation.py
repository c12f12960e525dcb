"""Validate stored packages: our own check, Frictionless, and whether each is still what its document and code give."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from disclosures.changes import FILE, Change, unlisted
from disclosures.conformance import problems
from disclosures.inventory import changes, item_behind
from disclosures.store import STAGING, Stored

_MOST = 20
_DIVISION = re.compile(r"[0-9a-z-]+")  # publish.yml keeps no other


def validate(packages: Path, root: Path, jobs: int, before: Path | None = None) -> list[tuple[str, list[str]]]:
    """(folder, problems) of every package folder below `packages`, sorted.

    `before`: the packages as they were; one whose values are others now, and whose changes are not listed, has a problem.
    """
    found = dict(_each(packages, root, jobs))
    for folder, missing in unlisted(before, packages) if before else ():
        found.setdefault(folder, []).append(_unsaid(missing))
    return sorted(found.items())


def _unsaid(missing: Sequence[Change]) -> str:
    first = missing[0]
    where = " ".join(filter(None, (first.resource, first.row and f"第 {first.row} 行", first.field))) or "整份"
    line = ",".join((first.package, first.resource, first.row, first.field))
    return (
        f"已发布的数据变了，{FILE} 里没有写明（{where}：{first.before or '空白'} → {first.after or '空白'}；共 {len(missing)} 处）。"
        f"由文件转换的，请去掉提交里的 datapackages/，合并后会自动生成并记下；手工做的，请在 {FILE} 末尾逐处写明：日期,{line},…"
    )


def _each(packages: Path, root: Path, jobs: int) -> list[tuple[str, list[str]]]:
    folders = sorted(p for p in packages.glob("*/*") if p.is_dir() and p.parent.name != STAGING)
    work = partial(_validated, packages, root)
    if jobs <= 1 or len(folders) <= 1:
        return [work(folder) for folder in folders]
    with ProcessPoolExecutor(min(jobs, len(folders))) as pool:
        return list(pool.map(work, folders, chunksize=4))


def _validated(packages: Path, root: Path, folder: Path) -> tuple[str, list[str]]:
    return folder.relative_to(packages).as_posix(), list(_problems(folder, root))


def _problems(folder: Path, root: Path) -> Iterator[str]:
    try:
        descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    except OSError:
        yield "缺少 datapackage.json"
        return
    except (ValueError, RecursionError) as error:
        yield f"datapackage.json 不是合法的 JSON（{error}）"
        return
    if not isinstance(descriptor, dict):
        yield "datapackage.json 应是一个对象"
        return
    own = problems(descriptor, lambda path: (folder / path).read_bytes())
    yield from own or _frictionless(folder / "datapackage.json")
    if not own:
        yield from _misplaced(folder, descriptor)
        yield from _extra_files(folder, descriptor)
        yield from _stale(Stored(folder, descriptor), root)


def _frictionless(path: Path) -> Iterator[str]:
    from frictionless import validate as frictionless_validate

    report = frictionless_validate(str(path))
    if report.valid:
        return
    errors = [*report.errors, *(e for task in report.tasks for e in task.errors)]
    for error in errors[:_MOST]:
        yield f"Frictionless：{error.message}"


def _misplaced(folder: Path, descriptor: dict[str, Any]) -> Iterator[str]:
    """A package stands below its division, under its own name: `410702/410702-mou-ju-2025`."""
    if folder.name != descriptor["name"]:
        yield f"文件夹应与 name 同名（{descriptor['name']}）"
    if not _DIVISION.fullmatch(folder.parent.name):
        yield "上一级文件夹应是区划代码，只用小写字母、数字和“-”"


def _extra_files(folder: Path, descriptor: dict[str, Any]) -> Iterator[str]:
    named = {"datapackage.json", *(r["path"] for r in descriptor["resources"])}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.relative_to(folder).as_posix() not in named:
            yield f"{path.relative_to(folder).as_posix()}：datapackage.json 没有提到这个文件"


def _stale(package: Stored, root: Path) -> Iterator[str]:
    """Only converted packages can be out of date; one made by hand has no `conversion`."""
    if "conversion" not in package.descriptor:
        return
    found = changes(package, item_behind(package, root))
    if found:
        yield f"已过期：{'、'.join(found)}在转换之后有变化。请运行 python scripts/convert.py"
