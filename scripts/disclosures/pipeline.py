"""The whole way from a document to a disclosure: the only module that knows every stage of the write side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from disclosures.check import check, holding_sums
from disclosures.conformance import problems
from disclosures.contents import listed_tables
from disclosures.corrections import corrected, reviewed
from disclosures.description import SUFFIX, description_of, members, named, neighbours, read_description
from disclosures.errors import DefinitionError, IncompleteError
from disclosures.fingerprint import code_fingerprint, file_hash
from disclosures.headings import columns
from disclosures.identity import identify, package_name
from disclosures.kinds import by_name, kinds
from disclosures.labels import is_total_label
from disclosures.model import (
    Block,
    Check,
    Disclosure,
    Document,
    Finding,
    Match,
    Paragraph,
    Record,
    Row,
    Source,
    Subject,
    Table,
)
from disclosures.normalise import Normalised, dated, normalise
from disclosures.normalise.result import joined, unit_of
from disclosures.normalise.unclear import unclear, unclear_prose, unread_ink
from disclosures.normalise.unknown import unknown_table
from disclosures.package import files
from disclosures.peers import peer_for
from disclosures.prose import read_prose
from disclosures.read import read
from disclosures.recognise import Recognised, recognise
from disclosures.refuse import refuse
from disclosures.repair import Desk, merged, repair
from disclosures.scans import as_meant, in_order, misread_words, scanned_pages, sheets_on_scans
from disclosures.text import is_amount, key
from disclosures.titles import same_title, titled_in_full
from disclosures.units import said_units, with_units


@dataclass(frozen=True, slots=True)
class Trace:
    """What the stages saw, for explaining: the blocks of all documents, the matches, how each was normalised."""

    document: Document
    recognised: Recognised
    normalised: tuple[tuple[Match, Normalised], ...]
    disclosure: Disclosure


@dataclass(frozen=True, slots=True)
class Packed:
    """A package ready to be stored at `<division>/<name>`."""

    relative: str
    files: Mapping[str, bytes]
    disclosure: Disclosure


def convert(path: Path, shown: str) -> Packed:
    """Read, recognise, normalise, repair, check and package one disclosure. Raises DisclosureError.

    `path` is its document, or its folder; `shown` its name in messages.
    """
    disclosure = trace(path, shown).disclosure
    relative = f"{disclosure.identity.division_code or '000000'}/{package_name(disclosure.identity)}"
    made = files(disclosure, code_fingerprint(), file_hash(description_of(path)))
    wrong = problems(json.loads(made["datapackage.json"]), made.__getitem__)
    if wrong:
        raise DefinitionError(shown, f"做出的数据包不合格（{wrong[0]}）", remedy="这是程序的缺陷，请带上该文件报告")
    return Packed(relative, made, disclosure)


def trace(path: Path, shown: str) -> Trace:
    """Every stage of one disclosure, kept for inspection. Raises DisclosureError."""
    try:
        return _trace(path, shown)
    except IncompleteError as error:
        raise _with_neighbours(error, path) from None


def understood(path: Path, shown: str) -> tuple[Document, Recognised, tuple[tuple[Match, Normalised], ...]]:
    """The first stages alone, which a document that is refused later still passes. Raises DisclosureError."""
    description = read_description(path, shown)
    document = _as_one([read(file, name) for file, name in members(path, shown, description)])
    recognised = recognise(document, kinds())
    return document, recognised, tuple(_normalised(with_units(_joined(recognised.matches))))


def _with_neighbours(error: IncompleteError, path: Path) -> IncompleteError:
    """What is missing may stand in another file: tell how to say that they belong together."""
    others = neighbours(path)
    if not others or description_of(path).is_file():
        return error
    hint = f"若与同一文件夹里的“{others[0]}”等同属一份公开，请新建 {path.name}{SUFFIX}，写明 files: [{path.name}, {others[0]}]"
    return IncompleteError(error.file, error.message, error.place, f"{error.remedy}；{hint}")


def _trace(path: Path, shown: str) -> Trace:
    description = read_description(path, shown)
    files = members(path, shown, description)
    documents = [read(file, name) for file, name in files]
    sources = tuple(Source(name, one.sha256, one.media_type) for one, (_, name) in zip(documents, files, strict=True))
    document = _as_one(documents)
    recognised = recognise(document, kinds())
    paragraphs = [b for b in document.blocks if isinstance(b, Paragraph)]
    meant = list(as_meant(paragraphs))
    refuse(shown, meant, recognised.matches)
    matches = with_units(_joined(recognised.matches))
    normalised = _normalised(matches)
    rows = [b for b in document.blocks if isinstance(b, Row)]
    desk = Desk([t for _, n in normalised for t in n.tables], rows)
    desk.repairs += [r for _, n in normalised for r in n.repairs]
    desk.unread += [f for _, n in normalised for f in n.findings if f.rule == "X-UNREAD"]
    options = {key: found for match, one in normalised for key, found in _options(match, one)}
    repair(desk, options)
    tables = desk.tables()
    identity = identify(shown, meant, matches, tables, description, document.title)
    tables = {name: dated(table, identity.year) for name, table in tables.items()}
    prose = read_prose(recognised.prose, identity.year)
    corrections, about = description.corrections, named(path, shown)
    every = corrected({**tables, **{t.resource: t for t in prose}}, corrections, about)
    listed = listed_tables(paragraphs)
    findings = [f for _, n in normalised for f in n.findings if not desk.settled(f)] + desk.findings
    findings += said_units(_joined(recognised.matches))
    findings += [*_unknown_glyphs(document), *unread_ink(document.unread), *misread_words(paragraphs)]
    findings += [f for match, one in normalised for f in unclear(match, one)] + list(unclear_prose(recognised.prose))
    scanned = scanned_pages(document.blocks)
    every = {name: replace(table, recognised=sheets_on_scans(table, scanned)) for name, table in every.items()}
    damaged = frozenset((f.resource, f.row) for f in findings if f.resource and f.row)
    subject = Subject(identity, tuple(matches), every, recognised.prose, listed, merged(desk), damaged, scanned)
    results = check(subject)
    findings += [r for r in results if isinstance(r, Finding)]
    findings = reviewed(findings, corrections, about)
    disclosure = Disclosure(
        identity, sources, description, tuple(_placed(t, sources) for t in every.values()), listed, subject.repairs,
        tuple(sorted(findings, key=_worst_first)), tuple(r for r in results if isinstance(r, Check)),
        in_order(scanned), holding_sums(subject),
    )  # fmt: skip
    return Trace(document, recognised, tuple(normalised), disclosure)


def _unknown_glyphs(document: Document) -> Iterator[Finding]:
    """Signs whose font does not tell what they mean stand as � in the data: said, with their pages."""
    count: Counter[int | None] = Counter()
    for block in document.blocks:
        texts = block.cells if isinstance(block, Row) else (block.text,)
        count[block.place.page] += sum(text.count("\ufffd") for text in texts)
    pages = sorted(page for page, times in count.items() if times and page)
    if count.total():
        where = f"第 {'、'.join(map(str, pages))} 页" if pages else "文中"
        message = f"{where}共有 {count.total()} 个字的字体没有说明是什么字，数据里印作“\ufffd”"
        yield Finding("X-UNREAD", "warning", "extraction", message)


def _as_one(documents: Sequence[Document]) -> Document:
    """The blocks of all files one after another; where there are several, each block says which it stands in."""
    if len(documents) == 1:
        return documents[0]
    blocks: list[Block] = []
    for number, document in enumerate(documents, 1):
        for index, block in enumerate(document.blocks):
            found = replace(block, place=replace(block.place, document=number))
            if index == 0:
                found = replace(found, after_break=True) if isinstance(found, Row) else replace(found, tight=False)
            blocks.append(found)
    unread = tuple(replace(place, document=n) for n, one in enumerate(documents, 1) for place in one.unread)
    return replace(documents[0], blocks=tuple(blocks), unread=unread)


def _placed(table: Table, sources: Sequence[Source]) -> Table:
    """A table whose rows say in which of several files they stand."""
    if len(sources) == 1 or "source_page" not in table.fields:
        return table
    at = table.fields.index("source_page")
    return replace(table, fields=(*table.fields[:at], "source_document", *table.fields[at:]))


def _worst_first(finding: Finding) -> tuple[int, int]:
    return ("error", "warning", "info").index(finding.severity), ("disclosure", "extraction").index(finding.origin)


def _joined(matches: Sequence[Match]) -> list[Match]:
    """Stretches of the same kind are one table, in printed order; a second table of that kind is none that is known."""
    found: dict[str, Match] = {}
    others: list[Match] = []
    for match in matches:
        if match.kind is None:
            others.append(match)
        elif match.kind not in found:
            found[match.kind] = match
        elif _goes_on(found[match.kind], match):
            found[match.kind] = _as_one_table(found[match.kind], match)
        else:
            kept, second = found[match.kind], match
            if not titled_in_full(kinds(), kept.title) and titled_in_full(kinds(), second.title):
                kept, second = second, kept
            found[match.kind] = kept
            others.append(replace(second, kind=None))
    return [*found.values(), *others]


def _as_one_table(first: Match, second: Match) -> Match:
    """Two stretches of one table. A title without header and rows was only listed: the second says what it is."""
    named, other = (first, second) if first.header or first.rows else (second, first)
    return replace(
        named,
        rows=first.rows + second.rows,
        notes=first.notes + second.notes,
        header=first.header or second.header,
        unit=named.unit or other.unit,
        stated_name=named.stated_name or other.stated_name,
        stated_year=named.stated_year or other.stated_year,
    )


def _goes_on(first: Match, second: Match) -> bool:
    """Whether a stretch is more of the same table: read off grids, of the same columns and without a second 合计.

    Never in another unit of money: all amounts of a table are read in one.
    """
    if first.unit and second.unit and first.unit != second.unit and first.rows and second.rows:
        return False
    kind = by_name()[first.kind or ""]
    gridded = all(row.grid for one in (first, second) for row in (*one.header, *one.rows))
    if gridded and kind.grid_shape == "three_public" and first.header and second.header and second.title:
        return same_title(first.title, second.title) and not _begins_alike(first, second)
    if not gridded or kind.shape not in ("list", "balance") or not first.rows or not second.rows:
        return True
    if any(_sums_all(row) for row in first.rows) and any(_sums_all(row) for row in second.rows):
        return False
    if not (first.header and second.header):
        return len(first.rows[0].cells) == len(second.rows[0].cells)
    return [c.name for c in columns(kind, first.header)] == [c.name for c in columns(kind, second.header)]


def _begins_alike(first: Match, second: Match) -> bool:
    """Whether both stretches begin with the same words, or with figures alone: the second then begins anew."""
    if not first.rows or not second.rows:
        return False
    one, other = (next((key(c) for c in m.rows[0].cells if c and not is_amount(c)), "") for m in (first, second))
    return one == other


def _sums_all(row: Row) -> bool:
    labels = (cell for cell in row.cells if cell and not is_amount(cell))
    return any(is_total_label(cell) or key(cell) in ("收入总计", "支出总计") for cell in labels)


def _normalised(matches: Sequence[Match]) -> list[tuple[Match, Normalised]]:
    """Every match in records; tables with peers a second time, once their peers are known."""
    known = [(m, normalise(by_name()[m.kind], m)) for m in matches if m.kind]
    lost = [m for m, n in known if _says_something(m) and not any(t.records for t in n.tables)]
    known = [(m, n) for m, n in known if m not in lost]
    first = {t.resource: t for _, n in known for t in n.tables}
    found = []
    for match, normalised in known:
        kind = by_name()[match.kind or ""]
        peers = peer_for(kind, _sound(first, known)) if _unsure(normalised) else None
        found.append((match, normalise(kind, match, peers) if peers else normalised))
    unknown = lost + [_with_rows(m) for m in matches if m.kind is None and (m.rows or any(r.grid for r in m.header))]
    found += [(m, unknown_table(m, number)) for number, m in enumerate(unknown, 1)]
    return found


def _with_rows(match: Match) -> Match:
    """An unknown table off a grid of which nothing but a header was told: all that it prints are its rows."""
    return match if match.rows else replace(match, header=(), rows=match.header)


def _options(match: Match, normalised: Normalised) -> Iterator[tuple[tuple[str, int], list[Record]]]:
    """The placements that each doubtful row of a list table could have, as values by field."""
    kind = by_name().get(match.kind or "")
    if kind is None or kind.shape != "list" or normalised.layout is None:
        return
    resource = normalised.tables[0].resource
    for row, aligned in enumerate(normalised.aligned, 1):
        if aligned.options:
            values = [joined(kind, normalised.layout.names, cells, unit_of(match)) for cells in aligned.options]
            yield (resource, row), list(values)


def _says_something(match: Match) -> bool:
    """Whether any row prints an amount: such a table must not become an empty one. Serial numbers are none."""
    serial = bool(match.header) and key(match.header[0].cells[0]) in ("序号", "行次", "编号")
    return any(is_amount(cell) for row in match.rows for cell in row.cells[serial:])


def _unsure(normalised: Normalised) -> bool:
    """Whether the columns or a row had to be worked out, so that the same rows elsewhere can help."""
    worked_out = normalised.layout is not None and normalised.layout.how != "header"
    return worked_out or any(a.moved or a.doubtful for a in normalised.aligned)


def _sound(tables: Mapping[str, Table], known: Sequence[tuple[Match, Normalised]]) -> Mapping[str, Table]:
    """Tables without the rows that were moved or are doubtful: only what is sure may speak for another row."""
    sound = dict(tables)
    for _, normalised in known:
        unsure = {(r.resource, r.row) for r in normalised.repairs} | {(f.resource, f.row) for f in normalised.findings}
        for table in normalised.tables:
            records = tuple(r for r in table.records if (table.resource, r["row"]) not in unsure)
            sound[table.resource] = replace(table, records=records)
    return sound
