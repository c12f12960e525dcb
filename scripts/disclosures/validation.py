"""Validate stored packages: our own check, Frictionless, and whether each is still what its document and code give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from disclosures.conformance import problems
from disclosures.inventory import changes, item_behind
from disclosures.store import STAGING, Stored

_MOST = 20


def validate(packages: Path, root: Path, jobs: int) -> list[tuple[str, list[str]]]:
    """(folder, problems) of every package folder below `packages`, sorted."""
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
