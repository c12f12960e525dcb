"""Slips that no sum shows (rules 9): a unit of money, a rate of nothing, another table's note, two names, a row twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from disclosures.check.result import Result, at_places, fail, looked_at, number, printed_at
from disclosures.check.sums.equations import amount_fields
from disclosures.codes import same_name
from disclosures.kinds import by_name
from disclosures.model import Address, Check, Match, Paragraph, Record, Subject, Table
from disclosures.prose.measures import title
from disclosures.schemas import field_title
from disclosures.terms import row_name
from disclosures.text import key, plain

_FOLD = 10000  # 元 in 万元
_FEWEST_DIGITS = 3
_CODE_DIGITS = 7  # 类款项
_ROUNDED = Decimal("0.02")  # 万元: what converting units may leave
# Expenditure by function: two of these tables with one total print the same money twice.
_BY_CLASS = ("expenditure", "fiscal_appropriation_expenditure", "general_public_budget")
_SHORTEST_NAME = 4
_ABOUT_PLACE = frozenset({"row", "source_document", "source_page", "source_line"})
# The budget that a table is of, by the words of a note below it.
_BUDGETS = {
    "government_fund": re.compile("政府性基金"), "state_capital": re.compile("国有资本"),
    "three_public": re.compile("三公"), "procurement": re.compile("政府采购"),
}  # fmt: skip
_NOTHING = re.compile(r"无|没有|未安排|不涉及")


def slips(subject: Subject) -> Iterator[Result]:
    """R-TXT-UNIT, R-TXT-GROWTH, R-TXT-NOTE, R-TXT-CODE, R-TXT-AMOUNT and R-TXT-TWICE."""
    yield from _units(subject)
    yield from _growth(subject)
    yield from _notes(subject)
    yield from _two_names(subject)
    yield from _two_amounts(subject)
    yield from _twice(subject)


def _statements(subject: Subject) -> Sequence[Record]:
    table = subject.tables.get("statements")
    return table.records if table else ()


def _units(subject: Subject) -> Iterator[Result]:
    """A figure in 万元, above all that is printed, which is ten thousand times a printed amount, is one in 元.

    An amount of one or two digits proves nothing: many figures are ten thousand times such a one.
    """
    amounts = {
        value: f"《{table.title}》{field_title(name)}"
        for table in subject.tables.values() if table.kind in by_name()
        for record in table.records for name in amount_fields(table)
        if isinstance(value := record.get(name), Decimal) and value
    }  # fmt: skip
    said = [(r, abs(v)) for r in _statements(subject)
            if r["value_unit"] == "万元" and isinstance(v := r["value"], Decimal) and v]  # fmt: skip
    passed = 0
    for record, value in said:
        right = value / _FOLD
        passed += value in amounts
        if right in amounts and value > max(amounts) and len(_digits(right)) >= _FEWEST_DIGITS:
            message = (
                f"{printed_at([record])}写“{plain(value)} 万元”，{amounts[right]}是 {plain(right)} 万元："
                f"数字是元，单位写成了万元"
            )
            at = ("statements", number(record, "row"), "value")
            yield from fail("R-TXT-UNIT", message, at, f"{plain(value)}万元", f"{plain(right)}万元")
    yield from looked_at("R-TXT-UNIT", "statements", passed)
    if not said or not amounts:
        yield Check("R-TXT-UNIT", "not_evaluable", reason="文字说明中没有以万元写的数字，或没有表可以对照")


def _digits(value: Decimal) -> str:
    """The digits that say something: 120.50 has four."""
    return plain(value.normalize()).replace(".", "").strip("-0")


def _growth(subject: Subject) -> Iterator[Result]:
    """A growth rate is of something: where last year was 0 there is none to state."""
    said: dict[tuple[object, ...], dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in _statements(subject):
        measure = re.sub(r"_(?:previous|change|change_percent)$", "", str(record["measure"]))
        of = (record["sentence"], measure, record.get("functional_code"), record.get("economic_code"))
        said[of][str(record["measure"]).removeprefix(measure)].append(record)
    looked = False
    for found in said.values():
        # Several figures of one meaning in a sentence: which belongs to which cannot be told.
        only = {suffix: records[0] for suffix, records in found.items() if len(records) == 1}
        percent, before = only.get("_change_percent"), _before(only)
        if percent is None or before is None or len(only) < len(found):
            continue
        looked = True
        if before == 0 and percent["value"]:
            class_code = percent.get("functional_code") or percent.get("economic_code") or ""
            what = f"{title(str(percent['measure']).removesuffix('_change_percent'))} {class_code}".strip()
            message = (
                f"{printed_at([percent])}“{what}”上年为 0，没有基数，算不出增长率，却写 {percent['value']}%："
                f"可以只写增减额"
            )
            at = ("statements", number(percent, "row"), "value")
            yield from fail("R-TXT-GROWTH", message, at, f"{percent['value']}%")
        else:
            yield Check("R-TXT-GROWTH", "pass", "statements", number(percent, "row"))
    if not looked:
        yield Check("R-TXT-GROWTH", "not_evaluable", reason="文字说明没有同时写增长率和上年数（或增减额）")


def _before(found: Mapping[str, Record]) -> Decimal | None:
    """Last year's figure: as stated, or this year's less the change; None where neither is said in one unit."""
    if "_previous" in found:
        value = found["_previous"]["value"]
        return value if isinstance(value, Decimal) else None
    now, change = found.get(""), found.get("_change")
    if now is None or change is None or now["value_unit"] != change["value_unit"]:
        return None
    return Decimal(str(now["value"])) - Decimal(str(change["value"]))


def _notes(subject: Subject) -> Iterator[Result]:
    """A note that there is nothing speaks of its own table's budget, not of another's alone."""
    looked = False
    for match in subject.matches:
        own = _BUDGETS.get(match.kind or "")
        for note in (n for n in match.notes if own and _NOTHING.search(n.text)):
            others = [name for name, words in _BUDGETS.items() if name != match.kind and words.search(note.text)]
            if own is None or not (own.search(note.text) or others):
                continue
            looked = True
            if own.search(note.text):
                yield Check("R-TXT-NOTE", "pass", match.kind)
            else:
                yield from _wrong_note(match, note, others)
    if not looked:
        yield Check("R-TXT-NOTE", "not_evaluable", reason="没有写明是哪一种预算的空表说明")


def _wrong_note(match: Match, note: Paragraph, others: Sequence[str]) -> Iterator[Result]:
    belongs = "、".join(f"《{by_name()[name].title}》" for name in others)
    message = f"{at_places([note.place])}《{match.title or by_name()[match.kind or ''].title}》下的说明“{note.text[:50]}”说的是{belongs}"
    yield from fail("R-TXT-NOTE", message, (match.kind, None, None), note.text)


def _two_names(subject: Subject) -> Iterator[Result]:
    """One functional class bears one name throughout; a clipped or shortened name is the same."""
    names: dict[str, dict[str, tuple[Table, Record]]] = defaultdict(dict)
    for table in subject.tables.values():
        if (
            table.kind not in by_name()
            or by_name()[table.kind].shape != "list"
            or not {"functional_code", "name"} <= set(table.fields)
        ):
            continue
        for record in table.records:
            code, name = str(record.get("functional_code") or ""), key(str(record.get("name") or ""))
            if len(code) == 7 and record.get("row_kind") == "item" and len(name) >= _SHORTEST_NAME:
                names[code].setdefault(name, (table, record))
    passed = 0
    for code, found in names.items():
        first, *others = found
        odd = next((other for other in others if not same_name(first, other)), None)
        passed += odd is None
        if odd is not None:
            (table, record), (other, twin) = found[first], found[odd]
            message = (
                f"编码 {code} 有两个名称：《{table.title}》{printed_at([record])}“{record['name']}”，"
                f"《{other.title}》{printed_at([twin])}“{twin['name']}”"
            )
            at = (other.resource, number(twin, "row"), "name")
            yield from fail("R-TXT-CODE", message, at, str(twin["name"]), str(record["name"]))
    if passed:
        yield Check("R-TXT-CODE", "pass")
    if not names:
        yield Check("R-TXT-CODE", "not_evaluable", reason="没有印出按功能分类的项")


def _two_amounts(subject: Subject) -> Iterator[Result]:
    """A class with one amount in one table and another in the next, though both add up to the same total."""
    tables = [subject.tables[name] for name in _BY_CLASS if name in subject.tables]
    whole = [(table, total, _by_code(table)) for table in tables if (total := _closed_total(table)) is not None]
    passed = failed = False
    for (one, total, first), (other, same, second) in combinations(whole, 2):
        shared = [code for code in first if code in second] if total == same else []
        two = [code for code in shared if abs(first[code][0] - second[code][0]) > _ROUNDED]
        passed, failed = passed or bool(shared and not two), failed or bool(two)
        if two:
            said = "、".join(
                f"{code} {first[code][1]['name']} {plain(first[code][0])} 和 {plain(second[code][0])}" for code in two
            )
            message = f"《{one.title}》和《{other.title}》合计都是 {plain(total)} 万元，同一科目却有两个金额（前表和后表，万元）：{said}"
            rows = [second[code][1] for code in two]
            cells = [Address(other.resource, int(str(row["row"])), "total") for row in rows]
            at = (other.resource, number(rows[0], "row"), "total")
            yield from fail("R-TXT-AMOUNT", printed_at(rows) + message, at, cells=cells)
    if passed:
        yield Check("R-TXT-AMOUNT", "pass")
    elif not failed:
        yield Check("R-TXT-AMOUNT", "not_evaluable", reason="没有两张合计相同、各行加得起来的功能分类支出表")


def _closed_total(table: Table) -> Decimal | None:
    """The printed total of a table whose items add up to it: then none of them was lost."""
    total = next((r.get("total") for r in table.records if r.get("row_kind") == "total"), None)
    items = [r.get("total") for r in table.records if r.get("row_kind") == "item"]
    summed = sum((v for v in items if isinstance(v, Decimal)), Decimal(0))
    return total if isinstance(total, Decimal) and items and total == summed else None


def _by_code(table: Table) -> Mapping[str, tuple[Decimal, Record]]:
    """Amount and first row of each class of the lowest level."""
    found: dict[str, tuple[Decimal, Record]] = {}
    for record in table.records:
        code, amount = str(record.get("functional_code") or ""), record.get("total")
        if record.get("row_kind") == "item" and len(code) == _CODE_DIGITS and isinstance(amount, Decimal):
            before, first = found.get(code, (Decimal(0), record))
            found[code] = (before + amount, first)
    return found


def _twice(subject: Subject) -> Iterator[Result]:
    """The last row of a page printed again as the first of the next, which the printed total does not count twice."""
    looked = False
    for table in subject.tables.values():
        if not {"row_kind", "total"} <= set(table.fields):
            continue
        items = [r for r in table.records if r.get("row_kind") == "item" and isinstance(r.get("total"), Decimal)]
        total = next((r["total"] for r in table.records if r.get("row_kind") == "total"), None)
        summed = sum((Decimal(str(r["total"])) for r in items), Decimal(0))
        looked = looked or (bool(items) and total == summed)
        for row, following in pairwise(items):
            if (
                isinstance(total, Decimal)
                and summed - Decimal(str(row["total"])) == total
                and _same_row(row, following)
            ):
                where = printed_at((row, following))
                message = f"《{table.title}》{where}“{row_name(following)}”{row['total']} 万元印了两次，合计只算一次"
                yield from fail("R-TXT-TWICE", message, (table.resource, number(following, "row"), None))
                looked = True
    if looked:
        yield Check("R-TXT-TWICE", "pass")
    else:
        yield Check("R-TXT-TWICE", "not_evaluable", reason="没有各行之和等于合计的表")


def _same_row(one: Record, other: Record) -> bool:
    """Every cell alike but where they stand; a row that says nothing but an amount proves nothing."""
    cells = [({k: v for k, v in r.items() if k not in _ABOUT_PLACE and v is not None}) for r in (one, other)]
    return cells[0] == cells[1] and any(isinstance(v, str) and k != "row_kind" for k, v in cells[0].items())
