"""The main job without a mouse: every step by Tab, Enter, Space, arrows, typing and the shortcuts."""

import re
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from slrt.domain.access import Actor, system
from slrt.store.cases.models import Attachment, Case, Referral
from slrt.store.registry.models import Family, Membership
from slrt.store.walls.context import acting
from tests.browser.conftest import House, desk, photo, username
from tests.makers.people import LALANG, PASSWORD

pytestmark = pytest.mark.browser

MOST_TABS = 120
MOST_CHOICES = 12
IS_THERE = "(css) => document.activeElement !== null && document.activeElement.matches(css)"
AROUND = """async (at) => {
  await Promise.all(at.getAnimations().map((each) => each.finished));
  const box = (at.closest('label') ?? at).getBoundingClientRect();
  const [x, y] = [Math.max(0, box.x - 8), Math.max(0, box.y - 8)];
  return { x, y, width: box.right + 8 - x, height: box.bottom + 8 - y };
}"""
CHOSEN = "(css) => document.querySelector(`${css}:checked`)?.labels[0].innerText ?? ''"


def shows_focus(page: Page) -> bool:
    """Whether a person sees where the focus is: the same place looks different without it."""
    at = page.evaluate_handle("document.activeElement")
    place = at.evaluate(AROUND)
    with_focus = page.screenshot(clip=place, animations="disabled")
    at.evaluate("(at) => at.blur()")
    without = page.screenshot(clip=place, animations="disabled")
    at.evaluate("(at) => at.focus()")
    return with_focus != without


def tab_to(page: Page, css: str) -> None:
    """Press Tab until the focus is there, and see that it shows."""
    for _ in range(MOST_TABS):
        if page.evaluate(IS_THERE, css):
            assert shows_focus(page), f"the focus on {css} cannot be seen"
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{MOST_TABS} Tabs never reached {css}")


def write(page: Page, css: str, words: str) -> None:
    tab_to(page, css)
    page.keyboard.type(words)


def press(page: Page, css: str) -> None:
    tab_to(page, css)
    page.keyboard.press("Enter")


def choose(page: Page, css: str, words: str) -> None:
    """One of a group of radio buttons: Space takes the first, arrows go on from there."""
    tab_to(page, css)
    if not page.evaluate(CHOSEN, css):
        page.keyboard.press("Space")
    for _ in range(MOST_CHOICES):
        if words in page.evaluate(CHOSEN, css):
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"the arrows never reached {words}")


def attach(page: Page, css: str) -> None:
    """The system's own window for files opens by key; what happens in it is not ours."""
    tab_to(page, css)
    with page.expect_file_chooser() as window:
        page.keyboard.press("Enter")
    window.value.set_files(photo())


def sign_in(chromium: Browser, house: House, who: Actor) -> Page:
    """At a desk without movement, since a page that still scrolls has no place to look at.

    Windows for files are listened to from the start: Chromium takes a moment to hand them over, and the key is quicker.
    """
    page = desk(chromium, house, None).page
    page.emulate_media(reduced_motion="reduce")
    page.on("filechooser", lambda _: None)
    page.goto(f"{house.address}/sign-in")
    write(page, "input[name=username]", username(who))
    write(page, "input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.address}/")
    page.wait_for_load_state()
    expect(page.locator("#menu")).to_contain_text("Beranda")
    return page


def find_the_family(page: Page, name: str) -> None:
    look_for(page, name)
    page.wait_for_selector("text=Hasil untuk")
    page.wait_for_load_state()
    press(page, "#content a.row-title")
    page.wait_for_url(re.compile(r"/families/[0-9a-f-]{36}"))
    page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text(name.split()[0])


