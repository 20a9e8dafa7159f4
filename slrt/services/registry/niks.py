"""Taking NIKs out for a match by Dukcapil: whole numbers leave the house, so few may, for a reason, never unseen.

No live look-up exists here: individual data are open to an agency only after an agreement with the Directorate General
(UU 24/2013 art. 79, Permendagri 102/2019), so lists go out and results come back as files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from slrt.domain import access, areas
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import Problem, Refused
from slrt.services.trail.record import Subject, record
from slrt.store.registry import cipher
from slrt.store.registry.models import Person
from slrt.store.walls.context import acting

SHORTEST_REASON = 10
AT_ONCE = 2000
STATUSES = ("unchecked", "unmatched", "duplicate")
"""Whose match is asked for unless told otherwise: never asked, or with a result that may have been mended since."""


@dataclass(frozen=True)
class NikLine:
    """One person of the list that goes to Dukcapil."""

    nik: str
    name: str
    birth_date: date | None
    sex: str | None
    area_code: str


def can_take_niks(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the actor may take whole NIKs of this area out."""
    return all(
        access.can(actor, right, area_code) for right in (Permission.REGISTER_IMPORT, Permission.IDENTITY_REVEAL)
    )


def check_take_niks(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may take whole NIKs of this area out."""
    for right in (Permission.REGISTER_IMPORT, Permission.IDENTITY_REVEAL):
        access.check(actor, right, area_code)


def take_niks(actor: Actor, *, area_code: str, reason: str, statuses: Sequence[str] = STATUSES) -> Iterator[NikLine]:
    """Active people of the area with a NIK of one of these match statuses, by area and key.

    The event with reason and number of people is written first, in the transaction that reads them. Raises Denied, and
    Refused without a reason; both before anything is given.
    """
    check_take_niks(actor, area_code)
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise Refused(
            Problem(
                "reason_too_short",
                f"Tulis dasar pengiriman NIK, paling sedikit {SHORTEST_REASON} huruf.",
                f"Write on what grounds NIKs are sent, at least {SHORTEST_REASON} characters.",
                "reason",
            )
        )
    return _taken(actor, area_code, reason, tuple(statuses))


def _taken(actor: Actor, area_code: str, reason: str, statuses: tuple[str, ...]) -> Iterator[NikLine]:
    inside = areas.bounds(area_code)
    with acting(actor):
        people = Person.objects.visible_to(actor).filter(
            state="active",
            nik_cipher__isnull=False,
            nik_status__in=statuses,
            area_code__gte=inside.lo,
            area_code__lt=inside.hi,
        )
        after = {"people": people.count(), "statuses": list(statuses)}
        record(actor, "identity.take_out", Subject("nik_list", uuid7(), area_code), after=after, reason=reason)
        rows = people.order_by("area_code", "id").values_list(
            "id", "nik_cipher", "name", "birth_date", "sex", "area_code"
        )
        for row in rows.iterator(chunk_size=AT_ONCE):
            yield _line(*row)


def _line(  # the columns of one person
    person_id: UUID, sealed: bytes, name: str, born: date | None, sex: str | None, area_code: str
) -> NikLine:
    return NikLine(cipher.unseal(sealed, cipher.NIK, person_id), name, born, sex, area_code)
