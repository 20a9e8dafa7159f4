"""Places of a programme in an area and period: set, changed and withdrawn by whoever writes programmes there."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from slrt.domain import access, areas, clock
from slrt.domain.access import Actor, Permission, system
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.programmes.waiting import MOST_PLACES
from slrt.domain.rules.programme import QuotaArea
from slrt.reads import areas as area_reads
from slrt.reads.programmes import quotas as reads
from slrt.reads.programmes.definitions import definition_of
from slrt.services.programmes.drafts import check_revision
from slrt.services.programmes.permits import check_can_set_quota
from slrt.services.trail.record import Subject, record
from slrt.store.programmes.models import Programme, Quota
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting

MOST_AMOUNT = 10**15
"""Rupiah: a thousand trillion. More than this is taken for a slip of the pen."""

LAST_YEAR = 2200
LOOKED_RECENTLY = timedelta(minutes=10)
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('programmes_quota:' || %s, 0))"

LEVELS = {
    QuotaArea.NATION: (0, "seluruh Indonesia", "the whole country"),
    QuotaArea.PROVINCE: (areas.PROVINCE, "satu provinsi", "a province"),
    QuotaArea.KABUPATEN: (areas.REGENCY, "satu kabupaten atau kota", "a kabupaten or kota"),
    QuotaArea.KECAMATAN: (areas.DISTRICT, "satu kecamatan", "a kecamatan"),
    QuotaArea.DESA: (areas.VILLAGE, "satu desa atau kelurahan", "a village"),
}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How many families, from which day to which last day, with how much money (rupiah, None: not named), says who."""

    starts_on: date
    last_day: date
    places: int
    source: str
    amount: int | None = None


def set_quota(actor: Actor, *, programme: str, area_code: str, terms: Terms, submission: UUID) -> Quota:
    """Set the places of a programme in an area. The same submission again is the same quota.

    Raises NotFound for a programme nobody knows, Denied outside the actor's area, and Refused for an area in which the
    programme has no places of its own, for numbers and days that cannot be, and for days another quota covers.
    """
    check_can_set_quota(actor, area_code)
    with acting(actor):
        row = Programme.objects.filter(code=programme).first()
        if row is None:
            raise NotFound(f"no programme {programme}")
        kept: Quota | None = Quota.objects.visible_to(actor).filter(id=submission).first()
        if kept is not None:
            return kept
        quota = Quota(id=submission, programme=row, area_code=area_code)
        _refuse(*_wrong_area(row, area_code), *_wrong_terms(terms))
        _keep(actor, quota, terms)
        record(actor, "quota.set", _subject(quota), after=_told(quota))
    return quota


def change_quota(actor: Actor, *, quota_id: UUID, revision: int, terms: Terms) -> Quota:
    """Give a quota other terms; programme and area stay. Raises like `set_quota`, and Stale."""
    with acting(actor):
        quota = _locked(actor, quota_id, revision)
        before = _told(quota)
        _refuse(*_wrong_terms(terms))
        quota.revision += 1
        _keep(actor, quota, terms)
        record(actor, "quota.change", _subject(quota), before=before, after=_told(quota))
    return quota


def withdraw_quota(actor: Actor, *, quota_id: UUID, revision: int, reason: str) -> None:
    """Let a quota count no more; families keep what they receive. Raises NotFound, Denied, Stale and Refused."""
    with acting(actor):
        quota = _locked(actor, quota_id, revision)
        if not reason.strip():
            _refuse(Problem("no_reason", "Tulis alasannya.", "Give the reason.", "reason"))
        quota.withdrawn_at = clock.now()
        quota.revision += 1
        quota.save(update_fields=["withdrawn_at", "revision"])
        record(actor, "quota.withdraw", _subject(quota), before=_told(quota), reason=reason.strip())


def look_at_waiting_list(actor: Actor, quota_id: UUID) -> None:
    """Leave the event that the names of a list were read: once for each reader, list and ten minutes."""
    with acting(actor):
        quota = reads.quota_row(actor, quota_id)
        access.check(actor, Permission.FAMILY_READ, quota.area_code)
        mine = Event.objects.filter(actor_id=actor.user_id, verb="quota.look", subject_id=quota.id)
        if not mine.filter(at__gt=clock.now() - LOOKED_RECENTLY).exists():
            record(actor, "quota.look", _subject(quota), after={"programme": quota.programme_id})