def look_for(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def register_a_family(page: Page, mother: str, child: str) -> None:
    """Days equal months, since the browser's own field for dates takes the order of the machine's language."""
    look_for(page, mother)
    page.wait_for_selector("text=Tidak ditemukan di wilayah Anda.")
    page.wait_for_load_state()
    press(page, "#content .nothing a[href$='/families/new']")
    page.wait_for_url("**/families/new")
    page.wait_for_load_state()
    write(page, "input[name=members-0-name]", mother)
    write(page, "input[name=members-0-birth_date]", "07071985")
    write(page, "select[name=members-0-sex]", "Perempuan")
    press(page, "#add-row button")
    expect(page.locator("input[name=members-1-name]")).to_be_focused()
    page.keyboard.type(child)
    write(page, "select[name=members-1-relation]", "Anak")
    write(page, "input[name=members-1-birth_date]", "03032023")
    write(page, "select[name=area_code]", "Lalang")
    write(page, "select[name=decile]", "2")
    write(page, "select[name=decile_source]", "DTSEN")
    write(page, "input[name=decile_on]", "10102026")
    press(page, "#register .form-actions button[type=submit]")
    page.wait_for_url(re.compile(r"/families/[0-9a-f-]{36}"))
    page.wait_for_load_state()


def answer_questions(page: Page) -> None:
    """Each answer takes its question away; the keyboard stays with the programme that asked."""
    press(page, "a.skip")
    first = page.inner_text("#first-question legend")
    press(page, "#first-question button[type=submit][value='?']")
    expect(page.locator("#first-question legend")).not_to_have_text(first)
    expect(page.locator("#first-question :focus")).to_be_visible()
    press(page, "#more-listrik > summary")
    press(page, "#listrik-family-lighting-pln_metered")
    expect(page.locator("#more-listrik > summary")).to_be_focused()
    press(page, "#listrik-family-electricity_va-450")
    expect(page.locator(".verdict-yes #verdict-listrik")).to_be_visible()
    expect(page.locator("#verdict-listrik :focus")).to_be_visible()


def record_a_complaint(page: Page, title: str) -> None:
    press(page, ".page-header a[href*='/cases/new']")
    page.wait_for_selector("#intake")
    page.wait_for_load_state()
    press(page, "a.skip")
    choose(page, "input[name=type]", "Keluhan")
    write(page, "input[name=title]", title)
    write(page, "textarea[name=text]", "Di loket, kartunya dibilang tidak aktif.")
    write(page, "select[name=sector]", "Kesehatan")
    write(page, "input[name=reporter_phone]", "081200004417")
    press(page, "#intake .form-actions button[type=submit]")
    page.wait_for_selector(".receipt-ticket")


def of(title: str) -> Case:
    with acting(system()):
        return Case.objects.get(title=title)


def open_the_case(page: Page, case: Case) -> None:
    """By the ticket on the citizen's receipt."""
    look_for(page, case.ticket)
    page.wait_for_url(f"**/cases/{case.id}")
    page.wait_for_load_state()


def step(page: Page, verb: str) -> None:
    press(page, f"#next form[action$='/{verb}'] button")
    page.wait_for_selector("text=Tercatat")
    page.wait_for_load_state()


def refer_it(page: Page, offer: str, message: str) -> None:
    press(page, ".page-header a[href$='/refer']")
    page.wait_for_selector("input[name=consent]")
    page.wait_for_load_state()
    press(page, "a.skip")
    choose(page, "input[name=offer_id]", offer)
    write(page, "textarea[name=message]", message)
    choose(page, "input[name=consent]", "tertulis")
    press(page, "#content form .form-actions button[type=submit]")
    page.wait_for_selector("text=Rujukan terkirim")


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
    choose(page, "input[name=settlement]", "Terselesaikan")
    attach(page, "input[name=photo]")
    press(page, "#content form .form-actions button[type=submit]")
    expect(page.locator("#next")).to_contain_text("Warga kini ditanya")


def record_the_citizens_answer(page: Page) -> None:
    press(page, ".page-header a[href='#answer']")
    press(page, "#answer a[href$='/confirm_solved']")
    page.wait_for_selector("input[name=satisfaction]")
    page.wait_for_load_state()
    choose(page, "input[name=satisfaction]", "4 Puas")
    write(page, "textarea[name=note]", "Sudah dipakai berobat.")
    press(page, "#content form .form-actions button[type=submit]")
    expect(page.locator("#answer")).to_contain_text("menyatakan masalahnya selesai")


def worked_on(chromium: Browser, house: House, case: Case) -> Referral:
    """From the back office to the provider's result; gives the referral as it was sent."""
    manager = sign_in(chromium, house, house.staff.manager)
    open_the_case(manager, case)
    step(manager, "verify")
    step(manager, "analyse")
    refer_it(manager, "Reaktivasi kartu PBI", "Mohon reaktivasi.")
    with acting(system()):
        referral = Referral.objects.get(case=case)
    provider = sign_in(chromium, house, house.staff.provider)
    accept_and_start(provider, referral)
    give_the_result(provider)
    return referral


def test_the_main_job_without_a_mouse(chromium: Browser, house: House) -> None:
    front = sign_in(chromium, house, house.staff.front)
    register_a_family(front, "Halimah Pertiwi", "Zulkarnain")
    answer_questions(front)
    with acting(system()):
        family = Family.objects.get(memberships__person__name="Halimah Pertiwi")
        assert Membership.objects.filter(family=family).count() == 2
    assert (family.area_code, family.decile, family.decile_on) == (LALANG, 2, date(2026, 10, 10))
    assert (family.lighting, family.electricity_va) == ("pln_metered", 450)
    find_the_family(front, "Halimah Pertiwi")
    record_a_complaint(front, "Kartu Halimah Pertiwi tidak aktif")
    case = of("Kartu Halimah Pertiwi tidak aktif")
    assert (case.type, case.sector, case.state) == ("complaint", "health", "registered")
    assert case.reporter_phone == "081200004417"
    assert case.ticket in front.inner_text(".receipt")

    sent = worked_on(chromium, house, case)
    assert (sent.state, sent.consent, sent.message) == ("sent", "written", "Mohon reaktivasi.")
    assert sent.organisation_id == house.staff.provider.organisation_id
    with acting(system()):
        referral = Referral.objects.get(id=sent.id)
        assert Attachment.objects.filter(referral=referral).count() == 1
    assert (referral.state, referral.result) == ("fulfilled", "Kartu sudah aktif kembali.")
    assert of(case.title).state == "awaiting_confirmation"

    facilitator = sign_in(chromium, house, house.staff.facilitator)
    open_the_case(facilitator, case)
    record_the_citizens_answer(facilitator)
    closed = of(case.title)
    assert (closed.state, closed.confirmation, closed.satisfaction) == ("closed", "solved", 4)
