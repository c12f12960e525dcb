"""What the read side knows of `datapackages/`: every package's descriptor, and its tables on demand.

The read side starts here and shares nothing with the converter but the files themselves, so a package
made by hand is as good as a converted one. Descriptors are small and kept; rows are read when asked for.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from disclosures.model import Sheet as PrintedSheet
from disclosures.terms import LEVEL

csv.field_size_limit(16 * 1024 * 1024)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
_ROW_CACHE = 128  # tables: those of a department with its years
_LARGEST = Decimal(10) ** 14  # in 万元: a thousand times all money there is
_PLACES = 8
_YEARS = range(1949, 2200)
_PAGES = range(1, 100_000)


class PackageError(Exception):
    """A package that can't be shown; `str()` is one Chinese line: file, place, remedy."""

    def __init__(self, file: Path, problem: str, remedy: str) -> None:
        self.file, self.problem, self.remedy = file, problem, remedy
        super().__init__(f"{file}：{problem}。{remedy}")


@dataclass(frozen=True)
class Field:
    """One column of a table; `title` is Chinese, or the name where the schema gives none."""

    name: str
    type: str
    title: str
    description: str
    unit: str


@dataclass(frozen=True)
class Row:
    """One record of a CSV: the printed text of each cell, an empty cell is an empty string."""

    values: Mapping[str, str]

    def text(self, name: str) -> str:
        """The cell as text, `""` where it is blank or the table has no such column."""
        return self.values.get(name, "")

    def amount(self, name: str) -> Decimal | None:
        """The cell as an exact number, None where it is blank or no number."""
        return to_decimal(self.text(name))


@dataclass(frozen=True)
class Resource:
    """One table of a package."""

    name: str
    title: str
    file: Path
    fields: tuple[Field, ...]
    printed_unit: str
    pages: tuple[int, ...]
    recognised: tuple[PrintedSheet, ...]
    description: str

    def rows(self) -> tuple[Row, ...]:
        """All rows in file order; raises PackageError when the file isn't what the schema says."""
        return _read_rows(self)

    def has(self, name: str) -> bool:
        """Whether the table has a column of this name."""
        return any(f.name == name for f in self.fields)


@dataclass(frozen=True)
class Sheet:
    """A picture of one page of an original; `width` and `height` of the page in points."""

    file: Path
    width: float
    height: float


@dataclass(frozen=True)
class Source:
    """A document that a package was made from; `file` is None when it isn't in this project.

    `sheets`: the pictures of its pages by page number, as far as they were drawn.
    """

    title: str
    path: str
    hash: str
    media_type: str
    file: Path | None
    sheets: Mapping[int, Sheet] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Disclosure:
    """One department's budget of one year: the descriptor, checked and typed."""

    name: str
    title: str
    folder: Path
    department: str
    department_id: str
    level: str
    parent_department: str
    division_code: str
    division: str
    year: int
    published: str
    printed_unit: str
    tables_listed: tuple[str, ...]
    tables_found: tuple[str, ...]
    recognised: tuple[PrintedSheet, ...]
    created: str
    version: str
    licenses: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    resources: Mapping[str, Resource] = field(repr=False)

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a resource, none where the package hasn't got it."""
        resource = self.resources.get(name)
        return resource.rows() if resource else ()


@dataclass(frozen=True)
class Catalogue:
    """All packages that can be shown (by name), and what is wrong with the others."""

    disclosures: tuple[Disclosure, ...]
    problems: tuple[PackageError, ...]
    folder: Path = Path()


