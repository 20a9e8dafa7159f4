"""Chance, its tables and the numbers it hands out, at their edges."""

from __future__ import annotations

from datetime import date

import pytest

from slrt.domain.synthesis.chance import Chance, Weighted
from slrt.domain.synthesis.distributions import Steps, distributions, name_parts
from slrt.domain.synthesis.homes import months_before, published_before
from slrt.domain.synthesis.naming import misspell
from slrt.domain.synthesis.numbers import FIRST_SYNTHETIC_SEQUENCE, LAST_SEQUENCE, Numbers, SequenceExhausted


def test_draws_follow_the_weights() -> None:
    chance = Chance(1)
    weighted = Weighted.of({"never": 0, "often": 3, "seldom": 1})
    drawn = [chance.choose(weighted) for _ in range(4000)]
    assert "never" not in drawn
    assert 2800 < drawn.count("often") < 3200


def test_a_choice_needs_weights_that_make_sense() -> None:
    with pytest.raises(ValueError, match="negative"):
        Weighted.of({"one": 1, "two": -1})
    with pytest.raises(ValueError, match="positive"):
        Weighted.of({"one": 0})


def test_a_spread_stays_inside_and_leans_to_its_mode() -> None:
    chance = Chance(2)
    drawn = [chance.spread([10, 12, 40]) for _ in range(4000)]
    assert min(drawn) >= 10
    assert max(drawn) <= 40
    assert 19 < sum(drawn) / len(drawn) < 22  # the mean of a triangle is the mean of its three corners
    assert chance.spread([5, 5, 5]) == 5


def test_whole_numbers_and_days_include_both_ends() -> None:
    chance = Chance(3)
    assert {chance.whole(1, 3) for _ in range(200)} == {1, 2, 3}
    first, last = date(2025, 1, 1), date(2025, 1, 3)
    assert {chance.day(first, last) for _ in range(200)} == {first, date(2025, 1, 2), last}
    assert chance.day(last, first) == last


def test_shuffling_keeps_every_item_and_changes_the_order() -> None:
    items = list(range(50))
    mixed = Chance(4).shuffled(items)
    assert sorted(mixed) == items
    assert mixed != items
    assert mixed == Chance(4).shuffled(items)


def test_steps_hold_from_a_number_on() -> None:
    steps = Steps.of({"10": "child", "0": "baby", "18": "grown"})
    assert [steps.at(age, "unborn") for age in (-1, 0, 9, 10, 17, 18, 80)] == [
        "unborn",
        "baby",
        "baby",
        "child",
        "child",
        "grown",
        "grown",
    ]


def test_a_path_that_does_not_exist_is_named() -> None:
    with pytest.raises(KeyError, match=r"home\.castle"):
        distributions().at("home.castle")


def test_the_thousandth_number_of_a_day_is_refused() -> None:
    numbers = Numbers()
    wanted = range(FIRST_SYNTHETIC_SEQUENCE, LAST_SEQUENCE + 1)
    issued = [numbers.nik("19.06.01", date(1990, 5, 7), "female") for _ in wanted]
    assert sorted(issued) == [f"190601470590{sequence}" for sequence in wanted]
    with pytest.raises(SequenceExhausted):
        numbers.nik("19.06.01", date(1990, 5, 7), "female")
    assert numbers.nik("19.06.01", date(1990, 5, 7), "male").startswith("1906010705909")


def test_ranks_are_published_on_the_20th_of_the_quarter() -> None:
    assert published_before(date(2025, 11, 24), 0) == date(2025, 10, 20)
    assert published_before(date(2025, 10, 19), 0) == date(2025, 7, 20)
    assert published_before(date(2025, 1, 5), 1) == date(2024, 7, 20)
    assert months_before(date(2025, 2, 10), 14) == date(2023, 12, 1)


def test_another_hand_writes_a_name_another_way() -> None:
    assert misspell("Muhammad Rizki Saputra", name_parts()) == "Muhamad Rizky Syaputra"
    assert misspell("Paijo", name_parts()) == "Paijo"
