"""Likely duplicates: joined by a person, remembered as two, split back."""

from datetime import date
from uuid import UUID

import pytest

from slrt.domain import clock
from slrt.domain.access import Actor, Denied, system
from slrt.domain.problems import NotFound, Refused
from slrt.reads.registry import pairs as reads
from slrt.services.registry import pairs
from slrt.store.registry.models import DuplicatePair, Family, Membership, Person
from slrt.store.walls.context import acting
from tests.makers.changes import broken_invariants
from tests.makers.families import OTHER_REGENCY, VILLAGE, new_family, nik, officer, person, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

BORN = date(1980, 5, 17)
CHILD = date(2012, 3, 12)


def pair(one: UUID, other: UUID, score: float = 0.97) -> UUID:
    first, second = sorted((one, other))
    with acting(system()):
        return DuplicatePair.objects.create(
            one_id=first,
            other_id=second,
            area_code=VILLAGE,
            score=score,
            grounds=["name.like", "born.same"],
            found_at=clock.now(),
        ).id


def people(family_id: UUID) -> list[UUID]:
    with acting(system()):
        rows = Membership.objects.filter(family_id=family_id, until__isnull=True).order_by("position")
        return list(rows.values_list("person_id", flat=True))


@pytest.fixture
def manager(tuesday: None) -> Actor:
    return officer("manager")


@pytest.fixture
def twice(tuesday: None) -> tuple[UUID, UUID]:
    """One family registered twice, a little differently."""
    desk = officer()
    head = person("Muhammad Rizki", "head", BORN, "male", nik(BORN, "male", 1))
    again = person("Muh Rizki", "head", BORN, "male", nik(BORN, "male", 2), highest_diploma="sd")
    one = registered(desk, new_family(head, person("Dewi Lestari", "child", CHILD, "female")))
    other = registered(desk, new_family(again, person("Dewi Lestary", "child", CHILD, "female")))
    return one.family_id, other.family_id


def test_two_rows_become_one_person_found_by_both_numbers(manager: Actor, twice: tuple[UUID, UUID]) -> None:
    (keep, _), (other, child) = people(twice[0]), people(twice[1])
    key = pair(keep, other)
    with pytest.raises(Refused) as refused:
        pairs.join(manager, key, pairs.Joining(keep=keep))
    assert refused.value.problems[0].code == "next_head"
    done = pairs.join(manager, key, pairs.Joining(keep=keep, choose=["name"], next_head=child))
    assert done.state == "same"
    with acting(system()):
        assert broken_invariants() == []
        kept, gone = Person.objects.get(id=keep), Person.objects.get(id=other)
        assert (kept.name, kept.highest_diploma, gone.state, gone.merged_into_id) == ("Muh Rizki", "sd", "merged", keep)
        assert [each["index"] for each in kept.former_niks] == [bytes(gone.nik_index or b"").hex()]


def test_who_was_joined_by_mistake_is_split_back_and_stays_two(manager: Actor, twice: tuple[UUID, UUID]) -> None:
    (keep, _), (other, child) = people(twice[0]), people(twice[1])
    key = pair(keep, other)
    pairs.join(manager, key, pairs.Joining(keep=keep, next_head=child))
    with pytest.raises(Refused):
        pairs.split_back(manager, key, " ")
    assert pairs.split_back(manager, key, "Dua orang, bapak dan anak").state == "different"
    with acting(system()):
        assert broken_invariants() == []
        back = Person.objects.get(id=other)
        assert (back.state, back.merged_into_id) == ("active", None)
        assert Membership.objects.get(person_id=other, until__isnull=True).relation == "head"


def test_a_family_registered_twice_becomes_one(manager: Actor, twice: tuple[UUID, UUID]) -> None:
    heads, children = list(zip(people(twice[0]), people(twice[1]), strict=True))
    key = pair(*heads)
    pair(*children, score=0.9)
    with acting(manager):
        assert reads.pair_page(manager, key).together == 2
    pairs.join_families(manager, key, keep=heads[0])
    with acting(system()):
        assert broken_invariants() == []
        gone = Family.objects.get(id=twice[1])
        assert (gone.state, gone.merged_into_id) == ("merged", twice[0])
        assert people(twice[0]) == [heads[0], children[0]]
        assert set(DuplicatePair.objects.values_list("state", flat=True)) == {"same"}
    pairs.split_back(manager, key, "Ternyata dua keluarga")
    with acting(system()):
        assert broken_invariants() == []
        assert people(twice[1]) == [heads[1], children[1]]
        states = dict(DuplicatePair.objects.values_list("score", "state"))
    assert states == {0.97: "different", 0.9: "open"}


def test_not_the_same_is_remembered_with_its_reason(manager: Actor, twice: tuple[UUID, UUID]) -> None:
    key = pair(people(twice[0])[0], people(twice[1])[0])
    with pytest.raises(Refused):
        pairs.keep_apart(manager, key, "")
    assert pairs.keep_apart(manager, key, "Kembar").state == "different"
    with pytest.raises(Refused):
        pairs.join(manager, key, pairs.Joining(keep=people(twice[0])[0]))
    with acting(manager):
        assert reads.pairs(manager).paginator.count == 0
        assert reads.pairs(manager, state="different").lines[0].score == 0.97  # type: ignore[attr-defined]


def test_the_two_stand_side_by_side_with_what_differs(manager: Actor, twice: tuple[UUID, UUID]) -> None:
    (keep, _), (other, _) = people(twice[0]), people(twice[1])
    key = pair(keep, other)
    with acting(manager):
        page = reads.pair_page(manager, key)
    assert {each.fact for each in page.differing} == {"name", "nik", "highest_diploma"}
    assert {each.fact for each in page.differing if each.may_choose} == {"name", "nik"}
    assert [ground.id for ground in page.grounds] == ["nama mirip", "tanggal lahir sama"]


def test_only_who_may_decide_does(twice: tuple[UUID, UUID]) -> None:
    key = pair(people(twice[0])[0], people(twice[1])[0])
    with pytest.raises(Denied):
        pairs.keep_apart(officer("front_office"), key, "Kembar")
    with pytest.raises(NotFound):
        pairs.keep_apart(officer("manager", OTHER_REGENCY), key, "Kembar")


def test_an_officer_marks_a_likely_pair_once(manager: Actor, twice: tuple[UUID, UUID]) -> None:
    desk = officer()
    one, other = people(twice[0])[0], people(twice[1])[0]
    first = pairs.suggest(desk, other, one, reason="Wajah dan alamat sama")
    assert pairs.suggest(desk, one, other, reason="Lagi") == first
    assert (first.area_code, first.state) == (VILLAGE, "open")
    pairs.keep_apart(manager, first.id, "Kembar")
    assert pairs.suggest(desk, one, other, reason="Lagi").state == "different"
    with pytest.raises(NotFound):
        pairs.suggest(officer("front_office", OTHER_REGENCY), one, other, reason="Sama")
