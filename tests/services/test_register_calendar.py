"""The local calendar of the register: set by a kabupaten, holding inside it, reminding in its own time zone."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connections, transaction

from slrt.domain import clock
from slrt.domain.access import Denied, system
from slrt.domain.problems import Refused, Stale
from slrt.domain.registry import calendar
from slrt.reads.registry import calendar as reads
from slrt.services.registry.calendar import set_dates
from slrt.store.areas.models import RegisterDates
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import OTHER_REGENCY, REGENCY, VILLAGE, officer
from tests.makers.meetings import waiting

pytestmark = [pytest.mark.django_db(databases=["default", "owner"]), pytest.mark.usefixtures("tuesday")]


def reminded(role: str, area_code: str = REGENCY) -> reads.Reminder | None:
    actor = officer(role, area_code)
    with acting(actor):
        return reads.reminder(actor)


DECEMBER = replace(
    calendar.default_dates("2026-12"), area_code=REGENCY, cut_off_on=date(2026, 12, 15), source="SK Bupati 7/2026"
)


def test_a_kabupaten_sets_its_dates_and_they_hold_in_its_villages_alone() -> None:
    set_dates(officer("manager"), DECEMBER, revision=0)
    own = reads.months(VILLAGE, "2026-12", 2)
    assert [month.dates.cut_off_on for month in own] == [date(2026, 12, 15), date(2027, 1, 17)]
    assert [month.place for month in own] == ["Kabupaten Belitung Timur", ""]
    assert [month.revision for month in reads.months(REGENCY, "2026-12", 2)] == [1, 0]
    assert reads.months(OTHER_REGENCY, "2026-12", 1)[0].dates.cut_off_on == date(2026, 12, 17)
    with acting(system()):
        event = Event.objects.get(verb="calendar.set")
    assert (event.area_code, event.after["cut_off_on"]) == (REGENCY, "2026-12-15")


def test_every_version_of_the_dates_is_kept() -> None:
    manager = officer("manager")
    set_dates(manager, DECEMBER, revision=0)
    set_dates(manager, replace(DECEMBER, cut_off_on=date(2026, 12, 16)), revision=1)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT cut_off_on FROM areas_registerdateshistory ORDER BY pgh_id")
        assert [row[0].day for row in cursor.fetchall()] == [15, 16]


def test_whoever_comes_second_is_told() -> None:
    set_dates(officer("manager"), DECEMBER, revision=0)
    with pytest.raises(Stale):
        set_dates(officer("head_of_agency"), DECEMBER, revision=0)


@pytest.mark.parametrize(
    ("role", "area"), [("back_office", REGENCY), ("puskesos_coordinator", VILLAGE), ("manager", OTHER_REGENCY)]
)
def test_only_who_sets_the_law_of_the_area_sets_its_calendar(role: str, area: str) -> None:
    with pytest.raises(Denied):
        set_dates(officer(role, area), DECEMBER, revision=0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"area_code": VILLAGE}, "no_regency"),
        ({"extraction_on": date(2026, 12, 1)}, "out_of_order"),
        ({"source": "x" * 201}, "too_long"),
    ],
)
def test_what_makes_no_sense_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_dates(officer("manager"), replace(DECEMBER, **change), revision=0)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_the_database_itself_refuses_dates_out_of_order() -> None:
    with pytest.raises(DatabaseError, match="areas_dates_in_order"), transaction.atomic():
        RegisterDates.objects.create(
            area_code=REGENCY, period="2026-12", meeting_from=date(2026, 12, 9), meeting_until=date(2026, 12, 1),
            cut_off_on=date(2026, 12, 17), extraction_on=date(2026, 12, 18), source="x", set_at=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (datetime(2026, 12, 11, 16, 59, tzinfo=UTC), None),
        (datetime(2026, 12, 11, 17, tzinfo=UTC), 5),
        (datetime(2026, 12, 14, 3, tzinfo=UTC), 3),
        (datetime(2026, 12, 17, 16, 59, tzinfo=UTC), 0),
        (datetime(2026, 12, 17, 17, tzinfo=UTC), None),
    ],
)
def test_the_reminder_follows_the_days_of_the_area(moment: datetime, days: int | None) -> None:
    """Bangka Belitung keeps WIB: its twelfth begins at 17:00 UTC of the eleventh."""
    waiting("Ani")
    with clock.at(moment):
        found = reminded("facilitator", VILLAGE)
    expected = None if days is None else reads.Reminder(date(2026, 12, 17), days, 1)
    assert found == expected


def test_nobody_is_reminded_of_nothing_or_of_what_is_not_their_work() -> None:
    with clock.at(datetime(2026, 12, 15, 3, tzinfo=UTC)):
        assert reminded("facilitator", VILLAGE) is None
        waiting("Ani")
        assert reminded("administrator") is None
        assert reminded("facilitator", "19.06.01.2002") is None
        assert reminded("manager") is not None


def test_a_proposal_the_village_has_decided_is_counted_no_more() -> None:
    with clock.at(datetime(2026, 12, 15, 3, tzinfo=UTC)):
        waiting("Ani", 1)
        waiting("Budi", 2, until="endorse")
        waiting("Cici", 3, until="check")
        found = reminded("manager")
    assert found is not None
    assert found.count == 2


def test_the_next_date_of_each_kind() -> None:
    assert [(each.kind, each.on.isoformat()) for each in reads.next_dates(REGENCY)] == [
        ("meeting_from", "2026-12-01"),
        ("meeting_until", "2026-12-14"),
        ("cut_off_on", "2026-12-17"),
        ("extraction_on", "2026-12-18"),
        ("publication_on", "2027-01-20"),
    ]
