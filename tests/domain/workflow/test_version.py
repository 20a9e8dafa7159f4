"""The table of a programme's version, compared with what publishing is meant to be, written down by hand here."""

from itertools import product
from uuid import uuid4

import pytest

from slrt.domain.access import ROLES, Actor, Denied
from slrt.domain.problems import Refused
from slrt.domain.workflow.machine import Bond, WrongState, check_step, next_state
from slrt.domain.workflow.version import DECIDES, LAW, OPEN, VERSION

HERE = "19.06"
LAWMAKERS = {"puskesos_coordinator", "manager", "head_of_section", "head_of_agency", "province", "national"}
BY_HAND = {
    ("draft", "propose"): "proposed",
    ("draft", "withdraw"): "withdrawn",
    ("proposed", "withdraw"): "withdrawn",
    ("proposed", "return"): "draft",
    ("proposed", "publish"): "published",
    ("proposed", "compare"): "compared",
    ("published", "retire"): "retired",
}
NEEDS = {"withdraw": ["reason"], "return": ["reason"], "compare": ["reason"], "retire": ["until", "reason"]}
BY_AUTHORS = ("propose", "withdraw")
FULL = {"reason": "alasan", "until": "2026-12-31"}


def someone(role: str, area_code: str = HERE) -> Actor:
    return Actor(uuid4(), "Seseorang", role, area_code)


def test_every_state_verb_and_role_is_allowed_or_refused_as_written_by_hand() -> None:
    for state, verb, role in product(VERSION.states, VERSION.verbs, (r for r in ROLES if r != "system")):
        if (state, verb) not in BY_HAND:
            with pytest.raises(WrongState):
                next_state(VERSION, state, verb, FULL)
            continue
        step = next_state(VERSION, state, verb, FULL)
        assert step.target == BY_HAND[state, verb]
        if role in LAWMAKERS:
            check_step(someone(role), step, Bond(HERE))
        else:
            with pytest.raises(Denied):
                check_step(someone(role), step, Bond(HERE))


def test_what_each_verb_needs_is_named() -> None:
    for step in VERSION.steps:
        assert list(step.needs) == NEEDS.get(step.verb, [])
        for name in step.needs:
            with pytest.raises(Refused) as refused:
                next_state(VERSION, step.sources[0], step.verb, {**FULL, name: " "})
            assert [problem.field for problem in refused.value.problems] == [name]


def test_an_author_never_decides_on_the_own_text() -> None:
    author = someone("manager")
    for verb in set(VERSION.verbs) - set(BY_AUTHORS):
        step = next(one for one in VERSION.steps if one.verb == verb)
        with pytest.raises(Denied):
            check_step(author, step, Bond(HERE, handlers=frozenset({author.user_id})))  # type: ignore[arg-type]


@pytest.mark.parametrize("elsewhere", ["19", "19.06.01", "19.06.01.2006", "19.02", "00"])
def test_only_who_is_posted_in_exactly_the_area_of_a_programme_writes_it(elsewhere: str) -> None:
    for verb in BY_AUTHORS:
        step = next(one for one in VERSION.steps if one.verb == verb)
        with pytest.raises(Denied):
            check_step(someone("manager", elsewhere), step, Bond(HERE))


@pytest.mark.parametrize(("area", "may"), [("19", True), ("00", True), ("19.06.01", False), ("19.02", False)])
def test_who_approves_has_the_area_below(area: str, may: bool) -> None:
    step = next(one for one in VERSION.steps if one.verb == "publish")
    if may:
        check_step(someone("province", area), step, Bond(HERE))
    else:
        with pytest.raises(Denied):
            check_step(someone("province", area), step, Bond(HERE))


def test_every_state_is_worked_on_read_as_law_or_withdrawn() -> None:
    assert {*OPEN, *LAW, "withdrawn"} == set(VERSION.states)
    assert set(DECIDES) < set(LAW)
