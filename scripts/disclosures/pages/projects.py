"""Projects with their targets: the rows of 项目支出表 joined with those of 项目绩效目标表."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import repeat

from markupsafe import Markup

from disclosures.catalogue import Disclosure, Row
from disclosures.pages import labels, links, numbers
from disclosures.pages.figures import charts
from disclosures.pages.figures.charts import Part
from disclosures.pages.tables import row_id

_SEGMENTS = 4


@dataclass(frozen=True)
class Target:
    """One indicator as printed."""

    dimension: str
    indicator: str
    target: str
    note: str


@dataclass(frozen=True)
class Project:
    """A project with its amount (None where blank), facts worth a line, and targets.

    `unit` is there only where another project of the document has the same name.
    """

    id: str
    name: str
    unit: str
    amount: Decimal | None
    mark: Markup
    facts: tuple[tuple[str, str], ...]
    targets: tuple[Target, ...]
    row: str
    page: str

    @property
    def told_apart(self) -> str:
        """Its name, with its unit where the name alone would mean several."""
        return f"{self.unit}的{self.name}" if self.unit else self.name


@dataclass(frozen=True)
class Projects:
    """The section: a message, one bar where the amounts allow it, all projects by size."""

    message: str
    bar: Markup
    key: tuple[tuple[int, str, Decimal, str], ...]
    total: Decimal
    projects: tuple[Project, ...]
    resource: str


@dataclass(frozen=True)
class Matched:
    """A project as printed: its row and that row's resource, the row of its targets (may be the same), permanent id."""

    id: str
    row: Row
    resource: str
    goal: Row | None

    @property
    def name(self) -> str:
        return _name(self.row) or "（未印项目名称）"


def matched_projects(item: Disclosure) -> list[Matched]:
    """Every project in printed order; without a table of their own they come from the targets' table."""
    goals = [r for r in item.rows("performance_projects") if r.text("row_kind") == "item"]
    rows = [r for r in item.rows("projects") if r.text("row_kind") == "item"]
    resource = "projects" if rows else "performance_projects"
    rows = rows or goals
    return [Matched(*pair) for pair in zip(_ids(rows), rows, repeat(resource), _match(rows, goals))]


def _ids(rows: Sequence[Row]) -> list[str]:
    """Ids that survive another conversion: from name and unit, not from row numbers; namesakes are counted."""
    seen: Counter[str] = Counter()
    ids = []
    for row in rows:
        mark = f"{project_key(_name(row))}\n{project_key(row.text('unit_name'))}"
        plain = hashlib.sha256(mark.encode()).hexdigest()[:8]
        seen[plain] += 1
        ids.append(plain if seen[plain] == 1 else f"{plain}-{seen[plain]}")
    return ids


def projects(item: Disclosure) -> Projects | None:
    """None where the package has no projects."""
    every = matched_projects(item)
    if not every:
        return None
    resource = every[0].resource
    full = max((m.row.amount("total") or Decimal(0) for m in every), default=Decimal(0))
    targets = _targets(item)
    named = Counter(project_key(m.name) for m in every)
    found = [_project(item, m, targets, full, shared=named[project_key(m.name)] > 1) for m in every]
    ranked = tuple(sorted(found, key=lambda p: -(p.amount or Decimal(0))))
    total = sum((p.amount or Decimal(0) for p in found), Decimal(0))
    parts = _parts(ranked)
    bar = charts.stack(parts, total, "各项目") if parts else Markup("")
    key = tuple((p.series, p.label, p.value, numbers.percent(p.value, total)) for p in parts)
    return Projects(_message(ranked, total), bar, key, total, ranked, resource)


def part_of(found: Projects | None, printed: Decimal | None) -> str:
    """What is said where the projects listed aren't all of 项目支出; "" where they are, but for rounding."""
    if found is None or printed is None or abs(found.total - printed) <= Decimal("0.01") * len(found.projects):
        return ""
    return f"文件的项目支出是 {numbers.brief(printed)} 万元，这里列出的加起来不等于它"


def project_key(name: str) -> str:
    """A name without spaces, brackets of one width: what counts as the same name."""
    return re.sub(r"\s", "", name).translate(str.maketrans("（）", "()"))


def _name(row: Row) -> str:
    return row.text("project_name") or row.text("name")


def _match(rows: Sequence[Row], goals: Sequence[Row]) -> list[Row | None]:
    """The targets' row of each project: the same code, else the same name and amount; each used once."""
    free = list(goals)

    def take(row: Row) -> Row | None:
        for same in (
            lambda g: row.text("project_code") and g.text("project_code") == row.text("project_code"),
            lambda g: project_key(_name(g)) == project_key(_name(row)) and g.amount("total") == row.amount("total"),
        ):
            hit = next((g for g in free if same(g)), None)
            if hit:
                free.remove(hit)
                return hit
        return None

    return [take(row) for row in rows]


def _targets(item: Disclosure) -> dict[str, list[Target]]:
    """Targets by project row: cost, output, benefit, satisfaction, in printed order within each."""
    found: dict[str, list[Target]] = {}
    order = {name: place for place, name in enumerate(labels.DIMENSION)}
    for row in sorted(item.rows("performance_indicators"), key=lambda r: order.get(r.text("dimension"), 9)):
        dimension = labels.value("dimension", row.text("dimension")) or row.text("level2")
        target = Target(dimension, row.text("indicator"), row.text("target"), row.text("explanation"))
        found.setdefault(row.text("project_row"), []).append(target)
    return found


def _project(
    item: Disclosure, found: Matched, targets: dict[str, list[Target]], full: Decimal, *, shared: bool
) -> Project:
    row, goal = found.row, found.goal
    amount = row.amount("total")
    facts = [
        ("类型", row.text("project_type")),
        ("项目单位", row.text("unit_name")),
        ("项目代码", row.text("project_code") or (goal.text("project_code") if goal else "")),
        ("说明", row.text("description")),
        ("目标", row.text("goal") or (goal.text("goal") if goal else "")),
    ]
    return Project(
        id=f"p{row.text('row')}",
        name=found.name,
        unit=row.text("unit_name") if shared else "",
        amount=amount,
        mark=charts.bar(amount or Decimal(0), full, 2, 12),
        facts=tuple((label, text) for label, text in facts if text),
        targets=tuple(targets.get(goal.text("row"), ())) if goal else (),
        row=row_id(found.resource, row.text("row")),
        page=links.project(item.name, found.id),
    )


def _parts(ranked: Sequence[Project]) -> list[Part]:
    amounts = [(p.told_apart, p.amount) for p in ranked if p.amount]
    if len(amounts) < 2 or any(value < 0 for _, value in amounts):
        return []
    series = (2, 3, 1, 4)
    kept = amounts if len(amounts) <= _SEGMENTS else amounts[: _SEGMENTS - 1]
    parts = [Part(name, value, series[i]) for i, (name, value) in enumerate(kept)]
    rest = amounts[len(kept) :]
    if rest:
        parts.append(Part(f"其余 {len(rest)} 个项目", sum((v for _, v in rest), Decimal(0)), 5))
    return parts


def _message(ranked: Sequence[Project], total: Decimal) -> str:
    first = ranked[0]
    if first.amount is None or total <= 0 or first.amount <= 0:
        return f"列出 {len(ranked)} 个项目"
    if len(ranked) == 1:
        return f"列出一个项目：{first.told_apart} {numbers.brief(total)} 万元"
    share = numbers.percent(first.amount, total)
    return (
        f"列出的 {len(ranked)} 个项目里最大的：{first.told_apart} {numbers.brief(first.amount)} 万元，占它们的 {share}"
    )