def _locked(actor: Actor, quota_id: UUID, revision: int) -> Quota:
    quota: Quota | None = (
        Quota.objects.visible_to(actor).select_for_update().filter(id=quota_id, withdrawn_at__isnull=True).first()
    )
    if quota is None:
        raise NotFound(f"no quota {quota_id}")
    check_can_set_quota(actor, quota.area_code)
    check_revision(quota, revision)
    return quota


def _keep(actor: Actor, quota: Quota, terms: Terms) -> None:
    """Write the terms, unless another quota covers some of the days in the area, around it or inside it."""
    quota.starts_on = terms.starts_on
    quota.until = terms.last_day + timedelta(days=1)
    quota.places = terms.places
    quota.amount = terms.amount
    quota.source = " ".join(terms.source.split())
    quota.set_by_id = actor.user_id
    quota.set_at = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [quota.programme_id])
    with acting(system()):  # who sets places in a village does not see those of its kabupaten
        other = reads.overlapping(quota)
    if other is not None:
        _refuse(_overlaps(other))
    quota.save()


def _overlaps(other: Quota) -> Problem:
    place = area_reads.name(other.area_code)
    first, last = other.starts_on.isoformat(), (other.until - timedelta(days=1)).isoformat()
    return Problem(
        "overlaps",
        f"Sudah ada kuota di {place} dari {first} sampai {last}. Ubah yang itu, atau pilih hari lain.",
        f"There is a quota in {place} from {first} to {last} already. Change that one, or choose other days.",
        "starts_on",
    )


def _wrong_area(programme: Programme, area_code: str) -> list[Problem]:
    """Whether the programme has places of its own there: it applies, and counts them in areas of this level."""
    try:
        known = area_reads.exists(areas.parse(area_code))
    except areas.BadAreaCode:
        known = False
    if not known:
        return [Problem("unknown_area", "Pilih wilayah dari daftar.", "Choose an area from the list.", "area_code")]
    if not areas.contains(programme.area_code, area_code):
        place = area_reads.name(programme.area_code)
        return [
            Problem(
                "outside_programme",
                f"Program ini hanya berlaku di {place}.",
                f"This programme applies in {place} alone.",
                "area_code",
            )
        ]
    law = definition_of(programme.code)
    if law is None or law.quota is None or areas.level(area_code) == LEVELS[law.quota.per][0]:
        return []
    _, indonesian, english = LEVELS[law.quota.per]
    return [
        Problem(
            "wrong_level",
            f"Tempat program ini dihitung untuk {indonesian}.",
            f"The places of this programme are counted for {english}.",
            "area_code",
        )
    ]


def _wrong_terms(terms: Terms) -> list[Problem]:
    wrong = []
    if terms.last_day < terms.starts_on:
        words = ("Hari terakhir tidak boleh sebelum hari pertama.", "The last day must not come before the first.")
        wrong.append(Problem("ends_before_it_begins", *words, "last_day"))
    elif terms.last_day.year > LAST_YEAR:
        words = (f"Paling lambat tahun {LAST_YEAR}.", f"The year {LAST_YEAR} is the last that can be named.")
        wrong.append(Problem("too_late", *words, "last_day"))
    if terms.places < 0 or (terms.amount or 0) < 0:
        field = "places" if terms.places < 0 else "amount"
        wrong.append(Problem("negative", "Tidak boleh kurang dari nol.", "It must not be less than zero.", field))
    if terms.places > MOST_PLACES:
        words = ("Paling banyak 10 juta keluarga.", "At most 10 million families.")
        wrong.append(Problem("too_many", *words, "places"))
    if (terms.amount or 0) > MOST_AMOUNT:
        words = ("Paling banyak seribu triliun rupiah.", "At most a thousand trillion rupiah.")
        wrong.append(Problem("too_much", *words, "amount"))
    if not terms.source.strip():
        words = ("Sebutkan dasar keputusannya.", "Name the decision it rests on.")
        wrong.append(Problem("no_source", *words, "source"))
    return wrong


def _refuse(*problems: Problem) -> None:
    if problems:
        raise Refused(*problems)


def _subject(quota: Quota) -> Subject:
    return Subject("quota", quota.id, quota.area_code)


def _told(quota: Quota) -> dict[str, Any]:
    return {
        "programme": quota.programme_id,
        "from": quota.starts_on.isoformat(),
        "until": (quota.until - timedelta(days=1)).isoformat(),
        "places": quota.places,
        "amount": quota.amount,
        "source": quota.source,
    }
