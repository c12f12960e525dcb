"""The identities between tables (rules 4.3)."""

from __future__ import annotations

from disclosures.check.between.every import between, identities

__all__ = ["between", "identities"]
