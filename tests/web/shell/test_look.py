"""All parts of the desk in a real browser: no violation of accessibility, nothing cut off, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.web.shell import pages
from tests.web.shell.site import Page, Site

pytestmark = pytest.mark.browser
SHOWN = {
    "/gallery": pages.gallery,
    "/front": pages.front,
    **{f"/{name}": (lambda *how, name=name: pages.error(name, *how)) for name in ("500", "expired")},
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(360, "id"), (1440, "en")])
def test_every_part_is_accessible_and_fits(
    site: Site, chromium: Browser, width: int, language: str, theme: str
) -> None:
    found = {}
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    for path, made in SHOWN.items():
        site.pages[path] = lambda _, made=made: Page(made(language, theme))
        page.goto(site.url(path))
        page.wait_for_load_state("networkidle")
        results = Axe().run(page, options=RULES)
        found[path] = [violation["id"] for violation in results.response["violations"]]
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[path] += [f"{wider} px wider than the screen"] if wider > 0 else []
    page.close()
    assert found == {path: [] for path in SHOWN}


def test_the_desk_fits_at_twice_the_size_of_text(site: Site, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 720, "height": 450}, device_scale_factor=2)
    site.pages["/gallery"] = lambda _: Page(pages.gallery())
    page.goto(site.url("/gallery"))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.close()


def test_a_dark_room_gets_a_dark_page_when_nothing_was_chosen(site: Site, chromium: Browser) -> None:
    site.pages["/front"] = lambda _: Page(pages.front("id", "auto"))
    for scheme in ("dark", "light"):
        page = chromium.new_page(color_scheme=scheme)
        page.goto(site.url("/front"))
        assert page.get_attribute("html", "data-bs-theme") == scheme
        page.close()
