"""The figures of the statement (rules 4.4) against the tables and against each other."""

from __future__ import annotations

from disclosures.check.narrative.every import narrative

__all__ = ["narrative"]
