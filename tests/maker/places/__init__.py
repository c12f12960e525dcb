"""Disclosures in the forms of other places: a form is data (`data/places`), the budget behind it is invented as ever."""

from __future__ import annotations

from .document import placed
from .forms import names

__all__ = ["names", "placed"]
