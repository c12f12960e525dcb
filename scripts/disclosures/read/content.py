"""What a file is by its content: names lie. A web page is called `.xls`, an old Word file `.docx`, often enough."""

from __future__ import annotations

import io
import re

import olefile  # type: ignore[import-untyped]

from disclosures.errors import DocumentError
from disclosures.read.archive import Archive

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = (".doc", ".docx", ".xls", ".xlsx", ".htm", ".html", ".wps", ".et")
_LOOKED_AT = 4096
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL)
_FRAGMENT = re.compile(rb"\s*<(?:table|div|p|head|meta|style|body|span|title|center)[\s>]", re.IGNORECASE)
# The first streams that tell what an OLE file holds.
_STREAMS = (("EncryptedPackage", "encrypted"), ("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"))
_COMPRESSED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_PACKED = "请先解压，把其中的文件分别提交"
_AS_DOCX = "请用 Word 或 WPS 打开后另存为 .docx，再提交"
_AS_XLSX = "请用 Excel 或 WPS 打开后另存为 .xlsx，再提交"


def sniffed(data: bytes, suffix: str, shown: str) -> str:
    """The suffix that the content deserves: `suffix` itself where the content tells nothing (plain text).

    Raises DocumentError for what is encrypted, packed, or of a format that must be saved in another first.
    """
    if not data.strip():
        raise DocumentError(shown, "文件是空的", remedy="请重新导出或下载后再提交")
    if data.startswith(_ZIP):
        return _of_zip(data, shown)
    if data.startswith(_OLE):
        return _of_ole(data, shown)
    if data.lstrip()[:5] == b"%PDF-":
        return ".pdf"
    if data.startswith(b"{\\rtf"):
        return ".doc"
    if data.startswith(_COMPRESSED):
        raise DocumentError(shown, "这是压缩包", remedy=_PACKED)
    return _of_text(data, suffix, shown)


def _of_zip(data: bytes, shown: str) -> str:
    archive = Archive(data, shown)
    main = archive.related_as("", "officeDocument") or ""
    for folder, suffix in (("word/", ".docx"), ("xl/", ".xlsx")):
        if main.startswith(folder) or any(name.startswith(folder) for name in archive.names()):
            if main.endswith(".bin"):
                raise DocumentError(shown, "不能读取二进制工作簿（.xlsb）", remedy=_AS_XLSX)
            return suffix
    if "OFD.xml" in archive:
        raise DocumentError(shown, "不能读取 OFD 文件", remedy="请转换为 PDF 后提交")
    if "mimetype" in archive:
        raise DocumentError(shown, "不能读取 OpenDocument 文件", remedy="请另存为 .docx 或 .xlsx 后提交")
    raise DocumentError(shown, "这是压缩包", remedy=_PACKED)


def _of_ole(data: bytes, shown: str) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            found = next((suffix for stream, suffix in _STREAMS if file.exists(stream)), None)
    except Exception as error:  # the library fails on damaged files with whatever its parsing runs into
        raise DocumentError(shown, "文件不完整或已损坏", remedy="请重新下载后再提交") from error
    if found == "encrypted":
        raise DocumentError(shown, "文件设有密码或权限保护", remedy="请取消保护后另存，再提交")
    if found is None:
        raise DocumentError(shown, "既不是 Word 也不是 Excel 文件，或已损坏", remedy="请重新下载，或转换为 PDF 后提交")
    return found


def _of_text(data: bytes, suffix: str, shown: str) -> str:
    head = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head.lower():
        raise DocumentError(shown, "这是 XML 电子表格（Excel 2003）", remedy=_AS_XLSX)
    if b"schemas.microsoft.com/office/word/2003/wordml" in head or b"office/2006/xmlPackage" in head:
        return ".doc"
    if _PAGE.match(head) or (suffix in _OFFICE and _FRAGMENT.match(head)):
        return ".html"
    if suffix in _OFFICE and b"MIME-Version:" in head:
        remedy = _AS_XLSX if suffix in (".xls", ".et") else _AS_DOCX
        raise DocumentError(shown, "这是单个文件网页（MHTML）", remedy=remedy)
    if suffix in _OFFICE and suffix not in (".htm", ".html"):
        raise DocumentError(
            shown, "内容不是 Word、Excel 或网页（可能已损坏，或被加密软件加密）", remedy="请重新导出或下载后再提交"
        )
    return suffix
