"""Readers: one module a format, each giving the same neutral Document."""

from __future__ import annotations

from disclosures.read.registry import media_types, read

__all__ = ["media_types", "read"]
