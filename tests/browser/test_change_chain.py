"""A proposal from the family page to the register, by the people of its chain, in a real browser, much of it by keys;
and the screens it meets on its way, with content, as somebody sees them.
"""

import pytest
from playwright.sync_api import Browser, Page, expect

from slrt.domain.access import Actor, system
from slrt.services.registry import FactChange, changes, record_facts
from slrt.store.registry.models import Change, Family
from slrt.store.walls.context import acting
from tests.browser.conftest import House, desk, photo
from tests.browser.test_every_screen import examined
from tests.makers import people
from tests.makers.changes import document, facts, submitted, walk
from tests.makers.changes import photo as taken
from tests.makers.families import new_family, person, registered

pytestmark = pytest.mark.browser

NAME = "Kasim bin Daud"


def at_desk(chromium: Browser, house: House, who: Actor, path: str) -> Page:
    page = desk(chromium, house, who).page
    page.goto(f"{house.address}{path}")
    return page


def open_by_keys(page: Page) -> None:
    """From the queue to the change without a mouse."""
    expect(page.locator("[data-row]", has_text=NAME)).to_be_visible()
    names = page.locator("[data-row] .row-title").all_inner_texts()
    for _ in range(names.index(NAME) + 1):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/changes/*-*")


def press(page: Page, words: str) -> None:
    """A button of the page, reached and pressed by keys."""
    page.locator("#next button", has_text=words).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_contain_text("Tercatat:")


def propose_a_roof(page: Page) -> None:
    page.click(".page-header >> text=Usulkan perubahan")
    page.click("text=Keluarga dan rumah")
    page.select_option("select[name=lighting]", "pln_metered")
    page.select_option("select[name=electricity_va]", "450")
    page.click("text=Simpan sebagai usulan")
    expect(page.locator("#content")).to_contain_text("Usulan diajukan.")


def add_the_letter(page: Page) -> None:
    """The sworn letter, which stands for a meeting."""
    page.select_option("#evidence select[name=kind]", "letter")
    page.set_input_files("#evidence input[name=evidence]", photo())
    page.click("text=Tambah bukti")
    expect(page.locator("#evidence-list")).to_contain_text("SPTJM")


def decide_for_the_village(page: Page) -> None:
    page.click("#next .step-list >> text=Diputus desa")
    page.check("input[name=basis][value=sptjm]", force=True)
    page.click("form button[type=submit]:has-text('Diputus desa')")
    expect(page.locator("#content")).to_contain_text("Tercatat:")


def test_from_a_proposal_to_the_family_page(chromium: Browser, house: House) -> None:
    head = person(NAME, "head", sex="male")
    made = registered(house.staff.front, new_family(head, area_code=people.LALANG, facts={"decile": 2}))
    family = f"/families/{made.family_id}"
    field = at_desk(chromium, house, house.staff.facilitator, family)
    expect(field.locator(".verdict-yes")).not_to_contain_text("Subsidi listrik")
    propose_a_roof(field)
    add_the_letter(field)
    with acting(system()):
        change = Change.objects.get(family_id=made.family_id, kind="facts")
        assert Family.objects.get(id=made.family_id).lighting is None

    back = at_desk(chromium, house, house.staff.back, "/changes")
    open_by_keys(back)
    expect(back.locator("#lines")).to_contain_text("Belum diketahui")
    press(back, "Berkas lengkap")
    supervisor = at_desk(chromium, house, people.officer("supervisor"), "/changes")
    open_by_keys(supervisor)
    press(supervisor, "Sesuai di lapangan")
    village = people.officer("puskesos_coordinator", people.LALANG)
    decide_for_the_village(at_desk(chromium, house, village, f"/changes/{change.id}"))
    for role, words in (("manager", "Setujui (verifikator)"), ("head_of_agency", "Setujui (kepala dinas)")):
        page = at_desk(chromium, house, people.officer(role), "/changes")
        open_by_keys(page)
        press(page, words)

    expect(field.locator("#next")).to_contain_text("Sudah masuk data.", timeout=5_000)
    field.goto(house.address + family)
    expect(field.locator(".verdict-yes")).to_contain_text("Subsidi listrik")
    house_card = field.locator("section", has=field.locator("#house"))
    expect(house_card.locator(f"a[href='/changes/{change.id}']").first).to_be_attached()


def clashing(house: House) -> tuple[object, object]:
    """A family with a proposal held because its roof was changed meanwhile."""
    manager = house.staff.manager
    family = registered(
        manager, new_family(person("Umar Said", "head"), area_code=people.LALANG, facts={"roof": "zinc"})
    )
    wish = facts(("roof", "thatch"), ("wall", "bamboo"))
    made = submitted(house.staff.facilitator, "facts", wish, family.family_id, area_code=people.LALANG)
    tile = [FactChange("roof", "tile")]
    record_facts(manager, family_id=family.family_id, base_version=1, items=tile, source="visit")
    with acting(system()):
        walk(made.change_id)
    return family.family_id, made.change_id


def objected(house: House) -> object:
    receives = {"receives": frozenset({"pkh"})}
    family = registered(
        house.staff.manager, new_family(person("Nuraini", "head"), area_code=people.LALANG, facts=receives)
    )
    neighbour = changes.NewProposer(kind="citizen", name="Tetangga", village_code=people.LALANG, protected=True)
    claim = {"programme": "pkh", "why": "Punya mobil dan toko sendiri"}
    given = {
        "route": "objection",
        "proposer": neighbour,
        "evidence": [taken(latitude=-2.7, longitude=108.1), document()],
    }
    facilitator = house.staff.facilitator
    return submitted(facilitator, "objection", claim, family.family_id, area_code=people.LALANG, **given).change_id


def test_the_screens_on_the_way_are_accessible_and_fit(chromium: Browser, house: House) -> None:
    family_id, held = clashing(house)
    objection = objected(house)
    seat = desk(chromium, house, house.staff.manager)
    kinds = ("death", "split", "objection", "merge_families")
    paths = {
        "queue": "/changes?view=all",
        "mine": "/changes",
        "change": f"/changes/{held}",
        "clash": f"/changes/{held}/choose",
        "objection": f"/changes/{objection}",
        "reject": f"/changes/{objection}/steps/reject",
        "name": f"/changes/{objection}/proposer",
        "history": f"/families/{family_id}/history?on=2030-01-01&since=2020-01-01&until=2030-01-01",
        "erase": f"/families/{family_id}/erase",
        "propose": f"/families/{family_id}/propose",
        "chains": "/chains",
        **{f"propose-{kind}": f"/families/{family_id}/propose/{kind}" for kind in kinds},
    }
    wrong = {name: examined(seat, house.address + path, f"changes-{name}") for name, path in paths.items()}
    assert {name: found for name, found in wrong.items() if found} == {}
