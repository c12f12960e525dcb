#!/usr/bin/env python3
"""把一次转换的结果用浅显的中文写出来，供提交文件的人阅读：任务摘要（Markdown），或工作流注解。"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from disclosures.summary.annotations import workflow_commands
from disclosures.summary.markdown import preview, summary
from disclosures.summary.reading import compared, read_package, read_report
from disclosures.terminal import Parser, command


def main(arguments: list[str] | None = None) -> int:
    """Print the summary or the annotations; 1 when there is no report to speak of."""
    options = _options(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        documents = read_report(options.report)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        print("# 检查结果\n\n转换程序没有正常结束，所以没有结果可以列出。请查看本次运行的日志。")
        print(f"错误：读不出 {options.report}：{error}", file=sys.stderr)
        return 1
    new = [each for each in documents if each.status == "converted"]
    others = compared(options.packages) if new else {}
    packages = {each.path: read_package(options.packages, each.package, others) for each in new if each.package}
    if options.annotations:
        print("\n".join(workflow_commands(documents, packages)))
    else:
        print(summary(documents, packages, preview(options.artifact_name, options.artifact_url)))
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser(__doc__)
    parser.add_argument("--report", type=Path, required=True, help="convert.py --report 写出的 JSON")
    parser.add_argument("--packages", type=Path, default=Path("datapackages"), help="数据包所在的文件夹")
    parser.add_argument("--artifact-name", default="", help="网页预览的名称")
    parser.add_argument("--artifact-url", default="", help="网页预览的下载地址")
    parser.add_argument("--annotations", action="store_true", help="改为输出工作流注解")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(command(main))
