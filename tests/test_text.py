"""Amounts, codes, ordinals and targets as documents print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.text import (
    chinese_number,
    code,
    decimals,
    is_blank_mark,
    key,
    ordinal,
    parse_amount,
    parse_target,
    plain,
    squeeze,
    without_ordinal,
)

AMOUNTS = st.decimals(Decimal("-1e12"), Decimal("1e12"), places=2)
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
ALWAYS = settings(deadline=None, derandomize=True, max_examples=150)


@ALWAYS
@given(AMOUNTS)
def test_an_amount_survives_printing(value: Decimal) -> None:
    assert parse_amount(plain(value)) == value
    assert parse_amount(f"{value:,.2f}") == value
    assert parse_amount(plain(value).translate(WIDE)) == value
    assert parse_amount(f" {value:,.2f} ") == value


@ALWAYS
@given(AMOUNTS)
def test_an_amount_in_yuan_is_divided_exactly(value: Decimal) -> None:
    assert value / 10000 * 10000 == value
    assert "E" not in plain(value / 10000)


@pytest.mark.parametrize(
    "text", ["", " ", "-", "—", "合计", "1.2.3", "1,23", "12,34.5", "1e5", "0x10", "5%", "≥5", "1 2a", ".5", "NaN", "Infinity", "一",
     "٣"]
)  # fmt: skip
def test_what_is_no_amount(text: str) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,990.50", "1990.50"), ("43", "43"), ("0", "0"), ("0.00", "0.00"), ("5.", "5"), ("１，２３５.０５", "1235.05"),
      ("−3.2", "-3.2"), ("1 235.05", "1235.05")],
)  # fmt: skip
def test_what_is_an_amount(text: str, value: str) -> None:
    assert parse_amount(text) == Decimal(value)
    assert decimals("1,235.0") == 1


@ALWAYS
@given(st.text(alphabet="合计 预算\u3000\t\n12.5,%≥<p>br/（)a"))
def test_squeezing_twice_is_squeezing_once(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)
    assert squeeze(text) == squeeze(text).strip()


@ALWAYS
@given(st.text())
def test_squeezing_takes_layout_only(text: str) -> None:
    """Nothing is added, and no character but white space and tags is lost or moved."""
    rest = iter(text)
    assert all(any(c == d or (c == " " and d.isspace()) for d in rest) for c in squeeze(text))


@ALWAYS
@given(st.text(alphabet="合计（）()：:，, １1a“”\"'*#\u3000\t\n﹒.％%"))
def test_keys_of_keys_are_keys(text: str) -> None:
    assert key(squeeze(key(text))) == key(key(text)) == key(text)
    assert not any(c.isspace() for c in key(text))
    assert not any(c.isspace() for c in code(text))


@pytest.mark.parametrize(
    ("printed", "words"),
    [("收 入 总 计", "收入总计"), ("社会保障和就业支 出", "社会保障和就业支出"), ("12 月", "12月"), ("1,99 0.5 0", "1,990.50"),
     ("<p>目标</p>", "目标"), ("a b", "a b"), ("≥ 95 %", "≥95%"), ("（一） 预算", "（一）预算"), ("\u3000合计\u3000", "合计")],
)  # fmt: skip
def test_layout_is_taken_out(printed: str, words: str) -> None:
    assert squeeze(printed) == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("≥95%", ("≥", "95", "%")), ("≤20万元", ("≤", "20", "万元")), ("100%", ("=", "100", "%")), ("＝１００％", ("=", "100", "%")),
        (">=3次", ("≥", "3", "次")), ("不超过5万元", ("≤", "5", "万元")),
        ("140元/人/天", ("=", "140", "元/人/天")), ("1年", ("=", "1", "年")),
        ("≤1,235.5万元", ("≤", "1235.5", "万元")), ("7个", ("=", "7", "个")), ("≥0", ("≥", "0", "")), ("24小时", ("=", "24", "小时")),
        ("提高", None), ("2023年12月31日前", None), ("每月25日", None), ("春节前", None), ("12月31日之前", None), ("2026年", None),
        ("", None), ("1-3次", None), ("≥", None), ("12月底前", None),
    ],
)  # fmt: skip
def test_a_target_is_taken_apart(text: str, found: tuple[str, str, str] | None) -> None:
    assert parse_target(text) == (found and (found[0], Decimal(found[1]), found[2]))


UNITS = st.sampled_from(["%", "万元", "个", "次", "", "人", "元/人"])


@ALWAYS
@given(st.sampled_from("≥≤><="), st.decimals(0, 10**6, places=1), UNITS)
def test_a_target_survives_printing(sign: str, value: Decimal, unit: str) -> None:
    assert parse_target(f"{sign}{value}{unit}") == (sign, value, unit)
    assert parse_target(f"{sign} {value} {unit}") == (sign, value, unit)
    assert parse_target(f"{value}{unit}") == ("=", value, unit)


@ALWAYS
@given(st.text(max_size=40))
def test_any_text_has_a_target_or_none(text: str) -> None:
    found = parse_target(text)
    assert found is None or (found[0] in "≥≤><=" and found[1].is_finite())


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [("一、一般公共预算", 1, "一般公共预算"), ("（十一）节能环保支出", 11, "节能环保支出"), ("3、其他", 3, "其他"),
     ("(二十五)其他", 25, "其他"),
     ("12.任务", 12, "任务"), ("1.5万元", None, "1.5万元"),
     ("一般公共服务", None, "一般公共服务"), ("十、", 10, ""), ("三公经费", None, "三公经费")],
)  # fmt: skip
def test_an_ordinal_is_told_from_words(text: str, number: int | None, rest: str) -> None:
    assert ordinal(text) == number
    assert without_ordinal(text) == rest


@pytest.mark.parametrize(
    ("text", "value"), [("一", 1), ("十", 10), ("二十一", 21), ("一百零五", 105), ("", None), ("x", None)]
)
def test_chinese_numerals(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    ("text", "blank"), [("-", True), ("—", True), (" / ", True), ("", False), ("0", False), ("-1", False)]
)
def test_a_stroke_stands_for_nothing(text: str, blank: bool) -> None:
    assert is_blank_mark(text) is blank
