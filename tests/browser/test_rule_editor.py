"""The editor of rules in a real browser: painted, completed by keyboard alone, judged while one types."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Desk, House, desk
from tests.makers import people, rules_in_work
from tests.makers.families import new_family, person, registered
from tests.makers.rules_in_work import proposed, ready, written

pytestmark = pytest.mark.browser

FIRST = "2027-01-01"
PICTURES = os.environ.get("SLRT_PICTURES", "")


def opened(chromium: Browser, house: House, name: str, **changes: object) -> Desk:
    author = people.officer("manager")
    row = written(author, FIRST, name, **changes)
    seat = desk(chromium, house, author)
    seat.page.goto(f"{house.address}/programmes/versions/{row.id}/edit")
    return seat


def test_facts_and_values_are_completed_by_keyboard_and_the_rule_is_read_back(chromium: Browser, house: House) -> None:
    seat = opened(chromium, house, "Lengkap")
    page = seat.page
    rule = page.get_by_label("Aturan", exact=True)
    rule.fill("")
    rule.press_sequentially("family.flo")
    options = page.locator(".rule-list").get_by_role("option")
    expect(options.first).to_contain_text("floor")
    rule.press("Enter")
    expect(rule).to_have_value("family.floor")
    rule.press_sequentially(' == "')
    expect(page.locator(".rule-list").get_by_role("option").first).to_be_visible()
    rule.press_sequentially("soi")
    expect(page.locator(".rule-list").get_by_role("option")).to_have_count(1)
    rule.press("Enter")
    expect(rule).to_have_value('family.floor == "soil"')
    rule.press("ArrowLeft")
    rule.press("Backspace")
    rule.press("Enter")
    expect(rule).to_have_value('family.floor == "soil"')
    expect(page.locator("#said .fine")).to_be_visible()
    expect(page.locator('#said [lang="id"]').first).to_have_text("Lantai terluas tanah.")
    expect(page.locator(".rule-paint .k-fact").first).to_have_text("family.floor")
    # the colours lie below the field: only through it is the text seen, while one types too
    expect(page.locator(".rule-box > textarea").first).to_be_focused()
    expect(page.locator(".rule-box > textarea").first).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    assert seat.faults == []


def test_the_list_is_asked_for_moved_through_and_closed_without_a_mouse(chromium: Browser, house: House) -> None:
    page = opened(chromium, house, "Papan ketik").page
    rule = page.get_by_label("Aturan", exact=True)
    rule.fill("")
    rule.press("Control+ ")
    first = page.locator(".rule-list").get_by_role("option").nth(0)
    expect(first).to_have_attribute("aria-selected", "true")
    rule.press("ArrowDown")
    expect(page.locator(".rule-list").get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    chosen = page.locator(".rule-list").get_by_role("option").nth(1).get_attribute("id")
    expect(rule).to_have_attribute("aria-activedescendant", str(chosen))
    rule.press("Escape")
    expect(page.locator(".rule-list").get_by_role("option")).to_have_count(0)
    rule.press("Control+ ")
    rule.press("ArrowDown")
    rule.press("Enter")
    expect(rule).to_have_value("members.exists(m, )")
    rule.press_sequentially("m.age >= 60")
    expect(rule).to_have_value("members.exists(m, m.age >= 60)")
    rule.press("Tab")
    expect(rule).not_to_be_focused()


def test_a_fault_is_marked_at_its_place_and_what_was_typed_is_not_lost(chromium: Browser, house: House) -> None:
    seat = opened(chromium, house, "Salah")
    page = seat.page
    rule = page.get_by_label("Aturan", exact=True)
    rule.fill("family.decile <= 3 &&\nfamily.lantai == 1")
    expect(page.locator("#said")).to_contain_text("fakta family.lantai tidak dikenal")
    expect(page.locator(".rule-paint .k-fault").first).to_have_text("family.lantai")
    expect(rule).to_have_attribute("aria-invalid", "true")
    rule.fill("family.decile <= 3")
    expect(page.locator("#said .fine")).to_be_visible()
    expect(rule).to_have_attribute("aria-invalid", "false")
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.get_by_text("Draf disimpan.")).to_be_visible()
    assert seat.faults == []


def test_from_draft_to_force_with_two_people_at_their_desks(chromium: Browser, house: House) -> None:
    author, second = people.officer("manager"), people.officer("head_of_agency")
    registered(author, new_family(person("Sarinah", "head", date(1950, 1, 2), "female"), facts={"decile": 2}))
    row = written(author, FIRST, "Dua orang")
    address = f"{house.address}/programmes/versions/{row.id}"
    one, two = desk(chromium, house, author), desk(chromium, house, second)
    one.page.goto(address)
    one.page.get_by_role("button", name="Hitung dampak").click()
    expect(one.page.locator("#impact .figures")).to_be_visible()
    one.page.get_by_role("link", name="Ajukan").click()
    one.page.get_by_role("button", name="Ajukan").click()
    expect(one.page.get_by_text("Menunggu persetujuan")).to_be_visible()
    expect(one.page.get_by_role("link", name="Setujui dan terbitkan")).to_have_count(0)
    two.page.goto(address)
    two.page.get_by_role("link", name="Setujui dan terbitkan").click()
    two.page.get_by_role("button", name="Setujui dan terbitkan").click()
    expect(two.page.locator(".lead-line").get_by_text("Terbit")).to_be_visible()
    assert one.faults == two.faults == []


@pytest.mark.skipif(not PICTURES, reason="pictures are laid in SLRT_PICTURES when it is set")
@pytest.mark.parametrize("language", ["id", "en"])
def test_pictures(chromium: Browser, house: House, language: str) -> None:
    author = people.officer("manager")
    registered(author, new_family(person("Sarinah", "head", date(1950, 1, 2), "female"), facts={"decile": 2}))
    bad = written(author, FIRST, f"Gambar {language}", rule="family.decile <= 3 && family.lantai == 1")
    good = ready(author, FIRST, f"Siap {language}")
    waiting = proposed(author, FIRST, f"Usul {language}")
    nation = people.officer("national", "00")
    seat = desk(chromium, house, author, language=language)
    pages = {
        "bad": f"/programmes/versions/{bad.id}/edit",
        "good": f"/programmes/versions/{good.id}/edit",
        "version": f"/programmes/versions/{good.id}",
        "list": "/programmes",
        "new": "/programmes/new",
        "case": f"/programmes/versions/{good.id}/cases/0",
        "step": f"/programmes/versions/{waiting.id}/withdraw",
    }
    for name, path in pages.items():
        for width in (1440, 360):
            seat.page.set_viewport_size({"width": width, "height": 900})
            seat.page.goto(house.address + path)
            seat.page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{language}.png", full_page=True)
    central = desk(chromium, house, nation, language=language)
    if language == "id":
        central.page.goto(f"{house.address}/programmes/pkh")
        central.page.get_by_role("button", name=re.compile("draf")).click()
    else:
        central.page.goto(f"{house.address}/programmes")
        central.page.locator("#drafts a", has_text="PKH").click()
        central.page.goto(central.page.url + "/edit")
    for width in (1440, 360):
        central.page.set_viewport_size({"width": width, "height": 900})
        central.page.screenshot(path=Path(PICTURES) / f"pkh-{width}-{language}.png", full_page=True)
    assert rules_in_work.RULE in good.rule
