"""Working days, deadlines in an area's own zone, and the clock that tests may hold."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slrt.domain import clock

FRIDAY = date(2026, 11, 27)
MONDAY = date(2026, 11, 30)
CHRISTMAS = date(2026, 12, 25)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_a_working_day_after_friday_is_monday() -> None:
    assert clock.WorkingCalendar().add_working_days(FRIDAY, 1) == MONDAY


def test_holidays_do_not_count() -> None:
    calendar = clock.WorkingCalendar(holidays=frozenset({CHRISTMAS}))
    assert calendar.add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 28)


def test_no_working_days_on_a_weekend_means_the_next_working_day() -> None:
    assert clock.WorkingCalendar().add_working_days(date(2026, 11, 28), 0) == MONDAY


@pytest.mark.parametrize(("zone", "utc_hour"), [(clock.WIB, 9), (clock.WITA, 8), (clock.WIT, 7)])
def test_a_deadline_is_four_in_the_afternoon_where_the_family_lives(zone: str, utc_hour: int) -> None:
    start = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    assert clock.WorkingCalendar(zone=zone).deadline(start, 3) == datetime(2026, 12, 1, utc_hour, 0, tzinfo=UTC)


@given(days, st.integers(0, 60), st.sets(days, max_size=20))
def test_counting_forward_and_counting_between_agree(start: date, count: int, holidays: set[date]) -> None:
    calendar = clock.WorkingCalendar(holidays=frozenset(holidays))
    end = calendar.add_working_days(start, count)
    assert calendar.is_working_day(end)
    if calendar.is_working_day(start):
        assert calendar.working_days_between(start, end) == count


def test_counting_backward_is_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        clock.WorkingCalendar().add_working_days(FRIDAY, -1)


def test_the_clock_can_be_held_and_lets_go() -> None:
    moment = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)
    with clock.at(moment):
        assert clock.now() == moment
        assert clock.today() == date(2026, 1, 2)
        assert clock.today("UTC") == date(2026, 1, 1)
    assert clock.now() > moment


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"), clock.at(datetime(2026, 1, 1)):  # noqa: DTZ001 - the point
        pass
