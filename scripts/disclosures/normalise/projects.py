"""The project performance shape: a project and, beside and below it, its indicators in four dimensions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from disclosures.align import Aligned, Aligner
from disclosures.fit import is_bare_target
from disclosures.header import Layout, layout
from disclosures.kinds import Kind
from disclosures.labels import is_total_label
from disclosures.model import Finding, Match, Record, Repair, Row, Value
from disclosures.normalise.result import Normalised, doubt, joined, moved_cells, table, unit_of
from disclosures.text import parse_target, squeeze

DIMENSIONS = ("cost", "output", "benefit", "satisfaction")
_PROJECT_FIELDS = (
    "row_kind",
    "project_code",
    "name",
    "total",
    "government_funds",
    "special_account",
    "unit_funds",
    "other_funds",
)
_INDICATOR_FIELDS = (
    "project_row", "project_code", "dimension", "indicator", "target", "target_operator", "target_value", "target_unit",
)  # fmt: skip


@dataclass
class _Line:
    """An aligned row whose texts may still grow by what a page break cut off. `joins` are the repairs of that."""

    aligned: Aligned
    cells: list[str]
    joins: list[tuple[str, str, str, str]] = field(default_factory=list)


def project_performance(kind: Kind, match: Match) -> Normalised:
    """`performance_projects` and `performance_indicators` of one table."""
    found = layout(kind, match.header, match.rows, lambda names: Aligner(kind, names).score(match.rows))
    aligner = Aligner(kind, found.names)
    return _Made(kind, match, found, aligner).run(_joined_lines(aligner.align(match.rows), found.names))


def _joined_lines(rows: Sequence[Aligned], names: Sequence[str]) -> list[_Line]:
    """Rows that only continue the texts of the row above are joined to it, cell by cell."""
    lines: list[_Line] = []
    for row in rows:
        rest = _under(lines[-1], row, names) if lines else {}
        if rest and _continues(row.row, rest, dict(zip(names, lines[-1].cells, strict=False))):
            where = f"第 {row.row.place.line} 行" if row.row.place.line else "下一行"
            for name, cell in rest.items():
                index = names.index(name)
                evidence = f"{where}没有编码，只有上一行各格的后半段"
                lines[-1].joins.append((name, lines[-1].cells[index], lines[-1].cells[index] + cell, evidence))
                lines[-1].cells[index] += cell
        else:
            lines.append(_Line(row, list(row.cells)))
    return lines


def _under(above: _Line, row: Aligned, names: Sequence[str]) -> dict[str, str]:
    """A row's filled cells by the column under which they stand: where the row above was moved, shifted with it."""
    printed = [squeeze(c) for c in above.aligned.row.cells]
    found: dict[str, str] = {}
    for index, cell in enumerate(map(squeeze, row.row.cells)):
        if not cell or index >= len(names):
            continue
        target = index
        if above.aligned.moved and index < len(printed) and printed[index] in above.aligned.cells[index:]:
            target = above.aligned.cells.index(printed[index], index)
        found[names[target]] = cell
    return found


# What no target begins with: a unit, a closing bracket, a stroke.
_TORN_TARGET = re.compile(
    r"[%％‰、，。;；）)/].*|(?:万元|元|个|人|次|日|月|天|份|件|家|台|套|期|批|小时|年|月底|之|以[上下内]|前|底前|以前|之前|\d{1,2}日)+"
)


def _is_torn(cells: Mapping[str, str], dimension: str) -> bool:
    """Whether an indicator is a single character, or its target begins as only the rest of one can."""
    indicator, target = cells.get(f"{dimension}.indicator", ""), cells.get(f"{dimension}.target", "")
    return len(indicator) == 1 or indicator[:1] in tuple("%）)/、，") or _TORN_TARGET.fullmatch(target) is not None


def _continues(row: Row, cells: Mapping[str, str], over: Mapping[str, str]) -> bool:
    """Whether a row, its filled cells by column, holds nothing but rests of the texts above it."""
    if cells.get("project_code") or any(cells.get(n) for n in _PROJECT_FIELDS[3:]):
        return False
    if not all(over.get(name) for name in cells) or any(
        is_bare_target(cells.get(f"{d}.indicator", "")) for d in DIMENSIONS
    ):
        return False
    if cells.get("name"):
        return bool(over.get("project_code"))
    if row.after_break and any(_is_torn(cells, d) for d in DIMENSIONS):
        return True
    half = [d for d in DIMENSIONS if bool(cells.get(f"{d}.indicator")) != bool(cells.get(f"{d}.target"))]
    lone = [d for d in half if cells.get(f"{d}.target")]
    if any(is_bare_target(over[f"{d}.target"]) and not _TORN_TARGET.fullmatch(cells[f"{d}.target"]) for d in lone):
        return False  # a whole target does not go on with words
    return bool(half) and (row.after_break or bool(lone))


def _nearly_all_have(widths: Sequence[int]) -> int:
    """The largest number of cells if it is that of nearly every row: shorter ones then lost a cell. 0 otherwise."""
    full = max(widths, default=0)
    return full if widths.count(full) * 10 >= len(widths) * 8 else 0


