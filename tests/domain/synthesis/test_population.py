"""The synthetic population hangs together: facts, kinship, schooling, work, homes, programmes."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from slrt.domain.rules.facts import Fact, catalogue
from slrt.domain.rules.record import value_of
from slrt.domain.synthesis import SyntheticFamily, SyntheticMember
from tests.makers.population import FAMILIES, ON, age, born, families, members


@pytest.fixture
def population() -> list[SyntheticFamily]:
    return families()


@pytest.fixture
def people() -> list[SyntheticMember]:
    return members()


# ---- facts -----------------------------------------------------------------------------------------------------


def test_every_stored_fact_of_the_catalogue_is_there_and_nothing_else(population: list[SyntheticFamily]) -> None:
    own_fields = {"area_code", "receives"}
    family_names = {fact.name for fact in catalogue().stored("family")} - own_fields
    member_names = {fact.name for fact in catalogue().stored("member")}
    for family in population[:50]:
        assert set(family.facts) == family_names
        assert all(set(member.facts) == member_names for member in family.members)


def json_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def test_every_known_value_is_one_the_catalogue_allows(population: list[SyntheticFamily]) -> None:
    family_facts = {fact.name: fact for fact in catalogue().stored("family")}
    member_facts = {fact.name: fact for fact in catalogue().stored("member")}
    for family in population:
        check_values(family_facts, family.facts)
        for member in family.members:
            check_values(member_facts, member.facts)
        value_of(family_facts["receives"], list(family.receives), "receives")
        value_of(family_facts["area_code"], family.area_code, "area_code")


def check_values(facts: dict[str, Fact], values: dict[str, object]) -> None:
    for name, value in values.items():
        if value is not None:
            assert value_of(facts[name], json_value(value), name) == value


NAMES_IN_CONDITION = re.compile(r"(?:member|family)\.(\w+)")


def applies(fact: Fact, values: dict[str, object]) -> bool | None:
    """The condition of a fact, read as Python; None when a fact it names is unknown."""
    names = NAMES_IN_CONDITION.findall(fact.applies)
    if any(values.get(name) is None for name in names):
        return None
    python = NAMES_IN_CONDITION.sub(r"\1", fact.applies).replace("&&", " and ").replace("||", " or ")
    return bool(eval(python, {}, {name: values[name] for name in names}))


def test_a_fact_has_a_value_only_where_it_applies(population: list[SyntheticFamily]) -> None:
    conditional = [fact for fact in catalogue().facts.values() if fact.applies and not fact.derived]
    assert len(conditional) > 20
    for family in population:
        for fact in conditional:
            if fact.entity == "family":
                assert family.facts[fact.name] is None or applies(fact, family.facts) is not False, fact.path
                continue
            for member in family.members:
                severe = "cannot" in [member.facts[name] for name in ("walking", "seeing", "hearing", "learning")]
                severe = severe or "cannot" in [member.facts["behaviour"], member.facts["self_care"]]
                values = member.facts | {"age": age(member), "has_severe_disability": severe}
                if member.facts[fact.name] is not None:
                    assert applies(fact, values) is True or member.facts["walking"] is None, (family.key, fact.path)


def test_where_a_fact_applies_it_is_mostly_known_and_sometimes_not(people: list[SyntheticMember]) -> None:
    of_school_age = [member for member in people if 3 <= age(member) <= 25]
    unknown = sum(member.facts["in_school"] is None for member in of_school_age) / len(of_school_age)
    assert 0.02 < unknown < 0.12
    women = [m for m in people if m.facts["sex"] == "female" and 10 <= age(m) <= 55]
    assert 0.05 < sum(m.facts["is_pregnant"] is None for m in women) / len(women) < 0.25
    assert 0.05 < sum(m.facts["walking"] is None for m in people) / len(people) < 0.15


# ---- kinship ---------------------------------------------------------------------------------------------------


def test_each_family_has_one_head_who_comes_first(population: list[SyntheticFamily]) -> None:
    for family in population:
        assert [m.facts["relation"] for m in family.members].count("head") == 1
        assert family.members[0].facts["relation"] == "head"
        assert [m.facts["relation"] for m in family.members].count("spouse") <= 1


def test_nobody_is_unborn_or_older_than_people_get(people: list[SyntheticMember]) -> None:
    assert all(born(member) <= ON for member in people)
    assert max(age(member) for member in people) < 105


def test_heads_and_spouses_are_grown_and_married_as_they_should_be(population: list[SyntheticFamily]) -> None:
    for family in population:
        assert age(family.members[0]) >= 19
        for member in family.members:
            if member.facts["relation"] == "spouse":
                assert age(member) >= 19
                assert member.facts["marital_status"] == "married"
                assert family.members[0].facts["marital_status"] == "married"
                assert {member.facts["sex"], family.members[0].facts["sex"]} == {"male", "female"}


def test_children_are_younger_than_their_parents_by_a_believable_gap(population: list[SyntheticFamily]) -> None:
    for family in population:
        head = family.members[0]
        spouse = next((m for m in family.members if m.facts["relation"] == "spouse"), None)
        mother = spouse if spouse is not None else head if head.facts["sex"] == "female" else None
        for member in family.members:
            years_younger = (born(member) - born(head)).days / 365.25
            if member.facts["relation"] == "child":
                assert 11 < years_younger < 62
                if mother is not None:
                    assert 16.5 < (born(member) - born(mother)).days / 365.25 < 44
            elif member.facts["relation"] == "parent":
                assert years_younger < -9
            elif member.facts["relation"] == "grandchild":
                assert years_younger > 30


def test_brothers_and_sisters_are_a_pregnancy_apart_unless_they_are_twins(population: list[SyntheticFamily]) -> None:
    for family in population:
        days = sorted(born(m) for m in family.members if m.facts["relation"] == "child")
        for elder, younger in zip(days, days[1:], strict=False):
            assert younger == elder or (younger - elder).days > 400


def test_the_hard_lives_of_the_register_are_all_there(population: list[SyntheticFamily]) -> None:
    def some(fits: object) -> int:
        return sum(1 for family in population if fits(family))  # type: ignore[operator]

    assert some(lambda f: len(f.members) == 1 and age(f.members[0]) >= 60) > 50
    assert some(lambda f: f.members[0].facts["marital_status"] == "widowed" and len(f.members) > 1) > 100
    assert some(lambda f: len(f.members) >= 7) > 20
    orphans = [m for f in population for m in f.members if m.facts["orphan"] == "both"]
    assert orphans
    assert all(m.facts["relation"] == "grandchild" for m in orphans)
    assert some(lambda f: any(m.facts["is_pregnant"] for m in f.members)) > 20
    assert some(lambda f: any(m.facts["has_nib"] for m in f.members)) > 20


def test_children_of_a_widow_lost_their_father(population: list[SyntheticFamily]) -> None:
    for family in population:
        head = family.members[0]
        if head.facts["marital_status"] == "widowed" and head.facts["sex"] == "female":
            for member in family.members:
                if member.facts["relation"] == "child" and age(member) <= 25:
                    assert member.facts["orphan"] in ("father", None)


# ---- schooling, work, home ---------------------------------------------------------------------------------------


def test_pupils_attend_the_level_of_their_age(people: list[SyntheticMember]) -> None:
    spans = {"paud": (3, 6), "sd": (6, 15), "smp": (13, 18), "sma": (16, 18), "smk": (16, 18), "higher": (19, 25)}
    spans["sma"] = spans["smk"] = (16, 25)
    for member in people:
        level = member.facts["school_level"]
        if level is not None:
            low, high = spans[str(level)]
            assert low <= age(member) <= high, (level, age(member))


def test_nobody_holds_a_diploma_before_its_time(people: list[SyntheticMember]) -> None:
    earliest = {"none": 0, "sd": 12, "smp": 13, "sma": 16, "diploma": 21, "bachelor": 22}
    for member in people:
        diploma = member.facts["highest_diploma"]
        if diploma is not None:
            assert age(member) >= earliest[str(diploma)]
        year = member.facts["graduated_year"]
        if isinstance(year, int):
            assert born(member).year + 16 <= year <= ON.year


def test_pupils_do_not_carry_the_family_s_income(people: list[SyntheticMember]) -> None:
    assert not [m for m in people if m.facts["works"] and age(m) < 10]
    pupils = [m for m in people if m.facts["in_school"] and m.facts["works"] is not None]
    assert sum(bool(m.facts["works"]) for m in pupils) / len(pupils) < 0.05


def test_the_islands_live_from_the_sea_the_fields_and_tin(people: list[SyntheticMember]) -> None:
    groups = Counter(member.facts["occupation_group"] for member in people)
    assert groups["fisher"] > 100
    assert groups["farmer"] > 100
    assert groups["labourer"] > 200
    assert groups["asn"] < 30


def test_a_lost_livelihood_is_not_work(people: list[SyntheticMember]) -> None:
    assert not [m for m in people if m.facts["lost_livelihood"] and m.facts["works"]]


def test_poorer_families_live_in_poorer_homes(population: list[SyntheticFamily]) -> None:
    def share(deciles: range, fact: str, value: object) -> float:
        inside = [f for f in population if f.facts["decile"] in deciles and f.facts[fact] is not None]
        return sum(f.facts[fact] == value for f in inside) / len(inside)

    assert share(range(1, 3), "electricity_va", 450) > share(range(6, 11), "electricity_va", 450) + 0.2
    assert share(range(1, 3), "has_fridge", True) < share(range(6, 11), "has_fridge", True) - 0.2
    assert share(range(1, 3), "wall_damaged", True) > share(range(6, 11), "wall_damaged", True)


def test_the_register_is_of_the_poor(population: list[SyntheticFamily]) -> None:
    deciles = Counter(family.facts["decile"] for family in population)
    assert set(deciles) == {None, *range(1, 11)}
    assert deciles[1] > deciles[5] > deciles[10]
    assert sum(deciles[decile] for decile in range(1, 6)) / FAMILIES > 0.6


def test_a_decile_always_has_a_source_and_a_day_in_the_past(population: list[SyntheticFamily]) -> None:
    for family in population:
        ranked_on = family.facts["decile_on"]
        assert (family.facts["decile"] is None) == (ranked_on is None) == (family.facts["decile_source"] is None)
        assert ranked_on is None or (isinstance(ranked_on, date) and ranked_on <= ON)


# ---- programmes --------------------------------------------------------------------------------------------------


def test_the_poor_are_reached_far_more_often_but_not_all_and_not_only(population: list[SyntheticFamily]) -> None:
    for programme in ("sembako", "pbi_jkn"):
        poor = [f for f in population if f.facts["decile"] in range(1, 5)]
        rich = [f for f in population if f.facts["decile"] in range(8, 11)]
        reached = sum(programme in f.receives for f in poor) / len(poor)
        leaked = sum(programme in f.receives for f in rich) / len(rich)
        assert 0.4 < reached < 0.9
        assert leaked < 0.15
    assert [f for f in population if "sembako" in f.receives and f.facts["decile"] in range(5, 11)]


def test_receipts_agree_with_the_facts(population: list[SyntheticFamily]) -> None:
    for family in population:
        for enrolment in family.enrolments:
            assert enrolment.since <= ON
            member = family.members[enrolment.member] if enrolment.member is not None else None
            assert (member is None) == (enrolment.programme in ("pkh", "sembako", "bansos_beras", "listrik"))
            if member is not None:
                assert enrolment.since >= born(member)
            if enrolment.programme == "pip":
                assert member is not None
                assert member.facts["school_level"] in ("sd", "smp", "sma", "smk")
            if enrolment.programme == "kur":
                assert member is not None
                assert member.facts["has_bank_credit"]
            if enrolment.programme == "listrik":
                assert family.facts["electricity_va"] in (450, 900)
        for position, member in enumerate(family.members):
            enrolled = any(e.programme == "pbi_jkn" and e.member == position for e in family.enrolments)
            assert (member.facts["health_insurance"] == "pbi") == enrolled
