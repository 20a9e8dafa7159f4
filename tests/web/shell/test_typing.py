"""Nothing typed is ever lost, nothing is sent twice, and nothing stays for the next person."""

from typing import Any
from uuid import UUID

import pytest
from django.template import Context, Engine
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from slrt.domain.access import Actor
from tests.web.shell import pages
from tests.web.shell.site import Page, Site

pytestmark = pytest.mark.browser
RATNA, SARI = UUID(int=1), UUID(int=2)
BACK = "Ketikan Anda yang belum tersimpan sudah dikembalikan."

FORM = """{% extends "base.html" %}{% block heading %}Catat{% endblock %}{% block content %}
{% if problem %}<div class="problems" id="problems" tabindex="-1">Belum</div>{% endif %}
<form method="post" action="/save" id="intake">
  <input type="hidden" name="submission" value="{{ submission }}"><input type="hidden" name="step" value="1">
  <label>Cerita <textarea name="story">{{ story }}</textarea></label>
  <label>Sandi <input type="password" name="password"></label>
  <label>PIN <input name="pin" data-secret></label>
  <label><input type="checkbox" name="agree" value="yes"> Setuju</label>
  <label>Jenis <select name="kind"><option value="a">A</option><option value="b">B</option></select></label>
  <button type="submit">Simpan</button>
</form>{% endblock %}"""
PLAIN = '{% extends "gate.html" %}{% block content %}<h1>Masuk</h1><a href="/intake">Masuk</a>{% endblock %}'
DONE = '{% extends "base.html" %}{% block heading %}Tersimpan{% endblock %}'


def made(text: str, person: UUID | None = RATNA, **values: Any) -> Page:
    actor = Actor(user_id=person, name="Ratna", role="back_office", area_code="19.06") if person else None
    return Page(
        Engine.get_default().from_string(text).render(Context(pages.shell("id", "light") | values | {"actor": actor}))
    )


@pytest.fixture
def desk(site: Site) -> Site:
    """A form at /intake, a page for strangers at /sign-in, and one that says it is saved at /done."""
    numbers = iter(range(1, 100))
    site.pages["/intake"] = lambda _: made(FORM, submission=f"s{next(numbers)}")
    site.pages["/sign-in"] = lambda _: made(PLAIN, None)
    site.pages["/done"] = lambda _: made(DONE)
    return site


def fill(tab: Tab, desk: Site) -> None:
    tab.goto(desk.url("/intake"))
    tab.fill("textarea", "Kartu Nek Halimah tidak aktif")
    tab.check("[name=agree]")
    tab.select_option("select", "b")
    tab.fill("[name=password]", "rahasia sekali")
    tab.fill("[name=pin]", "4321")


def is_filled(tab: Tab) -> None:
    expect(tab.locator("textarea")).to_have_value("Kartu Nek Halimah tidak aktif")
    expect(tab.locator("[name=agree]")).to_be_checked()
    expect(tab.locator("select")).to_have_value("b")


def is_empty(tab: Tab) -> None:
    expect(tab.locator("textarea")).to_have_value("")
    expect(tab.get_by_text(BACK)).to_have_count(0)


def test_after_an_expired_session_the_form_is_filled_again(tab: Tab, desk: Site) -> None:
    desk.pages["/save"] = lambda _: Page(to="/sign-in?next=/intake")
    fill(tab, desk)
    tab.click("button:text('Simpan')")
    tab.click("a:text('Masuk')")
    is_filled(tab)
    expect(tab.get_by_text(BACK)).to_be_visible()
    assert tab.input_value("[name=submission]") == "s1"


@pytest.mark.parametrize(("status", "name"), [(500, "500"), (403, "expired"), (413, "413")])
def test_after_an_error_page_the_form_is_filled_again(tab: Tab, desk: Site, status: int, name: str) -> None:
    desk.pages["/save"] = lambda _: Page(pages.error(name), status)
    fill(tab, desk)
    tab.click("button:text('Simpan')")
    tab.click("button:text('Kembali ke halaman tadi')")
    is_filled(tab)


def test_after_closing_the_page_by_mistake_the_form_is_filled_again(tab: Tab, desk: Site) -> None:
    tab.on("dialog", lambda dialog: dialog.accept())
    fill(tab, desk)
    tab.goto(desk.url("/done"))
    tab.goto(desk.url("/intake"))
    is_filled(tab)
    tab.click("button:text('Kosongkan lagi')")
    is_empty(tab)


