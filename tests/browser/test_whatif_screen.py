"""What another rule would come to, in a real browser: asked by keyboard, accessible and fitting with its answer."""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, expect

from slrt.domain import clock
from slrt.lake.synth import Order, synthesise
from slrt.lake.synth.places import villages_of
from tests.browser.conftest import House, desk
from tests.browser.test_every_screen import FINDINGS, RULES, examined
from tests.conftest import TEST_VAR

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PICTURES = os.environ.get("SLRT_PICTURES", "")
NIGHT = date(2026, 11, 24)


@pytest.fixture
def night(house: House) -> Iterator[Path]:
    """Last night's snapshot, with invented families of the kabupaten."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (database,) = cursor.fetchone()
    folder = TEST_VAR / "lake" / f"night-{NIGHT}-{database}"
    order = Order(900, "19.06", 3, NIGHT)
    villages = villages_of(ROOT / "data" / "areas", "19.06")
    synthesise(folder / "snapshot", order, villages, clock.now(), lambda _: None)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_rule_is_tried_by_keyboard_and_its_answer_fits_every_screen(
    chromium: Browser, house: House, night: Path, colours: Literal["light", "dark"]
) -> None:
    seat = desk(chromium, house, house.staff.manager)
    page = seat.page
    page.emulate_media(color_scheme=colours)
    page.goto(f"{house.address}/programmes/pkh")
    page.get_by_role("link", name="Bagaimana jika").press("Enter")
    rule = page.get_by_label("Aturan", exact=True)
    expect(rule).to_have_value(re.compile(re.escape("family.decile <= 4")))
    rule.fill(rule.input_value().replace("family.decile <= 4", "family.decile <= 5"))
    page.get_by_role("button", name="Hitung").press("Enter")
    expect(page.get_by_role("heading", name="Contoh keluarga yang masuk")).to_be_visible()
    expect(rule).to_have_value(re.compile(re.escape("family.decile <= 5")))
    page.evaluate(Axe().axe_script)
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(FINDINGS, RULES) == [], width
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"what-if-{width}-{colours}.png", full_page=True)
    assert seat.faults == []


def test_without_a_snapshot_the_page_is_accessible_as_well(chromium: Browser, house: House) -> None:
    seat = desk(chromium, house, house.staff.manager)
    assert examined(seat, f"{house.address}/programmes/pkh/what-if", "what-if-empty") == []
    assert "slrt snapshot create" in seat.page.locator("main").inner_text()
