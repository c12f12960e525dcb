"""The report of a run and the packages that it names, as far as the summary speaks of them."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from disclosures.across import across
from disclosures.catalogue import read_catalogue, to_decimal
from disclosures.terms import LEVEL, SEVERITY


@dataclass(frozen=True)
class Document:
    """One document of the report."""

    path: str
    status: str
    package: str | None
    tables_listed: int
    tables_found: int
    repairs: int
    message: str


@dataclass(frozen=True)
class Finding:
    """One row of a package's findings.csv, with the printed title of the table it speaks of.

    `line` is where its row stands in a text file, empty elsewhere; `review` what a person said of it.
    """

    severity: str
    origin: str
    rule: str
    table: str
    message: str
    difference: str
    line: str
    review: str

    @property
    def weight(self) -> tuple[int, Decimal]:
        """Sort key: worst first, then the largest difference."""
        order = list(SEVERITY)
        rank = order.index(self.severity) if self.severity in order else len(order)
        return rank, -_size(self.difference)


@dataclass(frozen=True)
class Package:
    """What a package says of itself."""

    department: str
    division: str
    level: str
    year: str
    findings: tuple[Finding, ...]
    outcomes: dict[str, int]
    corrections: int


def read_report(path: Path) -> list[Document]:
    """Return the documents of a report in its order."""
    report = json.loads(path.read_text(encoding="utf-8"))
    return [
        Document(
            path=str(each["document"]),
            status=str(each["status"]),
            package=str(each.get("package") or "") or None,
            tables_listed=int(each.get("tables_listed") or 0),
            tables_found=int(each.get("tables_found") or 0),
            repairs=int(each.get("repairs") or 0),
            # the command line's messages begin with the file, which stands beside them here
            message=str(each.get("message") or "").removeprefix(str(each["document"])).removeprefix("："),
        )
        for each in report["documents"]
    ]


def compared(packages: Path) -> dict[str, list[Finding]]:
    """Return by package name what does not agree with the disclosures of other years and units."""
    found: dict[str, list[Finding]] = {}
    catalogue = read_catalogue(packages, packages.parent)
    titles = {
        one.name: {name: resource.title for name, resource in one.resources.items()} for one in catalogue.disclosures
    }
    for one in across(catalogue):
        if one.outcome == "fail":
            table = titles[one.package].get(one.resource or "") or "全文"
            difference = "" if one.difference is None else str(one.difference)
            finding = Finding(one.severity, "across", one.rule, table, one.message, difference, line="", review="")
            found.setdefault(one.package, []).append(finding)
    return found


def read_package(root: Path, package: str, others: dict[str, list[Finding]]) -> Package | None:
    """Return what `<root>/<division>/<name>` says of itself, or None where it is not to be read.

    `others` is what was found by name when it was held against other packages.
    """
    folder = root.joinpath(*Path(package).parts[-2:])
    try:
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        disclosure = dict(descriptor["disclosure"])
        titles = {str(each["name"]): str(each.get("title") or "") for each in descriptor["resources"]}
        own = [*_findings(folder / "data", titles), *others.get(str(descriptor["name"]), [])]
        findings = tuple(sorted(own, key=lambda each: each.weight))
        outcomes = Counter(row["outcome"] for row in _rows(folder / "data" / "checks.csv"))
        corrections = sum(row["action"] == "correct" for row in _rows(folder / "data" / "corrections.csv"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, csv.Error):
        return None
    return Package(
        department=str(disclosure.get("department") or "未识别的部门"),
        division=str(disclosure.get("division") or disclosure.get("division_code") or ""),
        level=LEVEL.get(str(disclosure.get("level")), "部门预算"),
        year=str(disclosure.get("year") or "未识别的"),
        findings=findings,
        outcomes=dict(outcomes),
        corrections=corrections,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table, none where the package lacks it."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _findings(data: Path, titles: dict[str, str]) -> Iterator[Finding]:
    rows = _rows(data / "findings.csv")
    spoken_of = {row["resource"] for row in rows if row["row_ref"]} & set(titles)
    lines = {
        name: {row["row"]: row.get("source_line") or "" for row in _rows(data / f"{name}.csv")} for name in spoken_of
    }
    for row in rows:
        named = re.search("《(.+?)》", row["message"])  # of a table that the package lacks
        yield Finding(
            severity=row["severity"],
            origin=row["origin"],
            rule=row["rule"],
            table=titles.get(row["resource"]) or (named[1] if named else "全文"),
            message=row["message"],
            difference=row["difference"],
            line=lines.get(row["resource"], {}).get(row["row_ref"], ""),
            review=row.get("review") or "",
        )


def _size(number: str) -> Decimal:
    return abs(to_decimal(number) or Decimal(0))
