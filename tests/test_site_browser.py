"""The built site as a visitor meets it: one build, static checks of every page, then a real browser.

Runs on the real packages where there are any, and always on a package full of hostile text.
"""

from __future__ import annotations

import csv
import functools
import gzip
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page

from disclosures.pages import links, source
from disclosures.pages.generator import shell
from maker.browser import CHROMIUM
from site_package import OFFICE, office_tables, write_package

ROOT = Path(__file__).resolve().parents[1]
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="没有找到 chromium：apt-get install chromium fonts-noto-cjk"
)
HAND_MADE = "999999-hostile-2026"
EVIL = """<script>document.title='x'</script>"'{{ 7*7 }}=HYPERLINK("http://evil.example")""" + "名" * 150


def build(packages: Path, output: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Runs the command as a user would."""
    command = [sys.executable, str(ROOT / "scripts" / "build_site.py"), "--packages", str(packages)]
    environment = {k: v for k, v in os.environ.items() if k not in ("SOURCE_DATE_EPOCH", "REPOSITORY_URL", "SITE_URL")}
    return subprocess.run(  # noqa: S603 - our own script
        [*command, "--output", str(output), "--cache", str(output.parent / "cache"), *more],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def hostile(packages: Path) -> None:
    """A package whose every word tries something, with an unknown table, a zero and a negative amount."""
    rows = [["1", "item", EVIL, "-1.50", EVIL], ["2", "item", EVIL, "0.00", ""]]
    write_package(
        packages,
        HAND_MADE,
        {"department": EVIL, "department_id": EVIL, "division_code": "999999", "division": EVIL, "published": EVIL},
        {
            "projects": (EVIL, "row row_kind project_name total extra_01", rows),
            "other_01": (EVIL, "row column_01 column_02", [["1", EVIL, "x"]]),
            "glossary": (EVIL, "row term definition", [["1", EVIL, EVIL]]),
        },
    )


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    real = ROOT / "datapackages"
    if real.is_dir():
        shutil.copytree(real, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*"))
    if not list(folder.glob("410702/*2026/datapackage.json")):
        original = next((ROOT / "originals" / "410702").glob("2026*"))
        write_package(folder, "410702-hongqi-2026", OFFICE, office_tables(), original)
    hostile(folder)
    return folder


@pytest.fixture(scope="session")
def built(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("out") / "site"
    done = build(packages, site)
    assert done.returncode == 0, done.stderr
    return site


def office_page(site: Path) -> Path:
    """The page of 红旗区委办公室 2026."""
    return next(site.glob("disclosures/410702-*-2026/index.html"))


def office_name(site: Path) -> str:
    """The package of 红旗区委办公室 2026."""
    return next(site.glob("disclosures/410702-*-2026/")).name


# ── every page, without a browser ──


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {k: v or "" for k, v in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag in ("script", "img", "iframe") and found.get("src"):
            self.loaded.append(found["src"])
        if tag == "link" and found.get("rel") not in ("canonical",):
            self.loaded.append(found.get("href", ""))


@pytest.fixture(scope="session")
def parsed(built: Path) -> dict[Path, _Links]:
    pages = {}
    for file in built.rglob("*.html"):
        parser = _Links()
        parser.feed(file.read_text("utf-8"))
        parser.close()
        pages[file] = parser
    return pages


def test_every_link_and_fragment_leads_somewhere(parsed: dict[Path, _Links]) -> None:
    lost = []
    for file, found in parsed.items():
        if file.name == "404.html":
            continue
        for href in found.links:
            parts = urlsplit(href)
            if parts.scheme:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            target = target / "index.html" if target.is_dir() else target
            ids = parsed[target].ids if target in parsed else []
            if not target.is_file() or (parts.fragment and ids and unquote(parts.fragment) not in ids):
                lost.append((file.name, href))
    assert lost == []


def test_ids_are_unique_on_each_page(parsed: dict[Path, _Links]) -> None:
    for file, found in parsed.items():
        ids = [i for i in found.ids if not i.startswith("__")]
        assert len(ids) == len(set(ids)), (file.name, {i for i in ids if ids.count(i) > 1})


def test_nothing_is_loaded_from_another_host(parsed: dict[Path, _Links]) -> None:
    assert {src for found in parsed.values() for src in found.loaded if urlsplit(src).netloc} == set()


def test_every_page_asks_for_one_style_that_names_no_other_file(built: Path, parsed: dict[Path, _Links]) -> None:
    for file, found in parsed.items():
        assert [unquote(urlsplit(one).path).rpartition("assets/")[2] for one in found.loaded if ".css" in one] == [
            "styles.css"
        ], file
    named = re.findall(r"url\(\s*[\"']?([^\"')]{1,20})", (built / shell.STYLES).read_text("utf-8"))
    assert [one for one in named if not one.startswith(("data:", "#"))] == []
    assert "@import" not in (built / shell.STYLES).read_text("utf-8")
    assert list(built.rglob("*.map")) == []


def test_around_the_pages_that_are_many_stands_little(built: Path) -> None:
    """The shell of ten pages a disclosure: their names and addresses are long here, and it is still this short."""
    office = office_name(built)
    pages = [*built.glob(f"disclosures/{office}/projects/*.html"), built / links.source(office),
             *built.glob("departments/410702*.html"), *built.glob("rules/R-T0*.html")]  # fmt: skip
    assert len(pages) > 8
    for page in pages:
        text = page.read_text("utf-8")
        around = text[: text.index("<article")] + text[text.index("</article>") :]
        assert len(around.encode()) < 2600, page


def test_two_builds_are_the_same_bytes(packages: Path, built: Path, tmp_path: Path) -> None:
    again = tmp_path / "site"
    assert build(packages, again).returncode == 0
    one = {p.relative_to(built): p.read_bytes() for p in built.rglob("*") if p.is_file()}
    two = {p.relative_to(again): p.read_bytes() for p in again.rglob("*") if p.is_file()}
    assert one.keys() == two.keys()
    assert [str(p) for p in one if one[p] != two[p]] == []


def test_hostile_text_is_text_in_every_page_of_the_site(built: Path) -> None:
    for file in built.rglob("*.html"):
        html = file.read_text("utf-8")
        assert "<script>document.title" not in html, file
        assert "49=HYPER" not in html, file


def test_a_broken_package_is_named_and_the_others_are_built(packages: Path, tmp_path: Path) -> None:
    mine = tmp_path / "packages"
    shutil.copytree(packages / "999999", mine / "999999")
    broken = write_package(mine, "410702-broken-2026", {}, {})
    (broken / "datapackage.json").write_text("{", "utf-8")
    done = build(mine, tmp_path / "site", "--plain")
    assert done.returncode == 1
    assert "数据包损坏" in done.stderr
    assert "410702-broken-2026/datapackage.json" in done.stderr
    assert (tmp_path / "site" / "disclosures" / HAND_MADE / "index.html").is_file()
    strict = build(mine, tmp_path / "other", "--plain", "--strict")
    assert strict.returncode == 1
    assert not (tmp_path / "other").exists()


def test_the_command_refuses_to_empty_a_folder_that_is_no_site(packages: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", "utf-8")
    done = build(packages, tmp_path)
    assert done.returncode == 1
    assert "不敢覆盖" in done.stderr
    assert (tmp_path / "mine.txt").is_file()


def test_missing_packages_and_help_are_said_in_chinese(tmp_path: Path) -> None:
    done = build(tmp_path / "none", tmp_path / "site")
    assert (done.returncode, "找不到数据包文件夹" in done.stderr) == (1, True)
    told = build(tmp_path, tmp_path / "site", "--help")
    assert told.returncode == 0
    assert "退出状态" in told.stdout


# ── in a browser ──


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing: a test's output is its result."""


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(built))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def opened(browser: Browser, width: int, **options: object) -> BrowserContext:
    """A fresh visitor with a window of this width."""
    return browser.new_context(viewport={"width": width, "height": 844}, **options)  # type: ignore[arg-type]


