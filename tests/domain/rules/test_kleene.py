"""One sentence of the language, one answer: three-valued logic, absent facts, failures."""

import datetime
from typing import Any

import pytest

from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.failures import Failure
from slrt.domain.rules.kleene import compiled
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.text import language
from slrt.domain.rules.views import UNKNOWN, age_on

ON = datetime.date(2026, 1, 15)
WORDS = language("family", "members", "on")
CHILD, ADULT, ANYONE = {"birth_date": datetime.date(2022, 1, 1)}, {"birth_date": datetime.date(1990, 1, 1)}, {}
YES, NO, OPEN = True, False, UNKNOWN


def answer(text: str, family: dict[str, Any] | None = None, members: list[dict[str, Any]] | None = None) -> object:
    record = FamilyRecord(family or {}, members or [])
    view = family_view(record, ON)
    people = list(member_views(record, ON, view).values())
    return compiled(WORDS.nodes(text))({"family": view, "members": people, "on": ON})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("family.decile <= 4 && false", NO),
        ("false && family.decile <= 4", NO),
        ("family.decile <= 4 && true", OPEN),
        ("family.decile <= 4 || true", YES),
        ("true || family.decile <= 4", YES),
        ("family.decile <= 4 || false", OPEN),
        ("!(family.decile <= 4)", OPEN),
        ("family.decile in [1, 2]", OPEN),
        ("has(family.decile)", OPEN),
        ("family.decile + 1 == 2", OPEN),
        ("-family.decile == 2", OPEN),
        ('"pkh" in family.receives', OPEN),
        ("family.receives.size() == 0", OPEN),
        ("family.registered ? true : false", OPEN),
        ("family.registered ? true : true", YES),
        ("family.registered ? family.decile > 3 : family.decile > 3", OPEN),
        ("1 / 0 == 1 && false", NO),
        ("1 / 0 == 1 || true", YES),
        ("(1 / 0 == 1) || family.registered", OPEN),
        ("[family.decile, 3] == [1, 4]", NO),
        ("[family.decile, 3] == [1, 3]", OPEN),
        ("[family.decile, 3] != [1, 3, 4]", YES),
        ("3 in [family.decile, 3]", YES),
        ("4 in [family.decile, 3]", OPEN),
        ("[[1, family.decile]] == [[2, 1]]", NO),
    ],
)
def test_unknown_facts_follow_kleene(text: str, expected: object) -> None:
    assert answer(text) is expected


@pytest.mark.parametrize(
    ("text", "members", "expected"),
    [
        ("members.exists(m, m.age <= 6)", [], NO),
        ("members.exists(m, m.age <= 6)", [CHILD, ANYONE], YES),
        ("members.exists(m, m.age <= 6)", [ADULT, ANYONE], OPEN),
        ("members.exists(m, m.age <= 6)", [ADULT, ADULT], NO),
        ("members.all(m, m.age <= 6)", [], YES),
        ("members.all(m, m.age <= 6)", [ADULT, ANYONE], NO),
        ("members.all(m, m.age <= 6)", [CHILD, ANYONE], OPEN),
        ("members.exists_one(m, m.age <= 6)", [CHILD, ADULT], YES),
        ("members.exists_one(m, m.age <= 6)", [CHILD, CHILD, ANYONE], NO),
        ("members.exists_one(m, m.age <= 6)", [CHILD, ANYONE], OPEN),
        ("members.exists_one(m, m.age <= 6)", [ADULT], NO),
        ("members.filter(m, m.age <= 6).size() >= 1", [CHILD, ANYONE], YES),
        ("members.filter(m, m.age <= 6).size() == 3", [CHILD, ANYONE], NO),
        ("members.filter(m, m.age <= 6).size() != 3", [CHILD, ANYONE], YES),
        ("members.filter(m, m.age <= 6).size() == 1", [CHILD, ANYONE], OPEN),
        ("members.filter(m, m.age <= 6).size() + 1 == 1", [CHILD, ANYONE], OPEN),
        ("members.filter(m, m.age <= 6).exists(m, m.age < 5)", [CHILD, ANYONE], YES),
        ("members.filter(m, m.age <= 6).exists(m, m.age > 80)", [CHILD, ANYONE], OPEN),
        ("members.filter(m, m.age <= 6).all(m, m.age < 5)", [CHILD, ANYONE], OPEN),
        ("members.filter(m, m.age <= 6).all(m, m.age > 5)", [CHILD, ANYONE], NO),
        ("4 in members.filter(m, m.age <= 6).map(m, m.age)", [CHILD, ANYONE], YES),
        ("9 in members.filter(m, m.age <= 6).map(m, m.age)", [CHILD, ADULT], NO),
        ("9 in members.map(m, m.age > 6, m.age)", [CHILD, ANYONE], OPEN),
        ("members.filter(m, m.age <= 6)[0].age == 4", [CHILD, ANYONE], OPEN),
        ("members.size() == 2", [ANYONE, ANYONE], YES),
        ("members[1].age == 4", [ADULT, CHILD], YES),
    ],
)
def test_members_of_unknown_age_keep_the_answer_open_only_while_they_matter(
    text: str, members: list[dict[str, Any]], expected: object
) -> None:
    assert answer(text, members=members) is expected


