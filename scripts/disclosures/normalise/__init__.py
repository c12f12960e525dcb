"""From recognised rows to typed records. Five shapes, a closed set; which one a kind has is said by its data."""

from __future__ import annotations

from disclosures.normalise.result import Normalised
from disclosures.normalise.shapes import normalise
from disclosures.normalise.three_public import dated

__all__ = ["Normalised", "dated", "normalise"]
