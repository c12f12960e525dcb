"""R-NAME: the department is called the same everywhere; 本级 or a functional class is no name.

Only what is surely a slip is said: a doubled or missing character, a word that is no name, a name that all other tables
contradict. Usual short forms, names cut by a cell and the units' own names are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from disclosures.check.result import NOWHERE, At, Result, at_places, fail, number, place_of
from disclosures.codes import names as class_names
from disclosures.kinds import by_name
from disclosures.model import Check, Place, Subject
from disclosures.prose.lines import BODY
from disclosures.prose.outline import Section
from disclosures.text import key

_HEADING = re.compile(
    r"^(?:第.{1,2}部分)?(?:附件[:：]?)?(?:\d{4}年度?)?(?P<name>[^\d，。：:]{5,45}?)(?:\d{4}年度?)?"
    r"(?=概况|主要职[责能]|机构设置|所属预算|预算单位|部门|预算情况|预算表)"
)
_NO_NAME = re.compile(r"(?:本级|机关|本部|部门|单位|本部门|本单位)?")
# A body at the head of a sentence, before its year and its own budget; a place and what it is at least.
_SUBJECT = re.compile(
    rf"^(?P<name>[^\d，。：:；;、（()）“”]{{5,40}}?{BODY})(?:部门|本级)?\d{{4}}年度?(?:部门|单位)?"
    r"(?=收入|支出|收支|一般公共预算|政府性基金|国有资本|财政拨款|[“\"]?三公|机[构关]运[转行]|政府采购)"
)
_SENTENCE = "中的句子"
_ABOVE = re.compile(r"财政[局厅部]|人民政府$|(?:省|市|县|区)委$")
_PLACE_SIGNS = 2  # 焦作, 解放
_FEWEST_OWN = 3
_PARTY = ("中国共产党", "中共")
_MOST_SLIPS = 2
_SHORTEST = 6
_SHORTEST_CLASS = 4


@dataclass(frozen=True, slots=True)
class _Said:
    """A name as it stands somewhere: `where` in words, `place` on paper, and the place in the package."""

    name: str
    where: str
    place: Place
    at: At


def names(subject: Subject, sections: Sequence[Section], short_forms: Sequence[Sequence[str]]) -> Iterator[Result]:
    """One check for the document, one finding for each name that cannot stand."""
    said = [*_on_tables(subject), *_in_headings(sections), *_in_rows(subject), *_in_units(subject)]
    judge = _Judge(subject, said, short_forms)
    said += _foreign(judge, list(_in_sentences(sections)))
    wrong: dict[tuple[str, str], list[_Said]] = {}
    for one in said:
        if reason := judge.reason(one):
            wrong.setdefault((one.name, reason), []).append(one)
    for (name, reason), places in wrong.items():
        where = "、".join(dict.fromkeys(one.where for one in places[:3])) + ("等" if len(places) > 3 else "")
        message = f"{at_places(one.place for one in places)}{where}写作“{name}”：{reason}"
        yield from fail("R-NAME", message, places[0].at, name, subject.identity.department)
    if not said:
        yield Check("R-NAME", "not_evaluable", reason="正文和各表都没有写部门名称")
    elif not wrong:
        yield Check("R-NAME", "pass")


class _Judge:
    """What a name is held against: the department, its units, the other tables."""

    def __init__(self, subject: Subject, said: Sequence[_Said], short_forms: Sequence[Sequence[str]]) -> None:
        self.forms = [(re.compile(form), to) for form, to in short_forms]
        self.full = subject.identity.department
        self.department = self.core(self.full)
        self.place = key(subject.identity.division or "")
        units = subject.tables.get("units")
        self.units = {self.core(str(r["unit_name"])) for r in units.records} if units else set()
        self.level = subject.identity.level
        self.bodies = {self.core(one.name) for one in said} | {self.core(subject.identity.parent_department or "-")}
        stated = [self.core(one.name) for one in said if one.where.endswith("表头")]
        self.agreed = sum(name == self.department for name in stated) >= _MOST_SLIPS
        self.reasons: dict[tuple[str, str], str | None] = {}

    def core(self, name: str) -> str:
        """A name without its usual variations."""
        text = key(name)
        for form, to in self.forms:
            text = form.sub(to, text)
        return text

    def reason(self, said: _Said) -> str | None:
        """Why a name cannot stand, None where it can; the same name in many rows is judged once."""
        known = (said.name, said.where)
        if known not in self.reasons:
            self.reasons[known] = self._judged(said)
        return self.reasons[known]

    def _judged(self, said: _Said) -> str | None:
        name = self.core(said.name)
        if said.where.endswith(_SENTENCE):
            return f"与封面的“{self.full}”不同，可能是别的部门的文字没有改，请核实"
        if _NO_NAME.fullmatch(key(said.name)):
            return f"不是部门名称，封面是“{self.full}”"
        if key(said.name).removesuffix("支出") in _ends_of_classes():
            return "是功能分类科目的名称，不是单位名称"
        if name == self.department or self._without_place(name):
            return self._without_party(said)
        if name in self.units or self.department.startswith(name):
            return None
        if slip := self._slip(name):
            return slip
        odd = said.where.endswith("表头") and self.agreed and not _abbreviates(name, self.department)
        return f"与封面的“{self.full}”不是同一部门" if odd else None

    def is_own(self, name: str) -> bool:
        """Whether a name is the department's, in full or short."""
        core = self.core(name)
        return core == self.department or self._without_place(core) or _abbreviates(core, self.department)

    def is_foreign(self, name: str) -> bool:
        """Whether a name is for certain that of a body of the same place, and of none that has to do with this one."""
        core = self.core(name)
        if self.is_own(name) or self.level == "unit" or _ABOVE.search(core):
            return False
        if not core.startswith(self.department[:_PLACE_SIGNS]) or core in self.department or self.department in core:
            return False
        near = (one for one in (*self.units, *self.bodies) if core in one or one in core or _abbreviates(core, one))
        return not any(near) and not _abbreviates(self.department, core) and self._slip(core) is None

    def _slip(self, name: str) -> str | None:
        """What the nearest of the names of nearly this length has more or less."""
        known = [one for one in (self.department, *sorted(self.units)) if abs(len(one) - len(name)) <= _MOST_SLIPS]
        nearest = max(known, key=lambda one: SequenceMatcher(None, one, name).ratio(), default="")
        return _slip(nearest, name)

    def _without_place(self, name: str) -> bool:
        """The name without the province, city or district in front (红旗区委办公室), or with more of them."""
        short, long = sorted((name, self.department), key=len)
        return long.endswith(short) and long[: len(long) - len(short)] in self.place

    def _without_party(self, said: _Said) -> str | None:
        """X委员会办公室 is no short form of 中国共产党X委员会办公室: the short ones are 中共X委 and X委."""
        spelled = "委员会" in key(said.name) and not key(said.name).startswith(_PARTY)
        return "缺“中国共产党”（“中共”）" if spelled and key(self.full).startswith(_PARTY) else None


