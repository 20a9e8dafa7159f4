"""Lists that were imported: parts are written whole, once, through the same ledger as any change."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from slrt.domain.access import Actor, Denied, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused
from slrt.services import programmes
from slrt.services.registry import FactChange, batches, record_facts
from slrt.store.programmes.models import Enrolment, Verdict
from slrt.store.registry.models import Batch, Change, Family, Membership, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.changes import broken_invariants
from tests.makers.families import OTHER_REGENCY, REGENCY, VILLAGE, new_family, nik, officer, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

FOLDER = Path(__file__).parents[2] / "programmes"

BORN = date(1980, 5, 17)
KK = "1906012505180001"


def listed_member(number: int, relation: str = "child", **more: Any) -> batches.ImportedMember:
    facts = {"birth_date": BORN, "sex": "male", **more.pop("facts", {})}
    return batches.ImportedMember(
        name=more.pop("name", f"Warga {number}"), nik=nik(BORN, "male", number), relation=relation, facts=facts, **more
    )


def listed(*members: batches.ImportedMember, **more: Any) -> batches.ImportedFamily:
    given = {"area_code": VILLAGE, "no_kk": KK, "texts": {"address": "Jl. Pelabuhan"}, "facts": {"decile": 2}, **more}
    return batches.ImportedFamily(members=members, **given)


@pytest.fixture
def keeper(tuesday: None) -> Actor:
    return officer("manager")


def batch(actor: Actor, parts: int = 1, **more: Any) -> UUID:
    new = batches.NewBatch(
        kind="import", layout="dtsen", area_code=REGENCY, file_name="dtsen.csv", sha256="0" * 64, size=1, source="dtsen"
    )
    made = batches.begin(actor, new, submission=more.get("key", uuid7()))
    batches.start(actor, made.id, parts)
    return made.id


def test_new_families_stand_in_the_register_with_their_history(keeper: Actor) -> None:
    key = batch(keeper)
    families = [listed(listed_member(1, "head"), listed_member(2)), listed(listed_member(3, "head"), no_kk="")]
    done = batches.apply_part(keeper, key, 0, families)
    assert done is not None
    assert (done.families_new, done.people_new) == (2, 3)
    with acting(system()):
        assert broken_invariants() == []
        family = Family.objects.get(memberships__person__name="Warga 2")
        assert (family.decile, family.address, family.version) == (2, "Jl. Pelabuhan", 1)
        change = Change.objects.get(family=family)
        assert (change.kind, change.route, change.batch_id, change.source) == ("new_family", "import", key, "dtsen")
        assert family.stamps["decile"]["change"] == str(change.id)
        assert Event.objects.filter(verb="family.import").count() == 2
    assert batches.finish(keeper, key, {}).state == "applied"


def test_a_known_family_gets_what_is_new_and_keeps_the_rest(keeper: Actor) -> None:
    made = registered(officer(), new_family(facts={"roof": "zinc", "decile": 4}))
    with acting(system()):
        head, spouse = Membership.objects.filter(family_id=made.family_id).order_by("position")
        name, born = head.person.name, head.person.birth_date
    same = batches.ImportedMember(
        name=name, nik="", relation="head", facts={"birth_date": born}, person_id=head.person_id
    )
    family = listed(same, listed_member(9), target=made.family_id, no_kk="")
    batches.apply_part(keeper, batch(keeper), 0, [family])
    with acting(system()):
        assert broken_invariants() == []
        row = Family.objects.get(id=made.family_id)
        assert (row.decile, row.roof, row.version) == (2, "zinc", 2)
        assert Membership.objects.filter(family=row, until__isnull=True).count() == 3
        assert Membership.objects.get(id=spouse.id).until is None
        change = Change.objects.get(family=row, version=2)
        assert {item["fact"] for item in change.items if item["subject_kind"] == "family"} == {"decile", "address"}


def test_the_same_list_again_changes_nothing(keeper: Actor) -> None:
    first = listed(listed_member(1, "head"), listed_member(2))
    batches.apply_part(keeper, batch(keeper), 0, [first])
    with acting(system()):
        people = {person.name: person.id for person in Person.objects.all()}
        family_id = Family.objects.get().id
    again = listed(
        listed_member(1, "head", person_id=people["Warga 1"]),
        listed_member(2, person_id=people["Warga 2"]),
        target=family_id,
    )
    done = batches.apply_part(keeper, batch(keeper), 0, [again])
    with acting(system()):
        assert (done.as_json() if done else {}) == dict.fromkeys(batches.PartDone().as_json(), 0)
        assert Change.objects.count() == 1


def test_a_person_found_elsewhere_comes_along_but_no_head_leaves_others(keeper: Actor) -> None:
    old = listed(listed_member(1, "head"), listed_member(2), listed_member(4))
    batches.apply_part(keeper, batch(keeper), 0, [old])
    with acting(system()):
        people = {person.name: person.id for person in Person.objects.all()}
    new = listed(
        listed_member(3, "head"),
        listed_member(2, person_id=people["Warga 2"]),
        listed_member(1, "parent", person_id=people["Warga 1"]),
        no_kk="1906012505180002",
    )
    done = batches.apply_part(keeper, batch(keeper), 0, [new])
    assert done is not None
    assert (done.families_new, done.people_moved, done.not_moved) == (1, 1, 1)
    with acting(system()):
        assert broken_invariants() == []
        home = Family.objects.get(memberships__person__name="Warga 3")
        assert Membership.objects.get(person_id=people["Warga 2"], until__isnull=True).family_id == home.id


def test_a_part_is_written_once_and_in_order(keeper: Actor) -> None:
    key = batch(keeper, parts=2)
    with pytest.raises(Refused):
        batches.apply_part(keeper, key, 1, [listed(listed_member(1, "head"))])
    batches.apply_part(keeper, key, 0, [listed(listed_member(1, "head"))])
    assert batches.apply_part(keeper, key, 0, [listed(listed_member(1, "head"))]) is None
    with pytest.raises(Refused):
        batches.finish(keeper, key, {})
    with acting(system()):
        assert Person.objects.count() == 1


def test_a_part_with_a_number_in_use_is_not_written_at_all(keeper: Actor) -> None:
    batches.apply_part(keeper, batch(keeper), 0, [listed(listed_member(1, "head"))])
    key = batch(keeper)
    with pytest.raises(Refused) as refused:
        batches.apply_part(keeper, key, 0, [listed(listed_member(5, "head")), listed(listed_member(1, "head"))])
    assert refused.value.problems[0].code == "nik_known_elsewhere"
    with acting(system()):
        assert Person.objects.count() == 1
        assert Batch.objects.get(id=key).done == 0


def test_what_a_list_says_is_received_becomes_enrolments(keeper: Actor) -> None:
    head = listed_member(1, "head", receives=frozenset({"pkh"}))
    pupil = listed_member(2, receives=frozenset({"pip"}))
    batches.apply_part(keeper, batch(keeper), 0, [listed(head, pupil)])
    with acting(system()):
        rows = {(row.programme_id, row.person_id is None) for row in Enrolment.objects.all()}
        change = Change.objects.get()
    assert rows == {("pkh", True), ("pip", False)}
    assert [item["new"] for item in change.items if item["fact"] == "receives"] == [["pip", "pkh"]]


def test_only_keepers_of_the_area_import(keeper: Actor) -> None:
    with pytest.raises(Denied):
        batch(officer("front_office"))
    with pytest.raises(NotFound):
        batches.start(officer("manager", OTHER_REGENCY), batch(keeper), 1)


def test_a_list_is_undone_but_not_what_came_on_top_of_it(keeper: Actor) -> None:
    key = batch(keeper)
    families = [listed(listed_member(place, "head"), no_kk="") for place in range(1, 5)]
    batches.apply_part(keeper, key, 0, families)
    batches.finish(keeper, key, {})
    with acting(system()):
        later = Family.objects.get(memberships__person__name="Warga 3")
    record_facts(officer(), family_id=later.id, base_version=1, items=[FactChange("decile", 5)], source="interview")
    with pytest.raises(Refused):
        batches.begin_undo(keeper, key, " ")
    batches.begin_undo(keeper, key, "Berkas keliru")
    while batches.undo_some(keeper, key):
        pass
    with acting(system()):
        assert broken_invariants() == []
        assert Family.objects.filter(state="active").get().id == later.id
        assert Person.objects.filter(state="void").count() == 3
        row = Batch.objects.get(id=key)
        assert (row.state, len(row.report["not_undone"])) == ("undone", 1)
    again = batch(keeper)
    done = batches.apply_part(keeper, again, 0, [listed(listed_member(1, "head"), no_kk="")])
    assert done is not None
    assert done.people_new == 1


def test_families_of_a_list_are_judged_when_it_is_written(keeper: Actor) -> None:
    programmes.load_programmes(FOLDER)
    key = batch(keeper)
    batches.apply_part(keeper, key, 0, [listed(listed_member(place, "head"), no_kk="") for place in range(1, 4)])
    assert programmes.judge_imported() == 0
    batches.finish(keeper, key, {})
    assert (programmes.judge_imported(), programmes.judge_imported()) == (3, 0)
    with acting(system()):
        assert Verdict.objects.values("family").distinct().count() == 3
