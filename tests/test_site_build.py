"""How the site is put together: made once, made again only where something changed, the same from any generator."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest
from frictionless import Package
from frictionless.resources import TableResource
from markupsafe import Markup, escape

import build_site
from disclosures import validation
from disclosures.catalogue import read_catalogue
from disclosures.pages import links, site
from disclosures.pages.generator import preview, shell, writer
from disclosures.pages.generator.shell import Shell
from disclosures.pages.output import Asset, Heading, Page, Rendered, Unit
from site_package import OFFICE, office_tables, write_package

PLAIN: dict[shell.Kind, Shell] = {(1, ("navigation",)): Shell("x", f"<p>{shell.TITLE}</p>{shell.ARTICLE}")}


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    for year in (2024, 2026):
        write_package(tmp_path / "packages", f"410702-office-{year}", {**OFFICE, "year": year}, office_tables())
    other = {**OFFICE, "department": "某局", "department_id": "410711-mou-ju", "division_code": "410711"}
    write_package(tmp_path / "packages", "410711-mou-ju-2026", other, office_tables())
    return tmp_path / "packages"


def stamps(cache: Path) -> dict[str, int]:
    return {p.relative_to(cache).as_posix(): p.stat().st_mtime_ns for p in cache.rglob("*") if p.is_file()}


def build(packages: Path, output: Path, *more: str) -> Path:
    arguments = ["--packages", str(packages), "--root", str(packages.parent), "--output", str(output)]
    assert build_site.main([*arguments, "--cache", str(packages.parent / f"cache{''.join(more)}"), *more]) == 0
    return output


def test_only_the_department_that_changed_is_made_again(packages: Path, tmp_path: Path) -> None:
    first, cache = build(packages, tmp_path / "one", "--plain"), tmp_path / "cache--plain"
    before = stamps(cache)
    build(packages, tmp_path / "one", "--plain")
    assert stamps(cache) == before
    file = packages / "410711" / "410711-mou-ju-2026" / "data" / "duties.csv"
    file.write_text(file.read_text("utf-8").replace("督促检查", "督促落实"), "utf-8")
    build(packages, tmp_path / "one", "--plain")
    made = [path for path in stamps(cache) if path not in before]
    assert any("410711-mou-ju-2026/index.html" in path for path in made)
    assert not any("410702-office" in path for path in made)
    assert "督促落实" in (first / links.disclosure("410711-mou-ju-2026")).read_text("utf-8")
    assert not any(
        "督促检查" in p.read_text("utf-8") for p in cache.rglob("410711-mou-ju-2026/index.html")
    )  # nothing old is kept


def test_another_year_of_a_department_changes_the_pages_that_name_it(packages: Path, tmp_path: Path) -> None:
    shutil.rmtree(packages / "410702" / "410702-office-2024")
    page = build(packages, tmp_path / "one", "--plain") / links.disclosure("410702-office-2026")
    assert "2024" not in re.sub(r"20\d\d年", "", page.read_text("utf-8")).partition("lede")[0]
    write_package(packages, "410702-office-2024", {**OFFICE, "year": 2024}, office_tables())
    build(packages, tmp_path / "one", "--plain")
    assert "../410702-office-2024/index.html" in page.read_text("utf-8")


def test_a_package_written_by_frictionless_appears_like_any_other(tmp_path: Path) -> None:
    """By its own writer, with nothing but what it infers and who and when it is."""
    name = "410702-shou-gong-ju-2025"
    folder = tmp_path / "packages" / "410702" / name
    folder.mkdir(parents=True)
    rows = [["row", "row_kind", "project_name", "total"], [1, "total", "合计", 3.5], [2, "item", "手工项目", 3.5]]
    TableResource(data=rows).write(str(folder / "projects.csv"))
    package = Package(name=name, basepath=str(folder), resources=[TableResource(path="projects.csv")])
    package.infer(stats=True)
    package.custom["disclosure"] = {"department": "手工局", "department_id": "410702-shou-gong-ju", "year": 2025}
    package.to_json(str(folder / "datapackage.json"))
    assert validation.validate(tmp_path / "packages", tmp_path, 1) == [(f"410702/{name}", [])]
    made = build(tmp_path / "packages", tmp_path / "site", "--plain")
    for page in (links.disclosure(name), links.department("410702-shou-gong-ju"), links.DIVISIONS, links.DATA):
        assert "手工局" in (made / page).read_text("utf-8"), page
    assert "手工项目" in (made / links.project_list("", 2025)).read_text("utf-8")
    assert "手工项目" in gzip.decompress((made / links.combined("projects", "csv.gz")).read_bytes()).decode()
    assert (made / links.workbook(name)).is_file()


def test_the_package_in_the_manual_is_one(tmp_path: Path) -> None:
    text = (build_site.ROOT / "docs" / "contribute.md").read_text("utf-8")
    blocks = dict(re.findall(r"```(json|csv)\n(.*?)```", text, re.DOTALL))
    name = json.loads(blocks["json"])["name"]
    folder = tmp_path / "packages" / "410702" / name
    (folder / "data").mkdir(parents=True)
    (folder / "datapackage.json").write_text(blocks["json"], "utf-8")
    (folder / "data" / "projects.csv").write_text(blocks["csv"], "utf-8")
    assert validation.validate(tmp_path / "packages", tmp_path, 1) == [(f"410702/{name}", [])]
    made = build(tmp_path / "packages", tmp_path / "site", "--plain")
    assert "慰问经费" in (made / links.project_list("410702", 2025)).read_text("utf-8")
    assert "新乡市红旗区某局 2025 年部门预算" in (made / links.DATA).read_text("utf-8")


def _article(text: str) -> str:
    return text[text.index("<div class=ob") : text.rindex("</div>", 0, text.index("</article>"))]


def test_another_generator_gives_the_same_articles_and_files(packages: Path, tmp_path: Path) -> None:
    """Material's end is no end of the site: all but the page around the articles is ours."""
    ours, other = build(packages, tmp_path / "mkdocs"), build(packages, tmp_path / "plain", "--plain")
    held = read_catalogue(packages, tmp_path)
    pages = {p.path for p in site.plan(held, site.read_schemas(), site.read_rules()).pages()}
    assert len(pages) > 8
    for path in pages:
        assert _article((ours / path).read_text("utf-8")) == _article((other / path).read_text("utf-8")), path
    files = {p.relative_to(other) for p in other.rglob("*") if p.is_file()} - {Path(p) for p in (*pages, "404.html")}
    assert {Path(links.workbook("410702-office-2026")), Path(links.NAMES)} <= files
    assert (
        (ours / shell.STYLES).read_text("utf-8").endswith((other / shell.STYLES).read_text("utf-8"))
    )  # after Material's
    for file in files - {Path(shell.STYLES)}:
        assert (ours / file).read_bytes() == (other / file).read_bytes(), file


