"""Text pulled out of a PDF: paragraphs, and table rows whose cells are separated by tabs (or Markdown pipes)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from disclosures.errors import DocumentError
from disclosures.model import Block, Paragraph, Place, Row
from disclosures.text import is_amount

_MARKS = re.compile(r"^\s*(?:#{1,6}\s*|[-*+]\s+(?=\S)|>\s+)|\*\*|__")
_LONGEST_HEAD = 40
_CLASS_DIGITS = 3
_PIPE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_PIPE_RULE = re.compile(r"^[\s|:-]+$")
_HEADING = re.compile(r"^\s*#{1,6}\s*")
_CELL_MARKS = re.compile(r"\*\*|`|</?(?:p|b|br|strong|span|div|font|u|i)\b[^<>]*>", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页(?:[，,/\s]*共\s*\d{1,3}\s*页)?|\d{1,3}(?:\s*/\s*\d{1,3})?)\s*$"
)
_BREAK = re.compile(r"<br\s*/?>|</?p>", re.IGNORECASE)
# A text that is at its end: a sentence, or a target.
_ENDS = re.compile(r"[。；;！？%％]$|^[≥≤><=]")
# A line that opens something of its own and so is never the rest of the cell above.
_OPENS = re.compile(
    r"^\s*(?:年度|预算情况|一级指标|部门[（(]|合\s*计|总\s*计|注|说明|备注|附件|附：|单位[:：]|金额单位|部门(?:名称)?[:：]|预算\s*\d+\s*表|[（(]?\d{4}\s*年|第.部分|#)"
)


def decode(data: bytes, shown: str) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, or GB18030. Raises DocumentError otherwise."""
    if not data.strip():
        raise DocumentError(shown, "文件是空的", remedy="请重新导出或下载后再提交")
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DocumentError(
        shown,
        "文字编码无法识别（既不是 UTF-8，也不是 GB18030），或不是文本文件",
        place=f"第 {_first_bad_line(data)} 行附近",
        remedy="请另存为 UTF-8 文本",
    )


