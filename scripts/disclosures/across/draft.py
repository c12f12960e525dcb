"""A draft held against packages of earlier years and of other bodies, wherever both lie."""

from __future__ import annotations

from pathlib import Path

from disclosures.across.every import across
from disclosures.across.result import AcrossResult
from disclosures.catalogue import Catalogue, read_catalogue


def against(draft: Path, others: Path, root: Path) -> tuple[AcrossResult, ...]:
    """What the rules across documents say of the packages in the folder `draft`, held against those in `others`.

    A stored package of the same name is the draft's own earlier state and is left out. `root` is what the packages'
    sources are relative to. Raises PackageError where a package in `others` cannot be read.
    """
    own = read_catalogue(draft, root).disclosures
    names = {one.name for one in own}
    stored = read_catalogue(others, root)
    if stored.problems:
        raise stored.problems[0]
    held = tuple(one for one in stored.disclosures if one.name not in names)
    return tuple(result for result in across(Catalogue((*held, *own), ())) if result.package in names)
