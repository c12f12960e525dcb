"""Letters from pictures: the one place that knows RapidOCR. Works offline with the models that come with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from rapidocr import RapidOCR

from disclosures.read.picture import Picture, PixelBox


class Reading(NamedTuple):
    """A text, how sure the recogniser is of it (the mean over its characters, 0 to 1), and the characters in doubt."""

    text: str
    sure: float
    doubtful: str = ""


_LONGEST = 60  # a line is cut to so many times its height: a longer one is no text and would take the memory
_LOWEST = 8  # pixels; a lower line is put on a white ground of this height
# A picture that a single character fills is strange to the recogniser. With a little paper on both sides it reads most,
# with more some that it is not sure of (≥, ＝); with more throughout it would take 0 for O and miss dashes. Printed twice
# side by side, most of the rest stands out (≥ from M, 0 from O).
_LONE = 1.5  # width over height of a picture with one character
_ROOM, _MORE_ROOM = 0.5, 2.0  # paper on either side of it, in its heights
_APART = 0.1  # paper round each of two side by side
_SURE = 0.9
_READABLE = 0.4  # less is a guess
_PRINT = 40  # how much darker than the paper, of 255
# Signs that fill the picture from top to bottom are taken for others (门 for 内). With a little paper above and below
# they are told apart, but long codes of many zeros lose some: so words get it, numbers do not.
LEADING = 0.14  # of the height of a line
_CERTAIN = 0.995  # words less sure than this are read again, one line in fourteen
_CERTAIN_SIGN = 0.99  # a character less sure than this is in doubt
_LESS_SURE = 0.05  # with paper round them they are read rightly with less certainty
_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
_STROKES = ("二", "ニ", "三")
_AS_LONG = 0.92  # the strokes of =, to one another; the upper one of 二 is shorter
_LETTERS = re.compile(r"[A-Za-z]+")
_BATCH = 6  # lines recognised at once
_BATCH_WIDTH = 50.0  # and at most so wide together, in heights of a line: the memory goes with it
# One thread each: the converter already runs a process a core. The recogniser fills a line up to the width of its
# batch and never below the one given here, so a small one halves the time for cells of a few digits.
_SETTINGS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "error",
    "Global.use_vertical_padding": False,
    "Global.max_side_len": 2000,
    "Det.limit_side_len": 64,
    "Rec.rec_img_shape": [3, 48, 96],
    "Global.return_word_box": True,  # how sure it is of each character
    "Rec.rec_batch_num": _BATCH,
}


@cache
def _engine() -> RapidOCR:
    """The engine, made once a process: loading its models takes half a second."""
    cv2.setNumThreads(1)
    return RapidOCR(params=_SETTINGS)


def recognised(lines: Sequence[Picture], leading: float = 0.0) -> list[Reading]:
    """The text of each picture of one line, and how sure it is.

    `leading`: paper to put above and below each line, in its heights.
    """
    found = _attempt([_fit(line, _ROOM, leading) for line in lines])
    lone = [index for index, line in enumerate(lines) if _is_lone(line) and _is_doubtful(found[index])]
    roomy = _attempt([_fit(lines[index], _MORE_ROOM) for index in lone])
    doubled = [_half(read) for read in _attempt([_twice(lines[index]) for index in lone])]
    for index, *again in zip(lone, roomy, doubled, strict=True):
        likeliest = _likeliest([found[index], *again])
        found[index] = Reading("=", _SURE) if _is_equals(likeliest[0], lines[index]) else likeliest
    words = [] if leading else [i for i, r in enumerate(found) if r.sure < _CERTAIN and _WORD.search(r.text)]
    for index, spaced in zip(words, _attempt([_fit(lines[index], _ROOM, LEADING) for index in words]), strict=True):
        if spaced.sure >= found[index].sure - _LESS_SURE:
            found[index] = spaced
    return found


def _is_lone(line: Picture) -> bool:
    return bool(line.shape[1] < _LONE * line.shape[0])


def _is_doubtful(read: Reading) -> bool:
    """Whether a lone character has to be looked at again: signs are taken for letters even when it is sure."""
    return read.sure < _SURE or read.text in _STROKES or _LETTERS.fullmatch(read.text) is not None


def _is_equals(text: str, line: Picture) -> bool:
    """Whether what looks like 二 is two strokes of one length."""
    if text not in _STROKES:
        return False
    dark = line < int(np.median(line)) - _PRINT
    edges = np.flatnonzero(np.diff(np.concatenate(([0], dark.any(axis=1).astype(np.int8), [0]))))
    strokes = [dark[start:end].any(axis=0).sum() for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return len(strokes) == 2 and min(strokes) >= _AS_LONG * max(strokes)


def _half(read: Reading) -> Reading:
    """One of the two equal halves that were read, nothing where they differ."""
    half = read.text[: len(read.text) // 2]
    return read._replace(text=half) if read.text == half * 2 else Reading("", 0.0)


def _likeliest(reads: Sequence[Reading]) -> Reading:
    """The surest reading of a lone character; a letter only where all agree that it is one: tables have hardly any."""
    readable = [read for read in reads if read.text and read.sure >= _READABLE]
    signs = [read for read in readable if not _LETTERS.fullmatch(read.text)]
    return max(signs or readable or reads, key=lambda read: read.sure)


def _twice(line: Picture) -> Picture:
    """The print of a picture twice side by side, so that a lone character has company."""
    ground = int(np.median(line))
    printed = np.flatnonzero((line < ground - _PRINT).any(axis=0))
    part = line[:, printed[0] : printed[-1] + 1] if printed.size else line
    paper = np.full((line.shape[0], max(1, round(_APART * line.shape[0]))), ground, np.uint8)
    return _fit(np.hstack([paper, part, paper, part, paper]), 0.0)


def _attempt(lines: Sequence[Picture]) -> list[Reading]:
    """Text and confidence of lines as the recogniser takes them, in their order."""
    found = [Reading("", 0.0)] * len(lines)
    for batch in _batches([line.shape[1] / line.shape[0] for line in lines]):
        result = _engine().recognize_txt([lines[index] for index in batch])
        for index, text, score, signs in zip(batch, result.txts or (), result.scores, result.word_results, strict=True):
            found[index] = Reading(str(text), float(score), _doubtful(str(text), signs))
    return found


def _doubtful(text: str, signs: Any) -> str:
    """The characters of a text that were each read without certainty: of all, where nothing tells which."""
    sure = getattr(signs, "confs", None) or ()
    if len(sure) != len(text):
        return text
    return "".join(sign for sign, one in zip(text, sure, strict=True) if one < _CERTAIN_SIGN)


def _batches(shapes: Sequence[float]) -> Iterator[list[int]]:
    """The indices of lines in batches, by width over height: lines of one batch cost what its widest one costs."""
    batch: list[int] = []
    for index in sorted(range(len(shapes)), key=shapes.__getitem__):
        if batch and (len(batch) == _BATCH or shapes[index] * (len(batch) + 1) > _BATCH_WIDTH):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def confidence(lines: Sequence[Picture]) -> float:
    """How sure the recogniser is of some lines on the whole, 0 to 1: dashes and the like count as nothing read."""
    sure = (r.sure * sum(map(str.isalnum, r.text)) / len(r.text) for r in recognised(lines) if r.text)
    return sum(sure) / max(len(lines), 1)


def _fit(line: Picture, room: float, leading: float = 0.0) -> Picture:
    """A line as the recogniser takes it: three channels, neither too low nor too long.

    A lone character gets `room` beside it, any other line `leading` above and below, in heights of the line; then also
    a little beside it, or a full stop at its end is missed.
    """
    height, width = line.shape[:2]
    beside = round((room if _is_lone(line) else 2 * leading) * height)
    around = 0 if _is_lone(line) else 2 * round(leading * height)
    over = max(_LOWEST - height, -(-width // _LONGEST) - height, around)
    if over or beside:
        half = over // 2
        ground = (float(np.median(line)),)
        line = cv2.copyMakeBorder(line, half, over - half, beside, beside, cv2.BORDER_CONSTANT, value=ground).astype(
            np.uint8
        )
    made: Picture = cv2.cvtColor(line, cv2.COLOR_GRAY2RGB).astype(np.uint8)
    return made


def detected(paper: Picture) -> list[PixelBox]:
    """The boxes of the lines of text on a grey picture, in reading order as far as the detector knows it."""
    height, width = paper.shape[:2]
    result: Any = _engine()(cv2.cvtColor(paper, cv2.COLOR_GRAY2RGB), use_det=True, use_cls=False, use_rec=False)
    if result.boxes is None:
        return []
    found = []
    for corners in np.asarray(result.boxes):
        left, top = np.floor(corners.min(axis=0)).astype(int)
        right, bottom = np.ceil(corners.max(axis=0)).astype(int)
        box = max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom))
        if box[2] > box[0] and box[3] > box[1]:
            found.append(box)
    return found
