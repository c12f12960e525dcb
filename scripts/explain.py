#!/usr/bin/env python3
"""说明一个文件是怎样读成数据的：“这个数字为什么在这里？”

逐表列出：读到了哪些行，认作哪张表、凭什么，每一列是什么、凭什么，哪些行被归位、凭哪个等式，
哪些地方没有读懂。PDF 还可以画成图（--picture）：原文的页，上面画着读到的表、每一列的含义，哪一列没有人教过、
该在哪个文件里加哪一行。教程序认识一种新的表题或表头之前，先看它的输出（见 CONTRIBUTING.md）。
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
from disclosures.picture import MOST_PAGES, picture_of_page, pictures
from disclosures.pipeline import trace
from disclosures.terminal import Parser, command, printable, save, seconds
from disclosures.workers import TIMEOUT, alone

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = """\
例子：
  python scripts/explain.py originals/410702/2026年红旗区委办公室部门预算公开.txt
  python scripts/explain.py 我的预算.txt --find 49.11      只看与“49.11”有关的行
  python scripts/explain.py 我的预算.txt --table projects  只看一张表
  python scripts/explain.py 我的预算.pdf --picture 图.html          各页的图，用浏览器打开
  python scripts/explain.py 我的预算.pdf --page 8 --picture 图.png  只画第 8 页

退出状态：0 已说明；1 文件被拒绝（写明原因）；2 参数有误。
"""


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = Parser(__doc__, EXAMPLES)
    parser.add_argument(
        "file", type=Path, metavar="文件", help="要说明的文件；一份公开有几个文件的，是其中一个或它们的文件夹"
    )
    parser.add_argument("--find", metavar="文字", help="只列出含有这段文字或数字的行")
    parser.add_argument("--table", metavar="资源", help="只说明这张表（如 projects）")
    parser.add_argument(
        "--picture",
        type=picture_file,
        metavar="图",
        help=f"不说明，画成图：.html 画 --page 那一页，不写就画有表的各页（最多 {MOST_PAGES} 页）；.png 画一页",
    )
    parser.add_argument(
        "--page", type=page_number, metavar="页", help="只画 PDF 的这一页，从 1 起（与 --picture 同用）"
    )
    parser.add_argument(
        "--timeout",
        type=seconds,
        metavar="秒",
        default=TIMEOUT,
        help=f"最多读多久，大文件和扫描件自动加时（默认 {TIMEOUT:.0f}）",
    )
    found = parser.parse_args(given)
    if found.page is not None and found.picture is None:
        parser.error("--page 与 --picture 同用")
    if found.picture is not None and (found.table or found.find):
        parser.error("--picture 不能与 --table、--find 同用")
    if found.picture is not None and found.picture.suffix.lower() == ".png" and found.page is None:
        parser.error("PNG 一次画一页，请用 --page 写明是哪一页")
    return found


def picture_file(text: str) -> Path:
    """An argument that names a picture to write, as argparse wants it."""
    path = Path(text)
    if path.suffix.lower() not in (".html", ".png"):
        raise argparse.ArgumentTypeError(f"图的文件名应以 .html 或 .png 结尾，写的是“{printable(text)}”")
    return path


def page_number(text: str) -> int:
    """An argument that is a page number, from 1."""
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 6 and int(text)):
        raise argparse.ArgumentTypeError(f"页码应是从 1 起的整数，写的是“{printable(text)}”")
    return int(text)


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


def drawn(chosen: Path, picture: Path, page: int | None, item: Item) -> bytes:
    """The picture of one document, in the format that its name asks for. Raises DisclosureError."""
    if picture.suffix.lower() == ".png" and page is not None:
        return picture_of_page(item, chosen, page)
    return pictures(item, chosen, page)


def draw(options: argparse.Namespace) -> None:
    """Draw the picture and write it. Raises DisclosureError."""
    work = partial(drawn, options.file, options.picture, options.page)
    save(options.picture, alone(work, one_of(options.file), options.timeout))
    print(f"已画好：{printable(str(options.picture))}")


def main(given: Sequence[str] | None = None) -> int:
    """Explain one document."""
    options = arguments(given)
    try:
        if options.picture:
            draw(options)
            return 0
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
    sys.exit(command(main))