def _first_bad_line(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data[: error.start].count(b"\n") + 1
    return data[: max(data.find(b"\0"), 0)].count(b"\n") + 1


def blocks(data: bytes, shown: str) -> tuple[Block, ...]:
    """Paragraphs and rows with their line numbers, in reading order."""
    lines = decode(data, shown).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(_rejoined(list(_blocks(lines))))


def _blocks(lines: list[str]) -> Iterator[Block]:
    gap = True
    for number, line in enumerate(lines, 1):
        gap = gap or "\f" in line
        cells = _cells(line)
        if cells is not None:
            if any(cells):
                yield Row(cells, Place(line=number), after_break=gap)
                gap = False
            continue
        text = _BREAK.sub(" ", _MARKS.sub("", line)).strip()
        if not text or _is_page_number(line.strip(), lines[number] if number < len(lines) else ""):
            gap = True
            continue
        yield Paragraph(text, Place(line=number), tight=not gap)
        gap = False


def _is_page_number(text: str, below: str) -> bool:
    """A number on a line of its own, unless it is the head of a code that the line below goes on with."""
    if not _PAGE_NUMBER.match(text):
        return False
    rest = below.split("\t")[0].strip()
    return not ("\t" in below and rest.isdigit() and text.isdigit() and len(text + rest) == _CLASS_DIGITS)


def _cells(line: str) -> tuple[str, ...] | None:
    if "\t" in line:
        return tuple(_cell(cell) for cell in _HEADING.sub("", line).split("\t"))
    if _PIPE_ROW.match(line):
        if _PIPE_RULE.match(line):
            return ()
        return tuple(_cell(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1])
    return None


def _cell(text: str) -> str:
    """A cell without the marks that a conversion put round its text."""
    return _CELL_MARKS.sub(" ", text).replace("\f", " ").strip()


def _rejoined(found: list[Block]) -> Iterator[Block]:
    """Put a row back together that a line break inside one of its cells cut into two or more lines."""
    runs = _usual_rows(found)
    index = 0
    while index < len(found):
        block = found[index]
        if isinstance(block, Row):
            block, index = _with_rest(found, index, runs[index])
        elif _begins_row_below(found, index):
            below = found[index + 1]
            if isinstance(below, Row):
                found[index + 1] = replace(below, cells=(block.text + below.cells[0], *below.cells[1:]))
                index += 1
                continue
        yield block
        index += 1


def _begins_row_below(found: list[Block], index: int) -> bool:
    """A line without cells right between two rows is the head of the first cell of the row below."""
    if not 0 < index < len(found) - 1 or not isinstance(found[index - 1], Row) or not _may_be_rest(found[index]):
        return False
    block, below = found[index], found[index + 1]
    if not isinstance(block, Paragraph) or not isinstance(below, Row) or below.after_break or not below.cells[0]:
        return False
    return len(block.text) <= _LONGEST_HEAD and not block.text.endswith(("表", "。", "）", ")"))


def _usual_rows(found: list[Block]) -> list[list[Row]]:
    """For each block the rows of its run that have the commonest number of cells (none outside runs)."""
    usual: list[list[Row]] = [[] for _ in found]
    start = 0
    for index in range(len(found) + 1):
        block = found[index] if index < len(found) else None
        if (isinstance(block, Row) and not (block.after_break and index > start)) or (block and _may_be_rest(block)):
            continue
        rows = [b for b in found[start:index] if isinstance(b, Row)]
        width = Counter(len(r.cells) for r in rows).most_common(1)[0][0] if rows else 0
        common = [r for r in rows if len(r.cells) == width]
        usual[start:index] = [common] * (index - start)
        start = index if isinstance(block, Row) else index + 1
    return usual


def _may_be_rest(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.tight and not _OPENS.match(block.text)


def _with_rest(found: list[Block], index: int, common: list[Row]) -> tuple[Row, int]:
    """The row at `index` with the lines that only continue one of its cells, and the index of the last one used."""
    row = found[index]
    if not isinstance(row, Row) or not common:
        raise TypeError("only a row of a run can be continued")
    cells, last, usual = row.cells, index, len(common[0].cells)
    while last + 1 < len(found) and len(cells) <= usual:
        rest = found[last + 1]
        if isinstance(rest, Paragraph) and _may_be_rest(rest) and _one_text(cells[-1], rest.text):
            more: tuple[str, ...] = (rest.text,)
        elif (
            isinstance(rest, Row)
            and not rest.after_break
            and not _OPENS.match(rest.cells[0])
            and _one_text(cells[-1], rest.cells[0])
            and len(cells) < usual
        ):
            more = rest.cells
        else:
            break
        whole = (*cells[:-1], cells[-1] + more[0], *more[1:])
        if len(whole) > usual or (len(more) > 1 and not _like_one_of(whole, common)):
            break
        cells = whole
        last += 1
    return Row(cells, row.place, row.after_break), last


def _one_text(head: str, rest: str) -> bool:
    """Whether two cells can be one cut in two: words and words, or a number that stops at its point or comma."""
    if not head or not rest:
        return False
    if is_amount(head) and is_amount(head + rest) and "." not in head[:-2]:
        return "." in head + rest or head[-1] == ","
    return not is_amount(head) and not is_amount(rest) and not _ENDS.search(head)


def _like_one_of(cells: tuple[str, ...], common: list[Row]) -> bool:
    """Whether a row put together has amounts, words and blanks where another row of the run has them."""
    shape = [_look(c) for c in cells]
    return any(
        len(row.cells) == len(cells)
        and sum(a != _look(b) for a, b in zip(shape, row.cells, strict=True)) <= len(cells) // 6
        for row in common
    )


def _look(cell: str) -> str:
    return "" if not cell else "number" if is_amount(cell) else "words"
