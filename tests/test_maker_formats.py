"""Every format prints the whole document: read back by other means than the converter's, nothing of it is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import lxml.html
import openpyxl
import pypdfium2
import pytest

from maker.document import Document
from maker.formats import CHROMIUM, PRINTED, SUFFIXES, Writer, writer
from maker.layout import borderless, layout, sheets
from maker.sheet import Sheet, headings
from maker.text import made

SEEDS = ("2", "7")
FORMATS = [
    pytest.param(name, marks=pytest.mark.skipif(name in PRINTED and CHROMIUM is None, reason="没有找到 chromium"))
    for name in SUFFIXES
]
READABLE = [name for name in SUFFIXES if not name.startswith("scan")]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _html(path: Path) -> str:
    return "".join(str(text) for text in lxml.html.fromstring(path.read_bytes()).itertext())


def _docx(path: Path) -> str:
    return " ".join(node.text or "" for node in docx.Document(str(path)).element.iter("{*}t"))


def _xlsx(path: Path) -> str:
    """Numbers with as many decimals as the format of their cell shows."""
    texts = []
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, float | int):
                    places = len(str(cell.number_format).partition(".")[2])
                    texts.append(f"{cell.value:.{places}f}")
                else:
                    texts.append(str(cell.value or ""))
    return " ".join(texts)


def _pdf(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return " ".join(page.get_textpage().get_text_range() for page in document)


READERS: dict[str, Callable[[Path], str]] = {
    ".txt": lambda path: path.read_text("utf-8"),
    ".html": _html,
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".pdf": _pdf,
}


@pytest.fixture(scope="module", params=FORMATS)
def written(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Writer, Path]]:
    """Each format with what writes it and a folder of its own; printed formats start a browser once."""
    with writer(request.param) as write:
        yield request.param, write, tmp_path_factory.mktemp("made")


def _document(name: str, seed: str) -> Document:
    return made(seed, for_print=name != "text")


def test_a_file_prints_all_its_cells(written: tuple[str, Writer, Path]) -> None:
    name, write, folder = written
    for seed in SEEDS if name in READABLE else ():
        document, path = _document(name, seed), folder / f"{seed}{SUFFIXES[name]}"
        write(document, seed, path)
        text = _squeezed(READERS[path.suffix](path)).replace(",", "")
        cells = {cell for table in document.tables() for line in table.lines for cell in line.cells}
        cells |= {line.text for block in document.blocks for line in block.lines if len(line.cells) == 1}
        lost = [cell for cell in cells if _squeezed(cell).replace(",", "") not in text]
        assert len(cells) > 200
        assert not lost, (name, seed, lost[:10])


def test_a_seed_gives_the_same_content(written: tuple[str, Writer, Path]) -> None:
    name, write, folder = written
    if name not in READABLE:
        return
    texts = []
    for turn in ("once", "again"):
        path = folder / f"{turn}{SUFFIXES[name]}"
        write(_document(name, SEEDS[0]), SEEDS[0], path)
        texts.append(READERS[path.suffix](path))
    assert texts[0] == texts[1]


def test_a_scan_is_only_pictures(written: tuple[str, Writer, Path]) -> None:
    name, write, folder = written
    if name in READABLE:
        return
    document = _document(name, "2")
    path = folder / "scan.pdf"
    write(document, "2", path)
    assert not _pdf(path).strip()
    assert len(pypdfium2.PdfDocument(path)) > len(document.tables())


def test_a_flattened_header_gives_back_its_tree() -> None:
    rows = (
        ("科目编码", "", "合计", "基本支出", "", ""),
        ("类", "款", "", "小计", "人员经费", ""),
        ("", "", "", "", "工资", "补助"),
    )
    found = {box.text: (box.row, box.column, box.rows, box.columns) for box in headings(rows)}
    assert found["科目编码"] == (0, 0, 1, 2)
    assert found["类"] == (1, 0, 2, 1)
    assert found["合计"] == (0, 2, 3, 1)
    assert found["基本支出"] == (0, 3, 1, 3)
    assert found["小计"] == (1, 3, 2, 1)
    assert found["人员经费"] == (1, 4, 1, 2)
    assert found["补助"] == (2, 5, 1, 1)


def test_boxes_cover_the_grid_once() -> None:

    for seed in map(str, range(12)):
        for one in sheets(made(seed, for_print=True), layout(seed)):
            if not isinstance(one, Sheet):
                continue
            covered = [
                (row, column)
                for box in one.boxes
                for row in range(box.row, box.row + box.rows)
                for column in range(box.column, box.column + box.columns)
            ]
            assert sorted(covered) == [(row, column) for row in range(one.rows) for column in range(one.columns)], (
                one.kind
            )


def test_layouts_differ() -> None:
    chosen = [layout(str(seed)) for seed in range(60)]
    assert len(set(chosen)) > 50
    assert {one.rules for one in chosen} == {"ruled", "open"}
    assert {borderless(str(seed)).rules for seed in range(60)} == {"none", "horizontal"}