# Rows that are marked up alike are checked twice, not thousands of times: it is the time of axe that grows with them.
ALIKE = """() => {
    const seen = new Map();
    for (const row of document.querySelectorAll("tbody tr")) {
        const like = [row.closest("table").className, row.className, ...[...row.cells].map(c => c.className)].join("|");
        seen.set(like, (seen.get(like) || 0) + 1);
        if (seen.get(like) > 2) row.remove();
    }
}"""


def kinds(site: Path) -> list[str]:
    """One page of each kind, and the hostile one."""
    office = office_page(site).parent.name
    wanted = [
        "index.html", "divisions.html", "divisions/410702.html", "data.html", "search.html", "dictionary.html", "rules.html",
        "rules/R-T03-SUM.html", "glossary.html", "en.html",
        "how-it-works.html", "contribute.html", "404.html", f"disclosures/{office}/index.html",
        f"disclosures/{office}/source.html", f"disclosures/{HAND_MADE}/index.html",
    ]  # fmt: skip
    department = next(p for p in sorted(site.glob("departments/*.html")) if p.stem.startswith("410702"))
    return [*wanted, f"departments/{department.name}"]


def assert_accessible(
    context: BrowserContext, address: str, paths: Iterable[str], ready: Callable[[Page], object] | None = None
) -> None:
    """Axe finds nothing on any of these pages, whatever is folded open; none fails or asks another host for anything.

    `ready` is called on each page once it is loaded.
    """
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda r: wrong.append(r.url) if not r.url.startswith((address, "data:")) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for path in paths:
        page.goto(f"{address}/{path}")
        if ready is not None:
            ready(page)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        page.evaluate(ALIKE)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
    assert wrong == []


