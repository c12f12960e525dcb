"""What people say of a disclosure: values corrected, findings confirmed or disputed, and nothing once it is stale."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import cases
from disclosures.conformance import problems
from disclosures.description import read_description
from disclosures.errors import DescriptionError
from disclosures.pipeline import Packed, convert

ABOUT: Mapping[str, str] = {"reason": "对照纸质原文", "source": "原文第 5 页", "date": "2026-01-31"}
CASE = "410702-zhengwufuwu-2024"


def _original() -> Path:
    return cases.ORIGINALS / cases.load(CASE).document


def _with(folder: Path, *corrections: Mapping[str, Any]) -> Packed:
    """The package of a real document beside which these corrections stand."""
    original = _original()
    document = folder / original.name
    document.write_bytes(original.read_bytes())
    (folder / f"{original.name}.yaml").write_text(yaml.safe_dump({"corrections": list(corrections)}), "utf-8")
    return convert(document, document.name)


def _refused(folder: Path, *corrections: Mapping[str, Any]) -> str:
    with pytest.raises(DescriptionError) as caught:
        _with(folder, *corrections)
    line = str(caught.value)
    assert line.startswith(f"{_original().name}.yaml")
    assert "\n" not in line
    return line


def _rows(packed: Packed, resource: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(packed.files[f"data/{resource}.csv"].decode())))


@pytest.fixture(scope="module")
def plain() -> Packed:
    """The package without a word from anybody."""
    original = _original()
    return convert(original, original.name)


def _a_value(packed: Packed) -> dict[str, str]:
    return next(r for r in _rows(packed, "three_public") + _rows(packed, "projects") if r["total"])


def _correct(packed: Packed, **changes: Any) -> dict[str, Any]:
    value = next(r for r in _rows(packed, "projects") if r["row_kind"] == "item" and r["total"])
    one = {"action": "correct", "resource": "projects", "row": int(value["row"]), "field": "total",
           "old": value["total"], "new": "123.45", **ABOUT}  # fmt: skip
    return {**one, **changes}


def test_without_a_word_nothing_is_said(plain: Packed) -> None:
    assert _rows(plain, "corrections") == []
    assert {r["review"] for r in _rows(plain, "findings")} == {""}


def test_a_corrected_value_is_published_said_and_checked(tmp_path: Path, plain: Packed) -> None:
    wish = _correct(plain)
    packed = _with(tmp_path, wish)
    assert _rows(packed, "projects")[wish["row"] - 1]["total"] == "123.45"
    (said,) = _rows(packed, "corrections")
    assert said == {
        "row": "1", "action": "correct", "rule": "", "resource": "projects", "row_ref": str(wish["row"]),
        "field": "total", "old_value": wish["old"], "new_value": "123.45", "review_reason": ABOUT["reason"],
        "evidence": ABOUT["source"], "date": ABOUT["date"],
    }  # fmt: skip
    before = {(r["rule"], r["resource"], r["row_ref"]) for r in _rows(plain, "checks") if r["outcome"] == "fail"}
    after = {(r["rule"], r["resource"], r["row_ref"]) for r in _rows(packed, "checks") if r["outcome"] == "fail"}
    assert after - before, "the sums are those of the corrected value"
    assert problems(json.loads(packed.files["datapackage.json"]), packed.files.__getitem__) == []


def test_a_value_in_other_digits_is_the_same_value(tmp_path: Path, plain: Packed) -> None:
    wish = _correct(plain)
    wish["old"] = float(wish["old"])  # as YAML reads an unquoted number
    assert _rows(_with(tmp_path, wish), "projects")[wish["row"] - 1]["total"] == "123.45"


@pytest.mark.parametrize(("action", "review"), [("confirm", "confirmed"), ("dispute", "disputed")])
def test_a_finding_is_confirmed_or_disputed_and_stays(tmp_path: Path, plain: Packed, action: str, review: str) -> None:
    finding = next(r for r in _rows(plain, "findings") if r["severity"] == "error")
    packed = _with(tmp_path, {"action": action, "rule": finding["rule"], **ABOUT})
    found = [r for r in _rows(packed, "findings") if r["rule"] == finding["rule"]]
    assert found
    assert {(r["review"], r["review_reason"]) for r in found} == {(review, ABOUT["reason"])}
    assert len(_rows(packed, "findings")) == len(_rows(plain, "findings"))


def test_what_no_longer_holds_stops_the_conversion(tmp_path: Path, plain: Packed) -> None:
    assert "不再适用" in _refused(tmp_path, _correct(plain, old="9999.99"))
    assert "没有第 999999 行" in _refused(tmp_path, _correct(plain, row=999_999))
    assert "没有资源 nothing" in _refused(tmp_path, _correct(plain, resource="nothing"))
    line = _refused(tmp_path, _correct(plain), {"action": "confirm", "rule": "R-T99-SUM", **ABOUT})
    assert "corrections 第 2 条" in line
    assert "R-T99-SUM" in line


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"action": "delete"}, "action 应是"),
        ({"reason": None}, "缺少 reason"),
        ({"date": "31.1.2026"}, "date 应是"),
        ({"date": "2026-02-30"}, "date 应是"),
        ({"row": 0}, "row 应是"),
        ({"row": True}, "row 应是"),
        ({"row": "3"}, "row 应是"),
        ({"new": "一百"}, "不是数字"),
        ({"new": "NaN"}, "不是数字"),
        ({"new": ["1"]}, "一个值"),
        ({"new": "1" * 501}, "500 字"),
        ({"field": "nothing"}, "没有字段 nothing"),
        ({"rule": "R-T03-ROW"}, "不用写 rule"),
        ({"why": "so"}, "不认识的键"),
        ({"new": "1e999999"}, "不是数字"),
        ({"new": "１２"}, "不是数字"),
        ({"reason": "半个\ud800字"}, "一行文字"),
        ({"reason": "反\u202e转"}, "一行文字"),
        ({"source": "两\u2028行"}, "一行文字"),
        ({"source": "响\x07铃"}, "一行文字"),
    ],
)
def test_a_wrong_entry_is_refused_in_one_line(
    tmp_path: Path, plain: Packed, changes: dict[str, Any], words: str
) -> None:
    assert words in _refused(tmp_path, _correct(plain, **changes))


@pytest.mark.parametrize("raw", ["都对", [], {}, ["x"], 3])
def test_corrections_are_a_list_of_entries(tmp_path: Path, raw: object) -> None:
    original = _original()
    document = tmp_path / original.name
    document.write_bytes(original.read_bytes())
    (tmp_path / f"{original.name}.yaml").write_text(yaml.safe_dump({"corrections": raw}), "utf-8")
    with pytest.raises(DescriptionError, match="corrections"):
        convert(document, document.name)


def test_what_is_said_twice_of_a_finding_is_refused(tmp_path: Path, plain: Packed) -> None:
    rule = next(r for r in _rows(plain, "findings") if r["severity"] == "error")["rule"]
    said = [{"action": action, "rule": rule, **ABOUT} for action in ("confirm", "dispute")]
    line = _refused(tmp_path, *said)
    assert "corrections 第 2 条" in line
    assert "已经有一条" in line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("corrections: []\nyear: 2024\ncorrections: []\n", "（第 3 行）：“corrections”写了两次"),
        ("corrections:\n  - {action: confirm, rule: a, rule: b}\n", "（第 2 行）：“rule”写了两次"),
        ('department: "半\\ud800个"\n', "department"),
        ('department: "反\\u202e转"\n', "department"),
        ("? [a]\n: 1\n", "不是合法的 YAML"),
        ("? {a: 1}\n: 1\n", "不是合法的 YAML"),
        ("<<: {department: a}\n<<: {year: 2}\n", "写了两次"),
    ],
)
def test_a_description_that_says_a_thing_twice_or_hides_it_is_refused(text: str, words: str, tmp_path: Path) -> None:
    document = tmp_path / "a.txt"
    document.with_name("a.txt.yaml").write_text(text, "utf-8")
    with pytest.raises(DescriptionError) as caught:
        read_description(document, "a.txt")
    assert words in str(caught.value)
