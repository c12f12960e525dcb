"""What the read side yields: pages with lazy bodies, the files that belong to them, and the units they are made in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

_NOTHING = Markup("")

BARE = ("navigation", "toc", "drawer")  # of the pages that are many, all but those of disclosures: theme/bare.html


@dataclass(frozen=True)
class Asset:
    """A file of the site: its path from the site's root, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True)
class Rendered:
    """The article of a page, the files that come with it, and what its `<head>` has besides."""

    html: Markup
    assets: tuple[Asset, ...] = ()
    head: Markup = _NOTHING


@dataclass(frozen=True)
class Heading:
    """An entry of a page's own contents."""

    id: str
    title: str


@dataclass(frozen=True)
class Page:
    """A page to be: what a generator must know before it is rendered, and how to render it.

    `path` is from the site's root and ends in `.html`. `hide` names side bars that the page goes without. The body
    is made when the page is written, so that a thousand pages never stand in memory together.
    """

    path: str
    title: str
    description: str
    headings: tuple[Heading, ...]
    render: Callable[[], Rendered]
    hide: tuple[str, ...] = ("navigation",)


def nothing() -> tuple[()]:
    """Of a unit that has none of a thing."""
    return ()


@dataclass(frozen=True)
class Unit:
    """A part of the site that is made as a whole, and made again only when what it is made from has changed.

    `inputs` is a hash over everything that the unit is made from, besides the code. `pages` gives its pages, `files`
    files without a page, `parts` what it adds to the files that hold all disclosures (paths are names, not addresses).
    All are called in another process: a `functools.partial` of a module's function over values that can be pickled,
    never a closure.
    """

    name: str
    inputs: str
    pages: Callable[[], Iterable[Page]] = nothing
    files: Callable[[], Iterable[Asset]] = nothing
    parts: Callable[[], Iterable[Asset]] = nothing


@dataclass(frozen=True)
class Kept:
    """A unit that has been made, in a folder of its own: `site/` and `parts/`."""

    name: str
    folder: Path

    def part(self, name: str) -> Path:
        """Where it keeps a part; the file isn't there where it has none of that name."""
        return self.folder / "parts" / name


def no_units(kept: Sequence[Kept]) -> tuple[Unit, ...]:  # noqa: ARG001
    """Of a plan without files that are made from all units together."""
    return ()


@dataclass(frozen=True)
class Plan:
    """The whole site: the few pages in its navigation, the units that hold all the others, what is gathered from these.

    `sizes` is filled when the units stand, before the pages of the navigation are rendered: address → bytes of each file
    that was gathered. `address` is the site's own, "" where it isn't known.
    """

    front: tuple[Page, ...]
    units: tuple[Unit, ...]
    gathered: Callable[[Sequence[Kept]], Sequence[Unit]] = no_units
    sizes: dict[str, int] = field(default_factory=dict)
    address: str = ""

    def pages(self) -> Iterable[Page]:
        """Every page, in order."""
        yield from self.front
        for unit in self.units:
            yield from unit.pages()
