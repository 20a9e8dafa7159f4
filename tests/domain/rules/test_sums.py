"""Sums over members: what they come to, when they are unknown, what is asked and refused, and how they are said."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.conditions import phrase
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.failures import Failure
from slrt.domain.rules.kleene import compiled
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleError, RuleFailure
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.doubts import Doubts
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.text import language
from slrt.domain.rules.verdict import Outcome
from slrt.domain.rules.views import UNKNOWN
from tests.makers.rules import programme
from tests.spec.sentences import programme as paying

ON = datetime.date(2026, 1, 15)
WORDS = language("family", "members", "on")
Person = dict[str, Any]


def value(text: str, members: list[Person], family: Person | None = None) -> object:
    record = FamilyRecord(family or {}, members)
    view = family_view(record, ON)
    people = list(member_views(record, ON, view).values())
    rule = WORDS.nodes(f"{text} == 0")
    return compiled(next(rule.children()))({"family": view, "members": people, "on": ON})


def earning(wage: int | None, works: bool | None = True) -> Person:
    known = {"works": works, "wage_monthly": wage, "birth_date": datetime.date(1990, 1, 1)}
    return {name: one for name, one in known.items() if one is not None}


@pytest.mark.parametrize(
    ("text", "members", "expected"),
    [
        ("members.map(m, m.wage_monthly).sum()", [], 0),
        ("members.map(m, m.wage_monthly).sum()", [earning(2), earning(3)], 5),
        ("members.map(m, m.wage_monthly).sum()", [earning(2), earning(None)], UNKNOWN),
        ("members.map(m, m.wage_monthly).sum()", [earning(2), earning(None, works=False)], 2),
        ("members.map(m, m.works, m.wage_monthly).sum()", [earning(2), earning(3, works=None)], UNKNOWN),
        ("members.map(m, m.works, m.wage_monthly).sum()", [earning(2), earning(0, works=None)], 2),
        ("members.map(m, m.works, 1).sum()", [earning(None), earning(None), earning(None, works=False)], 2),
        ("members.filter(m, m.works).map(m, m.wage_monthly * 12).sum()", [earning(2), earning(3)], 60),
        ("members.filter(m, m.works).filter(m, m.wage_monthly > 2).map(m, 1).sum()", [earning(2), earning(3)], 1),
        ("[3, -1, 4].sum()", [], 6),
        ("[].sum()", [], 0),
        ("[3, family.decile].sum()", [], UNKNOWN),
        ("members.map(m, members.filter(x, x.works).size()).sum()", [earning(1), {}], UNKNOWN),
        ("[9223372036854775807, 1, -1].sum()", [], 9223372036854775807),
        ("family.income_monthly + members.map(m, m.wage_monthly).sum()", [earning(1)], UNKNOWN),
    ],
)
def test_a_sum_is_known_once_each_number_is(text: str, members: list[Person], expected: object) -> None:
    assert value(text, members) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[9223372036854775807, 1].sum()", "too large"),
        ("[-9223372036854775807, -2].sum()", "too large"),
        ("members.map(m, 1 / 0).sum()", "division by zero"),
        ("members.map(m, 1 / 0 == 1, 1).sum()", "division by zero"),
        ("1 / members.map(m, m.works, 0).sum()", "division by zero"),
    ],
)
def test_a_sum_that_cannot_be_computed_fails(text: str, says: str) -> None:
    found = value(text, [earning(1)])
    assert isinstance(found, Failure)
    assert says in found.message


PEOPLE = st.lists(st.tuples(st.none() | st.integers(0, 3), st.none() | st.booleans()), max_size=6)


@given(PEOPLE)
def test_a_known_sum_is_the_same_however_the_unknown_is_filled_in(people: list[tuple[int | None, bool | None]]) -> None:
    text = "members.map(m, m.has_birth_certificate, m.wage_monthly).sum()"
    names = "wage_monthly", "has_birth_certificate"

    def known(each: tuple[int | None, bool | None]) -> Person:
        return {"works": True} | {name: one for name, one in zip(names, each, strict=True) if one is not None}

    found = value(text, list(map(known, people)))
    for wage, held in ((0, False), (0, True), (7, False), (7, True)):
        filled = [(wage if one is None else one, held if two is None else two) for one, two in people]
        by_hand = sum(one for one, two in filled if two)
        assert value(text, list(map(known, filled))) == by_hand
        assert found in (UNKNOWN, by_hand)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("members.sum() > 0", 1, 12, "sum cannot be used on"),
        ("members.map(m, m.works).sum() > 0", 1, 28, "sum cannot be used on"),
        ("members.map(m, m.sex).sum() > 0", 1, 26, "sum cannot be used on"),
        ("[0.5].sum() > 0.0", 1, 10, "sum cannot be used on"),
        ("true &&\n family.decile.sum() > 0", 2, 19, "sum cannot be used on"),
        ("sum([1]) > 0", 1, 4, "sum stands after what it is asked of"),
    ],
)
def test_what_cannot_be_added_up_is_refused_at_its_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(RuleError, match=message) as refusal:
        WORDS.nodes(text)
    assert refusal.value.place == (line, column)


WAGES = "members.map(m, m.wage_monthly).sum() <= 100"


@pytest.mark.parametrize(
    ("text", "family", "members", "asked"),
    [
        (WAGES, {}, [earning(5), earning(None), earning(None, works=False)], ["members[1].wage_monthly"]),
        (WAGES, {}, [earning(None, works=None)], ["members[0].works", "members[0].wage_monthly"]),
        (f"family.registered && {WAGES}", {"registered": True}, [earning(None)], ["members[0].wage_monthly"]),
        (f"family.registered || {WAGES}", {"registered": True}, [earning(None)], []),
        (
            "members.map(m, m.wage_monthly).sum() <= family.income_monthly",
            {},
            [earning(5)],
            ["family.income_monthly"],
        ),
        (
            f"members.exists(m, m.in_school) && {WAGES}",
            {},
            [{**earning(7), "in_school": None}],
            ["members[0].in_school"],
        ),
    ],
)
def test_only_what_keeps_a_sum_open_is_asked(
    text: str, family: Person, members: list[Person], asked: list[str]
) -> None:
    people = [{name: one for name, one in member.items() if one is not None} for member in members]
    for person in people:
        person |= {"birth_date": datetime.date(2016, 1, 1)} if "in_school" in text else {}
    (verdict,) = evaluate_family([programme(text, Scope.FAMILY)], FamilyRecord(family, people), ON)
    assert [fact.path for fact in verdict.missing] == asked


def test_a_family_whose_numbers_add_up_to_too_much_is_named() -> None:
    trial = programme("members.map(m, m.wage_monthly * 9000000).sum() > 0", Scope.FAMILY)
    with pytest.raises(RuleFailure, match="trial trial: line 1, column 45: the number is too large"):
        evaluate_family([trial], FamilyRecord({}, [earning(10**12), earning(10**12)]), ON)


def test_money_that_hangs_on_an_unknown_sum_lies_between_nothing_and_all() -> None:
    trial = paying({"rule": f"family.registered && {WAGES}", "flat": 200}, "trial")
    (verdict,) = evaluate_family([trial], FamilyRecord({"registered": True}, [earning(None)]), ON)
    assert (verdict.outcome, verdict.amount_min, verdict.amount_max) == (Outcome.UNKNOWN, 0, 200)


@pytest.mark.parametrize("part", ["rule", "component"])
def test_cash_for_each_person_does_not_hang_on_a_sum(part: str) -> None:
    written = {
        "rule": {
            "rule": f"m.age > 60 && {WAGES.replace('m,', 'x,').replace('m.', 'x.')}",
            "scope": "member",
            "flat": 1,
        },
        "component": {"rule": "family.registered", "each": [[WAGES.replace("m,", "x,").replace("m.", "x."), 1]]},
    }[part]
    with pytest.raises(Inexpressible, match="an amount for each person cannot hang on a sum of members"):
        Doubts(paying(written, "trial").versions[0], ON, LAYOUT)


@pytest.mark.parametrize(
    ("text", "indonesian", "english"),
    [
        (
            "members.map(m, m.wage_monthly).sum() <= 5000000",
            "jumlah upah per bulan semua anggota maksimal Rp5.000.000",
            "the monthly wage of every member, added up, is at most Rp5,000,000",
        ),
        (
            "1000000 < members.filter(m, m.age >= 15).map(m, m.wage_monthly).sum()",
            "jumlah upah per bulan anggota yang berusia minimal 15 tahun di atas Rp1.000.000",
            "the monthly wage of each member who is aged at least 15, added up, is above Rp1,000,000",
        ),
        (
            "members.map(m, m.works, m.wage_monthly * 12).sum() == 0",
            "jumlah 12 kali upah per bulan anggota yang bekerja seminggu terakhir tepat Rp0",
            "12 times the monthly wage of each member who worked last week, added up, is exactly Rp0",
        ),
        (
            "!(members.map(m, m.age).sum() < 90)",
            "jumlah usia semua anggota minimal 90",
            "the age of every member, added up, is at least 90",
        ),
        (
            "members.map(m, m.age).sum() > family.decile",
            "syarat khusus program ini",
            "a special condition of this programme",
        ),
        (
            "[1].map(m, m).sum() > 1",
            "syarat khusus program ini",
            "a special condition of this programme",
        ),
    ],
)
def test_a_sum_is_said_in_words(text: str, indonesian: str, english: str) -> None:
    said = phrase(WORDS.nodes(text))
    assert (said.id, said.en) == (indonesian, english)
