"""Where the members of families stand among the rows of a kabupaten."""

import numpy as np
import polars as pl
import pytest

from slrt.lake.match.homes import homes_of
from slrt.lake.match.order import RunProblem

FAMILIES = pl.DataFrame({"family_id": [11, 12, 13, 14, 15]})


def members(*owners: int) -> pl.DataFrame:
    return pl.DataFrame({"family_id": pl.Series(owners, dtype=pl.Int64)})


def test_families_without_members_at_the_start_in_the_middle_and_at_the_end() -> None:
    homes = homes_of(members(12, 12, 12, 14), FAMILIES)
    assert homes.rows.tolist() == [1, 3]
    assert homes.starts.tolist() == [0, 3]
    assert homes.sizes.tolist() == [3, 1]
    assert homes.places.tolist() == [1, 1, 1, 3]
    assert homes.each(np.array([30, 10])).tolist() == [0, 30, 0, 10, 0]


def test_every_family_has_members() -> None:
    homes = homes_of(members(11, 12, 13, 14, 14, 15), FAMILIES)
    assert homes.each(homes.sizes).tolist() == [1, 1, 1, 2, 1]


def test_nobody_at_all() -> None:
    homes = homes_of(members(), FAMILIES)
    assert homes.places.tolist() == []
    assert homes.each(homes.sizes).tolist() == [0, 0, 0, 0, 0]
    assert homes_of(members(), FAMILIES.clear()).families == 0


def test_some_families_taken_out() -> None:
    some, homes = homes_of(members(11, 12, 12, 14, 14, 14, 15), FAMILIES).among(np.array([1, 3]))
    assert some.tolist() == [1, 2, 3, 4, 5]
    assert homes.places.tolist() == [0, 0, 1, 1, 1]
    assert homes.families == 2


@pytest.mark.parametrize("owners", [(12, 11), (11, 12, 11), (10, 11), (15, 16), (11, 13, 12, 13)])
def test_members_out_of_order_or_of_nobody_are_refused(owners: tuple[int, ...]) -> None:
    with pytest.raises(RunProblem, match="do not stand in the order of their families"):
        homes_of(members(*owners), FAMILIES)
