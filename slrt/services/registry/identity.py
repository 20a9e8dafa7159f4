"""Opening numbers and records: always for a reason, always with an event, never without limit."""

from datetime import timedelta
from uuid import UUID

from django.db import connection

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.services.trail.record import Subject, record
from slrt.store.registry import cipher
from slrt.store.registry.models import Family, Person
from slrt.store.trail.models import Event, EventQuerySet
from slrt.store.walls.context import acting

SHORTEST_REASON = 10
PER_MINUTE = 30
PER_DAY = 300
"""Reveals, and searches by number, that one person may do (each counted apart)."""

LOOKED_RECENTLY = timedelta(minutes=10)

REVEAL, LOOK_UP, LOOK = "identity.reveal", "identity.look_up", "family.look"


def check_reveal(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may see whole numbers in this area."""
    access.check(actor, Permission.IDENTITY_REVEAL, area_code)


def can_reveal(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the screen offers to open a number."""
    return access.can(actor, Permission.IDENTITY_REVEAL, area_code)


def reveal(actor: Actor, *, kind: str, subject_id: UUID, reason: str) -> str:
    """The whole `nik` of a person or `no_kk` of a family. The event keeps who, when and why, and not the number.

    Raises Refused without a reason of at least 10 characters or beyond the limits, NotFound where there is none.
    """
    reason = " ".join(reason.split())
    with acting(actor):
        row, family_id = _numbered(actor, kind, subject_id)
        check_reveal(actor, row.area_code)
        if len(reason) < SHORTEST_REASON:
            raise Refused(
                Problem(
                    "reason_too_short",
                    f"Tulis alasan membuka nomor ini, paling sedikit {SHORTEST_REASON} huruf.",
                    f"Write why this number must be opened, at least {SHORTEST_REASON} characters.",
                    "reason",
                )
            )
        _check_limits(actor, REVEAL)
        subject_kind = "person" if kind == "nik" else "family"
        subject = Subject(subject_kind, row.id, row.area_code, family_id)
        record(actor, REVEAL, subject, after={"number": kind}, reason=reason)
        if isinstance(row, Person):
            return cipher.unseal(row.nik_cipher, cipher.NIK, row.id)
        return cipher.unseal(row.no_kk_cipher, cipher.NO_KK, row.id)


def note_look_up(actor: Actor) -> None:
    """Count one search by NIK or nomor KK, found or not. Raises Refused beyond the limits."""
    with acting(actor):
        _check_limits(actor, LOOK_UP)
        record(actor, LOOK_UP, Subject("look_up", uuid7(), actor.area_code))


def look(actor: Actor, family_id: UUID) -> None:
    """Leave the event that this family's record was read: once for each reader, family and ten minutes."""
    with acting(actor):
        subject = _readable(actor, family_id)
        since = clock.now() - LOOKED_RECENTLY
        if not _events(actor, LOOK).filter(subject_id=family_id, at__gt=since).exists():
            record(actor, LOOK, subject)


def take_out(actor: Actor, family_id: UUID, *, verb: str) -> None:
    """Leave the event that a family's record left the desk, on paper (`print`) or as a file (`export`)."""
    if verb not in ("print", "export"):
        raise ValueError(f"nothing is taken out by {verb!r}")
    with acting(actor):
        record(actor, f"family.{verb}", _readable(actor, family_id))


def _readable(actor: Actor, family_id: UUID) -> Subject:
    area_code = Family.objects.visible_to(actor).filter(id=family_id).values_list("area_code", flat=True).first()
    if area_code is None:
        raise NotFound(f"no family {family_id}")
    access.check(actor, Permission.FAMILY_READ, area_code)
    return Subject("family", family_id, area_code, family_id)


def _numbered(actor: Actor, kind: str, subject_id: UUID) -> tuple[Person | Family, UUID | None]:
    if kind == "nik":
        person = Person.objects.visible_to(actor).filter(id=subject_id, nik_cipher__isnull=False).first()
        if person is not None:
            family = person.memberships.filter(until__isnull=True).values_list("family_id", flat=True).first()
            return person, family
    elif kind == "no_kk":
        found = Family.objects.visible_to(actor).filter(id=subject_id, no_kk_cipher__isnull=False).first()
        if found is not None:
            return found, found.id
    raise NotFound(f"no {kind} of {subject_id}")


def _check_limits(actor: Actor, verb: str) -> None:
    """Count the person's own events: the lock makes two quick ones wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"{verb} {actor.user_id}"])
    now = clock.now()
    done = _events(actor, verb)
    if done.filter(at__gt=now - timedelta(minutes=1)).count() >= PER_MINUTE:
        raise Refused(
            Problem(
                "too_fast",
                f"Sudah {PER_MINUTE} kali dalam satu menit. Tunggu sebentar, lalu coba lagi.",
                f"{PER_MINUTE} times within a minute already. Wait a moment and try again.",
            )
        )
    if done.filter(at__gt=now - timedelta(days=1)).count() >= PER_DAY:
        raise Refused(
            Problem(
                "too_many",
                f"Batas {PER_DAY} kali sehari sudah tercapai. Hubungi koordinator bila memang perlu.",
                f"The limit of {PER_DAY} a day is reached. Speak to the coordinator if it is really needed.",
            )
        )


def _events(actor: Actor, verb: str) -> EventQuerySet:
    return Event.objects.visible_to(actor).filter(actor_id=actor.user_id, verb=verb)
