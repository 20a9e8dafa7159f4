"""Likely duplicates are found, put into the queue once, and never again after somebody decided."""

from datetime import date

import pytest

from slrt.domain.access import Actor, Denied, system
from slrt.services.registry import pairs
from slrt.services.registry.duplicates import find_duplicates
from slrt.store.registry.models import DuplicatePair
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import OTHER_REGENCY, REGENCY, VILLAGE, new_family, nik, officer, person, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

BORN = date(1980, 5, 17)
CHILD = date(2012, 3, 12)


@pytest.fixture
def manager(tuesday: None) -> Actor:
    return officer("manager")


@pytest.fixture
def twice(tuesday: None) -> None:
    """One family registered twice, a little differently, and another family in the same village."""
    desk = officer()
    head = person("Muhammad Rizki", "head", BORN, "male", nik(BORN, "male", 1))
    again = person("Muh Rizki", "head", BORN, "male", nik(BORN, "male", 2))
    registered(desk, new_family(head, person("Dewi Lestari", "child", CHILD, "female")))
    registered(desk, new_family(again, person("Dewi Lestary", "child", CHILD, "female")))
    registered(desk)


def queue() -> list[tuple[str, set[str]]]:
    with acting(system()):
        rows = DuplicatePair.objects.select_related("one", "other")
        return sorted((row.state, {row.one.name, row.other.name}) for row in rows)


BOTH = [("open", {"Dewi Lestari", "Dewi Lestary"}), ("open", {"Muh Rizki", "Muhammad Rizki"})]


@pytest.mark.usefixtures("twice")
def test_a_family_registered_twice_is_found_and_only_it(manager: Actor) -> None:
    found = find_duplicates(manager, REGENCY)
    assert (found.people, found.pairs, found.new) == (6, 2, 2)
    assert sorted(queue(), key=lambda row: min(row[1])) == BOTH
    with acting(system()):
        row = DuplicatePair.objects.get(one__name__contains="Rizki")
        assert row.area_code == VILLAGE
        assert {"name.same", "born.same", "sex.same", "area.village"} <= set(row.grounds)
        event = Event.objects.get(verb="pair.find")
        assert (event.area_code, event.after["new"]) == (REGENCY, 2)


@pytest.mark.usefixtures("twice")
def test_finding_again_changes_nothing_even_after_a_decision(manager: Actor) -> None:
    find_duplicates(manager, REGENCY)
    with acting(system()):
        key = DuplicatePair.objects.get(one__name__contains="Rizki").id
    pairs.keep_apart(manager, key, "Namesakes; both were visited.")
    before = queue()
    assert find_duplicates(manager, REGENCY).new == 0
    assert queue() == before
    assert {state for state, _ in before} == {"open", "different"}


@pytest.mark.usefixtures("twice")
def test_a_trial_writes_nothing(manager: Actor) -> None:
    assert find_duplicates(manager, REGENCY, keep=False).new == 2
    assert queue() == []
    with acting(system()):
        assert not Event.objects.filter(verb="pair.find").exists()


@pytest.mark.usefixtures("twice")
def test_only_who_decides_duplicates_of_the_area_may_look(manager: Actor) -> None:
    for actor, area in ((officer(), REGENCY), (manager, OTHER_REGENCY), (manager, "00")):
        with pytest.raises(Denied):
            find_duplicates(actor, area)
    assert queue() == []