def to_decimal(text: str) -> Decimal | None:
    """An exact number from CSV text; None for blank, words, NaN, infinity, and what no budget holds.

    A number of a million digits fits in ten characters (1e999999), and sums and shares of such have no exact result.
    It stays what it is, text.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    exponent = number.as_tuple().exponent  # no integer where it is infinite or none
    return number if isinstance(exponent, int) and exponent >= -_PLACES and abs(number) < _LARGEST else None


def read_catalogue(packages: Path, root: Path) -> Catalogue:
    """Reads every `<packages>/*/*/datapackage.json`; `root` is what `sources[].path` is relative to.

    Read once as long as no file below `packages` changes: a build asks twice.
    """
    return _read_catalogue(packages, root, _stamps(packages))


def _stamps(packages: Path) -> tuple[tuple[str, int, int], ...]:
    """Path, time and size of every file below `packages`."""
    files = ((f"{folder}/{name}") for folder, _, names in os.walk(packages) for name in names)
    found = ((file, Path(file).lstat()) for file in files)
    return tuple(sorted((file, stat.st_mtime_ns, stat.st_size) for file, stat in found))


@lru_cache(maxsize=1)
def _read_catalogue(packages: Path, root: Path, stamps: tuple[tuple[str, int, int], ...]) -> Catalogue:  # noqa: ARG001
    good: dict[str, Disclosure] = {}
    bad: list[PackageError] = []
    for descriptor in _descriptors(packages):
        try:
            disclosure = read_disclosure(descriptor, root)
            for resource in disclosure.resources.values():
                _records(resource)  # a table that can't be read is found here, not halfway through the site
        except PackageError as error:
            bad.append(error)
            continue
        first = good.setdefault(disclosure.name, disclosure)
        if first is not disclosure:
            bad.append(PackageError(descriptor, f"name “{first.name}” 与 {first.folder} 重复", "请改成唯一的 name"))
    return Catalogue(tuple(good[name] for name in sorted(good)), tuple(bad), packages)


def _descriptors(packages: Path) -> Iterator[Path]:
    found = sorted(packages.glob("*/*/datapackage.json"))
    return (p for p in found if not any(part.startswith(".") for part in p.relative_to(packages).parts))


def read_disclosure(descriptor: Path, root: Path) -> Disclosure:
    """One descriptor, typed; raises PackageError naming the file, the place in it and the remedy."""
    try:
        raw = json.loads(descriptor.read_text(encoding="utf-8"))
        # half a character (\ud800) is no text and can't be written anywhere
        json.dumps(raw, ensure_ascii=False).encode()
    except (OSError, ValueError, RecursionError) as error:  # also numbers and nestings beyond what Python reads
        raise PackageError(descriptor, f"不是可读的 JSON（{error}）", "请重新转换，或改正后再试") from None
    place = _Place(descriptor)
    raw = place.mapping(raw, "最外层")
    about = place.mapping(raw.get("disclosure"), "disclosure")
    name = place.text(raw, "name")
    if not _NAME.fullmatch(name) or name.endswith((".html", ".json")):  # where another's page or descriptor is
        raise PackageError(
            descriptor, f"name “{name[:80]}” 不能用作网址", "只用小写字母、数字、“-”“_”“.”，不以 .html、.json 结尾"
        )
    department, year = place.text(about, "department"), place.year(about)
    level = place.text(about, "level", "department")
    return Disclosure(
        name=name,
        title=place.text(raw, "title", f"{department} {year} 年{LEVEL.get(level, LEVEL['department'])}"),
        folder=descriptor.parent,
        department=department,
        department_id=place.text(about, "department_id"),
        level=level,
        parent_department=place.text(about, "parent_department", ""),
        division_code=place.text(about, "division_code", ""),
        division=place.text(about, "division", ""),
        year=year,
        published=place.text(about, "published", ""),
        printed_unit=place.text(about, "printed_unit", "万元"),
        tables_listed=tuple(map(str, place.items(about, "tables_listed"))),
        tables_found=tuple(map(str, place.items(about, "tables_found"))),
        recognised=_recognised(about, place),
        created=place.text(raw, "created", ""),
        version=place.text(raw, "version", ""),
        licenses=tuple(_licence(x) for x in place.items(raw, "licenses") if isinstance(x, dict)),
        sources=tuple(_source(x, root) for x in place.items(raw, "sources") if isinstance(x, dict)),
        resources=_resources(raw, place),
    )


@dataclass(frozen=True)
class _Place:
    """Reads typed values out of a descriptor and says where one is wrong."""

    file: Path

    def mapping(self, value: Any, where: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise PackageError(self.file, f"{where} 缺失，或不是对象", "请照数据字典补上")
        return value

    def text(self, mapping: dict[str, Any], key: str, default: str | None = None) -> str:
        value = mapping.get(key)
        if isinstance(value, str) and value:
            return value
        if value in (None, "") and default is not None:
            return default
        raise PackageError(self.file, f"{key} 缺失，或不是文字", "请照数据字典补上")

    def year(self, mapping: dict[str, Any]) -> int:
        value = mapping.get("year")
        if isinstance(value, bool) or not isinstance(value, int) or value not in _YEARS:
            raise PackageError(self.file, "year 缺失，或不是年度", "请照数据字典补上")
        return value

    def items(self, mapping: dict[str, Any], key: str) -> list[Any]:
        value = mapping.get(key) or []
        if not isinstance(value, list):
            raise PackageError(self.file, f"{key} 不是列表", "请照数据字典改正")
        return value


def _pages(found: Sequence[Any]) -> tuple[int, ...]:
    """Numbers of pages among what a descriptor lists as such."""
    return tuple(p for p in found if isinstance(p, int) and not isinstance(p, bool) and p in _PAGES)


def _recognised(raw: dict[str, Any], place: _Place) -> tuple[PrintedSheet, ...]:
    """The sheets that are scans: with their file where there are several."""
    files = [one for one in place.items(raw, "recognised_in") if isinstance(one, dict)]
    if files:
        # the number of a file is as bounded as that of a page
        documents = [(number, one) for one in files for number in _pages([one.get("source_document")])]
        return tuple((number, page) for number, one in documents for page in _pages(place.items(one, "pages")))
    return tuple((None, page) for page in _pages(place.items(raw, "recognised_pages")))


def _licence(raw: dict[str, Any]) -> tuple[str, str]:
    return str(raw.get("title") or raw.get("name") or ""), str(raw.get("path") or "")


def _source(raw: dict[str, Any], root: Path) -> Source:
    path = str(raw.get("path") or "")
    file = _inside(root, path)
    return Source(
        title=str(raw.get("title") or PurePosixPath(path).name or "原文"),
        path=path,
        hash=str(raw.get("hash") or ""),
        media_type=str(raw.get("mediatype") or raw.get("mediaType") or ""),
        file=file if file and file.is_file() else None,
    )


def _inside(root: Path, path: str) -> Path | None:
    """`root/path` when it stays below `root`: a package can't make the site publish another file."""
    if not path or "\x00" in path or "://" in path:
        return None
    try:
        file = (root / path).resolve()
        file.is_file()
    except OSError:  # a name longer than the system allows
        return None
    return file if file.is_relative_to(root.resolve()) else None


