"""What a disclosure says in sentences: duties, units, glossary, and every figure of the budget statement."""

from __future__ import annotations

from disclosures.prose.reading import read_prose

__all__ = ["read_prose"]
