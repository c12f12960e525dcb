"""Traces that a template leaves in a text (rules 4.1 and 9): `增加/减少`, `；；`, placeholders, doubled words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.check.result import Result, at_places, fail, number, printed_at, statement_at
from disclosures.definitions import read_yaml
from disclosures.model import Check, Place, Subject, Table
from disclosures.prose.lines import Passage

PATH = Path(__file__).parent / "wording.yaml"


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace, and what a reader is told of it; see `wording.yaml`."""

    rule: str
    pattern: re.Pattern[str]
    also: re.Pattern[str] | None
    joined: bool
    says: str

    def hits(self, passages: Sequence[Passage]) -> list[tuple[str, Place]]:
        """(words, place) of every hit."""
        found = self._hits(self.pattern, passages)
        return [*found, *self._hits(self.also, passages)] if found and self.also else found

    def _hits(self, pattern: re.Pattern[str], passages: Sequence[Passage]) -> list[tuple[str, Place]]:
        return [
            (match.group(), passage.place_at(match.start()))
            for passage in passages
            for match in pattern.finditer(passage.text)
            if self.joined or passage.place_at(match.start()) == passage.place_at(match.end() - 1)
        ]


@cache
def data() -> Mapping[str, Any]:
    """`wording.yaml`."""
    found: Mapping[str, Any] = read_yaml(PATH)
    return found


@cache
def _traces() -> tuple[Trace, ...]:
    return tuple(
        Trace(
            rule=raw["rule"],
            pattern=re.compile(raw["pattern"]),
            also=re.compile(raw["also"]) if "also" in raw else None,
            joined=raw.get("joined", True),
            says=raw["says"],
        )
        for raw in data()["traces"]
    )


def traces(subject: Subject, prose: Sequence[Passage]) -> Iterator[Result]:
    """One check for each rule, one finding for each trace, however often it stands."""
    for rule in dict.fromkeys(trace.rule for trace in _traces()):
        if not prose:
            yield Check(rule, "not_evaluable", reason="没有读到文字说明")
            continue
        failed = [r for t in _traces() if t.rule == rule for r in _hits(subject, prose, t)]
        if rule == "R-TXT-RESIDUE":
            failed += _same_item_twice(subject)
        yield from failed or [Check(rule, "pass")]


def _hits(subject: Subject, prose: Sequence[Passage], trace: Trace) -> list[Result]:
    """One finding for each trace, however often it stands."""
    found = trace.hits(prose)
    if found:
        hits = "”“".join(dict.fromkeys(hit for hit, _ in found))
        message = f"{at_places(place for _, place in found)}“{hits}”：{trace.says}"
        return list(fail(trace.rule, message, statement_at(subject, found[0][0]), hits))
    if trace.rule in data()["in_tables"]:
        return [r for table in subject.tables.values() for r in _hit_in_table(table, trace)]
    return []


def _hit_in_table(table: Table, trace: Trace) -> Iterator[Result]:
    for record in table.records:
        for name in ("label", "name", "project_name", "unit_name"):
            if isinstance(text := record.get(name), str) and (match := trace.pattern.search(text.replace(" ", ""))):
                where = f"{printed_at([record])}《{table.title}》“{text}”中“{match.group()}”"
                yield from fail(
                    trace.rule, f"{where}：{trace.says}", (table.resource, number(record, "row"), name), text
                )


def _same_item_twice(subject: Subject) -> list[Result]:
    """One source of income named twice in the same sentence, in other words."""
    found: list[Result] = []
    table = subject.tables.get("statements")
    for record in table.records if table else ():
        if record["measure"] != "income_total" or "其中" not in str(record["sentence"]):
            continue
        said = re.findall(r"([一-龥（）()]{4,}?)[\d.,]+万元", str(record["sentence"]).partition("其中")[2])
        bare = [re.sub(r"预算|收入|拨款|资金|其中", "", word) for word in said]
        for index, word in enumerate(bare):
            if word in bare[:index]:
                first, second = said[bare.index(word)], said[index]
                message = f"{printed_at([record])}同一来源列了两次：“{first}”“{second}”"
                found += fail("R-TXT-RESIDUE", message, ("statements", number(record, "row"), "sentence"), second)
    return found


def over_100(subject: Subject) -> Iterator[Result]:
    """A part of a whole is no more than 100 %."""
    table = subject.tables.get("statements")
    shares = [r for r in table.records if str(r["measure"]).endswith("_share_percent")] if table else []
    if not shares:
        yield Check("R-TXT-OVER100", "not_evaluable", reason="文字说明中没有占比")
    for record in shares:
        row, value = number(record, "row"), record["value"]
        if isinstance(value, str) or value is None or value <= 100:
            yield Check("R-TXT-OVER100", "pass", "statements", row)
        else:
            message = f"{printed_at([record])}占比 {value}% 大于 100%"
            yield from fail("R-TXT-OVER100", message, ("statements", row, "value"), str(value))
