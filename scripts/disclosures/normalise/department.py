"""The department performance form: goals, tasks, funding and indicators printed in one table."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import combinations

from disclosures.header import layout
from disclosures.kinds import TABLES, Kind
from disclosures.model import Finding, Match, Repair, Row, Table, Value
from disclosures.money import in_ten_thousands
from disclosures.normalise.result import Normalised, table, unit_of
from disclosures.text import key, parse_amount, parse_target, squeeze

_FUNDING = {
    "部门预算总额": "budget_total", "单位预算总额": "budget_total", "预算总额": "budget_total",
    "政府预算资金": "government_funds", "财政性资金": "government_funds", "财政专户管理资金": "special_account",
    "单位资金": "unit_funds", "其他资金": "other_funds", "基本支出": "basic", "项目支出": "project",
}  # fmt: skip
_LEVEL1 = re.compile(r"[^≥≤\d]{2,8}指标")
_BARE_TARGET = re.compile(r"[≥≤><=].*|[\d,.]+[^\d]{0,2}")
_NUMBERED = re.compile(r"(?:目标)?(?<!\d)(\d{1,2})\s*[.、:：．](?!\d)")
_LONG = 40
_SHORTEST_LEVEL = 3
_FEWEST_LEVELS = 2


@dataclass(frozen=True, slots=True)
class _Standard:
    """The standard indicators of the form: which level2 and level1 each stands under."""

    level1: Mapping[str, str]
    level2: Mapping[str, tuple[str, str]]


@cache
def _standard() -> _Standard:
    with (TABLES / "department_performance" / "framework.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return _Standard(
        {key(r["level2"]): r["level1"] for r in rows},
        {key(r["level3"]): (r["level1"], r["level2"]) for r in rows if r["level3"]},
    )


def department_performance(kind: Kind, match: Match) -> Normalised:
    """`department_funding`, `department_goals`, `department_tasks` and `department_indicators` of one form."""
    parts = _sections(match.rows)
    unit = unit_of(match)
    tables = [
        _made(kind, match, "department_funding", ("item", "amount"), _funding(parts["funding"], unit)),
        _made(kind, match, "department_goals", ("goal",), _goals(parts["goals"])),
        _made(kind, match, "department_tasks", ("task", "content"), _tasks(parts["tasks"])),
    ]
    indicators = _Indicators(kind, match, parts["header"], parts["indicators"])
    tables.append(indicators.table())
    found = tuple(t for t in tables if t.records)
    return Normalised(found, tuple(indicators.repairs), tuple(indicators.findings))


def _made(
    kind: Kind, match: Match, resource: str, fields: Sequence[str], records: Iterable[Mapping[str, Value]]
) -> Table:
    numbered = [{"row": i, **record} for i, record in enumerate(records, 1)]
    return table(kind, match, resource, fields, numbered)


def _place(row: Row) -> dict[str, Value]:
    return row.place.fields()


def _sections(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of each part of the form, told apart by the words that open it."""
    parts: dict[str, list[Row]] = {"goals": [], "tasks": [], "funding": [], "header": [], "indicators": []}
    current, again = "goals", False
    for row in rows:
        text = key("".join(row.cells))
        if re.search(r"一级指标.*(二级指标|三级指标)", text):
            if not parts["header"]:
                parts["header"].append(row)
            current, again = "indicators", True
            continue
        if current != "indicators":
            if re.match(r"年度主要任务", text) or "任务名称主要内容" in text:
                current = "tasks"
            elif re.match(r"预算情况", text) or (current == "tasks" and _funding_labels(row)):
                current = "funding"
            elif _is_indicator(row):
                current = "indicators"
        parts[current].append(replace(row, after_break=True) if again else row)
        again = False
    return parts


def _is_indicator(row: Row) -> bool:
    """A row that names a first level, or a level or indicator of the standard form: the indicators' header was lost."""
    words = [key(cell) for cell in row.cells[:3]]
    known = _standard().level1.keys() | _standard().level2.keys()
    return any(_LEVEL1.fullmatch(w) for w in words[:2]) or any(w in known and len(w) > _SHORTEST_LEVEL for w in words)


def _funding_labels(row: Row) -> list[tuple[int, str]]:
    """(cell, item) of each funding label in a row: `1、资金来源：(1) 政府预算资金` is one."""
    found = []
    for index, cell in enumerate(row.cells):
        text = key(cell)
        for words, item in _FUNDING.items():
            if re.search(rf"(^|[)）、.:\d]){words}(\(万元\)|\(元\))?$", text):
                found.append((index, item))
                break
    return found


