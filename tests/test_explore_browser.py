"""From a question to its answer in a real browser: with and without a script, with a mouse and with the keyboard."""

from __future__ import annotations

import csv
import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import explore_package
from site_package import OFFICE, office_tables, write_package
from test_site_browser import HAND_MADE, _Quiet, assert_accessible, build, hostile, needs_browser, opened

OFFICE_NAME = "410702-office"
pytestmark = needs_browser


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a PDF and its pictures, a department of two years, a long list, and hostile text."""
    root = tmp_path_factory.mktemp("explored")
    packages = root / "packages"
    explore_package.write(root, packages)
    for year in (2024, 2026):
        write_package(packages, f"{OFFICE_NAME}-{year}", {**OFFICE, "year": year}, office_tables())
    rows = explore_package.numbered([["item", f"项目{n}", f"{n}.10"] for n in range(450)])
    long = {"projects": ("项目", "row row_kind project_name total", rows)}
    write_package(packages, "410703-long-2024", {"division_code": "410703", "year": 2024, "division": "甲区"}, long)
    hostile(packages)
    done = build(packages, root / "site", "--root", str(root), "--cache", str(root / "cache"))
    assert done.returncode == 0, done.stderr
    return root / "site"


@pytest.fixture(scope="module")
def place(explored: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(explored))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def project_of(site: Path, name: str) -> str:
    """The address of a project's page."""
    pages = site.glob(f"disclosures/{OFFICE_NAME}-2026/projects/*.html")
    return next(p.relative_to(site).as_posix() for p in pages if f"<h1>{name}<" in p.read_text("utf-8"))


def addresses(site: Path) -> list[str]:
    """One page of each kind, with what a script puts on it."""
    hostile_project = next(site.glob(f"disclosures/{HAND_MADE}/projects/*.html"))
    return [
        "projects.html?q=工程", "projects/410703-2024-2.html", "coverage.html", "coverage/410702.html",
        f"compare.html?a={OFFICE_NAME}-2024&b={OFFICE_NAME}-2026", project_of(site, "信创工程"),
        hostile_project.relative_to(site).as_posix(), f"disclosures/{explore_package.NAME}/source/p2.html",
    ]  # fmt: skip


