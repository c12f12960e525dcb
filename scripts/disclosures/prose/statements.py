"""部门预算情况说明: every figure that a sentence states, with what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.model import Place, Value
from disclosures.prose.lines import Passage, marker
from disclosures.prose.outline import Section
from disclosures.prose.quantities import Quantity, quantities
from disclosures.prose.reasons import own_reason, reason_of_totals
from disclosures.prose.speech import Speech

_SUFFIXES = {
    "amount": ("",),
    "previous": ("_previous",),
    "both_years": ("", "_previous"),
    "change": ("_change",),
    "change_percent": ("_change_percent",),
    "share_percent": ("_share_percent",),
}
_TOTALS = ("income_total", "expenditure_total")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the statement; `place` is where its sentence begins, `reason` why it changed, as the document says."""

    section: str
    measure: str
    functional_code: str | None
    economic_code: str | None
    value: Decimal
    unit: str
    sentence: str
    reason: str | None
    place: Place

    @property
    def values(self) -> tuple[Value, ...]:
        """The fields of its row, in the contract's order."""
        codes = (self.functional_code, self.economic_code)
        return (self.section, self.measure, *codes, self.value, self.unit, self.sentence, self.reason)


def statements(sections: Iterable[Section], year: int) -> Iterator[Figure]:
    """The figures of all sections in printed order; a figure that names no known measure is left out."""
    for section in sections:
        speech = Speech.under(section.heading, section.above + section.heading)
        passages = [passage.tight() for passage in section.passages]
        for number, whole in enumerate(passages):
            rest = [passage.text for passage in passages[number + 1 :]]
            speech.passage()
            if mark := marker(whole.text):
                speech.entry(whole.text[mark.end :])
            for quantity in quantities(whole.text, year):
                yield from _figures(quantity, whole, rest, section.heading, speech)


def _figures(
    quantity: Quantity, passage: Passage, rest: Sequence[str], section: str, speech: Speech
) -> Iterator[Figure]:
    """The rows of one figure: two where it speaks of two things at once (收、支总计各减少…); `rest` follows in its section."""
    named = speech.name_of(quantity, passage.text)
    if named is None:
        return
    start, end = _sentence(passage.text, quantity.start)
    sentence, place = passage.text[start:end], passage.part(start, end).place
    for measure in named.measures:
        for suffix in _SUFFIXES.get(quantity.role, ()):
            codes = (named.functional_code, named.economic_code)
            reason = None
            if quantity.role in ("change", "change_percent") and quantity.value:
                reason = own_reason(passage.text, quantity.end)
                if reason is None and measure in _TOTALS:
                    reason = reason_of_totals(sentence, [passage.text[end:], *rest], quantity.value > 0)
            yield Figure(section, measure + suffix, *codes, quantity.value, quantity.unit, sentence, reason, place)


def _sentence(text: str, at: int) -> tuple[int, int]:
    """From one 。 to the next, the closing one included."""
    end = text.find("。", at)
    return text.rfind("。", 0, at) + 1, end + 1 if end >= 0 else len(text)
