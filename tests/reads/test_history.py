"""A family through time: one worked example by hand, against the replay of the register, and in few questions."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from slrt.domain import clock
from slrt.domain.access import Actor, system
from slrt.domain.problems import NotFound
from slrt.reads.registry import history as reads
from slrt.reads.registry.replay import replay
from slrt.services.registry import FactChange, record_facts
from slrt.store.registry.models import Membership
from slrt.store.walls.context import acting
from tests.makers.changes import direct, facts, submitted, walk
from tests.makers.families import OTHER_REGENCY, VILLAGE, new_family, officer, registered

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD, FOURTH = date(2026, 3, 2), date(2026, 4, 6), date(2026, 5, 4), date(2026, 6, 1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


@pytest.fixture
def desk() -> Actor:
    return officer("manager", name="Ratna Dewi")


@pytest.fixture
def family_id(desk: Actor) -> UUID:
    """A zinc roof on 2 March; thatch proposed on 6 April, in the register on 4 May; Siti left on 1 June."""
    with clock.at(noon(FIRST)):
        key = registered(desk, new_family(facts={"roof": "zinc"})).family_id
    with clock.at(noon(SECOND)):
        made = submitted(officer("facilitator", VILLAGE), "facts", facts(("roof", "thatch")), key)
    with clock.at(noon(THIRD)), acting(system()):
        walk(made.change_id)
    with clock.at(noon(FOURTH)), acting(system()):
        spouse = Membership.objects.get(family_id=key, relation="spouse").person_id
    with clock.at(noon(FOURTH)):
        direct(desk, "move_out", {"person": str(spouse), "on": FOURTH.isoformat()}, key)
    return key


def history(actor: Actor, family_id: UUID) -> reads.History:
    with acting(actor):
        return reads.history_of(actor, family_id)


def roofs(found: reads.History) -> dict[date, Any]:
    return {
        day: [
            line.value.en
            for line in reads.as_of(found, day).family
            if line.entry and line.value.en in ("zinc", "thatch")
        ]
        for day in (date(2026, 3, 1), FIRST, SECOND, date(2026, 5, 3), THIRD, FOURTH)
    }


def test_the_family_on_each_day_is_what_the_register_held_then(desk: Actor, family_id: UUID) -> None:
    assert roofs(history(desk, family_id)) == {
        date(2026, 3, 1): [], FIRST: ["zinc"], SECOND: ["zinc"], date(2026, 5, 3): ["zinc"], THIRD: ["thatch"],
        FOURTH: ["thatch"],
    }  # fmt: skip
    found = history(desk, family_id)
    people = [[each.name for each in reads.as_of(found, day).members] for day in (THIRD, FOURTH)]
    assert people == [["Rusdi bin Hasan", "Siti Aminah"], ["Rusdi bin Hasan"]]


def test_between_two_days_each_value_names_its_change(desk: Actor, family_id: UUID) -> None:
    found = history(desk, family_id)
    (line,) = reads.between(found, SECOND, THIRD)
    assert (line.before.en, line.after.en, line.entry.version) == ("zinc", "thatch", 2)
    assert (line.entry.kind.en, line.entry.at) == ("Facts updated", noon(THIRD))
    assert reads.between(found, FIRST, SECOND) == []
    left = {(each.who, each.after.en) for each in reads.between(found, THIRD, FOURTH)}
    assert ("Siti Aminah", "moved") in left
    assert {who for who, _ in left} == {"Siti Aminah"}


def test_a_day_ends_at_midnight_of_the_own_zone(desk: Actor) -> None:
    with clock.at(datetime(2026, 3, 2, 16, 59, tzinfo=UTC)):  # 23.59 in Jakarta
        key = registered(desk, new_family(facts={"roof": "zinc"})).family_id
    with clock.at(datetime(2026, 3, 2, 17, 0, tzinfo=UTC)):  # midnight
        record_facts(desk, family_id=key, base_version=1, items=[FactChange("roof", "tile")], source="interview")
    found = history(desk, key)
    shown = {day: {line.value.en for line in reads.as_of(found, day).family} for day in (FIRST, date(2026, 3, 3))}
    assert "zinc" in shown[FIRST]
    assert "tile" not in shown[FIRST]
    assert "tile" in shown[date(2026, 3, 3)]


def test_today_is_what_the_replay_says(desk: Actor, family_id: UUID) -> None:
    found = history(desk, family_id)
    then = reads.as_of(found, FOURTH)
    with acting(system()):
        rows = replay(family_id)
    known = {column for column, value in rows["family", str(family_id)].items() if value not in (None, "")}
    assert len(then.family) == len(known)
    for member in then.members:
        row = rows["member", member.person_id]
        assert len(member.lines) == len([value for value in row.values() if value not in (None, "")])


def test_what_was_erased_is_erased_on_every_day(desk: Actor, family_id: UUID) -> None:
    with acting(system()):
        person = Membership.objects.get(family_id=family_id, relation="head").person_id
    direct(desk, "erase", {"person": str(person), "why": "Surat 12/2026"}, family_id)
    found = history(desk, family_id)
    (member,) = [each for each in reads.as_of(found, FIRST).members if each.person_id == str(person)]
    assert member.name == "sudah dihapus atas permintaan"
    assert "Rusdi" not in str(found)


def test_who_looked_and_who_may_not(desk: Actor, family_id: UUID) -> None:
    stranger = officer("manager", OTHER_REGENCY)
    with acting(stranger), pytest.raises(NotFound):
        reads.history_of(stranger, family_id)
    with acting(desk), CaptureQueriesContext(connection) as asked:
        reads.history_of(desk, family_id)
    assert len(asked) <= 3
