"""Word documents of 1997 to 2003 (DOC), RTF and Word XML, by way of LibreOffice where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from disclosures.errors import DocumentError
from disclosures.model import Block
from disclosures.read import docx

_SECONDS = 120
_MEMORY = 4 << 30
_LARGEST_FILE = 512 << 20
_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_REMEDY = "请用 Word 或 WPS 打开后另存为 .docx，再提交"


def program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def blocks(data: bytes, shown: str) -> tuple[Block, ...]:
    """Paragraphs and rows as of the DOCX that LibreOffice makes of it. Raises DocumentError where it cannot."""
    soffice = program()
    if soffice is None:
        raise DocumentError(
            shown,
            "读取旧版 Word 文件（.doc）需要 LibreOffice，本机没有安装",
            remedy=f"请运行 sudo apt-get install libreoffice-writer，或{_REMEDY.removeprefix('请')}",
        )
    return docx.blocks(_converted(soffice, data, shown), shown)


def _converted(soffice: str, data: bytes, shown: str) -> bytes:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "document.doc").write_bytes(data)
        command = [
            soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--nodefault", "--convert-to", "docx:Office Open XML Text", "--outdir", name,
            str(folder / "document.doc"),
        ]  # fmt: skip
        _run(command, folder, shown)
        made = folder / "document.docx"
        if not made.is_file():
            raise DocumentError(shown, "LibreOffice 打不开这个文件（可能已损坏或设有密码）", remedy=_REMEDY)
        return made.read_bytes()


def _run(command: list[str], folder: Path, shown: str) -> None:
    """Run the converter in a process group of its own, which ends with it: it starts children that outlive it."""
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    process = subprocess.Popen(  # noqa: S603 -- a fixed command; the document is only an argument's file
        command, cwd=folder, env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _limit(process.pid)
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(shown, f"LibreOffice 在 {_SECONDS} 秒内没有转换完", remedy=_REMEDY) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _limit(process: int) -> None:
    """Bound memory and file size where the system can do that from outside (Linux)."""
    try:
        import resource

        prlimit = resource.prlimit
    except (ImportError, AttributeError):
        return
    for what, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_FSIZE, _LARGEST_FILE)):
        with contextlib.suppress(OSError, ValueError):
            prlimit(process, what, (most, most))
