"""The main job, by four people who signed in on the sign-in page, in a real browser, over real processes."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from slrt.domain.access import Actor, system
from slrt.store.cases.models import Attachment, Case, Referral
from slrt.store.registry.models import Membership
from slrt.store.walls.context import acting
from tests.browser.conftest import House, desk, photo, username
from tests.makers import people

pytestmark = pytest.mark.browser

AT_ONCE = 1_000
"""A change made by somebody else must be on the screen within a second."""


def sign_in(chromium: Browser, house: House, who: Actor) -> Page:
    page = desk(chromium, house, None).page
    page.goto(f"{house.address}/sign-in")
    page.fill("input[name=username]", username(who))
    page.fill("input[name=password]", people.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{house.address}/")
    expect(page.locator("#menu")).to_contain_text("Beranda")
    return page


def search_in_vain(page: Page, name: str) -> None:
    """Nobody is registered twice: the front office looks first, and goes on from there."""
    page.fill(".find input[type=search]", name)
    page.press(".find input[type=search]", "Enter")
    expect(page.locator("#content")).to_contain_text("Tidak ditemukan di wilayah Anda.")
    page.click("#content a:has-text('Daftarkan keluarga')")
    page.wait_for_url("**/families/new")


def register_a_family(page: Page) -> str:
    """A mother and her child; gives the family's address."""
    page.fill("input[name=members-0-name]", "Nurhaliza Wulandari")
    page.select_option("select[name=members-0-sex]", "female")
    page.fill("input[name=members-0-birth_date]", "1985-07-05")
    page.click("text=Tambah anggota")
    page.fill("input[name=members-1-name]", "Fadlan Wulandari")
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


def record_a_complaint(page: Page, title: str) -> Case:
    page.click(".page-header >> text=Catat keluhan")
    page.fill("input[name=title]", title)
    page.fill("textarea[name=text]", "Di loket, kartunya dibilang tidak aktif.")
    page.select_option("select[name=sector]", "health")
    page.click("#intake button[type=submit]")
    page.wait_for_selector(".receipt-ticket")
    case = case_now(title)
    assert page.inner_text(".receipt-ticket") == case.ticket
    return case


def press(page: Page, words: str) -> None:
    page.click(f"main >> text={words}")
    page.wait_for_selector("text=Tercatat")


def refer_it(page: Page, office: str) -> None:
    page.click(".page-header >> text=Rujuk")
    page.select_option("select[name=organisation_id]", label=office)
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


def record_the_citizens_answer(page: Page, words: str) -> None:
    page.click(f"#answer a:has-text('{words}')")
    page.click(f"form button[type=submit]:has-text('{words}')")
    page.wait_for_selector("text=Tercatat")


def stay(page: Page) -> None:
    """From here on this page may not be loaded again: what is written into it would be lost."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return page.evaluate("window.stayed") is True


def case_now(title: str) -> Case:
    with acting(system()):
        return Case.objects.get(title=title)


def worked_on(chromium: Browser, house: House, case: Case, front: Page) -> None:
    """From the office to the provider and back; the inbox and the front office's page see each act at once."""
    provider = sign_in(chromium, house, house.staff.provider)
    provider.goto(f"{house.address}/inbox")
    front.goto(f"{house.address}/cases/{case.id}")
    manager = sign_in(chromium, house, house.staff.manager)
    manager.goto(f"{house.address}/cases/{case.id}")
    for page in (provider, front):
        stay(page)
    press(manager, "Mulai verifikasi")
    press(manager, "Data cocok, lanjut analisis")
    refer_it(manager, house.staff.office)
    row = provider.locator("[data-row]", has_text=case.title)
    expect(row).to_be_visible(timeout=AT_ONCE)
    assert stayed(provider)

    row.locator("[data-accept]").click()
    provider.wait_for_selector("text=Tercatat")
    expect(front.locator("#story")).to_contain_text("menerima rujukan", timeout=AT_ONCE)
    press(provider, "Mulai kerjakan")
    expect(front.locator("#story")).to_contain_text("mengerjakan", timeout=AT_ONCE)
    give_the_result(provider)
    expect(front.locator("#needs")).to_contain_text("Kartu sudah aktif kembali.", timeout=AT_ONCE)
    expect(front.locator("#needs")).to_contain_text("bukti")
    expect(front.locator("#answer")).to_contain_text("apakah masalahnya sudah selesai?")
    assert stayed(front)


def the_database_agrees(case: Case) -> None:
    with acting(system()):
        referral = Referral.objects.get(case=case)
        assert (referral.state, referral.result) == ("fulfilled", "Kartu sudah aktif kembali.")
        assert Attachment.objects.filter(referral=referral).count() == 1
        assert Membership.objects.filter(family_id=case.family_id).count() == 2


def test_from_the_door_to_the_citizens_last_word(chromium: Browser, house: House) -> None:
    front = sign_in(chromium, house, house.staff.front)
    search_in_vain(front, "Nurhaliza Wulandari")
    family = register_a_family(front)
    see_three_columns(front)
    answer_one_question(front)
    case = record_a_complaint(front, "Kartu BPJS tidak aktif")
    assert family.endswith(str(case.family_id))
    worked_on(chromium, house, case, front)

    facilitator = sign_in(chromium, house, house.staff.facilitator)
    facilitator.goto(f"{house.address}/cases/{case.id}")
    record_the_citizens_answer(facilitator, "Sudah selesai")
    expect(front.locator("#story")).to_contain_text("jawaban warga: sudah selesai", timeout=AT_ONCE)
    expect(front.locator("#answer")).to_contain_text("menyatakan masalahnya selesai")
    assert stayed(front)
    the_database_agrees(case)
    assert (case_now(case.title).state, case_now(case.title).confirmation) == ("closed", "solved")

    front.goto(family)
    again = record_a_complaint(front, "Kartu BPJS ditolak lagi")
    worked_on(chromium, house, again, front)
    facilitator.goto(f"{house.address}/cases/{again.id}")
    record_the_citizens_answer(facilitator, "Belum, buka lagi")
    expect(front.locator("#story")).to_contain_text("belum selesai, kasus dibuka lagi", timeout=AT_ONCE)
    assert stayed(front)
    the_database_agrees(again)
    assert (case_now(again.title).state, case_now(again.title).confirmation) == ("analysed", "not_solved")
