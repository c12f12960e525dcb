"""Does the checker find a fault of the department, and is it silent without it? One made document, tried with each kind."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from disclosures.errors import DisclosureError
from disclosures.model import Finding
from disclosures.pipeline import trace
from maker.document import Document
from maker.faults import BY_NAME, KINDS, Change, Fault, faulty
from maker.faults.change import NUMBER
from maker.formats import SUFFIXES, Writer, writer
from maker.places import placed
from maker.text import made

GRAVE = ("error", "warning")


@dataclass(frozen=True)
class Trial:
    """One fault in one document: its changes, and the findings that the document without it has not."""

    kind: str
    seed: str
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]

    @property
    def fault(self) -> Fault:
        """What was injected."""
        return BY_NAME[self.kind]

    @property
    def reported(self) -> list[Finding]:
        """The findings of a rule that may rightly report the fault."""
        return [finding for finding in self.findings if finding.rule in self.fault.rules]

    @property
    def laid_rightly(self) -> list[Finding]:
        """Those of them that lay it to the right side."""
        return [finding for finding in self.reported if finding.origin in self.fault.origins]

    @property
    def told_rightly(self) -> list[Finding]:
        """Those of them that say just what was changed."""
        return [finding for finding in self.laid_rightly if any(_tells(finding, change) for change in self.changes)]

    @property
    def misplaced(self) -> list[Finding]:
        """Errors and warnings laid to the reading, which is sound here."""
        return [f for f in self.findings if f.severity in GRAVE and f.origin not in self.fault.origins]


@dataclass(frozen=True)
class Tried:
    """A document: what is said of it without a fault, and its trials."""

    name: str
    seed: str
    without: tuple[Finding, ...]
    trials: tuple[Trial, ...]


def document_of(seed: str, style: str, place: str = "") -> Document:
    """The made document of this seed without a fault, in the usual form or in that of a place."""
    return placed(place, seed) if place else made(seed, for_print=style != "text", without_fault=True)


def tried(seed: str, kinds: Iterable[str] = KINDS, style: str = "text", place: str = "") -> Tried:
    """The document of this seed, and each kind of fault that it has a place for; `style` is a format of the maker."""
    document = document_of(seed, style, place)
    with tempfile.TemporaryDirectory() as folder, writer(style) as write:
        path = Path(folder) / f"{document.name}{SUFFIXES[style]}"
        without = _findings(document, seed, path, write)
        trials = tuple(_trials(document, seed, kinds, without, path, write))
    return Tried(document.name, seed, without, trials)


def _trials(
    document: Document, seed: str, kinds: Iterable[str], without: Iterable[Finding], path: Path, write: Writer
) -> Iterator[Trial]:
    known = Counter(map(_essence, without))
    for kind in kinds:
        injected = faulty(document, seed, kind)
        if injected is None:
            continue
        seen = Counter(known)
        new = []
        for finding in _findings(injected.document, seed, path, write):
            if seen[_essence(finding)]:
                seen[_essence(finding)] -= 1
            else:
                new.append(finding)
        yield Trial(kind, seed, injected.changes, tuple(new))


def _findings(document: Document, seed: str, path: Path, write: Writer) -> tuple[Finding, ...]:
    write(document, seed, path)
    try:
        return trace(path, path.name).disclosure.findings
    except DisclosureError as error:
        return (Finding("refused", "error", "extraction", str(error)),)


def _essence(finding: Finding) -> tuple[str | None, ...]:
    """What tells two findings apart, without the lines that a fault moves."""
    return finding.rule, finding.resource, finding.field, finding.printed, finding.expected


def _tells(finding: Finding, change: Change) -> bool:
    """Whether a finding says what was changed: the amount by which, both figures, or the words."""
    was, now = _number(change.was), _number(change.now)
    if was is not None and now is not None:
        figures = {_number(finding.printed or ""), _number(finding.expected or "")}
        return {was, now} <= figures or (finding.difference is not None and abs(finding.difference) == abs(now - was))
    said = _plain("".join((finding.message, finding.printed or "", finding.expected or "")))
    about = {finding.resource, *(cell.resource for cell in finding.cells)}
    return _plain(change.now or change.was) in said or change.where in about


def _number(text: str) -> Decimal | None:
    """The figure, nothing printed being 0; a code is no figure."""
    plain = text.replace(",", "").removeprefix("-")
    if len(plain) >= len("30101") and plain.isdigit():
        return None
    return Decimal(plain or 0) if not plain or NUMBER.fullmatch(plain) else None


def _plain(text: str) -> str:
    return "".join(text.split())
