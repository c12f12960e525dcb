"""How fast is the site built, and how large does it get? Made packages: real ones under other names, years and amounts.

    python benchmarks/site.py --disclosures 1000

The targets for 1,000 disclosures on two cores: the first build under 180 s and 1 GB, the next one after one package
changed under 10 s, the site under 500 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_AMOUNT = re.compile(r"(?<![\d.])\d{1,9}\.\d{2}(?![\d.])")
_PLACES = 50  # divisions that the made departments are spread over
_YEARS = (2023, 2024, 2025, 2026)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make packages, build three times, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--disclosures", type=int, default=1000, metavar="N", help="how many (1000)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work here and leave packages and site standing")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        _measure(options.keep or Path(folder), options.disclosures)
    return 0


def _measure(folder: Path, count: int) -> None:
    packages, site = folder / "root" / "datapackages", folder / "site"
    if not packages.is_dir():
        make(packages, count)
    shutil.rmtree(folder / "cache", ignore_errors=True)
    first = _build(folder)
    again = _build(folder)
    one = sorted(packages.glob("*/*/datapackage.json"))[count // 2]
    text = one.read_text("utf-8")
    one.write_text(text.replace('"version": "1.0.0"', f'"version": "1.0.{time.time_ns()}"'), "utf-8")
    changed = _build(folder)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{count} disclosures")
    for words, (clock, used) in (("first build", first), ("nothing changed", again), ("one package changed", changed)):
        print(f"{words:20} {clock:7.1f} s   {used:7.1f} s of processors")
    print(f"peak of a process    {peak:7.0f} MB")
    for part, octets in _sizes(site):
        print(f"{part:20} {octets / 1e6:7.1f} MB  {octets / count / 1e3:6.1f} KB a disclosure")


def _build(folder: Path) -> tuple[float, float]:
    """Seconds by the clock, and of processors: what the clock would say twice over on two idle ones."""
    before, used = time.perf_counter(), _used()
    command = [sys.executable, str(ROOT / "scripts" / "build_site.py"), "--output", str(folder / "site"),
               "--packages", str(folder / "root" / "datapackages"), "--root", str(folder / "root"),
               "--cache", str(folder / "cache")]  # fmt: skip
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own script)
    return time.perf_counter() - before, _used() - used


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _sizes(site: Path) -> Iterator[tuple[str, int]]:
    """The whole, then what stands at the top, largest first, then disclosures by kind of file."""
    files = [(p.relative_to(site), p.stat().st_size) for p in site.rglob("*") if p.is_file()]
    yield "site", sum(size for _, size in files)
    parts: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for path, size in files:
        parts[path.parts[0]] = parts.get(path.parts[0], 0) + size
        if path.parts[0] == "disclosures":
            kinds[f"  *{path.suffix}"] = kinds.get(f"  *{path.suffix}", 0) + size
    yield from sorted(parts.items(), key=lambda pair: -pair[1])[:8]
    yield from sorted(kinds.items(), key=lambda pair: -pair[1])[:8]


def make(packages: Path, count: int) -> None:
    """Writes `count` packages below `packages` and their originals beside it."""
    held = sorted((ROOT / "datapackages").glob("*/*/datapackage.json"))
    for number in range(count):
        _copy(held[number % len(held)].parent, packages, number)


def _copy(source: Path, packages: Path, number: int) -> None:
    text = (source / "datapackage.json").read_text("utf-8")
    about = json.loads(text)["disclosure"]
    department, year = divmod(number, len(_YEARS))
    code = f"41{department % _PLACES:02}00"
    identity = f"{code}-ju-{department}"
    name = f"{identity}-{_YEARS[year]}"
    raw = json.loads(text.replace(about["department"], f"河南省第{code}县第{department}局"))
    raw["name"] = name
    raw["disclosure"] |= {"department_id": identity, "division_code": code, "division": f"河南省第{code}县",
                          "year": _YEARS[year]}  # fmt: skip
    raw["sources"] = raw["sources"][:1]
    original = ROOT / raw["sources"][0]["path"]
    raw["sources"][0]["path"] = f"originals/{code}/{name}{original.suffix}"
    _write(packages.parent / raw["sources"][0]["path"], original.read_bytes())
    _write(packages / code / name / "datapackage.json", json.dumps(raw, ensure_ascii=False, indent=2).encode())
    scale = Decimal(number % 97 + 50) / 100
    for file in sorted((source / "data").glob("*.csv")):
        scaled = _AMOUNT.sub(
            lambda m: str((Decimal(m.group()) * scale).quantize(Decimal("0.01"))), file.read_text("utf-8")
        )
        _write(packages / code / name / "data" / file.name, scaled.encode())


def _write(path: Path, content: bytes) -> None:
    os.makedirs(path.parent, exist_ok=True)  # noqa: PTH103
    path.write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
