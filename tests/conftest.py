"""What several tests of the write side need: the real documents converted once, and made documents on disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import cases
import maker.browser
from cases import Case
from disclosures.pipeline import Packed
from maker.document import render
from maker.text import made


@cache
def _converted(name: str) -> Packed:
    return cases.converted(cases.load(name))


@pytest.fixture(params=cases.names())
def case(request: pytest.FixtureRequest) -> Case:
    """Each real document with its truth."""
    return cases.load(request.param)


@pytest.fixture
def packed(case: Case) -> Packed:
    """The package of the case, converted once a session."""
    return _converted(case.name)


@pytest.fixture(scope="session")
def made_text() -> str:
    """A whole document without damage, made by the maker."""
    return render(made("1"))


@pytest.fixture
def other_text() -> str:
    """A document of another department."""
    return render(made("2"))


@pytest.fixture
def snapshot() -> Callable[[Path], Mapping[str, bytes]]:
    """Every file below a folder with its bytes: for saying that nothing changed."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def own_packages(tmp_path: Path) -> Path:
    """A copy of the committed packages that a test may damage."""
    target = tmp_path / "datapackages"
    shutil.copytree(cases.PACKAGES, target, ignore=shutil.ignore_patterns(".staging"))
    return target


@pytest.fixture(scope="session")
def browser() -> Browser:
    """The one browser of the process, for all tests that open pages."""
    return maker.browser.browser()
