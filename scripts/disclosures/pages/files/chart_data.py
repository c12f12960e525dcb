"""The figures of each chart as a CSV of its own, so that nobody has to read them off a picture.

Amounts are exact, in 万元. The files are opened in spreadsheets: text that one would take for a formula gets an
apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from disclosures.catalogue import Disclosure
from disclosures.pages import links
from disclosures.pages.figures.cuts import Cuts, Ranking
from disclosures.pages.figures.three_public import ThreePublic
from disclosures.pages.figures.years import Years
from disclosures.pages.output import Asset
from disclosures.pages.projects import Projects
from disclosures.text import inert

Cell = str | int | Decimal | None


def chart_files(
    item: Disclosure,
    cuts: Cuts | None,
    rankings: Iterable[Ranking],
    public: ThreePublic | None,
    projects: Projects | None,
    beside: Years | None,
) -> tuple[Asset, ...]:
    """One file a chart that the page draws, under the chart's name."""
    found: list[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]] = []
    if cuts:
        lines = [(c.question, c.kind, p.label, p.value, p.share) for c in cuts.cuts for p in c.all_lines]
        found.append(("cuts", ("看法", "分类", "项", "万元", "占总额"), lines))
    found += [(r.id, ("项", "万元", "占合计"), [(p.label, p.value, p.share) for p in r.lines]) for r in rankings]
    if public:
        head = ("项", f"{item.year - 1}{'（倒推）' if public.derived else ''}", str(item.year))
        parts = [(p.label, p.previous, p.value) for p in public.parts]
        found.append(("three-public", head, [*parts, ("合计", public.previous, public.total)]))
    if projects:
        found.append(("projects", ("项目", "万元"), [(p.name, p.amount) for p in projects.projects]))
    if beside:
        found.append(("years", ("项", "年度", "万元", "来历"), _year_lines(beside)))
    return tuple(Asset(links.chart(item.name, name), table(head, rows)) for name, head, rows in found)


def _year_lines(years: Years) -> list[Sequence[Cell]]:
    return [
        (row.label, year, cell.value, "倒推" if cell.derived else "文件印出")
        for row in years.rows
        for year, cell in zip(years.years, row.cells, strict=True)
        if cell.value is not None
    ]


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 CSV with a line of headings; a blank amount is a blank cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    return inert(value) if isinstance(value, str) else str(value)
