"""The workflows: nothing that reads documents can write, and their own commands do what they are there for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import build_site

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FOLDER = "datapackages/410702/410702-bu-men-2026"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="命令只在 GitHub 的 Linux 上运行")


def load(workflow: Path) -> dict[Any, Any]:
    content = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def steps(workflow: Path) -> list[tuple[str, dict[str, Any]]]:
    """Every step, with the name of its job."""
    return [(name, step) for name, job in load(workflow)["jobs"].items() for step in job["steps"]]


def test_there_are_workflows() -> None:
    assert {path.name for path in WORKFLOWS} == {"check.yml", "publish.yml"}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_and_checkouts_keep_no_credentials(workflow: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", workflow.read_text(encoding="utf-8"))
    assert used
    for action, comment in used:
        assert re.fullmatch(r"actions/[\w/-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    for _, step in steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_is_pasted_into_a_shell(workflow: Path) -> None:
    assert [step["run"] for _, step in steps(workflow) if "${{" in step.get("run", "")] == []


def test_what_reads_documents_can_write_nothing() -> None:
    """A job that runs the project's code holds no write permission and no secret."""
    reading = 0
    for workflow in WORKFLOWS:
        content = load(workflow)
        assert content["permissions"] == {}
        for name, job in content["jobs"].items():
            code = [step["run"] for _, step in steps(workflow) if _ == name and "run" in step]
            if any(re.search(r"scripts/|make |\.ci/|\.github/", each) for each in code):
                reading += 1
                assert job["permissions"] == {"contents": "read"}
                assert not re.search(r"secrets\.|github\.token", str(job))
    assert reading == 3


def test_publishing_does_not_start_itself() -> None:
    content = load(ROOT / ".github" / "workflows" / "publish.yml")
    triggers = content[True]  # YAML 1.1 reads the key `on` as true
    assert set(triggers) == {"push", "workflow_dispatch"}
    assert not any(path.startswith(("datapackages", "**")) for path in triggers["push"]["paths"])


