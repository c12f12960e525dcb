#!/usr/bin/env python3
"""说明一个文件是怎样读成数据的：“这个数字为什么在这里？”

逐表列出：读到了哪些行，认作哪张表、凭什么，每一列是什么、凭什么，哪些行被归位、凭哪个等式，
哪些地方没有读懂。教程序认识一种新的表题或表头之前，先看它的输出（见 CONTRIBUTING.md）。
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from disclosures.errors import DisclosureError, DocumentError
from disclosures.explanation import explain
from disclosures.inventory import Item, collect
from disclosures.pipeline import trace
from disclosures.terminal import printable, seconds
from disclosures.workers import TIMEOUT, alone

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = """\
例子：
  python scripts/explain.py originals/410702/2026年红旗区委办公室部门预算公开.txt
  python scripts/explain.py 我的预算.txt --find 49.11      只看与“49.11”有关的行
  python scripts/explain.py 我的预算.txt --table projects  只看一张表

退出状态：0 已说明；1 文件被拒绝（写明原因）；2 参数有误。
"""


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "file", type=Path, metavar="文件", help="要说明的文件；一份公开有几个文件的，是其中一个或它们的文件夹"
    )
    parser.add_argument("--find", metavar="文字", help="只列出含有这段文字或数字的行")
    parser.add_argument("--table", metavar="资源", help="只说明这张表（如 projects）")
    parser.add_argument(
        "--timeout",
        type=seconds,
        metavar="秒",
        default=TIMEOUT,
        help=f"最多读多久，大文件自动加时（默认 {TIMEOUT:.0f}）",
    )
    return parser.parse_args(given)


def one_of(path: Path) -> Item:
    """The one disclosure that a file or folder is. Raises DisclosureError where it is none, or several."""
    items, errors = collect([path], ROOT)
    if len(items) == 1:
        return items[0]
    if errors:
        raise errors[0]
    raise DocumentError(str(path), f"这里有 {len(items)} 份公开", remedy="请指明其中一份的文件")


def explained(table: str | None, text: str | None, item: Item) -> list[str]:
    """The lines that explain one document. Raises DisclosureError."""
    return list(explain(trace(item.path, item.shown), table, text))


def main(given: Sequence[str] | None = None) -> int:
    """Explain one document."""
    options = arguments(given)
    try:
        lines = alone(partial(explained, options.table, options.find), one_of(options.file), options.timeout)
    except DisclosureError as error:
        print(f"错误：{printable(error.line)}", file=sys.stderr)
        return 1
    try:
        for line in lines:
            print(printable(line))
        sys.stdout.flush()
    except BrokenPipeError:
        # `explain.py … | head` has read enough. What Python still holds must not reach the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
