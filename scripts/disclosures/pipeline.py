"""The whole way from a document to a disclosure: the only module that knows every stage of the write side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from disclosures.check import check
from disclosures.conformance import problems
from disclosures.contents import listed_tables
from disclosures.description import path_beside, read_description
from disclosures.errors import DefinitionError
from disclosures.fingerprint import code_fingerprint, file_hash
from disclosures.identity import identify, package_name
from disclosures.kinds import by_name, kinds
from disclosures.model import Check, Disclosure, Document, Finding, Match, Paragraph, Record, Row, Subject, Table
from disclosures.normalise import Normalised, dated, normalise
from disclosures.normalise.result import joined, unit_of
from disclosures.normalise.unknown import unknown_table
from disclosures.package import files
from disclosures.peers import peer_for
from disclosures.prose import read_prose
from disclosures.read import read
from disclosures.recognise import Recognised, recognise
from disclosures.refuse import refuse
from disclosures.repair import Desk, merged, repair
from disclosures.text import is_amount
from disclosures.units import said_units, with_units


@dataclass(frozen=True, slots=True)
class Trace:
    """What the stages saw, for explaining: the document, its matches and how each was normalised."""

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
    """Read, recognise, normalise, repair, check and package one document. Raises DisclosureError."""
    disclosure = trace(path, shown).disclosure
    relative = f"{disclosure.identity.division_code or '000000'}/{package_name(disclosure.identity)}"
    made = files(disclosure, shown, code_fingerprint(), file_hash(path_beside(path)))
    wrong = problems(json.loads(made["datapackage.json"]), made.__getitem__)
    if wrong:
        raise DefinitionError(shown, f"做出的数据包不合格（{wrong[0]}）", remedy="这是程序的缺陷，请带上该文件报告")
    return Packed(relative, made, disclosure)


def trace(path: Path, shown: str) -> Trace:
    """Every stage of one document, kept for inspection. Raises DisclosureError."""
    description = read_description(path, shown)
    document = read(path, shown)
    recognised = recognise(document, kinds())
    paragraphs = [b for b in document.blocks if isinstance(b, Paragraph)]
    refuse(shown, paragraphs, recognised.matches)
    matches = with_units(_joined(recognised.matches))
    normalised = _normalised(matches)
    rows = [b for b in document.blocks if isinstance(b, Row)]
    desk = Desk([t for _, n in normalised for t in n.tables], rows)
    desk.repairs += [r for _, n in normalised for r in n.repairs]
    options = {key: found for match, one in normalised for key, found in _options(match, one)}
    repair(desk, options)
    tables = desk.tables()
    identity = identify(shown, paragraphs, matches, tables, description)
    tables = {name: dated(table, identity.year) for name, table in tables.items()}
    prose = read_prose(recognised.prose, identity.year)
    every = {**tables, **{t.resource: t for t in prose}}
    listed = listed_tables(paragraphs)
    findings = [f for _, n in normalised for f in n.findings if not desk.settled(f)] + desk.findings
    findings += said_units(_joined(recognised.matches))
    damaged = frozenset((f.resource, f.row) for f in findings if f.resource and f.row)
    subject = Subject(identity, tuple(matches), every, recognised.prose, listed, merged(desk), damaged)
    results = check(subject)
    findings += [r for r in results if isinstance(r, Finding)]
    disclosure = Disclosure(
        identity, document, description, tuple(every.values()), listed, subject.repairs,
        tuple(sorted(findings, key=_worst_first)), tuple(r for r in results if isinstance(r, Check)),
    )  # fmt: skip
    return Trace(document, recognised, tuple(normalised), disclosure)


def _worst_first(finding: Finding) -> tuple[int, int]:
    return ("error", "warning", "info").index(finding.severity), ("disclosure", "extraction").index(finding.origin)


def _joined(matches: Sequence[Match]) -> list[Match]:
    """Stretches of the same kind are one table, in printed order."""
    found: dict[str, Match] = {}
    others: list[Match] = []
    for match in matches:
        if match.kind is None:
            others.append(match)
        elif match.kind in found:
            first = found[match.kind]
            found[match.kind] = replace(
                first,
                rows=first.rows + match.rows,
                notes=first.notes + match.notes,
                header=first.header or match.header,
            )
        else:
            found[match.kind] = match
    return [*found.values(), *others]


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
    unknown = lost + [m for m in matches if m.kind is None and m.rows]
    found += [(m, unknown_table(m, number)) for number, m in enumerate(unknown, 1)]
    return found


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
    """Whether any row prints an amount: such a table must not become an empty one."""
    return any(is_amount(cell) for row in match.rows for cell in row.cells)


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
