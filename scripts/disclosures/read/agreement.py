"""Characters that a recogniser takes for one another, told apart by what else is printed.

部门 and 部内 differ by a dot that a scan may lose. The same three characters stand elsewhere in the document, or in the
official names of classes: the reading that is found there more often is taken. Only text recognised from pictures is
touched, only characters of one shape, and never a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain

from disclosures.codes import names
from disclosures.model import Block, Paragraph, Row

# Of one shape but for a dot, a hook or the length of a stroke.
_ALIKE = ("门内門", "入人", "拨拔", "未末", "己已巳", "土士", "贷货", "候侯", "治冶", "干千于")
_OTHERS: Mapping[str, str] = {sign: group.replace(sign, "") for group in _ALIKE for sign in group}
_FEWEST = 2  # places where the other reading stands
_EDGE = "\n"  # stands for a neighbour where a text begins or ends


def agreed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with recognised characters read as the same words are elsewhere; the others as they are."""
    if not any(_doubtful(text) for text in _recognised_texts(blocks)):
        return tuple(blocks)
    counts = Counter(chain(_listed(), (three for text in _all_texts(blocks) for three in _threes(text))))
    return tuple(_block(block, counts) for block in blocks)


def _block(block: Block, counts: Mapping[str, int]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=_settled(block.text, counts)) if block.confidence is not None else block
    if not any(cell is not None and cell.recognised for cell in block.grid):
        return block
    cells = (
        _settled(text, counts) if cell is not None and cell.recognised else text
        for text, cell in zip(block.cells, block.grid, strict=True)
    )
    return replace(block, cells=tuple(cells))


def _settled(text: str, counts: Mapping[str, int]) -> str:
    """A text with each doubtful character as it stands most often between its two neighbours."""
    for at in range(len(text)):
        before, after = _beside(text, at)
        if text[at] not in _OTHERS or before == after:
            continue
        own = counts[before + text[at] + after]
        other = max(_OTHERS[text[at]], key=lambda sign: counts[before + sign + after])
        found = counts[before + other + after]
        if found >= _FEWEST and found > own:
            text = text[:at] + other + text[at + 1 :]
    return text


def _doubtful(text: str) -> bool:
    return any(sign in _OTHERS for sign in text)


def _beside(text: str, at: int) -> tuple[str, str]:
    return text[at - 1] if at else _EDGE, text[at + 1] if at + 1 < len(text) else _EDGE


def _threes(text: str) -> Iterator[str]:
    """Every doubtful character of a text between its neighbours."""
    for at, sign in enumerate(text):
        if sign in _OTHERS:
            before, after = _beside(text, at)
            yield before + sign + after


@cache
def _listed() -> tuple[str, ...]:
    """The same of the official names of classes."""
    lists = ("functional", "department", "government")
    return tuple(three for which in lists for name in names(which).values() for three in _threes(name))


def _all_texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield from block.cells if isinstance(block, Row) else (block.text,)


def _recognised_texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from (block.text,) if block.confidence is not None else ()
        else:
            yield from (t for t, c in zip(block.cells, block.grid, strict=bool(block.grid)) if c and c.recognised)
