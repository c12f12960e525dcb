"""Say in plain Chinese what became of the documents of a run, for whoever proposed them.

Reads the report of `convert.py` and the packages, and prints Markdown for a job summary or workflow annotations.
New packages are held against those of other years and other units that are there. Everything that comes from a document or
a file name is untrusted and escaped.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import string
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from disclosures.across import across
from disclosures.catalogue import read_catalogue, to_decimal
from disclosures.terminal import command

SEVERITIES = {"error": "错误", "warning": "存疑", "info": "提示"}
ORIGINS = {"disclosure": "公开文件自身", "extraction": "收到的文件有缺损", "across": "与另一份公开对照"}
OUTCOMES = {"pass": "相符", "rounding": "尾差", "fail": "不符", "not_evaluable": "无法核对"}
REVIEWS = {"confirmed": "已有人核实属实", "disputed": "已有人核对，不认可", "corrected": "读取错误，已更正"}
LEVELS = {"department": "部门预算", "unit": "单位预算"}

SUMMARY_BYTES = 900_000  # the platform drops a summary over 1 MiB; the rest is for what GitHub adds
FINDINGS_SHOWN = 30  # of one document; all of them stand in its findings.csv and on its page
TEXT_LENGTH = 400
ANNOTATIONS_PER_KIND = 10  # the platform shows no more of one kind in one step

# Characters that have no meaning in Markdown or HTML; all other ASCII punctuation becomes a character reference.
HARMLESS = frozenset(" ,.()-+%/=")

ADVICE = """\
怎么办：