def _funding(rows: Sequence[Row], unit: Decimal) -> list[dict[str, Value]]:
    records: list[dict[str, Value]] = []
    for row in rows:
        labels = _funding_labels(row)
        for position, (index, item) in enumerate(labels):
            end = labels[position + 1][0] if position + 1 < len(labels) else len(row.cells)
            amounts = [parse_amount(c) for c in row.cells[index + 1 : end] if parse_amount(c) is not None]
            amount = in_ten_thousands(amounts[0], unit) if amounts and amounts[0] is not None else None
            records.append({"item": item, "amount": amount, **_place(row)})
    return records


def _goals(rows: Sequence[Row]) -> list[dict[str, Value]]:
    records: list[dict[str, Value]] = []
    for row in rows:
        texts = [squeeze(c) for c in row.cells if c and not re.match(r"年度履职目标|年度目标|整体绩效目标", key(c))]
        for text in texts:
            goals = numbered_goals(text)
            if records and len(goals) == 1 and len(texts) == 1 and not row.cells[0].strip():
                records[-1]["goal"] = f"{records[-1]['goal']}{goals[0]}"
                continue
            records += [{"goal": goal, **_place(row)} for goal in goals]
    return records


def numbered_goals(text: str) -> list[str]:
    """Numbered goals apart, their numbers left out; a text whose numbers do not count 1, 2, 3 … stays one."""
    marks = list(_NUMBERED.finditer(text))
    if not marks or [int(m[1]) for m in marks] != list(range(1, len(marks) + 1)) or marks[0].start() > 0:
        return [text]
    ends = [*(m.start() for m in marks[1:]), len(text)]
    return [text[m.end() : end].strip() for m, end in zip(marks, ends, strict=True)]


def _tasks(rows: Sequence[Row]) -> list[dict[str, Value]]:
    records: list[dict[str, Value]] = []
    for row in rows:
        cells = [
            squeeze(c) for c in row.cells if c and key(c) not in ("年度主要任务", "任务名称", "主要内容", "主要任务")
        ]
        if not cells:
            continue
        if len(cells) == 1 and records and row.after_break:
            records[-1]["content"] = f"{records[-1]['content'] or ''}{cells[0]}"
            continue
        records.append({"task": cells[0], "content": "".join(cells[1:]) or None, **_place(row)})
    return records


