"""A site for the real Chromium, and a tab that shows it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.web.shell.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """One tab; a page that breaks the policy or throws fails the test."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, locale="id-ID")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    page.close()
    assert faults == []