def test_leaving_with_unsaved_typing_asks_first(tab: Tab, desk: Site) -> None:
    asked: list[str] = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    fill(tab, desk)
    tab.goto(desk.url("/done"))
    assert asked == ["beforeunload"]


def test_what_was_saved_is_not_filled_in_again(tab: Tab, desk: Site) -> None:
    desk.pages["/save"] = lambda _: Page(to="/done")
    fill(tab, desk)
    tab.click("button:text('Simpan')")
    tab.wait_for_url("**/done")
    tab.goto(desk.url("/intake"))
    is_empty(tab)


def test_a_form_that_came_back_with_problems_keeps_what_the_server_says(tab: Tab, desk: Site) -> None:
    desk.pages["/save"] = lambda _: made(FORM, problem=True, story="Kartu (diperbaiki)", submission="s1")
    tab.on("dialog", lambda dialog: dialog.accept())
    fill(tab, desk)
    tab.click("button:text('Simpan')")
    expect(tab.locator("textarea")).to_have_value("Kartu (diperbaiki)")
    expect(tab.locator("#problems")).to_be_focused()


def test_secrets_are_never_kept(tab: Tab, desk: Site) -> None:
    fill(tab, desk)
    kept = tab.evaluate("JSON.stringify(sessionStorage)")
    assert "Nek Halimah" in kept
    assert "rahasia" not in kept
    assert "4321" not in kept


def test_the_next_person_finds_nothing(tab: Tab, desk: Site) -> None:
    tab.on("dialog", lambda dialog: dialog.accept())
    fill(tab, desk)
    desk.pages["/intake"] = lambda _: made(FORM, SARI)
    tab.goto(desk.url("/intake"))
    is_empty(tab)
    assert "Nek Halimah" not in tab.evaluate("JSON.stringify(sessionStorage)")


def test_a_double_click_sends_once(tab: Tab, desk: Site) -> None:
    desk.pages["/save"] = lambda _: Page(to="/done")
    fill(tab, desk)
    tab.dblclick("button:text('Simpan')")
    tab.wait_for_url("**/done")
    assert len(desk.posted("/save")) == 1
    assert desk.posted("/save")[0].form["submission"] == ["s1"]


def test_a_part_sent_by_htmx_carries_the_token_and_says_its_failure(tab: Tab, site: Site) -> None:
    part = '<form hx-post="/part" hx-target="#out"><button>Kirim</button></form><div id="out"></div>'
    site.pages["/"] = lambda _: made('{% extends "base.html" %}{% block content %}' + part + "{% endblock %}")
    answers = iter([Page("<b>Masuk</b>"), Page(pages.error("500"), 500)])
    site.pages["/part"] = lambda _: next(answers)
    tab.goto(site.url("/"))
    tab.click("button:text('Kirim')")
    expect(tab.locator("#out b")).to_have_text("Masuk")
    assert site.posted("/part")[0].headers["X-CSRFToken"] == "x" * 32
    tab.click("button:text('Kirim')")
    expect(tab.locator(".toast-line")).to_contain_text("kesalahan di pihak kami")
    expect(tab.locator("#out b")).to_have_text("Masuk")


def test_the_theme_changes_without_disturbing_a_form(tab: Tab, desk: Site) -> None:
    desk.pages["/display"] = lambda _: Page(to="/done")
    fill(tab, desk)
    with tab.expect_response("**/display"):
        tab.click("[data-theme-form] button")
    expect(tab.locator("html")).to_have_attribute("data-bs-theme", "dark")
    is_filled(tab)
    assert desk.posted("/display")[0].method == "POST"


def test_the_menu_of_a_narrow_screen_works_by_keyboard(tab: Tab, desk: Site) -> None:
    tab.set_viewport_size({"width": 360, "height": 740})
    tab.goto(desk.url("/intake"))
    tab.keyboard.press("Tab")
    expect(tab.locator(".skip")).to_be_focused()
    expect(tab.locator("#menu")).to_be_hidden()
    tab.focus(".rail-toggle")
    tab.keyboard.press("Enter")
    expect(tab.locator("#menu")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("#menu")).to_be_hidden()
    expect(tab.locator(".rail-toggle")).to_be_focused()
