"""A document as a page of HTML: merged cells by colspan and rowspan, the layout in its style sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from ..document import Document
from ..layout import WIDE, Layout, is_number, is_side, layout, sheets
from ..sheet import Box, Sheet

CELL = {"head": "th", "text": "td", "amount": "td"}


def write(document: Document, seed: str, path: Path) -> None:
    """The document as a web page prints it: the grid of every table is true."""
    # A browser makes bold by itself: only what is printed from here fakes it by drawing twice.
    path.write_text(page(document, replace(layout(seed), doubled=False)), encoding="utf-8")


def page(document: Document, chosen: Layout, style: str = "") -> str:
    """The whole page; `style` is a style sheet for print."""
    parts = [
        _sheet(block, chosen, number) if isinstance(block, Sheet) else _prose(block)
        for number, block in enumerate(sheets(document, chosen))
    ]
    head = f'<meta charset="utf-8"><title>{escape(document.name)}</title><style>{style}</style>'
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head>\n<body>\n' + "\n".join(parts) + "\n</body></html>\n"
    )


def _prose(texts: Sequence[str]) -> str:
    return "<div class=prose>" + "\n".join(f"<p>{escape(text)}</p>" for text in texts) + "</div>"


def _sheet(one: Sheet, chosen: Layout, number: int) -> str:
    wide = chosen.sides == "all" or (chosen.sides == "wide" and one.columns > WIDE)
    lines = one.lines()
    boxed = chosen.titles == "grid"
    inside = boxed or (chosen.repeat_titles and chosen.repeat_header)
    titles = [_across(text, one.columns, boxed) for text in one.above] if inside else []
    above = "" if inside else "\n".join(_above(one.above, chosen))
    head = [*titles, *(_row(boxes, chosen) for boxes in lines[: one.head])]
    body = [_row(boxes, chosen) for boxes in lines[one.head :]]
    table = f"<table class=c{one.columns}>{_widths(one, chosen)}<thead>{''.join(head)}</thead>\n<tbody>{''.join(body)}</tbody></table>"
    below = "\n".join(f"<p class=note>{escape(text)}</p>" for text in one.below)
    return f'<section class="{"wide" if wide else "tall"}" id=t{number}>{above}{table}{below}</section>'


def _across(text: str, columns: int, boxed: bool) -> str:
    """A title line as a row of the table, ruled like the others or not."""
    return (
        f'<tr class="{"boxed" if boxed else "title"} {_class(text)}"><td colspan={columns}>{escape(text)}</td></tr>\n'
    )


def _class(text: str) -> str:
    return "side" if is_side(text) else "number" if is_number(text) else "name"


def _above(texts: Sequence[str], chosen: Layout) -> Iterator[str]:
    """The lines above a table; department and unit of money share a line."""
    side = [text for text in texts if is_side(text)]
    for text in texts:
        if text in side:
            if text == side[0]:
                yield "<p class=side>" + "".join(f"<span>{escape(one)}</span>" for one in side) + "</p>"
            continue
        shown = _twice(text) if chosen.doubled and _class(text) == "name" else escape(text)
        yield f"<p class={_class(text)}>{shown}</p>"


def _twice(text: str) -> str:
    """Every character a second time, a hair to the right: how some programs print bold."""
    return f"<span class=bold>{escape(text)}<span class=again>{escape(text)}</span></span>"


def _row(boxes: Sequence[Box], chosen: Layout) -> str:
    return "<tr>" + "".join(_cell(box, chosen) for box in boxes) + "</tr>\n"


def _cell(box: Box, chosen: Layout) -> str:
    spans = (f" colspan={box.columns}" if box.columns > 1 else "") + (f" rowspan={box.rows}" if box.rows > 1 else "")
    text = _twice(box.text) if chosen.doubled and box.role == "head" and box.text else escape(box.text)
    text = text.replace("\n", "<br>")
    if chosen.hard_spaces:
        text = text.replace("　", "&nbsp;&nbsp;") or "&nbsp;"
    tag = CELL[box.role]
    return f'<{tag} class="{box.role}"{spans}>{text}</{tag}>'


def _widths(one: Sheet, chosen: Layout) -> str:
    """Columns of set widths, where cells are to be too narrow for their text."""
    if not chosen.narrow:
        return ""
    weights = [1.0] * one.columns
    for box in one.boxes:
        if box.columns == 1 and box.role == "text":
            weights[box.column] = max(weights[box.column], min(len(box.text) / 5, 4.0))
    shares = (100 * weight / sum(weights) for weight in weights)
    return "<colgroup>" + "".join(f'<col style="width:{share:.2f}%">' for share in shares) + "</colgroup>"
