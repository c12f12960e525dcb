"""What the commands share: how they are called, how they end, how they write what was asked for, what they show.

A progress bar on a terminal, plain lines elsewhere, tables whose Chinese columns line up.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Protocol, TextIO

from disclosures.errors import DisclosureError, DocumentError

_BAR = 30
_LONGEST = 86_400
INTERRUPTED = 130  # as a shell says it
_REASONS = {
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "这里只能读", errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满", errno.EISDIR: "这是文件夹", errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "那里已有同名的文件", errno.ENOENT: "没有这个文件夹或文件", errno.ENAMETOOLONG: "名字太长",
}  # fmt: skip


def command(main: Callable[[], int], failed: int = 1) -> int:
    """The exit status of a command; what stops it on the way is one line and `failed`, never a traceback of a user's slip."""
    try:
        return main()
    except DisclosureError as error:
        line = error.line
    except KeyboardInterrupt:
        print("已中断；写了一半的不会留下。", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # `… | head` has read enough. What Python still holds must not reach the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return failed
    except OSError as error:
        if error.filename is None:
            raise
        line = f"{error.filename}：{reason(error)}。请检查路径、权限和磁盘空间，再运行一次"
    print(f"错误：{printable(line)}", file=sys.stderr)
    return failed


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese where it is one of the usual reasons."""
    return _REASONS.get(error.errno or 0) or str(error.strerror or error)


def save(target: Path, data: bytes) -> None:
    """Write a file that was asked for, whole or not at all. Raises DocumentError."""
    try:
        where = target.resolve()
        if where.exists() and not where.is_file():
            where.write_bytes(data)  # a device or a pipe, which must not be replaced; a folder refuses
            return
        fresh = where.parent / f".{os.getpid()}.part"
        try:
            fresh.write_bytes(data)
            fresh.replace(where)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        message = f"写不进去（{reason(error)}）"
        raise DocumentError(str(target), message, remedy="请检查文件夹是否存在、能否写入") from error


def seconds(text: str) -> float:
    """An argument of a command, as argparse wants it: a time limit in seconds."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 1 <= number <= _LONGEST:
        raise argparse.ArgumentTypeError(f"应是 1 到 {_LONGEST} 之间的秒数，写的是“{printable(text)}”")
    return number


# What argparse says, by its sense; what isn't here is our own message, in Chinese already.
_SAID = (
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 没有写全，可以是 \2"),
    (r"argument (.*?): expected one argument", r"\1 后面要写一个值"),
    (r"argument (.*?): expected at least one argument", r"\1 后面至少要写一个值"),
    (r"argument (.*?): ignored explicit argument (.*)", r"\1 后面不能有值，写的是 \2"),
    (r"argument (.*?): invalid choice: (.*) \(choose from (.*)\)", r"\1 只能是 \3，写的是 \2"),
    (r"argument (.*?): invalid int value: (.*)", r"\1 应是整数，写的是 \2"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 不能与 \2 同用"),
    (r"argument (.*?): (.*)", r"\1：\2"),
)


class _Layout(argparse.RawDescriptionHelpFormatter):
    """Help as it is written, with Chinese where argparse has English."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A command's arguments; a slip is one Chinese line that says where help is, and status 2."""

    def __init__(self, description: str | None, epilog: str | None = None, prog: str | None = None) -> None:
        super().__init__(prog, description=description, epilog=epilog, formatter_class=_Layout, add_help=False)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        for pattern, words in _SAID:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = found.expand(words)
                break
        self.exit(2, f"错误：{printable(message)}。写法见 {self.prog} --help\n")


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
