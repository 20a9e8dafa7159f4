"""Two people, or two clicks, at the same moment: one family, one person a NIK, no lost change."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.domain.problems import Refused
from slrt.services.registry import FactChange, record_facts, register
from slrt.store.registry.models import Change, Family, Person
from slrt.store.walls.context import acting
from tests.makers.families import new_family, officer, registered

pytestmark = pytest.mark.usefixtures("own_database")


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """Run the verbs in threads that start together; a refusal is a result too."""
    start = Barrier(len(verbs))

    def run(verb: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=30)
            return verb()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return [each.result(timeout=60) for each in [pool.submit(run, verb) for verb in verbs]]


def test_a_double_click_makes_one_family() -> None:
    actor, submission = officer(), uuid7()
    made = at_once(*[lambda: registered(actor, submission=submission)] * 4)
    assert {each.family_id for each in made} == {submission}
    assert sum(each.created for each in made) == 1
    with acting(actor):
        assert Family.objects.count() == 1


def test_one_nik_registered_by_two_officers_at_once_becomes_one_person() -> None:
    one, other = officer(), officer()

    def by(actor: Actor) -> Callable[[], Any]:
        return lambda: register(actor, new_family(), submission=uuid7(), source="interview", accept_warnings=True)

    results = at_once(by(one), by(other))
    refused = [each for each in results if isinstance(each, Refused)]
    assert len(refused) == 1
    assert all(problem.code.startswith("nik_known") for problem in refused[0].problems)
    with acting(one):
        assert Person.objects.filter(nik_index__isnull=False).count() == 2
        assert Family.objects.count() == 1


def test_changes_of_different_facts_at_once_are_both_kept() -> None:
    actor = officer()
    family = registered(actor).family_id
    facts = {"roof": "tile", "wall": "timber", "floor": "cement", "water": "rain"}

    def change(fact: str) -> Callable[[], int]:
        return lambda: record_facts(
            actor, family_id=family, base_version=1, items=[FactChange(fact, facts[fact])], source="interview"
        )

    assert sorted(at_once(*[change(fact) for fact in facts])) == [2, 3, 4, 5]
    with acting(actor):
        row = Family.objects.get(id=family)
        assert {fact: getattr(row, fact) for fact in facts} == facts
        assert Change.objects.filter(family=row).count() == 5


def test_an_active_family_without_a_head_cannot_be_committed() -> None:
    actor = officer()
    made = registered(actor)
    with pytest.raises(Exception, match="exactly one head"), acting(actor):
        Family.objects.get(id=made.family_id).memberships.update(relation="other")
    with acting(actor):
        assert Family.objects.get(id=made.family_id).memberships.filter(relation="head").count() == 1
