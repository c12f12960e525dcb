"""The balance shape: income on the left, expenditure on the right; two records a row, income first in the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.align import Aligner
from disclosures.header import layout
from disclosures.kinds import Kind
from disclosures.labels import is_known, is_of_which, label
from disclosures.model import Finding, Match, Record, Repair, Row, Value
from disclosures.normalise.result import Normalised, doubt, moved_cells, table, unit_of, value
from disclosures.text import ordinal, squeeze

_SIDES = ("income", "expenditure")
# 医疗卫生与计划生育 is a label of the years before 2018; the ordinal tells it apart, the words name no class of today.


def balance(kind: Kind, match: Match) -> Normalised:
    """Records of a balance table: `side`, `classification`, `row_kind`, `label`, `functional_code` and amounts."""
    rows, joins = _rejoined(match.rows)
    found = layout(kind, match.header, rows, lambda names: Aligner(kind, names).score(rows))
    aligner = Aligner(kind, found.names)
    unit = unit_of(match)
    resource = next(iter(kind.resources))
    aligned = aligner.align(rows)
    records: list[Record] = []
    repairs: list[Repair] = []
    findings: list[Finding] = []
    for side in _SIDES:
        carrying = False
        seen_item = ""
        for row in aligned:
            cells = _of_side(found.names, row.cells, side)
            if not cells.get("label"):
                continue
            record = _record(kind, side, cells, unit, carrying, seen_item)
            carrying = record["row_kind"] == "carryover"
            seen_item = str(record["label"]) if record["row_kind"] == "item" else seen_item
            records.append({"row": len(records) + 1, **record, **row.row.place.fields()})
            if (rest := joins.get(str(record["label"]))) is not None:
                printed = str(record["label"]).removesuffix(rest)
                evidence = "下一行只有这一行名称的后半段；合起来正是表中应有的一行"
                repairs.append(
                    Repair(resource, len(records), "label", printed, str(record["label"]), "X-SPLIT", evidence)
                )
            repairs += _of(side, moved_cells(kind, resource, len(records), found.names, row, aligner, unit))
            findings += doubt(kind, resource, len(records), row) if side == "expenditure" else []
    fields = {name.split(".")[1] for name in (*found.names, *found.named) if "." in name}
    fields |= {"side", "classification", "row_kind", "functional_code"}
    made = table(kind, match, resource, fields, [_complete(r, fields) for r in records])
    return Normalised((made,), tuple(repairs), tuple(findings), found, tuple(aligned))


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
    return {n.split(".")[1]: c for n, c in zip(names, cells, strict=False) if n.startswith(f"{side}.")}


def _complete(record: Record, fields: set[str]) -> Record:
    return {
        **{f: record.get(f) for f in ("row", *fields)},
        **{f: record[f] for f in ("source_document", "source_page", "source_line") if f in record},
    }


def _record(
    kind: Kind, side: str, cells: dict[str, str], unit: Decimal, carrying: bool, above: str
) -> dict[str, Value]:
    amounts = {f: value(kind, f"{side}.{f}", c, unit) for f, c in cells.items() if f != "label"}
    text = value(kind, f"{side}.label", cells["label"], unit)
    known = label(cells["label"], side)
    role = known.role if known else "of_which"
    if is_of_which(cells["label"]):
        role = "of_which"
    elif carrying and role in ("item", "of_which"):
        role = "carryover"
    elif known is None and (ordinal(cells["label"]) is not None or not above):
        role = "item"
    code = known.functional_code if known and side == "expenditure" else ""
    functional = "functional" if side == "expenditure" and role in ("item", "of_which") else None
    return {
        "side": side, "classification": functional, "row_kind": role, "label": text,
        "functional_code": code or None, **amounts,
    }  # fmt: skip


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
