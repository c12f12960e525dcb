"""The summary as workflow commands, which the platform shows beside the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.summary.reading import Document, Package

ANNOTATIONS_PER_KIND = 10  # the platform shows no more of one kind in one step
TEXT_LENGTH = 400


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
