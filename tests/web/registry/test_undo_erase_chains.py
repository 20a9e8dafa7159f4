"""Taking back, erasing and setting chains at the desk: each says what will happen first."""

from uuid import UUID

import pytest
from django.http import HttpResponse

from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.services.registry import changes
from slrt.store.registry.models import Family, Membership
from slrt.store.walls.context import acting
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.changes import direct, facts, submitted
from tests.makers.families import VILLAGE, new_family, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


@pytest.fixture
def manager(tuesday: None) -> Actor:
    return people.officer("manager")


@pytest.fixture
def family_id(manager: Actor) -> UUID:
    return registered(manager, new_family(facts={"roof": "zinc"}, phone="0812 3456 7890")).family_id


def text(response: HttpResponse) -> str:
    return response.content.decode()


def family(family_id: UUID) -> Family:
    with acting(system()):
        return Family.objects.get(id=family_id)


def test_undoing_shows_what_returns_and_then_returns_it(manager: Actor, family_id: UUID) -> None:
    made = direct(manager, "facts", facts(("roof", "thatch")), family_id).change_id
    client = browser(manager)
    assert f"/changes/{made}/undo" in text(client.get(f"/changes/{made}"))
    path, key = f"/changes/{made}/undo", str(uuid7())
    page = text(client.get(path))
    assert "Jerami, ijuk atau daun" in page
    assert "<b>Seng</b>" in page
    assert client.post(path, {"submission": key, "reason": ""}).status_code == 422
    for _ in range(2):
        client.post(path, {"submission": key, "reason": "Salah keluarga"})
    assert (family(family_id).roof, family(family_id).version) == ("zinc", 3)
    page = text(client.get(f"/changes/{made}"))
    assert "Perubahan ini sudah dibatalkan." in page
    assert f"/changes/{made}/undo" not in page
    assert "sudah dibatalkan" in text(client.post(path, {"submission": str(uuid7()), "reason": "Lagi"}))


def test_who_may_not_undo_is_not_offered_it(manager: Actor, family_id: UUID) -> None:
    made = direct(manager, "facts", facts(("roof", "thatch")), family_id).change_id
    desk = browser(people.officer("front_office"))
    assert "undo" not in text(desk.get(f"/changes/{made}"))
    assert desk.get(f"/changes/{made}/undo").status_code == 403


def test_erasing_tells_what_goes_asks_twice_and_takes_it(manager: Actor, family_id: UUID) -> None:
    with acting(system()):
        person = Membership.objects.get(family_id=family_id, relation="spouse").person_id
    client, path = browser(manager), f"/families/{family_id}/erase"
    page = text(client.get(f"{path}?person={person}"))
    assert "Siti Aminah" in page
    assert "tinggal tahunnya" in page
    given = {"person": str(person), "reason": "Surat 12/2026", "submission": str(uuid7())}
    late = client.post(path, given)
    assert (late.status_code, "Surat 12/2026" in text(late)) == (422, True)
    client.post(path, {**given, "sure": "1"})
    with acting(system()):
        erased = Membership.objects.get(family_id=family_id, relation="spouse").person
        assert erased.name.startswith("Dihapus ")
        assert erased.nik_cipher is None
        assert str(erased.birth_date) == "1980-01-01"
    client.post(path, {"reason": "Surat 13/2026", "submission": str(uuid7()), "sure": "1"})
    assert family(family_id).phone == ""


def test_a_chain_is_set_for_the_own_area_and_only_by_a_rule(manager: Actor, family_id: UUID) -> None:
    client = browser(manager)
    page = text(client.get("/chains?route=objection"))
    assert "14 hari" in page
    assert 'value="14"' in page
    given = {"route": "proposal", "kind": "facts", "stations": ["endorsed", "checked"], "source": ""}
    assert client.post("/chains", given).status_code == 422
    client.post("/chains", {**given, "source": "Perbup 12/2026"})
    assert "aturan sendiri" in text(client.get("/chains"))
    made = submitted(people.officer("facilitator", VILLAGE), "facts", facts(("roof", "tile")), family_id)
    assert changes.chain_of("proposal", "facts", VILLAGE).stations == ("checked", "endorsed")
    assert made.state == "submitted"
    assert browser(people.officer("back_office")).get("/chains").status_code == 403
