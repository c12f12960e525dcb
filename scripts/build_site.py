"""Builds the static site from the data packages. Thin: arguments, one call, messages, exit status."""

from __future__ import annotations

import argparse
import calendar
import datetime as dt
import logging
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from disclosures.catalogue import Catalogue

from disclosures.pages.pictures import with_pictures
from disclosures.terminal import Parser, command

ROOT = Path(__file__).resolve().parents[1]
_CONFIG = ROOT / "mkdocs.yml"
_STAGING = ROOT / "build"  # not in git
# Another number where pages are drawn another way: what is kept is never drawn again.
_PICTURES = _STAGING / "pictures-2"
_NO_PICTURES = _STAGING / "no-pictures"  # a folder that is never made
_KEPT = 30 * 86_400  # seconds that pictures are kept which no build uses
_EPILOG = """\
例子：
  python scripts/build_site.py                        从 datapackages/ 生成网站到 site/
  python scripts/build_site.py --output /tmp/site     生成到别处
  python scripts/build_site.py --serve                边改边看：http://127.0.0.1:8000/

退出状态：
  0  网站已生成，所有数据包都在里面
  1  有数据包损坏（其余的页面照常生成；加 --strict 则什么也不生成），或网站没有生成
  2  命令写错了

数据包损坏时，每个一行写明：哪个文件、哪一处、怎样补救。
环境变量：SITE_URL 网站将来的网址；REPOSITORY_URL 代码仓库的网址（“报告错误”指向它）。
"""


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        "把 datapackages/ 里的数据包做成静态网站：首页、地区、部门、每份预算、数据字典、核对规则、下载。",
        _EPILOG,
        "build_site.py",
    )
    parser.add_argument(
        "--packages", type=Path, default=ROOT / "datapackages", metavar="DIR", help="数据包在哪里（默认 datapackages/）"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "site", metavar="DIR", help="网站放到哪里（默认 site/）")
    parser.add_argument(
        "--root", type=Path, default=ROOT, metavar="DIR", help="数据包里原文路径的起点（默认项目的根文件夹）"
    )
    parser.add_argument(
        "--cache", type=Path, default=_STAGING / "pages", metavar="DIR",
        help="做好的页面存在哪里，下次只重做变了的（默认 build/pages/；同时生成两个网站时请各用各的）",
    )  # fmt: skip
    parser.add_argument("--strict", action="store_true", help="只要有一个数据包损坏，就什么也不生成")
    parser.add_argument(
        "--plain", action="store_true", help="不用 MkDocs，同样的内容放进最简单的页面（不含 docs/ 里手写的几页）"
    )
    parser.add_argument(
        "--no-pictures", action="store_true",
        help="不放原文的页面图（每页约 8–30 KB，只有 PDF 才有）；“原文第几页”改为直接打开 PDF 的那一页",
    )  # fmt: skip
    parser.add_argument(
        "--serve",
        action="store_true",
        help="生成后在本机打开服务，原文、docs/、模板、数据包一改就重新生成；按 Ctrl+C 结束",
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Parses, checks every package, builds; returns the exit status."""
    options = _parser().parse_args(arguments)
    if not options.packages.is_dir():
        print(f"找不到数据包文件夹：{options.packages}。请先转换（make site），或用 --packages 指明。", file=sys.stderr)
        return 1
    if not options.serve and not _may_replace(options.output):
        print(f"{options.output} 里有别的东西，不是网站，不敢覆盖。请用 --output 另指一个空文件夹。", file=sys.stderr)
        return 1
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from disclosures import catalogue
    from disclosures.pages.site import newest_stamp

    held = catalogue.read_catalogue(options.packages, options.root)
    for problem in held.problems:
        print(f"数据包损坏，没有放进网站：{problem}", file=sys.stderr)
    if held.problems and options.strict:
        print("因为 --strict，网站没有生成，原来的网站没有动。", file=sys.stderr)
        return 1
    pictures = _NO_PICTURES if options.no_pictures else _PICTURES
    if not options.no_pictures:
        _draw_pages(held)
    held = with_pictures(held, pictures)
    os.environ["SITE_PICTURES"] = str(pictures)
    os.environ["SITE_PACKAGES"] = str(options.packages.resolve())
    os.environ["SITE_ROOT"] = str(options.root.resolve())
    # A preview has another address, so its pages are others: in one cache, each would throw away those of the other.
    cache = options.cache.with_name(f"{options.cache.name}-serve") if options.serve else options.cache
    os.environ["SITE_CACHE"] = str(cache.resolve())
    os.environ["SOURCE_DATE_EPOCH"] = str(_epoch(newest_stamp(held)))
    if options.serve:
        status = _serve(options, pictures)
    else:
        status = _build(options.output, partial(_plain, held, options.cache) if options.plain else _mkdocs)
    if status == 0 and not options.serve:
        print(f"网站已生成：{len(held.disclosures)} 份部门预算。打开 {options.output / 'index.html'} 查看。")
    return 1 if held.problems else status


def _draw_pages(held: Catalogue) -> None:
    """Pictures of the pages that have tables; a page that can't be drawn is said so and goes without."""
    from disclosures import facsimile
    from disclosures.pages import evidence

    wanted = [
        facsimile.Wanted(source.file, source.hash.removeprefix("sha256:"), pages)
        for item in held.disclosures
        for index, pages in evidence.wanted_pages(item).items()
        if (source := item.sources[index]).file and evidence.has_hash(source)
    ]
    for problem in facsimile.draw(wanted, _PICTURES):
        print(f"没有页面图：{problem}", file=sys.stderr)
    facsimile.forget(_PICTURES, (one.sha256 for one in wanted), time.time() - _KEPT)


def _epoch(stamp: str) -> int:
    """Seconds of the data's own date, so that the same data give the same bytes; 1980 where no date is known."""
    try:
        moment = dt.datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    except ValueError:
        return 315_532_800
    return calendar.timegm(moment.utctimetuple())


def _may_replace(output: Path) -> bool:
    """Building empties the folder: only one that is new, empty or a site already."""
    return not output.exists() or (output.is_dir() and (not any(output.iterdir()) or (output / "404.html").is_file()))


def _build(output: Path, write: Callable[[Path], str]) -> int:
    """Builds beside the old site and swaps at the end, so that a failure leaves the old one standing.

    `write` fills a folder and returns what went wrong, "" if nothing.
    """
    from disclosures.catalogue import PackageError

    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    _STAGING.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_STAGING, prefix="site-") as folder:
        fresh = Path(folder) / "site"
        try:
            problem = write(fresh)
        except PackageError as error:
            problem = str(error)
        if problem:
            print(f"网站没有生成：{problem}。请照上面的提示改正后再试；原来的网站没有动。", file=sys.stderr)
            return 1
        _swap(fresh, output.resolve())
    return 0


