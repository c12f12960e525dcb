"""Content streams are cut into operators as pdfminer's own parser cuts them, and hostile ones end."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import LIT, PSKeyword, keyword_name

from disclosures.read.operators import operations


def by_pdfminer(data: bytes) -> list[tuple[str, list[Any]]]:
    """The same stream by pdfminer's parser."""
    parser = PDFContentParser([PDFStream({}, data)])
    found: list[tuple[str, list[Any]]] = []
    operands: list[Any] = []
    while True:
        try:
            (_, token) = parser.nextobject()
        except PSEOF:
            return found
        if isinstance(token, PSKeyword):
            found.append((keyword_name(token), operands))
            operands = []
        else:
            operands.append(token)


@pytest.mark.parametrize(
    "data",
    [
        b"q 1 0 0 1 72.5 -3 cm BT /F1 12 Tf (text) Tj ET Q\n",
        b"[(a) -250 (b) .5 <00410042>] TJ ",
        rb"(one \(two\) (three (four)) \\ \101\12 end\n) Tj ",
        b"/Span <</ActualText <FEFF5DE5> /MCID 3>> BDC EMC ",
        b"/A#20B gs % a comment (with a paren\n0 0 m 10 0 l S ",
        b"0 0 10.25 5 re W* n f* (x) ' 1 2 (y) \" ",
        b"/P <</K [1 2 <</L (x)>>]>> DP ",
        b"<48 65 6c6c> Tj true false x ",
    ],
)
def test_what_pdfminer_reads(data: bytes) -> None:
    assert list(operations(data)) == by_pdfminer(data)


@given(st.lists(st.one_of(st.integers(-(10**6), 10**6), st.decimals(-1000, 1000, places=3)), max_size=6))
def test_numbers(values: list[Any]) -> None:
    data = " ".join(map(str, values)).encode() + b" op "
    assert list(operations(data)) == [("op", [pytest.approx(float(v)) for v in values])]


@given(st.binary(max_size=200).filter(lambda data: b"\r" not in data))
def test_any_string_that_was_escaped(text: bytes) -> None:
    escaped = text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    assert list(operations(b"(" + escaped + b") Tj ")) == [("Tj", [text])]


@given(st.binary(max_size=400))
def test_rubbish_ends_without_an_error(data: bytes) -> None:
    for name, operands in operations(data):
        assert isinstance(name, str)
        assert isinstance(operands, list)


def test_an_inline_image_is_no_text() -> None:
    data = b"BI /W 2 /H 2 /BPC 8 ID (\xff) Tj EIx\x00 EI Q (a) Tj "
    assert [name for name, _ in operations(data)] == ["BI", "EI", "Q", "Tj"]


@pytest.mark.parametrize("data", [b"1..2--3 5-3 +-7 w", b"1.2.3 w", b"- w"])
def test_malformed_numbers_do_not_stop_a_page(data: bytes) -> None:
    assert [name for name, _ in operations(data)][-1] == "w"


@pytest.mark.parametrize("piece", [b"(", b"((((", b"<<", b"[", b"\\(", b"/", b"<", b"(a\\"])
def test_hostile_streams_take_no_time(piece: bytes) -> None:
    start = time.monotonic()
    for _ in operations(piece * 100_000):
        pass
    assert time.monotonic() - start < 5


def test_names() -> None:
    assert list(operations(b"/A#42 /Lime#20Green gs")) == [("gs", [LIT("AB"), LIT("Lime Green")])]
