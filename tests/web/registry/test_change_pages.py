"""The desk of changes: the queue, three presses to a verified change, many at once, a clash, evidence, the outcome."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from slrt.domain.access import Actor, system
from slrt.services.registry import FactChange, changes, record_facts
from slrt.store.registry.models import Change, Family
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.changes import document, facts, photo, submitted, walk
from tests.makers.families import VILLAGE, new_family, person, registered
from tests.makers.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

ROOF = facts(("roof", "thatch"))
CLAIM = {"programme": "pkh", "why": "Punya mobil dan toko sendiri"}


@pytest.fixture
def facilitator(tuesday: None) -> Actor:
    return people.officer("facilitator", VILLAGE)


@pytest.fixture
def back(tuesday: None) -> Actor:
    return people.officer("back_office")


@pytest.fixture
def family_id(facilitator: Actor) -> UUID:
    facts_ = {"roof": "zinc", "receives": frozenset({"pkh"})}
    return registered(people.officer(), new_family(facts=facts_)).family_id


def text(response: HttpResponse) -> str:
    return response.content.decode()


def row(change_id: UUID) -> Change:
    with acting(system()):
        return Change.objects.get(id=change_id)


def moved_to(change_id: UUID, until: str) -> Change:
    with acting(system()):
        return walk(change_id, until=until)


def test_from_the_queue_to_a_verified_change_in_three_presses(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    moved_to(made.change_id, "verify")
    client = browser(people.officer("supervisor"))
    assert f"/changes/{made.change_id}" in text(client.get("/changes"))
    page = text(client.get(f"/changes/{made.change_id}"))
    for words in ("Seng", "Jerami, ijuk atau daun", "Sesuai di lapangan", "Berikutnya: cek di lapangan."):
        assert words in page
    answer = client.post(f"/changes/{made.change_id}/steps/verify", {"revision": "2"}, follow=True)
    assert "Sekarang: Terverifikasi di lapangan." in text(answer)
    assert row(made.change_id).state == "verified"


def test_reading_a_change_is_reading_its_family(facilitator: Actor, back: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    browser(back).get(f"/changes/{made.change_id}")
    with acting(system()):
        assert Event.objects.filter(verb="family.look", actor_id=back.user_id, subject_id=family_id).count() == 1


def test_a_step_that_needs_a_reason_asks_for_it_and_keeps_what_was_typed(
    facilitator: Actor, back: Actor, family_id: UUID
) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    client, path = browser(back), f"/changes/{made.change_id}/steps/return"
    assert "Alasan" in text(client.get(path))
    assert client.post(path, {"revision": "1", "reason": ""}).status_code == 422
    changes.move(people.officer("back_office"), change_id=made.change_id, verb="check", revision=1)
    late = client.post(path, {"revision": "1", "reason": "Fotonya kabur"})
    assert late.status_code == 422
    assert "Fotonya kabur" in text(late)
    assert "Baru saja diubah orang lain" in text(late)
    again = client.post(path, {"revision": "2", "reason": "Fotonya kabur"})
    assert (again.status_code, row(made.change_id).state) == (302, "returned")


def test_many_at_once_each_by_itself(facilitator: Actor, back: Actor, family_id: UUID) -> None:
    other = registered(people.officer(), new_family(person("Halimah", "head"), facts={"roof": "zinc"})).family_id
    first = submitted(facilitator, "facts", ROOF, family_id).change_id
    own = submitted(back, "facts", facts(("wall", "bamboo")), other).change_id
    second = submitted(facilitator, "facts", ROOF, other).change_id
    changes.move(back, change_id=second, verb="check", revision=1)
    answer = browser(back).post(
        "/changes/move", {"verb": "check", "pick": [f"{first}:1", f"{second}:2", f"{own}:1", f"{family_id}:1", "x"]}
    )
    page = text(answer)
    assert "2 berhasil" in page
    assert "Tindakan ini tidak bisa dilakukan" in page
    assert "tidak ada di wilayah Anda" in page
    assert (row(first).state, row(own).state, row(second).revision) == ("checked", "checked", 2)


def test_many_are_rejected_with_one_reason_or_not_at_all(facilitator: Actor, back: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id).change_id
    client = browser(back)
    assert "Isi alasan." in text(client.post("/changes/move", {"verb": "reject", "pick": f"{made}:1"}))
    client.post("/changes/move", {"verb": "reject", "pick": f"{made}:1", "reason": "Tidak benar"})
    assert row(made).state == "rejected"
    assert "Pilih dahulu perubahannya." in text(client.post("/changes/move", {"verb": "check"}, follow=True))


def test_a_clash_is_chosen_fact_by_fact_and_the_loser_is_shown(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", facts(("roof", "thatch"), ("wall", "bamboo")), family_id).change_id
    record_facts(
        people.officer(), family_id=family_id, base_version=1, items=[FactChange("roof", "tile")], source="interview"
    )
    moved_to(made, "")
    client = browser(people.officer("manager"))
    path = f"/changes/{made}/choose"
    page = text(client.get(path))
    assert ("Jerami" in page, "Genteng" in page) == (True, True)
    revision = str(row(made).revision)
    assert client.post(path, {"revision": revision}).status_code == 422
    client.post(path, {"revision": revision, "family.roof": "theirs"})
    with acting(system()):
        assert Family.objects.get(id=family_id).roof == "tile"
    assert "Nilai yang tidak dipilih, tetap disimpan" in text(client.get(f"/changes/{made}"))


def objected(facilitator: Actor, family_id: UUID) -> UUID:
    neighbour = changes.NewProposer(kind="citizen", name="Tetangga Sebelah", village_code=VILLAGE, protected=True)
    given: dict[str, Any] = {"proposer": neighbour, "evidence": [photo(latitude=-2.74121, longitude=108.11)]}
    return submitted(facilitator, "objection", CLAIM, family_id, route="objection", **given).change_id


def test_a_protected_name_shows_nowhere_until_it_is_opened_with_a_reason(facilitator: Actor, family_id: UUID) -> None:
    made = objected(facilitator, family_id)
    manager = browser(people.officer("manager"))
    page = text(manager.get(f"/changes/{made}"))
    assert "Warga (dirahasiakan)" in page
    assert "Tetangga Sebelah" not in page + text(manager.get("/changes?view=all"))
    assert "-2.74121, 108.11000" in page
    path = f"/changes/{made}/proposer"
    assert manager.post(path, {"reason": ""}).status_code == 422
    assert "Tetangga Sebelah" in text(manager.post(path, {"reason": "klarifikasi di lapangan"}))
    assert browser(facilitator).get(path).status_code == 403


def test_evidence_is_added_handed_out_and_its_bytes_never_run(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id).change_id
    client = browser(facilitator)
    path = f"/changes/{made}/evidence"
    assert client.post(path, {"kind": "photo"}).status_code == 422
    file = SimpleUploadedFile("atap.png", picture(), "image/png")
    client.post(path, {"kind": "photo", "evidence": file, "latitude": "-2.7", "longitude": "108.1"})
    with acting(system()):
        paper = row(made).evidence.get()
    given = client.get(f"/evidence/{paper.id}")
    assert (given.status_code, given["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in given["Content-Security-Policy"]
    assert "atap.jpg" in text(client.get(f"/changes/{made}"))


def test_the_outcome_is_told_once_there_is_one(facilitator: Actor, back: Actor, family_id: UUID) -> None:
    made = objected(facilitator, family_id)
    client = browser(facilitator)
    assert "Hasil sudah diberitahukan" not in text(client.get(f"/changes/{made}"))
    assert client.post(f"/changes/{made}/tell", {"how": "phone"}).status_code == 422
    changes.move(back, change_id=made, verb="reject", revision=1, inputs={"reason": "Tidak terbukti"})
    assert "Hasil sudah diberitahukan" in text(client.get(f"/changes/{made}"))
    client.post(f"/changes/{made}/tell", {"how": "phone"})
    assert "Hasil diberitahukan lewat telepon" in text(client.get(f"/changes/{made}"))


def test_no_number_stands_in_the_address_of_the_queue(back: Actor) -> None:
    answer = browser(back).post("/changes", {"q": "1906011203120003", "view": "all"}, follow=True)
    assert "Perubahan tidak dicari dengan NIK" in text(answer)
    assert answer.redirect_chain[0][0] == "/changes?view=all"


def test_the_letter_stands_for_the_meeting_at_the_desk(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id).change_id
    at = moved_to(made, "deliberate")
    client, path = browser(people.officer("puskesos_coordinator")), f"/changes/{made}/steps/deliberate"
    given = {"revision": str(at.revision), "basis": "sptjm"}
    assert "Unggah dulu surat" in text(client.post(path, given))
    changes.add_evidence(facilitator, change_id=made, evidence=document("letter"))
    client.post(path, given)
    assert row(made).state == "deliberated"
