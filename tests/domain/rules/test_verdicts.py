"""What is asked, in which order, and the shape of the answer other rooms read."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from slrt.domain.programmes import load_programmes
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.verdict import Outcome, Question, Verdict, questions
from tests.makers.rules import programme

ON = datetime.date(2026, 1, 15)
CODES = ("pkh", "sembako", "bansos_beras", "pip", "pbi_jkn", "listrik", "kur", "umi")
"""Few enough programmes to count by hand what is asked."""

FOLDER = Path(__file__).resolve().parents[3] / "programmes"
PROGRAMMES = [programme for programme in load_programmes(FOLDER) if programme.code in CODES]
ABLE = dict.fromkeys(
    ("seeing", "hearing", "walking", "hands", "learning", "behaviour", "communication", "self_care", "memory"), "none"
)
PUPIL: dict[str, Any] = {
    "birth_date": datetime.date(2014, 6, 1), "sex": "male", "in_school": True, "school_level": "sd", "orphan": "no",
    "has_business": False, **ABLE,
}  # fmt: skip


def judged(record: FamilyRecord) -> dict[str, Verdict]:
    return {verdict.code: verdict for verdict in evaluate_family(PROGRAMMES, record, ON)}


def missing(verdict: Verdict) -> list[str]:
    return [fact.path for fact in verdict.missing]


def test_the_fact_that_decides_most_programmes_is_asked_first() -> None:
    verdicts = judged(FamilyRecord({"disaster_affected": False, "lighting": "pln_metered"}, [PUPIL]))
    assert questions(verdicts.values()) == [
        Question("family.decile", "family.decile", decides=3, touches=3),
        Question("family.receives", "family.receives", decides=2, touches=2),
        Question("family.electricity_va", "family.electricity_va", decides=1, touches=1),
        Question("family.registered", "family.registered", decides=0, touches=1),
    ]


def test_missing_facts_of_one_programme_follow_the_order_of_all() -> None:
    grandmother = {"birth_date": datetime.date(1956, 6, 1), "sex": "female", **ABLE}
    grandmother.pop("walking")
    verdicts = judged(FamilyRecord({}, [grandmother, {}]))
    paths = missing(verdicts["pkh"])
    assert paths[:2] == ["family.decile", "members[1].birth_date"]
    assert "members[0].walking" in paths
    assert "members[0].seeing" not in paths


def test_derived_facts_are_never_asked() -> None:
    for verdict in judged(FamilyRecord({}, [{}, {}])).values():
        assert not [path for path in missing(verdict) if path.endswith((".age", ".has_severe_disability", ".presence"))]


def test_a_fact_that_cannot_matter_any_more_is_not_asked() -> None:
    verdicts = judged(FamilyRecord({"decile": 9}, [{}]))
    for code in ("pkh", "sembako", "pbi_jkn"):
        assert missing(verdicts[code]) == []


def test_one_severe_domain_ends_the_questions_about_the_others() -> None:
    verdicts = judged(
        FamilyRecord({"decile": 2}, [{"birth_date": datetime.date(1990, 1, 1), "sex": "male", "walking": "cannot"}])
    )
    assert missing(verdicts["pkh"]) == []
    assert verdicts["pkh"].amount == 2_400_000


def test_a_higher_component_ends_the_questions_about_lower_ones() -> None:
    child = {"birth_date": datetime.date(2022, 1, 1)}
    assert missing(judged(FamilyRecord({"decile": 2}, [child]))["pkh"]) == []


def test_where_the_family_cap_is_full_of_the_highest_nothing_more_is_asked() -> None:
    women = [{"birth_date": datetime.date(1995, 1, 1), "sex": "female", "is_pregnant": True}] * 2
    children = [{"birth_date": datetime.date(2022, 1, 1)}] * 2
    verdict = judged(FamilyRecord({"decile": 2}, [*women, *children, {}, {}]))["pkh"]
    assert (verdict.amount, missing(verdict)) == (12_000_000, [])


def test_an_unknown_birth_date_moves_a_person_between_components() -> None:
    person = {"sex": "male", "in_school": False, "school_level": "none", **ABLE}
    verdict = judged(FamilyRecord({"decile": 2}, [person]))["pkh"]
    assert (verdict.outcome, verdict.amount_min, verdict.amount_max) == ("unknown", 0, 3_000_000)
    assert missing(verdict) == ["members[0].birth_date"]


def test_an_unknown_birth_date_of_a_disabled_person_leaves_a_lower_bound() -> None:
    person = {"sex": "male", "in_school": False, "walking": "cannot"}
    verdict = judged(FamilyRecord({"decile": 2}, [person]))["pkh"]
    assert (verdict.outcome, verdict.amount_min, verdict.amount_max) == ("eligible", 2_400_000, 3_000_000)


def test_the_answer_has_the_documented_keys_and_plain_values() -> None:
    shape = judged(FamilyRecord({"decile": 2}, [PUPIL]))["sembako"].to_json()
    assert list(shape)[:11] == [
        "code", "version", "verdict", "members", "benefit", "amount", "amount_min", "amount_max", "per", "reasons",
        "missing",
    ]  # fmt: skip
    assert shape["amount"] == shape["amount_min"] == shape["amount_max"] == 200_000
    assert shape["reasons"] == [
        {
            "state": "met",
            "id": "Desil 2, syaratnya desil 1 sampai 4",
            "en": "Decile 2, the rule asks for decile 1 to 4",
            "members": [],
        }
    ]


def test_benefits_that_are_not_cash_are_never_money_in_hand() -> None:
    verdicts = judged(FamilyRecord({"decile": 2}, [PUPIL]))
    assert verdicts["pbi_jkn"].outcome == "eligible"
    assert (verdicts["pbi_jkn"].amount, verdicts["pbi_jkn"].amount_max) == (None, None)
    assert (verdicts["kur"].outcome, verdicts["kur"].amount) == ("not_eligible", 0)


def test_a_question_knows_whom_it_is_about() -> None:
    assert Question("members[12].walking", "member.walking", 0, 1).member == 12
    assert Question("family.decile", "family.decile", 1, 1).member is None


def test_a_division_is_guarded_by_asking_first() -> None:
    nobody = FamilyRecord({"income_monthly": 5}, [])
    per_head = "family.income_monthly / members.size() <= 750000"
    (guarded,) = evaluate_family([programme(f"members.size() > 0 && {per_head}", Scope.FAMILY)], nobody, ON)
    assert guarded.outcome is Outcome.NOT_ELIGIBLE
    with pytest.raises(RuleFailure, match="division by zero"):
        evaluate_family([programme(per_head, Scope.FAMILY)], nobody, ON)
