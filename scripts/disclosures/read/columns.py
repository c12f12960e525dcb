"""Tables without vertical lines, as grids: what the lattice would have found, had their borders been drawn.

Columns come from the headings and the white between texts, rows from horizontal rules or the heights of texts. What
shows no columns of numbers, no header over columns and no rules stays text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from disclosures.labels import is_total_label
from disclosures.read.bands import Band, bands, beside, borders, one_after_another, ruled_bands
from disclosures.read.borders import by_headings, by_white
from disclosures.read.edges import by_edges, widened
from disclosures.read.heads import Heading, arranged, leaves, off_centre, without_gap_groups, without_line_groups
from disclosures.read.joints import column_joints, ruled_cells
from disclosures.read.page import Grid, GridCell, Page, Rule
from disclosures.read.pieces import Piece, printed_lines, texts, without_overflow
from disclosures.read.regions import Region, regions

_CROSSES = 1.5  # points that a text may reach over a border without lying across it
_EDGE = 1.5  # points within which numbers of one column begin or end
_MOST = 0.9  # share of the numbers of a column that begin or end on one line (the number of a column need not)
_FITS = 0.1  # share of texts that may lie across the columns of the page before
_OUTSIDE = 6.0  # points that a table may reach out of that of the page before
_CENTRED = 0.6  # heights of a line that a text may stand off the middle of its rows
_DEEP = 14.0  # heights of a line: a header is no higher
_LONGEST_HEADING = 30  # signs
_CLAUSE = re.compile("[，。；]")
_LIST = re.compile(r"[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|栏次|\*+|[≥≤=＝<>]|[\d.]+%")
_COLUMN_NUMBER = re.compile(r"\d{1,2}|栏次|\*+|[A-Z]|[一二三四五六七八九十]")


def column_grids(page: Page, rules: Sequence[Rule], grids: Sequence[Grid], above: Grid | None) -> list[Grid]:
    """The tables among these glyphs and rules, which stand outside of the ruled `grids`, from the top down.

    `above` is the table that the page before ends with, if any: one without header at the top goes on with its columns.
    """
    if page.recognised:
        return []
    across = [rule for rule in rules if rule.right - rule.left >= rule.bottom - rule.top]
    found: list[Grid] = []
    lines = printed_lines(page.glyphs)
    for region in regions(lines, across, page, grids, above):
        outline = min(line[0].left for line in lines), max(line[-1].right for line in lines)
        grid = _grid(region, outline, above if not found else None)
        if grid is not None and not any(_overlap(grid, other) for other in grids):
            found.append(grid)
    return found


def _overlap(one: Grid, other: Grid) -> bool:
    a, b = one.box, other.box
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] - _CROSSES and b[1] < a[3] - _CROSSES


def _grid(region: Region, outline: tuple[float, float], above: Grid | None) -> Grid | None:
    """The table of a region: below its header, else as a part of a table or a form without one."""
    words = without_overflow(texts(region.pieces))
    head, body = _parted(words)
    own = leaves(head) if head else []
    goes_on = region.first and above is not None and len(own) < len(above.xs) - 1 and _apart(words, above.xs)
    jointed = _by_joints(region, head, body, above if region.first or region.titled else None)
    if jointed is not None:
        return jointed
    if own and not goes_on:
        found = _divided(region, head, body, outline, above)
        if found is not None or not region.titled:
            return found
    return _divided(region, [], words, outline, above) if words else None


def _divided(
    region: Region, head: Sequence[Piece], body: Sequence[Piece], outline: tuple[float, float], above: Grid | None
) -> Grid | None:
    """The table of these texts, None where they are none."""
    own = leaves(head) if head else []
    form = by_edges(body) if region.titled and not own else None
    again = region.titled and not own and above is not None and _may_go_on(form, above.xs, body)
    above = above if region.first or again else None
    best: tuple[int, Grid] | None = None
    for headings, upward in _ways(head, own):
        columns, goes_on = _columns(headings, body, outline, above)
        is_form = form is not None and not goes_on
        columns = form if form is not None and is_form else columns
        if not (goes_on or _is_table(region, headings, body, columns)):
            continue
        header = arranged(head, headings, columns, upward) if own else None
        if header is not None or not own:
            off = off_centre(head, headings, header) if header is not None else 0
            if best is None or off < best[0]:
                best = off, _drawn(columns, head, header, _rows(region, body), body, is_form)
            if not off:
                break
    return best[1] if best is not None else None


def _ways(head: Sequence[Piece], own: Sequence[Piece]) -> Iterator[tuple[Sequence[Piece], bool]]:
    """Ways to take a header: which of its headings head one column each, and whether it is told from the bottom up."""
    for upward in (False, True):
        for headings in (without_gap_groups(own), own, without_line_groups(own, head)):
            yield headings, upward


def _by_joints(region: Region, head: Sequence[Piece], body: Sequence[Piece], above: Grid | None) -> Grid | None:
    """The table whose horizontal rules are drawn cell by cell; what is no header of its columns is a part of a form."""
    xs = column_joints(region.rules)
    if xs is None or not body:
        return None
    found = _jointed(region, xs, head, body) if head else None
    if found is not None:
        return found
    words = [*head, *body]
    if above is not None and all(min(abs(x - y) for y in above.xs) <= _OUTSIDE for x in xs):
        return _jointed(region, above.xs, [], words)
    return _jointed(region, xs, [], words, is_form=region.titled or not _fits(words, xs))


def _jointed(
    region: Region, xs: Sequence[float], head: Sequence[Piece], body: Sequence[Piece], is_form: bool = False
) -> Grid | None:
    """The table with these joints in its rules: they tell its columns, its rows and what goes over several."""
    cells = ruled_cells(region.rules, xs, body)
    if cells is None:
        return None
    own = leaves(head) if head else []
    tried = (arranged(head, headings, xs, up) for headings, up in _ways(head, own) if len(headings) == len(xs) - 1)
    header = next((one for one in tried if one is not None), None)
    if head and header is None:
        return None
    rows, spans = cells
    grid = _drawn(xs, head, header, rows, body, is_form, spans)
    heights, texts_at = [rule.top for rule in region.rules], [word.middle for word in (*head, *body)]
    return replace(grid, open_above=min(heights) > min(texts_at), open_below=max(heights) < max(texts_at))


def _rows(region: Region, body: Sequence[Piece]) -> list[Band]:
    """The rows by the rules between them, where there are such, else by the heights of texts."""
    left, right = min(w.left for w in body), max(w.right for w in body)
    top, bottom = min(w.middle for w in body), max(w.middle for w in body)
    whole = [r for r in region.rules if top < r.top < bottom and r.left <= left + _EDGE and r.right >= right - _EDGE]
    found = ruled_bands(body, sorted(rule.top for rule in whole)) if whole else []
    return found or bands(body)


def _parted(words: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Header and body: the body begins with the row of the first text that no header has."""
    data = [word for word in words if _is_data(word, words)]
    if not data:
        return [], list(words)
    first = min(data, key=lambda word: word.middle)
    level = [word for word in words if abs(word.middle - first.middle) <= 0.5 * first.line]
    top = min(word.top for word in level)
    head = [word for word in words if word.middle < top]
    if not head or len(leaves(head)) < 2:
        return [], list(words)
    if first.top - min(h.top for h in head) > _DEEP * first.line or any(_is_sentence(h) for h in head):
        return [], list(words)
    return head, [word for word in words if word.middle >= top]


