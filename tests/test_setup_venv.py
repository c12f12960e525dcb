"""The environment: made once, made again when it has to be, never left half-made."""

from __future__ import annotations

import os
import venv
from pathlib import Path
from typing import Any

import pytest

import setup_venv


class Workshop:
    """A folder with a requirements file, where installing is only counted."""

    def __init__(self, folder: Path) -> None:
        self.venv = folder / ".venv"
        self.small = folder / "requirements.txt"
        self.large = folder / "requirements-test.txt"
        self.small.write_text("a==1\n", encoding="utf-8")
        self.large.write_text("a==1\nb==2\n", encoding="utf-8")
        self.installed: list[str] = []
        self.broken = False

    def install(self, _folder: Path, requirements: Path) -> None:
        if self.broken:
            raise KeyboardInterrupt
        self.installed.append(requirements.name)

    def run(self, *requirements: Path) -> int:
        return setup_venv.main(["--venv", str(self.venv), *map(str, requirements)])


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    shop = Workshop(tmp_path)
    real = venv.create

    def without_pip(folder: Path, **options: Any) -> None:  # pip takes seconds and is not what is tested
        real(folder, **(options | {"with_pip": False}))

    monkeypatch.setattr(setup_venv, "_install", shop.install)
    monkeypatch.setattr(venv, "create", without_pip)
    return shop


def test_is_made_once(workshop: Workshop) -> None:
    assert workshop.run(workshop.small) == 0
    assert workshop.run(workshop.small) == 0
    assert workshop.installed == ["requirements.txt"]


def test_new_requirements_are_installed(workshop: Workshop) -> None:
    workshop.run(workshop.small)
    workshop.small.write_text("a==2\n", encoding="utf-8")
    workshop.run(workshop.small)
    assert workshop.installed == ["requirements.txt"] * 2


def test_the_larger_set_serves_too_but_not_the_other_way(workshop: Workshop) -> None:
    workshop.run(workshop.large)
    workshop.run(workshop.small, workshop.large)
    assert workshop.installed == ["requirements-test.txt"]
    workshop.large.write_text("b==3\n", encoding="utf-8")
    workshop.run(workshop.small, workshop.large)
    workshop.run(workshop.large)
    assert workshop.installed == ["requirements-test.txt", "requirements.txt", "requirements-test.txt"]


@pytest.mark.parametrize("before", [0, 1])
def test_an_interrupted_one_is_made_anew(workshop: Workshop, before: int) -> None:
    """Interrupted while first made, or while being brought up to date."""
    for _ in range(before):
        workshop.run(workshop.small)
    workshop.small.write_text("a==3\n", encoding="utf-8")
    workshop.broken = True
    assert workshop.run(workshop.small) == 130
    leftover = workshop.venv / "leftover"
    leftover.touch()
    workshop.broken = False
    assert workshop.run(workshop.small) == 0
    assert not leftover.exists()


def test_a_venv_of_somebody_elses_making_is_kept(workshop: Workshop) -> None:
    venv.create(workshop.venv)
    mine = workshop.venv / "mine"
    mine.touch()
    assert workshop.run(workshop.small) == 0
    assert mine.exists()
    assert workshop.installed == ["requirements.txt"]


def test_a_folder_that_is_no_venv_is_not_deleted(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.venv.mkdir()
    (workshop.venv / "thesis.txt").touch()
    assert workshop.run(workshop.small) == 1
    assert (workshop.venv / "thesis.txt").exists()
    assert "不是 Python 环境" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="interpreters are copied, not linked, on Windows")
def test_one_whose_interpreter_is_gone_is_made_anew(workshop: Workshop) -> None:
    workshop.run(workshop.small)
    for link in (workshop.venv / "bin").glob("python*"):
        link.unlink()
    assert workshop.run(workshop.small) == 0
    assert setup_venv.python_of(workshop.venv).exists()
    assert len(workshop.installed) == 2


def test_a_moved_one_is_installed_again(workshop: Workshop) -> None:
    workshop.run(workshop.small)
    workshop.venv = workshop.venv.rename(workshop.venv.with_name("elsewhere"))
    workshop.run(workshop.small)
    assert len(workshop.installed) == 2
