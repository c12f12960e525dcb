"""The list shape: one record a row, codes and names on the left, amounts on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from disclosures.align import Aligned, Aligner
from disclosures.codes import is_class_of
from disclosures.fit import Peer
from disclosures.header import Layout, layout
from disclosures.kinds import Kind
from disclosures.labels import is_of_which, is_total_label
from disclosures.model import Finding, Match, Repair, Row, Value
from disclosures.normalise.grid import on_grid
from disclosures.normalise.result import Normalised, doubt, joined, moved_cells, table, unit_of, unknown_columns, unread
from disclosures.text import code, squeeze

_CODES = ("functional_code", "dept_economic_code", "gov_economic_code")
_OF_UNIT = ("unit_code", "unit_name")


@dataclass
class _Line:
    """A record being made, with the row that it came from."""

    aligned: Aligned
    values: dict[str, Value]
    kind: str = "item"


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
        found, aligned = on_grid(found, rows)
    else:
        aligned = aligner.align(rows, peer)
    lines = [_Line(a, joined(kind, found.names, a.cells, unit)) for a in aligned]
    lines = [line for line in lines if any(v is not None for v in line.values.values())]
    for line in lines:
        _settle_label(kind, line)
    _classify(kind, lines)
    if _is_blank(lines):
        lines = []
    repairs = _repairs(kind, resource, found, lines, aligner, unit)
    repairs += [replace(r, resource=resource) for r in _joined_texts(found.names, lines, remainders)]
    findings = [f for i, line in enumerate(lines, 1) for f in doubt(kind, resource, i, line.aligned)]
    findings += [f for i, line in enumerate(lines, 1) for f in unread(kind, resource, i, found.names, line.aligned)]
    findings += _about_columns(kind, match, resource, found)
    fields = _fields(resource, found, lines)
    _spread_units(fields, lines)
    records = [
        {"row": i, "row_kind": line.kind, **{f: line.values.get(f) for f in fields if f != "row_kind"},
         **line.aligned.row.place.fields()}
        for i, line in enumerate(lines, 1)
    ]  # fmt: skip
    titles = {c.name: c.title for c in found.columns if c.name.startswith("extra_")}
    findings += unknown_columns(match.title or kind.title, resource, titles)
    made = table(kind, match, resource, fields, records, titles)
    return Normalised((made,), tuple(repairs), tuple(findings), found, tuple(line.aligned for line in lines))


def _fields(resource: str, found: Layout, lines: Sequence[_Line]) -> list[str]:
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


def _joined_texts(names: Sequence[str], lines: list[_Line], rest: dict[int, Row]) -> list[Repair]:
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


# --- what each row is ----------------------------------------------------------------------------------------------


def _settle_label(kind: Kind, line: _Line) -> None:
    """Put 合计 into the name column wherever it was printed; a unit's code and name into their own fields."""
    values = line.values
    for field, found in list(values.items()):
        if isinstance(found, str) and is_total_label(found) and field != kind.label:
            values[field] = None
            values[kind.label] = found
    name = values.get(kind.label)
    if kind.label == "project_name" and isinstance(name, str):
        if code(name).isdigit():
            values["unit_code"], values["project_name"] = code(name), None
        elif _is_unit_among_projects(values):
            values["unit_name"], values["project_name"] = name, None
    economic = values.get("dept_economic_code")
    lone = isinstance(economic, str) and kind.label == "dept_economic_name" and not values.get("gov_economic_code")
    if lone and len(str(economic)) in (3, 6) and not is_class_of("department", str(economic), str(name or "")):
        values["unit_code"], values["dept_economic_code"] = economic, None


def _is_unit_among_projects(values: Mapping[str, Value]) -> bool:
    """A row with a unit's code but neither type nor code of a project, where projects have one."""
    told = "project_type" in values or "project_code" in values
    return told and bool(values.get("unit_code")) and not values.get("project_type") and not values.get("project_code")


def _classify(kind: Kind, lines: list[_Line]) -> None:
    """Give each row its `row_kind`."""
    seen_total = False
    labelled = any(is_total_label(str(line.values.get(kind.label) or "")) for line in lines)
    # A table without 合计 whose first row names the department: that row is the grand total (Shenzhen).
    sums_all = not labelled and len(lines) > 1 and not any(lines[0].values.get(c) for c in _CODES)
    for index, line in enumerate(lines):
        values = line.values
        name = str(values.get(kind.label) or "")
        coded = [str(values[c]) for c in _CODES if values.get(c)]
        if is_total_label(name):
            line.kind = "total"
        elif is_of_which(name):
            line.kind = "of_which"
        elif coded:
            line.kind = "item"
        elif values.get("unit_code") and not (values.get("project_name") and values.get("project_type")):
            line.kind = "unit"
        elif not name and not values.get("project_name") and index == 0 and not seen_total:
            line.kind = kind.unlabelled_row_is
        elif index == 0 and sums_all and values.get("unit_name"):
            line.kind = "total"
        elif values.get("unit_name") and not values.get("project_name") and kind.label == "project_name":
            line.kind = "unit"
        seen_total = seen_total or line.kind == "total"
    _rollups(lines)
    if kind.lowest_unit_is_item or kind.unlabelled_row_is == "item":
        _lowest_units(lines)
    if kind.label == "unit_name":
        for line in (one for one in lines if one.values.get("name") is None):
            if line.kind == "total":
                line.values["name"], line.values["unit_name"] = line.values.get("unit_name"), None
            else:
                line.values["name"] = line.values.get("unit_name")


def _rollups(lines: list[_Line]) -> None:
    """类 and 款 rows that sum rows below them are subtotals."""
    for field in _CODES[:2]:
        codes = [(line, str(line.values[field])) for line in lines if line.kind == "item" and line.values.get(field)]
        for (line, own), (_, following) in pairwise(codes):
            if len(own) in (3, 5) and following.startswith(own) and len(following) > len(own):
                line.kind = "subtotal"


def _lowest_units(lines: list[_Line]) -> None:
    """Where rows are units only, those that no following row's code extends are items."""
    codes = [str(line.values.get("unit_code") or "") for line in lines]
    for line, own in zip(lines, codes, strict=True):
        if line.kind == "unit" and not any(other != own and other.startswith(own) for other in codes if own):
            line.kind = "item"


def _is_blank(lines: Sequence[_Line]) -> bool:
    """A table whose only row is a 合计 without any amount says nothing."""
    return len(lines) == 1 and not any(isinstance(v, Decimal) for v in lines[0].values.values())


def _spread_units(fields: Sequence[str], lines: Sequence[_Line]) -> None:
    """Fill a unit's code and name down to the rows that stand below it."""
    if "functional_code" not in fields or "unit_code" not in fields:
        return
    number = name = None
    for line in lines:
        if line.kind == "unit":
            number, name = line.values.get("unit_code"), line.values.get("name")
            line.values["unit_name"] = name
        elif line.kind in ("item", "subtotal"):
            line.values["unit_code"] = line.values.get("unit_code") or number
            line.values["unit_name"] = line.values.get("unit_name") or name


def _repairs(
    kind: Kind, resource: str, found: Layout, lines: Sequence[_Line], aligner: Aligner, unit: Decimal
) -> list[Repair]:
    return [
        repair
        for i, line in enumerate(lines, 1)
        for repair in moved_cells(kind, resource, i, found.names, line.aligned, aligner, unit)
    ]
