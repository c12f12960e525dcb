"""Writes the units of a plan below a folder: made once, kept by the hash of what they are made from, linked into each site.

A kept unit is a folder `<cache>/<key>` with `site/` (files of the site) and `parts/` (what it adds to the files that
hold everything). It appears there in one step, so that a build that was interrupted leaves no half of one.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import quote

from markupsafe import escape

from disclosures.pages.generator.shell import Kind, Shell, Shells, kind
from disclosures.pages.inputs import code_digest, combined
from disclosures.pages.output import Asset, Kept, Plan, Unit

_FEW = 4  # units that one process has made before a second one has started
_NEW = "new-"
_MAP = 50_000  # addresses, by sitemaps.org


def write(plan: Plan, front: Mapping[str, Shell], shells: Shells, cache: Path, site: Path) -> None:
    """The whole site below `site`; `front` has the shell of each page of the navigation, by its path."""
    common = combined([code_digest(), *(f"{kind}{shell.text}" for kind, shell in sorted(shells.items()))])
    kept = make(plan.units, shells, cache, common)
    gathered = make(
        plan.gathered(kept), shells, cache, common, few=1
    )  # each holds all disclosures: seconds, not moments
    forget(cache, [*kept, *gathered])
    place([*kept, *gathered], site)
    for unit in gathered:
        there = unit.folder / "site"
        plan.sizes.update((f.relative_to(there).as_posix(), f.stat().st_size) for f in there.rglob("*") if f.is_file())
    for page in plan.front:
        rendered = page.render()
        text = front[page.path].fill(page, rendered)
        write_files(site, [Asset(page.path, text.encode("utf-8", "xmlcharrefreplace")), *rendered.assets])
    if plan.address:
        write_files(site, sitemap(site, plan.address))


def sitemap(site: Path, address: str) -> Iterator[Asset]:
    """Every page for search engines; a map of maps where there are more than a map may hold."""
    found = sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html") if p.name != "404.html")
    pages = [f"{address.rstrip('/')}/{quote(path)}" for path in found]
    maps = [pages[start : start + _MAP] for start in range(0, len(pages), _MAP)]
    for number, part in enumerate(maps, start=1):
        yield Asset("sitemap.xml" if len(maps) == 1 else f"sitemap-{number}.xml", _xml("urlset", "url", part))
    if len(maps) > 1:
        numbered = [f"{address.rstrip('/')}/sitemap-{n}.xml" for n in range(1, len(maps) + 1)]
        yield Asset("sitemap.xml", _xml("sitemapindex", "sitemap", numbered))


def _xml(root: str, element: str, addresses: Iterable[str]) -> bytes:
    lines = "".join(f"<{element}><loc>{escape(a)}</loc></{element}>\n" for a in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</{root}>\n'.encode()


def make(units: Sequence[Unit], shells: Shells, cache: Path, common: str, few: int = _FEW) -> tuple[Kept, ...]:
    """Makes every unit that isn't kept already, in as many processes as there are processors and `few` units for each."""
    cache.mkdir(parents=True, exist_ok=True)
    folders = {unit.name: cache / combined([common, unit.name, unit.inputs]) for unit in units}
    if len(folders) != len(units):
        raise ValueError("two units of one name")
    _make_all([(unit, folders[unit.name]) for unit in units if not folders[unit.name].is_dir()], shells, few)
    return tuple(Kept(unit.name, folders[unit.name]) for unit in units)


def forget(cache: Path, needed: Iterable[Kept]) -> None:
    """Takes everything out of the cache that this build doesn't need."""
    names = {unit.folder.name for unit in needed}
    for entry in cache.iterdir():
        if entry.name not in names:
            shutil.rmtree(entry, ignore_errors=True)


def _make_all(stale: Sequence[tuple[Unit, Path]], shells: Shells, few: int) -> None:
    jobs = min(os.cpu_count() or 1, len(stale) // few)
    if jobs < 2:
        for unit, folder in stale:
            make_unit(unit, shells, folder)
        return
    # Spawned, not forked: a build may run beside the threads of a server.
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _start, (dict(shells),)) as pool:
        for _ in pool.map(_make, stale, chunksize=few):
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
        write_files(fresh / "site", unit.files())
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
