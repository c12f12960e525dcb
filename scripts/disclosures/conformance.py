"""Whether a package is what its descriptor says: our own quick check, made before a package is stored.

`validate.py` holds every stored package against Frictionless as well; this module sees what Frictionless passes over
(the Data Package 2.0 JSON Schema, hashes of unlisted sizes, unique rows) and is fast enough for every conversion.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema

from disclosures.terms import LEVEL

Read = Callable[[str], bytes]
Rows = Sequence[Mapping[str, str]]
_MOST = 20
_YEARS = range(1949, 2200)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
_SAFE_PATH = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_-]*/)?[A-Za-z0-9_][A-Za-z0-9_-]*\.csv")  # publish.yml keeps no other


def problems(descriptor: Mapping[str, Any], read: Read) -> list[str]:
    """What is wrong, each in one Chinese line naming file and place; empty where nothing is. At most a few a file."""
    found = list(_descriptor(descriptor))
    if found:
        return found
    try:
        return _tables(descriptor, read)
    except (KeyError, TypeError, ArithmeticError, re.error) as error:
        return [f"datapackage.json：schema 提到了不存在的字段或不合法的约束（{error}）"]


def _tables(descriptor: Mapping[str, Any], read: Read) -> list[str]:
    found: list[str] = []
    tables: dict[str, Rows] = {}
    for resource in descriptor["resources"]:
        wrong, rows = _resource(resource, read)
        found += wrong[:_MOST]
        tables[resource["name"]] = rows
    for resource in descriptor["resources"]:
        found += _foreign_keys(resource, tables)[:_MOST]
    return found


# --- the descriptor ------------------------------------------------------------------------------------------------


@cache
def _profile(name: str) -> jsonschema.Draft7Validator:
    text = (files("dplib") / "profiles" / "2.0" / f"{name}.json").read_text("utf-8")
    return jsonschema.Draft7Validator(json.loads(text))


def _descriptor(descriptor: Mapping[str, Any]) -> Iterator[str]:
    """Against the Data Package 2.0 JSON Schema. The schemas of tables repeat from package to package: once each."""
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not all(isinstance(r, Mapping) for r in resources):
        yield "datapackage.json：resources 应是资源的列表"
        return
    plain = {**descriptor, "resources": [{k: v for k, v in r.items() if k != "schema"} for r in resources]}
    for error in _profile("datapackage").iter_errors(plain):
        yield f"datapackage.json（{_path(error.absolute_path)}）：不符合 Data Package 2.0：{error.message[:200]}"
    for resource in resources:
        name = str(resource.get("name"))
        if not _SAFE_PATH.fullmatch(str(resource.get("path", ""))):
            yield f"datapackage.json（{name}）：path 应是包内的 CSV，如 data/projects.csv"
        if not isinstance(resource.get("schema"), Mapping):
            yield f"datapackage.json（{name}）：没有 schema"
            continue
        for line in _schema(json.dumps(resource["schema"], sort_keys=True, ensure_ascii=False)):
            yield f"datapackage.json（{name}.schema）：{line}"
    yield from _about(descriptor)
    names = [str(r.get("name")) for r in resources]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"datapackage.json：资源 {name} 出现了不止一次"


def _about(descriptor: Mapping[str, Any]) -> Iterator[str]:
    """What the site cannot do without: a name that is an address, and which department and year it is."""
    if not _NAME.fullmatch(str(descriptor.get("name"))):
        yield "datapackage.json（name）：只用小写字母、数字、“-”“_”“.”"
    about = descriptor.get("disclosure")
    if not isinstance(about, Mapping):
        yield "datapackage.json：没有 disclosure（部门、年度、区划）"
        return
    for key in ("department", "department_id"):
        if not isinstance(about.get(key), str) or not about[key]:
            yield f"datapackage.json（disclosure.{key}）：应是文字，不能空"
    for key in ("level", "parent_department", "division_code", "division", "published", "printed_unit"):
        if not isinstance(about.get(key, ""), str | None):
            yield f"datapackage.json（disclosure.{key}）：应是文字"
    if about.get("level") not in (None, *LEVEL):
        yield f"datapackage.json（disclosure.level）：只能是 {'、'.join(LEVEL)}"
    if type(about.get("year")) is not int or about["year"] not in _YEARS:
        yield "datapackage.json（disclosure.year）：应是年度，一个不加引号的整数"


@cache
def _schema(text: str) -> tuple[str, ...]:
    errors = _profile("tableschema").iter_errors(json.loads(text))
    return tuple(f"{_path(e.absolute_path)} 不符合 Table Schema 2.0：{e.message[:200]}" for e in errors)


def _path(parts: Any) -> str:
    return "/".join(map(str, parts)) or "顶层"


# --- tables --------------------------------------------------------------------------------------------------------


def _resource(resource: Mapping[str, Any], read: Read) -> tuple[list[str], Rows]:
    path = resource["path"]
    try:
        data = read(path)
    except OSError:
        return [f"{path}：文件不存在或打不开"], []
    if "bytes" in resource and len(data) != resource["bytes"]:
        return [f"{path}：大小是 {len(data)} 字节，datapackage.json 记录的是 {resource['bytes']} 字节"], []
    if "hash" in resource and f"sha256:{hashlib.sha256(data).hexdigest()}" != resource["hash"]:
        return [f"{path}：内容与 datapackage.json 记录的 SHA-256 不符，文件被改动过"], []
    if data.startswith(codecs.BOM_UTF8):
        return [f"{path}：开头有 BOM，请存成不带 BOM 的 UTF-8"], []
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
        head, rows = list(reader.fieldnames or []), list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        return [f"{path}：不是合法的 UTF-8 CSV（{error}）"], []
    fields = resource["schema"]["fields"]
    if head != [f["name"] for f in fields]:
        return [f"{path}（第 1 行）：列名与 schema 不同"], []
    return list(_rows(path, resource["schema"], rows)), rows


def _rows(path: str, schema: Mapping[str, Any], rows: Rows) -> Iterator[str]:
    for field in schema["fields"]:
        yield from _column(path, field, [row[field["name"]] for row in rows])
    keys = schema.get("primaryKey") or []
    keys = [keys] if isinstance(keys, str) else keys
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, 2):
        if None in row or any(value is None for value in row.values()):
            yield f"{path}（第 {number} 行）：单元格的个数与列数不同"
            continue
        own = tuple(row[k] for k in keys)
        if keys and own in seen:
            yield f"{path}（第 {number} 行）：主键 {'、'.join(keys)}={'、'.join(own)} 重复"
        seen.add(own)


def _column(path: str, field: Mapping[str, Any], values: Sequence[str | None]) -> Iterator[str]:
    name, limits = field["name"], field.get("constraints", {})
    pattern = re.compile(limits["pattern"]) if "pattern" in limits else None
    enum = set(limits.get("enum", ()))
    good: set[str] = set()
    for number, value in enumerate(values, 2):
        place = f"{path}（第 {number} 行 {name}）"
        if not value:
            if limits.get("required"):
                yield f"{place}：不能为空"
            continue
        if value in good:
            continue
        if not _typed(field.get("type", "string"), value):
            yield f"{place}：“{value[:40]}”不是 {field['type']}"
        elif pattern and not pattern.fullmatch(value):
            yield f"{place}：“{value[:40]}”不符合 {limits['pattern']}"
        elif enum and value not in enum:
            yield f"{place}：“{value[:40]}”不在允许的取值中"
        elif "minimum" in limits and Decimal(value) < Decimal(str(limits["minimum"])):
            yield f"{place}：{value} 小于 {limits['minimum']}"
        else:
            good.add(value)


def _typed(kind: str, value: str) -> bool:
    if kind == "integer":
        return re.fullmatch(r"-?[0-9]+", value) is not None
    if kind == "number":
        try:
            return Decimal(value).is_finite()
        except InvalidOperation:
            return False
    return True


def _foreign_keys(resource: Mapping[str, Any], tables: Mapping[str, Rows]) -> list[str]:
    found = []
    for key in resource["schema"].get("foreignKeys", ()):
        names, reference = _listed(key["fields"]), key["reference"]
        known = {tuple(row[f] for f in _listed(reference["fields"])) for row in tables.get(reference["resource"], ())}
        for number, row in enumerate(tables[resource["name"]], 2):
            own = tuple(row.get(n, "") for n in names)
            if any(own) and own not in known:
                found.append(
                    f"{resource['path']}（第 {number} 行 {'、'.join(names)}）：{reference['resource']} 中没有 {'、'.join(own)}"
                )
    return found


def _listed(names: Any) -> list[str]:
    return [names] if isinstance(names, str) else list(names)
