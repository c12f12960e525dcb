"""What a question loads stays bounded however many disclosures there are: many small ones, in a real browser."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

import build_site
from disclosures.pages.files import finder, search
from site_package import write_package
from test_site_browser import _Quiet, needs_browser, opened

PLACES, YEARS = 13, (2025, 2026)
pytestmark = needs_browser


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of 26 disclosures that is put together as if they were thousands."""
    root = tmp_path_factory.mktemp("many")
    rows = [["1", "item", "信创工程", "1.00"], ["2", "item", "慰问经费", "2.00"]]
    for number in range(PLACES):
        code, name = f"4100{number:02}", f"{chr(0x4E59 + number)}局"
        for year in YEARS:
            about = {"division_code": code, "division": f"第{number}县", "year": year, "department": name,
                     "department_id": f"{code}-ju"}  # fmt: skip
            found = {"projects": ("项目", "row row_kind project_name total", rows)}
            write_package(root / "packages", f"{code}-ju-{year}", about, found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: 1)  # in this process, where these hold
        patch.setattr(finder, "FEW", 4)
        patch.setattr(search, "BLOCK", 5)
        arguments = ["--packages", str(root / "packages"), "--root", str(root), "--output", str(root / "site")]
        assert build_site.main([*arguments, "--cache", str(root / "cache"), "--plain"]) == 0
    handler = functools.partial(_Quiet, directory=str(root / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_department_is_found_in_the_one_shard_that_has_it(browser: Browser, many: str) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        loaded: list[str] = []
        page.on("request", lambda r: loaded.append(r.url.removeprefix(f"{many}/")))
        page.goto(f"{many}/index.html")
        page.fill("#find", f"{chr(0x4E59 + 7)}局")
        page.locator("#hits li a >> nth=0").wait_for()
        assert page.inner_text("#hits li a >> nth=0") == f"{chr(0x4E59 + 7)}局"
        shards = [path for path in loaded if path.startswith("assets/names/")]
        assert len(set(shards)) == 1
        page.fill("#find", "局")
        page.locator("text=同名的太多").wait_for()
        page.goto(f"{many}/compare.html")
        page.fill("[name=a]", f"{chr(0x4E59 + 7)}局 2026")
        page.fill("[name=b]", f"{chr(0x4E59 + 8)}局 2026")
        page.keyboard.press("Tab")
        page.locator("#cmp-out a[href$='410007-ju-2026/index.html']").wait_for()


def test_a_search_looks_at_so_many_texts_and_then_asks(browser: Browser, many: str) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        texts: list[str] = []
        page.on(
            "request",
            lambda r: texts.append(r.url) if r.url.endswith("/search.js") and "disclosures" in r.url else None,
        )
        page.goto(f"{many}/search.html?q=信创 慰问")  # each has both, none in one row
        page.wait_for_function("document.querySelector('#search-state').textContent.includes('接着找')")
        assert len(texts) == 20
        assert "年度最近的 20 份里没有，还有 6 份可能有" in page.inner_text("#search-state")
        page.click("#search-more")
        page.wait_for_function("document.querySelector('#search-state').textContent.startsWith('没有找到')")
        assert len(texts) == 26
        assert not page.locator("#search-more").is_visible()
        page.goto(f"{many}/search.html?q=信创")
        page.wait_for_function("document.querySelector('#search-state').textContent.includes('找到 10 份，还有 16 份')")


def test_the_explorer_looks_at_so_many_lists_and_says_what_it_left(browser: Browser, many: str) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        lists: list[str] = []
        page.on("request", lambda r: lists.append(r.url.rpartition("/")[2]) if "/projects/index/" in r.url else None)
        page.goto(f"{many}/projects.html?q=信创")
        page.wait_for_function("document.querySelector('#px-said').textContent.includes('找到')")
        assert (
            "只查了 20 份清单（一地一年一份，年度近的在前），还有 6 份没有查：找到 20 个，合计 20.00"
            in page.inner_text("#px-said")
        )
        assert [name[7:11] for name in lists] == ["2026"] * 13 + ["2025"] * 7
        page.click("#px-rest")
        page.wait_for_function("document.querySelector('#px-said').textContent.startsWith('找到 26 个，合计 26.00')")
        assert not page.locator("#px-rest").is_visible()
        page.click("#px [data-sort=name] button")  # what has been loaded is looked at again
        page.wait_for_function("location.search.includes('sort=name')")
        assert "找到 26 个" in page.inner_text("#px-said")
        page.goto(f"{many}/projects.html?division=410003&year=2025")
        page.wait_for_function("document.querySelector('#px-said').textContent.startsWith('找到 2 个')")
        assert lists[26:] == ["410003-2025.js"]
