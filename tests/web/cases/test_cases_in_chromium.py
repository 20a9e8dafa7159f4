"""Screens of cases in a real browser: accessible, fitting, by keyboard, and fresh without losing what is typed."""

import os
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from slrt.domain.access import Actor, system
from slrt.services import cases
from slrt.store.cases.models import Case, Referral
from slrt.store.walls.context import acting
from tests.makers.browsers import browser
from tests.makers.cases import (
    RESULT,
    Cast,
    actor,
    analysed,
    answered,
    awaiting,
    cast,
    family,
    now,
    now_referral,
    opened,
    organisation,
    referred,
    stepped,
)

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SHOTS = os.environ.get("SLRT_SHOTS", "")
WAIT = 15_000


class Quiet(WSGIRequestHandler):
    """Serves without telling."""

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def address(own_database: str, tmp_path: Path, settings: LazySettings) -> Iterator[str]:
    """Our own pages on a free port, over a database where rows are committed."""
    settings.SLRT_ATTACHMENTS = tmp_path
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    connections.close_all()


@pytest.fixture
def people_here(address: str) -> Cast:
    return cast()


def signed_in(chromium: Browser, address: str, who: Actor, width: int = 1440, theme: str = "light") -> BrowserContext:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale="id-ID")
    key = browser(who).cookies["slrt_session"].value
    context.add_cookies([{"name": "slrt_session", "value": key, "url": address}])
    return context