def _is_sentence(word: Piece) -> bool:
    return len(word.text) > _LONGEST_HEADING or _CLAUSE.search(word.text) is not None


def _is_data(word: Piece, words: Sequence[Piece]) -> bool:
    if word.is_number or _LIST.match(word.text):
        return not re.fullmatch(r"(?:19|20)\d\d", word.text)
    if is_total_label(word.text):  # heads a column too
        level = [other for other in words if abs(other.middle - word.middle) <= 0.5 * word.line]
        return len(level) == 1 and not any(other.top > word.bottom for other in words)
    return False


def _columns(
    own: Sequence[Piece], body: Sequence[Piece], outline: tuple[float, float], above: Grid | None
) -> tuple[tuple[float, ...], bool]:
    """The borders of the columns, and whether they are those of the page before."""
    if not own:
        white = by_white(body)
        more = above is not None and len(white) > len(above.xs) and not _apart(body, above.xs)
        if above is None or more or not _fits(body, above.xs):
            return white, False
    if above is not None and (not own or len(own) == len(above.xs) - 1) and _fits([*own, *body], above.xs):
        return above.xs, True
    return by_headings(own, body, outline), False


def _may_go_on(form: Sequence[float] | None, xs: Sequence[float], body: Sequence[Piece]) -> bool:
    """Whether texts without a header below a title printed again may be in the columns of the page before.

    The texts of a `form` then begin on the same lines; those of a list of amounts need not.
    """
    amounts = sum(word.is_amount for word in body)
    return form is None or 2 * amounts >= len(body) or all(min(abs(x - y) for y in xs) <= _EDGE for x in form[1:-1])


