"""Putting right what extraction damaged, only where an identity proves it; each repair is published."""

from __future__ import annotations

from disclosures.repair.desk import Desk, merged
from disclosures.repair.steps import repair

__all__ = ["Desk", "merged", "repair"]
