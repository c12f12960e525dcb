"""What people say of a disclosure: the `corrections` of its description.

A correction of a reading error states the value that it expects to find; a word on a finding names one that must be
there. Once either no longer holds (the reading became better, the document was replaced) the conversion stops with a line
that says which entry has to go: nothing is changed by a statement that nobody stands by any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from disclosures.errors import DescriptionError
from disclosures.model import Action, Correction, Finding, Record, Table, Value
from disclosures.schemas import field
from disclosures.text import plain, unwritable

MOST = 500
_LONGEST = 500  # characters of one value
_NUMBER = re.compile(r"-?\d{1,14}(\.\d{1,8})?", re.ASCII)  # as printed, not 1e999999, which is a million digits
_KEYS = ("action", "resource", "row", "field", "rule", "old", "new", "reason", "source", "date")
_ALWAYS = ("reason", "source", "date")
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "correct": ("resource", "row", "field", "old", "new", *_ALWAYS),
    "confirm": ("rule", *_ALWAYS),
    "dispute": ("rule", *_ALWAYS),
}
_MAY: Mapping[str, tuple[str, ...]] = {"correct": (), "confirm": ("resource", "row", "field", "old"),
                                       "dispute": ("resource", "row", "field", "old")}  # fmt: skip
_REVIEW = {"confirm": "confirmed", "dispute": "disputed"}
_STALE = "更正写的是对旧结果的判断；请对照原文核对，改正或删去这一条"


def read_corrections(raw: Any, name: str) -> tuple[Correction, ...]:
    """The entries of `corrections`, checked one by one. `name` is the description's name in messages.

    Raises DescriptionError that names the entry (from 1) and what it lacks.
    """
    if not isinstance(raw, list) or not raw or not all(isinstance(one, dict) for one in raw):
        raise DescriptionError(name, "corrections 应是一组更正，每一条由“键: 值”组成", "corrections", _example())
    if len(raw) > MOST:
        raise DescriptionError(name, f"更正超过 {MOST} 条", "corrections", "这么多处读错，请报告为程序的缺陷")
    return tuple(_one(one, name, _place(number)) for number, one in enumerate(raw, 1))


def corrected(tables: Mapping[str, Table], corrections: Iterable[Correction], name: str) -> dict[str, Table]:
    """The tables with the corrected values. Raises DescriptionError where a value is not the one that is expected."""
    found = dict(tables)
    for number, one in enumerate(corrections, 1):
        if one.action == "correct":
            table = found.get(one.resource or "")
            if table is None:
                raise _stale(name, number, f"数据包里没有资源 {one.resource}")
            found[table.resource] = _with_value(table, one, name, number)
    return found


def reviewed(findings: Iterable[Finding], corrections: Sequence[Correction], name: str) -> list[Finding]:
    """The findings, each with what people said of it. Raises DescriptionError where nothing is found that was spoken of."""
    found = list(findings)
    for number, one in enumerate(corrections, 1):
        if one.action == "correct":
            found = [_settled(f, one) if _reading_of(f, one) else f for f in found]
            continue
        spoken_of = [f for f in found if _speaks_of(one, f)]
        if not spoken_of:
            raise _stale(name, number, f"没有规则 {one.rule} 的这一发现")
        if any(f.review for f in spoken_of):
            problem = f"规则 {one.rule} 的这一发现，前面已经有一条说过"
            raise DescriptionError(name, problem, _place(number), "请删去一条，或写明 resource、row、field，各说一处")
        found = [replace(f, review=_REVIEW[one.action], review_reason=one.reason) if f in spoken_of else f
                 for f in found]  # fmt: skip
    return found


# --- one entry -----------------------------------------------------------------------------------------------------


def _place(number: int) -> str:
    return f"corrections 第 {number} 条"


def _stale(name: str, number: int, problem: str) -> DescriptionError:
    return DescriptionError(name, f"不再适用：{problem}", _place(number), _STALE)


def _example() -> str:
    return (
        "例如 - {action: correct, resource: expenditure, row: 3, field: total, old: 12.3, new: 12.34, "
        "reason: 少读一位, source: 原文第 5 页, date: 2026-01-31}"
    )


def _one(raw: Mapping[str, Any], name: str, place: str) -> Correction:
    if unknown := [str(key) for key in raw if key not in _KEYS]:
        raise DescriptionError(name, f"不认识的键“{unknown[0][:60]}”", place, f"可用的键：{'、'.join(_KEYS)}")
    action = str(raw.get("action"))
    if action not in _NEEDS:
        raise DescriptionError(name, "action 应是 correct（更正）、confirm（属实）或 dispute（不认可）", place)
    if missing := [key for key in _NEEDS[action] if raw.get(key) is None]:
        raise DescriptionError(name, f"缺少 {missing[0]}", place, "每条更正都要写明理由、依据和日期")
    if extra := [key for key in raw if key not in ("action", *_NEEDS[action], *_MAY[action])]:
        raise DescriptionError(name, f"{action} 不用写 {extra[0]}", place)
    text = {key: _text(raw[key], key, name, place) for key in _KEYS if raw.get(key) is not None and key != "row"}
    _date(text["date"], name, place)
    if text.get("field") and field(text["field"]) is None:
        raise DescriptionError(name, f"没有字段 {text['field'][:60]}", place, "字段名见数据字典")
    return Correction(
        action=cast(Action, action), reason=text["reason"], source=text["source"], date=text["date"], resource=text.get("resource"),
        row=_row(raw.get("row"), name, place), field=text.get("field"), rule=text.get("rule"), old=text.get("old"),
        new=text.get("new"),
    )  # fmt: skip


def _text(value: Any, key: str, name: str, place: str) -> str:
    if isinstance(value, list | dict | set):
        raise DescriptionError(name, f"{key} 应是一个值，写的是一组", place)
    text = str(value).strip()
    if len(text) > _LONGEST or (not text and key not in ("old", "new")) or unwritable(text):
        raise DescriptionError(name, f"{key} 应是一行文字，不超过 {_LONGEST} 字", place)
    return text


def _row(value: Any, name: str, place: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise DescriptionError(name, f"row 应是表内的行号，写的是“{str(value)[:60]}”", place)
    return value


def _date(text: str, name: str, place: str) -> None:
    try:
        valid = bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))
    except ValueError:
        valid = False
    if not valid:
        raise DescriptionError(name, f"date 应是 YYYY-MM-DD，写的是“{text[:60]}”", place)


# --- values --------------------------------------------------------------------------------------------------------


def _with_value(table: Table, one: Correction, name: str, number: int) -> Table:
    records: list[Record] = list(table.records)
    index = (one.row or 0) - 1
    if not 0 <= index < len(records) or one.field not in table.fields:
        raise _stale(name, number, f"{table.resource} 没有第 {one.row} 行或没有字段 {one.field}")
    before = records[index].get(one.field)
    if not _is(before, one.old or ""):
        raise _stale(
            name, number, f"{table.resource} 第 {one.row} 行 {one.field} 现在是“{_shown(before)}”，不是“{one.old}”"
        )
    records[index] = {**records[index], one.field: _typed(one, name, number)}
    return replace(table, records=tuple(records))


def _is(value: Value, text: str) -> bool:
    if isinstance(value, Decimal):
        return _decimal(text) == value
    return _shown(value) == text


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else str(value)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _typed(one: Correction, name: str, number: int) -> Value:
    """The new value as its field's type; a blank one takes the value away."""
    known, text = field(one.field or "") or {}, one.new or ""
    if not text:
        return None
    if known["type"] == "number":
        if (found := _decimal(text)) is None:
            raise DescriptionError(name, f"{one.field} 的新值“{text}”不是数字", _place(number), "金额以万元计")
        return found
    if known["type"] == "integer":
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise DescriptionError(name, f"{one.field} 的新值“{text}”不是整数", _place(number))
        return int(text)
    allowed = known.get("enum")
    if (allowed and text not in allowed) or not re.fullmatch(str(known.get("pattern", ".*")), text):
        raise DescriptionError(name, f"{one.field} 的新值“{text}”不合数据字典", _place(number))
    return text


# --- findings ------------------------------------------------------------------------------------------------------


def _speaks_of(one: Correction, finding: Finding) -> bool:
    stated = ((one.rule, finding.rule), (one.resource, finding.resource), (one.row, finding.row),
              (one.field, finding.field), (one.old, finding.printed))  # fmt: skip
    return all(said is None or said == there for said, there in stated)


def _reading_of(finding: Finding, one: Correction) -> bool:
    """Whether a finding says that this very value could not be read for sure: the correction answers it."""
    same = (finding.resource, finding.row, finding.field) == (one.resource, one.row, one.field)
    return same and finding.rule.startswith("X-")


def _settled(finding: Finding, one: Correction) -> Finding:
    return replace(finding, review="corrected", review_reason=one.reason)