def _fits(words: Sequence[Piece], xs: Sequence[float]) -> bool:
    outside = min(w.left for w in words) < xs[0] - _OUTSIDE or max(w.right for w in words) > xs[-1] + _OUTSIDE
    across = sum(_over(word, xs)[1] - _over(word, xs)[0] > 1 for word in words)
    used = {_over(word, xs)[0] for word in words}
    return not outside and across <= _FITS * len(words) and len(used) > 1


def _apart(body: Sequence[Piece], xs: Sequence[float]) -> bool:
    """Whether each text stands in one column, and no two of a row in the same."""
    spans = [[_over(word, xs) for word in row.texts] for row in bands(body)]
    return all(len(set(row)) == len(row) and all(past == first + 1 for first, past in row) for row in spans)


def _over(word: Piece, xs: Sequence[float]) -> tuple[int, int]:
    """The columns that a text lies over: the first, and that past the last."""
    last = len(xs) - 2
    first = next((at for at in range(last + 1) if word.left + _CROSSES < xs[at + 1]), last)
    past = next((at for at in range(last, first, -1) if word.right - _CROSSES > xs[at]), first) + 1
    return first, past


def _is_table(region: Region, own: Sequence[Piece], body: Sequence[Piece], columns: Sequence[float]) -> bool:
    """What shows that it is a table and no other text in several pieces."""
    width = len(columns) - 1
    if width < 2 and not (region.titled and own):
        return False
    if len(own) >= 3 and region.titled:
        return True
    stacks: list[list[Piece]] = [[] for _ in range(width)]
    for word in body:
        stacks[_over(word, columns)[0]].append(word)
    numbers = sum(_is_column_of_numbers(stack) for stack in stacks)
    if own:
        return numbers > 0 or (len(own) >= 3 and any(word.is_number for stack in stacks[1:] for word in stack))
    full = sum(len(row.texts) >= 3 for row in bands(body))
    if region.titled and width >= 3 and (numbers or full >= 2):
        return True
    if numbers and sum(len(line) > 1 for line in region.lines) * 2 >= len(region.lines):
        return True
    return width >= 3 and full >= 3 and full * 2 >= len(bands(body))


def _is_column_of_numbers(stack: Sequence[Piece]) -> bool:
    numbers = [word for word in stack if word.is_amount]
    edges = ([word.right for word in numbers], [word.left for word in numbers])
    return len(numbers) >= 2 and any(
        sum(abs(one - median(edge)) <= _EDGE for one in edge) > _MOST * len(edge) for edge in edges
    )


def _drawn(
    xs: Sequence[float],
    head: Sequence[Piece],
    header: tuple[list[Heading], list[float]] | None,
    rows: Sequence[Band],
    body: Sequence[Piece],
    is_form: bool,
    spans_known: Sequence[tuple[int, int, int, int]] | None = None,
) -> Grid:
    """The grid: header cells as arranged, a cell a column and row, larger ones where a text lies over several."""
    top = rows[0].top - 1.0
    spans: list[tuple[int, int, int, int]] = []
    ys: list[float] = []
    if header is not None:
        headings, inner = header
        top = (max(h.bottom for h in head) + rows[0].top) / 2
        ys = [min(h.top for h in head) - 1.0, *inner]
        spans = [(h.top, h.first, h.bottom, h.past) for h in headings]
    first = len(ys)
    heights = borders(rows, top, max(word.bottom for word in body) + 1.0)
    ys += heights
    own = _body_spans(xs, heights, rows, body) if spans_known is None else spans_known
    if is_form:
        own = _with_form_cells(own, xs, rows)
    spans += [(a + first, b, c + first, d) for a, b, c, d in own]
    return _tiled(tuple(xs), tuple(ys), spans)


