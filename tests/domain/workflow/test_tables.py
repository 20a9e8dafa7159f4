"""The tables of case and referral, compared with what the service is meant to do, written down by hand here."""

from itertools import product
from uuid import uuid4

import pytest

from slrt.domain.access import ROLES, Actor, Denied
from slrt.domain.problems import Refused
from slrt.domain.workflow import case, referral
from slrt.domain.workflow.case import CASE, place_by_referrals
from slrt.domain.workflow.deadlines import promise
from slrt.domain.workflow.machine import Bond, Machine, Relation, WrongState, check_step, next_state
from slrt.domain.workflow.referral import REFERRAL

HERE = "19.06.01.2001"
COUNTER = {"facilitator", "puskesos_front_office", "front_office", "surveyor"}
HANDLERS = {"puskesos_back_office", "supervisor", "back_office"}
DECIDERS = {"puskesos_coordinator", "manager", "head_of_section", "head_of_agency"}
OFFICE = HANDLERS | DECIDERS
ANY_DESK = COUNTER | OFFICE

BEFORE = "registered verifying needs_repair analysed"
ALL_OPEN = BEFORE + " handled_directly referred accepted in_service followed_up awaiting_confirmation"
ENDED = "closed rejected duplicate unreachable withdrawn"

# verb: (from, to, roles of people who may)
CASE_BY_HAND = {
    ("take", ALL_OPEN, "=", frozenset(OFFICE)),
    ("verify", "registered", "verifying", frozenset(OFFICE)),
    ("ask_repair", "verifying", "needs_repair", frozenset(OFFICE)),
    ("repaired", "needs_repair", "verifying", frozenset(ANY_DESK)),
    ("analyse", "registered verifying", "analysed", frozenset(OFFICE)),
    ("handle", "analysed", "handled_directly", frozenset(OFFICE)),
    ("resolve", "handled_directly", "awaiting_confirmation", frozenset(OFFICE)),
    ("escalate", ALL_OPEN, "=", frozenset(OFFICE)),
    ("confirm_solved", "awaiting_confirmation", "closed", frozenset(ANY_DESK)),
    ("confirm_not_solved", "awaiting_confirmation", "analysed", frozenset(ANY_DESK)),
    ("close", "awaiting_confirmation", "closed", frozenset(DECIDERS)),
    ("reopen", ENDED, "analysed", frozenset(ANY_DESK)),
    ("reject", BEFORE, "rejected", frozenset(DECIDERS)),
    ("mark_duplicate", BEFORE, "duplicate", frozenset(OFFICE)),
    ("mark_unreachable", "verifying needs_repair", "unreachable", frozenset(OFFICE)),
    ("mark_unreachable", "awaiting_confirmation", "unreachable", frozenset(DECIDERS)),
    ("withdraw", BEFORE + " handled_directly", "withdrawn", frozenset(ANY_DESK)),
}

REFERRAL_BY_HAND = {
    ("send", "draft", "sent", frozenset(OFFICE)),
    ("accept", "sent", "accepted", frozenset({"provider"})),
    ("decline", "sent accepted", "declined", frozenset({"provider"})),
    ("start", "accepted", "in_service", frozenset({"provider"})),
    ("fulfil", "accepted in_service", "fulfilled", frozenset({"provider"})),
    ("withdraw", "draft sent accepted in_service", "withdrawn", frozenset(OFFICE)),
}

FULL = {
    "reason": "alasan",
    "result": "hasil",
    "settlement": "solved",
    "told_by": "Ibu Siti",
    "duplicate_of": "0000-0001-2",
    "consent": "verbal",
}


def expected(by_hand: set[tuple[str, str, str, frozenset[str]]], state: str, verb: str) -> tuple[str, frozenset[str]]:
    for row_verb, sources, target, roles in by_hand:
        if row_verb == verb and state in sources.split():
            return (state if target == "=" else target), roles
    return "", frozenset()


def someone(role: str, organisation: object = None) -> Actor:
    return Actor(uuid4(), "Seseorang", role, "19.06", organisation_id=organisation)  # type: ignore[arg-type]


@pytest.mark.parametrize(("machine", "by_hand"), [(CASE, CASE_BY_HAND), (REFERRAL, REFERRAL_BY_HAND)])
def test_every_state_verb_and_role_is_allowed_or_refused_as_written_by_hand(machine: Machine, by_hand: set) -> None:
    organisation = uuid4()
    people_verbs = [v for v in machine.verbs if not v.startswith("follow_") and v != "expire"]
    assert {row[0] for row in by_hand} == set(people_verbs)
    for state, verb, role in product(machine.states, people_verbs, (r for r in ROLES if r != "system")):
        target, roles = expected(by_hand, state, verb)
        actor = someone(role, organisation if role == "provider" else None)
        if not target:
            with pytest.raises(WrongState):
                next_state(machine, state, verb, FULL)
            continue
        step = next_state(machine, state, verb, FULL)
        assert step.leads_to(state) == target
        if role in roles:
            check_step(actor, step, Bond(HERE, organisation_id=organisation))
        else:
            with pytest.raises(Denied):
                check_step(actor, step, Bond(HERE, organisation_id=organisation))


