"""The forms in which a review can be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from disclosures.review.plain import plain_text
from disclosures.review.records import as_csv, as_json
from disclosures.review.report import as_html
from disclosures.review.reviewed import Review
from disclosures.review.sarif import as_sarif

FORMATS: Mapping[str, Callable[[Sequence[Review]], str]] = {
    "text": partial(plain_text, colour=False),
    "html": as_html,
    "csv": as_csv,
    "json": as_json,
    "sarif": as_sarif,
}


def written(reviews: Sequence[Review], form: str, colour: bool = False) -> str:
    """The reviews in one form; `colour`: plain text for a terminal."""
    return plain_text(reviews, colour=True) if form == "text" and colour else FORMATS[form](reviews)
