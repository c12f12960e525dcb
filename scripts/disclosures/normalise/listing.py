"""The list shape: one record a row, codes and names on the left, amounts on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.align import Aligner
from disclosures.fit import Peer
from disclosures.header import Layout, layout
from disclosures.kinds import Kind
from disclosures.labels import is_total_label
from disclosures.model import Finding, Match, Repair, Row
from disclosures.normalise.grid import of_government, on_grid
from disclosures.normalise.positions import of_lines
from disclosures.normalise.result import Normalised, doubt, joined, moved_cells, table, unit_of, unknown_columns, unread
from disclosures.normalise.rows import Line, classify, is_blank, spread_units
from disclosures.text import squeeze

_OF_UNIT = ("unit_code", "unit_name")


PeerFor = Callable[[Sequence[str]], Peer]


def listing(kind: Kind, match: Match, peer_for: PeerFor | None) -> Normalised:
    """Records of a list table, its moved cells and its doubtful rows.

    `peer_for` gives, for a layout, what the same rows of another table say of a placement.
    """

    def score(names: Sequence[str]) -> int:
        return Aligner(kind, names).score(match.rows, peer_for(names) if peer_for else None)

    def settle(names: Sequence[str]) -> int:
        return sum(not a.doubtful for a in Aligner(kind, names).align(match.rows))

    found = layout(kind, match.header, match.rows, score, settle)
    peer = peer_for(found.names) if peer_for else None
    aligner = Aligner(kind, found.names)
    resource = next(iter(kind.resources))
    unit = unit_of(match)
    exact = bool(match.rows) and all(row.grid for row in match.rows)
    rows, remainders = (list(match.rows), {}) if exact else _without_remainders(kind, found.names, match.rows)
    if exact:
        found, aligned = on_grid(found, rows, kind)
        found = of_government(kind, found, aligned)
    else:
        aligned = aligner.align(rows, peer)
    lines = [Line(a, joined(kind, found.names, a.cells, unit, exact)) for a in aligned]
    lines = [line for line in lines if any(v is not None for v in line.values.values())]
    classify(kind, found.names, lines)
    if is_blank(lines):
        lines = []
    repairs = _repairs(kind, resource, found, lines, aligner, unit)
    repairs += [replace(r, resource=resource) for r in _joined_texts(found.names, lines, remainders)]
    findings = [f for i, line in enumerate(lines, 1) for f in doubt(kind, resource, i, line.aligned)]
    findings += [f for i, line in enumerate(lines, 1) for f in unread(kind, resource, i, found.names, line.aligned)]
    findings += _about_columns(kind, match, resource, found)
    fields = _fields(resource, found, lines)
    spread_units(fields, lines)
    records = [
        {"row": i, "row_kind": line.kind, **{f: line.values.get(f) for f in fields if f != "row_kind"},
         **line.aligned.row.place.fields()}
        for i, line in enumerate(lines, 1)
    ]  # fmt: skip
    titles = {c.name: c.title for c in found.columns if c.name.startswith("extra_")}
    findings += unknown_columns(match.title or kind.title, resource, titles)
    places = of_lines(found.names, lines, rows) if exact else {}
    made = table(kind, match, resource, fields, records, titles, places)
    return Normalised((made,), tuple(repairs), tuple(findings), found, tuple(line.aligned for line in lines))


def _fields(resource: str, found: Layout, lines: Sequence[Line]) -> list[str]:
    """The fields that the table prints: its columns, those that only its header still names, and what follows.

    Without a header only columns that hold something are known to be printed.
    """
    filled = {f for line in lines for f, v in line.values.items() if v is not None}
    printed = {name.split(".")[0] for name in (*found.names, *found.named) if name.split(".")[0]}
    names = filled | ({"row_kind"} if found.how == "form" and lines else {"row_kind", *printed})
    if resource == "income":
        names.add("name")
    if "unit_code" in names and "functional_code" in names:
        names |= set(_OF_UNIT)
    if any(line.kind == "unit" and line.values.get("unit_name") for line in lines):
        names.add("unit_name")
    return sorted(names)


def _about_columns(kind: Kind, match: Match, resource: str, found: Layout) -> list[Finding]:
    """Columns that the header names and no row has, and columns that only the sums could tell."""
    findings = []
    title = match.title or kind.title
    words = {h.column: h.word for h in reversed(kind.headers)}
    gone = [words.get(n, n) for n in sorted(found.named - set(found.names))] if found.names and match.rows else []
    if gone:
        message = f"《{title}》表头印有{'、'.join(f'“{w}”' for w in gone)}，各行没有读到这一列，按空列发布"
        findings.append(Finding("X-LOSTCOL", "info", "extraction", message, resource))
    if found.how == "sums":
        message = f"《{title}》的表头合并后被压平，名称不在自己的列上；各列按表式次序认定，并由各行求和核实"
        findings.append(Finding("X-HDR", "info", "extraction", message, resource))
    return findings


# --- texts cut in two ----------------------------------------------------------------------------------------------


def _without_remainders(kind: Kind, names: Sequence[str], rows: Sequence[Row]) -> tuple[list[Row], dict[int, Row]]:
    """Rows that hold only the rest of a text above (no code, no amount) are taken out, by the line they belong to."""
    texts = {i for i, n in enumerate(names) if n and _type(kind, n) in ("text", "name")}
    kept: list[Row] = []
    rest: dict[int, Row] = {}
    for row in rows:
        filled = {i for i, cell in enumerate(row.cells) if cell.strip()}
        above = kept[-1].cells if kept else ()
        same = bool(filled) and filled <= texts and all(i < len(above) and above[i].strip() for i in filled)
        coded = any(i < len(above) and above[i].strip() for i in range(len(names)) if i not in texts)
        label = any(is_total_label(row.cells[i]) for i in filled)
        if same and coded and not label and (len(kept) - 1) not in rest:
            rest[len(kept) - 1] = row
        else:
            kept.append(row)
    return kept, rest


def _type(kind: Kind, name: str) -> str:
    return next((s.type for s in kind.columns if s.name == name), "text")


def _joined_texts(names: Sequence[str], lines: list[Line], rest: dict[int, Row]) -> list[Repair]:
    """Join each remainder to the text above it; the place where both stood is the proof."""
    repairs = []
    by_row = {id(line.aligned.row): (i, line) for i, line in enumerate(lines, 1)}
    order = [line.aligned.row for line in lines]
    for index, row in rest.items():
        if index >= len(order):
            continue
        number, line = by_row[id(order[index])]
        for at, cell in enumerate(row.cells):
            if not cell.strip():
                continue
            field = names[at].split(".")[0]
            printed = str(line.values.get(field) or "")
            whole = printed + squeeze(cell)
            line.values[field] = whole
            evidence = f"第 {row.place.line} 行只有这一格的后半段，没有编码也没有金额"
            repairs.append(Repair("", number, field, printed, whole, "X-SPLIT", evidence))
    return repairs


def _repairs(
    kind: Kind, resource: str, found: Layout, lines: Sequence[Line], aligner: Aligner, unit: Decimal
) -> list[Repair]:
    return [
        repair
        for i, line in enumerate(lines, 1)
        for repair in moved_cells(kind, resource, i, found.names, line.aligned, aligner, unit)
    ]
