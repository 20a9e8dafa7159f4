"""Dates of the register: defaults and their sources, local ones before them, what comes next, when to remind."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slrt.domain.problems import Refused
from slrt.domain.registry import calendar
from slrt.domain.registry.calendar import RegisterDates

DECEMBER = calendar.default_dates("2026-12")
periods = st.dates(date(2020, 1, 1), date(2100, 12, 31)).map(calendar.period_of)


def local(area_code: str, cut_off: int) -> RegisterDates:
    return replace(DECEMBER, area_code=area_code, cut_off_on=date(2026, 12, cut_off), source="SK Bupati")


def test_the_defaults_are_those_of_the_sources() -> None:
    assert (DECEMBER.meeting_from, DECEMBER.meeting_until) == (date(2026, 12, 1), date(2026, 12, 14))
    assert (DECEMBER.cut_off_on, DECEMBER.extraction_on) == (date(2026, 12, 17), date(2026, 12, 18))
    assert DECEMBER.publication_on is None
    assert calendar.default_dates("2027-01").publication_on == date(2027, 1, 20)
    assert "[42]" in DECEMBER.source
    assert not DECEMBER.confirmed


@given(periods)
def test_every_default_is_in_order_and_four_months_of_a_year_publish(period: str) -> None:
    assert calendar.checked(calendar.default_dates(period)).period == period
    year = calendar.following(f"{period[:4]}-01", 12)
    assert sum(calendar.default_dates(each).publication_on is not None for each in year) == 4


def test_the_nearest_area_comes_first_and_others_do_not_count() -> None:
    province, regency, other = local("19", 10), local("19.06", 12), local("19.03", 11)
    found = calendar.dates_for("2026-12", "19.06.01.2001", [province, regency, other])
    assert found.cut_off_on == date(2026, 12, 12)
    assert calendar.dates_for("2026-12", "19.05", [province, regency, other]).cut_off_on == date(2026, 12, 10)
    assert calendar.dates_for("2026-12", "32", [province, regency, other]) == DECEMBER
    assert calendar.dates_for("2027-01", "19.06", [regency]).period == "2027-01"


@given(st.integers(-40, 40))
def test_the_reminder_begins_five_days_before_and_ends_with_the_day(days: int) -> None:
    left = calendar.days_to_cut_off(DECEMBER, DECEMBER.cut_off_on - timedelta(days=days))
    assert left == (days if 0 <= days <= 5 else None)


def test_what_comes_next_is_in_order_and_today_still_counts() -> None:
    months = [calendar.default_dates(period) for period in calendar.following("2026-12", 2)]
    found = calendar.coming(months, date(2026, 12, 17))
    assert [(each.kind, each.on.isoformat()) for each in found] == [
        ("cut_off_on", "2026-12-17"),
        ("extraction_on", "2026-12-18"),
        ("meeting_from", "2027-01-01"),
        ("meeting_until", "2027-01-14"),
        ("cut_off_on", "2027-01-17"),
        ("extraction_on", "2027-01-18"),
        ("publication_on", "2027-01-20"),
    ]


def test_months_follow_each_other_over_the_end_of_a_year() -> None:
    assert calendar.following("2026-11", 4) == ("2026-11", "2026-12", "2027-01", "2027-02")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"meeting_until": date(2026, 11, 30)}, "meeting_until"),
        ({"meeting_from": date(2026, 11, 30)}, "meeting_from"),
        ({"cut_off_on": date(2026, 12, 13)}, "cut_off_on"),
        ({"extraction_on": date(2026, 12, 16)}, "extraction_on"),
        ({"publication_on": date(2026, 12, 17)}, "publication_on"),
        ({"source": "  "}, "source"),
        ({"period": "2026-13"}, "period"),
        ({"period": "1812-01"}, "period"),
    ],
)
def test_dates_that_make_no_sense_are_refused_beside_their_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        calendar.checked(replace(DECEMBER, **change))
    assert [problem.field for problem in refused.value.problems] == [field]
