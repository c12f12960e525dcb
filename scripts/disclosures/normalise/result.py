"""What a normaliser gives, and the steps that all of them share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.align import Aligned, Aligner
from disclosures.header import Layout
from disclosures.kinds import SUFFIXES, Kind
from disclosures.labels import is_total_label
from disclosures.model import Finding, Match, Paragraph, Positions, Record, Repair, Table, Value
from disclosures.money import UNITS, in_ten_thousands, printed_text
from disclosures.schemas import fields
from disclosures.text import code, is_blank_mark, is_misread_blank_mark, parse_amount, squeeze

ABOUT_PLACE = ("source_page", "source_line")


@dataclass(frozen=True, slots=True)
class Normalised:
    """The resources of one printed table, what was moved in them, what stays doubtful, and how columns were found."""

    tables: tuple[Table, ...]
    repairs: tuple[Repair, ...] = ()
    findings: tuple[Finding, ...] = ()
    layout: Layout | None = None
    aligned: tuple[Aligned, ...] = ()


def value(kind: Kind, name: str, text: str, unit: Decimal, exact: bool = False) -> Value:
    """A cell as its column's type; an amount in 万元, exact. Text that is no amount stays out of an amount column.

    `exact`: the cell is known to stand in its column, so a code may have any form that its field allows.
    """
    if not text:
        return None
    spec = kind.spec(name)
    if spec is None or spec.type in ("text", "name", "label", "indicator", "target"):
        return squeeze(text)
    if spec.type == "code":
        fits = spec.pattern is None or spec.pattern.fullmatch(code(text)) or (exact and is_code(spec.field, text))
        return code(text) if fits else _total_or_none(text)
    if is_percentage(name):
        return parse_amount(text.replace("%", "").replace("％", ""))
    amount = parse_amount(text)
    return None if amount is None else in_ten_thousands(amount, unit)


def is_percentage(name: str) -> bool:
    """Whether a column holds percentages, which have no unit of money and may print their sign."""
    return name.endswith("_percent")


def is_code(name: str, text: str) -> bool:
    """Whether a text has the form that the dictionary of fields gives to codes of that field."""
    return re.fullmatch(str(fields().get(name, {}).get("pattern", ".*")), code(text)) is not None


def _total_or_none(text: str) -> str | None:
    """合计 is printed in code columns too; any other words there belong to a row that is out of its columns."""
    return squeeze(text) if is_total_label(text) else None


def unit_of(match: Match) -> Decimal:
    """How many printed units make one 万元; 万元 where nothing is printed."""
    return UNITS.get(match.unit or "万元", Decimal(1))


def described(notes: Sequence[Paragraph]) -> str | None:
    """The notes printed below a table as one text."""
    return "\n".join(squeeze(note.text) for note in notes) or None


def table(kind: Kind, match: Match, resource: str, fields: Iterable[str], records: Sequence[Record],
          titles: Mapping[str, str] | None = None, positions: Positions | None = None) -> Table:  # fmt: skip
    """A Table with its fields in the contract's order, `row` first and the place last."""
    present = set(fields)
    order = [one for f in kind.resources[resource] for one in (f, *(f + s for s in SUFFIXES)) if one in present]
    extras = sorted(f for f in present if f.startswith("extra_"))
    return Table(
        resource=resource,
        kind=kind.name,
        title=match.title or kind.title,
        fields=("row", *order, *extras, *ABOUT_PLACE),
        records=tuple(records),
        unit=match.unit,
        description=described(match.notes),
        titles=titles or {},
        headless=match.headless,
        place=match.place,
        positions=positions or {},
    )


def joined(
    kind: Kind, names: Sequence[str], cells: Sequence[str], unit: Decimal, exact: bool = False
) -> dict[str, Value]:
    """Column values by field; the parts of a code (类, 款, 项) are joined in order."""
    found: dict[str, Value] = {}
    for name, cell in zip(names, cells, strict=False):
        if not name:
            continue
        field = name.split(".")[0] if re.search(r"\.\d$", name) else name
        one = value(kind, name, cell, unit, exact)
        if isinstance(one, str) and isinstance(found.get(field), str) and field != name:
            one = f"{found[field]}{one}"
        if one is not None or field not in found:
            found[field] = one
    return found


