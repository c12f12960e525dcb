"""Names and codes that were recognised wrongly from a picture, put right as the same row, or the same name, is read elsewhere.

Taken over are characters that were read in doubt here and with certainty there; everything else has to be the same.
How sure the recogniser is does not tell a misread character from a misprint: printed well, 已 in place of 己 is in doubt
in half of the cases. So the same words in a sentence elsewhere prove nothing. The same row of another table does, which
comes out of the same ledger, and so does a name that this document otherwise always writes in one way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from disclosures.model import Address, Record
from disclosures.repair.desk import Desk
from disclosures.repair.misread import is_reading
from disclosures.repair.names import PAIRS, Same, twins

_SHORTEST = 4
_CODES = Same("R-X-T12-T10", "projects", "performance_projects", ("row_kind", "total"), "project_code", "project_code")
# Of one shape but for a dot, a hook or the length of a stroke.
_ALIKE = ("门内門", "入人", "拨拔", "未末", "己已巳", "土士", "贷货", "候侯", "治冶", "干千于")
_NAMES = ("unit_name", "department_name", "project_name", "parent_project", "name")


def misread_twins(desk: Desk) -> None:
    """A name or code that the same row of another table has with certainty, where only doubtful characters differ."""
    for pair in (*PAIRS, _CODES) if desk.recognised else ():
        for one in (pair, Same(pair.rule, pair.right, pair.left, pair.by, pair.right_name, pair.left_name)):
            for record in desk.records(one.left):
                _as_its_twin(desk, one, record)


def _as_its_twin(desk: Desk, pair: Same, record: Record) -> None:
    at = Address(pair.left, int(str(record["row"])), pair.left_name)
    read = str(record.get(pair.left_name) or "")
    others = {
        other
        for twin in twins(desk, pair, record)
        if (other := str(twin.get(pair.right_name) or ""))
        and _proves(desk, at, read, Address(pair.right, int(str(twin["row"])), pair.right_name), other)
    }
    if len(others) == 1:
        other = others.pop()
        evidence = f"同一行在另一张表中有把握地读作“{other}”；扫描件上的“{read}”里，不同的字识别没有把握"
        desk.set(*at, other, pair.rule, evidence)


def misread_again(desk: Desk) -> None:
    """A name that is read with certainty elsewhere but for look-alike characters, and nowhere so as it was read here."""
    if not desk.recognised:
        return
    names = dict(_names(desk))
    places: dict[str, list[Address]] = defaultdict(list)
    for at, name in names.items():
        if desk.place(*at) is not None:
            places[name].append(at)
    for at, read in names.items():
        if len(read) < _SHORTEST or not desk.doubtful(*at) or _is_certain(desk, places[read], read):
            continue
        alike = {name for name in _alike(read, places) if any(_proves(desk, at, read, o, name) for o in places[name])}
        if len(alike) == 1:
            other = alike.pop()
            evidence = f"本文件别处有把握地读作“{other}”；扫描件上的“{read}”里，不同的字识别没有把握，只差形近的字"
            desk.set(*at, other, "X-OCR", evidence)


def _names(desk: Desk) -> Iterator[tuple[Address, str]]:
    for resource in desk.tables():
        for record in desk.records(resource):
            for field in _NAMES:
                if isinstance(name := record.get(field), str):
                    yield Address(resource, int(str(record["row"])), field), name


def _alike(read: str, names: Mapping[str, object]) -> Iterator[str]:
    """The names that differ from the one read in look-alike characters."""
    for name in names:
        pairs = [{a, b} for a, b in zip(read, name, strict=False) if a != b] if len(name) == len(read) else []
        if pairs and all(any(pair <= set(group) for group in _ALIKE) for pair in pairs):
            yield name


def _is_certain(desk: Desk, places: list[Address], name: str) -> bool:
    """Whether a name is read anywhere without doubt in it."""
    return any(not set(desk.doubtful(*at)) & set(name) for at in places)


def _proves(desk: Desk, at: Address, read: str, there: Address, other: str) -> bool:
    """Whether what is read elsewhere is a reading of this text, and certain of the characters that differ."""
    if not is_reading(read, other, desk.doubtful(*at)):
        return False
    place, differing = desk.place(*there), {b for a, b in zip(read, other, strict=True) if a != b}
    return place is not None and not differing & set(place.doubtful)
