"""Rules that would hurt whoever judges them: each is refused, or fails by name, and none gives a wrong answer."""

import datetime

import pytest

from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleError, RuleFailure
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.text import language
from slrt.domain.rules.verdict import Outcome
from tests.makers.rules import programme

ON = datetime.date(2026, 1, 15)
WORDS = language("family", "members", "on")
CROWD = [{"birth_date": ON.replace(year=1960 + number), "presence": "present"} for number in range(40)]


def nest(depth: int) -> str:
    """Macros inside one another, of which none is settled before the last member was asked."""
    text = f"m{depth - 1}.age > m0.age + 200"
    for level in reversed(range(depth)):
        text = f"members.exists(m{level}, {text})"
    return text


@pytest.mark.parametrize("depth", [4, 8, 12, 400])
def test_an_endless_nest_of_macros_is_refused_at_its_place(depth: int) -> None:
    with pytest.raises(RuleError, match="nested too deeply; at most"):
        WORDS.nodes(nest(depth))


def test_a_nest_that_is_allowed_is_judged_for_forty_people() -> None:
    (verdict,) = evaluate_family([programme(nest(3), Scope.FAMILY)], FamilyRecord({}, CROWD), ON)
    assert verdict.outcome is Outcome.NOT_ELIGIBLE


def test_macros_one_after_another_are_no_nest() -> None:
    chain = "members" + ".filter(m, m.age > 1)" * 6 + ".size() > 3"
    (verdict,) = evaluate_family([programme(chain, Scope.FAMILY)], FamilyRecord({}, CROWD), ON)
    assert verdict.outcome is Outcome.ELIGIBLE


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "(" * 1_000_000, "true || " * 125_000 + "true", '"' + "x" * 1_000_000]
)
def test_a_rule_of_a_megabyte_is_refused_before_it_is_read(text: str) -> None:
    with pytest.raises(RuleError, match=r"the rule has 1\d{6} characters; at most 10000"):
        WORDS.nodes(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("family.decile / family.livestock_small == 1", "trial trial: line 1, column 15: division by zero"),
        ("family.decile % family.livestock_small == 1", "trial trial: line 1, column 15: division by zero"),
        ("family.decile * 9223372036854775807 > 0", "trial trial: line 1, column 15: the number is too large"),
        ("-9223372036854775807 - family.decile < 0", "trial trial: line 1, column 22: the number is too large"),
    ],
)
def test_what_cannot_be_computed_names_programme_and_place(text: str, says: str) -> None:
    record = FamilyRecord({"decile": 3, "livestock_small": 0}, [])
    with pytest.raises(RuleFailure, match=says):
        evaluate_family([programme(text, Scope.FAMILY)], record, ON)


@pytest.mark.parametrize("text", ["family.income_monthly / 12 < 100", "family.income_monthly * 12 + 1 < family.decile"])
def test_an_unknown_amount_is_neither_nought_nor_a_failure(text: str) -> None:
    (verdict,) = evaluate_family([programme(text, Scope.FAMILY)], FamilyRecord({"decile": 3}, []), ON)
    assert verdict.outcome is Outcome.UNKNOWN
    assert [fact.path for fact in verdict.missing] == ["family.income_monthly"]
