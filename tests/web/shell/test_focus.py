"""A part that refreshes itself leaves the keyboard where it was, or near by when that place is gone."""

import pytest
from django.template import Context, Engine
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.web.shell import pages
from tests.web.shell.site import Page, Site

pytestmark = pytest.mark.browser

ASKED = """{% extends "base.html" %}{% block content %}
<a id="before" href="/elsewhere">Sebelum</a>
<section id="part"><div id="card">
<form id="one" hx-get="/part" hx-target="#part" hx-swap="outerMorph"><button id="yes">Ya</button></form>
<button id="next" type="button">Berikutnya</button></div></section>
<a id="after" href="/elsewhere">Sesudah</a>{% endblock %}"""
ANSWERED = '<section id="part"><div id="card"><button id="next" type="button">Berikutnya</button></div></section>'
EMPTY = '<section id="part"><p>Semua sudah jelas.</p></section>'


@pytest.fixture
def asking(site: Site) -> Site:
    """A question at / that is answered by pressing Ya."""
    text = Engine.get_default().from_string(ASKED).render(Context(pages.shell("id", "light")))
    site.pages["/"] = lambda _: Page(text)
    site.pages["/part"] = lambda _: Page(ANSWERED)
    return site


def test_the_keyboard_goes_on_beside_what_is_gone(tab: Tab, asking: Site) -> None:
    tab.goto(asking.url("/"))
    tab.focus("#yes")
    tab.keyboard.press("Enter")
    expect(tab.locator("#next")).to_be_focused()


def test_it_goes_on_in_what_is_left_around(tab: Tab, asking: Site) -> None:
    asking.pages["/part"] = lambda _: Page(EMPTY)
    tab.goto(asking.url("/"))
    tab.focus("#yes")
    tab.keyboard.press("Enter")
    expect(tab.locator("#before")).to_be_focused()


def test_whoever_went_elsewhere_meanwhile_stays_there(tab: Tab, asking: Site) -> None:
    tab.goto(asking.url("/"))
    tab.focus("#yes")
    with tab.expect_response("**/part"):
        tab.evaluate("document.getElementById('yes').click(); document.getElementById('after').focus()")
    expect(tab.locator("#yes")).to_have_count(0)
    expect(tab.locator("#after")).to_be_focused()
