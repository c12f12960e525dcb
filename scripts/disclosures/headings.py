"""What the columns of a grid mean: every heading with all headings above it, as merged cells show them.

Places word the same heading in many ways (一般公共预算拨款, 一般公共预算资金, 一般公共预算财政拨款收入); `tables/headings.csv`
says which words mean the same, and the kinds' `headers.csv` which column they head.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from disclosures.kinds import SUFFIXES, TABLES, Header, Kind, kinds
from disclosures.model import Column, Row
from disclosures.text import key, squeeze

Path = tuple[str, ...]
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.](?!\d))")
_UNIT = re.compile(r"\((?:单位[:]?)?(?:人民币)?(?:万|千|亿)?元\)|\(%\)")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_FEWEST_SIGNS = 4  # of a heading that may have been recognised with one of them wrong
_SERIAL = frozenset({"序号", "编号", "行次"})
_NEUTRAL = re.compile(
    r"(?:预算|年初预算|年度预算|本年预算|当年预算|本年|当年|上年|去年|全年|金额|执行|预算执行|预计执行|完成|决算)?(?:安排)?(?:数|额|金额)?"
)
_PREVIOUS = re.compile(r"上年|去年|执行|完成数|决算")
_SHARE = re.compile(r"%|率|百分|幅度|比例")
_PERCENT = re.compile(r"%|比例|百分比|幅度")
_CARRIED = re.compile(r"结转|结余")
_CURRENT = re.compile(r"(?:本年|当年)(?:[省市县区州本]级)?(?:预算|财政|拨款|安排|收入|资金|支出)")
_CHANGE = re.compile(r"增减|变化|比上年|较上年|增长|变动")


def paths(header: Sequence[Row]) -> list[Path]:
    """For each column the headings over it, from the top down; a merged cell counts once.

    A heading that was not merged over its group still lies over the blank cells to its right that have headings below.
    """
    width = max((len(row.cells) for row in header), default=0)
    found: list[list[str]] = [[] for _ in range(width)]
    for number, row in enumerate(header):
        below = {c for under in header[number + 1 :] for c, text in enumerate(under.cells) if text}
        group = ""
        for column, (text, cell) in enumerate(zip(row.cells, row.grid, strict=True)):
            if text:
                said = squeeze(text) if cell is None or not cell.recognised else as_known(squeeze(text))
                for covered in range(column, min(width, column + (cell.columns if cell else 1))):
                    found[covered].append(said)
                group = said if cell and cell.columns == cell.rows == 1 and column in below else ""
            elif group and cell is not None and column in below and not found[column]:
                found[column].append(group)
            else:
                group = group if cell is None else ""
    return [tuple(path) for path in found]


@lru_cache(1 << 12)
def words_of(text: str) -> tuple[str, ...]:
    """A heading as printed, without number, year and unit, and the words that it means."""
    bare = _bare(text)
    return tuple(dict.fromkeys((key(text), bare, *_meant(bare))))


def _bare(text: str) -> str:
    bare = _UNIT.sub("", _NUMBER.sub("", key(text)))
    bare = re.sub(r"^其中[:]?", "", re.sub(r"^(?:19|20)\d\d年度?", "", bare)).strip(":")
    return re.sub(r"收入预算$", "收入", bare)


@lru_cache(1 << 12)
def as_known(text: str) -> str:
    """A heading recognised from a picture; where it is not known, the only known one that differs in one character."""
    bare = _bare(text)
    if len(bare) < _FEWEST_SIGNS or is_heading(text, _vocabulary()):
        return text
    near = {word for word in _vocabulary() if _differs_in_one(word, bare)}
    return near.pop() if len(near) == 1 else text


def vocabulary(known: Iterable[Kind]) -> frozenset[str]:
    """Every word that stands in a header of these kinds."""
    return frozenset(
        word for kind in known for header in (*kind.headers, *kind.shared) for word in (header.word, header.under)
    ) - {""}


@cache
def _vocabulary() -> frozenset[str]:
    return vocabulary(kinds())


def _differs_in_one(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


@cache
def _meanings() -> tuple[tuple[re.Pattern[str], str], ...]:
    with (TABLES / "headings.csv").open(encoding="utf-8", newline="") as file:
        return tuple((re.compile(row["heading"]), row["means"]) for row in csv.DictReader(file))


def _meant(bare: str) -> Iterator[str]:
    return (means for pattern, means in _meanings() if pattern.fullmatch(bare))


def is_heading(text: str, known: frozenset[str]) -> bool:
    """Whether a text is one of these words, in whatever wording."""
    return any(word in known for word in words_of(text))


# --- list tables ---------------------------------------------------------------------------------------------------


def columns(kind: Kind, header: Sequence[Row]) -> tuple[Column, ...]:
    """What each column is: a column of the kind, one of its siblings (`_previous`, `_change` …), or `extra_NN`."""
    over = paths(header)
    names = _settled(kind, over)
    found: list[Column] = []
    extra = 0
    for name, path in zip(names, over, strict=True):
        if path and words_of(path[-1])[-1] in _SERIAL and not name:
            found.append(Column("", path[-1]))
        elif name and name not in {column.name for column in found}:
            found.append(Column(name, path[-1]))
        else:
            extra += 1
            found.append(Column(f"extra_{extra:02}", "/".join(path)))
    return tuple(found)


def share_known(kind: Kind, header: Sequence[Row]) -> float:
    """The share of headed columns that mean something in this kind, each counted once."""
    over = paths(header)
    headed = [path for path in over if path]
    return len({name for name in _settled(kind, over) if name}) / len(headed) if headed else 0.0


def _settled(kind: Kind, over: Sequence[Path]) -> list[str]:
    """The column of each path; of two that would be the same code or name, one is the next that it can mean.

    科目编码 twice is the departmental class, then the government's; 单位名称 beside 科目名称 is the unit's own.
    """
    if kind.shape == "balance":
        return _with_siblings(_sides(kind, over), over)
    meant = [_meanings_of(kind, path) for path in over]
    names = _with_siblings([one[0] if one else "" for one in meant], over)
    amounts = {column.name for column in kind.columns if column.type == "amount"}
    for index, name in enumerate(names):
        holder = names.index(name)
        if not name or holder == index or name in amounts:
            continue
        for who in (index, holder) if meant[index] == meant[holder] else (holder, index):
            other = next((n for n in meant[who] if n not in names and n not in amounts), None)
            if other:
                names[who] = other
                break
    return names


def _meanings_of(kind: Kind, path: Path) -> list[str]:
    """The columns that a path of headings can mean, the likeliest first; none where it is not known."""
    for end in range(len(path), 0, -1):
        leaf = words_of(path[end - 1])
        above = [words_of(text) for text in path[: end - 1]]
        known = (*kind.headers, *kind.shared)
        under = [h for h in known if h.under and h.word in leaf and any(h.under in words for words in above)]
        plain = [h for h in known if not h.under and h.word in leaf]
        found = sorted(under, key=lambda h: _nearness(h, above, leaf), reverse=True)
        found = found or sorted(plain, key=lambda h: (leaf.index(h.word), h.column != kind.label))
        only_when = _says_nothing(leaf)  # but which year's, or how it changed
        if only_when and not under and (outer := _meanings_of(kind, path[: end - 1])):
            return outer
        if named := [h.column for h in found if h.column]:
            return list(dict.fromkeys(named))
        if not only_when and not _CHANGE.search(leaf[0]) and not _PERCENT.fullmatch(leaf[0]):
            return []  # a heading of its own
    return []


def _nearness(header: Header, above: Sequence[tuple[str, ...]], leaf: tuple[str, ...]) -> tuple[int, int]:
    return max(i for i, words in enumerate(above) if header.under in words), -leaf.index(header.word)


def _with_siblings(names: Sequence[str], over: Sequence[Path]) -> list[str]:
    """Columns of one meaning told apart: last year's, what is carried over, the change, the change in percent."""
    years = [int(year) for path in over for text in path for year in _YEAR.findall(key(text))]
    current = max(years, default=0)
    found = [
        f"{name}{_suffix(path, current)}" if name and names.count(name) > 1 else name
        for name, path in zip(names, over, strict=True)
    ]
    return [
        f"{name}{SUFFIXES[3]}" if name and found.count(name) > 1 and _CURRENT.search(key("/".join(path))) else name
        for name, path in zip(found, over, strict=True)
    ]