class _Indicators:
    """The indicator rows in their five columns, left cells filled down."""

    def __init__(self, kind: Kind, match: Match, header: Sequence[Row], rows: Sequence[Row]) -> None:
        self.kind, self.match = kind, match
        found = layout(kind, header, rows, lambda _names: 0) if header else None
        known = found is not None and found.how == "header" and {"level3", "target"} <= set(found.names)
        self.names = found.names if found and known else kind.forms[0]
        self.records: list[dict[str, Value]] = []
        self.repairs: list[Repair] = []
        self.findings: list[Finding] = []
        self.level1: str | None = None
        self.level2: str | None = None
        self.printed: list[tuple[bool, bool]] = []
        for row in rows:
            self._row(row)
        self._standard_levels()

    def table(self) -> Table:
        fields = {"target_operator", "target_value", "target_unit", *self.names} - {""}
        return table(self.kind, self.match, "department_indicators", fields, self.records)

    def _row(self, row: Row) -> None:
        cells = [squeeze(c) for c in row.cells]
        while len(cells) > len(self.names) and not cells[-1]:
            cells.pop()
        if not any(cells):
            return
        cells += [""] * (len(self.names) - len(cells))
        placed = _placed(self.names, cells)
        if self._is_rest(row, placed):
            self._join(row, placed)
            return
        printed = dict(zip(self.names, cells, strict=False))
        self._levels(placed)
        target = placed.get("target") or None
        parsed = parse_target(target) if target else None
        sign, number, unit = parsed or (None, None, None)
        values: dict[str, Value] = {n: placed.get(n) or None for n in self.names if n}
        values |= {"level1": self.level1, "level2": self.level2, "target_operator": sign, "target_value": number}
        self.records.append({"row": len(self.records) + 1, **values, "target_unit": unit or None, **_place(row)})
        self.printed.append((bool(placed.get("level1")), bool(placed.get("level2"))))
        self._moved(printed, placed)

    def _levels(self, placed: Mapping[str, str]) -> None:
        if placed.get("level1"):
            self.level1, self.level2 = placed["level1"], None
        if placed.get("level2"):
            self.level2 = placed["level2"]

    def _is_rest(self, row: Row, placed: Mapping[str, str]) -> bool:
        """Only the rest of texts of the row above: no target, and what is filled is filled above."""
        if not self.records or placed.get("level1") or placed.get("level2"):
            return False
        filled = [n for n in ("level3", "target", "explanation") if placed.get(n)]
        above = self.records[-1]
        if not all(above.get(n) for n in filled):
            return False
        return filled in (["explanation"], ["target"]) or (
            row.after_break and filled in (["level3"], ["level3", "explanation"])
        )

    def _join(self, row: Row, placed: Mapping[str, str]) -> None:
        above = self.records[-1]
        for name in ("level3", "target", "explanation"):
            if rest := placed.get(name):
                printed = str(above[name])
                above[name] = printed + rest
                evidence = (
                    f"第 {row.place.line} 行只有这一格的后半段，没有指标值"
                    if row.place.line
                    else "下一行只有这一格的后半段"
                )
                number = int(str(above["row"]))
                self.repairs.append(
                    Repair("department_indicators", number, name, printed, printed + rest, "X-SPLIT", evidence)
                )

    def _moved(self, printed: Mapping[str, str], placed: Mapping[str, str]) -> None:
        number = len(self.records)
        for name in self.names:
            if name and printed.get(name, "") != placed.get(name, ""):
                shown = str(self.records[-1].get(name) or "") if name in ("level1", "level2") else placed.get(name, "")
                evidence = "一级、二级指标名称和指标值的写法只有这样才与栏目相符"
                self.repairs.append(
                    Repair("department_indicators", number, name, printed.get(name, ""), shown, "X-SHIFT", evidence)
                )

    def _standard_levels(self) -> None:
        """Left cells that a page break tore off: the standard form says under which levels its indicators stand.

        Only in a table that follows the form: places use the same indicators under levels of their own.
        """
        if not self._follows_the_standard():
            return
        for record, printed in zip(self.records, self.printed, strict=True):
            standard = _standard().level2.get(key(str(record.get("level3") or "")))
            if standard is None:
                continue
            for name, has, right in zip(("level1", "level2"), printed, standard, strict=True):
                if not has and record.get(name) != right and (name == "level2" or record.get(name) is None):
                    self._restore(record, name, right)

    def _follows_the_standard(self) -> bool:
        """Whether several of the form's levels are printed, and none where the form has another."""
        standard = _standard()
        levels: set[str] = set()
        for record, (_, has_level2) in zip(self.records, self.printed, strict=True):
            if not has_level2:
                continue
            level2 = key(str(record["level2"]))
            levels |= {level2} & standard.level1.keys()
            own = standard.level2.get(key(str(record.get("level3") or "")))
            if own and key(own[1]) != level2:
                return False
        return len(levels) >= _FEWEST_LEVELS

    def _restore(self, record: dict[str, Value], name: str, right: str) -> None:
        evidence = f"整体绩效目标表的统一格式中，“{record['level3']}”在“{right}”之下；本行此格为空（合并单元格跨页）"
        number = int(str(record["row"]))
        self.repairs = [
            r for r in self.repairs if (r.row, r.field) != (number, name) or r.resource != "department_indicators"
        ]
        self.repairs.append(Repair("department_indicators", number, name, "", right, "X-SHIFT", evidence))
        record[name] = right


def _placed(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Cells by column: as printed, or, where known words stand in wrong columns, in the one order that fits best."""
    filled = [i for i, cell in enumerate(cells) if cell]
    if len(filled) > len(names):  # more texts than columns: the surplus belongs to the last
        kept = [cells[i] for i in filled]
        return dict(zip(names, [*kept[: len(names) - 1], "".join(kept[len(names) - 1 :])], strict=True))
    best = max(
        combinations(range(len(names)), len(filled)),
        key=lambda columns: sum(_fit(names[c], cells[i], i - c) for c, i in zip(columns, filled, strict=True)),
        default=(),
    )
    return {names[c]: cells[i] for c, i in zip(best, filled, strict=True)}


def _fit(name: str, cell: str, shift: int) -> float:
    """How well a cell suits a column; a cell that nothing is known of prefers where it was printed."""
    text = key(cell)
    points = -abs(shift) * 0.5
    if _LEVEL1.fullmatch(text) and text in {key(v) for v in _standard().level1.values()} | {"成本指标", "满意度指标"}:
        return points + (10 if name == "level1" else -10)
    if text in _standard().level1 and len(text) > 3:
        return points + (10 if name == "level2" else -10)
    if text in _standard().level2:
        return points + (10 if name == "level3" else -10)
    if _BARE_TARGET.fullmatch(text):
        return points + (10 if name in ("target", "weight") else -10)
    if name == "level1":
        points -= 0 if _LEVEL1.fullmatch(text) else 6
    if name == "level3" and len(text) > 3:
        points += 0.7
    if len(text) > _LONG:
        points += 1 if name == "explanation" else -3 if name in ("target", "level2") else 0
    return points
