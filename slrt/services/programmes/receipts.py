"""What families receive: enrolments, written from a list of the owner or from the family's own answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.reads.registry import programme_codes
from slrt.services import live
from slrt.services.programmes.match import rematch
from slrt.services.trail.record import Subject, record
from slrt.store.programmes.models import Enrolment
from slrt.store.registry.models import Family, Membership
from slrt.store.walls.context import acting


@dataclass(frozen=True, kw_only=True)
class NewEnrolment:
    """Receipt of a programme by the family, or by `person_id` when given, since `starts_on` where that is known."""

    programme: str
    person_id: UUID | None = None
    starts_on: date | None = None


def enrol(
    actor: Actor, *, family_id: UUID, enrolments: Sequence[NewEnrolment], source: str, checked_on: date | None = None
) -> int:
    """Enter what a family and its people receive, and judge again. Gives the number of new rows.

    Somebody who is enrolled already stays so. `checked_on` (default today) is the day of the owner's list; an empty
    sequence means that the list was looked at and the family is not on it. Raises Refused for a programme or person
    that does not belong here.
    """
    with acting(actor):
        family = Family.objects.visible_to(actor).select_for_update().filter(id=family_id).first()
        if family is None:
            raise NotFound(f"no family {family_id}")
        access.check(actor, Permission.FAMILY_CHANGE, family.area_code)
        _check(family, enrolments)
        day = checked_on or clock.today()
        new = [each for each in enrolments if _add(family, each, source, day)]
        family.receives_checked_on = day
        family.save(update_fields=["receives_checked_on"])
        record(
            actor,
            "programme.enrol",
            Subject("family", family.id, family.area_code, family.id),
            after={"programmes": sorted({each.programme for each in new}), "source": source},
        )
        rematch(family.id)
        live.announce("family", family.id, family.area_code)
        return len(new)


def set_receipts(family: Family, codes: frozenset[str], source: str, on: date) -> None:
    """Make `codes` the whole of what the family receives, as the family says: part of a change of the register."""
    active = Enrolment.objects.filter(family_id=family.id, state="active")
    active.exclude(programme_id__in=codes).update(state="stopped", until=on)
    active.update(checked_on=on)
    already = set(active.values_list("programme_id", flat=True))
    for code in sorted(codes - already):
        _add(family, NewEnrolment(programme=code), source, on)
    family.receives_checked_on = on
    family.save(update_fields=["receives_checked_on"])


def _check(family: Family, enrolments: Sequence[NewEnrolment]) -> None:
    unknown = {each.programme for each in enrolments} - programme_codes()
    if unknown:
        named = ", ".join(sorted(unknown))
        raise Refused(
            Problem("unknown_programme", f"Program {named} tidak dikenal.", f"No programme {named}.", "programme")
        )
    people = {each.person_id for each in enrolments if each.person_id is not None}
    members = set(
        Membership.objects.filter(family_id=family.id, until__isnull=True).values_list("person_id", flat=True)
    )
    if people - members:
        raise NotFound("no such member in this family")


def _add(family: Family, wanted: NewEnrolment, source: str, on: date) -> bool:
    _, created = Enrolment.objects.get_or_create(
        programme_id=wanted.programme,
        family_id=family.id,
        person_id=wanted.person_id,  # type: ignore[misc] # NULL: the family as a whole
        state="active",
        defaults={
            "area_code": family.area_code,
            "starts_on": wanted.starts_on,
            "source": source,
            "checked_on": on,
        },
    )
    return created
