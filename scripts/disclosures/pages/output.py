"""What the read side yields: pages with lazy bodies, and the files that belong to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Asset:
    """A file of the site: its path from the site's root, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True)
class Rendered:
    """The article of a page and the files that come with it."""

    html: Markup
    assets: tuple[Asset, ...] = ()


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
