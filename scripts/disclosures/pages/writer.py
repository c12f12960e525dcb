"""Writes the units of a plan below a folder: made once, kept by the hash of what they are made from, linked into each site.

A kept unit is a folder `<cache>/<key>` with `site/` (files of the site) and `parts/` (what it adds to the files that
hold everything). It appears there in one step, so that a build that was interrupted leaves no half of one.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from disclosures.pages.inputs import code_digest, combined
from disclosures.pages.output import Asset, Unit
from disclosures.pages.shell import Kind, Shell, Shells, kind

_FEW = 4  # units that one process has made before a second one has started
_NEW = "new-"


@dataclass(frozen=True)
class Kept:
    """A unit that stands in the cache."""

    name: str
    folder: Path

    def parts(self, name: str) -> Path:
        """Where it keeps a part; the file isn't there where it has none of that name."""
        return self.folder / "parts" / name


def make(units: Sequence[Unit], shells: Shells, cache: Path) -> tuple[Kept, ...]:
    """Makes every unit that isn't kept already, in as many processes as there are processors; forgets what is not needed."""
    cache.mkdir(parents=True, exist_ok=True)
    common = combined([code_digest(), *(f"{kind}{shell.text}" for kind, shell in sorted(shells.items()))])
    folders = {unit.name: cache / combined([common, unit.name, unit.inputs]) for unit in units}
    if len(folders) != len(units):
        raise ValueError("two units of one name")
    stale = [(unit, folders[unit.name]) for unit in units if not folders[unit.name].is_dir()]
    _make_all(stale, shells)
    needed = {folder.name for folder in folders.values()}
    for entry in cache.iterdir():
        if entry.name not in needed:
            shutil.rmtree(entry, ignore_errors=True)
    return tuple(Kept(unit.name, folders[unit.name]) for unit in units)


def _make_all(stale: Sequence[tuple[Unit, Path]], shells: Shells) -> None:
    jobs = min(os.cpu_count() or 1, len(stale) // _FEW)
    if jobs < 2:
        for unit, folder in stale:
            make_unit(unit, shells, folder)
        return
    # Spawned, not forked: a build may run beside the threads of a server.
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _start, (dict(shells),)) as pool:
        for _ in pool.map(_make, stale, chunksize=4):
            pass


_shells: dict[Kind, Shell] = {}  # of a process that makes units: sent once, not with every unit


def _start(shells: Mapping[Kind, Shell]) -> None:
    _shells.update(shells)


def _make(stale: tuple[Unit, Path]) -> None:
    make_unit(stale[0], _shells, stale[1])


def make_unit(unit: Unit, shells: Shells, folder: Path) -> None:
    """Renders a unit into a folder that appears when it is whole."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=_NEW) as name:
        fresh = Path(name) / "unit"
        for page in unit.pages():
            rendered = page.render()
            if kind(page) not in shells:
                raise ValueError(f"no shell for {page.path}, which hides {page.hide}")
            text = shells[kind(page)].fill(page, rendered)
            write_files(fresh / "site", [Asset(page.path, text.encode("utf-8", "xmlcharrefreplace")), *rendered.assets])
        write_files(fresh / "parts", unit.parts())
        fresh.mkdir(exist_ok=True)
        fresh.rename(folder)


def write_files(folder: Path, assets: Iterable[Asset]) -> None:
    """Each asset below `folder`."""
    for asset in assets:
        target = folder / asset.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(asset.content)


def place(kept: Iterable[Kept], site: Path) -> None:
    """Puts the files of all units into the site."""
    for unit in kept:
        if (unit.folder / "site").is_dir():
            _link_tree(unit.folder / "site", site)


def _link_tree(source: Path, target: Path) -> None:
    """As hard links, which cost neither time nor room; as copies where the file system has none."""
    target.mkdir(parents=True, exist_ok=True)
    with os.scandir(source) as entries:
        for entry in entries:
            there = target / entry.name
            if entry.is_dir():
                _link_tree(Path(entry.path), there)
            else:
                try:
                    os.link(entry.path, there)
                except FileExistsError:
                    raise ValueError(f"two units write {there}") from None
                except OSError:
                    shutil.copyfile(entry.path, there)