@pytest.mark.parametrize("script", [ROOT / ".ci" / "run", ROOT / ".github" / "without-commands"], ids=str)
def test_shell_scripts_can_run(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert script.read_bytes().startswith(b"#!/bin/sh\n")
    assert b"\r" not in script.read_bytes()


def test_without_commands_silences_and_keeps_the_status() -> None:
    wrapper = ROOT / ".github" / "without-commands"
    command = [str(wrapper), "sh", "-c", "printf '::error::x'; exit 3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    assert done.returncode == 3
    first, *middle, last = done.stdout.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert len(token) == 32
    assert (middle, last) == (["::error::x"], f"::{token}::")


# What the workflows' own commands do ------------------------------------------------------------------------------


def command_of(workflow: str, step_name: str) -> str:
    """The shell text of one step."""
    path = ROOT / ".github" / "workflows" / workflow
    found = [step["run"] for _, step in steps(path) if step.get("name") == step_name]
    assert len(found) == 1
    return str(found[0])


def shell(text: str, folder: Path, **variables: Path) -> subprocess.CompletedProcess[str]:
    """Run a step as the runner does, with the user's git settings left out."""
    nowhere = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "RUNNER_TEMP": str(folder.parent)}
    environment = os.environ | nowhere | {name: str(value) for name, value in variables.items()}
    command = ["/bin/bash", "-e", "-c", text]
    return subprocess.run(  # noqa: S603 - our own workflow
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "datapackages" / "410702" / "410702-bu-men-2026"
    (folder / "data").mkdir(parents=True)
    (folder / "datapackage.json").write_text("{}", encoding="utf-8")
    (folder / "data" / "other_01.csv").touch()
    return tmp_path / "datapackages"


@on_linux
@pytest.mark.parametrize(
    "strange",
    [
        *("410702/410702-bu-men-2026/data/x.sh", "410702/410702-bu-men-2026/data/a\n.csv", "410702/x.csv"),
        *("410702/410702-bu-men-2026/data/a/b.csv", "410702/410702-bu-men-2026/.x/a.csv", ".git/config"),
        *("机关/部门/datapackage.json", "410702/410702-by-hand-2026/data/..csv", "410702/../a.csv", None),
    ],
)
def test_only_files_of_packages_are_kept(packages: Path, strange: str | None) -> None:
    text = command_of("publish.yml", "检查文件名和文件种类")
    if strange:
        (packages / strange).parent.mkdir(parents=True, exist_ok=True)
        (packages / strange).touch()
    done = shell(text, packages.parent, PACKAGES=packages)
    assert (done.returncode == 0) == (strange is None), done.stderr


@on_linux
def test_a_package_made_by_hand_is_kept(packages: Path) -> None:
    """As Frictionless writes it: what validate.py lets pass must not stop the publication of all others."""
    hand = packages / "410702" / "410702-by_hand.2-2026"
    hand.mkdir()
    for name in ("datapackage.json", "my-Table.csv"):
        (hand / name).touch()
    done = shell(command_of("publish.yml", "检查文件名和文件种类"), packages.parent, PACKAGES=packages)
    assert done.returncode == 0, done.stdout


@on_linux
@pytest.mark.parametrize("name", ["link.csv", "folder"])
def test_no_link_is_kept(packages: Path, name: str) -> None:
    (packages / "410702" / "410702-bu-men-2026" / "data" / name).symlink_to("/etc")
    text = command_of("publish.yml", "检查文件名和文件种类")
    assert shell(text, packages.parent, PACKAGES=packages).returncode == 1


@on_linux
def test_an_empty_delivery_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    text = command_of("publish.yml", "检查文件名和文件种类")
    assert shell(text, tmp_path, PACKAGES=tmp_path / "empty").returncode == 1


class Proposal:
    """A merge commit as the platform makes it: a main branch with a document, and what a proposal adds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.write("originals/410702/一.txt", "document")
        self.write("datapackages/410702/410702-old-2025/datapackage.json", '{"sources": []}')
        self.git("init -q -b main && git add . && git commit -qm main && git checkout -qb proposal")

    def git(self, command: str) -> None:
        identity = "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b"
        done = shell(f"{identity}; git {command}", self.folder)
        assert done.returncode == 0, done.stderr

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def merge(self) -> None:
        self.git("add . && git commit -qm proposal && git checkout -q main && git merge -q --no-ff -m merge proposal")

    def forget(self) -> None:
        done = shell(command_of("check.yml", "放下随提交带来的数据包"), self.folder)
        assert done.returncode == 0, done.stderr

    def compare(self) -> int:
        return shell(command_of("check.yml", "比较随提交带来的数据包"), self.folder).returncode


@on_linux
@pytest.mark.parametrize(("made", "status"), [("honest", 0), ("forged", 1)])
def test_a_package_that_is_brought_is_made_again_and_compared(tmp_path: Path, made: str, status: int) -> None:
    proposal = Proposal(tmp_path / "clone")
    proposal.write(f"{FOLDER}/datapackage.json", '{"sources": [{"path": "originals/410702/一.txt"}]}')
    proposal.write(f"{FOLDER}/data/projects.csv", "honest" if made == "honest" else "forged")
    proposal.merge()
    proposal.forget()
    assert not (proposal.folder / FOLDER).exists()
    assert (proposal.folder / "datapackages/410702/410702-old-2025/datapackage.json").exists()
    proposal.write(f"{FOLDER}/datapackage.json", '{"sources": [{"path": "originals/410702/一.txt"}]}')
    proposal.write(f"{FOLDER}/data/projects.csv", "honest")
    assert proposal.compare() == status


@on_linux
@pytest.mark.parametrize("descriptor", ['{"sources": [{"path": "https://example.org/a.pdf"}]}', '{"name": "x"}'])
def test_a_package_made_by_hand_stays(tmp_path: Path, descriptor: str) -> None:
    proposal = Proposal(tmp_path / "clone")
    proposal.write(f"{FOLDER}/datapackage.json", descriptor)
    proposal.merge()
    proposal.forget()
    assert (proposal.folder / FOLDER / "datapackage.json").exists()
    assert proposal.compare() == 0


@on_linux
def test_a_proposal_without_packages_has_nothing_to_compare(tmp_path: Path) -> None:
    proposal = Proposal(tmp_path / "clone")
    proposal.write("originals/410702/二.txt", "document")
    proposal.merge()
    proposal.forget()
    proposal.write(f"{FOLDER}/datapackage.json", "{}")
    assert proposal.compare() == 0


@on_linux
@pytest.mark.parametrize("status", [0, 1])
def test_packages_are_validated_against_what_they_were_before(tmp_path: Path, status: int) -> None:
    proposal = Proposal(tmp_path / "clone")
    proposal.write("datapackages/410702/410702-old-2025/datapackage.json", "{}")
    proposal.merge()
    # stands for validate.py: writes what it is given as the state before
    proposal.write(".github/without-commands", f'cat "$4"/410702/410702-old-2025/datapackage.json; exit {status}\n')
    (proposal.folder / ".github" / "without-commands").chmod(0o755)
    done = shell(command_of("check.yml", "校验数据包"), proposal.folder)
    assert done.stdout.startswith('{"sources": []}')
    assert (done.returncode, "::error title=数据包有问题" in done.stdout) == (status, bool(status))


def test_what_a_proposal_makes_is_kept_for_nobody() -> None:
    """The built pages are saved by main alone; a proposal reads what main has saved."""
    used = {
        path.name: [step["uses"].partition("@")[0] for _, step in steps(path) if "/cache" in step.get("uses", "")]
        for path in WORKFLOWS
    }
    assert used == {"check.yml": ["actions/cache/restore"], "publish.yml": ["actions/cache"]}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_what_is_kept_between_runs_is_what_the_build_keeps(workflow: Path) -> None:
    (step,) = (step for _, step in steps(workflow) if "/cache" in step.get("uses", ""))
    kept = [build_site._parser().get_default("cache"), build_site._PICTURES]
    assert [ROOT / path for path in step["with"]["path"].split()] == kept


@on_linux
@pytest.mark.parametrize(("lines", "status"), [("old\nnew\n", 0), ("new\n", 1), ("", 1), ("other\n", 1)])
def test_a_proposal_only_adds_to_the_list_of_changes(tmp_path: Path, lines: str, status: int) -> None:
    proposal = Proposal(tmp_path / "clone")
    proposal.git("checkout -q main")
    proposal.write("datapackages/changes.csv", "old\n")
    proposal.git("add . && git commit -qm list && git checkout -qB proposal")
    proposal.write("originals/410702/二.txt", "document")
    proposal.write("datapackages/changes.csv", lines)
    proposal.merge()
    assert shell(command_of("check.yml", "变化表只增不减"), proposal.folder).returncode == status


@on_linux
@pytest.mark.parametrize(("delivered", "status"), [("old\nnew\n", 0), ("old\n", 0), ("new\nold\n", 1), (None, 1)])
def test_only_a_list_of_changes_that_has_grown_is_kept(
    packages: Path, tmp_path: Path, delivered: str | None, status: int
) -> None:
    (tmp_path / "clone" / "datapackages").mkdir(parents=True)
    (tmp_path / "clone" / "datapackages" / "changes.csv").write_text("old\n", "utf-8")
    if delivered is not None:
        (packages / "changes.csv").write_text(delivered, "utf-8")
    text = command_of("publish.yml", "变化表只增不减")
    assert shell(text, tmp_path / "clone", PACKAGES=packages).returncode == status


@on_linux
def test_what_came_to_main_while_documents_were_read_is_not_taken_back(packages: Path, tmp_path: Path) -> None:
    """Both add to the list of changes, and somebody adds a package by hand; nothing of it may be lost."""
    main = Proposal(tmp_path / "main")
    shutil.copy(ROOT / ".gitattributes", main.folder)
    main.write("datapackages/changes.csv", "head\nold\n")
    main.git("add . && git commit -qm list && git checkout -qB main && git config receive.denyCurrentBranch ignore")
    clone = tmp_path / "work" / "clone"
    clone.parent.mkdir()
    assert shell(f"git clone -q --depth 1 file://{main.folder} {clone}", tmp_path).returncode == 0
    (packages / "changes.csv").write_text("head\nold\nread\n", "utf-8")
    main.write(f"{FOLDER}-by-hand/datapackage.json", "{}")
    main.write("datapackages/changes.csv", "head\nold\nmeanwhile\n")
    main.git("add . && git commit -qm meanwhile")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "gh").symlink_to("/bin/true")
    path = Path(f"{programs}:{os.environ['PATH']}")
    done = shell(command_of("publish.yml", "提交"), clone, PACKAGES=packages, COMMIT=Path("abc"), PATH=path)
    assert done.returncode == 0, done.stderr
    main.git("reset -q --hard")
    assert (main.folder / f"{FOLDER}-by-hand/datapackage.json").exists()
    assert (main.folder / f"{FOLDER}/datapackage.json").exists()
    lines = (main.folder / "datapackages/changes.csv").read_text("utf-8").split()
    assert sorted(lines) == ["head", "meanwhile", "old", "read"]


def test_what_is_kept_is_made_from_main_as_it_is() -> None:
    """A run that was asked for before the last one had committed would take back what that one committed."""
    jobs = load(ROOT / ".github" / "workflows" / "publish.yml")["jobs"]
    (read,) = (s for s in jobs["read"]["steps"] if "checkout@" in s.get("uses", ""))
    (keep,) = (s for s in jobs["keep"]["steps"] if "checkout@" in s.get("uses", ""))
    assert read["with"]["ref"] == "main"
    assert keep["with"]["ref"] == "${{ needs.read.outputs.commit }}"
    assert jobs["read"]["outputs"]["commit"] == f"${{{{ steps.{jobs['read']['steps'][1]['id']}.outputs.sha }}}}"
