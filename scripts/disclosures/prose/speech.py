"""Following what a text speaks of, so that `比上年增加5万元` belongs to what was named before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from disclosures.prose.measures import vocabulary
from disclosures.prose.naming import NOTHING, Lexicon, Name, lexicon
from disclosures.prose.quantities import Quantity

_CLAUSES = re.compile(r"[，,；;。：:！？!?]")
_REASON = re.compile(r"原因|主要(?:是|为|由于)|(?<!理)由于|因为")
_PURPOSE = re.compile(r"用于|主要(?:包括|保障|安排|反映)|具体包括")
_STOP = re.compile(r"[；;。]")
_PURCHASE = re.compile(r"购置|拟购|新增(?!加)")
_HEADING_TAIL = re.compile(r"(?:安排|支出|预算|设置|占用|占有|使用)*(?:情况)?(?:的)?(?:说明)?[。：:]?$")
_LONGEST_LEAD = 30
_OPENS, _CLOSES = ("（", "("), ("）", ")")


@dataclass
class Speech:
    """What the text speaks of where it is being read.

    `headings` are all above, `lexicon` the words that count below them. `subject` is the last thing named, `named`
    everything named in the present sentence, `aside` the last thing named within a reason given, which ends with it;
    `equipment` is the measure of the threshold just read; `amounts` where the figures of this passage ended and what
    each was.
    """

    headings: str
    lexicon: Lexicon
    subject: Name = NOTHING
    aside: Name = NOTHING
    equipment: str = ""
    named: set[Name] = field(default_factory=set)
    amounts: list[tuple[int, Name]] = field(default_factory=list)

    @classmethod
    def under(cls, heading: str, headings: str) -> Speech:
        """The speech that begins below a heading, which may name the subject itself (`委托业务费安排情况`)."""
        words = lexicon(headings)
        named = words.name(_HEADING_TAIL.sub("", heading), "money")
        clear = named and len(named.measures) == 1 and named.measures[0] != "income_source"
        return cls(headings, words, subject=named if named and clear else NOTHING)

    def pause(self) -> None:
        """A sentence ends: what spoke of several things leaves none of them to be carried on."""
        if len(self.named) > 1:
            self.subject = NOTHING
        self.named.clear()

    def passage(self) -> None:
        """A paragraph begins."""
        self.pause()
        self.amounts.clear()

    def entry(self, text: str) -> None:
        """A list entry begins: its own first words may stand for a heading (`（一）政府采购情况。…`)."""
        self.lexicon = lexicon(self.headings + re.split(r"[。：:]", text)[0][:_LONGEST_LEAD])

    def name_of(self, quantity: Quantity, text: str) -> Name | None:
        """What a figure is, None where it is nothing of ours; then that is what the text speaks of."""
        if quantity.role == "threshold":
            self.equipment = _equipment(quantity, text)
            return None
        if "equipment" in quantity.kinds and (measure := self.equipment):
            self.equipment = ""
            return None if _STOP.search(text[quantity.gap : quantity.start]) else Name((measure,), "equipment")
        kind = next((kind for kind in quantity.kinds if kind != "equipment"), None)
        if kind is None:
            return None
        aside = _aside(text, quantity.start)
        if aside == "reason":
            return self._within_reason(quantity, text, kind)
        if quantity.clause.startswith(_CLOSES):
            return self._before_bracket(text, quantity) or NOTHING
        if "。" in text[quantity.gap : quantity.start]:
            self.pause()
        self._follow(quantity, text, kind)
        found = self._within_sentence(quantity, text, kind, carry=aside is None or quantity.role != "amount")
        self.amounts += [(quantity.end, found)] if found else []
        return found

    def _before_bracket(self, text: str, quantity: Quantity) -> Name | None:
        """`X费9万元（其中…；…。）比上年增加1万元`: what follows a bracket goes on with what stood before it."""
        start = _opening(text, text.rfind(quantity.clause[0], 0, quantity.start))
        before = [name for end, name in self.amounts if end <= start and not _CLAUSES.search(text[end:start])]
        self.subject = before[-1] if before else NOTHING
        return self.subject

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
        other_kind = kind not in (self.subject.kind, "percent")
        if not (named and named.measures) and other_kind:
            return None
        if named is NOTHING and carry:
            return self.subject
        self.subject = named or NOTHING
        self.named.add(self.subject)
        return named

    def _named(self, quantity: Quantity, text: str, kind: str) -> Name | None:
        """What the words around the figure itself name."""
        named = self.lexicon.name(quantity.clause, kind)
        if named is not None or quantity.role != "amount":
            return named
        for wording in (w for w in self.lexicon.wordings if w.of == kind):
            if wording.after and wording.after.match(text, quantity.end):
                return Name(wording.measures, wording.of)
            if wording.parts and wording.measures == self.subject.measures and wording.parts.search(quantity.clause):
                return self.subject
        return None

    def _follow(self, quantity: Quantity, text: str, kind: str) -> None:
        """Take up what whole clauses since the figure before have named (`公务接待费。2026年预算数…`)."""
        at = quantity.gap
        for clause in _CLAUSES.split(text[quantity.gap : quantity.start])[:-1]:
            at += len(clause)
            if clause and _aside(text, at) is None:
                named = self.lexicon.name(clause, "money" if kind == "percent" else kind)
                self.subject = named if named and named is not NOTHING else self.subject
            at += 1


def _opening(text: str, closing: int) -> int:
    """Where the bracket was opened that closes there; -1 where it was not."""
    depth = 0
    for at in range(closing, -1, -1):
        depth += (text[at] in _CLOSES) - (text[at] in _OPENS)
        if depth == 0:
            return at
    return -1


def _equipment(quantity: Quantity, text: str) -> str:
    """The measure that a threshold tells, empty where it is none of ours or the sentence speaks of buying."""
    if _PURCHASE.search(text, text.rfind("。", 0, quantity.start) + 1, quantity.start):
        return ""
    return vocabulary().equipment.get(int(quantity.value * 10000), "")


def _aside(text: str, at: int) -> Literal["reason", "purpose"] | None:
    """Whether a place stands in a reason given or a purpose told: both end at the next ； or 。"""
    start = max(text.rfind(mark, 0, at) for mark in "；;。") + 1
    if _REASON.search(text, start, at):
        return "reason"
    return "purpose" if _PURPOSE.search(text, start, at) else None
