"""Which reader reads which file, by its content first, and the refusals that come before any reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from disclosures.errors import DocumentError
from disclosures.model import Block, Document, Paragraph
from disclosures.read import doc, docx, html, pdf, plain, xls, xlsx
from disclosures.read.content import sniffed

LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: its media type, the function from bytes to blocks, and that to a title outside of the text."""

    media_type: str
    blocks: Callable[[bytes, str], tuple[Block, ...]]
    title: Callable[[bytes, str], str] = lambda _data, _shown: ""


_HTML = Reader("text/html", html.blocks, html.title)
READERS: Mapping[str, Reader] = {
    ".txt": Reader("text/plain", plain.blocks),
    ".md": Reader("text/markdown", plain.blocks),
    ".pdf": Reader("application/pdf", pdf.blocks),
    ".docx": Reader("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.blocks),
    ".doc": Reader("application/msword", doc.blocks),
    ".xlsx": Reader("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.blocks),
    ".xls": Reader("application/vnd.ms-excel", xls.blocks),
    ".html": _HTML,
    ".htm": _HTML,
}
# What else may be in a file of these names is found out by its content.
ALIASES = frozenset({".wps", ".et", ".rtf", ".xml", ".xlsm"})


def media_types() -> Mapping[str, str]:
    """Suffix → media type of every format that can be read."""
    return {suffix: reader.media_type for suffix, reader in READERS.items()}


def read(path: Path, shown: str) -> Document:
    """Read one document; `shown` is its name in messages. Raises DocumentError with the remedy."""
    suffix = path.suffix.lower()
    if suffix not in READERS and suffix not in ALIASES:
        raise _unreadable(suffix, shown)
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise DocumentError(
                shown, f"文件有 {size // 1024 // 1024} MB，超过上限 64 MB", remedy="请确认是否为部门预算公开文件"
            )
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            shown, f"文件打不开（{error.strerror}）", remedy="请检查文件是否存在、是否有读取权限"
        ) from error
    kind = sniffed(data, suffix, shown)
    if kind not in READERS:
        raise _unreadable(kind, shown)
    reader = READERS[kind]
    blocks, title = reader.blocks(data, shown), reader.title(data, shown)
    read_blocks = tuple(block for block in blocks if not _is_unread(block))
    unread = tuple(block.place for block in blocks if _is_unread(block))
    return Document(path, hashlib.sha256(data).hexdigest(), reader.media_type, read_blocks, title, unread)


def _is_unread(block: Block) -> bool:
    """Whether a reader says by it that ink on a page could not be read."""
    return isinstance(block, Paragraph) and block.confidence == 0.0 and not block.text


def _unreadable(suffix: str, shown: str) -> DocumentError:
    return DocumentError(
        shown,
        f"不认识的文件类型“{suffix or '无扩展名'}”",
        remedy="请提交 .pdf、.docx、.xlsx 或 .html，或把文件内容存为 UTF-8 文本（.txt、.md，表格用制表符分列）",
    )
