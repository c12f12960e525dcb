"""The sums of the tables as a Frictionless check, as somebody runs it who holds a package and nothing else of ours."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import cases

CASE = "410702-zhengwufuwu-2024"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package somewhere else, without sizes and hashes, so that a value in it may be changed."""
    source = next(p for p in cases.PACKAGES.glob("*/*zheng-wu-fu-wu*"))
    folder = tmp_path / "package"
    shutil.copytree(source, folder)
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        del resource["hash"], resource["bytes"]
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")
    return folder


def _validate(folder: Path) -> dict[str, Any]:
    """The report of the command line, run in the package's folder."""
    environment = {**os.environ, "PYTHONPATH": str(cases.ROOT / "scripts"), "PYTHONUTF8": "1"}
    command = [
        sys.executable,
        "-m",
        "frictionless",
        "validate",
        "datapackage.json",
        "--checks",
        "budget-sums",
        "--json",
    ]
    done = subprocess.run(  # noqa: S603 - our own
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _errors(report: dict[str, Any]) -> list[tuple[str, str]]:
    """(resource, note) of every error."""
    assert report["errors"] == []
    return [(task["name"], error["note"]) for task in report["tasks"] for error in task["errors"]]


def test_a_sound_package_passes(package: Path) -> None:
    assert _errors(_validate(package)) == []


def test_a_changed_value_is_an_error_with_rule_row_and_sum(package: Path) -> None:
    path = package / "data" / "expenditure.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    item = next(r for r in rows if r["row_kind"] == "item" and r["project_total"])
    item["total"] = str(Decimal(item["total"]) + 10)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    found = _errors(_validate(package))
    assert {name for name, _ in found} == {"expenditure"}
    assert any(note.startswith(f"R-T03-ROW row {item['row']}: ") and "相差 10" in note for _, note in found)
    assert any(note.startswith("R-T03-SUM ") for _, note in found)
