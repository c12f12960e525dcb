"""The balance shape: income on the left, expenditure on the right; two records a row, income first in the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.align import Aligner
from disclosures.header import layout
from disclosures.kinds import Kind
from disclosures.labels import bare, is_known, label
from disclosures.model import Finding, Match, Place, Record, Repair, Row, Value
from disclosures.normalise.grid import on_grid
from disclosures.normalise.outline import of_which
from disclosures.normalise.positions import of_columns
from disclosures.normalise.result import Normalised, doubt, moved_cells, table, unit_of, unknown_columns, value
from disclosures.normalise.sides import places_of, role_of
from disclosures.text import squeeze

_PURPOSES = ("基本支出", "项目支出")
_SIDES = ("income", "expenditure")


def balance(kind: Kind, match: Match) -> Normalised:
    """Records of a balance table: `side`, `classification`, `row_kind`, `label`, `functional_code` and amounts."""
    rows, joins = _rejoined(match.rows)
    found = layout(kind, match.header, rows, lambda names: Aligner(kind, names).score(rows))
    aligner = Aligner(kind, found.names)
    unit = unit_of(match)
    resource = next(iter(kind.resources))
    aligned = on_grid(found, rows)[1] if rows and all(row.grid for row in rows) else aligner.align(rows)
    records: list[Record] = []
    repairs: list[Repair] = []
    findings: list[Finding] = []
    positions: dict[tuple[int, str], Place] = {}
    exact = bool(rows) and all(row.grid for row in rows)
    for side in _blocks(found.names):
        columns = _columns(found.names, side)
        carrying = False
        own = "income" if side == "income" else "expenditure"
        labels = [_of_side(found.names, row.cells, side).get("label", "") for row in aligned]
        places = places_of(labels, own) if exact else {}
        seen_item = ""
        first = len(records)
        for index, row in enumerate(aligned):
            cells = _of_side(found.names, row.cells, side)
            if not cells.get("label"):
                continue
            carrying = places.get(index) == "carried" if exact else carrying
            below = None if not exact else places.get(index) == "below"
            record = _record(kind, side, cells, unit, carrying, seen_item, below)
            carrying = record["row_kind"] == "carryover"
            seen_item = str(record["label"]) if record["row_kind"] == "item" else seen_item
            records.append({"row": len(records) + 1, **record, **row.row.place.fields()})
            own_columns = {**columns, "functional_code": columns["label"]}  # the words say the class
            positions |= of_columns(row.row, len(records), own_columns)
            if (rest := joins.get(str(record["label"]))) is not None:
                printed = str(record["label"]).removesuffix(rest)
                evidence = "下一行只有这一行名称的后半段；合起来正是表中应有的一行"
                repairs.append(
                    Repair(resource, len(records), "label", printed, str(record["label"]), "X-SPLIT", evidence)
                )
            repairs += _of(side, moved_cells(kind, resource, len(records), found.names, row, aligner, unit))
            findings += doubt(kind, resource, len(records), row) if side == "expenditure" else []
        records[first:] = _classed(_broken_down(records[first:]))
    fields = {name.split(".")[1] for name in (*found.names, *found.named) if "." in name}
    titles = {c.name: c.title for c in found.columns if c.name.startswith("extra_")}
    fields |= {"side", "classification", "row_kind", "functional_code", *titles}
    findings += unknown_columns(match.title or kind.title, resource, titles)
    made = table(kind, match, resource, fields, [_complete(r, fields) for r in records], titles, positions)
    return Normalised((made,), tuple(repairs), tuple(findings), found, tuple(aligned))


def _broken_down(records: Sequence[Record]) -> list[Record]:
    """The lines of a side, those `of_which` that only the sums tell so: printed unnumbered below the line they add up to."""
    items = [at for at, record in enumerate(records) if record["row_kind"] == "item"]
    amounts = [_amount(records[at]) for at in items]
    totals = [_amount(record) for record in records if record["row_kind"] == "total"]
    carried = sum((_amount(r) or Decimal(0) for r in records if r["row_kind"] == "carryover"), Decimal(0))
    wholes = [whole for total in totals if total for whole in (total, total - carried)]
    told = next((found for whole in wholes if (found := of_which(whole, amounts))), [])
    below = {items[at] for at in told}
    return [{**record, "row_kind": "of_which"} if at in below else record for at, record in enumerate(records)]


def _classed(records: Sequence[Record]) -> list[Record]:
    """The lines of a side, those of expenditure by purpose (基本支出, 项目支出) where no line names a functional class."""
    purposes = any(bare(str(r["label"])) in _PURPOSES for r in records if r["classification"] == "functional")
    if not purposes or any(record["functional_code"] for record in records):
        return list(records)
    return [{**r, "classification": "purpose"} if r["classification"] else r for r in records]


def _amount(record: Record) -> Decimal | None:
    found = next((v for name in ("amount", "total") if isinstance(v := record.get(name), Decimal)), None)
    return found if isinstance(found, Decimal) else None


def _blocks(names: Sequence[str]) -> tuple[str, ...]:
    """The blocks of the table: income and expenditure, and expenditure classed otherwise where printed once more."""
    found = dict.fromkeys(name.partition(".")[0] for name in names if "." in name)
    return (*_SIDES, *(block for block in found if block not in _SIDES))


def _rejoined(rows: Sequence[Row]) -> tuple[list[Row], dict[str, str]]:
    """Rows without those that hold only the rest of a label cut by a page break, and each label so made with its rest."""
    kept: list[Row] = []
    joins: dict[str, str] = {}
    for row in rows:
        filled = [i for i, cell in enumerate(row.cells) if cell.strip()]
        above = kept[-1].cells if kept and row.after_break else ()
        wholes = {i: squeeze(above[i] + row.cells[i]) for i in filled if i < len(above) and above[i].strip()}
        if (
            filled
            and len(wholes) == len(filled)
            and all(is_known(w) and not is_known(above[i]) for i, w in wholes.items())
        ):
            joins |= {whole: squeeze(row.cells[i]) for i, whole in wholes.items()}
            kept[-1] = replace(kept[-1], cells=tuple(wholes.get(i, c) for i, c in enumerate(above)))
        else:
            kept.append(row)
    return kept, joins


def _of_side(names: Sequence[str], cells: Sequence[str], side: str) -> dict[str, str]:
    return {field: cells[at] for field, at in _columns(names, side).items() if at < len(cells)}


def _columns(names: Sequence[str], side: str) -> dict[str, int]:
    """The column of each field of a side."""
    found: dict[str, int] = {}
    block = ""
    for at, name in enumerate(names):
        owner, _, field = name.partition(".")
        block = owner if field else block  # a column of no known meaning belongs to the block it stands in
        if block == side and name:
            found[field or name] = at
    return found


def _complete(record: Record, fields: set[str]) -> Record:
    return {
        **{f: record.get(f) for f in ("row", *fields)},
        **{f: record[f] for f in ("source_document", "source_page", "source_line") if f in record},
    }


def _record(
    kind: Kind, block: str, cells: dict[str, str], unit: Decimal, carrying: bool, above: str, below: bool | None
) -> dict[str, Value]:
    side = "income" if block == "income" else "expenditure"
    amounts = {f: value(kind, _typed_by(kind, side, f), c, unit) for f, c in cells.items() if f != "label"}
    text = value(kind, f"{side}.label", cells["label"], unit)
    known = label(cells["label"], side)
    role = role_of(cells["label"], side, carrying, above, below)
    code = known.functional_code if known and block == "expenditure" else ""
    classes = "functional" if block == "expenditure" else block
    classification = classes if side == "expenditure" and role in ("item", "of_which") else None
    return {
        "side": side, "classification": classification, "row_kind": role, "label": text,
        "functional_code": code or None, **amounts,
    }  # fmt: skip


def _typed_by(kind: Kind, side: str, field: str) -> str:
    """The column that tells a field's type: the side's own, else the other's (income printed by budgets)."""
    return f"{side}.{field}" if kind.spec(f"{side}.{field}") else f"expenditure.{field}"


def _of(side: str, repairs: list[Repair]) -> list[Repair]:
    """The repairs of one side, by the fields that the records have."""
    own = []
    for repair in repairs:
        owner, _, field = repair.field.partition(".")
        if owner == side:
            own.append(
                Repair(
                    repair.resource, repair.row, field, repair.printed, repair.published, repair.rule, repair.evidence
                )
            )
    return own
