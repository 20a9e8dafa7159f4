"""Small counts hidden among their neighbours: none follows from the total and what is told."""

from hypothesis import given
from hypothesis import strategies as st

from slrt.domain.programmes.small import LEAST, is_small, withheld_among

counts = st.lists(st.integers(0, 12), min_size=2, max_size=5)


def hidden(parts: list[int], *, is_total_known: bool = True) -> tuple[set[int], set[int]]:
    """Places that are small, and places that are withheld beside them."""
    named = {str(place): count for place, count in enumerate(parts)}
    small = {code for code, count in named.items() if is_small(count)}
    withheld = withheld_among(named, small, is_total_known=is_total_known)
    return {int(code) for code in small}, {int(code) for code in withheld}


def could_be(parts: list[int], small: set[int], withheld: set[int]) -> set[int]:
    """What one of the small parts may be, for somebody who knows the total, the rest, and how numbers are hidden."""
    total, others = sum(parts[place] for place in small | withheld), len(small) - 1
    most = total if withheld else (LEAST - 1) * others
    return {value for value in range(1, LEAST) if others <= total - value <= most}


@given(counts)
def test_no_small_count_follows_from_the_total_and_its_other_parts(parts: list[int]) -> None:
    small, withheld = hidden(parts)
    if sum(parts) < LEAST:  # such a total is hidden itself
        return
    if small and withheld | small != set(range(len(parts))):
        assert len(could_be(parts, small, withheld)) > 1


def test_nothing_is_withheld_where_nothing_is_small() -> None:
    assert hidden([5, 0, 80]) == (set(), set())


def test_one_small_count_takes_the_least_neighbour_with_it() -> None:
    assert hidden([3, 40, 20, 0]) == ({0}, {2})


def test_small_counts_that_hide_each_other_need_nobody_else() -> None:
    assert hidden([2, 3, 40]) == ({0, 1}, set())


def test_two_families_of_one_each_would_be_known_and_take_a_neighbour() -> None:
    assert hidden([1, 1, 40]) == ({0, 1}, {2})
    assert hidden([4, 4, 40]) == ({0, 1}, {2})


def test_below_a_hidden_area_one_part_is_hidden_so_that_it_cannot_be_added_up() -> None:
    assert hidden([12, 8, 0], is_total_known=False) == (set(), {1})
    assert hidden([12, 2], is_total_known=False) == ({1}, set())
