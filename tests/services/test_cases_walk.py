"""Every state x every verb x every role, asked of the services and the real database, compared with the table."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from slrt.domain.access import ROLES, Actor, Denied, system
from slrt.domain.problems import NotFound
from slrt.domain.workflow.case import CASE, ENDED
from slrt.domain.workflow.machine import Machine, Relation, WrongState
from slrt.domain.workflow.referral import REFERRAL
from slrt.services.cases.transitions import Ask, apply
from slrt.store.cases.models import Case, Referral
from slrt.store.walls.context import acting
from tests.makers.cases import TUESDAY, Cast, actor, analysed, opened, referred

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


ROLES_OF_PEOPLE = tuple(code for code in ROLES if code != "system")


class Undo(Exception):
    """Takes a tried step back."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


def everybody(people: Cast) -> dict[str, Actor]:
    made = {role: actor(role, "00" if role == "national" else "19.06") for role in ROLES_OF_PEOPLE}
    return {**made, "provider": people.provider}


def outcome(who: Actor, ask: Ask) -> str:
    """The state reached, or the name of the refusal; whatever was done is taken back."""
    reached = ""
    try:
        with undone():
            reached = apply(who, ask).state
    except (WrongState, Denied, NotFound) as refusal:
        return type(refusal).__name__
    return reached


def expected(machine: Machine, state: str, verb: str, who: Actor) -> str:
    sees = ROLES[who.role].reach != "nobody" and (machine is REFERRAL or who.role != "provider")
    if machine is REFERRAL and who.role == "provider" and state == "draft":
        sees = False
    if not sees:
        return "NotFound"
    step = machine.step(state, verb)
    if step is None:
        return "WrongState"
    allowed = step.permission in who.permissions and step.relation is not Relation.SYSTEM
    if step.relation is Relation.RECEIVER:
        allowed = allowed and who.role == "provider"
    return step.leads_to(state) if allowed else "Denied"


def inputs(first: Case) -> dict[str, Any]:
    return {
        "reason": "alasan",
        "result": "hasil",
        "settlement": "solved",
        "told_by": "Ibu Siti",
        "duplicate_of": first.ticket,
        "consent": "verbal",
    }


@pytest.mark.parametrize("state", CASE.states)
def test_a_case_moves_as_its_table_says_for_every_verb_and_role(people: Cast, state: str) -> None:
    first, case = opened(people.front), opened(people.front)
    with acting(system()):
        Case.objects.filter(id=case.id).update(
            state=state,
            closed_at=TUESDAY if state in ENDED else None,
            result="hasil",
            settlement="solved",
            duplicate_of_id=first.id,
        )
    for role, who in everybody(people).items():
        for verb in CASE.verbs:
            ask = Ask(kind="case", id=case.id, verb=verb, version=1, inputs=inputs(first))
            assert outcome(who, ask) == expected(CASE, state, verb, who), (state, verb, role)


@pytest.mark.parametrize("state", REFERRAL.states)
def test_a_referral_moves_as_its_table_says_for_every_verb_and_role(people: Cast, state: str) -> None:
    case = analysed(people)
    referral = referred(people, case)
    with acting(system()):
        Referral.objects.filter(id=referral.id).update(
            state=state,
            closed_at=datetime(2026, 12, 1, tzinfo=UTC) if state in REFERRAL.ended else None,
            reason="alasan",
            result="hasil",
            settlement="solved",
        )
    for role, who in everybody(people).items():
        for verb in REFERRAL.verbs:
            ask = Ask(kind="referral", id=referral.id, verb=verb, version=referral.version, inputs=inputs(case))
            assert outcome(who, ask) == expected(REFERRAL, state, verb, who), (state, verb, role)
