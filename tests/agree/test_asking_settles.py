"""Asking what a verdict says is missing always ends in a verdict: nothing stays unknown with nobody left to ask."""

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from slrt.domain.rules.benefit import Benefit, BenefitKind, Component, Per
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.text import language
from slrt.domain.rules.verdict import Outcome, Verdict
from tests.agree.examples import EXAMPLES
from tests.agree.invented import is_quick
from tests.agree.rule_strategies import (
    FACTS,
    ON,
    PERSONAL,
    about_money,
    conditions,
    known_families,
    partly_known,
    rules,
    value,
)
from tests.makers.rules import programme

WORDS = Bilingual("uji", "trial")
PERSON = language("m", "family", "members", "on")
PERSONS = about_money() | conditions(PERSONAL, 2)


def judged(trial: Programme, record: FamilyRecord) -> Verdict:
    try:
        (verdict,) = evaluate_family([trial], record, ON)
    except RuleFailure:
        assume(False)  # a rule that divides by zero gets no verdict, and asks nothing
        raise
    return verdict


def answered(record: FamilyRecord, paths: list[str], chance: random.Random) -> FamilyRecord:
    """The family after these facts were asked."""
    family, members = dict(record.family), [dict(member) for member in record.members]
    for path in paths:
        holder, _, name = path.rpartition(".")
        facts = family if holder == "family" else members[int(holder.removeprefix("members[").removesuffix("]"))]
        assert name not in facts, f"{path} is known already"
        facts[name] = value(FACTS.get("family" if facts is family else "member", name), chance)
    return FamilyRecord(family, members)


def settles(trial: Programme, record: FamilyRecord, seed: int) -> None:
    """Ask all that is missing, again and again: answers make other facts applicable. Each round must ask something."""
    chance = random.Random(seed)
    while (verdict := judged(trial, record)).outcome is Outcome.UNKNOWN:
        assert verdict.missing, (trial.versions[0].text, record)
        record = answered(record, [fact.path for fact in verdict.missing], chance)


@EXAMPLES
@given(text=rules, known=known_families(3), data=st.data(), seed=st.integers(0, 2**32))
def test_an_unknown_family_is_asked_until_it_is_known(
    text: str, known: FamilyRecord, data: st.DataObject, seed: int
) -> None:
    trial, record = programme(text, Scope.FAMILY), data.draw(partly_known(known))
    assume(is_quick(trial, record, ON))
    settles(trial, record, seed)


@EXAMPLES
@given(text=PERSONS, known=known_families(3), data=st.data(), seed=st.integers(0, 2**32))
def test_an_unknown_person_is_asked_until_it_is_known(
    text: str, known: FamilyRecord, data: st.DataObject, seed: int
) -> None:
    trial, record = programme(text, Scope.MEMBER), data.draw(partly_known(known))
    assume(is_quick(trial, record, ON))
    settles(trial, record, seed)


ADULT = {"birth_date": ON.replace(year=1980), "sex": "male", "works": True}


@pytest.mark.parametrize(
    ("text", "scope", "asked"),
    [
        ("m.wage_monthly * 12 < 60000000", Scope.MEMBER, ["members[0].wage_monthly"]),
        (
            "m.wage_monthly / 2 > family.income_monthly",
            Scope.MEMBER,
            ["family.income_monthly", "members[0].wage_monthly"],
        ),
        ("members.exists(m, m.wage_monthly / 2 > 1000)", Scope.FAMILY, ["members[0].wage_monthly"]),
        ("members.all(m, m.age > 3 && m.wage_monthly + 1 > 5)", Scope.FAMILY, ["members[0].wage_monthly"]),
        ("m.age > members[0].business_months", Scope.MEMBER, ["members[0].has_business", "members[0].business_months"]),
        ("m.age < 18 || m.wage_monthly + 0 < 5 && m.in_school", Scope.MEMBER, []),
    ],
)
def test_what_cannot_be_tried_value_by_value_is_asked(text: str, scope: Scope, asked: list[str]) -> None:
    verdict = judged(programme(text, scope), FamilyRecord({}, [ADULT]))
    assert [fact.path for fact in verdict.missing] == asked


def test_what_cannot_be_tried_is_asked_of_those_alone_who_can_still_change_the_answer() -> None:
    trial = programme("m.age >= 18 && m.wage_monthly * 12 < 60000000", Scope.MEMBER)
    child = {**ADULT, "birth_date": ON.replace(year=2015)}
    verdict = judged(trial, FamilyRecord({}, [child, ADULT]))
    assert [fact.path for fact in verdict.missing] == ["members[1].wage_monthly"]
    known = judged(trial, FamilyRecord({}, [{**ADULT, "wage_monthly": 1}, ADULT]))
    assert (known.outcome, known.missing) == (Outcome.ELIGIBLE, ())


def test_money_that_hangs_on_what_cannot_be_tried_is_asked_too() -> None:
    sure = Component(name=WORDS, who=PERSON.nodes("m.wage_monthly * 12 < 60000000"), amount=100)
    paying = Benefit(kind=BenefitKind.CASH, per=Per.MONTH, components=(sure,))
    version = replace(programme("true", Scope.FAMILY).versions[0], benefit=paying)
    trial = replace(programme("true", Scope.FAMILY), versions=(version,))
    verdict = judged(trial, FamilyRecord({}, [ADULT]))
    assert (verdict.outcome, verdict.amount_min, verdict.amount_max) == (Outcome.ELIGIBLE, 0, 100)
    assert [fact.path for fact in verdict.missing] == ["members[0].wage_monthly"]
