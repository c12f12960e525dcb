"""Where a reader reports a mistake: a new issue in the project's repository, already filled in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from disclosures.catalogue import Disclosure
from disclosures.pages import links

_TITLE = 120


@dataclass(frozen=True)
class Report:
    """Addresses of new issues about one disclosure; all are "" where the site doesn't know its repository.

    Of the package only its names go into the body, as code: they are plain by contract, so that nothing in a document
    can become markup or a mention there.
    """

    repository: str
    item: Disclosure

    def address(self, fragment: str = "") -> str:
        """A new issue about this disclosure, or about the row of it at this fragment (`t-expenditure-3`)."""
        if not self.repository.startswith(("https://", "http://")):
            return ""
        place = links.disclosure(self.item.name) + (f"#{fragment}" if fragment else "")
        text = f"数据包：`{self.item.name}`\n位置：`{place}`\n印的是什么：\n您认为应当是：\n"
        query = urlencode({"title": f"数据有误：{self.item.title}"[:_TITLE], "body": text})
        return f"{self.repository.rstrip('/')}/issues/new?{query}"
