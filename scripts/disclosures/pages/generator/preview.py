"""What a preview looks at besides the generator's own files: whatever these are made from in turn."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection
from pathlib import Path

Stamps = frozenset[tuple[str, int, int]]


def follow(
    folder: Path, changed: Callable[[], object], endings: Collection[str] = (), seconds: float = 1.0
) -> threading.Event:
    """Calls `changed` after a file below `folder` came, went or is another, looking every so many `seconds`.

    `endings` (`.py`): of which files; of all where there are none. In a thread of its own, until the event that it returns
    is set. By looking, not by the system's notices, which some file systems (shared folders, containers) never send.
    """
    stop = threading.Event()
    before = _stamps(folder, endings)
    arguments = (folder, changed, endings, seconds, stop, before)
    threading.Thread(target=_follow, args=arguments, daemon=True).start()
    return stop


def _follow(
    folder: Path,
    changed: Callable[[], object],
    endings: Collection[str],
    seconds: float,
    stop: threading.Event,
    before: Stamps,
) -> None:
    while not stop.wait(seconds):
        now = _stamps(folder, endings)
        if now != before:
            before = now
            changed()


def _stamps(folder: Path, endings: Collection[str]) -> Stamps:
    """Path, time and size of each file; one that goes while it is looked at isn't there."""
    found = set()
    for where, _, names in os.walk(folder):
        for name in names:
            if not endings or os.path.splitext(name)[1] in endings:  # noqa: PTH122 - for thousands of files
                try:
                    stat = os.stat(f"{where}/{name}")  # noqa: PTH116
                except OSError:
                    continue
                found.add((f"{where}/{name}", stat.st_mtime_ns, stat.st_size))
    return frozenset(found)
