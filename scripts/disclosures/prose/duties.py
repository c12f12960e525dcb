"""主要职责: what the department is there for, one row a duty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from disclosures.model import Place
from disclosures.prose.items import items
from disclosures.prose.outline import Section


def duties(sections: Iterable[Section]) -> Iterator[tuple[str, Place]]:
    """(duty, place) in printed order, list numbers and lead-in sentences left out."""
    for section in sections:
        for item in items(section.passages):
            if item.text:
                yield item.text, item.place
