"""The `<file>.yaml` beside a document: what the document does not say itself, or a correction of what was detected.

It also says which files are one disclosure: `files` names them all, in order. The same in a `disclosure.yaml` inside a
folder speaks of every document of that folder, which then is one disclosure even where `files` is left out.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from disclosures.corrections import read_corrections
from disclosures.errors import DescriptionError
from disclosures.model import Correction, Description
from disclosures.text import unwritable

SUFFIX = ".yaml"
FOLDER = "disclosure.yaml"
Members = tuple[tuple[Path, str], ...]  # each document and its name in messages and packages
_NO_DOCUMENTS = frozenset({"readme.md", "thumbs.db"})
_LARGEST = 65_536  # bytes
_DIVISION = re.compile(r"\d{6}")
_KEYS = tuple(f.name for f in fields(Description))
_PATTERNS = {
    "division_code": (r"\d{6}", "六位数字"),
    "level": (r"department|unit", "department 或 unit"),
    "published": (r"\d{4}-\d{2}(-\d{2})?", "YYYY-MM 或 YYYY-MM-DD"),
    "received": (r"\d{4}-\d{2}-\d{2}", "YYYY-MM-DD"),
    "url": (r"https?://[^\s<>\"]+", "http 或 https 开头的网址"),
    "department_id": (r"(\d{6}-)?[0-9a-z]+(-[0-9a-z]+)*", "小写字母、数字和连字符"),
}


class _Loader(yaml.SafeLoader):
    """YAML without references: with them a few lines can unfold to more than any memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """A node; refuses one that is a reference. Raises YAMLError."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="reference", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping; refuses one that says a key twice, where YAML would drop the first. Raises YAMLError."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen if isinstance(key, yaml.ScalarNode) else False:
                raise _TwiceError(key.value, key.start_mark.line + 1)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


class _TwiceError(yaml.YAMLError):
    def __init__(self, key: str, line: int) -> None:
        self.key, self.line = key, line


def description_of(path: Path) -> Path:
    """Where the description stands: `2026年….txt` → `2026年….txt.yaml`; that of a folder inside it."""
    return path / FOLDER if path.is_dir() else path.with_name(path.name + SUFFIX)


def read_description(path: Path, shown: str) -> Description:
    """The description of a document or folder, an empty one where there is none. Raises DescriptionError."""
    name = named(path, shown)
    path = description_of(path)
    if not path.is_file():
        return Description()
    try:
        if path.stat().st_size > _LARGEST:
            raise DescriptionError(name, f"超过 {_LARGEST // 1024} KB，不像描述文件", remedy="请只写用得到的几项")
        raw = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 (a SafeLoader)
    except OSError as error:
        raise DescriptionError(name, f"打不开（{error.strerror}）", remedy="请检查文件的读取权限") from error
    except UnicodeDecodeError as error:
        raise DescriptionError(name, "不是合法的 YAML：文字编码不是 UTF-8", remedy="请另存为 UTF-8 文本") from error
    except _TwiceError as error:
        remedy = "请合成一处：后写的会盖掉先写的"
        raise DescriptionError(name, f"“{error.key[:60]}”写了两次", f"第 {error.line} 行", remedy) from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark else ""
        raise DescriptionError(name, "不是合法的 YAML", place, "每行写成“键: 值”，冒号后有空格") from error
    except ValueError as error:  # YAML makes a date of what looks like one
        raise DescriptionError(name, "有一个日历上没有的日期", _dated_key(path), "请改正日期") from error
    return _checked(raw or {}, name)


def _dated_key(path: Path) -> str:
    """The key of the first date that is none."""
    for key, year, month, day in re.findall(
        r"^(\w+):\s*(\d{4})-(\d\d?)-(\d\d?)", path.read_text("utf-8"), re.MULTILINE
    ):
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            return str(key)
    return ""


def _checked(raw: Any, name: str) -> Description:
    if not isinstance(raw, Mapping):
        raise DescriptionError(name, "应由“键: 值”组成", remedy=f"可用的键：{'、'.join(_KEYS)}")
    values: dict[str, Any] = {}
    for field, value in raw.items():
        if field not in _KEYS:
            raise DescriptionError(name, f"不认识的键“{field}”", remedy=f"可用的键：{'、'.join(_KEYS)}")
        if value is None:
            continue
        values[field] = _value(field, value, name)
    return Description(**values)


def _value(field: str, value: Any, name: str) -> str | int | tuple[str, ...] | tuple[Correction, ...]:
    if field == "corrections":
        return read_corrections(value, name)
    if field == "files":
        if not isinstance(value, list) or not value or not all(isinstance(v, str) and v for v in value):
            raise DescriptionError(name, "files 应是文件名的列表", "files", "写成 files: [附件1.pdf, 附件2.pdf]")
        return tuple(value)
    if field == "year":
        if isinstance(value, bool) or not isinstance(value, int) or not 1990 <= value <= 2100:
            raise DescriptionError(name, f"year 应是四位年份，写的是“{value}”", place="year")
        return value
    if isinstance(value, list | dict | set):  # which can be short in the file and endless as text
        raise DescriptionError(name, f"{field} 应是一个值，写的是一组", field, f"写成“{field}: 值”")
    text = str(value).strip()
    pattern, words = _PATTERNS.get(field, (r".{1,500}", "一行文字"))
    if not re.fullmatch(pattern, text) or unwritable(text):
        raise DescriptionError(name, f"{field} 应是{words}，写的是“{text[:60]}”", place=field)
    return text


# --- which files are one disclosure --------------------------------------------------------------------------------


def is_document(path: Path) -> bool:
    """Whether a file is there to be converted: no description, nothing hidden, nothing that a system leaves behind."""
    name = path.name.lower()
    return path.is_file() and not name.startswith(".") and path.suffix != SUFFIX and name not in _NO_DOCUMENTS


def members(path: Path, shown: str, description: Description) -> Members:
    """The documents of one disclosure, in order; `path` is its (first) document, or its folder.

    Raises DescriptionError where `files` does not fit what is there: nothing is left out or read twice in silence.
    """
    if not description.files and not path.is_dir():
        return ((path, shown),)
    name = named(path, shown)
    folder = path if path.is_dir() else path.parent
    there = sorted(p.name for p in folder.iterdir() if is_document(p))
    names = description.files or tuple(there)
    problem, remedy = _unfit(path, names, there) or ("", "")
    if problem:
        raise DescriptionError(name, problem, "files" if description.files else "", remedy)
    above = shown if path.is_dir() else "/".join(shown.split("/")[:-1])
    return tuple((folder / one, f"{above}/{one}" if above else one) for one in names)


def _unfit(path: Path, names: Sequence[str], there: Sequence[str]) -> tuple[str, str] | None:
    """What is wrong with these names of files, and what to do."""
    folder = path if path.is_dir() else path.parent
    if not names:
        return "所在的文件夹里没有文件", "请把文件放进来"
    if missing := [n for n in names if n not in there]:
        return f"同一文件夹里没有文件“{missing[0]}”", "请核对文件名；files 里只写文件名，不写文件夹"
    if len(set(names)) < len(names):
        return "同一个文件列了两次", "请删去重复的"
    if path.is_dir() and (extra := [n for n in there if n not in names]):
        return f"没有列出文件夹里的文件“{extra[0]}”", "请列入，或把它移出这个文件夹"
    if not path.is_dir() and names[0] != path.name:
        return f"第一个应是它旁边的文件“{path.name}”", f"请改正次序，或把描述文件改名为 {names[0]}{SUFFIX}"
    others = names if path.is_dir() else names[1:]
    if double := [n for n in others if description_of(folder / n).is_file()]:
        return f"“{double[0]}”另有描述文件 {double[0]}{SUFFIX}", "一份公开只能有一个描述文件，请合并"
    return None


def is_whole(folder: Path) -> bool:
    """Whether all documents of a folder are one disclosure. That of a division never is: it holds many."""
    return (folder / FOLDER).is_file() and not _DIVISION.fullmatch(folder.resolve().name)


def says_files(description: Path) -> bool:
    """Whether a description may name the files of a disclosure: a quick look, before reading it properly."""
    try:
        with description.open("rb") as file:
            return b"files" in file.read(_LARGEST)
    except OSError:
        return False


def neighbours(document: Path) -> tuple[str, ...]:
    """Documents that may belong with this one: beside it in a folder of their own, or by a name such as 附件2."""
    if document.is_dir() or (_DIVISION.fullmatch(document.resolve().parent.name) and "附件" not in document.name):
        return ()
    return tuple(sorted(p.name for p in document.parent.iterdir() if is_document(p) and p != document))


def named(path: Path, shown: str) -> str:
    """How a description is called in messages."""
    return f"{shown}/{FOLDER}" if path.is_dir() else shown + SUFFIX
