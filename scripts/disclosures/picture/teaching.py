"""Which line of which data file taught the meaning of a column, and which line would teach an unknown one.

Nothing is decided here: what a column means was found by `headings`. This looks up the line behind it, and a line
that it proposes has been tried: with it the column has a meaning, and all other columns keep theirs.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from disclosures.headings import Path, columns, paths, share_known, words_of
from disclosures.kinds import SUFFIXES, TABLES, Header, Kind
from disclosures.model import Match, Row
from disclosures.schemas import field_title
from disclosures.text import squeeze
from disclosures.titles import bare_title

FOLDER = "scripts/disclosures/tables"  # as CONTRIBUTING and the messages name it, from the project's root
PLACEHOLDER = "字段名"
_LIKELY = 0.4  # share of its columns that a kind must know to be worth proposing for a table of no known kind
_MOST_KINDS = 3
_MOST_TRIALS = 3  # columns of a kind with which a proposed line is tried


@dataclass(frozen=True, slots=True)
class DataLine:
    """A line of one of the project's data files; `number` from 1, None for one that is to be added."""

    file: str
    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to add so that an unknown column or table is known. `choices`: (name, meaning) to put for `字段名`.

    No line where adding one teaches nothing; `hint` then says why.
    """

    line: DataLine | None
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


# --- known columns -------------------------------------------------------------------------------------------------


def taught(kind: Kind, name: str, path: Path) -> tuple[DataLine, ...]:
    """The lines by which the headings over a column mean `name`, the kind's own first; none where its form tells."""
    accepted = _spellings(name)
    for end in range(len(path), 0, -1):
        leaf = words_of(path[end - 1])
        above = [words_of(text) for text in path[: end - 1]]
        own = [h for h in (*kind.headers, *kind.shared) if h.column in accepted and h.word in leaf]
        under = [h for h in own if h.under and any(h.under in words for words in above)]
        for header in (*under, *(h for h in own if not h.under)):
            over = next((t for t, w in zip(path, above, strict=False) if header.under and header.under in w), "")
            return tuple(_lines(header, path[end - 1], over))
    return ()


def _spellings(name: str) -> frozenset[str]:
    """How the data files may name a column: without its sibling's ending, for either side of a balance."""
    base = next((name.removesuffix(s) for s in sorted(SUFFIXES, key=len, reverse=True) if name.endswith(s)), name)
    found = {name, base, base.replace("gov_", "dept_", 1)}
    return frozenset(found | {f"expenditure.{one.rpartition('.')[2]}" for one in found if "." in one})


def _lines(header: Header, leaf: str, over: str) -> Iterator[DataLine]:
    file, number = header.taught
    yield DataLine(f"{FOLDER}/{file}", _csv_line(header.column, header.word, header.under), number)
    for text, word in ((leaf, header.word), (over, header.under)):
        if text and word not in words_of(text)[:1]:
            yield from (line for line in _wordings(text, word))


def _wordings(text: str, means: str) -> Iterator[DataLine]:
    """The first line of headings.csv by which a text means that word."""
    spelt = words_of(text)[:2]
    for pattern, meaning, number in _headings():
        if meaning == means and any(pattern.fullmatch(word) for word in spelt):
            yield DataLine(f"{FOLDER}/headings.csv", _csv_line(pattern.pattern, meaning), number)
            return


@cache
def _headings() -> tuple[tuple[re.Pattern[str], str, int], ...]:
    with (TABLES / "headings.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple((re.compile(row["heading"]), row["means"], rows.line_num) for row in rows)


# --- unknown columns -----------------------------------------------------------------------------------------------


def lesson(kind: Kind, header: Sequence[Row], index: int) -> Lesson:
    """What to add so that the column at `index`, which has no known meaning, gets one."""
    over = paths(header)
    path = over[index] if index < len(over) else ()
    if not path:
        return Lesson(None, hint="这一列没有表头，没有可教的字")
    before = [column.name for column in columns(kind, header)]
    free = [column.name for column in kind.columns if column.name not in before]
    if kind.shape == "balance":
        free = [name for name in free if name.startswith("expenditure.")]
    if not free:
        return Lesson(None, hint=f"这种表的字段都已用上：先在 {FOLDER}/{kind.name}/kind.yaml 的 columns 里增加一个字段")
    choices = tuple((name, meaning(name)) for name in free)
    file = f"{FOLDER}/{kind.headers[0].taught[0] if kind.headers else f'{kind.name}/headers.csv'}"
    for word, under in _candidates(path):
        if any(_teaches(kind, header, index, before, Header(name, word, under)) for name in free[:_MOST_TRIALS]):
            return Lesson(DataLine(file, _csv_line(PLACEHOLDER, word, under)), choices)
    return Lesson(None, choices, "这一列与另一列的表头分不开：请先看表头是否读对（合并的格子、断开的线）")


def _candidates(path: Path) -> Iterator[tuple[str, str]]:
    """Words and headings above them that could tell a column, from the plainest to the most particular."""
    spelt = [word for word in words_of(path[-1])[1::-1] if word]
    yield from ((word, "") for word in spelt)
    for text in reversed(path[:-1]):
        over = next((word for word in words_of(text)[1::-1] if word), "")
        yield from ((word, over) for word in spelt if over)


def _teaches(kind: Kind, header: Sequence[Row], index: int, before: Sequence[str], line: Header) -> bool:
    """Whether with this line the column is known, and every other named as it was (but for the numbers of extras)."""
    after = [column.name for column in columns(replace(kind, headers=(*kind.headers, line)), header)]
    same = all(
        a == b or (a.startswith("extra_") and b.startswith("extra_"))
        for at, (a, b) in enumerate(zip(after, before, strict=True))
        if at != index
    )
    return same and not after[index].startswith("extra_")


# --- unknown tables ------------------------------------------------------------------------------------------------


def title_lessons(match: Match, kinds: Sequence[Kind]) -> tuple[Lesson, ...]:
    """For a table of no known kind: the line that would make its title one of a kind's, for the likeliest kinds."""
    bare = bare_title(match.title)
    if not bare or not match.header or not all(row.grid for row in match.header):
        return ()
    shares = sorted(
        ((share_known(kind, match.header), kind.order, kind) for kind in kinds), key=lambda s: (-s[0], s[1])
    )
    written = re.escape(bare).replace("'", "''")
    return tuple(
        Lesson(DataLine(f"{FOLDER}/{kind.name}/kind.yaml", f"  - '{written}'"),
               hint=f"若它就是“{kind.title}”（{share:.0%} 的列对得上），加在 titles: 之下")
        for share, _, kind in shares[:_MOST_KINDS] if share >= _LIKELY
    )  # fmt: skip


# --- words ---------------------------------------------------------------------------------------------------------


def meaning(name: str) -> str:
    """The Chinese title of a column: `functional_code.1` and `expenditure.total` by the field that they fill."""
    parts = name.split(".")
    if len(parts) == 1:
        return field_title(name)
    if parts[1].isdigit():
        return f"{field_title(parts[0])}第 {parts[1]} 段"
    return field_title(parts[1])


def heading_text(path: Path) -> str:
    """The headings over a column from the top down, as one text."""
    return "／".join(squeeze(text) for text in path)


def _csv_line(*fields: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(fields)
    return text.getvalue()
