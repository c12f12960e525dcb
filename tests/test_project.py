"""What the project says of itself is true: its manuals, its locks, its tree."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml

from disclosures.model import Description

ROOT = Path(__file__).resolve().parent.parent
MANUALS = [ROOT / name for name in ("README.md", "README.en.md", "CONTRIBUTING.md")]
LOCKS = [ROOT / name for name in ("requirements.txt", "requirements-test.txt", "requirements-ocr.txt")]
SCRIPTS = sorted(path for path in (ROOT / "scripts").glob("*.py"))
FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def blocks(path: Path, language: str) -> list[str]:
    """The fenced code blocks of one language in a Markdown file."""
    found = FENCE.findall(path.read_text(encoding="utf-8"))
    return [textwrap.dedent(body) for name, body in found if name == language]


def tracked() -> list[Path]:
    """The files that git knows; the test that asks is skipped outside a clone."""
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("只有在 git 仓库里才能检查")
    names = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout  # noqa: S603
    return [path for name in names.decode().split("\0") if name and (path := ROOT / name).is_file()]


def run(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a user would, from another folder."""
    environment = os.environ | {"PYTHONUTF8": "1", "COLUMNS": "100"}
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(  # noqa: S603 - our own scripts
        command, cwd=script.parent, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


# Manuals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.name)
def test_every_make_command_in_a_manual_exists(manual: Path) -> None:
    text = manual.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert named
    assert named <= targets


@pytest.mark.parametrize("manual", MANUALS[:2], ids=lambda path: path.name)
def test_the_two_commands_come_first(manual: Path) -> None:
    first = FENCE.search(manual.read_text(encoding="utf-8"))
    assert first
    assert re.findall(r"^make (\w+)", first[2], re.MULTILINE) == ["site", "test"]
    assert manual.read_text(encoding="utf-8")[: first.start()].count("\n") < 10


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_explains_itself_and_is_in_the_manual(script: Path) -> None:
    done = run(script, "--help")
    assert done.returncode == 0, done.stderr
    assert re.search(r"[\u4e00-\u9fff]", done.stdout), "the public reads Chinese"
    assert any(f"scripts/{script.name}" in manual.read_text(encoding="utf-8") for manual in MANUALS)


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.name)
def test_what_a_manual_names_is_there(manual: Path) -> None:
    """Paths in backticks, script options, relative links."""
    text = manual.read_text(encoding="utf-8")
    named = re.findall(r"`((?:scripts|tests|docs|originals|datapackages)/[\w./-]*)`", text)
    named += re.findall(r"(?:^|\s)((?:scripts|originals)/[\w./-]+\.\w+)", text, re.MULTILINE)
    named += [link.split("#")[0] for link in re.findall(r"\]\((?!https?:|#|\.\./)([^)]+)\)", text)]
    assert named
    # The note beside a document is what the example tells the reader to write.
    missing = [name for name in named if not (ROOT / name).exists() and not re.match(r"originals/.+\.yaml$", name)]
    assert missing == []


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.name)
def test_links_within_a_manual_lead_somewhere(manual: Path) -> None:
    text = manual.read_text(encoding="utf-8")
    anchors = {anchor(title) for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def anchor(title: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def test_options_in_the_manuals_exist() -> None:
    for manual in MANUALS:
        for name, rest in re.findall(r"scripts/(\w+\.py)([^\n`]*)", manual.read_text(encoding="utf-8")):
            options = set(re.findall(r"--[a-z]+", rest))
            assert options <= set(re.findall(r"--[a-z]+", run(ROOT / "scripts" / name, "--help").stdout))


@pytest.mark.parametrize("manual", MANUALS[:2], ids=lambda path: path.name)
def test_the_python_snippet_works(manual: Path) -> None:
    snippets = blocks(manual, "python")
    assert snippets
    for snippet in snippets:
        done = subprocess.run(  # noqa: S603 - the text of our own manual
            [sys.executable, "-W", "error", "-c", snippet], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        amount = float(re.findall(r"[\d.]+", done.stdout)[-1])
        assert amount > 0


def test_the_kind_that_the_manual_adds_works_without_code(tmp_path: Path) -> None:
    """The worked example of CONTRIBUTING: another kind of table, its rule. That of a header: see test_teaching.py."""
    manual = ROOT / "CONTRIBUTING.md"
    (headers,) = (each for each in blocks(manual, "csv") if each.startswith("column,"))
    kind, rule = (each for each in blocks(manual, "yaml") if "T20" in each)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    code = tmp_path / "scripts" / "disclosures"
    (code / "tables" / "meetings").mkdir()
    (code / "tables" / "meetings" / "kind.yaml").write_text(kind, encoding="utf-8")
    (code / "tables" / "meetings" / "headers.csv").write_text(headers, encoding="utf-8")
    rules = code / "rules" / "within.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").rstrip("\n") + "\n" + rule, encoding="utf-8")
    original = next((ROOT / "originals" / "410702").glob("2026*.txt")).read_text(encoding="utf-8")
    document = tmp_path / "文件.txt"
    document.write_text(original + MEETINGS, encoding="utf-8")
    done = run(tmp_path / "scripts" / "convert.py", str(document), "--output", str(tmp_path / "out"), "--jobs", "1")
    assert done.returncode == 0, done.stderr
    (data,) = tmp_path.glob("out/*/*/data")
    rows = (data / "meetings.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[1:5] for row in rows] == [
        ["row_kind", "unit_name", "name", "total"],
        ["total", "", "合计", "3.00"],
        ["item", "办公室本级", "全委会", "2.00"],
        ["item", "办公室本级", "工作会", "1.00"],
    ]
    assert re.search("R-T20-SUM,meetings,1,pass", (data / "checks.csv").read_text(encoding="utf-8"))


MEETINGS = """
2026年会议费明细表
单位：万元
会议名称\t单位名称\t会议费
合计\t\t3.00
全委会\t办公室本级\t2.00
工作会\t办公室本级\t1.00
"""


def test_the_note_beside_a_document_is_read_as_the_manual_says() -> None:
    """The table of keys in CONTRIBUTING is the whole list of keys."""
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## ")[1]
    named = {
        key for line in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for key in re.findall(r"`(\w+)`", line)
    }
    assert named == {field.name for field in dataclasses.fields(Description)}
    example = next(each for each in blocks(ROOT / "CONTRIBUTING.md", "yaml") if "received" in each)
    assert set(yaml.safe_load(example)) <= named


# Locks -----------------------------------------------------------------------------------------------------------


def pinned(lock: Path) -> dict[str, list[str]]:
    """Requirement lines of a lock, each with its hashes; the same name may stand once per Python version."""
    entries = re.split(r"\n(?=\w)", lock.read_text(encoding="utf-8").replace("\\\n", " ").strip())
    return {entry.split(" ")[0]: re.findall(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_and_hashes_everything(lock: Path) -> None:
    entries = pinned(lock)
    assert len(entries) > 20
    assert [name for name, hashes in entries.items() if "==" not in name or not hashes] == []


@pytest.mark.parametrize("lock", [*LOCKS, *sorted(ROOT.glob("requirements*.in"))], ids=lambda path: path.name)
def test_no_requirement_says_where_packages_come_from(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []


@pytest.mark.parametrize("name", ["requirements", "requirements-test", "requirements-ocr"])
def test_a_lock_holds_what_was_asked_for(name: str) -> None:
    asked = re.findall(r"^[A-Za-z][\w-]*(?:==[\d.]+)?", (ROOT / f"{name}.in").read_text(encoding="utf-8"), re.MULTILINE)
    entries = {entry.lower() for entry in pinned(ROOT / f"{name}.txt")}
    names = {entry.split("==")[0] for entry in entries}
    assert asked
    assert [each for each in asked if each.lower() not in (entries if "==" in each else names)] == []


def test_the_test_set_contains_the_other() -> None:
    """`make site` uses a venv made for the tests as it is."""
    small, large = (pinned(lock) for lock in LOCKS[:2])
    assert set(small) <= set(large)


def test_every_direct_requirement_says_why_and_its_licence() -> None:
    for path in ROOT.glob("requirements*.in"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if re.match(r"[A-Za-z]", line)]
        assert lines
        assert [line for line in lines if not re.search(r"  # \w.+\(.+\)$", line)] == []


# The whole tree --------------------------------------------------------------------------------------------------


def test_the_project_stands_alone() -> None:
    """No file refers to a folder beside the project; `.ci` may look for one."""
    beside = "../" + "shared"
    found = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if beside.encode() in path.read_bytes() and path.relative_to(ROOT).parts[0] != ".ci"
    ]
    assert found == []


def test_documents_and_data_keep_their_bytes() -> None:
    git = shutil.which("git")
    data = [path for path in tracked() if path.relative_to(ROOT).parts[0] in {"originals", "datapackages"}]
    assert git
    assert data
    names = "\0".join(path.relative_to(ROOT).as_posix() for path in data)
    done = subprocess.run(  # noqa: S603 - git itself
        [git, "check-attr", "-z", "--stdin", "text"], cwd=ROOT, input=names.encode(), capture_output=True, check=True
    )
    attributes = done.stdout.decode().split("\0")[2::3]
    assert len(attributes) == len(data)
    assert set(attributes) == {"unset"}
