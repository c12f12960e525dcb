"""The rules: structure, wording and sums. Each gives checks (what was looked at) and findings (what does not hold)."""

from __future__ import annotations

from disclosures.check.every import check
from disclosures.check.recognised import holding_sums

__all__ = ["check", "holding_sums"]
