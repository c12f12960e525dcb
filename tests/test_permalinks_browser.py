"""A link to a row leads to the same row after rows came in above it."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from explore_package import numbered
from site_package import write_package
from test_explore_browser import settled
from test_site_browser import _Quiet, build, needs_browser, opened

NAME = "410702-mouju-2026"
PAGE = f"disclosures/{NAME}/index.html"
BEFORE = (("工作经费", "1.00"), ("信创工程", "49.11"), ("工作经费", "3.00"), ("撤销的项目", "5.00"))
AFTER = (("新列的项目", "8.00"), ("工作经费", "1.00"), ("信创工程", "48.00"), ("工作经费", "3.00"))
pytestmark = needs_browser


def site(root: Path, rows: Sequence[tuple[str, str]]) -> Path:
    found = {
        "projects": (
            "项目",
            "row row_kind project_name total source_line",
            numbered([["item", *row, "9"] for row in rows]),
        )
    }
    write_package(root / "packages", NAME, {}, found)
    done = build(root / "packages", root / "site", "--plain")
    assert done.returncode == 0, done.stderr
    return root / "site"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Below `before/` and `after/`: the site before and after."""
    root = tmp_path_factory.mktemp("permalinks")
    for name, rows in (("before", BEFORE), ("after", AFTER)):
        site(root / "made" / name, rows).rename(root / name)
    handler = functools.partial(_Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("row", "leads_to"),
    [("2", "t-projects-3"), ("1", "t-projects-2"), ("3", "t-projects-4"), ("4", "t-projects")],
)
def test_a_link_to_a_row_finds_it_again(browser: Browser, place: str, row: str, leads_to: str) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.goto(f"{place}/before/{PAGE}#t-projects")
        settled(page)
        page.click(f"#t-projects-{row} td:not(:empty) >> nth=0")
        link = page.locator("dialog.panel a.perm").get_attribute("href") or ""
        assert link.startswith(f"#t-projects-{row}.")
        page.goto(f"{place}/before/{PAGE}{link}")
        page.wait_for_function(f"document.querySelector(':target')?.id === 't-projects-{row}'")
        again = context.new_page()
        again.goto(f"{place}/after/{PAGE}{link}")
        again.wait_for_function(f"document.querySelector(':target')?.id === '{leads_to}'")


def test_a_link_to_nothing_is_followed_nowhere(browser: Browser, place: str) -> None:
    with opened(browser, 1280) as context:
        page = context.new_page()
        for fragment in ("#t-nothing-1.abc", "#t-projects-1.%E4%BF%A1", "#%E0", "#t-projects-1"):
            page.goto(f"{place}/before/{PAGE}{fragment}")
            page.wait_for_function(
                "/^.20/.test(document.querySelector('[data-today]').textContent)"
            )  # the script went on
