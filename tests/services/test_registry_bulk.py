"""Registering a list writes what registering one by one writes, all or nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from slrt.domain import clock
from slrt.domain.access import Denied, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import Refused
from slrt.reads import registry as reads
from slrt.reads.programmes import verdicts_of
from slrt.services.programmes import NewEnrolment, enrol
from slrt.services.registry import NewFamily, register
from slrt.services.registry.bulk import Listed, ListedReceipt, register_list
from slrt.store.programmes.models import Enrolment, Verdict
from slrt.store.registry.models import Change, Family, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import OTHER_REGENCY, RUSDI_BORN, new_family, nik, officer, person, rusdi, siti

pytestmark = pytest.mark.django_db

RECEIPTS = (
    ListedReceipt(programme="sembako", starts_on=date(2024, 5, 1)),
    ListedReceipt(programme="pbi_jkn", member=1),
)


def entry(family: NewFamily | None = None, **fields: Any) -> Listed:
    form = family or new_family(facts={"decile": 2, "lighting": "pln_metered"}, no_kk="1906011105200001")
    listed = Listed(
        actor=system(),
        at=clock.now() - timedelta(days=40),
        family=form,
        submission=uuid7(),
        source="visit",
        reason="Survei desa",
        receipts=RECEIPTS,
        receipts_source="dtsen",
    )
    return replace(listed, **fields)


def another(sequence: int) -> NewFamily:
    number = nik(RUSDI_BORN, "male", sequence)
    return new_family(person("Samsul", "head", RUSDI_BORN, "male", number))


@pytest.fixture
def seen() -> Iterator[None]:
    """Everything visible, as the product itself sees it."""
    with acting(system()):
        yield


def told(family_id: UUID) -> dict[str, Any]:
    """All that was written of a family, keys and times left out."""
    family = Family.objects.get(id=family_id)
    recorded = reads.recorded(family)
    change = Change.objects.get(family=family)
    return {
        "record": recorded.record,
        "stamps": {fact: stamp["source"] for fact, stamp in family.stamps.items()},
        "people": [sorted(membership.person.stamps) for membership in recorded.memberships],
        "plain": (family.address, family.rt, family.rw, family.version, family.area_code, family.receives_checked_on),
        "change": (change.kind, change.state, change.source, change.reason, change.by_id, change.base_version),
        "items": sorted(
            (item["subject_kind"], item["fact"], str(item["new"]))
            for item in change.items
            if item["fact"] not in ("nik", "no_kk", "person")
        ),
        "enrolments": sorted(
            Enrolment.objects.filter(family=family).values_list(
                "programme_id", "person__name", "starts_on", "source", "checked_on", "state"
            ),
            key=str,
        ),
        "events": sorted(Event.objects.filter(family_id=family_id).values_list("verb", "role", "reason")),
    }


@pytest.mark.usefixtures("seen")
def test_a_list_writes_what_one_by_one_writes() -> None:
    listed = entry()
    with transaction.atomic():
        with clock.at(listed.at):
            one = register(
                system(),
                listed.family,
                submission=listed.submission,
                source="visit",
                reason="Survei desa",
                channel="list",
            )
            enrol(
                system(),
                family_id=one.family_id,
                enrolments=[
                    NewEnrolment(programme="sembako", starts_on=date(2024, 5, 1)),
                    NewEnrolment(programme="pbi_jkn", person_id=one.person_ids[1]),
                ],
                source="dtsen",
            )
        by_one = told(one.family_id)
        transaction.set_rollback(True)
    (made,) = register_list(system(), [listed])
    assert told(made.family_id) == by_one
    assert by_one["record"].family["receives"] == {"sembako", "pbi_jkn"}


@pytest.mark.usefixtures("seen")
def test_everything_bears_the_day_and_the_hand_of_who_wrote_it_down() -> None:
    hand = officer("facilitator", "19.06.01", "Sari")
    at = clock.now() - timedelta(days=40)
    (made,) = register_list(system(), [entry(actor=hand, at=at)])
    family = Family.objects.get(id=made.family_id)
    assert family.created_at == at
    assert Change.objects.get(family=family).by_id == hand.user_id
    assert set(Event.objects.filter(family_id=family.id).values_list("at", "actor_id")) == {(at, hand.user_id)}
    with clock.at(at):
        assert family.receives_checked_on == clock.today()


@pytest.mark.usefixtures("seen")
def test_verdicts_are_of_today_and_the_same_as_judging_anew() -> None:
    (made,) = register_list(system(), [entry()])
    rows = {row.programme_id: row for row in Verdict.objects.filter(family_id=made.family_id)}
    assert {row.on for row in rows.values()} == {clock.today()}
    from_rows = {code: (row.verdict, row.amount_low, row.amount_high) for code, row in rows.items()}
    judged = reads_of_verdicts(made.family_id)
    assert from_rows == judged


def reads_of_verdicts(family_id: UUID) -> dict[str, tuple[str, int | None, int | None]]:
    found = verdicts_of(system(), family_id)
    return {each.code: (each.outcome.value, each.amount_min, each.amount_max) for each in found}


@pytest.mark.usefixtures("seen")
def test_without_a_list_of_receipts_they_stay_unknown() -> None:
    (made,) = register_list(system(), [entry(receipts=None)])
    family = Family.objects.get(id=made.family_id)
    assert reads.receives(family) is None
    assert list(Event.objects.filter(family_id=family.id).values_list("verb", flat=True)) == ["family.register"]


@pytest.mark.usefixtures("seen")
def test_the_same_submission_again_changes_nothing() -> None:
    listed = entry()
    first = register_list(system(), [listed])
    events = Event.objects.count()
    again = register_list(system(), [listed, entry(another(77), receipts=())])
    assert [(made.family_id, made.created) for made in again][0] == (first[0].family_id, False)
    assert again[1].created
    assert Event.objects.filter(family_id=first[0].family_id).count() == 2
    assert Event.objects.count() == events + 2


@pytest.mark.usefixtures("seen")
def test_one_bad_family_keeps_the_whole_list_out_and_says_where() -> None:
    bad = new_family(person("Anak", "child", date(2015, 1, 1), "male", "123"), no_kk="9906011105200001")
    with pytest.raises(Refused) as refused:
        register_list(system(), [entry(), entry(bad)])
    found = {(problem.field, problem.code) for problem in refused.value.problems}
    assert ("[1].no_kk", "province_unknown") in found
    assert ("[1].members[0].nik", "wrong_length") in found
    assert ("[1].members", "no_head") in found
    assert not Family.objects.exists()


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"area_code": "19.06.01.9999"}, "unknown_area"),
        ({"facts": {"receives": {"pkh"}}}, "receives_twice"),
        ({"facts": {"decile": 11}}, "not_allowed"),
    ],
)
def test_what_register_refuses_a_list_refuses(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        register_list(system(), [entry(new_family(**change))])
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.usefixtures("seen")
def test_a_receipt_of_somebody_who_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        register_list(system(), [entry(receipts=(ListedReceipt(programme="pip", member=2),))])
    assert [problem.code for problem in refused.value.problems] == ["no_such_member"]


@pytest.mark.usefixtures("seen")
def test_a_nik_in_use_or_twice_on_the_list_is_refused() -> None:
    register_list(system(), [entry(another(5), receipts=None)])
    with pytest.raises(Refused) as refused:
        register_list(system(), [entry(another(n), receipts=None) for n in (5, 6, 6)])
    assert [problem.field for problem in refused.value.problems] == ["[0].members[0].nik", "[2].members[0].nik"]
    assert Person.objects.count() == 1


def test_an_officer_brings_no_list_from_outside_its_area() -> None:
    outside = officer(area_code=OTHER_REGENCY)
    with pytest.raises(Denied):
        register_list(outside, [entry(new_family(rusdi(), siti()))])
    with pytest.raises(Denied):
        register_list(system(), [entry(actor=outside)])
