"""What the commands show: a progress bar on a terminal, plain lines elsewhere, tables whose Chinese columns line up."""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, TextIO

_BAR = 30
_LONGEST = 86_400


def seconds(text: str) -> float:
    """An argument of a command, as argparse wants it: a time limit in seconds."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 1 <= number <= _LONGEST:
        raise argparse.ArgumentTypeError(f"应是 1 到 {_LONGEST} 之间的秒数，写的是“{printable(text)}”")
    return number


class _Done(Protocol):
    @property
    def document(self) -> str: ...
    @property
    def status(self) -> str: ...


class Progress:
    """Counts finished documents. On a terminal one line is drawn over and over; in CI each document is a line."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self.total, self.stream, self.finished = total, stream, 0
        self.drawing = stream.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.drawing and self.finished:
            self.stream.write("\r" + " " * (_BAR + 60) + "\r")
            self.stream.flush()

    def done(self, outcome: _Done) -> None:
        """Tell that a document is finished."""
        self.finished += 1
        if self.drawing:
            filled = _BAR * self.finished // max(self.total, 1)
            bar = "█" * filled + "·" * (_BAR - filled)
            self.stream.write(f"\r{bar} {self.finished}/{self.total}")
        elif outcome.status == "converted":
            self.stream.write(f"已转换 {printable(outcome.document)}\n")
        self.stream.flush()


def printable(text: str) -> str:
    """Text that cannot steer a terminal or a log: control characters out, one line."""
    return "".join(c if c.isprintable() else "�" for c in text)


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under a head, columns padded by display width."""
    lines = [[printable(c) for c in row] for row in (head, *rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(head))]
    padded = ["  ".join(c + " " * (w - width(c)) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([padded[0], "─" * min(sum(widths) + 2 * len(widths), 120), *padded[1:]])
