"""The real Chromium that browser tests share."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for a module. While it lives Playwright keeps an event loop in this thread.

    Django must not take that loop for asynchronous code; tests of asynchronous code must not meet it. So neither the
    loop nor Django's patience outlasts the module, although a browser for the whole session would start once.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = os.environ.get("SLRT_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()
