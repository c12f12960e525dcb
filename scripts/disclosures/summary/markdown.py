"""The summary as Markdown: refused documents first, then each converted one, worst first."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable

from disclosures.summary.reading import Document, Finding, Package
from disclosures.terms import OUTCOME, SEVERITY

ORIGINS = {"disclosure": "公开文件自身", "extraction": "收到的文件有缺损", "across": "与另一份公开对照"}
REVIEWS = {"confirmed": "已有人核实属实", "disputed": "已有人核对，不认可", "corrected": "读取错误，已更正"}

SUMMARY_BYTES = 900_000  # the platform drops a summary over 1 MiB; the rest is for what GitHub adds
FINDINGS_SHOWN = 30  # of one document; all of them stand in its findings.csv and on its page
TEXT_LENGTH = 400

# Characters that have no meaning in Markdown or HTML; all other ASCII punctuation becomes a character reference.
HARMLESS = frozenset(" ,.()-+%/=")

ADVICE = """\
怎么办：

- 按上面每一行的说明修改文件，再次提交。
- 文件自己没有说清部门、年度或区划代码的，在旁边放一个同名的说明文件（文件名后加 `.yaml`）写上。
- 如果这不是部门预算公开文件，请从提交中去掉它。
- 拿不准时，在合并请求里留言说明文件的来历即可，会有人帮忙。其他文件不受影响。
"""


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
    return tuple(-counts[each] for each in SEVERITY)


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
            f"{name} {package.outcomes[key]} 项" for key, name in OUTCOME.items() if package.outcomes.get(key)
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
    return "，".join(f"{name} {counts[key]} 处" for key, name in SEVERITY.items() if counts[key]) or "没有发现问题"


def _finding_table(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return ""
    rows = "".join(
        f"| {SEVERITY.get(each.severity, plain(each.severity))} | {plain(each.table)} | {_said(each)} "
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