class _Made:
    """Collects the two resources while walking down the lines."""

    def __init__(self, kind: Kind, match: Match, found: Layout, aligner: Aligner) -> None:
        self.kind, self.match, self.found, self.aligner = kind, match, found, aligner
        self.unit = unit_of(match)
        self.projects: list[dict[str, Value]] = []
        self.indicators: list[dict[str, Value]] = []
        self.repairs: list[Repair] = []
        self.findings: list[Finding] = []
        self.moved_block = False
        self.full = _nearly_all_have([len(row.cells) for row in match.rows])

    def run(self, lines: Sequence[_Line]) -> Normalised:
        for line in lines:
            self._line(line)
        names = {name.split(".")[0] for name in (*self.found.names, *self.found.named)}
        fields = [f for f in _PROJECT_FIELDS if f in names or f == "row_kind"]
        projects = table(self.kind, self.match, "performance_projects", fields, self.projects)
        indicators = table(self.kind, self.match, "performance_indicators", _INDICATOR_FIELDS, self.indicators)
        aligned = tuple(line.aligned for line in lines)
        return Normalised((projects, indicators), tuple(self.repairs), tuple(self.findings), self.found, aligned)

    def _line(self, line: _Line) -> None:
        values = joined(self.kind, self.found.names, line.cells, self.unit)
        place = line.aligned.row.place.fields()
        if any(values.get(f) is not None for f in _PROJECT_FIELDS[1:]):
            self._project(line, values, place)
        elif line.aligned.moved is None and (self.moved_block or self._is_short(line)):
            self._say_unproven(line)
        before = len(self.indicators)
        for dimension in DIMENSIONS:
            self._indicator(dimension, values, place)
        self._explain(line, before)

    def _project(self, line: _Line, values: dict[str, Value], place: Record) -> None:
        code = str(values.get("project_code") or "")
        name = str(values.get("name") or "")
        row_kind = "total" if is_total_label(name) else "unit" if len(code) in (3, 6) else "item"
        number = len(self.projects) + 1
        self.projects.append(
            {"row": number, "row_kind": row_kind, **{f: values.get(f) for f in _PROJECT_FIELDS[1:]}, **place}
        )
        self.moved_block = line.aligned.moved is not None
        self.findings += doubt(self.kind, "performance_projects", number, line.aligned)
        if row_kind == "item" and not code:
            message = f"《{self.kind.title}》“{name}”没有读到项目编码"
            self.findings.append(
                Finding("X-CODE", "warning", "extraction", message, "performance_projects", number, "project_code")
            )

    def _indicator(self, dimension: str, values: dict[str, Value], place: Record) -> None:
        indicator, target = values.get(f"{dimension}.indicator"), values.get(f"{dimension}.target")
        if indicator is None and target is None:
            return
        parsed = parse_target(str(target)) if target else None
        sign, number, unit = parsed or (None, None, None)
        project = self.projects[-1] if self.projects else {}
        self.indicators.append({
            "row": len(self.indicators) + 1, "project_row": project.get("row"), "project_code": project.get("project_code"),
            "dimension": dimension, "indicator": indicator, "target": target, "target_operator": sign,
            "target_value": number, "target_unit": unit or None, **place,
        })  # fmt: skip

    def _is_short(self, line: _Line) -> bool:
        """Fewer cells than nearly every row of the table has: one was lost, and nothing says which."""
        return len(line.aligned.row.cells) < self.full

    def _say_unproven(self, line: _Line) -> None:
        """A row between rows that lost cells, which also fits where it stands: as printed, and said."""
        where = f"第 {line.aligned.row.place.line} 行" if line.aligned.row.place.line else "一行指标"
        self.findings.append(Finding(
            "X-SHIFT", "warning", "extraction",
            f"{where}可能丢失了左边的空格，指标属于哪个方面无法核实，按读到的位置发布",
            "performance_indicators", len(self.indicators) + 1, "dimension",
        ))  # fmt: skip

    def _explain(self, line: _Line, before: int) -> None:
        """The repairs of a line, each under the record that it changed."""
        rows = {str(r["dimension"]): int(str(r["row"])) for r in self.indicators[before:]}
        project = len(self.projects)
        moved = moved_cells(self.kind, "", 0, self.found.names, line.aligned, self.aligner, self.unit)
        for repair in moved:
            self._repair(repair.field, repair.printed, repair.published, repair.rule, repair.evidence, rows, project)
        for name, printed, whole, evidence in line.joins:
            self._repair(name, squeeze(printed), squeeze(whole), "X-SPLIT", evidence, rows, project)

    def _repair(
        self, name: str, printed: str, published: str, rule: str, evidence: str, rows: dict[str, int], project: int
    ) -> None:
        dimension, _, part = name.partition(".")
        if not part:
            self.repairs.append(Repair("performance_projects", project, name, printed, published, rule, evidence))
        elif dimension in rows:
            self.repairs.append(
                Repair("performance_indicators", rows[dimension], part, printed, published, rule, evidence)
            )
