#!/usr/bin/env python3
"""把部门预算公开文件转换成核对过的数据包。

不写参数时，把 originals/ 里的全部文件转换到 datapackages/，只处理上次之后有变化的
（文件本身、旁边的 .yaml、或转换程序）。一个文件有问题不影响其他文件。一份公开分成几个文件的，
见 CONTRIBUTING.md；给出其中一个，就转换整份。
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from disclosures.batch import Outcome, refusals, run
from disclosures.inventory import collect
from disclosures.terminal import Parser, Progress, command, save, seconds, table
from disclosures.workers import TIMEOUT

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = """\
例子：
  python scripts/convert.py                          转换 originals/ 里有变化的文件
  python scripts/convert.py 我的预算.txt --output 试   转换一个文件，放到“试”文件夹
  python scripts/convert.py --force --jobs 2         全部重新转换，用两个进程

退出状态：0 全部成功；1 有文件被拒绝（每个一行，写明文件、位置、原因和办法）；2 参数有误。
"""


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = Parser(__doc__, EXAMPLES)
    parser.add_argument("paths", nargs="*", type=Path, metavar="文件或文件夹", help="默认是 originals/")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="文件夹",
        default=ROOT / "datapackages",
        help="数据包放在哪里（默认 datapackages/）",
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", default=os.cpu_count() or 1, help="同时用几个进程（默认等于处理器数）"
    )
    parser.add_argument(
        "--timeout", type=seconds, metavar="秒", default=TIMEOUT,
        help=f"一份文件最多转换多久，大文件和扫描件自动加时（默认 {TIMEOUT:.0f}）",
    )  # fmt: skip
    parser.add_argument("--force", action="store_true", help="没有变化的也重新转换")
    parser.add_argument("--report", type=Path, metavar="文件", help="把结果另存为 JSON，供自动流程使用")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Convert, tell, and return the exit status."""
    options = arguments(given)
    items, errors = collect(options.paths or [ROOT / "originals"], ROOT)
    refused = refusals(errors)
    with Progress(len(items), sys.stderr) as progress:
        outcomes = refused + run(
            items,
            options.output,
            max(1, options.jobs),
            options.force,
            progress.done,
            options.timeout,
            today=dt.datetime.now(dt.UTC).date().isoformat(),
        )
    for outcome in outcomes:
        if outcome.message:
            print(f"错误：{outcome.message}", file=sys.stderr)
    print(summary(outcomes))
    if options.report:
        text = json.dumps({"documents": [asdict(o) for o in outcomes]}, ensure_ascii=False, indent=2)
        save(options.report, f"{text}\n".encode())
    return 1 if any(o.status == "refused" for o in outcomes) else 0


SEVERITIES = (("error", "错误"), ("warning", "警告"), ("info", "提示"))
STATUS = {"converted": "已转换", "unchanged": "无变化", "refused": "被拒绝"}


def summary(outcomes: Sequence[Outcome]) -> str:
    """The closing table: document, state, tables found of those listed, repairs, findings."""
    rows = [_row(outcome) for outcome in outcomes]
    if not rows:
        return "没有找到要转换的文件。"
    return table(("结果", "文件", "找到/列出的表", "修复", "发现"), rows)


def _row(outcome: Outcome) -> tuple[str, ...]:
    if outcome.status == "refused":
        return STATUS[outcome.status], outcome.document, "", "", ""
    found = "、".join(f"{words} {outcome.findings[s]}" for s, words in SEVERITIES if outcome.findings.get(s))
    tables = f"{outcome.tables_found}/{outcome.tables_listed}"
    return STATUS[outcome.status], outcome.document, tables, str(outcome.repairs), found or "无"


if __name__ == "__main__":
    sys.exit(command(main))