def test_nobody_but_the_system_takes_a_system_step() -> None:
    steps = [s for m in (CASE, REFERRAL) for s in m.steps if s.relation is Relation.SYSTEM]
    assert steps
    for step, role in product(steps, (r for r in ROLES if r != "system")):
        with pytest.raises(Denied):
            check_step(someone(role, uuid4()), step, Bond(HERE))


def test_an_officer_of_another_area_is_refused() -> None:
    step = next_state(CASE, "registered", "verify", {})
    with pytest.raises(Denied):
        check_step(Actor(uuid4(), "Jauh", "manager", "19.03"), step, Bond(HERE))


def test_a_provider_of_another_organisation_is_refused() -> None:
    step = next_state(REFERRAL, "sent", "accept", {})
    with pytest.raises(Denied):
        check_step(someone("provider", uuid4()), step, Bond(HERE, organisation_id=uuid4()))


@pytest.mark.parametrize("verb", ["confirm_solved", "confirm_not_solved", "close"])
def test_who_handled_the_case_does_not_speak_for_the_citizen(verb: str) -> None:
    manager = someone("manager")
    step = next_state(CASE, "awaiting_confirmation", verb, FULL)
    with pytest.raises(Denied):
        check_step(manager, step, Bond(HERE, handlers=frozenset({manager.user_id})))  # type: ignore[arg-type]


@pytest.mark.parametrize("machine", [CASE, REFERRAL])
def test_each_needed_input_left_empty_is_named(machine: Machine) -> None:
    for step in machine.steps:
        for name in step.needs:
            for empty in (None, "", "   "):
                with pytest.raises(Refused) as refused:
                    next_state(machine, step.sources[0], step.verb, {**FULL, name: empty})
                assert [p.field for p in refused.value.problems] == [name]


@pytest.mark.parametrize("machine", [CASE, REFERRAL])
def test_every_state_is_reached_and_left_or_ends(machine: Machine) -> None:
    reached = {machine.first} | {step.target for step in machine.steps if step.target}
    assert reached == set(machine.states)
    for code, state in machine.states.items():
        leads_on = {s.target for s in machine.steps_from(code)} - {None, code}
        assert leads_on or state.ended


def test_every_open_state_has_a_deadline_of_its_own_or_of_its_referrals() -> None:
    for machine in (CASE, REFERRAL):
        for code, state in machine.states.items():
            awaits = promise(machine.name, code) is not None
            waits_on_referrals = machine is CASE and code in case.WITH_PROVIDERS
            assert awaits != (state.ended or waits_on_referrals or code == "draft")


@pytest.mark.parametrize(
    ("referrals", "place"),
    [
        ([], None),
        (["draft"], None),
        (["sent"], "referred"),
        (["declined", "sent"], "referred"),
        (["accepted", "sent"], "accepted"),
        (["in_service", "accepted", "sent"], "in_service"),
        (["fulfilled", "sent"], "followed_up"),
        (["fulfilled"], "awaiting_confirmation"),
        (["fulfilled", "declined", "withdrawn"], "awaiting_confirmation"),
        (["declined", "expired"], "analysed"),
        (["withdrawn"], "analysed"),
    ],
)
def test_a_case_stands_where_its_referrals_say(referrals: list[str], place: str | None) -> None:
    assert place_by_referrals(referrals) == place


def test_whatever_receivers_do_in_whatever_order_the_table_has_the_row() -> None:
    """Walk every order of steps of up to three referrals, and every place before and after."""
    table = {(source, s.target) for s in CASE.steps if s.verb in case.FOLLOW.values() for source in s.sources}
    # A case leaves "analysed" and "handled directly" by its first referral.
    assert table == moves_of_three_referrals() | {("handled_directly", "referred")}


def moves_of_three_referrals() -> set[tuple[str, str]]:
    moves = set()
    seen = {("draft",) * 3}
    waiting = list(seen)
    while waiting:
        now = waiting.pop()
        before = place_by_referrals(now) or "analysed"
        for index, one in enumerate(now):
            for step in REFERRAL.steps_from(one):
                after = (*now[:index], step.leads_to(one), *now[index + 1 :])
                if before == "awaiting_confirmation" and step.verb == "send":
                    continue  # the case was handed to the citizen; a new referral needs a reopened case
                place = place_by_referrals(after)
                if place and place != before:
                    moves.add((before, place))
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)
    return moves


def test_settlements_rank_what_did_most_for_the_citizen_first() -> None:
    assert case.settled_by(["rejected", "information_only", "solved"]) == "solved"
    assert case.settled_by(["rejected", "out_of_mandate"]) == "out_of_mandate"


def test_a_verb_twice_from_one_state_is_a_mistake_of_the_table() -> None:
    step = REFERRAL.steps[0]
    with pytest.raises(ValueError, match="twice"):
        Machine("wrong", "draft", REFERRAL.states, (step, step))


def test_information_only_is_a_settlement_of_its_own() -> None:
    assert "information_only" in referral.SETTLEMENTS