def _suffix(path: Path, current: int) -> str:
    text = key("/".join(path))
    if _CHANGE.search(text):
        return SUFFIXES[2] if _SHARE.search(text.rpartition("/")[2]) else SUFFIXES[1]
    if _CARRIED.search(text):
        return SUFFIXES[4]
    years = [int(year) for year in _YEAR.findall(text)]
    if _PREVIOUS.search(text) or (years and max(years) < current):
        return SUFFIXES[0]
    return ""


# --- balance tables ------------------------------------------------------------------------------------------------

_LABEL = re.compile(
    r"(?:收入|支出|收支)?(?:预算)?(?:项目|科目|内容|来源|科目名称|项目名称|类型|类别|项目类别)(?:名称)?(?:\(.*\))?|(?:按)?(?:部门|政府)?(?:预算)?(?:支出)?(?:功能|经济|用途|性质).*"
)
_BLOCKS = (
    (re.compile(r"政府.*经济"), "gov_economic"),
    (re.compile(r"经济"), "dept_economic"),
    (re.compile(r"用途|性质|项目类别|支出结构|基本和项目"), "purpose"),
)


def _sides(kind: Kind, over: Sequence[Path]) -> list[str]:
    """The columns of a balance: the block that each belongs to (income, expenditure by function, by …) and its measure."""
    found: list[str] = []
    block = ""
    for path in over:
        said = _block(path)
        leaf = words_of(path[-1]) if path else ("",)
        if any(_LABEL.fullmatch(word) for word in leaf) or (len(path) == 1 and leaf[-1] in ("收入", "支出")):
            block = said or ("income" if not block else "expenditure")
            found.append(f"{block}.label" if path else "")
            continue
        block = block or said
        measure = _measure(kind, path) if path else ""
        found.append(f"{block}.{measure}" if block and measure else "")
    return found


