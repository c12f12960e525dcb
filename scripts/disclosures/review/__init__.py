"""A department's own draft looked through before it is published: what a colleague would mark on it.

The same way as every package (read, normalise, repair, check), then told instead of stored: nothing is published.
"""

from __future__ import annotations

from disclosures.review.annotate import annotated
from disclosures.review.formats import FORMATS, written
from disclosures.review.reviewed import Review, review

__all__ = ["FORMATS", "Review", "annotated", "review", "written"]