def _resources(raw: dict[str, Any], place: _Place) -> dict[str, Resource]:
    found: dict[str, Resource] = {}
    for index, item in enumerate(place.items(raw, "resources")):
        entry = place.mapping(item, f"resources[{index}]")
        resource = _resource(entry, place)
        if resource.name in found:
            raise PackageError(place.file, f"资源 {resource.name} 出现两次", "请改成唯一的名字")
        found[resource.name] = resource
    return found


def _resource(raw: dict[str, Any], place: _Place) -> Resource:
    name = place.text(raw, "name")
    if not _NAME.fullmatch(name):
        raise PackageError(place.file, f"资源名 “{name[:80]}” 不能用作文件名", "只用小写字母、数字、“-”“_”“.”")
    path = place.text(raw, "path")
    file = _inside(place.file.parent, path)
    if file is None or not file.is_file():
        raise PackageError(place.file, f"资源 {name} 的文件 {path[:120]} 不存在", "请重新转换，或改正 path")
    schema = place.mapping(raw.get("schema"), f"资源 {name} 的 schema")
    fields = _fields(json.dumps(place.items(schema, "fields"), ensure_ascii=False))
    if len({f.name for f in fields}) < len(fields):
        raise PackageError(place.file, f"资源 {name} 有两个同名的字段", "请改成唯一的名字")
    return Resource(
        name=name,
        title=place.text(raw, "title", name),
        file=file,
        fields=fields,
        printed_unit=place.text(raw, "printed_unit", ""),
        pages=_pages(place.items(raw, "pages")),
        recognised=_recognised(raw, place),
        description=place.text(raw, "description", ""),
    )


@lru_cache(maxsize=4096)
def _fields(schema: str) -> tuple[Field, ...]:
    """Cached on the schema's text: a thousand packages share a few dozen schemas."""
    return tuple(
        Field(
            name=str(f.get("name", "")),
            type=str(f.get("type", "string")),
            title=str(f.get("title") or f.get("name", "")),
            description=str(f.get("description") or ""),
            unit=str(f.get("unit") or ""),
        )
        for f in json.loads(schema)
        if isinstance(f, dict)
    )


def _parsed(file: Path) -> tuple[tuple[str, ...], ...]:
    with file.open(encoding="utf-8-sig", newline="") as handle:
        return tuple(tuple(record) for record in csv.reader(handle, strict=True))


def _read_rows(resource: Resource) -> tuple[Row, ...]:
    stat = resource.file.stat()
    return _rows(resource, (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=_ROW_CACHE)
def _rows(resource: Resource, stamp: tuple[int, int]) -> tuple[Row, ...]:  # noqa: ARG001 - the stamp is part of the key
    names = tuple(f.name for f in resource.fields)
    return tuple(Row(dict(zip(names, record, strict=True))) for record in _records(resource))


def _records(resource: Resource) -> Sequence[tuple[str, ...]]:
    """The records below the head, each as long as the schema; raises PackageError where they aren't."""
    try:
        records = _parsed(resource.file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PackageError(resource.file, f"读不出表格（{error}）", "请重新转换，或存成 UTF-8 的 CSV") from None
    names = tuple(f.name for f in resource.fields)
    if records and records[0] != names:
        raise PackageError(resource.file, "表头与 datapackage.json 的字段不一致", "请重新转换，或改正表头")
    for line, record in enumerate(records[1:], start=2):
        if len(record) != len(names):
            raise PackageError(resource.file, f"第 {line} 条记录有 {len(record)} 格，应有 {len(names)} 格", "请改正")
    return records[1:]
