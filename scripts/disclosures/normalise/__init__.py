"""From recognised rows to typed records. Four shapes, a closed set; which one a kind has is said by its data."""

from __future__ import annotations

from disclosures.normalise.result import Normalised
from disclosures.normalise.shapes import normalise

__all__ = ["Normalised", "normalise"]
