"""Every screen of the product as somebody sees it: accessible, fitting, light and dark, running clean, in English.

With `SLRT_PICTURES=FOLDER` each screen is also laid there as a picture: 1440 px wide and light, 360 px wide and dark.
"""

import os
import re
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import HttpResponse
from playwright.sync_api import Browser, Page

from slrt.domain.access import Actor, system
from slrt.store.walls.context import acting
from tests.browser.conftest import Desk, House, desk
from tests.doors.world import LIMITED, ROUTES, World, address, build, said
from tests.makers import quotas as make
from tests.makers.browsers import browser
from tests.makers.families import registered
from tests.makers.figures import figures

pytestmark = pytest.mark.browser

RULES = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
FINDINGS = "async (rules) => (await axe.run(rules)).violations.map((each) => `${each.id} ${each.nodes[0].target}`)"
TAKES_THE_SCREEN = ("manager", "administrator", "provider", "back_office")
"""Roles asked in this order whether a screen answers them; the first that it answers sees it."""

NO_SCREENS = {
    "area_options": "a piece of a page: options of a list",
    "attachment": "bytes of a paper",
    "change_evidence": "only takes a form",
    "change_tell": "only takes a form",
    "changes_move": "only takes a form",
    "evidence": "bytes of a paper",
    "reconciliation_send": "only takes a form",
    "case_attach": "only takes a form",
    "case_note": "only takes a form",
    "case_step": "asks nothing for this verb: only takes a form",
    "display": "only takes a form",
    "family_answer": "only takes a form",
    "family_export": "a file",
    "family_row": "a piece of a page: one row of a form",
    "import_rejects": "a file",
    "import_step": "only takes a form",
    "inbox_accept": "only takes a form",
    "meeting_agenda": "only takes a form",
    "meeting_attendance": "only takes a form",
    "meeting_decisions": "only takes a form",
    "meeting_minutes": "a file",
    "meeting_scan": "bytes of a paper",
    "meeting_scan_new": "only takes a form",
    "password_reset": "only takes a form",
    "referral_attach": "only takes a form",
    "referral_step": "asks nothing for this verb: only takes a form",
    "sign_out": "only takes a form",
    "switch_post": "only takes a form",
    "user_open": "only takes a form",
    "version_check": "a piece of a page: what is wrong with a rule",
    "version_impact": "only takes a form",
    "version_new": "only takes a form",
}

STEPS = {
    "/cases/{case}/escalate": "manager",
    "/cases/{case}/withdraw": "manager",
    "/referrals/{referral}/decline": "provider",
    "/referrals/{referral}/withdraw": "manager",
}
"""Pages that ask what a step needs, and who takes the step."""

PICTURES = os.environ.get("SLRT_PICTURES", "")
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

MISSING = "Failed to load resource: the server responded with a status of 404 (Not Found)"
LEFT_IN_INDONESIAN = re.compile(
    r"\b(yang|dan|untuk|dengan|belum|tidak|sudah|dari|pada|warga|kasus|rujukan|hari)\b", re.I
)


@pytest.fixture
def world(house: House) -> World:
    return built(house.address)


@cache
def built(_address: str) -> World:
    """Rows here are committed: one world serves every test of an installation."""
    return build()


def answered(who: Actor | None, path: str, words: dict[str, str]) -> bool:
    """Whether this person gets a whole page there."""
    client = browser(who)
    client.raise_request_exception = True
    response: HttpResponse = client.get(path, words)
    whole = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    return whole and b"<!doctype html>" in response.content[:40]


def viewers(world: World) -> dict[str, tuple[str, str]]:
    """Each route's address, and the role that sees it; a stranger ("") sees the sign-in page."""
    seen = {}
    place = world.places["own"]
    for route in sorted(set(ROUTES) - set(NO_SCREENS)):
        path = address(route, place)
        for role in ("",) if route == "sign_in" else TAKES_THE_SCREEN:
            actor = world.actors.get(role)
            if answered(actor, path, said(route, actor, place) if actor else {}):
                seen[route] = (role, path)
                break
    return seen


