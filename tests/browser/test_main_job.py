"""The main job, by four people who signed in on the sign-in page, in a real browser, over real processes."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from slrt.domain.access import Actor, system
from slrt.store.accounts.models import User
from slrt.store.cases.models import Attachment, Case, Referral
from slrt.store.registry.models import Person
from slrt.store.walls.context import acting
from tests.makers import people

pytestmark = pytest.mark.browser

WAIT = 15_000
AT_ONCE = 1_000
"""A change made by somebody else must be on the screen within a second."""


def photo() -> dict[str, object]:
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    return {"name": "bukti.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def sign_in(chromium: Browser, address: str, who: Actor) -> Page:
    username = User.objects.get(id=who.user_id).username
    page = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID").new_page()
    page.set_default_timeout(WAIT)
    page.goto(f"{address}/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", people.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector("a:has-text('Beranda')")
    return page


def register_a_family(page: Page, address: str) -> str:
    page.goto(f"{address}/families/new")
    page.fill("input[name=members-0-name]", "Siti Aminah")
    page.select_option("select[name=members-0-sex]", "female")
    page.fill("input[name=members-0-birth_date]", "1985-07-05")
    page.click("text=Tambah anggota")
    page.fill("input[name=members-1-name]", "Muhammad Rizki")
    page.select_option("select[name=members-1-relation]", "child")
    page.fill("input[name=members-1-birth_date]", "2023-03-12")
    page.select_option("select[name=area_code]", people.LALANG)
    page.select_option("select[name=decile]", "2")
    page.select_option("select[name=decile_source]", "dtsen")
    page.fill("input[name=decile_on]", "2026-10-20")
    page.click("text=Simpan keluarga")
    page.wait_for_url(re.compile(r"/families/[0-9a-f-]{36}"))
    return page.url.partition("?")[0]


def see_three_columns(page: Page) -> None:
    for column in (".verdict-yes", ".verdict-ask", ".verdict-no"):
        expect(page.locator(column)).to_be_visible()
    expect(page.locator(".verdict-yes")).to_contain_text("PKH")


def answer_one_question(page: Page) -> None:
    """The electricity question moves from "unknown" to "gets" in place."""
    before = page.inner_text(".verdict-yes .count")
    page.evaluate("window.sameDocument = true")
    page.click("#more-listrik > summary")
    page.click("#listrik-family-lighting-pln_metered")
    page.click("#listrik-family-electricity_va-450")
    expect(page.locator(".verdict-yes")).to_contain_text("Subsidi listrik")
    expect(page.locator(".verdict-yes .count")).to_have_text(str(int(before) + 1))
    assert page.evaluate("window.sameDocument") is True


def record_a_complaint(page: Page) -> None:
    page.click(".page-header >> text=Catat keluhan")
    page.fill("input[name=title]", "Kartu BPJS tidak aktif")
    page.fill("textarea[name=text]", "Di loket, kartunya dibilang tidak aktif.")
    page.select_option("select[name=sector]", "health")
    page.click("#intake button[type=submit]")
    page.wait_for_selector(".receipt-ticket")


def press(page: Page, words: str) -> None:
    page.click(f"main >> text={words}")
    page.wait_for_selector("text=Tercatat")


def refer_it(page: Page) -> None:
    page.click(".page-header >> text=Rujuk")
    page.select_option("select[name=organisation_id]", index=1)
    page.check("input[name=consent][value=verbal]", force=True)
    page.click("text=Kirim rujukan")
    page.wait_for_selector("text=Rujukan terkirim")


def give_the_result(page: Page) -> None:
    page.click("#next a:has-text('Isi hasil')")
    page.fill("textarea[name=result]", "Kartu sudah aktif kembali.")
    page.check("input[name=settlement][value=solved]", force=True)
    page.set_input_files("input[name=photo]", photo())
    page.click("form button[type=submit]:has-text('Isi hasil')")
    page.wait_for_selector("text=Warga kini ditanya")


def record_the_citizens_answer(page: Page) -> None:
    page.click("#answer a:has-text('Sudah selesai')")
    page.click("form button[type=submit]:has-text('Sudah selesai')")
    page.wait_for_selector("text=menyatakan masalahnya selesai")


def case_now() -> Case:
    with acting(system()):
        return Case.objects.get()


def the_database_agrees() -> None:
    with acting(system()):
        assert Referral.objects.get().result == "Kartu sudah aktif kembali."
        assert Attachment.objects.filter(referral__isnull=False).count() == 1
        assert Person.objects.count() == 2
        assert Case.objects.get().state == "closed"


def test_from_the_door_to_the_citizens_last_word(chromium: Browser, address: str) -> None:
    office = people.organisation()
    front = sign_in(chromium, address, people.officer("front_office"))
    provider = sign_in(chromium, address, people.officer("provider", organisation_id=office))
    manager = sign_in(chromium, address, people.officer("manager"))
    facilitator = sign_in(chromium, address, people.officer("facilitator", people.LALANG))

    register_a_family(front, address)
    see_three_columns(front)
    answer_one_question(front)
    record_a_complaint(front)
    case = case_now()
    assert case.ticket in front.inner_text(".receipt")

    provider.goto(f"{address}/inbox")
    for page in (front, manager, facilitator):
        page.goto(f"{address}/cases/{case.id}")
    press(manager, "Mulai verifikasi")
    press(manager, "Data cocok, lanjut analisis")
    refer_it(manager)
    expect(provider.locator("body")).to_contain_text("Kartu BPJS tidak aktif", timeout=AT_ONCE)

    provider.click("[data-accept]")
    provider.wait_for_selector("text=Tercatat")
    expect(front.locator("#story")).to_contain_text("menerima rujukan", timeout=AT_ONCE)
    give_the_result(provider)
    expect(front.locator("#next")).to_contain_text("Siti Aminah", timeout=AT_ONCE)

    record_the_citizens_answer(facilitator)
    expect(front.locator("#story")).to_contain_text("jawaban warga: sudah selesai", timeout=AT_ONCE)

    the_database_agrees()
