"""Make `.venv` ready for `make site` or `make test`, or do nothing when it is.

Standard library only, because it runs before anything is installed. An interrupted run leaves a venv that knows it is
unfinished and is made again; two runs at once wait for each other.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST_PYTHON = (3, 11)
UNFINISHED = ".unfinished"
LOCK = ".lock"
LOCK_SECONDS = 900  # longer than any honest installation


class SetupError(Exception):
    """The environment cannot be made; the message says in Chinese what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, prepare the venv, return the exit status."""
    options = _options(arguments)
    try:
        with _alone(options.venv):
            prepare(options.venv, options.requirements)
    except SetupError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已中断；下次运行会重新准备运行环境。", file=sys.stderr)
        return 130
    return 0


def prepare(folder: Path, requirements: list[Path]) -> None:
    """Make `folder` a venv that holds at least one of the given sets; the first is what gets installed."""
    if any(_is_ready(folder, each) for each in requirements):
        return
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(f"需要 Python 3.11 或更新的版本，当前是 {sys.version.split()[0]}。")
    print(f"正在准备运行环境 {folder.name}（首次约需一分钟）……", flush=True)
    _clear_broken(folder)
    _create(folder)
    if any(folder.glob(".ready-*")):  # ours: an interrupted upgrade must be told from a finished one
        (folder / UNFINISHED).touch()
    _install(folder, requirements[0])
    _stamp(folder, requirements[0]).write_text(_fingerprint(folder, requirements[0]), encoding="utf-8")
    (folder / UNFINISHED).unlink(missing_ok=True)


def python_of(folder: Path) -> Path:
    """Return the interpreter inside a venv, which Windows keeps elsewhere."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="准备 .venv 运行环境（由 make 调用，一般不必自己运行）。")
    parser.add_argument("--venv", type=Path, default=Path(".venv"), help="环境所在的文件夹（默认 .venv）")
    parser.add_argument(
        "requirements",
        type=Path,
        nargs="+",
        metavar="REQUIREMENTS",
        help="要安装的清单；后面的清单若已经装好也算数（它们须包含前者）",
    )
    return parser.parse_args(arguments)


def _stamp(folder: Path, requirements: Path) -> Path:
    return folder / f".ready-{requirements.stem}"


def _fingerprint(folder: Path, requirements: Path) -> str:
    """Return what makes an installed set stale: other requirements, or a venv that was moved."""
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    return f"{digest} {folder.resolve()}\n"


def _is_ready(folder: Path, requirements: Path) -> bool:
    stamp = _stamp(folder, requirements)
    if (folder / UNFINISHED).exists() or not stamp.is_file():
        return False
    return stamp.read_text(encoding="utf-8") == _fingerprint(folder, requirements) and _runs(folder)


def _runs(folder: Path) -> bool:
    """Say whether the venv's interpreter still starts: an upgrade of the system's Python takes it away."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    try:
        command = [str(python_of(folder)), "-c", check]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - as below
    except OSError:
        return False


def _clear_broken(folder: Path) -> None:
    """Empty a venv that was left half-made or whose interpreter is gone; one that somebody else made stays."""
    unfinished = (folder / UNFINISHED).exists()
    content = [each for each in folder.iterdir() if each.name != LOCK]
    if not content or (_runs(folder) and not unfinished):
        return
    if not unfinished and not (folder / "pyvenv.cfg").exists():
        raise SetupError(f"{folder} 已经存在，但不是 Python 环境；请移走它再试。")
    for each in sorted(content, key=lambda path: path.name == UNFINISHED):  # the mark goes last
        shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()


def _create(folder: Path) -> None:
    if (folder / "pyvenv.cfg").exists():
        return
    (folder / UNFINISHED).touch()
    try:
        venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    except (subprocess.CalledProcessError, ImportError) as error:
        raise SetupError(
            "这个 Python 不能创建虚拟环境（缺少 venv 或 ensurepip）。"
            "Debian、Ubuntu 请先运行：sudo apt-get install python3-venv"
        ) from error


def _install(folder: Path, requirements: Path) -> None:
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    command = [str(python_of(folder)), "-m", "pip", "install", *options, "--requirement", str(requirements)]
    if subprocess.run(command, check=False).returncode != 0:  # noqa: S603 - the venv's own interpreter
        raise SetupError(f"按 {requirements.name} 安装没有成功（原因见上）。请检查网络后重试。")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time work on a venv; the operating system frees the lock of a process that died."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+b") as handle:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _try_lock(handle.fileno()):
            if time.monotonic() > deadline:
                raise SetupError("另一个进程一直在准备运行环境；请确认后重试。")
            time.sleep(0.2)
        yield


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


if __name__ == "__main__":
    raise SystemExit(main())
