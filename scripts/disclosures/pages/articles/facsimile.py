"""The page that shows a picture of one page of the original, every value marked where it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.catalogue import Disclosure, Field, Row
from disclosures.pages import labels, links, source, tables
from disclosures.pages.evidence import Evidence, Keeper, Line, outcomes
from disclosures.pages.output import BARE, Asset, Heading, Page, Rendered
from disclosures.pages.render import render

_Box = tuple[Decimal, Decimal, Decimal, Decimal]
_NAMES = ("label", "name", "project_name", "dept_economic_name", "unit_name", "item_name", "indicator", "item")
_CLIP = 60


@dataclass(frozen=True)
class Mark:
    """A cell on the picture: its fragment, what a reader of the screen hears, its place as CSS."""

    id: str
    words: str
    style: str
    css: str


@dataclass(frozen=True)
class RowMark:
    """A row on the page: its fragment, name, values, the row on the disclosure's page, cells, what was said of it."""

    id: str
    name: str
    target: str
    style: str
    marks: tuple[Mark, ...]
    outcomes: Sequence[tuple[str, str, int]]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The rows of one table on the page."""

    title: str
    rows: tuple[RowMark, ...]


def facsimile_pages(item: Disclosure, keeper: Keeper) -> Iterator[Page]:
    """One page for each picture that there is."""
    for index, original in enumerate(item.sources):
        for number in sorted(original.sheets):
            yield _page(item, index, number, keeper)


def _page(item: Disclosure, index: int, number: int, keeper: Keeper) -> Page:
    return Page(
        path=links.facsimile(item.name, index, number),
        title=f"原文第 {number} 页：{item.title}",
        description=f"{item.title}原文第 {number} 页，每个数标在印出的地方",
        headings=(Heading("sheet", "这一页"), Heading("rows", "这一页上的行")),
        render=lambda: _render(keeper.of(item), index, number),
        hide=BARE,
    )


def _render(evidence: Evidence, index: int, number: int) -> Rendered:
    item = evidence.item
    original = item.sources[index]
    sheet = original.sheets[number]
    numbers = sorted(original.sheets)
    at = numbers.index(number)
    lines = evidence.lines.get((index, number), ())
    html = render(
        "facsimile.html",
        links.facsimile(item.name, index, number),
        item=item,
        source=original,
        number=number,
        several=sum(1 for s in item.sources if s.file) > 1,
        before=links.facsimile(item.name, index, numbers[at - 1]) if at else "",
        after=links.facsimile(item.name, index, numbers[at + 1]) if at + 1 < len(numbers) else "",
        picture=links.picture(item.name, index, number),
        width=round(sheet.width),
        height=round(sheet.height),
        original=f"{source.published_name(item, index)}#page={number}",
        groups=_groups(evidence, lines, (index, number)),
        recognised=bool({(None, number), (index + 1, number)} & set(item.recognised)),
    )
    return Rendered(html, (Asset(links.picture(item.name, index, number), sheet.file.read_bytes()),))


def _groups(evidence: Evidence, lines: Sequence[Line], place: tuple[int, int]) -> list[Group]:
    titles, marks = tables.display_titles(evidence.item), tables.read_marks(evidence.item)
    found: dict[str, list[RowMark]] = {}
    for line in lines:
        found.setdefault(line.resource, []).append(_row(evidence, line, place, marks))
    return [Group(titles[name], tuple(rows)) for name, rows in found.items()]


def _row(evidence: Evidence, line: Line, place: tuple[int, int], marks: tables.Marks) -> RowMark:
    item, number = evidence.item, line.row.text("row")
    fragment = tables.row_id(line.resource, links.anchor(number))
    resource = item.resources[line.resource]
    shown = fragment if line.order < tables.SHOWN_ROWS else f"t-{line.resource}"
    target = f"{links.disclosure(item.name)}#{shown}"
    name = _name(resource.fields, line.row) or f"第 {number} 行"
    boxes: list[_Box] = []
    cells = []
    for field in resource.fields:
        spot = line.spots.get(field.name)
        if spot is None or spot.box is None or (spot.index, spot.page) != place:
            continue
        boxes.append(spot.box)
        key = (line.resource, number, field.name)
        words = f"{field.title}：{_clip(line.row.text(field.name)) or '空白'}{'，' if spot.read else ''}{spot.read}"
        cells.append(Mark(f"{fragment}--{links.anchor(field.name)}", words, _style(spot.box), marks.css(*key)))
    return RowMark(
        id=fragment,
        name=name,
        target=target,
        style=_style(_union(boxes)) if boxes else "",
        marks=tuple(cells),
        outcomes=outcomes(evidence.about["checks"].get((line.resource, number), ())),
        remarks=tuple(_remarks(evidence, line.resource, number)),
    )


def _name(fields: Sequence[Field], row: Row) -> str:
    """What a row is called: the first name it prints."""
    there = {field.name for field in fields}
    return next((_clip(row.text(name)) for name in _NAMES if name in there and row.text(name)), "")


def _remarks(evidence: Evidence, resource: str, number: str) -> Iterator[str]:
    yield from dict.fromkeys(
        f"{labels.value('severity', finding.text('severity'))}：{finding.text('message')}"
        for finding, _, _ in evidence.spoken.get((resource, number), ())
    )
    for repair in evidence.about["repairs"].get((resource, number), ()):
        read = _clip(repair.text("printed")) or "空白"
        yield f"修复：读到“{read}”，发布“{_clip(repair.text('published')) or '空白'}”；依据：{repair.text('evidence')}"


def _clip(text: str) -> str:
    return text if len(text) <= _CLIP else f"{text[: _CLIP - 1]}…"


def _union(boxes: Sequence[_Box]) -> _Box:
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return left, top, right - left, bottom - top


def _style(box: _Box) -> str:
    left, top, width, height = box
    return f"inset:{top}% {100 - left - width}% {100 - top - height}% {left}%"
