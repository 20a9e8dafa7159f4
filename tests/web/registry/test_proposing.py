"""Proposals of every kind from the family page: what is asked, kept, refused, and what the register then holds."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.store.registry.models import Change, Family, Membership, Person
from slrt.store.walls.context import acting
from slrt.web.registry.proposing import GROUPS
from slrt.web.registry.wishforms import FORMS
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.changes import broken_invariants, walk
from tests.makers.families import OTHER_VILLAGE, VILLAGE, new_family, person, registered
from tests.makers.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

ELSEWHERE = "19.06.01.2006"


@pytest.fixture
def facilitator(tuesday: None) -> Actor:
    return people.officer("facilitator", VILLAGE)


@pytest.fixture
def client(facilitator: Actor) -> Client:
    return browser(facilitator)


@pytest.fixture
def family_id(facilitator: Actor) -> UUID:
    facts = {"roof": "zinc", "receives": frozenset({"pkh"}), "excluded_flags": frozenset({"asn"})}
    return registered(people.officer(), new_family(facts=facts)).family_id


@pytest.fixture
def other_id(facilitator: Actor) -> UUID:
    return registered(people.officer(), new_family(person("Halimah Nur", "head"))).family_id


def text(response: HttpResponse) -> str:
    return response.content.decode()


def members(family_id: UUID) -> dict[str, Person]:
    with acting(system()):
        rows = Membership.objects.filter(family_id=family_id, until__isnull=True).select_related("person")
        return {str(row.relation): row.person for row in rows}


def sent(**more: Any) -> dict[str, Any]:
    common = {"submission": str(uuid7()), "version": "1", "source": "interview", "proposer_kind": "officer"}
    return {**common, "kind": "document", **more}


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("bukti.png", picture(), "image/png")


def proposed(client: Client, family_id: UUID, kind: str, given: dict[str, Any]) -> Change:
    """Post the form, take the change along its whole chain, and give it."""
    answer = client.post(f"/families/{family_id}/propose/{kind}", given)
    assert answer.status_code == 302, text(answer).split('id="problems"')[-1][:600]
    with acting(system()):
        done = walk(UUID(answer["Location"].rpartition("/")[2]))
        assert broken_invariants() == []
        return done


def test_the_choice_offers_every_kind_that_has_a_form(client: Client, family_id: UUID) -> None:
    assert {code for *_, codes in GROUPS for code in codes} == set(FORMS)
    page = text(client.get(f"/families/{family_id}/propose"))
    assert all(f"/propose/{kind}" in page for kind in FORMS)
    assert f"/families/{family_id}/propose" in text(client.get(f"/families/{family_id}"))
    assert client.get(f"/families/{family_id}/propose/undo").status_code == 404


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_each_form_opens_and_an_empty_one_is_refused_in_words(client: Client, family_id: UUID, kind: str) -> None:
    assert client.get(f"/families/{family_id}/propose/{kind}").status_code == 200
    answer = client.post(f"/families/{family_id}/propose/{kind}", sent())
    assert answer.status_code == 422
    assert 'id="problems"' in text(answer)


def test_facts_are_proposed_from_the_form_of_all_facts(client: Client, family_id: UUID) -> None:
    given = {"submission": str(uuid7()), "version": "1", "source": "visit", "was__roof": "zinc", "roof": "thatch"}
    answer = client.post(f"/families/{family_id}/facts", {**given, "as": "proposal"})
    assert answer.status_code == 302
    with acting(system()):
        made = Change.objects.get(kind="facts", state="submitted")
        assert Family.objects.get(id=family_id).roof == "zinc"
        assert made.wish == {"items": [{"fact": "roof", "value": "thatch"}]}


def test_a_death_with_its_certificate(client: Client, family_id: UUID) -> None:
    spouse = members(family_id)["spouse"]
    given = sent(person=str(spouse.id), on="2026-11-30")
    assert "Sertakan dokumen yang membuktikan." in text(client.post(f"/families/{family_id}/propose/death", given))
    done = proposed(client, family_id, "death", {**given, "evidence": paper()})
    with acting(system()):
        spouse.refresh_from_db()
    assert (done.state, spouse.state) == ("applied", "dead")


def test_a_birth_and_the_likely_twin_is_shown_before(client: Client, family_id: UUID) -> None:
    child = {"name": "Bayu Saputra", "relation": "child", "sex": "male", "birth_date": "2026-11-02"}
    proposed(client, family_id, "birth", sent(**child, evidence=paper()))
    assert members(family_id)["child"].name == "Bayu Saputra"
    late = client.post(f"/families/{family_id}/propose/birth", sent(**child, version="2", evidence=paper()))
    assert late.status_code == 422
    assert "Mungkin sudah terdaftar" in text(late)
    assert 'value="Bayu Saputra"' in text(late)


def test_another_head(client: Client, family_id: UUID) -> None:
    spouse = members(family_id)["spouse"]
    proposed(client, family_id, "change_head", sent(head=str(spouse.id), old_relation="spouse"))
    assert members(family_id)["head"].id == spouse.id


def test_a_family_that_moved(family_id: UUID) -> None:
    back = browser(people.officer("back_office"))
    proposed(back, family_id, "move_family", sent(area_code=ELSEWHERE, address="Jalan Baru 3", rt="1", rw=""))
    with acting(system()):
        moved = Family.objects.get(id=family_id)
        assert (moved.area_code, moved.address, moved.rt) == (ELSEWHERE, "Jalan Baru 3", "001")


def test_a_split(client: Client, family_id: UUID) -> None:
    spouse = str(members(family_id)["spouse"].id)
    proposed(client, family_id, "split", sent(people=[spouse], head=spouse, area_code=VILLAGE, address="Dusun Baru"))
    assert set(members(family_id)) == {"head"}


def test_a_member_moves_to_a_family_that_was_found_by_name(client: Client, family_id: UUID, other_id: UUID) -> None:
    spouse, path = str(members(family_id)["spouse"].id), f"/families/{family_id}/propose/move_member"
    given = sent(person=spouse, find="Halimah", relation="other", on="2026-11-30")
    looked = text(client.post(path, {**given, "find_family": "1"}))
    assert f'value="{other_id}"' in looked
    assert "Halimah Nur" in looked
    assert f'value="{spouse}" selected' in looked
    assert "Cari lalu pilih keluarganya." in text(client.post(path, given))
    proposed(client, family_id, "move_member", {**given, "family": str(other_id)})
    assert len(members(other_id)) == 2


def test_two_records_of_one_family_become_one(family_id: UUID, other_id: UUID) -> None:
    back = browser(people.officer("back_office"))
    twin = members(other_id)["head"]
    given = sent(find="Halimah", family=str(other_id))
    looked = text(back.post(f"/families/{family_id}/propose/merge_families", {**given, "find_family": "1"}))
    assert f'name="other_{twin.id}"' in looked
    given[f"other_{twin.id}"] = f"same:{members(family_id)['spouse'].id}"
    proposed(back, family_id, "merge_families", given)
    with acting(system()):
        assert Family.objects.get(id=other_id).state == "merged"
        assert Person.objects.get(id=twin.id).state == "merged"


def test_numbers_go_in_sealed_and_never_come_back(client: Client, family_id: UUID) -> None:
    spouse, number, card = members(family_id)["spouse"], "1906015407800077", "1906011105200001"
    client.post(f"/families/{family_id}/propose/nik", sent(person=str(spouse.id), nik=number, evidence=paper()))
    with acting(system()):
        change = Change.objects.get(kind="nik")
        assert number not in str(change.wish)
    page = text(client.get(f"/changes/{change.id}"))
    assert "Nomor tersamar" in page
    assert number not in page
    proposed(client, family_id, "no_kk", sent(no_kk=card, evidence=paper()))


def test_a_wrong_flag_is_disputed(client: Client, family_id: UUID) -> None:
    proposed(client, family_id, "flag_dispute", sent(flags=[], evidence=paper()))
    with acting(system()):
        assert Family.objects.get(id=family_id).excluded_flags == []


def test_usul_goes_to_the_centre_and_changes_nothing_here(client: Client, family_id: UUID) -> None:
    done = proposed(client, family_id, "enrolment", sent(programme="sembako", why="Rumah rusak berat sejak banjir"))
    assert (done.state, done.programme) == ("approved", "sembako")


def test_sanggah_needs_a_neighbour_a_photo_and_its_place(client: Client, family_id: UUID) -> None:
    path = f"/families/{family_id}/propose/objection"
    given = sent(programme="pkh", why="Punya mobil dan toko sendiri", kind="photo", proposer_name="Tetangga")
    lacking = text(client.post(path, given))
    assert "Sanggahan hanya dari warga desa atau kelurahan yang sama." in lacking
    assert "Sertakan foto rumah beserta titik lokasinya." in lacking
    assert 'value="Tetangga"' in lacking
    place = {"latitude": "-2.7412", "longitude": "108.11", "evidence": paper()}
    answer = client.post(path, {**given, **place, "proposer_village": VILLAGE, "protected": "on"})
    assert answer.status_code == 302
    page = text(client.get(answer["Location"]))
    assert "Warga (dirahasiakan)" in page
    assert "-2.74120, 108.11000" in page


def test_a_double_submission_is_one_proposal_and_strangers_find_no_form(client: Client, family_id: UUID) -> None:
    given = sent(programme="sembako", why="Rumah rusak berat sejak banjir")
    for _ in range(2):
        client.post(f"/families/{family_id}/propose/enrolment", given)
    with acting(system()):
        assert Change.objects.filter(kind="enrolment").count() == 1
    stranger = browser(people.officer("facilitator", OTHER_VILLAGE))
    assert stranger.get(f"/families/{family_id}/propose/death").status_code == 404