def test_two_builds_give_the_same_bytes(packages: Path, tmp_path: Path) -> None:
    one, two = build(packages, tmp_path / "one"), tmp_path / "two"
    shutil.rmtree(tmp_path / "cache")
    build(packages, two)
    files = [p.relative_to(one) for p in one.rglob("*") if p.is_file()]
    assert len(files) > 100
    assert [f for f in files if (one / f).read_bytes() != (two / f).read_bytes()] == []


def _folder(path: Path, word: str) -> Path:
    path.mkdir(parents=True)
    (path / f"{word}.html").write_text(word, "utf-8")
    return path


def test_a_new_site_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    output = _folder(tmp_path / "out" / "site", "old")
    _folder(tmp_path / "out" / ".site.old", "interrupted")
    build_site._swap(_folder(tmp_path / "build" / "site", "new"), output)
    assert [p.name for p in output.iterdir()] == ["new.html"]
    assert [p.name for p in output.parent.iterdir()] == ["site"]


def test_a_new_site_that_cannot_be_put_there_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = _folder(tmp_path / "site", "old")
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name == ".site.new":
            raise OSError("refused")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(OSError, match="refused"):
        build_site._swap(_folder(tmp_path / "build" / "site", "new"), output)
    assert [p.name for p in output.iterdir()] == ["old.html"]


def test_a_preview_notices_a_file_that_came_or_changed_or_went(tmp_path: Path) -> None:
    noticed = threading.Semaphore(0)
    stop = preview.follow(tmp_path, noticed.release, {".txt"}, seconds=0.01)
    file = tmp_path / "410702" / "甲.txt"
    file.parent.mkdir()
    (tmp_path / "not-looked-at.pdf").touch()
    (tmp_path / "new").write_text("甲", "utf-8")
    for change in (file.touch, partial((tmp_path / "new").replace, file), file.unlink):
        assert not noticed.acquire(timeout=0.05)
        change()
        assert noticed.acquire(timeout=5)
    stop.set()


def _pages(path: str, said: str) -> Iterable[Page]:
    heading = Heading("a", "甲<")
    yield Page(
        path, said, said, (heading,), lambda: Rendered(Markup("<h1>{}</h1>").format(said), (Asset("a/b", b"c"),))
    )


def _fails() -> Iterable[Page]:
    yield from _pages("a/x.html", "甲")
    raise RuntimeError("half way")


def unit(make: Callable[[], Iterable[Page]], name: str = "unit") -> Unit:
    return Unit(name, "", make)


def test_a_unit_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        writer.make([unit(_fails)], PLAIN, tmp_path, "")
    assert list(tmp_path.iterdir()) == []


def test_units_may_not_write_over_one_another(tmp_path: Path) -> None:
    both = [unit(partial(_pages, "a/x.html", "甲"), name) for name in ("one", "two")]
    kept = writer.make(both, PLAIN, tmp_path / "cache", "")
    with pytest.raises(ValueError, match=r"two units write .*x\.html|two units write .*b"):
        writer.place(kept, tmp_path / "site")


@pytest.mark.parametrize("text", [shell.ARTICLE, shell.TITLE, "<script>", "\\1 {title} </head>"])
def test_a_mark_in_a_document_is_text(text: str) -> None:
    page = next(iter(_pages("a/x.html", text)))
    filled = PLAIN[1, ("navigation",)].fill(page, page.render())
    assert filled == f"<p>{escape(text)}</p><h1>{escape(text)}</h1>"


def test_many_units_are_made_in_several_processes(tmp_path: Path) -> None:
    units = [unit(partial(_pages, f"a/{n}.html", str(n)), str(n)) for n in range(9)]
    kept = writer.make(units, PLAIN, tmp_path, "")
    assert [(k.folder / "site" / "a" / f"{n}.html").read_text("utf-8") for n, k in enumerate(kept)] == [
        f"<p>{n}</p><h1>{n}</h1>" for n in range(9)
    ]
