"""The order of a waiting list: least facts first, unknown last, never at random, and nobody loses a place held."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from slrt.domain.programmes.waiting import Candidate, Places, Standing, WaitingList, waiting_list

FIRST = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def family(number: int) -> UUID:
    return UUID(int=number)


def candidate(number: int, *ranks: int | date | None, days: int = 0) -> Candidate:
    return Candidate(family(number), ranks, FIRST + timedelta(days=days))


def order(found: WaitingList) -> list[int]:
    return [line.family.int for line in found.lines if line.number is not None]


def test_the_poorest_come_first_and_an_unknown_decile_last() -> None:
    found = waiting_list(9, [], [candidate(1, 4), candidate(2, None), candidate(3, 1)], [])
    assert order(found) == [3, 1, 2]


def test_the_second_fact_decides_between_equals_and_a_date_is_the_earlier_the_better() -> None:
    asked = [candidate(1, 2, date(2026, 3, 1)), candidate(2, 2, None), candidate(3, 2, date(2025, 3, 1))]
    assert order(waiting_list(9, [], asked, [])) == [3, 1, 2]


def test_of_equals_whoever_waits_longest_comes_first_then_the_lesser_id() -> None:
    asked = [candidate(9, 2, days=1), candidate(8, 2, days=1), candidate(10, 2, days=0)]
    assert order(waiting_list(9, [], asked, [])) == [10, 8, 9]


def test_without_ranking_facts_whoever_waits_longest_comes_first() -> None:
    assert order(waiting_list(1, [], [candidate(1, days=3), candidate(2, days=2)], [])) == [2, 1]


def test_places_held_are_not_given_again() -> None:
    found = waiting_list(2, [family(7)], [candidate(1, 1), candidate(2, 2), candidate(7, 3)], [])
    assert [(line.family.int, line.standing, line.number) for line in found.lines] == [
        (7, Standing.RECEIVES, None),
        (1, Standing.WITHIN, 1),
        (2, Standing.WAITING, 2),
    ]


def test_more_holders_than_places_leave_none_free_and_keep_theirs() -> None:
    found = waiting_list(1, [family(7), family(8)], [candidate(1, 1)], [])
    assert found.places.free == 0
    assert [line.standing for line in found.lines] == [Standing.RECEIVES, Standing.RECEIVES, Standing.WAITING]


def test_whoever_is_unknown_has_no_number_and_is_counted_unless_it_receives() -> None:
    found = waiting_list(5, [family(7)], [candidate(1, 1)], [family(2), family(7)])
    assert found.needs_visit == 1
    assert order(found) == [1]


@pytest.mark.parametrize(("total", "taken"), [(-1, 0), (3, -1)])
def test_negative_places_are_refused(total: int, taken: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        Places(total, taken)


RANKS = some.tuples(some.one_of(some.none(), some.integers(1, 4)), some.one_of(some.none(), some.dates()))
CANDIDATES = some.lists(
    some.builds(Candidate, some.uuids(), RANKS, some.integers(0, 3).map(lambda days: FIRST + timedelta(days=days))),
    unique_by=lambda one: one.family,
    max_size=20,
)


@given(some.integers(0, 12), CANDIDATES, some.data())
def test_everybody_stands_once_and_the_places_are_filled_but_not_overfilled(
    total: int, asked: list[Candidate], data: some.DataObject
) -> None:
    holding = data.draw(some.sets(some.sampled_from([one.family for one in asked])) if asked else some.just(set()))
    found = waiting_list(total, holding, asked, [])
    assert sorted(line.family for line in found.lines) == sorted(one.family for one in asked)
    numbers = [line.number for line in found.lines if line.number is not None]
    assert numbers == list(range(1, len(asked) - len(holding) + 1))
    within = sum(line.standing is Standing.WITHIN for line in found.lines)
    assert within == min(max(0, total - len(holding)), len(numbers))


@given(some.integers(0, 12), CANDIDATES, some.randoms(use_true_random=False))
def test_the_order_of_asking_changes_nothing(total: int, asked: list[Candidate], chance: Random) -> None:
    mixed = asked[:]
    chance.shuffle(mixed)
    assert waiting_list(total, [], mixed, []) == waiting_list(total, [], asked, [])


@given(CANDIDATES, some.integers(0, 19))
def test_getting_poorer_never_moves_a_family_back(asked: list[Candidate], place: int) -> None:
    if not asked:
        return
    one = asked[place % len(asked)]
    poorer = Candidate(one.family, (0, *one.ranks[1:]), one.since)
    before, after = (
        next(line.number for line in waiting_list(1, [], families, []).lines if line.family == one.family)
        for families in (asked, [poorer if each is one else each for each in asked])
    )
    assert before is not None
    assert after is not None
    assert after <= before
