"""The folder list is the architecture: imports go one way, and nothing grows beyond what a reader can hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import cases

SCRIPTS = cases.ROOT / "scripts"
PACKAGE = SCRIPTS / "disclosures"
LONGEST_FUNCTION = 60
LONGEST_MODULE = 400

# What every stage may use: types, pure functions, data loaders.
COMMON = {
    "model", "errors", "text", "kinds", "schemas", "definitions", "codes", "labels", "fingerprint", "rulebook", "titles", "money",
    "headings", "rows", "forms", "scans", "places", "terms",
}  # fmt: skip
# The write side, in the order of the way through it: what of other stages each may import besides COMMON. Kept to what
# is there, so that a new line here is a decision: sums are written once, and both checking and repairing look at them.
STAGES: dict[str, set[str]] = {
    "read": set(),
    "contents": set(),
    "physical": set(),
    "collected": set(),
    "recognise": {"collected", "contents", "physical"},
    "refuse": {"contents"},
    "units": set(),
    "header": set(),
    "fit": set(),
    "align": {"fit"},
    "normalise": {"align", "fit", "header"},
    "peers": {"fit", "normalise.result"},
    "repair": {"check.between", "check.sums.equations"},
    "division": set(),
    "identity": {"contents", "division"},
    "prose": set(),
    "check": {"prose.lines", "prose.measures", "prose.outline", "prose.quantities"},
    "corrections": set(),
    "description": {"corrections"},
    "package": {"identity"},
    "conformance": set(),
    "store": set(),
    "changes": {"store"},
}
# What stands on top: the only module that knows every stage, and those that run it.
ABOVE = {
    "pipeline", "batch", "facsimile", "workers", "inventory", "explanation", "picture", "review", "validation", "terminal",
}  # fmt: skip
READ_SIDE = {"catalogue", "across", "pages", "summary"}
# The folders inside a stage, and which of the others each may import; what stands beside them ties them together.
GROUPS: dict[str, set[str]] = {
    "check.sums": set(),
    "check.between": {"check.sums"},
    "check.narrative": {"check.sums"},
    "check.text": {"check.sums"},
    "check.codes": set(),
    "check.performance": set(),
    "pages.figures": set(),
    "pages.files": {"pages.figures"},
    "pages.articles": {"pages.figures", "pages.files"},
    "pages.generator": set(),
}
# What the read side may share with the write side: data loaders, never a stage.
SHARED = {
    "errors", "schemas", "definitions", "codes", "text", "model", "kinds", "rulebook", "labels", "terminal", "store",
    "prose.measures", "scans", "terms",
}  # fmt: skip


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = node.module or ""
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                yield inner if (SCRIPTS / Path(*inner.split("."))).with_suffix(".py").is_file() else module


def _own(path: Path) -> set[str]:
    """What it imports of ours, without `disclosures.`; `check` for anything in the folder check/ but what is COMMON."""
    found = {name.removeprefix("disclosures.") for name in _imports(path) if name.startswith("disclosures.")}
    return found | {"" for name in _imports(path) if name == "disclosures"}


def _unit(module: str) -> str:
    return module.split(".")[0]


def test_every_module_has_its_place() -> None:
    known = COMMON | set(STAGES) | ABOVE | READ_SIDE
    placed = {_unit(name) for name in known}
    unknown = {_unit(_name(path)) for path in _modules()} - placed - {""}
    assert not unknown, "say in this test where the module belongs"


def test_the_package_itself_imports_nothing() -> None:
    assert _own(PACKAGE / "__init__.py") == set()


@pytest.mark.parametrize("name", sorted(COMMON))
def test_what_all_use_knows_no_stage(name: str) -> None:
    path = PACKAGE / Path(*name.split(".")).with_suffix(".py")
    assert path.is_file()
    assert _own(path) <= COMMON


def test_the_types_import_nothing_of_ours() -> None:
    for name in ("model", "errors"):
        assert _own(PACKAGE / f"{name}.py") == set()


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_types_and_no_later_stage(stage: str) -> None:
    paths = [path for path in _modules() if _unit(_name(path)) == stage and _name(path) not in COMMON]
    assert paths
    for path in paths:
        others = {name for name in _own(path) if name not in COMMON and _unit(name) != stage}
        assert others <= STAGES[stage], _name(path)


def _group(module: str) -> str:
    return ".".join(module.split(".")[:2])


def test_every_folder_of_rules_and_pages_has_its_place() -> None:
    folders = {
        f"{stage}.{path.parent.name}" for stage in ("check", "pages") for path in (PACKAGE / stage).glob("*/*.py")
    }
    assert folders == set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_a_folder_imports_only_those_below_it(group: str) -> None:
    for path in _modules():
        if _group(_name(path)) == group:
            others = {_group(name) for name in _own(path)} & set(GROUPS) - {group}
            assert others <= GROUPS[group], _name(path)


def test_nothing_below_knows_the_whole_way() -> None:
    for path in _modules():
        if _unit(_name(path)) in ABOVE:
            continue
        assert not {_unit(name) for name in _own(path)} & ABOVE - {"terminal"}, _name(path)


def test_only_the_pipeline_imports_all_stages() -> None:
    stages = {"read", "recognise", "normalise", "repair", "check", "package"}
    whole = [_name(p) for p in _modules() if stages <= {_unit(name) for name in _own(p)}]
    assert whole == ["pipeline"]


def test_the_two_sides_meet_only_in_the_packages() -> None:
    for path in _modules():
        own = _own(path)
        if _unit(_name(path)) in READ_SIDE:
            strange = {name for name in own if name not in SHARED and _unit(name) not in READ_SIDE}
            assert not strange, f"{_name(path)} imports {strange}"
        else:
            assert not {_unit(name) for name in own} & READ_SIDE, _name(path)


def test_no_import_goes_round() -> None:
    """No module reaches itself through what it imports."""
    graph = {_name(p): {n for n in _own(p) if n} for p in _modules()}
    for start in graph:
        seen: set[str] = set()
        waiting = list(graph[start])
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += graph.get(one, ())
        assert start not in seen, start


def test_nothing_imports_the_tests() -> None:
    ours = {path.stem for path in Path(__file__).parent.iterdir() if path.suffix == ".py" or path.is_dir()}
    for path in SCRIPTS.rglob("*.py"):
        first = {name.split(".")[0] for name in _imports(path)}
        assert not first & (ours | {"tests", "pytest", "hypothesis"} - {"__pycache__"}), path


def test_scripts_are_thin() -> None:
    """A command parses arguments and tells; what it does stands in the package."""
    for path in SCRIPTS.glob("*.py"):
        assert "sys.path" not in path.read_text("utf-8"), path.name


def test_no_module_is_a_drawer() -> None:
    for path in _modules():
        assert not {"utils", "util", "helpers", "helper", "misc", "common", "manager"} & set(_name(path).split("."))


@pytest.mark.parametrize(
    "path", [*_modules(), *sorted(SCRIPTS.glob("*.py"))], ids=lambda p: p.relative_to(SCRIPTS).as_posix()
)
def test_a_module_says_what_it_is_and_stays_readable(path: Path) -> None:
    tree = _tree(path)
    assert ast.get_docstring(tree), "a module says why it exists"
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name}: {length} lines"


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_public_things_say_what_they_are(path: Path) -> None:
    for node in _tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


def test_nobody_looks_at_the_clock_or_the_working_directory() -> None:
    """Packages are pure functions of the document: no time, no chance, no current folder in the write side."""
    forbidden = {"datetime.now", "datetime.today", "date.today", "time.time", "Path.cwd", "os.getcwd"}
    for path in _modules():
        if _unit(_name(path)) in READ_SIDE:
            continue
        assert not {"random", "uuid", "secrets", "socket", "urllib", "requests"} & {
            n.split(".")[0] for n in _imports(path)
        }
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert ast.unparse(node.func) not in forbidden, f"{_name(path)}: {ast.unparse(node.func)}"
