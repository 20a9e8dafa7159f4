"""The vocabulary is complete: every fact can be asked, every value can be said, in both languages."""

import csv

import pytest

from slrt.domain.rules import facts
from slrt.domain.rules.applicability import condition
from slrt.domain.rules.facts import CatalogueError, Fact, Kind, catalogue, close_match

FACTS = catalogue()
STORED = [fact for entity in ("family", "member") for fact in FACTS.stored(entity)]


def test_the_list_has_86_facts_of_which_two_are_derived() -> None:
    assert len(FACTS.facts) == 86
    assert [fact.path for fact in FACTS.facts.values() if fact.derived] == [
        "member.age",
        "member.has_severe_disability",
    ]


@pytest.mark.parametrize("fact", STORED, ids=lambda fact: fact.path)
def test_every_stored_fact_has_a_question_in_both_languages(fact: Fact) -> None:
    for text in FACTS.question(fact.path):
        assert text.endswith("?")
        assert len(text.split()) <= 15
        assert ("{who}" in text) == (fact.entity == "member")


@pytest.mark.parametrize("fact", STORED, ids=lambda fact: fact.path)
def test_every_listed_value_has_words_in_both_languages(fact: Fact) -> None:
    values = (True, False) if fact.kind is Kind.BOOL else fact.values
    for value in values:
        for text in FACTS.label(fact.path, value):
            assert text
            assert "_" not in text


@pytest.mark.parametrize(
    "fact",
    [one for one in FACTS.facts.values() if one.entity == "member" or one.kind in (Kind.BOOL, Kind.SET)],
    ids=lambda fact: fact.path,
)
def test_a_fact_that_a_sentence_says_of_somebody_has_its_phrase_in_both_languages(fact: Fact) -> None:
    known = FACTS.phrases[fact.path]
    yes_or_no = fact.kind in (Kind.BOOL, Kind.DERIVED_BOOL)
    for text in known.holds:
        assert ("{}" in text) is not yes_or_no
    for text in known.fails:
        assert bool(text) is (yes_or_no or fact.kind is Kind.SET)


def test_words_and_questions_name_only_facts_and_values_that_exist() -> None:
    derived = {fact.path for fact in FACTS.facts.values() if fact.derived}
    assert set(FACTS.questions) == set(FACTS.facts) - derived
    assert set(FACTS.phrases) <= set(FACTS.facts)
    for path, value in FACTS.labels:
        if path and value:
            assert value in map(str, FACTS.facts[path].values), (path, value)


def test_no_row_stands_twice() -> None:
    for name in ("facts", "labels", "questions", "phrases"):
        with (facts.HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            keys = [tuple(row[:2]) for row in csv.reader(file)]
        assert len(keys) == len(set(keys)), name


def test_every_applicability_is_a_rule_the_reader_accepts() -> None:
    for fact in FACTS.facts.values():
        assert (condition(fact.path) is not None) == bool(fact.applies)


def test_a_fact_that_does_not_always_apply_needs_its_absent_value() -> None:
    with pytest.raises(CatalogueError, match="absent value"):
        Fact(entity="family", name="toilet", kind=Kind.BOOL, applies="family.registered")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("family.decile", "a whole number, 1 to 10"),
        ("member.graduated_year", "a whole number, 0 or 1950 to 2100"),
        ("family.registered", "true or false"),
        ("family.electricity_va", "one of 0, 450, 900, 1300, 2200, 3500"),
        ("member.sex", "one of male, female"),
        ("family.area_code", "an area code such as 19.06.01.2001"),
        ("member.wage_monthly", "whole rupiah from 0 to 1000000000000"),
        ("member.birth_date", "a date YYYY-MM-DD from 1900-01-01 to 2100-12-31"),
    ],
)
def test_what_is_allowed_is_said_in_plain_words(path: str, allowed: str) -> None:
    assert FACTS.facts[path].allowed == allowed


def test_a_mistyped_word_finds_the_nearest_one() -> None:
    assert close_match("Decil", ["decile", "floor"]) == "decile"
    assert close_match("xyz", ["decile", "floor"]) is None
