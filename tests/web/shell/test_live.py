"""An open page follows the news, says when it is cut off, and catches up."""

import json
from uuid import UUID

import pytest
from django.template import Context, Engine
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from slrt.domain.access import Actor
from tests.web.shell import pages
from tests.web.shell.site import Page, Site

pytestmark = pytest.mark.browser
CASE = "0192f000-0000-7000-8000-000000000001"
TEXT = """{% extends "base.html" %}{% block content %}
<section data-live="case:CASE" hx-get="/part" hx-trigger="live:case:CASE from:body" hx-target="#part">
  <div id="part">0</div>
</section>
<section data-live="inbox" hx-get="/inbox-part" hx-trigger="live:inbox from:body" hx-target="#inbox">
  <div id="inbox">0</div>
  <form method="post" action="/x" id="note"><textarea name="note" aria-label="Catatan"></textarea></form>
</section>{% endblock %}""".replace("CASE", CASE)


@pytest.fixture
def open_case(tab: Tab, site: Site) -> Tab:
    """The page of a case, open and listening."""
    actor = Actor(user_id=UUID(int=1), name="Ratna", role="back_office", area_code="19.06")
    context = pages.shell("id", "light") | {"actor": actor, "events_url": site.url("/events")}
    site.pages["/case"] = lambda _: Page(Engine.get_default().from_string(TEXT).render(Context(context)))
    site.pages["/part"] = lambda _: Page(str(site.fetched("/part")))
    site.pages["/inbox-part"] = lambda _: Page(str(site.fetched("/inbox-part")))
    with tab.expect_response("**/events"):
        tab.goto(site.url("/case"))
    return tab


def tell(site: Site, kind: str, subject: str = CASE) -> None:
    site.news.put(json.dumps({"kind": kind, "id": subject}))


def test_news_of_the_case_renews_its_part_and_the_inbox(open_case: Tab, site: Site) -> None:
    tell(site, "case")
    expect(open_case.locator("#part")).to_have_text("1", timeout=1000)
    expect(open_case.locator("#inbox")).to_have_text("1")


def test_news_of_another_case_renews_the_inbox_alone(open_case: Tab, site: Site) -> None:
    tell(site, "case", CASE.replace("1", "2"))
    expect(open_case.locator("#inbox")).to_have_text("1")
    expect(open_case.locator("#part")).to_have_text("0")


def test_a_part_with_unsaved_typing_is_not_replaced(open_case: Tab, site: Site) -> None:
    open_case.fill("textarea", "Belum selesai mengetik")
    tell(site, "case")
    expect(open_case.locator(".toast-line")).to_contain_text("Ada perubahan baru")
    expect(open_case.locator("#part")).to_have_text("1")
    assert site.fetched("/inbox-part") == 0
    expect(open_case.locator("textarea")).to_have_value("Belum selesai mengetik")


def test_after_a_cut_the_page_catches_up(open_case: Tab, site: Site) -> None:
    site.news.put("end")
    expect(open_case.locator("#part")).to_have_text("1", timeout=10000)
    expect(open_case.locator("#inbox")).to_have_text("1")
    expect(open_case.locator("[data-live-status]")).to_be_hidden()


def test_a_page_that_stays_cut_off_says_so(open_case: Tab, site: Site) -> None:
    open_case.context.set_offline(True)
    site.news.put("end")
    expect(open_case.locator("[data-live-status]")).to_be_visible(timeout=10000)
    open_case.context.set_offline(False)
    expect(open_case.locator("[data-live-status]")).to_be_hidden(timeout=60000)
    expect(open_case.locator("#part")).to_have_text("1")
