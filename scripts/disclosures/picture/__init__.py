"""Pages of a PDF as they were understood: the picture of a page with tables, columns and cells drawn over it."""

from __future__ import annotations

from disclosures.picture.drawing import MOST_PAGES, picture_of_page, pictures

__all__ = ["MOST_PAGES", "picture_of_page", "pictures"]
