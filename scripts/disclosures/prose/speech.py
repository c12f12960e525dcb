"""Following what a text speaks of, so that `比上年增加5万元` belongs to what was named before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from disclosures.prose.measures import Wording, vocabulary
from disclosures.prose.naming import NOTHING, Name, contexts, name
from disclosures.prose.quantities import Quantity

_CLAUSES = re.compile(r"[，,；;。：:！？!?]")
_REASON = re.compile(r"原因|主要(?:是|为|由于)|(?<!理)由于|因为")
_PURPOSE = re.compile(r"用于|主要(?:包括|保障|安排|反映)|具体包括")
_STOP = re.compile(r"[；;。]")
_PURCHASE = re.compile(r"购置|采购|新增|拟购")
_HEADING_TAIL = re.compile(r"(?:安排|支出|预算|设置|占用|占有|使用)*(?:情况)?(?:的)?(?:说明)?[。：:]?$")
_LONGEST_LEAD = 30


@dataclass
class Speech:
    """What the text speaks of where it is being read.

    `subject` is the last thing named; `aside` the last thing named within a reason given, which ends with it;
    `equipment` the measure of the threshold just read; `context` what the heading speaks of.
    """

    heading: str
    subject: Name = NOTHING
    aside: Name = NOTHING
    equipment: str = ""
    context: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def under(cls, heading: str) -> Speech:
        """The speech that begins below a heading, which may name the subject itself (`委托业务费安排情况`)."""
        within = contexts(heading)
        named = name(_HEADING_TAIL.sub("", heading), "money", within)
        clear = named and len(named.measures) == 1 and named.measures[0] != "income_source"
        return cls(heading, subject=named if named and clear else NOTHING, context=within)

    def entry(self, text: str) -> None:
        """A list entry begins: its own first words may stand for a heading (`（一）政府采购情况。…`)."""
        self.context = contexts(self.heading + re.split(r"[。：:]", text)[0][:_LONGEST_LEAD])

    def name_of(self, quantity: Quantity, text: str) -> Name | None:
        """What a figure is, None where it is nothing of ours; then that is what the text speaks of."""
        if quantity.role == "threshold":
            self.equipment = _equipment(quantity)
            return None
        if "equipment" in quantity.kinds and (measure := self.equipment):
            self.equipment = ""
            return None if _STOP.search(text[quantity.gap : quantity.start]) else Name((measure,))
        kind = next((kind for kind in quantity.kinds if kind != "equipment"), None)
        if kind is None:
            return None
        aside = _aside(text, quantity.start)
        if aside == "reason":
            return self._within_reason(quantity, text, kind)
        self._follow(quantity, text, kind)
        return self._within_sentence(quantity, text, kind, carry=aside is None or quantity.role != "amount")

    def _within_reason(self, quantity: Quantity, text: str, kind: str) -> Name:
        named = self._named(quantity, text, kind)
        if named is not NOTHING:
            self.aside = named or NOTHING
        elif quantity.role == "amount":
            self.aside = NOTHING
        return self.aside

    def _within_sentence(self, quantity: Quantity, text: str, kind: str, carry: bool) -> Name | None:
        self.aside = NOTHING
        named = self._named(quantity, text, kind)
        if named is NOTHING and carry:
            return self.subject
        self.subject = named or NOTHING
        return named

    def _named(self, quantity: Quantity, text: str, kind: str) -> Name | None:
        """What the words around the figure itself name."""
        named = name(quantity.clause, kind, self.context)
        if named is not None or quantity.role != "amount":
            return named
        for wording in _wordings(kind, self.context):
            if wording.after and wording.after.match(text, quantity.end):
                return Name(wording.measures)
            if wording.parts and wording.measures == self.subject.measures and wording.parts.search(quantity.clause):
                return self.subject
        return None

    def _follow(self, quantity: Quantity, text: str, kind: str) -> None:
        """Take up what whole clauses since the figure before have named (`公务接待费。2026年预算数…`)."""
        at = quantity.gap
        for clause in _CLAUSES.split(text[quantity.gap : quantity.start])[:-1]:
            at += len(clause)
            if clause and _aside(text, at) is None:
                named = name(clause, "money" if kind == "percent" else kind, self.context)
                self.subject = named if named and named is not NOTHING else self.subject
            at += 1


def _wordings(kind: str, within: frozenset[str]) -> list[Wording]:
    return [w for w in vocabulary().wordings if w.of == kind and (w.within is None or w.within in within)]


def _equipment(quantity: Quantity) -> str:
    """The measure that a threshold tells, empty where it is none of ours or speaks of buying."""
    if _PURCHASE.search(quantity.clause):
        return ""
    return vocabulary().equipment.get(int(quantity.value * 10000), "")


def _aside(text: str, at: int) -> Literal["reason", "purpose"] | None:
    """Whether a place stands in a reason given or a purpose told: both end at the next ； or 。"""
    start = max(text.rfind(mark, 0, at) for mark in "；;。") + 1
    if _REASON.search(text, start, at):
        return "reason"
    return "purpose" if _PURPOSE.search(text, start, at) else None