@pytest.mark.parametrize(
    ("facts", "text", "expected"),
    [
        ({"sex": "male"}, "m.is_pregnant", NO),
        ({"sex": "male", "is_pregnant": True}, "m.is_pregnant", NO),
        ({"sex": "female", **CHILD}, "m.is_pregnant", NO),
        ({"sex": "female", **ADULT}, "m.is_pregnant", OPEN),
        ({"is_pregnant": True}, "m.is_pregnant", YES),
        ({}, "m.is_pregnant", OPEN),
        ({"in_school": False}, 'm.school_level == "none"', YES),
        ({"in_school": False, "school_level": "sd"}, 'm.school_level == "none"', YES),
        ({"school_level": "sd"}, 'm.school_level == "sd"', YES),
        ({"birth_date": datetime.date(1970, 1, 1)}, "m.in_school", NO),
        ({"birth_date": datetime.date(1970, 1, 1)}, 'm.school_level == "none"', YES),
        ({"walking": "cannot"}, "m.has_severe_disability", YES),
        ({"walking": "a_lot"}, "m.has_severe_disability", OPEN),
        ({"birth_date": datetime.date(2019, 1, 15)}, "m.age == 7", YES),
        ({"birth_date": datetime.date(2019, 1, 16)}, "m.age == 6", YES),
        ({}, 'm.presence == "present"', YES),
        ({**CHILD}, "has(m.in_school)", OPEN),
        ({"sex": "male"}, "has(m.is_pregnant)", YES),
    ],
)
def test_a_fact_that_does_not_apply_is_absent_and_one_that_may_apply_stays_as_stored(
    facts: dict[str, Any], text: str, expected: object
) -> None:
    assert answer(f"members.exists(m, {text})", members=[facts]) is expected


def test_a_power_without_a_meter_is_none() -> None:
    assert answer("family.electricity_va == 0", {"lighting": "non_pln", "electricity_va": 450}) is True
    assert answer("family.electricity_va == 450", {"electricity_va": 450}) is True


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1 / 0 == 1", "division by zero"),
        ("1 % 0 == 1", "division by zero"),
        ("9223372036854775807 + 1 > 0", "too large"),
        ("-(-9223372036854775807 - 1) > 0", "too large"),
        ("[1][1] == 1", "no element 1"),
        ("[1][-1] == 1", "no element -1"),
        ("[1, 2].exists_one(x, 1 / 0 == x)", "division by zero"),
        ("[1].map(x, x / 0).size() == 1", "division by zero"),
        ("[1].filter(x, x / 0 == 1).size() == 1", "division by zero"),
        ("[1, 1 / 0].size() == 2", "division by zero"),
        ("(1 / 0 == 1) ? true : false", "division by zero"),
        ("(1 / 0 == 1) && true", "division by zero"),
    ],
)
def test_what_cannot_be_computed_is_a_failure_with_its_place(text: str, says: str) -> None:
    found = answer(text)
    assert isinstance(found, Failure)
    assert says in found.message


def test_who_died_moved_or_was_not_found_is_not_seen() -> None:
    gone = [{"presence": presence, **CHILD} for presence in ("died", "moved", "not_found")]
    assert answer("members.exists(m, m.age <= 6)", members=gone) is False
    assert answer("members.exists(m, m.age <= 6)", members=[*gone, {"presence": "abroad", **CHILD}]) is True


def test_a_child_not_yet_born_on_the_day_is_not_seen() -> None:
    assert answer("members.size() == 1", members=[ADULT, {"birth_date": datetime.date(2026, 1, 16)}]) is True


def test_somebody_born_on_a_leap_day_turns_a_year_older_on_the_first_of_march() -> None:
    born = datetime.date(2016, 2, 29)
    assert age_on(born, datetime.date(2023, 2, 28)) == 6
    assert age_on(born, datetime.date(2023, 3, 1)) == 7
    assert age_on(born, datetime.date(2024, 2, 29)) == 8


def test_an_unknown_value_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)