- 按上面每一行的说明修改文件，再次提交。
- 文件自己没有说清部门、年度或区划代码的，在旁边放一个同名的说明文件（文件名后加 `.yaml`）写上。
- 如果这不是部门预算公开文件，请从提交中去掉它。
- 拿不准时，在合并请求里留言说明文件的来历即可，会有人帮忙。其他文件不受影响。
"""


@dataclass(frozen=True)
class Document:
    """One document of the report."""

    path: str
    status: str
    package: str | None
    tables_listed: int
    tables_found: int
    repairs: int
    message: str


@dataclass(frozen=True)
class Finding:
    """One row of a package's findings.csv, with the printed title of the table it speaks of.

    `line` is where its row stands in a text file, empty elsewhere; `review` what a person said of it.
    """

    severity: str
    origin: str
    rule: str
    table: str
    message: str
    difference: str
    line: str
    review: str

    @property
    def weight(self) -> tuple[int, Decimal]:
        """Sort key: worst first, then the largest difference."""
        order = list(SEVERITIES)
        rank = order.index(self.severity) if self.severity in order else len(order)
        return rank, -_size(self.difference)


@dataclass(frozen=True)
class Package:
    """What a package says of itself."""

    department: str
    division: str
    level: str
    year: str
    findings: tuple[Finding, ...]
    outcomes: dict[str, int]
    corrections: int


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
    parser = argparse.ArgumentParser(description="用浅显的中文写出一次转换的结果，供提交文件的人阅读。")
    parser.add_argument("--report", type=Path, required=True, help="convert.py --report 写出的 JSON")
    parser.add_argument("--packages", type=Path, default=Path("datapackages"), help="数据包所在的文件夹")
    parser.add_argument("--artifact-name", default="", help="网页预览的名称")
    parser.add_argument("--artifact-url", default="", help="网页预览的下载地址")
    parser.add_argument("--annotations", action="store_true", help="改为输出工作流注解")
    return parser.parse_args(arguments)


# Reading ---------------------------------------------------------------------------------------------------------


def read_report(path: Path) -> list[Document]:
    """Return the documents of a report in its order."""
    report = json.loads(path.read_text(encoding="utf-8"))
    return [
        Document(
            path=str(each["document"]),
            status=str(each["status"]),
            package=str(each.get("package") or "") or None,
            tables_listed=int(each.get("tables_listed") or 0),
            tables_found=int(each.get("tables_found") or 0),
            repairs=int(each.get("repairs") or 0),
            # the command line's messages begin with the file, which stands beside them here
            message=str(each.get("message") or "").removeprefix(str(each["document"])).removeprefix("："),
        )
        for each in report["documents"]
    ]


def compared(packages: Path) -> dict[str, list[Finding]]:
    """Return by package name what does not agree with the disclosures of other years and units."""
    found: dict[str, list[Finding]] = {}
    catalogue = read_catalogue(packages, packages.parent)
    titles = {
        one.name: {name: resource.title for name, resource in one.resources.items()} for one in catalogue.disclosures
    }
    for one in across(catalogue):
        if one.outcome == "fail":
            table = titles[one.package].get(one.resource or "") or "全文"
            difference = "" if one.difference is None else str(one.difference)
            finding = Finding(one.severity, "across", one.rule, table, one.message, difference, line="", review="")
            found.setdefault(one.package, []).append(finding)
    return found


def read_package(root: Path, package: str, others: dict[str, list[Finding]]) -> Package | None:
    """Return what `<root>/<division>/<name>` says of itself, or None where it is not to be read.

    `others` is what was found by name when it was held against other packages.
    """
    folder = root.joinpath(*Path(package).parts[-2:])
    try:
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        disclosure = dict(descriptor["disclosure"])
        titles = {str(each["name"]): str(each.get("title") or "") for each in descriptor["resources"]}
        own = [*_findings(folder / "data", titles), *others.get(str(descriptor["name"]), [])]
        findings = tuple(sorted(own, key=lambda each: each.weight))
        outcomes = Counter(row["outcome"] for row in _rows(folder / "data" / "checks.csv"))
        corrections = sum(row["action"] == "correct" for row in _rows(folder / "data" / "corrections.csv"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, csv.Error):
        return None
    return Package(
        department=str(disclosure.get("department") or "未识别的部门"),
        division=str(disclosure.get("division") or disclosure.get("division_code") or ""),
        level=LEVELS.get(str(disclosure.get("level")), "部门预算"),
        year=str(disclosure.get("year") or "未识别的"),
        findings=findings,
        outcomes=dict(outcomes),
        corrections=corrections,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table, none where the package lacks it."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _findings(data: Path, titles: dict[str, str]) -> Iterator[Finding]:
    rows = _rows(data / "findings.csv")
    spoken_of = {row["resource"] for row in rows if row["row_ref"]} & set(titles)
    lines = {
        name: {row["row"]: row.get("source_line") or "" for row in _rows(data / f"{name}.csv")} for name in spoken_of
    }
    for row in rows:
        named = re.search("《(.+?)》", row["message"])  # of a table that the package lacks
        yield Finding(
            severity=row["severity"],
            origin=row["origin"],
            rule=row["rule"],
            table=titles.get(row["resource"]) or (named[1] if named else "全文"),
            message=row["message"],
            difference=row["difference"],
            line=lines.get(row["resource"], {}).get(row["row_ref"], ""),
            review=row.get("review") or "",
        )


def _size(number: str) -> Decimal:
    return abs(to_decimal(number) or Decimal(0))


# Markdown --------------------------------------------------------------------------------------------------------


def plain(text: str, length: int = TEXT_LENGTH) -> str:
    """Return untrusted text as one line that Markdown and HTML show as it is and take for nothing else."""
    visible = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)
    visible = "".join(each for each in visible if unicodedata.category(each) not in {"Cf", "Cs", "Co", "Cn"})
    visible = " ".join(visible.split())
    if len(visible) > length:
        visible = visible[: length - 1] + "…"
    escaped = "".join(
        f"&#{ord(each)};" if each in string.punctuation and each not in HARMLESS else each for each in visible
    )
    return re.sub(r"(?i)(www)\.", r"\1&#46;", escaped)  # else taken for a link


def preview(name: str, url: str) -> str:
    """Return the paragraph that says where the built pages are; empty when there are none."""
    if not name:
        return ""
    link = f"[{plain(name)}]({url})" if re.fullmatch(r"https://[\w./-]+", url, re.ASCII) else f"“{plain(name)}”"
    return f"**网页预览**：下载 {link}（也列在本页底部的 Artifacts 里），解压后用浏览器打开里面的 `index.html`。\n\n"


def summary(documents: list[Document], packages: dict[str, Package | None], where: str) -> str:
    """Return the whole summary, refused documents first, at most `SUMMARY_BYTES` long."""
    refused = [each for each in documents if each.status == "refused"]
    converted = [each for each in documents if each.status == "converted"]
    unchanged = len(documents) - len(refused) - len(converted)
    sections = [_heading(len(documents), len(converted), len(refused), unchanged) + where]
    if refused:
        sections.append("## 没有转换的文件\n\n")
        sections += [f"- **{plain(each.path)}**：{plain(each.message) or '没有说明原因。'}\n" for each in refused]
        sections.append("\n" + ADVICE + "\n")
    ordered = sorted(converted, key=lambda each: _worst_first(packages.get(each.path)))
    sections += [_section(each, packages.get(each.path)) for each in ordered]
    return _cut(sections)


def _heading(total: int, converted: int, refused: int, unchanged: int) -> str:
    if not total:
        return "# 检查结果\n\n这次没有需要转换的文件。\n\n"
    parts = [f"{converted} 份已转换（新的或有变化的）"] if converted else []
    parts += [f"**{refused} 份没有转换**"] if refused else []
    parts += [f"{unchanged} 份没有变化"] if unchanged else []
    return f"# 检查结果\n\n共 {total} 份文件：{'，'.join(parts)}。\n\n"


def _worst_first(package: Package | None) -> tuple[int, ...]:
    counts = Counter(each.severity for each in package.findings) if package else Counter[str]()
    return tuple(-counts[each] for each in SEVERITIES)


def _section(document: Document, package: Package | None) -> str:
    if package is None:
        return f"## {plain(document.path)}\n\n已转换，但读不出它的数据包；请查看日志。\n\n"
    rows = {
        "文件": plain(document.path),
        "认出的部门": plain(" · ".join(filter(None, [package.division, package.department]))),
        "认出的年度": f"{plain(package.year)} 年（{package.level}）",
        "表格": _tables(document),
        "修复": f"{document.repairs} 处，每处都有等式或别处的同一数字作证"
        if document.repairs
        else "没有需要修复的地方",
        "核对": "，".join(
            f"{name} {package.outcomes[key]} 项" for key, name in OUTCOMES.items() if package.outcomes.get(key)
        ),
        "发现": _counts(package.findings),
        "人工更正": f"{package.corrections} 处，依据见说明文件" if package.corrections else "",
    }
    table = "".join(f"| {name} | {value} |\n" for name, value in rows.items() if value)
    title = f"## {plain(package.department)} {plain(package.year)} 年\n\n"
    return f"{title}| 项目 | 结果 |\n| --- | --- |\n{table}\n{_finding_table(package.findings)}"


def _tables(document: Document) -> str:
    if not document.tables_listed:
        return f"找到 {document.tables_found} 张（文件没有目录可以对照）"
    missing = document.tables_listed - document.tables_found
    note = f"，**少 {missing} 张**" if missing > 0 else ""
    return f"目录列出 {document.tables_listed} 张，找到 {document.tables_found} 张{note}"


def _counts(findings: Iterable[Finding]) -> str:
    counts = Counter(each.severity for each in findings)
    return "，".join(f"{name} {counts[key]} 处" for key, name in SEVERITIES.items() if counts[key]) or "没有发现问题"


def _finding_table(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return ""
    rows = "".join(
        f"| {SEVERITIES.get(each.severity, plain(each.severity))} | {plain(each.table)} | {_said(each)} "
        f"| {plain(each.difference)} | {ORIGINS.get(each.origin, plain(each.origin))} | {plain(each.rule)} |\n"
        for each in findings[:FINDINGS_SHOWN]
    )
    hidden = len(findings) - FINDINGS_SHOWN
    more = f"\n另有 {hidden} 处，见网页预览里这份文件的页面。\n" if hidden > 0 else ""
    return (
        "发现的问题，重要的在前。它们会随数据一起公布，不妨碍合并；公开文件自己印错的数字照原样发布，不作改动。\n\n"
        f"| 程度 | 哪张表 | 说明 | 相差 | 出在哪里 | 规则 |\n| --- | --- | --- | --: | --- | --- |\n{rows}{more}\n"
    )


def _said(finding: Finding) -> str:
    """The message, and what a person said of it."""
    review = REVIEWS.get(finding.review)
    return plain(finding.message) + (f" **{review}**" if review else "")


def _cut(sections: list[str]) -> str:
    """Join sections while they fit, and say how many did not."""
    kept: list[str] = []
    room = SUMMARY_BYTES
    for index, section in enumerate(sections):
        room -= len(section.encode())
        if room < 0:
            return "".join([*kept, f"\n……篇幅所限，后面还有 {len(sections) - index} 段没有列出，请看日志。\n"])
        kept.append(section)
    return "".join(kept)


# Annotations -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Annotation:
    """What is shown beside a file: at a line of it where one is known."""

    path: str
    line: str
    title: str
    message: str


def workflow_commands(documents: list[Document], packages: dict[str, Package | None]) -> list[str]:
    """Return workflow commands: refused documents as errors, findings as warnings and notices."""
    kinds: dict[str, list[Annotation]] = {"error": [], "warning": [], "notice": []}
    for each in documents:
        if each.status == "refused":
            kinds["error"].append(Annotation(each.path, "", "没有转换", each.message or "没有说明原因。"))
        package = packages.get(each.path) if each.status == "converted" else None
        for finding in package.findings if package else ():
            kind = {"error": "warning", "warning": "notice"}.get(finding.severity)
            if kind:
                title = f"{finding.table}（{finding.rule}）"
                kinds[kind].append(Annotation(each.path, finding.line, title, finding.message))
    return [command for kind, rows in kinds.items() for command in _commands(kind, rows)]


def _commands(kind: str, rows: list[Annotation]) -> Iterator[str]:
    shown = rows if len(rows) <= ANNOTATIONS_PER_KIND else rows[: ANNOTATIONS_PER_KIND - 1]
    for each in shown:
        line = f",line={each.line}" if each.line.isascii() and each.line.isdigit() else ""
        yield f"::{kind} file={_property(each.path)}{line},title={_property(each.title)}::{_data(each.message)}"
    if len(rows) > len(shown):
        yield f"::{kind} title=还有更多::另有 {len(rows) - len(shown)} 处没有列在这里，见本次运行的摘要页。"


def _data(text: str) -> str:
    """Escape the message of a workflow command, as the runner undoes it."""
    short = text if len(text) <= TEXT_LENGTH else text[: TEXT_LENGTH - 1] + "…"
    return short.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of a workflow command, where colons and commas have a meaning too."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


if __name__ == "__main__":
    raise SystemExit(command(main))
