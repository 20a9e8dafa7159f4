"""Two people, two connections, the same moment: one row, one step, and a clear word for the slower one."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
from django.db import connections

from slrt.domain.access import system
from slrt.domain.ids import uuid7
from slrt.domain.problems import Stale
from slrt.services import cases
from slrt.services.live import CHANNEL
from slrt.store.cases.models import Case, Need, Referral
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.cases import NEW, actor, analysed, answered, cast, now, opened, organisation, referred


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; results or exceptions in order."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=20)
            return act()
        except Stale as late:
            return late
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_many_identical_intakes_at_once_make_one_case(own_database: str) -> None:
    people, key = cast(), uuid7()
    made = at_once(*[lambda: cases.open_case(people.front, NEW, submission=key)] * 5)
    assert len({one.ticket for one in made}) == 1
    with acting(system()):
        assert Case.objects.count() == 1
        assert Need.objects.count() == 1
        assert Event.objects.filter(verb="case.open").count() == 1


def test_two_officers_moving_one_case_at_once_the_slower_is_told(own_database: str) -> None:
    people = cast()
    case = opened(people.front)
    done = at_once(
        lambda: cases.move(people.back, case_id=case.id, verb="verify", version=1),
        lambda: cases.move(people.manager, case_id=case.id, verb="analyse", version=1),
    )
    assert sorted(type(one).__name__ for one in done) == ["Case", "Stale"]
    assert now(case).version == 2


def test_two_receivers_finishing_at_once_leave_the_case_with_both_results(own_database: str) -> None:
    people = cast()
    clinic = organisation("Puskesmas")
    there = actor("provider", at=clinic)
    case = analysed(people)
    first, second = referred(people, case), referred(people, case, clinic.id)
    answered(people.provider, first, "accept")
    answered(there, second, "accept")
    result = {"result": "Beres", "settlement": "solved"}
    at_once(
        lambda: answered(people.provider, first, "fulfil", **result),
        lambda: answered(there, second, "fulfil", **result),
    )
    assert now(case).state == "awaiting_confirmation"
    assert now(case).result.count("Beres") == 2
    with acting(system()):
        assert set(Referral.objects.values_list("state", flat=True)) == {"fulfilled"}


def test_every_step_is_heard_by_both_sides_once_it_is_committed(own_database: str) -> None:
    people = cast()
    referral = referred(people, analysed(people))
    default = connections["default"].settings_dict
    login = {"host": default["HOST"], "port": default["PORT"], "dbname": default["NAME"]}
    with psycopg.connect(**login, user=default["USER"], password=default["PASSWORD"], autocommit=True) as ear:
        ear.execute(f"LISTEN {CHANNEL}")
        answered(people.provider, referral, "accept")
        heard = [json.loads(one.payload) for one in ear.notifies(timeout=5, stop_after=3)]
    assert {(one["kind"], one["id"]) for one in heard} == {
        ("referral", str(referral.id)),
        ("case", str(referral.case_id)),
    }
    assert [one["organisations"] for one in heard if one["kind"] == "referral"] == [[str(people.dinsos.id)]]
