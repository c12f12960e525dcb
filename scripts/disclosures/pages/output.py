"""What the read side yields: pages with lazy bodies, the files that belong to them, and the units they are made in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

_NOTHING = Markup("")


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


def no_parts() -> tuple[Asset, ...]:
    """Of a unit that adds nothing to the files that are made from all units together."""
    return ()


@dataclass(frozen=True)
class Unit:
    """A part of the site that is made as a whole, and made again only when what it is made from has changed.

    `inputs` is a hash over everything that the unit is made from, besides the code. `pages` gives its pages, `parts`
    what it adds to the files that hold all disclosures (paths are names, not addresses). Both are called in another
    process: a `functools.partial` of a module's function over values that can be pickled, never a closure.
    """

    name: str
    inputs: str
    pages: Callable[[], Iterable[Page]]
    parts: Callable[[], Iterable[Asset]] = no_parts


@dataclass(frozen=True)
class Plan:
    """The whole site: the few pages that stand in its navigation, and the units that hold all the others."""

    front: tuple[Page, ...]
    units: tuple[Unit, ...]

    def pages(self) -> Iterable[Page]:
        """Every page, in order."""
        yield from self.front
        for unit in self.units:
            yield from unit.pages()