def poor(world: World) -> UUID:
    """A family in the middle of waiting lists in the own village: of the screen of quotas, and of one by decile."""
    manager, village = world.actors["manager"], world.places["own"].area_code
    with acting(system()):
        for number, decile in enumerate((1, 1, 2, 3, None)):
            make.listed(f"Rekaan {number + 1}", decile, area_code=village, programme=LIMITED[0], receives=number == 0)
        make.quota(manager, 1, village)
        return [make.listed(name, 2, area_code=village) for name in ("Rekaan Satu", "Rekaan Dua")][-1]


def more_screens(world: World, *families: UUID) -> list[tuple[str, str]]:
    """Screens that no route's name alone leads to: other homes, steps with a form, families with verdicts, no page."""
    place = world.places["own"]
    steps = [(role, path.format(case=place.case, referral=place.referral)) for path, role in STEPS.items()]
    homes = [(role, "/") for role in ("administrator", "provider", "facilitator", "province")]
    lists = [
        ("manager", f"/meetings/{place.closed_meeting}"),
        ("facilitator", f"/meetings/{place.meeting}"),
        ("manager", f"/programmes/quotas/{place.quota}?view=receiving"),
        ("manager", "/programmes/summary?programme=pkh"),
    ]
    known = [("manager", f"/families/{family}") for family in families]
    return [*steps, *homes, *lists, ("", "/"), *known, ("manager", "/no-such-page")]


def picture(number: int, role: str, path: str) -> str:
    """How the picture of a screen is called: its place in the round, who looks, and the address without keys."""
    words = re.sub(r"[^a-z_]+", "-", KEY.sub("", path)).strip("-") or "home"
    return f"{number:02}-{role or 'stranger'}-{words}"


def wrong_with(page: Page, url: str, width: int, colours: Literal["light", "dark"], called: str) -> list[str]:
    """What is not accessible, and what does not fit."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=colours)
    page.goto(url)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{called}-{width}.png", full_page=True)
    page.evaluate(Axe().axe_script)
    wrong = list(page.evaluate(FINDINGS, RULES))
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    wrong += [f"{wider} px wider than the screen"] if wider > 0 else []
    return [f"{width} {colours}: {each}" for each in wrong]


def examined(desk: Desk, url: str, called: str) -> list[str]:
    """Everything wrong with one page, wide in the light and narrow in the dark."""
    desk.faults.clear()
    wrong = wrong_with(desk.page, url, 1440, "light", called)
    wrong += wrong_with(desk.page, url, 360, "dark", called)
    expected = MISSING if url.endswith("/no-such-page") else ""
    return wrong + [each for each in desk.faults if each != expected]


def test_every_screen_is_accessible_fits_and_runs_clean(chromium: Browser, house: House, world: World) -> None:
    figures("19.06", "19.06.01")
    screens = viewers(world)
    assert set(ROUTES) - set(screens) == set(NO_SCREENS)
    families = (registered(world.actors["manager"]).family_id, poor(world))
    desks: dict[str, Desk] = {}
    wrong = []
    for number, (role, path) in enumerate([*screens.values(), *more_screens(world, *families)], 1):
        if role not in desks:
            desks[role] = desk(chromium, house, world.actors.get(role))
        found = examined(desks[role], house.address + path, picture(number, role, path))
        wrong += [f"{path} as {role or 'stranger'}: {each}" for each in found]
    assert wrong == []


def test_pictures_are_named_by_who_sees_what() -> None:
    key = "01a20cbd-a341-7432-b15c-e1f7b765a33f"
    assert picture(7, "manager", f"/cases/{key}/refer") == "07-manager-cases-refer"
    assert picture(12, "", "/") == "12-stranger-home"


@pytest.mark.parametrize("role", ["front_office", "manager", "provider", "administrator", "province"])
def test_the_first_page_in_english_has_no_indonesian_words(
    chromium: Browser, house: House, world: World, role: str
) -> None:
    seat = desk(chromium, house, world.actors[role], language="en")
    seat.page.goto(house.address)
    assert seat.page.get_attribute("html", "lang") == "en"
    words = seat.page.evaluate("""() => {
      document.querySelectorAll('[lang="id"]').forEach((each) => each.remove());
      return document.body.innerText;
    }""")
    assert LEFT_IN_INDONESIAN.findall(words) == []
    assert seat.faults == []
