"""Bytes become paragraphs and rows, whatever they are; what cannot is refused, never a crash."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.conformance import problems
from disclosures.errors import DisclosureError, DocumentError
from disclosures.model import Paragraph, Place, Row
from disclosures.pipeline import convert
from disclosures.prose import read_prose
from disclosures.read import plain, read
from maker.document import render
from maker.text import made

SOUND = render(made("2"))
LINES = SOUND.split("\n")
FILLINGS = st.sampled_from(["", "\t", "\n", "\n\n", " ", "99", "合计", "|", "\x00", "<p>", "\t\t\t"])
BROAD = settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=list(HealthCheck))


def _package_or_refusal(data: bytes) -> bool:
    """Whether a package comes of the bytes; anything but a package or a DisclosureError is a failure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.txt"
        path.write_bytes(data)
        try:
            packed = convert(path, "x.txt")
        except DisclosureError:
            return False

    assert problems(json.loads(packed.files["datapackage.json"]), packed.files.__getitem__) == []
    return True


@BROAD
@given(st.binary(max_size=400))
def test_any_bytes_are_a_package_or_a_refusal(data: bytes) -> None:
    assert not _package_or_refusal(data)


@BROAD
@given(st.lists(st.sampled_from(LINES), max_size=80))
def test_any_lines_of_a_document_are_a_package_or_a_refusal(lines: list[str]) -> None:
    _package_or_refusal("\n".join(lines).encode())


def _cut(text: str, at: int, length: int, filling: str) -> str:
    return text[:at] + filling + text[at + length :]


@BROAD
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SOUND)), st.integers(0, 300), FILLINGS
        ),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_a_document_cut_about_is_a_package_or_a_refusal(cuts: list[tuple[int, int, str]]) -> None:
    text = SOUND
    for at, length, filling in cuts:
        text = _cut(text, at, length, filling)
    _package_or_refusal(text.encode())


@BROAD
@given(st.integers(0, len(LINES)), st.integers(0, len(LINES)), st.booleans())
def test_a_part_of_a_document_is_a_package_or_a_refusal(first: int, last: int, twice: bool) -> None:
    lines = LINES[min(first, last) : max(first, last)]
    _package_or_refusal("\n".join(lines * (2 if twice else 1)).encode())


@pytest.mark.parametrize(
    "make",
    [
        lambda: SOUND.replace("\t", "\t\t"), lambda: SOUND.replace("\t", " "), lambda: "\n".join(reversed(LINES)),
        lambda: SOUND * 3, lambda: SOUND.replace("0", "９"), lambda: "\n".join(line for line in LINES if "\t" in line),
        lambda: SOUND + "\t" * 20_000, lambda: SOUND + "合计" * 100_000, lambda: SOUND.replace(".", ","),
        lambda: SOUND + "\n" + "（" * 5_000, lambda: SOUND.replace("\n", "\n\n\n"), lambda: SOUND + "\n" + "1,234.5" * 20_000,
        lambda: SOUND.replace("\t", "\t\u202e"),
        lambda: SOUND + "\n" + "\t".join(map(str, range(3_000))),
        lambda: SOUND.upper().replace("元", "\U0001f4b0"), lambda: SOUND + "\n" + "A" * 200_000,
    ],
)  # fmt: skip
def test_odd_documents_are_a_package_or_a_refusal(make: Callable[[], str]) -> None:
    _package_or_refusal(make().encode())


def test_an_ordinal_without_words_is_no_duty() -> None:
    texts = ("一、主要职责", "三、", "第二部分 2024 年部门预算情况说明", "一、收入支出预算总体情况说明")
    tables = read_prose([Paragraph(text, Place(line=n)) for n, text in enumerate(texts, 1)], 2024)
    assert all(record["duty"] for table in tables if table.resource == "duties" for record in table.records)


# --- lines ---------------------------------------------------------------------------------------------------------


def test_lines_keep_their_numbers() -> None:
    found = plain.blocks("第一\n\n甲\t1\n乙\t2\n".encode(), "x")
    assert [(type(b).__name__, b.place.line) for b in found] == [("Paragraph", 1), ("Row", 3), ("Row", 4)]


def test_a_form_feed_is_a_page_break_and_keeps_the_numbers() -> None:
    rows = [b for b in plain.blocks("甲\t1\n\f乙\t2\n".encode(), "x") if isinstance(b, Row)]
    assert [r.after_break for r in rows] == [True, True]


def test_markdown_tables_are_tables() -> None:
    text = "| 项目 | 金额 |\n| --- | ---: |\n| 甲\\|乙 | 1 |\n"
    rows = [b for b in plain.blocks(text.encode(), "x") if isinstance(b, Row)]
    assert [r.cells for r in rows] == [("项目", "金额"), ("甲|乙", "1")]


@pytest.mark.parametrize("text", ["# 目录", "**目录**", "<p>目录</p>", "- 目录", "> 目录", "__目录__"])
def test_marks_are_no_text(text: str) -> None:
    (found,) = plain.blocks(text.encode(), "x")
    assert isinstance(found, Paragraph)
    assert found.text.strip() == "目录"


def test_a_cell_broken_over_lines_is_one_cell() -> None:
    text = "甲\t办公费\t1.00\n乙\t其他政府办公厅\n及相关机构事务\t2.00\n丙\t差旅费\t3.00\n"
    rows = [b for b in plain.blocks(text.encode(), "x") if isinstance(b, Row)]
    whole = [r.cells for r in rows if r.cells[0] == "乙"]
    assert whole in ([("乙", "其他政府办公厅及相关机构事务", "2.00")], [("乙", "其他政府办公厅")])


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="文件打不开"):
        read(tmp_path / "x.txt", "x.txt")


def test_a_folder_called_like_a_document(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(DocumentError, match="文件打不开"):
        read(tmp_path / "x.txt", "x.txt")
