#!/usr/bin/env python3
"""检查每个数据包是否完整、有效、没有过期。

每个数据包要通过：Data Package 2.0 的 JSON Schema、Frictionless、主键与外键、每个文件的大小和
SHA-256；还要与它的原文、描述文件和转换程序一致（不一致就是过期，需要重新转换）。
给出从前的数据包时，还要看：已发布的值变了的，变化表 changes.csv 里是否写明。
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from disclosures.store import recover
from disclosures.terminal import Parser, command, printable
from disclosures.validation import validate

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = """\
例子：
  python scripts/validate.py                       检查 datapackages/ 里的全部数据包
  python scripts/validate.py --packages /tmp/试      检查别处的数据包
  python scripts/validate.py --before /tmp/从前      再与从前的 datapackages/ 比较

退出状态：0 全部有效；1 有数据包无效或过期（每个问题一行）；2 参数有误。
"""


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = Parser(__doc__, EXAMPLES)
    parser.add_argument(
        "--packages",
        type=Path,
        metavar="文件夹",
        default=ROOT / "datapackages",
        help="数据包在哪里（默认 datapackages/）",
    )
    parser.add_argument(
        "--before", type=Path, metavar="文件夹", help="从前的 datapackages/：值变了而变化表没有写的，算有问题"
    )
    parser.add_argument("--jobs", type=int, metavar="N", default=os.cpu_count() or 1, help="同时用几个进程")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Validate every package; one line for each problem."""
    options = arguments(given)
    if not options.packages.is_dir():
        print(f"错误：{options.packages}：没有这个文件夹。请先运行 python scripts/convert.py", file=sys.stderr)
        return 1
    recover(options.packages)
    results = validate(options.packages, ROOT, max(1, options.jobs), options.before)
    if not results and (astray := next(options.packages.rglob("datapackage.json"), None)):
        # "0 packages, all valid" would be no answer to somebody who named a package instead of the folder above.
        print(
            f"错误：{options.packages}：请给出数据包上两级的文件夹（其下是 区划/名称/），而不是 {astray.parent}",
            file=sys.stderr,
        )
        return 1
    for folder, found in results:
        for problem in found:
            print(printable(f"错误：{folder}：{problem}"), file=sys.stderr)
    bad = sum(bool(found) for _, found in results)
    print(f"{len(results)} 个数据包，{len(results) - bad} 个有效" + (f"，{bad} 个有问题" if bad else "。"))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(command(main))
