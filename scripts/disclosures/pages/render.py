"""Templates: one Jinja environment, everything escaped unless it is Markup already."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from disclosures.pages import links, numbers


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        amount=numbers.amount,
        brief=numbers.brief,
        brief_signed=numbers.brief_signed,
        size=numbers.size,
        share=numbers.share_text,
    )
    environment.globals.update(links=links)
    return environment


def script_json(value: object, *, ascii_only: bool = True) -> str:
    """JSON that is safe in a script: nothing in it ends the element (`</`) or, to old browsers, a line (U+2028, U+2029).

    `ascii_only=False` is for large files of Chinese, which escapes would double.
    """
    text = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":")).replace("</", "<\\/")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def render(template: str, page: str, **values: Any) -> Markup:
    """The article that `template` makes of `values`, for the page at `page`; `to()` gives relative addresses in it."""
    return Markup(_environment().get_template(template).render(to=links.Links(page).to, page=page, **values))  # noqa: S704
