"""A list at a real browser: uploaded, checked, confirmed and written by keyboard; each state fits its screen."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from slrt.jobs.imports import work_on_files
from tests.browser.conftest import House, desk
from tests.browser.test_every_screen import examined
from tests.conftest import TEST_VAR
from tests.makers.messy import messy

pytestmark = pytest.mark.browser

LINES = 160
"""Of the messy list: enough that it holds faults of several kinds."""


def test_a_list_is_checked_confirmed_and_written_by_keyboard(chromium: Browser, house: House, settings: Any) -> None:
    settings.SLRT_VAR = TEST_VAR
    seat = desk(chromium, house, house.staff.manager)
    page = seat.page
    page.goto(house.address)
    page.get_by_role("link", name="Impor", exact=True).press("Enter")
    some = "\n".join(messy().text.split("\n")[:LINES]).encode()
    page.get_by_label("Berkas CSV atau XLSX").set_input_files(
        [{"name": "dtsen-juni.csv", "mimeType": "text/csv", "buffer": some}]
    )
    page.get_by_role("button", name="Unggah").press("Enter")
    expect(page.get_by_role("heading", name="Kolom di berkas")).to_be_visible()
    expect(page.get_by_label("no kk")).to_have_value("NO KK")
    place = page.url
    wrong = examined(seat, place, "import-1-columns")
    page.get_by_role("button", name="Periksa berkas").press("Enter")
    expect(page.get_by_text("Setiap baris sedang diperiksa")).to_be_visible()
    wrong += examined(seat, place, "import-2-checking")
    work_on_files()
    expect(page.get_by_role("button", name="Tulis ke register")).to_be_visible()
    wrong += examined(seat, place, "import-3-checked")
    page.get_by_role("button", name="Tulis ke register").press("Enter")
    expect(page.get_by_text("Sedang ditulis: bagian")).to_be_visible(timeout=15_000)
    work_on_files()
    expect(page.get_by_role("heading", name="Batalkan seluruh daftar")).to_be_visible()
    wrong += examined(seat, place, "import-4-written")
    wrong += examined(seat, f"{house.address}/imports", "import-0-list")
    assert wrong == []