def settled(page: Page) -> None:
    """Waits until the script has put its answer on the page, where it has one."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_loads_nothing_from_elsewhere(
    browser: Browser, place: str, explored: Path, width: int, scheme: str
) -> None:
    with opened(browser, width, color_scheme=scheme) as context:
        assert_accessible(context, place, addresses(explored), settled)


def test_nothing_scrolls_sideways_at_360(browser: Browser, place: str, explored: Path) -> None:
    with opened(browser, 360) as context:
        page = context.new_page()
        for path in addresses(explored):
            page.goto(f"{place}/{path}")
            settled(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.mark.parametrize("width", [390, 1280])
def test_a_number_is_shown_on_the_picture_of_its_page(browser: Browser, place: str, width: int) -> None:
    with opened(browser, width) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url))
        page.goto(f"{place}/disclosures/{explore_package.NAME}/index.html#t-projects")
        settled(page)
        assert not [url for url in asked if "evidence" in url or url.endswith(".webp")]  # not in the first view
        page.click("#t-projects-1 td:has-text('49.11') >> nth=0")
        panel = page.locator("dialog.panel")
        panel.locator(".view .here").wait_for()
        left, top, right, bottom = explore_package.box(1, 1)
        style = panel.locator(".view .here").get_attribute("style") or ""
        places = [float(number) for number in re.findall(r"[\d.]+(?=%)", style)]
        assert places == pytest.approx([left / 6, top / 8, (right - left) / 6, (bottom - top) / 8], abs=0.01)
        assert "等式的左边" in panel.inner_text()
        assert "相符" in panel.inner_text()
        panel.locator("a.open").click()
        page.wait_for_url("**/source/p2.html#t-projects-1--total")
        assert page.locator(":target").get_attribute("title") == "合计：49.11"
        assert page.evaluate("document.querySelector('.sheet img').naturalWidth") == 1050


def test_the_keyboard_gets_to_a_number_and_back(browser: Browser, place: str) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.goto(f"{place}/disclosures/{explore_package.NAME}/index.html#t-projects")
        settled(page)
        page.focus("#t-projects tbody [tabindex='0']")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        panel = page.locator("dialog.panel")
        panel.locator(".view .here").wait_for()
        assert "值班经费" in panel.inner_text()  # a cell without a place of its own: the row is marked
        page.keyboard.press("Escape")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        panel.locator(".view .here").wait_for()
        assert "读到“5.0”，发布“5.00”" in panel.inner_text()
        page.keyboard.press("Escape")
        assert not panel.is_visible()
        assert page.evaluate("document.activeElement.closest('#t-projects-2') !== null")


def test_without_a_script_the_page_of_the_original_is_one_link_away(browser: Browser, place: str) -> None:
    with opened(browser, 390, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{place}/disclosures/{explore_package.NAME}/index.html#t-projects")
        page.click("#t-projects-2 td:last-child a")
        assert page.url.endswith("/source/p2.html#t-projects-2")
        assert page.locator(":target").is_visible()
        assert page.locator(".sheet img").is_visible()
        page.locator("a:has(> #t-projects-2--total)").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(
            f"**/{explore_package.NAME}/index.html#t-projects-2"
        )  # a key press does not wait, unlike a click


@pytest.mark.parametrize("width", [390, 1280])
def test_which_offices_budget_for_this_and_what_they_state(browser: Browser, place: str, width: int) -> None:
    with opened(browser, width) as context:
        page = context.new_page()
        page.goto(f"{place}/projects.html")
        page.fill("#px-form [name=q]", "信创")
        page.wait_for_function("document.querySelector('#px-said').textContent.startsWith('找到')")
        assert "找到 3 个，合计 147.33 万元" in page.inner_text("#px-said")
        assert "替换设备单位数量 ≥25家" in page.inner_text("#px")
        assert "q=%E4%BF%A1%E5%88%9B" in page.url
        shared = context.new_page()
        shared.goto(page.url)
        shared.wait_for_function("document.querySelector('#px-said').textContent.startsWith('找到 3')")
        shared.click("#px tbody a >> nth=0")
        assert "信创工程" in shared.inner_text("h1")


def test_the_csv_is_exactly_what_is_shown(browser: Browser, place: str) -> None:
    with opened(browser, 1280, accept_downloads=True) as context:
        page = context.new_page()
        page.goto(f"{place}/projects.html?year=2024&min=440&sort=amount")
        page.wait_for_function("document.querySelector('#px-said').textContent.startsWith('找到')")
        shown = page.locator("#px tbody th a").all_inner_texts()
        assert shown == [f"项目{n}" for n in range(440, 450)]
        with page.expect_download() as waiting:
            page.click("#px-csv")
        text = Path(waiting.value.path()).read_text("utf-8-sig")
        lines = list(csv.DictReader(text.splitlines()))
        assert [line["project_name"] for line in lines] == shown
        assert [line["total"] for line in lines] == [f"{n}.1" for n in range(440, 450)]
        page.goto(f"{place}/projects.html?division=999999")
        page.wait_for_function("document.querySelector('#px-said').textContent.startsWith('找到')")
        with page.expect_download() as waiting:
            page.click("#px-csv")
        text = Path(waiting.value.path()).read_text("utf-8-sig")
        assert not any(cell.startswith(("=", "+", "@")) for line in csv.reader(text.splitlines()) for cell in line)
        assert page.title() != "x"


def test_without_a_script_all_projects_of_a_year_are_read_and_downloaded(browser: Browser, place: str) -> None:
    with opened(browser, 390, java_script_enabled=False, accept_downloads=True) as context:
        page = context.new_page()
        page.goto(f"{place}/projects.html")
        assert "不用它" in page.inner_text("noscript")
        assert not page.locator("#px-form").is_visible()
        with page.expect_download() as waiting:
            page.click("a:has-text('2024 年 CSV')")
        with Path(waiting.value.path()).open(encoding="utf-8") as handle:
            assert sum(1 for _ in csv.DictReader(handle)) == 454
        page.click("a[aria-label='甲区 2024 年的 450 个项目']")
        page.click("a[rel=next] >> nth=0")
        assert page.locator("#list ~ .tw tbody tr").count() == 200


def test_a_comparison_says_what_can_be_compared(browser: Browser, place: str) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.goto(f"{place}/compare.html?a={OFFICE_NAME}-2024&b={explore_package.NAME}")
        page.wait_for_selector("#cmp-out table")
        assert "不是同一个部门" in page.inner_text("#cmp-out")
        page.goto(f"{place}/compare.html?a={OFFICE_NAME}-2024&b={OFFICE_NAME}-2026")
        page.wait_for_selector("#cmp-out table")
        assert "702.77" in page.inner_text("#cmp-out")
        page.click("#cmp-out td a >> nth=0")
        page.locator(":target").wait_for()  # its fold is opened by a script


def test_without_a_script_the_comparison_says_where_else_to_look(browser: Browser, place: str) -> None:
    with opened(browser, 390, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{place}/compare.html")
        assert "各年对照" in page.inner_text("noscript")
        page.click("noscript a")
        page.click("a:has-text('河南省新乡市红旗区')")
        assert page.locator("table.cov").is_visible()


def test_on_a_phone_many_years_stand_below_their_department(browser: Browser, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    for year in (2019, 2023, 2026):
        write_package(packages, f"{OFFICE_NAME}-{year}", {**OFFICE, "year": year}, office_tables())
    assert build(packages, tmp_path / "site", "--plain").returncode == 0
    with opened(browser, 360) as context:
        page = context.new_page()
        page.goto((tmp_path / "site" / "index.html").as_uri())
        table = page.locator("table.mx")
        assert table.evaluate("t => t.parentNode.scrollWidth <= t.parentNode.clientWidth")
        held = table.locator("td:visible")
        assert [cell.get_attribute("data-y") for cell in held.all()] == ["2019", "2023", "2026"]
