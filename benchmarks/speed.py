"""How fast is the converter, and what does it need? Made documents, one process, every package checked before it is stored.

    python benchmarks/speed.py --documents 100

Documents a second are net of start-up: the time for one document is taken off the time for all. Validation is counted
twice: our own check of every package is part of converting; Frictionless by `validate.py` is measured beside it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from maker.document import render  # noqa: E402 (the maker lives beside the tests)
from maker.text import made  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Make documents, convert them, validate the packages, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100, metavar="N", help="how many documents (100)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="the first seed (0)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), options.documents, options.seed)
    return 0


def _measure(folder: Path, count: int, seed: int) -> None:
    one, many = folder / "one", folder / "many"
    for place, seeds in ((one, [seed]), (many, range(seed, seed + count))):
        place.mkdir()
        for number in seeds:
            document = made(number)
            (place / f"{number:05}-{document.name}.txt").write_text(render(document), "utf-8")
    start = _timed("convert.py", str(one), "--output", str(folder / "first"), "--jobs", "1")
    packages = folder / "packages"
    whole = _timed("convert.py", str(many), "--output", str(packages), "--jobs", "1")
    again = _timed("convert.py", str(many), "--output", str(packages), "--jobs", "1")
    checked = _timed("validate.py", "--packages", str(packages), "--jobs", "1")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"convert, packages checked   {(count - 1) / (whole - start):6.1f} documents/s   start-up {start:.2f} s")
    print(f"nothing changed             {count / again:6.1f} documents/s")
    print(f"validate.py (Frictionless)  {count / checked:6.1f} packages/s")
    print(f"peak memory of a process    {peak:6.0f} MB")


def _timed(script: str, *arguments: str) -> float:
    before = time.perf_counter()
    command = [sys.executable, str(ROOT / "scripts" / script), *arguments]
    subprocess.run(command, check=False, capture_output=True)  # noqa: S603 (our own scripts); stale packages exit with 1
    return time.perf_counter() - before


if __name__ == "__main__":
    sys.exit(main())
