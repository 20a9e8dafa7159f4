"""Opening numbers and records: a reason, an event, a limit."""

from datetime import timedelta

import pytest

from slrt.domain import clock
from slrt.domain.access import Denied
from slrt.domain.problems import NotFound, Refused
from slrt.services import registry
from slrt.services.registry.identity import PER_DAY, PER_MINUTE
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import OTHER_REGENCY, RUSDI_BORN, new_family, nik, officer, registered

pytestmark = pytest.mark.django_db

REASON = "Mencocokkan kartu di loket"


def test_a_number_opens_for_a_reason_and_leaves_an_event_without_the_number() -> None:
    actor = officer()
    made = registered(actor, new_family(no_kk="1906011105200001"))
    assert registry.reveal(actor, kind="nik", subject_id=made.person_ids[0], reason=REASON) == nik(
        RUSDI_BORN, "male", 3
    )
    assert registry.reveal(actor, kind="no_kk", subject_id=made.family_id, reason=REASON) == "1906011105200001"
    with acting(actor):
        events = Event.objects.filter(verb="identity.reveal")
        assert {(e.subject_kind, e.reason, e.family_id) for e in events} == {
            ("person", REASON, made.family_id), ("family", REASON, made.family_id),
        }  # fmt: skip
        assert not any("1906011105200001" in f"{e.before}{e.after}" for e in events)


@pytest.mark.parametrize("reason", ["", "singkat", "   ab cd   "])
def test_no_number_opens_without_a_real_reason(reason: str) -> None:
    actor = officer()
    made = registered(actor)
    with pytest.raises(Refused, match="at least 10"):
        registry.reveal(actor, kind="nik", subject_id=made.person_ids[0], reason=reason)
    with acting(actor):
        assert not Event.objects.filter(verb="identity.reveal").exists()


def test_a_role_without_the_right_and_a_stranger_open_nothing() -> None:
    made = registered(officer())
    with pytest.raises(Denied):
        registry.reveal(officer("facilitator"), kind="nik", subject_id=made.person_ids[0], reason=REASON)
    with pytest.raises(NotFound):
        registry.reveal(officer(area_code=OTHER_REGENCY), kind="nik", subject_id=made.person_ids[0], reason=REASON)
    with pytest.raises(NotFound):
        registry.reveal(officer(), kind="no_kk", subject_id=made.family_id, reason=REASON)
    with pytest.raises(NotFound):
        registry.reveal(officer(), kind="phone", subject_id=made.family_id, reason=REASON)


def test_thirty_a_minute_and_three_hundred_a_day_are_the_limits_of_one_person() -> None:
    actor = officer()
    made = registered(actor)
    start = clock.now()

    def reveal() -> str:
        return registry.reveal(actor, kind="nik", subject_id=made.person_ids[0], reason=REASON)

    with clock.at(start):
        for _ in range(PER_MINUTE):
            reveal()
        with pytest.raises(Refused, match="within a minute"):
            reveal()
    for minute in range(1, PER_DAY // PER_MINUTE):
        with clock.at(start + timedelta(minutes=2 * minute)):
            for _ in range(PER_MINUTE):
                reveal()
    with clock.at(start + timedelta(hours=2)):
        with pytest.raises(Refused, match="limit of 300"):
            reveal()
        assert registry.reveal(officer(), kind="nik", subject_id=made.person_ids[0], reason=REASON)
    with clock.at(start + timedelta(days=1, minutes=1)):
        assert reveal()


def test_searches_by_number_are_counted_too() -> None:
    actor = officer()
    for _ in range(PER_MINUTE):
        registry.note_look_up(actor)
    with pytest.raises(Refused):
        registry.note_look_up(actor)


def test_reading_a_family_leaves_one_event_in_ten_minutes() -> None:
    actor, colleague = officer(), officer()
    made = registered(actor)
    start = clock.now()
    for minutes in (0, 3, 9, 12):
        with clock.at(start + timedelta(minutes=minutes)):
            registry.look(actor, made.family_id)
    registry.look(colleague, made.family_id)
    with acting(actor):
        looks = Event.objects.filter(verb="family.look", subject_id=made.family_id)
        assert looks.filter(actor_id=actor.user_id).count() == 2
        assert looks.filter(actor_id=colleague.user_id).count() == 1


def test_looking_where_one_may_not_look_is_not_found() -> None:
    made = registered(officer())
    with pytest.raises(NotFound):
        registry.look(officer(area_code=OTHER_REGENCY), made.family_id)
    with pytest.raises(NotFound):
        registry.look(officer("administrator"), made.family_id)
