"""Indicators of a whole department (rules 4.6): their explanations, the tasks they stand for, the duties they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.check.result import Result, fail, number, printed_at
from disclosures.definitions import read_yaml
from disclosures.model import Address, Check, Record, Subject
from disclosures.text import key, without_ordinal

PATH = Path(__file__).parent / "functions.yaml"
_FORMULA = re.compile(r"([一-龥“”]{3,20}率)[=＝]")
_HEADINGS = {"指标值说明", "指标说明", "指标值", "三级指标", "说明"}
_GENERIC = re.compile(r"[^一-龥]|(?:工作)?(?:任务)?完成率|目标实现率")
_ALIKE = 0.5
_FEWEST_TERMS = 2
_MOST_NAMED = 3


def indicators(subject: Subject) -> Iterator[Result]:
    """R-P-NOTE, R-P-TASK and R-P-COPIED."""
    table = subject.tables.get("department_indicators")
    records = table.records if table else ()
    yield from _notes(records)
    yield from _tasks(subject, records)
    yield from _copied(subject, records)


def _said(record: Record, field: str = "level3") -> str:
    return key(str(record.get(field) or ""))


def _notes(records: Sequence[Record]) -> Iterator[Result]:
    """An explanation is of its own indicator: no repeated heading or name, no formula of another."""
    noted = [r for r in records if _said(r, "explanation")]
    rates = {_said(r) for r in records}
    failed = [(r, why) for r in noted if (why := _odd_note(r, rates))]
    for record, why in failed:
        message = f"{printed_at([record])}指标“{record.get('level3')}”的说明{why}"
        at = ("department_indicators", number(record, "row"), "explanation")
        yield from fail("R-P-NOTE", message, at, str(record["explanation"]))
    if not noted:
        yield Check("R-P-NOTE", "not_evaluable", reason="没有指标值说明")
    elif len(failed) < len(noted):
        yield Check("R-P-NOTE", "pass", "department_indicators")


def _odd_note(record: Record, rates: set[str]) -> str | None:
    note, name = _said(record, "explanation"), _said(record)
    if note in _HEADINGS:
        return f"印成了表头“{note}”"
    if note.rstrip("。;；") == name:
        return "只重复了指标名称"
    formula = _FORMULA.search(note)
    of = formula[1].removeprefix("部门") if formula else ""
    if of and of not in name and name not in of and of in rates:
        return f"写的是另一个指标“{of}”的算法"
    return None


def _tasks(subject: Subject, records: Sequence[Record]) -> Iterator[Result]:
    """Indicators of 重点工作任务完成 speak of the year's main tasks, and every task has one."""
    tasks = subject.tables.get("department_tasks")
    listed = [_said(t, "task") + _said(t, "content") for t in tasks.records] if tasks else []
    own = [r for r in records if "任务完成" in _said(r, "level2") and _said(r)]
    if not listed or not own:
        yield Check("R-P-TASK", "not_evaluable", reason="没有年度主要任务，或没有重点工作任务完成指标")
        return
    strange = [r for r in own if not any(_stands_for(_said(r), task) for task in listed)]
    bare = [t for t, words in zip(tasks.records if tasks else (), listed, strict=True)
            if not any(_stands_for(_said(r), words) for r in own)]  # fmt: skip
    if not strange and not bare:
        yield Check("R-P-TASK", "pass", "department_indicators")
        return
    parts = [f"指标“{'”“'.join(_short(r, 'level3') for r in strange)}”在年度主要任务中没有对应"] * bool(strange)
    parts += [f"任务“{'”“'.join(_short(t, 'task') for t in bare)}”没有对应的指标"] * bool(bare)
    message = f"{printed_at(strange or own[:1])}重点工作任务完成：{'；'.join(parts)}"
    at = ("department_indicators", number((strange or own)[0], "row"), "level3")
    yield from fail("R-P-TASK", message, at, str((strange or own)[0]["level3"]))


def _short(record: Record, field: str) -> str:
    text = without_ordinal(str(record.get(field) or ""))
    return text if len(text) <= 20 else text[:20] + "……"


def _stands_for(indicator: str, task: str) -> bool:
    """Whether most of an indicator's words, in pairs of characters, stand in a task's name or content."""
    words = _GENERIC.sub("", indicator)
    pairs = {words[at : at + 2] for at in range(len(words) - 1)}
    return bool(words) and (words in task or sum(pair in task for pair in pairs) >= _ALIKE * max(len(pairs), 1))


@dataclass(frozen=True, slots=True)
class Function:
    """A field of duties: who has it, the words that only it has, and words that also others use; see the YAML."""

    name: str
    departments: re.Pattern[str]
    terms: tuple[str, ...]
    also: tuple[str, ...]


@cache
def functions() -> tuple[Sequence[Function], re.Pattern[str]]:
    """The fields of duties, and the departments that have duties in all of them."""
    raw: Mapping[str, Any] = read_yaml(PATH)
    found = [
        Function(one["name"], re.compile(one["departments"]), tuple(one["terms"]), tuple(one.get("also", ())))
        for one in raw["functions"]
    ]
    return found, re.compile(raw["general"])


def _copied(subject: Subject, records: Sequence[Record]) -> Iterator[Result]:
    """Silent unless sure: two terms of another department's duties that this document says nowhere else."""
    known, general = functions()
    own = _own_words(subject)
    if not records or not own or general.search(subject.identity.department):
        yield Check("R-P-COPIED", "not_evaluable", reason="没有指标，或没有职责和任务可以对照")
        return
    units = subject.tables.get("units")
    names = key(subject.identity.department) + "".join(_said(r, "unit_name") for r in (units.records if units else ()))
    failed = False
    for function in known:
        if function.departments.search(names):
            continue
        sure = [t for t in function.terms if t not in own and any(t in _said(r) for r in records)]
        if len(sure) < _FEWEST_TERMS:
            continue
        terms = [*sure, *(t for t in function.also if t not in own)]
        failed = True
        yield from _of_another(function.name, terms, [r for r in records if any(t in _said(r) for t in terms)])
    if not failed:
        yield Check("R-P-COPIED", "pass", "department_indicators")


def _of_another(function: str, terms: Sequence[str], found: Sequence[Record]) -> Iterator[Result]:
    """One finding for all indicators that bear the words of one field of duties."""
    words = [term for term in terms if any(term in _said(record) for record in found)]
    names = "”“".join(_short(record, "level3").rstrip("；;。") for record in found[:_MOST_NAMED])
    more = f"等 {len(found)} 个" if len(found) > _MOST_NAMED else ""
    message = (
        f"{printed_at(found)}“{names}”{more}指标写有“{'、'.join(words)}”，属{function}部门的职责；"
        f"本部门的职责、任务和项目都没有提到，请核实是否误用了别的部门的指标"
    )
    cells = [Address("department_indicators", int(str(record["row"])), "level3") for record in found]
    at = ("department_indicators", number(found[0], "row"), "level3")
    yield from fail("R-P-COPIED", message, at, str(found[0]["level3"]), cells=cells)


def _own_words(subject: Subject) -> str:
    """All that the document says of what this department does; empty where duties or tasks were not read."""
    sources = (("duties", "duty"), ("department_tasks", "task"), ("department_tasks", "content"), ("department_goals", "goal"),
               ("performance_projects", "name"), ("performance_projects", "goal"), ("projects", "project_name"),
               ("performance_indicators", "indicator"))  # fmt: skip
    if not {"duties", "department_tasks"} <= set(subject.tables):
        return ""
    texts = [_said(r, f) for name, f in sources if name in subject.tables for r in subject.tables[name].records]
    return "".join(texts)
