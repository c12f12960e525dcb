"""The one browser of a process: Playwright's synchronous driver can run only once in it."""

from __future__ import annotations

import atexit
import os
import shutil
from functools import cache

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@cache
def browser() -> Browser:
    """The browser, started when it is first asked for and kept to the end of the process: whoever asks closes nothing."""
    driver = sync_playwright().start()
    found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    atexit.register(driver.stop)
    return found
