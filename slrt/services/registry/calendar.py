"""Setting the local dates of the register: meetings, cut-off, extraction, publication, for one area and month."""

from dataclasses import asdict

from django.db import IntegrityError, transaction

from slrt.domain import access, areas, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import Problem, Refused, Stale
from slrt.domain.registry import calendar
from slrt.reads import areas as area_reads
from slrt.services.trail.record import Subject, record
from slrt.store.areas.models import RegisterDates
from slrt.store.walls.context import acting

DATES = ("meeting_from", "meeting_until", "cut_off_on", "extraction_on", "publication_on", "source")
LONGEST_SOURCE = 200


def can_set_dates(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the screen offers setting the dates there."""
    return access.can(actor, Permission.CHAIN_EDIT, area_code)


def check_set_dates(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may set the dates of this area."""
    access.check(actor, Permission.CHAIN_EDIT, area_code)


def set_dates(actor: Actor, dates: calendar.RegisterDates, *, revision: int) -> RegisterDates:
    """Set the dates of a month in an area (`revision` 0 where it has none of its own yet).

    Raises Denied, Stale when somebody was faster, and Refused for dates out of order, an unknown area or no source.
    """
    with acting(actor):
        check_set_dates(actor, dates.area_code)
        calendar.checked(dates)
        if areas.level(dates.area_code) > areas.REGENCY or not area_reads.exists(dates.area_code):
            raise Refused(
                Problem(
                    "no_regency",
                    "Kalender ditetapkan untuk kabupaten atau kota, atau wilayah di atasnya.",
                    "The calendar is set for a kabupaten or kota, or for an area around it.",
                    "area_code",
                )
            )
        if len(dates.source.strip()) > LONGEST_SOURCE:
            raise Refused(
                Problem(
                    "too_long", f"Paling banyak {LONGEST_SOURCE} huruf.", f"At most {LONGEST_SOURCE} letters.", "source"
                )
            )
        place = {"area_code": dates.area_code, "period": dates.period}
        made = RegisterDates(id=uuid7(), revision=0, **place)
        row = RegisterDates.objects.select_for_update().filter(**place).first() or made
        before = {} if row.revision == 0 else _told(row)
        if row.revision != revision:
            raise Stale(_stale())
        for name, value in _values(dates).items():
            setattr(row, name, value)
        row.revision += 1
        row.set_by, row.set_at = actor.user_id, clock.now()
        _save(row, new=row is made)
        record(actor, "calendar.set", Subject("calendar", row.id, row.area_code), before=before, after=_told(row))
        return row


def _save(row: RegisterDates, new: bool) -> None:
    """Two people may set the first dates of a month at once: the slower one is told."""
    try:
        with transaction.atomic():
            row.save(force_insert=new)
    except IntegrityError as error:
        if not new or "areas_one_calendar_a_month" not in str(error):
            raise
        raise Stale(_stale()) from error


def _values(dates: calendar.RegisterDates) -> dict[str, object]:
    plain = asdict(dates)
    return {name: plain[name].strip() if name == "source" else plain[name] for name in DATES}


def _told(row: RegisterDates) -> dict[str, str]:
    return {"period": row.period, **{name: str(getattr(row, name) or "") for name in DATES}}


def _stale() -> Problem:
    return Problem(
        "stale",
        "Tanggal bulan ini baru saja diubah orang lain. Periksa, lalu simpan lagi.",
        "Somebody else has just changed the dates of this month. Look at them, then save again.",
    )
