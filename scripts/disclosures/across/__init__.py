"""Rules across documents (rules.md 8): last year's disclosure, and the units' own, against this one.

On the read side: it compares packages as they are stored and puts nothing into them, so that converting one document
never depends on another.
"""

from __future__ import annotations

from disclosures.across.every import across
from disclosures.across.result import AcrossResult

__all__ = ["AcrossResult", "across"]