def moved_cells(
    kind: Kind, resource: str, row: int, names: Sequence[str], aligned: Aligned, aligner: Aligner, unit: Decimal
) -> list[Repair]:
    """One Repair for each field that a moved row publishes otherwise than it was read."""
    if aligned.moved is None:
        return []
    raw = joined(kind, names, [squeeze(c) for c in aligner.padded(aligned.row.cells)], unit)
    texts = {name.split(".")[0] if re.search(r"\.\d$", name) else name: "" for name in names}
    for name, cell in zip(names, aligner.padded(aligned.row.cells), strict=False):
        field = name.split(".")[0] if re.search(r"\.\d$", name) else name
        texts[field] = texts.get(field, "") + squeeze(cell)
    new = joined(kind, names, aligned.cells, unit)
    return [
        Repair(resource, row, field, texts[field], printed_text(new[field]), aligned.moved, aligned.evidence)
        for field in new
        if texts[field] != _text_of(names, aligned.cells, field) or raw[field] != new[field]
    ]


def _text_of(names: Sequence[str], cells: Sequence[str], field: str) -> str:
    return "".join(c for n, c in zip(names, cells, strict=False) if n == field or re.fullmatch(rf"{field}\.\d", n))


def doubt(kind: Kind, resource: str, row: int, aligned: Aligned) -> list[Finding]:
    """A row that does not fit its columns and could not be put right stays as printed, and is said."""
    if not aligned.doubtful:
        return []
    line = f"第 {aligned.row.place.line} 行" if aligned.row.place.line else f"第 {row} 行"
    message = f"{kind.title}{line}的单元格可能错位（{aligned.doubtful}），没有等式能确定原位，按读到的样子发布"
    printed = " │ ".join(squeeze(c) or "·" for c in aligned.row.cells)
    return [Finding("X-SHIFT", "warning", "extraction", message, resource, row, None, printed)]


def unknown_columns(title: str, resource: str, titles: Mapping[str, str]) -> list[Finding]:
    """One finding that names the columns of no known meaning."""
    if not titles:
        return []
    words = "、".join(f"“{text}”" if text else "没有表头" for text in titles.values())
    message = f"《{title}》的 {words} 列含义未知，照原样发布为 {'、'.join(titles)}"
    return [Finding("X-OTHER", "info", "extraction", message, resource)]


def unread(kind: Kind, resource: str, row: int, names: Sequence[str], aligned: Aligned) -> list[Finding]:
    """Cells of amount and code columns that are none: not published as one, so said here with their text."""
    found = []
    scanned = any(cell is not None and cell.recognised for cell in aligned.row.grid)
    for name, cell in zip(names, aligned.cells, strict=False):
        spec = kind.spec(name)
        blank = is_blank_mark(cell) or (scanned and is_misread_blank_mark(cell))
        if spec and spec.type == "amount" and cell and value(kind, name, cell, Decimal(1)) is None and not blank:
            where = f"第 {aligned.row.place.line} 行" if aligned.row.place.line else f"第 {row} 行"
            message = f"{kind.title}{where}金额栏中的“{cell[:60]}”不是数字，没有作为金额发布"
            found.append(
                Finding("X-UNREAD", "warning", "extraction", message, resource, row, name.split(".")[-1], cell)
            )
        elif (
            aligned.row.grid
            and spec
            and spec.type == "code"
            and cell
            and value(kind, name, cell, Decimal(1), True) is None
        ):
            message = f"{kind.title}第 {row} 行编码栏中的“{cell[:60]}”不是编码，没有作为编码发布"
            found.append(Finding("X-UNREAD", "warning", "extraction", message, resource, row, spec.field, cell))
    return found
