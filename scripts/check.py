#!/usr/bin/env python3
"""公开之前自查：把部门预算的草稿读一遍，核对每一个合计，说明哪里不对、怎样才对。

只在本机读取和核对，什么也不发布，除了您指定的文件什么也不写，也不连网络。
一份公开分成几个文件的，写它们的文件夹（里面要有 disclosure.yaml）或其中一个文件，见 CONTRIBUTING.md。
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from disclosures import catalogue, store
from disclosures.across import AcrossResult
from disclosures.across.draft import against
from disclosures.description import description_of
from disclosures.errors import DisclosureError, DocumentError, PackageError
from disclosures.inventory import Item, collect
from disclosures.model import Check, Finding
from disclosures.review import FORMATS, Review, annotated, review, written
from disclosures.terminal import Parser, command, printable, save, seconds
from disclosures.workers import TIMEOUT, alone, each

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = """\
例子：
  python scripts/check.py 草稿.pdf                              在终端里看
  python scripts/check.py 草稿.pdf --format html --output 自查.html  一页报告，可打印
  python scripts/check.py 草稿.pdf --annotate 标记.pdf            同一份 PDF，问题标在格子上
  python scripts/check.py 草稿.pdf --against datapackages          再与上年的公开相比
  python scripts/check.py 草稿/ --fail-on warning                 存疑也算不通过

退出状态：0 没有达到 --fail-on 的问题；1 有；2 参数有误；3 有文件读不了，或结果写不进去（写明原因）。
"""
FOUND, UNREADABLE = 1, 3
_NOT_THE_DRAFT = "就是要查的文件或文件夹，或说明它的文件，请换一个名字：原件不能改动"


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = Parser(__doc__, EXAMPLES)
    parser.add_argument("paths", nargs="+", type=Path, metavar="文件", help="草稿，或一份公开的几个文件所在的文件夹")
    parser.add_argument("--format", choices=list(FORMATS), default="text", help="写成什么（默认 text）")
    parser.add_argument("--output", type=Path, metavar="文件", help="写到哪里；不写就写到终端")
    parser.add_argument("--annotate", type=Path, metavar="PDF", help="另存一份标了记号的 PDF（只能查一份 PDF）")
    parser.add_argument(
        "--against",
        type=Path,
        metavar="文件夹",
        help="同时与这里的数据包比：本部门上年的、所属单位的（如 datapackages/）",
    )
    parser.add_argument(
        "--fail-on", choices=["error", "warning", "never"], default="error", dest="fail_on",
        help="有这样的问题时退出状态为 1：error 错误，warning 错误或存疑，never 从不（默认 error）",
    )  # fmt: skip
    parser.add_argument(
        "--jobs", type=int, metavar="N", default=os.cpu_count() or 1, help="同时用几个进程（默认等于处理器数）"
    )
    parser.add_argument(
        "--timeout", type=seconds, metavar="秒", default=TIMEOUT,
        help=f"一份最多读多久，大文件和扫描件自动加时（默认 {TIMEOUT:.0f}）",
    )  # fmt: skip
    found = parser.parse_args(given)
    for target in (found.output, found.annotate):
        if target is not None and any(_is_same(target, path) for path in found.paths):
            parser.error(f"“{printable(str(target))}”{_NOT_THE_DRAFT}")
    if found.annotate is not None and found.output is not None and _is_same(found.annotate, found.output):
        parser.error("--output 和 --annotate 不能是同一个文件")
    return found


def _is_same(target: Path, path: Path) -> bool:
    """Whether writing to a target would touch a draft, or something in its folder that is one."""
    return target.resolve() == path.resolve() or (
        path.is_dir() and target.exists() and path.resolve() in target.resolve().parents
    )


def _parts(items: Sequence[Item]) -> set[Path]:
    """Every file that the drafts are made of, also those that only a description names, and the descriptions."""
    documents = {path for item in items for path in (item.path, *(path for path, _ in item.documents))}
    return {path.resolve() for one in documents for path in (one, description_of(one))}


def main(given: Sequence[str] | None = None) -> int:
    """Look through the drafts, tell, and return the exit status."""
    options = arguments(given)
    items, wrong = collect(options.paths, ROOT)
    for target in (options.output, options.annotate):
        if target is not None and target.resolve() in _parts(items):
            raise DocumentError(str(target), _NOT_THE_DRAFT)
    reviews: list[Review] = []
    for _, result in each(review, items, max(1, options.jobs), options.timeout):
        if isinstance(result, Review):
            reviews.append(result)
        else:
            wrong.append(result)
    if not items and not wrong:
        wrong.append(DocumentError("、".join(map(str, options.paths)), "没有找到要查的文件", remedy="请检查路径"))
    try:
        if options.against is not None:
            reviews = [compared(one, options.against) for one in reviews]
        if options.annotate is not None and reviews:
            mark(items, reviews, options)
        if reviews:
            tell(written(reviews, options.format, colour=_is_coloured(options)), options)
    except DisclosureError as error:
        wrong.append(error)
    for one in wrong:
        print(f"错误：{printable(one.line)}", file=sys.stderr)
    return UNREADABLE if wrong else FOUND if any(_fails(one, options.fail_on) for one in reviews) else 0


def _is_coloured(options: argparse.Namespace) -> bool:
    return options.output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def compared(one: Review, others: Path) -> Review:
    """A review with what the packages in a folder say of it. Raises DisclosureError.

    Packages are compared as they are stored, so the draft's own stands in a temporary folder meanwhile.
    """
    if not others.is_dir():
        raise DocumentError(str(others), "没有这个文件夹", remedy="请检查 --against 的路径")
    with TemporaryDirectory(prefix="check-") as folder:
        store.write(Path(folder), *one.packed())
        try:
            results = against(Path(folder), others, ROOT)
        except catalogue.PackageError as error:
            raise PackageError(str(error.file), error.problem, remedy=error.remedy) from error
        return one.with_results([result for found in results for result in told(found)])


def told(found: AcrossResult) -> Iterator[Check | Finding]:
    """A result across documents as a check of the draft, and as its finding where it fails."""
    yield Check(found.rule, found.outcome, found.resource, found.row, reason=found.message or None)
    if found.outcome == "fail":
        yield Finding(
            found.rule, found.severity, "disclosure", found.message, found.resource, found.row, found.field,
            found.printed, found.expected, found.difference,
        )  # fmt: skip


def mark(items: Sequence[Item], reviews: Sequence[Review], options: argparse.Namespace) -> None:
    """Write the marked copy of the one draft. Raises DisclosureError."""
    if len(items) != 1:
        message = f"--annotate 一次标一份，这里有 {len(items)} 份"
        raise DocumentError(str(options.annotate), message, remedy="请一份一份地查")
    saved(options.annotate, alone(partial(annotated, reviews[0]), items[0], options.timeout))


def tell(text: str, options: argparse.Namespace) -> None:
    """Write the result where it was asked for. Raises DisclosureError."""
    if options.output is not None:
        saved(options.output, text.encode())
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # `check.py … | head` has read enough. What Python still holds must not reach the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def saved(target: Path, data: bytes) -> None:
    """Write a file that was asked for, and say so. Raises DisclosureError."""
    save(target, data)
    print(f"已写好：{printable(str(target))}", file=sys.stderr)


def _fails(one: Review, severity: str) -> bool:
    """Whether something at or above that severity was found."""
    return severity != "never" and bool(one.count("error") or (severity == "warning" and one.count("warning")))


if __name__ == "__main__":
    sys.exit(command(main, UNREADABLE))