def _body_spans(
    xs: Sequence[float], ys: Sequence[float], rows: Sequence[Band], body: Sequence[Piece]
) -> list[tuple[int, int, int, int]]:
    """The cells of texts that lie over several columns or stand beside several rows."""
    found: list[tuple[int, int, int, int]] = []
    placed = {id(word): index for index, row in enumerate(rows) for word in row.texts}
    stacks: dict[tuple[int, int], list[Piece]] = {}
    for word in sorted(body, key=lambda w: w.middle):
        stacks.setdefault(_over(word, xs), []).append(word)
    beside_rows = _leading_spans(stacks, ys, len(rows))
    leading = True
    for (left, right), stack in sorted(stacks.items()):
        if left == right - 1 and left in beside_rows:
            found += [(first, left, past, right) for first, past in beside_rows[left]]
            continue
        single = [word for word in stack if id(word) in placed]
        leading &= right - left > 1 or len(single) < len(stack)
        # In the first columns some stand beside several rows, so all do what fits best, one below the other.
        free = {id(word) for word in stack} if leading and left == right - 1 else set()
        fixed = {word: row for word, row in placed.items() if word not in free}
        beside_it = [w for (a, b), other in stacks.items() if a < right and left < b for w in other if id(w) in fixed]
        every = sorted({id(w): w for w in (*stack, *beside_it)}.values(), key=lambda w: w.middle)
        spanned = _one_below_other(every, fixed, ys)
        own = [spanned[id(word)] for word in stack if id(word) in spanned]
        found += [(first, left, past, right) for first, past in own if past - first > 1 or right - left > 1]
    return found


def _with_form_cells(
    spans: Sequence[tuple[int, int, int, int]], xs: Sequence[float], rows: Sequence[Band]
) -> list[tuple[int, int, int, int]]:
    """The cells with those that are as wide as their part of the form has them."""
    high = {
        (row, column)
        for top, left, past, right in spans
        if past - top > 1
        for row in range(top, past)
        for column in range(left, right)
    }
    printed = [{_over(word, xs)[0] for word in row.texts} for row in rows]
    used = [frozenset(at for at in columns if (row, at) not in high) for row, columns in enumerate(printed)]
    wide = [(row, a, row + 1, b) for row, cells in enumerate(widened(used, len(xs) - 1)) for a, b in cells]
    ends = {(row, left): right for row, left, _, right in wide}
    larger = [s for s in spans if s[2] - s[0] > 1 or s[3] > ends.get((s[0], s[1]), 0)]
    return [*larger, *wide]


def _one_below_other(
    stack: Sequence[Piece], placed: Mapping[int, int], ys: Sequence[float]
) -> dict[int, tuple[int, int]]:
    """For the texts of a column from the top down the rows (first, past the last) of their cells; some are `placed`."""
    spans: dict[int, tuple[int, int]] = {}
    start = 0
    for word, following in zip(stack, [*stack[1:], None], strict=True):
        row = placed.get(id(word))
        if row is not None:
            spans[id(word)] = row, row + 1
        else:
            stop = _row_at(following.top, ys) if following is not None else len(ys) - 1
            if start >= stop:
                continue
            spans[id(word)] = beside(word, ys, range(start, stop))
        start = spans[id(word)][1]
    return spans


def _leading_spans(
    stacks: Mapping[tuple[int, int], Sequence[Piece]], ys: Sequence[float], height: int
) -> dict[int, list[tuple[int, int]]]:
    """Spans of the first columns, where these print on the same heights and each text in the middle of some rows.

    That is how a list of lists is set (projects with several indicators each): the spans follow one another.
    """
    first = stacks.get((0, 1), ())
    if not 0 < len(first) < height:
        return {}
    columns = [0]
    while _on_one_height(first, stacks.get((len(columns), len(columns) + 1), ())):
        columns.append(len(columns))
    spans = one_after_another(first, ys) if len(columns) > 1 else None
    return dict.fromkeys(columns, spans) if spans is not None else {}


def _on_one_height(words: Sequence[Piece], others: Sequence[Piece]) -> bool:
    """Whether texts of two columns stand beside one another, each beside one."""
    pairs = zip(words, others, strict=False)
    return len(words) == len(others) and all(abs(a.middle - b.middle) <= _CENTRED * a.line for a, b in pairs)


def _row_at(y: float, ys: Sequence[float]) -> int:
    return max(0, min(bisect_right(ys, y + _CROSSES) - 1, len(ys) - 2))


def _tiled(xs: tuple[float, ...], ys: tuple[float, ...], spans: Sequence[tuple[int, int, int, int]]) -> Grid:
    """The grid of these cells (first row and column, past the last ones), the rest filled with single cells."""
    width, height = len(xs) - 1, len(ys) - 1
    taken = [[False] * width for _ in range(height)]
    cells: list[GridCell] = []
    single = [(row, column, row + 1, column + 1) for row in range(height) for column in range(width)]
    for top, left, bottom, right in (*spans, *single):
        if any(any(line[left:right]) for line in taken[top:bottom]):
            continue
        for line in taken[top:bottom]:
            line[left:right] = [True] * (right - left)
        box = (xs[left], ys[top], xs[right], ys[bottom])
        cells.append(GridCell(top, left, bottom - top, right - left, box))
    return Grid(xs, ys, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))
