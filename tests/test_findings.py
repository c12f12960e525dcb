"""What is found in the real documents, against the findings that a reader wrote down by hand: all of them, none besides."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping

import yaml

import cases
from cases import Case
from disclosures.pipeline import Packed

# The groups that are compared; one that is finished is added here.
COMPARED = ("R-TOC-", "R-YEAR-", "R-NAME", "R-UNITROW", "R-EMPTY-NOTE", "R-SECTIONS", "R-TXT-", "R-C-", "R-P-")
Said = tuple[
    str, str, str, str
]  # rule, severity, resource, row (of the statements: none, since one sentence has many rows)


def _said(rows: Iterable[Mapping[str, str]]) -> Counter[Said]:
    return Counter(
        (row["rule"], row["severity"], row["resource"], "" if row["resource"] == "statements" else row["row_ref"])
        for row in rows
        if row["rule"].startswith(COMPARED)
    )


def _known(case: Case, side: str) -> Counter[Said]:
    about = yaml.safe_load((cases.FOLDER / case.name / "case.yaml").read_text("utf-8"))
    known = (about.get("findings") or {}).get(side) or ()
    assert all(one["reason"] for one in known)
    return Counter((one["rule"], one["severity"], one["resource"], str(one.get("row", ""))) for one in known)


def test_what_a_reader_found_is_found_and_nothing_else(case: Case, packed: Packed) -> None:
    with (cases.FOLDER / case.name / "findings.csv").open(encoding="utf-8", newline="") as file:
        truth = _said(csv.DictReader(file))
    found = _said(cases.tables(packed)["findings"])
    assert truth - found == _known(case, "not_found")
    assert found - truth == _known(case, "besides")
