"""The parts of an Office document (a zip of XML files), opened so that no file can exhaust time or memory."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import TypeVar

from lxml import etree

from disclosures.errors import DocumentError

LARGEST_WHOLE = 256 * 1024 * 1024
LARGEST_TREE = 64 * 1024 * 1024  # a part that is held as a tree takes about eight times its size
_MOST_PARTS = 20_000
_HARMLESS = 16 * 1024 * 1024
_HIGHEST_RATIO = 200  # Office's own XML shrinks to a tenth, a sheet of empty styled cells to a thirtieth
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
REPAIR = "请用 Office 或 WPS 打开后另存，或重新下载，再提交"
_Default = TypeVar("_Default")


class Archive:
    """A zip opened for reading; every method raises DocumentError where the file is damaged or a bomb."""

    def __init__(self, data: bytes, shown: str) -> None:
        self.shown = shown
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except _BROKEN as error:
            raise DocumentError(shown, "文件不完整或已损坏（压缩包打不开）", remedy=REPAIR) from error
        self._sizes = {part.filename: part.file_size for part in parts}
        whole = sum(part.file_size for part in parts)
        if len(parts) > _MOST_PARTS or whole > LARGEST_WHOLE:
            raise DocumentError(shown, f"解开后有 {whole // 1024 // 1024} MB，超过上限 256 MB", remedy="请确认文件来源")
        if whole > max(_HARMLESS, _HIGHEST_RATIO * len(data)):
            raise DocumentError(shown, "压缩比异常（疑似压缩炸弹），不予读取", remedy="请确认文件来源")
        if any(part.flag_bits & 1 for part in parts):
            raise DocumentError(shown, "文件设有密码", remedy="请取消密码后另存，再提交")

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def names(self) -> tuple[str, ...]:
        """The names of all parts, as stored."""
        return tuple(self._sizes)

    def read(self, name: str, largest: int = LARGEST_WHOLE) -> bytes:
        """A part, at most `largest` bytes of it, which must not hold a document type (entities)."""
        size = self._sizes.get(name, 0)
        if size > largest:
            raise DocumentError(
                self.shown, f"内容过大（{size // 1024 // 1024} MB）", place=name, remedy="请确认文件来源"
            )
        try:
            # The size stored in the directory bounds what is unpacked, whatever the stream holds.
            data = self._zip.read(name)
        except (*_BROKEN, KeyError, zlib.error) as error:
            raise DocumentError(self.shown, "文件不完整或已损坏", place=name, remedy=REPAIR) from error
        if any(mark in data for mark in _DOCTYPES):
            raise DocumentError(self.shown, "含有文档类型声明（外部实体），不予读取", place=name, remedy=REPAIR)
        return data

    def tree(self, name: str) -> etree._Element:
        """A part as an XML tree."""
        data = self.read(name, LARGEST_TREE)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise self._malformed(name, error) from error
        return root

    def elements(self, name: str, wanted: frozenset[str]) -> Iterator[etree._Element]:
        """The elements of a part with these local names, each whole, one at a time; nothing of the part is kept."""
        source = io.BytesIO(self.read(name))
        try:
            for _, element in etree.iterparse(
                source, events=("end",), tag=[f"{{*}}{n}" for n in wanted], resolve_entities=False, no_network=True,
                huge_tree=False, remove_comments=True, remove_pis=True,
            ):  # fmt: skip
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise self._malformed(name, error) from error

    def _malformed(self, name: str, error: etree.XMLSyntaxError) -> DocumentError:
        return DocumentError(
            self.shown, f"内容已损坏（XML 第 {error.lineno or 1} 行有误）", place=name, remedy=REPAIR
        )  # fmt: skip

    def related(self, name: str) -> Mapping[str, tuple[str, str]]:
        """What a part (`""`: the whole file) is linked with: id → (last word of the relation's type, part name)."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations not in self:
            return {}
        found = {}
        for one in self.tree(relations).iterfind("{*}Relationship"):
            if one.get("TargetMode") != "External":
                target = one.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[one.get("Id", "")] = (one.get("Type", "").rsplit("/", 1)[-1], posixpath.normpath(path))
        return found

    def related_as(self, name: str, word: str) -> str | None:
        """The part that `name` is linked with in this way (`styles`, `numbering`), None where there is none."""
        return next((path for kind, path in self.related(name).values() if kind == word and path in self), None)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace: transitional and strict files name the same things."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str, default: _Default) -> str | _Default:
    """An attribute by its local name, whichever namespace it is in."""
    for given, value in element.attrib.items():
        if str(given).rpartition("}")[2] == name:
            return str(value)
    return default


def value_of(element: etree._Element | None, default: _Default) -> str | _Default:
    """What `val` of a property says, `default` where the property or its value is missing."""
    return default if element is None else attribute(element, "val", default)


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch is there and not switched off (`<w:vanish/>`, `<w:vanish w:val="0"/>`)."""
    return element is not None and attribute(element, "val", "1") not in ("0", "false", "off", "none")