def _block(path: Path) -> str:
    words = "/".join(words_of(text)[-1] for text in path)
    for pattern, name in _BLOCKS:
        if pattern.search(words):
            return name
    if "支出" in words:
        return "expenditure"
    return "income" if "收入" in words else ""


def _measure(kind: Kind, path: Path) -> str:
    """The measure of an amount column, from the headings of the expenditure side, which prints all of them."""
    fields = {column.name.split(".")[1] for column in kind.columns}
    own = [h for h in kind.headers if h.column.startswith("expenditure.") and not h.column.endswith(".label")]
    for end in range(len(path), 1 if len(path) > 1 else 0, -1):  # the topmost of several names the side
        leaf = words_of(path[end - 1])
        above = [words_of(text) for text in path[: end - 1]]
        under = [h for h in own if h.under and h.word in leaf and any(h.under in words for words in above)]
        plain = [h for h in own if not h.under and h.word in leaf]
        best = max(under, key=lambda h: _nearness(h, above, leaf), default=None) or next(iter(plain), None)
        if best is not None:
            return best.column.removeprefix("expenditure.")
        if not _says_nothing(leaf):
            break
    last = words_of(path[-1]) if path else ("",)
    if _says_nothing(last) or last[-1] == "合计" or (path and _CHANGE.search(key(path[-1]))):
        return "amount" if "amount" in fields else "total"
    return ""


def _says_nothing(words: tuple[str, ...]) -> bool:
    """Whether a heading is only 金额, 预算数 or a year: what it means stands above it."""
    return any(_NEUTRAL.fullmatch(word) for word in words)
