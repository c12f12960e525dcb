"""部门预算情况说明: every figure that a sentence states, with what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from disclosures.model import Place, Value
from disclosures.prose.lines import Passage, marker
from disclosures.prose.measures import vocabulary
from disclosures.prose.naming import NOTHING, Name, contexts, name
from disclosures.prose.outline import Section
from disclosures.prose.quantities import Quantity, quantities

_SUFFIXES = {
    "amount": "",
    "previous": "_previous",
    "change": "_change",
    "change_percent": "_change_percent",
    "share_percent": "_share_percent",
}
_CLAUSES = re.compile(r"[，,；;。：:！？!?]")
_REASON = re.compile(r"原因|主要(?:是|为|由于)|(?<!理)由于|因为")
_PURPOSE = re.compile(r"用于|主要(?:包括|保障|安排|反映)|具体包括")
_STOP = re.compile(r"[；;。]")
_PURCHASE = re.compile(r"购置|采购|新增|拟购")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the statement."""

    section: str
    measure: str
    functional_code: str | None
    economic_code: str | None
    value: Decimal
    unit: str
    sentence: str
    place: Place

    @property
    def values(self) -> tuple[Value, ...]:
        """The fields of its row, in the contract's order."""
        return (
            self.section,
            self.measure,
            self.functional_code,
            self.economic_code,
            self.value,
            self.unit,
            self.sentence,
        )


@dataclass
class _Speaking:
    """What the text speaks of while it is read: the last name, and the equipment whose threshold was just given."""

    subject: Name = NOTHING
    aside: Name = NOTHING
    equipment: str | None = None
    context: frozenset[str] = field(default_factory=frozenset)


def statements(sections: Iterable[Section], year: int) -> Iterator[Figure]:
    """The figures of all sections in printed order; a figure that names no known measure is left out."""
    for section in sections:
        speaking = _Speaking(subject=_of_heading(section.heading), context=contexts(section.heading))
        for passage in section.passages:
            whole = _compact(passage)
            if mark := marker(whole.text):
                speaking.context = contexts(section.heading + re.split(r"[。：:]", whole.text[mark.end :])[0][:30])
            yield from _figures(whole, section.heading, speaking, year)


def _compact(passage: Passage) -> Passage:
    """The passage without any space."""
    text, pieces = "", []
    ends = [start for start, _ in passage.pieces[1:]] + [len(passage.text)]
    for (start, place), end in zip(passage.pieces, ends, strict=True):
        pieces.append((len(text), place))
        text += "".join(passage.text[start:end].split())
    return Passage(text, tuple(pieces))


def _of_heading(heading: str) -> Name:
    words = re.sub(r"(?:安排|支出|预算|设置|占用|占有|使用)*(?:情况)?(?:的)?(?:说明)?[。：:]?$", "", heading)
    found = name(words, "money", contexts(heading))
    return found if found and len(found.measures) == 1 and found.measures[0] != "income_source" else NOTHING


def _figures(passage: Passage, section: str, speaking: _Speaking, year: int) -> Iterator[Figure]:
    text = passage.text
    for quantity in quantities(text, year):
        found = _name_of(quantity, text, speaking)
        if found is None or quantity.role in ("threshold", "unclear"):
            continue
        for measure in found.measures:
            yield Figure(
                section, measure + _SUFFIXES[quantity.role], found.functional_code, found.economic_code,
                quantity.value, quantity.unit, _sentence(text, quantity.start), passage.place_at(quantity.start),
            )  # fmt: skip


def _sentence(text: str, at: int) -> str:
    start = text.rfind("。", 0, at) + 1
    end = text.find("。", at)
    return text[start : end + 1] if end >= 0 else text[start:]


def _name_of(quantity: Quantity, text: str, speaking: _Speaking) -> Name | None:
    """What a figure is, and what the text speaks of afterwards."""
    if quantity.role == "threshold":
        speaking.equipment = _equipment(quantity)
        return None
    if "equipment" in quantity.kind and speaking.equipment is not None:
        measure, speaking.equipment = speaking.equipment, None
        named = measure and not _STOP.search(text[quantity.gap : quantity.start])
        return Name((measure,)) if named else None
    kinds = [kind for kind in quantity.kind.split() if kind != "equipment"]
    return _name(quantity, text, speaking, kinds[0]) if kinds else None


def _equipment(quantity: Quantity) -> str:
    """The measure that a threshold tells, empty where it is none of ours or speaks of buying."""
    known = vocabulary().equipment.get(int(quantity.value * 10000), "")
    return "" if _PURCHASE.search(quantity.clause) else known


def _name(quantity: Quantity, text: str, speaking: _Speaking, kind: str) -> Name | None:
    aside = _aside(text, quantity.start)
    gap = text[quantity.gap : quantity.start]
    if aside != "reason":
        _follow(gap, quantity, text, speaking, kind)
    local = name(quantity.clause, kind, speaking.context)
    if local is None and quantity.role == "amount":
        local = _named_after(text[quantity.end :], kind, speaking.context)
    if aside == "reason":
        speaking.aside = (
            (speaking.aside if quantity.role != "amount" else NOTHING) if local is NOTHING else local or NOTHING
        )
        return speaking.aside or None
    speaking.aside = NOTHING
    if local is NOTHING and not (aside == "purpose" and quantity.role == "amount"):
        return speaking.subject
    speaking.subject = local or NOTHING
    return local


def _aside(text: str, at: int) -> str | None:
    """Whether a place stands in a reason given or a purpose told, which end with their clause."""
    start = max(text.rfind(mark, 0, at) for mark in "；;。") + 1
    before = text[start:at]
    if _REASON.search(before):
        return "reason"
    return "purpose" if _PURPOSE.search(before) else None


def _follow(gap: str, quantity: Quantity, text: str, speaking: _Speaking, kind: str) -> None:
    """Take up what whole clauses since the figure before have named (`公务接待费。2026年预算数…`)."""
    at = quantity.gap
    clauses = _CLAUSES.split(gap)
    for clause in clauses[:-1]:
        if clause and _aside(text, at + len(clause)) is None:
            found = name(clause, "money" if kind == "percent" else kind, speaking.context)
            if found is not None and found is not NOTHING:
                speaking.subject = found
        at += len(clause) + 1


def _named_after(rest: str, kind: str, within: frozenset[str]) -> Name | None:
    """`6个项目绩效目标`: the name follows the figure."""
    for wording in vocabulary().wordings:
        if (
            wording.after
            and wording.of == kind
            and (wording.within is None or wording.within in within)
            and wording.after.match(rest)
        ):
            return Name(wording.measures)
    return None
