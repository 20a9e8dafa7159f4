"""Other programmes and places in the editor, in a real browser: by keyboard alone, and as the second person sees it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from slrt.services import programmes
from tests.browser.conftest import House, desk
from tests.makers import people, rules_in_work
from tests.makers.rules_in_work import definition, written

pytestmark = pytest.mark.browser

FIRST = "2027-01-01"
PICTURES = os.environ.get("SLRT_PICTURES", "")
OLD = {
    "exclusive_with": [{"code": "pkh", "source": "Perbup 12/2026 pasal 5"}],
    "complements": [{"code": "pip", "source": "Perbup 12/2026 pasal 6"}],
    "quota": {
        "per": "kabupaten",
        "period": "year",
        "ranking": ["family.decile"],
        "source": "Perbup 12/2026 pasal 7",
    },
}


def test_rows_are_added_filled_and_removed_by_keyboard_alone(chromium: Browser, house: House) -> None:
    author = people.officer("manager")
    row = written(author, FIRST, "Baris")
    seat = desk(chromium, house, author)
    page = seat.page
    page.goto(f"{house.address}/programmes/versions/{row.id}/edit")
    exclusive = page.get_by_role("group", name="Tidak boleh diterima bersamaan dengan")
    exclusive.get_by_label("Program").first.select_option("pkh")
    exclusive.get_by_label("Dasar").first.fill("Perbup pasal 5")
    exclusive.get_by_role("button", name="Tambah baris").press("Enter")
    expect(exclusive.get_by_label("Program")).to_have_count(2)
    expect(exclusive.get_by_label("Program").nth(1)).to_be_focused()
    expect(exclusive.get_by_label("Dasar").first).to_have_value("Perbup pasal 5")
    page.keyboard.type("Program Indonesia Pintar")
    page.keyboard.press("Tab")
    page.keyboard.type("Perbup pasal 6")
    exclusive.get_by_role("button", name="Hapus baris 1").press("Enter")
    expect(exclusive.get_by_role("button", name="Tambah baris")).to_be_focused()
    expect(exclusive.get_by_label("Dasar").first).to_have_value("Perbup pasal 6")
    expect(exclusive.get_by_label("Program").first).to_have_value("pip")
    page.get_by_label("Jumlah tetap (rupiah)").press("Enter")  # Enter in a field saves, it does not add a row
    expect(page.get_by_text("Draf disimpan.")).to_be_visible()
    expect(page.locator("#relations")).to_be_visible()
    assert seat.faults == []


@pytest.mark.skipif(not PICTURES, reason="pictures are laid in SLRT_PICTURES when it is set")
@pytest.mark.parametrize(("language", "scheme"), [("id", "light"), ("en", "dark")])
def test_pictures(chromium: Browser, house: House, language: str, scheme: str) -> None:
    author, second = people.officer("manager"), people.officer("head_of_agency")
    row = rules_in_work.published(author, second, "2026-12-01", name=f"Bantuan {language}", relations=OLD)
    row = programmes.begin(author, row.programme_id)
    new = {
        "exclusive_with": [{"code": "pkh", "source": "Perbup 3/2027 pasal 9, tanggal 4 Januari 2027"}],
        "complements": [{"code": "sembako", "source": "Perbup 3/2027 pasal 10"}],
        "quota": {**OLD["quota"], "per": "desa"},  # type: ignore[dict-item]
    }
    text = definition(FIRST, relations=new)
    row = programmes.edit(author, version_id=row.id, revision=row.revision, definition=text)
    seat, other = desk(chromium, house, author, language=language), desk(chromium, house, second, language=language)
    for one in (seat, other):
        one.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for width in (1440, 360):
        for name, one, path in (("edit", seat, "/edit"), ("version", other, "")):
            page = one.page
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{house.address}/programmes/versions/{row.id}{path}")
            page.screenshot(path=Path(PICTURES) / f"relations-{name}-{width}-{language}.png", full_page=True)
        page = seat.page
        page.goto(f"{house.address}/programmes/versions/{row.id}/edit")
        page.locator('[name="complements-0-source"]').fill("")
        page.locator('[name="quota-rank2"]').select_option("family.decile")
        page.locator("form#rule .form-actions button").click()
        expect(page.locator(".problems")).to_be_visible()
        page.screenshot(path=Path(PICTURES) / f"relations-wrong-{width}-{language}.png", full_page=True)
