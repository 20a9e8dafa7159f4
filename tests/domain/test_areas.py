"""Area codes: parsing, ancestry and the range that stands for "inside"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slrt.domain import areas

two = st.integers(0, 99).map("{:02}".format)
provinces = st.integers(10, 99).map(str)
codes = st.one_of(
    provinces,
    st.tuples(provinces, two).map(".".join),
    st.tuples(provinces, two, two).map(".".join),
    st.tuples(provinces, two, two, st.integers(0, 9999).map("{:04}".format)).map(".".join),
)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [("00", 0, "00"), ("19", 1, "00"), ("19.06", 2, "19"), ("19.06.01", 3, "19.06"), ("19.06.01.2001", 4, "19.06.01")],
)
def test_level_and_parent_follow_the_parts(code: str, level: int, parent: str) -> None:
    assert areas.level(code) == level
    assert areas.parent(code) == parent


@pytest.mark.parametrize("text", ["", "1", "19.6", "19.06.", "19.06.01.200", "19-06", "１９", " 19", "19.06.01.2001.1"])
def test_what_is_not_a_code_is_refused(text: str) -> None:
    with pytest.raises(areas.BadAreaCode):
        areas.parse(text)


@given(codes, codes)
def test_the_byte_range_means_the_same_as_a_prefix_of_whole_parts(outer: str, inner: str) -> None:
    inside = inner == outer or inner.startswith(outer + ".")
    assert areas.bounds(outer).holds(inner) == inside
    assert areas.contains(outer, inner) == inside


@given(codes)
def test_the_nation_holds_every_code_and_nowhere_holds_none(code: str) -> None:
    assert areas.contains(areas.NATION, code)
    assert not areas.NOWHERE.holds(code)


@given(codes)
def test_ancestors_end_with_the_code_itself(code: str) -> None:
    line = areas.ancestors(code)
    assert line[-1] == code
    assert all(areas.contains(above, code) for above in line)
    assert [areas.level(step) for step in line] == list(range(1, len(line) + 1))


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("19", "Kepulauan Bangka Belitung", "province"),
        ("19.06", "Kabupaten Belitung Timur", "kabupaten"),
        ("19.71", "Kota Pangkal Pinang", "kota"),
        ("19.06.01", "Manggar", "kecamatan"),
        ("19.06.01.2001", "Lalang", "desa"),
        ("19.71.01.1001", "Bacang", "kelurahan"),
    ],
)
def test_the_fourth_part_tells_a_kelurahan_from_a_desa(code: str, name: str, kind: str) -> None:
    assert areas.kind(code, name) == kind


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("19.06.01.2001", "19.06.01.2001", "19.06.01.2001"),
        ("19.06.01.2001", "19.06.01.2002", "19.06.01"),
        ("19.06.01.2001", "19.06.02", "19.06"),
        ("19.06.01.2001", "19", "19"),
        ("19.06", "31.71", "00"),
    ],
)
def test_two_areas_share_the_smallest_that_holds_both(one: str, other: str, both: str) -> None:
    assert areas.common(one, other) == areas.common(other, one) == both
