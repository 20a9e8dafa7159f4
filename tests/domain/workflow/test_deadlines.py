"""Deadlines: worked out by hand on a real week with a holiday."""

from datetime import UTC, date, datetime

from slrt.domain.clock import WorkingCalendar
from slrt.domain.workflow.deadlines import PROMISES, Urgency, part_used, promise, urgency, working_days_left

# Friday 4 December 2026, 10:00 in Belitung (WIB, UTC+7). Monday the 7th is a holiday of this calendar.
FRIDAY = datetime(2026, 12, 4, 3, 0, tzinfo=UTC)
CALENDAR = WorkingCalendar(holidays=frozenset({date(2026, 12, 7)}))


def test_three_working_days_to_accept_skip_the_weekend_and_the_holiday() -> None:
    accept = promise("referral", "sent")
    assert accept is not None
    # Tuesday 8, Wednesday 9, Thursday 10 December, 16:00 WIB = 09:00 UTC
    assert accept.due(FRIDAY, "normal", CALENDAR) == datetime(2026, 12, 10, 9, 0, tzinfo=UTC)


def test_an_urgent_referral_is_to_be_accepted_within_four_hours_even_at_the_weekend() -> None:
    accept = promise("referral", "sent")
    assert accept is not None
    assert accept.due(FRIDAY, "urgent", CALENDAR) == datetime(2026, 12, 4, 7, 0, tzinfo=UTC)


def test_urgent_changes_nothing_where_no_hours_are_promised() -> None:
    finish = promise("referral", "in_service")
    assert finish is not None
    assert finish.due(FRIDAY, "urgent", CALENDAR) == finish.due(FRIDAY, "normal", CALENDAR)


def test_every_promise_says_where_it_comes_from_and_how_sure_it_is() -> None:
    assert all(p.source and p.confidence in {"confirmed", "unconfirmed"} for p in PROMISES)


def test_a_deadline_is_late_after_the_moment_and_soon_on_its_day() -> None:
    due = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
    assert urgency(due, datetime(2026, 12, 8, 9, 0, 1, tzinfo=UTC), CALENDAR) is Urgency.LATE
    assert urgency(due, datetime(2026, 12, 8, 1, 0, tzinfo=UTC), CALENDAR) is Urgency.SOON
    assert urgency(due, FRIDAY, CALENDAR) is Urgency.CALM


def test_a_deadline_with_three_quarters_of_its_time_gone_is_soon() -> None:
    start = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
    due = datetime(2026, 12, 9, 0, 0, tzinfo=UTC)
    assert part_used(start, due, datetime(2026, 12, 7, 0, 0, tzinfo=UTC)) == 0.75
    assert urgency(due, datetime(2026, 12, 7, 0, 0, tzinfo=UTC), CALENDAR, start) is Urgency.SOON


def test_working_days_left_count_days_of_the_calendar() -> None:
    assert working_days_left(datetime(2026, 12, 9, 9, 0, tzinfo=UTC), FRIDAY, CALENDAR) == 2
    assert working_days_left(datetime(2026, 12, 2, 9, 0, tzinfo=UTC), FRIDAY, CALENDAR) == -2


def test_a_promise_without_length_is_used_up_at_once() -> None:
    assert part_used(FRIDAY, FRIDAY, FRIDAY) == 1.0