def _swap(fresh: Path, output: Path) -> None:
    """Puts the folder `fresh` where `output` stands: brought beside it first, so that the exchange is two renames."""
    new, old = (output.with_name(f".{output.name}.{which}") for which in ("new", "old"))
    output.parent.mkdir(parents=True, exist_ok=True)
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.move(fresh, new)
    if output.exists():
        output.rename(old)
    try:
        new.rename(output)
    except OSError:
        if old.exists():
            old.rename(output)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _mkdocs(folder: Path) -> str:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    try:
        build(load_config(str(_CONFIG), site_dir=str(folder)))
    except (MkDocsException, SystemExit) as error:  # strict mode aborts by SystemExit
        return str(error) or "MkDocs 出错"
    return ""


def _plain(held: Catalogue, cache: Path, folder: Path) -> str:
    from disclosures.pages import site
    from disclosures.pages.generator import plain

    where = (os.environ.get("REPOSITORY_URL", ""), os.environ.get("SITE_URL", ""))
    plan = site.plan(held, site.read_schemas(), site.read_rules(), *where)
    plain.write(plan, ROOT / "docs", cache, folder)
    return ""


def _serve(options: argparse.Namespace, pictures: Path) -> int:
    """The preview. An original that changes is converted; code and definitions are read once, so they start it anew."""
    from mkdocs.commands.serve import serve

    from disclosures.pages.generator import preview

    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    code = ROOT / "scripts" / "disclosures"
    pictures.mkdir(parents=True, exist_ok=True)
    if options.packages.resolve() == ROOT / "datapackages":
        preview.follow(ROOT / "originals", partial(_convert, options))
    preview.follow(code, _start_anew, {".py", ".yaml", ".csv"})
    print(
        "正在生成预览，好了以后打开 http://127.0.0.1:8000/ ；原文、docs/、模板或数据包一改就重新生成。按 Ctrl+C 结束。"
    )
    watched = [options.packages, pictures, code / "pages" / "templates", code / "pages" / "theme"]
    serve(str(_CONFIG), watch=[str(folder) for folder in watched])
    return 0


def _convert(options: argparse.Namespace) -> None:
    """What changed among the originals, as `make site` does it, in a process of its own: the two sides meet in the packages."""
    from disclosures import catalogue

    subprocess.run([sys.executable, str(ROOT / "scripts" / "convert.py")], check=False)  # noqa: S603 - our own script
    if not options.no_pictures:
        _draw_pages(catalogue.read_catalogue(options.packages, options.root))


def _start_anew() -> None:
    print("代码或定义有改动，重新开始。", flush=True)
    for child in multiprocessing.active_children():  # of a build that is under way: they would outlive it
        child.terminate()
    os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - ourselves


if __name__ == "__main__":
    sys.exit(command(main))
