"""所属预算单位构成: the units whose budgets the document holds, from lists and from sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from disclosures.model import Place
from disclosures.prose.items import items
from disclosures.prose.lines import BODY, OWN, Passage, marker
from disclosures.prose.outline import Section
from disclosures.text import key

Level = Literal["main", "subordinate"]
_OWN = re.compile(rf"{OWN}$")
_NAME = re.compile(rf"[^，,。；;：:“”]{{2,45}}?{BODY}(?:{OWN}|[（(][^（）()]{{2,20}}[）)])?")
_LIST = re.compile(
    r"(?P<lead>[^。；;：:]*?(?:本级预算|单位)[^。；;：:]{0,16}[：:]|[^。；;：:]*?单位[^。；;：:，,]{0,10}[，,](?:分别|具体)?(?:是|为)?)"
    r"(?P<names>[^。；;]+)"
)
_OWN_BUDGET = re.compile(
    r"(?:包括|包含|为|是|[，,：:])(?P<name>(?:(?!预算)[^，,。；;：:、]){4,45})预算(?=[和及、，,。是构（(]|$)"
)
_ABOUT = re.compile(r"^(?:包括|包含|为|是)")
_ORGANS = re.compile(r"内设|处室|科室|机构\s*\d|股室")
# `X下设办公室、规划处，共2个处室`: what follows are offices of X, unless they are said to be units themselves.
_OFFICES = re.compile(r"(?:下设|内设)(?![^、，,。；;：:]{0,8}单位)")
_ON_UNITS = re.compile(r"单位|机构|构成|编制")
_LONGEST_TITLE = 20
_BELOW = re.compile(r"所属|下属|局属|直属|二级|下设")
_GENERIC = re.compile(
    r"^(?:局|委|办|厅|部|本|所属|下属|直属)?(?:机关|单位|部门)?(?:本级|机关|机关本级)?(?:单位|部门)?$"
)
_NO_NAME = re.compile(r"无|没有|包括|并入|纳入|[^，。]{0,6}独立|汇总|其中|共\d|.*预算")
_ALONE = re.compile(r"无(?:所属|下属|局属|二级|直属|其他)|没有")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed. `rank`: 2 in a numbered list, 1 in a list within a sentence, 0 in a sentence on the budget."""

    name: str
    level: Level
    place: Place
    rank: int


def units(sections: Iterable[Section]) -> Iterator[Unit]:
    """The units in printed order, the department itself (本级) as main; one named twice comes once.

    A sentence on the budget (`包括X本级预算`) counts only where no list names the department itself.
    """
    for section in sections:
        found = list(_named(section))
        own = next((unit for unit in found if unit.rank == 0), None)
        listed = [unit for unit in found if unit.rank]
        if own and all(unit.level != "main" for unit in listed):
            listed = [own, *listed]
        best: dict[str, Unit] = {}
        for unit in listed:
            known = best.get(bare(unit.name))
            if known is None or unit.rank > known.rank:
                best[bare(unit.name)] = unit
        yield from best.values()


def bare(name: str) -> str:
    """A unit's name for comparing: no 本级, no brackets of another width."""
    return _OWN.sub("", key(name).removesuffix("(部门)"))


def _named(section: Section) -> Iterator[Unit]:
    department = _department(section)
    for item in items(_body(section)):
        if _ORGANS.search(item.lead):
            continue
        if item.numbered:
            yield from _from_names(item.text, item.lead, item.place, department, 2)
        else:
            yield from _from_sentences(item.lead + item.text, item.place, department)


def _body(section: Section) -> tuple[Passage, ...]:
    """The paragraphs up to a heading that ran into its text: it goes on numbering where the section's own stood."""
    heading = marker(section.heading)
    for at, passage in enumerate(section.passages):
        here = marker(passage.text)
        if heading and here and (here.style, here.number) == (heading.style, heading.number + 1):
            title = passage.text[here.end : here.end + _LONGEST_TITLE]
            return section.passages if _ON_UNITS.search(title) else section.passages[:at]
    return section.passages


def _from_sentences(text: str, place: Place, department: str) -> Iterator[Unit]:
    for sentence in re.split(r"(?<=[。；;])", text):
        match = _LIST.match(sentence)
        if match and not _ORGANS.search(match["lead"]):
            names = list(_from_names(match["names"], match["lead"], place, department, 1))
            if names:
                yield from names
                continue
        for own in _OWN_BUDGET.finditer(sentence):
            name = _ABOUT.sub("", own["name"])
            if _is_name(name):
                yield Unit(name, "main", place, 0)


def _from_names(text: str, lead: str, place: Place, department: str, rank: int) -> Iterator[Unit]:
    alone = _ALONE.search(text) is not None
    for part in _parts(_OFFICES.split(text)[0]):
        name = _trimmed(part)
        if _is_name(name):
            yield Unit(name, _level(name, lead, department, alone), place, rank)
            alone = False


def _parts(text: str) -> list[str]:
    """The names of a list; 和 stands between names only after 本级, elsewhere it belongs to a name."""
    return [part for part in re.split(r"[、，,；;：:。]|(?<=本级)[和及]|(?<=本级[）)])[和及]", text) if part]


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and not _GENERIC.match(text) and not _NO_NAME.match(text)


def _level(name: str, lead: str, department: str, alone: bool) -> Level:
    if alone or _OWN.search(name) or bare(name) == department:
        return "main"
    return "main" if re.search(r"本级|机关", lead) and not _BELOW.search(lead) else "subordinate"


def _trimmed(text: str) -> str:
    """A printed name without the words around it: `X(本级)预算。` → `X(本级)`."""
    name = text.strip().rstrip("。；;，,：:").strip()
    return name.removesuffix("预算") if _OWN.search(name.removesuffix("预算")) else name


def _department(section: Section) -> str:
    """The department's own name, as the section's sentences begin with it (`X部门预算包括…`)."""
    for passage in section.passages:
        if match := re.search(r"(?:^|[，,])([^，,。：:]{4,45}?)(?:部门)?预算(?:包括|由|是)", passage.text):
            return bare(match[1])
    return ""
