"""The closed list of measures and the words that name them, from `measures.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from disclosures.definitions import read_yaml
from disclosures.errors import DefinitionError

PATH = Path(__file__).parents[1] / "measures.yaml"
SUFFIXES = ("_previous", "_change", "_change_percent", "_share_percent")


@dataclass(frozen=True, slots=True)
class Wording:
    """How statements name one measure (or two at once: 收支总计).

    `of` is the kind of figure that it can have (money, vehicles …); `within` and `unless` are what the headings above
    must and must not speak of; `alone` are words that count at the head of a clause only; `after` what may follow the
    figure instead of a name before it; `parts` what counts a part of it once the whole was named.
    """

    measures: tuple[str, ...]
    of: str
    words: tuple[str, ...]
    alone: tuple[str, ...]
    within: str | None
    unless: str | None
    after: re.Pattern[str] | None
    parts: re.Pattern[str] | None

    def fits(self, heading: str) -> bool:
        """Whether these words count below that heading."""
        if self.unless and re.search(self.unless, heading):
            return False
        return self.within is None or self.within in heading


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything in `measures.yaml`."""

    measures: tuple[str, ...]
    titles: Mapping[str, str]
    wordings: tuple[Wording, ...]
    equipment: Mapping[int, str]
    fillers: tuple[str, ...]


def names() -> tuple[str, ...]:
    """The closed list, in the order of the data file."""
    return vocabulary().measures


def split(measure: str) -> tuple[str, str]:
    """`basic_total_change_percent` → (`basic_total`, `_change_percent`)."""
    suffix = next((s for s in sorted(SUFFIXES, key=len, reverse=True) if measure.endswith(s)), "")
    return measure.removesuffix(suffix), suffix


def title(measure: str) -> str:
    """What a measure is called in a message."""
    base, suffix = split(measure)
    return vocabulary().titles.get(base, base) + {"_previous": "上年数", "_change": "增减额"}.get(suffix, "")


_SUFFIX_WORDS = {
    "_previous": "上年数",
    "_change": "比上年增减",
    "_change_percent": "增减百分比",
    "_share_percent": "占比",
}


def label(measure: str) -> str:
    """What a measure is called where it stands alone, with its suffix; a name that is not listed as it is."""
    base, suffix = split(measure)
    titles = vocabulary().titles
    if base not in titles:
        return measure
    return f"{titles[base]}，{_SUFFIX_WORDS[suffix]}" if suffix else titles[base]


@cache
def vocabulary() -> Vocabulary:
    """The project's own vocabulary. Raises DefinitionError where the data file names a measure that is not listed."""
    raw = read_yaml(PATH)
    try:
        found = Vocabulary(
            tuple(raw["measures"]),
            raw["titles"],
            tuple(map(_wording, raw["words"])),
            raw["equipment"],
            tuple(chain(*raw["fillers"])),
        )
    except (KeyError, TypeError, re.error) as error:
        raise DefinitionError("measures.yaml", f"定义有误：{error!r}") from error
    used = {name for wording in found.wordings for name in wording.measures} | set(found.equipment.values())
    if unknown := sorted(used - set(found.measures)):
        raise DefinitionError("measures.yaml", f"words 用了清单里没有的名称：{'、'.join(unknown)}")
    return found


def _wording(raw: Mapping[str, Any]) -> Wording:
    patterns = [re.compile(raw[name]) if name in raw else None for name in ("after", "parts")]
    words = [tuple(raw.get(name, ())) for name in ("words", "alone")]
    return Wording(tuple(raw["measure"]), raw["of"], words[0], words[1], raw.get("in"), raw.get("unless"), *patterns)
