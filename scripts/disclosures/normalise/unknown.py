"""A table of no known kind is published as it stands."""

from __future__ import annotations

from disclosures.model import Finding, Match, Table
from disclosures.normalise.positions import of_columns
from disclosures.normalise.result import ABOUT_PLACE, Normalised, described
from disclosures.text import squeeze


def unknown_table(match: Match, number: int) -> Normalised:
    """`other_NN` with string columns `column_01` …, titled by the printed header, and a finding that names it."""
    resource = f"other_{number:02}"
    width = max(len(row.cells) for row in (*match.header, *match.rows))
    columns = [f"column_{i:02}" for i in range(1, width + 1)]
    records = [
        {"row": i, **{c: squeeze(cell) or None for c, cell in zip(columns, row.cells, strict=False)}, **row.place.fields()}
        for i, row in enumerate(match.rows, 1)
    ]  # fmt: skip
    heads = [[squeeze(r.cells[i]) for r in match.header if i < len(r.cells) and r.cells[i]] for i in range(width)]
    titles = {c: "/".join(h) for c, h in zip(columns, heads, strict=True) if h}
    fields = ("row", *columns, *ABOUT_PLACE)
    title = match.title or "未命名的表"
    line = f"第 {match.place.line} 行起的" if match.place.line else ""
    message = f"{line}《{title}》不属于任何已知表式，照原样发布为 {resource}"
    order = {name: at for at, name in enumerate(columns)}
    positions = {key: place for i, row in enumerate(match.rows, 1) for key, place in of_columns(row, i, order).items()}
    finding = Finding("X-OTHER", "info", "extraction", message, resource)
    table = Table(
        resource,
        "",
        title,
        fields,
        tuple(records),
        match.unit,
        described(match.notes),
        titles,
        match.headless,
        match.place,
        positions=positions,
    )
    return Normalised((table,), (), (finding,))