@cache
def _ends_of_classes() -> frozenset[str]:
    """The names of functional classes and what they end in, from four characters on (公共服务 of 一般公共服务)."""
    classes = {key(name).removesuffix("支出") for name in class_names("functional").values()}
    return frozenset(name[start:] for name in classes for start in range(len(name) - _SHORTEST_CLASS + 1))


def _slip(right: str, name: str) -> str | None:
    """What was doubled or left out, where a name differs from the right one by a character or two."""
    if min(len(right), len(name)) < _SHORTEST:
        return None
    edits = [e for e in SequenceMatcher(None, right, name, autojunk=False).get_opcodes() if e[0] != "equal"]
    if len(edits) != 1:
        return None
    _, a, b, c, d = edits[0]
    lost, added = right[a:b], name[c:d]
    if len(lost) + len(added) > _MOST_SLIPS or (a == 0 and not added) or (lost and added):
        return None
    if added and added in (name[c - len(added) : c], name[d : d + len(added)]):
        return f"“{added}”字重复"
    return f"缺“{lost}”字" if lost and b < len(right) else None


def _abbreviates(name: str, full: str) -> bool:
    """Whether every character of a name stands in the full one, in order (区委办)."""
    rest = iter(full)
    return all(character in rest for character in name)


def _on_tables(subject: Subject) -> Iterator[_Said]:
    for match in subject.matches:
        if match.stated_name and match.kind:
            at = (next(iter(by_name()[match.kind].resources)), None, None)
            yield _Said(match.stated_name, f"《{match.title or by_name()[match.kind].title}》表头", match.place, at)


def _in_headings(sections: Sequence[Section]) -> Iterator[_Said]:
    for section in sections:
        title = key(section.title)
        if section.passages and (match := _HEADING.match(title)):
            yield _Said(match["name"], f"“{section.title}”标题", section.passages[0].place, NOWHERE)


def _in_rows(subject: Subject) -> Iterator[_Said]:
    """Unit rows of the tables."""
    for table in subject.tables.values():
        for record in table.records:
            field = next((f for f in ("unit_name", "name") if record.get(f)), None)
            if record.get("row_kind") == "unit" and field:
                at = (table.resource, number(record, "row"), field)
                yield _Said(str(record[field]), f"《{table.title}》单位行", place_of(record), at)


def _in_sentences(sections: Sequence[Section]) -> Iterator[_Said]:
    """What sentences of the statement begin with, before the year and the budget that they speak of."""
    for section in sections:
        for passage in section.passages if section.topic == "statements" else ():
            if match := _SUBJECT.match(key(passage.text)):
                yield _Said(match["name"], f"“{section.heading}”{_SENTENCE}", passage.place, NOWHERE)


def _foreign(judge: _Judge, said: Sequence[_Said]) -> list[_Said]:
    """The sentences about a body that is neither the department nor near it, where most name the department.

    A unit's own statement, a unit, a body above, the treasury and whoever has part of the name may all be spoken of.
    """
    own = sum(judge.is_own(one.name) for one in said)
    strange = [one for one in said if judge.is_foreign(one.name)]
    return strange if own > 2 * len(strange) and own >= _FEWEST_OWN else []


def _in_units(subject: Subject) -> Iterator[_Said]:
    table = subject.tables.get("units")
    for record in table.records if table else ():
        if record["unit_level"] == "main":
            at = ("units", number(record, "row"), "unit_name")
            yield _Said(str(record["unit_name"]), "预算单位构成", place_of(record), at)
