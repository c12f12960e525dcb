"""Pictures of pages: drawn once, light, only of the document that the package was made from."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from disclosures import facsimile
from disclosures.catalogue import read_catalogue
from disclosures.facsimile import Wanted
from disclosures.pages.pictures import with_pictures
from explore_package import digest, original, write


def test_a_page_is_drawn_once_and_kept_under_the_hash(tmp_path: Path) -> None:
    file = original(tmp_path)
    wanted = [Wanted(file, digest(file), (2,))]
    assert facsimile.draw(wanted, tmp_path / "cache") == []
    [picture] = (tmp_path / "cache").rglob("*.webp")
    assert picture.relative_to(tmp_path / "cache").as_posix() == f"{digest(file)}/2_600.00x800.00.webp"
    content = picture.read_bytes()
    assert len(content) <= facsimile.LARGEST
    image = Image.open(io.BytesIO(content))
    assert image.size == (1050, 1400)
    low, high = image.convert("L").getextrema()
    assert low != high  # something is drawn on it
    before = picture.stat().st_mtime_ns
    assert facsimile.draw(wanted, tmp_path / "cache") == []
    assert picture.stat().st_mtime_ns == before


def test_pictures_that_no_build_uses_any_more_are_taken_away(tmp_path: Path) -> None:
    used, lately, long_ago = (tmp_path / (letter * 64) for letter in ("a", "b", "c"))
    for folder, when in ((used, 1_000), (lately, 3_000), (long_ago, 1_000)):
        folder.mkdir()
        (folder / "1_600.00x800.00.webp").touch()
        os.utime(folder, (when, when))
    facsimile.forget(tmp_path, [used.name, "d" * 64], before=2_000)
    assert sorted(tmp_path.iterdir()) == [used, lately]
    assert used.stat().st_mtime > 3_000
    facsimile.forget(tmp_path / "nowhere", [], before=0)


@pytest.mark.parametrize(
    ("content", "pages", "said"),
    [(b"%PDF-1.7 nothing", (1,), "打不开"), (b"not a PDF", (1,), "打不开"), (None, (3,), "没有这一页")],
)
def test_what_cannot_be_drawn_is_said_in_one_line(
    tmp_path: Path, content: bytes | None, pages: tuple[int, ...], said: str
) -> None:
    file = original(tmp_path)
    if content is not None:
        file.write_bytes(content)
    [error] = facsimile.draw([Wanted(file, digest(file), pages)], tmp_path / "cache")
    assert said in str(error)
    assert "\n" not in str(error)
    assert not list((tmp_path / "cache").rglob("*.webp"))


def test_the_other_pages_are_drawn_where_one_cannot_be(tmp_path: Path) -> None:
    file = original(tmp_path)
    [error] = facsimile.draw([Wanted(file, digest(file), (1, 3, 2))], tmp_path / "cache")
    assert "第 3 页" in str(error)
    assert sorted(p.name[0] for p in (tmp_path / "cache").rglob("*.webp")) == ["1", "2"]


def test_another_document_than_the_packages_is_not_drawn(tmp_path: Path) -> None:
    file = original(tmp_path)
    [error] = facsimile.draw([Wanted(file, "0" * 64, (1,))], tmp_path / "cache")
    assert "校验码不符" in str(error)


def test_an_enormous_page_stays_light(tmp_path: Path) -> None:
    file = original(tmp_path)
    content = file.read_bytes().replace(b"[0 0 600 800]", b"[0 0 14000 800]")
    file.write_bytes(content)
    facsimile.draw([Wanted(file, digest(file), (2,))], tmp_path / "cache")
    [picture] = (tmp_path / "cache").rglob("*.webp")
    assert max(Image.open(io.BytesIO(picture.read_bytes())).size) <= 1600


def test_the_catalogue_finds_the_pictures_of_its_documents_only(tmp_path: Path) -> None:
    file = write(tmp_path, tmp_path / "packages")
    cache = tmp_path / "cache"
    facsimile.draw([Wanted(file, digest(file), (2,))], cache)
    folder = cache / digest(file)
    (folder / "x_1x1.webp").write_bytes(b"")
    (folder / "7_0.00x0.00.webp").write_bytes(b"")
    [item] = with_pictures(read_catalogue(tmp_path / "packages", tmp_path), cache).disclosures
    assert {page: (s.width, s.height) for page, s in item.sources[0].sheets.items()} == {2: (600.0, 800.0)}
    [bare] = read_catalogue(tmp_path / "packages", tmp_path).disclosures
    assert bare.sources[0].sheets == {}


def test_pictures_of_a_document_that_is_gone_are_not_shown(tmp_path: Path) -> None:
    file = write(tmp_path, tmp_path / "packages")
    cache = tmp_path / "cache"
    facsimile.draw([Wanted(file, digest(file), (2,))], cache)
    file.unlink()
    [gone] = with_pictures(read_catalogue(tmp_path / "packages", tmp_path), cache).disclosures
    assert gone.sources[0].sheets == {}
