"""Amount bounds and missing facts against trying every value of every unknown fact, one family at a time.

The slow way knows nothing of plans, leaves or states: it fills in every unknown fact, judges the complete family and
counts the money with a sorted list.
"""

import datetime
import itertools
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slrt.domain.programmes import load_programmes
from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.facts import SEVERE_DOMAINS
from slrt.domain.rules.kleene import compiled
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.programme import Programme, Version
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.verdict import Outcome
from slrt.domain.rules.views import UNKNOWN, View
from tests.agree.invented import INVENTED, paying
from tests.agree.rule_strategies import coherent

ON = datetime.date(2026, 1, 15)
ROOT = Path(__file__).resolve().parents[2]
SHIPPED = {programme.code: programme for programme in load_programmes(ROOT / "programmes")}
EXAMPLES = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def birthday(age: int) -> datetime.date:
    return ON.replace(year=ON.year - age)


MAJORITY = birthday(18)
NEAR = datetime.timedelta(days=1)

FAMILY_VALUES: dict[str, list[Any]] = {
    "decile": [1, 4, 5, 10],
    "disaster_affected": [True, False],
    "income_monthly": [0, 1_000_000, 1_000_001, 5_000_000],
    "decile_on": [datetime.date(2025, 1, 1), datetime.date(2025, 6, 1)],
    "receives": [frozenset(), frozenset(["pkh"]), frozenset(["sembako", "kur"])],
}
MEMBER_VALUES: dict[str, list[Any]] = {
    "birth_date": [
        *[birthday(age) for age in (0, 3, 5, 6, 7, 10, 18, 21, 22, 26, 55, 56, 69, 70, 90)],
        MAJORITY - NEAR,
        MAJORITY + NEAR,
    ],
    "sex": ["male", "female"],
    "is_pregnant": [True, False],
    "in_school": [True, False],
    "school_level": ["paud", "sd", "smp", "sma", "smk", "higher", "none"],
    "orphan": ["no", "father", "both"],
    "walking": ["none", "cannot"],
}
STEADY = dict.fromkeys(SEVERE_DOMAINS, "none")


@st.composite
def small_families(draw: st.DrawFn) -> FamilyRecord:
    """One to three members with coherent facts, of which at most four in all are forgotten."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    size = draw(st.integers(1, 3))
    raw = FamilyRecord(
        {name: chance.choice(values) for name, values in FAMILY_VALUES.items()},
        [{**STEADY, **{name: chance.choice(v) for name, v in MEMBER_VALUES.items()}} for _ in range(size)],
    )
    whole = coherent(raw)
    family = {name: whole.family[name] for name in FAMILY_VALUES}
    members = [{name: one[name] for name in (*MEMBER_VALUES, *SEVERE_DOMAINS)} for one in whole.members]
    places = [(None, name) for name in family] + [(at, name) for at in range(size) for name in MEMBER_VALUES]
    for at, name in chance.sample(places, draw(st.integers(1, 4))):
        (family if at is None else members[at]).pop(name, None)
    return FamilyRecord(family, members)


Answer = tuple[bool, int]
Filling = tuple[Any, ...]


def every_answer(version: Version, record: FamilyRecord) -> tuple[list[Any], dict[Filling, Answer]]:
    """Return the unknown facts, and the answer for every way to fill them in."""
    family = family_view(record, ON)
    views = member_views(record, ON, family)
    unknown: list[Any] = [(None, name) for name in FAMILY_VALUES if family.get(name) is UNKNOWN]
    unknown += [(at, name) for at, view in views.items() for name in MEMBER_VALUES if view.get(name) is UNKNOWN]
    choices = [FAMILY_VALUES[name] if at is None else MEMBER_VALUES[name] for at, name in unknown]
    answers = {}
    for filling in itertools.product(*choices):
        filled = list(zip(unknown, filling, strict=True))
        whole = family.suppose({name: value for (at, name), value in filled if at is None})
        people = {
            index: view.suppose({name: value for (at, name), value in filled if at == index}, whole)
            for index, view in views.items()
        }
        answers[filling] = judged(version, whole, people)
    return unknown, answers


def judged(version: Version, family: View, members: dict[int, View]) -> Answer:
    scope = {"family": family, "members": list(members.values()), "on": ON}
    rule = compiled(version.rule)
    if version.scope is Scope.MEMBER:
        chosen = [view for view in members.values() if rule({**scope, "m": view})]
        return bool(chosen), money(version, scope, chosen) if chosen else 0
    eligible = bool(rule(scope))
    return eligible, money(version, scope, list(members.values())) if eligible else 0


def money(version: Version, scope: dict[str, Any], members: list[View]) -> int:
    benefit = version.benefit
    if benefit.flat is not None:
        return benefit.flat
    counted: dict[str, list[int]] = {}
    for view in members:
        held = [part for part in benefit.components if compiled(part.who)({**scope, "m": view})]
        if held:
            best = max(held, key=lambda part: part.amount)
            counted.setdefault(best.name.id, []).append(best.amount)
    most = {part.name.id: part.most for part in benefit.components}
    amounts = sorted((one for name, all_of in counted.items() for one in all_of[: most[name]]), reverse=True)
    return sum(amounts[: benefit.cap.persons if benefit.cap else None])


def check(programme: Programme, record: FamilyRecord) -> None:
    version = programme.version_on(ON)
    assert version is not None
    unknown, answers = every_answer(version, record)
    (verdict,) = evaluate_family([programme], record, ON)
    amounts = {amount for _, amount in answers.values()}
    if version.benefit.kind == "cash":
        assert (verdict.amount_min, verdict.amount_max) == (min(amounts), max(amounts))
    verdicts = {eligible for eligible, _ in answers.values()}
    if verdict.outcome is not Outcome.UNKNOWN:
        assert verdicts == {verdict.outcome is Outcome.ELIGIBLE}
    expected = {path(place) for place in relevant(unknown, answers)}
    if verdict.outcome is Outcome.UNKNOWN and not expected:
        assert verdict.missing  # Kleene leaves `a || !a` open, so what it reads is asked all the same
    else:
        assert {fact.path for fact in verdict.missing} == expected


def path(place: Any) -> str:
    at, name = place
    return f"family.{name}" if at is None else f"members[{at}].{name}"


def relevant(unknown: list[Any], answers: dict[Filling, Answer]) -> set[Any]:
    """Return the facts of which two values give different answers, the rest being equal."""
    found = set()
    for column, place in enumerate(unknown):
        groups: dict[Filling, set[Answer]] = {}
        for filling, answer in answers.items():
            groups.setdefault(filling[:column] + filling[column + 1 :], set()).add(answer)
        if any(len(group) > 1 for group in groups.values()):
            found.add(place)
    return found


@EXAMPLES
@given(small_families())
def test_pkh_amounts_and_questions_are_exact(record: FamilyRecord) -> None:
    check(SHIPPED["pkh"], record)


@EXAMPLES
@given(small_families())
def test_pip_amounts_and_questions_are_exact(record: FamilyRecord) -> None:
    check(SHIPPED["pip"], record)


@pytest.fixture(scope="module", params=sorted(INVENTED))
def invented(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Programme]:
    return paying(request.param, tmp_path_factory.mktemp("programmes"))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(record=small_families())
def test_invented_programmes_are_exact_too(invented: list[Programme], record: FamilyRecord) -> None:
    for programme in invented:
        check(programme, record)
