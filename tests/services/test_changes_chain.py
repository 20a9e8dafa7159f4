"""A proposal on its way: station by station, each by its own people, until the register says it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from slrt.domain import clock
from slrt.domain.access import Actor, Denied, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.workflow.machine import WrongState
from slrt.services.registry import FactChange, changes, record_facts
from slrt.services.registry.inputs import LookFirst
from slrt.store.registry.models import Change, ChangeStep, Evidence, Family, Person, Proposer
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.changes import direct, document, facts, photo, proposal, submitted, walk
from tests.makers.families import OTHER_REGENCY, REGENCY, VILLAGE, new_family, officer, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

ROOF = facts(("roof", "thatch"))


@pytest.fixture
def facilitator(tuesday: None) -> Actor:
    return officer("facilitator", VILLAGE)


@pytest.fixture
def family_id(tuesday: None) -> UUID:
    return registered(officer(), new_family(facts={"roof": "zinc"})).family_id


def roof(family_id: UUID) -> Any:
    with acting(system()):
        return Family.objects.get(id=family_id).roof


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def test_a_proposal_passes_every_station_and_then_stands_in_the_register(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    assert (made.state, roof(family_id)) == ("submitted", "zinc")
    with acting(system()):
        almost = walk(made.change_id, until="approve")
        assert (almost.state, roof(family_id)) == ("endorsed", "zinc")
        done = walk(made.change_id)
        assert (done.state, done.version) == ("applied", 2)
        steps = list(ChangeStep.objects.filter(change_id=done.id).order_by("at", "id").values_list("verb", flat=True))
        assert steps == ["check", "verify", "deliberate", "endorse", "approve", "apply"]
        row = Family.objects.get(id=family_id)
        assert row.stamps["roof"]["change"] == str(done.id)
        events = set(Event.objects.filter(family_id=family_id).values_list("verb", flat=True))
        assert events >= {"change.submit", "change.approve", "family.facts"}
    assert roof(family_id) == "thatch"


def test_a_station_out_of_turn_is_refused(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    with pytest.raises(WrongState) as refused:
        changes.move(officer("head_of_agency"), change_id=made.change_id, verb="approve", revision=1)
    assert codes(refused) == {"not_its_turn"}


def test_who_proposed_never_verifies_and_who_endorsed_never_approves(family_id: UUID) -> None:
    proposer = officer("supervisor")
    made = submitted(proposer, "facts", ROOF, family_id)
    with acting(system()):
        walk(made.change_id, until="verify")
    with pytest.raises(Denied):
        changes.move(proposer, change_id=made.change_id, verb="verify", revision=2)
    with acting(system()):
        at = walk(made.change_id, until="endorse")
    head = officer("head_of_agency")
    changes.move(head, change_id=made.change_id, verb="endorse", revision=at.revision)
    with pytest.raises(Denied):
        changes.move(head, change_id=made.change_id, verb="approve", revision=at.revision + 1)


@pytest.mark.parametrize(
    ("verb", "role"),
    [("check", "facilitator"), ("verify", "front_office"), ("deliberate", "back_office"), ("endorse", "supervisor"),
     ("approve", "manager")],
)  # fmt: skip
def test_each_station_belongs_to_its_role(facilitator: Actor, family_id: UUID, verb: str, role: str) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    with acting(system()):
        at = walk(made.change_id, until=verb)
    inputs = {"basis": "sptjm"} if verb == "deliberate" else {}
    with pytest.raises(Denied):
        changes.move(officer(role), change_id=made.change_id, verb=verb, revision=at.revision, inputs=inputs)


def test_returned_repaired_and_rejected_with_a_reason(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    desk = officer("back_office")
    with pytest.raises(Refused):
        changes.move(desk, change_id=made.change_id, verb="return", revision=1)
    returned = changes.move(desk, change_id=made.change_id, verb="return", revision=1, inputs={"reason": "Foto kabur"})
    again = changes.move(facilitator, change_id=made.change_id, verb="repair", revision=returned.revision)
    assert (returned.state, again.state) == ("returned", "submitted")
    ended = changes.move(
        desk, change_id=made.change_id, verb="reject", revision=again.revision, inputs={"reason": "Tidak benar"}
    )
    assert (ended.state, roof(family_id)) == ("rejected", "zinc")


def test_a_double_click_is_one_step_and_a_second_hand_is_told(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    desk, other = officer("back_office"), officer("back_office")
    for _ in range(2):
        assert changes.move(desk, change_id=made.change_id, verb="check", revision=1).revision == 2
    with pytest.raises(Stale):
        changes.move(other, change_id=made.change_id, verb="check", revision=1)


def test_the_same_submission_is_the_same_change(facilitator: Actor, family_id: UUID) -> None:
    key = uuid7()
    first = changes.submit(facilitator, proposal("facts", ROOF, family_id), submission=key)
    second = changes.submit(facilitator, proposal("facts", ROOF, family_id), submission=key)
    assert (first.created, second.created, first.change_id) == (True, False, second.change_id)


def test_different_facts_merge_and_the_same_fact_waits_for_a_person(facilitator: Actor, family_id: UUID) -> None:
    both = facts(("roof", "thatch"), ("wall", "bamboo"))
    made = submitted(facilitator, "facts", both, family_id)
    desk = officer()
    record_facts(desk, family_id=family_id, base_version=1, items=[FactChange("floor", "soil")], source="interview")
    record_facts(desk, family_id=family_id, base_version=2, items=[FactChange("roof", "tile")], source="interview")
    with acting(system()):
        held = walk(made.change_id)
    assert (held.state, roof(family_id)) == ("clashing", "tile")
    assert [each["path"] for each in held.kept] == ["family.roof"]
    with pytest.raises(Refused):
        changes.move(
            officer("manager"),
            change_id=held.id,
            verb="settle",
            revision=held.revision,
            inputs={"choices": {"x": "mine"}},
        )
    done = changes.move(
        officer("manager"),
        change_id=held.id,
        verb="settle",
        revision=held.revision,
        inputs={"choices": {"family.roof": "theirs"}},
    )
    with acting(system()):
        row = Family.objects.get(id=family_id)
    assert (done.state, row.roof, row.wall, row.floor) == ("applied", "tile", "bamboo", "soil")
    assert done.wish["lost"] == [{"fact": "roof", "value": "thatch"}]


def test_a_death_needs_its_document_and_a_short_chain(facilitator: Actor, family_id: UUID) -> None:
    with acting(system()):
        spouse = Person.objects.get(memberships__family_id=family_id, memberships__relation="spouse")
    wish = {"person": str(spouse.id), "on": "2026-11-30"}
    with pytest.raises(Refused) as refused:
        submitted(facilitator, "death", wish, family_id)
    assert codes(refused) == {"evidence"}
    made = submitted(facilitator, "death", wish, family_id, evidence=[document()])
    with acting(system()):
        assert Change.objects.get(id=made.change_id).stations == ["checked", "endorsed", "approved"]
        walk(made.change_id)
        spouse.refresh_from_db()
    assert (spouse.state, spouse.presence) == ("dead", "died")


def test_a_sworn_letter_may_stand_for_the_meeting(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    with acting(system()):
        at = walk(made.change_id, until="deliberate")
    village = officer("puskesos_coordinator")
    with pytest.raises(Refused) as refused:
        changes.move(village, change_id=at.id, verb="deliberate", revision=at.revision, inputs={"basis": "sptjm"})
    assert codes(refused) == {"no_letter"}
    changes.add_evidence(facilitator, change_id=at.id, evidence=document("letter"))
    done = changes.move(village, change_id=at.id, verb="deliberate", revision=at.revision, inputs={"basis": "sptjm"})
    assert done.state == "deliberated"


def objection(**more: Any) -> dict[str, Any]:
    neighbour = changes.NewProposer(kind="citizen", name="Tetangga", village_code=VILLAGE, protected=True)
    given = {"proposer": neighbour, "evidence": [photo(latitude=-1.8, longitude=106.1)], **more}
    return {"route": "objection", **given}


@pytest.fixture
def receiving(tuesday: None) -> UUID:
    return registered(officer(), new_family(facts={"receives": frozenset({"pkh"})})).family_id


CLAIM = {"programme": "pkh", "why": "Punya mobil dan toko sendiri"}


def test_an_objection_needs_a_neighbour_and_a_photo_with_its_place(facilitator: Actor, receiving: UUID) -> None:
    stranger = changes.NewProposer(kind="citizen", name="Orang jauh", village_code="19.06.01.2002")
    with pytest.raises(Refused) as refused:
        submitted(facilitator, "objection", CLAIM, receiving, **objection(proposer=stranger, evidence=[photo()]))
    assert codes(refused) == {"other_village", "no_place"}
    made = submitted(facilitator, "objection", CLAIM, receiving, **objection())
    assert made.state == "submitted"


def test_an_objection_nobody_verifies_lapses_after_fourteen_days(facilitator: Actor, receiving: UUID) -> None:
    late = submitted(facilitator, "objection", CLAIM, receiving, **objection())
    seen = submitted(facilitator, "objection", CLAIM, receiving, **objection())
    with acting(system()):
        walk(seen.change_id, until="deliberate")
    now = clock.now()
    with clock.at(now + timedelta(days=13, hours=23)):
        assert changes.lapse_due() == 0
    with clock.at(now + timedelta(days=14, seconds=1)):
        assert (changes.lapse_due(), changes.lapse_due()) == (1, 0)
    with acting(system()):
        states = {row.id: row.state for row in Change.objects.filter(id__in=[late.change_id, seen.change_id])}
    assert states == {late.change_id: "lapsed", seen.change_id: "verified"}


def test_an_upheld_objection_waits_to_be_sent_and_the_objector_is_told(facilitator: Actor, receiving: UUID) -> None:
    made = submitted(facilitator, "objection", CLAIM, receiving, **objection())
    with pytest.raises(Refused):
        changes.tell(facilitator, change_id=made.change_id, how="phone")
    with acting(system()):
        assert walk(made.change_id).state == "approved"
    changes.move(
        facilitator,
        change_id=made.change_id,
        verb="withdraw",
        revision=6,
        inputs={"reason": "Sudah ditangani pusat"},
    )
    assert changes.tell(facilitator, change_id=made.change_id, how="phone").told_how == "phone"


def test_a_protected_name_is_opened_by_few_and_never_without_an_event(facilitator: Actor, receiving: UUID) -> None:
    made = submitted(facilitator, "objection", CLAIM, receiving, **objection())
    with pytest.raises(Denied):
        changes.reveal_proposer(facilitator, change_id=made.change_id, reason="ingin tahu")
    manager = officer("manager")
    assert changes.reveal_proposer(manager, change_id=made.change_id, reason="klarifikasi").name == "Tetangga"
    with acting(system()):
        told = Event.objects.filter(subject_id=made.change_id)
        assert told.filter(verb="change.reveal_proposer").count() == 1
        assert not any("Tetangga" in str((event.before, event.after, event.reason)) for event in told)


def test_local_law_shortens_lengthens_and_forbids(facilitator: Actor, family_id: UUID) -> None:
    manager = officer("manager")
    with pytest.raises(Denied):
        changes.set_chain(
            officer(), area_code=REGENCY, route="proposal", kind="*", stations=["approved"], source="Perbup 1"
        )
    with pytest.raises(Refused):
        changes.set_chain(
            manager, area_code=REGENCY, route="proposal", kind="*", stations=["approved", "checked"], source="Perbup 1"
        )
    changes.set_chain(manager, area_code=REGENCY, route="proposal", kind="*", stations=["approved"], source="Perbup 1")
    changes.set_chain(
        manager, area_code=REGENCY, route="direct", kind="facts", stations=["endorsed"], source="Perbup 1"
    )
    made = submitted(facilitator, "facts", ROOF, family_id)
    with acting(system()):
        assert Change.objects.get(id=made.change_id).stations == ["approved"]
    with pytest.raises(Refused) as refused:
        record_facts(
            officer(), family_id=family_id, base_version=1, items=[FactChange("roof", "tile")], source="interview"
        )
    assert codes(refused) == {"goes_by_chain"}
    elsewhere = changes.chain_of("proposal", "facts", f"{OTHER_REGENCY}.01.1001")
    assert elsewhere.stations == ("checked", "verified", "deliberated", "endorsed", "approved")


def test_numbers_in_a_wish_are_sealed_until_it_is_applied(facilitator: Actor, family_id: UUID) -> None:
    number = "1906011203120003"
    member = {"name": "Muh Rizki", "nik": number, "facts": {"relation": "child", "birth_date": "2012-03-12"}}
    made = submitted(facilitator, "add_member", {"member": member}, family_id)
    with acting(system()):
        with connection.cursor() as cursor:
            for table in ("registry_change", "registry_changestep", "trail_event"):
                cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{number}%"])
                assert cursor.fetchone() == (0,)
        walk(made.change_id)
        person = Person.objects.get(memberships__family_id=family_id, name="Muh Rizki")
    assert person.nik_index is not None


def test_a_new_family_comes_by_proposal_and_likely_twins_are_shown_first(facilitator: Actor, family_id: UUID) -> None:
    members = [{"name": "Rusdi bin Hasan", "facts": {"relation": "head", "birth_date": "1975-03-02"}}]
    twin = proposal("new_family", {"members": members})
    with pytest.raises(LookFirst):
        changes.submit(facilitator, twin, submission=uuid7())
    made = changes.submit(facilitator, twin, submission=uuid7(), accept_warnings=True)
    assert made.family_id is None
    with acting(system()):
        done = walk(made.change_id)
        assert Family.objects.get(id=done.family_id).version == 1
        assert done.title == "Rusdi bin Hasan"


def test_nobody_reaches_over_the_border(family_id: UUID) -> None:
    stranger = officer("manager", OTHER_REGENCY)
    with pytest.raises((Denied, NotFound)):
        direct(stranger, "facts", ROOF, family_id)
    made = submitted(officer("facilitator", VILLAGE), "facts", ROOF, family_id)
    with pytest.raises(NotFound):
        changes.move(stranger, change_id=made.change_id, verb="check", revision=1)
    with pytest.raises(NotFound):
        changes.move(officer("back_office"), change_id=uuid4(), verb="check", revision=1)


def test_evidence_and_proposers_lie_where_their_change_lies(facilitator: Actor, receiving: UUID) -> None:
    made = submitted(facilitator, "objection", CLAIM, receiving, **objection())
    with acting(system()):
        places = {Evidence.objects.get(change_id=made.change_id).area_code}
        places.add(Proposer.objects.get(change_id=made.change_id).area_code)
    assert places == {VILLAGE}


def test_a_change_is_undone_once_and_the_undoing_can_be_undone(family_id: UUID) -> None:
    manager = officer("manager")
    made = direct(manager, "facts", ROOF, family_id)
    undone = direct(manager, "undo", {"change": str(made.change_id)}, family_id)
    with acting(system()):
        assert Change.objects.get(id=undone.change_id).undoes_id == made.change_id
    assert roof(family_id) == "zinc"
    with pytest.raises(Refused) as refused:
        direct(manager, "undo", {"change": str(made.change_id)}, family_id)
    assert codes(refused) == {"undone"}
    direct(manager, "undo", {"change": str(undone.change_id)}, family_id)
    assert roof(family_id) == "thatch"


def test_a_clash_that_is_lost_whole_ends_when_it_is_settled(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    record_facts(officer(), family_id=family_id, base_version=1, items=[FactChange("roof", "tile")], source="interview")
    with acting(system()):
        held = walk(made.change_id)
    later = clock.now() + timedelta(days=3)
    with clock.at(later):
        done = changes.move(
            officer("manager"),
            change_id=held.id,
            verb="settle",
            revision=held.revision,
            inputs={"choices": {"family.roof": "theirs"}},
        )
    assert (done.state, done.version, done.state_since, roof(family_id)) == ("applied", 2, later, "tile")


def test_reading_a_proposal_of_a_family_that_is_not_registered_leaves_an_event(facilitator: Actor) -> None:
    made = submitted(facilitator, "new_family", {"members": [{"name": "Rusdi", "facts": {"relation": "head"}}]})
    for _ in range(2):
        changes.look(facilitator, made.change_id)
    with acting(system()):
        assert Event.objects.filter(verb="change.look", subject_id=made.change_id).count() == 1