@needs_browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_no_page_breaks_a_rule_of_accessibility(
    browser: Browser, address: str, built: Path, width: int, scheme: str
) -> None:
    with opened(browser, width, color_scheme=scheme) as context:
        assert_accessible(context, address, kinds(built))


@needs_browser
def test_nothing_scrolls_sideways_at_360(browser: Browser, address: str, built: Path) -> None:
    with opened(browser, 360) as context:
        page = context.new_page()
        for path in kinds(built):
            page.goto(f"{address}/{path}")
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


@needs_browser
def test_on_a_phone_the_projects_of_the_office_are_found_and_downloaded(
    browser: Browser, address: str, built: Path, packages: Path
) -> None:
    with opened(browser, 390, accept_downloads=True, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(address)
        page.fill("#find", "红旗区委办公室 2026")
        page.click("#hits a:has-text('2026 年')")
        page.click("#table-list a:has-text('项目支出表')")
        assert page.locator("#t-projects").is_visible()
        with page.expect_download() as waiting:
            page.locator(".tbl", has=page.locator("#t-projects")).get_by_role("link", name="CSV").click()
        got = Path(waiting.value.path()).read_text("utf-8")
    name = office_page(built).parent.name
    assert got == (packages / "410702" / name / "data" / "projects.csv").read_text("utf-8")
    assert any(row["project_name"] == "信创工程" for row in csv.DictReader(got.splitlines()))


@needs_browser
def test_on_a_phone_words_are_found_in_rows_and_little_is_loaded(browser: Browser, address: str, built: Path) -> None:
    with opened(browser, 390, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        loaded: list[str] = []
        page.on("request", lambda r: loaded.append(r.url.removeprefix(f"{address}/")))
        page.goto(f"{address}/search.html")
        own = ("search/", "disclosures/")
        assert not [path for path in loaded if path.startswith(own)]
        page.fill("#find", "hqqwbgs")
        page.wait_for_selector("#hits a:has-text('红旗区委办公室')")
        page.fill("#find", "红旗区 信创工程")
        page.press("#find", "Enter")
        row = page.locator("#search-results a:has-text('项目支出表')").first
        row.wait_for()
        assert page.locator("#search-results mark").first.inner_text() in ("信创工程", "红旗区")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        searched = [built / path for path in loaded if path.startswith("search/") or path.endswith("-2026/search.js")]
        assert sum(file.stat().st_size for file in searched) < 250_000
        row.click()
        assert "信创工程" in page.locator(":target").inner_text()
        page.goto(f"{address}/search.html?q=没有这样的字眼")
        page.wait_for_selector("text=没有找到")
        page.goto(f"{address}/search.html?q={quote(EVIL[:12])}")
        page.wait_for_function("document.querySelector('#search-state').textContent.includes('找到')")
    with opened(browser, 390, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/search.html")
        page.locator("noscript a, p a:has-text('地区与部门')").first.click()
        assert page.url.endswith("divisions.html")


@needs_browser
@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_no_department_is_looked_for_in_projects_and_in_all_text(
    browser: Browser, address: str, width: int
) -> None:
    with opened(browser, width) as context:
        page = context.new_page()
        page.goto(address)
        page.fill("#find", "信创")
        page.click("#hits a:has-text('在项目里找')")
        page.wait_for_function("document.querySelector('#px-said').textContent.startsWith('找到')")
        assert "信创工程" in page.inner_text("#px tbody")
        page.goto(address)
        page.fill("#find", "信创")
        page.press("#find", "Enter")
        page.wait_for_selector("#search-results a:has-text('项目支出表')")
        page.click("#search-projects a")
        page.wait_for_function("document.querySelector('#px-said').textContent.startsWith('找到')")
        page.goto(address)
        page.fill("#find", "牧野区委办公室")
        page.wait_for_selector("#hits a:has-text('2024 年')")
        page.press("#find", "Enter")
        page.wait_for_url("**/departments/410711-*.html")


@needs_browser
def test_home_leads_to_every_way_in_without_javascript(browser: Browser, address: str) -> None:
    with opened(browser, 390, java_script_enabled=False) as context:
        page: Page = context.new_page()
        for words in ("看部门", "看项目", "对照", "搜索", "下载数据", "投稿"):
            page.goto(address)
            page.click(f".ways a:has-text('{words}') >> nth=0")
            assert page.locator("h1").is_visible()
            assert page.url.rstrip("/") != address


@needs_browser
def test_a_number_leads_to_its_line_and_the_keyboard_gets_back(browser: Browser, address: str, built: Path) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.goto(f"{address}/disclosures/{office_page(built).parent.name}/index.html")
        page.click("#t-expenditure tbody tr[id]:first-child td:not(:empty) >> nth=0")
        panel = page.locator("dialog.panel")
        assert panel.is_visible()
        assert "原文第" in panel.inner_text()
        number = panel.locator("mark").inner_text()
        page.keyboard.press("Escape")
        assert not panel.is_visible()
        assert page.evaluate("document.activeElement.matches('tr[id] > :last-child a')")
        page.click("#t-expenditure tbody tr[id]:first-child td:not(:empty) >> nth=0")
        panel.locator("a.open").click()
        line = page.locator(":target")
        assert number.replace(",", "") in line.inner_text().replace(",", "")


@needs_browser
def test_the_drawer_of_a_phone_comes_by_the_mouse_and_by_the_keyboard(
    browser: Browser, address: str, built: Path
) -> None:
    shown = "document.querySelector('.ob-nav a').getBoundingClientRect().left >= 0"
    with opened(browser, 390) as context:
        page = context.new_page()
        page.goto(f"{address}/disclosures/{office_page(built).parent.name}/index.html")
        assert not page.evaluate(shown)
        for _ in range(9):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.ob-nav a')"):
                break
        page.wait_for_function(shown)
        page.reload()
        page.click("label[for=__drawer] >> visible=true >> nth=0")
        page.wait_for_function(shown)
        page.click(".ob-nav a:has-text('核对规则')")
        page.wait_for_url("**/rules.html")


@needs_browser
def test_a_table_with_two_sides_is_reached_by_the_keyboard_and_says_which_side(
    browser: Browser, address: str, built: Path
) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.goto(f"{address}/disclosures/{office_page(built).parent.name}/index.html#t-balance")
        page.focus("#t-balance [tabindex='0']")
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        assert page.locator("dialog.panel pre").inner_text().startswith("收入 │ ")


@needs_browser
def test_every_page_searches_and_the_slash_key_leads_there(browser: Browser, address: str, built: Path) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.goto(f"{address}/disclosures/{office_page(built).parent.name}/index.html")
        page.locator("h1").wait_for()
        page.keyboard.press("/")
        page.keyboard.type("信创")
        page.click("#hits a:has-text('在项目里找')")
        page.wait_for_url("**/projects.html?q=*")
        page.locator("#px tbody tr", has_text="信创工程").wait_for()
        project = page.locator("#px tbody a", has_text="信创工程").first.get_attribute("href")
        page.goto(f"{address}/{project}")
        page.fill("#find", "红旗区委办公室")
        page.click("#hits a:has-text('2026 年')")
        assert page.url.endswith(f"/{office_page(built).parent.name}/index.html")


@needs_browser
@pytest.mark.parametrize("width", [390, 1280])
def test_without_a_script_the_head_of_a_page_leads_to_the_search(
    browser: Browser, address: str, built: Path, width: int
) -> None:
    with opened(browser, width, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/disclosures/{office_page(built).parent.name}/index.html")
        page.click(".ob-find button")
        assert "/search.html" in page.url


@needs_browser
def test_a_chart_is_cited_with_its_message_and_its_address(browser: Browser, address: str, built: Path) -> None:
    with opened(browser, 1280, permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(f"{address}/disclosures/{office_page(built).parent.name}/index.html")
        page.click("#fig-cuts a[data-cite]")
        page.locator("#fig-cuts a[data-cite]", has_text="已复制").wait_for()
        assert page.url.endswith("#fig-cuts")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert page.locator("#fig-cuts figcaption b").inner_text() in copied
        assert f"/disclosures/{office_page(built).parent.name}/index.html#fig-cuts" in copied


@needs_browser
def test_without_javascript_everything_is_read_and_downloaded(browser: Browser, address: str) -> None:
    with opened(browser, 390, java_script_enabled=False) as context:
        page: Page = context.new_page()
        page.goto(f"{address}/divisions.html")
        page.click("a:has-text('看 2026') >> nth=0")
        page.click("#table-list a[href='#t-expenditure'] >> nth=0")
        assert page.locator("#t-expenditure").is_visible()
        assert page.locator("#table-list a[download]").count() > 3
        page.goto(f"{address}/disclosures/{HAND_MADE}/index.html")
        assert page.title() != "x"


@needs_browser
def test_figures_on_the_page_are_those_of_the_csv(browser: Browser, address: str, built: Path, packages: Path) -> None:
    name = office_page(built).parent.name
    with (packages / "410702" / name / "data" / "expenditure.csv").open(encoding="utf-8") as handle:
        total = next(r["total"] for r in csv.DictReader(handle) if r["row_kind"] == "total")
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.goto(f"{address}/disclosures/{name}/index.html")
        assert page.locator(".keys .v").first.inner_text().startswith(f"{float(total):,.2f}")
        page.goto(f"{address}/index.html")
        assert f"{float(total):,.2f}" in page.locator(".mx").inner_text()


@needs_browser
@pytest.mark.parametrize("javascript", [True, False])
def test_a_word_is_explained_by_keyboard_with_and_without_javascript(
    browser: Browser, address: str, built: Path, javascript: bool
) -> None:
    with opened(browser, 390, java_script_enabled=javascript) as context:
        page = context.new_page()
        page.goto(f"{address}/disclosures/{office_page(built).parent.name}/index.html")
        word = page.locator(".keys details.def").first
        meaning = word.locator("div")
        assert not meaning.is_visible()
        word.locator("summary").focus()
        page.keyboard.press("Enter")
        assert meaning.is_visible()
        assert "人员" in word.inner_text()
        page.keyboard.press("Enter")
        assert not meaning.is_visible()


@needs_browser
def test_an_outcome_leads_to_its_list(browser: Browser, address: str, built: Path) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.goto(f"{address}/disclosures/{office_page(built).parent.name}/index.html")
        page.click(".qbar a[href='#held']")
        page.locator("#held dl").wait_for()  # the fold opens on hashchange, after the click has returned
        page.click("#held a[href*='rules/'] >> nth=0")
        assert page.locator("h1").inner_text()
        assert "/rules/" in page.url


@needs_browser
def test_text_copied_from_the_numbered_original_is_the_files_own(browser: Browser, address: str, built: Path) -> None:
    name = office_name(built)
    [original] = built.glob(f"disclosures/{name}/original/*.txt")
    text = "\n".join(source.read_lines(original))
    with opened(browser, 1280, permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(f"{address}/{links.source(name)}")
        assert page.evaluate("document.querySelector('pre.lines').textContent") == text
        page.evaluate("getSelection().selectAllChildren(document.querySelector('pre.lines'))")
        page.keyboard.press("Control+c")
        assert page.evaluate("navigator.clipboard.readText()") == text


@needs_browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with a script", "without"])
def test_a_line_of_the_original_bears_its_number_and_is_found_by_it(
    browser: Browser, address: str, built: Path, scripts: bool
) -> None:
    name = office_name(built)
    with opened(browser, 390, java_script_enabled=scripts) as context:
        page = context.new_page()
        page.goto(f"{address}/{links.disclosure(name)}#t-projects")
        link = page.locator("#t-projects tbody a[href*='source.html#']").last
        number = link.inner_text()
        page.goto(link.evaluate("a => a.href"))
        line = page.locator(":target")
        assert line.is_visible()
        assert line.evaluate("l => getComputedStyle(l, '::before').content") == f'"{number}"'
        # a run of tabs is as wide as its tabs, so that a cell without words is still a box
        widths = page.evaluate(
            "[...document.querySelectorAll('.lines i')].map(i => [i.textContent.length, i.offsetWidth])"
        )
        assert {tabs for tabs, _ in widths} >= {1, 2, 3}
        kept = "(s => [s.forcedColorAdjust, s.printColorAdjust])(getComputedStyle(document.querySelector('.lines i')))"
        assert page.evaluate(kept) == [
            "none",
            "exact",
        ]  # its rule is seen with colours of the reader's own, and on paper
        single = next(width for tabs, width in widths if tabs == 1)
        assert all(abs(width - min(tabs, 10) * single) <= tabs for tabs, width in widths if tabs <= 10)


@needs_browser
def test_the_choice_of_colours_is_one_for_all_pages(browser: Browser, address: str, built: Path) -> None:
    name = office_name(built)
    scheme = "document.body.dataset.mdColorScheme"
    with opened(browser, 390, color_scheme="light") as context:
        page = context.new_page()
        page.goto(f"{address}/{links.source(name)}")
        page.get_by_role("button", name="换成深色").click()
        assert page.evaluate(scheme) == "slate"
        page.reload()
        assert page.get_by_role("button", name="换成浅色").is_visible()
        page.goto(f"{address}/index.html")  # with Material's own switch
        assert page.evaluate(scheme) == "slate"
        page.locator("label[title='换成浅色']").click()
        page.goto(f"{address}/{links.source(name)}")
        assert page.evaluate(scheme) == "default"


@needs_browser
@pytest.mark.parametrize("place", ["disclosures/{}/source.html", "rules/R-T03-SUM.html", "index.html"])
def test_names_are_found_from_every_depth_also_on_a_disk(browser: Browser, built: Path, place: str) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.goto((built / place.format(office_name(built))).as_uri())
        page.fill("#find", "红旗区委办公室 2026")
        page.click("#hits a:has-text('2026 年')")
        page.wait_for_url(lambda url: unquote(url).endswith(links.disclosure(office_name(built))))


@needs_browser
def test_without_a_script_the_search_of_a_project_leads_to_the_page_of_the_search(
    browser: Browser, address: str, built: Path
) -> None:
    project = next(built.glob(f"disclosures/{office_name(built)}/projects/*.html"))
    with opened(browser, 1280, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/{project.relative_to(built).as_posix()}")
        page.fill("#find", "信创")
        page.press("#find", "Enter")
        page.wait_for_url("**/search.html?q=*")


def test_the_first_view_of_every_disclosure_is_light(built: Path) -> None:
    """What a reader loads for the first page: its HTML with all styles and scripts, compressed as servers send them."""
    common = sum(
        len(gzip.compress(f.read_bytes()))
        for f in [built / shell.STYLES, *built.glob("assets/javascripts/bundle.*.js"), built / "assets" / "extra.js"]
    )
    assert common < 80_000
    for page in built.glob("disclosures/*/index.html"):
        assert common + len(gzip.compress(page.read_bytes())) < 150_000, page.parent.name
