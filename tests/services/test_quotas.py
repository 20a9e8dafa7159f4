"""Setting, changing and withdrawing the places of a programme: who may, where, for which days, and what is kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from slrt.domain import clock
from slrt.domain.access import Actor, Denied, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.services.programmes import change_quota, look_at_waiting_list, permits, set_quota, withdraw_quota
from slrt.store.programmes.models import Quota, Verdict
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers import quotas as make
from tests.makers import rules_in_work
from tests.makers.families import OTHER_REGENCY, OTHER_VILLAGE, REGENCY, VILLAGE, officer

pytestmark = pytest.mark.django_db

DISTRICT = "19.06.01"
TODAY = clock.today()


@pytest.fixture
def manager() -> Actor:
    return officer("manager")


def refused(call: Any) -> set[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        call()
    assert all(problem.message_id != problem.message_en for problem in caught.value.problems)
    return {(problem.code, problem.field) for problem in caught.value.problems}


def events(verb: str) -> list[Event]:
    with acting(system()):
        return list(Event.objects.filter(verb=verb).order_by("at", "id"))


def test_a_quota_is_kept_with_who_set_it_and_told_in_the_trail(manager: Actor) -> None:
    row = make.quota(manager, 25, amount=90_000_000, source="  Perdes  1/2026 ")
    with acting(manager):
        kept = Quota.objects.get(id=row.id)
    assert (kept.places, kept.amount, kept.source, kept.revision) == (25, 90_000_000, "Perdes 1/2026", 1)
    assert kept.set_by_id == manager.user_id
    assert kept.until - kept.starts_on == timedelta(days=61)
    (event,) = events("quota.set")
    assert (event.area_code, event.before) == (VILLAGE, {})
    assert event.after["places"] == 25
    assert event.after["until"] == (TODAY + timedelta(days=30)).isoformat()


@pytest.mark.parametrize(
    ("role", "area_code", "may"),
    [
        ("manager", REGENCY, True),
        ("puskesos_coordinator", VILLAGE, True),
        ("head_of_agency", REGENCY, True),
        ("province", "19", True),
        ("national", "00", True),
        ("manager", OTHER_REGENCY, False),
        ("puskesos_coordinator", "19.06.01.2006", False),
        ("front_office", REGENCY, False),
        ("coordination_team", REGENCY, False),
        ("provider", REGENCY, False),
        ("administrator", REGENCY, False),
    ],
)
def test_who_writes_programmes_there_or_above_sets_places_and_nobody_else(role: str, area_code: str, may: bool) -> None:
    actor = officer(role, area_code)
    assert permits.can_set_quota(actor, VILLAGE) is may
    if may:
        assert make.quota(actor).set_by_id == actor.user_id
    else:
        with pytest.raises(Denied):
            make.quota(actor)
        assert events("quota.set") == []


def test_the_same_submission_is_the_same_quota(manager: Actor) -> None:
    key = uuid7()
    first, again = (
        set_quota(manager, programme=make.PROGRAMME, area_code=VILLAGE, terms=make.terms(5), submission=key)
        for _ in range(2)
    )
    assert first.id == again.id
    assert len(events("quota.set")) == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"places": -1}, ("negative", "places")),
        ({"places": 10_000_001}, ("too_many", "places")),
        ({"amount": -1}, ("negative", "amount")),
        ({"amount": 10**15 + 1}, ("too_much", "amount")),
        ({"last_day": TODAY - timedelta(days=31)}, ("ends_before_it_begins", "last_day")),
        ({"last_day": date.max}, ("too_late", "last_day")),
        ({"source": " \n"}, ("no_source", "source")),
    ],
)
def test_terms_that_cannot_be_are_refused(manager: Actor, changes: Any, problem: tuple[str, str]) -> None:
    assert refused(lambda: make.quota(manager, **changes)) == {problem}
    row = make.quota(manager, 3)
    wrong = make.terms(**changes)
    assert refused(lambda: change_quota(manager, quota_id=row.id, revision=1, terms=wrong)) == {problem}
    with acting(manager):
        assert Quota.objects.get(id=row.id).revision == 1


def test_the_widest_terms_are_taken(manager: Actor) -> None:
    row = make.quota(manager, 10_000_000, amount=10**15, starts_on=TODAY, last_day=TODAY)
    assert row.until - row.starts_on == timedelta(days=1)
    assert make.quota(manager, 0, amount=0, area_code="19.06.01.2006").places == 0


@pytest.mark.parametrize(
    ("area_code", "code"), [(DISTRICT, "wrong_level"), (REGENCY, "wrong_level"), ("19.06.99", "unknown_area")]
)
def test_places_are_counted_in_areas_of_the_level_of_the_programme(manager: Actor, area_code: str, code: str) -> None:
    assert refused(lambda: make.quota(manager, area_code=area_code)) == {(code, "area_code")}


def test_a_local_programme_has_places_in_its_own_area_alone(manager: Actor) -> None:
    elsewhere = rules_in_work.written(officer("manager", OTHER_REGENCY), "2027-01-01")
    national = officer("national", "00")
    wrong = refused(lambda: make.quota(national, programme=elsewhere.programme_id))
    assert wrong == {("outside_programme", "area_code")}
    assert make.quota(national, area_code=OTHER_VILLAGE, programme=elsewhere.programme_id).places == 2


def test_a_programme_nobody_knows_has_no_places(manager: Actor) -> None:
    with pytest.raises(NotFound):
        make.quota(manager, programme="tidak_ada")


def test_two_quotas_of_an_area_share_no_day(manager: Actor) -> None:
    row = make.quota(manager, 3)
    last = TODAY + timedelta(days=30)
    touching = refused(lambda: make.quota(manager, 4, starts_on=last, last_day=last))
    assert touching == {("overlaps", "starts_on")}
    after = make.quota(manager, 4, starts_on=last + timedelta(days=1), last_day=last + timedelta(days=9))
    longer = make.terms(3, last_day=last + timedelta(days=1))
    assert refused(lambda: change_quota(manager, quota_id=row.id, revision=1, terms=longer)) == {
        ("overlaps", "starts_on")
    }
    withdraw_quota(manager, quota_id=after.id, revision=1, reason="Keliru")
    assert change_quota(manager, quota_id=row.id, revision=1, terms=longer).revision == 2


@pytest.mark.parametrize(("first", "second"), [(REGENCY, VILLAGE), (VILLAGE, REGENCY)])
def test_no_place_is_counted_both_in_an_area_and_inside_it(first: str, second: str) -> None:
    by = {REGENCY: officer("manager"), VILLAGE: officer("puskesos_coordinator", VILLAGE)}
    make.quota(by[first], area_code=first, programme="permakanan")
    wrong = refused(lambda: make.quota(by[second], area_code=second, programme="permakanan"))
    assert wrong == {("overlaps", "starts_on")}
    assert make.quota(by[second], area_code=second, programme="sembako").places == 2


def test_the_database_itself_refuses_days_that_overlap(manager: Actor) -> None:
    row = make.quota(manager, 3)
    with acting(manager), pytest.raises(IntegrityError), transaction.atomic():
        Quota.objects.create(
            programme_id=row.programme_id,
            area_code=VILLAGE,
            starts_on=TODAY,
            until=TODAY + timedelta(days=1),
            places=1,
            source="x",
            set_at=clock.now(),
        )


def test_a_change_tells_what_was_before(manager: Actor) -> None:
    row = make.quota(manager, 3)
    later = officer("head_of_section")
    assert change_quota(later, quota_id=row.id, revision=1, terms=make.terms(7)).set_by_id == later.user_id
    (event,) = events("quota.change")
    assert (event.before["places"], event.after["places"]) == (3, 7)


def test_two_people_do_not_overwrite_each_other(manager: Actor) -> None:
    row = make.quota(manager, 3)
    change_quota(manager, quota_id=row.id, revision=1, terms=make.terms(7))
    with pytest.raises(Stale):
        change_quota(manager, quota_id=row.id, revision=1, terms=make.terms(9))
    with pytest.raises(Stale):
        withdraw_quota(manager, quota_id=row.id, revision=1, reason="Keliru")
    with acting(manager):
        assert Quota.objects.get(id=row.id).places == 7


def test_withdrawing_needs_a_reason_and_is_told(manager: Actor) -> None:
    row = make.quota(manager, 3)
    assert refused(lambda: withdraw_quota(manager, quota_id=row.id, revision=1, reason="  ")) == {
        ("no_reason", "reason")
    }
    withdraw_quota(manager, quota_id=row.id, revision=1, reason=" Salah desa ")
    (event,) = events("quota.withdraw")
    assert (event.reason, event.before["places"]) == ("Salah desa", 3)
    with pytest.raises(NotFound):
        change_quota(manager, quota_id=row.id, revision=2, terms=make.terms(7))


@pytest.mark.parametrize(
    ("role", "area_code", "error"),
    [("manager", OTHER_REGENCY, NotFound), ("front_office", REGENCY, Denied), ("coordination_team", REGENCY, Denied)],
)
def test_others_change_and_withdraw_nothing(manager: Actor, role: str, area_code: str, error: type[Exception]) -> None:
    row, other = make.quota(manager, 3), officer(role, area_code)
    with pytest.raises(error):
        change_quota(other, quota_id=row.id, revision=1, terms=make.terms(7))
    with pytest.raises(error):
        withdraw_quota(other, quota_id=row.id, revision=1, reason="Keliru")


def test_the_wall_hides_quotas_of_elsewhere_whatever_is_asked(manager: Actor) -> None:
    row = make.quota(manager, 3)
    for actor, count in ((manager, 1), (officer("manager", OTHER_REGENCY), 0), (officer("provider"), 0)):
        with acting(actor):
            assert Quota.objects.filter(id=row.id).count() == count


def test_reading_the_names_is_told_once_in_ten_minutes(manager: Actor) -> None:
    row = make.quota(manager, 3)
    look_at_waiting_list(manager, row.id)
    look_at_waiting_list(manager, row.id)
    assert [event.subject_id for event in events("quota.look")] == [row.id]
    with pytest.raises(Denied):
        look_at_waiting_list(officer("province", "19"), row.id)
    with pytest.raises(NotFound):
        look_at_waiting_list(officer("manager", OTHER_REGENCY), row.id)


def test_places_change_no_verdict(manager: Actor) -> None:
    with acting(system()):
        make.listed("Rusdi", 1)
        before = list(Verdict.objects.values())
    row = make.quota(manager, 0)
    change_quota(manager, quota_id=row.id, revision=1, terms=make.terms(7))
    with acting(system()):
        assert list(Verdict.objects.values()) == before
