"""The main job without a mouse: every step by Tab, Enter, Space, arrows, typing and the shortcuts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from slrt.domain.access import Actor, system
from slrt.services import cases
from slrt.store.cases.models import Case, Referral
from slrt.store.walls.context import acting
from tests.browser.conftest import House, desk, username
from tests.makers.cases import stepped
from tests.makers.families import new_family, person, registered
from tests.makers.people import LALANG, PASSWORD

pytestmark = pytest.mark.browser

MOST_TABS = 120
IS_THERE = "(css) => document.activeElement !== null && document.activeElement.matches(css)"
SHOWS_FOCUS = """() => {
  const at = document.activeElement.closest('label') ?? document.activeElement;
  return [document.activeElement, at].some((each) => {
    const look = getComputedStyle(each);
    return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none';
  });
}"""


def tab_to(page: Page, css: str) -> None:
    """Press Tab until the focus is there, and see that it shows."""
    for _ in range(MOST_TABS):
        if page.evaluate(IS_THERE, css):
            assert page.evaluate(SHOWS_FOCUS), f"the focus on {css} cannot be seen"
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{MOST_TABS} Tabs never reached {css}")


def write(page: Page, css: str, words: str) -> None:
    tab_to(page, css)
    page.keyboard.type(words)


def press(page: Page, css: str) -> None:
    tab_to(page, css)
    page.keyboard.press("Enter")


def sign_in(chromium: Browser, house: House, who: Actor) -> Page:
    page = desk(chromium, house, None).page
    page.goto(f"{house.address}/sign-in")
    write(page, "input[name=username]", username(who))
    write(page, "input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.address}/")
    page.wait_for_load_state()
    expect(page.locator("#menu")).to_contain_text("Beranda")
    return page


def find_the_family(page: Page, name: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Hasil untuk")
    page.wait_for_load_state()
    press(page, "#content a.row-title")
    page.wait_for_url(re.compile(r"/families/[0-9a-f-]{36}"))
    page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text(name)


def record_a_complaint(page: Page, title: str) -> None:
    press(page, ".page-header a[href*='/cases/new']")
    page.wait_for_selector("#intake")
    page.wait_for_load_state()
    press(page, "a.skip")
    tab_to(page, "input[name=type]")
    page.keyboard.press("Space")
    write(page, "input[name=title]", title)
    write(page, "textarea[name=text]", "Di loket, kartunya dibilang tidak aktif.")
    write(page, "select[name=sector]", "Kesehatan")
    write(page, "input[name=reporter_phone]", "081200004417")
    press(page, "#intake .form-actions button[type=submit]")
    page.wait_for_selector(".receipt-ticket")


def of(title: str) -> Case:
    with acting(system()):
        return Case.objects.get(title=title)


def sent(house: House, case: Case) -> Referral:
    ready = stepped(house.staff.back, case, "analyse")
    organisation = house.staff.provider.organisation_id
    assert organisation is not None
    return cases.draft_and_send(
        house.staff.back,
        case_id=ready.id,
        organisation_id=organisation,
        message="Mohon reaktivasi.",
        consent="verbal",
        submission=ready.id,
    )


def accept_and_start(page: Page, referral: Referral) -> None:
    press(page, "nav a[href='/inbox']")
    row = f"[data-row][data-id='{referral.id}']"
    page.wait_for_selector(row)
    page.wait_for_load_state()
    for _ in range(MOST_TABS):
        if page.locator(f"{row}.is-cursor").count():
            break
        page.keyboard.press("j")
    page.keyboard.press("t")
    page.wait_for_url(f"**/referrals/{referral.id}*")
    expect(page.locator("#content")).to_contain_text("Tercatat")
    press(page, "form[action$='/start'] button")
    page.wait_for_load_state()
    expect(page.locator("#story")).to_contain_text("mengerjakan")


def give_the_result(page: Page) -> None:
    press(page, "#next a[href$='/fulfil']")
    page.wait_for_selector("textarea[name=result]")
    page.wait_for_load_state()
    write(page, "textarea[name=result]", "Kartu sudah aktif kembali.")
    tab_to(page, "input[name=settlement]")
    page.keyboard.press("Space")
    press(page, "#content form .form-actions button[type=submit]")
    expect(page.locator("#next")).to_contain_text("Warga kini ditanya")


def test_the_counter_and_the_provider_work_without_a_mouse(chromium: Browser, house: House) -> None:
    registered(house.staff.front, new_family(person("Nek Halimah", "head"), area_code=LALANG))
    front = sign_in(chromium, house, house.staff.front)
    find_the_family(front, "Nek Halimah")
    record_a_complaint(front, "Kartu Nek Halimah tidak aktif")
    case = of("Kartu Nek Halimah tidak aktif")
    assert (case.sector, case.state, case.reporter_phone) == ("health", "registered", "081200004417")
    assert case.ticket in front.inner_text(".receipt")

    referral = sent(house, case)
    provider = sign_in(chromium, house, house.staff.provider)
    accept_and_start(provider, referral)
    give_the_result(provider)
    with acting(system()):
        assert Referral.objects.get(id=referral.id).state == "fulfilled"
    assert of("Kartu Nek Halimah tidak aktif").state == "awaiting_confirmation"
