"""A package on disk says what the disclosure says: every value survives, and the descriptor keeps the contract."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cases
from cases import Case
from disclosures.conformance import problems
from disclosures.model import Value
from disclosures.package import csv_bytes
from disclosures.pipeline import Packed
from disclosures.schemas import field_order

# Readers take carriage returns for line ends, so no cell can hold one.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1)
VALUES: st.SearchStrategy[Value] = (
    st.none() | TEXTS | st.integers(-(10**9), 10**9) | st.decimals(-(10**12), 10**12, places=6)
)
KEYS = "name title sources licenses keywords created version contributors disclosure resources conversion"
DISCLOSURE = (
    "kind department department_id level parent_department division_code division year published printed_unit"
    " tables_listed tables_found"
)
FIELDS = ("row", "name", "amount")


@settings(deadline=None, derandomize=True)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, VALUES)), max_size=8))
def test_every_value_survives_a_csv(records: list[dict[str, Value]]) -> None:
    data = csv_bytes(FIELDS, records)
    again = cases.read_csv(data)
    assert len(again) == len(records)
    for record, row in zip(records, again, strict=True):
        for name in FIELDS:
            value, text = record[name], row[name]
            if isinstance(value, Decimal):
                assert Decimal(text) == value
                assert "E" not in text
            else:
                assert text == ("" if value is None else str(value))


@settings(deadline=None, derandomize=True)
@given(st.lists(st.fixed_dictionaries({"row": st.integers(1, 99), "name": st.text("=+-@甲1", min_size=1)}), max_size=5))
def test_lines_end_in_lf_only(records: list[dict[str, Value]]) -> None:
    data = csv_bytes(("row", "name"), records)
    assert b"\r" not in data
    assert data.count(b"\n") == len(records) + 1


@pytest.fixture
def descriptor(packed: Packed) -> dict[str, object]:
    """The descriptor of each case."""
    found: dict[str, object] = json.loads(packed.files["datapackage.json"])
    return found


def test_it_passes_our_own_check(packed: Packed, descriptor: dict[str, object]) -> None:
    assert problems(descriptor, packed.files.__getitem__) == []


def test_it_says_which_disclosure_it_is(case: Case, packed: Packed) -> None:
    about = json.loads(packed.files["datapackage.json"])
    assert set(about) >= set(KEYS.split())
    assert set(about["disclosure"]) >= set(DISCLOSURE.split())
    assert about["disclosure"]["kind"] == "department_budget"
    assert about["disclosure"]["printed_unit"] == "万元"
    assert about["name"] == packed.relative.split("/")[1]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", about["created"])
    source = about["sources"][0]
    data = (cases.ORIGINALS / case.document).read_bytes()
    assert source["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert source["path"] == case.shown
    assert source["mediatype"] == "text/plain"


def test_tables_found_are_the_tables_there(packed: Packed) -> None:
    about = json.loads(packed.files["datapackage.json"])
    names = [r["name"] for r in about["resources"]]
    prose = {"duties", "units", "glossary", "statements"}
    assert set(about["disclosure"]["tables_found"]) == set(names) - prose - cases.RECORDS
    assert set(names) >= cases.RECORDS
    assert names[-5:] == ["findings", "repairs", "checks", "finding_cells", "positions"]


def test_every_resource_is_described(packed: Packed) -> None:
    about = json.loads(packed.files["datapackage.json"])
    files = set(packed.files)
    for resource in about["resources"]:
        data = packed.files[resource["path"]]
        files.discard(resource["path"])
        assert resource["title"]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        head = data.decode().split("\n")[0].split(",")
        assert [f["name"] for f in resource["schema"]["fields"]] == head
        assert head[0] == "row"
        known = field_order(resource["name"]) if not resource["name"].startswith("other_") else tuple(head)
        assert [name for name in head if not name.startswith("extra_")] == [name for name in known if name in head]
        assert not data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\n")
        if resource["name"] not in cases.RECORDS:
            assert head[-2:] == ["source_page", "source_line"]
    assert files == {"datapackage.json"}


def test_amounts_keep_no_float_noise(packed: Packed) -> None:
    for path, data in packed.files.items():
        if path.endswith(".csv"):
            assert not re.search(rb"\d\.\d{7,}|\de[-+]?\d\d", data), path


def test_no_telephone_number_is_published(packed: Packed) -> None:
    """A contact person's number: eleven digits from 13 to 19, or an area code with a dash."""
    for path, data in packed.files.items():
        if not path.endswith(".csv"):
            continue
        assert not re.search(r"(?<![\d.])1[3-9]\d{9}(?![\d.])|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)", data.decode()), path
