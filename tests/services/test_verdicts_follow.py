"""Whatever changes what is known of a family, its kept verdicts are those of the rules when the verb returns."""

from datetime import date
from uuid import UUID

import pytest

from slrt.domain import clock
from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.services.programmes import NewEnrolment, enrol
from slrt.services.registry import FactChange, Leaving, add_member, answer, end_membership, record_facts
from slrt.store.programmes.models import Verdict
from slrt.store.registry.models import Family, Membership
from slrt.store.walls.context import acting
from tests.makers.families import officer, person, registered
from tests.services.test_nightly import fresh, kept

pytestmark = pytest.mark.django_db

CHILD = date(2019, 5, 6)


@pytest.fixture
def clerk() -> Actor:
    return officer("back_office")


@pytest.fixture
def family(clerk: Actor) -> UUID:
    return registered(clerk).family_id


def changed(clerk: Actor, family_id: UUID, *items: FactChange) -> None:
    with acting(system()):
        version = Family.objects.get(id=family_id).version
    record_facts(clerk, family_id=family_id, base_version=version, items=items, source="visit")


def follows(family_id: UUID) -> bool:
    """Whether the kept verdicts are what the rules say now, of the family as it stands."""
    with acting(system()):
        row = Family.objects.get(id=family_id)
        rows = Verdict.objects.filter(family_id=family_id)
        assert set(rows.values_list("family_version", "area_code")) == {(row.version, row.area_code)}
    return kept() == fresh()


def test_after_facts_answers_and_receipts(clerk: Actor, family: UUID) -> None:
    assert follows(family)
    before = kept()
    changed(clerk, family, FactChange("decile", 1), FactChange("registered", value=True))
    assert follows(family)
    assert kept() != before
    answer(clerk, family_id=family, path="family.tenure", value="own")
    assert follows(family)
    before = kept()
    changed(clerk, family, FactChange("decile", 9))
    assert follows(family)
    assert kept() != before
    enrol(clerk, family_id=family, enrolments=[NewEnrolment(programme="pkh")], source="list")
    assert follows(family)
    changed(clerk, family, FactChange("receives", frozenset({"sembako"})))
    assert follows(family)


def test_after_people_join_and_leave(clerk: Actor, family: UUID) -> None:
    changed(clerk, family, FactChange("decile", 1))
    before = kept()
    child = add_member(
        clerk,
        family_id=family,
        member=person("Budi", "child", CHILD, "male"),
        submission=uuid7(),
        source="visit",
        accept_warnings=True,
    )
    assert follows(family)
    assert kept() != before
    leaving = Leaving(person_id=child, cause="died", on=clock.today())
    end_membership(clerk, family_id=family, leaving=leaving, source="visit", reason="Kata tetangga")
    assert follows(family)


def test_after_the_family_moves(clerk: Actor, family: UUID) -> None:
    changed(clerk, family, FactChange("area_code", "19.06.02.2001"))
    assert follows(family)


def test_a_family_without_people_keeps_no_verdicts(clerk: Actor, family: UUID) -> None:
    with acting(system()):
        rows = list(Membership.objects.filter(family_id=family).order_by("-position"))
    for row in rows:
        leaving = Leaving(person_id=row.person_id, cause="moved", on=clock.today())
        end_membership(clerk, family_id=family, leaving=leaving, source="visit", reason="Kata tetangga")
    with acting(system()):
        assert Family.objects.get(id=family).state == "closed"
    assert kept() == {}