def shown(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(url)
    return page


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    return out.getvalue()


def full_case(people: Cast) -> Case:
    """A case with two needs, three referrals, papers and notes."""
    case = analysed(people, family_id=family(decile=2).id, priority="urgent")
    cases.attach(people.front, case_id=case.id, name="ktp.jpg", data=photo())
    first = referred(people, case)
    answered(people.provider, first, "accept")
    answered(people.provider, first, "start")
    need = cases.add_need(people.front, case_id=case.id, title="Alat bantu jalan", sector="rehabilitation")
    referred(people, case, organisation("Puskesmas Manggar").id, need_id=need.id)
    declined = referred(people, case, organisation("PLN ULP Manggar").id, need_id=need.id)
    cases.answer_referral(
        actor("provider", at=declined.organisation),
        referral_id=declined.id,
        verb="decline",
        version=declined.version,
        inputs={"reason": "Bukan kewenangan PLN."},
    )
    cases.note(people.front, case_id=case.id, text="Ibu Siti menelepon, menanyakan kabar.")
    return now(case)


def pages_to_see(people: Cast) -> list[tuple[str, Actor, str]]:
    case = full_case(people)
    waiting = awaiting(people, family_id=family(nik="1906014107800002").id)
    for _ in range(3):
        opened(people.front)
    started = referred(people, analysed(people))
    answered(people.provider, started, "accept")
    fresh = referred(people, analysed(people, title="Usulan PKH", sector="social"))
    done = referred(people, analysed(people))
    answered(people.provider, done, "accept")
    answered(people.provider, done, "fulfil", **RESULT)
    refer_from = analysed(people)
    return [
        ("home-officer", people.back, "/"),
        ("home-provider", people.provider, "/"),
        ("home-overseer", actor("province", "19"), "/"),
        ("home-administrator", actor("administrator"), "/"),
        ("case", people.back, f"/cases/{case.id}"),
        ("case-answer", people.front, f"/cases/{waiting.id}"),
        ("cases", people.back, "/cases?view=open"),
        ("inbox", people.provider, "/inbox"),
        ("inbox-empty", people.provider, "/inbox?view=overdue"),
        ("referral", people.provider, f"/referrals/{fresh.id}"),
        ("referral-done", people.provider, f"/referrals/{done.id}"),
        ("fulfil", people.provider, f"/referrals/{started.id}/fulfil"),
        ("confirm", people.front, f"/cases/{waiting.id}/confirm_solved"),
        ("intake", people.front, "/cases/new"),
        ("intake-family", people.front, f"/cases/new?family={case.family_id}"),
        ("refer", people.back, f"/cases/{refer_from.id}/refer"),
        ("need", people.front, f"/cases/{case.id}/need"),
        ("receipt", people.front, f"/cases/{case.id}/receipt"),
        ("receipt-58", people.front, f"/cases/{case.id}/receipt?paper=58"),
    ]


def test_every_screen_is_accessible_and_fits_wide_narrow_light_and_dark(
    chromium: Browser, address: str, people_here: Cast
) -> None:
    found = {}
    for name, who, path in pages_to_see(people_here):
        for width, theme in ((1440, "light"), (360, "dark")):
            context = signed_in(chromium, address, who, width, theme)
            page = shown(context, address + path)
            results = Axe().run(page, options=RULES)
            wrong = [f"{v['id']}: {v['nodes'][0]['target']}" for v in results.response["violations"]]
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wrong += [f"{wider} px wider than the screen"] if wider > 0 else []
            if wrong:
                found[f"{name} {width} {theme}"] = wrong
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{name}-{width}-{theme}.png", full_page=True)
            context.close()
    assert found == {}


def test_a_case_page_refreshes_its_parts_and_keeps_what_is_being_typed(
    chromium: Browser, address: str, people_here: Cast
) -> None:
    case = analysed(people_here)
    context = signed_in(chromium, address, people_here.back)
    page = shown(context, f"{address}/cases/{case.id}")
    page.fill("#note textarea", "Sedang saya tulis")
    referral = referred(people_here, case)
    answered(people_here.provider, referral, "accept")
    page.evaluate(f"document.body.dispatchEvent(new CustomEvent('live:case:{case.id}'))")
    page.wait_for_selector("#needs .pill-accent")
    assert "Dinas Sosial" in page.inner_text("#next")
    assert "menerima rujukan" in page.inner_text("#story")
    assert page.input_value("#note textarea") == "Sedang saya tulis"
    context.close()


def test_an_inbox_refreshes_and_keeps_what_was_picked(chromium: Browser, address: str, people_here: Cast) -> None:
    first = referred(people_here, analysed(people_here))
    context = signed_in(chromium, address, people_here.provider)
    page = shown(context, f"{address}/inbox")
    page.check(f'tr[data-id="{first.id}"] input')
    second = referred(people_here, analysed(people_here))
    page.evaluate("document.body.dispatchEvent(new CustomEvent('live:inbox'))")
    page.wait_for_selector(f'tr[data-id="{second.id}"]')
    assert page.is_checked(f'tr[data-id="{first.id}"] input')
    assert "1 dipilih" in page.inner_text("[data-bulk]")
    page.click("[data-bulk] button[type=submit]")
    page.wait_for_selector("text=1 rujukan diterima")
    assert now_referral(first).state == "accepted"
    context.close()


def test_the_inbox_goes_by_keyboard_alone(chromium: Browser, address: str, people_here: Cast) -> None:
    first = referred(people_here, analysed(people_here))
    second = referred(people_here, analysed(people_here))
    context = signed_in(chromium, address, people_here.provider)
    page = shown(context, f"{address}/inbox")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert "2 dipilih" in page.inner_text("[data-bulk]")
    page.keyboard.press("k")
    page.keyboard.press("t")
    page.wait_for_url(f"**/referrals/{first.id}")
    assert now_referral(first).state == "accepted"
    page.goto(f"{address}/inbox?view=new")
    page.keyboard.press("j")
    page.keyboard.press("l")
    page.wait_for_url(f"**/referrals/{second.id}/decline")
    page.fill("textarea[name=reason]", "Bukan kewenangan kami")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/referrals/{second.id}")
    assert now_referral(second).state == "declined"
    page.goto(f"{address}/inbox?view=work")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/referrals/{first.id}")
    context.close()


def test_single_letters_do_nothing_once_they_are_switched_off(
    chromium: Browser, address: str, people_here: Cast
) -> None:
    waiting = referred(people_here, analysed(people_here))
    context = signed_in(chromium, address, people_here.provider)
    page = shown(context, f"{address}/preferences")
    page.check('input[name="shortcuts"][value="off"]')
    page.click("main form button[type=submit]")
    page.goto(f"{address}/inbox")
    for key in ("j", "x", "t", "/"):
        page.keyboard.press(key)
    assert page.locator(".is-cursor, .is-picked").count() == 0
    assert page.evaluate("document.activeElement === document.body")
    assert now_referral(waiting).state == "sent"
    page.click("text=Nyalakan")
    page.check('input[name="shortcuts"][value="on"]')
    page.click("main form button[type=submit]")
    page.goto(f"{address}/inbox")
    page.keyboard.press("j")
    page.wait_for_selector(".is-cursor")
    context.close()


def record_a_case(page: Page) -> None:
    page.fill("input[name=title]", "Kartu BPJS Nek Halimah tidak aktif")
    page.fill("textarea[name=text]", "Di loket, kartunya dibilang tidak aktif.")
    page.select_option("select[name=sector]", "health")
    page.fill("input[name=reporter_name]", "Ibu Siti Aminah")
    page.select_option("select[name=area_code]", index=1)
    page.set_input_files("input[name=photo]", {"name": "kartu.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.click("#intake button[type=submit]")
    page.wait_for_selector(".receipt-ticket")


def refer_it(page: Page, organisation_id: str) -> None:
    page.click("text=Data cocok, lanjut analisis")
    page.wait_for_selector("text=Tercatat")
    page.click(".page-header >> text=Rujuk")
    page.select_option("select[name=organisation_id]", organisation_id)
    page.check("input[name=consent][value=verbal]", force=True)
    page.click("text=Kirim rujukan")
    page.wait_for_selector("text=Rujukan terkirim")


def answer_it(page: Page) -> None:
    page.click("[data-accept]")
    page.wait_for_selector("text=Tercatat")
    page.click("#next a:has-text('Isi hasil')")
    page.fill("textarea[name=result]", "Kartu sudah aktif kembali.")
    page.check("input[name=settlement][value=solved]", force=True)
    page.set_input_files("input[name=photo]", {"name": "bukti.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.click("form button[type=submit]:has-text('Isi hasil')")
    page.wait_for_selector("text=Warga kini ditanya")


def test_the_main_job_from_intake_to_the_citizens_answer(chromium: Browser, address: str, people_here: Cast) -> None:
    front = signed_in(chromium, address, people_here.front)
    page = shown(front, f"{address}/cases/new")
    record_a_case(page)
    with acting(system()):
        case = Case.objects.get()
    assert case.ticket in page.inner_text(".receipt")
    back = signed_in(chromium, address, people_here.back)
    refer_it(shown(back, f"{address}/cases/{case.id}"), str(people_here.dinsos.id))
    there = signed_in(chromium, address, people_here.provider)
    answer_it(shown(there, f"{address}/inbox"))
    with acting(system()):
        assert Referral.objects.get().state == "fulfilled"
    page = shown(front, f"{address}/cases/{case.id}")
    page.click("#answer a:has-text('Sudah selesai')")
    page.click("form button[type=submit]:has-text('Sudah selesai')")
    page.wait_for_selector("text=menyatakan masalahnya selesai")
    assert now(case).state == "closed"
    for context in (front, back, there):
        context.close()


def test_a_button_pressed_twice_is_sent_once(chromium: Browser, address: str, people_here: Cast) -> None:
    case = opened(people_here.front)
    context = signed_in(chromium, address, people_here.back)
    page = shown(context, f"{address}/cases/{case.id}")
    page.dblclick("text=Mulai verifikasi")
    page.wait_for_selector("text=Tercatat")
    assert now(case).version == 2
    assert stepped(people_here.back, case, "analyse").state == "analysed"
    context.close()
