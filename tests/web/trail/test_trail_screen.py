"""The auditor's list on screen."""

from uuid import uuid4

import pytest

from slrt.domain import access
from slrt.services.trail import Subject, record
from slrt.store.walls.context import acting
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.people import BELITUNG_TIMUR, LALANG

pytestmark = pytest.mark.django_db


def happen(area: str = LALANG, reason: str = "dicari") -> object:
    subject = Subject("family", uuid4(), area)
    with acting(access.system()):
        record(access.system(), "family.register", subject, reason=reason)
    return subject.id


def test_an_auditor_sees_what_happened_in_the_area_and_narrows_it_down() -> None:
    family = happen()
    happen(reason="lain sekali")
    happen("19.02", reason="di seberang")
    client = browser(people.officer("manager", BELITUNG_TIMUR))
    page = client.get("/admin/trail").content.decode()
    assert "Mendaftarkan keluarga" in page
    assert "di seberang" not in page
    page = client.get(f"/admin/trail?subject={family}").content.decode()
    assert "1 kejadian" in page
    assert "lain sekali" not in page
    page = client.get("/admin/trail?verb=family.register&actor=slrt&area=kec+manggar").content.decode()
    assert "2 kejadian" in page
    assert "Tidak ada kejadian yang cocok" in client.get("/admin/trail?verb=session.locked").content.decode()


def test_nonsense_in_the_filter_shows_everything() -> None:
    happen()
    client = browser(people.officer("administrator", BELITUNG_TIMUR))
    address = "/admin/trail?subject=x&since=kemarin&until=99&area=xqzv&verb=apa&page=-1&actor=%00"
    assert "Mendaftarkan keluarga" in client.get(address).content.decode()


@pytest.mark.parametrize("role", ["front_office", "coordination_team", "facilitator"])
def test_others_do_not_read_the_trail(role: str) -> None:
    assert browser(people.officer(role)).get("/admin/trail").status_code == 403
