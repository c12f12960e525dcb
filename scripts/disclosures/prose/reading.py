"""The prose of a document as tables of the package."""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.model import Paragraph, Place, Record, Table, Value
from disclosures.prose.duties import duties
from disclosures.prose.glossary import terms
from disclosures.prose.outline import Section, outline
from disclosures.prose.statements import statements
from disclosures.prose.units import units

_TITLES = {"duties": "主要职责", "units": "预算单位构成", "glossary": "名词解释", "statements": "部门预算情况说明"}
_FIELDS = {
    "duties": ("duty",),
    "units": ("unit_name", "unit_level"),
    "glossary": ("term", "definition"),
    "statements": (
        "section", "measure", "functional_code", "economic_code", "value", "value_unit", "sentence", "stated_reason",
    ),
}  # fmt: skip
_WORDS_OF_OURS = ("measure", "unit_level")
_Row = tuple[tuple[Value, ...], Place]


def read_prose(paragraphs: Sequence[Paragraph], year: int) -> tuple[Table, ...]:
    """The tables `duties`, `units`, `glossary` and `statements`, those that have rows, from a document's paragraphs.

    `year` is the budget's year: it tells a figure of the year before from one of this year.
    """
    sections = outline(paragraphs)
    of = {topic: [s for s in sections if s.topic == topic] for topic in _TITLES}
    rows: dict[str, list[_Row]] = {
        "duties": [((duty,), place) for duty, place in duties(of["duties"])],
        "units": [((unit.name, unit.level), unit.place) for unit in units(of["units"])],
        "glossary": [((term, definition), place) for term, definition, place in terms(of["glossary"])],
        "statements": [(figure.values, figure.place) for figure in statements(of["statements"], year)],
    }
    return tuple(_table(resource, found, of[resource]) for resource, found in rows.items() if found)


def _table(resource: str, rows: Sequence[_Row], sections: Sequence[Section]) -> Table:
    names = _FIELDS[resource]
    records: list[Record] = [
        {"row": number, **dict(zip(names, values, strict=True)), **place.fields()}
        for number, (values, place) in enumerate(rows, 1)
    ]
    first = rows[0][1]
    placed = ("value", "sentence") if resource == "statements" else ()
    positions = {
        (number, name): place
        for number, (values, place) in enumerate(rows, 1)
        for name in (names if place.confidence is not None else placed)  # each recognised value has its mark
        if place.box is not None and name not in _WORDS_OF_OURS
    }
    return Table(
        resource=resource,
        kind=resource,
        title=_title(resource, sections, first),
        fields=("row", *names, "source_page", "source_line"),
        records=tuple(records),
        place=first,
        positions=positions,
    )


def _title(resource: str, sections: Sequence[Section], first: Place) -> str:
    """The printed heading of the section that the first row stands in, without its number."""
    found = (s.title for s in sections if any(place == first for p in s.passages for _, place in p.pieces))
    return next((title.rstrip("。：:") for title in found if title), _TITLES[resource])
