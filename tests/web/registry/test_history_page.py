"""The page of history: a day, two days, every change, who looked; and the way from a fact to its change."""

from uuid import UUID

import pytest
from django.http import HttpResponse

from slrt.domain.access import Actor, system
from slrt.store.registry.models import Change, Membership
from slrt.store.walls.context import acting
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.changes import direct, facts
from tests.makers.families import new_family, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


@pytest.fixture
def actor(tuesday: None) -> Actor:
    return people.officer("manager")


@pytest.fixture
def family_id(actor: Actor) -> UUID:
    made = registered(actor, new_family(facts={"roof": "zinc"})).family_id
    direct(actor, "facts", facts(("roof", "thatch")), made, reason="Sehabis badai")
    return made


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_day_two_days_and_who_looked(actor: Actor, family_id: UUID) -> None:
    client, path = browser(actor), f"/families/{family_id}/history"
    plain = text(client.get(path))
    assert "Sehabis badai" in plain
    assert f"/families/{family_id}/erase" in plain
    assert "/erase" not in text(browser(people.officer("front_office")).get(path))
    assert "Rina Kusuma</b>, Manajer" in plain
    assert "Keadaan pada 1" in text(client.get(path, {"on": "2026-12-01"})).replace("\xa0", " ")
    assert "Belum terdaftar pada hari itu." in text(client.get(path, {"on": "2026-11-30"}))
    compared = text(client.get(path, {"since": "2026-11-30", "until": "2026-12-01"}))
    assert "Jerami, ijuk atau daun" in compared
    wrong = client.get(path, {"since": "2026-12-01", "until": "2026-11-30"})
    assert (wrong.status_code, "Tanggal awal harus sebelum" in text(wrong)) == (422, True)
    assert client.get(path, {"on": "besok"}).status_code == 422


def test_a_member_has_a_history_of_their_own(actor: Actor, family_id: UUID) -> None:
    with acting(system()):
        spouse = Membership.objects.get(family_id=family_id, relation="spouse").person_id
    page = text(browser(actor).get(f"/families/{family_id}/members/{spouse}/history", {"on": "2026-12-01"}))
    assert "Riwayat data Siti Aminah" in page
    assert "Rusdi" not in page.split('id="then"')[1].split("</section>")[0]
    assert "Sehabis badai" not in page
    assert browser(actor).get(f"/families/{family_id}/members/{family_id}/history").status_code == 404


def test_each_fact_leads_to_the_change_that_said_it(actor: Actor, family_id: UUID) -> None:
    with acting(system()):
        made = Change.objects.get(family_id=family_id, reason="Sehabis badai").id
    house = text(browser(actor).get(f"/families/{family_id}")).split('id="house"')[1].split("</section>")[0]
    assert f'href="/changes/{made}">lihat perubahannya</a>' in house
